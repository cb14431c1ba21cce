//! The outbox's submissions. Rows move by compare-and-set only: whoever moves one names the version they saw.

use super::column::id_or_null;
use super::column::{Text, id, named};
use crate::StoreError;
use kaibo_domain::{BatchId, ShopId, SubmissionId, outbox::SubmissionState};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params, types::Type};

pub use super::submission_list::{
    Due, StateCounts, SubmissionFilter, SubmissionQuery, all_open, count_open, count_unsent, counts, earliest_due,
    interrupted, last_wait_begun, latest_for_object, list, list_due, list_open, may_be_in_doubt, objects_in_doubt,
    open_for_object, sending,
};

named! {
    /// What is to be done on the platform.
    SubmissionKind {
        /// Add a good and submit it for audit.
        GoodsAdd = "goods-add",
        /// Update a good and submit it again.
        GoodsResubmit = "goods-resubmit",
        /// Give an approved good another price.
        GoodsUpdatePrice = "goods-update-price",
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
        /// Give a room's shelf the order it has here.
        ShelfSort = "shelf-sort",
        /// Put a good of a shelf on sale.
        ShelfOnSale = "shelf-on-sale",
        /// Take a good of a shelf off sale.
        ShelfOffSale = "shelf-off-sale",
        /// Take a good off a shelf.
        ShelfDelete = "shelf-delete",
        /// Give a member a role.
        RoleAdd = "role-add",
        /// Take a role from a member.
        RoleRemove = "role-remove",
        /// Apply for a category.
        CategoryApply = "category-apply",
        /// Withdraw an application for a category.
        CategoryCancel = "category-cancel",
        /// Add a product.
        ProductAdd = "product-add",
        /// Hand a product in anew.
        ProductUpdate = "product-update",
        /// Put a product on sale, after its audit.
        ProductListing = "product-listing",
        /// Take a product off sale.
        ProductDelisting = "product-delisting",
    }
}

named! {
    /// What a submission is about.
    ObjectKind {
        /// A good.
        Goods = "goods",
        /// A room.
        Room = "room",
        /// A room's shelf, or one good on it.
        Shelf = "shelf",
        /// One person's one role.
        Member = "member",
        /// An application for a category.
        Application = "application",
        /// A product of the shop.
        Product = "product",
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
    /// Its id, as text: `GoodsId`, `RoomId`, `MemberId`, `ApplicationId` or
    /// `OwnProductId`; of a shelf its `RoomId`, of one good on it both, with a slash between.
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
    /// The batch it belongs to.
    pub batch_id: Option<BatchId>,
    /// While it is being sent: the run of the program that sends it.
    pub lease_owner: Option<String>,
    /// While it is being sent: until when an answer is awaited; later nobody knows what became of it.
    pub lease_until_ms: Option<i64>,
    /// Attempts that count.
    pub tries: u32,
    /// When the first of them began.
    pub trying_since_ms: Option<i64>,
    /// The code picture that the platform sent along: scanned by whoever must first be verified by real name.
    pub code_url: Option<String>,
}

/// The right to send one submission, for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The run of the program that sends.
    pub owner: String,
    /// UTC milliseconds.
    pub until_ms: i64,
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
    /// The tries so far do not count any more: a used-up quota or a missing network is nobody's fault.
    pub forgiven: bool,
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
        batch_id: id_or_null(row, "batch_id")?,
        lease_owner: row.get("lease_owner")?,
        lease_until_ms: row.get("lease_until_ms")?,
        tries: row.get("tries")?,
        trying_since_ms: row.get("trying_since_ms")?,
        code_url: row.get("code_url")?,
    })
}

/// Adds a submission behind all others.
pub fn insert(tx: &Transaction, submission: &SubmissionRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO submissions (id, shop_id, kind, object_kind, object_id, revision, state, request_hash,
            waiting_until_ms, cause, errcode, errmsg, rid, payload, created_ms, updated_ms, version, batch_id,
            lease_owner, lease_until_ms, tries, trying_since_ms, code_url)
        VALUES (:id, :shop, :kind, :object_kind, :object, :revision, :state, :hash, :until, :cause, :errcode, :errmsg,
            :rid, :payload, :created, :updated, :version, :batch, :owner, :lease, :tries, :since, :code)";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":id": Text(submission.id), ":shop": Text(submission.shop_id), ":kind": submission.kind,
        ":object_kind": submission.object_kind, ":object": submission.object_id, ":revision": submission.revision,
        ":state": submission.state.name(), ":hash": submission.request_hash, ":until": submission.waiting_until_ms,
        ":cause": submission.cause, ":errcode": submission.errcode, ":errmsg": submission.errmsg,
        ":rid": submission.rid, ":payload": submission.payload, ":created": submission.created_ms,
        ":updated": submission.updated_ms, ":version": submission.version, ":batch": submission.batch_id.map(Text),
        ":owner": submission.lease_owner, ":lease": submission.lease_until_ms, ":tries": submission.tries,
        ":since": submission.trying_since_ms, ":code": submission.code_url,
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
            errmsg = :errmsg, rid = :rid, updated_ms = :now, version = version + 1, lease_owner = NULL,
            lease_until_ms = NULL, tries = iif(:forgiven, 0, tries),
            trying_since_ms = iif(:forgiven, NULL, trying_since_ms), code_url = NULL
        WHERE id = :id AND version = :version AND state = :from";
    let moved = tx.prepare_cached(sql)?.execute(named_params! {
        ":id": Text(submission), ":version": version, ":from": from.name(), ":to": to.name(),
        ":until": remark.waiting_until_ms, ":cause": remark.cause, ":errcode": remark.errcode,
        ":errmsg": remark.errmsg, ":rid": remark.rid, ":now": now_ms, ":forgiven": remark.forgiven,
    })?;
    Ok(moved == 1)
}

/// Moves a queued submission to `sending` under a lease, by the same compare-and-set as [`transition`]; counts the try.
pub fn begin(
    tx: &Transaction,
    submission: SubmissionId,
    version: u32,
    lease: &Lease,
    request_hash: &str,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let sql = "UPDATE submissions SET state = 'sending', waiting_until_ms = NULL, cause = NULL, errcode = NULL,
            errmsg = NULL, rid = NULL, code_url = NULL, updated_ms = :now, version = version + 1, lease_owner = :owner,
            lease_until_ms = :until, request_hash = :hash, tries = tries + 1,
            trying_since_ms = coalesce(trying_since_ms, :now)
        WHERE id = :id AND version = :version AND state = 'queued'";
    let moved = tx.prepare_cached(sql)?.execute(named_params! {
        ":id": Text(submission), ":version": version, ":owner": lease.owner, ":until": lease.until_ms,
        ":hash": request_hash, ":now": now_ms,
    })?;
    Ok(moved == 1)
}

/// Moves the waits and leases of open submissions that were moved later than now back to now, each as long as it was:
/// the clock was turned back, and no wait may last until it has caught up.
pub fn wait_anew(tx: &Transaction, shop: ShopId, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE submissions SET waiting_until_ms = waiting_until_ms - (updated_ms - :now),
            lease_until_ms = lease_until_ms - (updated_ms - :now), updated_ms = :now
        WHERE state NOT IN ('accepted', 'rejected') AND shop_id = :shop AND updated_ms > :now";
    tx.prepare_cached(sql)?.execute(named_params! { ":now": now_ms, ":shop": Text(shop) })?;
    Ok(())
}

/// Keeps the code picture that came with the answer, until the next move.
pub fn set_code_url(tx: &Transaction, submission: SubmissionId, code_url: &str) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE submissions SET code_url = ?2 WHERE id = ?1")?
        .execute(params![Text(submission), code_url])?;
    Ok(())
}

/// Takes a settled submission out of its batch: the one that is sent in its stead counts there.
pub fn leave_batch(tx: &Transaction, submission: SubmissionId) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE submissions SET batch_id = NULL WHERE id = ?1")?.execute(params![Text(submission)])?;
    Ok(())
}
