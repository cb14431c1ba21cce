//! Planning over real HTTP: a week of rooms made from one, offline; all of them created once, a lost reply among them;
//! the list, the week, clashes, copies and templates.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{clock::MORNING, large, office::Office};
use kaibo_console::view::{GoodsState, RoomPatch, RoomQuery, RoomState, RoomView, RoomsReport};
use kaibo_domain::{
    RoomId, Rule,
    planning::WEEK_MS,
    platform::{endpoint, limit},
    time::{DAY_MS, HOUR_MS, MINUTE_MS, plus_months},
};
use kaibo_sandbox::FaultKind;
use serde_json::json;
use std::{collections::BTreeSet, net::TcpListener};

fn at(start_ms: i64, hours: i64) -> RoomPatch {
    RoomPatch { start_ms: Some(start_ms), end_ms: Some(start_ms + hours * HOUR_MS), ..RoomPatch::default() }
}

async fn starts(office: &Office, ids: &[RoomId]) -> Vec<Option<i64>> {
    let mut starts = Vec::new();
    for id in ids {
        starts.push(office.console().rooms_get(*id).await.unwrap().draft.start_ms);
    }
    starts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_planned_offline_is_created_once_although_an_answer_is_lost() {
    let mut office = Office::open_at(MORNING).await;
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    office.redirect(&format!("http://{nobody}")).await;
    let console = office.console();
    let first = office.draft_room("每日上新专场").await;
    console.rooms_save(first, at(MORNING + 10 * HOUR_MS, 2)).await.unwrap();
    let mut week = vec![first];
    for day in 1..7 {
        let copy = console.rooms_copy(first).await.unwrap();
        console.rooms_save(copy.id, at(MORNING + 10 * HOUR_MS + day * DAY_MS, 2)).await.unwrap();
        week.push(copy.id);
    }
    let unfinished = console.rooms_create().await.unwrap().id;

    let planned = console.rooms_between(MORNING, MORNING + 7 * DAY_MS).await.unwrap();
    assert_eq!(planned.rows.iter().map(|row| row.id).collect::<Vec<_>>(), week);
    assert!(!planned.more && planned.rows.iter().all(|row| row.clash.is_none()));

    office.platform.faults().arm(endpoint::ROOM_CREATE.path, FaultKind::DropAfter, 1);
    let all = [week.clone(), vec![unfinished]].concat();
    let RoomsReport { done, refused } = console.rooms_submit_all(all).await.unwrap();
    assert_eq!(done, week);
    assert_eq!((refused.len(), refused[0].id, refused[0].problem.code.as_str()), (1, unfinished, "room.has-faults"));
    assert_eq!(office.executed(endpoint::ROOM_CREATE.path), 0, "offline");

    let address = office.platform.base_url().to_owned();
    office.redirect(&address).await;
    let mut adopted = 0;
    for room in &week {
        adopted += usize::from(office.wait_for_room(*room, RoomState::NotStarted).await.adopted);
    }
    assert_eq!((office.executed(endpoint::ROOM_CREATE.path), adopted), (week.len(), 1));
    let there = office.other_program().live_info(0, limit::LIVE_INFO_PAGE).await.unwrap().rooms;
    let days: BTreeSet<_> = there.iter().map(|room| room.start_time).collect();
    assert_eq!((there.len(), days.len()), (week.len(), week.len()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_is_repeated_weekly_within_six_months_and_that_is_undone_in_one_step() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let room = office.draft_room("周一例行专场").await;
    let good = office.draft_good("货架上的裙子").await;
    console.goods_submit(vec![good]).await.unwrap();
    office.wait_for_good(good, GoodsState::Approved).await;
    console.rooms_shelve(room, vec![good]).await.unwrap();
    let start = plus_months(office.now(), limit::ROOM_AHEAD_MONTHS) - 2 * WEEK_MS - HOUR_MS;
    console.rooms_save(room, at(start, 3)).await.unwrap();

    let report = console.rooms_repeat(room, 3).await.unwrap();
    assert_eq!(starts(&office, &report.done).await, [Some(start + WEEK_MS), Some(start + 2 * WEEK_MS)]);
    let late = &report.refused[0];
    assert_eq!((late.start_ms, late.problem.code.as_str()), (Some(start + 3 * WEEK_MS), "room.out-of-months"));
    let copy = console.rooms_get(report.done[1]).await.unwrap();
    let original = console.rooms_get(room).await.unwrap();
    assert_eq!(
        (copy.draft.name, copy.draft.switches, copy.focus),
        (original.draft.name, original.draft.switches, original.focus)
    );
    assert_eq!(copy.picture, original.picture);
    assert!(copy.shelf.len() == 1 && copy.violations.is_empty(), "{:?}", copy.violations);
    assert_eq!(copy.draft.end_ms, Some(start + 2 * WEEK_MS + 3 * HOUR_MS));

    console.rooms_delete(report.done.clone()).await.unwrap();
    assert_eq!(console.rooms_open(RoomQuery::default()).await.unwrap().total, 1, "undone");
    let no_date = console.rooms_create().await.unwrap().id;
    assert_eq!(console.rooms_repeat(no_date, 1).await.unwrap_err().code, "room.no-start");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_takes_the_next_free_week_and_an_anchor_in_two_rooms_is_said_in_both() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let (one, other) = (office.draft_room("上午的专场").await, office.draft_room("同时的专场").await);
    let start = console.rooms_get(one).await.unwrap().draft.start_ms.unwrap();
    let clash = |view: RoomView| view.clash.map(|clash| (clash.id, clash.name));
    assert_eq!(clash(console.rooms_get(one).await.unwrap()), Some((other, "同时的专场".into())));
    assert_eq!(clash(console.rooms_get(other).await.unwrap()), Some((one, "上午的专场".into())));
    let listing = console.rooms_open(RoomQuery::default()).await.unwrap();
    let rows = console.rooms_page(listing.id, 0, 9).await.unwrap().unwrap();
    assert!(rows.len() == 2 && rows.iter().all(|row| row.clash.is_some()));

    let later = console.rooms_copy(one).await.unwrap();
    let last = console.rooms_copy(other).await.unwrap();
    assert_eq!(starts(&office, &[later.id, last.id]).await, [Some(start + WEEK_MS), Some(start + 2 * WEEK_MS)]);
    let free = RoomPatch { anchor_wechat: Some("another_anchor".into()), ..RoomPatch::default() };
    console.rooms_save(other, free).await.unwrap();
    assert_eq!(console.rooms_get(one).await.unwrap().clash, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_are_rooms_without_a_date_and_stand_in_no_list() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let room = office.draft_room("做成模板的专场").await;
    let first = console.rooms_save_template(room).await.unwrap();
    let template = console.rooms_save_template(room).await.unwrap();
    assert_ne!(first.id, template.id);
    assert_eq!(
        console.rooms_templates().await.unwrap(),
        std::slice::from_ref(&template),
        "in place of the one of that name"
    );
    assert_eq!(console.rooms_open(RoomQuery::default()).await.unwrap().total, 1);
    assert_eq!(console.rooms_list().await.unwrap().len(), 1);
    assert_eq!(console.rooms_submit(template.id).await.unwrap().problem.unwrap().code, "room.not-found");
    assert_eq!(console.rooms_copy(template.id).await.unwrap_err().code, "room.not-found");

    let made = console.rooms_from_template(template.id).await.unwrap();
    assert_eq!((made.draft.name.as_str(), made.draft.start_ms, made.draft.end_ms), ("做成模板的专场", None, None));
    let draft = console.rooms_get(room).await.unwrap().draft;
    let length = draft.start_ms.zip(draft.end_ms).map(|(start, end)| end - start);
    assert!(length.is_some() && template.length_ms == length && made.length_ms == length, "as long as the room was");
    let again = console.rooms_save_template(made.id).await.unwrap();
    assert_eq!(again.length_ms, length, "also without a start");
    let template = again;
    assert_eq!(made.picture, console.rooms_get(room).await.unwrap().picture);
    assert_eq!(console.rooms_open(RoomQuery::default()).await.unwrap().total, 2);
    console.rooms_delete(vec![template.id]).await.unwrap();
    assert_eq!(console.rooms_templates().await.unwrap(), []);
    console.rooms_restore(vec![template.id]).await.unwrap();
    assert_eq!(console.rooms_templates().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_counts_states_and_is_narrowed_by_all_that_is_asked() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let (red, blue) = (office.draft_room("红色专场").await, office.draft_room("蓝色专场").await);
    let anchor = RoomPatch {
        anchor_name: Some("小蓝".into()),
        anchor_wechat: Some("blue_anchor".into()),
        ..at(MORNING + DAY_MS, 1)
    };
    console.rooms_save(blue, anchor).await.unwrap();
    let empty = console.rooms_create().await.unwrap().id;
    console.rooms_submit(red).await.unwrap();
    office.wait_for_room(red, RoomState::NotStarted).await;
    let found = async |query: RoomQuery| {
        let listing = console.rooms_open(query).await.unwrap();
        assert_eq!((listing.of_all, listing.anchors.len()), (3, 2));
        (console.rooms_ids(listing.id, 0, 9).await.unwrap().unwrap(), listing)
    };
    let (all, listing) = found(RoomQuery::default()).await;
    assert_eq!(all, [empty, blue, red]);
    assert_eq!((listing.counts.draft, listing.counts.not_started), (2, 1));
    assert_eq!(console.rooms_position(listing.id, red).await.unwrap(), Some(2));
    let query = RoomQuery { ascending: true, states: vec![RoomState::Draft], ..RoomQuery::default() };
    let (drafts, listing) = found(query).await;
    assert_eq!((drafts, listing.counts.not_started), (vec![blue, empty], 1));
    for (search, expected) in [("蓝色", vec![blue]), ("lszc", vec![blue]), ("小开", vec![red]), ("绿", vec![])] {
        assert_eq!(found(RoomQuery { search: search.into(), ..RoomQuery::default() }).await.0, expected, "{search}");
    }
    assert_eq!(found(RoomQuery { anchor: Some("小蓝".into()), ..RoomQuery::default() }).await.0, [blue]);
}

#[tokio::test(flavor = "multi_thread")]
async fn starts_are_judged_by_the_platforms_clock_when_ours_is_wrong_by_hours() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let room = office.draft_room("电脑时间慢了的专场").await;
    let ahead = async || {
        console.sync_now().await.unwrap();
        console.sync_state().await.unwrap().clock_ahead_ms
    };
    assert_eq!(ahead().await, 0);
    office.turn_platform("clock", json!({ "advance_ms": MINUTE_MS })).await;
    assert_eq!(ahead().await, 0, "near enough");
    office.turn_platform("clock", json!({ "advance_ms": 3 * HOUR_MS - MINUTE_MS })).await;
    assert!((ahead().await - 3 * HOUR_MS).abs() < 2_000);
    let rules = async || {
        let violations = console.rooms_get(room).await.unwrap().violations;
        violations.into_iter().map(|violation| violation.rule).collect::<Vec<_>>()
    };
    assert_eq!(rules().await, [Rule::StartsInThePast], "there it is past already");
    let refused = console.rooms_submit_all(vec![room]).await.unwrap().refused;
    assert_eq!(refused[0].problem.code, "room.has-faults");
    let copy = console.rooms_copy(room).await.unwrap();
    assert_eq!(copy.draft.start_ms, Some(office.now() + HOUR_MS + WEEK_MS));

    office.turn_platform("clock", json!({ "advance_ms": -3 * HOUR_MS })).await;
    assert_eq!(ahead().await, 0);
    assert_eq!(rules().await, []);
}

/// Rooms of a shop that has broadcast for years.
const MANY: usize = 2_000;

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_rooms_are_read_in_twenty_calls_and_listed_page_by_page() {
    let office = Office::open_at(MORNING).await;
    large::rooms::create(&office.other_program(), MANY, MORNING).await;
    let (console, before) = (office.console(), office.received(endpoint::LIVE_INFO.path));
    console.sync_now().await.unwrap();
    assert_eq!(office.received(endpoint::LIVE_INFO.path) - before, 20);
    let listing = console.rooms_open(RoomQuery::default()).await.unwrap();
    assert_eq!((listing.total as usize, listing.counts.not_started as usize), (MANY, MANY));
    let last = console.rooms_page(listing.id, MANY as u32 - 1, 9).await.unwrap().unwrap();
    assert_eq!((last.len(), last[0].name.as_str()), (1, "多年老店专场0"));
    let next = &console.today().await.unwrap().rooms[0];
    assert_eq!(next.name, "多年老店专场0", "the next one is found behind all the later ones");
}
