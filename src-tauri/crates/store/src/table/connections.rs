//! How a real shop reaches the platform. Its AppID stands with the shop.
//!
//! Invariant: what is secret in a row prints nothing and is wiped from memory when dropped.

use super::column::{Text, id};
use crate::StoreError;
use kaibo_domain::ShopId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::fmt;
use zeroize::Zeroizing;

/// A connection.
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectionRow {
    /// Whose.
    pub shop_id: ShopId,
    /// AppSecret.
    pub secret: Zeroizing<String>,
    /// When it was typed.
    pub secret_set_ms: i64,
    /// Address of the merchant's own gateway; the platform itself without.
    pub base_url: Option<String>,
    /// Address of a proxy, perhaps with user and password.
    pub proxy: Option<Zeroizing<String>>,
    /// Certificates in PEM that are trusted besides the system's.
    pub extra_ca: Option<String>,
    /// When it was saved.
    pub saved_ms: i64,
}

impl fmt::Debug for ConnectionRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionRow").field("shop_id", &self.shop_id).finish_non_exhaustive()
    }
}

fn read(row: &Row) -> rusqlite::Result<ConnectionRow> {
    Ok(ConnectionRow {
        shop_id: id(row, "shop_id")?,
        secret: Zeroizing::new(row.get("secret")?),
        secret_set_ms: row.get("secret_set_ms")?,
        base_url: row.get("base_url")?,
        proxy: row.get::<_, Option<String>>("proxy")?.map(Zeroizing::new),
        extra_ca: row.get("extra_ca")?,
        saved_ms: row.get("saved_ms")?,
    })
}

/// The shop's connection, once there is one.
pub fn get(conn: &Connection, shop: ShopId) -> Result<Option<ConnectionRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM connections WHERE shop_id = ?1")?;
    Ok(statement.query_one([Text(shop)], read).optional()?)
}

/// Keeps the connection in place of the one before.
pub fn put(tx: &Transaction, row: &ConnectionRow) -> Result<(), StoreError> {
    tx.execute(
        "INSERT OR REPLACE INTO connections (shop_id, secret, secret_set_ms, base_url, proxy, extra_ca, saved_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            Text(row.shop_id),
            row.secret.as_str(),
            row.secret_set_ms,
            row.base_url,
            row.proxy.as_ref().map(|proxy| proxy.as_str()),
            row.extra_ca,
            row.saved_ms
        ],
    )?;
    Ok(())
}
