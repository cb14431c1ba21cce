//! 类目资质 as the interface sees it.

use super::{Listing, PaperRow, PlatformView};
use kaibo_domain::rule_pack::{Authority, DemandKind, Holds, Words};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::path::PathBuf;

/// A category that may be applied for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CategoryRow {
    /// The platform's number, a uint64 in text.
    pub id: String,
    /// The category of the first level.
    pub top: String,
    /// Its own name; the same where it is of the first level.
    pub name: String,
    /// Whether it is under 定向准入.
    pub gated: bool,
    /// Whether papers of a brand are demanded.
    pub brand: bool,
    /// How many things are demanded.
    pub demands: u32,
    /// Whether the platform has it.
    pub listing: Listing,
}

/// What a category demands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CategoryView {
    /// The category.
    pub row: CategoryRow,
    /// What is worth knowing of it.
    pub remarks: Vec<RemarkView>,
    /// What merchants ask of applications.
    pub faq: Vec<FaqView>,
    /// What it demands, its own demands first.
    pub demands: Vec<DemandView>,
    /// What the platform itself says: it outranks the demands; `None` until it was asked.
    pub platform: Option<PlatformView>,
    /// The pack that says so.
    pub pack_version: String,
    /// How far to trust it.
    pub disclaimer: Words,
    /// Working days until the platform's answer.
    pub working_days: u32,
    /// Handed in today, the last day of those (`2026-11-30`).
    pub due: String,
    /// Whether all holidays until then are announced.
    pub due_is_certain: bool,
    /// Whether the vault is locked, so that nobody says what it has of this.
    pub vault_locked: bool,
}

/// Something worth knowing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RemarkView {
    /// The words.
    pub words: Words,
    /// Who says so.
    pub source: Authority,
    /// When.
    pub date: Option<String>,
}

/// A question that merchants ask, with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FaqView {
    /// Its name.
    pub id: String,
    /// The question.
    pub question: Words,
    /// The answer.
    pub answer: Words,
    /// Who says so.
    pub source: Authority,
}

/// One thing that is demanded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DemandView {
    /// Its name in the pack.
    pub id: String,
    /// The slot of the platform's form.
    pub slot: Words,
    /// What is handed in.
    pub kind: DemandKind,
    /// What it is.
    pub notes: Words,
    /// At least so many.
    pub min_count: u32,
    /// At most so many.
    pub max_count: u32,
    /// File endings that are taken.
    pub formats: Vec<String>,
    /// Whether it must be handed in.
    pub required: bool,
    /// Whether one of several of its kind is enough.
    pub one_of_several: bool,
    /// Whether it holds for this category.
    pub holds: Holds,
    /// Who says so.
    pub source: Authority,
    /// Where, if it is an address.
    pub address: Option<String>,
    /// When.
    pub date: Option<String>,
    /// Whether a later text may have replaced it.
    pub may_be_replaced: bool,
    /// Whether papers of the vault may answer it.
    pub from_vault: bool,
    /// What merchants ask of it.
    pub faq: Vec<FaqView>,
    /// Those of the vault that may, in its order.
    pub papers: Vec<PaperRow>,
}

/// Which rules are in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RulesView {
    /// Their version.
    pub version: String,
    /// That of the rules that came with the program.
    pub shipped_version: String,
    /// Where they come from, unless with the program.
    pub imported: Option<ImportedPack>,
    /// A pack was taken in that this program cannot read any more: those that came with it are in force.
    pub unreadable: bool,
}

/// Where a pack comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportedPack {
    /// The file's name.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// When it was taken in, UTC ms.
    pub imported_ms: i64,
}

/// A pack before it is taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PackLook {
    /// Where it lies.
    pub path: PathBuf,
    /// The file's name.
    pub file: String,
    /// Its version.
    pub version: String,
    /// How far to trust it, in its own words.
    pub disclaimer: Words,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// Groups of categories.
    pub groups: u32,
    /// Demands.
    pub demands: u32,
    /// The version that is in force.
    pub replaces: String,
    /// Whether it says the same as what is in force.
    pub is_same: bool,
}
