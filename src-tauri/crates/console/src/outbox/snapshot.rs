//! What was submitted: the draft as it stood then, so that what is typed while it waits goes nowhere by itself.

use crate::{goods_view, room_view};
use kaibo_domain::{Edit, Focus, GoodsDraft, PictureId, RoomDraft, merge::Fields};
use kaibo_store::{
    goods::GoodsRow,
    rooms::{RoomFocus, RoomRow},
    submissions::SubmissionRow,
};
use serde::{Deserialize, Serialize};

/// A draft with its pictures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Snapshot {
    Goods(GoodsSnapshot),
    Room(Box<RoomSnapshot>),
}

/// A good as it was submitted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct GoodsSnapshot {
    pub draft: GoodsDraft,
    pub picture: Option<PictureId>,
    pub focus: Focus,
    /// None in submissions of version 3.
    #[serde(default)]
    pub edit: Edit,
}

/// A room as it was submitted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct RoomSnapshot {
    pub draft: RoomDraft,
    pub picture: Option<PictureId>,
    pub focus: SentFocus,
    /// None in submissions of version 3.
    #[serde(default)]
    pub edit: Edit,
}

/// Where the pictures look that the platform gets.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SentFocus {
    pub background: Focus,
    pub share: Focus,
    pub feeds: Focus,
}

impl From<RoomFocus> for SentFocus {
    fn from(RoomFocus { background, share, feeds, cover: _ }: RoomFocus) -> Self {
        Self { background, share, feeds }
    }
}

impl Snapshot {
    pub fn of_goods(row: &GoodsRow) -> Self {
        Self::Goods(GoodsSnapshot {
            draft: goods_view::draft_of(row),
            picture: row.picture_id,
            focus: row.focus,
            edit: row.edit,
        })
    }

    pub fn of_room(row: &RoomRow) -> Self {
        Self::Room(Box::new(RoomSnapshot {
            draft: room_view::draft_of(row),
            picture: row.picture_id,
            focus: row.focus.into(),
            edit: row.edit,
        }))
    }

    /// As it stands in the submission's payload.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What a submission holds; `None` where its kind sends nothing typed, and in rows of version 1.
    pub fn read(row: &SubmissionRow) -> Option<Self> {
        serde_json::from_str(row.payload.as_deref()?).ok()
    }

    /// The name it was submitted under.
    pub fn name(&self) -> &str {
        match self {
            Self::Goods(goods) => &goods.draft.name,
            Self::Room(room) => &room.draft.name,
        }
    }

    /// The fields that the platform tells back.
    pub fn fields(&self) -> Fields {
        match self {
            Self::Goods(goods) => crate::sync::fields::of_goods(&goods.draft),
            Self::Room(room) => crate::sync::fields::of_room(&room.draft),
        }
    }
}

/// What a submission of a good sends; a row of version 1 sends what stands there now.
pub(crate) fn goods(row: &SubmissionRow, good: &GoodsRow) -> GoodsSnapshot {
    match Snapshot::read(row).unwrap_or_else(|| Snapshot::of_goods(good)) {
        Snapshot::Goods(goods) => goods,
        Snapshot::Room(_) => GoodsSnapshot {
            draft: goods_view::draft_of(good),
            picture: good.picture_id,
            focus: good.focus,
            edit: good.edit,
        },
    }
}

/// The same of a room.
pub(crate) fn room(row: &SubmissionRow, room: &RoomRow) -> RoomSnapshot {
    match Snapshot::read(row).unwrap_or_else(|| Snapshot::of_room(room)) {
        Snapshot::Room(snapshot) => *snapshot,
        Snapshot::Goods(_) => RoomSnapshot {
            draft: room_view::draft_of(room),
            picture: room.picture_id,
            focus: room.focus.into(),
            edit: room.edit,
        },
    }
}
