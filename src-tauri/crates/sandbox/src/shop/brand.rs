//! The shop's brands: applications, audits, expiry. The library of brands is the platform's.

use super::{
    application::{REJECTED_WORD, reason_in},
    ask::{body, done, done_empty, int, list as items, refused, refused_for, seconds, switch},
    state::{FileKind, Profile, ShopState},
    tree::tree,
};
use crate::{
    reply::{Outcome, Refusal},
    state::{Call, State},
};
use kaibo_domain::{
    platform::shop::{
        errcode as code,
        id::{BrandId, ShopAuditId},
        limit::{
            ACCEPTANCE_CERTIFICATIONS, BRAND_PAGE, BRAND_PAGE_MAX, GRANT_CERTIFICATIONS_MAX, GRANT_LEVELS,
            OWNER_PHOTOS_MAX, REGISTER_CERTIFICATIONS, RENEW_CERTIFICATIONS_MAX, TRADEMARK_CLASSES,
        },
        state::BrandStatus,
    },
    time::DAY_MS,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A brand that ends within these days is 'expiring': the platform names no number.
const EXPIRING_DAYS: i64 = 30;
/// R mark, as `trade_mark_symbol`.
const REGISTERED: i64 = 1;
/// TM mark.
const APPLIED_FOR: i64 = 2;
/// The merchant's own brand, as `grant_type`.
const OWN: i64 = 1;
/// A licensed brand.
const LICENSED: i64 = 2;

/// A brand of this shop.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Brand {
    /// Where it stands.
    pub(super) status: BrandStatus,
    form: BrandForm,
    audit_id: ShopAuditId,
    reject_reason: String,
    due_ms: i64,
    create_time: i64,
    update_time: i64,
    fate: Option<String>,
}

/// `brand` of the requests; kept and shown as it came.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct BrandForm {
    brand_id: BrandId,
    ch_name: String,
    en_name: String,
    classification_no: ClassNo,
    #[serde(deserialize_with = "int")]
    trade_mark_symbol: Option<i64>,
    register_details: Register,
    application_details: Acceptance,
    #[serde(deserialize_with = "int")]
    grant_type: Option<i64>,
    grant_details: Grant,
}

/// `classification_no` is text in every example; a number is taken too.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
struct ClassNo(#[serde(deserialize_with = "class_text")] String);

fn class_text<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    int(from).map(|number| number.map(|number| number.to_string()).unwrap_or_default())
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Register {
    registrant: String,
    register_no: String,
    #[serde(deserialize_with = "int", skip_serializing_if = "Option::is_none")]
    start_time: Option<i64>,
    #[serde(deserialize_with = "int", skip_serializing_if = "Option::is_none")]
    end_time: Option<i64>,
    #[serde(deserialize_with = "switch")]
    is_permanent: bool,
    #[serde(deserialize_with = "items")]
    register_certifications: Vec<String>,
    #[serde(deserialize_with = "items")]
    renew_certifications: Vec<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Acceptance {
    #[serde(deserialize_with = "int", skip_serializing_if = "Option::is_none")]
    acceptance_time: Option<i64>,
    #[serde(deserialize_with = "items")]
    acceptance_certification: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    acceptance_no: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Grant {
    #[serde(deserialize_with = "items")]
    grant_certifications: Vec<String>,
    #[serde(deserialize_with = "int", skip_serializing_if = "Option::is_none")]
    grant_level: Option<i64>,
    #[serde(deserialize_with = "int", skip_serializing_if = "Option::is_none")]
    start_time: Option<i64>,
    #[serde(deserialize_with = "int", skip_serializing_if = "Option::is_none")]
    end_time: Option<i64>,
    #[serde(deserialize_with = "switch")]
    is_permanent: bool,
    #[serde(deserialize_with = "items")]
    brand_owner_id_photos: Vec<String>,
}

impl Brand {
    /// Ends an audit whose time has come; an approval ends when mark or authorisation do.
    pub(super) fn settle(&mut self, now_ms: i64) {
        if self.status == BrandStatus::Auditing && self.due_ms <= now_ms {
            let fate = self.fate.take();
            self.end(now_ms, fate);
        }
        if matches!(self.status, BrandStatus::InForce | BrandStatus::Expiring)
            && let Some(end_s) = self.form.ends()
        {
            let left_ms = end_s.saturating_mul(1000).saturating_sub(now_ms);
            self.status = match left_ms {
                ..=0 => BrandStatus::Expired,
                left if left < EXPIRING_DAYS * DAY_MS => BrandStatus::Expiring,
                _ => BrandStatus::InForce,
            };
        }
    }

    /// Whether its approval has ended.
    pub(super) fn has_expired(&self) -> bool {
        self.status == BrandStatus::Expired
    }

    /// Ends the audit with that verdict: none approves.
    pub(super) fn end(&mut self, now_ms: i64, rejection: Option<String>) {
        self.status = if rejection.is_some() { BrandStatus::Rejected } else { BrandStatus::InForce };
        self.reject_reason = rejection.unwrap_or_default();
        self.update_time = seconds(now_ms);
    }

    fn shown(&self) -> Value {
        let mut shown = json!(self.form);
        shown["status"] = json!(self.status.wire());
        shown["create_time"] = json!(self.create_time);
        shown["update_time"] = json!(self.update_time);
        shown
    }
}

impl BrandForm {
    /// When mark or authorisation end, whichever is first; unix seconds.
    fn ends(&self) -> Option<i64> {
        let of = |is_permanent: bool, end: Option<i64>| end.filter(|_| !is_permanent);
        let mark = of(self.register_details.is_permanent, self.register_details.end_time);
        let grant = of(self.grant_details.is_permanent, self.grant_details.end_time);
        mark.into_iter().chain(grant.filter(|_| self.grant_type == Some(LICENSED))).min()
    }

    fn files(&self) -> impl Iterator<Item = &String> {
        let register = &self.register_details;
        let grant = &self.grant_details;
        register
            .register_certifications
            .iter()
            .chain(&register.renew_certifications)
            .chain(&self.application_details.acceptance_certification)
            .chain(&grant.grant_certifications)
            .chain(&grant.brand_owner_id_photos)
    }

    /// What is wrong with it; the platform does not say more than 10020055.
    fn fault(&self, shop: &ShopState) -> Option<&'static str> {
        let (register, accepted, grant) = (&self.register_details, &self.application_details, &self.grant_details);
        let has_end = |is_permanent: bool, end: Option<i64>| is_permanent || end.is_some();
        let class = self.classification_no.0.parse().unwrap_or_default();
        let is_registered = self.trade_mark_symbol == Some(REGISTERED);
        let is_applied_for = self.trade_mark_symbol == Some(APPLIED_FOR);
        let is_licensed = self.grant_type == Some(LICENSED);
        let rules = [
            (!tree().brands.contains_key(&self.brand_id), "brand_id"),
            (!TRADEMARK_CLASSES.contains(&class), "classification_no"),
            (!is_registered && !is_applied_for, "trade_mark_symbol"),
            (is_registered && (register.registrant.is_empty() || register.register_no.is_empty()), "register_details"),
            (is_registered && !has_end(register.is_permanent, register.end_time), "register_details.end_time"),
            (
                is_registered && register.register_certifications.len() != REGISTER_CERTIFICATIONS,
                "register_certifications",
            ),
            (register.renew_certifications.len() > RENEW_CERTIFICATIONS_MAX, "renew_certifications"),
            (
                is_applied_for && (accepted.acceptance_no.is_empty() || accepted.acceptance_time.is_none()),
                "acceptance_no",
            ),
            (
                is_applied_for && accepted.acceptance_certification.len() != ACCEPTANCE_CERTIFICATIONS,
                "acceptance_certification",
            ),
            (!matches!(self.grant_type, Some(OWN | LICENSED)), "grant_type"),
            (
                is_licensed && !(1..=GRANT_CERTIFICATIONS_MAX).contains(&grant.grant_certifications.len()),
                "grant_certifications",
            ),
            (is_licensed && !grant.grant_level.is_some_and(|level| GRANT_LEVELS.contains(&level)), "grant_level"),
            (is_licensed && !has_end(grant.is_permanent, grant.end_time), "grant_details.end_time"),
            (grant.brand_owner_id_photos.len() > OWNER_PHOTOS_MAX, "brand_owner_id_photos"),
            (!shop.has_files(FileKind::Qualification, self.files()), "file_id"),
        ];
        rules.into_iter().find_map(|(is_broken, what)| is_broken.then_some(what))
    }

    /// Why the audit will reject it: a word in the registrant's name or a file's.
    fn fate(&self, shop: &ShopState) -> Option<String> {
        let names = self.files().filter_map(|id| shop.files.get(id)).map(|file| &file.name);
        let texts = std::iter::once(&self.register_details.registrant);
        texts.chain(names).find(|text| text.contains(REJECTED_WORD)).map(|text| reason_in(text))
    }
}

#[derive(Deserialize)]
struct BrandRequest {
    brand: BrandForm,
}

/// POST /shop/ec/brand/add. A brand that was rejected, withdrawn or has expired may be applied for again.
pub(super) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let BrandRequest { brand } = body(call, code::PARAMETER)?;
    let current = state.shop.brands.get(&brand.brand_id).map(|known| known.status);
    match current {
        Some(BrandStatus::Auditing | BrandStatus::InForce | BrandStatus::Expiring) => {
            Err(refused_for(code::PARAMETER, "品牌已提交"))
        }
        _ => submit(state, call, brand),
    }
}

/// POST /channels/ec/brand/update: what is under audit must be withdrawn first.
pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let BrandRequest { brand } = body(call, code::PARAMETER)?;
    match state.shop.brands.get(&brand.brand_id).map(|known| known.status) {
        None => Err(refused(code::BRAND_UNKNOWN)),
        Some(BrandStatus::Auditing) => Err(refused_for(code::PARAMETER, "审核中，请先撤回")),
        Some(_) => submit(state, call, brand),
    }
}

fn submit(state: &mut State, call: &Call<'_>, form: BrandForm) -> Outcome {
    if state.shop.profile.subject_type != Profile::COMPANY {
        return Err(refused(code::NO_PERMISSION));
    }
    if let Some(what) = form.fault(&state.shop) {
        return Err(refused_for(code::PARAMETER, what));
    }
    let audit_id = state.shop.new_audit_id();
    let brand_id = form.brand_id;
    let now_s = seconds(call.now_ms);
    let brand = Brand {
        status: BrandStatus::Auditing,
        audit_id,
        reject_reason: String::new(),
        due_ms: call.now_ms.saturating_add_unsigned(call.settings.audit_ms),
        create_time: state.shop.brands.get(&brand_id).map_or(now_s, |known| known.create_time),
        update_time: now_s,
        fate: form.fate(&state.shop),
        form,
    };
    state.accept(call, audit_id, &brand_id.to_string(), None);
    state.shop.brands.insert(brand_id, brand);
    done(json!({ "audit_id": audit_id }))
}

#[derive(Deserialize)]
struct CancelRequest {
    brand_id: BrandId,
    audit_id: ShopAuditId,
}

/// POST /shop/ec/brand/audit/cancel.
pub(super) fn cancel(state: &mut State, call: &Call<'_>) -> Outcome {
    let CancelRequest { brand_id, audit_id } = body(call, code::PARAMETER)?;
    let known = state.shop.brands.get_mut(&brand_id);
    let Some(brand) = known.filter(|brand| brand.audit_id == audit_id && brand.status == BrandStatus::Auditing) else {
        return Err(refused(code::BRAND_UNKNOWN));
    };
    brand.status = BrandStatus::Cancelled;
    brand.update_time = seconds(call.now_ms);
    state.accept(call, audit_id, &brand_id.to_string(), None);
    done_empty()
}

#[derive(Deserialize)]
struct IdRequest {
    brand_id: BrandId,
}

fn known(state: &State, call: &Call<'_>) -> Result<(BrandId, Brand), Refusal> {
    let IdRequest { brand_id } = body(call, code::PARAMETER)?;
    let brand = state.shop.brands.get(&brand_id).cloned();
    brand.map(|brand| (brand_id, brand)).ok_or_else(|| refused(code::BRAND_UNKNOWN))
}

/// POST /channels/ec/brand/delete: its products go off sale.
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let (brand_id, brand) = known(state, call)?;
    state.shop.brands.remove(&brand_id);
    state.shop.delist_brand(brand_id);
    state.accept(call, brand.audit_id, &brand_id.to_string(), None);
    done_empty()
}

/// POST /channels/ec/brand/get.
pub(super) fn get(state: &mut State, call: &Call<'_>) -> Outcome {
    let (_, brand) = known(state, call)?;
    let mut shown = brand.shown();
    shown["audit_result"] = json!({ "audit_id": brand.audit_id, "reject_reason": brand.reject_reason });
    done(json!({ "brand": shown }))
}

#[derive(Deserialize)]
struct PageRequest {
    #[serde(default, deserialize_with = "int")]
    page_size: Option<i64>,
    #[serde(default)]
    next_key: Option<Value>,
    #[serde(default, deserialize_with = "int")]
    status: Option<i64>,
}

impl PageRequest {
    /// The ids after `next_key`, at most a page of them, and whether more follow.
    fn page<'a, T>(&self, all: impl Iterator<Item = (&'a BrandId, T)>) -> Result<(Vec<T>, Option<BrandId>), Refusal> {
        let size = self.page_size.unwrap_or(BRAND_PAGE);
        if !(1..=BRAND_PAGE_MAX).contains(&size) {
            return Err(refused_for(code::PARAMETER, "page_size"));
        }
        let key = match &self.next_key {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.is_empty() => None,
            Some(key) => Some(serde_json::from_value::<BrandId>(key.clone())),
        };
        let after = key.transpose().map_err(|_| refused_for(code::PARAMETER, "next_key"))?;
        let mut rest = all.filter(|(id, _)| after.is_none_or(|after| **id > after)).peekable();
        let (mut page, mut last) = (Vec::new(), None);
        while page.len() < size as usize
            && let Some((id, item)) = rest.next()
        {
            page.push(item);
            last = Some(*id);
        }
        Ok((page, last.filter(|_| rest.peek().is_some())))
    }
}

/// POST /shop/ec/brand/all: the platform's library.
pub(super) fn all(_state: &mut State, call: &Call<'_>) -> Outcome {
    let request: PageRequest = body(call, code::PARAMETER)?;
    let (brands, next) = request.page(tree().brands.iter())?;
    let next_key = next.map(|id| id.to_string()).unwrap_or_default();
    done(json!({ "brands": brands, "next_key": next_key, "continue_flag": next.is_some() }))
}

/// POST /channels/ec/brand/list/get: 0 or no status means all.
pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let request: PageRequest = body(call, code::PARAMETER)?;
    let wanted = match request.status.unwrap_or_default() {
        0 => None,
        number => Some(BrandStatus::from_wire(number).ok_or_else(|| refused_for(code::PARAMETER, "status"))?),
    };
    listed(state, &request, |status| wanted.is_none_or(|wanted| wanted == status))
}

/// POST /channels/ec/brand/valid/list/get.
pub(super) fn valid_list(state: &mut State, call: &Call<'_>) -> Outcome {
    let request: PageRequest = body(call, code::PARAMETER)?;
    listed(state, &request, |status| matches!(status, BrandStatus::InForce | BrandStatus::Expiring))
}

fn listed(state: &State, request: &PageRequest, is_wanted: impl Fn(BrandStatus) -> bool) -> Outcome {
    let wanted = || state.shop.brands.iter().filter(|(_, brand)| is_wanted(brand.status));
    let (brands, next) = request.page(wanted())?;
    let brands: Vec<Value> = brands.into_iter().map(Brand::shown).collect();
    let next_key = next.map(|id| id.to_string()).unwrap_or_default();
    done(json!({ "brands": brands, "next_key": next_key, "total_num": wanted().count() }))
}
