//! Imports that were: their list, taking one back, submitting what it brought.

use crate::{
    Console,
    goods::last_submission,
    problem::internal,
    view::{ImportSubmitted, ImportUndone, PastImport, Problem, Topic},
};
use kaibo_domain::{Edit, Focus, GoodsId, ImportId, PictureId, PriceKind};
use kaibo_store::{
    StoreError, Transaction,
    goods::{self, GoodsPatch, GoodsRow},
    goods_events::{self, GoodsEvent},
    imports::{self, ImportRow, ImportedRow},
};
use serde::{Deserialize, Serialize};

/// Imports in the list at most.
const LISTED: u32 = 50;
/// Goods that are kept, named at most.
const NAMED: usize = 20;

/// A good before an import changed it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Before {
    name: String,
    price_kind: PriceKind,
    price: String,
    price2: String,
    path: String,
    code: String,
    picture: Option<PictureId>,
    focus: Focus,
    edit: Edit,
}

impl Before {
    pub fn of(row: &GoodsRow) -> Self {
        Before {
            name: row.name.clone(),
            price_kind: row.price_kind,
            price: row.price_text.clone(),
            price2: row.price2_text.clone(),
            path: row.path.clone(),
            code: row.code.clone(),
            picture: row.picture_id,
            focus: row.focus,
            edit: row.edit,
        }
    }

    /// As the store keeps it.
    pub fn written(&self) -> String {
        // Plain fields: nothing in them can fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Console {
    /// The latest imports, newest first.
    pub async fn imports_list(&self) -> Result<Vec<PastImport>, Problem> {
        let shop = self.inner.shop.id;
        let listed = self.read(move |db| imports::list(db, shop, LISTED)).await?;
        let past = listed.into_iter().map(|listed| PastImport {
            id: listed.import.id,
            file_name: listed.import.file_name,
            created_ms: listed.import.created_ms,
            undone_ms: listed.import.undone_ms,
            made: listed.made,
            updated: listed.changed,
        });
        Ok(past.collect())
    }

    /// Takes an import back: what it made is removed, what it changed is again what it was. Goods that were edited or
    /// submitted since stay as they are.
    pub async fn import_undo(&self, id: ImportId) -> Result<ImportUndone, Problem> {
        let now = self.now();
        let undone = self
            .write(move |tx| {
                let Some(import) = imports::get(tx, id)?.filter(|import| import.undone_ms.is_none()) else {
                    return Ok(None);
                };
                let mut undone = ImportUndone::default();
                for good in imports::goods(tx, id)? {
                    take_back(tx, &import, &good, &mut undone, now)?;
                }
                imports::mark_undone(tx, id, now)?;
                Ok(Some(undone))
            })
            .await?;
        self.changed(Topic::Goods, Vec::new());
        self.changed(Topic::Imports, Vec::new());
        undone.ok_or_else(|| Problem::new("import.gone"))
    }

    /// Submits the goods of an import that lack nothing.
    pub async fn import_submit(&self, id: ImportId) -> Result<ImportSubmitted, Problem> {
        let ids: Vec<GoodsId> = self
            .read(move |db| Ok(imports::goods(db, id)?.into_iter().rev().map(|good| good.goods_id).collect()))
            .await?;
        let all = u32::try_from(ids.len()).map_err(|_| internal("import"))?;
        // No more than there are in all.
        let queued = self.goods_submit(ids).await?.done.len() as u32;
        Ok(ImportSubmitted { queued, left: all - queued })
    }
}

fn take_back(
    tx: &Transaction,
    import: &ImportRow,
    good: &ImportedRow,
    undone: &mut ImportUndone,
    now: i64,
) -> Result<(), StoreError> {
    // One that was deleted since needs nothing.
    let Some(row) = goods::get(tx, good.goods_id)?.filter(|row| row.deleted_ms.is_none()) else { return Ok(()) };
    let was_edited = row.revision != good.revision || row.updated_ms > import.created_ms;
    let was_submitted = last_submission(tx, row.id)?.is_some_and(|last| last.created_ms >= import.created_ms);
    let before = good.before.as_deref().map(serde_json::from_str::<Before>);
    match before {
        _ if was_edited || was_submitted => keep(undone, row.name),
        None => {
            goods::mark_deleted(tx, row.id, now)?;
            goods_events::add(tx, row.id, GoodsEvent::ImportUndone, None, now)?;
            undone.removed += 1;
        }
        Some(Ok(before)) => {
            restore(tx, &row, before, now)?;
            goods_events::add(tx, row.id, GoodsEvent::ImportUndone, None, now)?;
            undone.restored += 1;
        }
        Some(Err(_)) => keep(undone, row.name),
    }
    Ok(())
}

fn keep(undone: &mut ImportUndone, name: String) {
    undone.kept += 1;
    if undone.kept_names.len() < NAMED {
        undone.kept_names.push(name);
    }
}

fn restore(tx: &Transaction, row: &GoodsRow, before: Before, now: i64) -> Result<(), StoreError> {
    let patch = GoodsPatch {
        name: Some(before.name),
        price_kind: Some(before.price_kind),
        price_text: Some(before.price),
        price2_text: Some(before.price2),
        path: Some(before.path),
    };
    goods::update(tx, row.id, &patch, now)?;
    goods::set_code(tx, row.id, &before.code, now)?;
    if row.picture_id != before.picture {
        goods::set_picture(tx, row.id, before.picture, before.focus, now)?;
        goods::set_edit(tx, row.id, before.edit, now)?;
        goods::set_focus(tx, row.id, before.focus, now)?;
    }
    Ok(())
}
