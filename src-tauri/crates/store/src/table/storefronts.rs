//! The storefront of each shop: how it is laid out, and where it is published.

use super::column::{Json, Text};
use crate::StoreError;
use kaibo_domain::{
    Secret, ShopId,
    storefront::{S3Settings, ServerSettings, StorefrontDraft, TargetKind},
};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// A shop's storefront.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StorefrontRow {
    /// As laid out.
    pub draft: StorefrontDraft,
    /// Counts changes; 0 before the first.
    pub revision: u32,
    /// Where it is published.
    pub target: StorefrontTarget,
    /// The version that counts there as far as we know.
    pub current_version: Option<u32>,
    /// Why the last publishing by itself failed, as whoever wrote it wrote it.
    pub problem: Option<String>,
    /// SHA-256 of the document that was last tried to publish.
    pub attempted: Option<String>,
}

/// Where a shop's storefront is published, and what the other targets need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StorefrontTarget {
    /// Which one counts.
    pub kind: TargetKind,
    /// The folder.
    pub folder: Option<String>,
    /// The storage.
    pub s3: S3Settings,
    /// Its secret key.
    pub s3_secret: Option<Secret>,
    /// The server.
    pub server: ServerSettings,
    /// The secret shared with it.
    pub server_secret: Option<Secret>,
}

/// The shop's storefront; the usual one where nobody has laid out any.
pub fn get(conn: &Connection, shop: ShopId) -> Result<StorefrontRow, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM storefronts WHERE shop_id = ?1")?;
    let row = statement.query_one([Text(shop)], |row| {
        Ok(StorefrontRow {
            draft: row.get::<_, Json<_>>("draft")?.0,
            revision: row.get("revision")?,
            target: StorefrontTarget {
                kind: TargetKind::from_name(&row.get::<_, String>("target")?).unwrap_or_default(),
                folder: row.get("folder")?,
                s3: row.get::<_, Option<Json<_>>>("s3")?.map(|json| json.0).unwrap_or_default(),
                s3_secret: row.get::<_, Option<String>>("s3_secret")?.map(Secret::new),
                server: row.get::<_, Option<Json<_>>>("server")?.map(|json| json.0).unwrap_or_default(),
                server_secret: row.get::<_, Option<String>>("server_secret")?.map(Secret::new),
            },
            attempted: row.get("attempted")?,
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

/// Keeps the target. What counts there is not known yet, and what went wrong elsewhere is over.
pub fn put_target(tx: &Transaction, shop: ShopId, target: &StorefrontTarget, now_ms: i64) -> Result<(), StoreError> {
    make(tx, shop, now_ms)?;
    let sql =
        "UPDATE storefronts SET target = ?2, folder = ?3, s3 = ?4, s3_secret = ?5, server = ?6, server_secret = ?7,
        current_version = NULL, problem = NULL, revision = revision + 1 WHERE shop_id = ?1";
    let StorefrontTarget { kind, folder, s3, s3_secret, server, server_secret } = target;
    let [s3_secret, server_secret] = [s3_secret, server_secret].map(|secret| secret.as_ref().map(Secret::expose));
    let values = params![Text(shop), kind.name(), folder, Json(s3), s3_secret, Json(server), server_secret];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// Notes what is about to be published, by its SHA-256.
pub fn set_attempted(tx: &Transaction, shop: ShopId, sha256: &str) -> Result<(), StoreError> {
    let sql = "UPDATE storefronts SET attempted = ?2 WHERE shop_id = ?1";
    tx.prepare_cached(sql)?.execute(params![Text(shop), sha256])?;
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
