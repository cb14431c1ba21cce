//! The fields of a licence: the platform sends a regular expression with each (category/all, `license_field_list`).

use regex::RegexBuilder;

/// Compiling an expression may take at most so much memory, bytes: the expression comes from outside.
const PATTERN_MAX: usize = 1 << 18;

/// Whether `value` is what the field's expression `info` asks for. The whole value must match. An expression that cannot
/// be read here (look-around, back references) lets everything pass: the platform has the last word.
pub fn field_accepts(info: &str, value: &str) -> bool {
    if info.is_empty() {
        return true;
    }
    let whole = format!("^(?:{info})$");
    RegexBuilder::new(&whole).size_limit(PATTERN_MAX).build().map_or(true, |pattern| pattern.is_match(value))
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
}
