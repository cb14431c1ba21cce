//! Backups of the database, in `backups/` of the data folder: encrypted as the database is, each opened and checked
//! before it counts.
//!
//! A backup is a list of pieces (`<id>.json`), written last and whole. Its pieces are the raw pages: what did not change
//! between two backups is kept once. The copy that is made before a migration is one file of its own (`backup`).
//! Invariants: a database that is not sound replaces no backup; whatever is interrupted leaves every earlier backup whole.

mod error;
mod freeze;
mod keeping;
mod manifest;
mod pieces;

pub use error::BackupError;
pub(crate) use freeze::{Frozen, Raw, begin};
pub(crate) use manifest::{AwayList, FileEntry, Manifest};
pub(crate) use pieces::Pieces;

use crate::{
    OpenError, RootKey, Store, backup,
    disk::{beside, create_new, make_folder, sync_folder_of, write_whole},
    key::BackupKeys,
    migrate::{self, MIGRATIONS},
    open,
    table::counts::{self, CountRow},
};
use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    str::FromStr,
    sync::{Arc, Mutex, TryLockError},
    time::UNIX_EPOCH,
};

/// Bytes of a piece: sixteen pages. Smaller ones are more files than a disk likes, larger ones hold more that did not change.
pub(crate) const PIECE: usize = 64 * 1024;

/// The folder of backups in a data folder.
pub(crate) const FOLDER: &str = "backups";

/// Names a backup: when it was taken and something random, or the two versions of a migration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BackupId(String);

impl fmt::Display for BackupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BackupId {
    type Err = BackupError;

    /// An id is a file's name without its ending: nothing in it leads anywhere else.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if fits && (1..=64).contains(&text.len()) { Ok(BackupId(text.to_owned())) } else { Err(BackupError::NotFound) }
    }
}

/// Why a backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupKind {
    /// By time, or by hand: seven days and four weeks are kept.
    Rolling,
    /// Before the database was brought up to date: the last one is kept.
    Migration,
}

/// What is known of a backup without opening it.
#[derive(Debug)]
pub struct Backup {
    /// Its name.
    pub id: BackupId,
    /// Why it was made.
    pub kind: BackupKind,
    /// What its list says, or why it cannot be restored.
    pub facts: Result<BackupFacts, BackupError>,
}

impl Backup {
    /// Whether the key of these backups has sealed it.
    pub(crate) fn is_sealed(&self) -> bool {
        self.kind == BackupKind::Rolling && self.facts.is_ok()
    }
}

/// What a backup's list says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackupFacts {
    /// When it was taken, in UTC milliseconds.
    pub taken_ms: i64,
    /// Length of the database in bytes.
    pub bytes: u64,
    /// Version of its schema.
    pub schema: u32,
}

/// What came of a wish for a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// There is a new one.
    New(BackupId),
    /// Nothing has changed since this one.
    Unchanged(BackupId),
}

/// The backups of one data folder. Its calls read and write the disk for seconds: call them on a thread that may wait.
#[derive(Clone)]
pub struct Backups(Arc<Inner>);

struct Inner {
    dir: PathBuf,
    keys: Arc<BackupKeys>,
    /// Held by whoever takes, restores or removes.
    at_work: Mutex<()>,
}

impl fmt::Debug for Backups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backups").field("dir", &self.0.dir).finish_non_exhaustive()
    }
}

impl Backups {
    /// Those of the data folder `dir`.
    pub fn of(dir: &Path, key: &RootKey) -> Self {
        Backups(Arc::new(Inner { dir: dir.to_owned(), keys: key.backups(), at_work: Mutex::default() }))
    }

    /// Whether they are of this key.
    pub fn are_of(&self, key: &RootKey) -> bool {
        self.0.keys.name == key.backups().name
    }

    /// Copies of these in another folder, under the same key.
    pub(crate) fn elsewhere(&self, dir: &Path) -> Self {
        Backups(Arc::new(Inner { dir: dir.to_owned(), keys: Arc::clone(&self.0.keys), at_work: Mutex::default() }))
    }

    pub(crate) fn keys(&self) -> &BackupKeys {
        &self.0.keys
    }

    /// The list of a backup, its seal checked.
    pub(crate) fn manifest(&self, id: &BackupId) -> Result<Manifest, BackupError> {
        Manifest::read(&self.list_of(id), &self.0.keys)
    }

    /// All lists; `None` where one is another's, or does not read just now: nobody knows what it names.
    pub(crate) fn manifests(&self) -> Result<Option<Vec<Manifest>>, BackupError> {
        let mut lists = Vec::new();
        for backup in self.list()?.iter().filter(|backup| backup.kind == BackupKind::Rolling) {
            match self.manifest(&backup.id) {
                Ok(list) => lists.push(list),
                // Nothing can be put together by it, neither now nor later.
                Err(BackupError::Damaged) => {}
                Err(_) => return Ok(None),
            }
        }
        Ok(Some(lists))
    }

    pub(crate) fn pieces(&self) -> PathBuf {
        self.folder().join("pieces")
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.0.dir
    }

    fn folder(&self) -> PathBuf {
        self.0.dir.join(FOLDER)
    }

    pub(crate) fn unfinished(&self) -> PathBuf {
        self.folder().join("unfinished")
    }

    /// All that stand there, the newest first; those that cannot be restored last.
    pub fn list(&self) -> Result<Vec<Backup>, BackupError> {
        let entries = match fs::read_dir(self.folder()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry?;
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if let Some(id) = name.strip_suffix(".json").and_then(|id| id.parse().ok()) {
                let facts = Manifest::read(&path, &self.0.keys).map(|list| facts_of(&list));
                found.push(Backup { id, kind: BackupKind::Rolling, facts });
            } else if let (Some(versions), Some(id)) = (backup::versions(&name), backup::id_of(&name)) {
                found.push(Backup { id, kind: BackupKind::Migration, facts: facts_of_file(&path, versions.0) });
            }
        }
        found.sort_by_key(|backup| {
            let taken_ms = backup.facts.as_ref().map_or(i64::MIN, |facts| facts.taken_ms);
            (std::cmp::Reverse(taken_ms), backup.id.clone())
        });
        Ok(found)
    }

    /// Takes one of an open store, checks it by opening it, and lets go of those whose time is over. The store is written
    /// and read meanwhile.
    pub fn take(&self, store: &Store, now_ms: i64) -> Result<Taken, BackupError> {
        let _alone = self.alone()?;
        self.tidy_up()?;
        let frozen = store.freeze()?;
        let mut list = self.copy(store, &frozen, now_ms)?;
        drop(frozen);
        let copy = self.unfinished().join("check.db");
        let checked = self.assemble(&list, &copy).and_then(|()| self.check(&copy));
        remove_if_there(&copy)?;
        list.schema = checked.map_err(|error| match error {
            // What was just read of it does not open: the database is at fault, no backup is.
            BackupError::Damaged => BackupError::NotSound,
            error => error,
        })?;
        let last = self.list()?.into_iter().find(|backup| backup.kind == BackupKind::Rolling && backup.facts.is_ok());
        if let Some(last) = last
            && self.manifest(&last.id)?.whole == list.whole
        {
            return Ok(Taken::Unchanged(last.id));
        }
        let id = fresh_id(now_ms)?;
        let target = self.list_of(&id);
        write_whole(&beside(&target, ".new"), &target, &list.sealed(&self.0.keys)?)?;
        self.let_go()?;
        Ok(Taken::New(id))
    }

    /// Puts a backup together, opens it, checks every page and row and says how many rows there are of what. Changes nothing.
    pub fn drill(&self, id: &BackupId) -> Result<Vec<CountRow>, BackupError> {
        let _alone = self.alone()?;
        self.tidy_up()?;
        let copy = self.unfinished().join("drill.db");
        let counted = self.put_together(id, &copy).and_then(|_| self.count(&copy));
        remove_if_there(&copy)?;
        counted
    }

    /// Puts a backup together at `target`, which is not there, durably and checked; says its facts.
    pub(crate) fn put_together(&self, id: &BackupId, target: &Path) -> Result<BackupFacts, BackupError> {
        let list = self.list_of(id);
        let facts = match Manifest::read(&list, &self.0.keys) {
            Ok(list) => {
                self.assemble(&list, target)?;
                facts_of(&list)
            }
            Err(BackupError::NotFound) => {
                let (file, versions) = backup::file_of(&self.folder(), id).ok_or(BackupError::NotFound)?;
                let facts = facts_of_file(&file, versions.0)?;
                let mut copy = create_new(target)?;
                io::copy(&mut fs::File::open(&file)?, &mut copy)?;
                copy.sync_all()?;
                facts
            }
            Err(error) => return Err(error),
        };
        self.check(target)?;
        Ok(facts)
    }

    /// Keeps everybody else away.
    pub(crate) fn alone(&self) -> Result<std::sync::MutexGuard<'_, ()>, BackupError> {
        match self.0.at_work.try_lock() {
            Ok(alone) => Ok(alone),
            // It guards no value: whoever panicked left nothing behind that the next one does not tidy up.
            Err(TryLockError::Poisoned(poisoned)) => Ok(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => Err(BackupError::Busy),
        }
    }

    pub(crate) fn list_of(&self, id: &BackupId) -> PathBuf {
        self.folder().join(Manifest::file_name(id))
    }

    /// Takes away what a crash left.
    pub(crate) fn tidy_up(&self) -> Result<(), BackupError> {
        make_folder(&self.unfinished())?;
        for entry in fs::read_dir(self.unfinished())? {
            fs::remove_file(entry?.path())?;
        }
        for entry in fs::read_dir(self.folder())? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().ends_with(".json.new") {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    fn copy(&self, store: &Store, frozen: &Frozen, now_ms: i64) -> Result<Manifest, BackupError> {
        let folder = self.pieces();
        let (pieces, mut names, mut whole) = (Pieces(&folder), Vec::new(), blake3::Hasher::new());
        let mut bytes = 0;
        while let Some(piece) = frozen.read(bytes, PIECE)? {
            whole.update(&piece);
            names.push(pieces.keep(&piece)?);
            bytes += piece.len() as u64;
            if store.is_log_long() {
                return Err(BackupError::Busy);
            }
        }
        Ok(Manifest::new(&self.0.keys, now_ms, bytes, whole.finalize().to_hex().to_string(), names))
    }

    fn assemble(&self, list: &Manifest, target: &Path) -> Result<(), BackupError> {
        remove_if_there(target)?;
        Pieces(&self.pieces()).assemble(list, &mut create_new(target)?)
    }

    /// Opens a database that stands by itself and looks at every page and row; says the version of its schema.
    fn check(&self, path: &Path) -> Result<u32, BackupError> {
        let connection = self.open(path)?;
        let schema = migrate::recognise(&connection, MIGRATIONS)?;
        let faults = open::faults(&connection).map_err(OpenError::from)?;
        if let Some(fault) = faults.first() {
            tracing::error!(faults = faults.len(), fault, "a backup is not sound");
            return Err(BackupError::Damaged);
        }
        Ok(schema)
    }

    fn count(&self, path: &Path) -> Result<Vec<CountRow>, BackupError> {
        Ok(counts::of_any_version(&self.open(path)?)?)
    }

    fn open(&self, path: &Path) -> Result<rusqlite::Connection, BackupError> {
        let opened = open::reader(&open::unchanging(path)?, &self.0.keys.database);
        Ok(opened.map_err(OpenError::from)?)
    }
}

fn facts_of(list: &Manifest) -> BackupFacts {
    BackupFacts { taken_ms: list.taken_ms, bytes: list.bytes, schema: list.schema }
}

/// Of a copy that was made before a migration: when is when it was written.
fn facts_of_file(path: &Path, schema: u32) -> Result<BackupFacts, BackupError> {
    let about = fs::symlink_metadata(path)?;
    if !about.is_file() {
        return Err(BackupError::Damaged);
    }
    let age = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(BackupFacts { taken_ms: i64::try_from(age.as_millis()).unwrap_or_default(), bytes: about.len(), schema })
}

fn fresh_id(now_ms: i64) -> Result<BackupId, BackupError> {
    let mut random = [0; 4];
    getrandom::fill(&mut random).map_err(|error| BackupError::Io(io::Error::other(error.to_string())))?;
    Ok(BackupId(format!("{:013}-{}", now_ms.max(0), hex::encode(random))))
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Err(_) => Ok(()),
        Ok(()) => sync_folder_of(path),
    }
}

#[cfg(test)]
mod tests;
