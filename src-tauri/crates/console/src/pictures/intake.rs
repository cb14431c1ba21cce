//! Files into the library: read, checked, looked at for their subject, kept; one, or a whole folder at once.
//!
//! Invariants: a file that cannot be taken is its own problem and stops no other; the same bytes are one picture; the
//! pixels being decoded at the same time are bounded, however many files, cores and tasks there are; who waits for pixels
//! holds the picture files already, so that nobody waits in a circle.

use super::{
    hands::{Stop, share},
    heic,
};
use crate::{
    Console,
    problem::{internal, of_blob, of_picture},
    view::{Problem, Topic},
};
use kaibo_domain::{Focus, PictureId};
use kaibo_media::{PictureError, Probe, focus, probe};
use kaibo_store::pictures::{self, PictureRow};
use serde::Serialize;
use specta::Type;
use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

/// The largest file that is read: what the media crate takes.
const MAX_FILE_BYTES: u64 = kaibo_media::MAX_BYTES as u64;
/// Bytes of a file that are looked into at first sight: a phone's header, its small preview and colour profile included.
const FIRST_BYTES: u64 = 256 * 1024;
/// Megapixels being decoded at the same time: one picture of the largest kind, or five of a phone's.
const MEGAPIXELS: u32 = 64;
/// Files of one go at most; a folder with more is a disk, not a delivery.
const MAX_FILES: usize = 10_000;
/// Folders within folders that are looked into.
const MAX_DEPTH: u32 = 4;
/// Files that systems leave in folders of pictures.
const LITTER: [&str; 3] = ["Thumbs.db", "desktop.ini", "ehthumbs.db"];

/// The pixels that are being decoded, by all that take pictures.
pub(crate) struct Decoding(Semaphore);

impl Default for Decoding {
    fn default() -> Self {
        Self(Semaphore::new(MEGAPIXELS as usize))
    }
}

impl Decoding {
    /// Waits until there is room for a picture of so many megapixels; held until it is decoded.
    pub(crate) async fn room_for(&self, megapixels: u32) -> Result<SemaphorePermit<'_>, Problem> {
        self.0.acquire_many(megapixels.clamp(1, MEGAPIXELS)).await.map_err(|_| internal("decode"))
    }

    /// Waits until nothing else is being decoded, and keeps it so.
    pub(crate) async fn all_room(&self) -> Result<SemaphorePermit<'_>, Problem> {
        self.room_for(MEGAPIXELS).await
    }
}

/// How far taking many files has come.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TakeProgress {
    /// Files dealt with.
    pub done: u32,
    /// Files in all.
    pub total: u32,
    /// The file dealt with last, what became of it.
    pub last: TakenPicture,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TakenPicture {
    /// The file's name.
    pub name: String,
    /// The picture it is in the library; none where there is a problem.
    pub picture: Option<PictureId>,
    /// Where its subject was found.
    pub focus: Focus,
    /// Whether the library had it already.
    pub known: bool,
    /// Why it was not taken.
    pub problem: Option<Problem>,
}

/// What became of many files, as it is told: a folder's files do not go into one message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PicturesTaken {
    /// New pictures.
    pub added: u32,
    /// Those that the library had already.
    pub known: u32,
    /// Files that were not taken.
    pub refused: u32,
    /// The first of those.
    pub refusals: Vec<TakenPicture>,
}

/// Files that are named among those not taken.
const REFUSALS: usize = 100;

impl From<Vec<TakenPicture>> for PicturesTaken {
    fn from(outcomes: Vec<TakenPicture>) -> Self {
        let mut taken = Self::default();
        for outcome in outcomes {
            if outcome.problem.is_some() {
                taken.refused += 1;
                if taken.refusals.len() < REFUSALS {
                    taken.refusals.push(outcome);
                }
            } else if outcome.known {
                taken.known += 1;
            } else {
                taken.added += 1;
            }
        }
        taken
    }
}

/// A file that has been read and recognised.
struct Opened {
    name: String,
    bytes: Vec<u8>,
    probe: Probe,
}

impl Console {
    /// Takes files, and those in folders, into the library, and says for each what became of it, in the order in which
    /// they were named (a folder's by name). `progress` is told after each file.
    ///
    /// # Errors
    /// Only where nothing can be read or kept at all; a file's own problem stands with it.
    pub async fn take_pictures(
        &self,
        paths: Vec<PathBuf>,
        progress: impl Fn(TakeProgress) + Send + Sync,
        stop: &Stop,
    ) -> Result<Vec<TakenPicture>, Problem> {
        let files = tokio::task::spawn_blocking(move || files_of(paths)).await.map_err(|_| internal("list"))?;
        // At most `MAX_FILES`.
        let total = files.len() as u32;
        let told = |done, last: &TakenPicture| progress(TakeProgress { done, total, last: last.clone() });
        let taken = share(files, stop, told, |path| {
            let console = self.clone();
            async move { Ok(console.take(path).await) }
        });
        let taken = taken.await?;
        self.changed(Topic::Pictures, Vec::new());
        Ok(taken)
    }

    async fn take(&self, path: PathBuf) -> TakenPicture {
        let name = name_of(&path);
        let kept = match open_apart(path).await {
            Ok(opened) => self.keep(opened).await,
            Err(problem) => Err(problem),
        };
        match kept {
            Ok((row, known)) => TakenPicture { name, picture: Some(row.id), focus: row.focus, known, problem: None },
            Err(problem) => {
                TakenPicture { name, picture: None, focus: Focus::CENTRE, known: false, problem: Some(problem) }
            }
        }
    }

    /// Reads, checks and keeps one picture file.
    pub(crate) async fn import_picture(&self, path: PathBuf) -> Result<PictureRow, Problem> {
        let (row, _) = self.keep(open_apart(path).await?).await?;
        self.changed(Topic::Pictures, Vec::new());
        Ok(row)
    }

    /// Checks and keeps a picture whose bytes are at hand.
    pub(crate) async fn import_picture_bytes(&self, name: String, bytes: Vec<u8>) -> Result<PictureRow, Problem> {
        let probe = probe(&bytes).map_err(|error| of_picture(&error))?;
        let (row, _) = self.keep(Opened { name, bytes, probe }).await?;
        self.changed(Topic::Pictures, Vec::new());
        Ok(row)
    }

    /// Reads and checks a picture file and keeps its bytes under that name; the row is the caller's to insert, who holds
    /// the files meanwhile.
    pub(crate) async fn read_picture(&self, path: PathBuf, name: String) -> Result<PictureRow, Problem> {
        let opened = open_apart(path).await?;
        self.check(Opened { name, ..opened }).await
    }

    /// Checks a picture's bytes and keeps them; the row is the caller's to insert.
    pub(crate) async fn check_picture(&self, name: String, bytes: Vec<u8>) -> Result<PictureRow, Problem> {
        let probe = probe(&bytes).map_err(|error| of_picture(&error))?;
        self.check(Opened { name, bytes, probe }).await
    }

    /// Checks what was opened and keeps it; says whether the shop had it already.
    async fn keep(&self, opened: Opened) -> Result<(PictureRow, bool), Problem> {
        let _files = self.inner.picture_files.read().await;
        let row = self.check(opened).await?;
        self.write(move |tx| {
            if let Some(known) = pictures::find(tx, row.shop_id, row.blob)? {
                return Ok((known, true));
            }
            pictures::insert(tx, &row)?;
            Ok((row, false))
        })
        .await
    }

    /// Checks what was opened and keeps its bytes. The caller holds the picture files.
    async fn check(&self, opened: Opened) -> Result<PictureRow, Problem> {
        let megapixels = (u64::from(opened.probe.width) * u64::from(opened.probe.height)).div_ceil(1_000_000);
        let _decoding = self.inner.decoding.room_for(u32::try_from(megapixels).unwrap_or(MEGAPIXELS)).await?;
        let (shop_id, now_ms) = (self.inner.shop.id, self.now());
        let blobs = self.inner.store.blobs().clone();
        let work = move || -> Result<PictureRow, Problem> {
            let Opened { name, bytes, probe } = opened;
            // Damage behind a sound header shows only when it is decoded: better now than at the submit.
            let focus = focus(&bytes).map_err(|error| of_picture(&error))?;
            let blob = blobs.put(&bytes).map_err(|error| of_blob(&error))?;
            Ok(PictureRow {
                id: PictureId::from_uuid(Uuid::now_v7()),
                shop_id,
                blob,
                original_name: name,
                width: probe.width,
                height: probe.height,
                // At most `MAX_BYTES`, which fits.
                bytes: bytes.len() as u32,
                format: probe.format.name().to_owned(),
                focus,
                created_ms: now_ms,
            })
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| internal("keep"))?
    }
}

pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// [`open`] where it may wait for the disk.
async fn open_apart(path: PathBuf) -> Result<Opened, Problem> {
    tokio::task::spawn_blocking(move || open(&path)).await.map_err(|_| internal("read"))?
}

/// Reads and recognises a file.
fn open(path: &Path) -> Result<Opened, Problem> {
    let bytes = bytes_of(path)?;
    let probe = probe(&bytes).map_err(|error| of_picture(&error))?;
    Ok(Opened { name: name_of(path), bytes, probe })
}

/// The bytes of a file; of a phone's HEIC those of the JPEG that the system made of it.
pub(crate) fn bytes_of(path: &Path) -> Result<Vec<u8>, Problem> {
    // One byte more shows a file that has grown too large meanwhile.
    let bytes = read_file(path, MAX_FILE_BYTES + 1)?;
    if probe(&bytes) == Err(PictureError::Heic) { Ok(heic::to_jpeg(&bytes).unwrap_or(bytes)) } else { Ok(bytes) }
}

/// What the beginning of a file tells against it as a picture. Damage further on shows only when it is taken.
pub(crate) fn problem_at_first_sight(path: &Path) -> Option<Problem> {
    let bytes = match read_file(path, FIRST_BYTES) {
        Ok(bytes) => bytes,
        Err(problem) => return Some(problem),
    };
    match probe(&bytes) {
        Ok(_) => None,
        // The header goes on beyond what was read.
        Err(PictureError::Damaged) if bytes.len() as u64 == FIRST_BYTES => None,
        Err(PictureError::Heic) if heic::has_decoder() => None,
        Err(error) => Some(of_picture(&error)),
    }
}

/// A file's bytes up to so many; one that is too large to be a picture is refused.
fn read_file(path: &Path, most: u64) -> Result<Vec<u8>, Problem> {
    let problem = |code: &str| Problem::new(code).at_field("picture");
    let info = fs::metadata(path).map_err(|_| problem("picture.unreadable"))?;
    if info.is_dir() {
        return Err(problem("picture.folder"));
    }
    if !info.is_file() {
        return Err(problem("picture.unreadable"));
    }
    if info.len() > MAX_FILE_BYTES {
        return Err(problem("picture.too-large").with("megabytes", info.len() / 1_000_000));
    }
    let file = File::open(path).map_err(|_| problem("picture.unreadable"))?;
    let mut bytes = Vec::with_capacity(usize::try_from(info.len().min(most)).unwrap_or_default());
    // The file may grow while it is read: the limit holds all the same.
    file.take(most).read_to_end(&mut bytes).map_err(|_| problem("picture.unreadable"))?;
    Ok(bytes)
}

/// The files that are meant: those named, and those in the folders named, without what is hidden or litter.
fn files_of(paths: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() { collect(&path, MAX_DEPTH, &mut files) } else { files.push(path) }
    }
    files.truncate(MAX_FILES);
    files
}

fn collect(folder: &Path, depth: u32, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if files.len() >= MAX_FILES || name.starts_with('.') || LITTER.contains(&name.as_ref()) {
            continue;
        }
        // Links are not followed: they may lead round in a circle, or out of what was chosen.
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth > 0 => collect(&entry.path(), depth - 1, files),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
