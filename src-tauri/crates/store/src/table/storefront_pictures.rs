//! Pictures that are the storefront's own: covers for rooms, and, without a room, the entrance's icon.

use super::column::{Text, focus, id, id_or_null};
use crate::StoreError;
use kaibo_domain::{Focus, PictureId, RoomId, ShopId};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::collections::HashMap;

/// A picture, and where it looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StorefrontPicture {
    /// The picture.
    pub picture_id: PictureId,
    /// The point that stays in view.
    pub focus: Focus,
}

fn read(row: &Row) -> rusqlite::Result<StorefrontPicture> {
    Ok(StorefrontPicture { picture_id: id(row, "picture_id")?, focus: focus(row, "focus_x", "focus_y")? })
}

/// The storefront's own picture of a room, or, without a room, of the entrance.
pub fn get(conn: &Connection, shop: ShopId, room: Option<RoomId>) -> Result<Option<StorefrontPicture>, StoreError> {
    let sql = "SELECT * FROM storefront_pictures WHERE shop_id = ?1 AND coalesce(room_id, '') = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_one(params![Text(shop), owner(room)], read).optional()?)
}

/// All of them, by room.
pub fn all(conn: &Connection, shop: ShopId) -> Result<HashMap<Option<RoomId>, StorefrontPicture>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM storefront_pictures WHERE shop_id = ?1")?;
    let rows = statement.query_map([Text(shop)], |row| Ok((id_or_null(row, "room_id")?, read(row)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Puts a picture in place of the one before.
pub fn put(tx: &Transaction, shop: ShopId, room: Option<RoomId>, picture: StorefrontPicture) -> Result<(), StoreError> {
    remove(tx, shop, room)?;
    let sql = "INSERT INTO storefront_pictures (shop_id, room_id, picture_id, focus_x, focus_y)
        VALUES (?1, ?2, ?3, ?4, ?5)";
    let StorefrontPicture { picture_id, focus } = picture;
    tx.prepare_cached(sql)?.execute(params![Text(shop), room.map(Text), Text(picture_id), focus.x, focus.y])?;
    Ok(())
}

/// Takes the picture away; it stays in the library.
pub fn remove(tx: &Transaction, shop: ShopId, room: Option<RoomId>) -> Result<(), StoreError> {
    let sql = "DELETE FROM storefront_pictures WHERE shop_id = ?1 AND coalesce(room_id, '') = ?2";
    tx.prepare_cached(sql)?.execute(params![Text(shop), owner(room)])?;
    Ok(())
}

fn owner(room: Option<RoomId>) -> String {
    room.map(|room| room.to_string()).unwrap_or_default()
}
