//! The run of show of a room as its page and the control view show it.

use super::RoomRow;
use kaibo_domain::{
    Edit, Fen, Focus, GoodsId, PictureId, PriceKind, ShowItemId, ShowKind,
    run_of_show::{self, Pace},
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The run of show of one room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShowView {
    /// The room.
    pub room: RoomRow,
    /// What is shown, in order.
    pub items: Vec<ShowItemView>,
    /// Minutes of all of it.
    pub minutes: u32,
    /// Minutes of the room; `None` while it has no times.
    pub room_minutes: Option<u32>,
    /// Whether it may be changed: a room that is over keeps the plan that it had.
    pub editable: bool,
    /// Whether items may be marked as done: the room is on air.
    pub on_air: bool,
    /// Goods of the shelf that stand nowhere in the plan, in the shelf's order.
    pub unplanned: Vec<GoodsId>,
    /// The item that began last.
    pub current: Option<ShowItemId>,
    /// The item without a good that is to be done before the next good.
    pub step: Option<ShowItemId>,
    /// How late the event is; `None` without times, and while it is not on air.
    pub pace: Option<Pace>,
}

/// An item of a run of show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShowItemView {
    /// Id.
    pub id: ShowItemId,
    /// What it is.
    pub kind: ShowKind,
    /// The good that is explained.
    pub good: Option<ShowGood>,
    /// How long it lasts.
    pub minutes: u32,
    /// The prize, the coupon, or what else happens.
    pub title: String,
    /// What to say of the price.
    pub cue: String,
    /// Talking points; of a draw how to enter.
    pub notes: String,
    /// Prizes or coupons; 0 where it is not said.
    pub count: u32,
    /// Counts its changes.
    pub revision: u32,
    /// Minutes from the beginning of the plan.
    pub offset_minutes: u32,
    /// When it begins by plan, UTC milliseconds; `None` while the room has no start.
    pub planned_ms: Option<i64>,
    /// Whether it ends behind the room's end.
    pub over: bool,
    /// When it really began, UTC milliseconds.
    pub begun_ms: Option<i64>,
    /// Whether staff said so.
    pub by_hand: bool,
}

/// A good as a run of show shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShowGood {
    /// Id.
    pub id: GoodsId,
    /// Name.
    pub name: String,
    /// Price form.
    pub price_kind: PriceKind,
    /// First amount, if it reads as one.
    pub price: Option<Fen>,
    /// Second amount, if the form has one and it reads as one.
    pub price2: Option<Fen>,
    /// Picture.
    pub picture: Option<PictureId>,
    /// Focus of the picture.
    pub focus: Focus,
    /// What is done to the picture.
    pub edit: Edit,
}

/// What is to be put into a run of show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShowNew {
    /// What it is.
    pub kind: ShowKind,
    /// The good, of the kind that has one.
    pub goods_id: Option<GoodsId>,
    /// How long it lasts; `None` for as long as anything does.
    pub minutes: Option<u32>,
}

/// A change of an item; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct ShowPatch {
    /// How long it lasts.
    pub minutes: Option<u32>,
    /// The prize, the coupon, or what else happens.
    pub title: Option<String>,
    /// What to say of the price.
    pub cue: Option<String>,
    /// Talking points; of a draw how to enter.
    pub notes: Option<String>,
    /// Prizes or coupons; 0 where it is not said.
    pub count: Option<u32>,
}

/// What a run of show is written into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ShowFile {
    /// The plan as a spreadsheet.
    Plan,
    /// The plan on A4 pages to print, as PDF.
    Print,
    /// Planned against done, as a spreadsheet.
    Record,
}

/// The limits of a run of show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShowLimits {
    /// Minutes of an item that nobody gave a length.
    pub minutes: u32,
    /// Minutes of an item at most.
    pub minutes_max: u32,
    /// Prizes or coupons at most.
    pub count_max: u32,
    /// Characters of a title or a price cue at most.
    pub title_chars: usize,
    /// Characters of talking points at most.
    pub notes_chars: usize,
}

impl ShowLimits {
    /// The limits as the domain has them.
    pub const fn of_domain() -> Self {
        Self {
            minutes: run_of_show::MINUTES,
            minutes_max: run_of_show::MINUTES_MAX,
            count_max: run_of_show::COUNT_MAX,
            title_chars: run_of_show::TITLE_CHARS,
            notes_chars: run_of_show::NOTES_CHARS,
        }
    }
}
