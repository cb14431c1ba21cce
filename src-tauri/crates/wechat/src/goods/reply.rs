//! What the platform answers about goods: prices in fen.

use crate::{classify::Reply, lenient};
use kaibo_domain::{AuditId, AuditStatus, Fen, PlatformGoodsId, Price, PriceKind};
use serde::Deserialize;

/// The answer of goods/add.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GoodsAdded {
    /// The new good.
    #[serde(deserialize_with = "lenient::goods_id")]
    pub goods_id: PlatformGoodsId,
    /// Its audit.
    #[serde(deserialize_with = "lenient::audit_id")]
    pub audit_id: AuditId,
}

impl Reply for GoodsAdded {
    const CONTENT: &'static [&'static str] = &["goodsId"];
}

/// The answer of goods/audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditBegun {
    /// The new audit.
    #[serde(deserialize_with = "lenient::audit_id")]
    pub audit_id: AuditId,
}

impl Reply for AuditBegun {
    const CONTENT: &'static [&'static str] = &["auditId"];
}

/// A good as getgoodswarehouse (snake_case) and getapproved (camelCase) describe it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct GoodsStatusItem {
    /// Which good.
    #[serde(alias = "goodsId", deserialize_with = "lenient::goods_id")]
    pub goods_id: PlatformGoodsId,
    /// Address of the cover on the platform's servers.
    #[serde(default, alias = "coverImgUrl", deserialize_with = "lenient::text")]
    pub cover_img_url: String,
    /// Name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// Page path, with our key where the good is ours (`domain::goods::key_of`).
    #[serde(default, deserialize_with = "lenient::text")]
    pub url: String,
    /// 1, 2, 3; see [`Self::price_form`].
    #[serde(default, alias = "priceType", deserialize_with = "lenient::int_or_zero")]
    pub price_type: i64,
    /// First amount in fen.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub price: Fen,
    /// Second amount in fen; `None` where the platform sends 0.
    #[serde(default, deserialize_with = "lenient::opt_fen")]
    pub price2: Option<Fen>,
    /// 0 to 3; see [`Self::status`]. `None` where the platform does not say.
    #[serde(default, alias = "auditStatus", deserialize_with = "lenient::opt_int")]
    pub audit_status: Option<i64>,
    /// 1 or 2: made through the API; anything else: made in the console, and not to be changed through the API.
    #[serde(default, alias = "thirdPartyTag", deserialize_with = "lenient::int_or_zero")]
    pub third_party_tag: i64,
    /// AppID of the product's mini program when it is another one.
    #[serde(default, alias = "thirdPartyAppid", deserialize_with = "lenient::opt_text")]
    pub third_party_appid: Option<String>,
}

impl GoodsStatusItem {
    /// The audit's state, `None` where it is missing or a number we do not know.
    pub fn status(&self) -> Option<AuditStatus> {
        self.audit_status.and_then(AuditStatus::from_wire)
    }

    /// The price in its form, `None` where the amounts do not fit the form.
    pub fn price_form(&self) -> Option<Price> {
        Price::new(PriceKind::from_wire(self.price_type)?, self.price, self.price2).ok()
    }

    /// Whether the API may change it (otherwise 300011).
    pub fn is_made_by_api(&self) -> bool {
        matches!(self.third_party_tag, 1 | 2)
    }
}

/// A list of goods.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct GoodsPage {
    /// How many there are on all pages together; getgoodswarehouse has been seen to say 0 beside a good.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub total: i64,
    /// The goods of this page.
    #[serde(default, deserialize_with = "lenient::list")]
    pub goods: Vec<GoodsStatusItem>,
}

impl Reply for GoodsPage {
    const CONTENT: &'static [&'static str] = &["goods", "total"];
}

/// The answer of goods/getkey.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GoodsKeys {
    /// Keys of goods widgets.
    #[serde(default, deserialize_with = "lenient::list")]
    pub vendor_goods_key: Vec<String>,
}

impl Reply for GoodsKeys {
    const CONTENT: &'static [&'static str] = &["vendorGoodsKey"];
}
