//! What staff note of an item.

use crate::{
    PaperId,
    day::Day,
    violation::{Rule, Violation},
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How far an item is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ItemState {
    /// Nothing was done.
    #[default]
    Open,
    /// Begun.
    Doing,
    /// Done.
    Done,
    /// It does not concern this merchant.
    NotApplicable,
}

/// What staff note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct ItemNote {
    /// How far it is.
    pub state: ItemState,
    /// Since when (`2026-11-23`).
    pub day: String,
    /// Whatever is worth keeping.
    pub note: String,
    /// Papers of the vault that prove it.
    pub papers: Vec<PaperId>,
    /// The last day that the platform named, where it did.
    pub due: String,
}

/// The fields of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ItemField {
    /// Since when.
    Day,
    /// The platform's day.
    Due,
    /// Whatever is worth keeping.
    Note,
}

impl ItemNote {
    /// Whether nothing is to be done any more.
    pub fn is_settled(&self) -> bool {
        matches!(self.state, ItemState::Done | ItemState::NotApplicable)
    }

    /// Everything that is wrong with it on that day.
    pub fn violations(&self, today: Day) -> Vec<Violation<ItemField>> {
        let mut violations = Vec::new();
        let mut say = |field, rule| violations.push(Violation::new(field, rule));
        match Day::parse(&self.day) {
            None if !self.day.trim().is_empty() => say(ItemField::Day, Rule::NotADay),
            // Without it no clock can run from here.
            None if self.state == ItemState::Done => say(ItemField::Day, Rule::Required),
            Some(day) if day > today => say(ItemField::Day, Rule::StillToCome),
            _ => {}
        }
        if !self.due.trim().is_empty() && Day::parse(&self.due).is_none() {
            say(ItemField::Due, Rule::NotADay);
        }
        violations
    }
}
