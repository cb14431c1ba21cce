//! The life of a submission: what may follow what. The engine in `console` moves rows only along these lines.
//!
//! `queued → sending → accepted | rejected | waiting | unknown`, `unknown → accepted | queued` (after looking on the
//! platform), `waiting → queued`. A row found `sending` at start-up becomes `unknown`, never `queued`.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Where a submission stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum SubmissionState {
    /// To be sent.
    Queued,
    /// An attempt is on its way; its row was durable before the first byte left.
    Sending,
    /// The platform has it.
    Accepted,
    /// The platform said no; staff must change something.
    Rejected,
    /// Waits for a time or a cause outside: no network, a used-up quota.
    Waiting,
    /// May or may not have been executed: look before sending again.
    Unknown,
}

/// What happened to a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmissionEvent {
    /// An attempt begins.
    Begin,
    /// The platform took it.
    Accept,
    /// The platform refused it.
    Reject,
    /// It was certainly not executed, try later.
    Postpone,
    /// The reply was lost, or the process ended with the attempt open.
    LoseReply,
    /// Looked on the platform: it is there.
    FoundThere,
    /// Looked on the platform: it is not there.
    NotFoundThere,
    /// The wait is over.
    Resume,
    /// The data were put back to an earlier moment: it may have left since.
    PutBack,
}

impl SubmissionState {
    /// The state as it stands in the database.
    pub const fn name(self) -> &'static str {
        match self {
            SubmissionState::Queued => "queued",
            SubmissionState::Sending => "sending",
            SubmissionState::Accepted => "accepted",
            SubmissionState::Rejected => "rejected",
            SubmissionState::Waiting => "waiting",
            SubmissionState::Unknown => "unknown",
        }
    }

    /// All states.
    pub const ALL: [SubmissionState; 6] = [
        SubmissionState::Queued,
        SubmissionState::Sending,
        SubmissionState::Accepted,
        SubmissionState::Rejected,
        SubmissionState::Waiting,
        SubmissionState::Unknown,
    ];

    /// The state of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The state after `event`, or `None` where the event cannot happen.
    pub const fn after(self, event: SubmissionEvent) -> Option<SubmissionState> {
        use SubmissionEvent as E;
        use SubmissionState as S;
        match (self, event) {
            (S::Queued, E::Begin) => Some(S::Sending),
            (S::Sending, E::Accept) => Some(S::Accepted),
            (S::Sending, E::Reject) => Some(S::Rejected),
            (S::Sending, E::Postpone) => Some(S::Waiting),
            (S::Sending, E::LoseReply) => Some(S::Unknown),
            (S::Unknown, E::FoundThere) => Some(S::Accepted),
            (S::Unknown, E::NotFoundThere) => Some(S::Queued),
            // Queued but certainly not sendable: the draft broke a rule meanwhile, or there is no network.
            (S::Queued, E::Reject) => Some(S::Rejected),
            (S::Queued, E::Postpone) => Some(S::Waiting),
            (S::Waiting, E::Resume) => Some(S::Queued),
            (S::Queued | S::Waiting | S::Sending, E::PutBack) => Some(S::Unknown),
            _ => None,
        }
    }

    /// Whether nothing more will happen by itself.
    pub const fn is_settled(self) -> bool {
        matches!(self, SubmissionState::Accepted | SubmissionState::Rejected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EVENTS: [SubmissionEvent; 9] = [
        SubmissionEvent::Begin,
        SubmissionEvent::Accept,
        SubmissionEvent::Reject,
        SubmissionEvent::Postpone,
        SubmissionEvent::LoseReply,
        SubmissionEvent::FoundThere,
        SubmissionEvent::NotFoundThere,
        SubmissionEvent::Resume,
        SubmissionEvent::PutBack,
    ];

    #[test]
    fn settled_states_stay() {
        for event in EVENTS {
            assert_eq!(SubmissionState::Accepted.after(event), None);
            assert_eq!(SubmissionState::Rejected.after(event), None);
        }
    }

    #[test]
    fn an_unknown_outcome_is_never_sent_again_without_looking() {
        let out: Vec<_> = EVENTS.into_iter().filter(|event| SubmissionState::Unknown.after(*event).is_some()).collect();
        assert_eq!(out, [SubmissionEvent::FoundThere, SubmissionEvent::NotFoundThere]);
    }

    #[test]
    fn names_read_back() {
        for state in SubmissionState::ALL {
            assert_eq!(SubmissionState::from_name(state.name()), Some(state));
        }
    }

    proptest! {
        /// Whatever happens in whatever order, two attempts are never open at once without a look between a lost
        /// reply and the next attempt.
        #[test]
        fn between_two_attempts_lies_a_certain_no(steps in proptest::collection::vec(0usize..9, 0..60)) {
            let mut state = SubmissionState::Queued;
            let mut in_doubt = false;
            for step in steps {
                let event = EVENTS[step];
                let Some(next) = state.after(event) else { continue };
                match event {
                    SubmissionEvent::Begin => prop_assert!(!in_doubt),
                    SubmissionEvent::LoseReply | SubmissionEvent::PutBack => in_doubt = true,
                    SubmissionEvent::NotFoundThere | SubmissionEvent::FoundThere => in_doubt = false,
                    _ => {}
                }
                state = next;
            }
        }
    }
}
