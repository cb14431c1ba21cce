//! The sandbox's clock: what its host says the time is, plus an offset that tests and trainers move.
//!
//! Invariant: no other module reads the time; state functions get `now_ms` (UTC milliseconds) as a parameter.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

/// Where the time comes from before the practice offset is added.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// The computer's own clock.
    pub fn system() -> Self {
        Self::from_fn(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        })
    }

    /// A clock that asks `read` for UTC milliseconds; tests hand in a frozen one.
    pub fn from_fn(read: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// A clock that says `now_ms` now and goes on from there.
    pub fn starting_at(now_ms: i64) -> Self {
        let system = Self::system();
        let ahead_ms = now_ms.saturating_sub(system.read_ms());
        Self::from_fn(move || system.read_ms().saturating_add(ahead_ms))
    }

    /// A clock that stands still at `now_ms`, moved only through the practice offset.
    pub fn frozen(now_ms: i64) -> Self {
        Self::from_fn(move || now_ms)
    }

    /// UTC milliseconds, without the practice offset.
    pub(crate) fn read_ms(&self) -> i64 {
        (self.0)()
    }
}
