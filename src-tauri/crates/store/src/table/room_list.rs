//! The room list: latest start first, rooms without a start above all, paged by key.

use super::{
    column::{Page, Text},
    rooms::{RoomRow, read},
};
use crate::StoreError;
use kaibo_domain::{RoomId, ShopId};
use rusqlite::{Connection, named_params, params};

/// What to list.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomQuery {
    /// Shop.
    pub shop_id: ShopId,
    /// Part of the name, case of ASCII letters aside; empty for all.
    pub search: String,
    /// `next` of the page before.
    pub after: Option<RoomCursor>,
    /// Rows at most.
    pub limit: u32,
}

/// The place in the list after a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomCursor {
    /// The row's start; `None` for a room without one.
    pub start_ms: Option<i64>,
    /// The row.
    pub id: RoomId,
}

/// One page of rooms.
pub fn list(conn: &Connection, query: &RoomQuery) -> Result<Page<RoomRow, RoomCursor>, StoreError> {
    let sql = "SELECT * FROM rooms
        WHERE shop_id = :shop AND deleted_ms IS NULL
          AND (coalesce(start_ms, 9223372036854775807), id) < (:start, :id)
          AND (:search = '' OR instr(lower(name), lower(:search)) > 0)
        ORDER BY coalesce(start_ms, 9223372036854775807) DESC, id DESC LIMIT :limit";
    let (start, id) = match query.after {
        Some(after) => (after.start_ms.unwrap_or(i64::MAX), after.id.to_string()),
        // No id sorts after this one.
        None => (i64::MAX, "~".to_owned()),
    };
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(
        named_params! {
            ":shop": Text(query.shop_id), ":start": start, ":id": id, ":search": query.search.trim(),
            ":limit": i64::from(query.limit) + 1,
        },
        read,
    )?;
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(rows, query.limit, |row| RoomCursor { start_ms: row.start_ms, id: row.id }))
}

/// The shop's rooms that start in `[from_ms, to_ms)`, earliest first.
pub fn starting_between(conn: &Connection, shop: ShopId, from_ms: i64, to_ms: i64) -> Result<Vec<RoomRow>, StoreError> {
    let sql = "SELECT * FROM rooms
        WHERE shop_id = ?1 AND deleted_ms IS NULL AND start_ms IS NOT NULL
          AND coalesce(start_ms, 9223372036854775807) >= ?2 AND coalesce(start_ms, 9223372036854775807) < ?3
        ORDER BY coalesce(start_ms, 9223372036854775807), id";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params![Text(shop), from_ms, to_ms], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many rooms the shop has.
pub fn count(conn: &Connection, shop: ShopId) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM rooms WHERE shop_id = ?1 AND deleted_ms IS NULL";
    Ok(conn.prepare_cached(sql)?.query_one([Text(shop)], |row| row.get(0))?)
}
