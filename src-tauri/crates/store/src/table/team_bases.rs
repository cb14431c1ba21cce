//! Goods and rooms that a colleague may have as well, and what they had when their file was last taken in.

use super::submissions::ObjectKind;
use crate::StoreError;
use kaibo_domain::merge::Fields;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// Notes that a colleague may have it from now on; what is known of theirs stays.
pub fn share(tx: &Transaction, kind: ObjectKind, object: &str, now_ms: i64) -> Result<(), StoreError> {
    let sql = "INSERT OR IGNORE INTO team_bases (object_kind, object_id, fields, shared_ms) VALUES (?1, ?2, '{}', ?3)";
    tx.prepare_cached(sql)?.execute(params![kind, object, now_ms])?;
    Ok(())
}

/// Notes what the colleague had, in place of what was noted before.
pub fn put(tx: &Transaction, kind: ObjectKind, object: &str, fields: &Fields, now_ms: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO team_bases (object_kind, object_id, fields, shared_ms) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (object_kind, object_id) DO UPDATE SET fields = excluded.fields";
    // Texts by name: nothing in them can fail.
    let fields = serde_json::to_string(fields).unwrap_or_default();
    tx.prepare_cached(sql)?.execute(params![kind, object, fields, now_ms])?;
    Ok(())
}

/// What the colleague had; `None` where nothing was taken in yet. What does not read counts as nothing: every difference is
/// asked then.
pub fn get(conn: &Connection, kind: ObjectKind, object: &str) -> Result<Option<Fields>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT fields FROM team_bases WHERE object_kind = ?1 AND object_id = ?2")?;
    let text: Option<String> = statement.query_row(params![kind, object], |row| row.get(0)).optional()?;
    let fields: Option<Fields> = text.and_then(|text| serde_json::from_str(&text).ok());
    Ok(fields.filter(|fields| !fields.is_empty()))
}

/// Since when a colleague may have it, UTC milliseconds.
pub fn shared_since(conn: &Connection, kind: ObjectKind, object: &str) -> Result<Option<i64>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT shared_ms FROM team_bases WHERE object_kind = ?1 AND object_id = ?2")?;
    Ok(statement.query_row(params![kind, object], |row| row.get(0)).optional()?)
}
