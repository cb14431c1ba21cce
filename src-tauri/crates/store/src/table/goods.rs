//! Goods: the draft as typed, and what is known of it on the platform.
//!
//! Every edit by staff increments `revision`; what the platform says does not. A deleted good stays until the undo is
//! over, out of every list.

use super::{
    column::{Origin, Text, edit, focus, id, id_or_null, wire, wire_or_null},
    goods_lines,
};
use crate::StoreError;
use kaibo_domain::{AuditId, AuditStatus, Edit, Focus, GoodsId, PictureId, PlatformGoodsId, PriceKind, ShopId};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params};

pub use super::goods_audits::long_audits;
pub use super::goods_lines::{are_unread, ids, key_of, read_more, rows};
pub use super::goods_list::{GoodsCounts, GoodsFound, GoodsOrder, GoodsQuery, count, find};
pub use super::goods_status::{
    Adoption, StatusChange, adopt, apply_platform_status, detach, lose, note_sent, on_platform, take_over,
};

/// A good.
#[derive(Clone, Debug, PartialEq)]
pub struct GoodsRow {
    /// Id.
    pub id: GoodsId,
    /// Shop.
    pub shop_id: ShopId,
    /// Our key in its page path: 8 to 12 of `0-9a-z`, once in all shops.
    pub short_key: String,
    /// 商家编码: what staff know it by; empty for none. The platform has no field for it, so setting it is no edit.
    pub code: String,
    /// Name as typed.
    pub name: String,
    /// Price form.
    pub price_kind: PriceKind,
    /// First amount as typed.
    pub price_text: String,
    /// Second amount as typed.
    pub price2_text: String,
    /// Page path as typed, without our key.
    pub path: String,
    /// Picture.
    pub picture_id: Option<PictureId>,
    /// Focus of the picture.
    pub focus: Focus,
    /// What is done to the picture.
    pub edit: Edit,
    /// Counts the edits, from 1.
    pub revision: u32,
    /// The revision the platform has.
    pub sent_revision: Option<u32>,
    /// The platform's id.
    pub platform_goods_id: Option<PlatformGoodsId>,
    /// The id it had there before somebody else deleted it there.
    pub gone_goods_id: Option<PlatformGoodsId>,
    /// Its latest audit.
    pub audit_id: Option<AuditId>,
    /// What the audit says; `None` before the platform has the good.
    pub audit_status: Option<AuditStatus>,
    /// Whether it was found on the platform after a lost reply.
    pub adopted: bool,
    /// When it was last seen to become approved.
    pub approved_ms: Option<i64>,
    /// When it was last seen to become rejected.
    pub rejected_ms: Option<i64>,
    /// When the platform was last read.
    pub synced_ms: Option<i64>,
    /// Where it was made.
    pub origin: Origin,
    /// Made.
    pub created_ms: i64,
    /// Last edit; the list's order.
    pub updated_ms: i64,
    /// Deleted, but still to be had back.
    pub deleted_ms: Option<i64>,
}

impl GoodsRow {
    /// An empty draft.
    pub fn draft(id: GoodsId, shop_id: ShopId, short_key: String, now_ms: i64) -> Self {
        GoodsRow {
            id,
            shop_id,
            short_key,
            code: String::new(),
            name: String::new(),
            price_kind: PriceKind::Single,
            price_text: String::new(),
            price2_text: String::new(),
            path: String::new(),
            picture_id: None,
            focus: Focus::CENTRE,
            edit: Edit::default(),
            revision: 1,
            sent_revision: None,
            platform_goods_id: None,
            gone_goods_id: None,
            audit_id: None,
            audit_status: None,
            adopted: false,
            approved_ms: None,
            rejected_ms: None,
            synced_ms: None,
            origin: Origin::App,
            created_ms: now_ms,
            updated_ms: now_ms,
            deleted_ms: None,
        }
    }
}

/// An edit; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoodsPatch {
    /// Name.
    pub name: Option<String>,
    /// Price form.
    pub price_kind: Option<PriceKind>,
    /// First amount as typed.
    pub price_text: Option<String>,
    /// Second amount as typed.
    pub price2_text: Option<String>,
    /// Page path.
    pub path: Option<String>,
}

pub(super) fn read(row: &Row) -> rusqlite::Result<GoodsRow> {
    Ok(GoodsRow {
        id: id(row, "id")?,
        shop_id: id(row, "shop_id")?,
        short_key: row.get("short_key")?,
        code: row.get("code")?,
        name: row.get("name")?,
        price_kind: wire(row, "price_kind", PriceKind::from_wire)?,
        price_text: row.get("price_text")?,
        price2_text: row.get("price2_text")?,
        path: row.get("path")?,
        picture_id: id_or_null(row, "picture_id")?,
        focus: focus(row, "focus_x", "focus_y")?,
        edit: edit(row)?,
        revision: row.get("revision")?,
        sent_revision: row.get("sent_revision")?,
        platform_goods_id: row.get::<_, Option<i64>>("platform_goods_id")?.map(PlatformGoodsId),
        gone_goods_id: row.get::<_, Option<i64>>("gone_goods_id")?.map(PlatformGoodsId),
        audit_id: row.get::<_, Option<i64>>("audit_id")?.map(AuditId),
        audit_status: wire_or_null(row, "audit_status", AuditStatus::from_wire)?,
        adopted: row.get("adopted")?,
        approved_ms: row.get("approved_ms")?,
        rejected_ms: row.get("rejected_ms")?,
        synced_ms: row.get("synced_ms")?,
        origin: row.get("origin")?,
        created_ms: row.get("created_ms")?,
        updated_ms: row.get("updated_ms")?,
        deleted_ms: row.get("deleted_ms")?,
    })
}

/// Adds a good; [`StoreError::Taken`] if its short key or platform id stands already.
pub fn insert(tx: &Transaction, good: &GoodsRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO goods (id, shop_id, short_key, name, price_kind, price_text, price2_text, path, picture_id,
            focus_x, focus_y, revision, sent_revision, platform_goods_id, audit_id, audit_status, adopted, approved_ms,
            rejected_ms, synced_ms, origin, created_ms, updated_ms, deleted_ms, gone_goods_id, code, picture_turn,
            picture_fill, picture_sharpen)
        VALUES (:id, :shop, :key, :name, :price_kind, :price, :price2, :path, :picture, :x, :y, :revision, :sent,
            :platform, :audit, :status, :adopted, :approved, :rejected, :synced, :origin, :created, :updated, :deleted,
            :gone, :code, :turn, :fill, :sharpen)";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":id": Text(good.id), ":shop": Text(good.shop_id), ":key": good.short_key, ":name": good.name,
        ":price_kind": good.price_kind.wire(), ":price": good.price_text, ":price2": good.price2_text,
        ":path": good.path, ":picture": good.picture_id.map(Text), ":x": good.focus.x, ":y": good.focus.y,
        ":revision": good.revision, ":sent": good.sent_revision, ":platform": good.platform_goods_id.map(|id| id.0),
        ":audit": good.audit_id.map(|id| id.0), ":status": good.audit_status.map(AuditStatus::wire),
        ":adopted": good.adopted, ":approved": good.approved_ms, ":rejected": good.rejected_ms,
        ":synced": good.synced_ms, ":origin": good.origin, ":created": good.created_ms, ":updated": good.updated_ms,
        ":deleted": good.deleted_ms, ":gone": good.gone_goods_id.map(|id| id.0), ":code": good.code,
        ":turn": good.edit.quarters(), ":fill": good.edit.fill.name(), ":sharpen": good.edit.sharpen,
    })?;
    goods_lines::note(tx, good.id)
}

/// The good of that id, deleted or not.
pub fn get(conn: &Connection, good: GoodsId) -> Result<Option<GoodsRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM goods WHERE id = ?1")?;
    Ok(statement.query_one([Text(good)], read).optional()?)
}

/// The good of that short key, deleted or not.
pub fn by_short_key(conn: &Connection, key: &str) -> Result<Option<GoodsRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM goods WHERE short_key = ?1")?;
    Ok(statement.query_one([key], read).optional()?)
}

/// The shop's good of that platform id, deleted or not.
pub fn by_platform_id(
    conn: &Connection,
    shop: ShopId,
    platform: PlatformGoodsId,
) -> Result<Option<GoodsRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM goods WHERE shop_id = ?1 AND platform_goods_id = ?2")?;
    Ok(statement.query_one(params![Text(shop), platform.0], read).optional()?)
}

/// Edits a good and says its revision afterwards. A patch that changes nothing leaves the revision as it is.
pub fn update(tx: &Transaction, good: GoodsId, patch: &GoodsPatch, now_ms: i64) -> Result<u32, StoreError> {
    let before = get(tx, good)?.filter(|row| row.deleted_ms.is_none()).ok_or(StoreError::NotFound)?;
    let unchanged = patch.name.as_ref().is_none_or(|name| *name == before.name)
        && patch.price_kind.is_none_or(|kind| kind == before.price_kind)
        && patch.price_text.as_ref().is_none_or(|price| *price == before.price_text)
        && patch.price2_text.as_ref().is_none_or(|price2| *price2 == before.price2_text)
        && patch.path.as_ref().is_none_or(|path| *path == before.path);
    if unchanged {
        return Ok(before.revision);
    }
    let sql = "UPDATE goods SET name = coalesce(:name, name), price_kind = coalesce(:kind, price_kind),
            price_text = coalesce(:price, price_text), price2_text = coalesce(:price2, price2_text),
            path = coalesce(:path, path), revision = revision + 1, updated_ms = :now
        WHERE id = :id AND deleted_ms IS NULL RETURNING revision";
    let values = named_params! {
        ":id": Text(good), ":name": patch.name, ":kind": patch.price_kind.map(PriceKind::wire),
        ":price": patch.price_text, ":price2": patch.price2_text, ":path": patch.path, ":now": now_ms,
    };
    let revision = tx.prepare_cached(sql)?.query_one(values, |row| row.get(0))?;
    goods_lines::note(tx, good)?;
    Ok(revision)
}

/// Sets the code; its revision stays, since the platform does not know it.
pub fn set_code(tx: &Transaction, good: GoodsId, code: &str, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE goods SET code = ?2, updated_ms = ?3 WHERE id = ?1 AND deleted_ms IS NULL AND code <> ?2";
    tx.prepare_cached(sql)?.execute(params![Text(good), code, now_ms])?;
    goods_lines::note(tx, good)
}

/// Attaches a picture as it is, or takes it away, and says the revision afterwards.
pub fn set_picture(
    tx: &Transaction,
    good: GoodsId,
    picture: Option<PictureId>,
    focus: Focus,
    now_ms: i64,
) -> Result<u32, StoreError> {
    let sql = "UPDATE goods SET picture_id = ?2, focus_x = ?3, focus_y = ?4, revision = revision + 1, updated_ms = ?5,
            picture_turn = 0, picture_fill = 'crop', picture_sharpen = 0
        WHERE id = ?1 AND deleted_ms IS NULL RETURNING revision";
    let values = params![Text(good), picture.map(Text), focus.x, focus.y, now_ms];
    Ok(tx.prepare_cached(sql)?.query_one(values, |row| row.get(0))?)
}

/// Moves the focus and says the revision afterwards.
pub fn set_focus(tx: &Transaction, good: GoodsId, focus: Focus, now_ms: i64) -> Result<u32, StoreError> {
    let sql = "UPDATE goods SET focus_x = ?2, focus_y = ?3, revision = revision + 1, updated_ms = ?4
        WHERE id = ?1 AND deleted_ms IS NULL RETURNING revision";
    Ok(tx.prepare_cached(sql)?.query_one(params![Text(good), focus.x, focus.y, now_ms], |row| row.get(0))?)
}

/// Changes what is done to the picture, whose focus stays on the same thing, and says the revision afterwards.
pub fn set_edit(tx: &Transaction, good: GoodsId, edit: Edit, now_ms: i64) -> Result<u32, StoreError> {
    let before = get(tx, good)?.ok_or(StoreError::NotFound)?;
    let focus = edit.carry(before.edit, before.focus);
    let sql = "UPDATE goods SET picture_turn = ?2, picture_fill = ?3, picture_sharpen = ?4, focus_x = ?5, focus_y = ?6,
            revision = revision + 1, updated_ms = ?7
        WHERE id = ?1 AND deleted_ms IS NULL RETURNING revision";
    let values = params![Text(good), edit.quarters(), edit.fill.name(), edit.sharpen, focus.x, focus.y, now_ms];
    Ok(tx.prepare_cached(sql)?.query_one(values, |row| row.get(0))?)
}

/// Takes the good out of every list; [`restore`] brings it back.
pub fn mark_deleted(tx: &Transaction, good: GoodsId, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE goods SET deleted_ms = ?2 WHERE id = ?1 AND deleted_ms IS NULL";
    if tx.execute(sql, params![Text(good), now_ms])? == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// The shop's goods of ours that the platform does not have, the oldest first.
pub fn drafts(conn: &Connection, shop: ShopId) -> Result<Vec<GoodsRow>, StoreError> {
    let sql = "SELECT * FROM goods WHERE shop_id = ?1 AND deleted_ms IS NULL AND origin = 'app'
            AND platform_goods_id IS NULL AND gone_goods_id IS NULL ORDER BY id";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([Text(shop)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The shop's goods that were taken out at that moment, UTC milliseconds.
pub fn deleted_at(conn: &Connection, shop: ShopId, deleted_ms: i64) -> Result<Vec<GoodsId>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT id FROM goods WHERE shop_id = ?1 AND deleted_ms = ?2")?;
    let rows = statement.query_map(params![Text(shop), deleted_ms], |row| id(row, "id"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Undoes [`mark_deleted`].
pub fn restore(tx: &Transaction, good: GoodsId) -> Result<(), StoreError> {
    let sql = "UPDATE goods SET deleted_ms = NULL WHERE id = ?1 AND deleted_ms IS NOT NULL";
    if tx.execute(sql, [Text(good)])? == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
