//! The deputy of a room's anchor (主播副号; wechat-live-api, section 3.4): at most one, who may start in their place.

use crate::{
    classify::{Done, Reply},
    client::Client,
    error::CallError,
    lenient,
};
use kaibo_domain::{
    PlatformRoomId,
    platform::endpoint::{SUB_ANCHOR, SUB_ANCHOR_ADD, SUB_ANCHOR_DELETE, SUB_ANCHOR_MODIFY},
};
use serde::{Deserialize, Serialize};

/// The body of addsubanchor and modifysubanchor.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SubAnchorBody<'a> {
    /// Which room.
    pub room_id: PlatformRoomId,
    /// The deputy's WeChat id.
    pub username: &'a str,
}

/// The body of calls that name nothing but a room as `roomId`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RoomIdBody {
    /// Which room.
    pub room_id: PlatformRoomId,
}

/// The answer of getsubanchor.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SubAnchor {
    /// The deputy's WeChat id; `None` where the room has none.
    #[serde(default, deserialize_with = "lenient::opt_text")]
    pub username: Option<String>,
}

impl Reply for SubAnchor {
    const CONTENT: &'static [&'static str] = &["username"];
}

impl Client {
    /// room/getsubanchor: the deputy's WeChat id.
    pub async fn sub_anchor(&self, room: PlatformRoomId) -> Result<Option<String>, CallError> {
        let answer: SubAnchor = self.get(SUB_ANCHOR, vec![("roomId", room.to_string())]).await?;
        Ok(answer.username)
    }

    /// room/addsubanchor; refused with 500004 when there is a deputy, 500005 for the anchor, 500002 when not verified.
    pub async fn sub_anchor_add(&self, room_id: PlatformRoomId, username: &str) -> Result<(), CallError> {
        self.post(SUB_ANCHOR_ADD, &SubAnchorBody { room_id, username }).await.map(|Done {}| ())
    }

    /// room/modifysubanchor; refused with 500004 for the same deputy, 500002 when not verified.
    pub async fn sub_anchor_modify(&self, room_id: PlatformRoomId, username: &str) -> Result<(), CallError> {
        self.post(SUB_ANCHOR_MODIFY, &SubAnchorBody { room_id, username }).await.map(|Done {}| ())
    }

    /// room/deletesubanchor.
    pub async fn sub_anchor_delete(&self, room_id: PlatformRoomId) -> Result<(), CallError> {
        self.post(SUB_ANCHOR_DELETE, &RoomIdBody { room_id }).await.map(|Done {}| ())
    }
}
