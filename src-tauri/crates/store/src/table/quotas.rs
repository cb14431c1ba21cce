//! What is known of the platform's daily quotas: calls that were made, endpoints that are parked. An endpoint stands here
//! under its quota key (`domain::quota::key`).

use super::column::Text;
use crate::StoreError;
use kaibo_domain::ShopId;
use rusqlite::{Connection, Transaction, params};

/// An endpoint that takes nothing more for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkedRow {
    /// Quota key.
    pub endpoint: String,
    /// Until when, UTC milliseconds.
    pub until_ms: i64,
    /// What the platform said.
    pub errcode: i64,
}

/// Counts `calls` of an endpoint and says how many there were since the last reset; `resets_ms` is the next one.
pub fn count(
    tx: &Transaction,
    shop: ShopId,
    endpoint: &str,
    calls: u32,
    (now_ms, resets_ms): (i64, i64),
) -> Result<u32, StoreError> {
    let sql = "INSERT INTO counted_calls (shop_id, endpoint, resets_ms, used) VALUES (?1, ?2, ?5, ?3)
        ON CONFLICT (shop_id, endpoint) DO UPDATE SET
          used = iif(resets_ms <= ?4, 0, used) + excluded.used,
          resets_ms = iif(resets_ms <= ?4, excluded.resets_ms, resets_ms)
        RETURNING used";
    let values = params![Text(shop), endpoint, calls, now_ms, resets_ms];
    Ok(tx.prepare_cached(sql)?.query_one(values, |row| row.get(0))?)
}

/// Takes back one call that was counted and did not leave.
pub fn uncount(tx: &Transaction, shop: ShopId, endpoint: &str) -> Result<(), StoreError> {
    let sql = "UPDATE counted_calls SET used = max(used - 1, 0) WHERE shop_id = ?1 AND endpoint = ?2";
    tx.prepare_cached(sql)?.execute(params![Text(shop), endpoint])?;
    Ok(())
}

/// The calls of every endpoint since the last reset.
pub fn used(conn: &Connection, shop: ShopId, now_ms: i64) -> Result<Vec<(String, u32)>, StoreError> {
    let sql = "SELECT endpoint, used FROM counted_calls WHERE shop_id = ?1 AND resets_ms > ?2 ORDER BY endpoint";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params![Text(shop), now_ms], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Parks an endpoint; a park that stands is replaced.
pub fn park(tx: &Transaction, shop: ShopId, parked: &ParkedRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO parked_endpoints (shop_id, endpoint, until_ms, errcode) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (shop_id, endpoint) DO UPDATE SET until_ms = excluded.until_ms, errcode = excluded.errcode";
    tx.prepare_cached(sql)?.execute(params![Text(shop), parked.endpoint, parked.until_ms, parked.errcode])?;
    Ok(())
}

/// The parked endpoints, those whose time is over too: their next call is a try.
pub fn parked(conn: &Connection, shop: ShopId) -> Result<Vec<ParkedRow>, StoreError> {
    let sql = "SELECT endpoint, until_ms, errcode FROM parked_endpoints WHERE shop_id = ?1 ORDER BY endpoint";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([Text(shop)], |row| {
        Ok(ParkedRow { endpoint: row.get(0)?, until_ms: row.get(1)?, errcode: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets a park: the endpoint takes calls again.
pub fn unpark(tx: &Transaction, shop: ShopId, endpoint: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM parked_endpoints WHERE shop_id = ?1 AND endpoint = ?2";
    tx.prepare_cached(sql)?.execute(params![Text(shop), endpoint])?;
    Ok(())
}
