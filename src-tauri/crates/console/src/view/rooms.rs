//! Rooms, their shelves and their anchors as the interface sees them.

use super::{Editable, GoodsRow, PictureView, Problem, RoomClash};
use kaibo_domain::{Edit, Focus, PictureId, RoomDraft, RoomField, RoomId, RoomKind, RoomSwitches, Violation};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The state of a room, one word for the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum RoomState {
    /// 草稿.
    Draft,
    /// 提交中.
    Submitting,
    /// 核对中.
    Checking,
    /// 等待中.
    Waiting,
    /// 提交失败.
    Refused,
    /// 未开始.
    NotStarted,
    /// 直播中.
    Live,
    /// 已结束.
    Ended,
    /// 禁播.
    Banned,
    /// 暂停.
    Paused,
    /// 异常.
    Abnormal,
    /// 已过期.
    Expired,
}

/// A line of the room list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RoomRow {
    /// Id.
    pub id: RoomId,
    /// Name.
    pub name: String,
    /// How it is broadcast.
    pub kind: RoomKind,
    /// Start, UTC milliseconds.
    pub start_ms: Option<i64>,
    /// End, UTC milliseconds.
    pub end_ms: Option<i64>,
    /// The anchor's nickname.
    pub anchor_name: String,
    /// The one photo.
    pub picture: Option<PictureId>,
    /// Focus of the share picture, used in lists.
    pub focus: Focus,
    /// What is done to the picture.
    pub edit: Edit,
    /// State.
    pub state: RoomState,
    /// What stands in the way.
    pub problem: Option<Problem>,
    /// Number of broken rules of a draft.
    pub faults: u32,
    /// Goods on its shelf.
    pub goods: u32,
    /// Whether it was found on the platform after a lost reply (平台上已存在, 已关联).
    pub adopted: bool,
    /// Whether it was changed here since it was submitted (提交后有修改).
    pub changed_since: bool,
    /// Whether it was made in the platform's console or by another program: shown, but it cannot be changed from here.
    pub read_only: bool,
    /// The room that wants its anchor at the same time.
    pub clash: Option<RoomClash>,
    /// Last change, UTC milliseconds.
    pub updated_ms: i64,
}

/// A room in its editor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RoomView {
    /// Id.
    pub id: RoomId,
    /// Every field as typed.
    pub draft: RoomDraft,
    /// The one photo.
    pub picture: Option<PictureView>,
    /// Focus in each of the three slots.
    pub focus: RoomFocus,
    /// What is done to the picture.
    pub edit: Edit,
    /// Counts every change.
    pub revision: u32,
    /// Units of the name.
    pub name_units: u32,
    /// State.
    pub state: RoomState,
    /// What may still be changed.
    pub editable: Editable,
    /// What stands in the way.
    pub problem: Option<Problem>,
    /// Broken rules.
    pub violations: Vec<Violation<RoomField>>,
    /// The platform's id, once it has one.
    pub platform_id: Option<i64>,
    /// Whether it was found on the platform after a lost reply (平台上已存在, 已关联).
    pub adopted: bool,
    /// Whether it was changed here since it was submitted (提交后有修改).
    pub changed_since: bool,
    /// Whether it was made in the platform's console or by another program: shown, but it cannot be changed from here.
    pub read_only: bool,
    /// The room that wants its anchor at the same time.
    pub clash: Option<RoomClash>,
    /// How long it is to be once it has a start, milliseconds; `None` where nobody said.
    pub length_ms: Option<i64>,
    /// Whether both sides changed it: see the conflicts.
    pub in_conflict: bool,
    /// The shelf.
    pub shelf: Vec<ShelfItem>,
}

/// Where each picture of a room looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RoomFocus {
    /// 1080×1920.
    pub background: Focus,
    /// 800×640.
    pub share: Focus,
    /// 800×800.
    pub feeds: Focus,
    /// 750×750: the cover of the buyers' list.
    pub cover: Focus,
}

/// A good on a room's shelf.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShelfItem {
    /// The good.
    pub goods: GoodsRow,
    /// Where it stands on its way to the shelf, or from it.
    pub state: ShelfItemState,
    /// Whether it is on sale, or on its way there.
    pub on_sale: bool,
    /// Why what was asked for it last does not go on.
    pub problem: Option<Problem>,
}

/// Where a good stands on its way to a shelf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ShelfItemState {
    /// Waits: for its audit, or for the room to be on the platform.
    Wanted,
    /// The platform has it there.
    OnShelf,
    /// It is there, and being put on or off sale.
    Changing,
    /// It is there, and is to go.
    Removing,
}

/// A change of a room; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct RoomPatch {
    /// Name.
    pub name: Option<String>,
    /// How it is broadcast.
    pub kind: Option<RoomKind>,
    /// Start, UTC milliseconds.
    pub start_ms: Option<i64>,
    /// End, UTC milliseconds.
    pub end_ms: Option<i64>,
    /// The anchor's nickname.
    pub anchor_name: Option<String>,
    /// The anchor's WeChat id.
    pub anchor_wechat: Option<String>,
    /// All switches.
    pub switches: Option<RoomSwitches>,
}

/// What staff say of a Channels room: no platform tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ChannelsMark {
    /// Nothing yet.
    Planned,
    /// 已开播.
    Live,
    /// 已结束.
    Ended,
}
