//! Pages of papers that the platform has, by what it calls them (`file_id`).

use super::column::Text;
use crate::{BlobId, StoreError};
use kaibo_domain::ShopId;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// What the shop's platform calls a page; `None` where it has none of those bytes.
pub fn get(conn: &Connection, shop: ShopId, blob: BlobId) -> Result<Option<String>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT file_id FROM uploaded_pages WHERE shop_id = ?1 AND blob = ?2")?;
    Ok(statement.query_one(params![Text(shop), Text(blob)], |row| row.get(0)).optional()?)
}

/// Notes that the platform has a page.
pub fn put(tx: &Transaction, shop: ShopId, blob: BlobId, file_id: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO uploaded_pages (shop_id, blob, file_id) VALUES (?1, ?2, ?3)
        ON CONFLICT (shop_id, blob) DO UPDATE SET file_id = ?3";
    tx.prepare_cached(sql)?.execute(params![Text(shop), Text(blob), file_id])?;
    Ok(())
}

/// Forgets what the platform said it does not have.
pub fn forget(tx: &Transaction, file_id: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM uploaded_pages WHERE file_id = ?1", [file_id])?;
    Ok(())
}
