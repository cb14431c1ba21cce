//! The outbox's submissions. Rows move by compare-and-set only: whoever moves one names the version they saw.

use super::column::{Text, id, named};
use crate::StoreError;
use kaibo_domain::{ShopId, SubmissionId, outbox::SubmissionState};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, types::Type};

pub use super::submission_list::{
    earliest_wait, interrupted, latest_for_object, latest_for_objects, list_by_state, list_due, list_open,
    open_for_object,
};

named! {
    /// What is to be done on the platform.
    SubmissionKind {
        /// Add a good and submit it for audit.
        GoodsAdd = "goods-add",
        /// Update a good and submit it again.
        GoodsResubmit = "goods-resubmit",
        /// Withdraw a good from audit.
        GoodsWithdraw = "goods-withdraw",
        /// Delete a good.
        GoodsDelete = "goods-delete",
        /// Create a room.
        RoomCreate = "room-create",
        /// Edit a room.
        RoomEdit = "room-edit",
        /// Delete a room.
        RoomDelete = "room-delete",
        /// Put goods on a room's shelf.
        RoomAddGoods = "room-add-goods",
    }
}

named! {
    /// What a submission is about.
    ObjectKind {
        /// A good.
        Goods = "goods",
        /// A room.
        Room = "room",
    }
}

/// A submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmissionRow {
    /// Id.
    pub id: SubmissionId,
    /// Shop.
    pub shop_id: ShopId,
    /// What is to be done.
    pub kind: SubmissionKind,
    /// With what.
    pub object_kind: ObjectKind,
    /// Its id, as text: `GoodsId` or `RoomId`.
    pub object_id: String,
    /// Its revision when it was submitted.
    pub revision: u32,
    /// Where it stands.
    pub state: SubmissionState,
    /// Hash of what is to be sent.
    pub request_hash: String,
    /// When a wait ends; `None` in a wait for a cause outside.
    pub waiting_until_ms: Option<i64>,
    /// Why it waits or was refused, where the platform did not say it: a code of the console's.
    pub cause: Option<String>,
    /// What the platform said.
    pub errcode: Option<i64>,
    /// Its text.
    pub errmsg: Option<String>,
    /// Its request id.
    pub rid: Option<String>,
    /// What the kind needs besides the object, as JSON.
    pub payload: Option<String>,
    /// Asked for.
    pub created_ms: i64,
    /// Last moved.
    pub updated_ms: i64,
    /// Counts the moves, from 1.
    pub version: u32,
}

/// What a move leaves in the row; everything absent becomes empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remark {
    /// See [`SubmissionRow::waiting_until_ms`].
    pub waiting_until_ms: Option<i64>,
    /// See [`SubmissionRow::cause`].
    pub cause: Option<String>,
    /// See [`SubmissionRow::errcode`].
    pub errcode: Option<i64>,
    /// See [`SubmissionRow::errmsg`].
    pub errmsg: Option<String>,
    /// See [`SubmissionRow::rid`].
    pub rid: Option<String>,
}

pub(super) fn read(row: &Row) -> rusqlite::Result<SubmissionRow> {
    let state: String = row.get("state")?;
    Ok(SubmissionRow {
        id: id(row, "id")?,
        shop_id: id(row, "shop_id")?,
        kind: row.get("kind")?,
        object_kind: row.get("object_kind")?,
        object_id: row.get("object_id")?,
        revision: row.get("revision")?,
        state: SubmissionState::from_name(&state)
            .ok_or_else(|| rusqlite::Error::InvalidColumnType(0, "state".into(), Type::Text))?,
        request_hash: row.get("request_hash")?,
        waiting_until_ms: row.get("waiting_until_ms")?,
        cause: row.get("cause")?,
        errcode: row.get("errcode")?,
        errmsg: row.get("errmsg")?,
        rid: row.get("rid")?,
        payload: row.get("payload")?,
        created_ms: row.get("created_ms")?,
        updated_ms: row.get("updated_ms")?,
        version: row.get("version")?,
    })
}

/// Adds a submission behind all others.
pub fn insert(tx: &Transaction, submission: &SubmissionRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO submissions (id, shop_id, kind, object_kind, object_id, revision, state, request_hash,
            waiting_until_ms, cause, errcode, errmsg, rid, payload, created_ms, updated_ms, version)
        VALUES (:id, :shop, :kind, :object_kind, :object, :revision, :state, :hash, :until, :cause, :errcode, :errmsg,
            :rid, :payload, :created, :updated, :version)";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":id": Text(submission.id), ":shop": Text(submission.shop_id), ":kind": submission.kind,
        ":object_kind": submission.object_kind, ":object": submission.object_id, ":revision": submission.revision,
        ":state": submission.state.name(), ":hash": submission.request_hash, ":until": submission.waiting_until_ms,
        ":cause": submission.cause, ":errcode": submission.errcode, ":errmsg": submission.errmsg,
        ":rid": submission.rid, ":payload": submission.payload, ":created": submission.created_ms,
        ":updated": submission.updated_ms, ":version": submission.version,
    })?;
    Ok(())
}

/// The submission of that id.
pub fn get(conn: &Connection, submission: SubmissionId) -> Result<Option<SubmissionRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM submissions WHERE id = ?1")?;
    Ok(statement.query_one([Text(submission)], read).optional()?)
}

/// Moves a submission if it still has `version` and `from`; `false` if somebody else moved it, which then changes
/// nothing. Whether `to` may follow is `SubmissionState::after`'s to say.
pub fn transition(
    tx: &Transaction,
    submission: SubmissionId,
    version: u32,
    (from, to): (SubmissionState, SubmissionState),
    remark: &Remark,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let sql = "UPDATE submissions SET state = :to, waiting_until_ms = :until, cause = :cause, errcode = :errcode,
            errmsg = :errmsg, rid = :rid, updated_ms = :now, version = version + 1
        WHERE id = :id AND version = :version AND state = :from";
    let moved = tx.prepare_cached(sql)?.execute(named_params! {
        ":id": Text(submission), ":version": version, ":from": from.name(), ":to": to.name(),
        ":until": remark.waiting_until_ms, ":cause": remark.cause, ":errcode": remark.errcode,
        ":errmsg": remark.errmsg, ":rid": remark.rid, ":now": now_ms,
    })?;
    Ok(moved == 1)
}

/// Changes the hash of what is to be sent (the request is built anew before an attempt), under the same compare-and-set.
pub fn set_request_hash(
    tx: &Transaction,
    submission: SubmissionId,
    version: u32,
    request_hash: &str,
) -> Result<bool, StoreError> {
    let sql = "UPDATE submissions SET request_hash = ?3, version = version + 1 WHERE id = ?1 AND version = ?2";
    Ok(tx.execute(sql, rusqlite::params![Text(submission), version, request_hash])? == 1)
}
