//! The shop (微信小店): basics, categories, brands, products.
//!
//! Ids are uint64 and come as numbers or as text; requests write them as the page of each call asks. Prices are fen in
//! requests and replies alike.

pub mod basics;
pub mod brand;
pub mod category;
pub mod product;

use crate::{classify::Reply, lenient};
use kaibo_domain::platform::shop::id::{BrandId, CatId};
use serde::{Deserialize, Serialize};

pub use basics::{FileId, PicFile, PictureSource, PictureUse, ShopInfo};
pub use brand::{Brand, BrandForm, BrandLibrary, BrandPage};
pub use category::{AuditResult, CategoryAll, CategoryDetail, CategoryInfo, Flow, Relation};
pub use product::{Product, ProductInfo, ProductList, ProductView, SkuInfo};

/// A reply whose content stands in one field.
macro_rules! wrapped {
    ($($(#[$doc:meta])* $name:ident { $field:ident: $content:ty })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Deserialize)]
        pub struct $name {
            /// The content.
            pub $field: $content,
        }

        impl crate::classify::Reply for $name {
            const CONTENT: &'static [&'static str] = &[stringify!($field)];
        }
    )+};
}

pub(crate) use wrapped;

/// A category by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatRef {
    /// Which category.
    pub cat_id: CatId,
}

/// A brand by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrandRef {
    /// Which brand.
    #[serde(serialize_with = "BrandId::number")]
    pub brand_id: BrandId,
}

/// The answer of a call that begins an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct AuditBegun {
    /// The new audit.
    pub audit_id: kaibo_domain::platform::shop::id::ShopAuditId,
}

impl Reply for AuditBegun {
    const CONTENT: &'static [&'static str] = &["audit_id"];
}

/// A name and a value: attributes of a product, specifications of a SKU.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attr {
    /// Name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub attr_key: String,
    /// Value; several are joined by `;`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub attr_value: String,
}

/// Keeps empty texts and lists out of a request.
fn is_empty<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
