//! What leaves for the platform about a good: submitting, withdrawing, deleting; many at a time, each for itself.

use crate::{
    Console,
    goods::last_submission,
    goods_batch::{Batch, Batches, TOGETHER, by_item},
    goods_price,
    goods_view::{self, deletable, editable, state_of},
    outbox::{self, Order, snapshot::Snapshot},
    problem::of_goods_faults,
    view::{Editable, GoodsOutcome, GoodsState, Problem, Topic},
};
use kaibo_domain::{BatchId, GoodsId, ShopId};
use kaibo_store::{
    StoreError, Transaction,
    goods::{self, GoodsRow},
    goods_events::{self, GoodsEvent},
    submissions::{self, ObjectKind, SubmissionKind},
};

/// How long a deletion waits before it is carried to the platform: the time of its undo.
const UNDO_MS: i64 = 12_000;

impl Console {
    /// Puts goods into the outbox, each for itself; several make a batch. One that is still to be sent is replaced by
    /// what stands there now; of an approved one only the price is sent.
    pub async fn goods_submit(&self, batch: impl Into<Batch>) -> Result<GoodsOutcome, Problem> {
        let (batch, now) = (batch.into(), self.now());
        let ids = self.selected(&batch.selection).await?;
        let batches = Batches::new(self.inner.shop.id, ids.len(), now);
        let work = by_item(move |tx, row| submit(tx, row, &batches, now));
        let outcome = self.with_each(ids, &batch.told, work).await?;
        self.goods_left();
        Ok(outcome)
    }

    /// Withdraws goods from their audit, each for itself.
    pub async fn goods_withdraw(&self, batch: impl Into<Batch>) -> Result<GoodsOutcome, Problem> {
        let (batch, now) = (batch.into(), self.now());
        let ids = self.selected(&batch.selection).await?;
        let batches = Batches::new(self.inner.shop.id, ids.len(), now);
        let work = by_item(move |tx, row: &GoodsRow| {
            let state = state_of(row, last_submission(tx, row.id)?.as_ref());
            if state != GoodsState::Auditing || row.audit_id.is_none() || goods_view::is_read_only(row) {
                return Ok(Some(Problem::new("goods.cannot-withdraw")));
            }
            let kind = SubmissionKind::GoodsWithdraw;
            let order = Order { batch: batches.of(tx, kind)?, ..order(batches.shop_id, row, kind) };
            outbox::enqueue(tx, order, now)?;
            Ok(None)
        });
        let outcome = self.with_each(ids, &batch.told, work).await?;
        self.goods_left();
        Ok(outcome)
    }

    /// Deletes goods, each for itself; undone by [`Self::goods_restore`] while the deletion has not left for the platform.
    pub async fn goods_delete(&self, batch: impl Into<Batch>) -> Result<GoodsOutcome, Problem> {
        let (batch, now, shop_id) = (batch.into(), self.now(), self.inner.shop.id);
        let ids = self.selected(&batch.selection).await?;
        let work = by_item(move |tx, row: &GoodsRow| {
            if !deletable(row, state_of(row, last_submission(tx, row.id)?.as_ref())) {
                return Ok(Some(Problem::new("goods.cannot-delete")));
            }
            goods::mark_deleted(tx, row.id, now)?;
            if row.platform_goods_id.is_some() {
                let order = order(shop_id, row, SubmissionKind::GoodsDelete);
                outbox::enqueue(tx, Order { not_before_ms: Some(now + UNDO_MS), ..order }, now)?;
            }
            Ok(None)
        });
        let outcome = self.with_each(ids, &batch.told, work).await?;
        let outcome = GoodsOutcome { deletion: Some(now), ..outcome };
        // Also so that the engine knows when the time of the undo is over.
        self.goods_left();
        Ok(outcome)
    }

    /// Undoes a deletion, named as its outcome names it.
    pub async fn goods_restore(&self, deletion: i64) -> Result<(), Problem> {
        let (now, shop) = (self.now(), self.inner.shop.id);
        let ids = self.read(move |db| goods::deleted_at(db, shop, deletion)).await?;
        for some in ids.chunks(TOGETHER) {
            let some = some.to_vec();
            self.write(move |tx| some.into_iter().try_for_each(|id| bring_back(tx, id, now))).await?;
        }
        self.goods_left();
        Ok(())
    }

    fn goods_left(&self) {
        self.changed(Topic::Goods, Vec::new());
        self.changed(Topic::Outbox, Vec::new());
        self.inner.wake.notify_one();
    }
}

fn bring_back(tx: &Transaction, id: GoodsId, now_ms: i64) -> Result<(), StoreError> {
    for mut row in submissions::open_for_object(tx, ObjectKind::Goods, &id.to_string())? {
        if row.kind == SubmissionKind::GoodsDelete {
            outbox::cancel(tx, &mut row, now_ms)?;
        }
    }
    goods::restore(tx, id)
}

/// A submission of that kind that sends nothing typed, in no batch, at once.
fn order(shop_id: ShopId, row: &GoodsRow, kind: SubmissionKind) -> Order {
    Order {
        shop_id,
        kind,
        object: (ObjectKind::Goods, row.id.to_string()),
        revision: row.revision,
        snapshot: None,
        batch: None,
        not_before_ms: None,
    }
}

/// Puts one good into the outbox; says why not.
pub(crate) fn submit(
    tx: &Transaction,
    row: &GoodsRow,
    batches: &Batches,
    now_ms: i64,
) -> Result<Option<Problem>, StoreError> {
    let last = last_submission(tx, row.id)?;
    let state = state_of(row, last.as_ref());
    let with_draft = |kind| {
        let batch: Option<BatchId> = batches.of(tx, kind)?;
        Ok(Order { batch, snapshot: Some(Snapshot::of_goods(row)), ..order(batches.shop_id, row, kind) })
    };
    match editable(row, state) {
        Editable::All => {}
        Editable::Prices => return goods_price::submit(tx, row, last.as_ref(), with_draft, now_ms),
        Editable::Nothing => return Ok(Some(Problem::new(not_now(row, state)))),
    }
    let is_settled = last.as_ref().is_none_or(|last| last.state.is_settled());
    let is_newer = goods_view::changed_since(row, last.as_ref());
    if !(is_settled || is_newer) {
        return Ok(Some(Problem::new("goods.already-submitted")));
    }
    let faults = goods_view::draft_of(row).violations();
    if !faults.is_empty() {
        return Ok(Some(of_goods_faults(&faults)));
    }
    if let Some(last) = last.filter(|_| !is_settled)
        && !outbox::replace(tx, &last, now_ms)?
    {
        return Ok(Some(Problem::new("goods.already-submitted")));
    }
    let kind = if row.platform_goods_id.is_none() { SubmissionKind::GoodsAdd } else { SubmissionKind::GoodsResubmit };
    // Missed on the platform, it may only have been out of sight.
    let enqueue = if row.gone_goods_id.is_some() { outbox::enqueue_in_doubt } else { outbox::enqueue };
    enqueue(tx, with_draft(kind)?, now_ms)?;
    goods_events::add(tx, row.id, GoodsEvent::Submitted, None, now_ms)?;
    Ok(None)
}

/// Why nothing of it can be changed.
pub(crate) fn not_now(row: &GoodsRow, state: GoodsState) -> &'static str {
    match state {
        _ if goods_view::is_read_only(row) => "goods.made-elsewhere",
        GoodsState::Auditing => "goods.auditing",
        _ => "goods.cannot-edit",
    }
}
