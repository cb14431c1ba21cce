//! What staff may do with the outbox: pause it, take back what has not been sent, send again.

use crate::{
    Console, goods_view,
    outbox::{self, Order, PAUSED_SETTING, advance, cancel, snapshot::Snapshot},
    products::may_go,
    shelf::ShelfObject,
    view::{Problem, Topic},
};
use kaibo_domain::{
    ApplicationId, BatchId, GoodsId, MemberId, OwnProductId, RoomId, SubmissionId,
    outbox::{SubmissionEvent, SubmissionState},
    platform::shop::state::FlowStatus,
};
use kaibo_store::{
    StoreError, Transaction,
    applications::{self, ApplicationRow},
    batches, goods, members, products, rooms, settings,
    submissions::{self, ObjectKind, Remark, SubmissionFilter, SubmissionKind, SubmissionQuery, SubmissionRow},
};

/// Submissions read at a time when all of them are meant.
const PAGE: u32 = 500;

impl Console {
    /// Pauses the whole outbox, or one batch; kept over a restart. What is on its way already goes on, and what is in
    /// doubt is still looked for.
    pub async fn outbox_pause(&self, batch: Option<BatchId>) -> Result<(), Problem> {
        self.set_paused(batch, true).await
    }

    /// Lets the outbox, or one batch, go on.
    pub async fn outbox_resume(&self, batch: Option<BatchId>) -> Result<(), Problem> {
        self.set_paused(batch, false).await
    }

    async fn set_paused(&self, batch: Option<BatchId>, paused: bool) -> Result<(), Problem> {
        let setting = format!("{PAUSED_SETTING}{}", self.inner.shop.id);
        let found = self
            .write(move |tx| {
                match batch {
                    Some(batch) if batches::get(tx, batch)?.is_none() => return Ok(false),
                    Some(batch) => batches::set_paused(tx, batch, paused)?,
                    None if paused => settings::set(tx, &setting, "yes")?,
                    None => settings::remove(tx, &setting)?,
                }
                Ok(true)
            })
            .await?;
        if !found {
            return Err(Problem::new("outbox.no-batch"));
        }
        if batch.is_none() {
            self.inner.gate.set_paused(paused);
        }
        self.changed(Topic::Outbox, Vec::new());
        self.inner.wake.notify_one();
        Ok(())
    }

    /// Sends a held-up submission at once, or submits a refused one's object again as it stands now.
    pub async fn outbox_retry(&self, id: SubmissionId) -> Result<(), Problem> {
        let now = self.now();
        let done = self
            .write(move |tx| {
                let Some(row) = submissions::get(tx, id)? else { return Ok(None) };
                Ok(retry(tx, row.clone(), now)?.then_some(row))
            })
            .await?;
        let row = done.ok_or_else(|| Problem::new("outbox.cannot-retry"))?;
        self.inner.gate.let_try(row.kind, now);
        self.changed_object(row.object_kind, row.object_id);
        self.inner.wake.notify_one();
        Ok(())
    }

    /// The same with everything that waits or was refused, or with one batch; says how many that were.
    pub async fn outbox_retry_all(&self, batch: Option<BatchId>) -> Result<u32, Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        let (done, kinds) = self
            .write(move |tx| {
                let (mut done, mut kinds) = (0, Vec::new());
                for filter in [SubmissionFilter::Open, SubmissionFilter::Refused] {
                    for row in all(tx, shop, filter, batch)? {
                        let kind = row.kind;
                        if retry(tx, row, now)? {
                            done += 1;
                            kinds.push(kind);
                        }
                    }
                }
                kinds.dedup();
                Ok((done, kinds))
            })
            .await?;
        kinds.into_iter().for_each(|kind| self.inner.gate.let_try(kind, now));
        self.changed_everywhere();
        Ok(done)
    }

    /// Takes back what has certainly not been sent.
    pub async fn outbox_cancel(&self, id: SubmissionId) -> Result<(), Problem> {
        let now = self.now();
        let done = self
            .write(move |tx| {
                let Some(mut row) = submissions::get(tx, id)? else { return Ok(None) };
                Ok(cancel(tx, &mut row, now)?.then_some(row))
            })
            .await?;
        let row = done.ok_or_else(|| Problem::new("outbox.cannot-cancel"))?;
        self.changed_object(row.object_kind, row.object_id);
        // What stood behind it may go now.
        self.inner.wake.notify_one();
        Ok(())
    }

    /// Takes back whatever of a batch has not been sent; says how many that were.
    pub async fn outbox_cancel_batch(&self, batch: BatchId) -> Result<u32, Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        let done = self
            .write(move |tx| {
                let mut done = 0;
                for mut row in all(tx, shop, SubmissionFilter::Open, Some(batch))? {
                    done += u32::from(cancel(tx, &mut row, now)?);
                }
                Ok(done)
            })
            .await?;
        self.changed_everywhere();
        Ok(done)
    }

    fn changed_everywhere(&self) {
        for topic in [Topic::Outbox, Topic::Goods, Topic::Rooms, Topic::Members, Topic::Applications, Topic::Products] {
            self.changed(topic, Vec::new());
        }
        self.inner.wake.notify_one();
    }
}

fn all(
    tx: &Transaction,
    shop: kaibo_domain::ShopId,
    filter: SubmissionFilter,
    batch: Option<BatchId>,
) -> Result<Vec<SubmissionRow>, StoreError> {
    let mut rows = Vec::new();
    let mut before = None;
    loop {
        let page = submissions::list(tx, &SubmissionQuery { shop, filter, batch, before, limit: PAGE })?;
        rows.extend(page.rows);
        before = page.next;
        if before.is_none() {
            return Ok(rows);
        }
    }
}

/// Sends a waiting row at once, or puts a refused one's object into the outbox again, in the same batch.
fn retry(tx: &Transaction, mut row: SubmissionRow, now_ms: i64) -> Result<bool, StoreError> {
    let fresh = Remark { forgiven: true, ..Remark::default() };
    match row.state {
        // What waits to be undone is not held up.
        SubmissionState::Waiting if row.errcode.is_none() && row.cause.is_none() => Ok(false),
        SubmissionState::Waiting => advance(tx, &mut row, SubmissionEvent::Resume, &fresh, now_ms),
        SubmissionState::Queued => Ok(true),
        SubmissionState::Rejected => submit_again(tx, &row, now_ms),
        SubmissionState::Sending | SubmissionState::Unknown | SubmissionState::Accepted => Ok(false),
    }
}

fn submit_again(tx: &Transaction, row: &SubmissionRow, now_ms: i64) -> Result<bool, StoreError> {
    // Only the last of its object: another one has taken the place of any other.
    let last = submissions::latest_for_object(tx, row.object_kind, &row.object_id)?;
    if last.is_none_or(|last| last.id != row.id) {
        return Ok(false);
    }
    let Some((revision, snapshot)) = current(tx, row, now_ms)? else { return Ok(false) };
    submissions::leave_batch(tx, row.id)?;
    let order = Order {
        shop_id: row.shop_id,
        kind: row.kind,
        object: (row.object_kind, row.object_id.clone()),
        revision,
        snapshot,
        batch: row.batch_id,
        not_before_ms: None,
    };
    outbox::enqueue(tx, order, now_ms)?;
    Ok(true)
}

/// The object as it stands now, if it can be submitted so: its revision, and its draft where the kind sends one.
fn current(tx: &Transaction, row: &SubmissionRow, now_ms: i64) -> Result<Option<(u32, Option<Snapshot>)>, StoreError> {
    let sends_draft = matches!(
        row.kind,
        SubmissionKind::GoodsAdd
            | SubmissionKind::GoodsResubmit
            | SubmissionKind::GoodsUpdatePrice
            | SubmissionKind::RoomCreate
            | SubmissionKind::RoomEdit
    );
    Ok(match row.object_kind {
        ObjectKind::Goods => {
            let id = row.object_id.parse::<GoodsId>().map_err(|_| StoreError::NotFound)?;
            goods::get(tx, id)?
                .filter(|good| row.kind == SubmissionKind::GoodsDelete || good.deleted_ms.is_none())
                .filter(|good| good.platform_goods_id.is_some() || goods_view::draft_of(good).violations().is_empty())
                .map(|good| (good.revision, sends_draft.then(|| Snapshot::of_goods(&good))))
        }
        ObjectKind::Room => {
            let id = row.object_id.parse::<RoomId>().map_err(|_| StoreError::NotFound)?;
            rooms::get(tx, id)?
                .filter(|room| row.kind == SubmissionKind::RoomDelete || room.deleted_ms.is_none())
                .filter(|room| row.kind != SubmissionKind::RoomCreate || crate::room_view::can_be_sent(room, now_ms))
                .map(|room| (room.revision, sends_draft.then(|| Snapshot::of_room(&room))))
        }
        ObjectKind::Shelf => {
            let at = ShelfObject::of(row)?;
            rooms::get(tx, at.room)?
                .filter(|room| {
                    room.deleted_ms.is_none() && room.live_status.is_some_and(|status| status.allows_goods())
                })
                .map(|_| (row.revision, None))
        }
        ObjectKind::Member => {
            let id = row.object_id.parse::<MemberId>().map_err(|_| StoreError::NotFound)?;
            let is_wanted = row.kind == SubmissionKind::RoleAdd;
            members::get(tx, id)?
                .filter(|member| member.deleted_ms.is_none() && member.listed != is_wanted)
                .map(|_| (row.revision, None))
        }
        ObjectKind::Application => {
            let id = row.object_id.parse::<ApplicationId>().map_err(|_| StoreError::NotFound)?;
            let may_be_sent = |application: &ApplicationRow| match row.kind {
                SubmissionKind::CategoryCancel => application.status == Some(FlowStatus::Auditing),
                _ => application.audit_id.is_none(),
            };
            applications::get(tx, id)?.filter(may_be_sent).map(|_| (row.revision, None))
        }
        ObjectKind::Product => {
            let id = row.object_id.parse::<OwnProductId>().map_err(|_| StoreError::NotFound)?;
            products::get(tx, id)?.filter(|product| may_go(product, row.kind)).map(|_| (row.revision, None))
        }
    })
}
