//! Recordings: looked at by their head, kept in parts, played and copied in parts.
//!
//! Invariant: however long a recording is, a few parts of it are in memory at a time; it is never uploaded.

use super::{gone, intake::new_paper, title_of};
use crate::{
    Console,
    pictures::{Stop, name_of},
    problem::{cannot_write, internal, of_blob},
    view::{Problem, RecordingView},
};
use kaibo_domain::{
    PaperId,
    vault::{PaperKind, RECORDING_MAX_BYTES},
};
use kaibo_media::{Container, RecordingError, inspect};
use kaibo_store::{
    BlobError, Blobs,
    paper_recordings::{self, RecordingRow},
    papers,
};
use std::{
    fs::{self, File},
    io::{BufWriter, Seek, Write},
    path::{Path, PathBuf},
};

/// Progress is told each so many bytes.
const TOLD_EACH: u64 = 8 * 1024 * 1024;
/// Bytes that are given to the player at a time at most.
const PART_MAX: usize = 1024 * 1024;
const MIB: u64 = 1024 * 1024;

/// A part of a recording.
pub struct RecordingPart {
    /// MIME type of the whole.
    pub mime: &'static str,
    /// Where the part begins.
    pub from: u64,
    /// The part.
    pub bytes: Vec<u8>,
    /// Bytes of the whole.
    pub total: u64,
}

impl Console {
    /// Keeps a file as a paper of its own, unless one has it; says which, and whether it was there. `told` hears how many
    /// bytes of how many are kept.
    pub(super) async fn take_recording(
        &self,
        path: PathBuf,
        stop: Stop,
        told: impl Fn(u64, u64) + Send + 'static,
    ) -> Result<(PaperId, bool), Problem> {
        let vault = self.inner.store.vault().clone();
        let work = move || keep(&vault, &path, &stop, told);
        let row = tokio::task::spawn_blocking(work).await.map_err(|_| internal("recording"))??;
        let (shop_id, now) = (self.inner.shop.id, self.now());
        self.write(move |tx| {
            if let Some(known) = paper_recordings::find(tx, shop_id, row.blob)? {
                // It was wanted again.
                papers::set_removed(tx, known, None)?;
                return Ok((known, true));
            }
            let paper = new_paper(shop_id, PaperKind::Recording, title_of(&row.name), String::new(), now);
            papers::insert(tx, &paper)?;
            paper_recordings::insert(tx, paper.id, &row)?;
            Ok((paper.id, false))
        })
        .await
    }

    /// The part of a paper's recording that begins there, at most `most` bytes and no more than a mebibyte; `None` where there
    /// is none, or where it is not what was kept.
    pub async fn recording_part(&self, id: PaperId, from: u64, most: usize) -> Option<RecordingPart> {
        self.vault_is_open().ok()?;
        let row = self.read(move |db| paper_recordings::get(db, id)).await.ok()??;
        let (vault, mime) = (self.inner.store.vault().clone(), mime_of(&row.container));
        let read = move || -> Result<RecordingPart, BlobError> {
            let mut reader = vault.open_parts(&row.blob)?;
            let bytes = reader.read_at(from, most.min(PART_MAX))?;
            Ok(RecordingPart { mime, from, bytes, total: reader.bytes() })
        };
        let part = tokio::task::spawn_blocking(read).await.ok()?;
        part.inspect_err(|error| tracing::error!(%error, "a recording cannot be played")).ok()
    }

    /// What a copy of a paper's recording is called.
    pub async fn recording_file_name(&self, id: PaperId) -> Result<String, Problem> {
        let row = self.read(move |db| paper_recordings::get(db, id)).await?;
        Ok(kaibo_domain::file_name::safe(&row.ok_or_else(gone)?.name))
    }

    /// Writes a copy of a paper's recording, in clear, to where staff chose; says where.
    pub async fn recording_save(&self, id: PaperId, path: PathBuf) -> Result<String, Problem> {
        self.vault_is_open()?;
        let row = self.read(move |db| paper_recordings::get(db, id)).await?.ok_or_else(gone)?;
        let (vault, shown) = (self.inner.store.vault().clone(), path.display().to_string());
        let write = move || {
            let mut reader = vault.open_parts(&row.blob).map_err(|error| of_file(&error, &row))?;
            let mut file = BufWriter::new(File::create(&path).map_err(|error| cannot_write(&error))?);
            let copied = reader.copy_to(&mut file, |_| true).map_err(|error| of_file(&error, &row));
            let copied = copied.and_then(|()| file.flush().map_err(|error| cannot_write(&error)));
            if copied.is_err() {
                // Half a recording is of no use to anybody.
                let _ = fs::remove_file(&path);
            }
            copied
        };
        tokio::task::spawn_blocking(write).await.map_err(|_| internal("recording"))??;
        Ok(shown)
    }
}

fn keep(vault: &Blobs, path: &Path, stop: &Stop, told: impl Fn(u64, u64)) -> Result<RecordingRow, Problem> {
    let unreadable = |error: std::io::Error| {
        tracing::warn!(%error, "a recording cannot be read");
        Problem::new("recording.unreadable")
    };
    let mut file = File::open(path).map_err(unreadable)?;
    let total = file.metadata().map_err(unreadable)?.len();
    let too_large =
        || Problem::new("recording.too-large").with("megabytes", total / MIB).with("max", RECORDING_MAX_BYTES / MIB);
    if total > RECORDING_MAX_BYTES {
        return Err(too_large());
    }
    let seen = inspect(&mut file).map_err(|error| match error {
        RecordingError::OtherContainer => Problem::new("recording.other-container"),
        RecordingError::Damaged => Problem::new("recording.damaged"),
        RecordingError::NoPicture => Problem::new("recording.no-picture"),
        RecordingError::Io(error) => unreadable(error),
    })?;
    file.rewind().map_err(unreadable)?;
    let mut last_told = 0;
    let goes_on = |done: u64| {
        if done / TOLD_EACH > last_told {
            last_told = done / TOLD_EACH;
            told(done, total);
        }
        // It may still be growing.
        !stop.is_asked() && done <= RECORDING_MAX_BYTES
    };
    let (blob, bytes) = vault.put_from(&mut file, goes_on).map_err(|error| match error {
        BlobError::Source(error) => unreadable(error),
        BlobError::Stopped if stop.is_asked() => Problem::new("paper.stopped"),
        BlobError::Stopped => too_large(),
        error => of_blob(&error),
    })?;
    let container = match seen.container {
        Container::Mp4 => "mp4",
        Container::Mov => "mov",
    };
    Ok(RecordingRow {
        blob,
        name: name_of(path),
        container: container.to_owned(),
        width: seen.width,
        height: seen.height,
        bytes,
        duration_ms: seen.duration_ms,
    })
}

fn of_file(error: &BlobError, row: &RecordingRow) -> Problem {
    match error {
        BlobError::Missing | BlobError::Damaged => Problem::new("paper.file-damaged").with("hash", row.blob),
        error => of_blob(error),
    }
}

fn mime_of(container: &str) -> &'static str {
    if container == "mov" { "video/quicktime" } else { "video/mp4" }
}

/// A recording as the interface sees it.
pub(super) fn view(row: RecordingRow) -> RecordingView {
    let RecordingRow { name, width, height, bytes, duration_ms, .. } = row;
    RecordingView { name, width, height, bytes, duration_ms }
}
