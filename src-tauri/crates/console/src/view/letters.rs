//! Letters that categories demand, as the interface sees them.

use super::PaperRow;
use kaibo_domain::letter::{LetterFacts, LetterKind, LetterLine};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A letter of a category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LetterView {
    /// Which.
    pub kind: LetterKind,
    /// What staff typed for it.
    pub facts: LetterFacts,
    /// Counts changes; 0 before the first.
    pub revision: u32,
    /// What stands where in the platform's template.
    pub lines: Vec<LetterLine>,
    /// The signed and sealed page, once it is in the vault.
    pub paper: Option<PaperRow>,
}

/// A change of what was typed; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct LetterPatch {
    /// 视频号名称 or ID.
    pub channels_account: Option<String>,
    /// 销售品牌.
    pub brands: Option<String>,
    /// 以往经营平台.
    pub past_platform: Option<String>,
    /// 联系人及电话.
    pub contact: Option<String>,
}
