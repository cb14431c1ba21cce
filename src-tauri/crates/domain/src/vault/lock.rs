//! When the vault locks by itself. The times are ours.

use crate::time::MINUTE_MS;

/// Minutes without input after which the vault locks, to be chosen from.
pub const LOCK_MINUTES: [u32; 5] = [1, 5, 10, 30, 60];
/// The choice where nobody has chosen.
pub const LOCK_MINUTES_DEFAULT: u32 = 10;
/// A whole number is shown for so long at most to somebody who asked for it, ms.
pub const REVEALED_MS: i64 = 30_000;

/// When the vault locks, if nothing is pressed or typed any more: UTC milliseconds.
pub fn locks_at(last_input_ms: i64, minutes: u32) -> i64 {
    last_input_ms.saturating_add(i64::from(minutes) * MINUTE_MS)
}
