//! A copy of a shop in a folder elsewhere: another disk, a stick, a folder that is synchronised. With the recovery code it is
//! all that another computer needs.
//!
//! `kaibo-<name of the key>/` in the chosen folder is laid out as the data are: `backups/` with lists and pieces, `files/`,
//! `vault/`; `recovery.json`, and `copy.json` that says which shop it is. Every file is encrypted as it is in the data, and
//! copied once. A version is its list, written last and whole: what it names stands durably by then.
//! Invariants: nothing stands there in clear; what is interrupted leaves every earlier version whole; no link is followed.

mod arrival;
mod error;
mod files;

pub use arrival::{Arrival, AwayVersion, FoundCopy, OpenCopy, Present, find_copies};
pub use error::AwayError;

use crate::{
    BackupError, Backups, BlobError, BlobId, Blobs, Place, RecoveryError, ShopFolders, Store, Taken,
    backups::{AwayList, FileEntry, Manifest, Pieces},
    blob_cipher,
    blobs::fresh_nonce,
    disk::{is_there, make_folder, replace_whole, try_writing_in},
    key::wiped,
    recovery,
    store::{FILES, VAULT},
};
use files::{Files, length_of};
use serde::{Deserialize, Serialize};
use std::{
    collections::{HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
};

/// In a shop's folder: what came of the last try. Not in the database, which would differ from its copy by it.
pub(crate) const NOTE: &str = "away.json";
const HEAD: &str = "copy.json";
const FORMAT: u32 = 1;
const PREFIX: &str = "kaibo-";
/// A longer head is none of ours.
const LONGEST: u64 = 4096;

/// Which shop's copy it is: nothing that is worth anything without the code.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    format: u32,
    /// `first`, or the id of a further shop: its key is made of it.
    place: String,
    /// Whose key opens it, without saying anything of the key.
    key: String,
}

impl Head {
    /// Of the copy in that folder.
    fn read(dir: &Path) -> Result<Head, AwayError> {
        let path = dir.join(HEAD);
        let about = fs::symlink_metadata(&path)?;
        if !about.is_file() || about.len() > LONGEST {
            return Err(AwayError::Foreign);
        }
        let text: serde_json::Value = serde_json::from_slice(&fs::read(&path)?).map_err(|_| AwayError::Damaged)?;
        if text["format"].as_u64().is_some_and(|format| format > u64::from(FORMAT)) {
            return Err(AwayError::Newer);
        }
        let head: Head = serde_json::from_value(text).map_err(|_| AwayError::Damaged)?;
        // Copied by hand under another name, it is not looked at: two of one name would be one shop's.
        if dir.file_name().is_some_and(|name| *name == *folder_of(&head.key)) {
            Ok(head)
        } else {
            Err(AwayError::Foreign)
        }
    }
}

/// What was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Bytes of the version: database, pictures, papers.
    pub bytes: u64,
    /// Pictures and files of papers in it.
    pub files: usize,
    /// Files that are damaged in the data and have no copy: they are in no version.
    pub damaged: usize,
    /// A version that differs from the one before.
    pub is_new: bool,
}

/// The copy of one shop. Its calls read and write disks for minutes: call them on a thread that may wait.
#[derive(Clone, Debug)]
pub struct Away {
    chosen: PathBuf,
    dir: PathBuf,
    backups: Backups,
}

impl Away {
    /// In that folder, of the shop with these backups.
    pub fn of(chosen: &Path, data: &Backups) -> Away {
        let dir = chosen.join(folder_of(&data.keys().name));
        Away { chosen: chosen.to_owned(), backups: data.elsewhere(&dir), dir }
    }

    /// Whether a copy may be kept in the folder that was picked; says which folder is meant, for somebody may have picked the
    /// copy itself.
    pub fn choose(picked: &Path, folders: &ShopFolders, data: &Backups) -> Result<PathBuf, AwayError> {
        let (real, own) = (fs::canonicalize(picked)?, folder_of(&data.keys().name));
        let chosen = match picked.parent() {
            Some(parent) if real.file_name().is_some_and(|name| *name == *own) => parent,
            // In another shop's copy nobody looks for this one's.
            _ if is_there(&picked.join(HEAD))? => return Err(AwayError::Foreign),
            _ => picked,
        };
        if !chosen.is_dir() {
            return Err(AwayError::Gone);
        }
        if real.starts_with(fs::canonicalize(folders.root())?) {
            return Err(AwayError::InsideData);
        }
        Away::of(chosen, data).look_over()?;
        try_writing_in(chosen)?;
        Ok(std::path::absolute(chosen)?)
    }

    /// Backs the data up and copies what the folder does not have. The data are worked with meanwhile.
    pub fn copy(&self, store: &Store, folders: &ShopFolders, shop: &str, now_ms: i64) -> Result<Copied, AwayError> {
        let _alone = self.backups.alone()?;
        let place = folders.place_of(store).ok_or(AwayError::Stopped)?;
        let recovery = recovery::text_in(&folders.root()).map_err(|error| match error {
            RecoveryError::None => AwayError::NoRecovery,
            error => error.into(),
        })?;
        if !self.chosen.is_dir() {
            return Err(AwayError::Gone);
        }
        self.look_over()?;
        let (Taken::New(id) | Taken::Unchanged(id)) = store.backups().take(store, now_ms).map_err(AwayError::Here)?;
        // Let go of meanwhile, where another was taken at once.
        let mut list = store.backups().manifest(&id).map_err(|_| AwayError::Here(BackupError::Busy))?;
        make_folder(&self.dir)?;
        self.backups.tidy_up()?;
        self.keep_head(place, &recovery)?;
        self.copy_pieces(store, &list)?;
        let last = self.newest()?;
        let known = last.as_ref().and_then(|last| last.away.as_ref());
        let (files, damaged) = self.copy_files(store, store.blobs(), FILES, known.map(|known| &known.files[..]))?;
        let (vault, others) = self.copy_files(store, store.vault(), VAULT, known.map(|known| &known.vault[..]))?;
        let sum = |files: &[FileEntry]| files.iter().map(|file| file.bytes).sum::<u64>();
        let mut copied = Copied {
            bytes: list.bytes + sum(&files) + sum(&vault),
            files: files.len() + vault.len(),
            damaged: damaged + others,
            is_new: false,
        };
        let is_same = |last: &Manifest| {
            last.whole == list.whole && known.is_some_and(|known| known.files == files && known.vault == vault)
        };
        if !last.as_ref().is_some_and(is_same) {
            let away = AwayList { shop: sealed_name(store, shop)?, files, vault };
            (list.away, list.taken_ms) = (Some(away), now_ms);
            replace_whole(&self.backups.list_of(&id), &list.sealed(self.backups.keys())?)?;
            copied.is_new = true;
        }
        self.backups.let_go()?;
        self.sweep()?;
        Ok(copied)
    }

    /// Puts the copy's file in the place of one that is damaged or gone in the data. The copy is read through first.
    pub fn mend(&self, data: &Blobs, id: &BlobId, is_paper: bool) -> Result<(), AwayError> {
        self.look_over()?;
        let copies = data.elsewhere(&self.dir.join(if is_paper { VAULT } else { FILES }))?;
        copies.check(id).map_err(|error| match error {
            BlobError::Io(error) => error.into(),
            _ => AwayError::Damaged,
        })?;
        let temporary = data.temporary(&fresh_nonce()?)?;
        files::copy_whole(&copies.path(id), &temporary, &data.path(id)).map_err(AwayError::here)?;
        Ok(data.check(id)?)
    }

    fn keep_head(&self, place: Place, recovery: &[u8]) -> Result<(), AwayError> {
        let place = match place {
            Place::First => FIRST.to_owned(),
            Place::Further(shop) => shop.to_string(),
        };
        let head = Head { format: FORMAT, place, key: self.backups.keys().name.clone() };
        if !Head::read(&self.dir).is_ok_and(|there| there == head) {
            replace_whole(&self.dir.join(HEAD), &serde_json::to_vec_pretty(&head).map_err(io::Error::other)?)?;
        }
        if !recovery::text_in(&self.dir).is_ok_and(|there| there == recovery) {
            recovery::write(&self.dir, recovery)?;
        }
        Ok(())
    }

    fn copy_pieces(&self, store: &Store, list: &Manifest) -> Result<(), AwayError> {
        let (from, to) = (store.backups().pieces(), self.backups.pieces());
        for (name, bytes) in list.sizes() {
            let piece = Pieces(&from).get(name, bytes).map_err(|_| AwayError::Here(BackupError::Busy))?;
            Pieces(&to).keep(&piece)?;
            goes_on(store)?;
        }
        Ok(())
    }

    /// Copies the files that are not there as the last version has them; says all, and how many are damaged in the data.
    fn copy_files(
        &self,
        store: &Store,
        data: &Blobs,
        kind: &str,
        last: Option<&[FileEntry]>,
    ) -> Result<(Vec<FileEntry>, usize), AwayError> {
        let known: HashMap<&str, &FileEntry> = last.iter().copied().flatten().map(|file| (&*file.name, file)).collect();
        let (to, mut kept, mut damaged) = (Files(self.dir.join(kind)), Vec::new(), 0);
        let mut ids = data.list()?;
        ids.sort_unstable();
        for id in ids {
            let name = id.to_string();
            if let Some(&file) = known.get(&*name)
                && length_of(&to.path(&name))? == Some(file.bytes)
            {
                kept.push(file.clone());
                continue;
            }
            goes_on(store)?;
            match data.check(&id) {
                // Locked, it is copied as it stands.
                Ok(()) | Err(BlobError::Locked) => {
                    kept.push(to.keep(&name, &data.path(&id), &self.backups.unfinished())?)
                }
                // Erased meanwhile.
                Err(BlobError::Missing) => {}
                Err(BlobError::Damaged) => damaged += 1,
                Err(error) => return Err(error.into()),
            }
        }
        Ok((kept, damaged))
    }

    /// Takes away the files that no version names.
    fn sweep(&self) -> Result<(), AwayError> {
        let Some(lists) = self.backups.manifests()? else { return Ok(()) };
        let (mut files, mut vault) = (HashSet::new(), HashSet::new());
        for away in lists.into_iter().filter_map(|list| list.away) {
            files.extend(away.files.into_iter().map(|file| file.name));
            vault.extend(away.vault.into_iter().map(|file| file.name));
        }
        Pieces(&self.dir.join(FILES)).sweep(&files)?;
        Ok(Pieces(&self.dir.join(VAULT)).sweep(&vault)?)
    }

    fn newest(&self) -> Result<Option<Manifest>, AwayError> {
        let listed = self.backups.list()?.into_iter().find(crate::Backup::is_sealed);
        Ok(listed.map(|newest| self.backups.manifest(&newest.id)).transpose()?)
    }

    /// Whether all that is there could be ours: no link, and no file in a folder's place. Nothing is written before.
    fn look_over(&self) -> Result<(), AwayError> {
        let is_folder = |path: &Path| match fs::symlink_metadata(path) {
            Ok(about) if about.is_dir() => Ok(true),
            Ok(_) => Err(AwayError::Foreign),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error.into()),
        };
        let folders = [self.backups.unfinished(), self.backups.pieces(), self.dir.join(FILES), self.dir.join(VAULT)];
        if !is_folder(&self.dir)? {
            return Ok(());
        }
        is_folder(&self.backups.dir().join(crate::backups::FOLDER))?;
        for folder in folders {
            if is_folder(&folder)? {
                for entry in fs::read_dir(&folder)? {
                    if entry?.file_type()?.is_symlink() {
                        return Err(AwayError::Foreign);
                    }
                }
            }
        }
        Ok(())
    }
}

impl Store {
    /// What came of the last try to copy, as it was noted.
    pub fn away_note(&self) -> io::Result<Option<String>> {
        match fs::read_to_string(self.dir().join(NOTE)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            text => text.map(Some),
        }
    }

    /// Notes what came of it.
    pub fn set_away_note(&self, text: &str) -> io::Result<()> {
        replace_whole(&self.dir().join(NOTE), text.as_bytes())
    }
}

/// Whether two folders are on one disk; `None` where that cannot be told.
pub fn is_same_disk(one: &Path, other: &Path) -> Option<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        Some(fs::metadata(one).ok()?.dev() == fs::metadata(other).ok()?.dev())
    }
    // The drive's letter, or the other computer's name.
    #[cfg(not(unix))]
    Some(fs::canonicalize(one).ok()?.components().next()? == fs::canonicalize(other).ok()?.components().next()?)
}

const FIRST: &str = "first";

fn folder_of(key: &str) -> String {
    format!("{PREFIX}{key}")
}

/// The shop's name, as only its key reads it.
fn sealed_name(store: &Store, shop: &str) -> Result<String, AwayError> {
    let (keys, nonce) = (store.blobs().keys()?, fresh_nonce()?);
    let sealed = wiped(|| blob_cipher::seal(&keys.cipher, nonce, shop.as_bytes()));
    Ok(hex::encode(sealed.map_err(|_| AwayError::Damaged)?))
}

/// A shop that is closed is not copied on.
fn goes_on(store: &Store) -> Result<(), AwayError> {
    store.read_blocking(|_| Ok(())).map_err(|_| AwayError::Stopped)
}

#[cfg(test)]
mod tests;
