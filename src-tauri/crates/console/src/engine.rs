//! The engine: one task carries what is due, another reads the platform when it is time, a third fetches codes, a fourth
//! recordings, a fifth takes backups; each sleeps until something happens.

use crate::{Console, outbox::Crew, replays, sync::Extent, view::Topic};
use kaibo_domain::time::MINUTE_MS;
use tokio::task::JoinHandle;

/// How often the practice platform is read while something of ours is on its way there (an audit, a room about to go
/// live); it answers in milliseconds.
const WATCH_PRACTICE_MS: i64 = 1_500;
/// How often the practice platform is read otherwise.
const REST_PRACTICE_MS: i64 = 15_000;
/// How often the platform is read.
const EVERY_MS: i64 = 5 * MINUTE_MS;
/// How often the platform is read while a broadcast is about to begin or goes on.
const EVERY_ON_AIR_MS: i64 = MINUTE_MS;
/// So that many shops do not ask in step, up to that much is added: a tenth.
const JITTER_PART: i64 = 10;
/// Before there is a platform to talk to, and at most while there is no line.
const PATIENCE_MS: i64 = 30_000;

/// The running engine; ends when dropped.
pub(crate) struct Engine(Vec<JoinHandle<()>>);

impl Engine {
    /// Starts for one shop. Where nothing may be written nothing is done: neither a try nor an answer could be kept.
    pub fn start(console: Console) -> Self {
        if console.inner.store.is_read_only() {
            return Self(vec![tokio::spawn(recall(console.clone())), tokio::spawn(lock_vault(console))]);
        }
        let (reader, learner) = (tokio::spawn(read(console.clone())), tokio::spawn(learn(console.clone())));
        let (fetcher, keeper) = (tokio::spawn(fetch(console.clone())), tokio::spawn(keep_vault(console.clone())));
        let downloader = tokio::spawn(replays::bring_all(console.clone()));
        let locker = tokio::spawn(lock_vault(console.clone()));
        let copier = tokio::spawn(back_up(console.clone()));
        Self(vec![tokio::spawn(carry(console)), reader, learner, fetcher, keeper, downloader, locker, copier])
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

/// Finds where earlier runs of the program stood, to be shown.
async fn recall(console: Console) {
    for recalled in [console.outbox_recall().await, console.sync_recover().await] {
        if let Err(problem) = recalled {
            tracing::error!(code = problem.code, "it is not known where the last run stood");
        }
    }
    console.changed(Topic::Outbox, Vec::new());
    console.changed(Topic::Sync, Vec::new());
}

async fn learn(console: Console) {
    if let Err(problem) = console.goods_learn().await {
        tracing::error!(code = problem.code, "the search does not know all goods");
    }
}

async fn keep_vault(console: Console) {
    if let Err(problem) = console.vault_sweep().await {
        tracing::error!(code = problem.code, "pages that belong to no paper are not erased");
    }
    console.watch_mornings().await;
}

async fn back_up(console: Console) {
    tokio::join!(console.watch_backups(), console.watch_away());
}

async fn lock_vault(console: Console) {
    console.watch_lock().await;
}

async fn carry(console: Console) {
    if let Err(problem) = console.outbox_recover().await {
        tracing::error!(code = problem.code, "interrupted submissions could not be found");
    }
    Crew::default().work(&console).await;
}

/// Fetches the codes of anchors that are not verified: when they become known, and later those that could not be.
async fn fetch(console: Console) {
    loop {
        let wait_ms = match (console.fetch_codes().await, console.inner.link.client()) {
            (Ok(true), _) => None,
            (_, None) => Some(PATIENCE_MS),
            _ => Some(EVERY_MS),
        };
        let next = wait_ms.map_or(i64::MAX, |wait_ms| console.now() + wait_ms);
        tokio::select! {
            () = console.inner.clock.wait_until(next) => {}
            () = console.inner.wake_codes.notified() => {}
        }
    }
}

async fn read(console: Console) {
    if let Err(problem) = console.sync_recover().await {
        tracing::error!(code = problem.code, "it is not known when the platform was read");
    }
    loop {
        let mut next = read_once(&console).await;
        loop {
            console.inner.sync.note_next(next);
            console.changed(Topic::Sync, Vec::new());
            tokio::select! {
                () = console.inner.clock.wait_until(next) => break,
                () = console.inner.wake_sync.notified() => break,
                () = console.inner.synced.notified() => next = next_reading(&console).await,
            }
        }
    }
}

/// Reads the platform unless there is no line; says when to read next.
async fn read_once(console: &Console) -> i64 {
    let now = console.now();
    if console.inner.link.client().is_none() {
        return now + PATIENCE_MS;
    }
    if console.inner.gate.is_line_down(now) {
        return console.inner.gate.next_opening(now).unwrap_or(i64::MAX).min(now + PATIENCE_MS);
    }
    // What went wrong stands in the state, for all to see.
    let _ = console.sync(Extent::Watch).await;
    if let Err(problem) = console.look_for_replays().await {
        tracing::info!(code = problem.code, "replay files were not looked for");
    }
    next_reading(console).await
}

/// When to read after the platform has just been read.
async fn next_reading(console: &Console) -> i64 {
    let every = match (console.is_practice(), console.inner.sync.in_flux()) {
        (true, Some(false)) => REST_PRACTICE_MS,
        (true, _) => WATCH_PRACTICE_MS,
        (false, Some(true)) if matches!(console.is_broadcast_time().await, Ok(true)) => EVERY_ON_AIR_MS,
        (false, _) => EVERY_MS,
    };
    console.now() + every + console.chance().up_to(every / JITTER_PART)
}
