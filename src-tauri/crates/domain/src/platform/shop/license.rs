//! The fields of a licence: the platform sends a regular expression with each (category/all, `license_field_list`).

use regex::RegexBuilder;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Compiling an expression may take at most so much memory, bytes: the expression comes from outside.
const PATTERN_MAX: usize = 1 << 18;

/// What an expression says of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum FieldCheck {
    /// It is what is asked for.
    Fits,
    /// It is not.
    DoesNotFit,
    /// The expression cannot be read here (look-around, back references, too large): the platform has the last word.
    Unreadable,
}

/// Whether `value` is what the field's expression `info` asks for. The whole value must match. Takes time in proportion to
/// the value, whatever the expression.
pub fn field_check(info: &str, value: &str) -> FieldCheck {
    let whole = format!("^(?:{info})$");
    match RegexBuilder::new(&whole).size_limit(PATTERN_MAX).build() {
        _ if info.is_empty() => FieldCheck::Fits,
        Err(_) => FieldCheck::Unreadable,
        Ok(pattern) if pattern.is_match(value) => FieldCheck::Fits,
        Ok(_) => FieldCheck::DoesNotFit,
    }
}

/// Whether nothing speaks against `value`: an expression that cannot be read here lets everything pass.
pub fn field_accepts(info: &str, value: &str) -> bool {
    field_check(info, value) != FieldCheck::DoesNotFit
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("", "anything", true)]
    #[case("[0-9A-Z]{18}", "91440300MA5FTEST1X", true)]
    #[case("[0-9A-Z]{18}", "91440300MA5FTEST1X9", false)]
    #[case("^\\d{4}-\\d{2}-\\d{2}$", "2026-11-22", true)]
    #[case("^\\d{4}-\\d{2}-\\d{2}$", "明天", false)]
    #[case("长期|\\d{8}", "长期有效", false)]
    #[case("JY\\d+|SC\\d+", "SC123", true)]
    #[case("(?=x)x", "look-around is not read here", true)]
    #[case("(((((((((a{99}){99}){99}){99}){99}", "nor is what is broken or too large", true)]
    fn a_value_fits_its_field(#[case] info: &str, #[case] value: &str, #[case] accepted: bool) {
        assert_eq!(field_accepts(info, value), accepted);
    }

    #[test]
    fn what_cannot_be_read_is_said_and_nothing_runs_on() {
        assert_eq!(field_check("(((((((((a{99}){99}){99}){99}){99}", "a"), FieldCheck::Unreadable);
        assert_eq!(field_check("((a{999}){999}){999}", "a"), FieldCheck::Unreadable);
        // Backtracking would take 2^5000 steps.
        assert_eq!(field_check("(a+)+b", &"a".repeat(5000)), FieldCheck::DoesNotFit);
        assert_eq!(field_check("\\d{18}", "440300199001011234"), FieldCheck::Fits);
    }
}
