//! A file of the tree, and what kind of file it is.

/// Path from the root with forward slashes, and text (empty when it is not text).
pub struct Source {
    /// Path from the root.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Source {
    /// From a path and a text.
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// Whether its name ends so.
    pub fn has_extension(&self, extensions: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
    }

    /// Rust, TypeScript or Vue.
    pub fn is_code(&self) -> bool {
        self.has_extension(&["rs", "ts", "vue"])
    }

    /// A file that holds nothing but tests or benchmarks.
    pub fn is_test(&self) -> bool {
        let folders = self.path.split('/').any(|part| matches!(part, "tests" | "benches" | "tests.rs"));
        folders || self.path.ends_with(".test.ts") || self.path.ends_with(".spec.ts")
    }

    /// Written by a program.
    pub fn is_generated(&self) -> bool {
        self.path == "ui/src/backend/bindings.ts" || self.path.ends_with(".d.ts")
    }

    /// This tool's rules and their tests, which have to name what they look for.
    pub fn is_rule(&self) -> bool {
        self.path.starts_with("src-tauri/xtask/src/tidy")
    }

    /// Its lines without the unit tests at its end.
    pub fn lines_without_tests(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self.test_module().unwrap_or(usize::MAX);
        self.lines().take_while(move |(number, _)| *number < end)
    }

    /// Its lines, counted from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// Where a Rust file's `#[cfg(test)] mod tests {` begins.
    fn test_module(&self) -> Option<usize> {
        if !self.has_extension(&["rs"]) {
            return None;
        }
        let lines: Vec<&str> = self.text.lines().collect();
        let is_head =
            |pair: &[&str]| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{');
        lines.windows(2).rposition(is_head).map(|index| index + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tests_at_the_end_of_a_file_are_left_out() {
        let source = Source::new("a.rs", "fn a() {}\n\n#[cfg(test)]\nmod tests {\n}\n");
        assert_eq!(source.lines_without_tests().count(), 2);
        assert_eq!(source.lines().count(), 5);
    }

    #[test]
    fn tests_are_known_by_folder_or_name() {
        for path in ["tests/e2e/main_job.rs", "src-tauri/crates/store/tests/a.rs", "ui/src/a.test.ts", "a/tests.rs"] {
            assert!(Source::new(path, "").is_test(), "{path}");
        }
        assert!(!Source::new("src-tauri/xtask/src/test.rs", "").is_test());
    }
}
