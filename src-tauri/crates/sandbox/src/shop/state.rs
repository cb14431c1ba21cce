//! What the practice shop remembers, and what the passing of time does to it.

use super::{application::Flow, brand::Brand, product::Product};
use kaibo_domain::{
    platform::shop::{
        id::{BrandId, CatId, ProductId, QuaId, ShopAuditId, SkuId},
        limit::{SUBMITS_PER_DAY, SUBMITS_PER_HOUR},
        state::{FlowStatus, ProductStatus, RelationStatus},
    },
    time::{next_beijing_midnight, next_hour},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::ask::seconds;

/// The shop's part of the state.
#[derive(Debug, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ShopState {
    /// Who the shop is.
    pub(super) profile: Profile,
    /// Uploaded files by their id.
    pub(super) files: BTreeMap<String, ShopFile>,
    /// Applications for categories.
    pub(super) flows: BTreeMap<ShopAuditId, Flow>,
    /// What the platform's staff changed of categories.
    pub(super) recut: BTreeMap<CatId, Recut>,
    /// Rights to categories.
    pub(super) relations: BTreeMap<CatId, Relation>,
    /// The shop's brands.
    pub(super) brands: BTreeMap<BrandId, Brand>,
    /// Products.
    pub(super) products: BTreeMap<ProductId, Product>,
    /// Submissions of products.
    pub(super) submits: Submits,
    next_audit: u64,
    next_product: u64,
    next_sku: u64,
}

impl Default for ShopState {
    fn default() -> Self {
        Self {
            profile: Profile::default(),
            files: BTreeMap::new(),
            flows: BTreeMap::new(),
            recut: BTreeMap::new(),
            relations: BTreeMap::new(),
            brands: BTreeMap::new(),
            products: BTreeMap::new(),
            submits: Submits::default(),
            // Larger than 2^53: a client must not keep them in a float.
            next_audit: 9_007_199_254_741_001,
            next_product: 10_000_064_475_003,
            next_sku: 462_966_903,
        }
    }
}

/// Who the shop is; changed through the control API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Profile {
    /// `企业` or `个体工商户`; anything else is a registration that is not finished.
    pub(super) subject_type: String,
    /// `opening`, `open_finished`, `closing` or `close_finished`.
    pub(super) status: String,
}

impl Default for Profile {
    fn default() -> Self {
        Self { subject_type: Self::COMPANY.to_owned(), status: "open_finished".to_owned() }
    }
}

impl Profile {
    /// A company.
    pub(super) const COMPANY: &str = "企业";
    /// A sole trader.
    pub(super) const SOLE_TRADER: &str = "个体工商户";
}

/// How a leaf differs from the practice tree since the platform's staff changed it; changed through the control API.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Recut {
    /// It is not listed any more.
    pub(super) retired: bool,
    /// Its demands as text.
    pub(super) tips: Option<String>,
    /// 定向准入.
    pub(super) access_permit_required: Option<bool>,
}

/// What an uploaded file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum FileKind {
    /// A file_id: papers of an application.
    Qualification,
    /// A media_id.
    Media,
    /// A permanent address: pictures of products.
    Picture,
}

/// An uploaded file, without its bytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ShopFile {
    /// What it is for.
    pub(super) kind: FileKind,
    /// Its name at the merchant's.
    pub(super) name: String,
}

/// The shop's right to a category.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Relation {
    /// Whether it is in force.
    pub(super) status: RelationStatus,
    /// Why it is not.
    pub(super) uneffective_reason: String,
    /// Since when, unix seconds.
    pub(super) effective_time: i64,
    /// Until when, unix seconds; 0 while in force.
    pub(super) uneffective_time: i64,
    /// The category's qualification.
    pub(super) qua_id: QuaId,
    /// The application it rests on.
    pub(super) audit_id: ShopAuditId,
}

/// product/add and product/update counted in the running hour and day.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Submits {
    hour_ends_ms: i64,
    day_ends_ms: i64,
    in_hour: u32,
    in_day: u32,
}

impl Submits {
    fn roll(&mut self, now_ms: i64) {
        if now_ms >= self.hour_ends_ms {
            self.in_hour = 0;
            self.hour_ends_ms = next_hour(now_ms);
        }
        if now_ms >= self.day_ends_ms {
            self.in_day = 0;
            self.day_ends_ms = next_beijing_midnight(now_ms);
        }
    }

    /// Counts one.
    pub(super) fn spend(&mut self) {
        self.in_hour += 1;
        self.in_day += 1;
    }

    /// How many are left in the hour and in the day.
    pub(super) fn left(&self) -> (u32, u32) {
        (SUBMITS_PER_HOUR.saturating_sub(self.in_hour), SUBMITS_PER_DAY.saturating_sub(self.in_day))
    }

    /// Sets the counts, so that a test need not submit two hundred times.
    pub(super) fn set(&mut self, in_hour: u32, in_day: u32) {
        (self.in_hour, self.in_day) = (in_hour, in_day);
    }
}

impl ShopState {
    /// Brings audits, brands and products to what they are at `now_ms`.
    pub(crate) fn settle(&mut self, now_ms: i64) {
        self.submits.roll(now_ms);
        let due = |flow: &&mut Flow| flow.status == FlowStatus::Auditing && flow.due_ms <= now_ms;
        let mut approved = Vec::new();
        for flow in self.flows.values_mut().filter(due) {
            flow.decide(now_ms);
            approved.extend((flow.status == FlowStatus::Approved).then(|| flow.clone()));
        }
        for flow in approved {
            self.grant(&flow, now_ms);
        }
        self.brands.values_mut().for_each(|brand| brand.settle(now_ms));
        let lapsed: Vec<BrandId> =
            self.brands.iter().filter(|(_, brand)| brand.has_expired()).map(|(id, _)| *id).collect();
        for brand in lapsed {
            self.delist_brand(brand);
        }
        self.products.values_mut().for_each(|product| product.settle(now_ms));
    }

    /// Gives the right to the category of an approved application.
    pub(super) fn grant(&mut self, flow: &Flow, now_ms: i64) {
        let relation = Relation {
            status: RelationStatus::InForce,
            uneffective_reason: String::new(),
            effective_time: seconds(now_ms),
            uneffective_time: 0,
            qua_id: flow.qua_id,
            audit_id: flow.audit_id,
        };
        self.relations.insert(flow.cat_id, relation);
    }

    /// Takes the products of a brand off sale: its approval ended.
    pub(super) fn delist_brand(&mut self, brand: BrandId) {
        let of_brand = |product: &&mut Product| product.is_on_sale_with(brand);
        self.products.values_mut().filter(of_brand).for_each(|product| product.status = ProductStatus::BrandExpired);
    }

    /// Ends the right to a category and takes its products off sale; `false` when there is no such right.
    pub(super) fn lapse(&mut self, category: CatId, reason: String, now_ms: i64) -> bool {
        let Some(relation) = self.relations.get_mut(&category) else { return false };
        relation.status = RelationStatus::Lapsed;
        relation.uneffective_reason = reason;
        relation.uneffective_time = seconds(now_ms);
        let of_category = |product: &&mut Product| product.is_on_sale_in(category);
        self.products.values_mut().filter(of_category).for_each(|product| product.status = ProductStatus::Violation);
        true
    }

    /// The next audit_id.
    pub(super) fn new_audit_id(&mut self) -> ShopAuditId {
        self.next_audit += 1;
        ShopAuditId(self.next_audit - 1)
    }

    /// The next product_id.
    pub(super) fn new_product_id(&mut self) -> ProductId {
        self.next_product += 1;
        ProductId(self.next_product - 1)
    }

    /// The next sku_id.
    pub(super) fn new_sku_id(&mut self) -> SkuId {
        self.next_sku += 1;
        SkuId(self.next_sku - 1)
    }

    /// Whether every id is a file of that kind.
    pub(super) fn has_files<'a>(&self, kind: FileKind, mut ids: impl Iterator<Item = &'a String>) -> bool {
        ids.all(|id| self.files.get(id).is_some_and(|file| file.kind == kind))
    }
}
