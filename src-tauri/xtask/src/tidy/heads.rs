//! Every Rust file says at its head what it is for.

use super::Finding;
use super::source::Source;

/// A `//!` before the first item; attributes of the whole file may stand before it.
pub fn check(source: &Source) -> Vec<Finding> {
    if !source.has_extension(&["rs"]) || has_head(&source.text) {
        return Vec::new();
    }
    vec![Finding::fault(&source.path, 1, "begins without `//!`: say what the module is for and what it must not do")]
}

fn has_head(text: &str) -> bool {
    let mut inside_attribute = false;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if inside_attribute || line.starts_with("#![") {
            inside_attribute = !line.ends_with(']');
        } else {
            return line.starts_with("//!");
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_may_follow_attributes_of_the_file() {
        assert!(has_head("//! Goods.\nuse a;\n"));
        assert!(has_head("#![cfg_attr(\n    windows,\n    windows_subsystem = \"windows\"\n)]\n//! The program.\n"));
    }

    #[test]
    fn a_file_without_a_head_is_found() {
        assert!(!has_head("use a;\n//! late\n"));
        assert!(!has_head("// Goods.\n"));
        assert!(!has_head(""));
        assert_eq!(check(&Source::new("a.rs", "fn a() {}\n")).len(), 1);
        assert_eq!(check(&Source::new("a.ts", "const a = 1\n")).len(), 0);
    }
}
