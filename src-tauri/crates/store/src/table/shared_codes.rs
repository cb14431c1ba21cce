//! The viewers' codes of rooms, kept as the platform gave them.

use super::column::Text;
use crate::StoreError;
use kaibo_domain::{PlatformRoomId, RoomId};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// A viewers' code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedCodeRow {
    /// The room as the platform knows it: made anew there it has another code.
    pub platform_room_id: PlatformRoomId,
    /// Page path of the room.
    pub page_path: String,
    /// The code as a picture file.
    pub picture: Vec<u8>,
    /// Fetched.
    pub fetched_ms: i64,
}

/// The code of a room for that channel.
pub fn get(conn: &Connection, room: RoomId, channel: &str) -> Result<Option<SharedCodeRow>, StoreError> {
    let sql = "SELECT platform_room_id, page_path, picture, fetched_ms FROM shared_codes
        WHERE room_id = ?1 AND channel = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let row = statement.query_one(params![Text(room), channel], |row| {
        Ok(SharedCodeRow {
            platform_room_id: PlatformRoomId(row.get(0)?),
            page_path: row.get(1)?,
            picture: row.get(2)?,
            fetched_ms: row.get(3)?,
        })
    });
    Ok(row.optional()?)
}

/// The channels that a room has codes for, the latest first; without the one that has no words.
pub fn channels(conn: &Connection, room: RoomId) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT channel FROM shared_codes WHERE room_id = ?1 AND channel <> '' ORDER BY fetched_ms DESC, channel";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([Text(room)], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps a code in place of the one before.
pub fn put(tx: &Transaction, room: RoomId, channel: &str, code: &SharedCodeRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO shared_codes (room_id, channel, platform_room_id, page_path, picture, fetched_ms)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (room_id, channel) DO UPDATE SET platform_room_id = excluded.platform_room_id,
            page_path = excluded.page_path, picture = excluded.picture, fetched_ms = excluded.fetched_ms";
    let SharedCodeRow { platform_room_id, page_path, picture, fetched_ms } = code;
    tx.prepare_cached(sql)?.execute(params![
        Text(room),
        channel,
        platform_room_id.0,
        page_path,
        picture,
        fetched_ms
    ])?;
    Ok(())
}
