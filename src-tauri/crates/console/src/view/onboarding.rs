//! 开通引导 as the interface sees it: the checklists with what was noted of them.

use super::{PaperRow, RemarkView};
use kaibo_domain::{
    PaperId, Violation,
    eligibility::Eligibility,
    onboarding::{DueStanding, ItemField, ItemNote, ItemState, OnboardingFacts, PromoterField, PromoterNote, Who},
    rule_pack::{Authority, Holds, Words},
    span::Span,
    vault::PaperKind,
};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// All checklists at a glance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OnboardingOverview {
    /// Of which day the checklists are.
    pub version: String,
    /// The checklists.
    pub lists: Vec<ChecklistLine>,
    /// What the eligibility check comes to.
    pub verdict: Eligibility,
}

/// How far a checklist is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChecklistLine {
    /// Its name in the pack.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// What it is for.
    pub text: Words,
    /// How it is with its generation.
    pub banner: Option<RemarkView>,
    /// Items that are settled, of those that must be.
    pub done: u32,
    /// Items that must be.
    pub total: u32,
    /// Terms that nobody has read.
    pub unread: u32,
    /// The next deadline, or the first that is over.
    pub next: Option<DueLine>,
}

/// A deadline with what it is of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DueLine {
    /// The item.
    pub item: String,
    /// What it is called.
    pub name: Words,
    /// By when.
    pub due: DueView,
}

/// By when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DueView {
    /// The last day (`2026-11-30`).
    pub day: String,
    /// Whether all holidays until then are announced.
    pub is_certain: bool,
    /// Whether the platform named that day.
    pub is_given: bool,
    /// How near it is.
    pub standing: DueStanding,
    /// Days that are left; fewer than none when it is over.
    pub days_left: i32,
}

/// A checklist that is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChecklistView {
    /// How far it is.
    pub line: ChecklistLine,
    /// What is to be said of the merchant first.
    pub asks: Vec<DimensionView>,
    /// Its parts, without those where nothing is to be done.
    pub sections: Vec<SectionView>,
    /// What is typed into the platform's form.
    pub fields: Vec<FieldAskedView>,
    /// How the account may be verified; none where that is not known yet, an empty list where no verification is needed.
    pub methods: Option<Vec<MethodView>>,
    /// Whether the settlement account that was chosen is refused to that kind of entity.
    pub account_refused: bool,
    /// What is said of switching, where promoters are listed.
    pub rebind: Vec<RemarkView>,
    /// Promoters, in the order of the facts.
    pub promoters: Vec<PromoterView>,
    /// What was said of the merchant, and of promoters.
    pub facts: OnboardingFacts,
    /// The revision of the facts.
    pub revision: u32,
    /// What is wrong with the promoters.
    pub violations: Vec<Violation<PromoterField>>,
    /// Whether papers cannot be looked at now.
    pub vault_locked: bool,
}

/// Something that is to be said of the merchant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DimensionView {
    /// Its name in the pack.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// What there is to choose from.
    pub options: Vec<OptionView>,
}

/// One of several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OptionView {
    /// Its name in the pack.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// What is to be minded by whoever chooses it.
    pub note: Option<RemarkView>,
}

/// A part of a checklist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SectionView {
    /// Its name in the pack.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// Whether it is of a generation that is over.
    pub historical: bool,
    /// What is to be done.
    pub items: Vec<OnboardingItem>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OnboardingItem {
    /// Its name in the pack.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// Why.
    pub why: Words,
    /// Who does it.
    pub who: Who,
    /// Whether it may be left out.
    pub optional: bool,
    /// Whether it applies, by what was said.
    pub holds: Holds,
    /// Where it is done.
    pub place: Words,
    /// Whether there is a page to open there.
    pub has_page: bool,
    /// The version of the terms that are to be read; `online` where only the page of the day is known.
    pub terms: Option<String>,
    /// Who read them, the latest first.
    pub readings: Vec<ReadingView>,
    /// How long the platform takes.
    pub takes: Option<RemarkView>,
    /// What is worth knowing.
    pub remarks: Vec<RemarkView>,
    /// What the paper must be like.
    pub document: Option<DocumentView>,
    /// Kinds of papers that prove it.
    pub proofs: Vec<PaperKind>,
    /// Papers of the vault that do.
    pub papers: Vec<PaperRow>,
    /// Those that could.
    pub spare: Vec<PaperRow>,
    /// What was noted.
    pub note: ItemNote,
    /// Counts changes; 0 before the first.
    pub revision: u32,
    /// What is wrong with it.
    pub violations: Vec<Violation<ItemField>>,
    /// How long it has, from what comes before.
    pub span: Option<Span>,
    /// Whether the platform names a day of its own.
    pub asks_due: bool,
    /// By when, once the clock runs.
    pub due: Option<DueView>,
    /// What comes first and is open.
    pub awaited: Vec<Words>,
    /// Whether the platform says that it stands here.
    pub stands_here: bool,
    /// Who says so.
    pub source: Authority,
    /// When.
    pub date: String,
    /// Whether the page that says so can be opened.
    pub has_source: bool,
}

/// Somebody read the terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReadingView {
    /// Who.
    pub reader: String,
    /// When, UTC milliseconds.
    pub read_ms: i64,
    /// Which version.
    pub version: String,
}

/// What a paper must be like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DocumentView {
    /// File endings that are taken.
    pub formats: Vec<String>,
    /// At least so many pictures.
    pub min: u32,
    /// At most so many.
    pub max: u32,
    /// So many are there.
    pub pages: u32,
}

/// A field of the platform's form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FieldAskedView {
    /// Its name in the pack.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// Whether it belongs in no note.
    pub sensitive: bool,
    /// What is to be minded.
    pub note: Option<RemarkView>,
    /// Who says so.
    pub source: Authority,
    /// When.
    pub date: String,
}

/// A way to verify the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MethodView {
    /// Its name in the pack.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// How it goes.
    pub text: RemarkView,
}

/// A promoter, and from when they may switch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PromoterView {
    /// The earliest day; none where they never switched.
    pub earliest: Option<String>,
    /// Whether it has come.
    pub is_free: bool,
}

/// A change of what is said of the merchant; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct OnboardingFactsPatch {
    /// By dimension; those that are not named stay.
    pub chosen: BTreeMap<String, String>,
    /// All promoters.
    pub promoters: Option<Vec<PromoterNote>>,
}

/// A change of what is noted of an item; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct ItemPatch {
    /// How far it is.
    pub state: Option<ItemState>,
    /// Since when.
    pub day: Option<String>,
    /// Whatever is worth keeping.
    pub note: Option<String>,
    /// Papers that prove it.
    pub papers: Option<Vec<PaperId>>,
    /// The platform's day.
    pub due: Option<String>,
}

/// An item that a paper proves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ItemUse {
    /// The checklist where it stands.
    pub checklist: String,
    /// The item.
    pub item: String,
    /// What it is called.
    pub name: Words,
}

/// A deadline that nears or is over. For the first page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OnboardingNeed {
    /// The checklist where it stands.
    pub checklist: String,
    /// What, and by when.
    pub line: DueLine,
}
