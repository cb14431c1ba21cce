//! The platform's API over HTTP: finds the endpoint, lets the caller in or not, runs the call, plays the faults.
//!
//! Order of refusals: path, verb, token, permission, quota, body, then the call's own rules.

use crate::{
    faults::FaultKind,
    goods, library, live, media,
    media::Upload,
    params::Params,
    platform::Platform,
    reply::{Outcome, Refusal, Reply, typed},
    room,
    socket::Peer,
    state::{Call, State},
    tokens,
};
use axum::{
    body::{Body, Bytes},
    extract::{ConnectInfo, DefaultBodyLimit, FromRequest, Multipart, Query, Request, State as Shared},
    http::{StatusCode, header, request::Parts},
    response::Response,
};
use kaibo_domain::platform::{
    endpoint::{self, Endpoint, Verb},
    errcode::{self, Code},
};
use std::{sync::Arc, time::Duration};

type Operation = fn(&mut State, &Call<'_>) -> Outcome;

/// Every endpoint with what it does.
const OPERATIONS: [(Endpoint, Operation); 18] = [
    (endpoint::TOKEN, tokens::token),
    (endpoint::STABLE_TOKEN, tokens::stable_token),
    (endpoint::MEDIA_UPLOAD, media::upload),
    (endpoint::MEDIA_GET, media::get),
    (endpoint::GOODS_ADD, goods::add),
    (endpoint::GOODS_AUDIT, goods::audit),
    (endpoint::GOODS_RESET_AUDIT, goods::reset_audit),
    (endpoint::GOODS_DELETE, goods::delete),
    (endpoint::GOODS_UPDATE, goods::update),
    (endpoint::GOODS_WAREHOUSE, library::warehouse),
    (endpoint::GOODS_APPROVED, library::approved),
    (endpoint::ROOM_CREATE, room::create),
    (endpoint::ROOM_EDIT, room::edit),
    (endpoint::ROOM_DELETE, room::delete),
    (endpoint::ROOM_ADD_GOODS, room::add_goods),
    (endpoint::LIVE_INFO, live::live_info),
    (endpoint::ROOM_SHARED_CODE, live::shared_code),
    (endpoint::ROOM_PUSH_URL, live::push_url),
];

/// A page as a broken gateway answers it.
const BROKEN_PAGE: &str = "<html><head><title>502 Bad Gateway</title></head><body>practice fault</body></html>";

/// Answers one request to the platform's API.
pub(crate) async fn answer(
    Shared(platform): Shared<Arc<Platform>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
) -> Response {
    let path = request.uri().path();
    let Some((endpoint, operation)) = OPERATIONS.iter().find(|(endpoint, _)| endpoint.path == path) else {
        return respond(&platform, Err(Refusal::gateway(errcode::INVALID_URL)));
    };
    platform.with_state(|state, _| *state.received.entry(endpoint.path.to_owned()).or_default() += 1);
    let faults = platform.faults.take(endpoint.path);
    if faults.latency_ms > 0 {
        tokio::time::sleep(Duration::from_millis(faults.latency_ms)).await;
    }
    if let Some(response) = refuse_by_fault(&platform, &peer, faults.kind) {
        return response;
    }
    let outcome = run(&platform, &peer, endpoint, *operation, request).await;
    let outcome = platform.saved(outcome).await;
    answer_by_fault(&platform, &peer, faults.kind, outcome)
}

/// The faults that keep a call from being executed.
fn refuse_by_fault(platform: &Platform, peer: &Peer, fault: Option<FaultKind>) -> Option<Response> {
    let refuse = |code| Some(respond(platform, Err(Refusal::gateway(code))));
    match fault? {
        FaultKind::DropBefore => {
            peer.cut.now();
            Some(Response::default())
        }
        FaultKind::Http503 => {
            let mut response = typed("text/html", BROKEN_PAGE.as_bytes().to_vec());
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            Some(response)
        }
        FaultKind::TokenInvalid => {
            platform.with_state(|state, now_ms| {
                state.tokens.retire_all(now_ms);
                state.touch();
            });
            refuse(errcode::INVALID_CREDENTIAL)
        }
        FaultKind::QuotaDaily => refuse(errcode::DAILY_QUOTA),
        FaultKind::QuotaMinute => refuse(errcode::MINUTE_QUOTA),
        FaultKind::Errcode(errcode) => {
            let code = errcode::find(errcode).copied().unwrap_or(Code { errcode, errmsg: "practice fault" });
            let is_gateway = errcode < 100_000;
            let refusal = if is_gateway { Refusal::gateway(code) } else { Refusal::live(code) };
            Some(respond(platform, Err(refusal)))
        }
        FaultKind::LatencyMs(_)
        | FaultKind::DropAfter
        | FaultKind::MinusOneAfter
        | FaultKind::Truncated
        | FaultKind::Malformed => None,
    }
}

/// The faults that spoil the answer to an executed call.
fn answer_by_fault(platform: &Platform, peer: &Peer, fault: Option<FaultKind>, outcome: Outcome) -> Response {
    match fault {
        Some(FaultKind::DropAfter) => {
            peer.cut.now();
            Response::default()
        }
        Some(FaultKind::MinusOneAfter) => respond(platform, Err(Refusal::gateway(errcode::SYSTEM_ERROR))),
        Some(FaultKind::Malformed) => typed("text/html", BROKEN_PAGE.as_bytes().to_vec()),
        Some(FaultKind::Truncated) => {
            let response = respond(platform, outcome);
            let length = axum::body::HttpBody::size_hint(response.body()).lower();
            peer.cut.after_body_bytes((length / 2) as usize);
            response
        }
        _ => respond(platform, outcome),
    }
}

fn respond(platform: &Platform, outcome: Outcome) -> Response {
    match outcome {
        Ok(reply) => reply.into_response(),
        Err(refusal) => {
            let body = platform.with_state(|state, now_ms| refusal.body(&mut state.random, now_ms));
            Reply::Json(body).into_response()
        }
    }
}

/// What came with the request.
enum Payload {
    /// Nothing that is read: a GET.
    None,
    /// The bytes of a JSON body; the platform does not ask for a Content-Type.
    Json(Bytes),
    /// The file of an upload, if the form holds one.
    Form(Option<Upload>),
}

async fn run(platform: &Platform, peer: &Peer, endpoint: &Endpoint, operation: Operation, request: Request) -> Outcome {
    let (mut parts, body) = request.into_parts();
    let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map(|Query(pairs)| pairs).unwrap_or_default();
    let query = Params::from_query(query);
    let is_right_verb = match endpoint.verb {
        Verb::Get => parts.method == axum::http::Method::GET,
        Verb::Post => parts.method == axum::http::Method::POST,
    };
    if !is_right_verb {
        return Err(Refusal::gateway(match endpoint.verb {
            Verb::Get => errcode::REQUIRE_GET,
            Verb::Post => errcode::REQUIRE_POST,
        }));
    }
    let payload = match endpoint.verb {
        Verb::Get => Payload::None,
        Verb::Post if *endpoint == endpoint::MEDIA_UPLOAD => Payload::Form(read_form(&mut parts, body).await?),
        Verb::Post => Payload::Json(read_body(body).await?),
    };
    platform.with_state(|state, now_ms| {
        admit(state, endpoint, &query, now_ms)?;
        let (body, upload) = match &payload {
            Payload::None => (Params::default(), None),
            Payload::Json(bytes) => (Params::from_body(bytes)?, None),
            Payload::Form(upload) => (Params::default(), upload.as_ref()),
        };
        let call = Call {
            now_ms,
            endpoint,
            base_url: &platform.base_url,
            settings: &platform.settings,
            caller: peer.address.ip(),
            query: &query,
            body: &body,
            upload,
        };
        operation(state, &call)
    })
}

/// Token, permission, daily quota.
fn admit(state: &mut State, endpoint: &Endpoint, query: &Params, now_ms: i64) -> Result<(), Refusal> {
    let gives_tokens = matches!(*endpoint, endpoint::TOKEN | endpoint::STABLE_TOKEN);
    if !gives_tokens {
        tokens::check(state, query, now_ms)?;
    }
    if !state.account.live && !endpoint.path.starts_with("/cgi-bin/") {
        return Err(Refusal::gateway(errcode::API_UNAUTHORIZED));
    }
    if endpoint.daily.is_some_and(|limit| !state.quota.has_room(endpoint.path, limit)) {
        return Err(Refusal::gateway(errcode::DAILY_QUOTA));
    }
    state.quota.spend(endpoint.path);
    Ok(())
}

async fn read_body(body: Body) -> Result<Bytes, Refusal> {
    axum::body::to_bytes(body, media::BODY_MAX).await.map_err(|_| Refusal::gateway(errcode::DATA_FORMAT))
}

/// The part `media` of a multipart form; none when there is no such part or the form cannot be read.
async fn read_form(parts: &mut Parts, body: Body) -> Result<Option<Upload>, Refusal> {
    let too_large = |_| Refusal::gateway(errcode::INVALID_FILE_SIZE);
    let bytes = axum::body::to_bytes(body, media::BODY_MAX).await.map_err(too_large)?;
    let mut form = Request::new(Body::from(bytes));
    if let Some(content_type) = parts.headers.remove(header::CONTENT_TYPE) {
        form.headers_mut().insert(header::CONTENT_TYPE, content_type);
    }
    // The ceiling was checked above; the extractor's own of 2 MB would hide the platform's answer to a larger file.
    DefaultBodyLimit::disable().apply(&mut form);
    let Ok(mut form) = Multipart::from_request(form, &()).await else { return Ok(None) };
    while let Ok(Some(field)) = form.next_field().await {
        if field.name() == Some("media") {
            let file_name = field.file_name().unwrap_or_default().to_owned();
            return Ok(field.bytes().await.ok().map(|bytes| Upload { file_name, bytes: bytes.to_vec() }));
        }
    }
    Ok(None)
}
