//! Goods: the states of those under audit every time, the whole library now and then.

use super::{Extent, fields};
use crate::{
    Console,
    goods::short_key,
    goods_view::draft_of,
    view::{NoticeKind, Problem, Topic},
};
use kaibo_domain::{
    AuditStatus, GoodsId, PlatformGoodsId, ShopId,
    goods::key_of,
    merge::merge,
    outbox::SubmissionState,
    platform::{endpoint, limit},
    time::{HOUR_MS, MINUTE_MS},
};
use kaibo_store::{
    Origin, StoreError, Transaction,
    agreements::{self, AgreementRow},
    goods::{self, Adoption, GoodsRow},
    submissions::{self, ObjectKind},
};
use kaibo_wechat::{Client, GoodsStatusItem};
use std::collections::BTreeSet;
use uuid::Uuid;

/// getgoodswarehouse calls of one reading at most: 3 × 288 readings a day stay within its 1,000.
const STATUS_CALLS: usize = 3;
/// The library is read that often at most.
const LIBRARY_EVERY_MS: i64 = HOUR_MS;
/// And so that a page costs no more than that often: getapproved's 10,000 a day are shared with lost replies.
const LIBRARY_MS_PER_PAGE: i64 = MINUTE_MS / 2;
const LIBRARY_EVERY_PRACTICE_MS: i64 = 10_000;
/// Goods written down in one go.
const WRITTEN_TOGETHER: usize = 100;

/// What a reading changed.
#[derive(Default)]
struct Changes {
    touched: Vec<GoodsId>,
    approved: Vec<GoodsId>,
    rejected: Vec<GoodsId>,
    conflicts: Vec<GoodsId>,
    gone: Vec<GoodsId>,
}

impl Console {
    /// Reads goods; says whether one is under audit.
    pub(super) async fn sync_goods(&self, client: &Client, extent: Extent, begun_ms: i64) -> Result<bool, Problem> {
        let shop = self.inner.shop.id;
        let auditing = self.read(move |db| goods::on_platform(db, shop, Some(AuditStatus::Auditing))).await?;
        let mut changes = Changes::default();
        if extent == Extent::Everything {
            let library = match self.whole_library(client).await? {
                Ok(library) => library,
                Err(failure) => return Err(self.unread(failure).await),
            };
            let pages = (library.len() as i64) / i64::from(limit::GOODS_PAGE_MAX);
            let listed = library.iter().map(|item| item.goods_id).collect();
            self.write_goods(library, begun_ms, true, &mut changes).await?;
            let every = if self.is_practice() { LIBRARY_EVERY_PRACTICE_MS } else { LIBRARY_EVERY_MS };
            self.miss_goods(listed, begun_ms, &mut changes).await?;
            self.inner.sync.state().library_ms = begun_ms + every.max(pages * LIBRARY_MS_PER_PAGE);
        } else {
            let ids: Vec<_> = auditing.iter().map(|(platform, _)| *platform).collect();
            for some in ids.chunks(limit::GOODS_WAREHOUSE_IDS).take(STATUS_CALLS) {
                let items = match client.goods_warehouse(some).await {
                    Ok(items) => items,
                    Err(error) => return Err(self.unread((endpoint::GOODS_WAREHOUSE, error)).await),
                };
                self.count_calls(&endpoint::GOODS_WAREHOUSE, 1).await?;
                self.note_success(&endpoint::GOODS_WAREHOUSE).await?;
                self.write_goods(items, begun_ms, false, &mut changes).await?;
            }
        }
        if !changes.touched.is_empty() {
            self.changed(Topic::Goods, changes.touched.iter().map(GoodsId::to_string).collect());
        }
        if !changes.approved.is_empty() {
            // Rooms may have waited for them.
            self.inner.wake.notify_one();
        }
        self.tell_of_goods(NoticeKind::GoodsApproved, &changes.approved).await;
        self.tell_of_goods(NoticeKind::GoodsRejected, &changes.rejected).await;
        self.tell_of_goods(NoticeKind::Conflict, &changes.conflicts).await;
        self.tell_of_goods(NoticeKind::Gone, &changes.gone).await;
        Ok(!auditing.is_empty())
    }

    async fn write_goods(
        &self,
        items: Vec<GoodsStatusItem>,
        begun_ms: i64,
        import: bool,
        changes: &mut Changes,
    ) -> Result<(), Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        for some in items.chunks(WRITTEN_TOGETHER) {
            let some = some.to_vec();
            let written = self
                .write(move |tx| {
                    let mut changes = Changes::default();
                    for item in &some {
                        take_in(tx, shop, item, (begun_ms, now), import, &mut changes)?;
                    }
                    Ok(changes)
                })
                .await?;
            changes.touched.extend(written.touched);
            changes.approved.extend(written.approved);
            changes.rejected.extend(written.rejected);
            changes.conflicts.extend(written.conflicts);
        }
        Ok(())
    }

    /// Finds what the platform does not list any more: somebody else deleted it there.
    async fn miss_goods(
        &self,
        listed: BTreeSet<PlatformGoodsId>,
        begun_ms: i64,
        changes: &mut Changes,
    ) -> Result<(), Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        let known = self.read(move |db| goods::on_platform(db, shop, None)).await?;
        let unlisted: Vec<_> = known.into_iter().map(|(id, _)| id).filter(|id| !listed.contains(id)).collect();
        let missed_before = std::mem::take(&mut self.inner.sync.state().missed_goods);
        for some in unlisted.chunks(WRITTEN_TOGETHER) {
            let (some, missed_before) = (some.to_vec(), missed_before.clone());
            let (missed, touched, gone) =
                self.write(move |tx| miss(tx, shop, &some, &missed_before, (begun_ms, now))).await?;
            self.inner.sync.state().missed_goods.extend(missed);
            changes.touched.extend(touched);
            changes.gone.extend(gone);
        }
        Ok(())
    }

    async fn tell_of_goods(&self, kind: NoticeKind, ids: &[GoodsId]) {
        if let Some(first) = ids.first().copied() {
            let name = self.goods_row(first).await.map(|good| good.name).unwrap_or_default();
            let id = (ids.len() == 1).then(|| first.to_string());
            self.tell(kind, ids.len() as u32, name, (Topic::Goods, id)).await;
        }
    }
}

fn take_in(
    tx: &Transaction,
    shop: ShopId,
    item: &GoodsStatusItem,
    (begun_ms, now_ms): (i64, i64),
    import: bool,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let known = goods::by_platform_id(tx, shop, item.goods_id)?;
    let Some(good) = known else {
        return if import { bring_in(tx, shop, item, now_ms, changes) } else { Ok(()) };
    };
    // Read before something of ours came to an end: it says nothing about that.
    if good.synced_ms.is_some_and(|synced| synced >= begun_ms) || is_in_doubt(tx, good.id)? {
        return Ok(());
    }
    if good.origin == Origin::Console && good.deleted_ms.is_some() {
        // It was missed, and is listed again.
        goods::restore(tx, good.id)?;
        changes.touched.push(good.id);
    }
    if let Some(status) = item.status()
        && let Some(change) = goods::apply_platform_status(tx, shop, item.goods_id, status, now_ms)?
    {
        changes.touched.push(change.id);
        match (change.to, good.origin) {
            (AuditStatus::Approved, Origin::App) => {
                crate::shelf::enqueue_where_wanted(tx, shop, change.id, now_ms)?;
                changes.approved.push(change.id);
            }
            (AuditStatus::Rejected, Origin::App) => changes.rejected.push(change.id),
            _ => {}
        }
    }
    combine(tx, &good, item, now_ms, changes)
}

/// What was missed for the first time, what changed here, and what of ours is gone.
type Missed = (Vec<PlatformGoodsId>, Vec<GoodsId>, Vec<GoodsId>);

fn miss(
    tx: &Transaction,
    shop: ShopId,
    unlisted: &[PlatformGoodsId],
    missed_before: &BTreeSet<PlatformGoodsId>,
    (begun_ms, now_ms): (i64, i64),
) -> Result<Missed, StoreError> {
    let (mut missed, mut touched, mut gone) = Missed::default();
    for platform in unlisted {
        let Some(good) = goods::by_platform_id(tx, shop, *platform)? else { continue };
        let object = good.id.to_string();
        if good.deleted_ms.is_some() || !super::may_be_gone(tx, (ObjectKind::Goods, &object), good.synced_ms, begun_ms)?
        {
            continue;
        }
        if !missed_before.contains(platform) {
            missed.push(*platform);
            continue;
        }
        touched.push(good.id);
        if good.origin == Origin::Console {
            goods::mark_deleted(tx, good.id, now_ms)?;
            continue;
        }
        goods::lose(tx, good.id, now_ms)?;
        agreements::remove(tx, ObjectKind::Goods, &object)?;
        gone.push(good.id);
    }
    Ok((missed, touched, gone))
}

/// Takes over what was changed on the platform, and notes what was changed on both sides.
fn combine(
    tx: &Transaction,
    good: &GoodsRow,
    item: &GoodsStatusItem,
    now_ms: i64,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let (theirs, mine, object) = (fields::of_goods_item(item), fields::of_goods(&draft_of(good)), good.id.to_string());
    let known = agreements::get(tx, ObjectKind::Goods, &object)?;
    let base = match (&known, good.origin) {
        // What was made elsewhere is shown as it is there.
        (_, Origin::Console) => mine.clone(),
        (Some(agreement), _) => agreement.fields.clone(),
        (None, _) if good.sent_revision == Some(good.revision) => mine.clone(),
        (None, _) => theirs.clone(),
    };
    let merged = merge(&base, &mine, &theirs);
    if !merged.take.is_empty() {
        goods::take_over(tx, good.id, &fields::goods_patch(&merged.take))?;
    }
    if !merged.take.is_empty() || super::conflicts::turns(known.as_ref(), &merged) {
        changes.touched.push(good.id);
    }
    if good.origin == Origin::App {
        let next = AgreementRow {
            shop_id: good.shop_id,
            object_kind: ObjectKind::Goods,
            object_id: object,
            fields: merged.base,
            theirs: merged.conflicts,
            written_ms: now_ms,
        };
        if super::conflicts::note(tx, known.as_ref(), next)? {
            changes.conflicts.push(good.id);
        }
    }
    Ok(())
}

/// A good of the library that stands here under no id of the platform: ours by its key, or made elsewhere.
fn bring_in(
    tx: &Transaction,
    shop: ShopId,
    item: &GoodsStatusItem,
    now_ms: i64,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let Some(status) = item.status() else { return Ok(()) };
    if let Some(ours) = key_of(&item.url).map(|key| goods::by_short_key(tx, key)).transpose()?.flatten() {
        // One on its way is found by whoever carries it; one that was deleted is being deleted there.
        let is_free = ours.platform_goods_id.is_none() && ours.deleted_ms.is_none() && ours.shop_id == shop;
        let open = submissions::open_for_object(tx, ObjectKind::Goods, &ours.id.to_string())?;
        if is_free && open.is_empty() {
            let adoption = Adoption {
                platform_goods_id: item.goods_id,
                audit_id: None,
                audit_status: status,
                sent_revision: ours.revision,
                found: true,
            };
            goods::adopt(tx, ours.id, &adoption, now_ms)?;
            changes.touched.push(ours.id);
        }
        return Ok(());
    }
    let uuid = Uuid::now_v7();
    let draft = GoodsRow::draft(GoodsId::from_uuid(uuid), shop, short_key(uuid), now_ms);
    let patch = fields::goods_patch(&fields::of_goods_item(item));
    let good = GoodsRow {
        name: item.name.clone(),
        price_kind: patch.price_kind.unwrap_or(draft.price_kind),
        price_text: patch.price_text.unwrap_or_default(),
        price2_text: patch.price2_text.unwrap_or_default(),
        path: patch.path.unwrap_or_default(),
        sent_revision: Some(draft.revision),
        platform_goods_id: Some(item.goods_id),
        audit_status: Some(status),
        synced_ms: Some(now_ms),
        origin: Origin::Console,
        ..draft
    };
    goods::insert(tx, &good)?;
    changes.touched.push(good.id);
    Ok(())
}

fn is_in_doubt(tx: &Transaction, id: GoodsId) -> Result<bool, StoreError> {
    let open = submissions::open_for_object(tx, ObjectKind::Goods, &id.to_string())?;
    Ok(open.iter().any(|row| matches!(row.state, SubmissionState::Sending | SubmissionState::Unknown)))
}
