//! Rooms, shelves, uploads.

use crate::{Shop, room_id, shop};
use kaibo_domain::{
    AuditStatus, Focus, LiveStatus, PlatformGoodsId, PlatformRoomId, RoomEvent, RoomId, RoomKind, RoomSwitches, Slot,
    platform::limit,
};
use kaibo_store::{
    Origin, StoreError, goods, media_ids,
    media_ids::MediaKey,
    room_events,
    room_events::RoomEventRow,
    room_goods,
    room_goods::ShelfState,
    rooms,
    rooms::{LiveChange, RoomAdoption, RoomFocus, RoomPatch, RoomRow},
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
        focus: RoomFocus { background: point(0.1), share: point(0.2), feeds: point(0.3), cover: point(0.4) },
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
        is_template: true,
        length_ms: Some(9),
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
fn a_cover_that_looks_elsewhere_is_nothing_to_send() {
    let shop = shop();
    let (sent, changed) = (room(&shop, Some(5)).id, room(&shop, Some(5)).id);
    let look = |id, slot| shop.write(move |tx| rooms::set_focus(tx, id, slot, Focus { x: 0.0, y: 1.0 }, 6));
    for id in [sent, changed] {
        shop.write(move |tx| rooms::note_sent(tx, id, 1, 5));
    }
    assert_eq!((look(sent, Slot::Cover), look(changed, Slot::Share), look(changed, Slot::Cover)), (2, 2, 3));
    let revisions = |id| (get(&shop, id).revision, get(&shop, id).sent_revision);
    assert_eq!((revisions(sent), revisions(changed)), ((2, Some(2)), (3, Some(1))));
    assert_eq!(get(&shop, sent).focus.cover, Focus { x: 0.0, y: 1.0 });
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
    let apply = |status, now| {
        let before = get(&shop, id);
        shop.write(move |tx| rooms::apply_live_status(tx, &before, status, now))
    };
    assert_eq!(apply(LiveStatus::NotStarted, 3), None);
    let change = LiveChange { id, from: Some(LiveStatus::NotStarted), to: LiveStatus::Live };
    assert_eq!(apply(LiveStatus::Live, 4), Some(change));
    assert_eq!(apply(LiveStatus::Live, 5), None);
    let row = get(&shop, id);
    assert_eq!((row.live_changed_ms, row.synced_ms, row.revision, row.adopted), (Some(4), Some(4), 1, true));
    assert_eq!(shop.read(move |conn| rooms::on_platform(conn, shop_id)), [row]);
    shop.write(move |tx| rooms::note_sent(tx, id, 2, 6));
    assert_eq!(get(&shop, id).sent_revision, Some(2));
    shop.write(move |tx| rooms::detach(tx, id, 7));
    assert_eq!(get(&shop, id).live_status, None);
}

#[test]
fn rooms_of_a_week_come_earliest_first_and_those_over_midnight_too() {
    let shop = shop();
    let shop_id = shop.id;
    let (late, early) = (room(&shop, Some(90)).id, room(&shop, Some(10)).id);
    let into = room(&shop, Some(5)).id;
    shop.write(move |tx| rooms::update(tx, into, &RoomPatch { end_ms: Some(Some(11)), ..RoomPatch::default() }, 2));
    for start in [Some(4), Some(100), None] {
        room(&shop, start);
    }
    let deleted = room(&shop, Some(50)).id;
    shop.write(move |tx| rooms::mark_deleted(tx, deleted, 2));
    let week = move |limit| {
        let rows = shop.read(move |conn| rooms::between(conn, shop_id, (10, 100), limit));
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(week(9), [into, early, late]);
    assert_eq!(week(2), [into, early]);
}

#[test]
fn templates_and_what_is_over_stand_in_lists_of_their_own() {
    let shop = shop();
    let shop_id = shop.id;
    let (draft, over) = (room(&shop, None).id, room(&shop, Some(7)).id);
    let template = RoomRow { is_template: true, ..RoomRow::draft(room_id(), shop.id, 1) };
    let id = template.id;
    shop.write(move |tx| {
        rooms::insert(tx, &template)?;
        let adoption = RoomAdoption {
            platform_room_id: PlatformRoomId(8),
            live_status: LiveStatus::Ended,
            sent_revision: 1,
            found: false,
        };
        rooms::adopt(tx, over, &adoption, 2)
    });
    let ids = |rows: Vec<RoomRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids(shop.read(move |conn| rooms::list(conn, shop_id))), [draft, over]);
    assert_eq!(ids(shop.read(move |conn| rooms::current(conn, shop_id))), [draft]);
    assert_eq!(ids(shop.read(move |conn| rooms::past(conn, shop_id, 9))), [over]);
    assert_eq!(ids(shop.read(move |conn| rooms::templates(conn, shop_id))), [id]);
    for status in LiveStatus::ALL {
        let before = get(&shop, over);
        shop.write(move |tx| rooms::apply_live_status(tx, &before, status, 3));
        assert_eq!(shop.read(move |conn| rooms::past(conn, shop_id, 9)).len(), usize::from(status.is_over()));
    }
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
fn a_shelf_takes_an_order_and_knows_what_the_platform_has_and_sells() {
    let shop = shop();
    let id = room(&shop, None).id;
    let [one, two, three] = [1, 2, 3].map(|platform| {
        let good = shop.good("裙", 1).id;
        shop.write(move |tx| {
            let adoption = goods::Adoption {
                platform_goods_id: PlatformGoodsId(platform),
                audit_id: None,
                audit_status: AuditStatus::Approved,
                sent_revision: 1,
                found: false,
            };
            goods::adopt(tx, good, &adoption, 2)?;
            room_goods::put(tx, id, good, ShelfState::OnShelf, 5)
        });
        good
    });
    shop.write(move |tx| {
        room_goods::put(tx, id, two, ShelfState::Wanted, 6)?;
        room_goods::set_on_sale(tx, id, three, false)?;
        room_goods::arrange(tx, id, &[three, two, one])
    });
    let there = shop.read(move |conn| room_goods::on_platform(conn, id));
    assert_eq!(there, [(three, PlatformGoodsId(3)), (one, PlatformGoodsId(1))]);
    let sold: Vec<_> =
        shop.read(move |conn| room_goods::list(conn, id)).iter().map(|row| (row.goods_id, row.on_sale)).collect();
    assert_eq!(sold, [(three, false), (two, true), (one, true)]);
}

#[test]
fn the_record_of_a_room_keeps_its_latest_events_in_order() {
    let shop = shop();
    let id = room(&shop, None).id;
    let good = shop.good("裙", 1).id;
    let row = |event, goods_id, answered, at_ms| RoomEventRow { room_id: id, event, goods_id, answered, at_ms };
    let events = [
        row(RoomEvent::Live, None, true, 1),
        row(RoomEvent::Pushed, Some(good), false, 3),
        row(RoomEvent::Muted, None, true, 2),
    ];
    shop.write(move |tx| events.iter().try_for_each(|event| room_events::add(tx, event)));
    assert_eq!(shop.read(move |conn| room_events::list(conn, id, 2)), events[1..]);
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
    fn rooms_are_listed_latest_first(starts in proptest::collection::vec(proptest::option::of(0i64..4), 0..30)) {
        let shop = shop();
        let shop_id = shop.id;
        let mut expected: Vec<_> =
            starts.iter().map(|start| (start.unwrap_or(i64::MAX), room(&shop, *start).id)).collect();
        expected.sort_unstable_by(|one, other| other.cmp(one));
        let listed = shop.read(move |conn| rooms::list(conn, shop_id));
        let seen: Vec<_> = listed.iter().map(|row| (row.start_ms.unwrap_or(i64::MAX), row.id)).collect();
        prop_assert_eq!(seen, expected);
    }
}
