//! The outbox as staff see it: lines, numbers, batches, attempts, quotas.

use crate::{
    Console,
    outbox::{ADOPTED, CANCELLED, PAUSED, gate::Gate, kinds::endpoints, snapshot::Snapshot},
    problem::of_errcode,
    shelf::ShelfObject,
    view::{
        AttemptView, BatchView, OutboxFilter, OutboxHold, OutboxItem, OutboxPage, OutboxQuery, OutboxSummary, Problem,
        QuotaView,
    },
};
use kaibo_domain::{
    ApplicationId, GoodsId, MemberId, OwnProductId, RoomId, SubmissionId,
    outbox::SubmissionState,
    platform::{endpoint, errcode},
    quota,
    time::{DAY_MS, next_beijing_midnight},
};
use kaibo_store::{
    Connection, StoreError, applications, attempts,
    batches::{self, BatchRow},
    goods, members, products, quotas, rooms,
    submissions::{self, ObjectKind, StateCounts, SubmissionFilter, SubmissionQuery, SubmissionRow},
};
use std::collections::BTreeMap;

/// Lines of a page at most.
const PAGE_MAX: u32 = 200;
/// Batches looked through for those worth showing.
const BATCHES: u32 = 50;

impl Console {
    /// One page of the outbox, the latest first.
    pub async fn outbox_list(&self, query: OutboxQuery) -> Result<OutboxPage, Problem> {
        let (console, now) = (self.clone(), self.now());
        let query = SubmissionQuery {
            shop: self.inner.shop.id,
            filter: match query.filter {
                OutboxFilter::Open => SubmissionFilter::Open,
                OutboxFilter::Refused => SubmissionFilter::Refused,
                OutboxFilter::All => SubmissionFilter::All,
            },
            batch: query.batch,
            before: query.after.and_then(|after| after.parse().ok()),
            limit: query.limit.clamp(1, PAGE_MAX),
        };
        self.read(move |db| {
            let page = submissions::list(db, &query)?;
            let rows = page.rows.iter().map(|row| item(db, row, &console.inner.gate, now));
            Ok(OutboxPage { rows: rows.collect::<Result<_, _>>()?, next: page.next.map(|seq| seq.to_string()) })
        })
        .await
    }

    /// The outbox in numbers, its batches, and what holds it up.
    pub async fn outbox_summary(&self) -> Result<OutboxSummary, Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        let gate = &self.inner.gate;
        let hold = |held: crate::outbox::gate::Held| OutboxHold {
            endpoint: held.endpoint.map(str::to_owned),
            problem: held.problem,
            until_ms: held.until_ms,
        };
        let (paused, holds) = (gate.is_paused(), gate.holds(now).into_iter().map(hold).collect());
        self.read(move |db| {
            let counts = submissions::counts(db, shop, None)?;
            let used: BTreeMap<_, _> = quotas::used(db, shop, now)?.into_iter().collect();
            let mut shown = Vec::new();
            for batch in batches::list(db, shop, BATCHES)? {
                let counts = submissions::counts(db, shop, Some(batch.id))?;
                if counts.open() > 0 || now - batch.created_ms < DAY_MS {
                    shown.push(batch_view(&batch, counts, &used));
                }
            }
            Ok(OutboxSummary {
                paused,
                queued: counts.queued,
                sending: counts.sending,
                waiting: counts.waiting,
                checking: counts.unknown,
                refused: counts.rejected,
                holds,
                batches: shown,
                now_ms: now,
            })
        })
        .await
    }

    /// The attempts of a submission, first one first.
    pub async fn outbox_attempts(&self, id: SubmissionId) -> Result<Vec<AttemptView>, Problem> {
        let rows = self.read(move |db| attempts::list(db, id)).await?;
        let view = |row: attempts::AttemptRow| AttemptView {
            id: row.id,
            started_ms: row.started_ms,
            ended_ms: row.ended_ms,
            outcome: row.outcome.map(|outcome| outcome.name().to_owned()),
            errcode: row.errcode,
            rid: row.rid,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// The daily quotas of what was called today or is parked, and always that of the goods audits.
    pub async fn quotas(&self) -> Result<Vec<QuotaView>, Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        let used: BTreeMap<_, _> = self.read(move |db| quotas::used(db, shop, now)).await?.into_iter().collect();
        let holds = self.inner.gate.holds(now);
        let view = |endpoint: &endpoint::Endpoint| {
            let parked = holds.iter().find(|held| held.endpoint == Some(endpoint.path));
            let used = used.get(endpoint.path).copied();
            let is_shown = used.is_some() || parked.is_some() || endpoint.path == endpoint::GOODS_ADD.path;
            let view = |limit| QuotaView {
                endpoint: endpoint.path.to_owned(),
                used: used.unwrap_or_default(),
                limit,
                resets_ms: next_beijing_midnight(now),
                parked_until_ms: parked.map(|held| held.until_ms),
            };
            endpoint.daily.filter(|_| is_shown).map(view)
        };
        Ok(endpoint::ALL.iter().filter(|endpoint| quota::key(endpoint) == endpoint.path).filter_map(view).collect())
    }
}

fn batch_view(batch: &BatchRow, counts: StateCounts, used: &BTreeMap<String, u32>) -> BatchView {
    let key = endpoints(batch.kind).first().map(quota::key);
    let daily_quota = key.and_then(quota::daily);
    let used = key.and_then(|key| used.get(key)).copied().unwrap_or_default();
    // What is in doubt or on its way has spent its call.
    let to_come = counts.queued + counts.waiting;
    let days = daily_quota.map(|daily| {
        match (quota::days_needed(to_come, daily.saturating_sub(used), daily), counts.open()) {
            (0, 1..) => 1,
            (days, _) => days,
        }
    });
    BatchView {
        id: batch.id,
        kind: batch.kind.name().to_owned(),
        total: counts.total(),
        accepted: counts.accepted,
        refused: counts.rejected,
        cancelled: counts.cancelled,
        open: counts.open(),
        paused: batch.paused,
        days,
        daily_quota,
        created_ms: batch.created_ms,
    }
}

/// What stands in the way of a submission, in words for staff.
pub(crate) fn problem_of(row: &SubmissionRow, now_ms: i64) -> Option<Problem> {
    let problem = match (row.errcode, row.cause.as_deref()) {
        (Some(errcode), _) => of_errcode(errcode, row.errmsg.as_deref().unwrap_or_default(), now_ms),
        (None, Some(CANCELLED | ADOPTED) | None) => match row.code_url {
            // Taken, but not before they are verified by real name.
            Some(_) => of_errcode(errcode::MEMBER_UNVERIFIED.errcode, "", now_ms),
            None => return None,
        },
        (None, Some(PAUSED)) => paused(),
        (None, Some(cause)) => Problem::new(cause),
    };
    let problem = match &row.code_url {
        Some(code_url) => problem.with("codeUrl", code_url),
        None => problem,
    };
    Some(match row.waiting_until_ms {
        Some(until) if row.state == SubmissionState::Waiting => problem.with("at", until).retry_at(until),
        _ => problem,
    })
}

/// Staff have paused it, and may let it go on at any moment: nothing has to be changed for that.
fn paused() -> Problem {
    Problem::new(PAUSED).retry_now()
}

/// One line of the outbox.
pub(crate) fn item(db: &Connection, row: &SubmissionRow, gate: &Gate, now_ms: i64) -> Result<OutboxItem, StoreError> {
    let name = match Snapshot::read(row) {
        Some(snapshot) => snapshot.name().to_owned(),
        None => name_of(db, row)?,
    };
    let is_unsent = matches!(row.state, SubmissionState::Queued | SubmissionState::Waiting);
    let held = gate.held(row.kind, now_ms).filter(|_| is_unsent);
    let is_held = held.is_some();
    let is_paused = is_unsent && (gate.is_paused() || is_batch_paused(db, row)?);
    let (problem, until_ms) = match (problem_of(row, now_ms), held) {
        _ if is_paused => (Some(paused()), None),
        (problem, Some(held)) if row.state == SubmissionState::Queued || problem.is_none() => {
            (Some(held.problem.with("at", held.until_ms).retry_at(held.until_ms)), Some(held.until_ms))
        }
        (problem, _) => (problem, row.waiting_until_ms),
    };
    let cancelled = row.cause.as_deref() == Some(CANCELLED);
    let waits_for_undo = row.state == SubmissionState::Waiting && row.errcode.is_none() && row.cause.is_none();
    Ok(OutboxItem {
        id: row.id,
        kind: row.kind.name().to_owned(),
        object_kind: row.object_kind.name().to_owned(),
        name,
        object_id: row.object_id.clone(),
        batch: row.batch_id,
        // What cannot leave for now waits, whether it was turned back or has not tried.
        state: if row.state == SubmissionState::Queued && (is_paused || is_held) {
            SubmissionState::Waiting
        } else {
            row.state
        },
        can_retry: match row.state {
            SubmissionState::Queued => problem.is_some() && !is_paused,
            SubmissionState::Waiting => !waits_for_undo && !is_paused,
            SubmissionState::Rejected => !cancelled && is_last(db, row)?,
            _ => false,
        },
        problem,
        until_ms,
        tries: row.tries,
        adopted: row.cause.as_deref() == Some(ADOPTED),
        cancelled,
        can_cancel: is_unsent,
        created_ms: row.created_ms,
        updated_ms: row.updated_ms,
    })
}

fn is_batch_paused(db: &Connection, row: &SubmissionRow) -> Result<bool, StoreError> {
    match row.batch_id {
        Some(batch) => Ok(batches::get(db, batch)?.is_some_and(|batch| batch.paused)),
        None => Ok(false),
    }
}

fn is_last(db: &Connection, row: &SubmissionRow) -> Result<bool, StoreError> {
    let last = submissions::latest_for_object(db, row.object_kind, &row.object_id)?;
    Ok(last.is_some_and(|last| last.id == row.id))
}

/// The name of the object as it stands now.
pub(crate) fn name_of(db: &Connection, row: &SubmissionRow) -> Result<String, StoreError> {
    let name = match row.object_kind {
        ObjectKind::Goods => {
            let id = row.object_id.parse::<GoodsId>().map_err(|_| StoreError::NotFound)?;
            goods::get(db, id)?.map(|good| good.name)
        }
        ObjectKind::Room => {
            let id = row.object_id.parse::<RoomId>().map_err(|_| StoreError::NotFound)?;
            rooms::get(db, id)?.map(|room| room.name)
        }
        ObjectKind::Shelf => {
            let at = ShelfObject::of(row)?;
            match at.good {
                Some(good) => goods::get(db, good)?.map(|good| good.name),
                None => rooms::get(db, at.room)?.map(|room| room.name),
            }
        }
        ObjectKind::Member => {
            let id = row.object_id.parse::<MemberId>().map_err(|_| StoreError::NotFound)?;
            members::get(db, id)?.map(|member| member.wechat.unwrap_or(member.masked))
        }
        ObjectKind::Application => {
            let id = row.object_id.parse::<ApplicationId>().map_err(|_| StoreError::NotFound)?;
            applications::get(db, id)?.map(|application| application.name)
        }
        ObjectKind::Product => {
            let id = row.object_id.parse::<OwnProductId>().map_err(|_| StoreError::NotFound)?;
            products::get(db, id)?.map(|product| product.name)
        }
    };
    Ok(name.unwrap_or_default())
}
