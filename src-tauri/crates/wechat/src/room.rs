//! Live rooms (wechat-live-api, sections 3.1 and 3.4): create, edit, delete, viewers' code, push address.

use crate::{
    Secret,
    classify::{Done, Reply},
    client::Client,
    error::CallError,
    lenient,
    media::MediaId,
};
use kaibo_domain::{
    PlatformRoomId, RoomSpec,
    platform::endpoint::{ROOM_CREATE, ROOM_DELETE, ROOM_EDIT, ROOM_PUSH_URL, ROOM_SHARED_CODE},
};
use serde::{Deserialize, Serialize};

/// The uploaded pictures of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomPictures {
    /// Background.
    pub cover: MediaId,
    /// Share card.
    pub share: MediaId,
    /// Cover in the shopping channel.
    pub feeds: MediaId,
}

/// What room/create and room/editroom have in common. Of the `close…` switches 0 is on and 1 is off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RoomInfo {
    /// Name.
    pub name: String,
    /// media_id of the background.
    pub cover_img: MediaId,
    /// Start, unix seconds.
    pub start_time: i64,
    /// End, unix seconds.
    pub end_time: i64,
    /// The anchor's nickname.
    pub anchor_name: String,
    /// The anchor's WeChat id.
    pub anchor_wechat: String,
    /// media_id of the share card.
    pub share_img: MediaId,
    /// media_id of the shopping-channel cover.
    pub feeds_img: MediaId,
    /// 1 listed officially, 0 not.
    pub is_feeds_public: i64,
    /// Likes.
    pub close_like: i64,
    /// Shelf.
    pub close_goods: i64,
    /// Comments.
    pub close_comment: i64,
    /// Replay.
    pub close_replay: i64,
    /// Sharing.
    pub close_share: i64,
    /// Customer service.
    pub close_kf: i64,
    /// 1 push stream, 0 phone; fixed at creation, so an edit leaves it out.
    #[serde(skip)]
    pub kind: i64,
    /// The deputy's WeChat id; only at creation.
    #[serde(skip)]
    pub sub_anchor_wechat: Option<String>,
    /// The creator's WeChat id: with it only they, the admins and the anchor see the room; only at creation.
    #[serde(skip)]
    pub creater_wechat: Option<String>,
}

impl RoomInfo {
    /// What is sent for `spec`.
    pub fn from_spec(spec: &RoomSpec, pictures: &RoomPictures) -> Self {
        let close = |is_on: bool| i64::from(!is_on);
        let switches = spec.switches;
        Self {
            name: spec.name.clone(),
            cover_img: pictures.cover.clone(),
            start_time: spec.start_s,
            end_time: spec.end_s,
            anchor_name: spec.anchor_name.clone(),
            anchor_wechat: spec.anchor_wechat.clone(),
            share_img: pictures.share.clone(),
            feeds_img: pictures.feeds.clone(),
            is_feeds_public: i64::from(switches.feed),
            close_like: close(switches.like),
            close_goods: close(switches.shelf),
            close_comment: close(switches.comment),
            close_replay: close(switches.replay),
            close_share: close(switches.share),
            close_kf: close(switches.service),
            kind: spec.live_type.wire(),
            sub_anchor_wechat: None,
            creater_wechat: None,
        }
    }
}

/// The body of room/create.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RoomCreateBody<'a> {
    #[serde(flatten)]
    info: &'a RoomInfo,
    r#type: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_anchor_wechat: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    creater_wechat: Option<&'a str>,
}

impl<'a> From<&'a RoomInfo> for RoomCreateBody<'a> {
    fn from(info: &'a RoomInfo) -> Self {
        Self {
            info,
            r#type: info.kind,
            sub_anchor_wechat: info.sub_anchor_wechat.as_deref(),
            creater_wechat: info.creater_wechat.as_deref(),
        }
    }
}

/// The body of room/editroom.
#[derive(Debug, Serialize)]
pub struct RoomEditBody<'a> {
    /// Which room.
    pub id: PlatformRoomId,
    /// Its new values, all of them.
    #[serde(flatten)]
    pub info: &'a RoomInfo,
}

/// The body of room/deleteroom.
#[derive(Debug, Serialize)]
pub struct RoomDeleteBody {
    /// Which room.
    pub id: PlatformRoomId,
}

/// The answer of room/create.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RoomCreated {
    /// The new room.
    #[serde(rename = "roomId", deserialize_with = "lenient::room_id")]
    pub room_id: PlatformRoomId,
    /// The code picture which an anchor who is not verified scans.
    #[serde(default, deserialize_with = "lenient::opt_text")]
    pub qrcode_url: Option<String>,
}

impl Reply for RoomCreated {
    const CONTENT: &'static [&'static str] = &["roomId"];
}

/// The viewers' code of a room.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SharedCode {
    /// Address of the code picture.
    #[serde(default, deserialize_with = "lenient::text")]
    pub cdn_url: String,
    /// Page path of the room.
    #[serde(default, deserialize_with = "lenient::text")]
    pub page_path: String,
    /// Address of the poster picture.
    #[serde(default, deserialize_with = "lenient::text")]
    pub poster_url: String,
}

impl Reply for SharedCode {
    const CONTENT: &'static [&'static str] = &["cdnUrl", "pagePath", "posterUrl"];
}

/// The answer of room/getpushurl.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PushAddress {
    push_addr: String,
}

impl Reply for PushAddress {
    const CONTENT: &'static [&'static str] = &["pushAddr"];
}

/// Where a push-stream room is pushed to, split as OBS asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushUrl {
    /// `rtmp://…/live/`.
    pub server: String,
    /// The stream key: whoever has it broadcasts in this room.
    pub key: Secret,
    /// When the key lapses (`txTime`), unix seconds.
    pub expires_s: Option<i64>,
}

impl TryFrom<PushAddress> for PushUrl {
    type Error = CallError;

    fn try_from(PushAddress { push_addr }: PushAddress) -> Result<Self, CallError> {
        let before_query = push_addr.split('?').next().unwrap_or_default();
        let cut = before_query.rfind('/').map_or(0, |slash| slash + 1);
        let (server, key) = push_addr.split_at(cut);
        if !server.starts_with("rtmp") || key.is_empty() {
            return Err(CallError::unreadable("pushAddr", "not a push address"));
        }
        let tx_time = key.split(['?', '&']).find_map(|pair| pair.strip_prefix("txTime="));
        let expires_s = tx_time.and_then(|hex| i64::from_str_radix(hex, 16).ok());
        Ok(Self { server: server.to_owned(), key: Secret::new(key), expires_s })
    }
}

impl Client {
    /// room/create. Doubles when repeated, and -1 has been seen to have made the room. Refused with 300036 when the
    /// anchor is not verified; the error then carries the code picture if the platform sent one.
    pub async fn room_create(&self, room: &RoomInfo) -> Result<RoomCreated, CallError> {
        self.post(ROOM_CREATE, &RoomCreateBody::from(room)).await
    }

    /// room/editroom; refused with 300023 once the room has started.
    pub async fn room_edit(&self, id: PlatformRoomId, room: &RoomInfo) -> Result<(), CallError> {
        self.post(ROOM_EDIT, &RoomEditBody { id, info: room }).await.map(|Done {}| ())
    }

    /// room/deleteroom; refused with 300022 when it is not there.
    pub async fn room_delete(&self, id: PlatformRoomId) -> Result<(), CallError> {
        self.post(ROOM_DELETE, &RoomDeleteBody { id }).await.map(|Done {}| ())
    }

    /// room/getsharedcode: the viewers' code. `params` is JSON that the mini program receives, unencoded.
    pub async fn room_shared_code(&self, room: PlatformRoomId, params: Option<&str>) -> Result<SharedCode, CallError> {
        let mut query = vec![("roomId", room.to_string())];
        query.extend(params.map(|params| ("params", params.to_owned())));
        self.get(ROOM_SHARED_CODE, query).await
    }

    /// room/getpushurl; refused with 300023 when the room's state has no push address.
    pub async fn room_push_url(&self, room: PlatformRoomId) -> Result<PushUrl, CallError> {
        let address: PushAddress = self.get(ROOM_PUSH_URL, vec![("roomId", room.to_string())]).await?;
        address.try_into()
    }
}
