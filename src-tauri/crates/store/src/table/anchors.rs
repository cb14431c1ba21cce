//! Anchors (主播) whom the shop knows, and the codes by which they are verified by real name.

use super::column::{Text, id, id_or_null};
use crate::StoreError;
use kaibo_domain::{AnchorId, PictureId, ShopId};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// An anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnchorRow {
    /// Id.
    pub id: AnchorId,
    /// Shop.
    pub shop_id: ShopId,
    /// Nickname; empty where nobody said it.
    pub name: String,
    /// WeChat id, once per shop.
    pub wechat: String,
    /// Phone number as typed; may be empty.
    pub phone: String,
    /// Their photo.
    pub photo: Option<PictureId>,
    /// Whether the platform took them as verified by real name; `None` before it said so.
    pub verified: Option<bool>,
    /// Where the picture is that they scan to be verified; only where they are not.
    pub code_url: Option<String>,
    /// When that picture was fetched; `None` where it has not been yet.
    pub code_fetched_ms: Option<i64>,
    /// Made.
    pub created_ms: i64,
    /// Taken off the list.
    pub deleted_ms: Option<i64>,
}

impl AnchorRow {
    /// An anchor of whom nothing but these is known.
    pub fn new(id: AnchorId, shop_id: ShopId, wechat: &str, name: &str, now_ms: i64) -> Self {
        Self {
            id,
            shop_id,
            name: name.to_owned(),
            wechat: wechat.to_owned(),
            phone: String::new(),
            photo: None,
            verified: None,
            code_url: None,
            code_fetched_ms: None,
            created_ms: now_ms,
            deleted_ms: None,
        }
    }
}

/// What staff type of an anchor.
#[derive(Clone, Copy, Debug)]
pub struct AnchorText<'a> {
    /// Nickname.
    pub name: &'a str,
    /// WeChat id.
    pub wechat: &'a str,
    /// Phone number.
    pub phone: &'a str,
}

const COLUMNS: &str =
    "id, shop_id, name, wechat, phone, photo_id, verified, code_url, code_fetched_ms, created_ms, deleted_ms";

fn read(row: &Row) -> rusqlite::Result<AnchorRow> {
    Ok(AnchorRow {
        id: id(row, "id")?,
        shop_id: id(row, "shop_id")?,
        name: row.get("name")?,
        wechat: row.get("wechat")?,
        phone: row.get("phone")?,
        photo: id_or_null(row, "photo_id")?,
        verified: row.get("verified")?,
        code_url: row.get("code_url")?,
        code_fetched_ms: row.get("code_fetched_ms")?,
        created_ms: row.get("created_ms")?,
        deleted_ms: row.get("deleted_ms")?,
    })
}

/// Adds an anchor; [`StoreError::Taken`] if the shop knows the WeChat id.
pub fn insert(tx: &Transaction, anchor: &AnchorRow) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO anchors (id, shop_id, name, wechat, phone, photo_id, verified, created_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        Text(anchor.id),
        Text(anchor.shop_id),
        anchor.name,
        anchor.wechat,
        anchor.phone,
        anchor.photo.map(Text),
        anchor.verified,
        anchor.created_ms,
    ])?;
    Ok(())
}

/// The anchor of that id.
pub fn get(conn: &Connection, anchor: AnchorId) -> Result<Option<AnchorRow>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM anchors WHERE id = ?1"))?;
    Ok(statement.query_one([Text(anchor)], read).optional()?)
}

/// The shop's anchor of that WeChat id, one taken off the list too.
pub fn find(conn: &Connection, shop: ShopId, wechat: &str) -> Result<Option<AnchorRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM anchors WHERE shop_id = ?1 AND wechat = ?2");
    Ok(conn.prepare_cached(&sql)?.query_one(params![Text(shop), wechat], read).optional()?)
}

/// The shop's anchors, first made first.
pub fn list(conn: &Connection, shop: ShopId) -> Result<Vec<AnchorRow>, StoreError> {
    many(conn, shop, "deleted_ms IS NULL")
}

/// Those whose code is known and has not been fetched.
pub fn without_code(conn: &Connection, shop: ShopId) -> Result<Vec<AnchorRow>, StoreError> {
    many(conn, shop, "code_url IS NOT NULL AND code IS NULL")
}

fn many(conn: &Connection, shop: ShopId, which: &str) -> Result<Vec<AnchorRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM anchors WHERE shop_id = ?1 AND {which} ORDER BY created_ms, id");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([Text(shop)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Changes what is typed; [`StoreError::Taken`] if another one has the WeChat id.
pub fn update(tx: &Transaction, anchor: AnchorId, text: AnchorText) -> Result<(), StoreError> {
    let sql = "UPDATE anchors SET name = ?2, wechat = ?3, phone = ?4 WHERE id = ?1";
    change(tx.prepare_cached(sql)?.execute(params![Text(anchor), text.name, text.wechat, text.phone])?)
}

/// Changes the photo.
pub fn set_photo(tx: &Transaction, anchor: AnchorId, photo: Option<PictureId>) -> Result<(), StoreError> {
    let sql = "UPDATE anchors SET photo_id = ?2 WHERE id = ?1";
    change(tx.prepare_cached(sql)?.execute(params![Text(anchor), photo.map(Text)])?)
}

/// Takes an anchor off the list, or puts them there again; rooms keep the name and the WeChat id they were made with.
pub fn set_deleted(tx: &Transaction, anchor: AnchorId, deleted_ms: Option<i64>) -> Result<(), StoreError> {
    let sql = "UPDATE anchors SET deleted_ms = ?2 WHERE id = ?1";
    change(tx.prepare_cached(sql)?.execute(params![Text(anchor), deleted_ms])?)
}

/// Notes what the platform said of the anchor's verification; who is verified needs no code any more. `None` is for a
/// WeChat id of which it has said nothing.
pub fn set_verified(tx: &Transaction, anchor: AnchorId, verified: Option<bool>) -> Result<(), StoreError> {
    let sql = "UPDATE anchors SET verified = ?2, code_url = iif(?2 = 0, code_url, NULL),
        code = iif(?2 = 0, code, NULL), code_fetched_ms = iif(?2 = 0, code_fetched_ms, NULL) WHERE id = ?1";
    change(tx.prepare_cached(sql)?.execute(params![Text(anchor), verified])?)
}

/// Notes where the picture of the code is; the one that was fetched from elsewhere is forgotten.
pub fn set_code_url(tx: &Transaction, anchor: AnchorId, code_url: &str) -> Result<(), StoreError> {
    let sql = "UPDATE anchors SET code_url = ?2, code = iif(code_url IS ?2, code, NULL),
        code_fetched_ms = iif(code_url IS ?2, code_fetched_ms, NULL) WHERE id = ?1";
    change(tx.prepare_cached(sql)?.execute(params![Text(anchor), code_url])?)
}

/// Keeps the picture that was fetched from there; one that is no longer the code's is let go.
pub fn put_code(
    tx: &Transaction,
    anchor: AnchorId,
    code_url: &str,
    code: &[u8],
    now_ms: i64,
) -> Result<(), StoreError> {
    let sql = "UPDATE anchors SET code = ?3, code_fetched_ms = ?4 WHERE id = ?1 AND code_url = ?2";
    tx.prepare_cached(sql)?.execute(params![Text(anchor), code_url, code, now_ms])?;
    Ok(())
}

/// The picture of the code as it was fetched.
pub fn code(conn: &Connection, anchor: AnchorId) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT code FROM anchors WHERE id = ?1")?;
    Ok(statement.query_one([Text(anchor)], |row| row.get(0)).optional()?.flatten())
}

fn change(rows: usize) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
