//! The move itself: copied, flushed, read back, and then, in one step, what counts.

use super::{
    DataPlace, FORMAT, Left, MARK, Mark, MoveError, Pointer, Target, UNFINISHED, judge::is_unfinished, lock_all,
    remove, take_name,
};
use crate::{
    Backups,
    disk::{beside, create_new, make_folder, replace_whole, sync_folder_of},
    open,
    shop_folders::files_of_all,
    store::{DATABASE, LOCK},
};
use std::{
    fs::{self, File},
    io::{self, ErrorKind, Read, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

/// Bytes that are read at a time.
const PART: usize = 256 * 1024;
/// Made anew wherever a database is opened; a lock belongs to its place.
const STAY: [&str; 3] = [LOCK, "kaibo.db-shm", "kaibo.try"];

/// How far a move is; asked and stopped by others while it goes on.
#[derive(Debug, Default)]
pub struct MoveProgress {
    done: AtomicU64,
    total: AtomicU64,
    checking: AtomicBool,
    stopped: AtomicBool,
}

/// How far a move is, at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoveStep {
    /// Bytes that were copied, or read back, of this half.
    pub done: u64,
    /// Bytes of all files.
    pub total: u64,
    /// All is copied and is being read back.
    pub checking: bool,
}

impl MoveProgress {
    /// Now.
    pub fn step(&self) -> MoveStep {
        let total = self.total.load(Ordering::Relaxed);
        let checking = self.checking.load(Ordering::Relaxed);
        MoveStep { done: self.done.load(Ordering::Relaxed).min(total), total, checking }
    }

    /// Ends it, unless the pointer is being set already.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    fn add(&self, bytes: usize) -> Result<(), MoveError> {
        self.done.fetch_add(bytes as u64, Ordering::Relaxed);
        if self.stopped.load(Ordering::Relaxed) { Err(MoveError::Stopped) } else { Ok(()) }
    }
}

/// A move that can be taken back until the new place was worked in.
#[derive(Debug)]
pub struct Moved {
    before: Option<Pointer>,
    folder: PathBuf,
}

/// Everything that is moved, by its path within the data folder.
pub(super) struct Listing {
    pub files: Vec<(PathBuf, u64)>,
    folders: Vec<PathBuf>,
}

impl Listing {
    pub fn of(root: &Path) -> Result<Listing, MoveError> {
        let mut all = Listing { files: Vec::new(), folders: Vec::new() };
        for name in files_of_all(root).map_err(MoveError::Source)? {
            all.add(root, PathBuf::from(name))?;
        }
        all.files.sort();
        Ok(all)
    }

    fn add(&mut self, root: &Path, path: PathBuf) -> Result<(), MoveError> {
        let about = fs::symlink_metadata(root.join(&path)).map_err(MoveError::Source)?;
        if path.file_name().is_some_and(|name| STAY.iter().any(|stays| name == *stays)) {
            return Ok(());
        }
        if about.is_file() {
            self.files.push((path, about.len()));
            return Ok(());
        }
        if !about.is_dir() {
            return Err(MoveError::Linked);
        }
        self.folders.push(path.clone());
        for entry in fs::read_dir(root.join(&path)).map_err(MoveError::Source)? {
            self.add(root, path.join(entry.map_err(MoveError::Source)?.file_name()))?;
        }
        Ok(())
    }

    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|(_, bytes)| bytes).sum()
    }
}

impl DataPlace {
    /// Moves the data, all shops of them; every store must be closed. `backups` are those of the shop that was open, whose
    /// database is checked in its new place. Whatever fails, and wherever it is interrupted, one whole data folder is in use,
    /// this one or the other.
    pub fn carry(&self, to: &Target, backups: &Backups, progress: &MoveProgress) -> Result<Moved, MoveError> {
        let _alone = backups.alone().map_err(|_| MoveError::Busy)?;
        let (from, before) = (self.find()?, self.pointer()?);
        let locks = lock_all(&from)?;
        let new = beside(&to.folder, UNFINISHED);
        if !is_unfinished(&new)? {
            return Err(MoveError::NotEmpty);
        }
        let mut token = [0; 16];
        getrandom::fill(&mut token).map_err(|error| io::Error::other(error.to_string()))?;
        let token = hex::encode(token);
        let copied = copy(&from, &new, &token, progress)
            .and_then(|copied| read_back(&new, &copied, progress))
            .and_then(|()| check(&from, &new, backups));
        if let Err(error) = copied {
            // The first error is the one to report; what is left is removed by the next try.
            let _ = remove(&new);
            return Err(error);
        }
        let mut left = before.as_ref().map(|pointer| pointer.left.clone()).unwrap_or_default();
        left.retain(|left| left.folder != to.folder && left.folder != from);
        left.push(Left { folder: from, clearing: false });
        let pointer = Pointer { format: FORMAT, folder: to.folder.clone(), token, left };
        // From here on the copy is what counts.
        if let Err(error) = self.write(&pointer).and_then(|()| take_name(&new, &to.folder)) {
            self.put_back(before.as_ref())?;
            let _ = remove(&new);
            return Err(error.into());
        }
        drop(locks);
        Ok(Moved { before, folder: to.folder.clone() })
    }

    /// Takes a move back: the new place did not open, and nobody worked in it.
    pub fn take_back(&self, moved: &Moved) -> io::Result<()> {
        self.put_back(moved.before.as_ref())?;
        remove(&moved.folder)
    }
}

/// A file's length and hash, by its path within the data folder.
pub(super) type Sums = Vec<(PathBuf, (u64, blake3::Hash))>;

/// Copies everything and flushes it; says what was read.
pub(super) fn copy(from: &Path, new: &Path, token: &str, progress: &MoveProgress) -> Result<Sums, MoveError> {
    remove(new)?;
    make_folder(new)?;
    // First of all: whoever finds the rest knows that it may be removed.
    let mark = Mark { format: FORMAT, token: token.to_owned() };
    replace_whole(&new.join(MARK), &serde_json::to_vec(&mark).map_err(io::Error::other)?)?;
    let all = Listing::of(from)?;
    progress.total.store(all.bytes(), Ordering::Relaxed);
    for folder in &all.folders {
        make_folder(&new.join(folder))?;
    }
    let mut sums = Vec::with_capacity(all.files.len());
    for (path, _) in all.files {
        let sum = copy_file(&from.join(&path), &new.join(&path), progress)?;
        sums.push((path, sum));
    }
    sync_folder_of(&new.join(MARK))?;
    for folder in &all.folders {
        sync_folder_of(&new.join(folder).join(LOCK))?;
    }
    Ok(sums)
}

/// Reads all of it again from where it was written.
pub(super) fn read_back(new: &Path, sums: &Sums, progress: &MoveProgress) -> Result<(), MoveError> {
    progress.done.store(0, Ordering::Relaxed);
    progress.checking.store(true, Ordering::Relaxed);
    for (path, sum) in sums {
        if hash_of(&new.join(path), progress)? != *sum {
            return Err(MoveError::Differs);
        }
    }
    let there = Listing::of(new).map_err(|_| MoveError::Differs)?;
    let is_all = there.files.iter().map(|(path, _)| path).eq(sums.iter().map(|(path, _)| path));
    if is_all { Ok(()) } else { Err(MoveError::Differs) }
}

fn copy_file(from: &Path, to: &Path, progress: &MoveProgress) -> Result<(u64, blake3::Hash), MoveError> {
    let (mut source, mut target) = (File::open(from).map_err(MoveError::Source)?, create_new(to)?);
    let (mut part, mut bytes, mut hash) = (vec![0; PART], 0, blake3::Hasher::new());
    loop {
        match source.read(&mut part) {
            Ok(0) => break,
            Ok(read) => {
                target.write_all(&part[..read])?;
                hash.update(&part[..read]);
                bytes += read as u64;
                progress.add(read)?;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(MoveError::Source(error)),
        }
    }
    target.sync_all()?;
    Ok((bytes, hash.finalize()))
}

fn hash_of(path: &Path, progress: &MoveProgress) -> Result<(u64, blake3::Hash), MoveError> {
    let (mut file, mut part, mut bytes, mut hash) = (File::open(path)?, vec![0; PART], 0, blake3::Hasher::new());
    loop {
        match file.read(&mut part) {
            Ok(0) => return Ok((bytes, hash.finalize())),
            Ok(read) => {
                hash.update(&part[..read]);
                bytes += read as u64;
                progress.add(read)?;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Opens the copy of the database to whose shop the backups belong, and reads all of it.
fn check(from: &Path, new: &Path, backups: &Backups) -> Result<(), MoveError> {
    let within = backups.dir().strip_prefix(from).map_err(|_| MoveError::Busy)?;
    let (path, key) = (new.join(within).join(DATABASE), &backups.keys().database);
    let faults = open::for_reading(&path, key).map_err(|_| MoveError::NotSound).and_then(|name| {
        open::reader(&name, key).and_then(|database| open::faults(&database)).map_err(|_| MoveError::NotSound)
    })?;
    if faults.is_empty() { Ok(()) } else { Err(MoveError::NotSound) }
}
