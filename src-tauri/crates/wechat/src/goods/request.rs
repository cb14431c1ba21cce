//! What is sent about goods: prices in yuan.

use crate::media::MediaId;
use kaibo_domain::{AuditId, Fen, GoodsSpec, PlatformGoodsId, Price};
use serde::Serialize;

/// `goodsInfo` of goods/add.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GoodsInfo {
    /// media_id of the cover, at most 300 px a side.
    pub cover_img_url: MediaId,
    /// Name.
    pub name: String,
    /// 1 one price, 2 range, 3 discount.
    pub price_type: i64,
    /// Yuan.
    pub price: f64,
    /// Yuan; not sent for one price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price2: Option<f64>,
    /// Page path.
    pub url: String,
    /// AppID of the product's mini program when it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub third_party_appid: Option<String>,
}

impl GoodsInfo {
    /// What is sent for `spec`. `path_with_key` is its path with our key (`domain::goods::with_key`).
    pub fn from_spec(spec: &GoodsSpec, path_with_key: &str, media_id: &MediaId) -> Self {
        let (price, price2) = spec.price.amounts();
        Self {
            cover_img_url: media_id.clone(),
            name: spec.name.clone(),
            price_type: spec.price.kind().wire(),
            price: price.to_yuan_number(),
            price2: price2.map(Fen::to_yuan_number),
            url: path_with_key.to_owned(),
            third_party_appid: None,
        }
    }
}

/// `goodsInfo` of goods/update: only what changes. An approved good takes a price and nothing else, one under audit
/// nothing, any other everything.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GoodsUpdate {
    /// Which good.
    pub goods_id: PlatformGoodsId,
    /// New cover.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover_img_url: Option<MediaId>,
    /// New name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// New price form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_type: Option<i64>,
    /// New price in yuan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<f64>,
    /// New second price in yuan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price2: Option<f64>,
    /// New page path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl GoodsUpdate {
    /// Everything of `spec`; the cover only where a new one was uploaded.
    pub fn from_spec(
        goods_id: PlatformGoodsId,
        spec: &GoodsSpec,
        path_with_key: &str,
        media_id: Option<&MediaId>,
    ) -> Self {
        Self {
            cover_img_url: media_id.cloned(),
            name: Some(spec.name.clone()),
            url: Some(path_with_key.to_owned()),
            ..Self::price(goods_id, spec.price)
        }
    }

    /// The price alone.
    pub fn price(goods_id: PlatformGoodsId, price: Price) -> Self {
        let (first, second) = price.amounts();
        Self {
            goods_id,
            cover_img_url: None,
            name: None,
            price_type: Some(price.kind().wire()),
            price: Some(first.to_yuan_number()),
            price2: second.map(Fen::to_yuan_number),
            url: None,
        }
    }
}

/// The wrapper of goods/add and goods/update.
#[derive(Debug, Serialize)]
pub struct GoodsBody<'a, T> {
    /// The good.
    #[serde(rename = "goodsInfo")]
    pub goods_info: &'a T,
}

/// The body of goods/audit and goods/delete.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GoodsIdBody {
    /// Which good.
    pub goods_id: PlatformGoodsId,
}

/// The body of goods/resetaudit.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResetAuditBody {
    /// Which audit.
    pub audit_id: AuditId,
    /// Of which good.
    pub goods_id: PlatformGoodsId,
}

/// The body of getgoodswarehouse.
#[derive(Debug, Serialize)]
pub struct WarehouseBody<'a> {
    /// At most `limit::GOODS_WAREHOUSE_IDS`.
    pub goods_ids: &'a [PlatformGoodsId],
}

/// The body of goods/setkey.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetKeyBody<'a> {
    /// The keys, replacing those before.
    pub goods_key: &'a [String],
}
