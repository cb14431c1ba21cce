//! How fast and when again: back-off after failures, and the pace of an endpoint that said 'slower' (45011).
//!
//! Pure: time and chance are parameters. Source of the policy: full jitter under a ceiling, as AWS and Stripe do it.

use crate::{
    chance::Chance,
    time::{DAY_MS, MINUTE_MS},
};

/// The longest back-off.
pub const BACKOFF_MAX_MS: i64 = 15 * MINUTE_MS;
/// The first back-off is at most that long.
const BACKOFF_FIRST_MS: i64 = 2_000;
/// After that long of trying in vain, staff are told and nothing more is tried by itself.
pub const GIVE_UP_MS: i64 = DAY_MS;
/// It takes so many tries too, a fraction of those of a day: a computer that slept, or whose clock was set, has not tried
/// for long.
pub const GIVE_UP_TRIES: u32 = 20;

/// How long to wait after `tries` failures in a row: anything between nothing and twice as long as the time before,
/// under `ceiling_ms` (full jitter, so that many clients do not come back at once).
pub fn backoff(tries: u32, ceiling_ms: i64, chance: &mut Chance) -> i64 {
    let doubled = BACKOFF_FIRST_MS.saturating_mul(1 << tries.saturating_sub(1).min(30));
    chance.up_to(doubled.min(ceiling_ms))
}

/// Calls a minute while nothing is wrong. The platform states a minute's quota for stable_token only (10,000); the live
/// calls' own are found by its 45011.
const FULL_PER_MINUTE: i64 = 10_000;
/// The slowest pace: an endpoint that takes nothing at all is parked, not paced.
const SLOWEST_PER_MINUTE: i64 = 6;
/// Calls that may leave at once at full pace: a second's worth.
const BURST: i64 = FULL_PER_MINUTE / 60;

/// The pace of one endpoint: a token bucket whose rate is cut in half by 45011 and recovers call by call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    per_minute: i64,
    /// Tokens in units of a [`MINUTE_MS`]th, so that refilling needs no fractions.
    level: i64,
    refilled_ms: i64,
    /// Nothing leaves before: 'retry next minute'.
    closed_until_ms: i64,
}

impl Pace {
    /// Full pace from `now_ms` on.
    pub const fn full(now_ms: i64) -> Self {
        Self { per_minute: FULL_PER_MINUTE, level: BURST * MINUTE_MS, refilled_ms: now_ms, closed_until_ms: 0 }
    }

    /// Takes the right to one call, or says when to ask again.
    pub fn take(&mut self, now_ms: i64) -> Result<(), i64> {
        if self.is_closed(now_ms) {
            return Err(self.closed_until_ms);
        }
        self.refill(now_ms);
        if self.level >= MINUTE_MS {
            self.level -= MINUTE_MS;
            return Ok(());
        }
        let missing = MINUTE_MS - self.level;
        Err(now_ms + missing.div_euclid(self.per_minute) + 1)
    }

    /// The platform said 45011: nothing for a minute, then half as fast.
    pub fn slow_down(&mut self, now_ms: i64) {
        // Calls that left together are refused together: one cut for all of them.
        if now_ms >= self.closed_until_ms {
            self.per_minute = (self.per_minute / 2).max(SLOWEST_PER_MINUTE);
        }
        self.closed_until_ms = now_ms + MINUTE_MS;
        self.level = 0;
        self.refilled_ms = self.closed_until_ms;
    }

    /// A call went through: a little faster again.
    pub fn recover(&mut self) {
        let faster = self.per_minute + (self.per_minute / 20).max(1);
        self.per_minute = faster.min(FULL_PER_MINUTE);
    }

    /// Whether nothing leaves because of 45011; for a minute at most, even when the clock is turned back in it.
    pub const fn is_closed(&self, now_ms: i64) -> bool {
        now_ms < self.closed_until_ms && self.closed_until_ms.saturating_sub(now_ms) <= MINUTE_MS
    }

    /// Until when nothing leaves because of 45011.
    pub const fn closed_until(&self) -> i64 {
        self.closed_until_ms
    }

    fn refill(&mut self, now_ms: i64) {
        // A clock that goes back refills nothing and takes nothing away.
        let passed = now_ms.saturating_sub(self.refilled_ms).clamp(0, MINUTE_MS);
        let most = (self.per_minute / 60).max(1) * MINUTE_MS;
        self.level = self.level.saturating_add(passed * self.per_minute).min(most);
        self.refilled_ms = now_ms;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: i64 = 1_795_000_000_000;

    /// How many calls leave in the minute from `start_ms` on when there is always one more to send.
    fn in_a_minute(pace: &mut Pace, start_ms: i64) -> i64 {
        let mut now = start_ms;
        let mut sent = 0;
        while now < start_ms + MINUTE_MS {
            match pace.take(now) {
                Ok(()) => sent += 1,
                Err(until) => now = until,
            }
        }
        sent
    }

    #[test]
    fn full_pace_is_the_configured_one() {
        let sent = in_a_minute(&mut Pace::full(NOW), NOW);
        assert!((FULL_PER_MINUTE * 9 / 10..=FULL_PER_MINUTE + BURST).contains(&sent), "{sent}");
    }

    #[test]
    fn after_45011_nothing_leaves_for_a_minute_and_then_half_as_much() {
        let mut pace = Pace::full(NOW);
        pace.slow_down(NOW);
        assert_eq!(pace.take(NOW + MINUTE_MS - 1), Err(NOW + MINUTE_MS));
        let sent = in_a_minute(&mut pace, NOW + MINUTE_MS);
        assert!((FULL_PER_MINUTE * 4 / 10..=FULL_PER_MINUTE / 2 + 1).contains(&sent), "{sent}");
    }

    #[test]
    fn a_clock_turned_back_does_not_make_the_minute_longer() {
        let mut pace = Pace::full(NOW);
        pace.slow_down(NOW);
        let until = pace.take(NOW - DAY_MS).unwrap_err();
        assert!(until - (NOW - DAY_MS) < MINUTE_MS, "{until}");
        assert_eq!(pace.take(until), Ok(()));
    }

    #[test]
    fn refusals_of_calls_that_left_together_slow_down_once() {
        let (mut one, mut eight) = (Pace::full(NOW), Pace::full(NOW));
        one.slow_down(NOW);
        (0..8).for_each(|_| eight.slow_down(NOW));
        assert_eq!(one, eight);
    }

    #[test]
    fn success_brings_the_full_pace_back() {
        let mut pace = Pace::full(NOW);
        (0..20).for_each(|round| pace.slow_down(NOW + round * 2 * MINUTE_MS));
        assert_eq!(pace.per_minute, SLOWEST_PER_MINUTE);
        (0..1_000).for_each(|_| pace.recover());
        assert_eq!(pace.per_minute, FULL_PER_MINUTE);
    }

    proptest! {
        #[test]
        fn back_off_never_exceeds_its_ceiling(tries in any::<u32>(), ceiling in 0i64..BACKOFF_MAX_MS, seed in any::<u64>()) {
            let wait = backoff(tries, ceiling, &mut Chance::new(seed));
            prop_assert!((0..=ceiling).contains(&wait));
        }

        #[test]
        fn no_clock_upsets_the_pace(times in proptest::collection::vec(any::<i64>(), 0..40)) {
            let mut pace = Pace::full(0);
            for now in times {
                let now = now.clamp(-i64::MAX / 4, i64::MAX / 4);
                if let Err(until) = pace.take(now) {
                    prop_assert!(until > now);
                }
                prop_assert!(pace.level >= 0);
            }
        }
    }
}
