//! Notes of staff on rejections, found again by the name and the picture that the good had.

use super::column::{Text, id};
use crate::StoreError;
use kaibo_domain::{GoodsId, RejectNoteId, ShopId};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params};

/// A note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectNoteRow {
    /// Id.
    pub id: RejectNoteId,
    /// The good.
    pub goods_id: GoodsId,
    /// The name it had, as names are compared.
    pub name: String,
    /// The picture it had.
    pub picture_blob: Option<String>,
    /// Why it was rejected, as staff think.
    pub reason: String,
    /// What helped.
    pub fix: String,
    /// Begun.
    pub created_ms: i64,
    /// Last written.
    pub updated_ms: i64,
}

fn read(row: &Row) -> rusqlite::Result<RejectNoteRow> {
    Ok(RejectNoteRow {
        id: id(row, "id")?,
        goods_id: id(row, "goods_id")?,
        name: row.get("name")?,
        picture_blob: row.get("picture_blob")?,
        reason: row.get("reason")?,
        fix: row.get("fix")?,
        created_ms: row.get("created_ms")?,
        updated_ms: row.get("updated_ms")?,
    })
}

/// Adds a note.
pub fn insert(tx: &Transaction, shop: ShopId, note: &RejectNoteRow) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO reject_notes (id, shop_id, goods_id, name, picture_blob, reason, fix, created_ms, updated_ms)
        VALUES (:id, :shop, :goods, :name, :blob, :reason, :fix, :created, :updated)";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":id": Text(note.id), ":shop": Text(shop), ":goods": Text(note.goods_id), ":name": note.name,
        ":blob": note.picture_blob, ":reason": note.reason, ":fix": note.fix, ":created": note.created_ms,
        ":updated": note.updated_ms,
    })?;
    Ok(())
}

/// Writes a note anew.
pub fn update(tx: &Transaction, note: RejectNoteId, reason: &str, fix: &str, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE reject_notes SET reason = ?2, fix = ?3, updated_ms = ?4 WHERE id = ?1";
    tx.prepare_cached(sql)?.execute(params![Text(note), reason, fix, now_ms])?;
    Ok(())
}

/// The latest note on a good.
pub fn latest(conn: &Connection, good: GoodsId) -> Result<Option<RejectNoteRow>, StoreError> {
    let sql = "SELECT * FROM reject_notes WHERE goods_id = ?1 ORDER BY created_ms DESC LIMIT 1";
    Ok(conn.prepare_cached(sql)?.query_row([Text(good)], read).optional()?)
}

/// Notes with something in them on goods that had that name or that picture, the latest first. An empty name is none.
pub fn similar(
    conn: &Connection,
    shop: ShopId,
    name: &str,
    picture_blob: Option<&str>,
    limit: u32,
) -> Result<Vec<RejectNoteRow>, StoreError> {
    let sql = "SELECT * FROM reject_notes
        WHERE shop_id = :shop AND (reason <> '' OR fix <> '')
          AND ((name = :name AND :name <> '') OR picture_blob = :blob)
        ORDER BY updated_ms DESC LIMIT :limit";
    let values = named_params! { ":shop": Text(shop), ":name": name, ":blob": picture_blob, ":limit": limit };
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_map(values, read)?.collect::<Result<_, _>>()?)
}
