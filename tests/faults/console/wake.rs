//! The engine sleeps until something is due. Whatever becomes due is carried without anybody's help: an engine that slept
//! through it would hold it back until the next restart.

use crate::support::shop::{Shop, open_desk, settled, submit};
use kaibo_console::{
    Clock, Console, Desk, Wait,
    view::{GoodsState, OutboxQuery},
};
use kaibo_domain::{GoodsId, platform::endpoint};
use kaibo_sandbox::FaultKind;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

/// How long the engine may take to do what is due.
const PROMPT: Duration = Duration::from_secs(10);
/// Calls that the engine has under way at a time at most.
const CALLS: u32 = 8;
/// Longer than a deletion can be undone.
const MINUTE_MS: i64 = 60_000;

/// A clock on which a millisecond passes whenever somebody looks at it, and otherwise only what a test turns.
struct SteppingClock(AtomicI64);

impl SteppingClock {
    fn at(now_ms: i64) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(now_ms)))
    }

    fn set(&self, now_ms: i64) {
        self.0.store(now_ms, Ordering::SeqCst);
    }

    fn turn(&self, by_ms: i64) {
        self.0.fetch_add(by_ms, Ordering::SeqCst);
    }
}

impl Clock for SteppingClock {
    fn now_ms(&self) -> i64 {
        self.0.fetch_add(1, Ordering::SeqCst)
    }

    fn wait_until(&self, until_ms: i64) -> Wait<'_> {
        Box::pin(async move {
            while self.0.load(Ordering::SeqCst) < until_ms {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        })
    }
}

/// A shop whose goods are all approved, and its desk.
async fn approved(goods: usize, clock: &Arc<SteppingClock>) -> (Shop, Desk) {
    let shop = Shop::with(goods).await;
    let desk = open_desk(&shop.folder(), shop.platform.base_url(), clock.clone()).await;
    let console = desk.console().unwrap();
    submit(&console, &shop.goods).await;
    settled(&console, &shop.goods, "submitted").await;
    for good in &shop.goods {
        let deadline = Instant::now() + PROMPT;
        while console.goods_get(*good).await.unwrap().state != GoodsState::Approved {
            assert!(Instant::now() < deadline, "not approved");
            clock.turn(100);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    (shop, desk)
}

/// Waits while the clock stands still.
async fn at_rest() {
    tokio::time::sleep(Duration::from_millis(150)).await;
}

/// Deletes a good; from when on that may leave.
async fn delete(console: &Console, good: GoodsId) -> i64 {
    console.goods_delete(vec![good]).await.unwrap();
    let open = console.outbox_list(OutboxQuery { limit: 1, ..OutboxQuery::default() }).await.unwrap();
    open.rows[0].until_ms.unwrap()
}

async fn deleted(shop: &Shop, times: u64, what: &str) {
    let deadline = Instant::now() + PROMPT;
    while shop.platform.counts().received.get(endpoint::GOODS_DELETE.path).copied().unwrap_or_default() < times {
        assert!(Instant::now() < deadline, "{what}: it never left");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_leaves_by_itself_when_it_cannot_be_undone_any_more() {
    let clock = SteppingClock::at(shop_time());
    let (shop, desk) = approved(1, &clock).await;
    at_rest().await;
    delete(&desk.console().unwrap(), shop.goods[0]).await;
    clock.turn(MINUTE_MS);
    deleted(&shop, 1, "nobody woke the engine").await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_becomes_due_while_the_engine_looks_is_not_slept_through() {
    let clock = SteppingClock::at(shop_time());
    let moments = 10;
    let (shop, desk) = approved(moments, &clock).await;
    let console = desk.console().unwrap();
    for (before_ms, good) in shop.goods.iter().enumerate() {
        let due_ms = delete(&console, *good).await;
        // Whoever else waits for a time in between has had it.
        clock.set(due_ms - 200);
        at_rest().await;
        // The engine looks just then: the moment falls between two of its questions.
        clock.set(due_ms - before_ms as i64);
        console.outbox_resume(None).await.unwrap();
        at_rest().await;
        clock.turn(MINUTE_MS);
        deleted(&shop, before_ms as u64 + 1, &format!("due {before_ms} ms after the look")).await;
    }
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_that_share_a_picture_bring_it_to_the_platform_once() {
    let shop = Shop::with(20).await;
    shop.platform.faults().arm(endpoint::MEDIA_UPLOAD.path, FaultKind::LatencyMs(200), 100);
    let desk = shop.open(shop.platform.base_url()).await;
    let console = desk.console().unwrap();
    submit(&console, &shop.goods).await;
    settled(&console, &shop.goods, "sharing").await;
    assert_eq!(shop.platform.counts().received[endpoint::MEDIA_UPLOAD.path], 1);
    desk.close().await;
    shop.judge("sharing");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_begun_ahead_is_taken_back_when_the_gate_shuts_before_it_leaves() {
    let shop = Shop::with(24).await;
    shop.platform.faults().arm(endpoint::GOODS_ADD.path, FaultKind::LatencyMs(1_000), 100);
    let desk = shop.open(shop.platform.base_url()).await;
    let console = desk.console().unwrap();
    submit(&console, &shop.goods).await;
    let sending = async || console.outbox_summary().await.unwrap().sending;
    let deadline = Instant::now() + PROMPT;
    while sending().await <= CALLS {
        assert!(Instant::now() < deadline, "nothing is begun ahead");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    console.outbox_pause(None).await.unwrap();
    while sending().await > 0 {
        assert!(Instant::now() < deadline, "it does not come to rest");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let left = shop.added().values().sum::<usize>();
    assert!(left < shop.goods.len(), "all had left before the pause");
    let held = console.outbox_list(OutboxQuery { limit: 50, ..OutboxQuery::default() }).await.unwrap().rows;
    assert_eq!(held.len(), shop.goods.len() - left);
    for item in held {
        assert_eq!((item.tries, console.outbox_attempts(item.id).await.unwrap().len()), (0, 0), "nothing of it left");
    }
    let quotas = console.quotas().await.unwrap();
    let counted = quotas.iter().find(|quota| quota.endpoint == endpoint::GOODS_ADD.path).unwrap().used;
    assert_eq!(counted as usize, left, "only what left is counted");
    console.outbox_resume(None).await.unwrap();
    settled(&console, &shop.goods, "resumed").await;
    desk.close().await;
    shop.judge("taken back");
}

/// The machine's time, once.
fn shop_time() -> i64 {
    Clock::now_ms(&crate::support::shop::TurnedClock::default())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_just_now_is_not_refused() {
    let clock = SteppingClock::at(shop_time());
    let shop = Shop::with(1).await;
    // Files stand where the folders of pictures were: reading one fails, and says nothing of the picture.
    let files = shop.folder().join("files");
    let away = shop.beside("away");
    std::fs::rename(&files, &away).unwrap();
    std::fs::create_dir(&files).unwrap();
    for folder in std::fs::read_dir(&away).unwrap().map(|entry| entry.unwrap().file_name()) {
        if folder != "unfinished" {
            std::fs::write(files.join(folder), "").unwrap();
        }
    }
    let desk = open_desk(&shop.folder(), shop.platform.base_url(), clock.clone()).await;
    let console = desk.console().unwrap();
    submit(&console, &shop.goods).await;
    at_rest().await;
    assert_eq!(console.goods_get(shop.goods[0]).await.unwrap().state, GoodsState::Submitting);
    std::fs::remove_dir_all(&files).unwrap();
    std::fs::rename(&away, &files).unwrap();
    // It is tried again by itself.
    clock.turn(MINUTE_MS);
    settled(&console, &shop.goods, "readable again").await;
    desk.close().await;
}
