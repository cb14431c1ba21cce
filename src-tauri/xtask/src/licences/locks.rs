//! Which packages the program is made of, by the lock files alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::process::Outcome;
use crate::workspace::{Kind, Workspace};

/// The package that is shipped.
const SHIPPED: &str = "kaibo";

/// A package as a lock file names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its folder from that of the interface; empty for a crate.
    pub place: String,
}

/// A package of Cargo.lock with those it needs, by name and, where that is not enough, version.
struct Locked {
    version: String,
    of_ours: bool,
    needs: Vec<String>,
}

/// The crates of others that the shipped program needs, whatever the system, those of its build scripts and macros included.
pub fn crates(workspace: &Workspace) -> Outcome<Vec<Named>> {
    let lock = read(workspace, "Cargo.lock")?;
    let locked = parse(&lock);
    let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
    let mut next = vec![SHIPPED.to_owned()];
    while let Some(wanted) = next.pop() {
        if !seen.insert(wanted.clone()) {
            continue;
        }
        let (name, version) = wanted.split_once(' ').map_or((&*wanted, None), |(name, version)| (name, Some(version)));
        let versions = locked.get(name).map(Vec::as_slice).unwrap_or_default();
        let fits = |package: &&Locked| version.is_none_or(|version| package.version == version);
        let package = versions.iter().find(fits).ok_or_else(|| format!("Cargo.lock does not know {wanted}"))?;
        // The lock file does not tell tests' packages from the program's; the manifests of ours do.
        let needed = |need: &&String| !package.of_ours || is_shipped(workspace, name, need);
        next.extend(package.needs.iter().filter(needed).cloned());
        if !package.of_ours {
            found.insert(Named { name: name.into(), version: package.version.clone(), place: String::new() });
        }
    }
    Ok(found.into_iter().collect())
}

fn is_shipped(workspace: &Workspace, of: &str, need: &str) -> bool {
    let name = need.split(' ').next().unwrap_or(need);
    let package = workspace.packages.iter().find(|package| package.name == of);
    package.is_some_and(|package| {
        package.dependencies.iter().any(|dependency| dependency.name == name && dependency.kind == Kind::Normal)
    })
}

/// Cargo.lock is written by cargo, one value a line.
fn parse(lock: &str) -> BTreeMap<String, Vec<Locked>> {
    let mut packages: BTreeMap<String, Vec<Locked>> = BTreeMap::new();
    for block in lock.split("[[package]]").skip(1) {
        let value = |key: &str| {
            let lines = block.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"'));
            lines.map(str::to_owned)
        };
        let needs = block.lines().filter_map(|line| line.strip_prefix(" \"")?.strip_suffix("\","));
        let locked = Locked {
            version: value("version").unwrap_or_default(),
            of_ours: value("source").is_none(),
            needs: needs.map(str::to_owned).collect(),
        };
        packages.entry(value("name").unwrap_or_default()).or_default().push(locked);
    }
    packages
}

/// The packages that the interface needs to run, found from its own as Node.js finds them.
pub fn npm(workspace: &Workspace) -> Outcome<Vec<Named>> {
    let lock: Value = serde_json::from_str(&read(workspace, "ui/package-lock.json")?)
        .map_err(|error| format!("ui/package-lock.json: {error}"))?;
    let packages = &lock["packages"];
    let (mut places, mut next) = (BTreeSet::new(), vec![String::new()]);
    while let Some(place) = next.pop() {
        for name in packages[&place]["dependencies"].as_object().into_iter().flat_map(|needs| needs.keys()) {
            let found = resolve(packages, &place, name).ok_or_else(|| format!("package-lock.json lacks {name}"))?;
            if places.insert(found.clone()) {
                next.push(found);
            }
        }
    }
    let named = places.into_iter().map(|place| Named {
        name: place.rsplit("node_modules/").next().unwrap_or_default().to_owned(),
        version: packages[&place]["version"].as_str().unwrap_or_default().to_owned(),
        place,
    });
    let mut named: Vec<_> = named.collect();
    named.sort();
    named.dedup_by(|one, other| one.name == other.name && one.version == other.version);
    Ok(named)
}

/// Beside the package that wants it, or further out.
fn resolve(packages: &Value, place: &str, name: &str) -> Option<String> {
    let mut folder = place;
    loop {
        let candidate =
            if folder.is_empty() { format!("node_modules/{name}") } else { format!("{folder}/node_modules/{name}") };
        if packages.get(&candidate).is_some() {
            return Some(candidate);
        }
        if folder.is_empty() {
            return None;
        }
        folder = folder.rfind("/node_modules/").map_or("", |end| &folder[..end]);
    }
}

fn read(workspace: &Workspace, file: &str) -> Outcome<String> {
    fs::read_to_string(workspace.root.join(file)).map_err(|error| format!("{file} could not be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_tests_need_is_left_out() {
        let crates = crates(&Workspace::load().unwrap()).unwrap();
        let has = |name: &str| crates.iter().any(|one| one.name == name);
        assert!(has("tauri") && has("rusqlite") && has("axum") && has("windows-sys"));
        assert!(!has("fantoccini") && !has("proptest") && !has("rstest") && !has("s3s") && !has("kaibo-store"));
    }

    #[test]
    fn of_the_interface_the_tools_are_left_out() {
        let packages = npm(&Workspace::load().unwrap()).unwrap();
        let has = |name: &str| packages.iter().any(|one| one.name == name);
        assert!(has("vue") && has("tdesign-vue-next") && has("@vue/runtime-core") && has("lodash-es"));
        assert!(!has("vitest") && !has("eslint") && !has("happy-dom"));
    }

    #[test]
    fn two_versions_of_a_package_are_two() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1\"\nsource = \"r\"\n\n[[package]]\nname = \"a\"\nversion = \"2\"\nsource = \"r\"\ndependencies = [\n \"b\",\n \"c 1.0\",\n]\n";
        let packages = parse(lock);
        assert_eq!(packages["a"].len(), 2);
        assert_eq!(packages["a"][1].needs, ["b", "c 1.0"]);
    }
}
