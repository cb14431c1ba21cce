//! Words that do not go in: unfinished work, leftovers of debugging, tests that do not run, and the shell's packages
//! outside the one folder that may know them.

use super::Finding;
use super::source::Source;

struct Word {
    text: &'static str,
    in_files: &'static [&'static str],
    why: &'static str,
}

const RUST: &[&str] = &["rs"];
const SCRIPT: &[&str] = &["ts", "vue"];
const CODE: &[&str] = &["rs", "ts", "vue", "css", "sql", "toml"];

const WORDS: &[Word] = &[
    Word { text: "TODO", in_files: CODE, why: "unfinished work belongs in the tracker" },
    Word { text: "FIXME", in_files: CODE, why: "unfinished work belongs in the tracker" },
    Word { text: "todo!", in_files: RUST, why: "unfinished work belongs in the tracker" },
    Word { text: "unimplemented!", in_files: RUST, why: "unfinished work belongs in the tracker" },
    Word { text: "dbg!", in_files: RUST, why: "left over from debugging" },
    Word { text: "console.log", in_files: SCRIPT, why: "left over from debugging" },
    Word { text: "debugger", in_files: SCRIPT, why: "left over from debugging" },
    Word { text: "#[ignore", in_files: RUST, why: "a test that does not run proves nothing: mend or remove it" },
    Word { text: "it.skip", in_files: SCRIPT, why: "a test that does not run proves nothing: mend or remove it" },
    Word { text: "test.skip", in_files: SCRIPT, why: "a test that does not run proves nothing: mend or remove it" },
    Word { text: "describe.skip", in_files: SCRIPT, why: "a test that does not run proves nothing: mend or remove it" },
    Word { text: "it.only", in_files: SCRIPT, why: "it keeps all other tests from running" },
    Word { text: "test.only", in_files: SCRIPT, why: "it keeps all other tests from running" },
    Word { text: "describe.only", in_files: SCRIPT, why: "it keeps all other tests from running" },
];

/// Finds them.
pub fn check(source: &Source) -> Vec<Finding> {
    if source.is_rule() {
        return Vec::new();
    }
    let words = WORDS.iter().filter(|word| source.has_extension(word.in_files));
    let mut findings: Vec<Finding> = words.flat_map(|word| find(source, word)).collect();
    findings.extend(shell_packages(source));
    findings
}

fn find(source: &Source, word: &Word) -> Vec<Finding> {
    let hits = source.lines().filter(|(_, line)| contains_word(line, word.text));
    hits.map(|(number, _)| Finding::fault(&source.path, number, format!("`{}`: {}", word.text, word.why))).collect()
}

/// Not as part of a longer word: `TODOS` and `commit.only` are something else.
fn contains_word(line: &str, word: &str) -> bool {
    let is_letter = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        !before.is_some_and(|character| is_letter(character) || character == '.') && !after.is_some_and(is_letter)
    })
}

/// The interface reaches the shell through ui/src/backend only, so that it runs against another backend in a browser.
fn shell_packages(source: &Source) -> Vec<Finding> {
    if !source.path.starts_with("ui/src/") || source.path.starts_with("ui/src/backend/") {
        return Vec::new();
    }
    let hits = source.lines().filter(|(_, line)| line.contains("@tauri-apps/"));
    hits.map(|(number, _)| Finding::fault(&source.path, number, "only ui/src/backend imports @tauri-apps")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        check(&Source::new(path, text)).iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn unfinished_work_and_leftovers_are_found_where_they_stand() {
        assert_eq!(lines("a.rs", "//! A.\n// TODO: later\nfn a() { dbg!(1); }\n"), [2, 3]);
        assert_eq!(lines("a.vue", "<script>\nconsole.log(1)\n</script>\n"), [2]);
        assert_eq!(lines("a.rs", "#[test]\n#[ignore = \"flaky\"]\n"), [2]);
        assert_eq!(lines("a.test.ts", "describe.only('a', () => {})\n"), [1]);
    }

    #[test]
    fn a_longer_word_is_another_word() {
        assert_eq!(lines("a.rs", "const TODOS: u8 = 1;\nlet a = b.debugger;\n"), [] as [usize; 0]);
        assert_eq!(lines("a.ts", "commit.only()\n"), [] as [usize; 0]);
    }

    #[test]
    fn the_shells_packages_are_imported_in_the_backend_folder_only() {
        let import = "import { invoke } from '@tauri-apps/api/core'\n";
        assert_eq!(lines("ui/src/places/goods/list.ts", import), [1]);
        assert_eq!(lines("ui/src/backend/index.ts", import), [] as [usize; 0]);
    }
}
