//! The outbox over real HTTP: what staff may do with it, what is edited meanwhile, what becomes of lost answers and of a
//! machine that slept.

use crate::support::{clock::MORNING, office::Office, proxy::Line};
use kaibo_console::view::{
    AppState, GoodsPatch, GoodsState, NoticeKind, OutboxFilter, OutboxQuery, RoomPatch, RoomState,
};
use kaibo_domain::{
    outbox::SubmissionState,
    platform::{endpoint, limit},
    time::{DAY_MS, MINUTE_MS},
};
use kaibo_sandbox::FaultKind;
use tokio::task::JoinSet;

fn all() -> OutboxQuery {
    OutboxQuery { filter: OutboxFilter::All, limit: 200, ..OutboxQuery::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_outbox_stays_paused_and_what_was_taken_back_is_never_sent() {
    let mut office = Office::open().await;
    office.console().outbox_pause(None).await.unwrap();
    let (kept, dropped) = (office.draft_good("暂停中的裙子").await, office.draft_good("取消发送的裙子").await);
    office.console().goods_submit(vec![kept, dropped]).await.unwrap();
    office.restart().await;
    office
        .wait_for("the pause outlives the program", async |console| console.outbox_summary().await.unwrap().paused)
        .await;
    let console = office.console();
    let page = console.outbox_list(all()).await.unwrap();
    assert!(page.rows.iter().all(|item| item.problem.as_ref().is_some_and(|problem| problem.code == "outbox.paused")));
    let item = page.rows.iter().find(|item| item.object_id == dropped.to_string()).unwrap();
    assert!(item.can_cancel && !item.can_retry);
    assert_eq!(console.goods_get(dropped).await.unwrap().problem, item.problem, "both places say the same");
    console.outbox_cancel(item.id).await.unwrap();
    console.outbox_resume(None).await.unwrap();
    office.wait_for_good(kept, GoodsState::Approved).await;
    assert_eq!(office.console().goods_get(dropped).await.unwrap().state, GoodsState::Draft);
    assert_eq!(office.executed(endpoint::GOODS_ADD.path), 1);
    let batch = &console.outbox_summary().await.unwrap().batches[0];
    assert_eq!((batch.total, batch.accepted, batch.cancelled, batch.days), (2, 1, 1, Some(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_while_it_is_sent_goes_nowhere_and_is_shown_as_changed() {
    let office = Office::open().await;
    let console = office.console();
    let good = office.draft_good("提交时的名字").await;
    office.platform.faults().arm(endpoint::GOODS_ADD.path, FaultKind::LatencyMs(700), 1);
    console.goods_submit(vec![good]).await.unwrap();
    office
        .wait_for("it is being sent", async |console| {
            console.outbox_list(all()).await.unwrap().rows[0].state == SubmissionState::Sending
        })
        .await;
    let newer = GoodsPatch { name: Some("发送中改的名字".into()), ..GoodsPatch::default() };
    console.goods_save(good, newer).await.unwrap();
    assert!(console.goods_get(good).await.unwrap().changed_since);
    let view = office.wait_for_good(good, GoodsState::Approved).await;
    assert!(view.changed_since, "the newer revision is not on the platform");
    assert_eq!(view.draft.name, "发送中改的名字");
    assert_eq!(office.platform.accept_log().last().unwrap().name, "提交时的名字");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_replaced_by_its_newer_revision() {
    let office = Office::open().await;
    let console = office.console();
    console.outbox_pause(None).await.unwrap();
    let good = office.draft_good("旧名字的裙子").await;
    console.goods_submit(vec![good]).await.unwrap();
    let again = console.goods_submit(vec![good]).await.unwrap();
    assert_eq!(again.refused[0].problem.code, "goods.already-submitted", "nothing was changed");
    let newer = GoodsPatch { name: Some("新名字的裙子".into()), ..GoodsPatch::default() };
    console.goods_save(good, newer).await.unwrap();
    assert_eq!(console.goods_submit(vec![good]).await.unwrap().done, [good]);
    console.outbox_resume(None).await.unwrap();
    let view = office.wait_for_good(good, GoodsState::Approved).await;
    assert!(!view.changed_since);
    assert_eq!(office.platform.accept_log().last().unwrap().name, "新名字的裙子");
    assert_eq!(office.executed(endpoint::GOODS_ADD.path), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submitted_room_is_edited_on_the_platform() {
    let office = Office::open().await;
    let console = office.console();
    let room = office.draft_room("改名之前的专场").await;
    console.rooms_submit(room).await.unwrap();
    office.wait_for_room(room, RoomState::NotStarted).await;
    let problem = console.rooms_submit(room).await.unwrap().problem.unwrap();
    assert_eq!(problem.code, "room.already-submitted", "nothing was changed");
    let patch = RoomPatch { name: Some("改名之后的专场".into()), ..RoomPatch::default() };
    console.rooms_save(room, patch).await.unwrap();
    assert!(console.rooms_get(room).await.unwrap().changed_since);
    office.platform.faults().arm(endpoint::ROOM_EDIT.path, FaultKind::DropAfter, 1);
    assert!(console.rooms_submit(room).await.unwrap().queued);
    office.wait_for_room(room, RoomState::NotStarted).await;
    let there = office.other_program().live_info(0, limit::LIVE_INFO_PAGE).await.unwrap();
    assert_eq!(there.rooms.iter().map(|room| room.name.as_str()).collect::<Vec<_>>(), ["改名之后的专场"]);
    assert_eq!(office.received(endpoint::ROOM_EDIT.path), 1, "the lost answer was found, not sent again");
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_b10_every_lost_answer_is_found_and_nothing_is_sent_again() {
    const GOODS: usize = 24;
    let office = Office::open().await;
    let console = office.console();
    let mut goods = Vec::new();
    for number in 0..GOODS {
        goods.push(office.draft_good(&format!("回执全丢的裙子{number}号")).await);
    }
    office.platform.faults().arm(endpoint::GOODS_ADD.path, FaultKind::DropAfter, GOODS as u32);
    console.goods_submit(goods.clone()).await.unwrap();
    for good in goods {
        assert!(office.wait_for_good(good, GoodsState::Approved).await.adopted);
    }
    assert_eq!(
        (office.executed(endpoint::GOODS_ADD.path), office.received(endpoint::GOODS_ADD.path)),
        (GOODS, GOODS as u64)
    );
    let done = console.outbox_list(all()).await.unwrap();
    assert!(done.rows.iter().all(|item| item.adopted && item.state == SubmissionState::Accepted));
    let attempts = console.outbox_attempts(done.rows[0].id).await.unwrap();
    assert_eq!(attempts.iter().map(|attempt| attempt.outcome.as_deref()).collect::<Vec<_>>(), [Some("unknown")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_a18_after_a_long_sleep_the_platform_is_looked_at() {
    let mut office = Office::open_at(MORNING).await;
    let line = Line::to(office.platform.base_url(), "POST /wxaapi/broadcast/goods/add").await;
    office.redirect(line.address()).await;
    let good = office.draft_good("休眠时提交的裙子").await;
    line.keep_back(true);
    office.console().goods_submit(vec![good]).await.unwrap();
    office.wait_for("the answer is kept back", async |_| line.kept() > 0).await;
    line.keep_back(false);
    // The machine slept ten minutes: the lease is over, whatever the connection still pretends.
    office.clock.as_ref().unwrap().turn(10 * MINUTE_MS);
    office.console().sync_now().await.unwrap();
    office
        .wait_for("nobody knows", async |console| {
            console.outbox_list(all()).await.unwrap().rows[0].state != SubmissionState::Sending
        })
        .await;
    let found = office.wait_for_good(good, GoodsState::Approved).await;
    assert!(found.adopted);
    assert_eq!(office.executed(endpoint::GOODS_ADD.path), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_can_be_sent_again_by_hand_and_is_told() {
    let office = Office::open().await;
    let console = office.console();
    let goods = [office.draft_good("页面未发布的裙子").await, office.draft_good("页面未发布的外套").await];
    for good in goods {
        let path = GoodsPatch { path: Some("pages/unreleased/index".into()), ..GoodsPatch::default() };
        console.goods_save(good, path).await.unwrap();
    }
    console.goods_submit(goods.to_vec()).await.unwrap();
    for good in goods {
        assert_eq!(office.wait_for_good(good, GoodsState::Refused).await.problem.unwrap().code, "errcode.300007");
    }
    office.wait_for("staff are told", async |_| !office.notices.shown().is_empty()).await;
    let notices = office.notices.shown();
    assert!(notices.iter().all(|notice| notice.kind == NoticeKind::OutboxRefused));
    assert_eq!(notices.iter().map(|notice| notice.count).sum::<u32>(), 2);
    let refused = OutboxQuery { filter: OutboxFilter::Refused, limit: 9, ..OutboxQuery::default() };
    let rows = console.outbox_list(refused.clone()).await.unwrap().rows;
    let attempt = &console.outbox_attempts(rows[0].id).await.unwrap()[0];
    assert!(rows.len() == 2 && attempt.errcode == Some(300_007) && attempt.rid.is_some(), "{attempt:?}");
    let mended = GoodsPatch { path: Some("pages/goods/index?id=9".into()), ..GoodsPatch::default() };
    console.goods_save(goods[0], mended).await.unwrap();
    assert_eq!(console.outbox_retry_all(None).await.unwrap(), 2);
    office.wait_for_good(goods[0], GoodsState::Approved).await;
    office.wait_for_good(goods[1], GoodsState::Refused).await;
    let batch = &console.outbox_summary().await.unwrap().batches[0];
    assert_eq!((batch.total, batch.accepted, batch.refused), (2, 1, 1), "a retry counts once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_older_than_three_days_is_uploaded_again() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let room = office.draft_room("三天之后的专场").await;
    let start = office.now() + 20 * DAY_MS;
    let later = RoomPatch { start_ms: Some(start), end_ms: Some(start + 60 * MINUTE_MS), ..RoomPatch::default() };
    console.rooms_save(room, later).await.unwrap();
    console.rooms_submit(room).await.unwrap();
    office.wait_for_room(room, RoomState::NotStarted).await;
    let edit = async |name: &str| {
        let patch = RoomPatch { name: Some(name.into()), ..RoomPatch::default() };
        console.rooms_save(room, patch).await.unwrap();
        assert!(console.rooms_submit(room).await.unwrap().queued);
        office.wait_for_room(room, RoomState::NotStarted).await;
    };
    edit("第二个名字的专场").await;
    assert_eq!(office.received(endpoint::MEDIA_UPLOAD.path), 3, "the uploads of an hour ago are still there");
    office.clock.as_ref().unwrap().turn(3 * DAY_MS);
    edit("第三个名字的专场").await;
    assert_eq!(office.received(endpoint::MEDIA_UPLOAD.path), 6);
    // The platform lost one all the same: it is uploaded anew.
    office.platform.faults().arm(endpoint::ROOM_EDIT.path, FaultKind::Errcode(300_006), 1);
    edit("第四个名字的专场").await;
    assert_eq!(office.received(endpoint::MEDIA_UPLOAD.path), 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_a16_of_many_programs_on_the_same_data_one_sends() {
    let mut office = Office::open().await;
    office.close().await;
    for _ in 0..10 {
        let mut starts = JoinSet::new();
        for _ in 0..4 {
            let desk = office.another_desk();
            starts.spawn(async move { (desk.open().await, desk) });
        }
        let started = starts.join_all().await;
        let is_ready = |state: &AppState| matches!(state, AppState::Ready { .. });
        assert_eq!(started.iter().filter(|(state, _)| is_ready(state)).count(), 1);
        for (_, desk) in started {
            desk.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_leaves_when_the_time_of_its_undo_is_over() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let good = office.draft_good("删除时没有别的事").await;
    console.goods_submit(vec![good]).await.unwrap();
    office.wait_for_good(good, GoodsState::Approved).await;
    console.goods_delete(vec![good]).await.unwrap();
    let listed = console.outbox_list(all()).await.unwrap();
    assert_eq!(listed.rows[0].state, SubmissionState::Waiting);
    office.wait_for("the good is deleted", async |_| office.executed(endpoint::GOODS_DELETE.path) == 1).await;
}
