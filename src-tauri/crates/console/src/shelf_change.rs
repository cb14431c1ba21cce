//! What staff do with a shelf: choose goods, order them, put them on and off sale, take them away. Kept here at once; the
//! platform follows.

use crate::{
    Console,
    outbox::cancel,
    rooms::UNDO_MS,
    shelf::{ShelfObject, enqueue_if_wanted, enqueue_order},
    view::{Problem, RoomView},
};
use kaibo_domain::{GoodsId, RoomId, platform::limit};
use kaibo_store::{
    StoreError, Transaction, goods,
    room_goods::{self, ShelfState},
    rooms::{self, RoomRow},
    submissions::{ObjectKind, SubmissionKind},
};

impl Console {
    /// Puts goods on the shelf, all or none. What is not approved yet waits there until it is.
    pub async fn rooms_shelve(&self, id: RoomId, goods_ids: Vec<GoodsId>) -> Result<RoomView, Problem> {
        self.on_shelf(id, move |tx, room, now| put(tx, room, &goods_ids, now)).await
    }

    /// Takes goods off the shelf. What the platform has there goes when the time of [`Self::rooms_shelf_restore`] is over,
    /// the others at once.
    pub async fn rooms_unshelve(&self, id: RoomId, goods_ids: Vec<GoodsId>) -> Result<RoomView, Problem> {
        self.on_shelf(id, move |tx, room, now| {
            for entry in room_goods::list(tx, id)?.into_iter().filter(|entry| goods_ids.contains(&entry.goods_id)) {
                if entry.state == ShelfState::Wanted {
                    room_goods::remove(tx, id, entry.goods_id)?;
                    continue;
                }
                let one = ShelfObject::one(id, entry.goods_id);
                let mut is_going = false;
                for mut open in one.open(tx)? {
                    is_going |= open.kind == SubmissionKind::ShelfDelete;
                    if open.kind != SubmissionKind::ShelfDelete {
                        cancel(tx, &mut open, now)?;
                    }
                }
                if !is_going {
                    let delete = (room.shop_id, SubmissionKind::ShelfDelete);
                    one.enqueue(tx, delete, Some(now + UNDO_MS), now)?;
                }
            }
            Ok(None)
        })
        .await
    }

    /// Undoes that: what has not left stays, what was gone at once is put at the end.
    pub async fn rooms_shelf_restore(&self, id: RoomId, goods_ids: Vec<GoodsId>) -> Result<RoomView, Problem> {
        self.on_shelf(id, move |tx, room, now| {
            for good in &goods_ids {
                for mut open in ShelfObject::one(id, *good).open(tx)? {
                    if open.kind == SubmissionKind::ShelfDelete {
                        cancel(tx, &mut open, now)?;
                    }
                }
            }
            put(tx, room, &goods_ids, now)
        })
        .await
    }

    /// Gives the shelf that order; goods that are not named stay behind the others.
    pub async fn rooms_sort(&self, id: RoomId, order: Vec<GoodsId>) -> Result<RoomView, Problem> {
        self.on_shelf(id, move |tx, room, now| {
            let mut shelf: Vec<_> = room_goods::list(tx, id)?.into_iter().map(|entry| entry.goods_id).collect();
            let before = room_goods::on_platform(tx, id)?;
            shelf.sort_by_key(|good| order.iter().position(|named| named == good).unwrap_or(order.len()));
            room_goods::arrange(tx, id, &shelf)?;
            if room_goods::on_platform(tx, id)? != before {
                enqueue_order(tx, room.shop_id, id, now)?;
            }
            Ok(None)
        })
        .await
    }

    /// Puts goods that the platform has on the shelf on sale, or takes them off.
    pub async fn rooms_set_on_sale(&self, id: RoomId, goods_ids: Vec<GoodsId>, on: bool) -> Result<RoomView, Problem> {
        self.on_shelf(id, move |tx, room, now| {
            for entry in room_goods::list(tx, id)?.into_iter().filter(|entry| goods_ids.contains(&entry.goods_id)) {
                if entry.state == ShelfState::Wanted {
                    return Ok(Some(Problem::new("live.not-on-shelf")));
                }
                let one = ShelfObject::one(id, entry.goods_id);
                let mut on_its_way = false;
                for mut open in one.open(tx)? {
                    let is_sale = matches!(open.kind, SubmissionKind::ShelfOnSale | SubmissionKind::ShelfOffSale);
                    on_its_way |= !(is_sale && cancel(tx, &mut open, now)?);
                }
                if on_its_way || entry.on_sale != on {
                    let kind = if on { SubmissionKind::ShelfOnSale } else { SubmissionKind::ShelfOffSale };
                    one.enqueue(tx, (room.shop_id, kind), None, now)?;
                }
            }
            Ok(None)
        })
        .await
    }

    /// Does something with the shelf of a room that still takes it, or nothing if there is a problem.
    async fn on_shelf(
        &self,
        id: RoomId,
        work: impl FnOnce(&Transaction, &RoomRow, i64) -> Result<Option<Problem>, StoreError> + Send + 'static,
    ) -> Result<RoomView, Problem> {
        let now = self.now();
        let refused = self
            .write(move |tx| {
                let Some(room) = rooms::get(tx, id)?.filter(|room| room.deleted_ms.is_none()) else {
                    return Ok(Some(Problem::new("room.not-found")));
                };
                if room.live_status.is_some_and(|status| !status.allows_goods()) {
                    return Ok(Some(Problem::new("room.cannot-edit")));
                }
                work(tx, &room, now)
            })
            .await?;
        if let Some(problem) = refused {
            return Err(problem);
        }
        self.changed_object(ObjectKind::Room, id.to_string());
        self.inner.wake.notify_one();
        self.rooms_get(id).await
    }
}

fn put(tx: &Transaction, room: &RoomRow, goods_ids: &[GoodsId], now_ms: i64) -> Result<Option<Problem>, StoreError> {
    let there = room_goods::list(tx, room.id)?;
    let new: Vec<_> =
        goods_ids.iter().copied().filter(|good| !there.iter().any(|entry| entry.goods_id == *good)).collect();
    for good in &new {
        if goods::get(tx, *good)?.is_none_or(|good| good.deleted_ms.is_some()) {
            return Ok(Some(Problem::new("goods.not-found")));
        }
    }
    if there.len() + new.len() > limit::ROOM_GOODS_MAX {
        return Ok(Some(Problem::new("room.shelf-full").with("max", limit::ROOM_GOODS_MAX)));
    }
    for good in new {
        room_goods::put(tx, room.id, good, ShelfState::Wanted, now_ms)?;
    }
    enqueue_if_wanted(tx, room.shop_id, room.id, now_ms)?;
    Ok(None)
}
