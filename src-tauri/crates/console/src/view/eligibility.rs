//! The eligibility check as the interface sees it.

use super::{OptionView, RemarkView};
use kaibo_domain::{
    Violation,
    eligibility::{ConditionId, Eligibility, EligibilityAnswers, EligibilityField, Happened, MatchedBy},
    rule_pack::{Authority, Words},
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The check, with what follows from the answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EligibilityView {
    /// What stands above everything: that nothing is opened any more.
    pub notice: RemarkView,
    /// That the requirements may change.
    pub rule_note: RemarkView,
    /// What staff typed.
    pub answers: EligibilityAnswers,
    /// Counts changes; 0 before the first.
    pub revision: u32,
    /// What is wrong with it.
    pub violations: Vec<Violation<EligibilityField>>,
    /// Kinds of entities.
    pub entities: Vec<OptionView>,
    /// The categories that were typed, with what they are in the list.
    pub categories: Vec<CategoryAnswer>,
    /// What it comes to.
    pub verdict: Eligibility,
    /// The conditions.
    pub conditions: Vec<ConditionView>,
    /// What must still be known.
    pub open: Vec<ConditionId>,
    /// What is not met, and decides.
    pub unmet: Vec<ConditionId>,
    /// The cheapest way to pass.
    pub cheapest: Vec<ConditionId>,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConditionView {
    /// Which.
    pub id: ConditionId,
    /// What it is called.
    pub name: Words,
    /// Of what it is counted.
    pub scope: Words,
    /// Whether it is met; none where that is not known.
    pub holds: Option<bool>,
    /// How to meet it.
    pub how: Words,
    /// What is to be minded.
    pub note: Words,
    /// The first day on which the platform knows of it, where that is still to come.
    pub noticed_on: Option<String>,
    /// The last day on which it stands as it does.
    pub until: Option<String>,
    /// Who says so.
    pub source: Authority,
    /// When.
    pub date: String,
}

/// A category as it was typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CategoryAnswer {
    /// As typed.
    pub typed: String,
    /// What it is in the list; none where it is not in there.
    pub found: Option<ServiceCategoryRow>,
    /// By what it was recognised.
    pub by: Option<MatchedBy>,
    /// Whether only the name of its group is wanting.
    pub lacks_first: bool,
}

/// A category of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ServiceCategoryRow {
    /// As the back office writes it.
    pub path: String,
    /// Its group.
    pub group: Words,
    /// What it is called.
    pub name: Words,
    /// What is said of papers of its own.
    pub certificate: Option<RemarkView>,
}

/// A change of the answers; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct EligibilityPatch {
    /// What kind of entity.
    pub entity: Option<String>,
    /// Service categories.
    pub categories: Option<Vec<String>>,
    /// Whether those are all of them.
    pub all_categories: Option<bool>,
    /// Whether something was violated.
    pub violation: Option<Happened>,
    /// When.
    pub violation_day: Option<String>,
    /// Whether there was a payment.
    pub payment: Option<Happened>,
    /// When.
    pub payment_day: Option<String>,
    /// Followers.
    pub followers: Option<String>,
    /// Daily users.
    pub daily_users: Option<String>,
    /// Advertising.
    pub ad_spend: Option<String>,
}
