//! What the interface sees and sends: plain data, serialised in camelCase, exported to TypeScript.
//!
//! Invariant: no secret has a place in these types, and no picture bytes; pictures travel by address
//! (`kaibo-media://`).

use kaibo_domain::{
    AnchorId, Fen, Focus, GoodsDraft, GoodsField, GoodsId, PictureId, PriceKind, RoomDraft, RoomField, RoomId,
    RoomKind, RoomSwitches, ShopId, Slot, SubmissionId, Violation, outbox::SubmissionState,
};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// What reaches a person when something does not work: a code that the interface words, never a raw text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// `errcode.<number>` for what the platform said, else a word of our own, e.g. `picture.damaged`.
    pub code: String,
    /// Numbers and words for the message.
    pub params: BTreeMap<String, String>,
    /// The field next to which it belongs.
    pub field: Option<String>,
    /// Whether trying again makes sense.
    pub retry: Retry,
}

/// Whether and when trying again makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Retry {
    /// Only after staff changed something.
    AfterChange,
    /// At once, by hand.
    Now,
    /// By itself, at that moment (UTC milliseconds).
    At {
        /// UTC milliseconds.
        ms: i64,
    },
}

/// What the window shows when it opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "phase", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum AppState {
    /// Still opening.
    Opening,
    /// No keychain answers: a passphrase guards the data. `create` when there is none yet.
    NeedsPassphrase {
        /// Whether it is to be chosen now.
        create: bool,
    },
    /// The data cannot be opened; nothing was touched.
    CannotOpen {
        /// Why.
        problem: Problem,
    },
    /// No shop yet: choose how to begin.
    FirstStart,
    /// At work.
    Ready {
        /// The shop in the window.
        shop: ShopView,
    },
}

/// A shop profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShopView {
    /// Id.
    pub id: ShopId,
    /// Name.
    pub name: String,
    /// Whether it points at the practice platform.
    pub practice: bool,
    /// Whether the platform answered last time; `None` before the first try.
    pub online: Option<bool>,
    /// When the platform was last read, UTC milliseconds.
    pub synced_ms: Option<i64>,
}

/// A picture that staff brought in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PictureView {
    /// Id; its address is `kaibo-media://localhost/picture/<id>/<slot>?x=&y=` or `…/picture/<id>/whole`.
    pub id: PictureId,
    /// The file's name, to recognise it.
    pub name: String,
    /// Upright width in pixels.
    pub width: u32,
    /// Upright height in pixels.
    pub height: u32,
    /// Slots that want more pixels than the picture has: it is enlarged there.
    pub too_small_for: Vec<Slot>,
}

/// The state of a good, one word for the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum GoodsState {
    /// 草稿: not submitted yet.
    Draft,
    /// 提交中: in the outbox.
    Submitting,
    /// 核对中: the reply was lost; looking on the platform.
    Checking,
    /// 等待中: no network, or a quota; goes on by itself.
    Waiting,
    /// 提交失败: the platform refused the call; see the problem.
    Refused,
    /// 审核中.
    Auditing,
    /// 已入库.
    Approved,
    /// 驳回: the audit was not passed.
    Rejected,
    /// 未入库: withdrawn.
    Withdrawn,
}

/// A line of the goods list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoodsRow {
    /// Id.
    pub id: GoodsId,
    /// Name, perhaps empty in a draft.
    pub name: String,
    /// Price form.
    pub price_kind: PriceKind,
    /// First amount, if it reads as one.
    pub price: Option<Fen>,
    /// Second amount, if the form has one and it reads as one.
    pub price2: Option<Fen>,
    /// Picture and its focus.
    pub picture: Option<PictureId>,
    /// Focus of the picture.
    pub focus: Focus,
    /// State.
    pub state: GoodsState,
    /// What stands in the way, when refused or waiting.
    pub problem: Option<Problem>,
    /// Number of broken rules of a draft.
    pub faults: u32,
    /// Last change, UTC milliseconds.
    pub updated_ms: i64,
}

/// One page of goods, newest change first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoodsPage {
    /// The lines.
    pub rows: Vec<GoodsRow>,
    /// Hand it back as `after` for the next page; `None` at the end.
    pub next: Option<String>,
    /// How many goods the shop has in all, whatever the filter.
    pub total: u32,
}

/// What to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoodsQuery {
    /// Part of a name; empty for all.
    pub search: String,
    /// Only approved goods (for a room's shelf).
    pub approved_only: bool,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Lines, at most 200.
    pub limit: u32,
}

/// A good in its editor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoodsView {
    /// Id.
    pub id: GoodsId,
    /// Every field as typed.
    pub draft: GoodsDraft,
    /// Picture.
    pub picture: Option<PictureView>,
    /// Focus of the picture.
    pub focus: Focus,
    /// Counts every change; goes with saves.
    pub revision: u32,
    /// Units of the name as the platform counts.
    pub name_units: u32,
    /// State.
    pub state: GoodsState,
    /// What may still be changed.
    pub editable: Editable,
    /// What stands in the way.
    pub problem: Option<Problem>,
    /// Broken rules.
    pub violations: Vec<Violation<GoodsField>>,
    /// The platform's id, once it has one.
    pub platform_id: Option<i64>,
    /// Whether it was found on the platform after a lost reply (已关联).
    pub adopted: bool,
}

/// What the platform still lets one change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Editable {
    /// Everything.
    All,
    /// Nothing, and why is the state.
    Nothing,
}

/// A change of one or more fields; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct GoodsPatch {
    /// Name.
    pub name: Option<String>,
    /// Price form.
    pub price_kind: Option<PriceKind>,
    /// First amount as typed.
    pub price: Option<String>,
    /// Second amount as typed.
    pub price2: Option<String>,
    /// Page path.
    pub path: Option<String>,
}

/// The acknowledgement of a save: what is on disk now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Saved<F> {
    /// The revision on disk.
    pub revision: u32,
    /// Broken rules after it.
    pub violations: Vec<Violation<F>>,
    /// Units of the name.
    pub name_units: u32,
}

/// What became of one of the things that were to be submitted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SubmitOutcome {
    /// The good or room.
    pub id: String,
    /// Whether it stands in the outbox now.
    pub queued: bool,
    /// Why not.
    pub problem: Option<Problem>,
}

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
    /// State.
    pub state: RoomState,
    /// What stands in the way.
    pub problem: Option<Problem>,
    /// Number of broken rules of a draft.
    pub faults: u32,
    /// Goods on its shelf.
    pub goods: u32,
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
    /// Whether it was found on the platform after a lost reply.
    pub adopted: bool,
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
}

/// A good on a room's shelf.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShelfItem {
    /// The good.
    pub goods: GoodsRow,
    /// Whether the platform has it on the shelf; else it waits to be put there.
    pub on_shelf: bool,
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

/// An anchor whom the shop knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AnchorView {
    /// Id.
    pub id: AnchorId,
    /// Nickname.
    pub name: String,
    /// WeChat id.
    pub wechat: String,
}

/// The start-broadcast presenter for one room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoLiveView {
    /// The room.
    pub room: RoomRow,
    /// Which code can be held up.
    pub code: StartCode,
    /// The WeChat id that may scan.
    pub anchor_wechat: String,
    /// The backend's clock, UTC milliseconds: the countdown counts from it.
    pub now_ms: i64,
}

/// The code for the anchor, never a viewer's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum StartCode {
    /// Rendered by Kaibo for the practice platform; `address` opens the anchor's phone.
    Practice {
        /// What the code says.
        address: String,
    },
    /// None yet: the room is not on the platform.
    NotSubmitted,
    /// None any more: the broadcast is over.
    Over,
}

/// The first page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TodayView {
    /// Live now, then the next ones by start time.
    pub rooms: Vec<RoomRow>,
    /// Goods that need a person: rejected, refused.
    pub goods: Vec<GoodsRow>,
    /// What waits in the outbox.
    pub outbox: Vec<OutboxItem>,
    /// Counts of goods by state.
    pub counts: GoodsCounts,
    /// The backend's clock, UTC milliseconds.
    pub now_ms: i64,
}

/// Goods by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoodsCounts {
    /// 草稿.
    pub draft: u32,
    /// 审核中.
    pub auditing: u32,
    /// 已入库.
    pub approved: u32,
    /// 驳回.
    pub rejected: u32,
}

/// Something on its way to the platform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OutboxItem {
    /// Id.
    pub id: SubmissionId,
    /// `goods-add`, `room-create` …
    pub kind: String,
    /// Name of the good or room.
    pub name: String,
    /// The good's or room's id.
    pub object_id: String,
    /// State.
    pub state: SubmissionState,
    /// Why it waits or was refused.
    pub problem: Option<Problem>,
    /// Last change, UTC milliseconds.
    pub updated_ms: i64,
}

/// What staff chose for the whole app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    /// `zh-CN` or `en`.
    pub language: String,
    /// `light`, `dark` or `system`.
    pub appearance: String,
    /// The program's version.
    pub version: String,
    /// Where the data lies.
    pub data_folder: String,
    /// `keychain` or `passphrase`.
    pub key_kind: String,
    /// Address of the practice platform, when it runs.
    pub practice_address: Option<String>,
}

/// Tells the interface to fetch again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// What changed.
    pub topic: Topic,
    /// The goods or rooms it is about; empty for 'any'.
    pub ids: Vec<String>,
}

/// What can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// The phase of the app, or the shop.
    App,
    /// Goods.
    Goods,
    /// Rooms.
    Rooms,
    /// The outbox.
    Outbox,
    /// Settings.
    Settings,
}
