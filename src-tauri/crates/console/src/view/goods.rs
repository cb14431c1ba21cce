//! Goods as the interface sees them.

use super::{Editable, PictureView, Problem};
use kaibo_domain::{AuditStatus, Edit, Fen, Focus, GoodsDraft, GoodsField, GoodsId, PictureId, PriceKind, Violation};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The state of a good, one word for the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum GoodsState {
    /// 草稿: not submitted yet.
    Draft,
    /// 提交中: in the outbox.
    Submitting,
    /// 核对中: the reply was lost; looking on the platform.
    Checking,
    /// 等待中: no network, or a quota; goes on by itself.
    Waiting,
    /// 提交失败: the platform refused the call; see the problem.
    Refused,
    /// 审核中.
    Auditing,
    /// 已入库.
    Approved,
    /// 驳回: the audit was not passed.
    Rejected,
    /// 未入库: withdrawn.
    Withdrawn,
}

/// A line of the goods list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoodsRow {
    /// Id.
    pub id: GoodsId,
    /// Name, perhaps empty in a draft.
    pub name: String,
    /// 商家编码, empty for none.
    pub code: String,
    /// Price form.
    pub price_kind: PriceKind,
    /// First amount, if it reads as one.
    pub price: Option<Fen>,
    /// Second amount, if the form has one and it reads as one.
    pub price2: Option<Fen>,
    /// Picture and its focus.
    pub picture: Option<PictureId>,
    /// Focus of the picture.
    pub focus: Focus,
    /// What is done to the picture.
    pub edit: Edit,
    /// State.
    pub state: GoodsState,
    /// What stands in the way, when refused or waiting.
    pub problem: Option<Problem>,
    /// Number of broken rules of a draft.
    pub faults: u32,
    /// Whether it was found on the platform after a lost reply (平台上已存在, 已关联).
    pub adopted: bool,
    /// Whether it was changed here since it was submitted (提交后有修改).
    pub changed_since: bool,
    /// Whether another price of an approved good is in the outbox (改价提交中); `problem` says what holds it up.
    pub price_on_its_way: bool,
    /// Whether it was made in the platform's console or by another program: shown, but it cannot be changed from here.
    pub read_only: bool,
    /// Last change, UTC milliseconds.
    pub updated_ms: i64,
}

/// One page of goods, newest change first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoodsPage {
    /// The lines.
    pub rows: Vec<GoodsRow>,
    /// Hand it back as `after` for the next page; `None` at the end.
    pub next: Option<String>,
    /// How many goods the shop has in all, whatever the filter.
    pub total: u32,
}

/// What to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoodsQuery {
    /// Part of a name; empty for all.
    pub search: String,
    /// Only goods of that audit status; one that the platform does not have counts as not audited.
    pub audit: Option<AuditStatus>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Lines, at most 200.
    pub limit: u32,
}

/// A good in its editor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoodsView {
    /// Id.
    pub id: GoodsId,
    /// Every field as typed.
    pub draft: GoodsDraft,
    /// 商家编码, empty for none; the platform does not know it.
    pub code: String,
    /// Picture.
    pub picture: Option<PictureView>,
    /// Focus of the picture.
    pub focus: Focus,
    /// What is done to the picture.
    pub edit: Edit,
    /// Counts every change; goes with saves.
    pub revision: u32,
    /// Units of the name as the platform counts.
    pub name_units: u32,
    /// State.
    pub state: GoodsState,
    /// What may still be changed.
    pub editable: Editable,
    /// What stands in the way.
    pub problem: Option<Problem>,
    /// Broken rules.
    pub violations: Vec<Violation<GoodsField>>,
    /// The platform's id, once it has one.
    pub platform_id: Option<i64>,
    /// Whether it was found on the platform after a lost reply (平台上已存在, 已关联).
    pub adopted: bool,
    /// Whether it was changed here since it was submitted (提交后有修改).
    pub changed_since: bool,
    /// Whether it was made in the platform's console or by another program: shown, but it cannot be changed from here.
    pub read_only: bool,
    /// Whether another price of an approved good is in the outbox (改价提交中); `problem` says what holds it up.
    pub price_on_its_way: bool,
    /// Whether both sides changed it: see the conflicts.
    pub in_conflict: bool,
}

/// Goods that something is to be done with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum GoodsSelection {
    /// These.
    Ids {
        /// At most some thousands: a message holds no more.
        ids: Vec<GoodsId>,
    },
}

/// A change of one or more fields; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct GoodsPatch {
    /// Name.
    pub name: Option<String>,
    /// 商家编码; may be set in every state.
    pub code: Option<String>,
    /// Price form.
    pub price_kind: Option<PriceKind>,
    /// First amount as typed.
    pub price: Option<String>,
    /// Second amount as typed.
    pub price2: Option<String>,
    /// Page path.
    pub path: Option<String>,
}

/// Goods by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoodsCounts {
    /// 草稿.
    pub draft: u32,
    /// 审核中.
    pub auditing: u32,
    /// 已入库.
    pub approved: u32,
    /// 驳回.
    pub rejected: u32,
}
