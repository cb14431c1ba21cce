//! 数据位置 as the interface sees it.

use super::Problem;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Where the data lie and how much of what, of all shops.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DataPlaceView {
    /// The data folder.
    pub folder: String,
    /// Whether they were moved there from the system's place.
    pub moved: bool,
    /// Whether the place was set from outside the program: it is not moved then.
    pub fixed: bool,
    /// What lies there, by kind.
    pub sizes: Vec<FolderSize>,
    /// Bytes that are free on its disk; `None` where the system does not say.
    pub free: Option<u64>,
    /// Places before, with old files that could not be removed.
    pub left: Vec<String>,
    /// Why the last move of this run of the program did not come to its end.
    pub problem: Option<Problem>,
}

/// So much of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FolderSize {
    /// Which.
    pub kind: FolderKind,
    /// Bytes on the disk.
    pub bytes: u64,
}

/// What lies in the data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum FolderKind {
    /// The databases with their logs.
    Database,
    /// Pictures.
    Pictures,
    /// Pages of papers.
    Papers,
    /// Backups of the databases.
    Backups,
    /// What a restored backup took the place of.
    Aside,
    /// Everything else.
    Rest,
}

/// A folder that the data may be moved to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DataTarget {
    /// Where they will lie, within the folder that was picked.
    pub folder: String,
    /// Bytes that are moved.
    pub bytes: u64,
    /// Bytes that are free there.
    pub free: u64,
    /// Whether it is the disk on which they are.
    pub same_disk: bool,
}

/// How far a move is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MoveProgressView {
    /// Bytes that were copied, or read back.
    pub done: u64,
    /// Bytes of all files; 0 before they were counted.
    pub total: u64,
    /// All is copied and is being read back.
    pub checking: bool,
}
