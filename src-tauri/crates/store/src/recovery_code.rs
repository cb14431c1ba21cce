//! A recovery code as people write it: 160 random bits in eight groups of five characters of Crockford's base32.
//!
//! Four characters of a group are random. The fifth follows from them and from the group's place: one wrong character, two
//! that changed places and a group in another one's place are found, and which group it is. Nothing is learnt from it.

use crate::key::{DerivedKey, wiped};
use std::fmt;
use zeroize::Zeroizing;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Groups of a code.
const GROUPS: usize = 8;
/// Characters of a group, the check among them.
const GROUP: usize = 5;
/// Random digits of a group.
const FREE: usize = GROUP - 1;
/// Longer texts are no codes; nothing of them is looked at.
const LONGEST: usize = 400;
/// What stands for a character that no code has.
const NO_DIGIT: u8 = 0xff;
/// Names this use of a key for ever.
const CONTEXT: &str = "app.kaibo.desktop 2026 recovery code key v1";

/// A code that opens the data. It prints nothing of itself but by [`Self::groups`].
pub struct RecoveryCode(Zeroizing<[u8; GROUPS * FREE]>);

/// Why a text is no code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistyped {
    /// Too many or too few characters.
    Length {
        /// So many there are.
        typed: usize,
    },
    /// These groups, counted from one, do not check.
    Groups(Vec<usize>),
}

impl RecoveryCode {
    /// Characters of a code.
    pub const CHARS: usize = GROUPS * GROUP;

    /// A new one from the operating system's randomness.
    pub(crate) fn generate() -> Result<Self, getrandom::Error> {
        let mut digits = Zeroizing::new([0; GROUPS * FREE]);
        getrandom::fill(&mut *digits)?;
        digits.iter_mut().for_each(|digit| *digit &= 31);
        Ok(RecoveryCode(digits))
    }

    /// The groups, to be shown once.
    pub fn groups(&self) -> Vec<String> {
        let group = |(place, digits): (usize, &[u8])| {
            digits
                .iter()
                .chain(&[check(place, digits)])
                .map(|digit| char::from(ALPHABET[usize::from(*digit)]))
                .collect()
        };
        self.0.chunks(FREE).enumerate().map(group).collect()
    }

    /// Reads what was typed: in either case, with any spaces and dashes, with O for 0 and I or L for 1.
    pub fn parse(typed: &str) -> Result<Self, Mistyped> {
        let mut values = Zeroizing::new(Vec::with_capacity(LONGEST));
        let mut written = vec![0_usize];
        for character in typed.chars().take(LONGEST) {
            if is_separator(character) {
                written.push(0);
            } else {
                values.push(digit_of(character));
                if let Some(count) = written.last_mut() {
                    *count += 1;
                }
            }
        }
        written.retain(|count| *count > 0);
        if values.len() != Self::CHARS {
            // Written in its groups, it shows which one is too short or too long.
            let uneven: Vec<usize> =
                (1..).zip(&written).filter(|(_, count)| **count != GROUP).map(|(n, _)| n).collect();
            let is_grouped = written.len() == GROUPS && uneven.len() < GROUPS;
            return Err(if is_grouped { Mistyped::Groups(uneven) } else { Mistyped::Length { typed: values.len() } });
        }
        let mut digits = Zeroizing::new([0; GROUPS * FREE]);
        let mut wrong = Vec::new();
        for (place, group) in values.chunks(GROUP).enumerate() {
            let (free, last) = group.split_at(FREE);
            if group.contains(&NO_DIGIT) || check(place, free) != last[0] {
                wrong.push(place + 1);
            }
            digits[place * FREE..][..FREE].copy_from_slice(free);
        }
        if wrong.is_empty() { Ok(RecoveryCode(digits)) } else { Err(Mistyped::Groups(wrong)) }
    }

    /// The key that wraps the root key. A plain hash is enough, where a passphrase needs Argon2: nobody can try 160 random bits.
    pub(crate) fn key(&self) -> DerivedKey {
        wiped(|| Zeroizing::new(blake3::derive_key(CONTEXT, &*self.0)))
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(<redacted>)")
    }
}

/// A polynomial over GF(32): every digit has a weight of its own.
fn check(place: usize, digits: &[u8]) -> u8 {
    let doubled = |value: u8| if value & 16 == 0 { value << 1 } else { (value << 1) ^ 0b10_0101 };
    digits.iter().fold(0, |sum, digit| doubled(sum ^ (digit & 31))) ^ place as u8
}

fn digit_of(character: char) -> u8 {
    let narrow = match character {
        // As a Chinese keyboard may write them.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        _ => character,
    };
    let plain = match narrow.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|digit| char::from(*digit) == plain).map_or(NO_DIGIT, |value| value as u8)
}

fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' | '·' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(seed: u8) -> RecoveryCode {
        let mut digits = Zeroizing::new([0; GROUPS * FREE]);
        (0_u8..).zip(digits.iter_mut()).for_each(|(place, digit)| *digit = (seed.wrapping_add(place * 7)) & 31);
        RecoveryCode(digits)
    }

    fn faults(typed: &str) -> Mistyped {
        RecoveryCode::parse(typed).unwrap_err()
    }

    #[test]
    fn what_is_shown_reads_back_however_it_is_written() {
        let code = RecoveryCode::generate().unwrap();
        let shown = code.groups();
        assert!(shown.len() == GROUPS && shown.iter().all(|group| group.len() == GROUP));
        let wide: String = shown.concat().chars().filter_map(|c| char::from_u32(c as u32 + 0xfee0)).collect();
        for typed in [
            shown.join("-"),
            shown.join(" "),
            shown.concat(),
            format!("  {}\n", shown.join(" — ").to_lowercase()),
            shown.join("-").replace('0', "o").replace('1', "l"),
            wide,
        ] {
            assert_eq!(RecoveryCode::parse(&typed).unwrap().0, code.0, "as {typed}");
        }
    }

    #[test]
    fn a_code_does_not_print_itself() {
        assert_eq!(format!("{:?}", code(3)), "RecoveryCode(<redacted>)");
    }

    /// Another derivation or another alphabet would make every printed code worthless.
    #[test]
    fn form_and_derivation_never_change() {
        let code = code(3);
        assert_eq!(code.groups()[..2], ["3AHRM", "Z6DME"]);
        assert_eq!(hex::encode(*code.key()), "e7645e7d14f2441e87813c16849dbb2248b9340019e3e6f3c0bd547e3af9ad9a");
    }

    #[test]
    fn a_group_that_is_too_long_or_too_short_is_named() {
        let mut groups = code(3).groups();
        groups[2].pop();
        assert_eq!(faults(&groups.join("-")), Mistyped::Groups(vec![3]));
        assert_eq!(faults(&groups.concat()), Mistyped::Length { typed: 39 });
        groups[6].push('7');
        // Of the right length in all: what moved is found group by group.
        assert!(matches!(faults(&groups.join("-")), Mistyped::Groups(_)));
        assert_eq!(faults(""), Mistyped::Length { typed: 0 });
        assert_eq!(faults(&"7".repeat(100_000)), Mistyped::Length { typed: LONGEST });
    }

    #[test]
    fn groups_in_each_others_place_are_named() {
        let mut groups = code(3).groups();
        groups.swap(1, 6);
        assert_eq!(faults(&groups.join("-")), Mistyped::Groups(vec![2, 7]));
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_found_with_its_group(seed: u8, at in 0..GROUPS * GROUP, other in 0..31_usize) {
            let mut typed: Vec<char> = code(seed).groups().concat().chars().collect();
            let there = ALPHABET.iter().position(|digit| char::from(*digit) == typed[at]).unwrap();
            typed[at] = char::from(ALPHABET[(there + 1 + other) % 32]);
            prop_assert_eq!(faults(&typed.iter().collect::<String>()), Mistyped::Groups(vec![at / GROUP + 1]));
        }

        #[test]
        fn two_that_changed_places_are_found(seed: u8, group in 0..GROUPS, one in 0..GROUP, other in 0..GROUP) {
            let mut typed: Vec<char> = code(seed).groups().concat().chars().collect();
            let (one, other) = (group * GROUP + one, group * GROUP + other);
            prop_assume!(typed[one] != typed[other]);
            typed.swap(one, other);
            prop_assert_eq!(faults(&typed.iter().collect::<String>()), Mistyped::Groups(vec![group + 1]));
        }

        #[test]
        fn any_text_is_read_or_refused(typed: String) {
            let _ = RecoveryCode::parse(&typed);
        }
    }
}
