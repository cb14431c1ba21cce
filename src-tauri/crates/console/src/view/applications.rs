//! Applications for categories (类目申请) as the interface sees them.

use super::Problem;
use kaibo_domain::ApplicationId;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Where an application stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ApplicationState {
    /// 提交中.
    Submitting,
    /// 撤回中.
    Withdrawing,
    /// 核对中.
    Checking,
    /// 等待中.
    Waiting,
    /// 提交失败.
    Refused,
    /// 审核中.
    Auditing,
    /// 驳回.
    Rejected,
    /// 已通过.
    Approved,
    /// 已撤回, on the platform or before it left.
    Cancelled,
}

/// An application.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationView {
    /// Id.
    pub id: ApplicationId,
    /// The category's name; empty where it was made elsewhere.
    pub name: String,
    /// The category's leaf, a uint64 in text.
    pub cat_id: String,
    /// State.
    pub state: ApplicationState,
    /// What stands in the way.
    pub problem: Option<Problem>,
    /// Why the platform rejected it, in its own words; empty otherwise.
    pub reason: String,
    /// Whether it was found on the platform after a lost reply (平台上已存在, 已关联).
    pub adopted: bool,
    /// Whether it was made in the platform's console or by another program.
    pub elsewhere: bool,
    /// Made on the platform, UTC milliseconds.
    pub applied_ms: Option<i64>,
    /// When its audit ended, UTC milliseconds.
    pub audited_ms: Option<i64>,
    /// Made here, UTC milliseconds.
    pub created_ms: i64,
}
