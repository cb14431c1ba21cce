//! The shelf of a room: approved goods, put there now or as soon as the platform has the room; others wait until they are
//! approved.

use crate::{
    Console, goods,
    goods_list::ROOMS_NAMED,
    goods_view,
    outbox::{self, Order},
    view::{Problem, RoomView, ShelfItem},
};
use kaibo_domain::{AuditStatus, GoodsId, PlatformGoodsId, RoomId, ShopId, platform::limit};
use kaibo_store::{
    Connection, StoreError, Transaction,
    goods::get as goods_get,
    room_goods::{self, ShelfState},
    rooms,
    submissions::{self, ObjectKind, SubmissionKind},
};

/// The shelf as the editor shows it.
pub(crate) fn items(db: &Connection, room: RoomId, now_ms: i64) -> Result<Vec<ShelfItem>, StoreError> {
    let mut items = Vec::new();
    for entry in room_goods::list(db, room)? {
        if let Some(row) = goods_get(db, entry.goods_id)? {
            let last = goods::last_submission(db, row.id)?;
            let rooms = room_goods::rooms_of(db, row.id, ROOMS_NAMED)?;
            let goods = goods_view::row_view(&row, last.as_ref(), rooms, now_ms);
            items.push(ShelfItem { goods, on_shelf: entry.state == ShelfState::OnShelf });
        }
    }
    Ok(items)
}

/// Once the platform has the room, queues what still waits for its shelf; one such submission at a time.
pub(crate) fn enqueue_if_wanted(
    tx: &Transaction,
    shop_id: ShopId,
    room: RoomId,
    now_ms: i64,
) -> Result<(), StoreError> {
    if ready(tx, room)?.is_empty() {
        return Ok(());
    }
    let Some(row) = rooms::get(tx, room)?.filter(|row| row.platform_room_id.is_some()) else { return Ok(()) };
    let object = room.to_string();
    let queued = submissions::open_for_object(tx, ObjectKind::Room, &object)?;
    if queued.iter().any(|open| open.kind == SubmissionKind::RoomAddGoods) {
        return Ok(());
    }
    let order = Order {
        shop_id,
        kind: SubmissionKind::RoomAddGoods,
        object: (ObjectKind::Room, object),
        revision: row.revision,
        snapshot: None,
        batch: None,
        not_before_ms: None,
    };
    outbox::enqueue(tx, order, now_ms)
}

/// The same in each room that waited for a good to be approved, as far as its shelf still takes goods.
pub(crate) fn enqueue_where_wanted(
    tx: &Transaction,
    shop_id: ShopId,
    good: GoodsId,
    now_ms: i64,
) -> Result<(), StoreError> {
    for room in room_goods::wanted_in(tx, good)? {
        let takes = |room: rooms::RoomRow| {
            room.deleted_ms.is_none() && room.live_status.is_none_or(|status| status.allows_goods())
        };
        if rooms::get(tx, room)?.is_some_and(takes) {
            enqueue_if_wanted(tx, shop_id, room, now_ms)?;
        }
    }
    Ok(())
}

/// What still waits for the shelf and can be put there.
fn ready(db: &Connection, room: RoomId) -> Result<Vec<(GoodsId, PlatformGoodsId)>, StoreError> {
    let mut ready = Vec::new();
    for entry in room_goods::list(db, room)?.into_iter().filter(|entry| entry.state == ShelfState::Wanted) {
        let row = goods_get(db, entry.goods_id)?;
        let row = row.filter(|row| row.audit_status == Some(AuditStatus::Approved));
        if let Some(platform) = row.and_then(|row| row.platform_goods_id) {
            ready.push((entry.goods_id, platform));
        }
    }
    Ok(ready)
}

impl Console {
    /// Puts approved goods on the shelf; none of them if one is not approved.
    pub async fn rooms_shelve(&self, id: RoomId, goods_ids: Vec<GoodsId>) -> Result<RoomView, Problem> {
        let (shop_id, now) = (self.inner.shop.id, self.now());
        let refused = self
            .write(move |tx| {
                let Some(room) = rooms::get(tx, id)? else { return Ok(Some(Problem::new("room.not-found"))) };
                if room.live_status.is_some_and(|status| !status.allows_goods()) {
                    return Ok(Some(Problem::new("room.cannot-edit")));
                }
                for goods_id in &goods_ids {
                    match goods_get(tx, *goods_id)? {
                        Some(row) if row.audit_status == Some(AuditStatus::Approved) => {}
                        Some(row) => return Ok(Some(Problem::new("room.goods-not-approved").with("name", row.name))),
                        None => return Ok(Some(Problem::new("goods.not-found"))),
                    }
                }
                let there = room_goods::list(tx, id)?;
                let new: Vec<_> =
                    goods_ids.iter().filter(|goods| !there.iter().any(|entry| entry.goods_id == **goods)).collect();
                if there.len() + new.len() > limit::ROOM_GOODS_MAX {
                    return Ok(Some(Problem::new("room.shelf-full").with("max", limit::ROOM_GOODS_MAX)));
                }
                for goods in new {
                    room_goods::put(tx, id, *goods, ShelfState::Wanted, now)?;
                }
                enqueue_if_wanted(tx, shop_id, id, now)?;
                Ok(None)
            })
            .await?;
        if let Some(problem) = refused {
            return Err(problem);
        }
        self.changed_object(ObjectKind::Room, id.to_string());
        self.inner.wake.notify_one();
        self.rooms_get(id).await
    }

    /// Takes a good off the shelf that the platform does not have there yet.
    pub async fn rooms_unshelve(&self, id: RoomId, goods_id: GoodsId) -> Result<RoomView, Problem> {
        let removed = self
            .write(move |tx| {
                let entry = room_goods::list(tx, id)?.into_iter().find(|entry| entry.goods_id == goods_id);
                match entry {
                    Some(entry) if entry.state == ShelfState::OnShelf => Ok(false),
                    _ => room_goods::remove(tx, id, goods_id).map(|()| true),
                }
            })
            .await?;
        if !removed {
            return Err(Problem::new("room.cannot-edit"));
        }
        self.changed_object(ObjectKind::Room, id.to_string());
        self.rooms_get(id).await
    }

    /// What [`ready`] says of a room.
    pub(crate) async fn goods_for_shelf(&self, id: RoomId) -> Result<Vec<(GoodsId, PlatformGoodsId)>, Problem> {
        self.read(move |db| ready(db, id)).await
    }
}
