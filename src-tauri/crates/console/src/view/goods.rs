//! Goods as the interface sees them.

use super::{Editable, PictureView, Problem};
use kaibo_domain::{Edit, Fen, Focus, GoodsDraft, GoodsField, GoodsId, PictureId, PriceKind, RoomId, Violation};
use serde::{Deserialize, Serialize};
use specta::Type;

pub use kaibo_domain::GoodsState;

/// A line of the goods list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoodsRow {
    /// Id.
    pub id: GoodsId,
    /// Name, perhaps empty in a draft.
    pub name: String,
    /// 商家编码, empty for none.
    pub code: String,
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
    /// What is done to the picture.
    pub edit: Edit,
    /// State.
    pub state: GoodsState,
    /// What stands in the way, when refused or waiting.
    pub problem: Option<Problem>,
    /// Number of broken rules of a draft.
    pub faults: u32,
    /// Whether it was found on the platform after a lost reply (平台上已存在, 已关联).
    pub adopted: bool,
    /// Whether it was changed here since it was submitted (提交后有修改).
    pub changed_since: bool,
    /// Whether another price of an approved good is in the outbox (改价提交中); `problem` says what holds it up.
    pub price_on_its_way: bool,
    /// Whether it was made in the platform's console or by another program: shown, but it cannot be changed from here.
    pub read_only: bool,
    /// The first two of the rooms on whose shelf it stands, or is to stand.
    pub rooms: Vec<String>,
    /// How many rooms that are in all.
    pub room_count: u32,
    /// Last change, UTC milliseconds.
    pub updated_ms: i64,
}

/// A list of goods that was opened: which goods a query shows, in their order. The last few are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoodsListing {
    /// Names the list when its pages are asked for.
    pub id: u32,
    /// How many goods it shows.
    pub total: u32,
    /// How many goods the shop has, whatever the query.
    pub of_all: u32,
    /// How many goods each state would show, the states chosen aside.
    pub counts: GoodsCounts,
    /// Whether there are goods of an earlier version that the search, prices and the order by name do not know yet; the
    /// goods are said to have changed when they do.
    pub is_learning: bool,
}

/// What to list. Whatever is empty narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoodsQuery {
    /// Parts of the name, of its pinyin, of the code, of the platform's id; parts apart by spaces may stand anywhere.
    pub search: String,
    /// Only goods in one of these states. What waits only because something holds the outbox up counts as submitting.
    pub states: Vec<GoodsState>,
    /// Only goods that stand on this room's shelf, or are to.
    pub room: Option<RoomId>,
    /// Only goods that somebody may pay that much for, or more.
    pub price_from: Option<Fen>,
    /// Only goods that somebody may pay that much for, or less.
    pub price_to: Option<Fen>,
    /// Only goods that a person has to look after: refused, rejected, or gone from the platform.
    pub has_problem: bool,
    /// Only goods made there.
    pub made: Option<GoodsMade>,
    /// Order.
    pub order: GoodsOrder,
    /// Whether what is least, or was changed first, comes first.
    pub ascending: bool,
}

/// Where goods were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum GoodsMade {
    /// In this program.
    Here,
    /// In the platform's console, or by another program.
    Elsewhere,
}

/// What goods are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum GoodsOrder {
    /// Last change.
    #[default]
    Updated,
    /// The name's pinyin.
    Name,
    /// What is to be paid at least; goods without a price last in either direction.
    Price,
    /// State.
    State,
}

/// A good in its editor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoodsView {
    /// Id.
    pub id: GoodsId,
    /// Every field as typed.
    pub draft: GoodsDraft,
    /// 商家编码, empty for none; the platform does not know it.
    pub code: String,
    /// Picture.
    pub picture: Option<PictureView>,
    /// Focus of the picture.
    pub focus: Focus,
    /// What is done to the picture.
    pub edit: Edit,
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
    /// Whether it was found on the platform after a lost reply (平台上已存在, 已关联).
    pub adopted: bool,
    /// Whether it was changed here since it was submitted (提交后有修改).
    pub changed_since: bool,
    /// Whether it was made in the platform's console or by another program: shown, but it cannot be changed from here.
    pub read_only: bool,
    /// Whether another price of an approved good is in the outbox (改价提交中); `problem` says what holds it up.
    pub price_on_its_way: bool,
    /// Whether both sides changed it: see the conflicts.
    pub in_conflict: bool,
}

/// Goods that something is to be done with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum GoodsSelection {
    /// These.
    Ids {
        /// At most some thousands: a message holds no more.
        ids: Vec<GoodsId>,
    },
    /// Everything that a query shows when it is done.
    Filter {
        /// The query.
        query: GoodsQuery,
        /// But not these.
        except: Vec<GoodsId>,
    },
}

/// A change of one or more fields; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct GoodsPatch {
    /// Name.
    pub name: Option<String>,
    /// 商家编码; may be set in every state.
    pub code: Option<String>,
    /// Price form.
    pub price_kind: Option<PriceKind>,
    /// First amount as typed.
    pub price: Option<String>,
    /// Second amount as typed.
    pub price2: Option<String>,
    /// Page path.
    pub path: Option<String>,
}

/// Goods by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoodsCounts {
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
    /// 审核中.
    pub auditing: u32,
    /// 已入库.
    pub approved: u32,
    /// 驳回.
    pub rejected: u32,
    /// 未入库.
    pub withdrawn: u32,
}
