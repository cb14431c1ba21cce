//! What was published of the storefront, version by version: known here while the folder is out of reach.

use super::column::Text;
use crate::StoreError;
use kaibo_domain::ShopId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// A published version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorefrontVersionRow {
    /// Its number.
    pub version: u32,
    /// When it was published, UTC milliseconds.
    pub published_ms: i64,
    /// The document as it was published.
    pub document: String,
    /// Whether another program published it.
    pub elsewhere: bool,
}

fn read(row: &Row) -> rusqlite::Result<StorefrontVersionRow> {
    Ok(StorefrontVersionRow {
        version: row.get("version")?,
        published_ms: row.get("published_ms")?,
        document: row.get("document")?,
        elsewhere: row.get("elsewhere")?,
    })
}

/// The shop's versions, the newest first, at most `limit`.
pub fn list(conn: &Connection, shop: ShopId, limit: u32) -> Result<Vec<StorefrontVersionRow>, StoreError> {
    let sql = "SELECT * FROM storefront_versions WHERE shop_id = ?1 ORDER BY version DESC LIMIT ?2";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_map(params![Text(shop), limit], read)?.collect::<Result<_, _>>()?)
}

/// One version.
pub fn get(conn: &Connection, shop: ShopId, version: u32) -> Result<Option<StorefrontVersionRow>, StoreError> {
    let sql = "SELECT * FROM storefront_versions WHERE shop_id = ?1 AND version = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_one(params![Text(shop), version], read).optional()?)
}

/// The highest number that was ever used; 0 before the first.
pub fn highest(conn: &Connection, shop: ShopId) -> Result<u32, StoreError> {
    let sql = "SELECT coalesce(max(version), 0) FROM storefront_versions WHERE shop_id = ?1";
    Ok(conn.prepare_cached(sql)?.query_one([Text(shop)], |row| row.get(0))?)
}

/// Keeps a version, and no more than the newest `kept`.
pub fn put(tx: &Transaction, shop: ShopId, row: &StorefrontVersionRow, kept: u32) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO storefront_versions (shop_id, version, published_ms, document, elsewhere)
        VALUES (?1, ?2, ?3, ?4, ?5)";
    let values = params![Text(shop), row.version, row.published_ms, row.document, row.elsewhere];
    tx.prepare_cached(sql)?.execute(values)?;
    let sql = "DELETE FROM storefront_versions WHERE shop_id = ?1 AND version NOT IN
        (SELECT version FROM storefront_versions WHERE shop_id = ?1 ORDER BY version DESC LIMIT ?2)
        AND version NOT IN (SELECT current_version FROM storefronts WHERE shop_id = ?1 AND current_version IS NOT NULL)";
    tx.prepare_cached(sql)?.execute(params![Text(shop), kept])?;
    Ok(())
}
