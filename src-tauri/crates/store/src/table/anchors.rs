//! Anchors (主播) whom the shop knows.

use super::column::{Text, id};
use crate::StoreError;
use kaibo_domain::{AnchorId, ShopId};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// An anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnchorRow {
    /// Id.
    pub id: AnchorId,
    /// Shop.
    pub shop_id: ShopId,
    /// Nickname.
    pub name: String,
    /// WeChat id, once per shop.
    pub wechat: String,
    /// Whether the platform took them as verified by real name; `None` before it said so.
    pub verified: Option<bool>,
    /// Made.
    pub created_ms: i64,
}

fn read(row: &Row) -> rusqlite::Result<AnchorRow> {
    Ok(AnchorRow {
        id: id(row, "id")?,
        shop_id: id(row, "shop_id")?,
        name: row.get("name")?,
        wechat: row.get("wechat")?,
        verified: row.get("verified")?,
        created_ms: row.get("created_ms")?,
    })
}

/// Adds an anchor; [`StoreError::Taken`] if the shop knows the WeChat id.
pub fn insert(tx: &Transaction, anchor: &AnchorRow) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO anchors (id, shop_id, name, wechat, verified, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![Text(anchor.id), Text(anchor.shop_id), anchor.name, anchor.wechat, anchor.verified, anchor.created_ms],
    )?;
    Ok(())
}

/// The anchor of that id.
pub fn get(conn: &Connection, anchor: AnchorId) -> Result<Option<AnchorRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM anchors WHERE id = ?1")?;
    Ok(statement.query_one([Text(anchor)], read).optional()?)
}

/// The shop's anchor of that WeChat id.
pub fn find(conn: &Connection, shop: ShopId, wechat: &str) -> Result<Option<AnchorRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM anchors WHERE shop_id = ?1 AND wechat = ?2")?;
    Ok(statement.query_one(params![Text(shop), wechat], read).optional()?)
}

/// The shop's anchors, first made first.
pub fn list(conn: &Connection, shop: ShopId) -> Result<Vec<AnchorRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM anchors WHERE shop_id = ?1 ORDER BY created_ms, id")?;
    let rows = statement.query_map([Text(shop)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Changes the nickname.
pub fn rename(tx: &Transaction, anchor: AnchorId, name: &str) -> Result<(), StoreError> {
    change(tx.execute("UPDATE anchors SET name = ?2 WHERE id = ?1", params![Text(anchor), name])?)
}

/// Notes what the platform said of the anchor's verification.
pub fn set_verified(tx: &Transaction, anchor: AnchorId, verified: bool) -> Result<(), StoreError> {
    change(tx.execute("UPDATE anchors SET verified = ?2 WHERE id = ?1", params![Text(anchor), verified])?)
}

/// Removes the anchor; rooms keep the name and the WeChat id they were made with.
pub fn remove(tx: &Transaction, anchor: AnchorId) -> Result<(), StoreError> {
    change(tx.execute("DELETE FROM anchors WHERE id = ?1", [Text(anchor)])?)
}

fn change(rows: usize) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
