//! What the platform itself says of its categories, and what changed in them.

use super::column::{Json, Text, id};
use crate::StoreError;
use kaibo_domain::{
    Fen, ShopId,
    category::said::{FactChange, LeafRules, LeafSaid, PathNode},
    platform::shop::id::CatId,
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// A leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeafRow {
    /// Which.
    pub cat_id: CatId,
    /// The category of the second level that it is in.
    pub second_id: CatId,
    /// Its path, root first.
    pub path: Vec<PathNode>,
    /// What category/all says.
    pub said: LeafSaid,
    /// What category/detail says, and when it was read.
    pub rules: Option<(LeafRules, i64)>,
    /// Since then the platform does not list it.
    pub retired_ms: Option<i64>,
}

/// What of a leaf the list of categories needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeafPlace {
    /// The category of the second level that it is in.
    pub second_id: CatId,
    /// Its path, root first.
    pub path: Vec<PathNode>,
    /// 定向准入, once category/detail was read.
    pub gated: Option<bool>,
    /// Whether the platform does not list it any more.
    pub retired: bool,
}

/// A change of a leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    /// Which leaf.
    pub cat_id: CatId,
    /// When it was read.
    pub at_ms: i64,
    /// What changed.
    pub changes: Vec<FactChange>,
}

fn read(row: &Row) -> rusqlite::Result<LeafRow> {
    let rules = match row.get::<_, Option<i64>>("rules_ms")? {
        None => None,
        Some(read_ms) => Some((
            LeafRules {
                gated: row.get("gated")?,
                brand_limited: row.get("brand_limited")?,
                deposit: Fen(row.get("deposit")?),
            },
            read_ms,
        )),
    };
    Ok(LeafRow {
        cat_id: id(row, "cat_id")?,
        second_id: id(row, "second_id")?,
        path: row.get::<_, Json<_>>("path")?.0,
        said: row.get::<_, Json<_>>("said")?.0,
        rules,
        retired_ms: row.get("retired_ms")?,
    })
}

fn read_place(row: &Row) -> rusqlite::Result<LeafPlace> {
    Ok(LeafPlace {
        second_id: id(row, "second_id")?,
        path: row.get::<_, Json<_>>("path")?.0,
        gated: row.get("gated")?,
        retired: row.get("retired")?,
    })
}

/// All leaves.
pub fn list(conn: &Connection, shop: ShopId) -> Result<Vec<LeafRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM platform_categories WHERE shop_id = ?1")?;
    let rows = statement.query_map([Text(shop)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The leaves of a category of the second level.
pub fn of_second(conn: &Connection, shop: ShopId, second: CatId) -> Result<Vec<LeafRow>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT * FROM platform_categories WHERE shop_id = ?1 AND second_id = ?2")?;
    let rows = statement.query_map(params![Text(shop), Text(second)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Where all leaves are.
pub fn places(conn: &Connection, shop: ShopId) -> Result<Vec<LeafPlace>, StoreError> {
    let sql = "SELECT second_id, path, gated, retired_ms IS NOT NULL AS retired FROM platform_categories
        WHERE shop_id = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([Text(shop)], read_place)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Where a leaf is.
pub fn place_of(conn: &Connection, shop: ShopId, cat: CatId) -> Result<Option<LeafPlace>, StoreError> {
    let sql = "SELECT second_id, path, gated, retired_ms IS NOT NULL AS retired FROM platform_categories
        WHERE shop_id = ?1 AND cat_id = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_one(params![Text(shop), Text(cat)], read_place).optional()?)
}

/// Keeps what category/all says of a leaf: it is listed.
pub fn put(
    tx: &Transaction,
    shop: ShopId,
    (cat, second): (CatId, CatId),
    path: &[PathNode],
    said: &LeafSaid,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO platform_categories (shop_id, cat_id, second_id, path, said) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (shop_id, cat_id) DO UPDATE SET second_id = ?3, path = ?4, said = ?5, retired_ms = NULL";
    let values = params![Text(shop), Text(cat), Text(second), Json(path), Json(said)];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// Keeps what category/detail says of a leaf.
pub fn put_rules(tx: &Transaction, shop: ShopId, cat: CatId, rules: &LeafRules, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE platform_categories SET gated = ?3, brand_limited = ?4, deposit = ?5, rules_ms = ?6
        WHERE shop_id = ?1 AND cat_id = ?2";
    let values = params![Text(shop), Text(cat), rules.gated, rules.brand_limited, rules.deposit.0, now_ms];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// Notes that the platform does not list a leaf any more.
pub fn retire(tx: &Transaction, shop: ShopId, cat: CatId, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE platform_categories SET retired_ms = ?3 WHERE shop_id = ?1 AND cat_id = ?2";
    tx.prepare_cached(sql)?.execute(params![Text(shop), Text(cat), now_ms])?;
    Ok(())
}

/// Notes what changed in a leaf; a second change of the same moment stands behind the first.
pub fn note_changes(tx: &Transaction, shop: ShopId, change: &ChangeRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO category_changes (shop_id, cat_id, at_ms, changes) VALUES (?1, ?2,
            max(?3, coalesce((SELECT max(at_ms) + 1 FROM category_changes WHERE shop_id = ?1 AND cat_id = ?2), 0)), ?4)";
    let values = params![Text(shop), Text(change.cat_id), change.at_ms, Json(&change.changes)];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// The last changes of the leaves of a category of the second level, the latest first.
pub fn changes_of(conn: &Connection, shop: ShopId, second: CatId, limit: u32) -> Result<Vec<ChangeRow>, StoreError> {
    let sql = "SELECT cat_id, at_ms, changes FROM category_changes JOIN platform_categories USING (shop_id, cat_id)
        WHERE shop_id = ?1 AND second_id = ?2 ORDER BY at_ms DESC, cat_id LIMIT ?3";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params![Text(shop), Text(second), limit], |row| {
        Ok(ChangeRow {
            cat_id: id(row, "cat_id")?,
            at_ms: row.get("at_ms")?,
            changes: row.get::<_, Json<_>>("changes")?.0,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
