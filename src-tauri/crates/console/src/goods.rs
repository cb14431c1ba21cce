//! Use cases of 商品库.

use crate::{
    Console,
    goods_send::not_now,
    goods_view::{self, editable, state_of},
    view::{Editable, GoodsPatch, GoodsView, Problem, Saved, Topic},
};
use kaibo_domain::{Edit, Focus, GoodsField, GoodsId, goods::repaired, text::wide_len};
use kaibo_store::{
    Connection, StoreError, agreements,
    goods::{self, GoodsRow},
    goods_events::{self, GoodsEvent},
    pictures,
    submissions::{self, ObjectKind, SubmissionRow},
};
use std::path::PathBuf;
use uuid::Uuid;

pub(crate) fn last_submission(db: &Connection, id: GoodsId) -> Result<Option<SubmissionRow>, StoreError> {
    submissions::latest_for_object(db, ObjectKind::Goods, &id.to_string())
}

impl Console {
    /// One good.
    pub async fn goods_get(&self, id: GoodsId) -> Result<GoodsView, Problem> {
        let (console, now) = (self.clone(), self.now());
        let view = self
            .read(move |db| {
                let Some(row) = goods::get(db, id)?.filter(|row| row.deleted_ms.is_none()) else { return Ok(None) };
                let picture = row.picture_id.map(|picture| pictures::get(db, picture)).transpose()?.flatten();
                let last = last_submission(db, id)?.map(|last| console.inner.gate.as_shown(last, now));
                let agreed = agreements::get(db, ObjectKind::Goods, &id.to_string())?;
                let in_conflict = agreed.is_some_and(|agreed| !agreed.theirs.is_empty());
                Ok(Some(goods_view::view(&row, picture.as_ref(), last.as_ref(), in_conflict, now)))
            })
            .await?;
        view.ok_or_else(|| Problem::new("goods.not-found"))
    }

    /// A new draft.
    pub async fn goods_create(&self) -> Result<GoodsView, Problem> {
        let uuid = Uuid::now_v7();
        let row = GoodsRow::draft(GoodsId::from_uuid(uuid), self.inner.shop.id, short_key(uuid), self.now());
        let id = row.id;
        self.write(move |tx| {
            goods::insert(tx, &row)?;
            goods_events::add(tx, row.id, GoodsEvent::Drafted, None, row.created_ms)
        })
        .await?;
        self.changed(Topic::Goods, Vec::new());
        self.goods_get(id).await
    }

    /// A new draft with everything of another good, its code aside: of an approved good nothing but the price can be
    /// changed.
    pub async fn goods_copy(&self, id: GoodsId) -> Result<GoodsView, Problem> {
        let (uuid, now) = (Uuid::now_v7(), self.now());
        let copy = GoodsId::from_uuid(uuid);
        let found = self
            .write(move |tx| {
                let Some(row) = goods::get(tx, id)?.filter(|row| row.deleted_ms.is_none()) else { return Ok(false) };
                let draft = GoodsRow {
                    name: row.name,
                    price_kind: row.price_kind,
                    price_text: row.price_text,
                    price2_text: row.price2_text,
                    path: row.path,
                    picture_id: row.picture_id,
                    focus: row.focus,
                    ..GoodsRow::draft(copy, row.shop_id, short_key(uuid), now)
                };
                goods::insert(tx, &draft)?;
                goods_events::add(tx, copy, GoodsEvent::Copied, None, now)?;
                Ok(true)
            })
            .await?;
        if !found {
            return Err(Problem::new("goods.not-found"));
        }
        self.changed(Topic::Goods, Vec::new());
        self.goods_get(copy).await
    }

    /// Saves typed fields. Answered when they are on disk.
    pub async fn goods_save(&self, id: GoodsId, patch: GoodsPatch) -> Result<Saved<GoodsField>, Problem> {
        let (now, code) = (self.now(), patch.code.map(|code| code.trim().to_owned()));
        let patch = goods::GoodsPatch {
            name: patch.name,
            price_kind: patch.price_kind,
            price_text: patch.price,
            price2_text: patch.price2,
            path: patch.path,
        };
        let saved = self
            .write(move |tx| {
                let Some(row) = goods::get(tx, id)? else { return Ok(Err("goods.not-found")) };
                if let Some(code) = &code {
                    goods::set_code(tx, id, code, now)?;
                }
                if patch != goods::GoodsPatch::default() {
                    let state = state_of(&row, last_submission(tx, id)?.as_ref());
                    match editable(&row, state) {
                        Editable::All => {}
                        Editable::Prices if patch.name.is_none() && patch.path.is_none() => {}
                        Editable::Prices => return Ok(Err("goods.only-price")),
                        Editable::Nothing => return Ok(Err(not_now(&row, state))),
                    }
                    goods::update(tx, id, &patch, now)?;
                }
                let Some(row) = goods::get(tx, id)? else { return Ok(Err("goods.not-found")) };
                let violations = goods_view::violations(&row, last_submission(tx, id)?.as_ref());
                Ok(Ok((row, violations)))
            })
            .await?;
        let (row, violations) = saved.map_err(Problem::new)?;
        self.changed(Topic::Goods, vec![id.to_string()]);
        Ok(Saved { revision: row.revision, violations, name_units: wide_len(row.name.trim()) })
    }

    /// Puts a page path right: what is before it and what has to be encoded.
    pub async fn goods_repair_path(&self, id: GoodsId) -> Result<GoodsView, Problem> {
        let row = self.goods_row(id).await?;
        let patch = GoodsPatch { path: Some(repaired(&row.path)), ..GoodsPatch::default() };
        self.goods_save(id, patch).await?;
        self.goods_get(id).await
    }

    /// Attaches the picture in a file.
    pub async fn goods_set_picture(&self, id: GoodsId, path: PathBuf) -> Result<GoodsView, Problem> {
        self.goods_must_be_editable(id).await?;
        let picture = self.import_picture(path).await?;
        let now = self.now();
        self.write(move |tx| goods::set_picture(tx, id, Some(picture.id), picture.focus, now)).await?;
        self.changed(Topic::Goods, vec![id.to_string()]);
        self.goods_get(id).await
    }

    /// Moves the focus of the picture.
    pub async fn goods_set_focus(&self, id: GoodsId, focus: Focus) -> Result<GoodsView, Problem> {
        self.goods_must_be_editable(id).await?;
        let (focus, now) = (Focus::clamped(focus.x, focus.y), self.now());
        self.write(move |tx| goods::set_focus(tx, id, focus, now)).await?;
        self.changed(Topic::Goods, vec![id.to_string()]);
        self.goods_get(id).await
    }

    /// Changes what is done to the picture; its focus stays on the same thing.
    pub async fn goods_set_edit(&self, id: GoodsId, edit: Edit) -> Result<GoodsView, Problem> {
        self.goods_must_be_editable(id).await?;
        let now = self.now();
        self.write(move |tx| goods::set_edit(tx, id, edit, now)).await?;
        self.changed(Topic::Goods, vec![id.to_string()]);
        self.goods_get(id).await
    }

    pub(crate) async fn goods_row(&self, id: GoodsId) -> Result<GoodsRow, Problem> {
        let row = self.read(move |db| goods::get(db, id)).await?;
        row.ok_or_else(|| Problem::new("goods.not-found"))
    }

    async fn goods_must_be_editable(&self, id: GoodsId) -> Result<(), Problem> {
        match self.goods_get(id).await?.editable {
            Editable::All => Ok(()),
            Editable::Prices => Err(Problem::new("goods.only-price")),
            Editable::Nothing => Err(Problem::new("goods.cannot-edit")),
        }
    }
}

/// Our key in a page path: twelve characters of 0-9a-z from the random part of the id.
pub(crate) fn short_key(uuid: Uuid) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut rest = (uuid.as_u128() & ((1 << 62) - 1)) as u64;
    let digit = |_| {
        let digit = DIGITS[(rest % 36) as usize];
        rest /= 36;
        char::from(digit)
    };
    (0..12).map(digit).collect()
}
