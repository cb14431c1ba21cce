//! Recordings on their way: a few at once, each under a name of its own until it is whole.
//!
//! Invariants: nothing stands under a file's name before all of it is on the disk; what is continued is of the same version
//! and length; bytes count as kept once they are on the disk for certain, so that a power cut leaves no hole.

use crate::{
    Console,
    view::{Problem, Topic},
};
use kaibo_domain::{ReplayId, RoomId};
use kaibo_store::replay_files::{self, ReplayFileRow};
use kaibo_wechat::{Part, RecordingError};
use std::{
    collections::BTreeMap,
    io::{ErrorKind, SeekFrom},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
    fs::{File, OpenOptions},
    io::{AsyncSeekExt, AsyncWriteExt},
    sync::Notify,
    task::JoinSet,
};

/// Files on their way at the same time.
const AT_ONCE: usize = 2;
/// How long after the line was lost it is tried again.
const PATIENCE_MS: i64 = 10_000;
/// So many bytes come between two times that they are made to stand on the disk.
const KEEP_EVERY: u64 = 16 << 20;
/// How often the window is told how far a file is.
const TELL_MS: i64 = 300;

/// What is on its way, or waits for the line.
#[derive(Default)]
pub(crate) struct Downloads {
    entries: Mutex<BTreeMap<ReplayId, Entry>>,
    /// Wakes who brings them.
    pub wake: Notify,
}

#[derive(Clone)]
struct Entry {
    coming: Coming,
    stop: Arc<Notify>,
    /// Held while its file is being written.
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// How far a file is that is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coming {
    /// So many bytes are here.
    Loading(u64),
    /// The line was lost; it is tried again then, UTC milliseconds.
    Later(i64),
}

impl Downloads {
    /// How far that one is.
    pub fn coming(&self, id: ReplayId) -> Option<Coming> {
        self.locked().get(&id).map(|entry| entry.coming)
    }

    /// Ends that one, which is not wanted any more, and waits until its file is closed.
    pub async fn stop(&self, id: ReplayId) {
        let entry = self.locked().get(&id).cloned();
        if let Some(Entry { stop, turn, .. }) = entry {
            stop.notify_one();
            let _ended = turn.lock().await;
            self.at_once(id);
        }
    }

    /// Lets it be tried again without waiting.
    pub fn at_once(&self, id: ReplayId) {
        let mut entries = self.locked();
        if entries.get(&id).is_some_and(|entry| matches!(entry.coming, Coming::Later(_))) {
            entries.remove(&id);
        }
    }

    fn begin(&self, id: ReplayId) -> Entry {
        let entry = Entry { coming: Coming::Loading(0), stop: Arc::default(), turn: Arc::default() };
        self.locked().insert(id, entry.clone());
        entry
    }

    fn note(&self, id: ReplayId, coming: Option<Coming>) {
        let mut entries = self.locked();
        match (coming, entries.get_mut(&id)) {
            (Some(coming), Some(entry)) => entry.coming = coming,
            (None, _) => drop(entries.remove(&id)),
            (Some(_), None) => {}
        }
    }

    fn locked(&self) -> MutexGuard<'_, BTreeMap<ReplayId, Entry>> {
        // Nothing panics with the lock held; a poisoned one would still hold whole values.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How it ended.
enum End {
    Whole,
    Stopped,
    /// The line was lost.
    Line,
    /// Nothing is at the address any more.
    Gone,
    /// It cannot go on, as the code of a problem.
    Fault(&'static str),
}

impl From<RecordingError> for End {
    fn from(error: RecordingError) -> Self {
        tracing::info!(%error, "a recording does not come");
        match error {
            RecordingError::Address | RecordingError::Gone { .. } => End::Gone,
            RecordingError::NoLength => End::Fault("replay.no-length"),
            RecordingError::Line(_) => End::Line,
        }
    }
}

impl From<std::io::Error> for End {
    fn from(error: std::io::Error) -> Self {
        tracing::warn!(%error, "a recording could not be written");
        End::Fault(match error.kind() {
            ErrorKind::StorageFull => "replay.disk-full",
            ErrorKind::NotFound | ErrorKind::NotADirectory => "replay.no-folder",
            _ => "file.cannot-write",
        })
    }
}

/// Where a file grows until it is whole.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

/// Brings what is wanted, a few at once, as long as the program runs.
pub(crate) async fn bring_all(console: Console) {
    let mut under_way = JoinSet::new();
    loop {
        let mut next_ms = i64::MAX;
        let shop = console.inner.shop.id;
        let wanted = console.read(move |db| replay_files::wanted(db, shop)).await.unwrap_or_else(|problem| {
            tracing::error!(code = problem.code, "it is not known which recordings are wanted");
            next_ms = console.now() + PATIENCE_MS;
            Vec::new()
        });
        for file in wanted {
            match console.inner.downloads.coming(file.id) {
                Some(Coming::Loading(_)) => {}
                Some(Coming::Later(at_ms)) if at_ms > console.now() => next_ms = next_ms.min(at_ms),
                _ if under_way.len() >= AT_ONCE => break,
                _ => {
                    let entry = console.inner.downloads.begin(file.id);
                    under_way.spawn(bring(console.clone(), file.id, entry));
                }
            }
        }
        tokio::select! {
            _ = under_way.join_next(), if !under_way.is_empty() => {}
            () = console.inner.downloads.wake.notified() => {}
            () = console.inner.clock.wait_until(next_ms) => {}
        }
    }
}

async fn bring(console: Console, id: ReplayId, entry: Entry) {
    let _turn = entry.turn.lock().await;
    let end = console.bring(id, &entry.stop).await;
    let (now, mut later, mut room) = (console.now(), None, None);
    let noted = match end {
        Ok((of, end)) => {
            room = Some(of);
            match end {
                End::Whole | End::Stopped => Ok(()),
                End::Line => {
                    later = Some(Coming::Later(now + PATIENCE_MS));
                    Ok(())
                }
                End::Gone => console.write(move |tx| replay_files::fail(tx, id, "replay.gone")).await,
                End::Fault(fault) => console.write(move |tx| replay_files::fail(tx, id, fault)).await,
            }
        }
        Err(problem) => Err(problem),
    };
    if let Err(problem) = noted {
        tracing::error!(code = problem.code, "how far a recording is was not kept");
        later = Some(Coming::Later(now + PATIENCE_MS));
    }
    console.inner.downloads.note(id, later);
    console.changed(Topic::Replays, room.into_iter().map(|room| room.to_string()).collect());
}

impl Console {
    /// Brings one file; where its address opens nothing any more, once more from the address that the platform has now.
    async fn bring(&self, id: ReplayId, stop: &Notify) -> Result<(RoomId, End), Problem> {
        let row = self.replay_row(id).await?;
        let end = self.bring_from(&row, stop).await?;
        if !matches!(end, End::Gone) {
            return Ok((row.room_id, end));
        }
        match self.list_replays(row.room_id).await {
            Ok(()) => {}
            Err(problem) if problem.code == "live.unreachable" || problem.code == "live.unanswered" => {
                return Ok((row.room_id, End::Line));
            }
            Err(problem) => tracing::info!(code = problem.code, "no fresh address of a recording"),
        }
        let fresh = self.replay_row(id).await?;
        if fresh.address == row.address {
            return Ok((row.room_id, End::Gone));
        }
        Ok((row.room_id, self.bring_from(&fresh, stop).await?))
    }

    async fn bring_from(&self, row: &ReplayFileRow, stop: &Notify) -> Result<End, Problem> {
        // Whoever stopped it meanwhile did so before it could be told.
        let Some(path) = row.path.as_deref().filter(|_| row.wanted_ms.is_some()) else { return Ok(End::Stopped) };
        let growing = beside(Path::new(path));
        let there = tokio::fs::metadata(&growing).await.map_or(0, |known| known.len());
        let from = row.kept_bytes.min(there);
        if from == 0 || Some(from) != row.bytes {
            let Some(client) = self.inner.link.client() else { return Ok(End::Line) };
            let known = row.bytes.map(|bytes| (bytes, row.validator.as_deref()));
            let part = tokio::select! {
                part = client.recording(&row.address, from, known) => part,
                () = stop.notified() => return Ok(End::Stopped),
            };
            let end = match part {
                Ok(part) => self.write_part(row, &growing, there, part, stop).await?,
                Err(error) => error.into(),
            };
            if !matches!(end, End::Whole) {
                return Ok(end);
            }
        }
        self.put_in_place(row, Path::new(path), &growing).await
    }

    /// Writes what comes. What stands on the disk when it ends, however it ends, is noted.
    async fn write_part(
        &self,
        row: &ReplayFileRow,
        growing: &Path,
        there: u64,
        mut part: Part,
        stop: &Notify,
    ) -> Result<End, Problem> {
        let mut file = match open(growing, there, part.from).await {
            Ok(file) => file,
            Err(error) => return Ok(error.into()),
        };
        let (mut at, mut kept) = (part.from, part.from);
        let (mut told, mut told_ms) = (at, self.now());
        self.note_kept(row, &part, kept).await?;
        let end = loop {
            self.inner.downloads.note(row.id, Some(Coming::Loading(at)));
            if at - kept >= KEEP_EVERY {
                if let Err(error) = file.sync_data().await {
                    break error.into();
                }
                kept = at;
                self.note_kept(row, &part, kept).await?;
            }
            let piece = tokio::select! {
                piece = part.next() => piece,
                () = stop.notified() => break End::Stopped,
                () = self.inner.clock.wait_until(told_ms + TELL_MS), if told < at => {
                    (told, told_ms) = (at, self.now());
                    self.changed(Topic::Replays, vec![row.room_id.to_string()]);
                    continue;
                }
            };
            match piece {
                Ok(Some(piece)) if at + piece.len() as u64 <= part.bytes => {
                    if let Err(error) = file.write_all(&piece).await {
                        break error.into();
                    }
                    at += piece.len() as u64;
                }
                Ok(None) if at == part.bytes => break End::Whole,
                Ok(_) => break End::Line,
                Err(error) => break error.into(),
            }
        };
        if matches!(end, End::Fault(_)) {
            return Ok(end);
        }
        // A write may fail only now.
        let written = match file.flush().await {
            Ok(()) => file.sync_all().await,
            failed => failed,
        };
        match written {
            Ok(()) => self.note_kept(row, &part, at).await.map(|()| end),
            Err(error) => Ok(error.into()),
        }
    }

    async fn note_kept(&self, row: &ReplayFileRow, part: &Part, kept: u64) -> Result<(), Problem> {
        let (id, bytes, validator) = (row.id, part.bytes, part.validator.clone());
        self.write(move |tx| replay_files::note_kept(tx, id, (bytes, validator.as_deref()), kept)).await
    }

    /// Gives the whole file its name, or the next one where another file has come to stand there.
    async fn put_in_place(&self, row: &ReplayFileRow, path: &Path, growing: &Path) -> Result<End, Problem> {
        let mut place = path.display().to_string();
        if tokio::fs::try_exists(path).await.unwrap_or(false) {
            let (folder, name) = (path.parent().unwrap_or(path), path.file_name().unwrap_or_default());
            place = self.free_path(folder, &name.to_string_lossy()).await?;
        }
        if let Err(error) = tokio::fs::rename(growing, &place).await {
            return Ok(error.into());
        }
        let (id, now) = (row.id, self.now());
        self.write(move |tx| replay_files::finish(tx, id, &place, now)).await?;
        Ok(End::Whole)
    }
}

/// The growing file, `there` bytes long, at the byte where what comes begins; what stands behind it goes.
async fn open(growing: &Path, there: u64, from: u64) -> std::io::Result<File> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(from == 0).open(growing).await?;
    if from > 0 {
        if there > from {
            file.set_len(from).await?;
        }
        file.seek(SeekFrom::Start(from)).await?;
    }
    Ok(file)
}
