//! What the platform answers about products.

use crate::{
    classify::Reply,
    error::CallError,
    lenient,
    shop::{Attr, CatRef, wrapped},
};
use kaibo_domain::{
    Fen,
    platform::shop::{
        id::{BrandId, ProductId, SkuId},
        state::{EditStatus, ProductStatus},
    },
};
use serde::Deserialize;

/// A product that was added or updated.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Submitted {
    /// Which product.
    pub product_id: ProductId,
}

wrapped! {
    /// The answer of product/add and product/update.
    SubmittedReply { data: Submitted }
    /// The answer of getauditquota.
    AuditQuotaReply { audit_quota: AuditQuota }
}

impl SubmittedReply {
    /// The product. 0 was seen beside errcode 0 (a merchant's report of July 2025): something was made, nobody knows
    /// which, so whoever asked looks on the platform.
    pub fn product_id(&self) -> Result<ProductId, CallError> {
        match self.data.product_id {
            ProductId(0) => Err(CallError::unreadable("data.product_id", "no product")),
            product_id => Ok(product_id),
        }
    }
}

/// How many submissions are left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct AuditQuota {
    /// Submissions are blocked.
    #[serde(deserialize_with = "lenient::flag")]
    pub block_status: bool,
    /// Left.
    #[serde(deserialize_with = "lenient::int_or_zero")]
    pub avail_quota: i64,
    /// In all.
    #[serde(deserialize_with = "lenient::int_or_zero")]
    pub total_quota: i64,
}

/// A page of products.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct ProductList {
    /// Which products.
    #[serde(default, deserialize_with = "lenient::list")]
    pub product_ids: Vec<ProductId>,
    /// Where the next page begins.
    #[serde(default, deserialize_with = "lenient::text")]
    pub next_key: String,
    /// How many there are on all pages together.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub total_num: i64,
}

impl Reply for ProductList {
    const CONTENT: &'static [&'static str] = &["product_ids", "total_num"];
}

/// The answer of product/get.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct ProductView {
    /// What buyers see; none before the first approval.
    pub product: Option<Product>,
    /// The draft.
    pub edit_product: Option<Product>,
}

impl Reply for ProductView {
    const CONTENT: &'static [&'static str] = &["product", "edit_product"];
}

/// A product, as far as Kaibo reads it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Product {
    /// Which.
    pub product_id: ProductId,
    /// Our own id.
    #[serde(deserialize_with = "lenient::text")]
    pub out_product_id: String,
    /// Title.
    #[serde(deserialize_with = "lenient::text")]
    pub title: String,
    /// Addresses of the head images.
    #[serde(deserialize_with = "lenient::list")]
    pub head_imgs: Vec<String>,
    /// The path of the new tree.
    #[serde(deserialize_with = "lenient::list")]
    pub cats_v2: Vec<CatRef>,
    /// Attributes.
    #[serde(deserialize_with = "lenient::list")]
    pub attrs: Vec<Attr>,
    /// Brand.
    #[serde(deserialize_with = "lenient::or_default")]
    pub brand_id: BrandId,
    /// What buyers see of its state; see [`Self::state`].
    #[serde(deserialize_with = "lenient::int_or_zero")]
    pub status: i64,
    /// The state of its draft; see [`Self::edit_state`].
    #[serde(deserialize_with = "lenient::int_or_zero")]
    pub edit_status: i64,
    /// The lowest price of its SKUs.
    #[serde(deserialize_with = "lenient::fen")]
    pub min_price: Fen,
    /// What is sold.
    #[serde(deserialize_with = "lenient::list")]
    pub skus: Vec<ProductSku>,
}

impl Product {
    /// What buyers see of its state; `None` for a number we do not know.
    pub fn state(&self) -> Option<ProductStatus> {
        ProductStatus::from_wire(self.status)
    }

    /// The state of its draft; `None` for a number we do not know.
    pub fn edit_state(&self) -> Option<EditStatus> {
        EditStatus::from_wire(self.edit_status)
    }
}

/// A SKU of a product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ProductSku {
    /// Which.
    pub sku_id: SkuId,
    /// Our own id.
    #[serde(deserialize_with = "lenient::text")]
    pub out_sku_id: String,
    /// Price.
    #[serde(deserialize_with = "lenient::fen")]
    pub sale_price: Fen,
    /// Market price; `None` where the platform sends 0 or nothing.
    #[serde(deserialize_with = "lenient::opt_fen")]
    pub market_price: Option<Fen>,
    /// Stock.
    #[serde(deserialize_with = "lenient::int_or_zero")]
    pub stock_num: i64,
    /// Specifications.
    #[serde(deserialize_with = "lenient::list")]
    pub sku_attrs: Vec<Attr>,
}
