//! The engine: one task carries what is due, another reads the platform when it is time; each sleeps until something
//! happens.

use crate::{Console, outbox::Crew, sync::Extent, view::Topic};
use kaibo_domain::time::MINUTE_MS;
use tokio::task::JoinHandle;

/// How often the practice platform is read while something of ours is on its way there (an audit, a room about to go
/// live); it answers in milliseconds.
const WATCH_PRACTICE_MS: i64 = 1_500;
/// How often the practice platform is read otherwise.
const REST_PRACTICE_MS: i64 = 15_000;
/// How often the platform is read.
const EVERY_MS: i64 = 5 * MINUTE_MS;
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
            return Self(vec![tokio::spawn(recall(console))]);
        }
        let (reader, learner) = (tokio::spawn(read(console.clone())), tokio::spawn(learn(console.clone())));
        Self(vec![tokio::spawn(carry(console)), reader, learner])
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

async fn carry(console: Console) {
    if let Err(problem) = console.outbox_recover().await {
        tracing::error!(code = problem.code, "interrupted submissions could not be found");
    }
    Crew::default().work(&console).await;
}

async fn read(console: Console) {
    if let Err(problem) = console.sync_recover().await {
        tracing::error!(code = problem.code, "it is not known when the platform was read");
    }
    loop {
        let next = read_once(&console).await;
        console.inner.sync.note_next(next);
        console.changed(Topic::Sync, Vec::new());
        tokio::select! {
            () = console.inner.clock.wait_until(next) => {}
            () = console.inner.wake_sync.notified() => {}
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
    let in_flux = console.sync(Extent::Watch).await;
    let every = match (console.is_practice(), &in_flux) {
        (true, Ok(false)) => REST_PRACTICE_MS,
        (true, _) => WATCH_PRACTICE_MS,
        (false, _) => EVERY_MS,
    };
    console.now() + every + console.chance().up_to(every / JITTER_PART)
}
