//! What is sent about products.

use crate::shop::{Attr, CatRef, is_empty};
use kaibo_domain::{
    Fen,
    platform::shop::{
        id::{BrandId, ProductId, QuaId, SkuId},
        product::{ProductFacts, SkuFacts},
    },
};
use serde::{Deserialize, Serialize};

/// The body of product/add and product/update.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductInfo {
    /// Which product; only of an update.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<ProductId>,
    /// Our own id; stays what it was when the product was added, and need not be unique.
    #[serde(skip_serializing_if = "is_empty")]
    pub out_product_id: String,
    /// Title.
    pub title: String,
    /// Short title.
    #[serde(skip_serializing_if = "is_empty")]
    pub short_title: String,
    /// Addresses of the head images, from img/upload.
    pub head_imgs: Vec<String>,
    /// Detail images and text.
    pub desc_info: DescInfo,
    /// 0 by express, 1 by phone number, 3 to a chosen account.
    pub deliver_method: i64,
    /// The whole path of the new tree, root first.
    pub cats_v2: Vec<CatRef>,
    /// Attributes.
    pub attrs: Vec<Attr>,
    /// Freight; needed with express.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub express_info: Option<ExpressInfo>,
    /// After-sale text.
    #[serde(skip_serializing_if = "is_empty")]
    pub aftersale_desc: String,
    /// The merchant's code of the product.
    #[serde(skip_serializing_if = "is_empty")]
    pub spu_code: String,
    /// Brand; `limit::NO_BRAND` for none.
    #[serde(serialize_with = "BrandId::number")]
    pub brand_id: BrandId,
    /// Papers of the product.
    #[serde(skip_serializing_if = "is_empty")]
    pub product_qua_infos: Vec<ProductQuaInfo>,
    /// Services; the platform corrects them by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extra_service: Option<ExtraService>,
    /// Where returns go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_sale_info: Option<AfterSaleInfo>,
    /// What is sold.
    pub skus: Vec<SkuInfo>,
    /// 1 submits at once, 0 keeps a draft.
    pub listing: i64,
}

impl ProductInfo {
    /// What can be checked before it is sent (`ProductFacts::fault`).
    pub fn facts(&self) -> ProductFacts {
        let pairs =
            |attrs: &[Attr]| attrs.iter().map(|attr| (attr.attr_key.clone(), attr.attr_value.clone())).collect();
        let sku = |sku: &SkuInfo| SkuFacts {
            out_sku_id: sku.out_sku_id.clone(),
            sale_price: sku.sale_price,
            market_price: sku.market_price,
            stock_num: sku.stock_num,
            sku_attrs: pairs(&sku.sku_attrs),
        };
        ProductFacts {
            out_product_id: self.out_product_id.clone(),
            title: self.title.clone(),
            head_imgs: self.head_imgs.clone(),
            desc_imgs: self.desc_info.imgs.clone(),
            cats: self.cats_v2.iter().map(|cat| cat.cat_id).collect(),
            attrs: pairs(&self.attrs),
            aftersale_desc: self.aftersale_desc.clone(),
            skus: self.skus.iter().map(sku).collect(),
        }
    }
}

/// Detail images and text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DescInfo {
    /// Addresses of the images.
    pub imgs: Vec<String>,
    /// Text.
    #[serde(skip_serializing_if = "is_empty")]
    pub desc: String,
}

/// Freight.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExpressInfo {
    /// Freight template.
    pub template_id: String,
    /// Grams; needed with a template by weight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<i64>,
}

/// Papers of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductQuaInfo {
    /// Which, from `product_qua_list` of the category.
    #[serde(serialize_with = "QuaId::number")]
    pub qua_id: QuaId,
    /// Addresses of pictures, at most `limit::PRODUCT_QUALIFICATIONS_MAX`.
    pub qua_url: Vec<String>,
}

/// Services: 1 on, 0 off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExtraService {
    /// Seven-day return.
    pub seven_day_return: i64,
    /// Pay after use.
    pub pay_after_use: i64,
    /// Freight insurance.
    pub freight_insurance: i64,
}

/// Where returns go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AfterSaleInfo {
    /// An address of the shop.
    pub after_sale_address_id: u64,
}

/// A SKU.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SkuInfo {
    /// Which; only of an update, and only where it stays the same SKU.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku_id: Option<SkuId>,
    /// Our own id.
    #[serde(skip_serializing_if = "is_empty")]
    pub out_sku_id: String,
    /// Address of its picture.
    #[serde(skip_serializing_if = "is_empty")]
    pub thumb_img: String,
    /// Price in fen.
    pub sale_price: Fen,
    /// Market price in fen, above the price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub market_price: Option<Fen>,
    /// Stock.
    pub stock_num: i64,
    /// The merchant's code of the SKU.
    #[serde(skip_serializing_if = "is_empty")]
    pub sku_code: String,
    /// Specifications; the same names in every SKU.
    pub sku_attrs: Vec<Attr>,
}

/// The body of calls on one product.
#[derive(Debug, Serialize)]
pub struct ProductIdBody {
    /// Which product.
    pub product_id: ProductId,
}

/// The body of product/get.
#[derive(Debug, Serialize)]
pub struct ProductGetBody {
    /// Which product.
    pub product_id: ProductId,
    /// 1 online, 2 draft, 3 both.
    pub data_type: i64,
}

/// The body of product/list/get.
#[derive(Debug, Serialize)]
pub struct ProductListBody<'a> {
    /// Only products of that state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<i64>,
    /// At most `limit::PRODUCT_PAGE_MAX`.
    pub page_size: u32,
    /// `next_key` of the page before; empty for the first.
    pub next_key: &'a str,
}
