//! Goods that stand in the library without a call having added them: how a shop of any size is laid out.

use super::goods::Good;
use kaibo_domain::{AuditStatus, Price};

/// A good to be laid out.
#[derive(Clone, Debug)]
pub struct StockedGood {
    /// goodsId. Those of goods that are added count from 51.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Price.
    pub price: Price,
    /// Page path, with Kaibo's key where Kaibo added it.
    pub url: String,
    /// State of its audit; one that runs never ends by itself.
    pub status: AuditStatus,
    /// Whether it was added by API; others cannot be changed by API.
    pub by_api: bool,
}

impl From<StockedGood> for Good {
    fn from(stocked: StockedGood) -> Self {
        Good {
            id: stocked.id,
            name: stocked.name,
            price: stocked.price,
            url: stocked.url,
            third_party_appid: String::new(),
            cover: String::new(),
            status: stocked.status,
            audit_id: None,
            audit_due_ms: i64::MAX,
            by_api: stocked.by_api,
        }
    }
}
