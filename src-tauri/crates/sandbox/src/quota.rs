//! Daily quotas: counted per endpoint, started anew at 00:00 Beijing time by the sandbox's clock.

use kaibo_domain::time::next_beijing_midnight;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What goods/add and goods/audit spend together.
pub(crate) const GOODS_AUDITS: &str = "goods audits";
/// Forced refreshes of the stable token.
pub(crate) const FORCED_TOKENS: &str = "forced tokens";

/// Calls counted since the last reset.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Quota {
    resets_at_ms: i64,
    used: BTreeMap<String, u32>,
}

impl Quota {
    /// Forgets yesterday's counts when the reset has passed.
    pub(crate) fn roll(&mut self, now_ms: i64) {
        if now_ms >= self.resets_at_ms {
            self.used.clear();
            self.resets_at_ms = next_beijing_midnight(now_ms);
        }
    }

    /// Whether one more fits under `limit` today.
    pub(crate) fn has_room(&self, key: &str, limit: u32) -> bool {
        self.used(key) < limit
    }

    /// Counts one.
    pub(crate) fn spend(&mut self, key: &str) {
        *self.used.entry(key.to_owned()).or_default() += 1;
    }

    /// What was spent today.
    pub(crate) fn used(&self, key: &str) -> u32 {
        self.used.get(key).copied().unwrap_or_default()
    }

    /// Sets the count, so that a test need not make 500 calls to use up 500.
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
