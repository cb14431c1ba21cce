//! Backups of the database: taken once a day, and what follows when one is put back.
//!
//! Invariant: data that were put back send nothing before the platform was looked at: they do not know what has left since
//! they were copied.

use crate::{
    Console, away,
    outbox::put_back_in_doubt,
    problem::{internal, of_store, read_only},
    view::{BackupView, NoticeKind, Problem, Topic},
};
use kaibo_domain::{
    day::Day,
    time::{HOUR_MS, MINUTE_MS, next_beijing_midnight},
};
use kaibo_store::{Backup, BackupError, BackupKind, Restored, StoreError, Taken, Transaction, settings, submissions};
use serde::{Deserialize, Serialize};
use std::sync::PoisonError;
use uuid::Uuid;

/// After the start other things come first.
pub(crate) const AFTER_START_MS: i64 = 5 * MINUTE_MS;
/// After a try that failed.
pub(crate) const AGAIN_MS: i64 = HOUR_MS;
pub(crate) const BUSY: &str = "backup.busy";
/// So often nobody is in the way by chance.
const BUSY_IN_A_ROW: u32 = 3;
/// Setting of data that were put back: [`PutBack`] as JSON.
const PUT_BACK: &str = "backup.put-back";

/// From when the data are, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct PutBack {
    /// UTC milliseconds.
    taken_ms: i64,
    /// UTC milliseconds.
    restored_ms: i64,
}

/// Has everything that stands in the outbox looked for before it leaves, and what is submitted later likewise, where it was
/// made before the data were put back.
pub(crate) fn put_in_doubt(tx: &Transaction, restored: &Restored, now_ms: i64) -> Result<(), StoreError> {
    for row in submissions::all_open(tx)? {
        put_back_in_doubt(tx, row, now_ms)?;
    }
    let note = PutBack { taken_ms: restored.taken_ms, restored_ms: restored.restored_ms };
    // Two numbers: nothing in them can fail.
    settings::set(tx, PUT_BACK, &serde_json::to_string(&note).unwrap_or_default())?;
    // Where the shop was before, that folder may be somebody else's by now, or still copied to.
    if restored.moved { away::forget(tx) } else { Ok(()) }
}

/// Since when something of that id may have been sent by data that are not here any more, in UTC milliseconds; `None` where it
/// cannot have been.
pub(crate) fn may_have_left_since(tx: &Transaction, object_id: &str) -> Result<Option<i64>, StoreError> {
    let Some(note) = settings::get(tx, PUT_BACK)? else { return Ok(None) };
    let Ok(note) = serde_json::from_str::<PutBack>(&note) else { return Ok(Some(0)) };
    // Our ids say when they were made; what has no such id is looked for.
    let id = object_id.split('/').next().unwrap_or_default();
    let made = id.parse::<Uuid>().ok().and_then(|id| id.get_timestamp()).map(|made| made.to_unix());
    let is_younger = made.is_some_and(|(seconds, _)| i64::try_from(seconds).is_ok_and(|s| s > note.restored_ms / 1000));
    Ok((!is_younger).then_some(note.taken_ms))
}

impl Console {
    /// Takes a backup; `false` when nothing has changed since the last.
    pub(crate) async fn back_up(&self) -> Result<bool, Problem> {
        if self.inner.store.is_read_only() {
            return Err(read_only());
        }
        let (store, now) = (self.inner.store.clone(), self.now());
        let taken = tokio::task::spawn_blocking(move || store.backups().take(&store, now)).await;
        let taken = taken.map_err(|_| internal("backup"))?.map_err(|error| of_backup(&error));
        *self.inner.backup_problem.lock().unwrap_or_else(PoisonError::into_inner) = taken.as_ref().err().cloned();
        self.changed(Topic::Backups, Vec::new());
        Ok(matches!(taken?, Taken::New(_)))
    }

    /// Why the last try made none.
    pub(crate) fn backup_problem(&self) -> Option<Problem> {
        self.inner.backup_problem.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes a backup every day. Where that fails it is tried again every hour, and staff are told once a day.
    pub(crate) async fn watch_backups(&self) {
        let mut at = self.now() + AFTER_START_MS;
        let (mut in_a_row, mut told) = (0, None);
        loop {
            let day = next_backup(self.last_backup_ms().await, self.now());
            at = at.max(day);
            self.inner.clock.wait_until(at).await;
            if self.now() < at {
                // The clock was turned back.
                at = self.now() + AFTER_START_MS;
                continue;
            }
            at = match self.back_up().await {
                Ok(is_new) => {
                    in_a_row = 0;
                    if is_new { self.now() } else { next_beijing_midnight(self.now()) }
                }
                Err(problem) => {
                    tracing::error!(code = problem.code, "there is no new backup");
                    in_a_row += 1;
                    let today = Some(Day::in_beijing(self.now()));
                    // Whoever works on the data just then is in nobody's way for hours.
                    let is_worth_it = problem.code != BUSY || in_a_row >= BUSY_IN_A_ROW;
                    if is_worth_it && told != today && !self.is_quiet().await {
                        told = today;
                        self.tell(NoticeKind::BackupFailed, 1, String::new(), (Topic::Backups, None)).await;
                    }
                    self.now() + AGAIN_MS
                }
            };
        }
    }

    async fn last_backup_ms(&self) -> Option<i64> {
        let store = self.inner.store.clone();
        let listed = tokio::task::spawn_blocking(move || store.backups().list()).await.ok()?.ok()?;
        let rolling = listed.into_iter().filter(|backup| backup.kind == BackupKind::Rolling);
        rolling.filter_map(|backup| Some(backup.facts.ok()?.taken_ms)).max()
    }
}

/// When the next one is due: now, or tomorrow where this day has one.
fn next_backup(last_ms: Option<i64>, now_ms: i64) -> i64 {
    let is_done = last_ms.is_some_and(|last| Day::in_beijing(last) == Day::in_beijing(now_ms));
    if is_done { next_beijing_midnight(now_ms) } else { now_ms }
}

/// Why there is no backup, or none that can be restored.
pub(crate) fn of_backup(error: &BackupError) -> Problem {
    tracing::warn!(%error, "a backup");
    match error {
        BackupError::NotFound => Problem::new("backup.gone"),
        BackupError::Foreign => Problem::new("backup.foreign"),
        BackupError::Newer => Problem::new("backup.newer"),
        BackupError::Damaged => Problem::new("backup.damaged"),
        BackupError::NotSound => Problem::new("backup.not-sound"),
        BackupError::Busy => Problem::new(BUSY).retry_now(),
        BackupError::DiskFull(_) => Problem::new("store.disk-full").retry_now(),
        BackupError::Io(_) => Problem::new("backup.failed").retry_now(),
        BackupError::Store(error) => of_store(error),
    }
}

pub(crate) fn as_view(backup: &Backup) -> BackupView {
    let facts = backup.facts.as_ref().ok();
    BackupView {
        id: backup.id.to_string(),
        before_update: backup.kind == BackupKind::Migration,
        taken_ms: facts.map_or(0, |facts| facts.taken_ms),
        bytes: facts.map_or(0, |facts| facts.bytes),
        schema: facts.map_or(0, |facts| facts.schema),
        problem: backup.facts.as_ref().err().map(of_backup),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kaibo_domain::time::{DAY_MS, parse_beijing};
    use rstest::rstest;

    #[rstest]
    #[case(None, 0)]
    #[case(Some(-DAY_MS), 0)]
    #[case(Some(-11 * HOUR_MS), 0)]
    #[case(Some(-HOUR_MS), 14 * HOUR_MS)]
    fn one_a_day_is_due(#[case] last: Option<i64>, #[case] next: i64) {
        let now = parse_beijing("2026-11-23T10:00").unwrap();
        assert_eq!(next_backup(last.map(|last| now + last), now), now + next);
    }
}
