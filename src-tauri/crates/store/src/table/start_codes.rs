//! Start codes that staff attached: a picture for a room, and one for the shop, of the mini program 小程序直播.

use super::column::{Text, id};
use crate::StoreError;
use kaibo_domain::{PictureId, RoomId, ShopId};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// The picture attached to a room, or, without a room, to the shop.
pub fn get(conn: &Connection, shop: ShopId, room: Option<RoomId>) -> Result<Option<PictureId>, StoreError> {
    let sql = "SELECT picture_id FROM start_codes WHERE shop_id = ?1 AND coalesce(room_id, '') = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row(params![Text(shop), owner(room)], |row| id(row, "picture_id")).optional()?)
}

/// Attaches a picture in place of the one before.
pub fn put(tx: &Transaction, shop: ShopId, room: Option<RoomId>, picture: PictureId) -> Result<(), StoreError> {
    remove(tx, shop, room)?;
    let sql = "INSERT INTO start_codes (shop_id, room_id, picture_id) VALUES (?1, ?2, ?3)";
    tx.prepare_cached(sql)?.execute(params![Text(shop), room.map(Text), Text(picture)])?;
    Ok(())
}

/// Detaches the picture, which stays in the library.
pub fn remove(tx: &Transaction, shop: ShopId, room: Option<RoomId>) -> Result<(), StoreError> {
    let sql = "DELETE FROM start_codes WHERE shop_id = ?1 AND coalesce(room_id, '') = ?2";
    tx.prepare_cached(sql)?.execute(params![Text(shop), owner(room)])?;
    Ok(())
}

fn owner(room: Option<RoomId>) -> String {
    room.map(|room| room.to_string()).unwrap_or_default()
}
