//! Use cases of 商品库.

use crate::{
    Console,
    goods_view::{self, deletable, editable, state_of},
    outbox::{self, Order, snapshot::Snapshot},
    view::{Editable, GoodsPage, GoodsPatch, GoodsQuery, GoodsState, GoodsView, Problem, Saved, SubmitOutcome, Topic},
};
use kaibo_domain::{BatchId, Focus, GoodsField, GoodsId, ShopId, text::wide_len};
use kaibo_store::{
    Connection, StoreError, Transaction, agreements,
    batches::{self, BatchRow},
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
        let console = self.clone();
        self.read(move |db| {
            let page = goods::list(db, &query)?;
            let rows = page.rows.iter().map(|row| {
                let last = last_submission(db, row.id)?.map(|last| console.inner.gate.as_shown(last, now));
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
        self.write(move |tx| goods::insert(tx, &row)).await?;
        self.changed(Topic::Goods, Vec::new());
        self.goods_get(id).await
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
                    if editable(&row, state_of(&row, last_submission(tx, id)?.as_ref())) == Editable::Nothing {
                        return Ok(Err("goods.cannot-edit"));
                    }
                    goods::update(tx, id, &patch, now)?;
                }
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

    /// Puts goods into the outbox, each for itself; several make a batch. One that is still to be sent is replaced by
    /// what stands there now.
    pub async fn goods_submit(&self, ids: Vec<GoodsId>) -> Result<Vec<SubmitOutcome>, Problem> {
        let (shop_id, now) = (self.inner.shop.id, self.now());
        let outcomes = self
            .write(move |tx| {
                let batch = (ids.len() > 1).then(|| BatchId::from_uuid(Uuid::now_v7()));
                if let Some(id) = batch {
                    let row = BatchRow { id, shop_id, kind: SubmissionKind::GoodsAdd, paused: false, created_ms: now };
                    batches::insert(tx, &row)?;
                }
                let outcome = |id: &GoodsId| {
                    let problem = submit(tx, shop_id, *id, batch, now)?;
                    Ok(SubmitOutcome { id: id.to_string(), queued: problem.is_none(), problem })
                };
                ids.iter().map(outcome).collect::<Result<Vec<_>, StoreError>>()
            })
            .await?;
        self.changed(Topic::Goods, Vec::new());
        self.changed(Topic::Outbox, Vec::new());
        self.inner.wake.notify_one();
        Ok(outcomes)
    }

    /// Withdraws a good from its audit.
    pub async fn goods_withdraw(&self, id: GoodsId) -> Result<GoodsView, Problem> {
        let (shop_id, now) = (self.inner.shop.id, self.now());
        let done = self
            .write(move |tx| {
                let Some(row) = goods::get(tx, id)? else { return Ok(false) };
                let state = state_of(&row, last_submission(tx, id)?.as_ref());
                if state != GoodsState::Auditing || row.audit_id.is_none() || goods_view::is_read_only(&row) {
                    return Ok(false);
                }
                let object = (ObjectKind::Goods, id.to_string());
                let order = Order {
                    shop_id,
                    kind: SubmissionKind::GoodsWithdraw,
                    object,
                    revision: row.revision,
                    snapshot: None,
                    batch: None,
                    not_before_ms: None,
                };
                outbox::enqueue(tx, order, now)?;
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
                    if !deletable(&row, state_of(&row, last_submission(tx, *id)?.as_ref())) {
                        return Ok(false);
                    }
                    rows.push(row);
                }
                for row in rows {
                    goods::mark_deleted(tx, row.id, now)?;
                    if row.platform_goods_id.is_some() {
                        let object = (ObjectKind::Goods, row.id.to_string());
                        let order = Order {
                            shop_id,
                            kind: SubmissionKind::GoodsDelete,
                            object,
                            revision: row.revision,
                            snapshot: None,
                            batch: None,
                            not_before_ms: Some(now + UNDO_MS),
                        };
                        outbox::enqueue(tx, order, now)?;
                    }
                }
                Ok(true)
            })
            .await?;
        if !done {
            return Err(Problem::new("goods.cannot-delete"));
        }
        self.changed(Topic::Goods, Vec::new());
        self.changed(Topic::Outbox, Vec::new());
        // So that the engine knows when the time of the undo is over.
        self.inner.wake.notify_one();
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

fn submit(
    tx: &Transaction,
    shop_id: ShopId,
    id: GoodsId,
    batch: Option<BatchId>,
    now_ms: i64,
) -> Result<Option<Problem>, StoreError> {
    let Some(row) = goods::get(tx, id)?.filter(|row| row.deleted_ms.is_none()) else {
        return Ok(Some(Problem::new("goods.not-found")));
    };
    let last = last_submission(tx, id)?;
    let state = state_of(&row, last.as_ref());
    let is_settled = last.as_ref().is_none_or(|last| last.state.is_settled());
    let is_newer = goods_view::changed_since(&row, last.as_ref());
    if editable(&row, state) == Editable::Nothing || !(is_settled || is_newer) {
        return Ok(Some(Problem::new("goods.already-submitted")));
    }
    let faults = goods_view::draft_of(&row).violations().len();
    if faults > 0 {
        return Ok(Some(Problem::new("goods.has-faults").with("count", faults)));
    }
    if let Some(last) = last.filter(|_| !is_settled)
        && !outbox::replace(tx, &last, now_ms)?
    {
        return Ok(Some(Problem::new("goods.already-submitted")));
    }
    let order = Order {
        shop_id,
        kind: match row.platform_goods_id {
            None => SubmissionKind::GoodsAdd,
            Some(_) => SubmissionKind::GoodsResubmit,
        },
        object: (ObjectKind::Goods, id.to_string()),
        revision: row.revision,
        snapshot: Some(Snapshot::of_goods(&row)),
        batch,
        not_before_ms: None,
    };
    outbox::enqueue(tx, order, now_ms)?;
    Ok(None)
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
