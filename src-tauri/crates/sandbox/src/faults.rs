//! Faults on demand: armed for an endpoint and a number of calls, used up one call at a time.
//!
//! Invariant: faults change what the caller sees, never what an executed call does.

use kaibo_domain::platform::endpoint::Endpoint;
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The call waits that many milliseconds before it is executed; combines with another fault.
    LatencyMs(u64),
    /// Not executed; the connection is closed without a reply.
    DropBefore,
    /// Executed; the connection is closed without a reply.
    DropAfter,
    /// Executed; the reply says -1 all the same.
    MinusOneAfter,
    /// Not executed; HTTP 503 with a page, as in an outage.
    #[serde(rename = "http_503", alias = "http503")]
    Http503,
    /// Executed; the connection is closed in the middle of the reply's body.
    Truncated,
    /// Executed; the reply is a page, not JSON.
    Malformed,
    /// Not executed; every token given so far is retired and the reply says 40001.
    TokenInvalid,
    /// Not executed; 45009.
    QuotaDaily,
    /// Not executed; 45011.
    QuotaMinute,
    /// Not executed; that errcode, with the platform's text where it is known.
    Errcode(i64),
}

/// A fault armed for an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The endpoint's path, or `*` for every endpoint.
    pub endpoint: String,
    /// What goes wrong.
    pub kind: FaultKind,
    /// For how many calls still.
    pub times: u32,
}

/// All armed faults of one sandbox.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Vec<Fault>>);

/// The faults of one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Milliseconds to wait first.
    pub(crate) latency_ms: u64,
    /// What else goes wrong.
    pub(crate) kind: Option<FaultKind>,
}

impl Faults {
    /// Arms `kind` for the next `times` calls of `endpoint` (a path, or `*`).
    pub fn arm(&self, endpoint: &str, kind: FaultKind, times: u32) {
        self.locked().push(Fault { endpoint: endpoint.to_owned(), kind, times });
    }

    /// Disarms everything.
    pub fn clear(&self) {
        self.locked().clear();
    }

    /// What is still armed.
    pub fn armed(&self) -> Vec<Fault> {
        self.locked().clone()
    }

    /// Uses up the faults of one call: the first latency and the first of any other kind.
    pub(crate) fn take(&self, endpoint: &Endpoint) -> Taken {
        let mut faults = self.locked();
        let mut taken = Taken::default();
        for fault in faults.iter_mut().filter(|fault| fault.endpoint == "*" || endpoint.has_path(&fault.endpoint)) {
            match fault.kind {
                FaultKind::LatencyMs(ms) if taken.latency_ms == 0 => taken.latency_ms = ms,
                FaultKind::LatencyMs(_) => continue,
                kind if taken.kind.is_none() => taken.kind = Some(kind),
                _ => continue,
            }
            fault.times = fault.times.saturating_sub(1);
        }
        faults.retain(|fault| fault.times > 0);
        taken
    }

    fn locked(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kaibo_domain::platform::endpoint::{MEDIA_GET, TOKEN};

    #[test]
    fn a_fault_is_used_up_call_by_call() {
        let faults = Faults::default();
        faults.arm(TOKEN.path, FaultKind::DropAfter, 2);
        faults.arm("*", FaultKind::LatencyMs(5), 1);
        assert_eq!(faults.take(&MEDIA_GET), Taken { latency_ms: 5, kind: None });
        assert_eq!(faults.take(&TOKEN), Taken { latency_ms: 0, kind: Some(FaultKind::DropAfter) });
        assert_eq!(faults.take(&TOKEN).kind, Some(FaultKind::DropAfter));
        assert_eq!(faults.take(&TOKEN), Taken::default());
        assert!(faults.armed().is_empty());
    }
}
