//! Applications for categories: the form, the audit, its results.
//!
//! The platform does not publish the error codes of category/add: 10020055 stands for the form, 10020063 and 10020079
//! for the category. A second application for the same category is taken like the first, as nothing published forbids it.

mod form;
mod verdict;

pub(super) use verdict::{REJECTED_WORD, reason_in};

use super::{
    ask::{body, done, done_empty, int, refused, seconds, switch},
    tree::{Leaf, tree},
};
use crate::{
    reply::{Outcome, Refusal},
    state::{Call, State},
};
use form::CategoryInfo;
use kaibo_domain::platform::shop::{
    errcode as code,
    id::{CatId, QuaId, ShopAuditId},
    state::FlowStatus,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// An application for a category.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Flow {
    /// Which.
    pub(super) audit_id: ShopAuditId,
    /// The leaf applied for.
    pub(super) cat_id: CatId,
    /// Its qualification.
    pub(super) qua_id: QuaId,
    /// Where it stands.
    pub(super) status: FlowStatus,
    /// When its audit ends.
    pub(super) due_ms: i64,
    /// Why it was rejected.
    pub(super) audit_reason: String,
    create_time: i64,
    update_time: i64,
    audit_time: i64,
    /// The reason with which its audit will end, if with a rejection.
    fate: Option<String>,
    form: CategoryInfo,
}

impl Flow {
    /// Ends the audit.
    pub(super) fn decide(&mut self, now_ms: i64) {
        let reason = self.fate.take();
        self.status = if reason.is_some() { FlowStatus::Rejected } else { FlowStatus::Approved };
        self.audit_reason = reason.unwrap_or_default();
        (self.update_time, self.audit_time) = (seconds(now_ms), seconds(now_ms));
    }

    /// Ends the audit with that verdict: none approves.
    pub(super) fn end(&mut self, now_ms: i64, rejection: Option<String>) {
        self.fate = rejection;
        self.decide(now_ms);
    }

    /// What was handed in.
    pub(super) fn audit_info(&self) -> Value {
        let mut info = json!(self.form);
        info["level3"] = json!(self.cat_id.0);
        info
    }

    fn shown(&self) -> Value {
        json!({
            "cat_id": self.cat_id.0, "status": self.status.wire(), "audit_id": self.audit_id.0, "qua_id": self.qua_id.0,
            "create_time": self.create_time, "update_time": self.update_time, "audit_info": self.audit_info(),
            "audit_time": self.audit_time, "audit_reason": self.audit_reason
        })
    }
}

#[derive(Deserialize)]
struct AddRequest {
    category_info: CategoryInfo,
}

/// POST /channels/ec/category/add. A category that asks for nothing is approved at once.
pub(super) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let AddRequest { category_info: form } = body(call, code::PARAMETER)?;
    let leaf = find_leaf(&form.cats())?;
    if state.shop.recut.get(&leaf.node().cat_id).is_some_and(|recut| recut.retired) {
        return Err(refused(code::CATEGORY_ID));
    }
    form.check(&state.shop, leaf)?;
    let audit_id = state.shop.new_audit_id();
    let now_s = seconds(call.now_ms);
    let mut flow = Flow {
        audit_id,
        cat_id: leaf.node().cat_id,
        qua_id: leaf.qua_id(),
        status: FlowStatus::Auditing,
        due_ms: call.now_ms.saturating_add_unsigned(call.settings.audit_ms),
        audit_reason: String::new(),
        create_time: now_s,
        update_time: now_s,
        audit_time: 0,
        fate: verdict::fate(&state.shop, leaf, &form),
        form,
    };
    if leaf.needs.is_none() {
        flow.decide(call.now_ms);
        state.shop.grant(&flow, call.now_ms);
    }
    state.accept(call, audit_id, &leaf.node().name, None);
    state.shop.flows.insert(audit_id, flow);
    done(json!({ "audit_id": audit_id }))
}

fn find_leaf(cats: &[CatId]) -> Result<&'static Leaf, Refusal> {
    let last = cats.last().copied().unwrap_or_default();
    match tree().leaves.get(&last) {
        Some(leaf) if leaf.is_at(cats) => Ok(leaf),
        Some(_) => Err(refused(code::CATEGORY_ID)),
        None if tree().inner.contains(&last) => Err(refused(code::CATEGORY_LEAF)),
        None => Err(refused(code::CATEGORY_ID)),
    }
}

#[derive(Deserialize)]
struct FlowListRequest {
    #[serde(default, deserialize_with = "switch")]
    is_filter_status: bool,
    #[serde(default, deserialize_with = "int")]
    status: Option<i64>,
    #[serde(default, deserialize_with = "int")]
    offset: Option<i64>,
    #[serde(default, deserialize_with = "int")]
    limit: Option<i64>,
}

/// Applications on a page when no limit is sent.
const FLOW_PAGE: usize = 20;

/// POST /shop/ec/category/getbizcatflowlist: newest first.
pub(super) fn flow_list(state: &mut State, call: &Call<'_>) -> Outcome {
    let request: FlowListRequest = body(call, code::PARAMETER)?;
    let count = |number: Option<i64>, default: usize| {
        number.map_or(Ok(default), usize::try_from).map_err(|_| refused(code::PARAMETER))
    };
    let (offset, page) = (count(request.offset, 0)?, count(request.limit, FLOW_PAGE)?);
    let wanted = request.status.and_then(FlowStatus::from_wire);
    if request.is_filter_status && wanted.is_none() {
        return Err(refused(code::PARAMETER));
    }
    let is_wanted = |flow: &&Flow| !request.is_filter_status || Some(flow.status) == wanted;
    let flows = state.shop.flows.values().rev().filter(is_wanted).skip(offset).take(page);
    done(json!({ "list": flows.map(Flow::shown).collect::<Vec<_>>() }))
}

#[derive(Deserialize)]
struct AuditRequest {
    audit_id: ShopAuditId,
}

fn asked<'a>(state: &'a mut State, call: &Call<'_>) -> Result<&'a mut Flow, Refusal> {
    let AuditRequest { audit_id } = body(call, code::AUDIT_ID)?;
    state.shop.flows.get_mut(&audit_id).ok_or_else(|| refused(code::AUDIT_ID))
}

/// POST /shop/ec/category/getbizcatflowdetail.
pub(super) fn flow_detail(state: &mut State, call: &Call<'_>) -> Outcome {
    let flow = asked(state, call)?;
    done(json!({ "info": flow.shown() }))
}

/// POST /channels/ec/category/audit/get, deprecated: a withdrawn application is 12 here.
pub(super) fn audit_get(state: &mut State, call: &Call<'_>) -> Outcome {
    let flow = asked(state, call)?;
    done(json!({ "data": { "status": flow.status.old_wire(), "reject_reason": flow.audit_reason } }))
}

/// POST /shop/ec/category/audit/cancel: only what is under audit.
pub(super) fn cancel(state: &mut State, call: &Call<'_>) -> Outcome {
    let flow = asked(state, call)?;
    if flow.status != FlowStatus::Auditing {
        return Err(refused(code::AUDIT_ID));
    }
    flow.status = FlowStatus::Cancelled;
    flow.update_time = seconds(call.now_ms);
    let (audit_id, cat_id) = (flow.audit_id, flow.cat_id);
    let name = tree().leaves.get(&cat_id).map(|leaf| leaf.node().name.as_str()).unwrap_or_default();
    state.accept(call, audit_id, name, None);
    done_empty()
}
