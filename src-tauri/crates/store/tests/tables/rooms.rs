//! Rooms, shelves, uploads.

use crate::{Shop, room_id, shop};
use kaibo_domain::{Focus, LiveStatus, PlatformRoomId, RoomId, RoomKind, RoomSwitches, Slot, platform::limit};
use kaibo_store::{
    Origin, StoreError, goods, media_ids,
    media_ids::MediaKey,
    room_goods,
    room_goods::ShelfState,
    rooms,
    rooms::{LiveChange, RoomAdoption, RoomFocus, RoomPatch, RoomQuery, RoomRow},
};
use proptest::prelude::*;

fn insert(shop: &Shop, row: &RoomRow) {
    let row = row.clone();
    shop.write(move |tx| rooms::insert(tx, &row));
}

fn room(shop: &Shop, start_ms: Option<i64>) -> RoomRow {
    let row = RoomRow { name: "双十二预热".into(), start_ms, ..RoomRow::draft(room_id(), shop.id, 1) };
    insert(shop, &row);
    row
}

fn get(shop: &Shop, room: RoomId) -> RoomRow {
    shop.read(move |conn| rooms::get(conn, room)).unwrap()
}

#[test]
fn a_full_row_reads_back() {
    let shop = shop();
    let point = |x| Focus { x, y: 1.0 - x };
    let row = RoomRow {
        name: "双十二".into(),
        kind: RoomKind::Push,
        start_ms: Some(10),
        end_ms: Some(20),
        anchor_name: "小开".into(),
        anchor_wechat: "kaibo_anchor".into(),
        switches: RoomSwitches { like: false, replay: true, service: true, ..Default::default() },
        picture_id: Some(shop.picture()),
        focus: RoomFocus { background: point(0.1), share: point(0.2), feeds: point(0.3) },
        revision: 4,
        sent_revision: Some(3),
        platform_room_id: Some(PlatformRoomId(8)),
        live_status: Some(LiveStatus::Ended),
        live_changed_ms: Some(5),
        adopted: true,
        synced_ms: Some(6),
        origin: Origin::Console,
        updated_ms: 7,
        deleted_ms: Some(8),
        ..RoomRow::draft(room_id(), shop.id, 1)
    };
    insert(&shop, &row);
    assert_eq!(get(&shop, row.id), row);
    let shop_id = shop.id;
    assert_eq!(shop.read(|conn| rooms::by_platform_id(conn, shop_id, PlatformRoomId(8))).unwrap(), row);
}

#[test]
fn every_edit_counts_and_only_edits_count() {
    let shop = shop();
    let (id, picture) = (room(&shop, Some(5)).id, shop.picture());
    let patch = RoomPatch { start_ms: Some(None), anchor_name: Some("小开".into()), ..Default::default() };
    let again = patch.clone();
    assert_eq!(shop.write(move |tx| rooms::update(tx, id, &patch, 2)), 2);
    assert_eq!(shop.write(move |tx| rooms::update(tx, id, &again, 3)), 2);
    let switches = RoomSwitches { share: false, feed: false, ..Default::default() };
    let patch = RoomPatch { switches: Some(switches), end_ms: Some(Some(9)), ..Default::default() };
    assert_eq!(shop.write(move |tx| rooms::update(tx, id, &patch, 4)), 3);
    assert_eq!(shop.write(move |tx| rooms::set_picture(tx, id, Some(picture), Focus { x: 0.4, y: 0.6 }, 5)), 4);
    assert_eq!(shop.write(move |tx| rooms::set_focus(tx, id, Slot::Share, Focus { x: 0.0, y: 1.0 }, 6)), 5);
    let goods_slot = shop.store.write_blocking(move |tx| rooms::set_focus(tx, id, Slot::Goods, Focus::CENTRE, 7));
    assert!(matches!(goods_slot, Err(StoreError::NotFound)));
    let row = get(&shop, id);
    assert_eq!((row.start_ms, row.end_ms, row.switches), (None, Some(9), switches));
    assert_eq!((row.picture_id, row.focus.share), (Some(picture), Focus { x: 0.0, y: 1.0 }));
    assert_eq!((row.focus.feeds, row.updated_ms), (Focus { x: 0.4, y: 0.6 }, 6));
}

#[test]
fn live_changes_are_told_once() {
    let shop = shop();
    let (id, shop_id) = (room(&shop, Some(5)).id, shop.id);
    let adoption = RoomAdoption {
        platform_room_id: PlatformRoomId(8),
        live_status: LiveStatus::NotStarted,
        sent_revision: 1,
        found: true,
    };
    shop.write(move |tx| rooms::adopt(tx, id, &adoption, 2));
    let apply = move |status, now| {
        move |tx: &kaibo_store::Transaction| rooms::apply_live_status(tx, shop_id, PlatformRoomId(8), status, now)
    };
    assert_eq!(shop.write(apply(LiveStatus::NotStarted, 3)), None);
    let change = LiveChange { id, from: Some(LiveStatus::NotStarted), to: LiveStatus::Live };
    assert_eq!(shop.write(apply(LiveStatus::Live, 4)), Some(change));
    assert_eq!(shop.write(apply(LiveStatus::Live, 5)), None);
    let row = get(&shop, id);
    assert_eq!((row.live_changed_ms, row.synced_ms, row.revision, row.adopted), (Some(4), Some(5), 1, true));
    let there = shop.read(move |conn| rooms::on_platform(conn, shop_id));
    assert_eq!(there, [(id, PlatformRoomId(8), Some(LiveStatus::Live))]);
    shop.write(move |tx| rooms::note_sent(tx, id, 2, 6));
    assert_eq!(get(&shop, id).sent_revision, Some(2));
    shop.write(move |tx| rooms::detach(tx, id, 7));
    assert_eq!(get(&shop, id).live_status, None);
}

#[test]
fn todays_rooms_come_earliest_first() {
    let shop = shop();
    let (late, early) = (room(&shop, Some(90)).id, room(&shop, Some(10)).id);
    room(&shop, Some(100));
    room(&shop, None);
    let deleted = room(&shop, Some(50)).id;
    shop.write(move |tx| rooms::mark_deleted(tx, deleted, 2));
    let shop_id = shop.id;
    let today: Vec<_> =
        shop.read(move |conn| rooms::starting_between(conn, shop_id, 10, 100)).into_iter().map(|row| row.id).collect();
    assert_eq!(today, [early, late]);
    assert_eq!(shop.read(move |conn| rooms::count(conn, shop_id)), 4);
    shop.write(move |tx| rooms::restore(tx, deleted));
    assert_eq!(shop.read(move |conn| rooms::count(conn, shop_id)), 5);
}

#[test]
fn a_shelf_keeps_its_order_and_forgets_deleted_goods() {
    let shop = shop();
    let id = room(&shop, None).id;
    let [one, two, three] = ["一", "二", "三"].map(|name| shop.good(name, 1).id);
    shop.write(move |tx| {
        for good in [two, one, three] {
            room_goods::put(tx, id, good, ShelfState::Wanted, 5)?;
        }
        room_goods::put(tx, id, two, ShelfState::OnShelf, 6)
    });
    let shelf = || -> Vec<_> {
        shop.read(move |conn| room_goods::list(conn, id)).into_iter().map(|row| (row.goods_id, row.state)).collect()
    };
    let (wanted, on_shelf) = (ShelfState::Wanted, ShelfState::OnShelf);
    assert_eq!(shelf(), [(two, on_shelf), (one, wanted), (three, wanted)]);
    shop.write(move |tx| {
        goods::mark_deleted(tx, one, 7)?;
        room_goods::remove(tx, id, three)
    });
    assert_eq!(shelf(), [(two, on_shelf)]);
    assert_eq!(shop.read(move |conn| room_goods::count(conn, id)), 1);
}

#[test]
fn uploads_are_used_until_their_last_hour() {
    let shop = shop();
    let key = MediaKey { picture_id: shop.picture(), slot: Slot::Goods, treatment: Focus { x: 0.1, y: 0.2 }.into() };
    let moved = MediaKey { treatment: Focus { x: 0.1, y: 0.3 }.into(), ..key };
    shop.write(move |tx| media_ids::put(tx, &key, "first", 1000));
    shop.write(move |tx| media_ids::put(tx, &key, "media-1", 1000));
    let fresh = |key: MediaKey, now| shop.read(move |conn| media_ids::get_fresh(conn, &key, now));
    assert_eq!(fresh(key, 1000).as_deref(), Some("media-1"));
    assert_eq!(fresh(moved, 1000), None);
    let mut turned = key;
    turned.treatment.edit.turn = 1;
    assert_eq!(fresh(turned, 1000), None);
    assert_eq!(fresh(MediaKey { slot: Slot::Share, ..key }, 1000), None);
    let hour = 3_600_000;
    assert!(fresh(key, 1000 + limit::MEDIA_LIFETIME_MS - hour - 1).is_some());
    assert_eq!(fresh(key, 1000 + limit::MEDIA_LIFETIME_MS - hour), None);
    // A clock that was set back does not make an upload young.
    assert_eq!(fresh(key, 999), None);
    shop.write(|tx| media_ids::forget(tx, "media-1"));
    assert_eq!(fresh(key, 1000), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn pages_are_complete_and_without_doubles(
        starts in proptest::collection::vec(proptest::option::of(0i64..4), 0..30), limit in 1u32..12,
    ) {
        let shop = shop();
        let mut expected: Vec<_> =
            starts.iter().map(|start| (start.unwrap_or(i64::MAX), room(&shop, *start).id)).collect();
        expected.sort_unstable_by(|one, other| other.cmp(one));
        let mut seen = Vec::new();
        let mut query = RoomQuery { shop_id: shop.id, search: "十二".into(), after: None, limit };
        loop {
            let page = shop.read(|conn| rooms::list(conn, &query));
            seen.extend(page.rows.iter().map(|row| (row.start_ms.unwrap_or(i64::MAX), row.id)));
            let Some(next) = page.next else { break };
            query.after = Some(next);
        }
        prop_assert_eq!(seen, expected);
    }
}
