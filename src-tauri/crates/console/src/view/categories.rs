//! What the platform itself says of a category, as the interface sees it.

use kaibo_domain::{
    Fen,
    category::said::{FactChange, ProductSaid},
    platform::shop::license::FieldCheck,
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Whether the platform has a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Listing {
    /// It was not asked yet: what is shipped is shown.
    Unread,
    /// It lists it.
    Listed,
    /// It never listed it: what is shipped is shown.
    NotListed,
    /// 已下线: it listed it once.
    Retired,
}

/// What the platform itself says of a category of the second level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlatformView {
    /// When it was last asked, UTC milliseconds.
    pub read_ms: i64,
    /// Whether the rules of all leaves (定向准入, brands, deposit) are known.
    pub complete: bool,
    /// Leaves of which the same is demanded stand together.
    pub groups: Vec<LeafGroup>,
    /// What changed, the latest first.
    pub changes: Vec<CategoryChange>,
    /// The shop's rights to its leaves.
    pub rights: Vec<RightView>,
}

/// Leaves of which the same is demanded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LeafGroup {
    /// Their names.
    pub leaves: Vec<String>,
    /// Whether the platform lists them no more.
    pub retired: bool,
    /// What is asked for, line by line.
    pub tips: Vec<String>,
    /// Whether papers must be handed in.
    pub mandatory: bool,
    /// What is asked of the brand, line by line.
    pub brand: Vec<String>,
    /// What is asked of single products.
    pub products: Vec<ProductSaid>,
    /// Licences, one to be picked of each group.
    pub licences: Vec<LicenceGroupView>,
    /// 定向准入; `None` until its rules were read.
    pub gated: Option<bool>,
    /// Whether goods must have one of its brands.
    pub brand_limited: Option<bool>,
    /// Deposit.
    pub deposit: Option<Fen>,
}

/// Licences of which one is picked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LicenceGroupView {
    /// What it is for.
    pub text: String,
    /// Whether one must be handed in.
    pub necessary: bool,
    /// The licences.
    pub licences: Vec<LicenceView>,
}

/// A licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LicenceView {
    /// Its name.
    pub name: String,
    /// What is typed from it.
    pub fields: Vec<LicenceFieldView>,
}

/// A field of a licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LicenceFieldView {
    /// Its name.
    pub name: String,
    /// Whether it must be filled in.
    pub necessary: bool,
    /// What the merchant's profile says of it; empty where it says nothing.
    pub value: String,
    /// What the platform's own expression says of that; without a value, whether the expression can be read at all.
    pub check: Option<FieldCheck>,
}

/// What changed in a leaf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CategoryChange {
    /// The leaf's name.
    pub leaf: String,
    /// When it was read, UTC milliseconds.
    pub at_ms: i64,
    /// What changed.
    pub facts: Vec<FactChange>,
}

/// The shop's right to a leaf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RightView {
    /// The leaf, a uint64 in text.
    pub id: String,
    /// The leaf's name.
    pub leaf: String,
    /// Whether it is in force.
    pub in_force: bool,
    /// Why it is not, in the platform's words.
    pub reason: String,
    /// Since when, UTC milliseconds.
    pub since_ms: Option<i64>,
    /// Until when, UTC milliseconds.
    pub until_ms: Option<i64>,
    /// Whether staff have seen that it lapsed.
    pub settled: bool,
    /// Products that are sold in it, or went off sale with it.
    pub goods: Vec<String>,
}

/// A right that lapsed, for the first page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LapsedCategory {
    /// The category of the second level, a uint64 in text.
    pub id: String,
    /// The leaf's name.
    pub name: String,
    /// Why, in the platform's words.
    pub reason: String,
    /// How many products went off sale.
    pub goods: u32,
}
