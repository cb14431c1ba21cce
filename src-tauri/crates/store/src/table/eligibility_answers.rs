//! Answers of the eligibility check, once for each shop.

use super::column::{Json, Text};
use crate::StoreError;
use kaibo_domain::{ShopId, eligibility::EligibilityAnswers};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// The answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswersRow {
    /// As typed.
    pub draft: EligibilityAnswers,
    /// Counts changes; 0 before the first.
    pub revision: u32,
}

/// The shop's answers; empty where nobody has said anything.
pub fn get(conn: &Connection, shop: ShopId) -> Result<AnswersRow, StoreError> {
    let mut statement = conn.prepare_cached("SELECT draft, revision FROM eligibility_answers WHERE shop_id = ?1")?;
    let row = statement.query_one([Text(shop)], |row| {
        Ok(AnswersRow { draft: row.get::<_, Json<_>>("draft")?.0, revision: row.get("revision")? })
    });
    Ok(row.optional()?.unwrap_or_default())
}

/// Keeps the answers and says the revision.
pub fn put(tx: &Transaction, shop: ShopId, draft: &EligibilityAnswers, now_ms: i64) -> Result<u32, StoreError> {
    let sql = "INSERT INTO eligibility_answers (shop_id, draft, revision, updated_ms) VALUES (?1, ?2, 1, ?3)
        ON CONFLICT (shop_id) DO UPDATE SET draft = ?2, revision = revision + 1, updated_ms = ?3 RETURNING revision";
    Ok(tx.prepare_cached(sql)?.query_one(params![Text(shop), Json(draft), now_ms], |row| row.get(0))?)
}
