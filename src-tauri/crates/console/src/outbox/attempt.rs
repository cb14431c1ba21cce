//! Tries: durable before the first byte leaves, ended with what came of them.

use crate::{
    Console,
    outbox::{
        advance,
        hold::{self, Hold, Scope},
        kinds::endpoints,
    },
    problem::of_errcode,
    verification::{self, Told},
    view::{NoticeKind, Problem},
};
use kaibo_domain::{
    AttemptId,
    chance::Chance,
    outbox::{SubmissionEvent, SubmissionState},
    platform::{endpoint::Endpoint, errcode},
    quota,
    time::{next_beijing_midnight, next_hour},
};
use kaibo_store::{
    StoreError, Transaction,
    attempts::{self, AttemptOutcome, AttemptRow, Ending},
    quotas::{self, ParkedRow},
    submissions::{self, Lease, Remark, SubmissionRow},
};
use kaibo_wechat::CallError;
use std::sync::PoisonError;
use uuid::Uuid;

/// How long an answer is awaited: two calls in a row, each once more with a new token, 30 s each, after as long a wait for
/// the wire, and a margin. Later, be it because the machine slept, nobody knows what became of the call.
const LEASE_MS: i64 = 270_000;

impl Console {
    /// Writes the attempt, counts the call and moves the row to `sending`, durably, before the first byte leaves.
    pub(crate) async fn begin_attempt(
        &self,
        mut row: SubmissionRow,
        request_hash: String,
    ) -> Result<Option<(SubmissionRow, AttemptId)>, Problem> {
        let (now, id) = (self.now(), AttemptId::from_uuid(Uuid::now_v7()));
        let lease = Lease { owner: self.inner.run.clone(), until_ms: now + LEASE_MS };
        let shop = self.inner.shop.id;
        let begun = self
            .write(move |tx| {
                let begun = is_queued(tx, &mut row, now)?
                    && submissions::begin(tx, row.id, row.version, &lease, &request_hash, now)?;
                if !begun {
                    return Ok(None);
                }
                row.tries += 1;
                let attempt = AttemptRow {
                    id,
                    submission_id: row.id,
                    started_ms: now,
                    ended_ms: None,
                    outcome: None,
                    request_hash,
                    errcode: None,
                    rid: None,
                };
                attempts::insert(tx, &attempt)?;
                let mut nearly = None;
                if let Some(key) = endpoints(row.kind).first().map(quota::key) {
                    let used = quotas::count(tx, shop, key, 1, (now, next_beijing_midnight(now)))?;
                    nearly = quota::daily(key).filter(|daily| quota::nearly_used_by(used, *daily)).map(|_| key);
                }
                Ok(Some((row, id, nearly)))
            })
            .await?;
        Ok(match begun {
            Some((row, id, nearly)) => {
                if let Some(key) = nearly {
                    self.tell_of_quota(NoticeKind::QuotaNearlyUsed, key).await;
                }
                Some((row, id))
            }
            None => None,
        })
    }

    /// Takes an attempt back of which nothing left, because the gate was shut meanwhile: the row stands in the line as it
    /// did, and no call is counted.
    pub(crate) async fn withhold(&self, row: SubmissionRow, attempt: AttemptId) -> Result<(), Problem> {
        let (now, shop) = (self.now(), self.inner.shop.id);
        self.write(move |tx| {
            let Some(mut row) = submissions::get(tx, row.id)?.filter(|row| row.state == SubmissionState::Sending)
            else {
                return Ok(());
            };
            let forgiven = Remark { forgiven: true, ..Remark::default() };
            if advance(tx, &mut row, SubmissionEvent::Postpone, &forgiven, now)?
                && advance(tx, &mut row, SubmissionEvent::Resume, &forgiven, now)?
            {
                attempts::remove(tx, attempt)?;
                if let Some(key) = endpoints(row.kind).first().map(quota::key) {
                    quotas::uncount(tx, shop, key)?;
                }
            }
            Ok(())
        })
        .await
    }

    /// Notes a 'no' or a 'nobody knows' of an attempt; a row that was given up meanwhile stays where it is.
    pub(crate) async fn end_attempt(
        &self,
        row: SubmissionRow,
        attempt: AttemptId,
        (endpoint, error): (Endpoint, CallError),
    ) -> Result<(), Problem> {
        let until = self.note_failure(&endpoint, &error).await?;
        let (now, patience, id) = (self.now(), self.patience(), row.id);
        let ending = Ending {
            outcome: match error {
                CallError::Rejected { .. } => AttemptOutcome::Rejected,
                CallError::NotSent { .. } => AttemptOutcome::NotSent,
                CallError::Unknown { .. } => AttemptOutcome::Unknown,
            },
            errcode: error.errcode(),
            rid: error.rid().map(str::to_owned),
        };
        let hold = hold::of_failure(&error, &row, until, patience, now);
        let refused = matches!(hold, Hold::Never(_)).then(|| row.clone());
        let unverified = error.errcode().is_some_and(errcode::is_unverified_anchor);
        let code_url = match error {
            CallError::Rejected { qrcode_url, .. } => qrcode_url,
            _ => None,
        };
        let has_code = code_url.is_some();
        self.write(move |tx| {
            attempts::finish(tx, attempt, &ending, now)?;
            let (event, remark) = match hold {
                Hold::Later(remark) => (SubmissionEvent::Postpone, remark),
                Hold::Never(remark) => (SubmissionEvent::Reject, remark),
                Hold::Look(remark) => (SubmissionEvent::LoseReply, remark),
            };
            match submissions::get(tx, row.id)? {
                Some(mut row) if row.state == SubmissionState::Sending => advance(tx, &mut row, event, &remark, now)?,
                _ => false,
            };
            if unverified && let Some(row) = submissions::get(tx, id)? {
                verification::note(tx, &row, Told::Unverified(code_url.as_deref()), now)?;
            }
            code_url.iter().try_for_each(|code_url| submissions::set_code_url(tx, id, code_url))
        })
        .await?;
        if has_code {
            self.inner.wake_codes.notify_one();
        }
        refused.into_iter().for_each(|row| self.note_refusal(row));
        Ok(())
    }

    /// Holds a queued row back before anything was sent.
    pub(crate) async fn hold(&self, mut row: SubmissionRow, hold: Hold) -> Result<(), Problem> {
        let now = self.now();
        let refused = matches!(hold, Hold::Never(_)).then(|| row.clone());
        self.write(move |tx| {
            let (event, remark) = match hold {
                Hold::Later(remark) | Hold::Look(remark) => (SubmissionEvent::Postpone, remark),
                Hold::Never(remark) => (SubmissionEvent::Reject, remark),
            };
            if is_queued(tx, &mut row, now)? {
                advance(tx, &mut row, event, &remark, now)?;
            }
            Ok(())
        })
        .await?;
        refused.into_iter().for_each(|row| self.note_refusal(row));
        Ok(())
    }

    /// Draws what the failure says of the way: the line is down, the endpoint is parked or slowed down. Says until when,
    /// where the way is the reason.
    pub(crate) async fn note_failure(&self, endpoint: &Endpoint, error: &CallError) -> Result<Option<i64>, Problem> {
        let (now, gate) = (self.now(), &self.inner.gate);
        let scope = hold::scope(error);
        if scope != Scope::Line {
            self.note_line(true);
        }
        Ok(match scope {
            Scope::Alone => None,
            Scope::Line => {
                let tries = gate.line_is_down(hold::line_problem(error, now));
                let until = now + hold::line_wait_ms(tries, self.patience(), &mut self.chance());
                gate.try_line_at(until, now);
                self.note_line(false);
                Some(until)
            }
            Scope::Minute => Some(gate.slow_down(endpoint, now)),
            Scope::Day | Scope::Hour => {
                let until = if scope == Scope::Hour { next_hour(now) } else { quota::park_until(now) };
                let key = quota::key(endpoint);
                let errcode = error.errcode().unwrap_or_default();
                let problem = of_errcode(errcode, "", now).with("at", until).retry_at(until);
                let is_news = gate.park(key, problem, until, now);
                let (shop, parked) =
                    (self.inner.shop.id, ParkedRow { endpoint: key.to_owned(), until_ms: until, errcode });
                self.write(move |tx| quotas::park(tx, shop, &parked)).await?;
                // Of an hour nobody needs to be told: it goes on before they would look.
                if is_news && scope == Scope::Day {
                    self.tell_of_quota(NoticeKind::QuotaUsedUp, key).await;
                }
                Some(until)
            }
        })
    }

    /// Notes that a call went through: the way is open.
    pub(crate) async fn note_success(&self, endpoint: &Endpoint) -> Result<(), Problem> {
        self.note_line(true);
        if let Some(key) = self.inner.gate.went_through(endpoint, self.now()) {
            let shop = self.inner.shop.id;
            self.write(move |tx| quotas::unpark(tx, shop, key)).await?;
        }
        Ok(())
    }

    /// Counts calls that were made beside the outbox.
    pub(crate) async fn count_calls(&self, endpoint: &Endpoint, calls: u32) -> Result<(), Problem> {
        let (shop, now, key) = (self.inner.shop.id, self.now(), quota::key(endpoint));
        self.write(move |tx| quotas::count(tx, shop, key, calls, (now, next_beijing_midnight(now))).map(|_| ())).await
    }

    /// What is left to chance.
    pub(crate) fn chance(&self) -> std::sync::MutexGuard<'_, Chance> {
        self.inner.chance.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn patience(&self) -> hold::Patience {
        if self.is_practice() { hold::Patience::PRACTICE } else { hold::Patience::REAL }
    }

    /// Notes whether there is a line, and tells the interface and the engine when that is news.
    pub(crate) fn note_line(&self, up: bool) {
        if up && self.inner.gate.line_is_up() {
            self.inner.wake.notify_one();
            self.inner.wake_sync.notify_one();
        }
        if self.inner.link.note(up) {
            self.changed(crate::view::Topic::App, Vec::new());
            self.changed(crate::view::Topic::Sync, Vec::new());
        }
    }
}

/// Ends a wait; `false` when somebody else moved the row.
fn is_queued(tx: &Transaction, row: &mut SubmissionRow, now_ms: i64) -> Result<bool, StoreError> {
    match row.state {
        SubmissionState::Waiting => advance(tx, row, SubmissionEvent::Resume, &Remark::default(), now_ms),
        state => Ok(state == SubmissionState::Queued),
    }
}
