//! 统一社会信用代码 (GB 32100-2015): 18 characters, the last of which checks the others.

use crate::{text::half_width, vault::EntityKind};

/// Characters of a code.
pub const CODE_CHARS: usize = 18;
/// The characters a code is made of, in the order of their values; I, O, S, V and Z are not among them.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// The weights of the first 17 characters: powers of 3 modulo 31.
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// Why a text is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotACode {
    /// It has so many characters.
    Length(usize),
    /// A character that no code has.
    Character(char),
    /// A character was mistaken or two were exchanged.
    Check,
}

/// The code as it is written: of half width, in capitals, without spaces.
pub fn tidy(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace()).map(half_width).map(|c| c.to_ascii_uppercase()).collect()
}

/// Checks a code, typed in whatever width and case.
///
/// # Errors
/// [`NotACode`].
pub fn check(typed: &str) -> Result<(), NotACode> {
    let code = tidy(typed);
    let values = code.chars().map(|c| {
        let place = ALPHABET.iter().position(|known| char::from(*known) == c);
        place.ok_or(NotACode::Character(c))
    });
    let values = values.collect::<Result<Vec<usize>, _>>()?;
    let [first @ .., last] = &values[..] else { return Err(NotACode::Length(0)) };
    if values.len() != CODE_CHARS {
        return Err(NotACode::Length(values.len()));
    }
    let sum: usize = first.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    if (31 - sum % 31) % 31 == *last { Ok(()) } else { Err(NotACode::Check) }
}

/// What the first two characters say: 91 an enterprise, 92 a sole trader; nothing of others.
pub fn kind_of(typed: &str) -> Option<EntityKind> {
    match tidy(typed).get(..2) {
        Some("91") => Some(EntityKind::Enterprise),
        Some("92") => Some(EntityKind::SoleTrader),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    /// Tencent's own, published on its licence.
    const TENCENT: &str = "9144030071526726XG";

    #[rstest]
    #[case(TENCENT)]
    #[case("91440300708461136T")]
    #[case("91330100799655058B")]
    fn known_codes_are_right(#[case] code: &str) {
        assert_eq!(check(code), Ok(()));
        assert_eq!(check(&code.to_lowercase()), Ok(()));
        assert_eq!(check(&format!(" {} ", code.replace('9', "９"))), Ok(()));
    }

    #[rstest]
    #[case("", NotACode::Length(0))]
    #[case("9144030071526726X", NotACode::Length(17))]
    #[case("9144030071526726XI", NotACode::Character('I'))]
    #[case("9144030071526726-G", NotACode::Character('-'))]
    #[case("9144030071526726XH", NotACode::Check)]
    #[case("9144030071526762XG", NotACode::Check)]
    fn others_are_not(#[case] code: &str, #[case] why: NotACode) {
        assert_eq!(check(code), Err(why));
    }

    #[test]
    fn the_first_two_characters_say_what_it_is() {
        assert_eq!(kind_of(TENCENT), Some(EntityKind::Enterprise));
        assert_eq!(kind_of("92440300MA5EXAMPLE"), Some(EntityKind::SoleTrader));
        assert_eq!(kind_of("11100000"), None);
        assert_eq!(kind_of("9"), None);
        assert_eq!(kind_of("企业"), None);
    }

    fn completed(first: &[usize]) -> String {
        let sum: usize = first.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
        let all = first.iter().copied().chain([(31 - sum % 31) % 31]);
        all.map(|value| char::from(ALPHABET[value])).collect()
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_always_found(
            first in prop::collection::vec(0usize..31, 17), place in 0usize..18, by in 1usize..31
        ) {
            let code = completed(&first);
            prop_assert_eq!(check(&code), Ok(()));
            let mut wrong: Vec<u8> = code.bytes().collect();
            let value = ALPHABET.iter().position(|known| *known == wrong[place]).unwrap();
            wrong[place] = ALPHABET[(value + by) % 31];
            prop_assert_eq!(check(&String::from_utf8(wrong).unwrap()), Err(NotACode::Check));
        }

        #[test]
        fn two_neighbours_exchanged_are_always_found(first in prop::collection::vec(0usize..31, 17), place in 0usize..16) {
            prop_assume!(first[place] != first[place + 1]);
            let code = completed(&first);
            let mut wrong: Vec<u8> = code.bytes().collect();
            wrong.swap(place, place + 1);
            prop_assert_eq!(check(&String::from_utf8(wrong).unwrap()), Err(NotACode::Check));
        }

        #[test]
        fn no_text_makes_it_fall_over(text in ".*") {
            let _ = check(&text);
            let _ = kind_of(&text);
        }
    }
}
