//! 资料库 as the interface sees it.

use super::Problem;
use kaibo_domain::{
    PaperId, Violation,
    vault::{
        AuthorisationLink, EntityDraft, EntityField, EntityKind, MarkState, PaperDraft, PaperField, PaperKind,
        Residency, Validity,
    },
};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::path::PathBuf;

/// The merchant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EntityView {
    /// As typed.
    pub draft: EntityDraft,
    /// The revision on disk.
    pub revision: u32,
    /// Broken rules.
    pub violations: Vec<Violation<EntityField>>,
}

/// A change of the merchant; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct EntityPatch {
    /// Name.
    pub name: Option<String>,
    /// Unified social credit code.
    pub code: Option<String>,
    /// What kind of merchant.
    pub kind: Option<EntityKind>,
    /// Legal representative.
    pub legal_person: Option<String>,
    /// Where they are from.
    pub residency: Option<Residency>,
    /// Address.
    pub address: Option<String>,
    /// Registered capital.
    pub capital: Option<String>,
    /// Business scope.
    pub scope: Option<String>,
}

/// A line of the papers' list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PaperRow {
    /// Id.
    pub id: PaperId,
    /// What kind.
    pub kind: PaperKind,
    /// What staff call it.
    pub title: String,
    /// Whose it is.
    pub holder: String,
    /// The end of its number.
    pub number: String,
    /// How long it is valid.
    pub validity: Validity,
    /// Until when, as typed.
    pub expires: String,
    /// Pages.
    pub pages: u32,
    /// Whether its pages are shown only to somebody who asks for them.
    pub masked: bool,
    /// Broken rules.
    pub faults: u32,
    /// Taken out of sight: to be brought back, or erased.
    pub removed: bool,
}

/// A paper that is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PaperView {
    /// Id.
    pub id: PaperId,
    /// What staff say of it; where it is masked, only the end of its number.
    pub draft: PaperDraft,
    /// Whether number and pages are hidden for now.
    pub masked: bool,
    /// The revision on disk.
    pub revision: u32,
    /// Broken rules.
    pub violations: Vec<Violation<PaperField>>,
    /// How long it is valid.
    pub validity: Validity,
    /// Levels of a chain of authorisations.
    pub levels: u32,
    /// Its pages; the address of one is `kaibo-media://localhost/paper/<id>/<place>`.
    pub pages: Vec<PaperPage>,
    /// Its recording, which has the address `kaibo-media://localhost/recording/<id>`; no pages then.
    pub recording: Option<RecordingView>,
    /// Whether it says who somebody is, so that they must agree to it being kept.
    pub needs_consent: bool,
    /// When somebody agreed, UTC milliseconds.
    pub consent_ms: Option<i64>,
    /// To which version of the text.
    pub consent_version: Option<u32>,
    /// Taken out of sight.
    pub removed: bool,
}

/// A page of a paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PaperPage {
    /// The name of the file it came from.
    pub name: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Size.
    pub bytes: u32,
}

/// The recording of a paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecordingView {
    /// The name of the file it came from.
    pub name: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Size.
    pub bytes: u64,
    /// Length in milliseconds; `None` where the recording does not say.
    pub duration_ms: Option<u64>,
}

/// A file of a paper that is not what was kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DamagedFile {
    /// The name of the file it came from: added again, it is mended.
    pub name: String,
    /// Under which it stands in the vault's folder.
    pub hash: String,
    /// Whether it is gone; changed else.
    pub missing: bool,
}

/// A change of a paper; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct PaperPatch {
    /// What kind.
    pub kind: Option<PaperKind>,
    /// Title.
    pub title: Option<String>,
    /// Holder.
    pub holder: Option<String>,
    /// Number.
    pub number: Option<String>,
    /// Until when.
    pub expires: Option<String>,
    /// A mark's class.
    pub mark_class: Option<String>,
    /// Whether a mark is registered.
    pub mark_state: Option<MarkState>,
    /// A chain of authorisations.
    pub links: Option<Vec<AuthorisationLink>>,
    /// Platforms named.
    pub platforms: Option<String>,
    /// Whether it is for liquor.
    pub liquor: Option<bool>,
}

/// Files to be made papers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PapersTake {
    /// The files.
    pub paths: Vec<PathBuf>,
    /// What kind; of each file by its name where there is none.
    pub kind: Option<PaperKind>,
    /// Whether all of them are pages of one paper.
    pub together: bool,
    /// Whether somebody has agreed to identity papers being kept.
    pub consent: bool,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TakenPaper {
    /// The file's name.
    pub name: String,
    /// The paper it is a page of; none where there is a problem.
    pub paper: Option<PaperId>,
    /// Whether the vault had all of it already.
    pub known: bool,
    /// Why it was not taken.
    pub problem: Option<Problem>,
}

/// How far taking files has come.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PapersProgress {
    /// Files dealt with.
    pub done: u32,
    /// Files in all.
    pub total: u32,
    /// Of the recording that is being kept: bytes kept, and bytes in all.
    pub bytes: Option<(u64, u64)>,
}
