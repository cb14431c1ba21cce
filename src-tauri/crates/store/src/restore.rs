//! Putting a backup in the database's place.
//!
//! The backup is put together and checked under another name. Then `restore.json` is written: from that moment on the backup
//! is what counts, and whoever opens the data carries on from there. What stood in its place goes to `aside/…`, log and
//! index with it, and is never removed by the program. Afterwards the note is called `restored.json` until
//! somebody has drawn the consequences: what stands in the outbox may have left since.

use crate::{
    BackupError, BackupFacts, BackupId, Backups, Place, ShopFolders, Store,
    disk::{beside, is_there, make_folder, replace_whole, sync_folder_of},
    open::remove_database,
    store::{DATABASE, FILES, LOCK, VAULT, lock},
};
use kaibo_domain::day::Day;
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

pub(crate) const PENDING: &str = "restore.json";
/// The database that is to take the place.
pub(crate) const RESTORE: &str = "kaibo.db.restore";
pub(crate) const DONE: &str = "restored.json";
/// Where what a backup took the place of stands.
pub(crate) const ASIDE: &str = "aside";
/// What belongs to a database. The log goes first: beside another database it would be taken for that one's.
const SET: [&str; 4] = ["-wal", "-journal", "-shm", ""];

/// A backup that took the database's place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// When the backup was taken, in UTC milliseconds.
    pub taken_ms: i64,
    /// When it took the place, in UTC milliseconds.
    pub restored_ms: i64,
    /// Name of the folder in `aside/` that has what was there before.
    pub aside: String,
    /// It came from a folder elsewhere, to a computer where the shop was not.
    #[serde(default)]
    pub moved: bool,
}

impl Backups {
    /// Puts a backup in the database's place. The store must be closed. Whatever fails, and wherever it is interrupted, the
    /// data are the old ones or those of the backup, and the old ones are kept.
    pub fn restore(&self, id: &BackupId, now_ms: i64) -> Result<BackupFacts, BackupError> {
        let _alone = self.alone()?;
        let dir = self.dir();
        let _lock = lock(&dir.join(LOCK))?;
        // One that was interrupted is brought to its end first.
        finish(dir)?;
        let new = new_of(dir);
        remove_database(&new)?;
        let facts = match self.put_together(id, &new) {
            Ok(facts) => facts,
            Err(error) => {
                // The first error is the one to report; what is left is removed by the next attempt.
                let _ = remove_database(&new);
                return Err(error);
            }
        };
        sync_folder_of(&new)?;
        let restored =
            Restored { taken_ms: facts.taken_ms, restored_ms: now_ms, aside: free_name(dir, now_ms)?, moved: false };
        restored.write(&dir.join(PENDING))?;
        finish(dir)?;
        Ok(facts)
    }
}

impl Restored {
    /// Writes the note.
    pub(crate) fn write(&self, target: &Path) -> io::Result<()> {
        replace_whole(target, &serde_json::to_vec(self).map_err(io::Error::other)?)
    }
}

impl Store {
    /// The backup that took the database's place, as long as nobody has said that the consequences are drawn.
    pub fn restored(&self) -> io::Result<Option<Restored>> {
        read(&self.dir().join(DONE))
    }

    /// The consequences are drawn.
    pub fn forget_restored(&self) -> io::Result<()> {
        let note = self.dir().join(DONE);
        match fs::remove_file(&note) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed.and_then(|()| sync_folder_of(&note)),
        }
    }
}

/// Whether a backup is to take the database's place still.
pub(crate) fn is_pending(dir: &Path) -> io::Result<bool> {
    is_there(&dir.join(PENDING))
}

/// Carries on where putting a backup in place was interrupted. The caller holds the lock.
pub(crate) fn finish(dir: &Path) -> io::Result<()> {
    let Some(restored) = read(&dir.join(PENDING))? else { return Ok(()) };
    let (database, new) = (dir.join(DATABASE), new_of(dir));
    if restored.moved {
        take_in(dir)?;
    }
    // The new one has its name as soon as nothing stands under the other.
    if is_there(&new)? {
        let aside = dir.join(ASIDE).join(&restored.aside);
        for tail in SET {
            let (from, to) = (beside(&database, tail), beside(&aside.join(DATABASE), tail));
            if is_there(&from)? {
                make_folder(&aside)?;
                fs::rename(&from, &to)?;
                sync_folder_of(&to)?;
            }
        }
        fs::rename(&new, &database)?;
        sync_folder_of(&database)?;
    }
    fs::rename(dir.join(PENDING), dir.join(DONE))?;
    sync_folder_of(&database)
}

/// Brings a whole first shop, which came from elsewhere and stands in its own folder yet, to its place.
fn take_in(dir: &Path) -> io::Result<()> {
    let from = ShopFolders::of(dir).arriving(Place::First);
    for name in [VAULT, FILES, RESTORE] {
        if is_there(&from.join(name))? {
            fs::rename(from.join(name), dir.join(name))?;
            sync_folder_of(&dir.join(name))?;
        }
    }
    Ok(())
}

fn new_of(dir: &Path) -> PathBuf {
    dir.join(RESTORE)
}

fn read(path: &Path) -> io::Result<Option<Restored>> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        bytes => {
            let restored: Restored = serde_json::from_slice(&bytes?).map_err(io::Error::other)?;
            // It names a folder, and nothing else.
            let is_name = restored.aside.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
            if is_name { Ok(Some(restored)) } else { Err(io::Error::other("the note of a restored backup is damaged")) }
        }
    }
}

/// A folder that is not there yet: the day, for people, and the moment.
fn free_name(dir: &Path, now_ms: i64) -> io::Result<String> {
    let mut name = format!("{}-{}", Day::in_beijing(now_ms), now_ms.max(0));
    while is_there(&dir.join(ASIDE).join(&name))? {
        name.push_str("-1");
    }
    Ok(name)
}

#[cfg(test)]
mod tests;
