//! Goods of the live goods library (直播商品库): the draft as typed, the rules, and what is sent.
//!
//! Source of the rules: wechat-live-api section 4 (goods/add, `goodsInfo`).

mod path;
mod reprice;

pub use path::{KEY_PARAMETER, PathChange, encoded, key_of, repaired, with_key, without_key};
pub use reprice::{PriceChange, Rounding};

use crate::{
    money::{Fen, NotAPrice},
    platform::limit,
    text::{is_special, wide_len},
    violation::{Rule, Violation},
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The three price forms of the platform (`priceType`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum PriceKind {
    /// 1, 一口价: one price.
    #[default]
    Single,
    /// 2, 价格区间: from low to high.
    Range,
    /// 3, 折扣价: original and current price.
    Discount,
}

impl PriceKind {
    /// `priceType` on the wire.
    pub const fn wire(self) -> i64 {
        match self {
            PriceKind::Single => 1,
            PriceKind::Range => 2,
            PriceKind::Discount => 3,
        }
    }

    /// The kind of a `priceType`.
    pub const fn from_wire(price_type: i64) -> Option<Self> {
        match price_type {
            1 => Some(PriceKind::Single),
            2 => Some(PriceKind::Range),
            3 => Some(PriceKind::Discount),
            _ => None,
        }
    }
}

/// A price that obeys its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Price {
    /// One price.
    Single(Fen),
    /// `low` < `high`.
    Range {
        /// `price`.
        low: Fen,
        /// `price2`.
        high: Fen,
    },
    /// `current` < `original`.
    Discount {
        /// `price`.
        original: Fen,
        /// `price2`.
        current: Fen,
    },
}

impl Price {
    /// The form.
    pub const fn kind(self) -> PriceKind {
        match self {
            Price::Single(_) => PriceKind::Single,
            Price::Range { .. } => PriceKind::Range,
            Price::Discount { .. } => PriceKind::Discount,
        }
    }

    /// `price` and `price2` of the wire.
    pub const fn amounts(self) -> (Fen, Option<Fen>) {
        match self {
            Price::Single(price) => (price, None),
            Price::Range { low, high } => (low, Some(high)),
            Price::Discount { original, current } => (original, Some(current)),
        }
    }

    /// Puts a price together from its wire parts and checks its form; the fault names the amount at fault.
    pub fn new(kind: PriceKind, price: Fen, price2: Option<Fen>) -> Result<Price, (GoodsField, Rule)> {
        let in_range = |amount: Fen| amount > Fen(0) && amount <= Fen::MAX_PRICE;
        if !in_range(price) {
            return Err((GoodsField::Price, Rule::PriceOutOfRange));
        }
        if kind == PriceKind::Single {
            return Ok(Price::Single(price));
        }
        let second = price2.ok_or((GoodsField::Price2, Rule::Required))?;
        if !in_range(second) {
            return Err((GoodsField::Price2, Rule::PriceOutOfRange));
        }
        match kind {
            PriceKind::Single => Ok(Price::Single(price)),
            PriceKind::Range if second <= price => Err((GoodsField::Price2, Rule::RangeNotAscending)),
            PriceKind::Range => Ok(Price::Range { low: price, high: second }),
            PriceKind::Discount if second >= price => Err((GoodsField::Price2, Rule::DiscountNotLower)),
            PriceKind::Discount => Ok(Price::Discount { original: price, current: second }),
        }
    }
}

/// A good as staff type it: every field keeps what was typed, right or wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoodsDraft {
    /// Name.
    pub name: String,
    /// Price form.
    pub price_kind: PriceKind,
    /// `price` in yuan, as typed.
    pub price: String,
    /// `price2` in yuan, as typed; kept but ignored for a single price.
    pub price2: String,
    /// Page path in the mini program.
    pub path: String,
    /// Whether a picture is attached.
    pub has_picture: bool,
}

/// The fields of a good that staff fill in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum GoodsField {
    /// Name.
    Name,
    /// First amount.
    Price,
    /// Second amount.
    Price2,
    /// Page path.
    Path,
    /// Picture.
    Picture,
}

/// A good that the platform will take, pictures aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoodsSpec {
    /// Name, trimmed.
    pub name: String,
    /// Price.
    pub price: Price,
    /// Page path, trimmed, without our key.
    pub path: String,
}

impl GoodsDraft {
    /// Reads the draft as something that can be sent, or says everything that is wrong with it.
    pub fn check(&self) -> Result<GoodsSpec, Vec<Violation<GoodsField>>> {
        let mut violations = Vec::new();
        check_name(self.name.trim(), &mut violations);
        let price = self.check_price(&mut violations);
        path::check(self.path.trim(), &mut violations);
        if !self.has_picture {
            violations.push(Violation::new(GoodsField::Picture, Rule::PictureMissing));
        }
        match price {
            Some(price) if violations.is_empty() => {
                Ok(GoodsSpec { name: self.name.trim().to_owned(), price, path: self.path.trim().to_owned() })
            }
            _ => Err(violations),
        }
    }

    /// Everything that is wrong with the draft; empty when it can be sent.
    pub fn violations(&self) -> Vec<Violation<GoodsField>> {
        self.check().err().unwrap_or_default()
    }

    /// The price alone: all that an approved good still takes (wechat-live-api section 4, 'update rule').
    pub fn price(&self) -> Result<Price, Vec<Violation<GoodsField>>> {
        let mut violations = Vec::new();
        self.check_price(&mut violations).ok_or(violations)
    }

    fn check_price(&self, violations: &mut Vec<Violation<GoodsField>>) -> Option<Price> {
        let first = read_amount(GoodsField::Price, &self.price, violations);
        let second = match self.price_kind {
            PriceKind::Single => None,
            PriceKind::Range | PriceKind::Discount => Some(read_amount(GoodsField::Price2, &self.price2, violations)?),
        };
        match Price::new(self.price_kind, first?, second) {
            Ok(price) => Some(price),
            Err((field, rule)) => {
                violations.push(Violation::new(field, rule).with("max", Fen::MAX_PRICE));
                None
            }
        }
    }
}

fn read_amount(field: GoodsField, typed: &str, violations: &mut Vec<Violation<GoodsField>>) -> Option<Fen> {
    let rule = match Fen::parse_yuan(typed) {
        Ok(amount) => return Some(amount),
        Err(NotAPrice::Empty) => Rule::Required,
        Err(NotAPrice::NotANumber) => Rule::NotAPrice,
        Err(NotAPrice::TooPrecise) => Rule::TooPrecise,
        Err(NotAPrice::TooLarge) => Rule::PriceOutOfRange,
    };
    violations.push(Violation::new(field, rule).with("max", Fen::MAX_PRICE));
    None
}

fn check_name(name: &str, violations: &mut Vec<Violation<GoodsField>>) {
    let units = wide_len(name);
    let mut push = |rule: Rule, limit: &str, value: u32| {
        violations.push(Violation::new(GoodsField::Name, rule).with(limit, value).with("units", units));
    };
    match units {
        0 => return violations.push(Violation::new(GoodsField::Name, Rule::Required)),
        short if short < limit::GOODS_NAME_MIN => push(Rule::TooShort, "min", limit::GOODS_NAME_MIN),
        long if long > limit::GOODS_NAME_MAX => push(Rule::TooLong, "max", limit::GOODS_NAME_MAX),
        _ => {}
    }
    if let Some(character) = name.chars().find(|c| is_special(*c)) {
        violations.push(Violation::new(GoodsField::Name, Rule::SpecialCharacter).with("character", character));
    }
    // Names of digits alone were answered 300002 (developer community, 2020).
    if name.chars().all(|c| c.is_ascii_digit()) {
        violations.push(Violation::new(GoodsField::Name, Rule::DigitsOnly));
    }
}

/// `audit_status` of the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum AuditStatus {
    /// 0: not under audit (never submitted, or withdrawn).
    NotAudited,
    /// 1: 审核中.
    Auditing,
    /// 2: 已入库.
    Approved,
    /// 3: 驳回.
    Rejected,
}

impl AuditStatus {
    /// The wire's number.
    pub const fn wire(self) -> i64 {
        match self {
            AuditStatus::NotAudited => 0,
            AuditStatus::Auditing => 1,
            AuditStatus::Approved => 2,
            AuditStatus::Rejected => 3,
        }
    }

    /// The status of the wire's number.
    pub const fn from_wire(status: i64) -> Option<Self> {
        match status {
            0 => Some(AuditStatus::NotAudited),
            1 => Some(AuditStatus::Auditing),
            2 => Some(AuditStatus::Approved),
            3 => Some(AuditStatus::Rejected),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn good() -> GoodsDraft {
        GoodsDraft {
            name: "雪纺碎花连衣裙".into(),
            price: "199.00".into(),
            path: "pages/goods/index?id=1".into(),
            has_picture: true,
            ..Default::default()
        }
    }

    fn rules(draft: &GoodsDraft) -> Vec<(GoodsField, Rule)> {
        draft.violations().into_iter().map(|violation| (violation.field, violation.rule)).collect()
    }

    #[test]
    fn a_proper_good_passes() {
        let spec = good().check().unwrap();
        assert_eq!(spec.price, Price::Single(Fen(19_900)));
    }

    #[test]
    fn an_empty_draft_names_every_field_at_once() {
        let fields: Vec<_> = rules(&GoodsDraft::default()).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, [GoodsField::Name, GoodsField::Price, GoodsField::Path, GoodsField::Picture]);
    }

    #[rstest]
    #[case("裙子", Some(Rule::TooShort))]
    #[case("连衣裙", None)]
    #[case("一二三四五六七八九十甲乙丙丁", None)]
    #[case("一二三四五六七八九十甲乙丙丁戊", Some(Rule::TooLong))]
    #[case("一二三四五六七八九十甲乙丙丁a", Some(Rule::TooLong))]
    #[case("连衣裙😀", Some(Rule::SpecialCharacter))]
    #[case("12345678", Some(Rule::DigitsOnly))]
    #[case("   ", Some(Rule::Required))]
    fn names(#[case] name: &str, #[case] rule: Option<Rule>) {
        let draft = GoodsDraft { name: name.into(), ..good() };
        assert_eq!(rules(&draft).first().map(|(_, rule)| *rule), rule);
    }

    #[rstest]
    #[case(PriceKind::Single, "0", "", Some((GoodsField::Price, Rule::PriceOutOfRange)))]
    #[case(PriceKind::Single, "9.999", "", Some((GoodsField::Price, Rule::TooPrecise)))]
    #[case(PriceKind::Single, "九块九", "", Some((GoodsField::Price, Rule::NotAPrice)))]
    #[case(PriceKind::Single, "9.9", "nonsense", None)]
    #[case(PriceKind::Range, "9.9", "", Some((GoodsField::Price2, Rule::Required)))]
    #[case(PriceKind::Range, "9.9", "9.9", Some((GoodsField::Price2, Rule::RangeNotAscending)))]
    #[case(PriceKind::Range, "9.9", "19.9", None)]
    #[case(PriceKind::Discount, "9.9", "19.9", Some((GoodsField::Price2, Rule::DiscountNotLower)))]
    #[case(PriceKind::Discount, "19.9", "9.9", None)]
    fn prices(
        #[case] price_kind: PriceKind,
        #[case] price: &str,
        #[case] price2: &str,
        #[case] fault: Option<(GoodsField, Rule)>,
    ) {
        let draft = GoodsDraft { price_kind, price: price.into(), price2: price2.into(), ..good() };
        assert_eq!(rules(&draft).first().copied(), fault);
    }

    proptest! {
        #[test]
        fn check_and_violations_agree(name in ".{0,20}", price in "[0-9.]{0,6}", path in ".{0,20}") {
            let draft = GoodsDraft { name, price, path, has_picture: true, ..Default::default() };
            prop_assert_eq!(draft.check().is_ok(), draft.violations().is_empty());
        }
    }
}
