//! The length of the database's log. A reader that stays keeps its moment alive: nothing written since can be taken out of
//! the log, which grows with every commit until it has gone. So the longer the log, the shorter a read may be.

use crate::disk::beside;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// The log's file is kept that long when it is begun anew, in bytes; longer, it is being kept from that.
pub(crate) const KEPT: u64 = 64 << 20;
/// Longer, in bytes, much is written quickly.
const PRESSING: u64 = 96 << 20;
/// Longer, something is wrong that showing readers out does not mend, in bytes.
const ALARM: u64 = 128 << 20;

/// Watched by the writer, asked by the readers.
pub(crate) struct Log {
    path: PathBuf,
    /// Bytes after the last commit.
    length: AtomicU64,
}

impl Log {
    pub(crate) fn of(database: &Path) -> Self {
        Log { path: beside(database, "-wal"), length: AtomicU64::new(0) }
    }

    /// How long a read may take; `None` for as long as it likes.
    pub(crate) fn stay_max(&self) -> Option<Duration> {
        let length = self.length.load(Ordering::Relaxed);
        let stay = if length > PRESSING { Duration::from_millis(200) } else { Duration::from_secs(2) };
        (length > KEPT).then_some(stay)
    }

    /// Looks how long it is after a commit.
    pub(crate) fn look(&self) {
        // Without a file there is nothing to be long.
        let length = fs::metadata(&self.path).map_or(0, |file| file.len());
        let before = self.length.swap(length, Ordering::Relaxed);
        if before <= ALARM && length > ALARM {
            tracing::error!(length, "a reader keeps the database's log from being written back");
        }
    }
}
