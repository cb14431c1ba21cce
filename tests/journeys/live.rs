//! An event from its shelf to its end, over real HTTP: twenty goods, pushed one by one, ordered anew, taken off sale, and
//! what the record keeps of it; and what becomes of all that when answers are lost or nothing reaches the platform.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{clock::MORNING, elsewhere::stock, office::Office, phone::Phone};
use kaibo_console::{
    Console,
    view::{
        GoodsState, NoticeKind, OutboxFilter, OutboxQuery, REPLY_MAX_BYTES, RoomState, SettingsPatch, ShelfItem,
        ShelfItemState, Topic,
    },
};
use kaibo_domain::{
    GoodsId, LiveSwitch, PlatformGoodsId, PlatformRoomId, RoomEvent, RoomId,
    hotkey::{Chord, LiveKeys},
    platform::{
        endpoint::{SHELF_DELETE, SHELF_ON_SALE, SHELF_PUSH, SHELF_SORT},
        limit,
    },
    quiet::QuietHours,
};
use kaibo_sandbox::FaultKind;
use serde_json::Value;

/// How long the practice platform takes to push a good.
const PUSH_MS: i64 = 5_000;
/// Longer than a removal can be undone.
const UNDO_OVER_MS: i64 = 13_000;

/// What the platform itself knows of its one room.
async fn there(office: &Office) -> Value {
    let address = format!("{}/_practice/state", office.platform.base_url());
    let state: Value = reqwest::get(address).await.unwrap().json().await.unwrap();
    state["rooms"][0].clone()
}

async fn shelf(console: &Console, room: RoomId) -> Vec<ShelfItem> {
    console.rooms_get(room).await.unwrap().shelf
}

async fn ids(console: &Console, room: RoomId) -> Vec<GoodsId> {
    shelf(console, room).await.iter().map(|item| item.goods.id).collect()
}

/// The platform's ids of those goods.
async fn platform_ids(console: &Console, goods: &[GoodsId]) -> Vec<i64> {
    let mut ids = Vec::new();
    for good in goods {
        ids.push(console.goods_get(*good).await.unwrap().platform_id.unwrap());
    }
    ids
}

async fn wait_until_shelved(office: &Office, room: RoomId) {
    office
        .wait_for("all goods stand on the shelf", async |console| {
            shelf(console, room).await.iter().all(|item| item.state == ShelfItemState::OnShelf)
        })
        .await;
}

/// Nothing is on its way any more.
async fn wait_until_quiet(office: &Office) {
    office
        .wait_for("the outbox is empty", async |console| {
            let open = OutboxQuery { filter: OutboxFilter::Open, limit: 9, ..OutboxQuery::default() };
            console.outbox_list(open).await.unwrap().rows.is_empty()
        })
        .await;
}

/// A live room with that many approved goods on its shelf, and the phone that holds it.
async fn live_room(office: &mut Office, count: usize) -> (RoomId, Vec<GoodsId>, Phone) {
    let goods = stock(office, count).await;
    let console = office.console();
    console.goods_submit(goods.clone()).await.unwrap();
    let room = office.draft_room("双十二之夜").await;
    console.rooms_shelve(room, goods.clone()).await.unwrap();
    console.rooms_submit(room).await.unwrap();
    office.wait_for_room(room, RoomState::NotStarted).await;
    wait_until_shelved(office, room).await;
    wait_until_quiet(office).await;
    let address = console.golive_phone_address(room).await.unwrap();
    let phone = Phone::scan(&address, "kaibo_anchor").await;
    phone.press("verify").await;
    phone.press("start").await;
    office.wait_for_room(room, RoomState::Live).await;
    (room, ids(&console, room).await, phone)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_twenty_goods_is_run_and_its_record_matches() {
    let mut office = Office::open_at(MORNING).await;
    let goods = stock(&mut office, 20).await;
    let console = office.console();
    console.goods_submit(goods[..15].to_vec()).await.unwrap();
    let room = office.draft_room("双十二之夜").await;
    let chosen = console.rooms_shelve(room, goods.clone()).await.unwrap().shelf;
    assert!(chosen.iter().all(|item| item.state == ShelfItemState::Wanted), "drafts and audits wait there");
    console.rooms_submit(room).await.unwrap();
    office.wait_for_room(room, RoomState::NotStarted).await;
    // Five are approved later, and go where they stand here, between the others.
    let mixed: Vec<_> = goods[15..].iter().chain(&goods[..15]).copied().collect();
    console.rooms_sort(room, mixed.clone()).await.unwrap();
    console.goods_submit(goods[15..].to_vec()).await.unwrap();
    wait_until_shelved(&office, room).await;
    wait_until_quiet(&office).await;
    assert_eq!(there(&office).await["goods"], serde_json::json!(platform_ids(&console, &mixed).await));
    let problem = console.live_push(room, mixed[0]).await.unwrap_err();
    assert_eq!(problem.code, "live.not-live");

    let address = console.golive_phone_address(room).await.unwrap();
    let phone = Phone::scan(&address, "kaibo_anchor").await;
    phone.press("verify").await;
    phone.press("start").await;
    office.wait_for_room(room, RoomState::Live).await;
    let clock = office.clock.clone().unwrap();
    for good in &mixed {
        console.live_push(room, *good).await.unwrap();
        clock.turn(PUSH_MS);
    }

    // Two orders, each dragged together from many moves.
    let sorts = office.executed(SHELF_SORT.path);
    let mut order = mixed.clone();
    for _ in 0..2 {
        for _ in 0..10 {
            order.rotate_left(1);
            console.rooms_sort(room, order.clone()).await.unwrap();
        }
        wait_until_quiet(&office).await;
    }
    assert_eq!(office.executed(SHELF_SORT.path) - sorts, 2, "ten moves are one call");
    console.rooms_set_on_sale(room, vec![order[3]], false).await.unwrap();
    assert!(!shelf(&console, room).await[3].on_sale, "shown at once");
    wait_until_quiet(&office).await;
    let off_sale = platform_ids(&console, &order[3..4]).await;
    assert_eq!(console.live_push(room, order[3]).await.unwrap_err().code, "errcode.300052");
    console.live_switch(room, LiveSwitch::Mute, true).await.unwrap();
    console.live_switch(room, LiveSwitch::Replay, true).await.unwrap();
    let view = console.live_view(room).await.unwrap();
    assert!(view.muted && view.switches.replay && view.allows_push);
    let seen = there(&office).await;
    phone.press("end").await;
    office.wait_for_room(room, RoomState::Ended).await;

    let all = platform_ids(&console, &mixed).await;
    assert_eq!(seen["explained"], serde_json::json!(all), "each was pushed, in that order");
    assert_eq!(office.executed(SHELF_PUSH.path), 20, "and once");
    assert_eq!(seen["goods"], serde_json::json!(platform_ids(&console, &order).await));
    assert_eq!((&seen["off_sale"], &seen["muted"]), (&serde_json::json!(off_sale), &Value::Bool(true)));
    let view = console.live_view(room).await.unwrap();
    let pushed: Vec<_> = view.record.iter().filter(|step| step.event == RoomEvent::Pushed).collect();
    assert_eq!(pushed.iter().filter_map(|step| step.goods_id).collect::<Vec<_>>(), mixed);
    assert!(pushed.iter().all(|step| step.answered));
    let rest: Vec<_> = view.record.iter().map(|step| step.event).filter(|event| *event != RoomEvent::Pushed).collect();
    let expected = [RoomEvent::Live, RoomEvent::OffSale, RoomEvent::Muted, RoomEvent::ReplayOn, RoomEvent::Ended];
    assert_eq!(rest, expected);
    assert_eq!(view.turns, [LiveSwitch::Replay]);
    assert!(console.conflicts_list().await.unwrap().is_empty(), "a switch turned here is no conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_that_cannot_be_made_now_is_never_made_later() {
    let mut office = Office::open_at(MORNING).await;
    let (room, goods, _phone) = live_room(&mut office, 2).await;
    let address = office.platform.base_url().to_owned();
    office.redirect("http://127.0.0.1:1").await;
    let console = office.console();
    assert_eq!(console.live_push(room, goods[0]).await.unwrap_err().code, "live.unreachable");
    assert_eq!(console.live_view(room).await.unwrap().shelf.len(), 2, "the shelf stays usable");
    office.redirect(&address).await;
    office.platform.faults().arm(SHELF_PUSH.path, FaultKind::DropAfter, 1);
    assert_eq!(console.live_push(room, goods[1]).await.unwrap_err().code, "live.unanswered");
    wait_until_quiet(&office).await;
    assert_eq!(office.executed(SHELF_PUSH.path), 1, "what was lost is not repeated");
    let record = console.live_view(room).await.unwrap().record;
    let pushed: Vec<_> = record.iter().filter(|step| step.event == RoomEvent::Pushed).collect();
    assert_eq!((pushed.len(), pushed[0].goods_id, pushed[0].answered), (1, Some(goods[1]), false));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shelf_is_changed_offline_and_lost_answers_do_no_harm() {
    let mut office = Office::open_at(MORNING).await;
    let (room, goods, _phone) = live_room(&mut office, 4).await;
    let (console, clock) = (office.console(), office.clock.clone().unwrap());
    let sorts = office.executed(SHELF_SORT.path);
    console.outbox_pause(None).await.unwrap();
    let order = vec![goods[3], goods[0], goods[1], goods[2]];
    console.rooms_sort(room, order.clone()).await.unwrap();
    for on in [false, true, false] {
        console.rooms_set_on_sale(room, vec![goods[0]], on).await.unwrap();
    }
    console.rooms_unshelve(room, vec![goods[1], goods[2]]).await.unwrap();
    console.rooms_shelf_restore(room, vec![goods[2]]).await.unwrap();
    let states: Vec<_> = shelf(&console, room).await.iter().map(|item| item.state).collect();
    use ShelfItemState as S;
    assert_eq!(states, [S::OnShelf, S::Changing, S::Removing, S::OnShelf]);
    for endpoint in [SHELF_SORT, SHELF_ON_SALE, SHELF_DELETE] {
        office.platform.faults().arm(endpoint.path, FaultKind::DropAfter, 1);
    }
    clock.turn(UNDO_OVER_MS);
    console.outbox_resume(None).await.unwrap();
    wait_until_quiet(&office).await;
    let kept = vec![goods[3], goods[0], goods[2]];
    let state = there(&office).await;
    assert_eq!(state["goods"], serde_json::json!(platform_ids(&console, &kept).await));
    assert_eq!(state["off_sale"], serde_json::json!(platform_ids(&console, &goods[..1]).await));
    assert_eq!(ids(&console, room).await, kept);
    assert_eq!(office.executed(SHELF_SORT.path) - sorts, 1, "found there");
    assert_eq!(office.executed(SHELF_DELETE.path), 1, "found there");
    assert_eq!(office.executed(SHELF_ON_SALE.path), 2, "nothing tells whether it is on sale: said once more");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_a_push_to_end_follows_by_itself() {
    let mut office = Office::open_at(MORNING).await;
    let (room, goods, _phone) = live_room(&mut office, 1).await;
    let console = office.console();
    console.live_push(room, goods[0]).await.unwrap();
    console.rooms_set_on_sale(room, goods.clone(), false).await.unwrap();
    office
        .wait_for("its line says why it waits", async |console| {
            let item = shelf(console, room).await.remove(0);
            item.problem.is_some_and(|problem| problem.code == "errcode.300049")
        })
        .await;
    wait_until_quiet(&office).await;
    assert_eq!(there(&office).await["off_sale"], serde_json::json!(platform_ids(&console, &goods).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shelf_that_was_changed_elsewhere_is_taken_over() {
    let mut office = Office::open_at(MORNING).await;
    let (room, goods, _phone) = live_room(&mut office, 4).await;
    let console = office.console();
    let waits = office.draft_good("还没有送审的裙子").await;
    console.rooms_shelve(room, vec![waits]).await.unwrap();
    let platform: Vec<_> = platform_ids(&console, &goods).await.into_iter().map(PlatformGoodsId).collect();
    let there = PlatformRoomId(console.rooms_get(room).await.unwrap().platform_id.unwrap());
    let other = office.other_program();
    let sorts = office.executed(SHELF_SORT.path);
    other.shelf_delete(there, platform[1]).await.unwrap();
    other.shelf_sort(there, &[platform[3], platform[0]]).await.unwrap();
    console.sync_now().await.unwrap();
    office
        .wait_for("the shelf follows", async |console| {
            ids(console, room).await == [goods[3], goods[0], goods[2], waits]
        })
        .await;
    let late = vec![office.draft_good("别处上架的裙子").await];
    office.console().goods_submit(late.clone()).await.unwrap();
    office.wait_for_good(late[0], GoodsState::Approved).await;
    let platform = platform_ids(&office.console(), &late).await.into_iter().map(PlatformGoodsId).collect::<Vec<_>>();
    other.room_add_goods(there, &platform).await.unwrap();
    office
        .wait_for("what was put there elsewhere is shown", async |console| ids(console, room).await.contains(&late[0]))
        .await;
    assert_eq!(office.executed(SHELF_SORT.path) - sorts, 1, "nothing of it is sent back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_is_there_a_minute_after_its_push_and_a_refused_switch_stays_as_it_was() {
    let mut office = Office::open_at(MORNING).await;
    let (room, goods, phone) = live_room(&mut office, 2).await;
    let (console, clock) = (office.console(), office.clock.clone().unwrap());
    let refusal = async || console.live_video(room, goods[0]).await.unwrap_err().code;
    assert_eq!(refusal().await, "errcode.300044");
    console.live_push(room, goods[0]).await.unwrap();
    assert_eq!(refusal().await, "errcode.300045");
    assert_eq!(console.live_push(room, goods[1]).await.unwrap_err().code, "errcode.300047");
    clock.turn(60_000);
    assert!(console.live_video(room, goods[0]).await.unwrap().ends_with(".mp4"));
    office.turn_platform("account", serde_json::json!({ "customer_service": false })).await;
    let problem = console.live_switch(room, LiveSwitch::Service, true).await.unwrap_err();
    assert_eq!(problem.code, "errcode.300038");
    console.live_switch(room, LiveSwitch::Feed, false).await.unwrap();
    let view = console.live_view(room).await.unwrap();
    assert!(!view.switches.service && !view.switches.feed);
    let events: Vec<_> = view.record.iter().map(|step| step.event).collect();
    assert_eq!(events, [RoomEvent::Live, RoomEvent::Pushed, RoomEvent::FeedOff], "what was refused did not happen");
    phone.press("end").await;
    office.wait_for_room(room, RoomState::Ended).await;
    assert_eq!(console.live_switch(room, LiveSwitch::Feed, true).await.unwrap_err().code, "live.over");
    assert!(console.live_video(room, goods[0]).await.is_ok(), "also after the end");
    assert_eq!(console.rooms_sort(room, goods.clone()).await.unwrap_err().code, "room.cannot-edit");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_shelf_takes_no_more_and_still_goes_to_the_window_in_one_message() {
    let mut office = Office::open_at(MORNING).await;
    let goods = stock(&mut office, limit::ROOM_GOODS_MAX + 1).await;
    let console = office.console();
    let room = office.draft_room("两百件的专场").await;
    let problem = console.rooms_shelve(room, goods.clone()).await.unwrap_err();
    assert_eq!((problem.code.as_str(), problem.params["max"].as_str()), ("room.shelf-full", "200"));
    let view = console.rooms_shelve(room, goods[1..].to_vec()).await.unwrap();
    assert_eq!(view.shelf.len(), limit::ROOM_GOODS_MAX);
    let live = console.live_view(room).await.unwrap();
    for message in [serde_json::to_string(&view).unwrap(), serde_json::to_string(&live).unwrap()] {
        assert!(message.len() < REPLY_MAX_BYTES as usize, "{} bytes", message.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn shortcuts_that_cannot_be_had_are_refused_and_the_chosen_ones_outlast_the_program() {
    let mut office = Office::open().await;
    let before = office.desk().settings().await.unwrap().live_keys;
    assert!(!before.on, "no keys are taken from other programs unless wished");
    let plain = Chord { ctrl: true, alt: false, shift: false, meta: false, code: "KeyC".to_owned() };
    let keys = |mute: Option<Chord>| LiveKeys { on: true, mute, ..before.clone() };
    let patch = |keys: LiveKeys| SettingsPatch { live_keys: Some(keys), ..SettingsPatch::default() };
    for (mute, code) in [(Some(plain), "shortcut.too-plain"), (before.next.clone(), "shortcut.taken")] {
        let refused = office.desk().set_settings(patch(keys(mute))).await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.field.as_deref()), (code, Some("mute")));
    }
    assert_eq!(office.desk().settings().await.unwrap().live_keys, before);
    office.desk().set_settings(patch(keys(None))).await.unwrap();
    office.restart().await;
    assert_eq!(office.desk().settings().await.unwrap().live_keys, keys(None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shortcut_that_did_nothing_is_told_in_quiet_hours_too_unless_notices_are_off() {
    let mut office = Office::open().await;
    let (room, _, _) = live_room(&mut office, 1).await;
    let told = |office: &Office| {
        let shown = office.notices.shown();
        shown.into_iter().filter(|notice| notice.kind == NoticeKind::LiveKeyFailed).collect::<Vec<_>>()
    };
    let all_day = QuietHours { from_minute: 0, until_minute: 1439 };
    let patch = SettingsPatch { quiet_hours: Some(all_day), ..SettingsPatch::default() };
    office.desk().set_settings(patch).await.unwrap();
    office.console().live_key_failed(room).await.unwrap();
    let [notice] = told(&office).try_into().unwrap();
    assert_eq!((notice.target.topic, notice.target.id), (Topic::Live, Some(room.to_string())));
    let patch = SettingsPatch { notices: Some(false), ..SettingsPatch::default() };
    office.desk().set_settings(patch).await.unwrap();
    office.console().live_key_failed(room).await.unwrap();
    assert_eq!(told(&office).len(), 1);
}
