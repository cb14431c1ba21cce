//! The engine's loop: carry what is due, read the platform when it is time, sleep until something happens.

use crate::{
    Console,
    view::{Problem, Topic},
};
use std::time::Duration;
use tokio::task::JoinHandle;

/// How often the platform is read while something of ours is on its way there (an audit, a room about to go live).
const WATCH_PRACTICE: Duration = Duration::from_millis(1500);
const WATCH_REAL: Duration = Duration::from_secs(60);
/// How often otherwise.
const REST_PRACTICE: Duration = Duration::from_secs(15);
const REST_REAL: Duration = Duration::from_secs(300);

/// The running engine; ends when dropped.
pub(crate) struct Engine(JoinHandle<()>);

impl Engine {
    /// Starts the loop for one shop.
    pub fn start(console: Console) -> Self {
        Self(tokio::spawn(run(console)))
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn run(console: Console) {
    if let Err(problem) = console.outbox_recover().await {
        tracing::error!(code = problem.code, "interrupted submissions could not be found");
    }
    loop {
        let in_flux = match turn(&console).await {
            Ok(in_flux) => in_flux,
            Err(problem) => {
                tracing::warn!(code = problem.code, "the engine's turn failed");
                true
            }
        };
        let pause = match (console.is_practice(), in_flux) {
            (true, true) => WATCH_PRACTICE,
            (true, false) => REST_PRACTICE,
            (false, true) => WATCH_REAL,
            (false, false) => REST_REAL,
        };
        // Wakes early for what is queued meanwhile; the jitter keeps many shops from asking in step.
        let jitter = Duration::from_millis(console.now().rem_euclid(500).unsigned_abs());
        let pause = match console.outbox_next_due().await {
            Ok(Some(due_ms)) => pause.min(Duration::from_millis((due_ms - console.now()).max(50).unsigned_abs())),
            _ => pause + jitter,
        };
        let _ = tokio::time::timeout(pause, console.inner.wake.notified()).await;
    }
}

/// Carries, then reads; says whether something is expected to change on the platform soon.
async fn turn(console: &Console) -> Result<bool, Problem> {
    if console.inner.link.client().is_none() {
        return Ok(false);
    }
    console.outbox_carry().await?;
    let in_flux = console.sync().await;
    if console.inner.link.note(in_flux.is_ok()) {
        console.changed(Topic::App, Vec::new());
    }
    in_flux
}
