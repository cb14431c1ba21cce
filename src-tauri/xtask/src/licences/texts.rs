//! The words of a package's licence: the files that came with it, or the licence's own where its authors sent none.

use std::fs;
use std::path::Path;

use super::Source;

/// Licences whose words are known here, for packages that name one and bring no file. `{authors}` stands in those that
/// begin with whose work it is.
const STANDARD: &[(&str, &str)] = &[
    ("MIT", include_str!("texts/MIT.txt")),
    ("Apache-2.0", include_str!("../../../../LICENSE")),
    ("BSD-2-Clause", include_str!("texts/BSD-2-Clause.txt")),
    ("BSD-3-Clause", include_str!("texts/BSD-3-Clause.txt")),
    ("MPL-2.0", include_str!("texts/MPL-2.0.txt")),
];

/// How a file that holds a licence begins its name.
const BEGINNINGS: [&str; 6] = ["license", "licence", "copying", "notice", "unlicense", "copyright"];
/// Endings of what holds words; the others are sources.
const ENDINGS: [&str; 3] = ["txt", "md", "rst"];
/// Libraries in other languages stand some folders inside their crate.
const DEPTH: usize = 3;

/// The texts of a package, none where nothing is known.
pub fn of(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(file) = &source.file {
        found.extend(read(&source.folder.join(file)));
    }
    collect(&source.folder, DEPTH, &mut found);
    if found.is_empty() {
        let named = source.licence.split([' ', '(', ')']);
        let standard = named.filter_map(|name| STANDARD.iter().find(|(id, _)| *id == name));
        found.extend(standard.map(|(_, text)| tidy(&text.replace("{authors}", authors(source)))));
    }
    let mut distinct: Vec<String> = Vec::new();
    for text in found {
        if !distinct.contains(&text) {
            distinct.push(text);
        }
    }
    distinct
}

fn authors(source: &Source) -> &str {
    if source.authors.is_empty() { "its authors" } else { &source.authors }
}

fn collect(folder: &Path, depth: usize, found: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in &paths {
        if path.is_file() && is_licence(path) {
            found.extend(read(path));
        }
    }
    let inside = paths.iter().filter(|path| path.is_dir() && !path.ends_with("node_modules"));
    if depth > 0 {
        inside.for_each(|path| collect(path, depth - 1, found));
    }
}

fn is_licence(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let is_source = ["rs", "c", "h", "js", "ts", "mjs", "json", "toml", "html", "py", "sh", "tcl", "test"];
    BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
        && (ENDINGS.contains(&&*extension) || !is_source.contains(&&*extension))
}

fn read(path: &Path) -> Option<String> {
    let text = tidy(&String::from_utf8_lossy(&fs::read(path).ok()?));
    // Some packages carry a link where a file was meant.
    (text.len() > 100).then_some(text)
}

/// Without what differs and says nothing, so that equal texts are found equal.
fn tidy(text: &str) -> String {
    let lines: Vec<_> = text.trim_start_matches('\u{feff}').lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn without_files(licence: &str) -> Source {
        let folder = PathBuf::from("/nowhere/at/all");
        Source { licence: licence.into(), authors: "A. Author".into(), folder, file: None }
    }

    #[test]
    fn a_package_without_a_file_gets_the_words_of_the_licences_it_names() {
        let texts = of(&without_files("Zlib OR Apache-2.0 OR MIT"));
        assert_eq!(texts.len(), 2);
        assert!(texts[0].contains("Apache License") && texts[1].contains("Copyright (c) A. Author"));
        assert!(!texts[1].contains('{'));
    }

    #[test]
    fn what_is_not_known_gets_none() {
        assert!(of(&without_files("")).is_empty());
        assert!(of(&without_files("Somebody's own")).is_empty());
    }

    #[test]
    fn sources_are_no_licences() {
        assert!(is_licence(Path::new("LICENSE-MIT")) && is_licence(Path::new("COPYING.txt")));
        assert!(!is_licence(Path::new("license.rs")) && !is_licence(Path::new("README.md")));
    }
}
