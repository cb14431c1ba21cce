//! Categories: what they ask for, the shop's rights to them, applications and their audits.

mod apply;
mod demand;

pub use apply::{
    AuditResult, AuditResultReply, CategoryInfo, CategoryInfoBody, Flow, FlowList, FlowReply, LicenseField,
    LicenseGroupPick, LicensePick,
};
pub use demand::{
    Category, CategoryAll, CategoryAttr, CategoryDetail, CategoryNode, CategoryPath, License, LicenseFieldRule,
    LicenseGroup, ProductAttr, Qualification, TransactionFee,
};

use super::{AuditBegun, CatRef};
use crate::{
    classify::{Done, Reply},
    client::Client,
    error::CallError,
    lenient,
};
use apply::{AuditIdBody, FlowIdBody, FlowListBody};
use kaibo_domain::platform::shop::{
    endpoint::{
        CATEGORY_ADD, CATEGORY_ALL, CATEGORY_AUDIT_CANCEL, CATEGORY_AUDIT_GET, CATEGORY_DETAIL, FLOW_DETAIL, FLOW_LIST,
        RELATION_DETAIL, RELATION_LIST,
    },
    id::{CatId, QuaId, ShopAuditId},
    state::{FlowStatus, RelationStatus},
};
use serde::{Deserialize, Serialize};

/// The shop's right to a category.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Relation {
    /// Which category; `id` in the list, `category_id` in the detail.
    #[serde(alias = "category_id")]
    pub id: CatId,
    /// 1 or 2; see [`Self::state`].
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub status: i64,
    /// Why it is no longer in force.
    #[serde(default, deserialize_with = "lenient::text")]
    pub uneffective_reason: String,
    /// Since when, unix seconds.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub effective_time: i64,
    /// Until when, unix seconds; 0 while in force.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub uneffective_time: i64,
    /// The category's qualification; 0 for none.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub qua_id: QuaId,
    /// What was handed in; only in the detail.
    #[serde(default)]
    pub audit_info: Option<CategoryInfo>,
}

impl Relation {
    /// Whether it is in force; `None` for a number we do not know.
    pub fn state(&self) -> Option<RelationStatus> {
        RelationStatus::from_wire(self.status)
    }
}

impl Reply for Relation {
    const CONTENT: &'static [&'static str] = &["category_id"];
}

/// The answer of get_category_relation_list.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct RelationList {
    /// The rights.
    #[serde(default, deserialize_with = "lenient::list")]
    pub list: Vec<Relation>,
}

impl Reply for RelationList {
    const CONTENT: &'static [&'static str] = &["list"];
}

/// The body of category/detail.
#[derive(Debug, Serialize)]
pub struct CategoryDetailBody {
    /// A leaf.
    #[serde(serialize_with = "CatId::number")]
    pub cat_id: CatId,
}

#[derive(Debug, Serialize)]
struct RelationListBody {
    is_filter_status: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<i64>,
}

#[derive(Debug, Serialize)]
struct RelationDetailBody {
    #[serde(serialize_with = "CatId::number")]
    category_id: CatId,
}

#[derive(Debug, Serialize)]
struct NoBody {}

impl Client {
    /// category/all: both trees with what each leaf asks for; large, and meant to be kept for a day.
    pub async fn shop_category_all(&self) -> Result<CategoryAll, CallError> {
        self.post(CATEGORY_ALL, &NoBody {}).await
    }

    /// category/detail of a leaf. Refused with 9401020, 10020063, 10020079, 10020105.
    pub async fn shop_category_detail(&self, cat_id: CatId) -> Result<CategoryDetail, CallError> {
        self.post(CATEGORY_DETAIL, &CategoryDetailBody { cat_id }).await
    }

    /// category/add: applies for a category. Doubles when repeated.
    pub async fn shop_category_add(&self, form: &CategoryInfo) -> Result<ShopAuditId, CallError> {
        let begun: AuditBegun = self.post(CATEGORY_ADD, &CategoryInfoBody { category_info: form }).await?;
        Ok(begun.audit_id)
    }

    /// getbizcatflowlist: applications, of one state or of all.
    pub async fn shop_flow_list(
        &self,
        status: Option<FlowStatus>,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<Flow>, CallError> {
        let status = status.map(FlowStatus::wire);
        let body = FlowListBody { is_filter_status: status.is_some(), status, offset, limit };
        self.post(FLOW_LIST, &body).await.map(|FlowList { list }| list)
    }

    /// getbizcatflowdetail. Refused with 10020006 when there is no such application.
    pub async fn shop_flow_detail(&self, audit_id: ShopAuditId) -> Result<Flow, CallError> {
        self.post(FLOW_DETAIL, &FlowIdBody { audit_id }).await.map(|FlowReply { info }| info)
    }

    /// get_category_relation_list: rights of one state or of all.
    pub async fn shop_relation_list(&self, status: Option<RelationStatus>) -> Result<Vec<Relation>, CallError> {
        let status = status.map(RelationStatus::wire);
        let body = RelationListBody { is_filter_status: status.is_some(), status };
        self.post(RELATION_LIST, &body).await.map(|RelationList { list }| list)
    }

    /// get_category_relation_detail: the right to one category with what was handed in.
    pub async fn shop_relation_detail(&self, category_id: CatId) -> Result<Relation, CallError> {
        self.post(RELATION_DETAIL, &RelationDetailBody { category_id }).await
    }

    /// category/audit/cancel: withdraws what is under audit. Refused with 10020006.
    pub async fn shop_category_cancel(&self, audit_id: ShopAuditId) -> Result<(), CallError> {
        self.post(CATEGORY_AUDIT_CANCEL, &AuditIdBody { audit_id }).await.map(|Done {}| ())
    }

    /// category/audit/get, deprecated by the platform: for shops where [`Self::shop_flow_detail`] does not answer.
    pub async fn shop_category_audit_get(&self, audit_id: ShopAuditId) -> Result<AuditResult, CallError> {
        self.post(CATEGORY_AUDIT_GET, &AuditIdBody { audit_id }).await.map(|AuditResultReply { data }| data)
    }
}

impl From<CatId> for CatRef {
    fn from(cat_id: CatId) -> Self {
        Self { cat_id }
    }
}
