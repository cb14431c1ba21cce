//! Text made comparable for the search: what is kept of a name, and what is looked for when somebody types.
//!
//! Both sides go through the same steps: compatibility forms and full width are undone (NFKC), capitals become small, and
//! the text falls into words: every Han character and every pictograph is one by itself, Latin letters and digits stand
//! together in runs of their kind. Everything else only separates. So a word holds no space, no quote and no sign that a
//! query language could mean something by.

mod spelling;

pub use spelling::{order, spelling};

use crate::text::is_special;
use unicode_normalization::UnicodeNormalization;

/// As much of a text is looked at, in characters: longer than any name, short enough for whatever is pasted.
const TEXT_MAX: usize = 256;
/// As many terms of what is typed are looked for.
const TERMS_MAX: usize = 8;

/// A word, and how it may be cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// One character that is a word by itself.
    Single,
    /// A run of letters.
    Letters,
    /// A run of digits.
    Digits,
}

/// What must stand in a good, one after the other, to be found; every term of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The words, in this order without anything between.
    pub words: Vec<String>,
    /// Whether the last word may go on: letters and digits are found by their beginning.
    pub goes_on: bool,
    /// The beginning of a spelling ([`spelling`]), where what was typed may be one.
    pub spelled: Option<String>,
}

/// The words of a text, apart by spaces: what the index keeps of it.
pub fn words(text: &str) -> String {
    let words: Vec<String> = cut(text).into_iter().map(|(word, _)| word).collect();
    words.join(" ")
}

/// What to look for when `typed` was typed; empty when there is nothing in it to look for. Terms apart by spaces may stand
/// anywhere.
pub fn terms(typed: &str) -> Vec<Term> {
    let short: String = typed.chars().take(TEXT_MAX).collect();
    let compared: String = short.nfkc().collect();
    compared.split_whitespace().filter_map(term).take(TERMS_MAX).collect()
}

/// Whether what was typed is found in one of the texts each term: by words, by the beginning of one, by its sound.
pub fn is_found(texts: &[&str], typed: &str) -> bool {
    let terms = terms(typed);
    let found = |term: &Term| texts.iter().any(|text| holds(text, term));
    if terms.is_empty() { typed.trim().is_empty() } else { terms.iter().all(found) }
}

fn holds(text: &str, term: &Term) -> bool {
    let words = cut(text);
    let fits = |(at, wanted): (usize, &String), word: &str| match term.goes_on && at + 1 == term.words.len() {
        true => word.starts_with(wanted.as_str()),
        false => word == wanted,
    };
    let is_there = words
        .windows(term.words.len())
        .any(|part| term.words.iter().enumerate().zip(part).all(|(wanted, (word, _))| fits(wanted, word)));
    let sounds = |spelled: &String| spelling(text).split(' ').any(|word| word.starts_with(spelled.as_str()));
    is_there || term.spelled.as_ref().is_some_and(sounds)
}

fn term(typed: &str) -> Option<Term> {
    let found = cut(typed);
    let (_, last) = found.last()?;
    let goes_on = *last != Kind::Single;
    let has_letters = found.iter().any(|(_, kind)| *kind == Kind::Letters);
    let is_latin = found.iter().all(|(word, _)| word.is_ascii() || spelling::is_pinyin_letter(word));
    let whole: String = found.iter().map(|(word, _)| spelling::latin(word)).collect();
    let spelled = (has_letters && is_latin && whole.len() > 1).then_some(whole);
    Some(Term { words: found.into_iter().map(|(word, _)| word).collect(), goes_on, spelled })
}

/// The words with their kinds.
fn cut(text: &str) -> Vec<(String, Kind)> {
    let mut words: Vec<(String, Kind)> = Vec::new();
    let mut open = false;
    for c in text.chars().take(TEXT_MAX).nfkc().flat_map(char::to_lowercase) {
        let Some(kind) = kind_of(c) else {
            open = open && is_invisible(c);
            continue;
        };
        match words.last_mut() {
            Some((word, before)) if open && *before == kind && kind != Kind::Single => word.push(c),
            _ => words.push((c.into(), kind)),
        }
        open = true;
    }
    words
}

fn kind_of(c: char) -> Option<Kind> {
    let code = u32::from(c);
    match code {
        // Kana, bopomofo, Han with its extensions, Hangul.
        0x3005..=0x3007 | 0x3041..=0x31FF | 0x3400..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF => {
            Some(Kind::Single)
        }
        _ if c.is_numeric() => Some(Kind::Digits),
        _ if c.is_alphabetic() => Some(Kind::Letters),
        0x2190..=0x2BFF | 0x1F000..=0x1FAFF => Some(Kind::Single),
        _ => None,
    }
}

/// Marks that change how a pictograph looks, or nothing: they separate no word.
fn is_invisible(c: char) -> bool {
    is_special(c) && !c.is_control()
}

/// What was typed into a search of few things, which are gone through one by one.
pub struct Wanted(Vec<Term>);

impl Wanted {
    /// What was typed.
    pub fn of(typed: &str) -> Self {
        Self(terms(typed))
    }

    /// Whether each term is in one of the texts: as a word, in pinyin or by its initials. True where nothing was typed.
    pub fn is_in(&self, texts: &[&str]) -> bool {
        let known: Vec<_> = texts.iter().map(|text| (format!(" {} ", words(text)), spelling(text))).collect();
        self.0.iter().all(|term| {
            let wanted = format!(" {}{}", term.words.join(" "), if term.goes_on { "" } else { " " });
            known.iter().any(|(words, spelt)| {
                let is_spelt = |spelled: &String| spelt.split(' ').any(|word| word.starts_with(spelled.as_str()));
                words.contains(&wanted) || term.spelled.as_ref().is_some_and(is_spelt)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("雪纺连衣裙", "雪 纺 连 衣 裙")]
    #[case("ＸＬ码　Ｔ恤", "xl 码 t 恤")]
    #[case("3件套", "3 件 套")]
    #[case("SKU-A01_7", "sku a 01 7")]
    #[case("百分百% 纯棉", "百 分 百 纯 棉")]
    #[case("新品🔥❤️爆款", "新 品 🔥 ❤ 爆 款")]
    #[case("\u{20000}布", "\u{20000} 布")]
    #[case("  \0\"*-", "")]
    fn text_falls_into_words(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(words(text), expected);
    }

    #[test]
    fn what_is_typed_is_looked_for_in_its_order_and_letters_by_their_beginning() {
        let term = |words: &[&str], goes_on, spelled: Option<&str>| Term {
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            goes_on,
            spelled: spelled.map(str::to_owned),
        };
        assert_eq!(terms("连衣 XL码"), [term(&["连", "衣"], false, None), term(&["xl", "码"], false, None)]);
        assert_eq!(terms("lyq"), [term(&["lyq"], true, Some("lyq"))]);
        assert_eq!(terms("xi'an"), [term(&["xi", "an"], true, Some("xian"))]);
        assert_eq!(terms("LÜSE"), [term(&["lüse"], true, Some("lvse"))]);
        assert_eq!(terms("3jt"), [term(&["3", "jt"], true, Some("3jt"))]);
        assert_eq!(terms("a"), [term(&["a"], true, None)]);
        assert_eq!(terms("2024"), [term(&["2024"], true, None)]);
        assert_eq!(terms(" * - \" \0 "), []);
    }

    #[rstest]
    #[case("小开", true)]
    #[case("xiaokai", true)]
    #[case("xk", true)]
    #[case("anchor", true)]
    #[case("KAIBO_anc", true)]
    #[case("老师 kaibo", true)]
    #[case("老师 other", false)]
    #[case("nchor", false)]
    #[case("", true)]
    #[case("——", false)]
    fn an_anchor_is_found_by_name_sound_and_id(#[case] typed: &str, #[case] found: bool) {
        assert_eq!(is_found(&["小开老师", "kaibo_anchor"], typed), found);
    }

    proptest! {
        /// No sign of a query language survives, and no text is too long.
        #[test]
        fn nothing_but_words_is_left(text in "\\PC*|[\\x00-\\x7f]{0,400}") {
            for term in terms(&text) {
                prop_assert!(!term.words.is_empty());
                for word in term.words.iter().chain(&term.spelled) {
                    prop_assert!(!word.is_empty() && word.chars().all(|c| kind_of(c).is_some()), "{word:?}");
                }
            }
            prop_assert!(terms(&text.repeat(30)).len() <= TERMS_MAX);
        }

        /// Any part of a name in Han is found in it.
        #[test]
        fn a_part_of_a_name_stands_in_its_words(name in "[一-龥]{1,12}", from in 0usize..12, count in 1usize..6) {
            let part: String = name.chars().skip(from).take(count).collect();
            for term in terms(&part) {
                prop_assert!(words(&name).contains(&term.words.join(" ")));
            }
        }
    }
}
