//! What happened in rooms, in order: the record of an event.

use super::column::{Text, id, id_or_null};
use crate::StoreError;
use kaibo_domain::{GoodsId, RoomEvent, RoomId};
use rusqlite::{Connection, Row, Transaction, params, types::Type};

/// Something that happened in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomEventRow {
    /// The room.
    pub room_id: RoomId,
    /// What.
    pub event: RoomEvent,
    /// With which good.
    pub goods_id: Option<GoodsId>,
    /// Whether the platform answered: without an answer nobody knows whether it was done.
    pub answered: bool,
    /// When, UTC milliseconds.
    pub at_ms: i64,
}

fn read(row: &Row) -> rusqlite::Result<RoomEventRow> {
    let event: String = row.get("event")?;
    Ok(RoomEventRow {
        room_id: id(row, "room_id")?,
        event: RoomEvent::from_name(&event)
            .ok_or_else(|| rusqlite::Error::InvalidColumnType(0, "event".into(), Type::Text))?,
        goods_id: id_or_null(row, "goods_id")?,
        answered: row.get("answered")?,
        at_ms: row.get("at_ms")?,
    })
}

/// Writes an event down.
pub fn add(tx: &Transaction, event: &RoomEventRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO room_events (room_id, event, goods_id, answered, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)";
    let good = event.goods_id.map(Text);
    tx.prepare_cached(sql)?.execute(params![
        Text(event.room_id),
        event.event.name(),
        good,
        event.answered,
        event.at_ms
    ])?;
    Ok(())
}

/// The latest events of a room, first one first; at most `limit`.
pub fn list(conn: &Connection, room: RoomId, limit: u32) -> Result<Vec<RoomEventRow>, StoreError> {
    let sql = "SELECT * FROM room_events WHERE room_id = ?1 ORDER BY seq DESC LIMIT ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query_map(params![Text(room), limit], read)?.collect::<Result<Vec<_>, _>>()?;
    rows.reverse();
    Ok(rows)
}

/// The goods that were shown to the viewers in a room and when (UTC milliseconds), first one first; those of which nobody
/// knows whether it was done among them.
pub fn pushes(conn: &Connection, room: RoomId) -> Result<Vec<(GoodsId, i64)>, StoreError> {
    let sql = "SELECT goods_id, at_ms FROM room_events
        WHERE room_id = ?1 AND event = ?2 AND goods_id IS NOT NULL ORDER BY seq";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params![Text(room), RoomEvent::Pushed.name()], |row| {
        Ok((id(row, "goods_id")?, row.get("at_ms")?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
