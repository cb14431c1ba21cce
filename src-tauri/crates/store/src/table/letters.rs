//! Letters that categories demand: what staff typed for each, and the paper of the vault that is the signed one.

use super::column::{Json, Text, id_or_null};
use crate::StoreError;
use kaibo_domain::{
    PaperId, ShopId,
    letter::{LetterFacts, LetterKind},
    platform::shop::id::CatId,
};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// A letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetterRow {
    /// What staff typed for it.
    pub facts: LetterFacts,
    /// The paper that is its signed and sealed page.
    pub paper_id: Option<PaperId>,
    /// Counts changes; 0 before the first.
    pub revision: u32,
}

/// The letter of a category; empty where nobody typed anything.
pub fn get(conn: &Connection, shop: ShopId, category: CatId, kind: LetterKind) -> Result<LetterRow, StoreError> {
    let sql = "SELECT facts, paper_id, revision FROM letters WHERE shop_id = ?1 AND cat_id = ?2 AND kind = ?3";
    let mut statement = conn.prepare_cached(sql)?;
    let row = statement.query_one(params![Text(shop), Text(category), kind.slot()], |row| {
        Ok(LetterRow {
            facts: row.get::<_, Json<_>>("facts")?.0,
            paper_id: id_or_null(row, "paper_id")?,
            revision: row.get("revision")?,
        })
    });
    Ok(row.optional()?.unwrap_or_default())
}

/// Keeps a letter and says the revision.
pub fn put(
    tx: &Transaction,
    shop: ShopId,
    (category, kind): (CatId, LetterKind),
    facts: &LetterFacts,
    paper: Option<PaperId>,
) -> Result<u32, StoreError> {
    let sql = "INSERT INTO letters (shop_id, cat_id, kind, facts, paper_id, revision) VALUES (?1, ?2, ?3, ?4, ?5, 1)
        ON CONFLICT (shop_id, cat_id, kind) DO UPDATE SET facts = ?4, paper_id = ?5, revision = revision + 1
        RETURNING revision";
    let values = params![Text(shop), Text(category), kind.slot(), Json(facts), paper.map(Text)];
    Ok(tx.prepare_cached(sql)?.query_one(values, |row| row.get(0))?)
}
