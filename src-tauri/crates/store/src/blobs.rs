//! Picture files: addressed by their content, encrypted, whole or not there.
//!
//! The address is the keyed BLAKE3 of the clear bytes, so that equal pictures are kept once and nobody without the key
//! can tell whether a known picture is among them. Files are never changed, only added and erased.

use crate::{
    blob_cipher,
    disk::{make_folder, sync_folder_of, write_whole},
    key::{DerivedKey, RootKey},
};
use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

/// The address of a blob, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobId([u8; 32]);

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobId({self})")
    }
}

impl FromStr for BlobId {
    type Err = hex::FromHexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut id = [0; 32];
        hex::decode_to_slice(text, &mut id).map(|()| BlobId(id))
    }
}

/// Why a blob cannot be had or kept.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is no such file.
    #[error("the file is missing")]
    Missing,
    /// What stands there is not what was put: cut, changed, or no file at all.
    #[error("the file is damaged")]
    Damaged,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull(#[source] io::Error),
    /// The folder may not be written.
    #[error("the folder is read-only")]
    ReadOnly,
    /// The disk does not do its work.
    #[error("the file cannot be read or written")]
    Io(#[source] io::Error),
}

impl From<io::Error> for BlobError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => BlobError::DiskFull(error),
            io::ErrorKind::NotFound => BlobError::Missing,
            _ => BlobError::Io(error),
        }
    }
}

/// The folder of blobs. Its calls read and write the disk: call them on a thread that may wait.
#[derive(Clone)]
pub struct Blobs(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    read_only: bool,
    cipher: DerivedKey,
    address: DerivedKey,
}

impl fmt::Debug for Blobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blobs").field("folder", &self.0.folder).finish_non_exhaustive()
    }
}

impl Blobs {
    /// Opens the folder, making it if needed, and sweeps what a crash left half written. The caller holds the data
    /// folder's lock: nobody else writes here.
    pub(crate) fn open(folder: &Path, root: &RootKey) -> io::Result<Self> {
        let unfinished = unfinished(folder);
        make_folder(&unfinished)?;
        for entry in fs::read_dir(&unfinished)? {
            fs::remove_file(entry?.path())?;
        }
        Ok(Self::at(folder, root, false))
    }

    /// Opens a folder that may not be written, as it is.
    pub(crate) fn open_read_only(folder: &Path, root: &RootKey) -> Self {
        Self::at(folder, root, true)
    }

    fn at(folder: &Path, root: &RootKey, read_only: bool) -> Self {
        let (cipher, address) = (root.file_cipher(), root.file_address());
        Blobs(Arc::new(Inner { folder: folder.to_owned(), read_only, cipher, address }))
    }

    /// The address of these bytes.
    pub fn id_of(&self, clear: &[u8]) -> BlobId {
        BlobId(*blake3::keyed_hash(&self.0.address, clear).as_bytes())
    }

    /// Keeps the bytes durably and says their address. Putting the same bytes again does nothing, or mends a file
    /// that was damaged meanwhile.
    pub fn put(&self, clear: &[u8]) -> Result<BlobId, BlobError> {
        let id = self.id_of(clear);
        let target = self.path(&id);
        if self.get(&id).is_ok() {
            // It may have got its name from a put that failed after that.
            sync_folder_of(&target)?;
            return Ok(id);
        }
        if self.0.read_only {
            return Err(BlobError::ReadOnly);
        }
        let random = |_| BlobError::Io(io::Error::other("no randomness"));
        let nonce = blob_cipher::random_nonce().map_err(random)?;
        let sealed = blob_cipher::seal(&self.0.cipher, nonce, clear).map_err(|_| BlobError::Damaged)?;
        if let Some(folder) = target.parent() {
            make_folder(folder)?;
        }
        // The nonce is random, so the name is nobody else's.
        let temporary = unfinished(&self.0.folder).join(hex::encode(nonce));
        match write_whole(&temporary, &target, &sealed) {
            Ok(()) => Ok(id),
            Err(_) if target.is_dir() => Err(BlobError::Damaged),
            Err(error) => Err(error.into()),
        }
    }

    /// The bytes of that address, checked to the last bit.
    pub fn get(&self, id: &BlobId) -> Result<Vec<u8>, BlobError> {
        let path = self.path(id);
        if !fs::symlink_metadata(&path)?.is_file() {
            return Err(BlobError::Damaged);
        }
        let clear = blob_cipher::open(&self.0.cipher, &fs::read(&path)?).map_err(|_| BlobError::Damaged)?;
        if self.id_of(&clear) == *id { Ok(clear) } else { Err(BlobError::Damaged) }
    }

    /// Erases the bytes of that address; that they are gone already is no error. Whoever calls it knows that no row
    /// needs them.
    pub fn erase(&self, id: &BlobId) -> Result<(), BlobError> {
        if self.0.read_only {
            return Err(BlobError::ReadOnly);
        }
        let path = self.path(id);
        match fs::remove_file(&path) {
            Ok(()) => Ok(sync_folder_of(&path)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// `files/ab/cdef…`: at most 256 folders.
    fn path(&self, id: &BlobId) -> PathBuf {
        let name = id.to_string();
        let (folder, file) = name.split_at(2);
        self.0.folder.join(folder).join(file)
    }
}

/// Where files are written before they have their name: one folder, so that sweeping at start costs one listing.
fn unfinished(folder: &Path) -> PathBuf {
    folder.join("unfinished")
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    const CANARY: &[u8] = b"canary-in-a-picture-0123456789";

    fn blobs(dir: &TempDir) -> Blobs {
        Blobs::open(&dir.path().join("files"), &RootKey::from_bytes([1; 32])).unwrap()
    }

    fn every_file(folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { found.extend(every_file(&path)) } else { found.push(path) }
        }
        found
    }

    #[test]
    fn what_was_put_is_got_back() {
        let dir = TempDir::new().unwrap();
        let id = blobs(&dir).put(CANARY).unwrap();
        assert_eq!(blobs(&dir).get(&id).unwrap(), CANARY);
        assert_eq!(id.to_string().parse::<BlobId>().unwrap(), id);
        assert!(dir.path().join("files").join(&id.to_string()[..2]).join(&id.to_string()[2..]).is_file());
    }

    #[test]
    fn putting_twice_keeps_one_file_and_does_not_touch_it() {
        let dir = TempDir::new().unwrap();
        let blobs = blobs(&dir);
        let id = blobs.put(CANARY).unwrap();
        let before = fs::read(blobs.path(&id)).unwrap();
        assert_eq!(blobs.put(CANARY).unwrap(), id);
        assert_eq!(every_file(dir.path()), [blobs.path(&id)]);
        assert_eq!(fs::read(blobs.path(&id)).unwrap(), before);
    }

    #[test]
    fn what_was_erased_is_gone_and_can_be_put_again() {
        let dir = TempDir::new().unwrap();
        let blobs = blobs(&dir);
        let (id, other) = (blobs.put(CANARY).unwrap(), blobs.put(b"other").unwrap());
        blobs.erase(&id).unwrap();
        blobs.erase(&id).unwrap();
        assert_eq!(every_file(dir.path()), [blobs.path(&other)]);
        assert_eq!(blobs.put(CANARY).unwrap(), id);
        assert_eq!(blobs.get(&id).unwrap(), CANARY);
    }

    #[test]
    fn nothing_stands_in_clear() {
        let dir = TempDir::new().unwrap();
        let blobs = blobs(&dir);
        let mut bytes = vec![0; 200_000];
        bytes.extend(CANARY);
        let id = blobs.put(&bytes).unwrap();
        let file = fs::read(blobs.path(&id)).unwrap();
        assert!(!file.windows(CANARY.len()).any(|window| window == CANARY));
        assert!(!file.windows(64).any(|window| window.iter().all(|byte| *byte == 0)));
        assert_ne!(id.0, *blake3::hash(&bytes).as_bytes());
    }

    #[test]
    fn damage_is_found_and_put_mends_it() {
        let dir = TempDir::new().unwrap();
        let blobs = blobs(&dir);
        let id = blobs.put(CANARY).unwrap();
        let whole = fs::read(blobs.path(&id)).unwrap();
        let mut flipped = whole.clone();
        flipped[whole.len() / 2] ^= 1;
        for damaged in [&flipped[..], &whole[..whole.len() - 1], &whole[..10], &[]] {
            fs::write(blobs.path(&id), damaged).unwrap();
            assert!(matches!(blobs.get(&id), Err(BlobError::Damaged)));
            assert_eq!(blobs.put(CANARY).unwrap(), id);
            assert_eq!(blobs.get(&id).unwrap(), CANARY);
        }
    }

    #[test]
    fn a_file_under_another_address_is_damaged() {
        let dir = TempDir::new().unwrap();
        let blobs = blobs(&dir);
        let (one, other) = (blobs.put(b"one").unwrap(), blobs.put(b"other").unwrap());
        fs::copy(blobs.path(&one), blobs.path(&other)).unwrap();
        assert!(matches!(blobs.get(&other), Err(BlobError::Damaged)));
    }

    #[test]
    fn what_is_gone_is_missing() {
        let dir = TempDir::new().unwrap();
        let blobs = blobs(&dir);
        let id = blobs.put(CANARY).unwrap();
        fs::remove_file(blobs.path(&id)).unwrap();
        assert!(matches!(blobs.get(&id), Err(BlobError::Missing)));
        assert!(matches!(blobs.get(&blobs.id_of(b"never put")), Err(BlobError::Missing)));
    }

    #[test]
    fn a_folder_in_place_of_a_file_is_damaged() {
        let dir = TempDir::new().unwrap();
        let blobs = blobs(&dir);
        let id = blobs.id_of(CANARY);
        fs::create_dir_all(blobs.path(&id)).unwrap();
        assert!(matches!(blobs.get(&id), Err(BlobError::Damaged)));
        assert!(matches!(blobs.put(CANARY), Err(BlobError::Damaged)));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_place_of_a_file_is_damaged_and_put_replaces_it() {
        let dir = TempDir::new().unwrap();
        let blobs = blobs(&dir);
        let id = blobs.put(CANARY).unwrap();
        let elsewhere = dir.path().join("elsewhere");
        fs::rename(blobs.path(&id), &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, blobs.path(&id)).unwrap();
        assert!(matches!(blobs.get(&id), Err(BlobError::Damaged)));
        blobs.put(CANARY).unwrap();
        assert_eq!(blobs.get(&id).unwrap(), CANARY);
    }

    #[test]
    fn what_a_crash_left_is_swept_at_open() {
        let dir = TempDir::new().unwrap();
        let id = blobs(&dir).put(CANARY).unwrap();
        let left = unfinished(&dir.path().join("files")).join("00ff");
        fs::write(&left, b"half").unwrap();
        assert_eq!(blobs(&dir).get(&id).unwrap(), CANARY);
        assert!(!left.exists());
    }

    #[cfg(unix)]
    #[test]
    fn files_are_for_the_user_only() {
        use std::os::unix::fs::PermissionsExt;
        let dir = TempDir::new().unwrap();
        let blobs = blobs(&dir);
        let path = blobs.path(&blobs.put(CANARY).unwrap());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
