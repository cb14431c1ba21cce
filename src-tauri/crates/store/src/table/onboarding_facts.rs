//! What is said of the merchant for the checklists of onboarding, and of promoters; once for each shop.

use super::column::{Json, Text};
use crate::StoreError;
use kaibo_domain::{ShopId, onboarding::OnboardingFacts};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// What is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactsRow {
    /// As chosen and typed.
    pub draft: OnboardingFacts,
    /// Counts changes; 0 before the first.
    pub revision: u32,
}

/// What is said of the shop's merchant; empty where nobody has said anything.
pub fn get(conn: &Connection, shop: ShopId) -> Result<FactsRow, StoreError> {
    let mut statement = conn.prepare_cached("SELECT draft, revision FROM onboarding_facts WHERE shop_id = ?1")?;
    let row = statement.query_one([Text(shop)], |row| {
        Ok(FactsRow { draft: row.get::<_, Json<_>>("draft")?.0, revision: row.get("revision")? })
    });
    Ok(row.optional()?.unwrap_or_default())
}

/// Keeps it and says the revision.
pub fn put(tx: &Transaction, shop: ShopId, draft: &OnboardingFacts, now_ms: i64) -> Result<u32, StoreError> {
    let sql = "INSERT INTO onboarding_facts (shop_id, draft, revision, updated_ms) VALUES (?1, ?2, 1, ?3)
        ON CONFLICT (shop_id) DO UPDATE SET draft = ?2, revision = revision + 1, updated_ms = ?3 RETURNING revision";
    Ok(tx.prepare_cached(sql)?.query_one(params![Text(shop), Json(draft), now_ms], |row| row.get(0))?)
}
