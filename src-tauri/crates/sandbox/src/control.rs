//! The control API under `/_practice/`: what a trainer, a test or another developer turns from outside.
//!
//! Described in docs/sandbox.md. Not part of the platform: replies are plain JSON, errors are HTTP 400 with `error`.

use crate::{
    faults::{Fault, FaultKind, Often},
    live::{followers, goods},
    platform::Platform,
    recording::Recording,
    shop,
    state::{Account, State},
};
use axum::{
    Json, Router,
    extract::State as Shared,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use kaibo_domain::{AuditStatus, LiveStatus};
use serde::Deserialize;
use serde_json::json;
use std::{net::IpAddr, sync::Arc};

/// Subscribers that one request adds at most.
const FOLLOWERS_AT_ONCE: usize = 10_000;

/// Replay files of a room at most.
const FILES_OF_A_ROOM: u32 = 100;

/// The routes; their prefix is `/_practice`.
pub(crate) fn routes() -> Router<Arc<Platform>> {
    Router::new()
        .route("/state", get(state))
        .route("/log", get(log))
        .route("/faults", get(faults).post(arm).delete(disarm))
        .route("/clock", post(clock))
        .route("/audit", post(audit))
        .route("/room", post(room))
        .route("/account", post(account))
        .route("/allow-list", post(allow))
        .route("/quota", post(quota))
        .route("/goods", post(console_goods))
        .route("/followers", post(followers))
        .route("/recording", get(recording).post(record))
        .nest("/shop", shop::control::routes())
}

/// Ends a running audit now, or overrules one that has ended.
pub(crate) fn decide(state: &mut State, goods_id: i64, verdict: AuditStatus) -> bool {
    let Some(good) = state.goods.get_mut(&goods_id) else { return false };
    good.status = verdict;
    state.touch();
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultRequest {
    endpoint: String,
    kind: String,
    /// The number of the kinds that have one; each has a name of its own for it too.
    #[serde(alias = "ms", alias = "errcode", alias = "status")]
    number: Option<i64>,
    times: Option<u32>,
    share: Option<f64>,
    seed: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockRequest {
    advance_ms: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AuditRequest {
    goods_id: i64,
    verdict: AuditStatus,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoomRequest {
    room_id: i64,
    live_status: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuotaRequest {
    key: String,
    used: Option<u32>,
    used_in_minute: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GoodsRequest {
    name: String,
    url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FollowersRequest {
    room_id: i64,
    count: usize,
}

/// The state file's form of an account, with every switch optional.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountRequest {
    live: Option<bool>,
    shop: Option<bool>,
    rooms_forbidden: Option<bool>,
    customer_service: Option<bool>,
    secret_frozen: Option<bool>,
    ip_allowed: Option<bool>,
    released: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AllowRequest {
    add: IpAddr,
}

async fn state(Shared(platform): Shared<Arc<Platform>>) -> Response {
    let summary = platform.with_state(|state, now_ms| {
        let goods = state.goods.values().map(|good| {
            json!({ "goods_id": good.id, "name": good.name, "audit_id": good.audit_id, "audit_status": good.status.wire(), "url": good.url })
        });
        let rooms = state.rooms.values().map(|room| {
            json!({ "room_id": room.id, "name": room.name, "live_status": room.status.wire(), "muted": room.muted, "goods": room.goods, "off_sale": room.off_sale, "explained": room.explained() })
        });
        json!({
            "now_ms": now_ms,
            "clock_offset_ms": state.clock_offset_ms,
            "audit_ms": platform.settings.audit_ms,
            "app_id": platform.settings.app_id,
            "account": state.account,
            "goods": goods.collect::<Vec<_>>(),
            "rooms": rooms.collect::<Vec<_>>(),
            "media": state.media.len(),
            "accepted": state.log.len(),
            "received": state.received,
            "quota": { "used": state.quota.all(), "resets_at_ms": state.quota.resets_at_ms() },
            "faults": platform.faults.armed(),
        })
    });
    Json(summary).into_response()
}

async fn log(Shared(platform): Shared<Arc<Platform>>) -> Response {
    Json(platform.with_state(|state, _| state.log.clone())).into_response()
}

async fn faults(Shared(platform): Shared<Arc<Platform>>) -> Response {
    Json(platform.faults.armed()).into_response()
}

async fn arm(Shared(platform): Shared<Arc<Platform>>, body: String) -> Response {
    let request: FaultRequest = match read(&body) {
        Ok(request) => request,
        Err(why) => return refuse(&why),
    };
    let kind = match FaultKind::named(&request.kind, request.number) {
        Ok(kind) => kind,
        Err(why) => return refuse(&why),
    };
    let often = match (request.times, request.share) {
        (times, None) => Often::Times(times.unwrap_or(1)),
        (None, Some(share)) if (0.0..=1.0).contains(&share) => Often::Share(share),
        _ => return refuse("times, or share from 0 to 1"),
    };
    request.seed.into_iter().for_each(|seed| platform.faults.seed(seed));
    platform.faults.add(Fault { endpoint: request.endpoint, kind, often });
    Json(platform.faults.armed()).into_response()
}

async fn disarm(Shared(platform): Shared<Arc<Platform>>) -> Response {
    platform.faults.clear();
    done()
}

async fn clock(Shared(platform): Shared<Arc<Platform>>, body: String) -> Response {
    change(&platform, &body, |state, _, request: ClockRequest| {
        state.clock_offset_ms = state.clock_offset_ms.saturating_add(request.advance_ms);
        Ok(())
    })
    .await
}

async fn audit(Shared(platform): Shared<Arc<Platform>>, body: String) -> Response {
    change(&platform, &body, |state, _, request: AuditRequest| {
        if !matches!(request.verdict, AuditStatus::Approved | AuditStatus::Rejected) {
            return Err("verdict: approved or rejected");
        }
        decide(state, request.goods_id, request.verdict).then_some(()).ok_or("goods_id: unknown")
    })
    .await
}

async fn room(Shared(platform): Shared<Arc<Platform>>, body: String) -> Response {
    change(&platform, &body, |state, now_ms, request: RoomRequest| {
        let status = LiveStatus::from_wire(request.live_status).ok_or("live_status: 101 to 107")?;
        let room = state.rooms.get_mut(&request.room_id).ok_or("room_id: unknown")?;
        room.turn(status, now_ms);
        Ok(())
    })
    .await
}

async fn account(Shared(platform): Shared<Arc<Platform>>, body: String) -> Response {
    change(&platform, &body, |state, _, request: AccountRequest| {
        let old = state.account;
        state.account = Account {
            live: request.live.unwrap_or(old.live),
            shop: request.shop.unwrap_or(old.shop),
            rooms_forbidden: request.rooms_forbidden.unwrap_or(old.rooms_forbidden),
            customer_service: request.customer_service.unwrap_or(old.customer_service),
            secret_frozen: request.secret_frozen.unwrap_or(old.secret_frozen),
            ip_allowed: request.ip_allowed.unwrap_or(old.ip_allowed),
            released: request.released.unwrap_or(old.released),
        };
        Ok(())
    })
    .await
}

/// Puts an address on the allow-list. Every caller has the address of this computer: another one changes nothing.
async fn allow(Shared(platform): Shared<Arc<Platform>>, body: String) -> Response {
    change(&platform, &body, |state, _, AllowRequest { add }: AllowRequest| {
        state.account.ip_allowed |= add.is_loopback();
        Ok(())
    })
    .await
}

async fn quota(Shared(platform): Shared<Arc<Platform>>, body: String) -> Response {
    change(&platform, &body, |state, _, request: QuotaRequest| {
        match (request.used, request.used_in_minute) {
            (None, None) => return Err("used or used_in_minute is missing"),
            (used, used_in_minute) => {
                used.into_iter().for_each(|used| state.quota.set_used(&request.key, used));
                used_in_minute.into_iter().for_each(|used| state.quota.set_used_in_minute(&request.key, used));
            }
        }
        Ok(())
    })
    .await
}

async fn console_goods(Shared(platform): Shared<Arc<Platform>>, body: String) -> Response {
    let request: GoodsRequest = match read(&body) {
        Ok(request) => request,
        Err(why) => return refuse(&why),
    };
    let goods_id = platform.with_state(|state, _| goods::add_from_console(state, &request.name, &request.url));
    match platform.save().await {
        Ok(()) => Json(json!({ "goods_id": goods_id })).into_response(),
        Err(error) => failed(&error),
    }
}

async fn followers(Shared(platform): Shared<Arc<Platform>>, body: String) -> Response {
    let app_id = &platform.settings.app_id;
    change(&platform, &body, |state, now_ms, FollowersRequest { room_id, count }| {
        if count > FOLLOWERS_AT_ONCE {
            return Err("count: at most 10000");
        }
        followers::subscribe(state, app_id, room_id, count, now_ms).then_some(()).ok_or("room_id: unknown")
    })
    .await
}

async fn recording(Shared(platform): Shared<Arc<Platform>>) -> Response {
    Json(platform.with_state(|state, _| state.recordings.settings())).into_response()
}

async fn record(Shared(platform): Shared<Arc<Platform>>, body: String) -> Response {
    change(&platform, &body, |state, _, request: Recording| {
        if request.files > FILES_OF_A_ROOM {
            return Err("files: at most 100");
        }
        state.recordings.set(|recording| *recording = request);
        Ok(())
    })
    .await
}

/// Reads the body, changes the state at that time (UTC milliseconds), saves.
pub(crate) async fn change<T: for<'a> Deserialize<'a>>(
    platform: &Platform,
    body: &str,
    act: impl FnOnce(&mut State, i64, T) -> Result<(), &'static str>,
) -> Response {
    let request = match read(body) {
        Ok(request) => request,
        Err(why) => return refuse(&why),
    };
    let changed = platform.with_state(|state, now_ms| {
        act(state, now_ms, request)?;
        state.touch();
        Ok(())
    });
    match (changed, platform.save().await) {
        (Err(why), _) => refuse(why),
        (Ok(()), Err(error)) => failed(&error),
        (Ok(()), Ok(())) => done(),
    }
}

fn read<T: for<'a> Deserialize<'a>>(body: &str) -> Result<T, String> {
    serde_json::from_str(body).map_err(|error| error.to_string())
}

fn refuse(why: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": why }))).into_response()
}

fn failed(error: &std::io::Error) -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({ "error": error.to_string() }))).into_response()
}

fn done() -> Response {
    Json(json!({ "ok": true })).into_response()
}
