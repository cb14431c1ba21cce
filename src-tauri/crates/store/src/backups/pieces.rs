//! Pieces of databases, each under the hash of its bytes. Pages that did not change keep their ciphertext, so most
//! pieces of a backup are those of the one before.

use super::{BackupError, PIECE};
use crate::disk::{beside, is_there, make_folder, sync_folder_of, write_whole};
use std::{
    collections::{BTreeSet, HashSet},
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// The folder of pieces.
pub(crate) struct Pieces<'a>(pub &'a Path);

impl Pieces<'_> {
    /// Keeps a piece and says its name. One that stands there already is believed byte for byte only: damaged, it is written
    /// anew.
    pub fn keep(&self, bytes: &[u8]) -> Result<String, BackupError> {
        let name = blake3::hash(bytes).to_hex().to_string();
        let path = self.path(&name);
        if read(&path, bytes.len()).is_ok_and(|there| there == bytes) {
            return Ok(name);
        }
        if let Some(folder) = path.parent() {
            make_folder(folder)?;
        }
        let temporary = beside(&path, ".new");
        if is_there(&temporary)? {
            fs::remove_file(&temporary)?;
        }
        write_whole(&temporary, &path, bytes)?;
        Ok(name)
    }

    /// Writes the database that is made of these pieces to a new file, durably.
    pub fn assemble(&self, manifest: &super::Manifest, target: &mut File) -> Result<(), BackupError> {
        let (mut left, mut whole) = (manifest.bytes, blake3::Hasher::new());
        for name in &manifest.pieces {
            let length = left.min(PIECE as u64);
            let bytes = self.get(name, length)?;
            whole.update(&bytes);
            target.write_all(&bytes)?;
            left -= length;
        }
        if left > 0 || whole.finalize().to_hex().as_str() != manifest.whole {
            return Err(BackupError::Damaged);
        }
        Ok(target.sync_all()?)
    }

    /// Takes away what is named nowhere.
    pub fn sweep(&self, named: &HashSet<String>) -> io::Result<()> {
        let mut touched = BTreeSet::new();
        for folder in folders(self.0)? {
            for file in fs::read_dir(&folder)? {
                let file = file?;
                let name = format!("{}{}", text(&folder), file.file_name().to_string_lossy());
                if !named.contains(&name) && file.file_type()?.is_file() {
                    fs::remove_file(file.path())?;
                    touched.insert(file.path());
                }
            }
        }
        touched.iter().try_for_each(|path| sync_folder_of(path))
    }

    /// The bytes of a piece of that length, if they are what its name says.
    pub fn get(&self, name: &str, length: u64) -> Result<Vec<u8>, BackupError> {
        let bytes = read(&self.path(name), usize::try_from(length).map_err(|_| BackupError::Damaged)?)?;
        if blake3::hash(&bytes).to_hex().as_str() == name { Ok(bytes) } else { Err(BackupError::Damaged) }
    }

    /// `pieces/ab/cdef…`: at most 256 folders.
    pub fn path(&self, name: &str) -> PathBuf {
        let (folder, file) = name.split_at(2);
        self.0.join(folder).join(file)
    }
}

fn text(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn folders(of: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(of) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.push(entry.path());
        }
    }
    Ok(found)
}

/// The bytes of a file that has so many. No link is followed.
fn read(path: &Path, length: usize) -> Result<Vec<u8>, BackupError> {
    let about = fs::symlink_metadata(path).map_err(gone)?;
    if !about.is_file() || about.len() != length as u64 {
        return Err(BackupError::Damaged);
    }
    let mut bytes = Vec::with_capacity(length);
    File::open(path).map_err(gone)?.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() == length { Ok(bytes) } else { Err(BackupError::Damaged) }
}

/// A piece that is not there any more is damage, not a backup that nobody knows.
fn gone(error: io::Error) -> BackupError {
    if error.kind() == io::ErrorKind::NotFound { BackupError::Damaged } else { error.into() }
}
