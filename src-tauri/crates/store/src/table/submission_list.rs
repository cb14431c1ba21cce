//! Which submissions are to be worked on, and which to be shown. The order of one object's submissions is the order they
//! were asked for.

use super::{
    column::{Page, Text},
    submissions::{ObjectKind, SubmissionKind, SubmissionRow, read},
};
use crate::StoreError;
use kaibo_domain::{BatchId, ShopId, outbox::SubmissionState};
use rusqlite::{Connection, OptionalExtension, Params, named_params, params};
use std::collections::HashSet;

fn collect(conn: &Connection, sql: &str, values: impl Params) -> Result<Vec<SubmissionRow>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(values, read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// All submissions that are not settled, in the order they were asked for; at most `limit`.
pub fn list_open(conn: &Connection, shop: ShopId, limit: u32) -> Result<Vec<SubmissionRow>, StoreError> {
    let sql = "SELECT * FROM submissions WHERE state NOT IN ('accepted', 'rejected') AND shop_id = ?1
        ORDER BY seq LIMIT ?2";
    collect(conn, sql, params![Text(shop), limit])
}

/// How many submissions of the shop are not settled.
pub fn count_open(conn: &Connection, shop: ShopId) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM submissions WHERE state NOT IN ('accepted', 'rejected') AND shop_id = ?1";
    Ok(conn.prepare_cached(sql)?.query_one([Text(shop)], |row| row.get(0))?)
}

/// How many of these kinds stand in line: not sent yet, and not refused.
pub fn count_unsent(conn: &Connection, shop: ShopId, kinds: &[SubmissionKind]) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM submissions
        WHERE shop_id = ?1 AND state IN ('queued', 'waiting') AND kind = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    kinds
        .iter()
        .try_fold(0, |sum, kind| Ok(sum + statement.query_one(params![Text(shop), kind], |row| row.get::<_, u32>(0))?))
}

/// What to look for among the submissions.
#[derive(Clone, Debug)]
pub struct Due<'a> {
    /// The shop.
    pub shop: ShopId,
    /// UTC milliseconds.
    pub now_ms: i64,
    /// Kinds that cannot be sent now.
    pub blocked: &'a [SubmissionKind],
    /// At most that many of each state.
    pub limit: u32,
}

/// What a paused batch holds is passed over in the index.
const NOT_PAUSED: &str = "AND (batch_id IS NULL OR batch_id NOT IN (SELECT id FROM batches WHERE paused = 1))";

/// What can be worked on: in doubt with its time over, waiting with its time over, queued; in this order. Of each object
/// only the first that is not settled, so that nothing overtakes; nothing of a paused batch but what is in doubt.
pub fn list_due(conn: &Connection, due: &Due) -> Result<Vec<SubmissionRow>, StoreError> {
    const UNKNOWN: &str = "state = 'unknown' AND coalesce(waiting_until_ms, 0) <= :now";
    const WAITING: &str = "state = 'waiting' AND waiting_until_ms <= :now";
    const QUEUED: &str = "state = 'queued'";
    let mut found = Vec::new();
    for (filter, is_look) in [(UNKNOWN, true), (WAITING, false), (QUEUED, false)] {
        let batch = if is_look { "" } else { NOT_PAUSED };
        let sql = format!(
            "SELECT * FROM submissions AS one
            WHERE {filter} AND kind = :kind AND shop_id = :shop AND :now IS NOT NULL
              AND state NOT IN ('accepted', 'rejected') {batch}
              AND NOT EXISTS (
                SELECT 1 FROM submissions AS before
                WHERE before.object_kind = one.object_kind AND before.object_id = one.object_id
                  AND before.seq < one.seq AND before.state NOT IN ('accepted', 'rejected'))
            ORDER BY seq LIMIT :limit"
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let mut of_state: Vec<(i64, SubmissionRow)> = Vec::new();
        // One query a kind: each reads its rows in their order and stops at the limit, and what cannot be sent now is not
        // read at all, however much there is.
        for kind in SubmissionKind::ALL.iter().filter(|kind| is_look || !due.blocked.contains(kind)) {
            let values = named_params! {
                ":kind": kind, ":shop": Text(due.shop), ":now": due.now_ms, ":limit": due.limit,
            };
            let rows = statement.query_map(values, |row| Ok((row.get("seq")?, read(row)?)))?;
            of_state.extend(rows.collect::<Result<Vec<_>, _>>()?);
        }
        of_state.sort_unstable_by_key(|(seq, _)| *seq);
        of_state.truncate(due.limit as usize);
        found.extend(of_state.into_iter().map(|(_, row)| row));
    }
    Ok(found)
}

/// The next moment after `now_ms` at which a wait, a look or a lease of the shop ends.
pub fn earliest_due(conn: &Connection, shop: ShopId, now_ms: i64) -> Result<Option<i64>, StoreError> {
    // One question a state: each is the first entry of its index.
    let sql = "SELECT min(at) FROM (
            SELECT min(waiting_until_ms) AS at FROM submissions
            WHERE state = 'waiting' AND shop_id = ?1 AND waiting_until_ms > ?2
            UNION ALL
            SELECT min(waiting_until_ms) FROM submissions
            WHERE state = 'unknown' AND shop_id = ?1 AND waiting_until_ms > ?2
            UNION ALL
            SELECT min(lease_until_ms) FROM submissions
            WHERE state = 'sending' AND state NOT IN ('accepted', 'rejected') AND shop_id = ?1)";
    Ok(conn.prepare_cached(sql)?.query_one(params![Text(shop), now_ms], |row| row.get(0))?)
}

/// Submissions of all shops whose attempt was open when the process ended. Ask at start-up, before anything is sent:
/// each becomes unknown.
pub fn interrupted(conn: &Connection) -> Result<Vec<SubmissionRow>, StoreError> {
    let sql = "SELECT * FROM submissions
        WHERE state = 'sending' AND state NOT IN ('accepted', 'rejected') AND shop_id IN (SELECT id FROM shops)";
    collect(conn, sql, [])
}

/// Every submission that is not settled, of all shops.
pub fn all_open(conn: &Connection) -> Result<Vec<SubmissionRow>, StoreError> {
    let sql = "SELECT * FROM submissions
        WHERE state NOT IN ('accepted', 'rejected') AND shop_id IN (SELECT id FROM shops)";
    collect(conn, sql, [])
}

/// Submissions of the shop that are being sent, each under its lease.
pub fn sending(conn: &Connection, shop: ShopId) -> Result<Vec<SubmissionRow>, StoreError> {
    let sql = "SELECT * FROM submissions
        WHERE state = 'sending' AND state NOT IN ('accepted', 'rejected') AND shop_id = ?1";
    collect(conn, sql, [Text(shop)])
}

/// When a submission of the shop that waits for a time was last moved. A time that is still to come says that the clock
/// was turned back since.
pub fn last_wait_begun(conn: &Connection, shop: ShopId) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT max(updated_ms) FROM submissions
        WHERE state IN ('waiting', 'unknown', 'sending') AND state NOT IN ('accepted', 'rejected') AND shop_id = ?1";
    Ok(conn.prepare_cached(sql)?.query_one([Text(shop)], |row| row.get(0))?)
}

/// Whether one of these kinds is on its way to the platform, in doubt, or came to an end since `since_ms`: what was read
/// of the platform since may tell of it before or after.
pub fn may_be_in_doubt(
    conn: &Connection,
    shop: ShopId,
    kinds: &[SubmissionKind],
    since_ms: i64,
) -> Result<bool, StoreError> {
    let names: Vec<_> = kinds.iter().map(|kind| format!("\"{}\"", kind.name())).collect();
    let sql = "SELECT EXISTS (SELECT 1 FROM submissions
            WHERE state IN ('sending', 'unknown') AND state NOT IN ('accepted', 'rejected') AND shop_id = :shop
              AND kind IN (SELECT value FROM json_each(:kinds)))
        OR EXISTS (SELECT 1 FROM (SELECT kind, updated_ms, state FROM submissions WHERE shop_id = :shop
              ORDER BY seq DESC LIMIT 1000)
            WHERE updated_ms >= :since AND kind IN (SELECT value FROM json_each(:kinds)) AND state = 'accepted')";
    let values = named_params! { ":shop": Text(shop), ":kinds": format!("[{}]", names.join(",")), ":since": since_ms };
    Ok(conn.prepare_cached(sql)?.query_one(values, |row| row.get(0))?)
}

/// The objects of one kind of which something is on its way to the platform, or in doubt.
pub fn objects_in_doubt(conn: &Connection, shop: ShopId, kind: ObjectKind) -> Result<HashSet<String>, StoreError> {
    let sql = "SELECT object_id FROM submissions
        WHERE state IN ('sending', 'unknown') AND state NOT IN ('accepted', 'rejected')
          AND shop_id = ?1 AND object_kind = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params![Text(shop), kind], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
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

/// Which submissions to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmissionFilter {
    /// Not settled.
    Open,
    /// Refused, and the last of their object: what a person has to look at. What staff took back is left out.
    Refused,
    /// All, settled ones too.
    All,
}

/// A page of submissions, the latest first.
#[derive(Clone, Debug)]
pub struct SubmissionQuery {
    /// The shop.
    pub shop: ShopId,
    /// Which.
    pub filter: SubmissionFilter,
    /// Only those of a batch.
    pub batch: Option<BatchId>,
    /// `next` of the page before.
    pub before: Option<i64>,
    /// Rows.
    pub limit: u32,
}

/// What staff deleted since needs nobody any more, unless it is the deletion that was refused.
const REFUSED: &str = "state = 'rejected' AND coalesce(cause, '') <> 'cancelled' AND NOT EXISTS (
    SELECT 1 FROM submissions AS after WHERE after.object_kind = one.object_kind
      AND after.object_id = one.object_id AND after.seq > one.seq)
    AND (kind IN ('goods-delete', 'room-delete', 'role-remove') OR NOT EXISTS (
      SELECT 1 FROM goods WHERE one.object_kind = 'goods' AND id = one.object_id AND deleted_ms IS NOT NULL
      UNION ALL SELECT 1 FROM rooms WHERE one.object_kind = 'room' AND id = one.object_id AND deleted_ms IS NOT NULL
      UNION ALL SELECT 1 FROM rooms WHERE one.object_kind = 'shelf' AND id = substr(one.object_id, 1, 36)
        AND deleted_ms IS NOT NULL
      UNION ALL SELECT 1 FROM members WHERE one.object_kind = 'member' AND id = one.object_id AND deleted_ms IS NOT NULL))";

/// One page of submissions, the latest first.
pub fn list(conn: &Connection, query: &SubmissionQuery) -> Result<Page<SubmissionRow, i64>, StoreError> {
    let filter = match query.filter {
        SubmissionFilter::Open => "state NOT IN ('accepted', 'rejected')",
        SubmissionFilter::Refused => REFUSED,
        SubmissionFilter::All => "1",
    };
    let batch = if query.batch.is_some() { "batch_id = :batch" } else { ":batch IS NULL" };
    let sql = format!(
        "SELECT * FROM submissions AS one WHERE {filter} AND {batch} AND shop_id = :shop AND seq < :before
        ORDER BY seq DESC LIMIT :limit"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let values = named_params! {
        ":shop": Text(query.shop), ":batch": query.batch.map(Text), ":before": query.before.unwrap_or(i64::MAX),
        ":limit": i64::from(query.limit) + 1,
    };
    let rows = statement.query_map(values, |row| Ok((row.get::<_, i64>("seq")?, read(row)?)))?;
    let page = Page::cut(rows.collect::<Result<Vec<_>, _>>()?, query.limit, |(seq, _)| *seq);
    Ok(Page { rows: page.rows.into_iter().map(|(_, row)| row).collect(), next: page.next })
}

/// Submissions by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateCounts {
    /// To be sent.
    pub queued: u32,
    /// On their way.
    pub sending: u32,
    /// Waiting.
    pub waiting: u32,
    /// In doubt.
    pub unknown: u32,
    /// Taken by the platform; only counted in a batch.
    pub accepted: u32,
    /// Refused, and the last of their object.
    pub rejected: u32,
    /// Taken back by staff; only counted in a batch.
    pub cancelled: u32,
}

impl StateCounts {
    /// Not settled.
    pub const fn open(&self) -> u32 {
        self.queued + self.sending + self.waiting + self.unknown
    }

    /// All.
    pub const fn total(&self) -> u32 {
        self.open() + self.accepted + self.rejected + self.cancelled
    }
}

/// Submissions of the shop by state, or of one of its batches.
pub fn counts(conn: &Connection, shop: ShopId, batch: Option<BatchId>) -> Result<StateCounts, StoreError> {
    let mut counts = StateCounts::default();
    let mut note = |state: &str, cancelled: bool, count: u32| match SubmissionState::from_name(state) {
        Some(SubmissionState::Queued) => counts.queued += count,
        Some(SubmissionState::Sending) => counts.sending += count,
        Some(SubmissionState::Waiting) => counts.waiting += count,
        Some(SubmissionState::Unknown) => counts.unknown += count,
        Some(SubmissionState::Accepted) => counts.accepted += count,
        Some(SubmissionState::Rejected) if cancelled => counts.cancelled += count,
        Some(SubmissionState::Rejected) => counts.rejected += count,
        None => {}
    };
    let each = |row: &rusqlite::Row| Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?, row.get::<_, u32>(2)?));
    let counted: Vec<_> = match batch {
        Some(batch) => {
            let sql = "SELECT state, coalesce(cause, '') = 'cancelled' AS back, count(*) FROM submissions
                WHERE batch_id = ?1 GROUP BY state, back";
            conn.prepare_cached(sql)?.query_map([Text(batch)], each)?.collect::<Result<_, _>>()?
        }
        None => {
            let sql = format!(
                "SELECT state, 0, count(*) FROM submissions
                WHERE state NOT IN ('accepted', 'rejected') AND shop_id = ?1 GROUP BY state
                UNION ALL SELECT 'rejected', 0, count(*) FROM submissions AS one WHERE {REFUSED} AND shop_id = ?1"
            );
            conn.prepare_cached(&sql)?.query_map([Text(shop)], each)?.collect::<Result<_, _>>()?
        }
    };
    for (state, cancelled, count) in counted {
        note(&state, cancelled, count);
    }
    Ok(counts)
}

#[cfg(test)]
mod tests;
