//! Putting many goods in a room: approved ones go on its shelf, the others wait there until they are approved.

use crate::{
    Console,
    goods_batch::{Batch, by_item},
    shelf::enqueue_if_wanted,
    view::{GoodsOutcome, Problem, Topic},
};
use kaibo_domain::{RoomId, platform::limit};
use kaibo_store::{
    room_goods::{self, ShelfState},
    rooms,
    submissions::ObjectKind,
};

impl Console {
    /// Puts goods on a room's shelf, each for itself; one that stands there already is done.
    pub async fn goods_put_in_room(&self, batch: impl Into<Batch>, room: RoomId) -> Result<GoodsOutcome, Problem> {
        let (batch, now, shop_id) = (batch.into(), self.now(), self.inner.shop.id);
        let ids = self.selected(&batch.selection).await?;
        let found = self.read(move |db| rooms::get(db, room)).await?.filter(|room| room.deleted_ms.is_none());
        let found = found.ok_or_else(|| Problem::new("room.not-found"))?;
        if found.live_status.is_some_and(|status| !status.allows_goods()) {
            return Err(Problem::new("room.cannot-edit"));
        }
        let work = by_item(move |tx, row| {
            let there = room_goods::list(tx, room)?;
            if there.iter().any(|entry| entry.goods_id == row.id) {
                return Ok(None);
            }
            if there.len() >= limit::ROOM_GOODS_MAX {
                return Ok(Some(Problem::new("room.shelf-full").with("max", limit::ROOM_GOODS_MAX)));
            }
            room_goods::put(tx, room, row.id, ShelfState::Wanted, now)?;
            Ok(None)
        });
        let outcome = self.with_each(ids, &batch.told, work).await?;
        self.write(move |tx| enqueue_if_wanted(tx, shop_id, room, now)).await?;
        self.changed(Topic::Goods, Vec::new());
        self.changed_object(ObjectKind::Room, room.to_string());
        self.inner.wake.notify_one();
        Ok(outcome)
    }
}
