//! Nothing of the machine it was written on: no paths of that machine, no package registry of its own.

use super::Finding;
use super::source::Source;

/// Folders that exist on one machine only.
const MACHINE: &[&str] = &["/home/", "/root/", "/Users/"];

/// Finds them.
pub fn check(source: &Source) -> Vec<Finding> {
    if source.is_rule() {
        return Vec::new();
    }
    let paths = source.lines().filter_map(|(number, line)| {
        let folder = MACHINE.iter().find(|folder| has_path(line, folder))?;
        Some(Finding::fault(&source.path, number, format!("names `{folder}`, a folder of one machine")))
    });
    let registries = source.lines().filter(|(_, line)| names_registry(&source.path, line));
    let registries = registries.map(|(number, _)| {
        Finding::fault(&source.path, number, "names a package registry: each machine brings its own setting")
    });
    paths.chain(registries).collect()
}

/// At the start of a path, not inside one: `ui/src/home/` is ours.
fn has_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|character| character.is_alphanumeric() || "_-.}*$)~/".contains(character))
    })
}

fn names_registry(path: &str, line: &str) -> bool {
    let line = line.trim_start();
    match path.rsplit('/').next().unwrap_or(path) {
        // Cargo writes its default registry's name whatever it was reached through; anything else is a setting.
        "Cargo.lock" => {
            line.starts_with("source = ") && !line.contains("\"registry+https://github.com/rust-lang/crates")
        }
        "package-lock.json" => line.starts_with("\"resolved\": \"http"),
        ".npmrc" => line.contains("registry="),
        "config.toml" => line.contains("registry"),
        _ => ["registry.npm", "npmmirror", "index.crates", "static.crates", "rsproxy"]
            .iter()
            .any(|name| line.contains(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        check(&Source::new(path, text)).iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_path_of_one_machine_is_found() {
        assert_eq!(lines("a.rs", "let a = 1;\nlet b = \"/home/mei/photo.jpg\";\n"), [2]);
        assert_eq!(lines("docs/a.md", "see /root/notes\n"), [1]);
    }

    #[test]
    fn a_folder_of_ours_with_such_a_name_is_fine() {
        assert_eq!(lines("a.ts", "import '@/places/home/a'\nimport './root/b'\n"), [] as [usize; 0]);
    }

    #[test]
    fn lock_files_name_no_registry_of_their_own() {
        let cargo = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n\
                     source = \"registry+https://mirror.example/index\"\nsource = \"git+https://example.org/a\"\n";
        assert_eq!(lines("Cargo.lock", cargo), [2, 3]);
        assert_eq!(lines("ui/package-lock.json", "{\n  \"resolved\": \"https://mirror.example/vue.tgz\",\n}\n"), [2]);
        assert_eq!(
            lines("ui/.npmrc", "omit-lockfile-registry-resolved=true\n@a:registry=https://mirror.example\n"),
            [2]
        );
        assert_eq!(lines(".cargo/config.toml", "[source.crates-io]\nreplace-with = \"my-registry\"\n"), [2]);
    }
}
