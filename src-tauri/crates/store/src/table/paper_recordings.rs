//! Recordings of papers: one of a paper, and no pages then.

use super::column::{Text, id};
use crate::{BlobId, StoreError};
use kaibo_domain::{PaperId, ShopId};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// A recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingRow {
    /// Where its bytes are in the vault.
    pub blob: BlobId,
    /// The name of the file it came from.
    pub name: String,
    /// How it is wrapped: `mp4` or `mov`.
    pub container: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Size.
    pub bytes: u64,
    /// Length in milliseconds, if its head says.
    pub duration_ms: Option<u64>,
}

fn read(row: &Row) -> rusqlite::Result<RecordingRow> {
    // Both were never negative when they were written.
    let unsigned = |value: i64| value.unsigned_abs();
    Ok(RecordingRow {
        blob: id(row, "blob")?,
        name: row.get("name")?,
        container: row.get("container")?,
        width: row.get("width")?,
        height: row.get("height")?,
        bytes: unsigned(row.get("bytes")?),
        duration_ms: row.get::<_, Option<i64>>("duration_ms")?.map(unsigned),
    })
}

/// Gives a paper its recording.
pub fn insert(tx: &Transaction, paper: PaperId, row: &RecordingRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO paper_recordings (paper_id, blob, name, container, width, height, bytes, duration_ms)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let RecordingRow { blob, name, container, width, height, bytes, duration_ms } = row;
    // Neither a disk nor a life is long enough for more.
    let [bytes, duration] = [Some(*bytes), *duration_ms].map(|value| value.map(|value| value as i64));
    let values = params![Text(paper), Text(*blob), name, container, width, height, bytes, duration];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// The recording of a paper, if it has one.
pub fn get(conn: &Connection, paper: PaperId) -> Result<Option<RecordingRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM paper_recordings WHERE paper_id = ?1")?;
    Ok(statement.query_one([Text(paper)], read).optional()?)
}

/// The shop's paper whose recording has these bytes.
pub fn find(conn: &Connection, shop: ShopId, blob: BlobId) -> Result<Option<PaperId>, StoreError> {
    let sql = "SELECT papers.id AS id FROM paper_recordings JOIN papers ON papers.id = paper_recordings.paper_id
        WHERE paper_recordings.blob = ?1 AND papers.shop_id = ?2 ORDER BY papers.created_ms LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_one(params![Text(blob), Text(shop)], |row| id(row, "id")).optional()?)
}
