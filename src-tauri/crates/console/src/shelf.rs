//! The shelf of a room: its goods in order, each put there as soon as it is approved and the platform has the room; what is
//! submitted about it, and what the platform's yes changes.

use crate::{
    Console,
    goods::last_submission,
    goods_list::ROOMS_NAMED,
    goods_view,
    outbox::{self, Order, gate::Gate, problem_of},
    view::{Problem, ShelfItem, ShelfItemState},
};
use kaibo_domain::{AuditStatus, GoodsId, PlatformGoodsId, RoomEvent, RoomId, ShopId, outbox::SubmissionState};
use kaibo_store::{
    Connection, StoreError, Transaction,
    goods::get as goods_get,
    room_events::{self, RoomEventRow},
    room_goods::{self, RoomGoodsRow, ShelfState},
    rooms,
    submissions::{self, ObjectKind, Remark, SubmissionKind, SubmissionRow},
};
use std::fmt;

/// How long a new order waits for the next one before it is sent: a hand that drags is not done yet.
const ORDER_RESTS_MS: i64 = 1_500;

/// What is submitted about a shelf: all of it, or one good on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShelfObject {
    pub room: RoomId,
    pub good: Option<GoodsId>,
}

impl ShelfObject {
    pub fn whole(room: RoomId) -> Self {
        Self { room, good: None }
    }

    pub fn one(room: RoomId, good: GoodsId) -> Self {
        Self { room, good: Some(good) }
    }

    /// What that submission is about.
    pub fn of(row: &SubmissionRow) -> Result<Self, StoreError> {
        let read = || {
            Some(match row.object_id.split_once('/') {
                None => Self::whole(row.object_id.parse().ok()?),
                Some((room, good)) => Self::one(room.parse().ok()?, good.parse().ok()?),
            })
        };
        read().ok_or(StoreError::NotFound)
    }

    /// Its last submission.
    pub fn last(self, db: &Connection) -> Result<Option<SubmissionRow>, StoreError> {
        submissions::latest_for_object(db, ObjectKind::Shelf, &self.to_string())
    }

    /// Its submissions that are not settled.
    pub fn open(self, db: &Connection) -> Result<Vec<SubmissionRow>, StoreError> {
        submissions::open_for_object(db, ObjectKind::Shelf, &self.to_string())
    }

    /// Puts a submission of that kind behind its others.
    pub fn enqueue(
        self,
        tx: &Transaction,
        (shop_id, kind): (ShopId, SubmissionKind),
        not_before_ms: Option<i64>,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let object = (ObjectKind::Shelf, self.to_string());
        outbox::enqueue(
            tx,
            Order { shop_id, kind, object, revision: 1, snapshot: None, batch: None, not_before_ms },
            now_ms,
        )
    }
}

impl fmt::Display for ShelfObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.good {
            None => write!(f, "{}", self.room),
            Some(good) => write!(f, "{}/{good}", self.room),
        }
    }
}

/// The shelf as the editor shows it.
pub(crate) fn items(db: &Connection, room: RoomId, gate: &Gate, now_ms: i64) -> Result<Vec<ShelfItem>, StoreError> {
    let mut items = Vec::new();
    for entry in room_goods::list(db, room)? {
        if let Some(row) = goods_get(db, entry.goods_id)? {
            let rooms = room_goods::rooms_of(db, row.id, ROOMS_NAMED)?;
            let goods = goods_view::row_view(&row, last_submission(db, row.id)?.as_ref(), rooms, now_ms);
            let last = ShelfObject::one(room, row.id).last(db)?.map(|last| gate.as_shown(last, now_ms));
            items.push(ShelfItem {
                goods,
                state: state_of(&entry, last.as_ref()),
                on_sale: on_sale(&entry, last.as_ref()),
                problem: last.filter(needs_word).and_then(|last| problem_of(&last, now_ms)),
            });
        }
    }
    Ok(items)
}

fn state_of(entry: &RoomGoodsRow, last: Option<&SubmissionRow>) -> ShelfItemState {
    let open = last.filter(|last| !last.state.is_settled()).map(|last| last.kind);
    match (entry.state, open) {
        (ShelfState::Wanted, _) => ShelfItemState::Wanted,
        (ShelfState::OnShelf, Some(SubmissionKind::ShelfDelete)) => ShelfItemState::Removing,
        (ShelfState::OnShelf, Some(_)) => ShelfItemState::Changing,
        (ShelfState::OnShelf, None) => ShelfItemState::OnShelf,
    }
}

/// Whether it is to be on sale: what is on its way counts, what was refused does not.
fn on_sale(entry: &RoomGoodsRow, last: Option<&SubmissionRow>) -> bool {
    match last.filter(|last| !last.state.is_settled()).map(|last| last.kind) {
        Some(SubmissionKind::ShelfOnSale) => true,
        Some(SubmissionKind::ShelfOffSale) => false,
        _ => entry.on_sale,
    }
}

/// Whether the submission stands still for a reason that staff should read.
fn needs_word(last: &SubmissionRow) -> bool {
    last.state == SubmissionState::Waiting || goods_view::is_refusal(last)
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

/// Lets the platform have the order of the shelf, once it has rested: one that was not sent yet rests anew, and sends what
/// stands here when it leaves.
pub(crate) fn enqueue_order(tx: &Transaction, shop_id: ShopId, room: RoomId, now_ms: i64) -> Result<(), StoreError> {
    let (shelf, until_ms) = (ShelfObject::whole(room), now_ms + ORDER_RESTS_MS);
    let open = shelf.open(tx)?;
    match open.iter().find(|open| matches!(open.state, SubmissionState::Queued | SubmissionState::Waiting)) {
        None => shelf.enqueue(tx, (shop_id, SubmissionKind::ShelfSort), Some(until_ms), now_ms),
        // What waits for a reason of its own goes on when that is over.
        Some(waits) if waits.state == SubmissionState::Waiting && waits.cause.is_none() && waits.errcode.is_none() => {
            let remark = Remark { waiting_until_ms: Some(until_ms), ..Remark::default() };
            let stays = (SubmissionState::Waiting, SubmissionState::Waiting);
            submissions::transition(tx, waits.id, waits.version, stays, &remark, now_ms).map(|_| ())
        }
        Some(_) => Ok(()),
    }
}

/// The platform has these on the shelf now, behind those it had.
pub(crate) fn note_shelved(
    tx: &Transaction,
    shop_id: ShopId,
    room: RoomId,
    goods: &[GoodsId],
    now_ms: i64,
) -> Result<(), StoreError> {
    let before: Vec<_> = room_goods::on_platform(tx, room)?.into_iter().map(|(good, _)| good).collect();
    goods.iter().try_for_each(|good| room_goods::put(tx, room, *good, ShelfState::OnShelf, now_ms))?;
    let after: Vec<_> = room_goods::on_platform(tx, room)?.into_iter().map(|(good, _)| good).collect();
    if !after.starts_with(&before) {
        enqueue_order(tx, shop_id, room, now_ms)?;
    }
    // What became ready while these were on their way.
    enqueue_if_wanted(tx, shop_id, room, now_ms)
}

/// The platform put a good on sale, or took it off.
pub(crate) fn note_on_sale(tx: &Transaction, row: &SubmissionRow, on: bool, now_ms: i64) -> Result<(), StoreError> {
    let ShelfObject { room, good } = ShelfObject::of(row)?;
    let good = good.ok_or(StoreError::NotFound)?;
    room_goods::set_on_sale(tx, room, good, on)?;
    let event = if on { RoomEvent::OnSale } else { RoomEvent::OffSale };
    room_events::add(tx, &RoomEventRow { room_id: room, event, goods_id: Some(good), answered: true, at_ms: now_ms })
}

/// The platform does not have a good on the shelf any more.
pub(crate) fn note_deleted(tx: &Transaction, row: &SubmissionRow, now_ms: i64) -> Result<(), StoreError> {
    let ShelfObject { room, good } = ShelfObject::of(row)?;
    let good = good.ok_or(StoreError::NotFound)?;
    room_goods::remove(tx, room, good)?;
    let event = RoomEvent::Removed;
    room_events::add(tx, &RoomEventRow { room_id: room, event, goods_id: Some(good), answered: true, at_ms: now_ms })
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
    /// What [`ready`] says of a room.
    pub(crate) async fn goods_for_shelf(&self, id: RoomId) -> Result<Vec<(GoodsId, PlatformGoodsId)>, Problem> {
        self.read(move |db| ready(db, id)).await
    }

    /// What the platform has on the shelf and keeps there, in the order of the shelf here.
    pub(crate) async fn shelf_order(&self, id: RoomId) -> Result<Vec<PlatformGoodsId>, Problem> {
        self.read(move |db| {
            let mut order = Vec::new();
            for (good, platform) in room_goods::on_platform(db, id)? {
                let open = ShelfObject::one(id, good).open(db)?;
                if open.iter().all(|open| open.kind != SubmissionKind::ShelfDelete) {
                    order.push(platform);
                }
            }
            Ok(order)
        })
        .await
    }
}
