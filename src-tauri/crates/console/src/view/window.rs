//! 橱窗: the second application of a category, and its goods, as the interface sees them.

use super::{FaqView, ProductView};
use kaibo_domain::{
    Violation,
    window::{WindowDraft, WindowField, WindowOutcome, WindowState},
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The second application of a category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WindowView {
    /// What staff noted.
    pub draft: WindowDraft,
    /// Counts changes; 0 before the first.
    pub revision: u32,
    /// What is wrong with it.
    pub violations: Vec<Violation<WindowField>>,
    /// Where it stands.
    pub state: WindowState,
    /// Working days until the answer.
    pub working_days: u32,
    /// The last of those days (`2026-12-01`), once it was handed in.
    pub due: Option<String>,
    /// Whether all holidays until then are announced.
    pub due_is_certain: bool,
    /// Where the shop's own approval suffices: since when (`2025-01-08`).
    pub moved_since: Option<String>,
    /// Whether the shop has the right to a leaf of the category.
    pub approved_in_shop: bool,
    /// What merchants ask of the letter that goes with it.
    pub faq: Vec<FaqView>,
    /// The category's goods on the platform.
    pub goods: Vec<ProductView>,
}

/// A change of it; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct WindowPatch {
    /// 店铺名称.
    pub shop_name: Option<String>,
    /// AppID of the shop.
    pub app_id: Option<String>,
    /// Whether the filing letter went with it.
    pub letter: Option<bool>,
    /// When it was handed in.
    pub handed_in: Option<String>,
    /// What became of it.
    pub outcome: Option<WindowOutcome>,
    /// Why it was rejected.
    pub reason: Option<String>,
}
