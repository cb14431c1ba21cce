//! Picture files: addressed by their content, encrypted, whole or not there.
//!
//! The address is the keyed BLAKE3 of the clear bytes, so that equal pictures are kept once and nobody without the key
//! can tell whether a known picture is among them. Files are never changed, only added and erased.

use crate::{
    blob_cipher,
    disk::{make_folder, sync_folder_of, write_whole},
    key::{BlobKeys, wiped},
};
use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    str::FromStr,
    sync::{Arc, PoisonError, RwLock},
};

/// The address of a blob, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobId(pub(crate) [u8; 32]);

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
    /// The folder is locked: its keys are not in memory.
    #[error("the folder is locked")]
    Locked,
    /// What was to be kept could not be read.
    #[error("the source cannot be read")]
    Source(#[source] io::Error),
    /// Whoever wanted it kept does not any more.
    #[error("stopped")]
    Stopped,
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
    /// `None` while locked.
    keys: RwLock<Option<Arc<BlobKeys>>>,
}

impl fmt::Debug for Blobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blobs").field("folder", &self.0.folder).finish_non_exhaustive()
    }
}

impl Blobs {
    /// Opens the folder, making it if needed, and sweeps what a crash left half written. The caller holds the data
    /// folder's lock: nobody else writes here.
    pub(crate) fn open(folder: &Path, keys: Arc<BlobKeys>) -> io::Result<Self> {
        let unfinished = unfinished(folder);
        make_folder(&unfinished)?;
        for entry in fs::read_dir(&unfinished)? {
            fs::remove_file(entry?.path())?;
        }
        Ok(Self::at(folder, keys, false))
    }

    /// Opens a folder that may not be written, as it is.
    pub(crate) fn open_read_only(folder: &Path, keys: Arc<BlobKeys>) -> Self {
        Self::at(folder, keys, true)
    }

    /// A copy of these in another folder, under the same keys, only to be read.
    pub(crate) fn elsewhere(&self, folder: &Path) -> Result<Self, BlobError> {
        Ok(Self::open_read_only(folder, self.keys()?))
    }

    fn at(folder: &Path, keys: Arc<BlobKeys>, read_only: bool) -> Self {
        Blobs(Arc::new(Inner { folder: folder.to_owned(), read_only, keys: RwLock::new(Some(keys)) }))
    }

    /// Forgets the keys, or has them again. Whoever is reading at that moment ends with the ones it began with.
    pub(crate) fn set_keys(&self, keys: Option<Arc<BlobKeys>>) {
        *self.0.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    pub(crate) fn keys(&self) -> Result<Arc<BlobKeys>, BlobError> {
        self.0.keys.read().unwrap_or_else(PoisonError::into_inner).clone().ok_or(BlobError::Locked)
    }

    /// Where a file to be kept is written first, by its nonce, unless nothing may be written.
    pub(crate) fn temporary(&self, nonce: &[u8]) -> Result<PathBuf, BlobError> {
        if self.0.read_only {
            return Err(BlobError::ReadOnly);
        }
        // The nonce is random, so the name is nobody else's.
        Ok(unfinished(&self.0.folder).join(hex::encode(nonce)))
    }

    /// Keeps the bytes durably and says their address. Putting the same bytes again does nothing, or mends a file
    /// that was damaged meanwhile.
    pub fn put(&self, clear: &[u8]) -> Result<BlobId, BlobError> {
        let keys = self.keys()?;
        let id = keys.id_of(clear);
        let target = self.path(&id);
        if self.get(&id).is_ok() {
            // It may have got its name from a put that failed after that.
            sync_folder_of(&target)?;
            return Ok(id);
        }
        let nonce = fresh_nonce()?;
        let temporary = self.temporary(&nonce)?;
        let sealed = wiped(|| blob_cipher::seal(&keys.cipher, nonce, clear))?;
        if let Some(folder) = target.parent() {
            make_folder(folder)?;
        }
        match write_whole(&temporary, &target, &sealed) {
            Ok(()) => Ok(id),
            Err(_) if target.is_dir() => Err(BlobError::Damaged),
            Err(error) => Err(error.into()),
        }
    }

    /// The bytes of that address, checked to the last bit.
    pub fn get(&self, id: &BlobId) -> Result<Vec<u8>, BlobError> {
        let keys = self.keys()?;
        let path = self.path(id);
        if !fs::symlink_metadata(&path)?.is_file() {
            return Err(BlobError::Damaged);
        }
        let sealed = fs::read(&path)?;
        let clear = wiped(|| blob_cipher::open(&keys.cipher, &sealed))?;
        if keys.id_of(&clear) == *id { Ok(clear) } else { Err(BlobError::Damaged) }
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

    /// The addresses of all that is kept; what is called otherwise is none.
    pub fn list(&self) -> Result<Vec<BlobId>, BlobError> {
        let mut found = Vec::new();
        for folder in fs::read_dir(&self.0.folder)? {
            let folder = folder?;
            if !folder.file_type()?.is_dir() {
                continue;
            }
            for file in fs::read_dir(folder.path())? {
                let name = [folder.file_name(), file?.file_name()].map(|part| part.to_string_lossy().into_owned());
                found.extend(name.concat().parse::<BlobId>());
            }
        }
        Ok(found)
    }

    /// `files/ab/cdef…`: at most 256 folders.
    pub(crate) fn path(&self, id: &BlobId) -> PathBuf {
        let name = id.to_string();
        let (folder, file) = name.split_at(2);
        self.0.folder.join(folder).join(file)
    }
}

impl BlobKeys {
    /// The address of these bytes.
    fn id_of(&self, clear: &[u8]) -> BlobId {
        BlobId(wiped(|| *blake3::keyed_hash(&self.address, clear).as_bytes()))
    }
}

/// A nonce that was never used.
pub(crate) fn fresh_nonce() -> Result<[u8; blob_cipher::NONCE], BlobError> {
    blob_cipher::random_nonce().map_err(|_| BlobError::Io(io::Error::other("no randomness")))
}

/// Where files are written before they have their name: one folder, so that sweeping at start costs one listing.
fn unfinished(folder: &Path) -> PathBuf {
    folder.join("unfinished")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RootKey;
    use tempfile::TempDir;

    const CANARY: &[u8] = b"canary-in-a-picture-0123456789";

    fn blobs(dir: &TempDir) -> Blobs {
        Blobs::open(&dir.path().join("files"), RootKey::from_bytes([1; 32]).files()).unwrap()
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
    fn all_that_is_kept_is_listed_and_nothing_else() {
        let dir = TempDir::new().unwrap();
        let blobs = blobs(&dir);
        assert_eq!(blobs.list().unwrap(), []);
        let mut ids = [blobs.put(b"one").unwrap(), blobs.put(b"other").unwrap()];
        ids.sort_unstable();
        fs::write(dir.path().join("files").join("unfinished").join("00ff"), b"half").unwrap();
        fs::write(dir.path().join("files").join("note.txt"), b"of somebody").unwrap();
        let mut listed = blobs.list().unwrap();
        listed.sort_unstable();
        assert_eq!(listed, ids);
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
    fn while_locked_nothing_is_read_or_kept_and_files_can_still_be_erased() {
        let dir = TempDir::new().unwrap();
        let blobs = blobs(&dir);
        let (id, other) = (blobs.put(CANARY).unwrap(), blobs.put(b"other").unwrap());
        blobs.set_keys(None);
        assert!(matches!(blobs.get(&id), Err(BlobError::Locked)));
        assert!(matches!(blobs.put(CANARY), Err(BlobError::Locked)));
        blobs.erase(&other).unwrap();
        blobs.set_keys(Some(RootKey::from_bytes([1; 32]).files()));
        assert_eq!(blobs.get(&id).unwrap(), CANARY);
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
        let never = blobs.keys().unwrap().id_of(b"never put");
        assert!(matches!(blobs.get(&never), Err(BlobError::Missing)));
    }

    #[test]
    fn a_folder_in_place_of_a_file_is_damaged() {
        let dir = TempDir::new().unwrap();
        let blobs = blobs(&dir);
        let id = blobs.keys().unwrap().id_of(CANARY);
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
