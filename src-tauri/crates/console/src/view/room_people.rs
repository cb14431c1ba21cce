//! Who helps in a room (主播副号, 小助手) as the interface sees them.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Who helps in a room, as the platform has just listed them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RoomPeople {
    /// WeChat id of the one who may start in the anchor's place.
    pub sub_anchor: Option<String>,
    /// Who keep order in the comments.
    pub assistants: Vec<AssistantView>,
    /// Assistants at most.
    pub assistants_max: u32,
    /// Whether they may be changed: until the broadcast is over.
    pub open: bool,
}

/// An assistant of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AssistantView {
    /// WeChat id.
    pub wechat: String,
    /// Nickname.
    pub nickname: String,
}
