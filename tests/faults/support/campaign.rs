//! A campaign: one line of the scorecard, run at one of three sizes, brought back by its seed.
//!
//! `cargo test` runs the small size with a fixed seed. `cargo xtask scorecard` names another size and seed through the
//! environment and reads the line that each campaign prints at its end.

use super::random::Random;
use serde_json::{Map, Value, json};
use std::{env, thread, time::Instant};

/// Names of the environment; `cargo xtask scorecard` sets them.
const LEVEL: &str = "KAIBO_SCORECARD_LEVEL";
const SEED: &str = "KAIBO_SCORECARD_SEED";
/// What a line for the scorecard begins with.
const MARK: &str = "scorecard ";
/// The seed of `cargo test`.
const FIXED_SEED: u64 = 20_261_122;

/// How much is run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Ci,
    Nightly,
    Release,
}

/// A running campaign. It prints its line when it is dropped, as failed when a panic drops it.
pub struct Campaign {
    id: &'static str,
    level: Level,
    seed: u64,
    begun: Instant,
    figures: Map<String, Value>,
}

impl Campaign {
    /// The campaign of a check of the scorecard, such as `A3`.
    pub fn new(id: &'static str) -> Campaign {
        let level = match env::var(LEVEL).as_deref() {
            Ok("nightly") => Level::Nightly,
            Ok("release") => Level::Release,
            _ => Level::Ci,
        };
        let seed = env::var(SEED).ok().and_then(|seed| seed.parse().ok()).unwrap_or(FIXED_SEED);
        println!("{id}: seed {seed}");
        Campaign { id, level, seed, begun: Instant::now(), figures: Map::new() }
    }

    /// How often, by size.
    pub fn count(&self, ci: usize, nightly: usize, release: usize) -> usize {
        match self.level {
            Level::Ci => ci,
            Level::Nightly => nightly,
            Level::Release => release,
        }
    }

    /// The randomness of one round: alone, a round is brought back by seed and number.
    pub fn round(&self, round: usize) -> Random {
        Random::of_round(self.seed, round)
    }

    /// Keeps a figure.
    pub fn figure(&mut self, name: &str, value: impl Into<Value>) {
        self.figures.insert(name.to_owned(), value.into());
    }
}

impl Drop for Campaign {
    fn drop(&mut self) {
        let line = json!({
            "id": self.id, "outcome": if thread::panicking() { "failed" } else { "passed" }, "seed": self.seed,
            "seconds": (self.begun.elapsed().as_secs_f64() * 10.0).round() / 10.0, "figures": self.figures,
        });
        println!("{MARK}{line}");
    }
}
