//! An application for a category as it is prepared: a draft, what stands at each of its demands, and what is wrong with it.
//!
//! Sources: qualification-rules sections 1 to 5 and the rule pack; each finding leads back to the demand that asks for it.

mod check;
mod concern;
mod finding;
mod propose;

pub use check::{Card, Material, asks_text, check, questions};
pub use concern::{Precheck, Verdict, concerned, prechecks};
pub use finding::{Finding, FindingKind};
pub use propose::proposals;

use crate::{
    PaperId,
    category::Choice,
    rule_pack::{Facts, RulePack},
};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// What staff say of an application as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationDraft {
    /// The last category of the platform's tree, by its name: the platform takes nothing above it (category/add).
    pub leaf: String,
    /// What is known of shop, brand and goods.
    pub facts: Facts,
}

/// What only somebody who looks at a paper can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// Is the seal on it, and can it be read?
    Seal,
    /// Is it signed?
    Signed,
    /// Is the seal on every paper, or the legal representative's signature?
    SealOrSignature,
    /// Is it a sharp photo of the paper itself, no screenshot, no photo of a screen, not mirrored?
    Original,
    /// Is it as in the register of trademarks, and in force?
    Registry,
    /// Does the mark's class cover the goods?
    ClassCovers,
    /// Does the licence's scope cover the goods?
    ScopeCovers,
    /// Does the permit's scope say the word?
    ScopeWord,
    /// Is the shop of the type that is authorised?
    ShopType,
    /// Is the merchant on no list of abnormal businesses?
    NotAbnormal,
    /// Is the certificate of the very product?
    Model,
    /// Is the brand in the platform's library?
    InLibrary,
    /// Was it issued recently enough?
    Recent,
    /// Is the company old enough?
    OldEnough,
    /// Is there a physical store?
    Store,
    /// Is a foreign one notarised and translated?
    Translated,
}

/// What stands at one demand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Filling {
    /// Papers, in the order in which they are handed in.
    pub papers: Vec<PaperId>,
    /// What was typed, where a text is asked for.
    pub text: String,
    /// Since when a licence or permit is valid, as typed: the platform asks for it beside the end.
    pub begins: String,
    /// What staff have answered.
    pub answers: BTreeMap<Question, bool>,
    /// Whether it is ready to be handed in by hand: recordings, which the platform's API does not take.
    pub by_hand: bool,
}

/// What is known of an application: what staff said, its leaf, and which demands have something to show for themselves.
pub fn known(
    pack: &RulePack,
    choice: &Choice,
    draft: &ApplicationDraft,
    fillings: &BTreeMap<String, Filling>,
) -> Facts {
    let mut facts = draft.facts.clone();
    facts.0.insert("l3_category".to_owned(), draft.leaf.trim().to_owned());
    for (demand, _) in pack.demands_by(choice, &facts) {
        let is_there = check::is_filled(demand, fillings.get(&demand.id));
        facts.0.insert(demand.id.clone(), if is_there { "supplied" } else { "missing" }.to_owned());
    }
    facts
}

#[cfg(test)]
mod tests;
