//! Shop profiles.

use super::column::{Text, id, named};
use crate::StoreError;
use kaibo_domain::ShopId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

named! {
    /// What a shop points at.
    ShopKind {
        /// The practice platform.
        Practice = "practice",
        /// The platform itself.
        Real = "real",
    }
}

/// A shop profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShopRow {
    /// Id.
    pub id: ShopId,
    /// Name.
    pub name: String,
    /// What it points at.
    pub kind: ShopKind,
    /// AppID of its mini program.
    pub app_id: String,
    /// Made.
    pub created_ms: i64,
    /// Last chosen in the window.
    pub last_used_ms: i64,
}

fn read(row: &Row) -> rusqlite::Result<ShopRow> {
    Ok(ShopRow {
        id: id(row, "id")?,
        name: row.get("name")?,
        kind: row.get("kind")?,
        app_id: row.get("app_id")?,
        created_ms: row.get("created_ms")?,
        last_used_ms: row.get("last_used_ms")?,
    })
}

/// Adds a shop.
pub fn insert(tx: &Transaction, shop: &ShopRow) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO shops (id, name, kind, app_id, created_ms, last_used_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![Text(shop.id), shop.name, shop.kind, shop.app_id, shop.created_ms, shop.last_used_ms],
    )?;
    Ok(())
}

/// The shop of that id.
pub fn get(conn: &Connection, shop: ShopId) -> Result<Option<ShopRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM shops WHERE id = ?1")?;
    Ok(statement.query_one([Text(shop)], read).optional()?)
}

/// All shops, last used first.
pub fn list(conn: &Connection) -> Result<Vec<ShopRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM shops ORDER BY last_used_ms DESC, id")?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Gives the shop another name.
pub fn rename(tx: &Transaction, shop: ShopId, name: &str) -> Result<(), StoreError> {
    let changed = tx.execute("UPDATE shops SET name = ?2 WHERE id = ?1", params![Text(shop), name])?;
    if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Points the shop at an account of the platform.
pub fn set_app_id(tx: &Transaction, shop: ShopId, app_id: &str) -> Result<(), StoreError> {
    let changed = tx.execute("UPDATE shops SET app_id = ?2 WHERE id = ?1", params![Text(shop), app_id])?;
    if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Notes that the shop was chosen.
pub fn touch(tx: &Transaction, shop: ShopId, now_ms: i64) -> Result<(), StoreError> {
    let changed = tx.execute("UPDATE shops SET last_used_ms = ?2 WHERE id = ?1", params![Text(shop), now_ms])?;
    if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
