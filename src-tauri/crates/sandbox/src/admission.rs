//! Lets a call in or not, reads what it brings, and runs it.
//!
//! Order of refusals: verb, token, permission, quota, body, then the call's own rules.

use crate::{
    media::{self, Upload},
    operation::{Area, Operation},
    params::Params,
    platform::Platform,
    reply::{Outcome, Refusal},
    socket::Peer,
    state::{Call, State},
    tokens,
};
use axum::{
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, FromRequest, Multipart, Query, Request},
    http::{Method, Uri, header, request::Parts},
};
use kaibo_domain::platform::{
    endpoint::{self, Endpoint, Verb},
    errcode,
};
use std::net::IpAddr;

/// Characters of a body that rid/get shows.
const SHOWN_BODY_MAX: usize = 4096;

/// A request that has been read whole.
pub(crate) struct Incoming {
    method: Method,
    uri: Uri,
    query: Params,
    payload: Result<Payload, Refusal>,
}

/// What came with the request.
enum Payload {
    /// Nothing that is read: a GET.
    None,
    /// The bytes of a JSON body; the platform does not ask for a Content-Type.
    Json(Bytes),
    /// The file of an upload, if the form holds one; or the bytes of what came instead of a form.
    Form(Option<Upload>, Bytes),
}

impl Incoming {
    /// Reads a request to `operation`.
    pub(crate) async fn read(operation: &Operation, request: Request) -> Self {
        let (mut parts, body) = request.into_parts();
        let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map(|Query(pairs)| pairs);
        let payload = match parts.method {
            Method::GET => Ok(Payload::None),
            _ if operation.takes_form => read_form(&mut parts, body).await,
            _ => read_body(body).await.map(Payload::Json),
        };
        let query = Params::from_query(query.unwrap_or_default());
        Self { method: parts.method, uri: parts.uri, query, payload }
    }

    /// The address as rid/get shows it: only the beginning of a token.
    pub(crate) fn address(&self) -> String {
        let shown = |pair: &str| match pair.split_once('=') {
            Some((name @ ("access_token" | "secret"), value)) => {
                format!("{name}={}xxxx", value.chars().take(5).collect::<String>())
            }
            _ => pair.to_owned(),
        };
        let query: Vec<String> = self.uri.query().unwrap_or_default().split('&').map(shown).collect();
        format!("{}?{}", self.uri.path(), query.join("&"))
    }

    /// The beginning of the JSON body, empty for anything else.
    pub(crate) fn shown_body(&self) -> String {
        match &self.payload {
            Ok(Payload::Json(bytes)) => String::from_utf8_lossy(bytes).chars().take(SHOWN_BODY_MAX).collect(),
            _ => String::new(),
        }
    }
}

/// Lets the call in or not, and runs it.
pub(crate) fn run(
    platform: &Platform,
    peer: &Peer,
    area: &Area,
    operation: &Operation,
    incoming: &Incoming,
) -> Outcome {
    let endpoint = &operation.endpoint;
    check_verb(endpoint, incoming)?;
    let payload = incoming.payload.as_ref().map_err(Refusal::clone)?;
    let query = &incoming.query;
    platform.with_state(|state, now_ms| {
        admit(state, area, operation, query, peer.address.ip(), now_ms)?;
        let (body, upload) = match payload {
            Payload::None => (Params::default(), None),
            Payload::Json(bytes) if bytes.is_empty() && endpoint.verb == Verb::Get => (Params::default(), None),
            Payload::Json(bytes) => (Params::from_body(bytes)?, None),
            Payload::Form(upload, other) => (Params::from_body(other).unwrap_or_default(), upload.as_ref()),
        };
        let call = Call {
            now_ms,
            endpoint,
            base_url: &platform.base_url,
            settings: &platform.settings,
            caller: peer.address.ip(),
            query,
            body: &body,
            upload,
        };
        (operation.run)(state, &call)
    })
}

/// The verb is one of those known for the path; otherwise 43001 or 43002, which name the right one.
fn check_verb(endpoint: &Endpoint, incoming: &Incoming) -> Result<(), Refusal> {
    let is_taken = |(verb, path): (Verb, &str)| {
        path == incoming.uri.path()
            && match verb {
                Verb::Get => incoming.method == Method::GET,
                Verb::Post => incoming.method == Method::POST,
            }
    };
    if endpoint.addresses().any(is_taken) {
        return Ok(());
    }
    Err(Refusal::gateway(match endpoint.verb {
        Verb::Get => errcode::REQUIRE_GET,
        Verb::Post => errcode::REQUIRE_POST,
    }))
}

/// Token, permission, quotas of the day and the minute.
fn admit(
    state: &mut State,
    area: &Area,
    operation: &Operation,
    query: &Params,
    caller: IpAddr,
    now_ms: i64,
) -> Result<(), Refusal> {
    if operation.needs_token {
        tokens::check(state, query, now_ms)?;
    }
    (area.admit)(state, caller)?;
    let endpoint = &operation.endpoint;
    if endpoint.daily.is_some_and(|limit| !state.quota.has_room(endpoint.path, limit)) {
        return Err(Refusal::gateway(errcode::DAILY_QUOTA));
    }
    if let Some(limit) = endpoint.per_minute {
        if !state.quota.has_room_in_minute(endpoint.path, limit) {
            let is_daily_in_name = *endpoint == endpoint::WXACODE_UNLIMIT;
            return Err(Refusal::gateway(if is_daily_in_name { errcode::DAILY_QUOTA } else { errcode::MINUTE_QUOTA }));
        }
        state.quota.spend_in_minute(endpoint.path);
    }
    state.quota.spend(endpoint.path);
    Ok(())
}

async fn read_body(body: Body) -> Result<Bytes, Refusal> {
    axum::body::to_bytes(body, media::BODY_MAX).await.map_err(|_| Refusal::gateway(errcode::DATA_FORMAT))
}

/// The part `media` of a multipart form, if there is such a part; what is no form is handed on as it came.
async fn read_form(parts: &mut Parts, body: Body) -> Result<Payload, Refusal> {
    let too_large = |_| Refusal::gateway(errcode::INVALID_FILE_SIZE);
    let bytes = axum::body::to_bytes(body, media::BODY_MAX).await.map_err(too_large)?;
    let mut form = Request::new(Body::from(bytes.clone()));
    if let Some(content_type) = parts.headers.remove(header::CONTENT_TYPE) {
        form.headers_mut().insert(header::CONTENT_TYPE, content_type);
    }
    // The ceiling was checked above; the extractor's own of 2 MB would hide the platform's answer to a larger file.
    DefaultBodyLimit::disable().apply(&mut form);
    let Ok(mut form) = Multipart::from_request(form, &()).await else { return Ok(Payload::Form(None, bytes)) };
    while let Ok(Some(field)) = form.next_field().await {
        if field.name() == Some("media") {
            let file_name = field.file_name().unwrap_or_default().to_owned();
            let upload = field.bytes().await.ok().map(|bytes| Upload { file_name, bytes: bytes.to_vec() });
            return Ok(Payload::Form(upload, Bytes::new()));
        }
    }
    Ok(Payload::Form(None, Bytes::new()))
}
