//! The routes that are not the platform's API: the anchor's phone, served pictures, and who may post to them.

use crate::{
    drawing, live,
    phone::{self, Denied, Step},
    phone_page,
    platform::Platform,
    reply::typed,
};
use axum::{
    Form,
    body::Body,
    extract::{Path, Query, Request, State as Shared},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use kaibo_domain::room::is_wechat_id;
use serde::Deserialize;
use std::sync::Arc;

/// Nothing but the page itself: no scripts, no frames, no addresses elsewhere.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A playlist without pieces: nothing was recorded in practice.
const EMPTY_PLAYLIST: &[u8] = b"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-ENDLIST\n";
/// An MP4 without pictures: its type, and an empty box of data.
const EMPTY_VIDEO: &[u8] = b"\0\0\0\x14ftypisom\0\0\0\0isom\0\0\0\x08mdat";

/// Forms and queries of the phone; fields that are missing are empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Fields {
    room: String,
    wechat: String,
    session: String,
}

/// GET /phone?room=: the address in the start code.
pub(crate) async fn scan_page(Shared(platform): Shared<Arc<Platform>>, Query(fields): Query<Fields>) -> Response {
    platform.with_state(|state, _| match fields.room.parse().ok().and_then(|id: i64| state.rooms.get(&id)) {
        Some(room) => html(StatusCode::OK, phone_page::scan_page(room)),
        None => turn_away(Denied::NoRoom, None),
    })
}

/// POST /phone/scan.
pub(crate) async fn scan(Shared(platform): Shared<Arc<Platform>>, Form(fields): Form<Fields>) -> Response {
    let room_id: Option<i64> = fields.room.parse().ok();
    let scanned = room_id.ok_or(Denied::NoRoom);
    let scanned = scanned.and_then(|id| platform.with_state(|state, _| phone::scan(state, id, fields.wechat.trim())));
    match scanned {
        Ok(session) => saved(&platform, &session).await,
        Err(denied) => turn_away(denied, room_id.filter(|_| denied != Denied::NoRoom)),
    }
}

/// GET /phone/live?session=.
pub(crate) async fn live_page(Shared(platform): Shared<Arc<Platform>>, Query(fields): Query<Fields>) -> Response {
    platform.with_state(|state, _| match phone::look(state, &fields.session) {
        Ok((session, room)) => html(StatusCode::OK, phone_page::live_page(&fields.session, session, room)),
        Err(denied) => turn_away(denied, None),
    })
}

/// POST /phone/{verify|start|leave|back|end}.
pub(crate) async fn step(
    Shared(platform): Shared<Arc<Platform>>,
    Path(step): Path<String>,
    Form(fields): Form<Fields>,
) -> Response {
    let step = match step.as_str() {
        "verify" => Step::Verify,
        "start" => Step::Start,
        "leave" => Step::Leave,
        "back" => Step::Back,
        "end" => Step::End,
        _ => return html(StatusCode::NOT_FOUND, phone_page::denied_page(Denied::WrongState, None)),
    };
    let session = &fields.session;
    let taken = platform.with_state(|state, now_ms| {
        let room_id = phone::look(state, session).map(|(_, room)| room.id).ok();
        phone::take(state, session, step, now_ms).map_err(|denied| (denied, room_id))
    });
    match taken {
        Ok(()) => saved(&platform, session).await,
        Err((denied, room_id)) => turn_away(denied, room_id),
    }
}

/// GET /phone/real-name?wechat=: the address in the code that an unverified user scans.
pub(crate) async fn real_name_page(Shared(platform): Shared<Arc<Platform>>, Query(fields): Query<Fields>) -> Response {
    if !is_wechat_id(&fields.wechat) {
        return turn_away(Denied::NoWechat, None);
    }
    let is_verified = platform.with_state(|state, _| state.verified.contains(&fields.wechat));
    html(StatusCode::OK, phone_page::real_name_page(&fields.wechat, is_verified))
}

/// POST /phone/real-name: that user is verified by real name.
pub(crate) async fn real_name(Shared(platform): Shared<Arc<Platform>>, Form(fields): Form<Fields>) -> Response {
    if !is_wechat_id(&fields.wechat) {
        return turn_away(Denied::NoWechat, None);
    }
    platform.with_state(|state, _| phone::verify_real_name(state, &fields.wechat));
    see(&platform, &format!("/phone/real-name?wechat={}", fields.wechat)).await
}

/// GET /phone/phone.css.
pub(crate) async fn style() -> Response {
    guarded(typed("text/css; charset=utf-8", phone_page::STYLE.as_bytes().to_vec()))
}

/// GET /_practice/pictures/{media_id}: pictures that replies point to, also after their media_id has ended.
pub(crate) async fn picture(Shared(platform): Shared<Arc<Platform>>, Path(media_id): Path<String>) -> Response {
    let file = platform.with_state(|state, _| {
        let media = state.media.get(&media_id).filter(|media| media.pixels.is_some())?;
        Some((media.format.content_type(), state.files.get(&media_id)?))
    });
    match file {
        Some((content_type, bytes)) => guarded(typed(content_type, bytes)),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// GET /_practice/{share|poster|playlist|video|verify}/{file}: what replies point to.
pub(crate) async fn file(
    Shared(platform): Shared<Arc<Platform>>,
    Path((kind, file)): Path<(String, String)>,
) -> Response {
    let Some((name, extension)) = file.rsplit_once('.') else { return StatusCode::NOT_FOUND.into_response() };
    // A recording of a good is named by its room and the good.
    let room_id = name.split('-').next().and_then(|id| id.parse::<i64>().ok());
    if (kind.as_str(), extension) == ("verify", "png") && is_wechat_id(name) {
        let address = format!("{}/phone/real-name?wechat={name}", platform.base_url);
        return match drawing::qr(&address) {
            Some(png) => guarded(typed("image/png", png)),
            None => StatusCode::NOT_FOUND.into_response(),
        };
    }
    let content = platform.with_state(|state, _| {
        let room = room_id.and_then(|id| state.rooms.get(&id))?;
        match (kind.as_str(), extension) {
            ("share", "png") => Some(("image/png", drawing::qr(&live::info::page_path(room.id))?)),
            ("poster", "svg") => Some(("image/svg+xml", phone_page::drawing("分享海报", room).into_bytes())),
            ("playlist", "m3u8") => Some(("application/vnd.apple.mpegurl", EMPTY_PLAYLIST.to_vec())),
            ("video", "mp4") => Some(("video/mp4", EMPTY_VIDEO.to_vec())),
            _ => None,
        }
    });
    match content {
        Some((content_type, bytes)) => guarded(typed(content_type, bytes)),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Keeps pages of other origins away from the phone and the control API: a browser sends `Origin` with their posts,
/// and a name that was rebound to 127.0.0.1 shows in `Host`.
pub(crate) async fn same_origin(request: Request, next: Next) -> Response {
    if is_from_here(request.method(), request.headers()) {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

fn is_from_here(method: &Method, headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(host) = text(header::HOST) else { return false };
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if !matches!(name, "127.0.0.1" | "localhost") {
        return false;
    }
    match headers.get(header::ORIGIN).map(|origin| origin.to_str()) {
        None => true,
        Some(Ok(origin)) => origin.strip_prefix("http://") == Some(host) || method == Method::GET,
        Some(Err(_)) => false,
    }
}

async fn saved(platform: &Platform, session: &str) -> Response {
    see(platform, &format!("/phone/live?session={session}")).await
}

/// Saves, and sends the phone on.
async fn see(platform: &Platform, address: &str) -> Response {
    if let Err(error) = platform.save().await {
        tracing::error!(%error, "the state could not be saved");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(location) = HeaderValue::from_str(address) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    guarded(response)
}

fn turn_away(denied: Denied, room_id: Option<i64>) -> Response {
    let status = match denied {
        Denied::NoRoom | Denied::NoSession => StatusCode::NOT_FOUND,
        Denied::NoWechat => StatusCode::BAD_REQUEST,
        Denied::NotTheAnchor | Denied::NotVerified => StatusCode::FORBIDDEN,
        Denied::Over | Denied::WrongState => StatusCode::CONFLICT,
    };
    html(status, phone_page::denied_page(denied, room_id))
}

fn html(status: StatusCode, page: String) -> Response {
    let mut response = guarded(typed("text/html; charset=utf-8", page.into_bytes()));
    *response.status_mut() = status;
    response
}

fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}
