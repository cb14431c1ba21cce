//! The copy made before a migration: encrypted with the same key, and read back before it counts.

use crate::{
    BackupId, OpenError,
    backups::FOLDER,
    disk::{beside, make_folder, sync_folder_of},
    key::DerivedKey,
    open::{faults, keyed, remove_database, user_only},
};
use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Where the copy of `database` before the step from `from` to `to` stands.
pub(crate) fn place(database: &Path, from: u32, to: u32) -> PathBuf {
    database.with_file_name(FOLDER).join(format!("kaibo-v{from}-before-v{to}.db"))
}

/// The versions in the name of such a copy.
pub(crate) fn versions(name: &str) -> Option<(u32, u32)> {
    let (from, to) = name.strip_prefix("kaibo-v")?.strip_suffix(".db")?.split_once("-before-v")?;
    Some((from.parse().ok()?, to.parse().ok()?))
}

/// Its name among all backups.
pub(crate) fn id_of(name: &str) -> Option<BackupId> {
    let (from, to) = versions(name)?;
    format!("v{from}-before-v{to}").parse().ok()
}

/// The copy of that name in the folder of backups, with its versions.
pub(crate) fn file_of(folder: &Path, id: &BackupId) -> Option<(PathBuf, (u32, u32))> {
    let name = format!("kaibo-{id}.db");
    Some((folder.join(&name), versions(&name)?))
}

/// Copies the open database. A copy of an earlier try at the same step is replaced once the new one is whole.
pub(crate) fn back_up(
    connection: &Connection,
    database: &Path,
    key: &DerivedKey,
    from: u32,
    to: u32,
) -> Result<(), OpenError> {
    let target = place(database, from, to);
    if let Some(folder) = target.parent() {
        make_folder(folder)?;
    }
    let unfinished = beside(&target, ".new");
    remove_database(&unfinished)?;
    copy(connection, &unfinished, key).map_err(failed)?;
    user_only(&unfinished)?;
    let read_back = keyed(&unfinished, OpenFlags::SQLITE_OPEN_READ_ONLY, key).and_then(|copy| faults(&copy));
    if !read_back.map_err(failed)?.is_empty() {
        return Err(OpenError::Backup(rusqlite::Error::InvalidQuery));
    }
    fs::rename(&unfinished, &target)?;
    Ok(sync_folder_of(&target)?)
}

fn copy(connection: &Connection, target: &Path, key: &DerivedKey) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut copy = keyed(target, flags, key)?;
    copy.execute_batch("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;")?;
    // All pages in one step: nobody writes meanwhile. Anything but "done" is no copy.
    let step = Backup::new(connection, &mut copy)?.step(-1)?;
    if step != StepResult::Done {
        return Err(rusqlite::Error::InvalidQuery);
    }
    // The copy took the log mode over; a backup is one file.
    copy.execute_batch("PRAGMA journal_mode = DELETE;")?;
    copy.close().map_err(|(_, error)| error)
}

fn failed(source: rusqlite::Error) -> OpenError {
    match OpenError::from(source) {
        OpenError::Unreadable(Some(source)) => OpenError::Backup(source),
        other => other,
    }
}
