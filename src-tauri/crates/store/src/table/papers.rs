//! Papers of the vault and their files.

use super::{
    column::{Json, Text, id},
    paper_recordings,
};
use crate::{BlobId, StoreError};
use kaibo_domain::{PaperId, ShopId, vault::PaperDraft};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// A paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperRow {
    /// Id.
    pub id: PaperId,
    /// Its shop.
    pub shop_id: ShopId,
    /// What staff say of it.
    pub draft: PaperDraft,
    /// Counts changes, from 1.
    pub revision: u32,
    /// When somebody agreed to it being kept, and to which version of the text.
    pub consent: Option<(i64, u32)>,
    /// Taken out of sight.
    pub removed_ms: Option<i64>,
    /// The last warning of its end that was given, in days before it.
    pub warned_days: Option<i32>,
    /// Made.
    pub created_ms: i64,
}

/// A page of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperFileRow {
    /// Where its bytes are in the vault.
    pub blob: BlobId,
    /// The name of the file it came from.
    pub name: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Size as it is kept.
    pub bytes: u32,
}

fn read(row: &Row) -> rusqlite::Result<PaperRow> {
    let (agreed, version): (Option<i64>, Option<u32>) = (row.get("consent_ms")?, row.get("consent_version")?);
    Ok(PaperRow {
        id: id(row, "id")?,
        shop_id: id(row, "shop_id")?,
        draft: row.get::<_, Json<_>>("draft")?.0,
        revision: row.get("revision")?,
        consent: agreed.zip(version),
        removed_ms: row.get("removed_ms")?,
        warned_days: row.get("warned_days")?,
        created_ms: row.get("created_ms")?,
    })
}

/// Adds a paper.
pub fn insert(tx: &Transaction, paper: &PaperRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO papers
            (id, shop_id, draft, revision, consent_ms, consent_version, removed_ms, warned_days, created_ms,
                updated_ms)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)";
    tx.prepare_cached(sql)?.execute(params![
        Text(paper.id),
        Text(paper.shop_id),
        Json(&paper.draft),
        paper.revision,
        paper.consent.map(|(at, _)| at),
        paper.consent.map(|(_, version)| version),
        paper.removed_ms,
        paper.warned_days,
        paper.created_ms,
    ])?;
    Ok(())
}

/// The paper of that id.
pub fn get(conn: &Connection, paper: PaperId) -> Result<Option<PaperRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM papers WHERE id = ?1")?;
    Ok(statement.query_one([Text(paper)], read).optional()?)
}

/// The shop's papers, those out of sight included, the last made first.
pub fn list(conn: &Connection, shop: ShopId) -> Result<Vec<PaperRow>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT * FROM papers WHERE shop_id = ?1 ORDER BY created_ms DESC, id DESC")?;
    let rows = statement.query_map([Text(shop)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps what staff say of a paper.
pub fn update(tx: &Transaction, paper: PaperId, draft: &PaperDraft, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE papers SET draft = ?2, revision = revision + 1, updated_ms = ?3 WHERE id = ?1";
    found(tx.prepare_cached(sql)?.execute(params![Text(paper), Json(draft), now_ms])?)
}

/// Notes that somebody agreed to it being kept.
pub fn agree(tx: &Transaction, paper: PaperId, version: u32, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE papers SET consent_ms = ?2, consent_version = ?3, revision = revision + 1 WHERE id = ?1";
    found(tx.prepare_cached(sql)?.execute(params![Text(paper), now_ms, version])?)
}

/// Takes a paper out of sight, or brings it back.
pub fn set_removed(tx: &Transaction, paper: PaperId, removed_ms: Option<i64>) -> Result<(), StoreError> {
    let sql = "UPDATE papers SET removed_ms = ?2 WHERE id = ?1";
    found(tx.prepare_cached(sql)?.execute(params![Text(paper), removed_ms])?)
}

/// Notes which warning of its end was given.
pub fn set_warned(tx: &Transaction, paper: PaperId, days: Option<i32>) -> Result<(), StoreError> {
    let sql = "UPDATE papers SET warned_days = ?2 WHERE id = ?1";
    found(tx.prepare_cached(sql)?.execute(params![Text(paper), days])?)
}

/// Deletes a paper that is out of sight, and says which bytes nothing uses any more.
pub fn delete(tx: &Transaction, paper: PaperId) -> Result<Vec<BlobId>, StoreError> {
    let mut blobs: Vec<_> = files(tx, paper)?.into_iter().map(|file| file.blob).collect();
    blobs.extend(paper_recordings::get(tx, paper)?.map(|recording| recording.blob));
    found(tx.execute("DELETE FROM papers WHERE id = ?1 AND removed_ms IS NOT NULL", [Text(paper)])?)?;
    unused(tx, blobs)
}

/// Deletes every paper of every shop, and says which bytes were theirs.
pub fn delete_all(tx: &Transaction) -> Result<Vec<BlobId>, StoreError> {
    let mut statement = tx.prepare("SELECT blob FROM paper_files UNION SELECT blob FROM paper_recordings")?;
    let blobs = statement.query_map([], |row| id(row, "blob"))?.collect::<Result<_, _>>()?;
    tx.execute("DELETE FROM papers", [])?;
    Ok(blobs)
}

/// Adds a page behind the others.
pub fn add_file(tx: &Transaction, paper: PaperId, file: &PaperFileRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO paper_files (paper_id, place, blob, name, width, height, bytes)
        SELECT ?1, coalesce(max(place) + 1, 0), ?2, ?3, ?4, ?5, ?6 FROM paper_files WHERE paper_id = ?1";
    let row = params![Text(paper), Text(file.blob), file.name, file.width, file.height, file.bytes];
    tx.prepare_cached(sql)?.execute(row)?;
    Ok(())
}

/// The pages of a paper in their order.
pub fn files(conn: &Connection, paper: PaperId) -> Result<Vec<PaperFileRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM paper_files WHERE paper_id = ?1 ORDER BY place")?;
    let rows = statement.query_map([Text(paper)], |row| {
        Ok(PaperFileRow {
            blob: id(row, "blob")?,
            name: row.get("name")?,
            width: row.get("width")?,
            height: row.get("height")?,
            bytes: row.get("bytes")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The shop's paper that has a page of these bytes.
pub fn find(conn: &Connection, shop: ShopId, blob: BlobId) -> Result<Option<PaperId>, StoreError> {
    let sql = "SELECT papers.id AS id FROM paper_files JOIN papers ON papers.id = paper_files.paper_id
        WHERE paper_files.blob = ?1 AND papers.shop_id = ?2 ORDER BY papers.created_ms LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_one(params![Text(blob), Text(shop)], |row| id(row, "id")).optional()?)
}

/// Those of the bytes that are neither page nor recording of a paper, of whatever shop.
pub fn unused(conn: &Connection, blobs: Vec<BlobId>) -> Result<Vec<BlobId>, StoreError> {
    let sql = "SELECT 1 FROM paper_files WHERE blob = ?1 UNION ALL SELECT 1 FROM paper_recordings WHERE blob = ?1";
    let mut used = conn.prepare_cached(sql)?;
    let mut free = Vec::new();
    for blob in blobs {
        if !used.exists([Text(blob)])? {
            free.push(blob);
        }
    }
    Ok(free)
}

fn found(rows: usize) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
