//! A disk as a database meets it: what was written is not there before it was synced, and now and then nothing works.
//!
//! The disk is a real folder. Beside it, for every file that SQLite has open there, this keeps the image that a sync
//! has made certain and what was written since. Losing the power makes another folder: one of those that could be
//! found after it. Files that are not SQLite's (pictures, locks) are copied as they are.

use super::random::Random;
use libsqlite3_sys as ffi;
use std::{
    collections::HashMap,
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The unit that a disk writes whole.
const SECTOR: usize = 512;

/// What is asked of a disk: by SQLite, the last two only past it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ask {
    Open,
    Read,
    Write,
    Sync,
    Truncate,
    Delete,
    Rename,
    SyncFolder,
}

impl Ask {
    /// All of them.
    pub const ALL: [Ask; 8] =
        [Ask::Open, Ask::Read, Ask::Write, Ask::Sync, Ask::Truncate, Ask::Delete, Ask::Rename, Ask::SyncFolder];

    /// SQLite's code for its failure.
    pub fn failure(self) -> i32 {
        match self {
            Ask::Open => ffi::SQLITE_CANTOPEN,
            Ask::Read => ffi::SQLITE_IOERR_READ,
            Ask::Write => ffi::SQLITE_IOERR_WRITE,
            Ask::Sync => ffi::SQLITE_IOERR_FSYNC,
            Ask::Truncate => ffi::SQLITE_IOERR_TRUNCATE,
            Ask::Delete => ffi::SQLITE_IOERR_DELETE,
            Ask::Rename | Ask::SyncFolder => ffi::SQLITE_IOERR,
        }
    }
}

/// What is lost with the power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Writes that were not synced, some or all, each whole.
    Dropped,
    /// The same, in any order, each torn at its sectors.
    Torn,
}

/// A fault: the `nth` ask of that kind from now on fails, or that one and all after it.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    pub on: Ask,
    pub nth: u64,
    pub lasting: bool,
}

/// Where the power is lost: before the `at`th change (write, sync, truncation, deletion) from now on.
pub struct Outage {
    pub at: u64,
    pub loss: Loss,
    pub seed: u64,
    /// The folder to make.
    pub into: PathBuf,
}

/// The disk. Taken away from SQLite when dropped.
pub struct Disk {
    root: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    files: HashMap<u64, Image>,
    /// Deleted files whose deletion no sync has made certain.
    ghosts: HashMap<PathBuf, Image>,
    changes: u64,
    outage: Option<Outage>,
    /// The power is gone: nothing works any more.
    dead: bool,
    fault: Option<Fault>,
    asked: HashMap<Ask, u64>,
    /// Bytes that the files may hold together.
    capacity: Option<u64>,
}

#[derive(Clone, Default)]
struct Image {
    synced: Vec<u8>,
    /// Whether the file's name would be found.
    named: bool,
    since: Vec<Change>,
}

#[derive(Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Truncate(usize),
}

impl Change {
    fn apply(&self, image: &mut Vec<u8>) {
        match self {
            Change::Truncate(length) => image.resize(*length, 0),
            Change::Write { at, bytes } => {
                if image.len() < at + bytes.len() {
                    image.resize(at + bytes.len(), 0);
                }
                image[*at..at + bytes.len()].copy_from_slice(bytes);
            }
        }
    }

    /// The parts of it that the disk writes whole.
    fn sectors(self) -> Vec<Change> {
        match self {
            Change::Truncate(_) => vec![self],
            Change::Write { at, bytes } => {
                let pieces = bytes.chunks(SECTOR).enumerate();
                pieces.map(|(n, piece)| Change::Write { at: at + n * SECTOR, bytes: piece.to_vec() }).collect()
            }
        }
    }
}

impl Image {
    /// What may be found of it; `None` if the file may be missing, and is.
    fn after(&self, loss: Loss, random: &mut Random) -> Option<Vec<u8>> {
        if !self.named && random.chance(50) {
            return None;
        }
        let mut kept: Vec<Change> = match random.below(3) {
            0 => Vec::new(),
            1 => self.since[..random.below(self.since.len() + 1)].to_vec(),
            _ => self.since.iter().filter(|_| random.chance(50)).cloned().collect(),
        };
        if loss == Loss::Torn {
            kept = self.since.iter().cloned().flat_map(Change::sectors).filter(|_| random.chance(60)).collect();
            random.shuffle(&mut kept);
        }
        let mut found = self.synced.clone();
        kept.iter().for_each(|change| change.apply(&mut found));
        Some(found)
    }
}

impl Disk {
    /// A disk in a folder; what lies there is certain.
    pub fn in_folder(folder: &Path) -> Arc<Disk> {
        fs::create_dir_all(folder).unwrap();
        let disk = Disk { root: folder.canonicalize().unwrap(), state: Mutex::default() };
        super::faulty_vfs::attach(disk)
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.root
    }

    /// Has the power fail, once.
    pub fn lose_power(&self, outage: Outage) {
        let mut state = self.locked();
        state.changes = 0;
        state.outage = Some(outage);
    }

    /// Makes one of the folders that could be found if the power failed now; nobody writes meanwhile, and `before` runs
    /// while nobody can.
    pub fn lose_power_now(&self, loss: Loss, seed: u64, into: &Path, before: impl FnOnce()) {
        let mut state = self.locked();
        before();
        self.found_after(&state, loss, seed, into);
        state.dead = true;
    }

    /// Whether the power is gone.
    pub fn is_dead(&self) -> bool {
        self.locked().dead
    }

    /// How many changes there were since the disk was made, or since [`Disk::lose_power`].
    pub fn changes(&self) -> u64 {
        self.locked().changes
    }

    /// Has asks fail; `None` has all work again.
    pub fn fail(&self, fault: Option<Fault>) {
        let mut state = self.locked();
        state.asked.clear();
        state.fault = fault;
    }

    /// How often something was asked since [`Disk::fail`].
    pub fn asked(&self, ask: Ask) -> u64 {
        self.locked().asked.get(&ask).copied().unwrap_or_default()
    }

    /// Bytes that the files may hold together; `None` for any number.
    pub fn limit(&self, bytes: Option<u64>) {
        self.locked().capacity = bytes;
    }

    /// Bytes that the files hold.
    pub fn used(&self) -> u64 {
        files_in(&self.root).iter().filter_map(|path| fs::metadata(path).ok()).map(|file| file.len()).sum()
    }

    /// Counts an ask and says whether it fails, with SQLite's code.
    pub(super) fn ask(&self, ask: Ask, grows_by: u64) -> Result<(), i32> {
        let mut state = self.locked();
        let asked = state.asked.entry(ask).or_default();
        *asked += 1;
        let asked = *asked;
        if matches!(ask, Ask::Write | Ask::Sync | Ask::Truncate | Ask::Delete) {
            state.changes += 1;
            let changes = state.changes;
            if let Some(outage) = state.outage.take_if(|outage| outage.at < changes) {
                self.found_after(&state, outage.loss, outage.seed, &outage.into);
                state.dead = true;
            }
        }
        let failing = |fault: Fault| fault.on == ask && (asked == fault.nth || (fault.lasting && asked > fault.nth));
        if state.dead || state.fault.is_some_and(failing) {
            return Err(ask.failure());
        }
        match state.capacity {
            Some(capacity) if grows_by > 0 && self.used() + grows_by > capacity => Err(ffi::SQLITE_FULL),
            _ => Ok(()),
        }
    }

    /// Notes that a file was opened.
    pub(super) fn opened(&self, path: &Path, is_new: bool) -> u64 {
        let number = fs::metadata(path).map(|file| file.ino()).unwrap_or_default();
        let mut state = self.locked();
        if is_new {
            state.ghosts.remove(path);
            state.files.insert(number, Image::default());
        } else {
            // One that lay here before the disk was watched, or came here under another name.
            state.files.entry(number).or_insert_with(|| Image {
                synced: fs::read(path).unwrap_or_default(),
                named: true,
                since: Vec::new(),
            });
        }
        number
    }

    pub(super) fn wrote(&self, number: u64, at: usize, bytes: &[u8]) {
        self.change(number, Change::Write { at, bytes: bytes.to_vec() });
    }

    pub(super) fn truncated(&self, number: u64, length: usize) {
        self.change(number, Change::Truncate(length));
    }

    fn change(&self, number: u64, change: Change) {
        if let Some(image) = self.locked().files.get_mut(&number) {
            image.since.push(change);
        }
    }

    pub(super) fn synced(&self, number: u64) {
        if let Some(image) = self.locked().files.get_mut(&number) {
            for change in std::mem::take(&mut image.since) {
                change.apply(&mut image.synced);
            }
            image.named = true;
        }
    }

    /// Notes a deletion; `certain` when the folder is synced with it.
    pub(super) fn deleted(&self, path: &Path, number: u64, certain: bool) {
        let mut state = self.locked();
        if let Some(image) = state.files.remove(&number).filter(|image| !certain && image.named) {
            state.ghosts.insert(path.to_owned(), image);
        }
    }

    fn found_after(&self, state: &State, loss: Loss, seed: u64, into: &Path) {
        let mut random = Random::new(seed);
        for path in files_in(&self.root) {
            let target = into.join(path.strip_prefix(&self.root).unwrap());
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            let is_index = path.to_string_lossy().ends_with("-shm");
            let number = fs::metadata(&path).map(|file| file.ino()).unwrap_or_default();
            match state.files.get(&number) {
                // The index of the log is memory that happens to have a name: gone, old, or anything.
                _ if is_index => match random.below(3) {
                    0 => {}
                    1 => {
                        fs::copy(&path, &target).unwrap();
                    }
                    _ => fs::write(&target, vec![random.number() as u8; 32 * 1024]).unwrap(),
                },
                Some(image) => {
                    if let Some(bytes) = image.after(loss, &mut random) {
                        fs::write(&target, bytes).unwrap();
                    }
                }
                None => {
                    fs::copy(&path, &target).unwrap();
                }
            }
        }
        for (path, ghost) in &state.ghosts {
            let target = into.join(path.strip_prefix(&self.root).unwrap());
            if !target.exists() && random.chance(50) {
                fs::write(&target, ghost.after(loss, &mut random).unwrap_or_default()).unwrap();
            }
        }
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every file under a folder, always in the same order.
pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() { found.extend(files_in(&entry.path())) } else { found.push(entry.path()) }
    }
    found.sort();
    found
}
