//! What follows from the answers, by three values: false outweighs unknown where all must hold, true where one is enough.

use super::{
    answers::{EligibilityAnswers, happened_on},
    pack::{Condition, ConditionId, EligibilityPack, Logic, Test},
};
use crate::{day::Day, workdays::Workdays};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What the check comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Eligibility {
    /// Everything that was asked for is met.
    Eligible,
    /// Something is not.
    NotEligible,
    /// It depends on what is not known.
    Undetermined,
}

/// One condition on that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConditionFinding {
    /// Which.
    pub id: ConditionId,
    /// Whether it is met; `None` where that is not known.
    pub holds: Option<bool>,
    /// The first day on which the platform knows of it; said as long as that is still to come.
    pub noticed_on: Option<Day>,
    /// The last day on which it stands as it does, where time alone changes it.
    pub until: Option<Day>,
}

/// What follows from the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// What it comes to.
    pub verdict: Eligibility,
    /// The conditions, in the pack's order.
    pub conditions: Vec<ConditionFinding>,
    /// What must still be known, and decides.
    pub open: Vec<ConditionId>,
    /// What is not met, and keeps it from passing.
    pub unmet: Vec<ConditionId>,
    /// The cheapest way to pass, in this order: what is known not to be met, and of several of which one is enough the cheapest
    /// while none is met. What is only unknown stands among `open`.
    pub cheapest: Vec<ConditionId>,
}

/// Looks at the answers.
pub fn evaluate(pack: &EligibilityPack, answers: &EligibilityAnswers, today: Day, workdays: &Workdays) -> Evaluation {
    let at = (today, workdays);
    let conditions: Vec<_> = pack.conditions.iter().map(|condition| look_at(pack, answers, condition, at)).collect();
    let holds = |id| conditions.iter().find(|one: &&ConditionFinding| one.id == id).and_then(|one| one.holds);
    let cost = |id| pack.condition(id).map_or(u32::MAX, |condition| condition.cost);
    let (mut open, mut unmet, mut cheapest) = (Vec::new(), Vec::new(), Vec::new());
    pack.logic.deciding(&holds, None, &mut open);
    pack.logic.deciding(&holds, Some(false), &mut unmet);
    pack.logic.cheapest(true, &holds, &cost, &mut cheapest);
    Evaluation { verdict: verdict(pack.logic.holds(&holds)), conditions, open, unmet, cheapest }
}

fn verdict(holds: Option<bool>) -> Eligibility {
    match holds {
        Some(true) => Eligibility::Eligible,
        Some(false) => Eligibility::NotEligible,
        None => Eligibility::Undetermined,
    }
}

fn look_at(
    pack: &EligibilityPack,
    answers: &EligibilityAnswers,
    condition: &Condition,
    (today, workdays): (Day, &Workdays),
) -> ConditionFinding {
    let holds = answers.meets(pack, condition, (today, workdays));
    let (mut noticed_on, mut until) = (None, None);
    match &condition.rule {
        Test::SomeWithin { window, noticed_after, .. } if holds == Some(true) => {
            let paid = answers.payment_on();
            // Two sources name two delays: the longer is sure.
            let delay = noticed_after.iter().map(|delay| delay.days).max().unwrap_or_default();
            noticed_on = paid.map(|paid| paid.plus_days(delay)).filter(|noticed| *noticed > today);
            until = paid.map(|paid| window.after(paid, workdays).day);
        }
        Test::NoneWithin { window } if holds == Some(false) => {
            let happened = happened_on(answers.violation, &answers.violation_day);
            until = happened.map(|day| window.after(day, workdays).day);
        }
        _ => {}
    }
    ConditionFinding { id: condition.id, holds, noticed_on, until }
}

impl Logic {
    fn holds(&self, known: &dyn Fn(ConditionId) -> Option<bool>) -> Option<bool> {
        let weigh = |parts: &[Logic], heavy: bool| {
            let parts: Vec<_> = parts.iter().map(|part| part.holds(known)).collect();
            if parts.contains(&Some(heavy)) {
                Some(heavy)
            } else if parts.contains(&None) {
                None
            } else {
                Some(!heavy)
            }
        };
        match self {
            Logic::Is(id) => known(*id),
            Logic::All { all } => weigh(all, false),
            Logic::Any { any } => weigh(any, true),
        }
    }

    /// The conditions of that value that give the whole that value.
    fn deciding(&self, known: &dyn Fn(ConditionId) -> Option<bool>, value: Option<bool>, found: &mut Vec<ConditionId>) {
        if self.holds(known) != value {
            return;
        }
        match self {
            Logic::Is(id) => found.push(*id),
            Logic::All { all: parts } | Logic::Any { any: parts } => {
                parts.iter().for_each(|part| part.deciding(known, value, found));
            }
        }
    }

    /// What to do; `alone` where nothing else can stand for it.
    fn cheapest(
        &self,
        alone: bool,
        known: &dyn Fn(ConditionId) -> Option<bool>,
        cost: &dyn Fn(ConditionId) -> u32,
        found: &mut Vec<ConditionId>,
    ) {
        if self.holds(known) == Some(true) {
            return;
        }
        match self {
            Logic::Is(id) => found.extend((!alone || known(*id) == Some(false)).then_some(*id)),
            Logic::All { all } => all.iter().for_each(|part| part.cheapest(alone, known, cost, found)),
            Logic::Any { any } => {
                let ways = any.iter().map(|part| {
                    let mut way = Vec::new();
                    part.cheapest(false, known, cost, &mut way);
                    way
                });
                // The first of those that cost the same.
                let dear = |way: &Vec<ConditionId>| way.iter().map(|id| u64::from(cost(*id))).sum::<u64>();
                found.extend(ways.min_by_key(dear).unwrap_or_default());
            }
        }
    }
}

#[cfg(test)]
mod tests;
