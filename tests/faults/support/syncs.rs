//! What the program asks of the operating system past SQLite: `fsync`, `rename` and `mkdir` of this program's own, in front
//! of the C library's. Files that are not SQLite's (pictures, backups, folders) are watched by it, and fail by it.

use super::{faulty_disk::Ask, faulty_vfs::disk_of};
use std::{
    collections::BTreeSet,
    ffi::{CStr, OsStr, c_char, c_int},
    fs,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// `AT_FDCWD` and `EIO` of Linux.
const HERE: c_int = -100;
const EIO: c_int = 5;

static SEEN: Mutex<Seen> = Mutex::new(Seen { synced: Vec::new(), at_risk: BTreeSet::new() });

struct Seen {
    synced: Vec<PathBuf>,
    /// Names given since their folder was synced.
    at_risk: BTreeSet<PathBuf>,
}

unsafe extern "C" {
    fn fdatasync(descriptor: c_int) -> c_int;
    fn mkdirat(folder: c_int, path: *const c_char, mode: u32) -> c_int;
    fn renameat(from_folder: c_int, from: *const c_char, to_folder: c_int, to: *const c_char) -> c_int;
    fn __errno_location() -> *mut c_int;
}

/// Stands in front of the C library's `fsync`: the linker takes the program's own first.
#[unsafe(no_mangle)]
pub extern "C" fn fsync(descriptor: c_int) -> c_int {
    let path = fs::read_link(format!("/proc/self/fd/{descriptor}")).unwrap_or_default();
    if !may(if path.is_dir() { Ask::SyncFolder } else { Ask::Sync }, &path) {
        return failed();
    }
    let mut seen = seen();
    seen.at_risk.retain(|name| name.parent() != Some(&path));
    seen.synced.push(path);
    drop(seen);
    // SAFETY: takes any number, and answers one that is no descriptor with an error, as `fsync` does.
    unsafe { fdatasync(descriptor) }
}

/// Stands in front of the C library's `rename`.
///
/// # Safety
/// As of the C library's: both are C strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rename(from: *const c_char, to: *const c_char) -> c_int {
    // SAFETY: by the condition of this function.
    let name = unsafe { path_of(to) };
    if !may(Ask::Rename, &name) {
        return failed();
    }
    // SAFETY: by the condition of this function.
    named(name, unsafe { renameat(HERE, from, HERE, to) })
}

/// Stands in front of the C library's `mkdir`.
///
/// # Safety
/// As of the C library's: `path` is a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mkdir(path: *const c_char, mode: u32) -> c_int {
    // SAFETY: by the condition of this function.
    unsafe { named(path_of(path), mkdirat(HERE, path, mode)) }
}

/// What was synced under a folder, by the names it had then, oldest first.
pub fn synced_in(folder: &Path) -> Vec<PathBuf> {
    seen().synced.iter().filter(|path| path.starts_with(folder)).cloned().collect()
}

/// Names under a folder that a loss of power may take away: given, still there, and not made certain.
pub fn names_at_risk(folder: &Path) -> Vec<PathBuf> {
    let is_under = |path: &&PathBuf| path.starts_with(folder) && *path != folder && path.exists();
    seen().at_risk.iter().filter(is_under).cloned().collect()
}

/// Whether the disk under the path does it.
fn may(ask: Ask, path: &Path) -> bool {
    disk_of(path).is_none_or(|disk| disk.ask(ask, 0).is_ok())
}

fn failed() -> c_int {
    // SAFETY: the C library's own place for it, of this thread.
    unsafe { *__errno_location() = EIO };
    -1
}

/// Notes a name that was given.
fn named(name: PathBuf, outcome: c_int) -> c_int {
    if outcome == 0 {
        seen().at_risk.insert(name);
    }
    outcome
}

/// # Safety
/// `name` is a C string.
unsafe fn path_of(name: *const c_char) -> PathBuf {
    // SAFETY: by the condition of this function.
    PathBuf::from(OsStr::from_bytes(unsafe { CStr::from_ptr(name) }.to_bytes()))
}

fn seen() -> MutexGuard<'static, Seen> {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner)
}
