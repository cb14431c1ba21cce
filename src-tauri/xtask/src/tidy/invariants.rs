//! The architecture's invariants name the tests that guard them, and those tests exist.

use super::Finding;
use super::source::Source;

const PAGE: &str = "docs/ARCHITECTURE.md";

/// Invariants without a guard, and guards that are not there.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    let Some(page) = sources.iter().find(|source| source.path == PAGE) else { return Vec::new() };
    let mut findings = Vec::new();
    for (line, item) in items(&page.text) {
        let guards = guards(&item);
        if guards.is_empty() {
            findings.push(Finding::fault(PAGE, line, "an invariant without `Guard:` and the test's name is a wish"));
        }
        let missing = guards.into_iter().filter(|guard| !exists(sources, guard));
        findings.extend(missing.map(|guard| Finding::fault(PAGE, line, format!("there is no test `{guard}`"))));
    }
    findings
}

/// The numbered items of the section, each with the line on which it begins, wrapped lines joined.
fn items(page: &str) -> Vec<(usize, String)> {
    let section = page.lines().enumerate().skip_while(|(_, line)| *line != "## Invariants").skip(1);
    let mut items: Vec<(usize, String)> = Vec::new();
    for (index, line) in section.take_while(|(_, line)| !line.starts_with("## ")) {
        let numbered = line.split_once(". ").is_some_and(|(number, _)| number.parse::<u32>().is_ok());
        if numbered {
            items.push((index + 1, line.to_owned()));
        } else if let Some((_, item)) = items.last_mut().filter(|_| line.starts_with(' ')) {
            item.push(' ');
            item.push_str(line.trim());
        }
    }
    items
}

/// The names of tests between backticks after `Guard:`; other code, such as a command, has no underscore or has a space.
fn guards(item: &str) -> Vec<&str> {
    let named = item.split_once("Guard:").map_or("", |(_, named)| named);
    named.split('`').skip(1).step_by(2).filter(|name| name.contains('_') && !name.contains(' ')).collect()
}

fn exists(sources: &[Source], test: &str) -> bool {
    let head = format!("fn {test}(");
    sources.iter().any(|source| source.has_extension(&["rs"]) && source.text.contains(&head))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(section: &str) -> Vec<(usize, String)> {
        let page = Source::new(PAGE, &format!("# A\n\n## Invariants\n\n{section}\n"));
        let test = Source::new("a.rs", "#[test]\nfn goods_stay() {}\n");
        check(&[page, test]).into_iter().map(|finding| (finding.line, finding.message)).collect()
    }

    #[test]
    fn a_guard_that_exists_is_fine_even_on_the_next_line() {
        assert_eq!(messages("1. **Goods stay.** Guard:\n   `goods_stay`, run by `cargo test`."), []);
    }

    #[test]
    fn a_guard_that_does_not_exist_is_named() {
        let found = messages("1. **A.** Guard: `goods_stay`.\n2. **B.** Guard: `rooms_stay`.");
        assert_eq!(found, [(6, "there is no test `rooms_stay`".to_owned())]);
    }

    #[test]
    fn an_invariant_without_a_guard_is_a_wish() {
        assert!(messages("1. **Goods stay.** Always.")[0].1.contains("is a wish"));
    }
}
