//! Files stay small: when one grows, there are two things in it.

use super::Finding;
use super::source::Source;

const LONG: usize = 400;
const TOO_LONG: usize = 600;

/// Long code files; tests and generated files aside.
pub fn check(source: &Source) -> Vec<Finding> {
    let Some(lines) = counted(source) else { return Vec::new() };
    let message = |limit| format!("{lines} lines, more than {limit}: find the two things in it");
    match lines {
        lines if lines > TOO_LONG => vec![Finding::fault(&source.path, lines, message(TOO_LONG))],
        lines if lines > LONG => vec![Finding::warning(&source.path, lines, message(LONG))],
        _ => Vec::new(),
    }
}

/// How many files, and how long the middle one is.
pub fn summary(sources: &[Source]) -> String {
    let mut sizes: Vec<usize> = sources.iter().filter_map(counted).collect();
    sizes.sort_unstable();
    let median = sizes.get(sizes.len() / 2).copied().unwrap_or_default();
    format!("{} code files, median {median} lines", sizes.len())
}

fn counted(source: &Source) -> Option<usize> {
    let counts = source.is_code() && !source.is_test() && !source.is_generated();
    counts.then(|| source.lines_without_tests().count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::Weight;

    fn weights(path: &str, text: &str) -> Vec<Weight> {
        check(&Source::new(path, text)).iter().map(|finding| finding.weight).collect()
    }

    #[test]
    fn above_400_lines_is_said_and_above_600_is_a_fault() {
        assert_eq!(weights("a.rs", &"x\n".repeat(400)), []);
        assert_eq!(weights("a.vue", &"x\n".repeat(401)), [Weight::Warning]);
        assert_eq!(weights("a.ts", &"x\n".repeat(601)), [Weight::Fault]);
    }

    #[test]
    fn tests_and_generated_files_may_be_long() {
        let long = "x\n".repeat(700);
        assert_eq!(weights("tests/a.rs", &long), []);
        assert_eq!(weights("ui/src/backend/bindings.ts", &long), []);
        assert_eq!(weights("a.rs", &format!("fn a() {{}}\n#[cfg(test)]\nmod tests {{\n{long}}}\n")), []);
    }
}
