//! Who read the platform's terms, when, and of which version. A reading is added, never changed.

use super::column::Text;
use crate::StoreError;
use kaibo_domain::ShopId;
use rusqlite::{Connection, Transaction, params};

/// A reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingRow {
    /// The item of the checklist that asks for it.
    pub item: String,
    /// When, UTC milliseconds.
    pub read_ms: i64,
    /// Who, as they gave their name.
    pub reader: String,
    /// The version of the terms.
    pub version: String,
}

/// All readings of a shop, the latest first.
pub fn all(conn: &Connection, shop: ShopId) -> Result<Vec<ReadingRow>, StoreError> {
    let sql =
        "SELECT item, read_ms, reader, version FROM terms_readings WHERE shop_id = ?1 ORDER BY read_ms DESC, item";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([Text(shop)], |row| {
        Ok(ReadingRow {
            item: row.get("item")?,
            read_ms: row.get("read_ms")?,
            reader: row.get("reader")?,
            version: row.get("version")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes a reading; the same moment twice is one.
pub fn add(tx: &Transaction, shop: ShopId, row: &ReadingRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO terms_readings (shop_id, item, read_ms, reader, version) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO NOTHING";
    let values = params![Text(shop), row.item, row.read_ms, row.reader, row.version];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}
