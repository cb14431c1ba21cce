//! The runs of show: what is shown in a room, in order, and what was done of it.

use super::column::{Text, id, id_or_null};
use crate::StoreError;
use kaibo_domain::{GoodsId, RoomId, ShowItemId, ShowKind};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params, types::Type};

/// An item of a run of show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShowItemRow {
    /// Id.
    pub id: ShowItemId,
    /// The room.
    pub room_id: RoomId,
    /// What it is.
    pub kind: ShowKind,
    /// The good that is explained.
    pub goods_id: Option<GoodsId>,
    /// How long it lasts.
    pub minutes: u32,
    /// The prize, the coupon, or what else happens; empty for a good, which has a name.
    pub title: String,
    /// What to say of the price.
    pub cue: String,
    /// Talking points; of a draw how to enter.
    pub notes: String,
    /// Prizes or coupons; 0 where it is not said.
    pub count: u32,
    /// When staff said that it was done, UTC milliseconds.
    pub done_ms: Option<i64>,
    /// Counts its changes.
    pub revision: u32,
}

impl ShowItemRow {
    /// An item of which nothing was typed.
    pub fn new(id: ShowItemId, room_id: RoomId, kind: ShowKind, goods_id: Option<GoodsId>, minutes: u32) -> Self {
        let [title, cue, notes] = Default::default();
        Self { id, room_id, kind, goods_id, minutes, title, cue, notes, count: 0, done_ms: None, revision: 1 }
    }
}

fn read(row: &Row) -> rusqlite::Result<ShowItemRow> {
    let kind: String = row.get("kind")?;
    Ok(ShowItemRow {
        id: id(row, "id")?,
        room_id: id(row, "room_id")?,
        kind: ShowKind::from_name(&kind)
            .ok_or_else(|| rusqlite::Error::InvalidColumnType(0, "kind".into(), Type::Text))?,
        goods_id: id_or_null(row, "goods_id")?,
        minutes: row.get("minutes")?,
        title: row.get("title")?,
        cue: row.get("cue")?,
        notes: row.get("notes")?,
        count: row.get("count")?,
        done_ms: row.get("done_ms")?,
        revision: row.get("revision")?,
    })
}

/// The items of a room, in order, without what was taken out.
pub fn list(conn: &Connection, room: RoomId) -> Result<Vec<ShowItemRow>, StoreError> {
    let sql = "SELECT * FROM show_items WHERE room_id = ?1 AND removed_ms IS NULL ORDER BY position, id";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([Text(room)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One item, unless it was taken out.
pub fn get(conn: &Connection, item: ShowItemId) -> Result<Option<ShowItemRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM show_items WHERE id = ?1 AND removed_ms IS NULL")?;
    Ok(statement.query_one([Text(item)], read).optional()?)
}

/// Puts an item at the end.
pub fn insert(tx: &Transaction, item: &ShowItemRow) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO show_items (id, room_id, position, kind, goods_id, minutes, title, cue, notes, count, done_ms,
            revision)
        SELECT ?1, ?2, coalesce(max(position), 0) + 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
        FROM show_items WHERE room_id = ?2";
    tx.prepare_cached(sql)?.execute(params![
        Text(item.id),
        Text(item.room_id),
        item.kind.name(),
        item.goods_id.map(Text),
        item.minutes,
        item.title,
        item.cue,
        item.notes,
        item.count,
        item.done_ms,
        item.revision
    ])?;
    Ok(())
}

/// Writes an item's length, words and mark; its revision grows.
pub fn update(tx: &Transaction, item: &ShowItemRow) -> Result<(), StoreError> {
    let sql = "UPDATE show_items SET minutes = ?2, title = ?3, cue = ?4, notes = ?5, count = ?6, done_ms = ?7,
            revision = revision + 1
        WHERE id = ?1";
    tx.prepare_cached(sql)?.execute(params![
        Text(item.id),
        item.minutes,
        item.title,
        item.cue,
        item.notes,
        item.count,
        item.done_ms
    ])?;
    Ok(())
}

/// Gives the items that order; all of them are to be named.
pub fn arrange(tx: &Transaction, order: &[ShowItemId]) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached("UPDATE show_items SET position = ?2 WHERE id = ?1")?;
    for (at, item) in order.iter().enumerate() {
        statement.execute(params![Text(*item), at as i64 + 1])?;
    }
    Ok(())
}

/// Takes an item of the room out, or puts it back where it stood.
pub fn set_removed(
    tx: &Transaction,
    room: RoomId,
    item: ShowItemId,
    removed_ms: Option<i64>,
) -> Result<(), StoreError> {
    let sql = "UPDATE show_items SET removed_ms = ?3 WHERE id = ?2 AND room_id = ?1";
    tx.prepare_cached(sql)?.execute(params![Text(room), Text(item), removed_ms])?;
    Ok(())
}

/// Forgets what was taken out of a room before that moment.
pub fn forget_removed(tx: &Transaction, room: RoomId, before_ms: i64) -> Result<(), StoreError> {
    tx.execute("DELETE FROM show_items WHERE room_id = ?1 AND removed_ms < ?2", params![Text(room), before_ms])?;
    Ok(())
}
