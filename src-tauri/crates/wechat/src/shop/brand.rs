//! Brands: the platform's library, and this shop's applications for them.

use super::{AuditBegun, FileId, is_empty, wrapped};
use crate::{
    classify::{Done, Reply},
    client::Client,
    error::CallError,
    lenient,
};
use kaibo_domain::platform::shop::{
    endpoint::{
        BRAND_ADD, BRAND_ALL, BRAND_AUDIT_CANCEL, BRAND_DELETE, BRAND_GET, BRAND_LIST, BRAND_UPDATE, BRAND_VALID_LIST,
    },
    id::{BrandId, ShopAuditId},
    state::BrandStatus,
};
use serde::{Deserialize, Serialize};

/// A brand of the platform's library.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LibraryBrand {
    /// Which brand.
    pub brand_id: BrandId,
    /// Its Chinese name; may be empty.
    #[serde(default, deserialize_with = "lenient::text")]
    pub ch_name: String,
    /// Its Latin name; may be empty.
    #[serde(default, deserialize_with = "lenient::text")]
    pub en_name: String,
}

/// A page of the library.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct BrandLibrary {
    /// The brands.
    #[serde(default, deserialize_with = "lenient::list")]
    pub brands: Vec<LibraryBrand>,
    /// Where the next page begins.
    #[serde(default, deserialize_with = "lenient::text")]
    pub next_key: String,
    /// Whether there is one.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub continue_flag: bool,
}

impl Reply for BrandLibrary {
    const CONTENT: &'static [&'static str] = &["brands"];
}

/// `brand`: what is handed in for a brand. Limits stand in `domain::platform::shop::limit`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BrandForm {
    /// Its number in the library.
    pub brand_id: BrandId,
    /// Its Chinese name, as in the library.
    #[serde(deserialize_with = "lenient::text")]
    pub ch_name: String,
    /// Its Latin name, as in the library.
    #[serde(deserialize_with = "lenient::text")]
    pub en_name: String,
    /// Class of the trademark, `1` to `45`.
    #[serde(deserialize_with = "lenient::text")]
    pub classification_no: String,
    /// 1 R mark, 2 TM mark.
    #[serde(deserialize_with = "lenient::int_or_zero")]
    pub trade_mark_symbol: i64,
    /// Of an R mark.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::or_default")]
    pub register_details: RegisterDetails,
    /// Of a TM mark.
    #[serde(deserialize_with = "lenient::or_default")]
    pub application_details: ApplicationDetails,
    /// 1 own brand, 2 licensed.
    #[serde(deserialize_with = "lenient::int_or_zero")]
    pub grant_type: i64,
    /// Of a licensed brand.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::or_default")]
    pub grant_details: GrantDetails,
}

/// The registration of an R mark.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RegisterDetails {
    /// Owner.
    #[serde(deserialize_with = "lenient::text")]
    pub registrant: String,
    /// Number.
    #[serde(deserialize_with = "lenient::text")]
    pub register_no: String,
    /// Begin, unix seconds.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::opt_int")]
    pub start_time: Option<i64>,
    /// End, unix seconds.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::opt_int")]
    pub end_time: Option<i64>,
    /// Without end.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_permanent: bool,
    /// The certificate.
    #[serde(deserialize_with = "lenient::list")]
    pub register_certifications: Vec<FileId>,
    /// Renewals.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::list")]
    pub renew_certifications: Vec<FileId>,
}

/// The application for a TM mark.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApplicationDetails {
    /// When it was accepted, unix seconds.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::opt_int")]
    pub acceptance_time: Option<i64>,
    /// The notice.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::list")]
    pub acceptance_certification: Vec<FileId>,
    /// Its number.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::text")]
    pub acceptance_no: String,
}

/// The authorisation of a licensed brand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GrantDetails {
    /// Letters.
    #[serde(deserialize_with = "lenient::list")]
    pub grant_certifications: Vec<FileId>,
    /// Level, 1 to 3.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::opt_int")]
    pub grant_level: Option<i64>,
    /// Begin, unix seconds.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::opt_int")]
    pub start_time: Option<i64>,
    /// End, unix seconds.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::opt_int")]
    pub end_time: Option<i64>,
    /// Without end.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_permanent: bool,
    /// Both sides of the owner's identity card, where the owner is a person.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::list")]
    pub brand_owner_id_photos: Vec<FileId>,
}

/// A brand of this shop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Brand {
    /// What was handed in.
    #[serde(flatten)]
    pub form: BrandForm,
    /// 1 to 6; see [`Self::state`].
    #[serde(deserialize_with = "lenient::int_or_zero")]
    pub status: i64,
    /// When it was applied for first, unix seconds.
    #[serde(deserialize_with = "lenient::int_or_zero")]
    pub create_time: i64,
    /// When it changed, unix seconds.
    #[serde(deserialize_with = "lenient::int_or_zero")]
    pub update_time: i64,
    /// The last audit; only of brand/get.
    pub audit_result: Option<BrandAudit>,
}

impl Brand {
    /// Where it stands; `None` for a number we do not know.
    pub fn state(&self) -> Option<BrandStatus> {
        BrandStatus::from_wire(self.status)
    }
}

/// The last audit of a brand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct BrandAudit {
    /// Which.
    #[serde(deserialize_with = "lenient::or_default")]
    pub audit_id: ShopAuditId,
    /// Why it was rejected.
    #[serde(deserialize_with = "lenient::text")]
    pub reject_reason: String,
}

/// A page of this shop's brands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct BrandPage {
    /// The brands.
    #[serde(default, deserialize_with = "lenient::list")]
    pub brands: Vec<Brand>,
    /// How many there are on all pages together.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub total_num: i64,
    /// Where the next page begins; empty on the last.
    #[serde(default, deserialize_with = "lenient::text")]
    pub next_key: String,
}

impl Reply for BrandPage {
    const CONTENT: &'static [&'static str] = &["brands", "total_num"];
}

wrapped! {
    /// The answer of brand/get.
    BrandReply { brand: Brand }
}

/// The body of brand/add and brand/update.
#[derive(Debug, Serialize)]
pub struct BrandFormBody<'a> {
    /// The form.
    pub brand: &'a BrandForm,
}

/// The body of brand/get and brand/delete.
#[derive(Debug, Serialize)]
pub struct BrandIdBody {
    /// Which brand.
    pub brand_id: BrandId,
}

/// The body of brand/audit/cancel.
#[derive(Debug, Serialize)]
pub struct BrandCancelBody {
    /// Which brand.
    pub brand_id: BrandId,
    /// Its running audit.
    pub audit_id: ShopAuditId,
}

/// The body of the three lists.
#[derive(Debug, Serialize)]
pub struct BrandPageBody<'a> {
    /// At most `limit::BRAND_PAGE_MAX`.
    pub page_size: u32,
    /// Only brands of that state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<i64>,
    /// `next_key` of the page before; empty for the first.
    pub next_key: &'a str,
}

impl Client {
    /// brand/all: a page of the platform's library.
    pub async fn shop_brand_all(&self, page_size: u32, next_key: &str) -> Result<BrandLibrary, CallError> {
        self.post(BRAND_ALL, &BrandPageBody { page_size, status: None, next_key }).await
    }

    /// brand/add: applies for a brand. Look at brand/get before repeating. Refused with 10020050, 10020055.
    pub async fn shop_brand_add(&self, brand: &BrandForm) -> Result<ShopAuditId, CallError> {
        self.post(BRAND_ADD, &BrandFormBody { brand }).await.map(|AuditBegun { audit_id }| audit_id)
    }

    /// brand/update: hands in anew; what is under audit must be withdrawn first. Refused with 10020081.
    pub async fn shop_brand_update(&self, brand: &BrandForm) -> Result<ShopAuditId, CallError> {
        self.post(BRAND_UPDATE, &BrandFormBody { brand }).await.map(|AuditBegun { audit_id }| audit_id)
    }

    /// brand/audit/cancel. Refused with 10020081.
    pub async fn shop_brand_cancel(&self, brand_id: BrandId, audit_id: ShopAuditId) -> Result<(), CallError> {
        self.post(BRAND_AUDIT_CANCEL, &BrandCancelBody { brand_id, audit_id }).await.map(|Done {}| ())
    }

    /// brand/delete: the brand's products are delisted. Refused with 10020081.
    pub async fn shop_brand_delete(&self, brand_id: BrandId) -> Result<(), CallError> {
        self.post(BRAND_DELETE, &BrandIdBody { brand_id }).await.map(|Done {}| ())
    }

    /// brand/get. Refused with 10020081.
    pub async fn shop_brand_get(&self, brand_id: BrandId) -> Result<Brand, CallError> {
        self.post(BRAND_GET, &BrandIdBody { brand_id }).await.map(|BrandReply { brand }| brand)
    }

    /// brand/list/get: a page of this shop's brands, of one state or of all.
    pub async fn shop_brand_list(
        &self,
        status: Option<BrandStatus>,
        page_size: u32,
        next_key: &str,
    ) -> Result<BrandPage, CallError> {
        let status = status.map(BrandStatus::wire);
        self.post(BRAND_LIST, &BrandPageBody { page_size, status, next_key }).await
    }

    /// brand/valid/list/get: a page of this shop's brands that are in force.
    pub async fn shop_brand_valid_list(&self, page_size: u32, next_key: &str) -> Result<BrandPage, CallError> {
        self.post(BRAND_VALID_LIST, &BrandPageBody { page_size, status: None, next_key }).await
    }
}
