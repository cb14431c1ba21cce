//! A clock that stands still until a test turns it, and a notifier that remembers.

use kaibo_console::{Clock, Notifier, Wait, view::Notice};
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

/// 2026-11-23 10:00 in Beijing, a Monday.
pub const MORNING: i64 = 1_795_399_200_000;

/// The clock.
#[derive(Clone)]
pub struct TurnedClock(Arc<watch::Sender<i64>>);

impl TurnedClock {
    pub fn at(now_ms: i64) -> Self {
        Self(Arc::new(watch::Sender::new(now_ms)))
    }

    pub fn now(&self) -> i64 {
        *self.0.borrow()
    }

    pub fn turn_to(&self, now_ms: i64) {
        self.0.send_replace(now_ms);
    }

    pub fn turn(&self, by_ms: i64) {
        self.turn_to(self.now() + by_ms);
    }
}

impl Clock for TurnedClock {
    fn now_ms(&self) -> i64 {
        self.now()
    }

    fn wait_until(&self, until_ms: i64) -> Wait<'_> {
        let mut seen = self.0.subscribe();
        Box::pin(async move {
            // Ends when the clock is dropped: then there is nothing to wait for.
            let _ = seen.wait_for(|now| *now >= until_ms).await;
        })
    }
}

/// The notices that were shown.
#[derive(Clone, Default)]
pub struct Notices(Arc<Mutex<Vec<Notice>>>);

impl Notices {
    pub fn shown(&self) -> Vec<Notice> {
        self.0.lock().unwrap().clone()
    }
}

impl Notifier for Notices {
    fn notify(&self, notice: Notice) {
        self.0.lock().unwrap().push(notice);
    }
}
