//! Which package may depend on which. Arrows only go down, and what is foreign and heavy has one owner.

use super::Finding;
use super::source::Source;
use crate::workspace::{Dependency, Kind, Package};

/// The desktop package: the shell.
const SHELL: &str = "kaibo";

/// What each of our packages may use of ours. The shell may use all.
const EDGES: &[(&str, &[&str])] = &[
    ("kaibo-domain", &[]),
    ("kaibo-store", &["kaibo-domain"]),
    ("kaibo-wechat", &["kaibo-domain"]),
    ("kaibo-media", &["kaibo-domain"]),
    ("kaibo-publish", &["kaibo-domain"]),
    ("kaibo-sandbox", &["kaibo-domain"]),
    ("kaibo-sheet", &["kaibo-domain"]),
    ("kaibo-console", &["kaibo-domain", "kaibo-store", "kaibo-wechat", "kaibo-publish", "kaibo-media", "kaibo-sheet"]),
    ("xtask", &[]),
];

/// Their tests stand a level above: they see the practice platform and everything else.
const TESTED_WITH_ALL: &[&str] = &["kaibo-console", SHELL];

/// Foreign packages and who may use them: the platform's client and publishing both speak HTTP. The practice platform is reached over HTTP, so tests may speak it too.
/// The tests' faulty disk stands under the database, so they see SQLite's own interface too.
const OWNED: &[(&str, &[&str], bool)] = &[
    ("tauri", &[SHELL], false),
    ("rusqlite", &["kaibo-store"], false),
    ("libsqlite3-sys", &["kaibo-store"], true),
    ("reqwest", &["kaibo-wechat", "kaibo-publish"], true),
];

/// Dependencies that the architecture does not know.
pub fn check(packages: &[Package], manifests: &[Source]) -> Vec<Finding> {
    let findings = packages.iter().flat_map(|package| {
        let faults = package.dependencies.iter().filter_map(move |dependency| fault(package, dependency));
        faults
            .map(|(name, message)| Finding::fault(&package.manifest, line(manifests, &package.manifest, name), message))
    });
    findings.collect()
}

fn fault<'a>(package: &Package, dependency: &'a Dependency) -> Option<(&'a str, String)> {
    let Dependency { name, kind } = dependency;
    let of_ours = name == SHELL || EDGES.iter().any(|(known, _)| known == name) || name.starts_with("kaibo-");
    let in_tests = *kind == Kind::Dev;
    let allowed = if of_ours {
        may_use(&package.name, name) || (in_tests && TESTED_WITH_ALL.contains(&&*package.name))
    } else {
        let owner = OWNED.iter().find(|(owned, ..)| is_or_belongs_to(name, owned));
        owner.is_none_or(|(_, owners, tests_too)| owners.contains(&&*package.name) || (*tests_too && in_tests))
    };
    (!allowed).then(|| (&**name, format!("{} must not depend on {name} (docs/ARCHITECTURE.md)", package.name)))
}

fn may_use(package: &str, other: &str) -> bool {
    let edges = EDGES.iter().find(|(name, _)| *name == package);
    package == SHELL || edges.is_some_and(|(_, allowed)| allowed.contains(&other))
}

/// `tauri`, and `tauri-build`, `tauri-plugin-dialog` ...
fn is_or_belongs_to(name: &str, owned: &str) -> bool {
    name.strip_prefix(owned).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// Where the manifest names the dependency.
fn line(manifests: &[Source], manifest: &str, name: &str) -> usize {
    let source = manifests.iter().find(|source| source.path == manifest);
    let declares = |line: &str| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['.', ' ', '=']));
    source.and_then(|source| source.lines().find(|(_, line)| declares(line))).map_or(1, |(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: &[(&str, Kind)]) -> Package {
        let dependencies = dependencies.iter().map(|(name, kind)| Dependency { name: (*name).to_owned(), kind: *kind });
        let manifest = "Cargo.toml".to_owned();
        Package { name: name.to_owned(), manifest, dependencies: dependencies.collect(), targets: Vec::new() }
    }

    fn is_allowed(name: &str, dependency: &str, kind: Kind) -> bool {
        check(&[package(name, &[(dependency, kind)])], &[]).is_empty()
    }

    #[test]
    fn arrows_go_down_only() {
        assert!(is_allowed("kaibo-console", "kaibo-store", Kind::Normal));
        assert!(is_allowed("kaibo", "kaibo-sandbox", Kind::Normal));
        assert!(!is_allowed("kaibo-domain", "kaibo-store", Kind::Normal));
        assert!(!is_allowed("kaibo-store", "kaibo-wechat", Kind::Normal));
        assert!(!is_allowed("kaibo-publish", "kaibo-wechat", Kind::Normal));
        assert!(!is_allowed("kaibo-store", "kaibo-console", Kind::Dev));
        assert!(!is_allowed("xtask", "kaibo-domain", Kind::Normal));
    }

    #[test]
    fn only_the_shell_and_the_tests_know_the_practice_platform() {
        assert!(!is_allowed("kaibo-console", "kaibo-sandbox", Kind::Normal));
        assert!(is_allowed("kaibo-console", "kaibo-sandbox", Kind::Dev));
    }

    #[test]
    fn a_package_the_architecture_does_not_know_may_use_nothing_of_ours() {
        assert!(!is_allowed("kaibo-helpers", "kaibo-domain", Kind::Normal));
        assert!(!is_allowed("kaibo-store", "kaibo-helpers", Kind::Normal));
    }

    #[test]
    fn what_is_foreign_and_heavy_has_one_owner() {
        assert!(is_allowed("kaibo", "tauri-plugin-dialog", Kind::Normal));
        assert!(!is_allowed("kaibo-console", "tauri", Kind::Dev));
        assert!(!is_allowed("kaibo-console", "rusqlite", Kind::Normal));
        assert!(is_allowed("kaibo-wechat", "reqwest", Kind::Normal));
        assert!(is_allowed("kaibo-publish", "reqwest", Kind::Normal));
        assert!(!is_allowed("kaibo-console", "reqwest", Kind::Normal));
        assert!(is_allowed("kaibo-console", "reqwest", Kind::Dev));
        assert!(is_allowed("kaibo-console", "serde", Kind::Normal));
    }

    #[test]
    fn the_line_is_that_of_the_declaration() {
        let manifest =
            Source::new("Cargo.toml", "[dependencies]\nkaibo-store-x = \"1\"\nkaibo-store.workspace = true\n");
        let faulty = package("kaibo-domain", &[("kaibo-store", Kind::Normal)]);
        assert_eq!(check(&[faulty], &[manifest])[0].line, 3);
    }
}
