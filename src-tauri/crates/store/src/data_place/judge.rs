//! Whether the data may be moved to a folder. Leaves no trace in it.

use super::{DataPlace, FOLDER, MARK, MoveError, UNFINISHED, carry::Listing, holds_data, is_marked};
use crate::{
    away::is_same_disk,
    disk::{beside, is_there, make_folder, sync_folder_of, try_writing_in},
    open::made_ready,
};
use rusqlite::{Connection, ErrorCode};
use std::{
    fs::{self, File, TryLockError},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

/// Left free on the new disk: to work on with, and for what the file system itself needs.
const SLACK: u64 = 64 * 1024 * 1024;
/// What the last part of a file takes at most besides its bytes.
const CLUSTER: u64 = 4096;
/// File systems of other computers, as Linux names them: SQLite's log has no place on them (<https://sqlite.org/wal.html>).
#[cfg(target_os = "linux")]
const NETWORK: [&str; 10] =
    ["nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "fuse.sshfs", "fuse.rclone", "fuse.glusterfs"];

/// A folder that the data may be moved to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Where they will lie, within the folder that was chosen.
    pub folder: PathBuf,
    /// Bytes that are moved.
    pub bytes: u64,
    /// Bytes that are free there.
    pub free: u64,
    /// Whether it is the very disk on which they are.
    pub same_disk: bool,
}

impl DataPlace {
    /// Judges a folder.
    pub fn choose(&self, picked: &Path) -> Result<Target, MoveError> {
        let from = self.find()?;
        let (real, present) = (fs::canonicalize(picked)?, fs::canonicalize(&from).map_err(MoveError::Source)?);
        if !real.is_dir() {
            return Err(MoveError::Gone);
        }
        let folder = std::path::absolute(picked)?.join(FOLDER);
        folder.to_str().ok_or(MoveError::Name)?;
        if real == present || fs::canonicalize(&folder).is_ok_and(|folder| folder == present) {
            return Err(MoveError::Same);
        }
        if real.starts_with(&present) {
            return Err(MoveError::InsideData);
        }
        if holds_data(&real) || is_there(&real.join(MARK))? || holds_data(&folder) || is_marked(&folder, None) {
            return Err(MoveError::OtherData);
        }
        if !is_free(&folder)? || !is_unfinished(&beside(&folder, UNFINISHED))? {
            return Err(MoveError::NotEmpty);
        }
        if is_elsewhere(&real) {
            return Err(MoveError::Network);
        }
        try_writing_in(picked)?;
        let all = Listing::of(&from)?;
        let (bytes, free) = (all.bytes(), fs4::available_space(&real)?);
        let need = bytes + all.files.len() as u64 * CLUSTER + SLACK;
        if free < need {
            return Err(MoveError::Room { need, free });
        }
        try_working_in(picked)?;
        Ok(Target { folder, bytes, free, same_disk: is_same_disk(&real, &present) == Some(true) })
    }

    /// Bytes that are free on the disk of the data, where the system says so.
    pub fn free(&self) -> Option<u64> {
        fs4::available_space(self.find().ok()?).ok()
    }
}

/// Whether nothing is there, or an empty folder.
fn is_free(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(!is_there(folder)?),
        Err(error) if error.kind() == ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether what is there, if anything is, was left by a move that came to no end.
pub(super) fn is_unfinished(new: &Path) -> io::Result<bool> {
    Ok(is_free(new)? || is_marked(new, None))
}

/// Finds out whether locks hold there, what is written is flushed, and a database works.
fn try_working_in(folder: &Path) -> Result<(), MoveError> {
    let mut name = [0; 8];
    getrandom::fill(&mut name).map_err(|error| io::Error::other(error.to_string()))?;
    let place = folder.join(format!("kaibo-try-{}", hex::encode(name)));
    make_folder(&place)?;
    let tried = try_locks(&place).and_then(|()| try_database(&place.join("try.db")));
    let removed = fs::remove_dir_all(&place);
    tried.and(Ok(removed?))
}

fn try_locks(place: &Path) -> Result<(), MoveError> {
    let path = place.join("try.lock");
    let (mut first, second) = (File::create(&path)?, File::options().write(true).open(&path)?);
    first.try_lock().map_err(|error| MoveError::Unfit(error.to_string()))?;
    match second.try_lock() {
        Err(TryLockError::WouldBlock) => {}
        _ => return Err(MoveError::Unfit("a lock does not hold".into())),
    }
    first.unlock()?;
    first.write_all(b"kaibo")?;
    first.sync_all()?;
    drop((first, second));
    let renamed = place.join("try.renamed");
    fs::rename(&path, &renamed)?;
    Ok(sync_folder_of(&renamed)?)
}

fn try_database(path: &Path) -> Result<(), MoveError> {
    let work = || {
        made_ready()?;
        let writer = Connection::open(path)?;
        writer.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (n); INSERT INTO t VALUES (1);",
        )?;
        let reader = Connection::open(path)?;
        reader.query_row("SELECT (SELECT count(*) FROM t), journal_mode FROM pragma_journal_mode", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })
    };
    match work() {
        Ok((1, mode)) if mode == "wal" => Ok(()),
        Ok(_) => Err(MoveError::Unfit("a database has no log there".into())),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DiskFull) => {
            Err(MoveError::Full(io::Error::other(error)))
        }
        Err(error) => Err(MoveError::Unfit(error.to_string())),
    }
}

/// Whether the folder is on another computer. On macOS what it can do decides alone.
fn is_elsewhere(real: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
        file_system(&mounts, real).is_some_and(|name| NETWORK.contains(&name))
    }
    #[cfg(not(target_os = "linux"))]
    {
        use std::path::{Component, Prefix};
        // A drive's letter for a share is resolved to the share.
        matches!(real.components().next(), Some(Component::Prefix(prefix))
            if matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..)))
    }
}

/// The file system that a path is on, by Linux's list of mounts (proc(5)).
#[cfg(target_os = "linux")]
pub(super) fn file_system<'a>(mounts: &'a str, path: &Path) -> Option<&'a str> {
    let mount = |line: &'a str| {
        let (place, kind) = line.split_once(" - ")?;
        let place = place.split(' ').nth(4)?.replace("\\040", " ");
        path.starts_with(&place).then_some((place.len(), kind.split(' ').next()?))
    };
    // Of two at one place the later one hides the earlier.
    mounts.lines().filter_map(mount).max_by_key(|(length, _)| *length).map(|(_, kind)| kind)
}
