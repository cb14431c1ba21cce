//! The shelves: which goods a room shows, and whether the platform has them there.

use super::column::{Text, id, named};
use crate::StoreError;
use kaibo_domain::{GoodsId, RoomId};
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
    /// Chosen.
    pub added_ms: i64,
}

fn read(row: &Row) -> rusqlite::Result<RoomGoodsRow> {
    Ok(RoomGoodsRow {
        room_id: id(row, "room_id")?,
        goods_id: id(row, "goods_id")?,
        position: row.get("position")?,
        state: row.get("state")?,
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
        WHERE goods_id = ?1 AND deleted_ms IS NULL
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
