//! Shelves: what stands on the platform's, of the goods known here, and in which order. Whether a good is on sale the list
//! does not tell.

use crate::shelf::ShelfObject;
use kaibo_domain::{GoodsId, LiveStatus, PlatformGoodsId, RoomId, ShopId};
use kaibo_store::{
    StoreError, Transaction, goods,
    room_goods::{self, ShelfState},
    rooms::RoomRow,
    submissions::{self, SubmissionKind},
};
use kaibo_wechat::LiveRoom;
use std::collections::BTreeSet;

/// What a reading did not find on a shelf any more. Only what two in a row do not find was taken away: the list has been
/// seen without goods where it could not fetch them (9410002).
pub(super) type Missed = BTreeSet<(RoomId, PlatformGoodsId)>;

/// What changes shelves.
const KINDS: [SubmissionKind; 3] =
    [SubmissionKind::RoomAddGoods, SubmissionKind::ShelfSort, SubmissionKind::ShelfDelete];

/// Whether a reading that began then says how shelves stand: nothing of ours about them was on its way.
pub(super) fn may_be_read(tx: &Transaction, shop: ShopId, begun_ms: i64) -> Result<bool, StoreError> {
    submissions::may_be_in_doubt(tx, shop, &KINDS, begun_ms).map(|in_doubt| !in_doubt)
}

/// Takes over one shelf; says whether something changed. That of a room that is over stays as it was.
pub(super) fn take_in(
    tx: &Transaction,
    row: &RoomRow,
    room: &LiveRoom,
    (missed_before, missed): (&Missed, &mut Missed),
    now_ms: i64,
) -> Result<bool, StoreError> {
    if row.deleted_ms.is_some() || room.status().is_none_or(LiveStatus::is_over) {
        return Ok(false);
    }
    let here = room_goods::on_platform(tx, row.id)?;
    let there: Vec<_> = room.goods.iter().map(|goods| goods.goods_id).collect();
    if here.iter().map(|(_, platform)| platform).eq(&there) {
        return Ok(false);
    }
    let mut changed = false;
    for (good, platform) in &here {
        if there.contains(platform) {
            continue;
        }
        if missed_before.contains(&(row.id, *platform)) {
            room_goods::remove(tx, row.id, *good)?;
            changed = true;
        } else {
            missed.insert((row.id, *platform));
        }
    }
    for platform in there.iter().filter(|platform| !here.iter().any(|(_, known)| known == *platform)) {
        let known = goods::by_platform_id(tx, row.shop_id, *platform)?;
        if let Some(good) = known.filter(|good| good.deleted_ms.is_none()) {
            room_goods::put(tx, row.id, good.id, ShelfState::OnShelf, now_ms)?;
            changed = true;
        }
    }
    // An order of ours that is still to leave counts.
    if ShelfObject::whole(row.id).open(tx)?.is_empty() {
        changed |= arrange(tx, row.id, &there)?;
    }
    Ok(changed)
}

/// Puts what the platform has in its order, each where one of them stands; what waits for the shelf keeps its place.
fn arrange(tx: &Transaction, room: RoomId, there: &[PlatformGoodsId]) -> Result<bool, StoreError> {
    let place = |platform: &PlatformGoodsId| there.iter().position(|one| one == platform).unwrap_or(there.len());
    let mut ordered = room_goods::on_platform(tx, room)?;
    let here: Vec<GoodsId> = ordered.iter().map(|(good, _)| *good).collect();
    ordered.sort_by_key(|(_, platform)| place(platform));
    if ordered.iter().map(|(good, _)| good).eq(&here) {
        return Ok(false);
    }
    let mut next = ordered.into_iter().map(|(good, _)| good);
    let shelf = room_goods::list(tx, room)?;
    let order: Vec<_> = shelf
        .iter()
        .map(
            |entry| if here.contains(&entry.goods_id) { next.next().unwrap_or(entry.goods_id) } else { entry.goods_id },
        )
        .collect();
    room_goods::arrange(tx, room, &order)?;
    Ok(true)
}
