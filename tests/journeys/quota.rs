//! Quotas over real HTTP: the day's end (45009), the minute's (45011), a token that ends in the middle, a month without
//! a network.

use crate::support::{clock::MORNING, elsewhere::stock, office::Office};
use kaibo_console::view::{GoodsState, NoticeKind, OutboxFilter, OutboxQuery};
use kaibo_domain::{
    outbox::SubmissionState,
    platform::endpoint::{self, GOODS_ADD, STABLE_TOKEN},
    time::{DAY_MS, HOUR_MS, MINUTE_MS, next_beijing_midnight},
};
use kaibo_sandbox::FaultKind;
use serde_json::json;
use std::time::{Duration, Instant};

fn accepted(office: &Office) -> usize {
    office.executed(GOODS_ADD.path)
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_b6_a_used_up_day_parks_the_endpoint_and_one_call_tries_after_it() {
    let mut office = Office::open_at(MORNING).await;
    let goods = stock(&mut office, 30).await;
    office.turn_platform("quota", json!({ "key": GOODS_ADD.path, "used": 490 })).await;
    office.console().goods_submit(goods.clone()).await.unwrap();
    let parked = async |console: &kaibo_console::Console| {
        let quotas = console.quotas().await.unwrap();
        quotas.iter().any(|quota| quota.endpoint == GOODS_ADD.path && quota.parked_until_ms.is_some())
    };
    office.wait_for("the endpoint is parked", parked).await;
    office
        .wait_for("the calls on their way ended", async |console| console.outbox_summary().await.unwrap().sending == 0)
        .await;
    assert_eq!(accepted(&office), 10);
    let after_park = office.received(GOODS_ADD.path);
    assert!(after_park <= 10 + 8, "only what had left already was refused: {after_park}");

    let console = office.console();
    let midnight = next_beijing_midnight(MORNING);
    let open = OutboxQuery { limit: 50, ..OutboxQuery::default() };
    let rows = console.outbox_list(open).await.unwrap().rows;
    assert!(rows.iter().all(|item| item.until_ms == Some(midnight)), "each says until when");
    assert!(rows.iter().all(|item| item.problem.as_ref().unwrap().code == "platform.daily-quota"));
    let hold = console.outbox_summary().await.unwrap().holds.remove(0);
    assert_eq!((hold.endpoint.as_deref(), hold.until_ms), (Some(GOODS_ADD.path), midnight));
    assert_eq!(office.notices.shown().iter().filter(|notice| notice.kind == NoticeKind::QuotaUsedUp).count(), 1);

    let clock = office.clock.clone().unwrap();
    clock.turn(6 * HOUR_MS);
    office.restart().await;
    clock.turn_to(midnight - 1);
    office.console().sync_now().await.unwrap();
    assert_eq!(office.received(GOODS_ADD.path), after_park, "not one call while it is parked, a restart included");

    // Right after midnight the platform still says no: exactly one call learns that.
    office.platform.faults().arm(GOODS_ADD.path, FaultKind::QuotaDaily, 1);
    clock.turn_to(midnight);
    office.wait_for("one call has tried", async |_| office.received(GOODS_ADD.path) > after_park).await;
    office.console().sync_now().await.unwrap();
    assert_eq!(office.received(GOODS_ADD.path), after_park + 1);
    clock.turn(11 * MINUTE_MS);
    for good in goods {
        office.wait_for_good(good, GoodsState::Approved).await;
    }
    assert_eq!(accepted(&office), 30);
    assert_eq!(office.received(GOODS_ADD.path), after_park + 1 + 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_b6_a_minute_too_fast_slows_the_endpoint_down_and_not_the_others() {
    let mut office = Office::open_at(MORNING).await;
    let goods = stock(&mut office, 20).await;
    office.platform.faults().arm(GOODS_ADD.path, FaultKind::QuotaMinute, 1);
    let console = office.console();
    console.goods_submit(goods.clone()).await.unwrap();
    let slowed = async |console: &kaibo_console::Console| !console.outbox_summary().await.unwrap().holds.is_empty();
    office.wait_for("it is slowed down", slowed).await;
    let hold = console.outbox_summary().await.unwrap().holds.remove(0);
    assert_eq!((hold.problem.code.as_str(), hold.endpoint.as_deref()), ("platform.minute-quota", Some(GOODS_ADD.path)));
    office
        .wait_for("the calls on their way ended", async |console| console.outbox_summary().await.unwrap().sending == 0)
        .await;
    let before = office.received(GOODS_ADD.path);
    let room = office.draft_room("不受影响的专场").await;
    console.rooms_submit(room).await.unwrap();
    office.wait_for_room(room, kaibo_console::view::RoomState::NotStarted).await;
    assert!(office.now() < hold.until_ms, "the minute is not over");
    assert_eq!(office.received(GOODS_ADD.path), before, "nothing more in that minute");
    for good in goods {
        office.wait_for_good(good, GoodsState::Approved).await;
    }
    assert_eq!((accepted(&office), office.received(GOODS_ADD.path)), (20, 21));
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_b5_a_token_that_ends_in_the_middle_of_a_batch_is_renewed_once_and_counts_nowhere() {
    let mut office = Office::open_at(MORNING).await;
    let goods = stock(&mut office, 60).await;
    let console = office.console();
    console.goods_submit(goods.clone()).await.unwrap();
    office.wait_for("a part is sent", async |_| accepted(&office) > 10).await;
    let tokens = office.received(STABLE_TOKEN.path);
    office.platform.faults().arm(GOODS_ADD.path, FaultKind::TokenInvalid, 1);
    for good in goods {
        office.wait_for_good(good, GoodsState::Approved).await;
    }
    assert_eq!((accepted(&office), office.received(STABLE_TOKEN.path)), (60, tokens + 1));
    let all = OutboxQuery { filter: OutboxFilter::All, limit: 100, ..OutboxQuery::default() };
    let rows = console.outbox_list(all).await.unwrap().rows;
    assert!(rows.iter().all(|item| item.tries == 1 && item.state == SubmissionState::Accepted));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_says_how_many_days_its_quota_makes_it_take() {
    let mut office = Office::open_at(MORNING).await;
    let goods = stock(&mut office, 1_200).await;
    let console = office.console();
    console.outbox_pause(None).await.unwrap();
    console.goods_submit(goods).await.unwrap();
    let summary = console.outbox_summary().await.unwrap();
    let batch = &summary.batches[0];
    assert_eq!((batch.total, batch.open, batch.daily_quota, batch.days), (1_200, 1_200, Some(500), Some(3)));
    assert_eq!(console.outbox_cancel_batch(batch.id).await.unwrap(), 1_200);
    let batch = &console.outbox_summary().await.unwrap().batches[0];
    assert_eq!((batch.cancelled, batch.open, batch.days), (1_200, 0, Some(0)));
}

/// How many goods wait a month; the check's own figure is 5,000 (`KAIBO_B9_GOODS`).
fn backlog() -> usize {
    std::env::var("KAIBO_B9_GOODS").ok().and_then(|count| count.parse().ok()).unwrap_or(1_200)
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_b9_after_a_month_offline_everything_leaves_and_the_window_answers() {
    let mut office = Office::open_at(MORNING).await;
    let platform = office.platform.base_url().to_owned();
    let goods = stock(&mut office, backlog()).await;
    // A port on which nobody listens.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    office.redirect(&format!("http://{nobody}")).await;
    let console = office.console();
    let outcomes = console.goods_submit(goods.clone()).await.unwrap();
    assert!(outcomes.refused.is_empty());
    let clock = office.clock.clone().unwrap();
    let offline = async |console: &kaibo_console::Console| {
        console.outbox_summary().await.unwrap().holds.iter().any(|hold| hold.endpoint.is_none())
    };
    office.wait_for("there is no line", offline).await;
    for _ in 0..30 {
        clock.turn(DAY_MS);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let summary = console.outbox_summary().await.unwrap();
    let waiting = summary.queued + summary.waiting + summary.sending;
    assert_eq!((waiting as usize, summary.refused), (goods.len(), 0), "nothing is given up for want of a network");

    office.redirect(&platform).await;
    let console = office.console();
    let (mut slowest, deadline) = (Duration::ZERO, Instant::now() + Duration::from_secs(600));
    loop {
        let asked = Instant::now();
        let summary = console.outbox_summary().await.unwrap();
        let list = OutboxQuery { limit: 50, ..OutboxQuery::default() };
        console.outbox_list(list).await.unwrap();
        slowest = slowest.max(asked.elapsed());
        if summary.queued + summary.waiting + summary.sending + summary.checking == 0 {
            break;
        }
        assert!(Instant::now() < deadline, "{summary:?}");
        // A day's quota is sent: on to the next day.
        match summary.holds.iter().map(|hold| hold.until_ms).min() {
            // Time goes on while answers are awaited: a lease or a look may be what is waited for.
            Some(_) if summary.sending > 0 => clock.turn(500),
            Some(until) => clock.turn_to(until.max(clock.now())),
            None => clock.turn(100),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(accepted(&office), goods.len());
    assert!(slowest < Duration::from_millis(500), "the window waited {slowest:?}");
    let log = office.platform.accept_log();
    let sent: Vec<_> = log.iter().filter(|call| call.endpoint == endpoint::GOODS_ADD.path).collect();
    let keys: std::collections::BTreeSet<_> = sent.iter().filter_map(|call| call.key.as_deref()).collect();
    assert_eq!(keys.len(), goods.len(), "each once");
}
