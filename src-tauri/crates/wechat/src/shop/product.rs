//! Products: what is sent, what comes back, and the calls.

mod reply;
mod request;

pub use reply::{
    AuditQuota, AuditQuotaReply, Product, ProductList, ProductSku, ProductView, Submitted, SubmittedReply,
};
pub use request::{
    AfterSaleInfo, DescInfo, ExpressInfo, ExtraService, ProductGetBody, ProductIdBody, ProductInfo, ProductListBody,
    ProductQuaInfo, SkuInfo,
};

use crate::{classify::Done, client::Client, error::CallError};
use kaibo_domain::platform::shop::{
    endpoint::{
        PRODUCT_ADD, PRODUCT_AUDIT_CANCEL, PRODUCT_AUDIT_QUOTA, PRODUCT_DELETE, PRODUCT_DELISTING, PRODUCT_GET,
        PRODUCT_LIST, PRODUCT_LISTING, PRODUCT_UPDATE,
    },
    id::ProductId,
    state::ProductStatus,
};
use serde::Serialize;

/// Online data and draft.
const BOTH: i64 = 3;

#[derive(Debug, Serialize)]
struct NoBody {}

impl Client {
    /// product/add. Doubles when repeated: out_product_id is not asked to be unique. Refused with 10020008 to 10020315
    /// (`domain::platform::shop::errcode`).
    pub async fn shop_product_add(&self, product: &ProductInfo) -> Result<ProductId, CallError> {
        let reply: SubmittedReply = self.post(PRODUCT_ADD, product).await?;
        reply.product_id()
    }

    /// product/update: the whole product anew, `product_id` set; spends a submission. Refused with 10020049 under audit.
    pub async fn shop_product_update(&self, product: &ProductInfo) -> Result<ProductId, CallError> {
        let reply: SubmittedReply = self.post(PRODUCT_UPDATE, product).await?;
        reply.product_id()
    }

    /// product/get: what is online and the draft. Refused with 10020052 when it is not there.
    pub async fn shop_product_get(&self, product_id: ProductId) -> Result<ProductView, CallError> {
        self.post(PRODUCT_GET, &ProductGetBody { product_id, data_type: BOTH }).await
    }

    /// product/list/get: a page of ids, at most `limit::PRODUCT_PAGE_MAX`. Without a status, drafts that were never
    /// listed and the recycle bin are left out.
    pub async fn shop_product_list(
        &self,
        status: Option<ProductStatus>,
        page_size: u32,
        next_key: &str,
    ) -> Result<ProductList, CallError> {
        let body = ProductListBody { status: status.map(ProductStatus::wire), page_size, next_key };
        self.post(PRODUCT_LIST, &body).await
    }

    /// product/listing: submits the draft. Whoever calls it often is banned. Refused with 10020049 under audit.
    pub async fn shop_product_listing(&self, product_id: ProductId) -> Result<(), CallError> {
        self.post(PRODUCT_LISTING, &ProductIdBody { product_id }).await.map(|Done {}| ())
    }

    /// product/delisting. Refused with 10020047 under audit, 10020065 when it is not on sale.
    pub async fn shop_product_delisting(&self, product_id: ProductId) -> Result<(), CallError> {
        self.post(PRODUCT_DELISTING, &ProductIdBody { product_id }).await.map(|Done {}| ())
    }

    /// product/delete. Refused with 10020049 under audit.
    pub async fn shop_product_delete(&self, product_id: ProductId) -> Result<(), CallError> {
        self.post(PRODUCT_DELETE, &ProductIdBody { product_id }).await.map(|Done {}| ())
    }

    /// product/audit/cancel. Refused with 10020044 when it is not under audit.
    pub async fn shop_product_cancel(&self, product_id: ProductId) -> Result<(), CallError> {
        self.post(PRODUCT_AUDIT_CANCEL, &ProductIdBody { product_id }).await.map(|Done {}| ())
    }

    /// product/getauditquota: how many submissions are left.
    pub async fn shop_product_audit_quota(&self) -> Result<AuditQuota, CallError> {
        self.post(PRODUCT_AUDIT_QUOTA, &NoBody {}).await.map(|AuditQuotaReply { audit_quota }| audit_quota)
    }
}
