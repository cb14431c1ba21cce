//! Files that are whole or not there: written beside their place, flushed, renamed. Folders of ours are for the user only.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Makes the folder and its parents, readable by the user only, durably: what is put into it later must not be lost
/// with the folder's own name.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        make_folder(parent)?;
    }
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        // Somebody else was faster.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !path.is_dir() => Err(error),
        _ => sync_folder_of(path).inspect_err(|_| {
            // Whoever finds it takes its name for certain. What somebody else has put into it keeps it.
            let _ = fs::remove_dir(path);
        }),
    }
}

/// Opens a new file, readable by the user only.
pub(crate) fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes `bytes` to `target` so that a crash leaves the old file or the new one. `temporary` must be on the same disk
/// and not there; it is removed again on failure.
pub(crate) fn write_whole(temporary: &Path, target: &Path, bytes: &[u8]) -> io::Result<()> {
    let written = (|| {
        let mut file = create_new(temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(temporary, target)
    })();
    if let Err(error) = written {
        // The first error is the one to report; what is left here is swept at the next start.
        let _ = fs::remove_file(temporary);
        return Err(error);
    }
    sync_folder_of(target)
}

/// [`write_whole`] by way of `target` with `.new` added, which a crash may have left.
pub(crate) fn replace_whole(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = beside(target, ".new");
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => write_whole(&temporary, target, bytes),
    }
}

/// Makes a rename in the folder of `path` durable. Windows does so by itself and does not open folders.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        match File::open(folder)?.sync_all() {
            // A file system that cannot (shares on the network): its renames are as durable as they get.
            Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {}
            synced => synced?,
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// `path` with `tail` added to its file name.
pub(crate) fn beside(path: &Path, tail: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(tail);
    name.into()
}

/// Whether something stands at `path`, be it a dangling link.
pub(crate) fn is_there(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether a file stands at `path` and is not empty.
pub(crate) fn has_content(path: &Path) -> io::Result<bool> {
    match fs::metadata(path) {
        Ok(about) => Ok(about.len() > 0),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Finds out whether files can be made in the folder, by making one.
pub(crate) fn try_writing_in(folder: &Path) -> io::Result<()> {
    let path = folder.join("kaibo.try");
    match create_new(&path) {
        // Left by a crash in just this place.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => fs::remove_file(&path),
    }
}
