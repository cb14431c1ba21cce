//! Quotas by the sandbox's clock: of the day and of the minute per endpoint, and the month's clears of quotas. Days and
//! months begin at 00:00 Beijing time.

use kaibo_domain::time::{MINUTE_MS, next_beijing_midnight, next_beijing_month};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What goods/add and goods/audit spend together.
pub(crate) const GOODS_AUDITS: &str = "goods audits";
/// Forced refreshes of the stable token.
pub(crate) const FORCED_TOKENS: &str = "forced tokens";

/// Schemes and links together.
pub(crate) const LINKS: &str = "links";

/// Calls counted since the last reset.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Quota {
    resets_at_ms: i64,
    used: BTreeMap<String, u32>,
    /// The running minute, counted from 1970, and its calls.
    #[serde(skip)]
    minute: i64,
    #[serde(skip)]
    used_in_minute: BTreeMap<String, u32>,
    /// When the month's clears start anew.
    #[serde(default)]
    clears_reset_at_ms: i64,
    #[serde(default)]
    clears: BTreeMap<String, u32>,
}

impl Quota {
    /// Forgets the counts of minutes, days and months that are over.
    pub(crate) fn roll(&mut self, now_ms: i64) {
        if now_ms >= self.resets_at_ms {
            self.used.clear();
            self.resets_at_ms = next_beijing_midnight(now_ms);
        }
        if now_ms >= self.clears_reset_at_ms {
            self.clears.clear();
            self.clears_reset_at_ms = next_beijing_month(now_ms);
        }
        let minute = now_ms.div_euclid(MINUTE_MS);
        if minute != self.minute {
            self.used_in_minute.clear();
            self.minute = minute;
        }
    }

    /// Whether one more fits under `limit` today.
    pub(crate) fn has_room(&self, key: &str, limit: u32) -> bool {
        self.used(key) < limit
    }

    /// Whether one more fits under `limit` in this minute.
    pub(crate) fn has_room_in_minute(&self, key: &str, limit: u32) -> bool {
        self.used_in_minute.get(key).copied().unwrap_or_default() < limit
    }

    /// Counts one for the day.
    pub(crate) fn spend(&mut self, key: &str) {
        count(&mut self.used, key);
    }

    /// Counts one for the minute.
    pub(crate) fn spend_in_minute(&mut self, key: &str) {
        count(&mut self.used_in_minute, key);
    }

    /// Forgets the day's count of one endpoint.
    pub(crate) fn clear(&mut self, path: &str) {
        self.used.remove(path);
    }

    /// Forgets the day's counts of all endpoints; what is no endpoint's (audits) stays.
    pub(crate) fn clear_all(&mut self) {
        self.used.retain(|key, _| !key.starts_with('/'));
    }

    /// Counts one clear of the month under `key`; `false` when `limit` are used up.
    pub(crate) fn spend_clear(&mut self, key: &str, limit: u32) -> bool {
        let has_room = self.clears.get(key).copied().unwrap_or_default() < limit;
        if has_room {
            count(&mut self.clears, key);
        }
        has_room
    }

    /// What was spent today.
    pub(crate) fn used(&self, key: &str) -> u32 {
        self.used.get(key).copied().unwrap_or_default()
    }

    /// Sets the minute's count.
    pub(crate) fn set_used_in_minute(&mut self, key: &str, used: u32) {
        self.used_in_minute.insert(key.to_owned(), used);
    }

    /// Sets the day's count, so that a test need not make 500 calls to use up 500.
    pub(crate) fn set_used(&mut self, key: &str, used: u32) {
        self.used.insert(key.to_owned(), used);
    }

    /// All counts of today.
    pub(crate) fn all(&self) -> &BTreeMap<String, u32> {
        &self.used
    }

    /// UTC milliseconds of the next reset.
    pub(crate) fn resets_at_ms(&self) -> i64 {
        self.resets_at_ms
    }
}

/// Counts one; a key that is there is not copied.
fn count(used: &mut BTreeMap<String, u32>, key: &str) {
    match used.get_mut(key) {
        Some(count) => *count += 1,
        None => drop(used.insert(key.to_owned(), 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_end_at_midnight_in_beijing() {
        let before = 1_795_363_199_000;
        let mut quota = Quota::default();
        quota.roll(before);
        quota.spend("a");
        let reset = quota.resets_at_ms();
        quota.roll(reset - 1);
        assert!(!quota.has_room("a", 1));
        quota.roll(reset);
        assert!(quota.has_room("a", 1));
    }
}
