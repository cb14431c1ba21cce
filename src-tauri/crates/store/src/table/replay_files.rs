//! Replay files of rooms: what the platform listed last, and how far each has been downloaded.

use super::column::{Text, id};
use crate::StoreError;
use kaibo_domain::{ReplayId, RoomId, ShopId};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// A file of a replay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayFileRow {
    /// Id.
    pub id: ReplayId,
    /// The room.
    pub room_id: RoomId,
    /// What stays of its address when the platform signs it anew.
    pub key: String,
    /// Its address as it was listed last.
    pub address: String,
    /// Its place among the recordings, from 1; 0 for a playlist.
    pub position: u32,
    /// When it was made, UTC milliseconds.
    pub created_ms: Option<i64>,
    /// When it goes, UTC milliseconds.
    pub expires_ms: Option<i64>,
    /// How long it is.
    pub bytes: Option<u64>,
    /// Where it is to stand, or stands.
    pub path: Option<String>,
    /// Since when it is wanted there, UTC milliseconds; `None` while nobody wants it to go on.
    pub wanted_ms: Option<i64>,
    /// By what the server tells versions of it apart.
    pub validator: Option<String>,
    /// Bytes that stand on the disk for certain.
    pub kept_bytes: u64,
    /// When it was whole, UTC milliseconds.
    pub done_ms: Option<i64>,
    /// Why it stopped, as the code of a problem.
    pub fault: Option<String>,
}

fn read(row: &Row) -> rusqlite::Result<ReplayFileRow> {
    Ok(ReplayFileRow {
        id: id(row, "id")?,
        room_id: id(row, "room_id")?,
        key: row.get("key")?,
        address: row.get("address")?,
        position: row.get("position")?,
        created_ms: row.get("created_ms")?,
        expires_ms: row.get("expires_ms")?,
        bytes: row.get::<_, Option<i64>>("bytes")?.map(i64::unsigned_abs),
        path: row.get("path")?,
        wanted_ms: row.get("wanted_ms")?,
        validator: row.get("validator")?,
        kept_bytes: row.get::<_, i64>("kept_bytes")?.unsigned_abs(),
        done_ms: row.get("done_ms")?,
        fault: row.get("fault")?,
    })
}

/// The files of a room, in the platform's order.
pub fn list(conn: &Connection, room: RoomId) -> Result<Vec<ReplayFileRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM replay_files WHERE room_id = ?1 ORDER BY position, id")?;
    Ok(statement.query_map([Text(room)], read)?.collect::<Result<_, _>>()?)
}

/// One file.
pub fn get(conn: &Connection, id: ReplayId) -> Result<Option<ReplayFileRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM replay_files WHERE id = ?1")?;
    Ok(statement.query_row([Text(id)], read).optional()?)
}

/// The files of a shop's rooms that are wanted, the first wish first.
pub fn wanted(conn: &Connection, shop: ShopId) -> Result<Vec<ReplayFileRow>, StoreError> {
    let sql = "SELECT f.* FROM replay_files f JOIN rooms r ON r.id = f.room_id
        WHERE f.wanted_ms IS NOT NULL AND r.shop_id = ?1 ORDER BY f.wanted_ms, f.position, f.id";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_map([Text(shop)], read)?.collect::<Result<_, _>>()?)
}

/// When the platform was last asked for the files of a room, UTC milliseconds.
pub fn looked_ms(conn: &Connection, room: RoomId) -> Result<Option<i64>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT looked_ms FROM replay_looks WHERE room_id = ?1")?;
    Ok(statement.query_row([Text(room)], |row| row.get(0)).optional()?)
}

/// Takes over what the platform lists of a room now: files that were known keep their id and their download, and those
/// that are not listed any more go, unless somebody wanted them.
pub fn take_over(tx: &Transaction, room: RoomId, listed: &[ReplayFileRow], now_ms: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO replay_looks (room_id, looked_ms) VALUES (?1, ?2)
        ON CONFLICT (room_id) DO UPDATE SET looked_ms = excluded.looked_ms";
    tx.prepare_cached(sql)?.execute(params![Text(room), now_ms])?;
    for known in list(tx, room)? {
        if known.path.is_none() && listed.iter().all(|row| row.key != known.key) {
            tx.prepare_cached("DELETE FROM replay_files WHERE id = ?1")?.execute([Text(known.id)])?;
        }
    }
    let sql = "INSERT INTO replay_files (id, room_id, key, address, position, created_ms, expires_ms)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (room_id, key) DO UPDATE SET address = excluded.address, position = excluded.position,
            created_ms = excluded.created_ms, expires_ms = excluded.expires_ms";
    for row in listed {
        let ReplayFileRow { id, key, address, position, created_ms, expires_ms, .. } = row;
        let values = params![Text(id), Text(room), key, address, position, created_ms, expires_ms];
        tx.prepare_cached(sql)?.execute(values)?;
    }
    Ok(())
}

/// Whether a download is to stand at that path, or stands there.
pub fn is_taken(conn: &Connection, path: &str) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM replay_files WHERE path = ?1)")?;
    Ok(statement.query_row([path], |row| row.get(0))?)
}

/// Notes how long a file is that nobody has begun to fetch.
pub fn set_length(tx: &Transaction, id: ReplayId, bytes: u64) -> Result<(), StoreError> {
    let sql = "UPDATE replay_files SET bytes = ?2 WHERE id = ?1 AND path IS NULL";
    tx.prepare_cached(sql)?.execute(params![Text(id), signed(bytes)])?;
    Ok(())
}

/// Notes that it is wanted at that path; what was fetched for another one counts no more.
pub fn want(tx: &Transaction, id: ReplayId, path: &str, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE replay_files SET path = ?2, wanted_ms = ?3, validator = NULL, kept_bytes = 0, done_ms = NULL,
        fault = NULL WHERE id = ?1";
    tx.prepare_cached(sql)?.execute(params![Text(id), path, now_ms])?;
    Ok(())
}

/// Lets it go on from where it is, or stops it.
pub fn set_wanted(tx: &Transaction, id: ReplayId, wanted_ms: Option<i64>) -> Result<(), StoreError> {
    let sql = "UPDATE replay_files SET wanted_ms = ?2, fault = NULL
        WHERE id = ?1 AND path IS NOT NULL AND done_ms IS NULL";
    tx.prepare_cached(sql)?.execute(params![Text(id), wanted_ms])?;
    Ok(())
}

/// Notes what stands on the disk for certain: so many bytes of a file of that length and version.
pub fn note_kept(
    tx: &Transaction,
    id: ReplayId,
    (bytes, validator): (u64, Option<&str>),
    kept: u64,
) -> Result<(), StoreError> {
    let sql = "UPDATE replay_files SET bytes = ?2, validator = ?3, kept_bytes = ?4 WHERE id = ?1 AND path IS NOT NULL";
    tx.prepare_cached(sql)?.execute(params![Text(id), signed(bytes), validator, signed(kept)])?;
    Ok(())
}

/// Notes that it stands whole at that path.
pub fn finish(tx: &Transaction, id: ReplayId, path: &str, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE replay_files SET path = ?2, wanted_ms = NULL, done_ms = ?3 WHERE id = ?1";
    tx.prepare_cached(sql)?.execute(params![Text(id), path, now_ms])?;
    Ok(())
}

/// Notes why it cannot go on.
pub fn fail(tx: &Transaction, id: ReplayId, fault: &str) -> Result<(), StoreError> {
    let sql = "UPDATE replay_files SET wanted_ms = NULL, fault = ?2 WHERE id = ?1";
    tx.prepare_cached(sql)?.execute(params![Text(id), fault])?;
    Ok(())
}

/// Forgets that it was ever wanted.
pub fn forget(tx: &Transaction, id: ReplayId) -> Result<(), StoreError> {
    let sql = "UPDATE replay_files SET path = NULL, wanted_ms = NULL, validator = NULL, kept_bytes = 0, done_ms = NULL,
        fault = NULL WHERE id = ?1";
    tx.prepare_cached(sql)?.execute([Text(id)])?;
    Ok(())
}

/// No file has more bytes than fit into 63 bits.
fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
