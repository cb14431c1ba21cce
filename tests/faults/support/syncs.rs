//! What the program has the operating system make certain: `fsync` of this program's own, in front of the C library's.
//! Files that are not SQLite's (pictures, folders) are watched by it.

use std::{
    ffi::c_int,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

static SYNCED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

unsafe extern "C" {
    fn fdatasync(descriptor: c_int) -> c_int;
}

/// Stands in front of the C library's `fsync`: the linker takes the program's own first.
#[unsafe(no_mangle)]
pub extern "C" fn fsync(descriptor: c_int) -> c_int {
    if let Ok(path) = fs::read_link(format!("/proc/self/fd/{descriptor}")) {
        SYNCED.lock().unwrap_or_else(PoisonError::into_inner).push(path);
    }
    // SAFETY: takes any number, and answers one that is no descriptor with an error, as `fsync` does.
    unsafe { fdatasync(descriptor) }
}

/// What was synced under a folder, by the names it had then, oldest first.
pub fn synced_in(folder: &Path) -> Vec<PathBuf> {
    let synced = SYNCED.lock().unwrap_or_else(PoisonError::into_inner);
    synced.iter().filter(|path| path.starts_with(folder)).cloned().collect()
}
