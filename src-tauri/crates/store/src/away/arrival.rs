//! From a folder elsewhere to a computer where the shop is not.
//!
//! Everything is brought and checked in a folder that is no shop's yet. The key takes its place where no data stand, and
//! one rename makes the shop: whatever is interrupted leaves what was there, or the whole shop besides.

use super::{AwayError, FIRST, HEAD, Head, PREFIX, files};
use crate::{
    BackupError, BackupId, Backups, KeyError, KeySource, MIN_PASSPHRASE_CHARS, Place, RecoveryCode, RecoveryError,
    Restored, RootKey, ShopFolders, Store,
    backups::{FileEntry, Manifest},
    blob_cipher,
    disk::{is_there, make_folder, sync_folder_of},
    key::wiped,
    recovery,
    restore::{DONE, PENDING, RESTORE},
    shops,
    store::{DATABASE, FILES, VAULT},
};
use files::Files;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// So many entries of a folder are looked at: more are nobody's folder of copies.
const ENTRIES: usize = 10_000;

/// A shop's copy, before the code is typed: whose it is nobody knows yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundCopy {
    /// Its folder.
    pub dir: PathBuf,
    /// When its newest version says that it was made, in UTC milliseconds.
    pub newest_ms: Option<i64>,
}

/// The copies in a folder, or that folder itself where it is one.
pub fn find_copies(folder: &Path) -> Result<Vec<FoundCopy>, AwayError> {
    let mut found = Vec::new();
    if is_there(&folder.join(HEAD))? {
        Head::read(folder)?;
        found.push(folder.to_owned());
    }
    for entry in fs::read_dir(folder)?.take(ENTRIES) {
        let entry = entry?;
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX) && entry.file_type()?.is_dir();
        if is_ours && is_there(&entry.path().join(HEAD))? {
            found.push(entry.path());
        }
    }
    found.sort();
    let newest = |dir: PathBuf| FoundCopy { newest_ms: newest_in(&dir), dir };
    Ok(found.into_iter().map(newest).collect())
}

/// By the names of its lists, which begin with a time.
fn newest_in(dir: &Path) -> Option<i64> {
    let entries = fs::read_dir(dir.join(crate::backups::FOLDER)).ok()?.take(ENTRIES).flatten();
    let times = entries.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        name.strip_suffix(".json")?.split_once('-')?.0.parse().ok()
    });
    times.max()
}

/// A version of a shop.
#[derive(Debug)]
pub struct AwayVersion {
    /// Names it.
    pub id: BackupId,
    /// When it was copied, in UTC milliseconds; 0 where that does not read.
    pub taken_ms: i64,
    /// Bytes of database, pictures and papers.
    pub bytes: u64,
    /// Pictures and files of papers.
    pub files: usize,
    /// Why it cannot be brought back.
    pub problem: Option<AwayError>,
}

/// A copy that the code opens.
#[derive(Debug)]
pub struct OpenCopy {
    dir: PathBuf,
    place: Place,
    root: RootKey,
    recovery: Vec<u8>,
    backups: Backups,
}

impl OpenCopy {
    /// Opens the copy in that folder by the code.
    pub fn open(dir: &Path, code: &RecoveryCode) -> Result<OpenCopy, AwayError> {
        if !fs::symlink_metadata(dir)?.is_dir() {
            return Err(AwayError::Foreign);
        }
        let head = Head::read(dir)?;
        let place = match &*head.place {
            FIRST => Place::First,
            id => Place::Further(id.parse().map_err(|_| AwayError::Damaged)?),
        };
        let (root, recovery) = recovery::root_in(dir, code)?;
        let key = place.key(&root);
        let backups = Backups::of(dir, &key);
        if backups.keys().name != head.key {
            return Err(RecoveryError::OtherData.into());
        }
        super::Away { chosen: dir.to_owned(), dir: dir.to_owned(), backups: backups.clone() }.look_over()?;
        Ok(OpenCopy { dir: dir.to_owned(), place, root, recovery, backups })
    }

    /// What its versions say, the newest first.
    pub fn versions(&self) -> Result<Vec<AwayVersion>, AwayError> {
        let listed = self.backups.list()?.into_iter();
        Ok(listed.map(|backup| self.version(backup.id)).collect())
    }

    fn version(&self, id: BackupId) -> AwayVersion {
        match self.list_of(&id) {
            Ok(list) => {
                let files: Vec<_> = all_files(&list).map(|(_, file)| file.bytes).collect();
                let bytes = list.bytes + files.iter().sum::<u64>();
                AwayVersion { id, taken_ms: list.taken_ms, bytes, files: files.len(), problem: None }
            }
            Err(error) => AwayVersion { id, taken_ms: 0, bytes: 0, files: 0, problem: Some(error) },
        }
    }

    fn list_of(&self, id: &BackupId) -> Result<Manifest, AwayError> {
        let list = self.backups.manifest(id).map_err(|error| match error {
            // A copy that was made before a migration is never copied here.
            BackupError::NotFound => AwayError::Damaged,
            error => error.into(),
        })?;
        if list.away.is_some() { Ok(list) } else { Err(AwayError::Damaged) }
    }

    /// The shop's name, as its newest version that reads has it.
    pub fn shop(&self) -> Option<String> {
        let newest = self.backups.list().ok()?.into_iter().find(crate::Backup::is_sealed)?;
        let sealed = hex::decode(self.list_of(&newest.id).ok()?.away?.shop).ok()?;
        let keys = self.place.key(&self.root).files();
        String::from_utf8(wiped(|| blob_cipher::open(&keys.cipher, &sealed)).ok()?).ok()
    }

    /// Brings a version to a computer that has not that shop; says its place and the root key. Where files are damaged,
    /// nothing is brought unless `without_damaged`.
    pub fn bring(&self, id: &BackupId, to: Arrival, now_ms: i64) -> Result<(Place, RootKey), AwayError> {
        let places = to.folders.list()?;
        match &to.present {
            Present::Nothing { empty, source, passphrase } => {
                let is_empty = empty.read_blocking(shops::list).map_err(|_| AwayError::Occupied)?.is_empty();
                if !is_empty || places.iter().any(|place| *place != Place::First) {
                    return Err(AwayError::Occupied);
                }
                match passphrase {
                    None if source.needs_passphrase()? => return Err(RecoveryError::NeedsPassphrase.into()),
                    Some(typed) if typed.chars().count() < MIN_PASSPHRASE_CHARS => {
                        return Err(RecoveryError::from(KeyError::ShortPassphrase).into());
                    }
                    _ => {}
                }
            }
            Present::Shops { place, backups } => {
                if !backups.are_of(&place.key(&self.root)) || places.contains(&self.place) {
                    return Err(AwayError::Occupied);
                }
            }
        }
        let arriving = to.folders.arriving(self.place);
        let list = self.list_of(id)?;
        let note = Restored { taken_ms: list.taken_ms, restored_ms: now_ms, aside: "0".to_owned(), moved: true };
        let brought = self.fetch(id, &list, &arriving, to.without_damaged).and_then(|()| {
            // What it holds may have left since, wherever that was.
            Ok(if self.place == Place::First { Ok(()) } else { note.write(&arriving.join(DONE)) }?)
        });
        if let Err(error) = brought {
            // The first error is the one to report; what is left is cleared by whoever opens a shop.
            let _ = fs::remove_dir_all(&arriving);
            return Err(error.here());
        }
        if let Present::Nothing { empty, source, passphrase } = to.present {
            empty.close();
            to.folders.erase(Place::First).map_err(AwayError::Data)?;
            source.adopt(&self.root, passphrase, &self.recovery)?;
        }
        match self.place {
            Place::First => note.write(&to.folders.folder(Place::First).join(PENDING))?,
            Place::Further(shop) => to.folders.finish(shop)?,
        }
        Ok((self.place, self.root.clone()))
    }

    /// Brings database and files to a new folder, durably and checked.
    fn fetch(&self, id: &BackupId, list: &Manifest, target: &Path, without_damaged: bool) -> Result<(), AwayError> {
        if is_there(target)? {
            fs::remove_dir_all(target)?;
        }
        make_folder(target)?;
        let mut damaged = 0;
        for (kind, file) in all_files(list) {
            let (from, to) = (Files(self.dir.join(kind)), Files(target.join(kind)));
            if from.has(file)? {
                files::copy_whole(&from.path(&file.name), &target.join("unfinished"), &to.path(&file.name))?;
            }
            // The copy is what is checked: a disk may give another answer the second time.
            if !to.has(file)? {
                damaged += 1;
            }
        }
        if damaged > 0 && !without_damaged {
            return Err(AwayError::FilesDamaged(damaged));
        }
        for kind in [FILES, VAULT] {
            make_folder(&target.join(kind))?;
        }
        let database = target.join(if self.place == Place::First { RESTORE } else { DATABASE });
        self.backups.put_together(id, &database)?;
        Ok(sync_folder_of(&database)?)
    }
}

/// Where a shop is brought to.
pub struct Arrival<'a> {
    /// The folders of this computer.
    pub folders: &'a ShopFolders,
    /// What is in them.
    pub present: Present<'a>,
    /// Bring what is whole, and do without the files that are not.
    pub without_damaged: bool,
}

/// What is on the computer that a shop is brought to.
pub enum Present<'a> {
    /// No shop: the key of the copy takes the place of the one here.
    Nothing {
        /// What the first start made; it is closed and goes.
        empty: &'a Store,
        /// Where the key is kept from then on.
        source: &'a KeySource,
        /// Under which it is kept where no keychain answers.
        passphrase: Option<&'a str>,
    },
    /// Other shops, which must be of the same root key.
    Shops {
        /// One of them.
        place: Place,
        /// Its backups.
        backups: &'a Backups,
    },
}

fn all_files(list: &Manifest) -> impl Iterator<Item = (&'static str, &FileEntry)> {
    let away = list.away.iter();
    away.flat_map(|away| {
        let files = away.files.iter().map(|file| (FILES, file));
        files.chain(away.vault.iter().map(|file| (VAULT, file)))
    })
}
