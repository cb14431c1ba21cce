//! The wire: a bounded number of calls at a time, each let through by the gate at the last moment.
//!
//! Preparing and writing down go on beside the calls, so that the wire is never idle for want of a flush; and because the
//! gate is asked last, what was parked meanwhile is not called.

use crate::{Console, outbox::gate::Pass};
use kaibo_store::submissions::SubmissionKind;
use tokio::sync::SemaphorePermit;

/// Calls on their way at the same time.
pub(crate) const CALLS: usize = 8;

/// The right to make one call, given back when dropped.
pub(crate) struct Wire<'a> {
    console: &'a Console,
    pass: Pass,
    _permit: SemaphorePermit<'a>,
}

impl Drop for Wire<'_> {
    fn drop(&mut self) {
        self.console.inner.gate.ended(std::mem::take(&mut self.pass));
    }
}

impl Console {
    /// Waits for the wire, for a call of that kind or a mere look; `None` when the gate is shut by then.
    pub(crate) async fn wire(&self, kind: Option<SubmissionKind>) -> Option<Wire<'_>> {
        // Never closed.
        let permit = self.inner.wire.acquire().await.ok()?;
        let pass = self.inner.gate.admit(kind, self.now())?;
        Some(Wire { console: self, pass, _permit: permit })
    }
}
