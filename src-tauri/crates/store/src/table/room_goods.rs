//! The shelves: which goods a room shows, and whether the platform has them there.

use super::column::{Text, id, named};
use crate::StoreError;
use kaibo_domain::{GoodsId, PlatformGoodsId, RoomId};
use rusqlite::{Connection, Row, Transaction, params};

named! {
    /// Where a good stands on its way to the shelf.
    ShelfState {
        /// Chosen here, not on the platform yet.
        Wanted = "wanted",
        /// The platform has it on the shelf.
        OnShelf = "on-shelf",
    }
}

/// A good on a room's shelf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomGoodsRow {
    /// The room.
    pub room_id: RoomId,
    /// The good.
    pub goods_id: GoodsId,
    /// Its place, ascending; gaps mean nothing.
    pub position: u32,
    /// Where it stands.
    pub state: ShelfState,
    /// Whether the platform sells it, once it has it on the shelf.
    pub on_sale: bool,
    /// Chosen.
    pub added_ms: i64,
}

fn read(row: &Row) -> rusqlite::Result<RoomGoodsRow> {
    Ok(RoomGoodsRow {
        room_id: id(row, "room_id")?,
        goods_id: id(row, "goods_id")?,
        position: row.get("position")?,
        state: row.get("state")?,
        on_sale: row.get("on_sale")?,
        added_ms: row.get("added_ms")?,
    })
}

/// Puts a good at the end of the shelf; one that is there keeps its place and takes the state.
pub fn put(tx: &Transaction, room: RoomId, good: GoodsId, state: ShelfState, now_ms: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO room_goods (room_id, goods_id, position, state, added_ms)
        SELECT ?1, ?2, coalesce(max(position), 0) + 1, ?3, ?4 FROM room_goods WHERE room_id = ?1
        ON CONFLICT (room_id, goods_id) DO UPDATE SET state = excluded.state";
    tx.prepare_cached(sql)?.execute(params![Text(room), Text(good), state, now_ms])?;
    Ok(())
}

/// Takes a good off the shelf; nothing happens if it is not there.
pub fn remove(tx: &Transaction, room: RoomId, good: GoodsId) -> Result<(), StoreError> {
    let sql = "DELETE FROM room_goods WHERE room_id = ?1 AND goods_id = ?2";
    tx.execute(sql, params![Text(room), Text(good)])?;
    Ok(())
}

/// Notes whether the platform sells a good of the shelf.
pub fn set_on_sale(tx: &Transaction, room: RoomId, good: GoodsId, on_sale: bool) -> Result<(), StoreError> {
    let sql = "UPDATE room_goods SET on_sale = ?3 WHERE room_id = ?1 AND goods_id = ?2";
    tx.prepare_cached(sql)?.execute(params![Text(room), Text(good), on_sale])?;
    Ok(())
}

/// Gives the shelf that order; all of it is to be named.
pub fn arrange(tx: &Transaction, room: RoomId, order: &[GoodsId]) -> Result<(), StoreError> {
    let sql = "UPDATE room_goods SET position = ?3 WHERE room_id = ?1 AND goods_id = ?2";
    let mut statement = tx.prepare_cached(sql)?;
    for (at, good) in order.iter().enumerate() {
        statement.execute(params![Text(room), Text(good), at as i64 + 1])?;
    }
    Ok(())
}

/// What the platform has on the room's shelf, in the order of the shelf here.
pub fn on_platform(conn: &Connection, room: RoomId) -> Result<Vec<(GoodsId, PlatformGoodsId)>, StoreError> {
    let sql = "SELECT goods_id, platform_goods_id FROM room_goods JOIN goods ON goods.id = goods_id
        WHERE room_id = ?1 AND state = ?2 AND platform_goods_id IS NOT NULL AND deleted_ms IS NULL
        ORDER BY position, goods_id";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params![Text(room), ShelfState::OnShelf], |row| {
        Ok((id(row, "goods_id")?, PlatformGoodsId(row.get("platform_goods_id")?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The shelf of a room, deleted goods left out.
pub fn list(conn: &Connection, room: RoomId) -> Result<Vec<RoomGoodsRow>, StoreError> {
    let sql = "SELECT room_goods.* FROM room_goods JOIN goods ON goods.id = goods_id
        WHERE room_id = ?1 AND deleted_ms IS NULL ORDER BY position, goods_id";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([Text(room)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The rooms whose shelves a good is still to be put on.
pub fn wanted_in(conn: &Connection, good: GoodsId) -> Result<Vec<RoomId>, StoreError> {
    let sql = "SELECT room_id FROM room_goods WHERE goods_id = ?1 AND state = ?2 ORDER BY room_id";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params![Text(good), ShelfState::Wanted], |row| id(row, "room_id"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many goods the room's shelf shows.
pub fn count(conn: &Connection, room: RoomId) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM room_goods JOIN goods ON goods.id = goods_id
        WHERE room_id = ?1 AND deleted_ms IS NULL";
    Ok(conn.prepare_cached(sql)?.query_one([Text(room)], |row| row.get(0))?)
}

/// The rooms on whose shelf a good stands or is to stand: the names of the first `limit`, the latest start first, and how
/// many there are.
pub fn rooms_of(conn: &Connection, good: GoodsId, limit: u32) -> Result<(Vec<String>, u32), StoreError> {
    let sql = "SELECT name, count(*) OVER () FROM room_goods JOIN rooms ON rooms.id = room_id
        WHERE goods_id = ?1 AND deleted_ms IS NULL AND NOT is_template
        ORDER BY coalesce(start_ms, 9223372036854775807) DESC, rooms.id LIMIT ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params![Text(good), limit])?;
    let (mut names, mut count) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        names.push(row.get(0)?);
        count = row.get(1)?;
    }
    Ok((names, count))
}
