//! Text length as the platform counts it.
//!
//! Source: 小程序直播 createRoom and goods/add, note on lengths: one Chinese character equals two characters.

use unicode_width::UnicodeWidthChar;

/// Length of `text` in the platform's units: a Chinese (East Asian wide) character counts 2, any other 1.
///
/// Control and zero-width characters count 1: the platform counts characters, not columns on a screen.
pub fn wide_len(text: &str) -> u32 {
    text.chars().map(|c| if c.width() == Some(2) { 2 } else { 1 }).sum()
}

/// Whether `c` is a 'special character' that a room's name may not hold (errcode 300040).
///
/// The platform does not publish the list. Kept to what is certain: control characters, line breaks, private use,
/// and pictographs (emoji), which the console refuses too.
pub fn is_special(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF
            | 0xE000..=0xF8FF | 0x2600..=0x27BF | 0x1F000..=0x1FAFF | 0xF0000..)
}

/// `text` as it is compared where people type the same thing in different ways: letters and digits only, of half width, in
/// lower case.
pub fn plain(text: &str) -> String {
    text.chars().map(half_width).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The same letter, digit or sign at half width, where it stands at full width.
pub fn half_width(c: char) -> char {
    match u32::from(c) {
        0xFF01..=0xFF5E => char::from((u32::from(c) - 0xFEE0) as u8),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("", 0)]
    #[case("abc", 3)]
    #[case("连衣裙", 6)]
    #[case("XL码", 4)]
    #[case("，。", 4)]
    #[case("é", 1)]
    #[case("\u{20000}", 2)]
    fn counts_as_the_platform_does(#[case] text: &str, #[case] units: u32) {
        assert_eq!(wide_len(text), units);
    }

    #[rstest]
    #[case('😀', true)]
    #[case('\n', true)]
    #[case('裙', false)]
    #[case('·', false)]
    #[case('（', false)]
    fn special_characters_are_those_the_console_refuses(#[case] c: char, #[case] special: bool) {
        assert_eq!(is_special(c), special);
    }

    #[rstest]
    #[case(" 雪纺·连衣裙 (Ｍ码) ", "雪纺连衣裙m码")]
    #[case("ABC-12", "abc12")]
    #[case("！？", "")]
    fn what_is_typed_in_different_ways_compares_alike(#[case] text: &str, #[case] compared: &str) {
        assert_eq!(plain(text), compared);
    }

    proptest! {
        #[test]
        fn length_lies_between_one_and_two_per_character(text in ".*") {
            let characters = text.chars().count() as u32;
            let units = wide_len(&text);
            prop_assert!(characters <= units && units <= 2 * characters);
        }

        #[test]
        fn length_adds_up(left in ".*", right in ".*") {
            prop_assert_eq!(wide_len(&left) + wide_len(&right), wide_len(&format!("{left}{right}")));
        }

        #[test]
        fn han_counts_two(text in "[\u{4E00}-\u{9FFF}]{0,40}") {
            prop_assert_eq!(wide_len(&text), 2 * text.chars().count() as u32);
        }
    }
}
