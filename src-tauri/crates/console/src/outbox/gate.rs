//! The gate: what may leave now. It holds everything back while there is no line or staff said so, an endpoint while its
//! daily quota is used up (45009), and slows one down that said so (45011).
//!
//! Invariant: after a line was down or an endpoint was parked, one call tries before the others follow.

mod told;

pub(crate) use told::Held;

use super::kinds::endpoints;
use crate::view::Problem;
use kaibo_domain::{pacing::Pace, platform::endpoint::Endpoint, quota, time::DAY_MS};
use kaibo_store::{quotas::ParkedRow, submissions::SubmissionKind};
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Holds back and lets through.
#[derive(Default)]
pub(crate) struct Gate(Mutex<State>);

#[derive(Default)]
struct State {
    paused: bool,
    line: Option<Down>,
    doors: BTreeMap<&'static str, Door>,
}

/// Something that takes nothing until a time, and then one call to try.
struct Down {
    since_ms: i64,
    until_ms: i64,
    problem: Problem,
    tries: u32,
    trying: bool,
}

struct Door {
    parked: Option<Down>,
    pace: Pace,
}

impl Down {
    /// Whether a call must stay here at `now_ms`. A clock that shows less than when this began was turned back, and says
    /// nothing of how long it would last.
    fn holds(&self, now_ms: i64) -> bool {
        self.trying || (self.since_ms..self.until_ms).contains(&now_ms)
    }
}

/// The right to make one call; what it came to is to be told by [`Gate::ended`].
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Pass {
    tries_line: bool,
    tries: Vec<&'static str>,
}

impl Gate {
    /// What was parked in an earlier run.
    pub fn restore(&self, paused: bool, parked: &[ParkedRow], problem: impl Fn(&ParkedRow) -> Problem, now_ms: i64) {
        let mut state = self.state();
        state.paused = paused;
        for kind in SubmissionKind::ALL {
            for key in endpoints(*kind).iter().map(quota::key) {
                let parked = parked.iter().find(|row| row.endpoint == key);
                if let Some(row) = parked {
                    // Parked until midnight: a day before its end at most.
                    let (since_ms, until_ms) = (row.until_ms - DAY_MS, row.until_ms);
                    let down = Down { since_ms, until_ms, problem: problem(row), tries: 1, trying: false };
                    state.door(key, now_ms).parked = Some(down);
                }
            }
        }
    }

    /// Staff paused the outbox, or let it go on.
    pub fn set_paused(&self, paused: bool) {
        self.state().paused = paused;
    }

    /// Whether staff paused the outbox.
    pub fn is_paused(&self) -> bool {
        self.state().paused
    }

    /// The kinds that cannot be sent at `now_ms`.
    pub fn blocked(&self, now_ms: i64) -> Vec<SubmissionKind> {
        let mut state = self.state();
        let all = state.paused || state.line.as_ref().is_some_and(|line| line.holds(now_ms));
        let mut held = |kind: &&SubmissionKind| {
            all || endpoints(**kind).iter().any(|endpoint| !state.door(quota::key(endpoint), now_ms).is_open(now_ms))
        };
        SubmissionKind::ALL.iter().filter(|kind| held(kind)).copied().collect()
    }

    /// Whether the line is held back at `now_ms`: nothing is to be read either.
    pub fn is_line_down(&self, now_ms: i64) -> bool {
        self.state().line.as_ref().is_some_and(|line| line.holds(now_ms))
    }

    /// Whether [`Self::admit`] would let it through.
    pub fn would_admit(&self, kind: Option<SubmissionKind>, now_ms: i64) -> bool {
        kind.map_or_else(|| !self.is_line_down(now_ms), |kind| !self.blocked(now_ms).contains(&kind))
    }

    /// Lets one call of that kind through, or a mere look at the platform (`None`).
    pub fn admit(&self, kind: Option<SubmissionKind>, now_ms: i64) -> Option<Pass> {
        let mut state = self.state();
        let endpoints = kind.map_or(&[] as &[Endpoint], endpoints);
        let keys = || endpoints.iter().map(quota::key);
        let held = state.line.as_ref().is_some_and(|line| line.holds(now_ms));
        let closed = kind.is_some() && state.paused;
        if held || closed || keys().any(|key| !state.door(key, now_ms).is_open(now_ms)) {
            return None;
        }
        let mut pass = Pass::default();
        if let Some(line) = &mut state.line {
            line.trying = true;
            pass.tries_line = true;
        }
        for key in keys() {
            let door = state.door(key, now_ms);
            // Open, as was just seen: the token is there.
            let _ = door.pace.take(now_ms);
            if let Some(parked) = &mut door.parked {
                parked.trying = true;
                pass.tries.push(key);
            }
        }
        Some(pass)
    }

    /// Whether what was let through with `pass` may still leave: something may have shut since.
    pub fn still_admits(&self, kind: Option<SubmissionKind>, pass: &Pass, now_ms: i64) -> bool {
        let mut state = self.state();
        let line = !pass.tries_line && state.line.as_ref().is_some_and(|line| line.holds(now_ms));
        let mut is_shut = |key: &'static str| {
            let door = state.door(key, now_ms);
            let parked = !pass.tries.contains(&key) && door.parked.as_ref().is_some_and(|parked| parked.holds(now_ms));
            parked || door.pace.is_closed(now_ms)
        };
        let shut = kind.is_some_and(|kind| endpoints(kind).iter().map(quota::key).any(&mut is_shut));
        !(line || shut || kind.is_some() && state.paused)
    }

    /// A call ended. What it tried is free to be tried again, unless [`Self::went_through`] or a hold said more.
    pub fn ended(&self, pass: Pass) {
        let mut state = self.state();
        if let (true, Some(line)) = (pass.tries_line, &mut state.line) {
            line.trying = false;
        }
        for key in pass.tries {
            if let Some(parked) = state.doors.get_mut(key).and_then(|door| door.parked.as_mut()) {
                parked.trying = false;
            }
        }
    }

    /// The platform answered: there is a line. Says whether there was none before.
    pub fn line_is_up(&self) -> bool {
        self.state().line.take().is_some()
    }

    /// Nothing reaches the platform; says how often in a row that was so. To be tried again at the time that
    /// [`Self::try_line_at`] sets.
    pub fn line_is_down(&self, problem: Problem) -> u32 {
        let mut state = self.state();
        let down = Down { since_ms: i64::MIN, until_ms: i64::MAX, problem: problem.clone(), tries: 0, trying: false };
        let line = state.line.get_or_insert(down);
        line.problem = problem;
        line.tries = line.tries.saturating_add(1);
        line.tries
    }

    /// When the line, down at `now_ms`, is tried again.
    pub fn try_line_at(&self, until_ms: i64, now_ms: i64) {
        if let Some(line) = &mut self.state().line {
            (line.since_ms, line.until_ms) = (now_ms, until_ms);
        }
    }

    /// The endpoint took a call; its key when that call had tried a parked one, to be forgotten in the store. What had
    /// left before the park says nothing about it.
    pub fn went_through(&self, endpoint: &Endpoint, now_ms: i64) -> Option<&'static str> {
        let key = quota::key(endpoint);
        let mut state = self.state();
        let door = state.door(key, now_ms);
        door.pace.recover();
        door.parked.take_if(|parked| parked.trying).map(|_| key)
    }

    /// The endpoint's daily quota is used up; `true` when that is news.
    pub fn park(&self, key: &'static str, problem: Problem, until_ms: i64, now_ms: i64) -> bool {
        let mut state = self.state();
        let door = state.door(key, now_ms);
        let tries = door.parked.as_ref().map_or(0, |parked| parked.tries);
        let tries_now = tries.saturating_add(1);
        door.parked = Some(Down { since_ms: now_ms, until_ms, problem, tries: tries_now, trying: false });
        tries == 0
    }

    /// The endpoint said 'slower'; until when nothing goes there.
    pub fn slow_down(&self, endpoint: &Endpoint, now_ms: i64) -> i64 {
        let mut state = self.state();
        let door = state.door(quota::key(endpoint), now_ms);
        door.pace.slow_down(now_ms);
        door.pace.closed_until()
    }

    /// Staff want that kind tried at once, whatever was said before: one call may try.
    pub fn let_try(&self, kind: SubmissionKind, now_ms: i64) {
        let mut state = self.state();
        if let Some(line) = &mut state.line {
            line.until_ms = now_ms;
        }
        for key in endpoints(kind).iter().map(quota::key) {
            if let Some(parked) = &mut state.door(key, now_ms).parked {
                parked.until_ms = now_ms;
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics with the lock held; a poisoned one would still hold whole values.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn door(&mut self, key: &'static str, now_ms: i64) -> &mut Door {
        self.doors.entry(key).or_insert_with(|| Door { parked: None, pace: Pace::full(now_ms) })
    }
}

impl Door {
    fn is_open(&self, now_ms: i64) -> bool {
        let parked = self.parked.as_ref().is_some_and(|parked| parked.holds(now_ms));
        !parked && self.pace.clone().take(now_ms).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kaibo_domain::platform::endpoint::{GOODS_ADD, ROOM_CREATE};

    const ADD: Option<SubmissionKind> = Some(SubmissionKind::GoodsAdd);
    const ROOM: Option<SubmissionKind> = Some(SubmissionKind::RoomCreate);

    fn problem() -> Problem {
        Problem::new("platform.daily-quota")
    }

    #[test]
    fn one_call_tries_a_parked_endpoint_and_the_others_wait_for_its_answer() {
        let gate = Gate::default();
        assert!(gate.park(GOODS_ADD.path, problem(), 100, 0));
        assert_eq!(gate.went_through(&GOODS_ADD, 1), None, "it had left before");
        assert_eq!(gate.admit(ADD, 99), None);
        assert_eq!(gate.next_opening(50), Some(100));
        assert_eq!(gate.blocked(50), [SubmissionKind::GoodsAdd, SubmissionKind::GoodsResubmit]);
        assert!(gate.admit(ROOM, 50).is_some(), "other endpoints go on");
        let pass = gate.admit(ADD, 100).unwrap();
        assert_eq!(gate.admit(ADD, 101), None);
        assert!(!gate.park(GOODS_ADD.path, problem(), 200, 101), "the second time is no news");
        gate.ended(pass);
        assert_eq!(gate.admit(ADD, 150), None);
        let pass = gate.admit(ADD, 200).unwrap();
        assert_eq!(gate.went_through(&GOODS_ADD, 201), Some(GOODS_ADD.path));
        gate.ended(pass);
        assert!(gate.admit(ADD, 202).is_some() && gate.admit(ADD, 202).is_some());
    }

    #[test]
    fn what_was_let_through_stays_when_the_gate_shuts_before_it_left() {
        let gate = Gate::default();
        let pass = gate.admit(ADD, 1).unwrap();
        let stands = |pass: &Pass, now| gate.still_admits(ADD, pass, now);
        assert!(stands(&pass, 1));
        gate.set_paused(true);
        assert!(!stands(&pass, 2) && gate.still_admits(None, &Pass::default(), 2));
        gate.set_paused(false);
        gate.park(GOODS_ADD.path, problem(), 100, 3);
        assert!(!stands(&pass, 4) && gate.still_admits(Some(SubmissionKind::RoomCreate), &Pass::default(), 4));
        let trial = gate.admit(ADD, 100).unwrap();
        assert!(stands(&trial, 100), "the one that tries");
        assert!(!stands(&pass, 100), "while another tries");
        gate.line_is_down(Problem::new("platform.unreachable"));
        assert!(!stands(&trial, 101));
    }

    #[test]
    fn without_a_line_one_call_tries_for_everything() {
        let gate = Gate::default();
        assert_eq!(gate.line_is_down(Problem::new("platform.unreachable")), 1);
        gate.try_line_at(100, 1);
        assert_eq!((gate.admit(ADD, 99), gate.admit(None, 99)), (None, None));
        let pass = gate.admit(None, 100).unwrap();
        assert_eq!(gate.admit(ROOM, 100), None);
        assert_eq!(gate.held(SubmissionKind::RoomCreate, 100).unwrap().endpoint, None);
        assert_eq!(gate.line_is_down(Problem::new("platform.unreachable")), 2);
        gate.try_line_at(300, 100);
        gate.ended(pass);
        assert_eq!(gate.admit(None, 299), None);
        assert!(gate.line_is_up() && !gate.line_is_up());
        assert!(gate.admit(ADD, 299).is_some());
    }

    #[test]
    fn a_paused_outbox_lets_looks_through_and_nothing_else() {
        let gate = Gate::default();
        gate.set_paused(true);
        assert_eq!(gate.admit(ADD, 1), None);
        assert!(gate.admit(None, 1).is_some());
    }

    #[test]
    fn a_hand_opens_what_was_parked_for_one_call() {
        let gate = Gate::default();
        gate.park(GOODS_ADD.path, problem(), 1_000, 0);
        gate.let_try(SubmissionKind::GoodsAdd, 5);
        assert!(gate.admit(ADD, 5).is_some());
        assert_eq!(gate.admit(ADD, 5), None);
    }

    #[test]
    fn nothing_holds_longer_because_the_clock_was_turned_back() {
        let (gate, now) = (Gate::default(), 1_795_399_200_000);
        gate.park(GOODS_ADD.path, problem(), now + DAY_MS, now);
        gate.slow_down(&ROOM_CREATE, now);
        assert_eq!((gate.admit(ADD, now), gate.admit(ROOM, now)), (None, None));
        assert_eq!(gate.holds(now - DAY_MS), []);
        assert!(gate.admit(ADD, now - DAY_MS).is_some());
        gate.line_is_down(Problem::new("platform.unreachable"));
        gate.try_line_at(now + 1_000, now);
        assert!(gate.is_line_down(now) && !gate.is_line_down(now - 1));
    }

    #[test]
    fn an_endpoint_that_said_slower_is_left_alone_for_a_minute() {
        let gate = Gate::default();
        assert_eq!(gate.slow_down(&ROOM_CREATE, 1_000), 61_000);
        assert_eq!((gate.admit(ROOM, 60_999), gate.next_opening(1_000)), (None, Some(61_000)));
        assert_eq!(gate.held(SubmissionKind::RoomCreate, 2_000).unwrap().until_ms, 61_000);
        assert!(gate.admit(ROOM, 61_100).is_some());
    }
}
