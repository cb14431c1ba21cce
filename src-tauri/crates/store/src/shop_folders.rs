//! The folders of the shops: the data folder itself is the first shop's, each further one has `shops/<id>/` with the very
//! same content, under a key of its own.
//!
//! Invariants: a folder of the right name is always a whole shop; one that is being made or erased has another name, and is
//! cleared. `current-shop` only remembers: what it does not say, or says wrongly, leads to a shop that is there.

use crate::{
    OpenError, RootKey, Store,
    away::NOTE,
    backups,
    disk::{is_there, make_folder, sync_folder_of, write_whole},
    migrate::{self, MIGRATIONS},
    open::keyed,
    restore::{ASIDE, DONE, PENDING},
    shops::{self, ShopRow},
    store::{DATABASE, FILES, LOCK, VAULT, lock, share_lock},
};
use kaibo_domain::ShopId;
use rusqlite::OpenFlags;
use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

const SHOPS: &str = "shops";
const CURRENT: &str = "current-shop";
/// The state of the practice platform, its pictures, and what a crash left of them.
const PRACTICE: &str = "practice-platform.json";
/// Endings of folders that are no shop: not yet, or not any more.
const UNFINISHED: &str = "new";
const GONE: &str = "gone";
/// Where the first shop's data go to be erased.
const FIRST: &str = "first";

/// Where a shop's data stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// In the data folder itself.
    First,
    /// In a folder of its own.
    Further(ShopId),
}

impl Place {
    /// The key of the data there.
    pub fn key(self, root: &RootKey) -> RootKey {
        match self {
            Place::First => root.clone(),
            Place::Further(shop) => root.of_shop(shop),
        }
    }
}

/// A shop that was looked up.
#[derive(Debug)]
pub struct FoundShop {
    /// Where.
    pub place: Place,
    /// What its database says; `None` where no shop has been made yet.
    pub shop: Result<Option<ShopRow>, OpenError>,
}

/// The folders of one installation.
#[derive(Clone, Debug)]
pub struct ShopFolders {
    root: PathBuf,
}

impl ShopFolders {
    /// Those under that data folder.
    pub fn of(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The data folder.
    pub fn root(&self) -> PathBuf {
        self.root.clone()
    }

    /// The folder of a shop.
    pub fn folder(&self, place: Place) -> PathBuf {
        match place {
            Place::First => self.root.clone(),
            Place::Further(shop) => self.root.join(SHOPS).join(shop.to_string()),
        }
    }

    /// All shops, the first one first.
    pub fn list(&self) -> io::Result<Vec<Place>> {
        let mut places = Vec::new();
        if Store::is_there(&self.root)? {
            places.push(Place::First);
        }
        let folders = match fs::read_dir(self.root.join(SHOPS)) {
            Ok(folders) => folders,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(places),
            Err(error) => return Err(error),
        };
        for entry in folders {
            let entry = entry?;
            let id = entry.file_name().to_str().and_then(|name| name.parse().ok());
            if let Some(shop) = id
                && Store::is_there(&entry.path())?
            {
                places.push(Place::Further(shop));
            }
        }
        places.sort();
        Ok(places)
    }

    /// The shop to open: the one that was open last if it is still there, else any that is; the first where there is none.
    pub fn current(&self) -> io::Result<Place> {
        let there = self.list()?;
        let said = fs::read_to_string(self.root.join(CURRENT)).unwrap_or_default();
        let said = match said.trim().parse() {
            Ok(shop) => Place::Further(shop),
            Err(_) => Place::First,
        };
        Ok(if there.contains(&said) { said } else { there.first().copied().unwrap_or(Place::First) })
    }

    /// Remembers which shop is open.
    pub fn set_current(&self, place: Place) -> io::Result<()> {
        let text = match place {
            Place::First => FIRST.to_owned(),
            Place::Further(shop) => shop.to_string(),
        };
        let (target, temporary) = (self.root.join(CURRENT), self.root.join("current-shop.new"));
        remove_any(&temporary)?;
        write_whole(&temporary, &target, text.as_bytes())
    }

    /// Begins a further shop: a new database under a name that is no shop's, until [`Self::finish`].
    pub fn begin(&self, root: &RootKey, shop: ShopId) -> Result<Store, OpenError> {
        Store::open(&self.unfinished(shop), &root.of_shop(shop))
    }

    /// Ends what [`Self::begin`] began, its store closed: from now on it is a shop.
    pub fn finish(&self, shop: ShopId) -> io::Result<()> {
        let target = self.folder(Place::Further(shop));
        fs::rename(self.unfinished(shop), &target)?;
        sync_folder_of(&target)
    }

    /// Takes away what [`Self::begin`] began; what stays all the same is cleared at the next start.
    pub fn give_up(&self, shop: ShopId) {
        let _ = fs::remove_dir_all(self.unfinished(shop));
    }

    fn unfinished(&self, shop: ShopId) -> PathBuf {
        self.arriving(Place::Further(shop))
    }

    /// Where a shop is made until it is whole; what a crash leaves there is cleared.
    pub(crate) fn arriving(&self, place: Place) -> PathBuf {
        match place {
            Place::First => self.root.join(SHOPS).join(FIRST).with_extension(UNFINISHED),
            Place::Further(_) => self.folder(place).with_extension(UNFINISHED),
        }
    }

    /// Which of them an open store is.
    pub fn place_of(&self, store: &Store) -> Option<Place> {
        let is_it = |place: &Place| self.folder(*place) == store.dir();
        Some(Place::First).filter(is_it).or_else(|| self.list().ok()?.into_iter().find(is_it))
    }

    /// Reads what shop the database there holds, without opening it for work: nothing is brought up to date.
    pub fn look(&self, place: Place, root: &RootKey) -> FoundShop {
        FoundShop { place, shop: self.shop_at(place, root) }
    }

    fn shop_at(&self, place: Place, root: &RootKey) -> Result<Option<ShopRow>, OpenError> {
        let folder = self.folder(place);
        let _lock = share_lock(&folder.join(LOCK))?;
        let database = place.key(root).database();
        let connection = keyed(&folder.join(DATABASE), OpenFlags::SQLITE_OPEN_READ_ONLY, &database)?;
        migrate::recognise(&connection, MIGRATIONS)?;
        match shops::list(&connection) {
            Ok(shops) => Ok(shops.into_iter().next()),
            Err(error) => {
                tracing::warn!(%error, "a shop's row does not read");
                Err(OpenError::Unreadable(None))
            }
        }
    }

    /// Erases a shop that nobody has open: database, log, pictures, papers, backups. A crash leaves it there, or what is
    /// left is cleared at the next start. The first shop's folder stays, with what is the installation's.
    pub fn erase(&self, place: Place) -> Result<(), OpenError> {
        let folder = self.folder(place);
        // Held until the folder has another name: nobody opens it meanwhile.
        let lock = lock(&folder.join(LOCK))?;
        let gone = match place {
            Place::Further(_) => {
                let gone = folder.with_extension(GONE);
                // Windows does not rename a folder in which a file is open.
                if cfg!(windows) {
                    drop(lock);
                }
                fs::rename(&folder, &gone)?;
                gone
            }
            Place::First => {
                let gone = self.root.join(SHOPS).join(FIRST).with_extension(GONE);
                make_folder(&gone)?;
                // The database last: files without one look like a database that was taken away.
                for name in first_files(&self.root)? {
                    fs::rename(self.root.join(&name), gone.join(&name))?;
                }
                gone
            }
        };
        sync_folder_of(&gone)?;
        fs::remove_dir_all(&gone)?;
        Ok(())
    }

    /// Clears what a crash left of shops that were being made or erased. To be called by who has a shop open.
    pub fn clear(&self) -> io::Result<()> {
        let folders = match fs::read_dir(self.root.join(SHOPS)) {
            Ok(folders) => folders,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        for entry in folders {
            let path = entry?.path();
            let ending = path.extension().and_then(|ending| ending.to_str());
            if matches!(ending, Some(UNFINISHED | GONE)) {
                fs::remove_dir_all(&path)?;
            }
        }
        Ok(())
    }
}

/// What of a data folder is the installation's or a shop's, with what a crash left of it; not the log of the program, nor what
/// the window's engine keeps there.
pub(crate) fn files_of_all(root: &Path) -> io::Result<Vec<OsString>> {
    const NAMES: [&str; 11] =
        [SHOPS, CURRENT, FILES, VAULT, backups::FOLDER, ASIDE, PENDING, DONE, NOTE, "key.json", "recovery.json"];
    let is_ours = |name: &str| {
        let named = NAMES.contains(&name.strip_suffix(".new").unwrap_or(name));
        named || name.starts_with(DATABASE) || name.starts_with(PRACTICE)
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(root)? {
        let name = entry?.file_name();
        if name.to_str().is_some_and(is_ours) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// What of the data folder is the first shop's, the database last.
fn first_files(root: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for name in [FILES, VAULT, backups::FOLDER, ASIDE, PENDING, DONE, NOTE, PRACTICE, "practice-platform.json.media"] {
        if is_there(&root.join(name))? {
            names.push(name.to_owned());
        }
    }
    let mut database: Vec<String> = Vec::new();
    for entry in fs::read_dir(root)? {
        let name = entry?.file_name();
        database.extend(name.to_str().filter(|name| name.starts_with(DATABASE)).map(str::to_owned));
    }
    // Its log and index before it.
    database.sort_by_key(|name| (name == DATABASE, name.clone()));
    Ok([names, database].concat())
}

fn remove_any(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
