//! The shim between SQLite and the operating system: files in the folder of a [`Disk`] go through that disk, all others
//! straight through.
//!
//! It becomes SQLite's default, so that the store opens its database exactly as it always does: no option of the store
//! exists for the tests. Under SQLCipher it sees what a real disk sees, ciphered pages.

use super::faulty_disk::{Ask, Disk};
use libsqlite3_sys as ffi;
use std::{
    ffi::{CStr, OsStr, c_char, c_int, c_void},
    mem::size_of,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    ptr, slice,
    sync::{Arc, Mutex, Once, PoisonError, Weak},
};

/// Calls the same method of the file behind.
macro_rules! forward {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        let real = $file;
        match (*(*real).pMethods).$method {
            Some(method) => method(real $(, $argument)*),
            None => ffi::SQLITE_IOERR,
        }
    }};
}
/// The disks that are watched.
static DISKS: Mutex<Vec<Weak<Disk>>> = Mutex::new(Vec::new());

/// Watches a disk until it is dropped.
pub(super) fn attach(disk: Disk) -> Arc<Disk> {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(install);
    let disk = Arc::new(disk);
    let mut disks = DISKS.lock().unwrap_or_else(PoisonError::into_inner);
    disks.retain(|disk| disk.strong_count() > 0);
    disks.push(Arc::downgrade(&disk));
    disk
}

/// The disk that a path is on.
pub(super) fn disk_of(path: &Path) -> Option<Arc<Disk>> {
    let disks = DISKS.lock().unwrap_or_else(PoisonError::into_inner);
    disks.iter().filter_map(Weak::upgrade).find(|disk| path.starts_with(disk.folder()))
}

/// An open file on a disk; the operating system's own file follows it in memory.
#[repr(C)]
struct File {
    base: ffi::sqlite3_file,
    open: *mut Open,
}

struct Open {
    disk: Arc<Disk>,
    /// The file's number on its disk.
    number: u64,
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    // Version 2: with the log's index, without memory-mapped pages, so that every page passes through here.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

fn install() {
    // SAFETY: the default VFS of an initialised SQLite is valid for the life of the process, and so is the leaked copy
    // that is registered in its place. Its function pointers other than those replaced do not look at their VFS beyond
    // the fields that were copied with them.
    unsafe {
        assert_eq!(ffi::sqlite3_initialize(), ffi::SQLITE_OK);
        let real = ffi::sqlite3_vfs_find(ptr::null());
        let mut shim = *real;
        shim.zName = c"kaibo-faulty".as_ptr();
        shim.pNext = ptr::null_mut();
        shim.pAppData = real.cast();
        shim.szOsFile = (*real).szOsFile + size_of::<File>() as c_int;
        shim.xOpen = Some(open);
        shim.xDelete = Some(delete);
        assert_eq!(ffi::sqlite3_vfs_register(Box::leak(Box::new(shim)), 1), ffi::SQLITE_OK);
    }
}

/// The operating system's VFS behind the shim.
///
/// # Safety
/// `vfs` is the shim that [`install`] registered.
unsafe fn real_vfs(vfs: *mut ffi::sqlite3_vfs) -> *mut ffi::sqlite3_vfs {
    // SAFETY: `install` put the real VFS there.
    unsafe { (*vfs).pAppData.cast() }
}

/// The path that SQLite names.
///
/// # Safety
/// `name` is a C string of SQLite's.
unsafe fn path_of(name: *const c_char) -> PathBuf {
    // SAFETY: by the condition of this function.
    PathBuf::from(OsStr::from_bytes(unsafe { CStr::from_ptr(name) }.to_bytes()))
}

/// The operating system's file behind ours.
fn behind(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    file.cast::<File>().wrapping_add(1).cast()
}

/// What is known of an open file of ours.
///
/// # Safety
/// `file` was opened by [`open`] with [`METHODS`] and is not closed.
unsafe fn known<'a>(file: *mut ffi::sqlite3_file) -> &'a Open {
    // SAFETY: `open` put a box there, which `close` alone takes away.
    unsafe { &*(*file.cast::<File>()).open }
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite calls this with the registered shim, a name that is null or a path of its own making, and a file of
    // `szOsFile` bytes: room for ours and the real one after it.
    unsafe {
        let real = real_vfs(vfs);
        let Some(real_open) = (*real).xOpen else { return ffi::SQLITE_CANTOPEN };
        let watched = if name.is_null() { None } else { disk_of(&path_of(name)) };
        let Some(disk) = watched else { return real_open(real, name, file, flags, out) };
        // SQLite closes what has methods, also after a failed open.
        (*file).pMethods = ptr::null();
        if let Err(code) = disk.ask(Ask::Open, 0) {
            return code;
        }
        let path = path_of(name);
        let is_new = !path.exists();
        let code = real_open(real, name, behind(file), flags, out);
        if code == ffi::SQLITE_OK {
            let number = disk.opened(&path, is_new);
            (*file.cast::<File>()).open = Box::into_raw(Box::new(Open { disk, number }));
            (*file).pMethods = &METHODS;
        }
        code
    }
}

unsafe extern "C" fn delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: SQLite calls this with the registered shim and a path.
    unsafe {
        let real = real_vfs(vfs);
        let Some(real_delete) = (*real).xDelete else { return ffi::SQLITE_IOERR_DELETE };
        let path = path_of(name);
        let Some(disk) = disk_of(&path) else { return real_delete(real, name, sync_folder) };
        if let Err(code) = disk.ask(Ask::Delete, 0) {
            return code;
        }
        let number = std::fs::metadata(&path).map(|file| std::os::unix::fs::MetadataExt::ino(&file));
        let code = real_delete(real, name, sync_folder);
        if let (Ok(number), ffi::SQLITE_OK) = (number, code) {
            disk.deleted(&path, number, sync_folder != 0);
        }
        code
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: an open file of ours, closed once; the box was made by `open`.
    unsafe {
        drop(Box::from_raw((*file.cast::<File>()).open));
        forward!(behind(file), xClose)
    }
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, into: *mut c_void, bytes: c_int, at: i64) -> c_int {
    // SAFETY: an open file of ours; the buffer goes on as it came.
    unsafe {
        if let Err(code) = known(file).disk.ask(Ask::Read, 0) {
            return code;
        }
        forward!(behind(file), xRead, into, bytes, at)
    }
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, bytes: c_int, at: i64) -> c_int {
    // SAFETY: an open file of ours; SQLite hands in `bytes` readable bytes.
    unsafe {
        let known = known(file);
        let mut size = 0;
        forward!(behind(file), xFileSize, &mut size);
        let grows_by = (at + i64::from(bytes) - size).max(0).unsigned_abs();
        if let Err(code) = known.disk.ask(Ask::Write, grows_by) {
            return code;
        }
        let code = forward!(behind(file), xWrite, from, bytes, at);
        if code == ffi::SQLITE_OK {
            known.disk.wrote(known.number, at as usize, slice::from_raw_parts(from.cast(), bytes as usize));
        }
        code
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, length: i64) -> c_int {
    // SAFETY: an open file of ours.
    unsafe {
        let known = known(file);
        if let Err(code) = known.disk.ask(Ask::Truncate, 0) {
            return code;
        }
        let code = forward!(behind(file), xTruncate, length);
        if code == ffi::SQLITE_OK {
            known.disk.truncated(known.number, length as usize);
        }
        code
    }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: an open file of ours. The operating system need not sync: what is certain is kept by the disk, and no
    // test pulls a real plug.
    unsafe {
        let known = known(file);
        if let Err(code) = known.disk.ask(Ask::Sync, 0) {
            return code;
        }
        known.disk.synced(known.number);
        ffi::SQLITE_OK
    }
}

/// Methods that only go on to the file behind.
macro_rules! forwarded {
    ($($name:ident => $method:ident($($argument:ident: $kind:ty),*);)+) => {
        $(unsafe extern "C" fn $name(file: *mut ffi::sqlite3_file $(, $argument: $kind)*) -> c_int {
            // SAFETY: an open file of ours; the arguments go on as they came.
            unsafe { forward!(behind(file), $method $(, $argument)*) }
        })+
    };
}

forwarded! {
    file_size => xFileSize(size: *mut i64);
    lock => xLock(level: c_int);
    unlock => xUnlock(level: c_int);
    check_reserved_lock => xCheckReservedLock(out: *mut c_int);
    file_control => xFileControl(operation: c_int, argument: *mut c_void);
    sector_size => xSectorSize();
    device_characteristics => xDeviceCharacteristics();
    shm_map => xShmMap(page: c_int, size: c_int, extend: c_int, out: *mut *mut c_void);
    shm_lock => xShmLock(offset: c_int, count: c_int, flags: c_int);
    shm_unmap => xShmUnmap(delete: c_int);
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    // SAFETY: an open file of ours.
    unsafe {
        let real = behind(file);
        if let Some(method) = (*(*real).pMethods).xShmBarrier {
            method(real);
        }
    }
}
