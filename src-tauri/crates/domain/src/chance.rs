//! Chance as a parameter: a small generator with a seed, so that a run can be played again. Not for secrets.

/// SplitMix64 (Steele, Lea, Flood 2014): one word of state, good enough to spread calls over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chance(u64);

impl Chance {
    /// The generator of that seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next word.
    pub const fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `most`, both included; 0 where `most` is negative.
    pub const fn up_to(&mut self, most: i64) -> i64 {
        if most <= 0 {
            return 0;
        }
        // The remainder's bias is beyond notice for waits of at most days.
        (self.word() >> 1) as i64 % most.saturating_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_seed_tells_the_whole_run() {
        let run = |seed| {
            let mut chance = Chance::new(seed);
            (0..8).map(|_| chance.up_to(1_000)).collect::<Vec<_>>()
        };
        assert_eq!(run(7), run(7));
        assert_ne!(run(7), run(8));
    }

    proptest! {
        #[test]
        fn numbers_stay_within_their_bound(seed in any::<u64>(), most in any::<i64>()) {
            let drawn = Chance::new(seed).up_to(most);
            prop_assert!((0..=most.max(0)).contains(&drawn));
        }
    }
}
