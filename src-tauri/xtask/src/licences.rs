//! `cargo xtask licences`: the licences of everything the program is made of, in one packed file that it carries.
//!
//! What has to be in it is read from the two lock files alone, so that a test can compare without any package's sources.
//! It is more rather than less than what ends in the program: what only helps to build it is listed too.

mod locks;
mod texts;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::process::{self, Outcome};
use crate::workspace::Workspace;
use locks::Named;

/// Where the packed list stands, from the root.
const LIST: &str = "assets/licences.json.gz";

/// Where a package's manifest says its licence is, and where its files stand.
struct Source {
    licence: String,
    authors: String,
    folder: PathBuf,
    /// Named by the manifest where it has a name of its own.
    file: Option<String>,
}

/// Writes the list anew. Needs the sources of all crates (`cargo fetch`) and the interface's packages (`npm ci`).
pub fn run(workspace: &Workspace) -> Outcome {
    let crates = crate_sources(workspace)?;
    let mut kinds = vec![("crate", locks::crates(workspace)?)];
    kinds.push(("npm", locks::npm(workspace)?));
    let (mut known, mut packages) = (Vec::new(), Vec::new());
    for (kind, named) in kinds {
        for package in named {
            let source = match kind {
                "crate" => crates.get(&(package.name.clone(), package.version.clone())),
                _ => None,
            };
            let read = if source.is_none() { npm_source(workspace, &package) } else { None };
            let Some(source) = source.or(read.as_ref()) else {
                return Err(format!("the sources of {} {} are not here", package.name, package.version));
            };
            let texts: Vec<usize> = texts::of(source).into_iter().map(|text| place(&mut known, text)).collect();
            packages.push(json!({
                "kind": kind, "name": package.name, "version": package.version, "licence": source.licence, "texts": texts,
            }));
        }
    }
    let (count, kinds_of_text) = (packages.len(), known.len());
    let list = json!({ "packages": packages, "texts": known }).to_string();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let packed = packed.write_all(list.as_bytes()).and_then(|()| packed.finish());
    let packed = packed.map_err(|error| format!("the list could not be packed: {error}"))?;
    fs::write(workspace.root.join(LIST), &packed).map_err(|error| format!("{LIST} could not be written: {error}"))?;
    println!("{LIST}: {count} packages, {kinds_of_text} texts, {} kB", packed.len() / 1000);
    Ok(())
}

/// The place of a text among those known, which it joins where it is new.
fn place(known: &mut Vec<String>, text: String) -> usize {
    known.iter().position(|one| *one == text).unwrap_or_else(|| {
        known.push(text);
        known.len() - 1
    })
}

/// Every crate of the lock file with its sources, for all operating systems.
fn crate_sources(workspace: &Workspace) -> Outcome<BTreeMap<(String, String), Source>> {
    let mut command = process::cargo();
    command.args(["metadata", "--format-version", "1", "--locked"]).current_dir(&workspace.root);
    let output = process::output(&mut command).ok_or("cargo metadata failed: run `cargo fetch --locked`")?;
    let metadata: Value = serde_json::from_str(&output).map_err(|error| format!("cargo metadata: {error}"))?;
    let packages = metadata["packages"].as_array().ok_or("cargo metadata lists no packages")?;
    let said = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Ok(packages
        .iter()
        .map(|package| {
            let authors = package["authors"].as_array().map(Vec::as_slice).unwrap_or_default();
            let authors = authors.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ");
            let manifest = PathBuf::from(said(&package["manifest_path"]));
            let source = Source {
                // As it is written today; the older form with a slash means the same.
                licence: said(&package["license"]).replace('/', " OR "),
                authors,
                folder: manifest.parent().map(PathBuf::from).unwrap_or_default(),
                file: package["license_file"].as_str().map(str::to_owned),
            };
            ((said(&package["name"]), said(&package["version"])), source)
        })
        .collect())
}

/// An installed package of the interface.
fn npm_source(workspace: &Workspace, package: &Named) -> Option<Source> {
    let folder = workspace.ui().join(&package.place);
    let manifest: Value = serde_json::from_slice(&fs::read(folder.join("package.json")).ok()?).ok()?;
    let author = manifest["author"].as_str().or(manifest["author"]["name"].as_str()).unwrap_or_default();
    let licence = manifest["license"].as_str().unwrap_or_default().to_owned();
    Some(Source { licence, authors: author.to_owned(), folder, file: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::io::Read;

    fn list(workspace: &Workspace) -> Value {
        let mut text = String::new();
        let file = fs::File::open(workspace.root.join(LIST)).unwrap();
        flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// What the lock files name and the list does not, or not with a licence and its words.
    fn missing(list: &Value, kind: &str, named: &[Named]) -> Vec<String> {
        let texts = list["texts"].as_array().unwrap();
        let has_words = |package: &Value| {
            let places = package["texts"].as_array().unwrap();
            let words = |place: &Value| texts[place.as_u64().unwrap() as usize].as_str().unwrap().len() > 100;
            !places.is_empty() && places.iter().all(words) && !package["licence"].as_str().unwrap().is_empty()
        };
        let listed: BTreeSet<_> = list["packages"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|package| package["kind"] == kind)
            .filter(|package| has_words(package))
            .map(|package| format!("{} {}", package["name"].as_str().unwrap(), package["version"].as_str().unwrap()))
            .collect();
        named
            .iter()
            .map(|package| format!("{} {}", package.name, package.version))
            .filter(|one| !listed.contains(one))
            .collect()
    }

    #[test]
    fn every_package_of_the_program_is_listed_with_its_licence() {
        let workspace = Workspace::load().unwrap();
        let list = list(&workspace);
        let (crates, npm) = (locks::crates(&workspace).unwrap(), locks::npm(&workspace).unwrap());
        assert!(crates.len() > 500 && npm.len() > 30, "{} crates, {} packages", crates.len(), npm.len());
        let renew = "`cargo xtask licences` writes the list anew";
        assert_eq!(missing(&list, "crate", &crates), Vec::<String>::new(), "{renew}");
        assert_eq!(missing(&list, "npm", &npm), Vec::<String>::new(), "{renew}");
        let count = list["packages"].as_array().unwrap().len();
        assert_eq!(count, crates.len() + npm.len(), "something is listed that is no longer used: {renew}");
    }

    #[test]
    fn a_new_package_and_one_without_a_licence_are_noticed() {
        let words = "x".repeat(200);
        let list = json!({
            "texts": [words],
            "packages": [
                { "kind": "crate", "name": "a", "version": "1.0.0", "licence": "MIT", "texts": [0] },
                { "kind": "crate", "name": "b", "version": "1.0.0", "licence": "", "texts": [0] },
                { "kind": "crate", "name": "c", "version": "1.0.0", "licence": "MIT", "texts": [] },
            ],
        });
        let named =
            |name: &str, version: &str| Named { name: name.into(), version: version.into(), place: String::new() };
        let all =
            [named("a", "1.0.0"), named("a", "1.1.0"), named("b", "1.0.0"), named("c", "1.0.0"), named("d", "1.0.0")];
        assert_eq!(missing(&list, "crate", &all), ["a 1.1.0", "b 1.0.0", "c 1.0.0", "d 1.0.0"]);
        assert_eq!(missing(&list, "npm", &all[..1]), ["a 1.0.0"]);
    }

    #[test]
    fn the_list_stays_small() {
        let length = fs::metadata(Workspace::load().unwrap().root.join(LIST)).unwrap().len();
        assert!(length < 300_000, "{length}");
    }
}
