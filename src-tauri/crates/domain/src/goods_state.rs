//! The state of a good in one word, as lists show it.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Days that the audit of a good takes at most, as merchants tell (1–7; seed 004): a longer one is asked about by hand.
pub const AUDIT_DAYS_MAX: u32 = 7;

/// The state of a good, one word for the list. What it follows from is the console's `goods_view::state_of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
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

impl GoodsState {
    /// All of them, each at its number in the database (`goods_shown`), which is also their order in a list.
    pub const ALL: [GoodsState; 9] = [
        GoodsState::Draft,
        GoodsState::Submitting,
        GoodsState::Checking,
        GoodsState::Waiting,
        GoodsState::Refused,
        GoodsState::Auditing,
        GoodsState::Approved,
        GoodsState::Rejected,
        GoodsState::Withdrawn,
    ];
}
