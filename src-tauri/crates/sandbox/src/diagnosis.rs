//! Quotas asked for and cleared, and refused calls looked up by their rid (openApi-mgnt).

use crate::{
    admission::Incoming,
    api,
    params::Params,
    platform::Platform,
    reply::{Outcome, Refusal, Reply},
    socket::Peer,
    state::{Call, State},
    tokens,
};
use axum::response::Response;
use kaibo_domain::platform::{endpoint::Endpoint, errcode, limit};
use serde::Serialize;
use std::collections::VecDeque;

/// Refused calls that are kept; the oldest go first.
const KEPT: usize = 1000;
/// Under that name the month's clears of all quotas are counted.
const CLEARS_OF_ALL: &str = "all";
/// Under that name the month's clears of single quotas are counted.
const CLEARS_OF_ONE: &str = "one";

/// One request with the connection it came by.
pub(crate) struct Exchange<'a> {
    /// The platform that answers.
    pub(crate) platform: &'a Platform,
    /// Whose request it is.
    pub(crate) peer: &'a Peer,
    /// What was asked.
    pub(crate) incoming: &'a Incoming,
    /// How long the answer was kept back, milliseconds.
    pub(crate) cost_ms: u64,
}

impl Exchange<'_> {
    /// The platform's response with that outcome.
    pub(crate) fn respond(&self, outcome: Outcome) -> Response {
        self.reply(outcome).into_response()
    }

    /// The reply with that outcome; a refusal is kept, so that it can be looked up by its rid.
    pub(crate) fn reply(&self, outcome: Outcome) -> Reply {
        outcome.unwrap_or_else(|refusal| Reply::Json(self.refuse(&refusal)))
    }

    fn refuse(&self, refusal: &Refusal) -> String {
        self.platform.with_state(|state, now_ms| {
            let rid = state.random.rid(now_ms);
            let body = refusal.body(&rid);
            let record = Record {
                invoke_time: now_ms.div_euclid(1000),
                cost_in_ms: self.cost_ms,
                request_url: self.incoming.address(),
                request_body: self.incoming.shown_body(),
                response_body: body.clone(),
                client_ip: self.peer.address.ip().to_string(),
            };
            state.refused.keep(rid, record);
            body
        })
    }
}

/// A refused call as rid/get shows it.
#[derive(Debug, Serialize)]
struct Record {
    invoke_time: i64,
    cost_in_ms: u64,
    request_url: String,
    request_body: String,
    response_body: String,
    client_ip: String,
}

/// The last refused calls with their rids, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Refused(VecDeque<(String, Record)>);

impl Refused {
    fn keep(&mut self, rid: String, record: Record) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back((rid, record));
    }
}

#[derive(Serialize)]
struct QuotaReply {
    errcode: i64,
    errmsg: &'static str,
    quota: DayQuota,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_limit: Option<RateLimit>,
}

#[derive(Serialize)]
struct DayQuota {
    daily_limit: u32,
    used: u32,
    remain: u32,
}

#[derive(Serialize)]
struct RateLimit {
    call_count: u32,
    refresh_second: u32,
}

#[derive(Serialize)]
struct RidReply<'a> {
    errcode: i64,
    errmsg: &'static str,
    request: &'a Record,
}

/// POST /cgi-bin/openapi/quota/get: an endpoint without a known quota has a `daily_limit` of 0.
pub(crate) fn quota_get(state: &mut State, call: &Call<'_>) -> Outcome {
    let endpoint = endpoint_of(state, call)?;
    let used = state.quota.used(endpoint.path);
    let daily_limit = endpoint.daily.unwrap_or_default();
    let quota = DayQuota { daily_limit, used, remain: daily_limit.saturating_sub(used) };
    let rate_limit = endpoint.per_minute.map(|call_count| RateLimit { call_count, refresh_second: 60 });
    Reply::json(&QuotaReply { errcode: 0, errmsg: "ok", quota, rate_limit })
}

/// POST /cgi-bin/openapi/quota/clear: one endpoint.
pub(crate) fn quota_clear(state: &mut State, call: &Call<'_>) -> Outcome {
    let endpoint = endpoint_of(state, call)?;
    if !state.quota.spend_clear(CLEARS_OF_ONE, limit::API_QUOTA_CLEARS_PER_MONTH) {
        return Err(Refusal::gateway(errcode::QUOTA_CLEARS_USED_UP));
    }
    state.quota.clear(endpoint.path);
    state.accept(call, endpoint.path, "", None);
    Reply::ok()
}

/// POST /cgi-bin/clear_quota: all endpoints.
pub(crate) fn clear_quota(state: &mut State, call: &Call<'_>) -> Outcome {
    if call.body.text("appid").as_deref() != Some(&call.settings.app_id) {
        return Err(Refusal::gateway(errcode::INVALID_APPID));
    }
    clear_all(state, call)
}

/// POST /cgi-bin/clear_quota/v2: the same with the AppSecret in place of a token.
pub(crate) fn clear_quota_v2(state: &mut State, call: &Call<'_>) -> Outcome {
    tokens::check_secret(state, call, call.body, "appsecret")?;
    clear_all(state, call)
}

/// POST /cgi-bin/openapi/rid/get.
pub(crate) fn rid_get(state: &mut State, call: &Call<'_>) -> Outcome {
    let rid = call.body.text("rid").unwrap_or_default();
    let invoked_s = invoked_s(&rid).ok_or_else(|| Refusal::gateway(errcode::RID_INVALID))?;
    if call.now_ms - invoked_s.saturating_mul(1000) > limit::RID_LIFETIME_MS {
        return Err(Refusal::gateway(errcode::RID_EXPIRED));
    }
    match state.refused.0.iter().rev().find(|(known, _)| *known == rid) {
        Some((_, request)) => Reply::json(&RidReply { errcode: 0, errmsg: "ok", request }),
        None => Err(Refusal::gateway(errcode::RID_UNKNOWN)),
    }
}

fn clear_all(state: &mut State, call: &Call<'_>) -> Outcome {
    if !state.quota.spend_clear(CLEARS_OF_ALL, limit::QUOTA_CLEARS_PER_MONTH) {
        return Err(Refusal::gateway(errcode::QUOTA_CLEARS_USED_UP));
    }
    state.quota.clear_all();
    state.accept(call, "", "", None);
    Reply::ok()
}

/// The endpoint that `cgi_path` names.
fn endpoint_of(state: &State, call: &Call<'_>) -> Result<&'static Endpoint, Refusal> {
    let path = cgi_path(call.body)?;
    let (area, operation) = api::find(&path).ok_or_else(|| Refusal::gateway(errcode::CGI_PATH_UNKNOWN))?;
    (area.admit)(state, call.caller).map_err(|_| Refusal::gateway(errcode::CGI_PATH_FORBIDDEN))?;
    Ok(&operation.endpoint)
}

fn cgi_path(body: &Params) -> Result<String, Refusal> {
    let path = body.text("cgi_path").unwrap_or_default();
    path.starts_with('/').then_some(path).ok_or_else(|| Refusal::gateway(errcode::RID_FOREIGN))
}

/// The unix time in a rid's first group; none where it is no rid.
fn invoked_s(rid: &str) -> Option<i64> {
    let groups: Vec<&str> = rid.split('-').collect();
    let is_hex = |group: &&str| group.len() == 8 && group.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    (groups.len() == 3 && groups.iter().all(is_hex)).then(|| i64::from_str_radix(groups[0], 16).ok()).flatten()
}
