//! The room list, the week, and what is made of rooms, as the interface asks for them and sees them.

use super::{Problem, RoomRow, RoomState};
use kaibo_domain::{RoomId, RoomKind};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What the room list shows. Whatever is empty narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RoomQuery {
    /// As typed: parts of the name, of the anchor's nickname, the platform's id.
    pub search: String,
    /// Only rooms in one of these states.
    pub states: Vec<RoomState>,
    /// Only rooms that are broadcast so.
    pub kind: Option<RoomKind>,
    /// Only rooms of the anchor of that nickname.
    pub anchor: Option<String>,
    /// The earliest start first, rooms without one below all; else the latest first and those above all.
    pub ascending: bool,
}

/// The answer to a query: its lines are read page by page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RoomListing {
    /// By what its pages are asked for.
    pub id: u32,
    /// Lines.
    pub total: u32,
    /// Rooms of the shop, whatever the query shows.
    pub of_all: u32,
    /// Rooms by state that the query would show, the states chosen aside.
    pub counts: RoomCounts,
    /// Nicknames of anchors to choose from, those with the most rooms first.
    pub anchors: Vec<String>,
}

/// Rooms by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub struct RoomCounts {
    /// 草稿.
    pub draft: u32,
    /// 提交中.
    pub submitting: u32,
    /// 核对中.
    pub checking: u32,
    /// 等待中.
    pub waiting: u32,
    /// 提交失败.
    pub refused: u32,
    /// 未开始.
    pub not_started: u32,
    /// 直播中.
    pub live: u32,
    /// 已结束.
    pub ended: u32,
    /// 禁播.
    pub banned: u32,
    /// 暂停.
    pub paused: u32,
    /// 异常.
    pub abnormal: u32,
    /// 已过期.
    pub expired: u32,
}

impl RoomCounts {
    /// Counts one room in.
    pub(crate) fn note(&mut self, state: RoomState) {
        let count = match state {
            RoomState::Draft => &mut self.draft,
            RoomState::Submitting => &mut self.submitting,
            RoomState::Checking => &mut self.checking,
            RoomState::Waiting => &mut self.waiting,
            RoomState::Refused => &mut self.refused,
            RoomState::NotStarted => &mut self.not_started,
            RoomState::Live => &mut self.live,
            RoomState::Ended => &mut self.ended,
            RoomState::Banned => &mut self.banned,
            RoomState::Paused => &mut self.paused,
            RoomState::Abnormal => &mut self.abnormal,
            RoomState::Expired => &mut self.expired,
        };
        *count += 1;
    }
}

/// Another room that wants the same anchor at the same time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RoomClash {
    /// The other room.
    pub id: RoomId,
    /// Its name.
    pub name: String,
}

/// The rooms of some days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct RoomsBetween {
    /// The rooms, earliest first.
    pub rows: Vec<RoomRow>,
    /// Whether there are more, which only the list shows.
    pub more: bool,
}

/// What became of rooms that were to be made or submitted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct RoomsReport {
    /// Those it was done with.
    pub done: Vec<RoomId>,
    /// The others, the first hundred of them.
    pub refused: Vec<RoomRefusal>,
}

/// A room that it could not be done with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RoomRefusal {
    /// The room.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// Its start, UTC milliseconds.
    pub start_ms: Option<i64>,
    /// Why not.
    pub problem: Problem,
}

/// A template: a room without a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RoomTemplate {
    /// Its id, as a room's.
    pub id: RoomId,
    /// Name.
    pub name: String,
    /// The anchor's nickname.
    pub anchor_name: String,
    /// How long rooms made of it are, milliseconds; `None` where nobody said.
    pub length_ms: Option<i64>,
    /// Goods on its shelf.
    pub goods: u32,
}
