//! Another price for many goods: fixed, by a part, or by an amount, to a round ending.

use super::{GoodsField, Price, PriceKind};
use crate::{money::Fen, violation::Rule};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How prices are changed. A range keeps both ends, a discount both prices: each is changed for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PriceChange {
    /// One price for all.
    Fixed {
        /// The price.
        price: Fen,
    },
    /// By a part of the price: −10 takes a tenth off.
    Percent {
        /// Percent; at least −99.
        percent: i32,
    },
    /// By an amount: −500 takes 5 yuan off.
    Amount {
        /// Fen.
        by: Fen,
    },
}

/// The ending that a changed price is brought to, up or down, whichever is nearer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Rounding {
    /// As it comes, to the fen.
    #[default]
    None,
    /// Whole yuan.
    Whole,
    /// `.90`.
    Nine,
    /// `.99`.
    NinetyNine,
}

impl Rounding {
    fn apply(self, amount: i64) -> i64 {
        let ending = match self {
            Rounding::None => return amount,
            Rounding::Whole => 0,
            Rounding::Nine => 90,
            Rounding::NinetyNine => 99,
        };
        let nearest = (amount - ending + 50).div_euclid(100) * 100 + ending;
        if nearest > 0 { nearest } else { nearest + 100 }
    }
}

impl PriceChange {
    /// The changed price; the rule it would break otherwise.
    pub fn apply(self, price: Price, rounding: Rounding) -> Result<Price, (GoodsField, Rule)> {
        let changed = |amount: Fen| {
            let amount = match self {
                PriceChange::Fixed { price } => return price,
                PriceChange::Percent { percent } => {
                    // Half a fen counts up.
                    (amount.0 * (100 + i64::from(percent.max(-100))) + 50).div_euclid(100)
                }
                PriceChange::Amount { by } => amount.0.saturating_add(by.0),
            };
            // What is gone altogether is no price, whatever its ending.
            Fen(if amount > 0 { rounding.apply(amount) } else { amount })
        };
        match (self, price.amounts()) {
            (PriceChange::Fixed { price }, _) => Price::new(PriceKind::Single, price, None),
            (_, (first, second)) => Price::new(price.kind(), changed(first), second.map(changed)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case(PriceChange::Percent { percent: -10 }, Rounding::None, 19_900, Ok(17_910))]
    #[case(PriceChange::Percent { percent: -10 }, Rounding::Nine, 19_900, Ok(17_890))]
    #[case(PriceChange::Percent { percent: 15 }, Rounding::NinetyNine, 10_000, Ok(11_499))]
    #[case(PriceChange::Percent { percent: 5 }, Rounding::Whole, 1_050, Ok(1_100))]
    #[case(PriceChange::Percent { percent: 5 }, Rounding::None, 10, Ok(11))]
    #[case(PriceChange::Amount { by: Fen(-500) }, Rounding::None, 19_900, Ok(19_400))]
    #[case(PriceChange::Amount { by: Fen(-500) }, Rounding::Nine, 520, Ok(90))]
    #[case(PriceChange::Amount { by: Fen(-500) }, Rounding::Nine, 500, Err(Rule::PriceOutOfRange))]
    #[case(PriceChange::Percent { percent: -100 }, Rounding::Whole, 19_900, Err(Rule::PriceOutOfRange))]
    #[case(PriceChange::Percent { percent: 900 }, Rounding::None, Fen::MAX_PRICE.0, Err(Rule::PriceOutOfRange))]
    fn one_price(
        #[case] change: PriceChange,
        #[case] rounding: Rounding,
        #[case] before: i64,
        #[case] after: Result<i64, Rule>,
    ) {
        let changed = change.apply(Price::Single(Fen(before)), rounding);
        assert_eq!(changed.map_err(|(_, rule)| rule), after.map(|fen| Price::Single(Fen(fen))));
    }

    #[test]
    fn a_range_keeps_its_form_and_must_stay_one() {
        let range = Price::Range { low: Fen(9_900), high: Fen(19_900) };
        let half = PriceChange::Percent { percent: -50 };
        assert_eq!(half.apply(range, Rounding::None), Ok(Price::Range { low: Fen(4_950), high: Fen(9_950) }));
        let near = Price::Range { low: Fen(100), high: Fen(110) };
        assert_eq!(half.apply(near, Rounding::Whole), Err((GoodsField::Price2, Rule::RangeNotAscending)));
        let fixed = PriceChange::Fixed { price: Fen(8_800) };
        assert_eq!(fixed.apply(range, Rounding::None), Ok(Price::Single(Fen(8_800))));
    }

    proptest! {
        #[test]
        fn an_ending_is_never_far_off(before in 100i64..=10_000_000, percent in -90i32..=200) {
            let change = PriceChange::Percent { percent };
            let price = Price::Single(Fen(before));
            let exact = change.apply(price, Rounding::None).unwrap().amounts().0.0;
            for (rounding, ending) in [(Rounding::Whole, 0), (Rounding::Nine, 90), (Rounding::NinetyNine, 99)] {
                let rounded = change.apply(price, rounding).unwrap().amounts().0.0;
                prop_assert_eq!(rounded % 100, ending);
                prop_assert!((rounded - exact).abs() <= 100, "{exact} {rounded}");
            }
        }
    }
}
