//! By when something is to be done, or to be answered.

use super::{
    facts::OnboardingFacts,
    note::{ItemNote, ItemState},
    pack::{Deadline, Item, OnboardingPack},
};
use crate::{day::Day, rule_pack::Holds, span::Span, workdays::Workdays};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// How near a deadline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum DueStanding {
    /// Its last day is over.
    Over,
    /// It is time to be reminded.
    Near,
    /// There is time.
    Far,
}

/// By when an item is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemDue {
    /// The last day.
    pub day: Day,
    /// Whether all days up to it are known; else holidays that are not announced yet may make it later.
    pub is_certain: bool,
    /// Whether the platform named that day.
    pub is_given: bool,
    /// How near it is.
    pub standing: DueStanding,
    /// Days that are left; fewer than none when it is over.
    pub days_left: i32,
}

/// What the clocks run by.
#[derive(Clone, Copy)]
pub struct Clock<'a> {
    /// The rules.
    pub pack: &'a OnboardingPack,
    /// What staff noted, by item.
    pub notes: &'a BTreeMap<String, ItemNote>,
    /// What was said of the merchant.
    pub facts: &'a OnboardingFacts,
    /// Working days.
    pub workdays: &'a Workdays,
    /// The day it is.
    pub today: Day,
}

impl Clock<'_> {
    /// By when an item is due; `None` where its clock does not run, or where nothing is to be done any more.
    pub fn due(&self, item: &Item) -> Option<ItemDue> {
        // What perhaps need not be done is due as if it must be.
        let deadline = item.deadline.as_ref().filter(|_| item.holds(&self.facts.chosen) != Holds::No)?;
        let own = self.notes.get(&item.id);
        if own.is_some_and(ItemNote::is_settled) {
            return None;
        }
        let given = own.filter(|_| deadline.given).and_then(|note| Day::parse(&note.due));
        let (day, is_certain) = match given {
            Some(day) => (day, true),
            None => {
                let due = self.span(item)?.after(self.started(deadline)?, self.workdays);
                (due.day, due.is_certain)
            }
        };
        let days_left = self.today.days_until(day);
        let standing = match days_left {
            ..0 => DueStanding::Over,
            // Days of a reminder are few.
            left if left <= deadline.remind_days as i32 => DueStanding::Near,
            _ => DueStanding::Far,
        };
        Some(ItemDue { day, is_certain, is_given: given.is_some(), standing, days_left })
    }

    /// The day from which a deadline runs. What need not be done starts nothing: then that day counts from which its own would
    /// have run.
    fn started(&self, deadline: &Deadline) -> Option<Day> {
        let from = self.pack.item(&deadline.from)?;
        let is_spared = from.holds(&self.facts.chosen) == Holds::No
            || self.notes.get(&from.id).is_some_and(|note| note.state == ItemState::NotApplicable);
        let id = if is_spared { &from.deadline.as_ref()?.from } else { &from.id };
        Day::parse(&self.notes.get(id).filter(|note| note.state == ItemState::Done)?.day)
    }

    /// How long an item has in the programme that was chosen.
    pub fn span(&self, item: &Item) -> Option<Span> {
        let programme = self.facts.chosen.get("programme");
        let other =
            self.pack.other_deadlines.iter().find(|other| other.item == item.id && Some(&other.programme) == programme);
        other.map(|other| other.span).or(item.deadline.as_ref().map(|deadline| deadline.span))
    }

    /// What must be done before an item, and is not.
    pub fn awaited(&self, item: &Item) -> Vec<&Item> {
        let is_open = |id: &&String| !self.notes.get(*id).is_some_and(ItemNote::is_settled);
        let before = item.after.iter().filter(is_open).filter_map(|id| self.pack.item(id));
        before.filter(|before| before.holds(&self.facts.chosen) != Holds::No).collect()
    }
}
