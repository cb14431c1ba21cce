//! What every target can do, whichever it is: five steps, each whole or not at all.

use crate::{Fault, Folder, S3, Server};
use kaibo_domain::storefront::{DocumentPicture, is_picture_path};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Where a storefront is published.
#[derive(Clone, Debug)]
pub enum Target {
    /// A folder.
    Folder(Folder),
    /// S3-compatible storage.
    S3(S3),
    /// The shop's own server.
    Server(Server),
}

/// An object and its length in bytes, by its path.
pub(crate) type Listing = BTreeMap<String, u64>;

impl Target {
    /// Begins to publish: what an interrupted publishing has left unfinished is removed.
    pub(crate) async fn begin(&self) -> Result<(), Fault> {
        match self {
            Self::Folder(folder) => folder.sweep().await,
            // Neither shows an object before it is whole.
            Self::S3(_) | Self::Server(_) => Ok(()),
        }
    }

    /// An object, or `None` where there is none; no more than `max` bytes are taken.
    pub(crate) async fn read(&self, path: &str, max: usize) -> Result<Option<Vec<u8>>, Fault> {
        match self {
            Self::Folder(folder) => folder.read(path, max).await,
            Self::S3(s3) => s3.read(path, max).await,
            Self::Server(server) => server.read(path, max).await,
        }
    }

    /// Puts an object in place of what is there.
    pub(crate) async fn put(&self, path: &str, bytes: &Arc<Vec<u8>>) -> Result<(), Fault> {
        match self {
            Self::Folder(folder) => folder.put(path, bytes).await,
            Self::S3(s3) => s3.put(path, bytes).await,
            Self::Server(server) => server.put(path, bytes).await,
        }
    }

    /// Puts the document of a version, unless that version is there.
    pub(crate) async fn put_version(&self, version: u32, path: &str, bytes: &Arc<Vec<u8>>) -> Result<(), Fault> {
        match self {
            Self::Folder(folder) => folder.put_version(version, bytes).await,
            Self::S3(s3) => s3.put_new(version, path, bytes).await,
            Self::Server(server) => server.put_new(version, path, bytes).await,
        }
    }

    /// All versions, finished or not.
    pub(crate) async fn versions(&self) -> Result<BTreeSet<u32>, Fault> {
        match self {
            Self::Folder(folder) => folder.versions().await,
            Self::S3(s3) => Ok(numbers(&s3.list("versions/").await?)),
            Self::Server(server) => Ok(numbers(&server.list("versions/").await?)),
        }
    }

    /// All pictures.
    pub(crate) async fn pictures(&self) -> Result<Listing, Fault> {
        let mut listing = match self {
            Self::Folder(folder) => folder.list("pictures").await?,
            Self::S3(s3) => s3.list("pictures/").await?,
            Self::Server(server) => server.list("pictures/").await?,
        };
        listing.retain(|path, _| is_picture_path(path));
        Ok(listing)
    }

    /// Those of the pictures that are not there as they should be.
    pub(crate) async fn missing(&self, pictures: &[DocumentPicture]) -> Result<Vec<DocumentPicture>, Fault> {
        if let Self::Folder(folder) = self {
            return folder.missing(pictures).await;
        }
        // What is named by its content and of that length was checked when it was put there.
        let there = self.pictures().await?;
        let is_there = |picture: &&DocumentPicture| there.get(&picture.file) == Some(&picture.bytes);
        Ok(pictures.iter().filter(|picture| !is_there(picture)).cloned().collect())
    }

    /// Removes an object; one that is not there is no fault.
    pub(crate) async fn remove(&self, path: &str) -> Result<(), Fault> {
        match self {
            Self::Folder(folder) => folder.remove(path).await,
            Self::S3(s3) => s3.remove(path).await,
            Self::Server(server) => server.remove(path).await,
        }
    }

    /// Versions more than those that stay before any is removed: on a line each costs a question.
    pub(crate) fn slack(&self) -> usize {
        match self {
            Self::Folder(_) => 0,
            Self::S3(_) | Self::Server(_) => 10,
        }
    }
}

fn numbers(listing: &Listing) -> BTreeSet<u32> {
    let number = |path: &String| path.strip_prefix("versions/")?.split_once('/')?.0.parse().ok();
    listing.keys().filter_map(number).collect()
}
