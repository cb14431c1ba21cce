//! What the engine needs of the world: time, and somebody to tell the news. Both are parameters; tests turn the clock.

use crate::view::Notice;
use std::{
    pin::Pin,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use uuid::Uuid;

/// A wait.
pub type Wait<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Tells the time, and lets it pass.
pub trait Clock: Send + Sync {
    /// UTC milliseconds.
    fn now_ms(&self) -> i64;

    /// Ends when the clock shows `until_ms` or more, or less than before: of a clock that was turned back nobody knows
    /// how long it would take, so whoever waits works out anew until when.
    fn wait_until(&self, until_ms: i64) -> Wait<'_>;
}

/// The machine's clock.
pub struct SystemClock;

/// The longest wait without a look at the clock: timers stand still while a machine sleeps, its clock does not.
const LOOK_AT_CLOCK: Duration = Duration::from_secs(15);

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        // A clock before 1970 counts as 1970; one beyond the year 292 million does not occur.
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| i64::try_from(age.as_millis()).unwrap_or(i64::MAX))
    }

    fn wait_until(&self, until_ms: i64) -> Wait<'_> {
        Box::pin(async move {
            let mut now = self.now_ms();
            while let Some(left @ 1..) = until_ms.checked_sub(now) {
                tokio::time::sleep(Duration::from_millis(left.unsigned_abs()).min(LOOK_AT_CLOCK)).await;
                let before = std::mem::replace(&mut now, self.now_ms());
                if now < before {
                    return;
                }
            }
        })
    }
}

/// Shows news to staff who look elsewhere. Must return at once.
pub trait Notifier: Send + Sync {
    /// Shows one notice.
    fn notify(&self, notice: Notice);
}

/// Tells nobody.
pub struct Silent;

impl Notifier for Silent {
    fn notify(&self, _: Notice) {}
}

/// What the desk takes from outside.
#[derive(Clone)]
pub struct Surroundings {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Who shows the news.
    pub notifier: Arc<dyn Notifier>,
    /// Seed of everything left to chance: jitter and back-off.
    pub seed: u64,
}

impl Surroundings {
    /// A seed that no other run has.
    pub fn fresh_seed() -> u64 {
        // The lower half of a UUIDv7 is random.
        Uuid::now_v7().as_u128() as u64
    }
}
