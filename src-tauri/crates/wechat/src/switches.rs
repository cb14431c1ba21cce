//! What may be switched in a room that is there already (wechat-live-api, section 3.4).

use crate::{classify::Done, client::Client, error::CallError};
use kaibo_domain::{
    PlatformRoomId,
    platform::endpoint::{ROOM_UPDATE_COMMENT, ROOM_UPDATE_FEED_PUBLIC, ROOM_UPDATE_KF, ROOM_UPDATE_REPLAY},
};
use serde::Serialize;

/// The body of updatecomment. The page's table calls the room `id`; its example and every SDK `roomId`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateCommentBody {
    /// Which room.
    pub room_id: PlatformRoomId,
    /// 1 everyone is muted, 0 nobody.
    pub ban_comment: i64,
}

/// The body of updatefeedpublic.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateFeedPublicBody {
    /// Which room.
    pub room_id: PlatformRoomId,
    /// 1 listed officially, 0 not.
    pub is_feeds_public: i64,
}

/// The body of updatekf.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateKfBody {
    /// Which room.
    pub room_id: PlatformRoomId,
    /// 0 on, 1 off.
    pub close_kf: i64,
}

/// The body of updatereplay.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateReplayBody {
    /// Which room.
    pub room_id: PlatformRoomId,
    /// 0 on, 1 off.
    pub close_replay: i64,
}

impl Client {
    /// room/updatecomment: mutes everyone in the room, or nobody.
    pub async fn room_update_comment(&self, room_id: PlatformRoomId, muted: bool) -> Result<(), CallError> {
        let body = UpdateCommentBody { room_id, ban_comment: i64::from(muted) };
        self.post(ROOM_UPDATE_COMMENT, &body).await.map(|Done {}| ())
    }

    /// room/updatefeedpublic: official listing.
    pub async fn room_update_feed_public(&self, room_id: PlatformRoomId, is_on: bool) -> Result<(), CallError> {
        let body = UpdateFeedPublicBody { room_id, is_feeds_public: i64::from(is_on) };
        self.post(ROOM_UPDATE_FEED_PUBLIC, &body).await.map(|Done {}| ())
    }

    /// room/updatekf: customer service; refused with 300038 when none is set up in the console.
    pub async fn room_update_kf(&self, room_id: PlatformRoomId, is_on: bool) -> Result<(), CallError> {
        let body = UpdateKfBody { room_id, close_kf: i64::from(!is_on) };
        self.post(ROOM_UPDATE_KF, &body).await.map(|Done {}| ())
    }

    /// room/updatereplay: replay.
    pub async fn room_update_replay(&self, room_id: PlatformRoomId, is_on: bool) -> Result<(), CallError> {
        let body = UpdateReplayBody { room_id, close_replay: i64::from(!is_on) };
        self.post(ROOM_UPDATE_REPLAY, &body).await.map(|Done {}| ())
    }
}
