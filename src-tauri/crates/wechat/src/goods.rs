//! The live goods library (wechat-live-api, section 4). Requests carry yuan, replies carry fen.

mod reply;
mod request;

pub use reply::{AuditBegun, GoodsAdded, GoodsKeys, GoodsPage, GoodsStatusItem};
pub use request::{GoodsBody, GoodsIdBody, GoodsInfo, GoodsUpdate, ResetAuditBody, SetKeyBody, WarehouseBody};

use crate::{
    classify::Done,
    client::{Client, unbuildable},
    error::CallError,
};
use kaibo_domain::{
    AuditId, AuditStatus, PlatformGoodsId,
    platform::{
        endpoint::{
            GOODS_ADD, GOODS_APPROVED, GOODS_AUDIT, GOODS_DELETE, GOODS_GET_KEY, GOODS_RESET_AUDIT, GOODS_SET_KEY,
            GOODS_UPDATE, GOODS_WAREHOUSE,
        },
        limit::GOODS_WAREHOUSE_IDS,
    },
};

impl Client {
    /// goods/add: adds and submits for audit. Doubles when repeated.
    pub async fn goods_add(&self, goods: &GoodsInfo) -> Result<(PlatformGoodsId, AuditId), CallError> {
        let added: GoodsAdded = self.post(GOODS_ADD, &GoodsBody { goods_info: goods }).await?;
        Ok((added.goods_id, added.audit_id))
    }

    /// goods/audit: submits again a good that is not under audit.
    pub async fn goods_audit(&self, goods_id: PlatformGoodsId) -> Result<AuditId, CallError> {
        let begun: AuditBegun = self.post(GOODS_AUDIT, &GoodsIdBody { goods_id }).await?;
        Ok(begun.audit_id)
    }

    /// goods/resetaudit: withdraws from audit; the day's audit is not given back.
    pub async fn goods_reset_audit(&self, audit_id: AuditId, goods_id: PlatformGoodsId) -> Result<(), CallError> {
        self.post(GOODS_RESET_AUDIT, &ResetAuditBody { audit_id, goods_id }).await.map(|Done {}| ())
    }

    /// goods/delete; refused with 300014 while under audit, 300015 when it is not there.
    pub async fn goods_delete(&self, goods_id: PlatformGoodsId) -> Result<(), CallError> {
        self.post(GOODS_DELETE, &GoodsIdBody { goods_id }).await.map(|Done {}| ())
    }

    /// goods/update.
    pub async fn goods_update(&self, goods: &GoodsUpdate) -> Result<(), CallError> {
        self.post(GOODS_UPDATE, &GoodsBody { goods_info: goods }).await.map(|Done {}| ())
    }

    /// getgoodswarehouse: state of at most `limit::GOODS_WAREHOUSE_IDS` goods. Ids that are not there are left out.
    pub async fn goods_warehouse(&self, goods_ids: &[PlatformGoodsId]) -> Result<Vec<GoodsStatusItem>, CallError> {
        if goods_ids.is_empty() {
            return Ok(Vec::new());
        }
        if goods_ids.len() > GOODS_WAREHOUSE_IDS {
            return Err(unbuildable("more ids than getgoodswarehouse takes"));
        }
        let page: GoodsPage = self.post(GOODS_WAREHOUSE, &WarehouseBody { goods_ids }).await?;
        Ok(page.goods)
    }

    /// getapproved: the goods of one state. `limit` at most `limit::GOODS_PAGE_MAX`. The reply leaves the state out;
    /// it is filled in.
    pub async fn goods_approved(&self, offset: u32, limit: u32, status: AuditStatus) -> Result<GoodsPage, CallError> {
        let query =
            vec![("offset", offset.to_string()), ("limit", limit.to_string()), ("status", status.wire().to_string())];
        let mut page: GoodsPage = self.get(GOODS_APPROVED, query).await?;
        for item in &mut page.goods {
            item.audit_status.get_or_insert(status.wire());
        }
        Ok(page)
    }

    /// goods/setkey: the keys of goods widgets, replacing those before. Known from SDKs only.
    pub async fn goods_set_key(&self, keys: &[String]) -> Result<(), CallError> {
        self.post(GOODS_SET_KEY, &SetKeyBody { goods_key: keys }).await.map(|Done {}| ())
    }

    /// goods/getkey: the keys of goods widgets. Known from SDKs only.
    pub async fn goods_get_key(&self) -> Result<Vec<String>, CallError> {
        let keys: GoodsKeys = self.get(GOODS_GET_KEY, Vec::new()).await?;
        Ok(keys.vendor_goods_key)
    }
}
