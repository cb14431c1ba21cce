//! Carrying: what is due is worked on, a bounded number of objects at a time.

use crate::{
    Console,
    outbox::{CALLS, PAUSED_SETTING, PUT_BACK, advance, kinds},
    problem::of_errcode,
    view::{Problem, Topic},
};
use kaibo_domain::{
    SubmissionId,
    outbox::{SubmissionEvent, SubmissionState},
};
use kaibo_store::{
    Connection, StoreError, Transaction,
    attempts::{self, AttemptOutcome},
    quotas, settings,
    submissions::{self, Due, ObjectKind, Remark, SubmissionRow},
};
use std::collections::{HashMap, HashSet, VecDeque};
use tokio::task::{self, AbortHandle, JoinError, JoinSet};

/// Objects worked on at the same time: those being called, and as many being prepared or written down.
const PARALLEL: usize = 2 * CALLS;
/// Rows read at a time.
const READ_AHEAD: u32 = 64;
/// Whatever is due next, the engine rests that long, so that a fault of ours does not spin.
const REST_MS: i64 = 10;
/// A row that could not be moved for a fault of ours (a full disk) is left alone that long.
const FAULT_MS: i64 = 30_000;

/// While anything is under way, leases are looked through that often: each begins after the look that let its call leave.
const SWEEP_MS: i64 = 1_000;

/// Who carries: the rows being worked on, and those read ahead.
#[derive(Default)]
pub(crate) struct Crew {
    tasks: JoinSet<Result<(), Problem>>,
    running: HashMap<task::Id, Running>,
    due: VecDeque<SubmissionRow>,
    /// As of when they were read: what comes due later is still to be read.
    read_ms: i64,
    /// Rows that could not be moved, and until when they are left alone.
    stuck: HashMap<SubmissionId, i64>,
    /// When leases are looked through next, at the latest.
    sweep_ms: i64,
}

struct Running {
    submission: SubmissionId,
    handle: AbortHandle,
}

impl Crew {
    /// Carries for ever.
    pub async fn work(mut self, console: &Console) {
        loop {
            let next = match self.fill(console).await {
                Ok(next) => next,
                Err(problem) => {
                    tracing::warn!(code = problem.code, "nothing could be carried");
                    console.now() + FAULT_MS
                }
            };
            tokio::select! {
                Some(ended) = self.tasks.join_next_with_id() => self.ended(console, ended).await,
                () = console.inner.clock.wait_until(next) => {}
                () = console.inner.wake.notified() => self.due.clear(),
            }
        }
    }

    /// Begins work on what is due, as far as hands reach and the gate lets through; says when to look again.
    ///
    /// All of it by one moment: what becomes due, or may leave again, between the look for what is due and the question
    /// what comes next would be in neither, and wait for the next time somebody wakes the engine.
    async fn fill(&mut self, console: &Console) -> Result<i64, Problem> {
        if console.inner.link.client().is_none() {
            return Ok(i64::MAX);
        }
        let now = console.now();
        self.stuck.retain(|_, until| (*until - FAULT_MS..*until).contains(&now));
        if self.due.is_empty() || !(self.sweep_ms - SWEEP_MS..self.sweep_ms).contains(&now) {
            self.sweep_ms = now + SWEEP_MS;
            let worked_on = self.running.values().map(|running| running.submission).collect();
            for lost in console.outbox_sweep(worked_on).await? {
                // Its connection is dead or worse; the platform is looked at instead.
                let hung = self.running.values().filter(|running| running.submission == lost);
                hung.for_each(|running| running.handle.abort());
                self.stuck.remove(&lost);
            }
        }
        if self.due.is_empty() {
            self.read_ms = now;
            self.due = console.outbox_due(now).await?;
            self.due.retain(|row| {
                let is_running = self.running.values().any(|running| running.submission == row.id);
                !is_running && !self.stuck.contains_key(&row.id)
            });
        }
        while self.tasks.len() < PARALLEL
            && let Some(row) = self.due.pop_front()
        {
            if !console.may_leave(&row, now) {
                continue;
            }
            let (submission, console) = (row.id, console.clone());
            let handle = self.tasks.spawn(async move { console.work(row).await });
            self.running.insert(handle.id(), Running { submission, handle });
        }
        if self.tasks.len() == PARALLEL {
            return Ok(self.sweep_ms);
        }
        let sweep = if self.tasks.is_empty() { i64::MAX } else { self.sweep_ms };
        let next = console.outbox_next_due(self.read_ms.min(now)).await?.map_or(sweep, |next| next.min(sweep));
        Ok(self.stuck.values().copied().fold(next, i64::min))
    }

    async fn ended(&mut self, console: &Console, ended: Result<(task::Id, Result<(), Problem>), JoinError>) {
        let (id, worked) = match ended {
            Ok((id, worked)) => (id, worked),
            // What panicked or was given up has left its row to its lease.
            Err(error) => (error.id(), Ok(())),
        };
        let Some(Running { submission, .. }) = self.running.remove(&id) else { return };
        if let Err(problem) = worked {
            tracing::warn!(code = problem.code, "a submission did not move");
            self.stuck.insert(submission, console.now() + FAULT_MS);
        }
        if self.tasks.is_empty() {
            console.tell_of_refusals().await;
            // The practice platform's audits take seconds: what was just sent is worth watching from now on.
            if console.is_practice() {
                console.inner.wake_sync.notify_one();
            }
        }
    }
}

impl Console {
    pub(crate) fn is_practice(&self) -> bool {
        self.inner.shop.kind == kaibo_store::shops::ShopKind::Practice
    }

    /// At start-up, before anything is sent: what was parked or paused stays so, and an attempt that was open when the
    /// process ended has an unknown outcome. Only one process has the data open, so nobody else is sending it.
    pub(crate) async fn outbox_recover(&self) -> Result<(), Problem> {
        let now = self.now();
        // A call that left just before may still arrive.
        let look_at = now + self.patience().look_after_ms;
        self.write(move |tx| submissions::interrupted(tx)?.into_iter().try_for_each(|row| lose(tx, row, look_at, now)))
            .await?;
        self.outbox_recall().await
    }

    /// What was parked or paused stays so.
    pub(crate) async fn outbox_recall(&self) -> Result<(), Problem> {
        let (now, shop) = (self.now(), self.inner.shop.id);
        let read = move |db: &Connection| {
            Ok((settings::get(db, &format!("{PAUSED_SETTING}{shop}"))?.is_some(), quotas::parked(db, shop)?))
        };
        let (paused, parked) = self.read(read).await?;
        let problem =
            |row: &quotas::ParkedRow| of_errcode(row.errcode, "", now).with("at", row.until_ms).retry_at(row.until_ms);
        self.inner.gate.restore(paused, &parked, problem, now);
        Ok(())
    }

    /// Gives up waiting for answers whose time is over, be it that the machine slept, and for those that nobody works on
    /// any more, because the disk failed as they came: nobody knows what became of them. Says which. What waits by a
    /// clock that was turned back begins its wait anew.
    async fn outbox_sweep(&self, worked_on: HashSet<SubmissionId>) -> Result<Vec<SubmissionId>, Problem> {
        let (now, shop) = (self.now(), self.inner.shop.id);
        let look_at = now + self.patience().look_after_ms;
        let read =
            move |db: &Connection| Ok((submissions::sending(db, shop)?, submissions::last_wait_begun(db, shop)?));
        let (mut given_up, last_wait_begun) = self.read(read).await?;
        given_up.retain(|row| !worked_on.contains(&row.id) || row.lease_until_ms.unwrap_or_default() <= now);
        if last_wait_begun.is_some_and(|begun| begun > self.now()) {
            let console = self.clone();
            self.write(move |tx| submissions::wait_anew(tx, shop, console.now())).await?;
            self.changed(Topic::Outbox, Vec::new());
        }
        let lost: Vec<_> = given_up.iter().map(|row| row.id).collect();
        if !lost.is_empty() {
            self.write(move |tx| given_up.into_iter().try_for_each(|row| lose(tx, row, look_at, now))).await?;
            self.changed(Topic::Outbox, Vec::new());
        }
        Ok(lost)
    }

    /// When something comes due, or may leave, that did not at `read_ms`; at the earliest in a moment. Asked as of now, it
    /// would miss what came due since, and that would lie until something else happens.
    async fn outbox_next_due(&self, read_ms: i64) -> Result<Option<i64>, Problem> {
        let shop = self.inner.shop.id;
        let due = self.read(move |db| submissions::earliest_due(db, shop, read_ms)).await?;
        let opening = self.inner.gate.next_opening(read_ms);
        let soon = self.now() + REST_MS;
        Ok(due.into_iter().chain(opening).min().map(|at| at.max(soon)))
    }

    async fn outbox_due(&self, now_ms: i64) -> Result<VecDeque<SubmissionRow>, Problem> {
        let shop = self.inner.shop.id;
        let blocked = self.inner.gate.blocked(now_ms);
        let limit = READ_AHEAD + PARALLEL as u32;
        let due =
            self.read(move |db| submissions::list_due(db, &Due { shop, now_ms, blocked: &blocked, limit })).await?;
        Ok(due.into())
    }

    fn may_leave(&self, row: &SubmissionRow, now_ms: i64) -> bool {
        let is_look = row.state == SubmissionState::Unknown;
        self.inner.gate.would_admit((!is_look).then_some(row.kind), now_ms)
    }

    async fn work(&self, row: SubmissionRow) -> Result<(), Problem> {
        let (object_kind, object_id) = (row.object_kind, row.object_id.clone());
        let worked = match row.state {
            SubmissionState::Unknown => self.reconcile(row).await,
            _ => self.send(row).await,
        };
        self.changed_object(object_kind, object_id);
        worked
    }

    /// Tells the interface about an object and the outbox.
    pub(crate) fn changed_object(&self, object_kind: ObjectKind, object_id: String) {
        self.changed(kinds::topic(object_kind), vec![kinds::subject(object_kind, &object_id).to_owned()]);
        self.changed(Topic::Outbox, Vec::new());
    }
}

/// The data were put back to an earlier moment: what stands here may have left since, and is looked for.
pub(crate) fn put_back_in_doubt(tx: &Transaction, mut row: SubmissionRow, now_ms: i64) -> Result<(), StoreError> {
    for attempt in attempts::list(tx, row.id)?.into_iter().filter(|attempt| attempt.ended_ms.is_none()) {
        attempts::finish(tx, attempt.id, &AttemptOutcome::Unknown.into(), now_ms)?;
    }
    if row.state != SubmissionState::Unknown {
        let remark = Remark { cause: Some(PUT_BACK.into()), ..Remark::default() };
        advance(tx, &mut row, SubmissionEvent::PutBack, &remark, now_ms)?;
    }
    Ok(())
}

/// Nobody knows what became of an attempt; the platform is looked at from `look_ms` on.
fn lose(tx: &Transaction, mut row: SubmissionRow, look_ms: i64, now_ms: i64) -> Result<(), StoreError> {
    for attempt in attempts::list(tx, row.id)?.into_iter().filter(|attempt| attempt.ended_ms.is_none()) {
        attempts::finish(tx, attempt.id, &AttemptOutcome::Unknown.into(), now_ms)?;
    }
    let remark =
        Remark { waiting_until_ms: Some(look_ms), cause: Some("platform.unknown-outcome".into()), ..Remark::default() };
    advance(tx, &mut row, SubmissionEvent::LoseReply, &remark, now_ms)?;
    Ok(())
}
