//! Encrypted files as they stand, copied from folder to folder and checked without their keys.

use super::AwayError;
use crate::{
    backups::FileEntry,
    disk::{create_new, make_folder, sync_folder_of},
};
use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// Bytes that are read at a time.
const PART: usize = 256 * 1024;

/// A folder of files, each under its address.
pub(super) struct Files(pub PathBuf);

impl Files {
    /// `ab/cdef…`, as in the data.
    pub fn path(&self, name: &str) -> PathBuf {
        let (folder, file) = name.split_at(2);
        self.0.join(folder).join(file)
    }

    /// Keeps a copy of the file at `from`; one that is there already, byte for byte, is not written again.
    pub fn keep(&self, name: &str, from: &Path, unfinished: &Path) -> Result<FileEntry, AwayError> {
        let target = self.path(name);
        let (bytes, hash) = look(from)?;
        let is_kept = length_of(&target)? == Some(bytes) && look(&target)? == (bytes, hash.clone());
        if !is_kept {
            copy_whole(from, &unfinished.join(name), &target)?;
        }
        Ok(FileEntry { name: name.to_owned(), bytes, hash })
    }

    /// Whether the file stands there as it was copied.
    pub fn has(&self, file: &FileEntry) -> Result<bool, AwayError> {
        let path = self.path(&file.name);
        Ok(length_of(&path)? == Some(file.bytes) && look(&path)? == (file.bytes, file.hash.clone()))
    }
}

/// Copies a file so that it is there whole, durably, or not at all. `temporary` is on the target's disk.
pub(super) fn copy_whole(from: &Path, temporary: &Path, target: &Path) -> Result<(), AwayError> {
    if let Some(folder) = target.parent() {
        make_folder(folder)?;
    }
    let copied = (|| {
        let mut file = create_new(temporary)?;
        read(from, |part| file.write_all(part))?;
        file.sync_all()?;
        drop(file);
        fs::rename(temporary, target)
    })();
    if let Err(error) = copied {
        // The first error is the one to report; what is left here is taken away by the next try.
        let _ = fs::remove_file(temporary);
        return Err(error.into());
    }
    Ok(sync_folder_of(target)?)
}

/// The length of a file; `None` where none stands, be it a link or a folder.
pub(super) fn length_of(path: &Path) -> io::Result<Option<u64>> {
    match fs::symlink_metadata(path) {
        Ok(about) => Ok(about.is_file().then_some(about.len())),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

fn look(path: &Path) -> io::Result<(u64, String)> {
    let (mut bytes, mut hash) = (0, blake3::Hasher::new());
    read(path, |part| {
        bytes += part.len() as u64;
        hash.update(part);
        Ok(())
    })?;
    Ok((bytes, hash.finalize().to_hex().to_string()))
}

fn read(path: &Path, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let (mut file, mut part) = (File::open(path)?, vec![0; PART]);
    loop {
        match file.read(&mut part) {
            Ok(0) => return Ok(()),
            Ok(read) => each(&part[..read])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
