//! 另存: a copy of the shop in a folder on another disk, made by hand and every day.
//!
//! Invariants: nothing is copied while no recovery code leads to it; what came of a try is noted beside the data, never in
//! them: a copy would differ from the data it is of.

use crate::{
    Console,
    backups::{AFTER_START_MS, AGAIN_MS, BUSY, of_backup},
    desk::of_recovery,
    problem::{internal, of_open, read_only},
    view::{AwayDone, AwayFailed, AwayView, DamagedFile, NoticeKind, Problem, Topic},
};
use kaibo_domain::{PaperId, day::Day};
use kaibo_store::{Away, AwayError, BlobId, StoreError, Transaction, is_same_disk, settings};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Setting: the folder that was chosen.
const FOLDER: &str = "away.folder";

/// What came of the last tries.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Note {
    done: Option<AwayDone>,
    /// Since the last that was well.
    failed: Option<AwayFailed>,
}

/// The folder is nobody's choice any more.
pub(crate) fn forget(tx: &Transaction) -> Result<(), StoreError> {
    settings::remove(tx, FOLDER)
}

impl Console {
    /// The folder, and what came of the last try.
    pub async fn away_view(&self) -> Result<AwayView, Problem> {
        let Some(folder) = self.away_folder().await? else { return Ok(AwayView::default()) };
        let (store, data, shown) = (self.inner.store.clone(), self.inner.folders.root(), folder.display().to_string());
        let look = move || (folder.is_dir(), is_same_disk(&folder, &data), noted(store.away_note()));
        let (is_there, same_disk, note) = blocking(look).await?;
        Ok(AwayView {
            folder: Some(shown),
            is_there,
            same_disk: same_disk == Some(true),
            busy: self.inner.away_turn.try_lock().is_err(),
            done: note.done,
            failed: note.failed,
        })
    }

    /// Chooses the folder; nothing is written yet.
    ///
    /// # Errors
    /// `away.gone`, `away.no-access`, `away.foreign`, `away.inside-data`, `away.name`; `store.read-only`.
    pub async fn away_choose(&self, picked: PathBuf) -> Result<AwayView, Problem> {
        let turn = self.inner.away_turn.lock().await;
        let (folders, backups) = (self.inner.folders.clone(), self.inner.store.backups().clone());
        let chosen = blocking(move || Away::choose(&picked, &folders, &backups)).await?;
        let chosen = chosen.map_err(|error| of_away(&error))?;
        let shown = chosen.to_str().ok_or_else(|| Problem::new("away.name"))?.to_owned();
        if self.away_folder().await?.as_ref() != Some(&chosen) {
            self.write(move |tx| settings::set(tx, FOLDER, &shown)).await?;
            self.note(Note::default()).await?;
        }
        drop(turn);
        self.away_view().await
    }

    /// Copies to no folder any more; what stands there stays.
    pub async fn away_forget(&self) -> Result<AwayView, Problem> {
        let _turn = self.inner.away_turn.lock().await;
        self.write(forget).await?;
        self.note(Note::default()).await?;
        Ok(AwayView::default())
    }

    /// Copies now; `false` when nothing has changed since the last version.
    ///
    /// # Errors
    /// As of [`Self::away_choose`], `away.full`, `away.no-recovery`, `away.failed`, `backup.busy`, and why there is no backup.
    pub async fn away_copy(&self) -> Result<bool, Problem> {
        if self.inner.store.is_read_only() {
            return Err(read_only());
        }
        let turn = self.inner.away_turn.try_lock().map_err(|_| Problem::new(BUSY).retry_now())?;
        let folder = self.away_folder().await?.ok_or_else(|| Problem::new("away.no-folder"))?;
        self.changed(Topic::Backups, Vec::new());
        let (store, folders, now) = (self.inner.store.clone(), self.inner.folders.clone(), self.now());
        let name = self.profile().name;
        let copy = move || Away::of(&folder, store.backups()).copy(&store, &folders, &name, now);
        let copied = blocking(copy).await?.map_err(|error| of_away(&error));
        let mut note = noted(self.inner.store.away_note());
        match &copied {
            Ok(copied) => {
                let done = AwayDone {
                    at_ms: self.now(),
                    bytes: copied.bytes,
                    files: copied.files as u64,
                    damaged: copied.damaged as u64,
                };
                note = Note { done: Some(done), failed: None };
            }
            Err(problem) if problem.code == BUSY => {}
            Err(problem) => note.failed = Some(AwayFailed { at_ms: self.now(), problem: problem.clone() }),
        }
        self.note(note).await?;
        drop(turn);
        self.changed(Topic::Backups, Vec::new());
        Ok(copied?.is_new)
    }

    /// Copies every day. Where that fails it is tried again every hour, and staff are told once a day.
    pub(crate) async fn watch_away(&self) {
        // The daily backup comes first.
        let (mut at, mut told) = (self.now() + 2 * AFTER_START_MS, None);
        loop {
            self.inner.clock.wait_until(at).await;
            if self.now() < at {
                // The clock was turned back.
                at = self.now() + AFTER_START_MS;
                continue;
            }
            let tried = if self.is_away_due().await { self.away_copy().await.map(drop) } else { Ok(()) };
            at = self.now() + AGAIN_MS;
            let Err(problem) = tried else { continue };
            tracing::error!(code = problem.code, "there is no new copy elsewhere");
            if problem.code == BUSY {
                at = self.now() + AFTER_START_MS;
            }
            let today = Some(Day::in_beijing(self.now()));
            // That the data cannot be backed up at all is told by the daily backup.
            if problem.code.starts_with("away.") && told != today && !self.is_quiet().await {
                told = today;
                self.tell(NoticeKind::AwayFailed, 1, String::new(), (Topic::Backups, None)).await;
            }
        }
    }

    async fn is_away_due(&self) -> bool {
        let has_folder = self.away_folder().await.is_ok_and(|folder| folder.is_some());
        let today = Day::in_beijing(self.now());
        let done = noted(self.inner.store.away_note()).done;
        has_folder && !self.inner.store.is_read_only() && done.is_none_or(|done| Day::in_beijing(done.at_ms) != today)
    }

    /// Mends the damaged files of a paper from the copy elsewhere; says those that are damaged still.
    ///
    /// # Errors
    /// `vault.locked`; `away.no-folder`, `away.gone` and the like where nothing can be read there.
    pub async fn papers_mend(&self, id: PaperId) -> Result<Vec<DamagedFile>, Problem> {
        if self.inner.store.is_read_only() {
            return Err(read_only());
        }
        // Nobody erases the paper meanwhile.
        let files = self.inner.paper_files.read().await;
        let damaged = self.papers_check(id).await?;
        let folder = self.away_folder().await?.ok_or_else(|| Problem::new("away.no-folder"))?;
        let store = self.inner.store.clone();
        let mend = move || {
            let away = Away::of(&folder, store.backups());
            for id in damaged.iter().filter_map(|file| file.hash.parse::<BlobId>().ok()) {
                match away.mend(store.vault(), &id, true) {
                    // That one is not there, or damaged there too.
                    Ok(()) | Err(AwayError::Damaged) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(())
        };
        blocking(mend).await?.map_err(|error| of_away(&error))?;
        drop(files);
        self.changed(Topic::Vault, vec![id.to_string()]);
        self.papers_check(id).await
    }

    async fn away_folder(&self) -> Result<Option<PathBuf>, Problem> {
        Ok(self.read(|db| settings::get(db, FOLDER)).await?.map(PathBuf::from))
    }

    async fn note(&self, note: Note) -> Result<(), Problem> {
        let store = self.inner.store.clone();
        // Numbers, codes and words of ours: nothing in them can fail.
        let text = serde_json::to_string(&note).unwrap_or_default();
        let noted = blocking(move || store.set_away_note(&text)).await?;
        noted.map_err(|error| of_open(&error.into()))
    }
}

/// What another version noted and this one cannot read is as if nothing had been tried.
fn noted(text: std::io::Result<Option<String>>) -> Note {
    text.ok().flatten().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Why nothing was copied to a folder elsewhere, or nothing brought back from it.
pub(crate) fn of_away(error: &AwayError) -> Problem {
    tracing::warn!(%error, "a copy elsewhere");
    match error {
        AwayError::Gone => Problem::new("away.gone").retry_now(),
        AwayError::NoAccess(_) => Problem::new("away.no-access").retry_now(),
        AwayError::Full(_) => Problem::new("away.full").retry_now(),
        AwayError::Foreign => Problem::new("away.foreign"),
        AwayError::InsideData => Problem::new("away.inside-data"),
        AwayError::NoRecovery => Problem::new("away.no-recovery"),
        AwayError::Newer => Problem::new("away.newer"),
        AwayError::Damaged => Problem::new("away.damaged"),
        AwayError::FilesDamaged(count) => Problem::new("away.files-damaged").with("count", count),
        AwayError::Occupied => Problem::new("away.occupied"),
        AwayError::Stopped => Problem::new(BUSY).retry_now(),
        AwayError::Here(error) => of_backup(error),
        AwayError::Recovery(error) => of_recovery(error),
        AwayError::Data(error) => of_open(error),
        AwayError::Io(_) => Problem::new("away.failed").retry_now(),
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|_| internal("away"))
}
