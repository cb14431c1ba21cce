//! What staff say of the merchant, and of promoters.

use super::{applies::Chosen, pack::OnboardingPack};
use crate::{
    day::Day,
    violation::{Rule, Violation},
    workdays::Workdays,
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A promoter of the mini program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct PromoterNote {
    /// Who, as staff call them.
    pub name: String,
    /// When they last bound or switched a mini program; empty where they never did.
    pub switched: String,
}

/// What staff say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct OnboardingFacts {
    /// By dimension of the pack.
    pub chosen: Chosen,
    /// Promoters of the mini program.
    pub promoters: Vec<PromoterNote>,
}

/// The fields of a promoter; its place is a parameter of the violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PromoterField {
    /// Who.
    Name,
    /// When they last switched.
    Switched,
}

/// From when a promoter may switch the mini program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebinding {
    /// The earliest day, by our reading.
    pub earliest: Day,
    /// Whether it has come.
    pub is_free: bool,
}

impl PromoterNote {
    /// From when they may switch; `None` where they never did, or where that cannot be read.
    pub fn rebinding(&self, pack: &OnboardingPack, today: Day, workdays: &Workdays) -> Option<Rebinding> {
        let earliest = pack.rebind.span.after(Day::parse(&self.switched)?, workdays).day;
        Some(Rebinding { earliest, is_free: today >= earliest })
    }
}

impl OnboardingFacts {
    /// Everything that is wrong with the promoters on that day; `place` counts from 1.
    pub fn violations(&self, today: Day) -> Vec<Violation<PromoterField>> {
        let mut violations = Vec::new();
        for (at, promoter) in self.promoters.iter().enumerate() {
            let mut say = |field, rule| violations.push(Violation::new(field, rule).with("place", at + 1));
            if promoter.name.trim().is_empty() {
                say(PromoterField::Name, Rule::Required);
            }
            match Day::parse(&promoter.switched) {
                None if !promoter.switched.trim().is_empty() => say(PromoterField::Switched, Rule::NotADay),
                Some(day) if day > today => say(PromoterField::Switched, Rule::StillToCome),
                _ => {}
            }
        }
        violations
    }
}
