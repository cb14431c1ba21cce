//! Pictures that staff brought in: what is known of them; their bytes are a blob.

use super::column::{Text, focus, id};
use crate::{BlobId, StoreError};
use kaibo_domain::{Focus, PictureId, ShopId};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

pub use super::picture_list::{
    Erased, PictureCounts, PictureCursor, PictureQuery, PictureUse, count, delete, list, uses,
};

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct PictureRow {
    /// Id.
    pub id: PictureId,
    /// Its shop.
    pub shop_id: ShopId,
    /// Where its bytes are.
    pub blob: BlobId,
    /// The file's name, to recognise it.
    pub original_name: String,
    /// Upright width in pixels.
    pub width: u32,
    /// Upright height in pixels.
    pub height: u32,
    /// Size of the file.
    pub bytes: u32,
    /// `jpeg`, `png`, `webp`, `gif`, `bmp`.
    pub format: String,
    /// Where its subject was found.
    pub focus: Focus,
    /// Brought in.
    pub created_ms: i64,
}

pub(super) fn read(row: &Row) -> rusqlite::Result<PictureRow> {
    Ok(PictureRow {
        id: id(row, "id")?,
        shop_id: id(row, "shop_id")?,
        blob: id(row, "blob")?,
        original_name: row.get("original_name")?,
        width: row.get("width")?,
        height: row.get("height")?,
        bytes: row.get("bytes")?,
        format: row.get("format")?,
        focus: focus(row, "focus_x", "focus_y")?,
        created_ms: row.get("created_ms")?,
    })
}

/// Adds a picture. Its blob must have been put before.
pub fn insert(tx: &Transaction, picture: &PictureRow) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO pictures (id, shop_id, blob, original_name, width, height, bytes, format, created_ms, focus_x,
            focus_y)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            Text(picture.id),
            Text(picture.shop_id),
            Text(picture.blob),
            picture.original_name,
            picture.width,
            picture.height,
            picture.bytes,
            picture.format,
            picture.created_ms,
            picture.focus.x,
            picture.focus.y,
        ],
    )?;
    Ok(())
}

/// The picture of that id.
pub fn get(conn: &Connection, picture: PictureId) -> Result<Option<PictureRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM pictures WHERE id = ?1")?;
    Ok(statement.query_one([Text(picture)], read).optional()?)
}

/// The shop's picture of that content, if it was brought in before.
pub fn find(conn: &Connection, shop: ShopId, blob: BlobId) -> Result<Option<PictureRow>, StoreError> {
    let sql = "SELECT * FROM pictures WHERE shop_id = ?1 AND blob = ?2 ORDER BY created_ms, id LIMIT 1";
    Ok(conn.prepare_cached(sql)?.query_row(params![Text(shop), Text(blob)], read).optional()?)
}
