//! Reading rooms: the list, replays, the viewers' code, the push address.

use super::room::{self, Room};
use crate::{
    media,
    recording::{self, Recording},
    reply::{Outcome, Refusal, Reply},
    state::{Call, State},
};
use kaibo_domain::{
    LiveStatus, LiveType,
    platform::{errcode, limit, live_page::LIVE_PAGE},
    time::DAY_MS,
};
use serde::Serialize;
use std::{
    cmp::Reverse,
    fmt::Write,
    hash::{DefaultHasher, Hash, Hasher},
};

/// How long a practice replay is kept; the platform names no span.
const REPLAY_LIFETIME_MS: i64 = 180 * DAY_MS;
/// `custom_params` may hold that many characters.
const CUSTOM_PARAMS_MAX: usize = 600;
/// The platform's push server.
const PUSH_SERVER: &str = "rtmp://wxalivepush.weixin.qq.com/live/";

#[derive(Serialize)]
struct RoomList {
    errcode: i64,
    errmsg: &'static str,
    total: usize,
    room_info: Vec<RoomInfo>,
    live_replay: [(); 0],
}

#[derive(Serialize)]
struct RoomInfo {
    name: String,
    roomid: i64,
    cover_img: String,
    share_img: String,
    live_status: i64,
    start_time: i64,
    end_time: i64,
    anchor_name: String,
    goods: Vec<ShelfGood>,
    live_type: i64,
    close_like: i64,
    close_goods: i64,
    close_comment: i64,
    close_kf: i64,
    close_replay: i64,
    is_feeds_public: i64,
    creater_openid: String,
    feeds_img: String,
}

#[derive(Serialize)]
struct ShelfGood {
    cover_img: String,
    url: String,
    name: String,
    price: i64,
    price2: i64,
    price_type: i64,
    goods_id: i64,
    third_party_appid: String,
}

#[derive(Serialize)]
struct Replays {
    live_replay: Vec<Replay>,
    errcode: i64,
    total: usize,
    errmsg: &'static str,
}

#[derive(Serialize)]
struct Replay {
    expire_time: String,
    create_time: String,
    media_url: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SharedCode {
    cdn_url: String,
    page_path: String,
    poster_url: String,
    errcode: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PushAddress {
    push_addr: String,
    errcode: i64,
}

/// POST /wxa/business/getliveinfo: the list, or with `action` get_replay one room's replays.
pub(crate) fn live_info(state: &mut State, call: &Call<'_>) -> Outcome {
    let invalid = |name: &str| Refusal::parameter(format!("parameter {name} is invalid"));
    let start = usize::try_from(call.body.required_int("start")?).map_err(|_| invalid("start"))?;
    let page = usize::try_from(call.body.required_int("limit")?).map_err(|_| invalid("limit"))?;
    match call.body.text("action").as_deref() {
        None => {}
        Some("get_replay") => {
            let room = room::find(state, call.body.required_int("room_id")?)?;
            return replays(call, room, &state.recordings.settings(), (start, page));
        }
        Some(_) => return Err(invalid("action")),
    }
    if state.rooms.is_empty() {
        return Err(Refusal::live(errcode::ROOM_LIST_EMPTY));
    }
    let mut rooms: Vec<&Room> = state.rooms.values().collect();
    rooms.sort_by_key(|room| Reverse((room.start_s, room.id)));
    let page = page.min(limit::LIVE_INFO_PAGE as usize);
    let room_info = rooms.iter().skip(start).take(page).map(|room| info(state, call, room)).collect();
    Reply::json(&RoomList { errcode: 0, errmsg: "ok", total: rooms.len(), room_info, live_replay: [] })
}

/// The replay of a room that ended long enough ago, if it was switched on: a playlist and the files.
fn replays(call: &Call<'_>, room: &Room, recording: &Recording, (start, page): (usize, usize)) -> Outcome {
    let made_ms = room.ended_ms.map(|ended_ms| ended_ms.saturating_add(limit::REPLAY_DELAY_MS));
    let made_ms = made_ms.filter(|made_ms| room.switches.replay && *made_ms <= call.now_ms);
    let addresses = std::iter::once(format!("{}/_practice/playlist/{}.m3u8", call.base_url, room.id))
        .chain((1..=recording.files).map(|file| recording::address(call.base_url, room.id, file, recording)));
    let files = made_ms.map(|made_ms| {
        addresses.map(move |media_url| Replay {
            expire_time: utc(made_ms.saturating_add(REPLAY_LIFETIME_MS)),
            create_time: utc(made_ms),
            media_url,
        })
    });
    let files: Vec<Replay> = files.into_iter().flatten().collect();
    let total = files.len();
    let live_replay = files.into_iter().skip(start).take(page).collect();
    Reply::json(&Replays { live_replay, errcode: 0, total, errmsg: "ok" })
}

/// A time as replays carry it: ISO 8601 in UTC, whole seconds.
fn utc(ms: i64) -> String {
    let time = jiff::Timestamp::from_second(ms.div_euclid(1000)).unwrap_or_default();
    time.to_string()
}

fn info(state: &State, call: &Call<'_>, room: &Room) -> RoomInfo {
    let picture = |media_id: &str| media::address(call.base_url, media_id);
    let closed = |is_on: bool| i64::from(!is_on);
    let shelf = room.goods.iter().filter_map(|id| state.goods.get(id)).map(|good| {
        let (price, price2) = good.fen();
        ShelfGood {
            cover_img: picture(&good.cover),
            url: good.url.clone(),
            name: good.name.clone(),
            price,
            price2,
            price_type: good.price.kind().wire(),
            goods_id: good.id,
            third_party_appid: good.third_party_appid.clone(),
        }
    });
    RoomInfo {
        name: room.name.clone(),
        roomid: room.id,
        cover_img: picture(&room.cover),
        share_img: picture(&room.share),
        live_status: room.status.wire(),
        start_time: room.start_s,
        end_time: room.end_s,
        anchor_name: room.anchor_name.clone(),
        goods: shelf.collect(),
        live_type: room.kind.wire(),
        close_like: closed(room.switches.like),
        close_goods: closed(room.switches.shelf),
        close_comment: closed(room.switches.comment),
        close_kf: closed(room.switches.service),
        close_replay: closed(room.switches.replay),
        is_feeds_public: i64::from(room.switches.feed),
        creater_openid: room.creator_wechat.clone().unwrap_or_default(),
        feeds_img: picture(&room.feeds),
    }
}

/// Where viewers enter a room.
pub(crate) fn page_path(room: i64) -> String {
    format!("{LIVE_PAGE}?room_id={room}")
}

/// GET /wxaapi/broadcast/room/getsharedcode.
pub(crate) fn shared_code(state: &mut State, call: &Call<'_>) -> Outcome {
    let refused = || Refusal::live(errcode::BAD_PARAMETER);
    let custom = call.query.text("params").unwrap_or_default();
    let is_json = || serde_json::from_str::<serde::de::IgnoredAny>(&custom).is_ok();
    if custom.chars().count() > CUSTOM_PARAMS_MAX || !(custom.is_empty() || is_json()) {
        return Err(refused());
    }
    let room = room::find(state, room_id(call).map_err(|_| refused())?)?;
    if matches!(room.status, LiveStatus::Banned | LiveStatus::Expired) {
        return Err(Refusal::live(errcode::ROOM_STATE));
    }
    let mut page_path = page_path(room.id);
    if !custom.is_empty() {
        page_path.push_str("&custom_params=");
        page_path.push_str(&encode(&custom));
    }
    let drawing = |file: &str| format!("{}/_practice/{file}", call.base_url);
    let cdn_url = drawing(&format!("share/{}.png", room.id));
    let poster_url = drawing(&format!("poster/{}.svg", room.id));
    Reply::json(&SharedCode { cdn_url, page_path, poster_url, errcode: 0 })
}

/// GET /wxaapi/broadcast/room/getpushurl: only rooms of type 1 that are not over have an address.
pub(crate) fn push_url(state: &mut State, call: &Call<'_>) -> Outcome {
    let room = room::find(state, room_id(call)?)?;
    if room.kind != LiveType::Push || room.status.is_over() {
        return Err(Refusal::live(errcode::ROOM_STATE));
    }
    let app_id = &call.settings.app_id;
    let half = |salt: &str| {
        let mut hasher = DefaultHasher::new();
        (salt, app_id, room.id, room.end_s).hash(&mut hasher);
        hasher.finish()
    };
    let secret = format!("{:016x}{:016x}", half("left"), half("right"));
    let push_addr = format!("{PUSH_SERVER}{app_id}-{}?txSecret={secret}&txTime={:08x}", room.id, room.end_s as u32);
    Reply::json(&PushAddress { push_addr, errcode: 0 })
}

/// `roomId` of the query, or of the body where a source has it called with POST. A caller who puts it into the body
/// of a GET, which is not read, is answered 300022, as on the platform (2020).
pub(crate) fn room_id(call: &Call<'_>) -> Result<i64, Refusal> {
    let named = call.query.int("roomId")?.or(call.body.int("roomId")?);
    named.ok_or_else(|| Refusal::live(errcode::ROOM_UNKNOWN))
}

/// encodeURIComponent.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')' => {
                encoded.push(char::from(byte));
            }
            // Writing into a String cannot fail.
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}
