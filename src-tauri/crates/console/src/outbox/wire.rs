//! The wire: a bounded number of calls at a time. The gate is asked twice: for leave, before an attempt is written down, and
//! on the wire, whether the leave still stands.
//!
//! Preparing, beginning and writing down go on beside the calls, so that the wire is never idle for want of a flush; and
//! because the gate is asked last, what was parked meanwhile is not called.

use crate::{Console, outbox::gate::Pass};
use kaibo_store::submissions::SubmissionKind;
use tokio::sync::SemaphorePermit;

/// Calls on their way at the same time.
pub(crate) const CALLS: usize = 8;

/// The gate's leave to make one call, given back when dropped.
pub(crate) struct Leave<'a> {
    console: &'a Console,
    kind: Option<SubmissionKind>,
    pass: Pass,
}

/// One call on its way; what it was let through for is given back when dropped.
pub(crate) struct Wire<'a> {
    _leave: Leave<'a>,
    _permit: SemaphorePermit<'a>,
}

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        self.console.inner.gate.ended(std::mem::take(&mut self.pass));
    }
}

impl Console {
    /// Asks the gate for a call of that kind, or a mere look; `None` when it is shut.
    pub(crate) fn leave(&self, kind: Option<SubmissionKind>) -> Option<Leave<'_>> {
        let pass = self.inner.gate.admit(kind, self.now())?;
        Some(Leave { console: self, kind, pass })
    }

    /// Waits for the wire; `None` when the gate was shut meanwhile.
    pub(crate) async fn wire<'a>(&'a self, leave: Leave<'a>) -> Option<Wire<'a>> {
        // Never closed.
        let permit = self.inner.wire.acquire().await.ok()?;
        let stands = self.inner.gate.still_admits(leave.kind, &leave.pass, self.now());
        stands.then_some(Wire { _leave: leave, _permit: permit })
    }

    /// Both in one, for a call that needs no attempt.
    pub(crate) async fn wire_for_look(&self) -> Option<Wire<'_>> {
        let leave = self.leave(None)?;
        self.wire(leave).await
    }
}
