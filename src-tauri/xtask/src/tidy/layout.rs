//! The top level is fixed: whoever opens the repository sees the whole of it at a glance.

use super::Finding;
use super::source::Source;

const TOP: &[&str] = &[
    ".cargo",
    ".ci",
    ".github",
    ".gitignore",
    ".taurignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "assets",
    "clippy.toml",
    "deny.toml",
    "docs",
    "rustfmt.toml",
    "src-tauri",
    "tauri.conf.json",
    "tests",
    "ui",
];

/// A file or folder that does not belong at the top.
pub fn check(source: &Source) -> Vec<Finding> {
    let top = source.path.split('/').next().unwrap_or_default();
    if TOP.contains(&top) {
        return Vec::new();
    }
    vec![Finding::fault(&source.path, 1, format!("`{top}` has no place at the top level (docs/ARCHITECTURE.md)"))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_architecture_names_stands_at_the_top() {
        assert_eq!(check(&Source::new("ui/src/main.ts", "")), []);
        assert_eq!(check(&Source::new("README.md", "")), []);
        assert_eq!(check(&Source::new("scripts/build.sh", "")).len(), 1);
        assert_eq!(check(&Source::new("notes.md", "")).len(), 1);
    }
}
