//! What is told of a closed gate: what holds back and why, what staff see of a submission behind it, when it opens.
//!
//! Invariant: reads only.

use super::{Gate, endpoints};
use crate::{outbox::PAUSED, view::Problem};
use kaibo_domain::{outbox::SubmissionState, quota};
use kaibo_store::submissions::{SubmissionKind, SubmissionRow};

/// What holds a call back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Held {
    /// The quota key of the endpoint; `None` for everything.
    pub endpoint: Option<&'static str>,
    /// Why.
    pub problem: Problem,
    /// Until when.
    pub until_ms: i64,
}

impl Gate {
    /// Why a queued submission of that kind does not leave at `now_ms`.
    pub fn held(&self, kind: SubmissionKind, now_ms: i64) -> Option<Held> {
        let keys: Vec<_> = endpoints(kind).iter().map(quota::key).collect();
        let holds = self.holds(now_ms);
        holds.into_iter().find(|held| held.endpoint.is_none_or(|endpoint| keys.contains(&endpoint)))
    }

    /// A submission as staff are to see it: one that is queued behind a hold or a pause waits for that.
    pub fn as_shown(&self, mut row: SubmissionRow, now_ms: i64) -> SubmissionRow {
        if row.state != SubmissionState::Queued {
            return row;
        }
        let (cause, until_ms) = match self.held(row.kind, now_ms) {
            _ if self.is_paused() => (PAUSED.to_owned(), None),
            Some(held) => (held.problem.code, Some(held.until_ms)),
            None => return row,
        };
        row.state = SubmissionState::Waiting;
        (row.cause, row.waiting_until_ms) = (Some(cause), until_ms);
        row
    }

    /// Everything that holds something back at `now_ms`, the line first.
    pub fn holds(&self, now_ms: i64) -> Vec<Held> {
        let state = self.state();
        let line = state.line.as_ref().map(|line| (None, line));
        let parked = state.doors.iter().filter_map(|(key, door)| Some((Some(*key), door.parked.as_ref()?)));
        let mut holds: Vec<_> = line
            .into_iter()
            .chain(parked)
            .filter(|(_, down)| down.holds(now_ms))
            .map(|(endpoint, down)| Held { endpoint, problem: down.problem.clone(), until_ms: down.until_ms })
            .collect();
        let slow = state.doors.iter().filter(|(_, door)| door.pace.is_closed(now_ms));
        holds.extend(slow.map(|(key, door)| {
            let until_ms = door.pace.closed_until();
            let problem = Problem::new("platform.minute-quota").with("at", until_ms).retry_at(until_ms);
            Held { endpoint: Some(key), problem, until_ms }
        }));
        holds
    }

    /// The next moment after `now_ms` at which something may leave that cannot leave now.
    pub fn next_opening(&self, now_ms: i64) -> Option<i64> {
        let state = self.state();
        let line = state.line.as_ref().map(|line| line.until_ms);
        let doors = state.doors.values().flat_map(|door| {
            let parked = door.parked.as_ref().map(|parked| parked.until_ms);
            [parked, door.pace.clone().take(now_ms).err()].into_iter().flatten()
        });
        line.into_iter().chain(doors).filter(|at| *at > now_ms).min()
    }
}
