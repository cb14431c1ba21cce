//! The outbox: what was submitted, moved along `domain::outbox` only, each move by compare-and-set.
//!
//! `carry` picks what is due and works on it, `gate` says what may leave, `attempt` makes tries durable, `hold` says what
//! a failure means, `snapshot` is what was submitted, `hand` is what staff may do, `list` is what they see.

mod attempt;
mod carry;
pub(crate) mod gate;
mod hand;
pub(crate) mod hold;
pub(crate) mod kinds;
mod list;
pub(crate) mod snapshot;
mod wire;

pub(crate) use carry::{Crew, put_back_in_doubt};
pub(crate) use list::{item, name_of, problem_of};
pub(crate) use wire::CALLS;

use crate::backups;
use kaibo_domain::{
    BatchId, ShopId, SubmissionId,
    outbox::{SubmissionEvent, SubmissionState},
};
use kaibo_store::{
    StoreError, Transaction,
    submissions::{self, ObjectKind, Remark, SubmissionKind, SubmissionRow},
    team_bases,
};
use snapshot::Snapshot;
use uuid::Uuid;

/// Cause of a submission that staff took back.
pub(crate) const CANCELLED: &str = "cancelled";
/// What holds everything up while staff have paused the outbox.
const PAUSED: &str = "outbox.paused";
/// Cause left on a submission that was found on the platform after a lost reply.
pub(crate) const ADOPTED: &str = "outbox.adopted";
/// Setting of a shop whose outbox is paused; the shop's id follows.
pub(crate) const PAUSED_SETTING: &str = "outbox.paused.";

/// Cause left on what stood in the outbox of data that were put back to an earlier moment.
const PUT_BACK: &str = "outbox.put-back";

/// What is to be submitted.
pub(crate) struct Order {
    pub shop_id: ShopId,
    pub kind: SubmissionKind,
    pub object: (ObjectKind, String),
    pub revision: u32,
    /// What is sent, whatever is typed meanwhile; `None` where the kind sends nothing typed.
    pub snapshot: Option<Snapshot>,
    pub batch: Option<BatchId>,
    /// Not to be sent before: what can be undone until then.
    pub not_before_ms: Option<i64>,
}

/// Puts a submission behind all others of its object.
pub(crate) fn enqueue(tx: &Transaction, order: Order, now_ms: i64) -> Result<(), StoreError> {
    if makes_something(order.kind) && may_have_left_since(tx, &order.object)?.is_some() {
        return enqueue_in_doubt(tx, order, now_ms);
    }
    let waits = order.not_before_ms.is_some();
    let state = if waits { SubmissionState::Waiting } else { SubmissionState::Queued };
    insert(tx, order, state, now_ms)
}

/// The same with something that the platform may have already: it is looked for before it is sent.
pub(crate) fn enqueue_in_doubt(tx: &Transaction, order: Order, now_ms: i64) -> Result<(), StoreError> {
    insert(tx, order, SubmissionState::Unknown, now_ms)
}

/// Since when something may have been sent by data that are not here any more, or by a colleague, UTC milliseconds.
fn may_have_left_since(tx: &Transaction, (kind, id): &(ObjectKind, String)) -> Result<Option<i64>, StoreError> {
    let since = [backups::may_have_left_since(tx, id)?, team_bases::shared_since(tx, *kind, id)?];
    Ok(since.into_iter().flatten().min())
}

/// Whether carrying it out twice leaves two things on the platform.
fn makes_something(kind: SubmissionKind) -> bool {
    use SubmissionKind as K;
    matches!(kind, K::GoodsAdd | K::RoomCreate | K::RoomAddGoods | K::RoleAdd | K::CategoryApply | K::ProductAdd)
}

fn insert(tx: &Transaction, order: Order, state: SubmissionState, now_ms: i64) -> Result<(), StoreError> {
    let Order { shop_id, kind, object, revision, snapshot, batch, not_before_ms } = order;
    let trying_since_ms = match state {
        SubmissionState::Unknown => may_have_left_since(tx, &object)?,
        _ => None,
    };
    let (object_kind, object_id) = object;
    let row = SubmissionRow {
        id: SubmissionId::from_uuid(Uuid::now_v7()),
        shop_id,
        kind,
        object_kind,
        object_id,
        revision,
        state,
        request_hash: String::new(),
        waiting_until_ms: not_before_ms,
        cause: None,
        errcode: None,
        errmsg: None,
        rid: None,
        payload: snapshot.as_ref().map(Snapshot::to_json),
        created_ms: now_ms,
        updated_ms: now_ms,
        version: 1,
        batch_id: batch,
        lease_owner: None,
        lease_until_ms: None,
        tries: 0,
        trying_since_ms,
        code_url: None,
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

/// Takes the last submission of an object back so that a newer revision can go in its stead; `false` when it may have
/// left already.
pub(crate) fn replace(tx: &Transaction, last: &SubmissionRow, now_ms: i64) -> Result<bool, StoreError> {
    cancel(tx, &mut last.clone(), now_ms)
}
