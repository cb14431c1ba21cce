//! What the platform says of goods. None of it is an edit: neither revision nor order in the list change. What became of a
//! good is written down with it.

use super::{
    column::Text,
    goods::{GoodsPatch, by_platform_id, get},
    goods_events::{self, GoodsEvent},
    goods_lines,
};
use crate::StoreError;
use kaibo_domain::{AuditId, AuditStatus, GoodsId, PlatformGoodsId, PriceKind, ShopId};
use rusqlite::{Connection, Transaction, params};

/// What the platform gave a good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adoption {
    /// Its id.
    pub platform_goods_id: PlatformGoodsId,
    /// Its audit, where the reply names one; else the one known before stays.
    pub audit_id: Option<AuditId>,
    /// What the audit says.
    pub audit_status: AuditStatus,
    /// The revision that was sent.
    pub sent_revision: u32,
    /// Whether it was found there after a lost reply.
    pub found: bool,
}

/// A good whose status is another than it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusChange {
    /// The good.
    pub id: GoodsId,
    /// What it was.
    pub from: Option<AuditStatus>,
    /// What it is.
    pub to: AuditStatus,
}

/// Ties a good to what the platform has; [`StoreError::Taken`] if another good is tied to it.
pub fn adopt(tx: &Transaction, good: GoodsId, adoption: &Adoption, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE goods SET platform_goods_id = ?2, audit_id = coalesce(?3, audit_id), sent_revision = ?4,
            adopted = adopted OR ?5, gone_goods_id = NULL
        WHERE id = ?1";
    let audit = adoption.audit_id.map(|id| id.0);
    let values = params![Text(good), adoption.platform_goods_id.0, audit, adoption.sent_revision, adoption.found];
    if tx.prepare_cached(sql)?.execute(values)? == 0 {
        return Err(StoreError::NotFound);
    }
    let event = if adoption.found { GoodsEvent::Adopted } else { GoodsEvent::Accepted };
    goods_events::add(tx, good, event, None, now_ms)?;
    goods_lines::note(tx, good)?;
    set_status(tx, good, adoption.audit_status, now_ms)
}

/// Notes that the platform has that revision now.
pub fn note_sent(tx: &Transaction, good: GoodsId, revision: u32, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE goods SET sent_revision = ?2, synced_ms = ?3 WHERE id = ?1";
    if tx.execute(sql, params![Text(good), revision, now_ms])? == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Takes fields over that were changed on the platform. Not an edit: the revision stays, so that nothing here looks
/// changed.
pub fn take_over(tx: &Transaction, good: GoodsId, patch: &GoodsPatch) -> Result<(), StoreError> {
    let sql = "UPDATE goods SET name = coalesce(?2, name), price_kind = coalesce(?3, price_kind),
            price_text = coalesce(?4, price_text), price2_text = coalesce(?5, price2_text), path = coalesce(?6, path)
        WHERE id = ?1";
    let kind = patch.price_kind.map(PriceKind::wire);
    let values = params![Text(good), patch.name, kind, patch.price_text, patch.price2_text, patch.path];
    if tx.prepare_cached(sql)?.execute(values)? == 0 {
        return Err(StoreError::NotFound);
    }
    goods_lines::note(tx, good)
}

/// Unties a good from the platform, where somebody else deleted it.
pub fn lose(tx: &Transaction, good: GoodsId, now_ms: i64) -> Result<(), StoreError> {
    tx.execute("UPDATE goods SET gone_goods_id = platform_goods_id WHERE id = ?1", [Text(good)])?;
    goods_events::add(tx, good, GoodsEvent::Gone, None, now_ms)?;
    detach(tx, good, now_ms)
}

/// Unties a good from the platform, which does not have it any more.
pub fn detach(tx: &Transaction, good: GoodsId, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE goods SET platform_goods_id = NULL, audit_id = NULL, audit_status = NULL, sent_revision = NULL,
            adopted = 0, approved_ms = NULL, rejected_ms = NULL, synced_ms = ?2
        WHERE id = ?1";
    if tx.execute(sql, params![Text(good), now_ms])? == 0 {
        return Err(StoreError::NotFound);
    }
    goods_lines::note(tx, good)
}

/// Notes the status that the platform names; `None` if the shop has no such good, or the status was known.
pub fn apply_platform_status(
    tx: &Transaction,
    shop: ShopId,
    platform: PlatformGoodsId,
    status: AuditStatus,
    now_ms: i64,
) -> Result<Option<StatusChange>, StoreError> {
    let Some(before) = by_platform_id(tx, shop, platform)? else { return Ok(None) };
    set_status(tx, before.id, status, now_ms)?;
    let changed = before.audit_status != Some(status);
    Ok(changed.then_some(StatusChange { id: before.id, from: before.audit_status, to: status }))
}

fn set_status(tx: &Transaction, good: GoodsId, status: AuditStatus, now_ms: i64) -> Result<(), StoreError> {
    let before = get(tx, good)?.ok_or(StoreError::NotFound)?;
    let since = |seen: Option<i64>, wanted| if status == wanted { Some(now_ms) } else { seen };
    let (approved, rejected) = if before.audit_status == Some(status) {
        (before.approved_ms, before.rejected_ms)
    } else {
        (since(before.approved_ms, AuditStatus::Approved), since(before.rejected_ms, AuditStatus::Rejected))
    };
    let sql = "UPDATE goods SET audit_status = ?2, approved_ms = ?3, rejected_ms = ?4, synced_ms = ?5 WHERE id = ?1";
    tx.prepare_cached(sql)?.execute(params![Text(good), status.wire(), approved, rejected, now_ms])?;
    let event = match status {
        _ if before.audit_status == Some(status) => None,
        AuditStatus::Approved => Some(GoodsEvent::Approved),
        AuditStatus::Rejected => Some(GoodsEvent::Rejected),
        AuditStatus::NotAudited => Some(GoodsEvent::Withdrawn),
        AuditStatus::Auditing => None,
    };
    event.map_or(Ok(()), |event| goods_events::add(tx, good, event, None, now_ms))
}

/// The platform ids of the shop's goods, deleted ones too, with the status last seen; least recently read first.
/// `only` narrows to one status.
pub fn on_platform(
    conn: &Connection,
    shop: ShopId,
    only: Option<AuditStatus>,
) -> Result<Vec<(PlatformGoodsId, Option<AuditStatus>)>, StoreError> {
    let sql = "SELECT platform_goods_id, audit_status FROM goods
        WHERE shop_id = ?1 AND platform_goods_id IS NOT NULL AND (?2 IS NULL OR audit_status = ?2)
        ORDER BY synced_ms, platform_goods_id";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params![Text(shop), only.map(AuditStatus::wire)], |row| {
        Ok((PlatformGoodsId(row.get(0)?), row.get::<_, Option<i64>>(1)?.and_then(AuditStatus::from_wire)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
