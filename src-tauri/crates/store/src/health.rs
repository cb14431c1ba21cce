//! How the database is: for diagnostics. Looks at every page and every row, changes nothing.

use crate::{Store, StoreError, open};
use rusqlite::{Connection, types::ValueRef};

/// The state of an open database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Its schema; [`crate::SCHEMA_VERSION`] is the one this program makes.
    pub schema_version: i64,
    /// Version of SQLite.
    pub sqlite: String,
    /// Version of SQLCipher.
    pub cipher: String,
    /// Bytes of a page.
    pub page_bytes: i64,
    /// Pages.
    pub pages: i64,
    /// Pages that hold nothing.
    pub free_pages: i64,
    /// What is wrong; empty when sound.
    pub faults: Vec<String>,
}

impl Store {
    /// Looks at the database: seconds for a large one, so not on a thread that others wait for.
    pub fn health(&self) -> Result<Health, StoreError> {
        self.read_blocking(|conn| {
            Ok(Health {
                schema_version: number(conn, "user_version")?,
                sqlite: rusqlite::version().to_owned(),
                cipher: conn.pragma_query_value(None, "cipher_version", |row| row.get(0))?,
                page_bytes: number(conn, "page_size")?,
                pages: number(conn, "page_count")?,
                free_pages: number(conn, "freelist_count")?,
                faults: open::faults(conn)?,
            })
        })
    }
}

/// SQLCipher answers in text what SQLite answers in numbers.
fn number(conn: &Connection, pragma: &str) -> rusqlite::Result<i64> {
    conn.pragma_query_value(None, pragma, |row| match row.get_ref(0)? {
        ValueRef::Text(text) => Ok(String::from_utf8_lossy(text).parse().unwrap_or_default()),
        number => Ok(number.as_i64()?),
    })
}
