//! Drafts exchanged with a colleague, as the interface sees them.

use super::Problem;
use kaibo_domain::{
    merge::Side,
    team::{FieldState, RecordState},
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What goes into a file for a colleague.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamContents {
    /// Drafts of goods.
    pub goods: bool,
    /// Drafts of rooms.
    pub rooms: bool,
}

/// How many drafts there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamDrafts {
    /// Goods that the platform does not have.
    pub goods: u32,
    /// Rooms that the platform does not have.
    pub rooms: u32,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamExported {
    /// Where it is.
    pub path: String,
    /// Goods in it.
    pub goods: u32,
    /// Rooms in it.
    pub rooms: u32,
    /// Pictures in it.
    pub pictures: u32,
}

/// How far reading or writing a file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamProgress {
    /// Pictures dealt with.
    pub done: u32,
    /// Pictures in all.
    pub total: u32,
}

/// The file at hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamView {
    /// Its name.
    pub file_name: String,
    /// The shop it comes from.
    pub shop: String,
    /// Whether that is not the name of the shop in the window.
    pub other_shop: bool,
    /// When it was made, UTC milliseconds.
    pub made_ms: i64,
    /// Records, by what they are here.
    pub counts: Vec<TeamCount>,
    /// Records that change something here, as they are chosen now.
    pub taken: u32,
    /// Pictures that will not do.
    pub bad_pictures: u32,
}

/// How many records there are of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamCount {
    /// The state.
    pub state: RecordState,
    /// How many.
    pub count: u32,
}

/// Records of the file at hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamPage {
    /// The records: at most 30, and fewer when they are long.
    pub records: Vec<TeamRecord>,
    /// Hand it back as `from` for the next page; `None` at the end.
    pub next: Option<u32>,
}

/// A good or room of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamRecord {
    /// Its place in the file.
    pub at: u32,
    /// `goods` or `room`.
    pub object_kind: String,
    /// Its name, that of the file where it has one.
    pub name: String,
    /// What it is here.
    pub state: RecordState,
    /// Last edit here, UTC milliseconds; `None` where it is not here.
    pub mine_ms: Option<i64>,
    /// Last edit at the colleague's, UTC milliseconds.
    pub theirs_ms: i64,
    /// Whether it is taken over: chosen for what is new or was deleted here.
    pub take: bool,
    /// Why it cannot be.
    pub locked: Option<Problem>,
    /// Of what is new everything, else what differs.
    pub fields: Vec<TeamField>,
}

/// A field, side by side. Values are texts: names as they are, `price` as `199.00`, `99.00-199.00` (range) or
/// `199.00>99.00` (discount) or whatever was typed, times in UTC milliseconds, switches `true` or `false`, `picture` its file's
/// name after eight digits that tell its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamField {
    /// Its name.
    pub field: String,
    /// What stands here; `None` where the record is not here.
    pub mine: Option<String>,
    /// What stands in the file.
    pub theirs: String,
    /// Who changed it.
    pub state: FieldState,
    /// Whose value counts.
    pub side: Side,
    /// Why the file's cannot be taken.
    pub locked: Option<Problem>,
}

/// What staff chose in the file at hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamChoice {
    /// The record's place in the file; `None` for all records of that state.
    pub at: Option<u32>,
    /// Only records of that state.
    pub state: Option<RecordState>,
    /// The field; `None` for the whole record.
    pub field: Option<String>,
    /// Whose value counts. For a whole record: whether it is taken over.
    pub side: Side,
}

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamResult {
    /// Records made.
    pub made: u32,
    /// Records changed.
    pub changed: u32,
    /// Records that had been deleted here and are back.
    pub brought_back: u32,
    /// Records left as they are.
    pub kept: u32,
    /// Pictures that could not be used: the first hundred, by the names of their files.
    pub lost_pictures: Vec<String>,
}
