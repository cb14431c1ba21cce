//! What became of a good, in order: written in the transaction of what it tells.

use super::column::{Text, named};
use crate::StoreError;
use kaibo_domain::GoodsId;
use rusqlite::{Connection, Row, Transaction, params};

named! {
    /// What became of it.
    GoodsEvent {
        /// Made here.
        Drafted = "drafted",
        /// Made here after another good.
        Copied = "copied",
        /// Made, or changed, by an import.
        Imported = "imported",
        /// The import that made or changed it was taken back.
        ImportUndone = "import-undone",
        /// Put into the outbox.
        Submitted = "submitted",
        /// The platform has it: its audit began.
        Accepted = "accepted",
        /// Found on the platform after a lost reply.
        Adopted = "adopted",
        /// Its audit was passed.
        Approved = "approved",
        /// Its audit was not passed.
        Rejected = "rejected",
        /// Withdrawn from its audit.
        Withdrawn = "withdrawn",
        /// The platform has another price of it; `detail` holds `from` and `to`.
        PriceChanged = "price-changed",
        /// Somebody else deleted it on the platform.
        Gone = "gone",
    }
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoodsEventRow {
    /// What.
    pub event: GoodsEvent,
    /// What belongs to it, as JSON.
    pub detail: Option<String>,
    /// When, UTC milliseconds.
    pub at_ms: i64,
}

fn read(row: &Row) -> rusqlite::Result<GoodsEventRow> {
    Ok(GoodsEventRow { event: row.get("event")?, detail: row.get("detail")?, at_ms: row.get("at_ms")? })
}

/// Writes an event down.
pub fn add(
    tx: &Transaction,
    good: GoodsId,
    event: GoodsEvent,
    detail: Option<&str>,
    now_ms: i64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO goods_events (goods_id, event, detail, at_ms) VALUES (?1, ?2, ?3, ?4)";
    tx.prepare_cached(sql)?.execute(params![Text(good), event, detail, now_ms])?;
    Ok(())
}

/// The latest events of a good, first one first; at most `limit`.
pub fn list(conn: &Connection, good: GoodsId, limit: u32) -> Result<Vec<GoodsEventRow>, StoreError> {
    let sql = "SELECT * FROM goods_events WHERE goods_id = ?1 ORDER BY seq DESC LIMIT ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query_map(params![Text(good), limit], read)?.collect::<Result<Vec<_>, _>>()?;
    rows.reverse();
    Ok(rows)
}
