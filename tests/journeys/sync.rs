//! Reading the platform over real HTTP: what was changed there, what was changed on both sides, what was made elsewhere,
//! and what staff are told of it.

use crate::support::{
    clock::MORNING,
    elsewhere::{edit_elsewhere, submitted_room},
    office::Office,
};
use kaibo_console::view::{
    ConflictChoice, Editable, GoodsState, NoticeKind, RoomPatch, RoomState, SettingsPatch, Topic,
};
use kaibo_domain::{
    LiveStatus, PlatformGoodsId,
    merge::Side,
    platform::{endpoint, errcode, limit},
    quiet::QuietHours,
    time::MINUTE_MS,
};
use kaibo_sandbox::FaultKind;
use rstest::rstest;
use serde_json::json;
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

#[tokio::test(flavor = "multi_thread")]
async fn what_only_the_platform_changed_is_taken_over() {
    let office = Office::open().await;
    let room = submitted_room(&office).await;
    let anchor = RoomPatch { anchor_name: Some("本地改的主播".into()), ..RoomPatch::default() };
    office.console().rooms_save(room, anchor).await.unwrap();
    edit_elsewhere(&office, |draft| draft.name = "后台改的名字".into()).await;
    office.console().sync_now().await.unwrap();
    let view = office.console().rooms_get(room).await.unwrap();
    assert_eq!((view.draft.name.as_str(), view.draft.anchor_name.as_str()), ("后台改的名字", "本地改的主播"));
    assert!(!view.in_conflict && view.changed_since);
    assert_eq!(office.console().conflicts_list().await.unwrap(), []);
}

#[rstest]
#[case::ours(Side::Mine, "本地改的名字", true)]
#[case::theirs(Side::Theirs, "后台改的名字", false)]
#[tokio::test(flavor = "multi_thread")]
async fn what_both_sides_changed_waits_for_a_choice(#[case] side: Side, #[case] name: &str, #[case] differs: bool) {
    let office = Office::open().await;
    let console = office.console();
    let room = submitted_room(&office).await;
    let ours = RoomPatch { name: Some("本地改的名字".into()), ..RoomPatch::default() };
    console.rooms_save(room, ours).await.unwrap();
    edit_elsewhere(&office, |draft| draft.name = "后台改的名字".into()).await;
    console.sync_now().await.unwrap();
    console.sync_now().await.unwrap();
    let conflict = console.conflicts_list().await.unwrap().remove(0);
    let field = &conflict.fields[0];
    assert_eq!(
        (field.field.as_str(), field.base.as_str(), field.mine.as_str(), field.theirs.as_str()),
        ("name", "两边都改的专场", "本地改的名字", "后台改的名字")
    );
    assert_eq!(console.sync_state().await.unwrap().conflicts, 1);
    let told = office.notices.shown().into_iter().filter(|notice| notice.kind == NoticeKind::Conflict).count();
    assert_eq!(told, 1, "told once, however often it is seen");
    assert_eq!(console.rooms_submit(room).await.unwrap().problem.unwrap().code, "room.in-conflict");
    let choice = ConflictChoice {
        object_kind: conflict.object_kind,
        object_id: conflict.object_id,
        choices: BTreeMap::from([("name".to_owned(), side)]),
    };
    console.conflict_resolve(choice).await.unwrap();
    console.sync_now().await.unwrap();
    assert_eq!(console.conflicts_list().await.unwrap(), []);
    let view = console.rooms_get(room).await.unwrap();
    assert_eq!((view.draft.name.as_str(), view.changed_since), (name, differs));
    if differs {
        assert!(console.rooms_submit(room).await.unwrap().queued);
        office.wait_for_room(room, RoomState::NotStarted).await;
    }
    let there = office.other_program().live_info(0, limit::LIVE_INFO_PAGE).await.unwrap();
    assert_eq!(there.rooms[0].name, name);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_waits_is_not_sent_over_what_was_changed_meanwhile() {
    let office = Office::open().await;
    let console = office.console();
    let room = submitted_room(&office).await;
    console.outbox_pause(None).await.unwrap();
    let ours = RoomPatch { name: Some("等待发送的名字".into()), ..RoomPatch::default() };
    console.rooms_save(room, ours).await.unwrap();
    assert!(console.rooms_submit(room).await.unwrap().queued);
    edit_elsewhere(&office, |draft| draft.name = "后台改的名字".into()).await;
    console.sync_now().await.unwrap();
    console.outbox_resume(None).await.unwrap();
    office
        .wait_for("it is held back", async |console| {
            let page = console.outbox_list(kaibo_console::view::OutboxQuery { limit: 9, ..Default::default() }).await;
            page.unwrap().rows.iter().any(|item| item.problem.as_ref().is_some_and(|p| p.code == "outbox.in-conflict"))
        })
        .await;
    assert_eq!(office.received(endpoint::ROOM_EDIT.path), 1, "only the other program's");
    let choice = ConflictChoice {
        object_kind: "room".into(),
        object_id: room.to_string(),
        choices: BTreeMap::from([("name".to_owned(), Side::Mine)]),
    };
    console.conflict_resolve(choice).await.unwrap();
    office.wait_for_room(room, RoomState::NotStarted).await;
    let there = office.other_program().live_info(0, limit::LIVE_INFO_PAGE).await.unwrap();
    assert_eq!(there.rooms[0].name, "等待发送的名字");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_in_the_console_is_shown_and_not_touched() {
    let office = Office::open().await;
    let console = office.console();
    office.turn_platform("goods", json!({ "name": "后台添加的裙子", "url": "pages/goods/index?id=99" })).await;
    console.sync_now().await.unwrap();
    console.sync_now().await.unwrap();
    let rows = office.goods("后台添加").await;
    assert!(rows.len() == 1 && rows[0].read_only, "{rows:?}");
    let view = console.goods_get(rows[0].id).await.unwrap();
    assert_eq!((view.editable, view.draft.path.as_str()), (Editable::Nothing, "pages/goods/index?id=99"));
    let submitted = console.goods_submit(vec![rows[0].id]).await.unwrap();
    assert_eq!(submitted.refused[0].problem.code, "goods.made-elsewhere");
    let deleted = console.goods_delete(vec![rows[0].id]).await.unwrap();
    assert_eq!(deleted.refused[0].problem.code, "goods.cannot-delete");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_of_another_program_is_shown_once_and_its_state_followed() {
    let mut office = Office::open().await;
    let room = submitted_room(&office).await;
    let platform = office.console().rooms_get(room).await.unwrap().platform_id.unwrap();
    // This copy of the program knows nothing of the room: as after another one made it.
    office
        .restart_with(|tx| Ok(tx.execute_batch("DELETE FROM submissions; DELETE FROM agreements; DELETE FROM rooms;")?))
        .await;
    office.console().sync_now().await.unwrap();
    office.console().sync_now().await.unwrap();
    let rows = office.console().rooms_list().await.unwrap();
    assert!(rows.len() == 1 && rows[0].read_only, "{rows:?}");
    office.turn_platform("room", json!({ "room_id": platform, "live_status": LiveStatus::Live.wire() })).await;
    office.console().sync_now().await.unwrap();
    let view = office.console().rooms_get(rows[0].id).await.unwrap();
    assert_eq!((view.state, view.editable), (RoomState::Live, Editable::Nothing));
    let live = office.notices.shown().into_iter().find(|notice| notice.kind == NoticeKind::RoomLive).unwrap();
    assert_eq!((live.name.as_str(), live.target.topic), ("两边都改的专场", Topic::Rooms));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_that_came_back_is_told_once_and_not_in_quiet_hours() {
    let office = Office::open_at(MORNING).await;
    let goods = [office.draft_good("一起过审的裙子").await, office.draft_good("一起过审的外套").await];
    office.console().goods_submit(goods.to_vec()).await.unwrap();
    for good in goods {
        office.wait_for_good(good, GoodsState::Approved).await;
    }
    let told = || office.notices.shown().into_iter().filter(|notice| notice.kind == NoticeKind::GoodsApproved);
    let count = || told().map(|notice| notice.count).sum::<u32>();
    office.wait_for("both are told", async |_| count() == 2).await;
    let hours = QuietHours { from_minute: 0, until_minute: 1_439 };
    let patch = SettingsPatch { quiet_hours: Some(hours), ..SettingsPatch::default() };
    assert_eq!(office.desk().set_settings(patch).await.unwrap().quiet_hours, Some(hours));
    let quiet = office.draft_good("安静时过审的裙子").await;
    office.console().goods_submit(vec![quiet]).await.unwrap();
    office.wait_for_good(quiet, GoodsState::Approved).await;
    // A whole reading later: whatever was to be told of the one before has been told.
    office.console().sync_now().await.unwrap();
    assert_eq!(count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_nothing_is_read_and_its_return_is_noticed() {
    let mut office = Office::open_at(MORNING).await;
    let platform = office.platform.base_url().to_owned();
    office.console().sync_now().await.unwrap();
    let last = office.console().sync_state().await.unwrap().last_ms;
    assert!(last.is_some());
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    office.redirect(&format!("http://{nobody}")).await;
    assert_eq!(office.console().sync_now().await.unwrap_err().code, "platform.unreachable");
    let state = office.console().sync_state().await.unwrap();
    assert_eq!((state.online, state.last_ms), (Some(false), last));
    assert_eq!(state.problem.unwrap().code, "platform.unreachable");
    let read = office.received(endpoint::LIVE_INFO.path);
    office.redirect(&platform).await;
    office.clock.as_ref().unwrap().turn(MINUTE_MS);
    let again = async |console: &kaibo_console::Console| console.sync_state().await.unwrap().last_ms > last;
    office.wait_for("it is read again", again).await;
    assert!(office.received(endpoint::LIVE_INFO.path) > read);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_else_deleted_there_is_a_draft_again_once_two_readings_missed_it() {
    let office = Office::open().await;
    let (console, room) = (office.console(), submitted_room(&office).await);
    let good = office.draft_good("后台会删的商品").await;
    console.goods_submit(vec![good]).await.unwrap();
    office.wait_for_good(good, GoodsState::Approved).await;
    let other = office.other_program();
    let there = other.live_info(0, limit::LIVE_INFO_PAGE).await.unwrap().rooms.remove(0).roomid;
    let good_there = PlatformGoodsId(console.goods_get(good).await.unwrap().platform_id.unwrap());
    other.room_delete(there).await.unwrap();
    other.goods_delete(good_there).await.unwrap();
    let gone = || office.notices.shown().into_iter().filter(|notice| notice.kind == NoticeKind::Gone).count();
    let deadline = Instant::now() + Duration::from_secs(20);
    while gone() < 2 {
        assert!(Instant::now() < deadline, "nobody was told: {:?}", office.notices.shown());
        console.sync_now().await.unwrap();
    }
    let lost = console.rooms_get(room).await.unwrap();
    assert_eq!(
        (lost.state, lost.editable, lost.problem.unwrap().code.as_str()),
        (RoomState::Draft, Editable::All, "room.gone")
    );
    let lost = console.goods_get(good).await.unwrap();
    assert_eq!((lost.state, lost.problem.unwrap().code.as_str()), (GoodsState::Draft, "goods.gone"));
    assert_eq!(office.executed(endpoint::ROOM_CREATE.path), 1, "nothing is made anew by itself");

    console.rooms_submit(room).await.unwrap();
    console.goods_submit(vec![good]).await.unwrap();
    office.wait_for_room(room, RoomState::NotStarted).await;
    office.wait_for_good(good, GoodsState::Approved).await;
    assert_eq!(console.rooms_get(room).await.unwrap().problem, None);
    assert_eq!(office.executed(endpoint::ROOM_CREATE.path), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_was_empty_by_mistake_takes_nothing_away_for_good() {
    let office = Office::open().await;
    let (console, room) = (office.console(), submitted_room(&office).await);
    let there = console.rooms_get(room).await.unwrap().platform_id;
    let faults = office.platform.faults();
    faults.arm(endpoint::LIVE_INFO.path, FaultKind::Errcode(errcode::ROOM_LIST_EMPTY.errcode), 1);
    console.sync_now().await.unwrap();
    let view = console.rooms_get(room).await.unwrap();
    assert_eq!((view.state, view.problem), (RoomState::NotStarted, None), "missed once");
    console.sync_now().await.unwrap();
    // However often it is missed: listed again, it is ours again.
    faults.arm(endpoint::LIVE_INFO.path, FaultKind::Errcode(errcode::ROOM_LIST_EMPTY.errcode), 2);
    console.sync_now().await.unwrap();
    console.sync_now().await.unwrap();
    assert_eq!(office.notices.shown().iter().filter(|notice| notice.kind == NoticeKind::Gone).count(), 1);
    console.sync_now().await.unwrap();
    let view = office.wait_for_room(room, RoomState::NotStarted).await;
    assert_eq!((view.platform_id, view.problem), (there, None));
    assert_eq!(office.executed(endpoint::ROOM_CREATE.path), 1);
}
