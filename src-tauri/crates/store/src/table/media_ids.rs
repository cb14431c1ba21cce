//! Uploads that the platform still has: a picture fitted to a slot need not be sent twice in three days.

use super::column::Text;
use crate::StoreError;
use kaibo_domain::{Edit, PictureId, Slot, Treatment, platform::limit::MEDIA_LIFETIME_MS, time::HOUR_MS};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// An upload in its last hour is taken as gone: the platform fetches the picture some time after the call that
/// names it.
const MARGIN_MS: i64 = HOUR_MS;

/// A picture as it was fitted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MediaKey {
    /// The picture.
    pub picture_id: PictureId,
    /// Its slot.
    pub slot: Slot,
    /// Its focus, and what was done to it.
    pub treatment: Treatment,
}

impl MediaKey {
    /// What the column `slot` holds: the slot's name, then what was done to the picture, if anything.
    fn fitted_as(&self) -> String {
        let edit = self.treatment.edit;
        if edit == Edit::default() {
            return self.slot.name().to_owned();
        }
        let sharp = if edit.sharpen { "+sharp" } else { "" };
        format!("{}+{}+{}{sharp}", self.slot.name(), edit.quarters(), edit.fill.name())
    }
}

/// The media_id of that picture, if the platform still has it at `now_ms`.
pub fn get_fresh(conn: &Connection, key: &MediaKey, now_ms: i64) -> Result<Option<String>, StoreError> {
    let sql = "SELECT media_id FROM media_ids
        WHERE picture_id = ?1 AND slot = ?2 AND focus_x = ?3 AND focus_y = ?4 AND created_ms > ?5 AND created_ms <= ?6";
    let oldest = now_ms.saturating_sub(MEDIA_LIFETIME_MS - MARGIN_MS);
    let focus = key.treatment.focus;
    let values = params![Text(key.picture_id), key.fitted_as(), focus.x, focus.y, oldest, now_ms];
    Ok(conn.prepare_cached(sql)?.query_one(values, |row| row.get(0)).optional()?)
}

/// Notes an upload.
pub fn put(tx: &Transaction, key: &MediaKey, media_id: &str, now_ms: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO media_ids (picture_id, slot, focus_x, focus_y, media_id, created_ms)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (picture_id, slot, focus_x, focus_y)
        DO UPDATE SET media_id = excluded.media_id, created_ms = excluded.created_ms";
    let focus = key.treatment.focus;
    let values = params![Text(key.picture_id), key.fitted_as(), focus.x, focus.y, media_id, now_ms];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// Forgets an upload that the platform calls invalid.
pub fn forget(tx: &Transaction, media_id: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM media_ids WHERE media_id = ?1", [media_id])?;
    Ok(())
}
