//! How a room is broadcast: through the API from a phone or a pusher, or in Channels, which no API starts.

use serde::{Deserialize, Serialize};
use specta::Type;

/// How a room is broadcast.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum RoomKind {
    /// 手机直播: made through the API, from the anchor's phone.
    #[default]
    Phone,
    /// 推流: made through the API, from OBS or another RTMP pusher.
    Push,
    /// 视频号直播: planned and presented here, started in WeChat. No API makes it (platform-status, Channels live).
    Channels,
}

impl RoomKind {
    /// All kinds.
    const ALL: [RoomKind; 3] = [RoomKind::Phone, RoomKind::Push, RoomKind::Channels];

    /// The number in the database.
    pub const fn stored(self) -> i64 {
        match self {
            RoomKind::Phone => 0,
            RoomKind::Push => 1,
            RoomKind::Channels => 2,
        }
    }

    /// The kind of the database's number.
    pub fn from_stored(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.stored() == number)
    }

    /// What the API makes of it; `None` for what no API makes.
    pub const fn live_type(self) -> Option<LiveType> {
        match self {
            RoomKind::Phone => Some(LiveType::Phone),
            RoomKind::Push => Some(LiveType::Push),
            RoomKind::Channels => None,
        }
    }
}

impl From<LiveType> for RoomKind {
    fn from(live_type: LiveType) -> Self {
        match live_type {
            LiveType::Phone => RoomKind::Phone,
            LiveType::Push => RoomKind::Push,
        }
    }
}

/// `type` of room/create, `live_type` of getliveinfo (wechat-live-api, sections 3.1 and 3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LiveType {
    /// 0, from the anchor's phone.
    Phone,
    /// 1, from a pusher.
    Push,
}

impl LiveType {
    /// The wire's number.
    pub const fn wire(self) -> i64 {
        match self {
            LiveType::Phone => 0,
            LiveType::Push => 1,
        }
    }

    /// The type of the wire's number.
    pub const fn from_wire(number: i64) -> Option<Self> {
        match number {
            0 => Some(LiveType::Phone),
            1 => Some(LiveType::Push),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_and_channels_has_none_on_the_wire() {
        for kind in RoomKind::ALL {
            assert_eq!(RoomKind::from_stored(kind.stored()), Some(kind));
            assert_eq!(kind.live_type().map(RoomKind::from), Some(kind).filter(|kind| *kind != RoomKind::Channels));
        }
        assert_eq!((RoomKind::from_stored(3), LiveType::from_wire(2)), (None, None));
        for live_type in [LiveType::Phone, LiveType::Push] {
            assert_eq!(LiveType::from_wire(live_type.wire()), Some(live_type));
        }
    }
}
