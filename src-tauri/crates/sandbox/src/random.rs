//! Randomness for tokens, media ids and request ids, and the dice of faults.
//!
//! Invariant: seeded once, from the operating system unless a test wants the same again. It must not guard anything: a practice platform has no secrets.

use std::hash::{BuildHasher, RandomState};

/// Letters that tokens and media ids are made of.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A SplitMix64 generator.
#[derive(Debug)]
pub(crate) struct Random(u64);

impl Default for Random {
    /// Seeded by the operating system, so that ids given before a restart do not come again.
    fn default() -> Self {
        Self(getrandom::u64().unwrap_or_else(|_| RandomState::new().hash_one("practice")))
    }
}

impl Random {
    /// The generator that starts from `seed`.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 to below 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// `count` characters of `[A-Za-z0-9_-]`.
    pub(crate) fn letters(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(LETTERS[(self.next() % 64) as usize])).collect()
    }

    /// `rid` of a reply: unix time in hex, then two random groups (checked on recorded replies of the platform).
    pub(crate) fn rid(&mut self, now_ms: i64) -> String {
        let groups = self.next();
        format!("{:08x}-{:08x}-{:08x}", now_ms.div_euclid(1000) as u32, (groups >> 32) as u32, groups as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_group_of_a_rid_is_the_unix_time() {
        let rid = Random(1).rid(1_634_883_972_000);
        assert!(rid.starts_with("61725984-"), "{rid}");
        assert_eq!(rid.len(), 26);
    }
}
