//! Files into the library: read, checked, looked at for their subject, kept; one, or a whole folder at once.
//!
//! Invariants: a file that cannot be taken is its own problem and stops no other; the same bytes are one picture; the
//! pixels being decoded at the same time are bounded, however many files and cores there are.

use super::heic;
use crate::{
    Console,
    problem::{internal, of_blob, of_picture},
    view::{Problem, Topic},
};
use kaibo_domain::{Focus, PictureId, Slot};
use kaibo_media::{PictureError, Probe, fit, focus, probe};
use kaibo_store::pictures::{self, PictureRow};
use serde::Serialize;
use specta::Type;
use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};
use tokio::{sync::Semaphore, task::JoinSet};
use uuid::Uuid;

/// The largest file that is read: what the media crate takes.
const MAX_FILE_BYTES: u64 = kaibo_media::MAX_BYTES as u64;
/// Megapixels being decoded at the same time: one picture of the largest kind, or five of a phone's.
const MEGAPIXELS: u32 = 64;
/// Files read at the same time, on however many cores.
const HANDS: usize = 8;
/// Files of one go at most; a folder with more is a disk, not a delivery.
const MAX_FILES: usize = 10_000;
/// Folders within folders that are looked into.
const MAX_DEPTH: u32 = 4;
/// Files that systems leave in folders of pictures.
const LITTER: [&str; 3] = ["Thumbs.db", "desktop.ini", "ehthumbs.db"];

/// Ends taking files early: what was taken stays, what was not begun is left.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// No more files.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
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
        progress: impl Fn(TakeProgress) + Send + Sync + 'static,
        stop: &Stop,
    ) -> Result<Vec<TakenPicture>, Problem> {
        let files = tokio::task::spawn_blocking(move || files_of(paths)).await.map_err(|_| internal("list"))?;
        let total = files.len();
        let job = Arc::new(Job {
            next: AtomicUsize::new(0),
            files,
            pixels: Semaphore::new(MEGAPIXELS as usize),
            outcomes: Mutex::new((0, vec![None; total])),
            progress: Box::new(progress),
            stop: stop.clone(),
        });
        let mut hands = JoinSet::new();
        for _ in 0..thread::available_parallelism().map_or(2, usize::from).min(HANDS).min(total) {
            let (console, job) = (self.clone(), job.clone());
            hands.spawn(async move { job.work(&console).await });
        }
        while let Some(ended) = hands.join_next().await {
            ended.map_err(|_| internal("take"))?;
        }
        self.changed(Topic::Pictures, Vec::new());
        let mut outcomes = job.outcomes.lock().map_err(|_| internal("take"))?;
        Ok(std::mem::take(&mut outcomes.1).into_iter().flatten().collect())
    }

    /// Reads, checks and keeps one picture file.
    pub(crate) async fn import_picture(&self, path: PathBuf) -> Result<PictureRow, Problem> {
        let opened = tokio::task::spawn_blocking(move || open(&path)).await.map_err(|_| internal("read"))??;
        let (row, _) = self.keep(opened).await?;
        self.changed(Topic::Pictures, Vec::new());
        Ok(row)
    }

    /// Reads and checks a picture file and keeps its bytes under that name; the row is the caller's to insert, who holds
    /// the files meanwhile.
    pub(crate) async fn read_picture(&self, path: PathBuf, name: String) -> Result<PictureRow, Problem> {
        let opened = tokio::task::spawn_blocking(move || open(&path)).await.map_err(|_| internal("read"))??;
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

    async fn check(&self, opened: Opened) -> Result<PictureRow, Problem> {
        let (shop_id, now_ms) = (self.inner.shop.id, self.now());
        let blobs = self.inner.store.blobs().clone();
        let work = move || -> Result<PictureRow, Problem> {
            let Opened { name, bytes, probe } = opened;
            // Damage behind a sound header shows only when it is decoded: better now than at the submit.
            let focus = focus(&bytes).map_err(|error| of_picture(&error))?;
            fit(&bytes, Slot::Goods, focus).map_err(|error| of_picture(&error))?;
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

/// Many files, and the hands that share them.
struct Job {
    files: Vec<PathBuf>,
    next: AtomicUsize,
    pixels: Semaphore,
    /// How many are done, and what became of each.
    outcomes: Mutex<(u32, Vec<Option<TakenPicture>>)>,
    progress: Box<dyn Fn(TakeProgress) + Send + Sync>,
    stop: Stop,
}

impl Job {
    /// Takes one file after the other until there are no more.
    async fn work(&self, console: &Console) {
        while !self.stop.is_asked() {
            let place = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = self.files.get(place) else { return };
            let name = name_of(path);
            let outcome = match self.take(console, path.clone()).await {
                Ok((row, known)) => {
                    TakenPicture { name, picture: Some(row.id), focus: row.focus, known, problem: None }
                }
                Err(problem) => {
                    TakenPicture { name, picture: None, focus: Focus::CENTRE, known: false, problem: Some(problem) }
                }
            };
            // Told in the order of the counting: the lock is held meanwhile.
            if let Ok(mut outcomes) = self.outcomes.lock() {
                outcomes.0 += 1;
                // At most `MAX_FILES`.
                (self.progress)(TakeProgress {
                    done: outcomes.0,
                    total: self.files.len() as u32,
                    last: outcome.clone(),
                });
                outcomes.1[place] = Some(outcome);
            }
        }
    }

    async fn take(&self, console: &Console, path: PathBuf) -> Result<(PictureRow, bool), Problem> {
        let opened = tokio::task::spawn_blocking(move || open(&path)).await.map_err(|_| internal("read"))??;
        let megapixels = (u64::from(opened.probe.width) * u64::from(opened.probe.height)).div_ceil(1_000_000);
        let wanted = u32::try_from(megapixels).map_or(MEGAPIXELS, |wanted| wanted.clamp(1, MEGAPIXELS));
        let _decoding = self.pixels.acquire_many(wanted).await.map_err(|_| internal("take"))?;
        console.keep(opened).await
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Reads and recognises a file; a phone's HEIC comes out as the JPEG that the system made of it.
fn open(path: &Path) -> Result<Opened, Problem> {
    let mut bytes = read_file(path)?;
    let mut found = probe(&bytes);
    if found == Err(PictureError::Heic)
        && let Some(jpeg) = heic::to_jpeg(&bytes)
    {
        bytes = jpeg;
        found = probe(&bytes);
    }
    let probe = found.map_err(|error| of_picture(&error))?;
    Ok(Opened { name: name_of(path), bytes, probe })
}

fn read_file(path: &Path) -> Result<Vec<u8>, Problem> {
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
    let mut bytes = Vec::with_capacity(usize::try_from(info.len()).unwrap_or_default());
    // The file may grow while it is read: the limit holds all the same.
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|_| problem("picture.unreadable"))?;
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
