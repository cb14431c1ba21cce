//! Who the merchant is, once for each shop.

use super::column::{Json, Text};
use crate::StoreError;
use kaibo_domain::{ShopId, vault::EntityDraft};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// The merchant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntityRow {
    /// As typed.
    pub draft: EntityDraft,
    /// Counts changes; 0 before the first.
    pub revision: u32,
}

/// The shop's merchant; empty where nobody has said.
pub fn get(conn: &Connection, shop: ShopId) -> Result<EntityRow, StoreError> {
    let mut statement = conn.prepare_cached("SELECT draft, revision FROM entities WHERE shop_id = ?1")?;
    let row = statement.query_one([Text(shop)], |row| {
        Ok(EntityRow { draft: row.get::<_, Json<_>>("draft")?.0, revision: row.get("revision")? })
    });
    Ok(row.optional()?.unwrap_or_default())
}

/// Deletes the merchant of every shop.
pub fn delete_all(tx: &Transaction) -> Result<(), StoreError> {
    tx.execute("DELETE FROM entities", [])?;
    Ok(())
}

/// Keeps the merchant and says the revision.
pub fn put(tx: &Transaction, shop: ShopId, draft: &EntityDraft, now_ms: i64) -> Result<u32, StoreError> {
    let sql = "INSERT INTO entities (shop_id, draft, revision, updated_ms) VALUES (?1, ?2, 1, ?3)
        ON CONFLICT (shop_id) DO UPDATE SET draft = ?2, revision = revision + 1, updated_ms = ?3 RETURNING revision";
    Ok(tx.prepare_cached(sql)?.query_one(params![Text(shop), Json(draft), now_ms], |row| row.get(0))?)
}
