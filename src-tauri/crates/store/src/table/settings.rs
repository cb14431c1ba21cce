//! Settings: a name and a text. What the text means is known to whoever reads it.

use crate::StoreError;
use rusqlite::{Connection, OptionalExtension, Transaction};

/// The value of a setting, if it was ever set.
pub fn get(conn: &Connection, key: &str) -> Result<Option<String>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT value FROM settings WHERE key = ?1")?;
    Ok(statement.query_one([key], |row| row.get(0)).optional()?)
}

/// Sets a setting.
pub fn set(tx: &Transaction, key: &str, value: &str) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [key, value],
    )?;
    Ok(())
}

/// Forgets a setting.
pub fn remove(tx: &Transaction, key: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM settings WHERE key = ?1", [key])?;
    Ok(())
}
