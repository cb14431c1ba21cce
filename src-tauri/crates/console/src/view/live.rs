//! A room on air as the control view shows it.

use super::{RoomRow, ShelfItem};
use kaibo_domain::{GoodsId, LiveSwitch, RoomEvent, RoomSwitches};
use serde::{Deserialize, Serialize};
use specta::Type;

/// One room in the control view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LiveView {
    /// The room.
    pub room: RoomRow,
    /// The shelf, in order.
    pub shelf: Vec<ShelfItem>,
    /// Whether goods may be ordered, taken off sale and removed in the room's state.
    pub allows_goods: bool,
    /// Whether goods may be pushed in the room's state.
    pub allows_push: bool,
    /// The switches that may be turned in the room's state.
    pub turns: Vec<LiveSwitch>,
    /// Whether everybody was muted from here.
    pub muted: bool,
    /// How the switches stand.
    pub switches: RoomSwitches,
    /// When the room was first seen live, UTC milliseconds.
    pub started_ms: Option<i64>,
    /// What happened, first one first.
    pub record: Vec<LiveStep>,
    /// The backend's clock, UTC milliseconds.
    pub now_ms: i64,
}

/// Something that happened in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LiveStep {
    /// What.
    pub event: RoomEvent,
    /// With which good.
    pub goods_id: Option<GoodsId>,
    /// Whether the platform answered: without an answer nobody knows whether it was done.
    pub answered: bool,
    /// When, UTC milliseconds.
    pub at_ms: i64,
}
