//! Keeps one fault from flooding the log: of each place in the program so many lines a window of time, and a line that
//! repeats itself once. What is held back is counted.

use std::{
    collections::HashMap,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tracing::{Metadata, callsite::Identifier};

/// How long a place's lines are counted together.
const WINDOW: Duration = Duration::from_secs(10);
/// Lines of one place in a window.
pub(super) const BURST: u32 = 100;

/// What each place in the program has logged lately.
#[derive(Default)]
pub(super) struct Flow(Mutex<HashMap<Identifier, Run>>);

struct Run {
    place: &'static Metadata<'static>,
    began: Instant,
    written: u32,
    held_back: u64,
    last: String,
}

impl Flow {
    /// Whether a line of that place is worth making; the cheap question.
    pub fn admits(&self, place: &'static Metadata<'static>, now: Instant) -> bool {
        let mut runs = self.locked();
        let fresh = || Run { place, began: now, written: 0, held_back: 0, last: String::new() };
        let run = runs.entry(place.callsite()).or_insert_with(fresh);
        if now.duration_since(run.began) >= WINDOW {
            (run.began, run.written) = (now, 0);
            run.last.clear();
        }
        let admitted = run.written < BURST;
        run.held_back += u64::from(!admitted);
        admitted
    }

    /// Whether the line goes to the log, and how many of its place were held back before it.
    pub fn take(&self, place: &'static Metadata<'static>, line: &str) -> Option<u64> {
        let mut runs = self.locked();
        let run = runs.get_mut(&place.callsite())?;
        if run.last == line {
            run.held_back += 1;
            return None;
        }
        run.written += 1;
        line.clone_into(&mut run.last);
        Some(mem::take(&mut run.held_back))
    }

    /// What was held back and not yet told.
    pub fn held_back(&self) -> Vec<(&'static Metadata<'static>, u64)> {
        let mut runs = self.locked();
        let told = runs.values_mut().filter(|run| run.held_back > 0);
        told.map(|run| (run.place, mem::take(&mut run.held_back))).collect()
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<Identifier, Run>> {
        // Nothing of a caller's runs while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
