//! What the platform says of rooms. None of it is an edit: neither revision nor order in the list change.

use super::{
    column::Text,
    room_goods::ShelfState,
    rooms::{RoomRow, get, read},
};
use crate::StoreError;
use kaibo_domain::{LiveStatus, PlatformRoomId, RoomId, ShopId};
use rusqlite::{Connection, Transaction, params};
use std::collections::HashMap;

/// What the platform gave a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomAdoption {
    /// Its id.
    pub platform_room_id: PlatformRoomId,
    /// Its live status.
    pub live_status: LiveStatus,
    /// The revision that was sent.
    pub sent_revision: u32,
    /// Whether it was found there after a lost reply.
    pub found: bool,
}

/// A room whose live status is another than it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveChange {
    /// The room.
    pub id: RoomId,
    /// What it was.
    pub from: Option<LiveStatus>,
    /// What it is.
    pub to: LiveStatus,
}

/// Ties a room to what the platform has; [`StoreError::Taken`] if another room is tied to it.
pub fn adopt(tx: &Transaction, room: RoomId, adoption: &RoomAdoption, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE rooms SET platform_room_id = ?2, sent_revision = ?3, adopted = adopted OR ?4, gone_room_id = NULL
        WHERE id = ?1";
    let values = params![Text(room), adoption.platform_room_id.0, adoption.sent_revision, adoption.found];
    if tx.execute(sql, values)? == 0 {
        return Err(StoreError::NotFound);
    }
    let before = get(tx, room)?.ok_or(StoreError::NotFound)?;
    set_status(tx, room, before.live_status, adoption.live_status, now_ms)
}

/// Notes that the platform has that revision now.
pub fn note_sent(tx: &Transaction, room: RoomId, revision: u32, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE rooms SET sent_revision = ?2, synced_ms = ?3 WHERE id = ?1";
    if tx.execute(sql, params![Text(room), revision, now_ms])? == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Unties a room from the platform, where somebody else deleted it. Its shelf is to be filled anew.
pub fn lose(tx: &Transaction, room: RoomId, now_ms: i64) -> Result<(), StoreError> {
    tx.execute("UPDATE rooms SET gone_room_id = platform_room_id WHERE id = ?1", [Text(room)])?;
    tx.execute(
        "UPDATE room_goods SET state = ?2, on_sale = 1 WHERE room_id = ?1",
        params![Text(room), ShelfState::Wanted],
    )?;
    detach(tx, room, now_ms)
}

/// The rooms that somebody else had deleted there, by the ids they had.
pub fn lost(conn: &Connection, shop: ShopId) -> Result<HashMap<PlatformRoomId, RoomId>, StoreError> {
    let sql = "SELECT gone_room_id, id FROM rooms
        WHERE shop_id = ?1 AND gone_room_id IS NOT NULL AND deleted_ms IS NULL";
    let mut statement = conn.prepare_cached(sql)?;
    let one = |row: &rusqlite::Row| Ok((PlatformRoomId(row.get(0)?), row.get::<_, Text<RoomId>>(1)?.0));
    let rooms = statement.query_map([Text(shop)], one)?;
    Ok(rooms.collect::<Result<_, _>>()?)
}

/// Unties a room from the platform, which does not have it any more.
pub fn detach(tx: &Transaction, room: RoomId, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE rooms SET platform_room_id = NULL, sent_revision = NULL, live_status = NULL,
            live_changed_ms = NULL, adopted = 0, synced_ms = ?2
        WHERE id = ?1";
    if tx.execute(sql, params![Text(room), now_ms])? == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Notes the live status that the platform names; `None`, and nothing is written, if it was known.
pub fn apply_live_status(
    tx: &Transaction,
    before: &RoomRow,
    status: LiveStatus,
    now_ms: i64,
) -> Result<Option<LiveChange>, StoreError> {
    if before.live_status == Some(status) {
        return Ok(None);
    }
    set_status(tx, before.id, before.live_status, status, now_ms)?;
    Ok(Some(LiveChange { id: before.id, from: before.live_status, to: status }))
}

fn set_status(
    tx: &Transaction,
    room: RoomId,
    before: Option<LiveStatus>,
    status: LiveStatus,
    now_ms: i64,
) -> Result<(), StoreError> {
    let changed = (before != Some(status)).then_some(now_ms);
    let sql = "UPDATE rooms SET live_status = ?2, live_changed_ms = coalesce(?3, live_changed_ms), synced_ms = ?4
        WHERE id = ?1";
    tx.prepare_cached(sql)?.execute(params![Text(room), status.wire(), changed, now_ms])?;
    Ok(())
}

/// Notes what staff say of a room that no platform tells of: its live status, or that there is none any more.
pub fn note_said(tx: &Transaction, room: RoomId, status: Option<LiveStatus>, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE rooms SET live_status = ?2, live_changed_ms = ?3 WHERE id = ?1 AND platform_room_id IS NULL";
    let changed = status.map(|_| now_ms);
    let rows = tx.execute(sql, params![Text(room), status.map(LiveStatus::wire), changed])?;
    if rows == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// The shop's rooms that the platform has, deleted ones too.
pub fn on_platform(conn: &Connection, shop: ShopId) -> Result<Vec<RoomRow>, StoreError> {
    let sql = "SELECT * FROM rooms WHERE shop_id = ?1 AND platform_room_id IS NOT NULL ORDER BY platform_room_id";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([Text(shop)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
