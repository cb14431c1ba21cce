//! Which submissions are to be worked on. The order of one object's submissions is the order they were asked for.

use super::{
    column::Text,
    submissions::{ObjectKind, SubmissionRow, read},
};
use crate::StoreError;
use kaibo_domain::{ShopId, outbox::SubmissionState};
use rusqlite::{Connection, OptionalExtension, Params, params};

fn collect(conn: &Connection, sql: &str, values: impl Params) -> Result<Vec<SubmissionRow>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(values, read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// All submissions that are not settled, in the order they were asked for.
pub fn list_open(conn: &Connection, shop: ShopId) -> Result<Vec<SubmissionRow>, StoreError> {
    let sql = "SELECT * FROM submissions WHERE state NOT IN ('accepted', 'rejected') AND shop_id = ?1 ORDER BY seq";
    collect(conn, sql, [Text(shop)])
}

/// What may be sent at `now_ms`: queued, or waiting with its time over. Of each object only the first that is not
/// settled, so that nothing overtakes.
pub fn list_due(conn: &Connection, shop: ShopId, now_ms: i64) -> Result<Vec<SubmissionRow>, StoreError> {
    let sql = "SELECT * FROM submissions AS one
        WHERE state NOT IN ('accepted', 'rejected') AND shop_id = ?1
          AND (state = 'queued' OR (state = 'waiting' AND waiting_until_ms <= ?2))
          AND NOT EXISTS (
            SELECT 1 FROM submissions AS before
            WHERE before.object_kind = one.object_kind AND before.object_id = one.object_id AND before.seq < one.seq
              AND before.state NOT IN ('accepted', 'rejected'))
        ORDER BY seq";
    collect(conn, sql, params![Text(shop), now_ms])
}

/// When the next wait of the shop ends.
pub fn earliest_wait(conn: &Connection, shop: ShopId) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT min(waiting_until_ms) FROM submissions
        WHERE state NOT IN ('accepted', 'rejected') AND state = 'waiting' AND shop_id = ?1";
    Ok(conn.prepare_cached(sql)?.query_one([Text(shop)], |row| row.get(0))?)
}

/// The shop's submissions in that state.
pub fn list_by_state(
    conn: &Connection,
    shop: ShopId,
    state: SubmissionState,
) -> Result<Vec<SubmissionRow>, StoreError> {
    let sql = "SELECT * FROM submissions WHERE state = ?2 AND shop_id = ?1 ORDER BY seq";
    collect(conn, sql, params![Text(shop), state.name()])
}

/// Submissions of all shops whose attempt was open when the process ended. Ask at start-up, before anything is sent:
/// each becomes unknown.
pub fn interrupted(conn: &Connection) -> Result<Vec<SubmissionRow>, StoreError> {
    let sql = "SELECT * FROM submissions
        WHERE state NOT IN ('accepted', 'rejected') AND state = 'sending' ORDER BY seq";
    collect(conn, sql, [])
}

/// The object's submissions that are not settled, in the order they were asked for.
pub fn open_for_object(conn: &Connection, kind: ObjectKind, object: &str) -> Result<Vec<SubmissionRow>, StoreError> {
    let sql = "SELECT * FROM submissions
        WHERE object_kind = ?1 AND object_id = ?2 AND state NOT IN ('accepted', 'rejected') ORDER BY seq";
    collect(conn, sql, params![kind, object])
}

/// The object's last submission.
pub fn latest_for_object(
    conn: &Connection,
    kind: ObjectKind,
    object: &str,
) -> Result<Option<SubmissionRow>, StoreError> {
    let sql = "SELECT * FROM submissions WHERE object_kind = ?1 AND object_id = ?2 ORDER BY seq DESC LIMIT 1";
    Ok(conn.prepare_cached(sql)?.query_row(params![kind, object], read).optional()?)
}

/// The last submission of each of these objects: for lists, one call a page.
pub fn latest_for_objects(
    conn: &Connection,
    kind: ObjectKind,
    objects: &[String],
) -> Result<Vec<SubmissionRow>, StoreError> {
    let mut found = Vec::new();
    for object in objects {
        found.extend(latest_for_object(conn, kind, object)?);
    }
    Ok(found)
}
