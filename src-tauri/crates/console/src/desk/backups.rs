//! 数据与备份: backups by hand, drills, and putting a backup in the place of the data.

use super::{Desk, Phase, close};
use crate::{
    backups::{self, as_view, of_backup},
    problem::{internal, of_store},
    view::{AppState, BackupsView, DrillCount, DrillView, Problem},
};
use kaibo_store::{BackupError, BackupId, Backups, Store, counts};
use std::collections::HashMap;

impl Desk {
    /// Which backups there are; also while the data do not open.
    pub async fn backups(&self) -> Result<BackupsView, Problem> {
        let backups = self.backups_at_hand()?;
        let listed = blocking(move || backups.list()).await?;
        let problem = self.console().ok().and_then(|console| console.backup_problem());
        Ok(BackupsView { backups: listed.iter().map(as_view).collect(), problem })
    }

    /// Takes a backup now. `true` when there is a new one, `false` when nothing has changed since the last.
    ///
    /// # Errors
    /// `store.disk-full`, `store.read-only`, `backup.not-sound`, `backup.busy`.
    pub async fn backup_now(&self) -> Result<bool, Problem> {
        self.console()?.back_up().await
    }

    /// Puts a backup together, opens it and counts what is in it. Nothing is changed.
    ///
    /// # Errors
    /// `backup.damaged`, `backup.foreign`, `backup.newer`, `backup.gone`, `backup.busy`.
    pub async fn backup_drill(&self, id: String) -> Result<DrillView, Problem> {
        let (name, backups, began) = (parse(&id)?, self.backups_at_hand()?, std::time::Instant::now());
        let found = blocking(move || backups.drill(&name)).await?;
        let took_ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
        let now: Option<HashMap<String, i64>> = match self.store() {
            Some(store) => {
                let counted = store.read(counts::of_any_version).await.map_err(|error| of_store(&error))?;
                Some(counted.into_iter().map(|count| (count.what, count.rows)).collect())
            }
            None => None,
        };
        let there = |what: &str| now.as_ref().map(|now| now.get(what).copied().unwrap_or_default());
        let counts = found
            .into_iter()
            .map(|count| DrillCount { now: there(&count.what), what: count.what, backed_up: count.rows })
            .collect();
        Ok(DrillView { id, took_ms, counts })
    }

    /// Closes the data, puts a backup in their place and opens it; what was there goes to `aside/`. Where that fails the data
    /// are opened again as they were.
    ///
    /// # Errors
    /// As of [`Self::backup_drill`], `store.disk-full`, and `vault.locked`: an earlier moment may know no passphrase.
    pub async fn backup_restore(&self, id: String) -> Result<AppState, Problem> {
        let _turn = self.turn.lock().await;
        let (name, backups, now) = (parse(&id)?, self.backups_at_hand()?, self.surroundings.clock.now_ms());
        if self.console().is_ok_and(|console| console.vault_lock_state().locked) {
            return Err(Problem::new("vault.locked"));
        }
        let phase = {
            let mut state = self.locked();
            match &state.phase {
                Phase::Open { .. } | Phase::NoShop(_) | Phase::CannotOpen(_) => {
                    std::mem::replace(&mut state.phase, Phase::Opening)
                }
                _ => return Err(Problem::new("backup.busy").retry_now()),
            }
        };
        // The window is told when it is over: until then it shows who waits for it.
        close(phase).await;
        let restored = blocking(move || backups.restore(&name, now)).await;
        let opened = self.open().await;
        restored.map(|_| opened)
    }

    pub(super) fn backups_at_hand(&self) -> Result<Backups, Problem> {
        let state = self.locked();
        state.backups.clone().ok_or_else(|| internal("backups"))
    }
}

/// Before anything of the shop is at work: where the data were put back, what they hold may have left since, and is looked
/// for on the platform before it leaves again.
pub(super) async fn draw_consequences(store: &Store, now_ms: i64) -> Result<(), Problem> {
    if store.is_read_only() {
        return Ok(());
    }
    let restored = store.restored().map_err(|_| internal("restored"))?;
    let Some(restored) = restored else { return Ok(()) };
    let put = store.write(move |tx| backups::put_in_doubt(tx, &restored, now_ms)).await;
    put.map_err(|error| of_store(&error))?;
    store.forget_restored().map_err(|_| internal("restored"))
}

fn parse(id: &str) -> Result<BackupId, Problem> {
    id.parse().map_err(|error: BackupError| of_backup(&error))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|_| internal("backups"))?;
    done.map_err(|error| of_backup(&error))
}
