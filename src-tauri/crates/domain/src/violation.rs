//! What a draft breaks: the field, the rule, and the numbers a message needs.
//!
//! The words stand in the interface (`ui/src/i18n`); here are only codes, so that the form, the import and the
//! submit say the same.

use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// One broken rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Violation<F> {
    /// The field at fault.
    pub field: F,
    /// The rule it breaks.
    pub rule: Rule,
    /// Numbers and words for the message, e.g. `max` = 28, `units` = 31.
    pub params: BTreeMap<String, String>,
}

impl<F> Violation<F> {
    /// A violation without parameters.
    pub fn new(field: F, rule: Rule) -> Self {
        Self { field, rule, params: BTreeMap::new() }
    }

    /// The same with one parameter more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}

/// The rules, each with one wording per language in the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Must be filled in.
    Required,
    /// Below `min` units; `units` are there.
    TooShort,
    /// Above `max` units; `units` are there.
    TooLong,
    /// Holds a special character (`character`).
    SpecialCharacter,
    /// Digits only.
    DigitsOnly,
    /// Not an amount in yuan.
    NotAPrice,
    /// More than two decimals.
    TooPrecise,
    /// Zero, or above the highest price taken (`max`).
    PriceOutOfRange,
    /// The high end of the range is not above the low end.
    RangeNotAscending,
    /// The discounted price is not below the original price.
    DiscountNotLower,
    /// A page path must not begin with a slash.
    LeadingSlash,
    /// A page path holds spaces or unencoded characters (`character`).
    PathNotEncoded,
    /// A page path with a scheme or host: it must be a page of the mini program.
    PathIsAddress,
    /// No picture attached.
    PictureMissing,
    /// Starts in less than `minutes` from now.
    StartsTooSoon,
    /// Starts in the past.
    StartsInThePast,
    /// Starts more than `months` months from now.
    StartsTooLate,
    /// Ends before it starts.
    EndsBeforeStart,
    /// Shorter than `minutes`.
    TooBrief,
    /// Longer than `hours`.
    TooLasting,
    /// Not a WeChat id.
    NotAWechatId,
    /// Deputy and main anchor are the same.
    SameAsAnchor,
    /// Another anchor of the list has that WeChat id.
    AnchorKnown,
    /// Not a phone number.
    NotAPhone,
    /// So many have the role as may (`max`).
    RoleFull,
    /// Has the role already, or is to have it.
    RoleDuplicate,
    /// Not a number.
    NotAnAmount,
    /// Not a day, and not 长期 either.
    NotADay,
    /// A unified social credit code has `max` characters; `units` are there.
    CodeLength,
    /// A character (`character`) that no unified social credit code has.
    CodeCharacter,
    /// A unified social credit code whose check character does not fit: mistyped.
    CodeCheck,
    /// The unified social credit code is one of another kind of merchant.
    CodeKind,
    /// Not an AppID.
    NotAnAppId,
    /// A day that is still to come.
    StillToCome,
    /// Not a class of trademarks.
    NotAMarkClass,
    /// Another name than the merchant's.
    OtherEntity,
    /// Who is granted by one link (`place`, from 1) does not grant by the next.
    ChainBroken,
    /// Identity papers are kept only of people who agreed.
    ConsentMissing,
    /// Not a number of days from 1 to `max`.
    DaysOutOfRange,
    /// Not the id of a Channels account (`sph…`).
    NotAFinder,
}
