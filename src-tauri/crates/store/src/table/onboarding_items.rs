//! What staff noted of items of the checklists, by the item's name in the pack.

use super::column::{Json, Text};
use crate::StoreError;
use kaibo_domain::{ShopId, onboarding::ItemNote};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::collections::BTreeMap;

/// A note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemRow {
    /// What was noted.
    pub draft: ItemNote,
    /// Counts changes; 0 before the first.
    pub revision: u32,
}

/// All notes of a shop.
pub fn all(conn: &Connection, shop: ShopId) -> Result<BTreeMap<String, ItemRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT item, draft, revision FROM onboarding_items WHERE shop_id = ?1")?;
    let rows = statement.query_map([Text(shop)], |row| {
        let note = ItemRow { draft: row.get::<_, Json<_>>("draft")?.0, revision: row.get("revision")? };
        Ok((row.get::<_, String>("item")?, note))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The note of an item; empty where there is none.
pub fn get(conn: &Connection, shop: ShopId, item: &str) -> Result<ItemRow, StoreError> {
    let sql = "SELECT draft, revision FROM onboarding_items WHERE shop_id = ?1 AND item = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let row = statement.query_one(params![Text(shop), item], |row| {
        Ok(ItemRow { draft: row.get::<_, Json<_>>("draft")?.0, revision: row.get("revision")? })
    });
    Ok(row.optional()?.unwrap_or_default())
}

/// Keeps a note and says the revision.
pub fn put(tx: &Transaction, shop: ShopId, item: &str, draft: &ItemNote, now_ms: i64) -> Result<u32, StoreError> {
    let sql = "INSERT INTO onboarding_items (shop_id, item, draft, revision, updated_ms) VALUES (?1, ?2, ?3, 1, ?4)
        ON CONFLICT (shop_id, item) DO UPDATE SET draft = ?3, revision = revision + 1, updated_ms = ?4
        RETURNING revision";
    Ok(tx.prepare_cached(sql)?.query_one(params![Text(shop), item, Json(draft), now_ms], |row| row.get(0))?)
}
