//! Money in fen, and its two forms on the wire.
//!
//! Requests to the live goods library carry yuan with at most two decimals; its replies carry fen
//! (wechat-live-api, section 4, 'units trap').

use serde::{Deserialize, Serialize};
use specta::Type;
use std::fmt;

/// An amount in fen (1/100 yuan).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// Why a typed amount is not a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAPrice {
    /// Nothing was typed.
    #[error("empty")]
    Empty,
    /// Something other than digits and one decimal point.
    #[error("not a number")]
    NotANumber,
    /// More than two digits after the point.
    #[error("more than two decimals")]
    TooPrecise,
    /// Above [`Fen::MAX_PRICE`].
    #[error("too large")]
    TooLarge,
}

impl Fen {
    /// The highest price Kaibo takes: 99,999,999.99 yuan. The platform names no ceiling; this keeps `f64` exact.
    pub const MAX_PRICE: Fen = Fen(9_999_999_999);

    /// Reads yuan as staff type them: full-width digits, surrounding spaces, a leading `¥` and thousands separators
    /// are taken; anything else that is not a plain amount is refused.
    pub fn parse_yuan(typed: &str) -> Result<Fen, NotAPrice> {
        let plain: String = typed
            .trim()
            .trim_start_matches(['¥', '￥'])
            .chars()
            .filter(|c| !matches!(c, ',' | '，' | ' '))
            .map(half_width)
            .collect();
        if plain.is_empty() {
            return Err(NotAPrice::Empty);
        }
        let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(decimals) || (whole.is_empty() && decimals.is_empty()) {
            return Err(NotAPrice::NotANumber);
        }
        if decimals.len() > 2 {
            return Err(NotAPrice::TooPrecise);
        }
        let whole = whole.trim_start_matches('0');
        if whole.len() > 8 {
            return Err(NotAPrice::TooLarge);
        }
        // At most ten digits remain, all ASCII: the number fits an i64.
        format!("{whole}{decimals:0<2}").parse().map(Fen).map_err(|_| NotAPrice::NotANumber)
    }

    /// Yuan as the platform's requests take them: a JSON number. Exact up to [`Fen::MAX_PRICE`].
    pub fn to_yuan_number(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

/// `12.30`, `5.00`, `-0.05`: always two decimals.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from(b'0' + (u32::from(c) - u32::from('０')) as u8),
        '．' | '。' => '.',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("12.30", Ok(1230))]
    #[case("12", Ok(1200))]
    #[case("0.1", Ok(10))]
    #[case(".5", Ok(50))]
    #[case("12.", Ok(1200))]
    #[case(" ￥１２．５ ", Ok(1250))]
    #[case("1,299.00", Ok(129_900))]
    #[case("99999999.99", Ok(9_999_999_999))]
    #[case("", Err(NotAPrice::Empty))]
    #[case("¥", Err(NotAPrice::Empty))]
    #[case(".", Err(NotAPrice::NotANumber))]
    #[case("-1", Err(NotAPrice::NotANumber))]
    #[case("1e3", Err(NotAPrice::NotANumber))]
    #[case("十二", Err(NotAPrice::NotANumber))]
    #[case("1.2.3", Err(NotAPrice::NotANumber))]
    #[case("1.234", Err(NotAPrice::TooPrecise))]
    #[case("100000000", Err(NotAPrice::TooLarge))]
    #[case("00000000012", Ok(1200))]
    fn yuan_as_typed(#[case] typed: &str, #[case] expected: Result<i64, NotAPrice>) {
        assert_eq!(Fen::parse_yuan(typed), expected.map(Fen));
    }

    proptest! {
        #[test]
        fn shown_amounts_read_back(fen in 0..=Fen::MAX_PRICE.0) {
            prop_assert_eq!(Fen::parse_yuan(&Fen(fen).to_string()), Ok(Fen(fen)));
        }

        #[test]
        fn the_wire_number_reads_back(fen in 0..=Fen::MAX_PRICE.0) {
            let wire = Fen(fen).to_yuan_number().to_string();
            prop_assert_eq!(Fen::parse_yuan(&wire), Ok(Fen(fen)));
        }

        #[test]
        fn no_text_panics(typed in ".*") {
            let _ = Fen::parse_yuan(&typed);
        }
    }
}
