//! Where the data lie: in the place that the system names for them, or where a pointer in it leads.
//!
//! `moved-to.json` in the system's place names the folder, with a token that `data-place.json` in that folder repeats: another
//! disk under the same name is not taken for it. While there is a pointer, what it leads to is what counts, and nothing else.
//! Invariants: the pointer changes in one step, after the copy was read back whole; what was moved away from is removed only
//! after the new place was opened; where the pointer leads nowhere, no empty data are begun.

mod carry;
mod error;
mod judge;

pub use carry::{MoveProgress, MoveStep, Moved};
pub use error::{LostData, MoveError};
pub use judge::Target;

use crate::{
    OpenError, ShopFolders,
    disk::{beside, is_there, replace_whole, sync_folder_of},
    shop_folders::files_of_all,
    store::{DATABASE, LOCK, lock},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

const POINTER: &str = "moved-to.json";
const MARK: &str = "data-place.json";
/// What is made in the folder that was chosen.
const FOLDER: &str = "kaibo-data";
/// Added to it until the pointer leads there.
const UNFINISHED: &str = ".new";
const FORMAT: u32 = 1;
/// A longer note is none of ours.
const LONGEST: u64 = 64 * 1024;

/// Where the data lie instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Pointer {
    format: u32,
    folder: PathBuf,
    token: String,
    /// Where they lay before, as far as that has not been cleared.
    left: Vec<Left>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Left {
    folder: PathBuf,
    /// The new place was opened: what stands here is old, and not whole any more.
    clearing: bool,
}

/// In the folder that the pointer leads to.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    format: u32,
    token: String,
}

/// The place that the system names for the data. Its calls read and write disks: call them on a thread that may wait.
#[derive(Clone, Debug)]
pub struct DataPlace {
    home: PathBuf,
}

impl DataPlace {
    /// Of the program whose data lie there unless they were moved.
    pub fn of(home: &Path) -> Self {
        Self { home: home.to_owned() }
    }

    /// The folder of the data. Brings to its end what was interrupted after the pointer was set.
    pub fn find(&self) -> Result<PathBuf, LostData> {
        let Some(pointer) = self.pointer()? else { return Ok(self.home.clone()) };
        if is_marked(&pointer.folder, Some(&pointer.token)) {
            return Ok(pointer.folder);
        }
        let new = beside(&pointer.folder, UNFINISHED);
        if is_marked(&new, Some(&pointer.token)) {
            take_name(&new, &pointer.folder).map_err(LostData::Io)?;
            return Ok(pointer.folder);
        }
        Err(LostData::Gone { at_home: self.stands_at_home(&pointer), folder: pointer.folder })
    }

    /// Whether the data were moved away from the system's place.
    pub fn is_moved(&self) -> bool {
        !matches!(self.pointer(), Ok(None))
    }

    /// Where old files are left that could not be removed.
    pub fn left_behind(&self) -> Vec<PathBuf> {
        let left = self.pointer().ok().flatten().map(|pointer| pointer.left).unwrap_or_default();
        left.into_iter().map(|left| left.folder).filter(|folder| holds_data(folder)).collect()
    }

    /// Takes the data at the place that the system names, for they stand there whole: the new place was never opened.
    pub fn use_home(&self) -> Result<(), LostData> {
        match self.pointer()? {
            Some(pointer) if self.stands_at_home(&pointer) => self.put_back(None).map_err(LostData::Io),
            Some(pointer) => Err(LostData::Gone { folder: pointer.folder, at_home: false }),
            None => Ok(()),
        }
    }

    /// Takes a folder for the one that the pointer led to: its disk has another name now.
    ///
    /// # Errors
    /// [`MoveError::OtherData`] where it is not.
    pub fn adopt(&self, picked: &Path) -> Result<(), MoveError> {
        let known = match self.pointer() {
            Ok(None) => return Ok(()),
            Ok(pointer) => pointer,
            Err(LostData::Unreadable) => None,
            Err(LostData::Io(error)) => return Err(error.into()),
            Err(LostData::Gone { .. }) => return Err(MoveError::Gone),
        };
        let token = known.as_ref().map(|pointer| &*pointer.token);
        let folder = [picked.to_owned(), picked.join(FOLDER)].into_iter().find(|folder| is_marked(folder, token));
        let folder = std::path::absolute(folder.ok_or(MoveError::OtherData)?)?;
        let mark: Mark = read(&folder.join(MARK)).ok().flatten().ok_or(MoveError::OtherData)?;
        folder.to_str().ok_or(MoveError::Name)?;
        let left = known.map(|pointer| pointer.left).unwrap_or_default();
        Ok(self.write(&Pointer { format: FORMAT, folder, token: mark.token, left })?)
    }

    /// Removes the files of earlier places, now that those of this one are open. What cannot be removed is tried again the next
    /// time.
    pub fn settle(&self) -> io::Result<()> {
        let Ok(Some(mut pointer)) = self.pointer() else { return Ok(()) };
        if pointer.left.is_empty() {
            return Ok(());
        }
        if pointer.left.iter().any(|left| !left.clearing) {
            pointer.left.iter_mut().for_each(|left| left.clearing = true);
            self.write(&pointer)?;
        }
        let (before, current) = (pointer.left.len(), pointer.folder.clone());
        pointer.left.retain(|left| match self.clear(&left.folder, &current) {
            Ok(cleared) => !cleared,
            Err(error) => {
                tracing::warn!(%error, "the files of the place before could not be removed");
                true
            }
        });
        if pointer.left.len() == before { Ok(()) } else { self.write(&pointer) }
    }

    /// Whether nothing is left there; `false` while its disk is away.
    fn clear(&self, folder: &Path, current: &Path) -> io::Result<bool> {
        if folder == current {
            return Ok(true);
        }
        if !is_there(folder)? {
            return Ok(folder.parent().is_some_and(Path::is_dir));
        }
        let locks = lock_all(folder).map_err(io::Error::other)?;
        let names = files_of_all(folder)?;
        // Windows removes no file that is open.
        if cfg!(windows) {
            drop(locks);
        }
        for name in names {
            remove(&folder.join(name))?;
        }
        remove(&folder.join(LOCK))?;
        sync_folder_of(&folder.join(LOCK))?;
        if folder != self.home {
            remove(&folder.join(MARK))?;
            // What somebody else put there stays, and the folder with it.
            let _ = fs::remove_dir(folder);
        }
        Ok(true)
    }

    /// Whether what was moved away from stands in the system's place, and nobody has worked on elsewhere.
    fn stands_at_home(&self, pointer: &Pointer) -> bool {
        let is_whole = |left: &Left| left.folder == self.home && !left.clearing;
        pointer.left.iter().any(is_whole) && holds_data(&self.home)
    }

    fn pointer(&self) -> Result<Option<Pointer>, LostData> {
        let pointer: Option<Pointer> = read(&self.home.join(POINTER))?;
        match pointer {
            Some(pointer) if pointer.format != FORMAT => Err(LostData::Unreadable),
            pointer => Ok(pointer),
        }
    }

    fn write(&self, pointer: &Pointer) -> io::Result<()> {
        replace_whole(&self.home.join(POINTER), &serde_json::to_vec_pretty(pointer).map_err(io::Error::other)?)
    }

    /// What the pointer was before; without one the data are here.
    fn put_back(&self, before: Option<&Pointer>) -> io::Result<()> {
        let Some(pointer) = before else {
            let path = self.home.join(POINTER);
            return remove(&path).and_then(|()| sync_folder_of(&path));
        };
        self.write(pointer)
    }
}

impl ShopFolders {
    /// Names of what is moved with the data: the installation's and the first shop's files and folders, and that of the others.
    pub fn names(&self) -> io::Result<Vec<OsString>> {
        files_of_all(&self.root())
    }
}

/// Whether a folder holds data of ours, or holds what leads to them.
fn holds_data(folder: &Path) -> bool {
    let is_shop = ShopFolders::of(folder).list().is_ok_and(|places| !places.is_empty());
    is_shop || [DATABASE, "key.json"].iter().any(|name| folder.join(name).is_file())
}

/// Whether it is the folder that a pointer with this token leads to; any that was moved to, without one.
fn is_marked(folder: &Path, token: Option<&str>) -> bool {
    match read::<Mark>(&folder.join(MARK)) {
        Ok(mark) => mark.is_some_and(|mark| mark.format == FORMAT && token.is_none_or(|token| mark.token == token)),
        Err(error) => {
            tracing::warn!(%error, "the folder of the data cannot be looked at");
            false
        }
    }
}

/// A whole copy has its name from now on.
fn take_name(new: &Path, folder: &Path) -> io::Result<()> {
    match fs::remove_dir(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => fs::rename(new, folder)?,
    }
    sync_folder_of(folder)
}

/// Has every shop there to itself: nobody opens one while the locks are held.
fn lock_all(root: &Path) -> Result<Vec<File>, OpenError> {
    let folders = ShopFolders::of(root);
    let mut paths = vec![root.to_owned()];
    paths.extend(folders.list()?.into_iter().map(|place| folders.folder(place)).filter(|path| path != root));
    paths.iter().map(|path| lock(&path.join(LOCK))).collect()
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, LostData> {
    match fs::metadata(path) {
        Ok(about) if about.len() > LONGEST || !about.is_file() => return Err(LostData::Unreadable),
        Ok(_) => {}
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
        Err(error) => return Err(LostData::Io(error)),
    }
    serde_json::from_slice(&fs::read(path).map_err(LostData::Io)?).map(Some).map_err(|_| LostData::Unreadable)
}

fn remove(path: &Path) -> io::Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(about) if about.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
