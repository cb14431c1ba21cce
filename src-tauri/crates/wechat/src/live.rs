//! The list of live rooms (wechat-live-api, section 3.2), the only way to learn a room's state, and their replays.

use crate::{classify::Reply, client::Client, error::CallError, lenient};
use kaibo_domain::{
    Fen, LiveStatus, LiveType, PlatformGoodsId, PlatformRoomId, Price, PriceKind, RoomSwitches,
    platform::{endpoint::LIVE_INFO, errcode::is_empty_room_list},
};
use serde::{Deserialize, Serialize};

/// The body of getliveinfo.
#[derive(Debug, Serialize)]
pub struct LiveInfoBody {
    /// 0 is the newest room.
    pub start: u32,
    /// Advised at most `limit::LIVE_INFO_PAGE`.
    pub limit: u32,
}

/// The body of getliveinfo for replays.
#[derive(Debug, Serialize)]
pub struct LiveReplayBody {
    /// `get_replay`.
    pub action: &'static str,
    /// Which room.
    pub room_id: PlatformRoomId,
    /// 0 is the first file.
    pub start: u32,
    /// Advised at most `limit::LIVE_INFO_PAGE`.
    pub limit: u32,
}

impl LiveReplayBody {
    /// The body for one page of a room's replay files.
    pub const fn new(room_id: PlatformRoomId, start: u32, limit: u32) -> Self {
        Self { action: "get_replay", room_id, start, limit }
    }
}

/// A page of a room's replay files; none until about ten minutes after the end.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LiveReplayPage {
    /// How many files there are on all pages together.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub total: i64,
    /// The files of this page.
    #[serde(default, rename = "live_replay", deserialize_with = "lenient::list")]
    pub files: Vec<LiveReplay>,
}

impl Reply for LiveReplayPage {
    const CONTENT: &'static [&'static str] = &["live_replay", "total"];
}

/// One file of a replay: a playlist (m3u8) or a piece (ts, mp4).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LiveReplay {
    /// Address of the file.
    #[serde(default, deserialize_with = "lenient::text")]
    pub media_url: String,
    /// When it was made, as the platform writes it: the table says text (ISO 8601), samples have numbers.
    #[serde(default, deserialize_with = "lenient::text")]
    pub create_time: String,
    /// When it goes, in the same form.
    #[serde(default, deserialize_with = "lenient::text")]
    pub expire_time: String,
}

/// A page of rooms, latest start first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct LiveInfoPage {
    /// How many rooms there are on all pages together.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub total: i64,
    /// The rooms of this page.
    #[serde(default, rename = "room_info", deserialize_with = "lenient::list")]
    pub rooms: Vec<LiveRoom>,
}

impl Reply for LiveInfoPage {
    const CONTENT: &'static [&'static str] = &["room_info", "total"];

    fn is_empty(errcode: i64) -> bool {
        is_empty_room_list(errcode)
    }
}

/// A room as the list describes it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LiveRoom {
    /// Which room.
    #[serde(alias = "roomId", deserialize_with = "lenient::room_id")]
    pub roomid: PlatformRoomId,
    /// Name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// Address of the background.
    #[serde(default, deserialize_with = "lenient::text")]
    pub cover_img: String,
    /// Address of the share card.
    #[serde(default, deserialize_with = "lenient::text")]
    pub share_img: String,
    /// Address of the shopping-channel cover.
    #[serde(default, deserialize_with = "lenient::text")]
    pub feeds_img: String,
    /// 101 to 107; see [`Self::status`].
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub live_status: i64,
    /// Planned start, unix seconds.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub start_time: i64,
    /// Planned end, unix seconds.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub end_time: i64,
    /// The anchor's nickname.
    #[serde(default, deserialize_with = "lenient::text")]
    pub anchor_name: String,
    /// The shelf.
    #[serde(default, deserialize_with = "lenient::list")]
    pub goods: Vec<LiveRoomGoods>,
    /// 1 push stream, 0 phone; see [`Self::live_type`].
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub live_type: i64,
    /// 0 likes on, 1 off. `None` here and below: the platform did not say.
    #[serde(default, deserialize_with = "lenient::opt_int")]
    pub close_like: Option<i64>,
    /// 0 shelf on, 1 off.
    #[serde(default, deserialize_with = "lenient::opt_int")]
    pub close_goods: Option<i64>,
    /// 0 comments on, 1 off.
    #[serde(default, deserialize_with = "lenient::opt_int")]
    pub close_comment: Option<i64>,
    /// 0 customer service on, 1 off.
    #[serde(default, deserialize_with = "lenient::opt_int")]
    pub close_kf: Option<i64>,
    /// 0 replay on, 1 off.
    #[serde(default, deserialize_with = "lenient::opt_int")]
    pub close_replay: Option<i64>,
    /// 1 listed officially, 0 not.
    #[serde(default, deserialize_with = "lenient::opt_int")]
    pub is_feeds_public: Option<i64>,
    /// Who made the room, as the platform names them to this mini program.
    #[serde(default, deserialize_with = "lenient::opt_text")]
    pub creater_openid: Option<String>,
}

impl LiveRoom {
    /// The room's state, `None` for a number we do not know.
    pub fn status(&self) -> Option<LiveStatus> {
        LiveStatus::from_wire(self.live_status)
    }

    /// How it is broadcast, `None` for a number we do not know.
    pub fn live_type(&self) -> Option<LiveType> {
        LiveType::from_wire(self.live_type)
    }

    /// The switches; what the list does not say (always so for sharing) stays as in `known`.
    pub fn switches(&self, known: RoomSwitches) -> RoomSwitches {
        let open = |closed: Option<i64>, known: bool| closed.map_or(known, |closed| closed == 0);
        RoomSwitches {
            like: open(self.close_like, known.like),
            shelf: open(self.close_goods, known.shelf),
            comment: open(self.close_comment, known.comment),
            replay: open(self.close_replay, known.replay),
            share: known.share,
            service: open(self.close_kf, known.service),
            feed: self.is_feeds_public.map_or(known.feed, |listed| listed == 1),
        }
    }
}

/// A good on a room's shelf.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LiveRoomGoods {
    /// Which good.
    #[serde(deserialize_with = "lenient::goods_id")]
    pub goods_id: PlatformGoodsId,
    /// Name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// Address of the cover.
    #[serde(default, deserialize_with = "lenient::text")]
    pub cover_img: String,
    /// Page path.
    #[serde(default, deserialize_with = "lenient::text")]
    pub url: String,
    /// 1, 2, 3.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub price_type: i64,
    /// First amount in fen.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub price: Fen,
    /// Second amount in fen; `None` where the platform sends 0.
    #[serde(default, deserialize_with = "lenient::opt_fen")]
    pub price2: Option<Fen>,
    /// AppID of the product's mini program when it is another one.
    #[serde(default, deserialize_with = "lenient::opt_text")]
    pub third_party_appid: Option<String>,
}

impl LiveRoomGoods {
    /// The price in its form, `None` where the amounts do not fit the form.
    pub fn price_form(&self) -> Option<Price> {
        Price::new(PriceKind::from_wire(self.price_type)?, self.price, self.price2).ok()
    }
}

impl Client {
    /// getliveinfo: one page of rooms. No rooms at all is an empty page, whatever code the platform says it with.
    pub async fn live_info(&self, start: u32, limit: u32) -> Result<LiveInfoPage, CallError> {
        self.post(LIVE_INFO, &LiveInfoBody { start, limit }).await
    }

    /// getliveinfo with `action` get_replay: one page of a room's replay files.
    pub async fn live_replay(&self, room: PlatformRoomId, start: u32, limit: u32) -> Result<LiveReplayPage, CallError> {
        self.post(LIVE_INFO, &LiveReplayBody::new(room, start, limit)).await
    }
}
