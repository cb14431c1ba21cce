//! What the goods list is filtered, sorted and searched by. The database keeps states, times and origins current by
//! itself; price, order and words are read here, in the transaction that changes them.

use super::{
    column::{Text, wire},
    goods::GoodsRow,
};
use crate::StoreError;
use kaibo_domain::{Fen, GoodsId, PriceKind, search};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params};

/// What of a good is read.
struct Unread {
    key: i64,
    name: String,
    code: String,
    number: Option<i64>,
    price: Option<(Fen, Fen)>,
}

const UNREAD: &str = "SELECT key, name, code, platform_goods_id, price_kind, price_text, price2_text
    FROM goods_lines JOIN goods ON goods.id = goods_id WHERE read = 0";

fn unread(row: &Row) -> rusqlite::Result<Unread> {
    let kind = wire(row, "price_kind", PriceKind::from_wire)?;
    let (price, price2): (String, String) = (row.get("price_text")?, row.get("price2_text")?);
    Ok(Unread {
        key: row.get("key")?,
        name: row.get("name")?,
        code: row.get("code")?,
        number: row.get("platform_goods_id")?,
        price: span(kind, &price, &price2),
    })
}

/// What somebody may pay, from and to; `None` while what is typed is no price.
fn span(kind: PriceKind, price: &str, price2: &str) -> Option<(Fen, Fen)> {
    let (first, second) = (|| Fen::parse_yuan(price).ok(), || Fen::parse_yuan(price2).ok());
    match kind {
        PriceKind::Single => first().map(|price| (price, price)),
        PriceKind::Range => first().zip(second()),
        // The first is struck out.
        PriceKind::Discount => second().map(|price| (price, price)),
    }
}

/// Reads one good that was made or changed.
pub(super) fn note(tx: &Transaction, good: GoodsId) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(&format!("{UNREAD} AND goods_id = ?1"))?;
    match statement.query_one([Text(good)], unread).optional()? {
        Some(unread) => keep(tx, &unread),
        None => Ok(()),
    }
}

/// Reads goods of an earlier version of the program, the newest first, at most `limit`; says how many it were. None: the
/// search knows all.
pub fn read_more(tx: &Transaction, limit: u32) -> Result<usize, StoreError> {
    let mut statement = tx.prepare_cached(&format!("{UNREAD} ORDER BY key DESC LIMIT ?1"))?;
    let found = statement.query_map([limit], unread)?.collect::<Result<Vec<_>, _>>()?;
    found.iter().try_for_each(|unread| keep(tx, unread))?;
    Ok(found.len())
}

/// Whether there are goods that the search does not know yet.
pub fn are_unread(conn: &Connection) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM goods_lines WHERE read = 0)";
    Ok(conn.prepare_cached(sql)?.query_one([], |row| row.get(0))?)
}

fn keep(tx: &Transaction, good: &Unread) -> Result<(), StoreError> {
    let line = "UPDATE goods_lines SET price_from = ?2, price_to = ?3, name_order = ?4, read = 1 WHERE key = ?1";
    let (from, to) = good.price.map(|(from, to)| (from.0, to.0)).unzip();
    tx.prepare_cached(line)?.execute(params![good.key, from, to, search::order(&good.name)])?;
    // What says the same is left alone: a new price is no new word.
    let words = "INSERT INTO goods_words (key, name, code, number, spelling)
        VALUES (:key, :name, :code, :number, :spelling)
        ON CONFLICT (key) DO UPDATE
        SET name = excluded.name, code = excluded.code, number = excluded.number, spelling = excluded.spelling
        WHERE (name, code, number, spelling) <> (excluded.name, excluded.code, excluded.number, excluded.spelling)";
    tx.prepare_cached(words)?.execute(named_params! {
        ":key": good.key, ":name": search::words(&good.name), ":code": search::words(&good.code),
        ":number": good.number.map(|id| id.to_string()).unwrap_or_default(),
        ":spelling": search::spelling(&good.name),
    })?;
    Ok(())
}

/// The key of a good in listings.
pub fn key_of(conn: &Connection, good: GoodsId) -> Result<Option<i64>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT key FROM goods_lines WHERE goods_id = ?1")?;
    Ok(statement.query_one([Text(good)], |row| row.get(0)).optional()?)
}

/// The goods of those keys, in their order, deleted ones too.
pub fn rows(conn: &Connection, keys: &[i64]) -> Result<Vec<GoodsRow>, StoreError> {
    let sql = "SELECT goods.* FROM goods_lines JOIN goods ON goods.id = goods_id WHERE key = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    keys.iter().map(|key| Ok(statement.query_one([key], super::goods::read)?)).collect()
}

/// The ids of those keys, in their order.
pub fn ids(conn: &Connection, keys: &[i64]) -> Result<Vec<GoodsId>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT goods_id FROM goods_lines WHERE key = ?1")?;
    let id = |key| statement.query_one([key], |row| row.get::<_, Text<GoodsId>>(0));
    Ok(keys.iter().map(id).map(|id| id.map(|id| id.0)).collect::<Result<_, _>>()?)
}
