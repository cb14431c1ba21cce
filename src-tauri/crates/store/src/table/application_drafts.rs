//! Applications for categories as they are prepared: the draft, what stands at each demand, and the rounds made of it.

use super::column::{Json, Text, id};
use crate::StoreError;
use kaibo_domain::{
    ApplicationDraftId, ApplicationId, ShopId,
    applying::{ApplicationDraft, Filling},
    platform::shop::id::CatId,
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::collections::BTreeMap;

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationDraftRow {
    /// Id.
    pub id: ApplicationDraftId,
    /// Its shop.
    pub shop_id: ShopId,
    /// The category that was chosen, of the second level.
    pub cat_id: CatId,
    /// What staff say of it.
    pub draft: ApplicationDraft,
    /// The rules by which it was last looked at.
    pub pack_version: String,
    /// Counts changes, from 1.
    pub revision: u32,
    /// Taken out of sight.
    pub removed_ms: Option<i64>,
    /// Made.
    pub created_ms: i64,
}

/// An application that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundRow {
    /// What was handed in.
    pub application: ApplicationId,
    /// The demands that its rejection is about, where staff have said so.
    pub concerned: Option<Vec<String>>,
}

fn read(row: &Row) -> rusqlite::Result<ApplicationDraftRow> {
    Ok(ApplicationDraftRow {
        id: id(row, "id")?,
        shop_id: id(row, "shop_id")?,
        cat_id: id(row, "cat_id")?,
        draft: row.get::<_, Json<_>>("draft")?.0,
        pack_version: row.get("pack_version")?,
        revision: row.get("revision")?,
        removed_ms: row.get("removed_ms")?,
        created_ms: row.get("created_ms")?,
    })
}

/// Adds a draft.
pub fn insert(tx: &Transaction, draft: &ApplicationDraftRow) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO application_drafts (id, shop_id, cat_id, draft, pack_version, revision, removed_ms, created_ms)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    tx.prepare_cached(sql)?.execute(params![
        Text(draft.id),
        Text(draft.shop_id),
        Text(draft.cat_id),
        Json(&draft.draft),
        draft.pack_version,
        draft.revision,
        draft.removed_ms,
        draft.created_ms,
    ])?;
    Ok(())
}

/// The draft of that id.
pub fn get(conn: &Connection, draft: ApplicationDraftId) -> Result<Option<ApplicationDraftRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM application_drafts WHERE id = ?1")?;
    Ok(statement.query_one([Text(draft)], read).optional()?)
}

/// The shop's drafts, those out of sight included, the last made first.
pub fn list(conn: &Connection, shop: ShopId) -> Result<Vec<ApplicationDraftRow>, StoreError> {
    let sql = "SELECT * FROM application_drafts WHERE shop_id = ?1 ORDER BY created_ms DESC, id DESC";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([Text(shop)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps what staff say of a draft.
pub fn update(tx: &Transaction, id: ApplicationDraftId, draft: &ApplicationDraft) -> Result<(), StoreError> {
    found(tx.execute("UPDATE application_drafts SET draft = ?2 WHERE id = ?1", params![Text(id), Json(draft)])?)
}

/// Counts a change of a draft made under those rules, and says the revision.
pub fn touch(tx: &Transaction, id: ApplicationDraftId, pack_version: &str) -> Result<u32, StoreError> {
    let sql =
        "UPDATE application_drafts SET revision = revision + 1, pack_version = ?2 WHERE id = ?1 RETURNING revision";
    Ok(tx.prepare_cached(sql)?.query_one(params![Text(id), pack_version], |row| row.get(0))?)
}

/// Takes a draft out of sight, or brings it back.
pub fn set_removed(tx: &Transaction, id: ApplicationDraftId, removed_ms: Option<i64>) -> Result<(), StoreError> {
    found(tx.execute("UPDATE application_drafts SET removed_ms = ?2 WHERE id = ?1", params![Text(id), removed_ms])?)
}

/// What stands at the demands of a draft, by their names in the pack.
pub fn fillings(conn: &Connection, draft: ApplicationDraftId) -> Result<BTreeMap<String, Filling>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT demand, filling FROM application_fillings WHERE draft_id = ?1")?;
    let rows = statement.query_map([Text(draft)], |row| Ok((row.get(0)?, row.get::<_, Json<_>>(1)?.0)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps what stands at one demand.
pub fn fill(tx: &Transaction, draft: ApplicationDraftId, demand: &str, filling: &Filling) -> Result<(), StoreError> {
    let sql = "INSERT INTO application_fillings (draft_id, demand, filling) VALUES (?1, ?2, ?3)
        ON CONFLICT (draft_id, demand) DO UPDATE SET filling = ?3";
    tx.prepare_cached(sql)?.execute(params![Text(draft), demand, Json(filling)])?;
    Ok(())
}

/// Notes that an application was made of a draft.
pub fn add_round(tx: &Transaction, draft: ApplicationDraftId, application: ApplicationId) -> Result<(), StoreError> {
    let sql = "INSERT INTO application_rounds (application_id, draft_id) VALUES (?1, ?2)";
    tx.prepare_cached(sql)?.execute(params![Text(application), Text(draft)])?;
    Ok(())
}

/// The rounds of a draft, the last first.
pub fn rounds(conn: &Connection, draft: ApplicationDraftId) -> Result<Vec<RoundRow>, StoreError> {
    let sql = "SELECT application_id, concerned FROM application_rounds
        JOIN applications ON applications.id = application_rounds.application_id
        WHERE draft_id = ?1 ORDER BY applications.created_ms DESC, applications.id DESC";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([Text(draft)], |row| {
        let concerned = row.get::<_, Option<Json<_>>>("concerned")?.map(|json| json.0);
        Ok(RoundRow { application: id(row, "application_id")?, concerned })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The draft that an application was made of.
pub fn of_round(conn: &Connection, application: ApplicationId) -> Result<Option<ApplicationDraftId>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT draft_id FROM application_rounds WHERE application_id = ?1")?;
    Ok(statement.query_one([Text(application)], |row| id(row, "draft_id")).optional()?)
}

/// Notes which demands the rejection of a round is about.
pub fn set_concerned(tx: &Transaction, application: ApplicationId, demands: &[String]) -> Result<(), StoreError> {
    let sql = "UPDATE application_rounds SET concerned = ?2 WHERE application_id = ?1";
    found(tx.execute(sql, params![Text(application), Json(demands)])?)
}

fn found(rows: usize) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
