//! The room lists: latest start first, rooms without a start above all. Templates stand in a list of their own.

use super::{
    column::{Text, id},
    rooms::{RoomRow, read},
};
use crate::StoreError;
use kaibo_domain::{RoomId, ShopId};
use rusqlite::{Connection, ToSql, params};

/// As a room is listed.
const LISTED: &str = "SELECT * FROM rooms WHERE shop_id = ?1 AND deleted_ms IS NULL AND NOT is_template";
/// The latest start first.
const LATEST_FIRST: &str = "ORDER BY coalesce(start_ms, 9223372036854775807) DESC, id DESC";
/// `live_status` of what is over for good ([`kaibo_domain::LiveStatus::is_over`]).
const IS_OVER: &str = "coalesce(live_status, 0) IN (103, 104, 107)";

/// All rooms of the shop.
pub fn list(conn: &Connection, shop: ShopId) -> Result<Vec<RoomRow>, StoreError> {
    rows(conn, &format!("{LISTED} {LATEST_FIRST}"), &[&Text(shop)])
}

/// The shop's rooms that are not over: drafts, what is to come, what is live.
pub fn current(conn: &Connection, shop: ShopId) -> Result<Vec<RoomRow>, StoreError> {
    rows(conn, &format!("{LISTED} AND NOT {IS_OVER} {LATEST_FIRST}"), &[&Text(shop)])
}

/// When and whose a room is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedRow {
    /// The room.
    pub id: RoomId,
    /// Its name as typed.
    pub name: String,
    /// Planned start.
    pub start_ms: i64,
    /// Planned end.
    pub end_ms: i64,
    /// The anchor's WeChat id as typed.
    pub anchor_wechat: String,
    /// The anchor's nickname as typed.
    pub anchor_name: String,
}

/// The shop's rooms that have a start and an end and are not over, the latest start first.
pub fn booked(conn: &Connection, shop: ShopId) -> Result<Vec<BookedRow>, StoreError> {
    let sql = format!(
        "SELECT id, name, start_ms, end_ms, anchor_wechat, anchor_name FROM rooms
        WHERE shop_id = ?1 AND deleted_ms IS NULL AND NOT is_template AND NOT {IS_OVER}
          AND start_ms IS NOT NULL AND end_ms IS NOT NULL {LATEST_FIRST}"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([Text(shop)], |row| {
        Ok(BookedRow {
            id: id(row, "id")?,
            name: row.get(1)?,
            start_ms: row.get(2)?,
            end_ms: row.get(3)?,
            anchor_wechat: row.get(4)?,
            anchor_name: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The shop's rooms that are over, at most `limit`.
pub fn past(conn: &Connection, shop: ShopId, limit: u32) -> Result<Vec<RoomRow>, StoreError> {
    rows(conn, &format!("{LISTED} AND {IS_OVER} {LATEST_FIRST} LIMIT ?2"), params![Text(shop), limit])
}

/// The shop's rooms of which a part lies in `[from_ms, to_ms)`, earliest first, at most `limit`. One without an end is as
/// short as can be.
pub fn between(
    conn: &Connection,
    shop: ShopId,
    (from_ms, to_ms): (i64, i64),
    limit: u32,
) -> Result<Vec<RoomRow>, StoreError> {
    let sql = format!(
        "{LISTED} AND start_ms IS NOT NULL AND coalesce(start_ms, 9223372036854775807) < ?3
            AND max(coalesce(end_ms, 0), start_ms + 1) > ?2
        ORDER BY coalesce(start_ms, 9223372036854775807), id LIMIT ?4"
    );
    rows(conn, &sql, params![Text(shop), from_ms, to_ms, limit])
}

/// The shop's templates, by name.
pub fn templates(conn: &Connection, shop: ShopId) -> Result<Vec<RoomRow>, StoreError> {
    let sql = "SELECT * FROM rooms WHERE shop_id = ?1 AND deleted_ms IS NULL AND is_template ORDER BY name, id";
    rows(conn, sql, &[&Text(shop)])
}

fn rows(conn: &Connection, sql: &str, values: &[&dyn ToSql]) -> Result<Vec<RoomRow>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(values, read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
