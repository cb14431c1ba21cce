//! The picture list: newest first, paged by key; where each picture is used, and taking away those that are not.
//!
//! A picture is used while a good, a room, an anchor, the presenter or the storefront shows it, as long as the undo of their deletion may still bring them back,
//! and while something waits in the outbox that was submitted with it.

use super::{
    column::{Page, Text, id},
    pictures::{PictureRow, get, read},
};
use crate::{BlobId, StoreError};
use kaibo_domain::{PictureId, ShopId};
use rusqlite::{Connection, Row, Transaction, named_params, params};

/// What to list.
#[derive(Clone, Debug, PartialEq)]
pub struct PictureQuery {
    /// Shop.
    pub shop_id: ShopId,
    /// Only those that nothing uses.
    pub unused: bool,
    /// Things deleted before this moment cannot come back, UTC milliseconds.
    pub deleted_before_ms: i64,
    /// `next` of the page before.
    pub after: Option<PictureCursor>,
    /// Rows at most.
    pub limit: u32,
}

/// The place in the list after a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureCursor {
    /// When the row was brought in.
    pub created_ms: i64,
    /// The row.
    pub id: PictureId,
}

/// How many pictures a shop has, and how many bytes their files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PictureCounts {
    /// All of them.
    pub total: u32,
    /// Those that nothing uses.
    pub unused: u32,
    /// Bytes of all files together.
    pub bytes: i64,
}

/// Something that shows a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureUse {
    /// `goods`, `rooms`, `anchors` for a photo, `golive` for a start code, or `storefront` for a cover or the entrance's icon;
    /// of the shop's own id and name are empty.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// Whether nothing uses the picture of the row; `:since` is the moment of the last deletion that is final.
const UNUSED: &str = "NOT EXISTS (SELECT 1 FROM goods WHERE picture_id = pictures.id
        AND (deleted_ms IS NULL OR deleted_ms >= :since))
    AND NOT EXISTS (SELECT 1 FROM rooms WHERE picture_id = pictures.id
        AND (deleted_ms IS NULL OR deleted_ms >= :since))
    AND NOT EXISTS (SELECT 1 FROM start_codes AS code LEFT JOIN rooms AS room ON room.id = code.room_id
        WHERE code.picture_id = pictures.id AND (room.deleted_ms IS NULL OR room.deleted_ms >= :since))
    AND NOT EXISTS (SELECT 1 FROM storefront_pictures AS shown LEFT JOIN rooms AS room ON room.id = shown.room_id
        WHERE shown.picture_id = pictures.id AND (room.deleted_ms IS NULL OR room.deleted_ms >= :since))
    AND NOT EXISTS (SELECT 1 FROM anchors WHERE photo_id = pictures.id
        AND (deleted_ms IS NULL OR deleted_ms >= :since))
    AND NOT EXISTS (SELECT 1 FROM submissions WHERE state NOT IN ('accepted', 'rejected')
        AND payload IS NOT NULL AND instr(payload, pictures.id) > 0)";

/// One page of pictures.
pub fn list(conn: &Connection, query: &PictureQuery) -> Result<Page<PictureRow, PictureCursor>, StoreError> {
    let unused = if query.unused { UNUSED } else { ":since = :since" };
    let sql = format!(
        "SELECT * FROM pictures
         WHERE shop_id = :shop AND (created_ms, id) < (:created, :id) AND {unused}
         ORDER BY created_ms DESC, id DESC LIMIT :limit"
    );
    let (created, id) = match query.after {
        Some(after) => (after.created_ms, after.id.to_string()),
        // No id sorts after this one.
        None => (i64::MAX, "~".to_owned()),
    };
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(
        named_params! {
            ":shop": Text(query.shop_id), ":created": created, ":id": id, ":since": query.deleted_before_ms,
            ":limit": i64::from(query.limit) + 1,
        },
        read,
    )?;
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(rows, query.limit, |row| PictureCursor { created_ms: row.created_ms, id: row.id }))
}

/// How many pictures the shop has.
pub fn count(conn: &Connection, shop: ShopId, deleted_before_ms: i64) -> Result<PictureCounts, StoreError> {
    let sql = format!(
        "SELECT count(*), coalesce(sum({UNUSED}), 0), coalesce(sum(bytes), 0) FROM pictures WHERE shop_id = :shop"
    );
    let read = |row: &Row| Ok(PictureCounts { total: row.get(0)?, unused: row.get(1)?, bytes: row.get(2)? });
    let values = named_params! { ":shop": Text(shop), ":since": deleted_before_ms };
    Ok(conn.prepare_cached(&sql)?.query_row(values, read)?)
}

/// What shows the picture, by name; deleted things do not.
pub fn uses(conn: &Connection, picture: PictureId) -> Result<Vec<PictureUse>, StoreError> {
    let sql = "SELECT 'goods' AS kind, id, name FROM goods WHERE picture_id = ?1 AND deleted_ms IS NULL
        UNION ALL SELECT 'rooms', id, name FROM rooms WHERE picture_id = ?1 AND deleted_ms IS NULL
        UNION ALL SELECT 'golive', coalesce(room.id, ''), coalesce(room.name, '')
            FROM start_codes AS code LEFT JOIN rooms AS room ON room.id = code.room_id
            WHERE code.picture_id = ?1 AND room.deleted_ms IS NULL
        UNION ALL SELECT 'storefront', coalesce(room.id, ''), coalesce(room.name, '')
            FROM storefront_pictures AS shown LEFT JOIN rooms AS room ON room.id = shown.room_id
            WHERE shown.picture_id = ?1 AND room.deleted_ms IS NULL
        UNION ALL SELECT 'anchors', id, iif(name = '', wechat, name) FROM anchors
            WHERE photo_id = ?1 AND deleted_ms IS NULL
        ORDER BY kind, name, id";
    let read = |row: &Row| Ok(PictureUse { kind: row.get(0)?, id: row.get(1)?, name: row.get(2)? });
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_map([Text(picture)], read)?.collect::<Result<_, _>>()?)
}

/// Takes away a picture that nothing uses, and says whether its file may go too because no other row has it; `None`
/// where something uses it by now, or it is gone.
pub fn delete(tx: &Transaction, picture: PictureId, deleted_before_ms: i64) -> Result<Option<Erased>, StoreError> {
    let sql = format!("SELECT id FROM pictures WHERE id = :id AND {UNUSED}");
    let values = named_params! { ":id": Text(picture), ":since": deleted_before_ms };
    let found = tx.prepare_cached(&sql)?.query_map(values, |row| id::<PictureId>(row, "id"))?.next().transpose()?;
    let Some(row) = found.map(|id| get(tx, id)).transpose()?.flatten() else { return Ok(None) };
    // What was deleted for good lets go of it.
    for table in ["goods", "rooms"] {
        let sql = format!("UPDATE {table} SET picture_id = NULL WHERE picture_id = ?1 AND deleted_ms IS NOT NULL");
        tx.prepare_cached(&sql)?.execute([Text(picture)])?;
    }
    let sql = "UPDATE anchors SET photo_id = NULL WHERE photo_id = ?1 AND deleted_ms IS NOT NULL";
    tx.prepare_cached(sql)?.execute([Text(picture)])?;
    tx.prepare_cached("DELETE FROM start_codes WHERE picture_id = ?1")?.execute([Text(picture)])?;
    tx.prepare_cached("DELETE FROM storefront_pictures WHERE picture_id = ?1")?.execute([Text(picture)])?;
    tx.prepare_cached("DELETE FROM pictures WHERE id = ?1")?.execute([Text(picture)])?;
    let sql = "SELECT EXISTS (SELECT 1 FROM pictures WHERE blob = ?1)";
    let is_shared: bool = tx.prepare_cached(sql)?.query_one(params![Text(row.blob)], |row| row.get(0))?;
    Ok(Some(Erased { blob: (!is_shared).then_some(row.blob) }))
}

/// A picture that was taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erased {
    /// Its file, where no other picture has it.
    pub blob: Option<BlobId>,
}
