//! 数据与备份 as the interface sees it.

use super::Problem;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::fmt;

/// The backups of the database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BackupsView {
    /// The newest first; those that cannot be restored last.
    pub backups: Vec<BackupView>,
    /// Why the last try of this run of the program made none.
    pub problem: Option<Problem>,
}

/// One backup.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BackupView {
    /// Names it.
    pub id: String,
    /// Made before the program was updated; else by time or by hand.
    pub before_update: bool,
    /// When, in UTC milliseconds; 0 where that cannot be read.
    pub taken_ms: i64,
    /// Bytes of the database in it.
    pub bytes: u64,
    /// Version of its tables.
    pub schema: u32,
    /// Why it cannot be restored.
    pub problem: Option<Problem>,
}

/// What a drill found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DrillView {
    /// Names the backup.
    pub id: String,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// What is in it, beside what is there now.
    pub counts: Vec<DrillCount>,
}

/// How many there are of something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DrillCount {
    /// `goods`, `rooms`, `pictures`, `papers`, `submissions`.
    pub what: String,
    /// In the backup.
    pub backed_up: i64,
    /// Now; `None` while the data do not open.
    pub now: Option<i64>,
}

/// The recovery code: a way to the data without keychain and passphrase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryView {
    /// When the one that counts was made, in UTC milliseconds; `None` where there is none.
    pub made_ms: Option<i64>,
    /// Why the one that was made cannot be used.
    pub problem: Option<Problem>,
    /// The data do not open, and whoever types the code has to choose a passphrase too.
    pub needs_passphrase: bool,
    /// Staff are to be reminded that there is none.
    pub remind: bool,
}

/// A recovery code that was just made: shown once, and never again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryMade {
    /// As it is written down.
    pub groups: Vec<String>,
    /// When it was made, in UTC milliseconds.
    pub made_ms: i64,
}

impl fmt::Debug for RecoveryMade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecoveryMade").field("made_ms", &self.made_ms).finish_non_exhaustive()
    }
}
