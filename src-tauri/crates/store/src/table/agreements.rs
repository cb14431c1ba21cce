//! What both sides last agreed on of an object, field by field: the base of a merge, and the fields in conflict.

use super::{column::Text, submissions::ObjectKind};
use crate::StoreError;
use kaibo_domain::{ShopId, merge::Fields};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params, types::Type};
use std::collections::HashMap;

/// What was agreed on of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementRow {
    /// Shop.
    pub shop_id: ShopId,
    /// What it is.
    pub object_kind: ObjectKind,
    /// Its id, as text.
    pub object_id: String,
    /// What both sides had.
    pub fields: Fields,
    /// What the platform has in the fields that both sides changed; empty without a conflict.
    pub theirs: Fields,
    /// When it was agreed on.
    pub written_ms: i64,
}

fn fields(row: &Row, column: &str) -> rusqlite::Result<Fields> {
    let text: Option<String> = row.get(column)?;
    let read = |text: String| {
        serde_json::from_str(&text).map_err(|error| {
            let index = row.as_ref().column_index(column).unwrap_or_default();
            rusqlite::Error::FromSqlConversionFailure(index, Type::Text, error.into())
        })
    };
    text.map_or_else(|| Ok(Fields::new()), read)
}

fn read(row: &Row) -> rusqlite::Result<AgreementRow> {
    Ok(AgreementRow {
        shop_id: super::column::id(row, "shop_id")?,
        object_kind: row.get("object_kind")?,
        object_id: row.get("object_id")?,
        fields: fields(row, "fields")?,
        theirs: fields(row, "theirs")?,
        written_ms: row.get("written_ms")?,
    })
}

/// Notes what was agreed on, in place of what was before.
pub fn put(tx: &Transaction, agreement: &AgreementRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO agreements (shop_id, object_kind, object_id, fields, theirs, written_ms)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (object_kind, object_id)
        DO UPDATE SET fields = excluded.fields, theirs = excluded.theirs, written_ms = excluded.written_ms";
    let json = |fields: &Fields| serde_json::to_string(fields).unwrap_or_default();
    let theirs = (!agreement.theirs.is_empty()).then(|| json(&agreement.theirs));
    tx.prepare_cached(sql)?.execute(params![
        Text(agreement.shop_id),
        agreement.object_kind,
        agreement.object_id,
        json(&agreement.fields),
        theirs,
        agreement.written_ms
    ])?;
    Ok(())
}

/// What was agreed on of an object.
pub fn get(conn: &Connection, kind: ObjectKind, object: &str) -> Result<Option<AgreementRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM agreements WHERE object_kind = ?1 AND object_id = ?2")?;
    Ok(statement.query_one(params![kind, object], read).optional()?)
}

/// What was agreed on of all objects of one kind, by id.
pub fn of_kind(conn: &Connection, shop: ShopId, kind: ObjectKind) -> Result<HashMap<String, AgreementRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM agreements WHERE object_kind = ?1 AND shop_id = ?2")?;
    let rows = statement.query_map(params![kind, Text(shop)], read)?;
    Ok(rows.map(|row| row.map(|row| (row.object_id.clone(), row))).collect::<Result<_, _>>()?)
}

/// The shop's objects in conflict, the latest first.
pub fn in_conflict(conn: &Connection, shop: ShopId) -> Result<Vec<AgreementRow>, StoreError> {
    let sql = "SELECT * FROM agreements WHERE theirs IS NOT NULL AND shop_id = ?1 ORDER BY written_ms DESC, object_id";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([Text(shop)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets an object that the platform does not have any more.
pub fn remove(tx: &Transaction, kind: ObjectKind, object: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM agreements WHERE object_kind = ?1 AND object_id = ?2")?
        .execute(params![kind, object])?;
    Ok(())
}
