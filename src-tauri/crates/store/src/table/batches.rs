//! Batches: what was submitted in one go, shown and paused together. Each thing in it succeeds or fails for itself.

use super::{
    column::{Text, id},
    submissions::SubmissionKind,
};
use crate::StoreError;
use kaibo_domain::{BatchId, ShopId};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// A batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchRow {
    /// Id.
    pub id: BatchId,
    /// Shop.
    pub shop_id: ShopId,
    /// What its submissions do.
    pub kind: SubmissionKind,
    /// Whether nothing of it is to be sent for now.
    pub paused: bool,
    /// Submitted.
    pub created_ms: i64,
}

fn read(row: &Row) -> rusqlite::Result<BatchRow> {
    Ok(BatchRow {
        id: id(row, "id")?,
        shop_id: id(row, "shop_id")?,
        kind: row.get("kind")?,
        paused: row.get("paused")?,
        created_ms: row.get("created_ms")?,
    })
}

/// Adds a batch.
pub fn insert(tx: &Transaction, batch: &BatchRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO batches (id, shop_id, kind, paused, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)";
    tx.execute(sql, params![Text(batch.id), Text(batch.shop_id), batch.kind, batch.paused, batch.created_ms])?;
    Ok(())
}

/// The batch of that id.
pub fn get(conn: &Connection, batch: BatchId) -> Result<Option<BatchRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM batches WHERE id = ?1")?;
    Ok(statement.query_one([Text(batch)], read).optional()?)
}

/// The shop's batches, the latest first; at most `limit`.
pub fn list(conn: &Connection, shop: ShopId, limit: u32) -> Result<Vec<BatchRow>, StoreError> {
    let sql = "SELECT * FROM batches WHERE shop_id = ?1 ORDER BY created_ms DESC, id DESC LIMIT ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params![Text(shop), limit], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Pauses a batch, or lets it go on; [`StoreError::NotFound`] when there is none.
pub fn set_paused(tx: &Transaction, batch: BatchId, paused: bool) -> Result<(), StoreError> {
    let changed = tx.execute("UPDATE batches SET paused = ?2 WHERE id = ?1", params![Text(batch), paused])?;
    if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
