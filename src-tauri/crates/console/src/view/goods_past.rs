//! What became of a good: its history, and the notes of staff on rejections.

use kaibo_domain::GoodsId;
use serde::{Deserialize, Serialize};
use specta::Type;

/// A step in the life of a good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoodsStep {
    /// What.
    pub kind: GoodsStepKind,
    /// When, UTC milliseconds; `None` where only that it happened is known.
    pub at_ms: Option<i64>,
    /// The prices before and after, yuan with two decimals: `199.00`, `99.00-199.00`, `199.00>99.00`.
    pub from: Option<String>,
    /// See `from`.
    pub to: Option<String>,
}

/// What happened to a good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum GoodsStepKind {
    /// 新建.
    Drafted,
    /// 复制.
    Copied,
    /// 导入.
    Imported,
    /// Made in the platform's console or by another program.
    MadeElsewhere,
    /// 撤销导入.
    ImportUndone,
    /// 提交.
    Submitted,
    /// 平台已收到.
    Accepted,
    /// 在平台上找到.
    Adopted,
    /// 审核通过.
    Approved,
    /// 驳回.
    Rejected,
    /// 撤回.
    Withdrawn,
    /// 改价.
    PriceChanged,
    /// Deleted on the platform by somebody else.
    Gone,
}

/// A note of staff on a rejection: the platform never says why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RejectNoteView {
    /// The good it was written for.
    pub goods_id: GoodsId,
    /// That good's name now.
    pub goods_name: String,
    /// Why, as staff think.
    pub reason: String,
    /// What helped.
    pub fix: String,
    /// What it has in common with the good one looks at; `None` for its own note.
    pub same_by: Option<SameBy>,
    /// Last written, UTC milliseconds.
    pub updated_ms: i64,
}

/// What two goods have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum SameBy {
    /// The name, case, width, spaces and punctuation aside.
    Name,
    /// The picture's file.
    Picture,
}

/// The notes that concern a good.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct GoodsNotes {
    /// Its own on its latest rejection.
    pub own: Option<RejectNoteView>,
    /// Those on goods of the same name or picture, the latest first.
    pub similar: Vec<RejectNoteView>,
}

/// What is typed into a note; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct RejectNotePatch {
    /// Why.
    pub reason: Option<String>,
    /// What helped.
    pub fix: Option<String>,
}
