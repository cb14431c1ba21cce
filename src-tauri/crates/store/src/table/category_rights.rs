//! The shop's rights to categories, as the platform says.

use super::column::{Text, id, wire};
use crate::StoreError;
use kaibo_domain::{
    ShopId,
    platform::shop::{id::CatId, state::RelationStatus},
};
use rusqlite::{Connection, Row, Transaction, params};

/// A right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightRow {
    /// To which leaf.
    pub cat_id: CatId,
    /// Whether it is in force.
    pub status: RelationStatus,
    /// Why it is not; empty while it is.
    pub reason: String,
    /// Since when.
    pub since_ms: Option<i64>,
    /// Until when; `None` while in force.
    pub until_ms: Option<i64>,
    /// Whether staff have seen that it lapsed.
    pub settled: bool,
}

fn read(row: &Row) -> rusqlite::Result<RightRow> {
    Ok(RightRow {
        cat_id: id(row, "cat_id")?,
        status: wire(row, "status", RelationStatus::from_wire)?,
        reason: row.get("reason")?,
        since_ms: row.get("since_ms")?,
        until_ms: row.get("until_ms")?,
        settled: row.get("settled")?,
    })
}

/// All rights of a shop.
pub fn list(conn: &Connection, shop: ShopId) -> Result<Vec<RightRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM category_rights WHERE shop_id = ?1 ORDER BY cat_id")?;
    let rows = statement.query_map([Text(shop)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps a right.
pub fn put(tx: &Transaction, shop: ShopId, right: &RightRow) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO category_rights (shop_id, cat_id, status, reason, since_ms, until_ms, settled)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let RightRow { cat_id, status, reason, since_ms, until_ms, settled } = right;
    let values = params![Text(shop), Text(cat_id), status.wire(), reason, since_ms, until_ms, settled];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// Notes that staff have seen that the right lapsed.
pub fn settle(tx: &Transaction, shop: ShopId, cat: CatId) -> Result<(), StoreError> {
    let sql = "UPDATE category_rights SET settled = 1 WHERE shop_id = ?1 AND cat_id = ?2";
    tx.prepare_cached(sql)?.execute(params![Text(shop), Text(cat)])?;
    Ok(())
}
