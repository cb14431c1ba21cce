//! The second application, for the shop window: what staff noted of it, one for each category of the second level.

use super::column::{Json, Text};
use crate::StoreError;
use kaibo_domain::{ShopId, platform::shop::id::CatId, window::WindowDraft};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// The application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WindowRow {
    /// What staff noted.
    pub draft: WindowDraft,
    /// Counts changes; 0 before the first.
    pub revision: u32,
}

/// The one for a category; `None` where nobody has noted anything.
pub fn get(conn: &Connection, shop: ShopId, category: CatId) -> Result<Option<WindowRow>, StoreError> {
    let sql = "SELECT draft, revision FROM window_applications WHERE shop_id = ?1 AND cat_id = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let row = statement.query_one(params![Text(shop), Text(category)], |row| {
        Ok(WindowRow { draft: row.get::<_, Json<_>>("draft")?.0, revision: row.get("revision")? })
    });
    Ok(row.optional()?)
}

/// Keeps it and says the revision.
pub fn put(
    tx: &Transaction,
    shop: ShopId,
    category: CatId,
    draft: &WindowDraft,
    now_ms: i64,
) -> Result<u32, StoreError> {
    let sql =
        "INSERT INTO window_applications (shop_id, cat_id, draft, revision, updated_ms) VALUES (?1, ?2, ?3, 1, ?4)
        ON CONFLICT (shop_id, cat_id) DO UPDATE SET draft = ?3, revision = revision + 1, updated_ms = ?4
        RETURNING revision";
    let values = params![Text(shop), Text(category), Json(draft), now_ms];
    Ok(tx.prepare_cached(sql)?.query_one(values, |row| row.get(0))?)
}

/// All of them, with their categories.
pub fn list(conn: &Connection, shop: ShopId) -> Result<Vec<(CatId, WindowDraft)>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT cat_id, draft FROM window_applications WHERE shop_id = ?1 ORDER BY cat_id")?;
    let rows = statement
        .query_map([Text(shop)], |row| Ok((row.get::<_, Text<CatId>>(0)?.0, row.get::<_, Json<WindowDraft>>(1)?.0)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The last one that was noted: its shop is most often that of the next.
pub fn latest(conn: &Connection, shop: ShopId) -> Result<Option<WindowDraft>, StoreError> {
    let sql = "SELECT draft FROM window_applications WHERE shop_id = ?1 ORDER BY updated_ms DESC, cat_id LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_one([Text(shop)], |row| row.get::<_, Json<_>>(0)).optional()?.map(|json| json.0))
}
