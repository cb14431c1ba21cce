//! The storefront of each shop: how it is laid out, and where it is published.

use super::column::{Json, Text};
use crate::StoreError;
use kaibo_domain::{ShopId, storefront::StorefrontDraft};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// A shop's storefront.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StorefrontRow {
    /// As laid out.
    pub draft: StorefrontDraft,
    /// Counts changes; 0 before the first.
    pub revision: u32,
    /// The folder it is published to.
    pub folder: Option<String>,
    /// The version that counts there as far as we know.
    pub current_version: Option<u32>,
    /// Why the last publishing by itself failed, as whoever wrote it wrote it.
    pub problem: Option<String>,
}

/// The shop's storefront; the usual one where nobody has laid out any.
pub fn get(conn: &Connection, shop: ShopId) -> Result<StorefrontRow, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM storefronts WHERE shop_id = ?1")?;
    let row = statement.query_one([Text(shop)], |row| {
        Ok(StorefrontRow {
            draft: row.get::<_, Json<_>>("draft")?.0,
            revision: row.get("revision")?,
            folder: row.get("folder")?,
            current_version: row.get("current_version")?,
            problem: row.get("problem")?,
        })
    });
    Ok(row.optional()?.unwrap_or_default())
}

/// Keeps the layout.
pub fn put_draft(tx: &Transaction, shop: ShopId, draft: &StorefrontDraft, now_ms: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO storefronts (shop_id, draft, revision, updated_ms) VALUES (?1, ?2, 1, ?3)
        ON CONFLICT (shop_id) DO UPDATE SET draft = ?2, revision = revision + 1, updated_ms = ?3";
    tx.prepare_cached(sql)?.execute(params![Text(shop), Json(draft), now_ms])?;
    Ok(())
}

/// Chooses the folder. What counts in it is not known yet, and what went wrong in another is over.
pub fn set_folder(tx: &Transaction, shop: ShopId, folder: &str, now_ms: i64) -> Result<(), StoreError> {
    make(tx, shop, now_ms)?;
    let sql = "UPDATE storefronts SET folder = ?2, current_version = NULL, problem = NULL WHERE shop_id = ?1";
    tx.prepare_cached(sql)?.execute(params![Text(shop), folder])?;
    Ok(())
}

/// Notes which version counts in the folder.
pub fn set_current(tx: &Transaction, shop: ShopId, version: Option<u32>) -> Result<(), StoreError> {
    let sql = "UPDATE storefronts SET current_version = ?2 WHERE shop_id = ?1";
    tx.prepare_cached(sql)?.execute(params![Text(shop), version])?;
    Ok(())
}

/// Notes how publishing by itself ended.
pub fn set_problem(tx: &Transaction, shop: ShopId, problem: Option<&str>) -> Result<(), StoreError> {
    let sql = "UPDATE storefronts SET problem = ?2 WHERE shop_id = ?1";
    tx.prepare_cached(sql)?.execute(params![Text(shop), problem])?;
    Ok(())
}

fn make(tx: &Transaction, shop: ShopId, now_ms: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO storefronts (shop_id, draft, revision, updated_ms) VALUES (?1, ?2, 0, ?3)
        ON CONFLICT (shop_id) DO NOTHING";
    tx.prepare_cached(sql)?.execute(params![Text(shop), Json(StorefrontDraft::default()), now_ms])?;
    Ok(())
}
