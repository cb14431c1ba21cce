//! Applications for categories: the form, and where an application stands.

use crate::{
    classify::Reply,
    lenient,
    shop::{BrandRef, CatRef, FileId, is_empty, wrapped},
};
use kaibo_domain::platform::shop::{
    id::{CatId, LicenseGroupId, LicenseId, QuaId, ShopAuditId},
    state::FlowStatus,
};
use serde::{Deserialize, Serialize};

/// `category_info`: what is handed in. Each slot takes at most `limit::SLOT_PICTURES_MAX` files of
/// [`Client::shop_qualification_upload`](crate::Client::shop_qualification_upload). Comes back with the application.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CategoryInfo {
    /// The whole path of the new tree, root first.
    #[serde(serialize_with = "numbered", deserialize_with = "lenient::list")]
    pub cats_v2: Vec<CatRef>,
    /// The leaf, where an application is read.
    #[serde(skip_serializing, deserialize_with = "lenient::or_default")]
    pub level3: CatId,
    /// Licences are handed in by groups; otherwise `certificate` is read.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_new_apply_cat: bool,
    /// One licence of each group.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::list")]
    pub license_group_list: Vec<LicenseGroupPick>,
    /// 资质材料, the way before licence groups.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::list")]
    pub certificate: Vec<FileId>,
    /// 报备函: the filing letter.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::list")]
    pub baobeihan: Vec<FileId>,
    /// 经营证明: operating proof.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::list")]
    pub jingyingzhengming: Vec<FileId>,
    /// 带货口碑: selling record.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::list")]
    pub daihuokoubei: Vec<FileId>,
    /// 入驻资质: proof of being admitted on the past platform.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::list")]
    pub ruzhuzhizhi: Vec<FileId>,
    /// 经营流水: turnover.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::list")]
    pub jingyingliushui: Vec<FileId>,
    /// 补充材料: anything else.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::list")]
    pub buchongcailiao: Vec<FileId>,
    /// 承诺函: letters of commitment.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::list")]
    pub commitment_letter_list: Vec<FileId>,
    /// 经营平台: one of `limit::PAST_PLATFORMS`.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::text")]
    pub jingyingpingtai: String,
    /// 账号名称 on that platform.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::text")]
    pub zhanghaomingcheng: String,
    /// 账号链接 on that platform.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::text")]
    pub account_link: String,
    /// Brands in force for this shop, where the category is limited to brands.
    #[serde(skip_serializing_if = "is_empty", deserialize_with = "lenient::list")]
    pub brand_list: Vec<BrandRef>,
}

impl CategoryInfo {
    /// Every file it names.
    pub fn files(&self) -> impl Iterator<Item = &FileId> {
        let slots = [
            &self.certificate,
            &self.baobeihan,
            &self.jingyingzhengming,
            &self.daihuokoubei,
            &self.ruzhuzhizhi,
            &self.jingyingliushui,
            &self.buchongcailiao,
            &self.commitment_letter_list,
        ];
        let licences = self.license_group_list.iter().flat_map(|pick| &pick.license.file_id_list);
        slots.into_iter().flatten().chain(licences)
    }
}

/// A licence of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenseGroupPick {
    /// Which group.
    #[serde(serialize_with = "LicenseGroupId::number")]
    pub license_group_id: LicenseGroupId,
    /// The licence.
    pub license: LicensePick,
}

/// A licence as it is handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicensePick {
    /// Which licence.
    #[serde(serialize_with = "LicenseId::number")]
    pub license_id: LicenseId,
    /// Its pictures.
    #[serde(default, deserialize_with = "lenient::list")]
    pub file_id_list: Vec<FileId>,
    /// What is typed from it.
    #[serde(default, deserialize_with = "lenient::list")]
    pub license_field_list: Vec<LicenseField>,
}

/// A field of a licence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LicenseField {
    /// `field_key` of the licence's rule.
    #[serde(deserialize_with = "lenient::text")]
    pub key: String,
    /// What is typed.
    #[serde(deserialize_with = "lenient::text")]
    pub value: String,
}

/// The body of category/add.
#[derive(Debug, Serialize)]
pub struct CategoryInfoBody<'a> {
    /// The form.
    pub category_info: &'a CategoryInfo,
}

/// An application.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Flow {
    /// Which.
    pub audit_id: ShopAuditId,
    /// The leaf applied for; 0 where a list leaves it out, then the detail has it.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub cat_id: CatId,
    /// Its qualification; 0 for none.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub qua_id: QuaId,
    /// 1 to 4; see [`Self::state`].
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub status: i64,
    /// Why it was rejected.
    #[serde(default, deserialize_with = "lenient::text")]
    pub audit_reason: String,
    /// When it was made, unix seconds.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub create_time: i64,
    /// When it changed, unix seconds.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub update_time: i64,
    /// When its audit ended, unix seconds; 0 while it runs.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub audit_time: i64,
    /// What was handed in.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub audit_info: CategoryInfo,
}

impl Flow {
    /// Where it stands; `None` for a number we do not know.
    pub fn state(&self) -> Option<FlowStatus> {
        FlowStatus::from_any_wire(self.status)
    }
}

/// The answer of getbizcatflowlist.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct FlowList {
    /// The applications.
    #[serde(default, deserialize_with = "lenient::list")]
    pub list: Vec<Flow>,
}

impl Reply for FlowList {
    const CONTENT: &'static [&'static str] = &["list"];
}

/// The verdict as audit/get says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct AuditResult {
    /// 1, 2, 3, 12; see [`Self::state`].
    #[serde(deserialize_with = "lenient::int_or_zero")]
    pub status: i64,
    /// Why it was rejected.
    #[serde(deserialize_with = "lenient::text")]
    pub reject_reason: String,
}

impl AuditResult {
    /// Where the application stands; `None` for a number we do not know.
    pub fn state(&self) -> Option<FlowStatus> {
        FlowStatus::from_any_wire(self.status)
    }
}

wrapped! {
    /// The answer of getbizcatflowdetail.
    FlowReply { info: Flow }
    /// The answer of audit/get.
    AuditResultReply { data: AuditResult }
}

#[derive(Debug, Serialize)]
pub(super) struct FlowListBody {
    pub(super) is_filter_status: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<i64>,
    pub(super) offset: u32,
    pub(super) limit: u32,
}

/// An audit as a number (getbizcatflowdetail).
#[derive(Debug, Serialize)]
pub(super) struct FlowIdBody {
    #[serde(serialize_with = "ShopAuditId::number")]
    pub(super) audit_id: ShopAuditId,
}

/// An audit as text (audit/cancel, audit/get).
#[derive(Debug, Serialize)]
pub(super) struct AuditIdBody {
    pub(super) audit_id: ShopAuditId,
}

/// Categories as numbers, as category/add asks for them.
fn numbered<S: serde::Serializer>(cats: &[CatRef], to: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Numbered {
        cat_id: u64,
    }
    to.collect_seq(cats.iter().map(|cat| Numbered { cat_id: cat.cat_id.0 }))
}
