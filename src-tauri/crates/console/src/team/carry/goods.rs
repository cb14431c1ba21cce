//! A good of the file, made or changed.

use super::{
    super::{
        contents::{Draft, Entry},
        session::Record,
    },
    Pictures,
};
use crate::goods::short_key;
use kaibo_domain::{Focus, GoodsId};
use kaibo_store::{
    StoreError, Transaction,
    goods::{self, GoodsPatch, GoodsRow},
    goods_events::{self, GoodsEvent},
};

/// Takes these fields over.
pub(super) fn take(
    tx: &Transaction,
    pictures: &mut Pictures,
    entry: &Entry,
    record: &Record,
    taken: &[String],
) -> Result<(), StoreError> {
    let Draft::Goods { code, draft } = &entry.draft else { return Ok(()) };
    let (id, now) = (GoodsId::from_uuid(entry.id), pictures.now_ms());
    match &record.ours {
        None => goods::insert(tx, &GoodsRow::draft(id, pictures.shop(), short_key(entry.id), now))?,
        Some(ours) if ours.is_deleted => goods::restore(tx, id)?,
        Some(_) => {}
    }
    let has = |name: &str| taken.iter().any(|field| field == name);
    let patch = GoodsPatch {
        name: has("name").then(|| draft.name.clone()),
        price_kind: has("price").then_some(draft.price_kind),
        price_text: has("price").then(|| draft.price.clone()),
        price2_text: has("price").then(|| draft.price2.clone()),
        path: has("path").then(|| draft.path.clone()),
    };
    goods::update(tx, id, &patch, now)?;
    if has("code") {
        goods::set_code(tx, id, code.trim(), now)?;
    }
    if has("picture") {
        match &entry.picture {
            None => drop(goods::set_picture(tx, id, None, Focus::CENTRE, now)?),
            Some(used) => {
                if let Some(picture) = pictures.of(tx, &used.hash)? {
                    let focus = used.foci.first().map_or(Focus::CENTRE, |spot| spot.focus());
                    goods::set_picture(tx, id, Some(picture), focus, now)?;
                    goods::set_edit(tx, id, used.edit, now)?;
                    goods::set_focus(tx, id, focus, now)?;
                }
            }
        }
    }
    goods_events::add(tx, id, GoodsEvent::Imported, None, now)
}
