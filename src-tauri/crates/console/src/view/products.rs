//! Products of the shop (小店商品) as the interface sees them.

use super::Problem;
use kaibo_domain::OwnProductId;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Where a product stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ProductState {
    /// 提交中.
    Submitting,
    /// 核对中.
    Checking,
    /// 等待中.
    Waiting,
    /// 提交失败: it is not on the platform.
    Refused,
    /// 已撤回 before it left.
    Cancelled,
    /// 草稿: on the platform, never listed.
    Draft,
    /// 审核中, or being written.
    Auditing,
    /// 驳回.
    Rejected,
    /// 已上架.
    OnSale,
    /// 已下架.
    OffSale,
    /// 封禁.
    Banned,
    /// 已删除 on the platform.
    Deleted,
}

/// A product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProductView {
    /// Id.
    pub id: OwnProductId,
    /// Its name as staff read it.
    pub name: String,
    /// The platform's id, a uint64 in text.
    pub product_id: Option<String>,
    /// State.
    pub state: ProductState,
    /// Whether buyers can buy it, whatever becomes of its draft.
    pub on_sale: bool,
    /// What stands in the way.
    pub problem: Option<Problem>,
    /// Whether it was found on the platform after a lost reply (平台上已存在, 已关联).
    pub adopted: bool,
    /// Whether it was made in the platform's console or by another program.
    pub elsewhere: bool,
    /// Made here, UTC milliseconds.
    pub created_ms: i64,
}
