//! Use cases of 商品库.

use crate::{
    Console,
    goods_view::{self, editable, state_of},
    outbox,
    view::{Editable, GoodsPage, GoodsPatch, GoodsQuery, GoodsState, GoodsView, Problem, Saved, SubmitOutcome, Topic},
};
use kaibo_domain::{Focus, GoodsField, GoodsId, text::wide_len};
use kaibo_store::{
    Connection, StoreError,
    goods::{self, GoodsCursor, GoodsRow},
    pictures,
    submissions::{self, ObjectKind, SubmissionKind, SubmissionRow},
};
use std::path::PathBuf;
use uuid::Uuid;

/// How long a deletion waits before it is carried to the platform: the time of its undo.
const UNDO_MS: i64 = 12_000;
/// Lines of a page at most.
const PAGE_MAX: u32 = 200;

pub(crate) fn last_submission(db: &Connection, id: GoodsId) -> Result<Option<SubmissionRow>, StoreError> {
    submissions::latest_for_object(db, ObjectKind::Goods, &id.to_string())
}

impl Console {
    /// One page of goods, newest change first.
    pub async fn goods_list(&self, query: GoodsQuery) -> Result<GoodsPage, Problem> {
        let (shop_id, now) = (self.inner.shop.id, self.now());
        let query = goods::GoodsQuery {
            shop_id,
            audit: query.audit,
            search: query.search,
            after: query.after.as_deref().and_then(read_cursor),
            limit: query.limit.clamp(1, PAGE_MAX),
        };
        self.read(move |db| {
            let page = goods::list(db, &query)?;
            let rows = page.rows.iter().map(|row| {
                let last = last_submission(db, row.id)?;
                Ok(goods_view::row_view(row, last.as_ref(), now))
            });
            Ok(GoodsPage {
                rows: rows.collect::<Result<_, StoreError>>()?,
                next: page.next.map(write_cursor),
                total: goods::count(db, shop_id)?.total(),
            })
        })
        .await
    }

    /// One good.
    pub async fn goods_get(&self, id: GoodsId) -> Result<GoodsView, Problem> {
        let now = self.now();
        let view = self
            .read(move |db| {
                let Some(row) = goods::get(db, id)?.filter(|row| row.deleted_ms.is_none()) else { return Ok(None) };
                let picture = row.picture_id.map(|picture| pictures::get(db, picture)).transpose()?.flatten();
                let last = last_submission(db, id)?;
                Ok(Some(goods_view::view(&row, picture.as_ref(), last.as_ref(), now)))
            })
            .await?;
        view.ok_or_else(|| Problem::new("goods.not-found"))
    }

    /// A new draft.
    pub async fn goods_create(&self) -> Result<GoodsView, Problem> {
        let uuid = Uuid::now_v7();
        let row = GoodsRow::draft(GoodsId::from_uuid(uuid), self.inner.shop.id, short_key(uuid), self.now());
        let id = row.id;
        self.write(move |tx| goods::insert(tx, &row)).await?;
        self.changed(Topic::Goods, Vec::new());
        self.goods_get(id).await
    }

    /// Saves typed fields. Answered when they are on disk.
    pub async fn goods_save(&self, id: GoodsId, patch: GoodsPatch) -> Result<Saved<GoodsField>, Problem> {
        let now = self.now();
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
                if editable(state_of(&row, last_submission(tx, id)?.as_ref())) == Editable::Nothing {
                    return Ok(Err("goods.cannot-edit"));
                }
                goods::update(tx, id, &patch, now)?;
                Ok(goods::get(tx, id)?.ok_or("goods.not-found"))
            })
            .await?;
        let row = saved.map_err(Problem::new)?;
        self.changed(Topic::Goods, vec![id.to_string()]);
        Ok(Saved {
            revision: row.revision,
            violations: goods_view::draft_of(&row).violations(),
            name_units: wide_len(row.name.trim()),
        })
    }

    /// Attaches the picture in a file.
    pub async fn goods_set_picture(&self, id: GoodsId, path: PathBuf) -> Result<GoodsView, Problem> {
        self.goods_must_be_editable(id).await?;
        let picture = self.import_picture(path).await?;
        let now = self.now();
        self.write(move |tx| goods::set_picture(tx, id, Some(picture.id), Focus::CENTRE, now)).await?;
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

    /// Puts goods into the outbox, each for itself.
    pub async fn goods_submit(&self, ids: Vec<GoodsId>) -> Result<Vec<SubmitOutcome>, Problem> {
        let mut outcomes = Vec::with_capacity(ids.len());
        for id in ids {
            let problem = self.goods_submit_one(id).await?;
            outcomes.push(SubmitOutcome { id: id.to_string(), queued: problem.is_none(), problem });
        }
        self.changed(Topic::Goods, Vec::new());
        self.changed(Topic::Outbox, Vec::new());
        self.inner.wake.notify_one();
        Ok(outcomes)
    }

    async fn goods_submit_one(&self, id: GoodsId) -> Result<Option<Problem>, Problem> {
        let (shop_id, now) = (self.inner.shop.id, self.now());
        self.write(move |tx| {
            let Some(row) = goods::get(tx, id)?.filter(|row| row.deleted_ms.is_none()) else {
                return Ok(Some(Problem::new("goods.not-found")));
            };
            if editable(state_of(&row, last_submission(tx, id)?.as_ref())) == Editable::Nothing {
                return Ok(Some(Problem::new("goods.already-submitted")));
            }
            let faults = goods_view::draft_of(&row).violations().len();
            if faults > 0 {
                return Ok(Some(Problem::new("goods.has-faults").with("count", faults)));
            }
            let kind = match row.platform_goods_id {
                None => SubmissionKind::GoodsAdd,
                Some(_) => SubmissionKind::GoodsResubmit,
            };
            outbox::enqueue(tx, shop_id, kind, (ObjectKind::Goods, id.to_string()), row.revision, now)?;
            Ok(None)
        })
        .await
    }

    /// Withdraws a good from its audit.
    pub async fn goods_withdraw(&self, id: GoodsId) -> Result<GoodsView, Problem> {
        let (shop_id, now) = (self.inner.shop.id, self.now());
        let done = self
            .write(move |tx| {
                let Some(row) = goods::get(tx, id)? else { return Ok(false) };
                let state = state_of(&row, last_submission(tx, id)?.as_ref());
                if state != GoodsState::Auditing || row.audit_id.is_none() {
                    return Ok(false);
                }
                let object = (ObjectKind::Goods, id.to_string());
                outbox::enqueue(tx, shop_id, SubmissionKind::GoodsWithdraw, object, row.revision, now)?;
                Ok(true)
            })
            .await?;
        if !done {
            return Err(Problem::new("goods.cannot-withdraw"));
        }
        self.changed_object(ObjectKind::Goods, id.to_string());
        self.inner.wake.notify_one();
        self.goods_get(id).await
    }

    /// Deletes goods, all or none; undone by [`Self::goods_restore`] while the deletion has not left for the platform.
    pub async fn goods_delete(&self, ids: Vec<GoodsId>) -> Result<(), Problem> {
        let (shop_id, now) = (self.inner.shop.id, self.now());
        let done = self
            .write(move |tx| {
                let mut rows = Vec::with_capacity(ids.len());
                for id in &ids {
                    let Some(row) = goods::get(tx, *id)? else { return Ok(false) };
                    if editable(state_of(&row, last_submission(tx, *id)?.as_ref())) == Editable::Nothing {
                        return Ok(false);
                    }
                    rows.push(row);
                }
                for row in rows {
                    goods::mark_deleted(tx, row.id, now)?;
                    if row.platform_goods_id.is_some() {
                        let object = (ObjectKind::Goods, row.id.to_string());
                        let kind = SubmissionKind::GoodsDelete;
                        outbox::enqueue_at(tx, shop_id, kind, object, row.revision, (now, now + UNDO_MS))?;
                    }
                }
                Ok(true)
            })
            .await?;
        if !done {
            return Err(Problem::new("goods.cannot-delete"));
        }
        self.changed(Topic::Goods, Vec::new());
        Ok(())
    }

    /// Undoes a deletion.
    pub async fn goods_restore(&self, ids: Vec<GoodsId>) -> Result<(), Problem> {
        let now = self.now();
        self.write(move |tx| {
            for id in ids {
                for mut row in submissions::open_for_object(tx, ObjectKind::Goods, &id.to_string())? {
                    if row.kind == SubmissionKind::GoodsDelete {
                        outbox::cancel(tx, &mut row, now)?;
                    }
                }
                goods::restore(tx, id)?;
            }
            Ok(())
        })
        .await?;
        self.changed(Topic::Goods, Vec::new());
        self.changed(Topic::Outbox, Vec::new());
        Ok(())
    }

    pub(crate) async fn goods_row(&self, id: GoodsId) -> Result<GoodsRow, Problem> {
        let row = self.read(move |db| goods::get(db, id)).await?;
        row.ok_or_else(|| Problem::new("goods.not-found"))
    }

    async fn goods_must_be_editable(&self, id: GoodsId) -> Result<(), Problem> {
        match self.goods_get(id).await?.editable {
            Editable::All => Ok(()),
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

fn write_cursor(cursor: GoodsCursor) -> String {
    format!("{}~{}", cursor.updated_ms, cursor.id)
}

fn read_cursor(text: &str) -> Option<GoodsCursor> {
    let (updated_ms, id) = text.split_once('~')?;
    Some(GoodsCursor { updated_ms: updated_ms.parse().ok()?, id: id.parse().ok()? })
}
