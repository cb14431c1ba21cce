//! The assistants of a room (小助手; wechat-live-api, section 3.4). Its calls document no codes of their own.

use crate::{
    classify::{Done, Reply},
    client::Client,
    error::CallError,
    lenient,
};
use kaibo_domain::{
    PlatformRoomId,
    platform::endpoint::{ASSISTANT_ADD, ASSISTANT_LIST, ASSISTANT_MODIFY, ASSISTANT_REMOVE},
};
use serde::{Deserialize, Serialize};

/// An assistant to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewAssistant {
    /// WeChat id.
    pub username: String,
    /// Nickname.
    pub nickname: String,
}

/// The body of addassistant.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AssistantAddBody<'a> {
    /// Which room.
    pub room_id: PlatformRoomId,
    /// Who.
    pub users: &'a [NewAssistant],
}

/// The body of modifyassistant.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AssistantModifyBody<'a> {
    /// Which room.
    pub room_id: PlatformRoomId,
    /// Who, and the new nickname.
    #[serde(flatten)]
    pub assistant: &'a NewAssistant,
}

/// The body of removeassistant.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AssistantRemoveBody<'a> {
    /// Which room.
    pub room_id: PlatformRoomId,
    /// WeChat id.
    pub username: &'a str,
}

/// An assistant as the platform lists them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Assistant {
    /// WeChat id (`alias`).
    #[serde(default, deserialize_with = "lenient::text")]
    pub alias: String,
    /// Nickname.
    #[serde(default, deserialize_with = "lenient::text")]
    pub nickname: String,
    /// Address of the avatar.
    #[serde(default, deserialize_with = "lenient::opt_text")]
    pub headimg: Option<String>,
    /// The user in this mini program.
    #[serde(default, deserialize_with = "lenient::text")]
    pub openid: String,
    /// Last change, unix seconds.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub timestamp: i64,
}

/// The assistants of a room.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssistantList {
    /// All of them.
    #[serde(default, deserialize_with = "lenient::list")]
    pub list: Vec<Assistant>,
    /// How many the room may have (`limit::ROOM_ASSISTANTS_MAX` where the platform does not say 0).
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub max_count: i64,
}

impl Reply for AssistantList {
    const CONTENT: &'static [&'static str] = &["list", "count"];
}

impl Client {
    /// room/getassistantlist.
    pub async fn assistants(&self, room: PlatformRoomId) -> Result<AssistantList, CallError> {
        self.get(ASSISTANT_LIST, vec![("roomId", room.to_string())]).await
    }

    /// room/addassistant.
    pub async fn assistant_add(&self, room_id: PlatformRoomId, users: &[NewAssistant]) -> Result<(), CallError> {
        self.post(ASSISTANT_ADD, &AssistantAddBody { room_id, users }).await.map(|Done {}| ())
    }

    /// room/modifyassistant: a new nickname.
    pub async fn assistant_modify(&self, room_id: PlatformRoomId, assistant: &NewAssistant) -> Result<(), CallError> {
        self.post(ASSISTANT_MODIFY, &AssistantModifyBody { room_id, assistant }).await.map(|Done {}| ())
    }

    /// room/removeassistant.
    pub async fn assistant_remove(&self, room_id: PlatformRoomId, username: &str) -> Result<(), CallError> {
        self.post(ASSISTANT_REMOVE, &AssistantRemoveBody { room_id, username }).await.map(|Done {}| ())
    }
}
