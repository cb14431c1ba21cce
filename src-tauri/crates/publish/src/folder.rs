//! A folder: a disk, a share, or what a web server serves.
//!
//! Invariant: what has a name of its own is whole. It is written under a temporary name, flushed, and then renamed.

use crate::{Fault, sha256, target::Listing};
use kaibo_domain::storefront::DocumentPicture;
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, ErrorKind, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

/// How what is not finished is called.
const UNFINISHED: &str = ".kaibo-";

/// A folder that is published to.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder at that path, which need not be there yet.
    pub fn new(path: PathBuf) -> Self {
        Self(path)
    }

    pub(crate) async fn read(&self, path: &str, max: usize) -> Result<Option<Vec<u8>>, Fault> {
        let path = self.0.join(path);
        self.work(move |_| {
            let file = match File::open(path) {
                Ok(file) => file,
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error.into()),
            };
            let mut bytes = Vec::new();
            file.take(max as u64 + 1).read_to_end(&mut bytes)?;
            if bytes.len() > max { Err(Fault::TooLarge) } else { Ok(Some(bytes)) }
        })
        .await
    }

    pub(crate) async fn put(&self, path: &str, bytes: &Arc<Vec<u8>>) -> Result<(), Fault> {
        let (path, bytes) = (self.0.join(path), bytes.clone());
        self.work(move |_| {
            let (Some(within), Some(name)) = (path.parent(), path.file_name()) else {
                return Err(Fault::Io(ErrorKind::InvalidInput.into()));
            };
            make_folder(within)?;
            let unfinished = within.join(format!("{UNFINISHED}{}", name.to_string_lossy()));
            let put =
                write(&unfinished, &bytes).and_then(|()| fs::rename(&unfinished, &path)).and_then(|()| sync(within));
            if put.is_err() {
                // What cannot be removed now is swept next time.
                let _ = fs::remove_file(&unfinished);
            }
            Ok(put?)
        })
        .await
    }

    pub(crate) async fn put_version(&self, version: u32, bytes: &Arc<Vec<u8>>) -> Result<(), Fault> {
        let bytes = bytes.clone();
        self.work(move |folder| {
            let versions = folder.join("versions");
            let place = versions.join(version.to_string());
            if place.exists() {
                return Err(Fault::Taken(version));
            }
            let unfinished = versions.join(format!("{UNFINISHED}{version}"));
            make_folder(&unfinished)?;
            let finished = write(&unfinished.join("storefront.json"), &bytes)
                .and_then(|()| sync(&unfinished))
                .and_then(|()| fs::rename(&unfinished, &place));
            if let Err(error) = finished {
                let _ = fs::remove_dir_all(&unfinished);
                return Err(error.into());
            }
            Ok(sync(&versions)?)
        })
        .await
    }

    pub(crate) async fn versions(&self) -> Result<BTreeSet<u32>, Fault> {
        self.work(|folder| {
            let entries = match fs::read_dir(folder.join("versions")) {
                Ok(entries) => entries,
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeSet::new()),
                Err(error) => return Err(error.into()),
            };
            let mut versions = BTreeSet::new();
            for entry in entries {
                versions.extend(entry?.file_name().to_string_lossy().parse::<u32>());
            }
            Ok(versions)
        })
        .await
    }

    pub(crate) async fn list(&self, within: &'static str) -> Result<Listing, Fault> {
        self.work(move |folder| {
            let mut listing = Listing::new();
            for entry in fs::read_dir(folder.join(within))? {
                let entry = entry?;
                listing.insert(format!("{within}/{}", entry.file_name().to_string_lossy()), entry.metadata()?.len());
            }
            Ok(listing)
        })
        .await
    }

    pub(crate) async fn missing(&self, pictures: &[DocumentPicture]) -> Result<Vec<DocumentPicture>, Fault> {
        let pictures = pictures.to_vec();
        self.work(move |folder| Ok(pictures.into_iter().filter(|picture| !is_there(folder, picture)).collect())).await
    }

    /// A version's document goes with the folder that is its own.
    pub(crate) async fn remove(&self, path: &str) -> Result<(), Fault> {
        let path = path.to_owned();
        self.work(move |folder| {
            let removed = match path.strip_suffix("/storefront.json") {
                Some(version) => fs::remove_dir_all(folder.join(version)),
                None => fs::remove_file(folder.join(path)),
            };
            match removed {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
                _ => Ok(()),
            }
        })
        .await
    }

    /// Removes what an interrupted publishing has left.
    pub(crate) async fn sweep(&self) -> Result<(), Fault> {
        self.work(|folder| {
            for within in [folder.to_owned(), folder.join("pictures"), folder.join("versions")] {
                let Ok(entries) = fs::read_dir(within) else { continue };
                for entry in entries {
                    let entry = entry?;
                    if !entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                        continue;
                    }
                    if entry.file_type()?.is_dir() {
                        fs::remove_dir_all(entry.path())?;
                    } else {
                        fs::remove_file(entry.path())?;
                    }
                }
            }
            Ok(())
        })
        .await
    }

    /// Work on the disk, which may take a while.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let folder = self.0.clone();
        let done =
            tokio::task::spawn_blocking(move || if folder.is_dir() { work(&folder) } else { Err(Fault::Gone) }).await;
        done.unwrap_or_else(|_| Err(Fault::Io(ErrorKind::Other.into())))
    }
}

fn is_there(folder: &Path, picture: &DocumentPicture) -> bool {
    let path = folder.join(&picture.file);
    let is_long_enough = fs::metadata(&path).is_ok_and(|about| about.is_file() && about.len() == picture.bytes);
    is_long_enough && fs::read(&path).is_ok_and(|bytes| sha256(&bytes) == picture.sha256)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes a folder within one that is there, durably.
fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let within = path.parent().ok_or(ErrorKind::InvalidInput)?;
    if !within.is_dir() {
        make_folder(within)?;
    }
    fs::create_dir(path)?;
    sync(within)
}

/// Makes the names in a folder durable. Windows does so by itself and does not open folders.
fn sync(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}
