//! What categories ask for, as category/all and category/detail say it.

use crate::{classify::Reply, lenient, shop::BrandRef};
use kaibo_domain::{
    Fen,
    platform::shop::id::{CatId, LicenseGroupId, LicenseId, QuaId},
};
use serde::Deserialize;

/// Both trees.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct CategoryAll {
    /// The old tree, always three levels deep.
    #[serde(default, deserialize_with = "lenient::list")]
    pub cats: Vec<CategoryPath>,
    /// The new tree. Leaves are the same in both, other nodes are not.
    #[serde(default, deserialize_with = "lenient::list")]
    pub cats_v2: Vec<CategoryPath>,
}

impl Reply for CategoryAll {
    const CONTENT: &'static [&'static str] = &["cats", "cats_v2"];
}

/// A leaf with its path.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct CategoryPath {
    /// The leaf first, then its parents up to the root.
    #[serde(default, deserialize_with = "lenient::list")]
    pub cat_and_qua: Vec<CategoryNode>,
}

/// A category on a path; only the leaf says what is asked for.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct CategoryNode {
    /// The category.
    pub cat: Category,
    /// What is asked of the category.
    #[serde(default)]
    pub qua: Option<Qualification>,
    /// What is asked of the brand.
    #[serde(default)]
    pub brand_qua: Option<Qualification>,
    /// What is asked of single products.
    #[serde(default, deserialize_with = "lenient::list")]
    pub product_qua_list: Vec<Qualification>,
}

/// A category.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Category {
    /// Which.
    pub cat_id: CatId,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// Its parent; 0 for the root.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub f_cat_id: CatId,
    /// 1 for the first level.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub level: i64,
    /// Whether it is a leaf; only the new tree says.
    #[serde(default)]
    pub leaf: Option<bool>,
}

/// What must be handed in.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Qualification {
    /// Which; 0 where the platform does not say.
    #[serde(deserialize_with = "lenient::or_default")]
    pub qua_id: QuaId,
    /// Its name; only of products.
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    /// The demands as numbered text.
    #[serde(deserialize_with = "lenient::text")]
    pub tips: String,
    /// Whether it must be handed in.
    #[serde(deserialize_with = "lenient::flag")]
    pub mandatory: bool,
    /// Whether it is applied for; dropped from the old tree in 2026.
    pub need_to_apply: Option<bool>,
    /// Groups of licences, one licence to be picked of each.
    #[serde(deserialize_with = "lenient::list")]
    pub cert_group_list: Vec<LicenseGroup>,
}

/// Licences of which one is picked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LicenseGroup {
    /// Which group.
    pub license_group_id: LicenseGroupId,
    /// Whether one must be handed in.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub is_necessary: bool,
    /// What it is for.
    #[serde(default, deserialize_with = "lenient::text")]
    pub busi_license_desc: String,
    /// Its licences.
    #[serde(default, deserialize_with = "lenient::list")]
    pub license_list: Vec<License>,
}

/// A licence.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct License {
    /// Which licence.
    pub id: LicenseId,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// Whether it must be handed in.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub is_necessary: bool,
    /// What is typed from it.
    #[serde(default, deserialize_with = "lenient::list")]
    pub license_field_list: Vec<LicenseFieldRule>,
}

/// A field of a licence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct LicenseFieldRule {
    /// Its key.
    #[serde(deserialize_with = "lenient::text")]
    pub field_key: String,
    /// Its name.
    #[serde(deserialize_with = "lenient::text")]
    pub field_name: String,
    /// The regular expression of its value (`domain::platform::shop::license::field_accepts`).
    #[serde(deserialize_with = "lenient::text")]
    pub info: String,
    /// Whether it must be filled in.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_necessary: bool,
}

/// The answer of category/detail.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct CategoryDetail {
    /// The leaf.
    pub info: Category,
    /// Its rules.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub attr: CategoryAttr,
    /// What is asked of single products.
    #[serde(default, deserialize_with = "lenient::list")]
    pub product_qua_list: Vec<Qualification>,
}

impl Reply for CategoryDetail {
    const CONTENT: &'static [&'static str] = &["info"];
}

/// The rules of a leaf.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct CategoryAttr {
    /// Nothing is shipped.
    #[serde(deserialize_with = "lenient::flag")]
    pub shop_no_shipment: bool,
    /// 定向准入: targeted admission.
    #[serde(deserialize_with = "lenient::flag")]
    pub access_permit_required: bool,
    /// Presale is possible.
    #[serde(deserialize_with = "lenient::flag")]
    pub pre_sale: bool,
    /// Seven-day return must be offered.
    #[serde(deserialize_with = "lenient::flag")]
    pub seven_day_return: bool,
    /// Goods must have a brand of `brand_list`.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_limit_brand: bool,
    /// The brands of targeted admission.
    #[serde(deserialize_with = "lenient::list")]
    pub brand_list: Vec<BrandRef>,
    /// Deposit.
    #[serde(deserialize_with = "lenient::fen")]
    pub deposit: Fen,
    /// Lowest price.
    #[serde(deserialize_with = "lenient::fen")]
    pub floor_price: Fen,
    /// Attributes of products.
    #[serde(deserialize_with = "lenient::list")]
    pub product_attr_list: Vec<ProductAttr>,
    /// Specifications of SKUs.
    #[serde(deserialize_with = "lenient::list")]
    pub sale_attr_list: Vec<ProductAttr>,
    /// The platform's fee.
    #[serde(deserialize_with = "lenient::or_default")]
    pub transactionfee_info: TransactionFee,
}

/// The platform's fee in basis points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct TransactionFee {
    /// What is charged now.
    #[serde(deserialize_with = "lenient::int_or_zero")]
    pub basis_point: i64,
    /// What is charged without incentive.
    #[serde(deserialize_with = "lenient::int_or_zero")]
    pub original_basis_point: i64,
    /// 0 none, 1 new shop.
    #[serde(deserialize_with = "lenient::int_or_zero")]
    pub incentive_type: i64,
}

/// An attribute of products or a specification of SKUs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ProductAttr {
    /// Its name.
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    /// `string`, `select_one`, `select_many`, `integer`, `decimal4`, `integer_unit` or `decimal4_unit`.
    #[serde(deserialize_with = "lenient::text")]
    pub type_v2: String,
    /// Choices or units, joined by `;`.
    #[serde(deserialize_with = "lenient::text")]
    pub value: String,
    /// Whether it must be given.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_required: bool,
    /// A word to whoever fills it in.
    #[serde(deserialize_with = "lenient::text")]
    pub hint: String,
}
