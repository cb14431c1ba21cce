//! A published storefront, whatever it stands on: which objects, in which order, what stays.

use crate::{Fault, Target, sha256};
use kaibo_domain::storefront::{
    Document, DocumentFault, DocumentPicture, FORMAT_VERSION, POINTER_FORMAT, Pointer, document_path,
};
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

/// Versions that stay, so that one can go back to them, and so that nobody loses what they are just reading.
pub const KEPT: usize = 20;
/// The pointer.
pub(crate) const POINTER: &str = "current.json";
/// No pointer is longer.
const POINTER_MAX_BYTES: usize = 16 * 1024;
/// No document is longer: 50 rooms take 60 kB.
const DOCUMENT_MAX_BYTES: usize = 2 * 1024 * 1024;

/// A picture's file and its bytes.
pub type Made = (String, Arc<Vec<u8>>);

/// How far publishing has come, in objects.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU32,
    all: AtomicU32,
}

impl Progress {
    /// Objects that are there, and how many are to be.
    pub fn read(&self) -> (u32, u32) {
        (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed))
    }

    /// Nothing is under way any more.
    pub fn end(&self) {
        self.begin(0);
    }

    fn begin(&self, all: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.all.store(u32::try_from(all).unwrap_or(u32::MAX), Ordering::Relaxed);
    }

    fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }
}

/// What stands at a target.
#[derive(Debug, Default)]
pub struct Looked {
    /// The version that counts.
    pub current: Option<u32>,
    /// Its document, unless that is gone or damaged.
    pub document: Option<Document>,
    /// All versions, finished or not, in order.
    pub versions: BTreeSet<u32>,
}

/// Looks at what stands there.
pub async fn look(target: &Target) -> Result<Looked, Fault> {
    let versions = target.versions().await?;
    let Some(pointer) = read_pointer(target).await? else { return Ok(Looked { versions, ..Looked::default() }) };
    let document = match document(target, pointer.version, Some(&pointer.sha256)).await {
        Ok(document) => Some(document),
        Err(Fault::NotWhole(version)) => {
            tracing::warn!(version, "the published storefront is damaged");
            None
        }
        Err(fault) => return Err(fault),
    };
    Ok(Looked { current: Some(pointer.version), document, versions })
}

/// Those of the pictures that are not there as they should be.
pub async fn missing(target: &Target, pictures: &[DocumentPicture]) -> Result<Vec<DocumentPicture>, Fault> {
    target.missing(pictures).await
}

/// Publishes a version with those of its pictures that were missing. Once `stop` is ready it ends, unless the pointer is
/// under way already: then the version counts.
pub async fn publish(
    target: &Target,
    document: &Document,
    pictures: &[Made],
    progress: &Progress,
    stop: impl Future<Output = ()>,
) -> Result<(), Fault> {
    let version = document.version;
    let bytes = Arc::new(document.to_bytes());
    progress.begin(pictures.len() + 2);
    let objects = async {
        target.begin().await?;
        for (file, bytes) in pictures {
            target.put(file, bytes).await?;
            progress.step();
        }
        target.put_version(version, &document_path(version), &bytes).await?;
        progress.step();
        Ok::<_, Fault>(())
    };
    tokio::select! {
        biased;
        () = stop => return Err(Fault::Cancelled),
        done = objects => done?,
    }
    point(target, version, &bytes).await?;
    progress.step();
    if let Err(fault) = prune(target, version).await {
        tracing::warn!(%fault, "old versions of the storefront stay");
    }
    Ok(())
}

/// Makes a version count that is there: whole, or not at all.
pub async fn go_back(target: &Target, version: u32) -> Result<Document, Fault> {
    // A pointer of somebody else's is not replaced.
    read_pointer(target).await?;
    let found = document(target, version, None).await?;
    if !target.missing(&found.pictures).await?.is_empty() {
        return Err(Fault::NotWhole(version));
    }
    let bytes = target.read(&document_path(version), DOCUMENT_MAX_BYTES).await?.ok_or(Fault::NotWhole(version))?;
    point(target, version, &bytes).await?;
    Ok(found)
}

/// The pointer that stands there; `None` before the first publishing.
pub async fn read_pointer(target: &Target) -> Result<Option<Pointer>, Fault> {
    let Some(bytes) = target.read(POINTER, POINTER_MAX_BYTES).await? else { return Ok(None) };
    Pointer::read(&bytes).map(Some).map_err(|fault| match fault {
        DocumentFault::Newer { found } => Fault::Newer(found),
        DocumentFault::Malformed(_) => Fault::Foreign,
    })
}

async fn document(target: &Target, version: u32, hash: Option<&str>) -> Result<Document, Fault> {
    let bytes = match target.read(&document_path(version), DOCUMENT_MAX_BYTES).await {
        Ok(Some(bytes)) => bytes,
        Ok(None) | Err(Fault::TooLarge) => return Err(Fault::NotWhole(version)),
        Err(fault) => return Err(fault),
    };
    if hash.is_some_and(|hash| hash != sha256(&bytes)) {
        return Err(Fault::NotWhole(version));
    }
    let document = Document::read(&bytes).map_err(|fault| of_document(&fault, version))?;
    if document.version == version { Ok(document) } else { Err(Fault::NotWhole(version)) }
}

fn of_document(fault: &DocumentFault, version: u32) -> Fault {
    match fault {
        DocumentFault::Newer { found } => Fault::Newer(*found),
        DocumentFault::Malformed(_) => Fault::NotWhole(version),
    }
}

/// Replaces the pointer. When the answer does not come, it is looked whether it was replaced.
async fn point(target: &Target, version: u32, document: &[u8]) -> Result<(), Fault> {
    let pointer = Pointer {
        format: POINTER_FORMAT.to_owned(),
        format_version: FORMAT_VERSION,
        version,
        document: document_path(version),
        sha256: sha256(document),
    };
    match target.put(POINTER, &Arc::new(pointer.to_bytes())).await {
        Err(fault) if fault.is_in_doubt() => {
            let found = read_pointer(target).await.ok().flatten();
            if found.as_ref() == Some(&pointer) { Ok(()) } else { Err(fault) }
        }
        done => done,
    }
}

/// Removes versions that are older than those that stay, and pictures that none of them names.
async fn prune(target: &Target, current: u32) -> Result<(), Fault> {
    let all = target.versions().await?;
    let slack = target.slack();
    if slack > 0 && all.len() <= KEPT + slack {
        return Ok(());
    }
    let stay: BTreeSet<u32> = all.iter().rev().take(KEPT).copied().chain([current]).collect();
    for version in all.difference(&stay) {
        target.remove(&document_path(*version)).await?;
    }
    let mut named = BTreeSet::new();
    for version in stay {
        // One that cannot be read may need any of them: then all stay.
        let document = document(target, version, None).await?;
        named.extend(document.pictures.into_iter().map(|picture| picture.file));
    }
    for file in target.pictures().await?.into_keys().filter(|file| !named.contains(file)) {
        target.remove(&file).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
