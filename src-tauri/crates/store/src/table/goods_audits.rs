//! Audits that take long.

use super::column::Text;
use crate::StoreError;
use kaibo_domain::{ShopId, goods_state::GoodsState};
use rusqlite::{Connection, params};

/// Goods whose audit began at `until_ms` or before and has not ended, the longest first: their keys, and since when. Goods
/// of which nobody wrote down when it began (made elsewhere) are not among them.
pub fn long_audits(
    conn: &Connection,
    shop: ShopId,
    until_ms: i64,
    limit: usize,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let sql = "SELECT line.key, max(event.at_ms) AS since
        FROM goods_lines AS line JOIN goods_events AS event USING (goods_id)
        WHERE line.shop = (SELECT key FROM shop_keys WHERE shop_id = ?1) AND line.state = ?2
            AND event.event IN ('accepted', 'adopted')
        GROUP BY line.key HAVING since <= ?3 ORDER BY since, line.key LIMIT ?4";
    let mut statement = conn.prepare_cached(sql)?;
    let values = params![Text(shop), GoodsState::Auditing as u8, until_ms, limit as i64];
    let rows = statement.query_map(values, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
