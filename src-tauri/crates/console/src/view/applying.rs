//! Applications as they are prepared, as the interface sees them.

use super::{ApplicationState, ApplicationView, CategoryRow, DemandView, PaperRow};
use kaibo_domain::{
    ApplicationDraftId, PaperId,
    applying::{ApplicationDraft, Filling, Finding, Precheck, Question},
};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// How far an application has come, by the steps of the merchant guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ApplicationStep {
    /// 4: papers are wanting.
    Papers,
    /// 5: it can be handed in.
    HandIn,
    /// 6: handed in.
    Wait,
    /// 6: rejected or refused, to be corrected.
    Correct,
    /// Approved.
    Approved,
}

/// A line of the dashboard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationLine {
    /// Id.
    pub id: ApplicationDraftId,
    /// The category.
    pub category: CategoryRow,
    /// Its leaf, by name; empty where nobody has said.
    pub leaf: String,
    /// How far it has come.
    pub step: ApplicationStep,
    /// Where the last round stands; none before the first.
    pub state: Option<ApplicationState>,
    /// What keeps it from being handed in.
    pub missing: u32,
    /// Rounds handed in.
    pub rounds: u32,
    /// The last working day for the platform's answer, while it is awaited (`2026-11-30`).
    pub due: Option<String>,
    /// Whether all holidays until then are announced.
    pub due_is_certain: bool,
    /// Whether that day is over.
    pub overdue: bool,
    /// Days until the first of its papers ends, where that is soon; fewer than none when it is over.
    pub ending_days: Option<i32>,
    /// Taken out of sight.
    pub removed: bool,
}

/// An application that needs a person: rejected, or not answered in time. For the first page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationNeed {
    /// Id.
    pub id: ApplicationDraftId,
    /// Its category.
    pub name: String,
    /// The platform should have answered by now; else it said no.
    pub overdue: bool,
}

/// An application for the shop window that is not answered in time. For the first page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OverdueWindow {
    /// Its category, of the second level.
    pub id: String,
    /// The category's name.
    pub name: String,
}

/// Of what an answer is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum AwaitedKind {
    /// An application for a category in the shop.
    Application,
    /// One for the shop window.
    Window,
}

/// An answer of the platform that may still come in time. For the first page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AwaitedAnswer {
    /// Of what.
    pub kind: AwaitedKind,
    /// The application's id, or that of the window's category.
    pub id: String,
    /// The category's name.
    pub name: String,
    /// The last day on which it is in time (`2026-11-30`).
    pub due: String,
    /// Whether all holidays until then are announced.
    pub is_certain: bool,
    /// Working days after today up to that day; none on the day itself.
    pub workdays_left: u32,
}

/// An application that is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationDraftView {
    /// The same as on the dashboard.
    pub line: ApplicationLine,
    /// What staff say of it.
    pub draft: ApplicationDraft,
    /// What decides what is demanded and is to be said of shop, brand and goods, in the rules' words.
    pub asks: Vec<String>,
    /// The revision on disk.
    pub revision: u32,
    /// The shop that applies.
    pub shop: String,
    /// Whether it is handed in on the practice platform.
    pub practice: bool,
    /// The rules that it was last changed under.
    pub pack_version: String,
    /// The rules that it is looked at by now, where they are others.
    pub newer_pack: Option<String>,
    /// What is demanded, and what stands there.
    pub cards: Vec<DemandCard>,
    /// Everything that is wrong.
    pub findings: Vec<Finding>,
    /// What others were rejected for, looked for.
    pub prechecks: Vec<Precheck>,
    /// What was handed in, the last first.
    pub rounds: Vec<ApplicationView>,
    /// Pages of the last round that the platform has.
    pub pages_sent: u32,
    /// Pages of the last round.
    pub pages: u32,
}

/// A demand with what stands there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DemandCard {
    /// What is demanded; its papers are those that may stand there, the best first.
    pub demand: DemandView,
    /// What stands there.
    pub filling: Filling,
    /// Its papers, in their order; those erased are not there.
    pub chosen: Vec<PaperRow>,
    /// What somebody who looks is asked.
    pub questions: Vec<Question>,
    /// Whether a text is typed here.
    pub asks_text: bool,
    /// Whether since when it is valid is asked for.
    pub asks_begin: bool,
    /// Whether the last rejection is about it.
    pub concerned: bool,
}

/// An application that a paper stands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PaperUse {
    /// The application.
    pub application: ApplicationDraftId,
    /// Its category.
    pub category: String,
    /// Its leaf, by name; empty where nobody has said.
    pub leaf: String,
}

/// A change of an application; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct ApplicationPatch {
    /// The leaf, by name.
    pub leaf: Option<String>,
    /// What is known of shop, brand and goods: those that are named are changed, an empty one is not known any more.
    pub facts: BTreeMap<String, String>,
}

/// A change of what stands at a demand; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct FillingPatch {
    /// Papers.
    pub papers: Option<Vec<PaperId>>,
    /// A text.
    pub text: Option<String>,
    /// Since when.
    pub begins: Option<String>,
    /// Answers: those that are named are changed.
    pub answers: Vec<(Question, bool)>,
    /// Ready to be handed in by hand.
    pub by_hand: Option<bool>,
}
