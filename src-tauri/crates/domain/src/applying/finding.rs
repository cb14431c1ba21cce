//! What is wrong with an application, each with the demand that asks for it.

use super::Question;
use crate::rule_pack::Demand;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// Nothing stands at what must be handed in; `min` are needed.
    Missing,
    /// A paper was taken away or erased, or has no page.
    PaperGone,
    /// A paper (`title`) of another kind.
    OtherKind,
    /// More than `max` pages.
    TooManyPages,
    /// All that goes to the same place of the form has more than `max` pages.
    SlotFull,
    /// A paper (`title`) ended `days` ago.
    Expired,
    /// A paper (`title`) is valid for `days` days more, and that is too short.
    EndsTooSoon,
    /// Nobody has said until when a paper (`title`) is valid.
    EndUnknown,
    /// A paper (`title`) is of somebody else (`holder`) than the merchant.
    OtherEntity,
    /// Nobody has said who the merchant is.
    EntityMissing,
    /// A chain of authorisations (`title`) is broken, or does not end at the merchant.
    ChainBroken,
    /// An authorisation (`title`) of level `level`; `max` is taken.
    LevelTooHigh,
    /// An authorisation (`title`) that does not name the platform.
    PlatformMissing,
    /// A mark (`title`) of another class than `classes`.
    MarkClass,
    /// Less capital than `yuan` (ten thousands of yuan).
    CapitalTooLow,
    /// A text that is none of `values`.
    ValueNotTaken,
    /// Since when it is valid is not said, or is no day.
    BeginUnknown,
    /// A page so small that nobody can read it.
    PageSmall,
    /// A recording is to be handed in by hand.
    RecordingMissing,
    /// A question that nobody has answered (`question`).
    Unanswered,
    /// A question that was answered with no (`question`).
    Denied,
    /// What the demand depends on is not known.
    FactUnknown,
}

/// Something that is wrong, and at which demand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The demand's name in the pack.
    pub demand: String,
    /// What is wrong.
    pub kind: FindingKind,
    /// Numbers and words for the message.
    pub params: BTreeMap<String, String>,
    /// The question that it is about.
    pub question: Option<Question>,
    /// Whether it keeps the application from being handed in.
    pub blocks: bool,
}

impl Finding {
    /// Of that kind at a demand.
    pub(super) fn at(demand: &Demand, kind: FindingKind, blocks: bool) -> Finding {
        Finding { demand: demand.id.clone(), kind, params: BTreeMap::new(), question: None, blocks }
    }

    /// With a number or words for the message.
    pub(super) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}
