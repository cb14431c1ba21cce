//! The outbox: what was submitted, moved along `domain::outbox` only, each move by compare-and-set.

use crate::{
    Console,
    problem::of_errcode,
    send::Hold,
    view::{Problem, Topic},
};
use kaibo_domain::{
    AttemptId, ShopId, SubmissionId,
    outbox::{SubmissionEvent, SubmissionState},
};
use kaibo_store::{
    StoreError, Transaction,
    attempts::{self, AttemptOutcome, AttemptRow},
    submissions::{self, ObjectKind, Remark, SubmissionKind, SubmissionRow},
};
use kaibo_wechat::CallError;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Objects carried at the same time.
const PARALLEL: usize = 4;
/// Cause of a submission that staff took back.
pub(crate) const CANCELLED: &str = "cancelled";
/// How long after a lost reply the platform is looked at: a call still on its way must have had time to arrive.
const LOOK_AFTER_PRACTICE_MS: i64 = 800;
const LOOK_AFTER_REAL_MS: i64 = 5_000;

/// Puts a submission behind all others of its object, to be sent at once.
pub(crate) fn enqueue(
    tx: &Transaction,
    shop_id: ShopId,
    kind: SubmissionKind,
    object: (ObjectKind, String),
    revision: u32,
    now_ms: i64,
) -> Result<(), StoreError> {
    insert(tx, shop_id, kind, object, revision, (now_ms, None))
}

/// The same, not to be sent before `until_ms`: what can be undone until then.
pub(crate) fn enqueue_at(
    tx: &Transaction,
    shop_id: ShopId,
    kind: SubmissionKind,
    object: (ObjectKind, String),
    revision: u32,
    (now_ms, until_ms): (i64, i64),
) -> Result<(), StoreError> {
    insert(tx, shop_id, kind, object, revision, (now_ms, Some(until_ms)))
}

fn insert(
    tx: &Transaction,
    shop_id: ShopId,
    kind: SubmissionKind,
    (object_kind, object_id): (ObjectKind, String),
    revision: u32,
    (now_ms, waiting_until_ms): (i64, Option<i64>),
) -> Result<(), StoreError> {
    let row = SubmissionRow {
        id: SubmissionId::from_uuid(Uuid::now_v7()),
        shop_id,
        kind,
        object_kind,
        object_id,
        revision,
        state: if waiting_until_ms.is_some() { SubmissionState::Waiting } else { SubmissionState::Queued },
        request_hash: String::new(),
        waiting_until_ms,
        cause: None,
        errcode: None,
        errmsg: None,
        rid: None,
        payload: None,
        created_ms: now_ms,
        updated_ms: now_ms,
        version: 1,
    };
    submissions::insert(tx, &row)
}

/// Moves a row along the state machine and keeps `row` current; `false` when somebody else moved it.
pub(crate) fn advance(
    tx: &Transaction,
    row: &mut SubmissionRow,
    event: SubmissionEvent,
    remark: &Remark,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let Some(to) = row.state.after(event) else {
        tracing::error!(state = row.state.name(), ?event, "a submission was to move where it cannot");
        return Ok(false);
    };
    let moved = submissions::transition(tx, row.id, row.version, (row.state, to), remark, now_ms)?;
    if moved {
        row.state = to;
        row.version += 1;
    }
    Ok(moved)
}

/// What stands in the way of a submission, in words for staff.
pub(crate) fn problem_of(row: &SubmissionRow, now_ms: i64) -> Option<Problem> {
    let problem = match (row.errcode, &row.cause) {
        (Some(errcode), _) => of_errcode(errcode, row.errmsg.as_deref().unwrap_or_default(), now_ms),
        (None, Some(cause)) if cause != CANCELLED => Problem::new(cause),
        _ => return None,
    };
    Some(match row.waiting_until_ms {
        Some(until) if row.state == SubmissionState::Waiting => problem.with("at", until).retry_at(until),
        _ => problem,
    })
}

impl Console {
    pub(crate) fn is_practice(&self) -> bool {
        self.inner.shop.kind == kaibo_store::shops::ShopKind::Practice
    }

    /// At start-up, before anything is sent: an attempt that was open when the process ended has an unknown outcome.
    pub(crate) async fn outbox_recover(&self) -> Result<(), Problem> {
        let now = self.now();
        self.write(move |tx| {
            for mut row in submissions::interrupted(tx)? {
                for attempt in attempts::list(tx, row.id)?.into_iter().filter(|attempt| attempt.ended_ms.is_none()) {
                    attempts::finish(tx, attempt.id, AttemptOutcome::Unknown, now)?;
                }
                advance(tx, &mut row, SubmissionEvent::LoseReply, &Remark::default(), now)?;
            }
            Ok(())
        })
        .await
    }

    /// When the next wait or look is due; now, if something is due already.
    pub(crate) async fn outbox_next_due(&self) -> Result<Option<i64>, Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        self.read(move |db| {
            if !submissions::list_due(db, shop, now)?.is_empty() {
                return Ok(Some(now));
            }
            let looks = submissions::list_by_state(db, shop, SubmissionState::Unknown)?;
            let look = looks.iter().map(|row| row.waiting_until_ms.unwrap_or(now)).min();
            Ok(submissions::earliest_wait(db, shop)?.into_iter().chain(look).min())
        })
        .await
    }

    /// Carries everything that is due, a few objects at a time, until nothing is due or nothing moves.
    pub(crate) async fn outbox_carry(&self) -> Result<(), Problem> {
        loop {
            let (shop, now) = (self.inner.shop.id, self.now());
            let due = self
                .read(move |db| {
                    let mut due = submissions::list_due(db, shop, now)?;
                    let looks = submissions::list_by_state(db, shop, SubmissionState::Unknown)?;
                    due.extend(looks.into_iter().filter(|row| row.waiting_until_ms.is_none_or(|at| at <= now)));
                    Ok(due)
                })
                .await?;
            let mut moved = false;
            for batch in due.chunks(PARALLEL) {
                let mut running = JoinSet::new();
                for row in batch.iter().cloned() {
                    let console = self.clone();
                    running.spawn(async move { console.work(row).await });
                }
                while let Some(ended) = running.join_next().await {
                    match ended {
                        Ok(Ok(())) => moved = true,
                        Ok(Err(problem)) => tracing::warn!(code = problem.code, "a submission did not move"),
                        Err(error) => tracing::error!(%error, "carrying a submission failed"),
                    }
                }
            }
            if !moved {
                return Ok(());
            }
        }
    }

    async fn work(&self, row: SubmissionRow) -> Result<(), Problem> {
        let (object_kind, object_id) = (row.object_kind, row.object_id.clone());
        let worked = match row.state {
            SubmissionState::Unknown => self.reconcile(row).await,
            SubmissionState::Waiting => match self.resume(row).await? {
                Some(row) => self.send(row).await,
                None => Ok(()),
            },
            _ => self.send(row).await,
        };
        self.changed_object(object_kind, object_id);
        worked
    }

    /// Tells the interface about an object and the outbox.
    pub(crate) fn changed_object(&self, object_kind: ObjectKind, object_id: String) {
        let topic = match object_kind {
            ObjectKind::Goods => Topic::Goods,
            ObjectKind::Room => Topic::Rooms,
        };
        self.changed(topic, vec![object_id]);
        self.changed(Topic::Outbox, Vec::new());
    }

    async fn resume(&self, mut row: SubmissionRow) -> Result<Option<SubmissionRow>, Problem> {
        let now = self.now();
        self.write(move |tx| {
            let moved = advance(tx, &mut row, SubmissionEvent::Resume, &Remark::default(), now)?;
            Ok(moved.then_some(row))
        })
        .await
    }

    /// Writes the attempt and moves the row to `sending`, durably, before the first byte leaves.
    pub(crate) async fn begin_attempt(
        &self,
        mut row: SubmissionRow,
        request_hash: String,
    ) -> Result<Option<(SubmissionRow, AttemptId)>, Problem> {
        let (now, id) = (self.now(), AttemptId::from_uuid(Uuid::now_v7()));
        self.write(move |tx| {
            if !advance(tx, &mut row, SubmissionEvent::Begin, &Remark::default(), now)? {
                return Ok(None);
            }
            let attempt =
                AttemptRow { id, submission_id: row.id, started_ms: now, ended_ms: None, outcome: None, request_hash };
            attempts::insert(tx, &attempt)?;
            Ok(Some((row, id)))
        })
        .await
    }

    /// Notes a 'no' or a 'nobody knows' of an attempt.
    pub(crate) async fn end_attempt(
        &self,
        mut row: SubmissionRow,
        attempt: AttemptId,
        error: CallError,
    ) -> Result<(), Problem> {
        let (now, practice) = (self.now(), self.is_practice());
        self.write(move |tx| {
            let tries = attempts::list(tx, row.id)?.len();
            let (event, outcome, remark) = match Hold::of(&error, tries, practice, now) {
                Some(Hold::Later(remark)) => (SubmissionEvent::Postpone, outcome_of(&error), remark),
                Some(Hold::Never(remark)) => (SubmissionEvent::Reject, outcome_of(&error), remark),
                None => {
                    let after = if practice { LOOK_AFTER_PRACTICE_MS } else { LOOK_AFTER_REAL_MS };
                    let remark = Remark {
                        waiting_until_ms: Some(now + after),
                        cause: Some("platform.unknown-outcome".into()),
                        ..Remark::default()
                    };
                    (SubmissionEvent::LoseReply, AttemptOutcome::Unknown, remark)
                }
            };
            attempts::finish(tx, attempt, outcome, now)?;
            advance(tx, &mut row, event, &remark, now)?;
            Ok(())
        })
        .await
    }

    /// Holds a queued row back before anything was sent.
    pub(crate) async fn hold(&self, mut row: SubmissionRow, hold: Hold) -> Result<(), Problem> {
        let now = self.now();
        self.write(move |tx| {
            let (event, remark) = match hold {
                Hold::Later(remark) => (SubmissionEvent::Postpone, remark),
                Hold::Never(remark) => (SubmissionEvent::Reject, remark),
            };
            advance(tx, &mut row, event, &remark, now)?;
            Ok(())
        })
        .await
    }

    /// Sends a waiting submission at once, or submits a refused one's object again.
    pub async fn outbox_retry(&self, id: SubmissionId) -> Result<(), Problem> {
        let now = self.now();
        let done = self
            .write(move |tx| {
                let Some(mut row) = submissions::get(tx, id)? else { return Ok(None) };
                let moved = match row.state {
                    SubmissionState::Waiting => {
                        advance(tx, &mut row, SubmissionEvent::Resume, &Remark::default(), now)?
                    }
                    SubmissionState::Rejected => {
                        let object = (row.object_kind, row.object_id.clone());
                        enqueue(tx, row.shop_id, row.kind, object, row.revision, now)?;
                        true
                    }
                    _ => false,
                };
                Ok(moved.then_some(row))
            })
            .await?;
        let row = done.ok_or_else(|| Problem::new("outbox.cannot-retry"))?;
        self.changed_object(row.object_kind, row.object_id);
        self.inner.wake.notify_one();
        Ok(())
    }

    /// Takes back what has certainly not been sent.
    pub async fn outbox_cancel(&self, id: SubmissionId) -> Result<(), Problem> {
        let now = self.now();
        let done = self
            .write(move |tx| {
                let Some(mut row) = submissions::get(tx, id)? else { return Ok(None) };
                Ok(cancel(tx, &mut row, now)?.then_some(row))
            })
            .await?;
        let row = done.ok_or_else(|| Problem::new("outbox.cannot-cancel"))?;
        self.changed_object(row.object_kind, row.object_id);
        Ok(())
    }
}

/// Takes a queued or waiting row back; `false` when it has been sent.
pub(crate) fn cancel(tx: &Transaction, row: &mut SubmissionRow, now_ms: i64) -> Result<bool, StoreError> {
    let remark = Remark { cause: Some(CANCELLED.into()), ..Remark::default() };
    if row.state == SubmissionState::Waiting && !advance(tx, row, SubmissionEvent::Resume, &Remark::default(), now_ms)?
    {
        return Ok(false);
    }
    if row.state != SubmissionState::Queued {
        return Ok(false);
    }
    advance(tx, row, SubmissionEvent::Reject, &remark, now_ms)
}

fn outcome_of(error: &CallError) -> AttemptOutcome {
    match error {
        CallError::Rejected { .. } => AttemptOutcome::Rejected,
        CallError::NotSent { .. } => AttemptOutcome::NotSent,
        CallError::Unknown { .. } => AttemptOutcome::Unknown,
    }
}
