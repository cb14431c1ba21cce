//! Copies of the shop in a folder elsewhere, as the interface sees them.

use super::Problem;
use serde::{Deserialize, Serialize};
use specta::Type;

/// The folder that is copied to, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AwayView {
    /// The folder; `None` where none was chosen.
    pub folder: Option<String>,
    /// Whether it can be reached now.
    pub is_there: bool,
    /// Whether it is on the disk of the data: a disk that dies takes both.
    pub same_disk: bool,
    /// Somebody is copying just now.
    pub busy: bool,
    /// The last copy that was well.
    pub done: Option<AwayDone>,
    /// Why the last try since then was not.
    pub failed: Option<AwayFailed>,
}

/// A copy that was well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AwayDone {
    /// When, in UTC milliseconds.
    pub at_ms: i64,
    /// Bytes of database, pictures and papers.
    pub bytes: u64,
    /// Pictures and files of papers.
    pub files: u64,
    /// Files that are damaged in the data, and so in no copy.
    pub damaged: u64,
}

/// A try that failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AwayFailed {
    /// When, in UTC milliseconds.
    pub at_ms: i64,
    /// Why.
    pub problem: Problem,
}

/// What was found in the folder that a shop is to be brought back from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AwayFound {
    /// The folder.
    pub folder: String,
    /// When the newest version of each shop there says that it was made, in UTC milliseconds.
    pub newest_ms: Vec<Option<i64>>,
    /// Whoever types the code has to choose a passphrase too.
    pub needs_passphrase: bool,
}

/// A shop that the code opens in that folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AwayShop {
    /// Names its copy.
    pub copy: String,
    /// The shop's name; empty where no version says it.
    pub name: String,
    /// The newest first.
    pub versions: Vec<AwayVersionView>,
}

/// A version of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AwayVersionView {
    /// Names it.
    pub id: String,
    /// When it was copied, in UTC milliseconds.
    pub taken_ms: i64,
    /// Bytes of database, pictures and papers.
    pub bytes: u64,
    /// Pictures and files of papers.
    pub files: u64,
    /// Why it cannot be brought back.
    pub problem: Option<Problem>,
}

/// Which version is wanted, and what it takes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AwayWish {
    /// Names the copy.
    pub copy: String,
    /// Names the version.
    pub version: String,
    /// The recovery code, as it was typed.
    pub code: String,
    /// A new passphrase, where no keychain keeps the key.
    pub passphrase: Option<String>,
    /// Do without the files that are damaged.
    pub without_damaged: bool,
}

impl std::fmt::Debug for AwayWish {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AwayWish").field("copy", &self.copy).field("version", &self.version).finish_non_exhaustive()
    }
}
