//! Notes on rejections: the platform never says why, so staff write down what they think and what helped, and are shown it
//! when a good of the same name or picture comes up again.

use crate::{
    Console,
    view::{GoodsNotes, Problem, RejectNotePatch, RejectNoteView, SameBy, Topic},
};
use kaibo_domain::{GoodsId, RejectNoteId, ShopId, text::plain};
use kaibo_store::{
    Connection, StoreError,
    goods::{self, GoodsRow},
    pictures,
    reject_notes::{self, RejectNoteRow},
};
use uuid::Uuid;

/// Notes on other goods shown at most.
const SIMILAR: u32 = 3;

impl Console {
    /// The notes that concern a good.
    pub async fn goods_notes(&self, id: GoodsId) -> Result<GoodsNotes, Problem> {
        let shop = self.inner.shop.id;
        self.read(move |db| match goods::get(db, id)? {
            Some(row) => notes(db, shop, &row),
            None => Ok(GoodsNotes::default()),
        })
        .await
    }

    /// Writes the note on a good's latest rejection. Answered when it is on disk.
    pub async fn goods_note_save(&self, id: GoodsId, patch: RejectNotePatch) -> Result<GoodsNotes, Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        let saved = self
            .write(move |tx| {
                let Some(row) = goods::get(tx, id)?.filter(|row| row.rejected_ms.is_some()) else { return Ok(None) };
                match own(tx, &row)? {
                    Some(note) => {
                        let reason = patch.reason.unwrap_or(note.reason);
                        let fix = patch.fix.unwrap_or(note.fix);
                        reject_notes::update(tx, note.id, &reason, &fix, now)?;
                    }
                    None => {
                        let note = RejectNoteRow {
                            id: RejectNoteId::from_uuid(Uuid::now_v7()),
                            goods_id: id,
                            name: plain(&row.name),
                            picture_blob: blob(tx, &row)?,
                            reason: patch.reason.unwrap_or_default(),
                            fix: patch.fix.unwrap_or_default(),
                            created_ms: now,
                            updated_ms: now,
                        };
                        reject_notes::insert(tx, shop, &note)?;
                    }
                }
                Ok(Some(notes(tx, shop, &row)?))
            })
            .await?;
        self.changed(Topic::Goods, vec![id.to_string()]);
        saved.ok_or_else(|| Problem::new("goods.not-rejected"))
    }
}

/// The note on its latest rejection: one rejection, one note.
fn own(db: &Connection, row: &GoodsRow) -> Result<Option<RejectNoteRow>, StoreError> {
    let rejected_ms = row.rejected_ms.unwrap_or(i64::MAX);
    Ok(reject_notes::latest(db, row.id)?.filter(|note| note.created_ms >= rejected_ms))
}

fn blob(db: &Connection, row: &GoodsRow) -> Result<Option<String>, StoreError> {
    let picture = row.picture_id.map(|id| pictures::get(db, id)).transpose()?.flatten();
    Ok(picture.map(|picture| picture.blob.to_string()))
}

fn notes(db: &Connection, shop: ShopId, row: &GoodsRow) -> Result<GoodsNotes, StoreError> {
    let own = own(db, row)?;
    let (name, picture) = (plain(&row.name), blob(db, row)?);
    let mut similar = Vec::new();
    for note in reject_notes::similar(db, shop, &name, picture.as_deref(), SIMILAR + 1)? {
        if own.as_ref().is_none_or(|own| own.id != note.id) && similar.len() < SIMILAR as usize {
            let same = if note.name == name { SameBy::Name } else { SameBy::Picture };
            similar.push(view(db, note, Some(same))?);
        }
    }
    Ok(GoodsNotes { own: own.map(|note| view(db, note, None)).transpose()?, similar })
}

fn view(db: &Connection, note: RejectNoteRow, same_by: Option<SameBy>) -> Result<RejectNoteView, StoreError> {
    let good = goods::get(db, note.goods_id)?;
    Ok(RejectNoteView {
        goods_id: note.goods_id,
        goods_name: good.map(|good| good.name).unwrap_or_default(),
        reason: note.reason,
        fix: note.fix,
        same_by,
        updated_ms: note.updated_ms,
    })
}
