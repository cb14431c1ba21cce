//! The domain is rules and nothing else: no files, no network, no clock, no waiting. What it needs of the world is
//! passed in, which is why every rule can be tested in a line.

use super::Finding;
use super::source::Source;

const WORLD: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "::now()",
    "async fn",
];

/// Finds the world in the domain; its tests may do as they like.
pub fn check(source: &Source) -> Vec<Finding> {
    let of_domain = source.path.starts_with("src-tauri/crates/domain/src/") && !source.is_test();
    if !of_domain || !source.has_extension(&["rs"]) {
        return Vec::new();
    }
    let code = source.lines_without_tests().filter(|(_, line)| !line.trim_start().starts_with("//"));
    let hits = code.filter_map(|(number, line)| {
        let word = WORLD.iter().find(|word| line.contains(**word))?;
        Some(Finding::fault(&source.path, number, format!("`{word}`: the domain does no I/O and reads no clock")))
    });
    hits.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        check(&Source::new(path, text)).iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn the_domain_reads_no_clock_and_no_file() {
        let text = "//! Rooms; no std::fs here.\nuse std::fs;\nlet now = Timestamp::now();\n";
        assert_eq!(lines("src-tauri/crates/domain/src/room.rs", text), [2, 3]);
        assert_eq!(lines("src-tauri/crates/store/src/room.rs", text), [] as [usize; 0]);
    }

    #[test]
    fn its_tests_may() {
        let text = "//! A.\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n";
        assert_eq!(lines("src-tauri/crates/domain/src/room.rs", text), [] as [usize; 0]);
    }
}
