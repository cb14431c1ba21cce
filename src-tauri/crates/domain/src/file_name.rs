//! Names of files that are suggested to staff: what a file system of theirs would refuse is not in them.

/// Characters of a name at most: with an ending, and in the bytes of UTF-8, it stays below 255.
const CHARS_MAX: usize = 60;
/// Names that Windows keeps for devices, whatever their ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// A text as the name of a file, or as a part of one: without what Windows, macOS and Linux refuse, and not too long.
pub fn safe(text: &str) -> String {
    let is_refused = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let kept: String = text.trim().chars().take(CHARS_MAX).map(|c| if is_refused(c) { '_' } else { c }).collect();
    // Windows takes no dot and no blank at the end; a dot in front hides a file elsewhere.
    let kept = kept.trim_matches(['.', ' ']);
    let lower = kept.to_ascii_lowercase();
    let is_port = ["com", "lpt"].iter().any(|port| {
        let number = lower.strip_prefix(port);
        number.is_some_and(|number| number.len() == 1 && number.bytes().all(|digit| digit.is_ascii_digit()))
    });
    if is_port || DEVICES.contains(&lower.as_str()) { format!("{kept}_") } else { kept.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(" 双十二之夜 ", "双十二之夜")]
    #[case("a/b\\c:d*e?f\"g<h>i|j\n", "a_b_c_d_e_f_g_h_i_j")]
    #[case("../../etc", "_.._etc")]
    #[case("专场...", "专场")]
    #[case("NUL", "NUL_")]
    #[case("com1", "com1_")]
    #[case("comedy", "comedy")]
    #[case("", "")]
    fn what_a_file_system_refuses_is_not_in_it(#[case] text: &str, #[case] name: &str) {
        assert_eq!(safe(text), name);
    }

    #[test]
    fn it_is_never_too_long() {
        assert_eq!(safe(&"播".repeat(300)).chars().count(), CHARS_MAX);
    }
}
