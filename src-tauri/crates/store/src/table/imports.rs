//! Imports of goods: which there were, and what each made or changed, so that it can be taken back.

use super::column::{Text, id, wire};
use crate::StoreError;
use kaibo_domain::{GoodsId, ImportId, PriceKind, ShopId};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// An import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    /// Id.
    pub id: ImportId,
    /// Shop.
    pub shop_id: ShopId,
    /// The file's name, to recognise it.
    pub file_name: String,
    /// When; the goods have it as their last edit until somebody edits them.
    pub created_ms: i64,
    /// When it was taken back.
    pub undone_ms: Option<i64>,
}

/// A good that an import made or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRow {
    /// The good.
    pub goods_id: GoodsId,
    /// Its revision after the import.
    pub revision: u32,
    /// What it was before, as the console wrote it down; `None` for one that was made.
    pub before: Option<String>,
}

/// An import in the list, with how many goods it made and changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The import.
    pub import: ImportRow,
    /// Goods that it made.
    pub made: u32,
    /// Goods that it changed.
    pub changed: u32,
}

/// What a good is recognised by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The good.
    pub id: GoodsId,
    /// 商家编码.
    pub code: String,
    /// Name as typed.
    pub name: String,
    /// Price form.
    pub price_kind: PriceKind,
    /// First amount as typed.
    pub price_text: String,
    /// Second amount as typed.
    pub price2_text: String,
}

fn read(row: &Row) -> rusqlite::Result<ImportRow> {
    Ok(ImportRow {
        id: id(row, "id")?,
        shop_id: id(row, "shop_id")?,
        file_name: row.get("file_name")?,
        created_ms: row.get("created_ms")?,
        undone_ms: row.get("undone_ms")?,
    })
}

/// Adds an import.
pub fn insert(tx: &Transaction, import: &ImportRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO imports (id, shop_id, file_name, created_ms, undone_ms) VALUES (?1, ?2, ?3, ?4, ?5)";
    let ImportRow { id, shop_id, file_name, created_ms, undone_ms } = import;
    tx.execute(sql, params![Text(*id), Text(*shop_id), file_name, created_ms, undone_ms])?;
    Ok(())
}

/// Notes a good that the import made or changed.
pub fn insert_goods(tx: &Transaction, import: ImportId, good: &ImportedRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO import_goods (import_id, goods_id, revision, before) VALUES (?1, ?2, ?3, ?4)";
    tx.prepare_cached(sql)?.execute(params![Text(import), Text(good.goods_id), good.revision, good.before])?;
    Ok(())
}

/// The import of that id.
pub fn get(conn: &Connection, import: ImportId) -> Result<Option<ImportRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM imports WHERE id = ?1")?;
    Ok(statement.query_one([Text(import)], read).optional()?)
}

/// The shop's latest imports, newest first.
pub fn list(conn: &Connection, shop: ShopId, limit: u32) -> Result<Vec<Listed>, StoreError> {
    let sql = "SELECT imports.*, count(goods_id) - count(before) AS made, count(before) AS changed
        FROM imports LEFT JOIN import_goods ON import_id = id
        WHERE shop_id = ?1 GROUP BY id ORDER BY created_ms DESC, id DESC LIMIT ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let listed = |row: &Row| Ok(Listed { import: read(row)?, made: row.get("made")?, changed: row.get("changed")? });
    let rows = statement.query_map(params![Text(shop), limit], listed)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The goods that an import made or changed.
pub fn goods(conn: &Connection, import: ImportId) -> Result<Vec<ImportedRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM import_goods WHERE import_id = ?1 ORDER BY goods_id")?;
    let read = |row: &Row| {
        Ok(ImportedRow { goods_id: id(row, "goods_id")?, revision: row.get("revision")?, before: row.get("before")? })
    };
    let rows = statement.query_map([Text(import)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that an import was taken back.
pub fn mark_undone(tx: &Transaction, import: ImportId, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE imports SET undone_ms = ?2 WHERE id = ?1 AND undone_ms IS NULL";
    if tx.execute(sql, params![Text(import), now_ms])? == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// What every good of the shop is recognised by.
pub fn identities(conn: &Connection, shop: ShopId) -> Result<Vec<Identity>, StoreError> {
    let sql = "SELECT id, code, name, price_kind, price_text, price2_text FROM goods
        WHERE shop_id = ?1 AND deleted_ms IS NULL";
    let mut statement = conn.prepare_cached(sql)?;
    let read = |row: &Row| {
        Ok(Identity {
            id: id(row, "id")?,
            code: row.get("code")?,
            name: row.get("name")?,
            price_kind: wire(row, "price_kind", PriceKind::from_wire)?,
            price_text: row.get("price_text")?,
            price2_text: row.get("price2_text")?,
        })
    };
    let rows = statement.query_map([Text(shop)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
