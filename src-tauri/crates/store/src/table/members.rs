//! Members of the account (成员管理): one row for one person's one role, as the platform lists it and as staff want it.
//! What is wanted and not yet so stands in the submissions.

use super::column::{Text, id, wire};
use crate::StoreError;
use kaibo_domain::{MemberId, Role, ShopId};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params};

/// One person's one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRow {
    /// Id.
    pub id: MemberId,
    /// Shop.
    pub shop_id: ShopId,
    /// The role.
    pub role: Role,
    /// The whole WeChat id; `None` while only its masked form is known.
    pub wechat: Option<String>,
    /// The WeChat id as the platform lists it (`o0****0o`); empty before it did.
    pub masked: String,
    /// The user in the mini program; `None` before the platform listed them.
    pub openid: Option<String>,
    /// Nickname; empty before the platform listed them.
    pub nickname: String,
    /// Whether the platform has it.
    pub listed: bool,
    /// Whether it was found there after a lost reply, or was there before it was asked for.
    pub adopted: bool,
    /// When the platform was last read, or answered.
    pub synced_ms: Option<i64>,
    /// Made.
    pub created_ms: i64,
    /// Put away: the platform refused it and staff do not want it any more.
    pub deleted_ms: Option<i64>,
}

impl MemberRow {
    /// A role that staff want to give somebody.
    pub fn wanted(id: MemberId, shop_id: ShopId, role: Role, wechat: String, now_ms: i64) -> Self {
        Self {
            id,
            shop_id,
            role,
            wechat: Some(wechat),
            masked: String::new(),
            openid: None,
            nickname: String::new(),
            listed: false,
            adopted: false,
            synced_ms: None,
            created_ms: now_ms,
            deleted_ms: None,
        }
    }
}

/// A person as the platform lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The user in the mini program.
    pub openid: String,
    /// The WeChat id, masked.
    pub masked: String,
    /// Nickname.
    pub nickname: String,
}

fn read(row: &Row) -> rusqlite::Result<MemberRow> {
    Ok(MemberRow {
        id: id(row, "id")?,
        shop_id: id(row, "shop_id")?,
        role: wire(row, "role", Role::from_wire)?,
        wechat: row.get("wechat")?,
        masked: row.get("masked")?,
        openid: row.get("openid")?,
        nickname: row.get("nickname")?,
        listed: row.get("listed")?,
        adopted: row.get("adopted")?,
        synced_ms: row.get("synced_ms")?,
        created_ms: row.get("created_ms")?,
        deleted_ms: row.get("deleted_ms")?,
    })
}

/// Adds a row; [`StoreError::Taken`] if the shop has one for that person and role.
pub fn insert(tx: &Transaction, member: &MemberRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO members (id, shop_id, role, wechat, masked, openid, nickname, listed, adopted, synced_ms,
            created_ms, deleted_ms)
        VALUES (:id, :shop, :role, :wechat, :masked, :openid, :nickname, :listed, :adopted, :synced, :created, :deleted)";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":id": Text(member.id), ":shop": Text(member.shop_id), ":role": member.role.wire(), ":wechat": member.wechat,
        ":masked": member.masked, ":openid": member.openid, ":nickname": member.nickname, ":listed": member.listed,
        ":adopted": member.adopted, ":synced": member.synced_ms, ":created": member.created_ms,
        ":deleted": member.deleted_ms,
    })?;
    Ok(())
}

/// The row of that id.
pub fn get(conn: &Connection, member: MemberId) -> Result<Option<MemberRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM members WHERE id = ?1")?;
    Ok(statement.query_one([Text(member)], read).optional()?)
}

/// All rows of the shop, those put away too: by role, then the first made first.
pub fn list(conn: &Connection, shop: ShopId) -> Result<Vec<MemberRow>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT * FROM members WHERE shop_id = ?1 ORDER BY role, created_ms, id")?;
    let rows = statement.query_map([Text(shop)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The row for that role of that WeChat id, one put away too.
pub fn find(conn: &Connection, shop: ShopId, role: Role, wechat: &str) -> Result<Option<MemberRow>, StoreError> {
    let sql = "SELECT * FROM members WHERE shop_id = ?1 AND role = ?2 AND wechat = ?3";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_one(params![Text(shop), role.wire(), wechat], read).optional()?)
}

/// The row for that role of a person whom the platform listed.
pub fn by_openid(conn: &Connection, shop: ShopId, role: Role, openid: &str) -> Result<Option<MemberRow>, StoreError> {
    let sql = "SELECT * FROM members WHERE shop_id = ?1 AND role = ?2 AND openid = ?3";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_one(params![Text(shop), role.wire(), openid], read).optional()?)
}

/// Notes whether the platform has it; `found` where it was there already when it was looked for.
pub fn set_listed(
    tx: &Transaction,
    member: MemberId,
    listed: bool,
    found: bool,
    now_ms: i64,
) -> Result<(), StoreError> {
    let sql = "UPDATE members SET listed = ?2, adopted = ?2 AND (adopted OR ?3), synced_ms = ?4 WHERE id = ?1";
    change(tx.prepare_cached(sql)?.execute(params![Text(member), listed, found, now_ms])?)
}

/// Ties a row to the person as the platform lists them. A row that the list alone had made for them is this one: it goes.
pub fn link(tx: &Transaction, member: &MemberRow, person: &Person) -> Result<(), StoreError> {
    if let Some(same) = by_openid(tx, member.shop_id, member.role, &person.openid)?
        && same.id != member.id
    {
        tx.prepare_cached("DELETE FROM members WHERE id = ?1")?.execute([Text(same.id)])?;
    }
    let sql = "UPDATE members SET openid = ?2, masked = ?3, nickname = ?4 WHERE id = ?1";
    let values = params![Text(member.id), person.openid, person.masked, person.nickname];
    change(tx.prepare_cached(sql)?.execute(values)?)
}

/// Keeps the whole WeChat id; [`StoreError::Taken`] if another row has it in that role.
pub fn set_wechat(tx: &Transaction, member: MemberId, wechat: &str) -> Result<(), StoreError> {
    let sql = "UPDATE members SET wechat = ?2 WHERE id = ?1";
    change(tx.prepare_cached(sql)?.execute(params![Text(member), wechat])?)
}

/// Puts a row away, or takes it out again.
pub fn set_deleted(tx: &Transaction, member: MemberId, deleted_ms: Option<i64>) -> Result<(), StoreError> {
    let sql = "UPDATE members SET deleted_ms = ?2 WHERE id = ?1";
    change(tx.prepare_cached(sql)?.execute(params![Text(member), deleted_ms])?)
}

fn change(rows: usize) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
