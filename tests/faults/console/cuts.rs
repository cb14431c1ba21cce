//! A line that is cut at every byte of the calls by which goods and rooms come to the platform, change and go, and at
//! every byte of the answers. Check B1 of the scorecard.

use crate::support::{
    campaign::Campaign,
    fault_proxy::{Asked, FaultProxy, Play},
    shop::{Shop, submit},
};
use kaibo_console::{
    Console,
    view::{GoodsPatch, GoodsState, OutboxFilter, OutboxQuery, RoomState},
};
use kaibo_domain::{Focus, platform::endpoint};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// Goods and rooms of a shop at most: so many cuts of a call are played on one shop.
const PER_SHOP: usize = 100;
/// Time that passes for program and platform at each look: what is waited out are pauses between tries, no answers.
const TICK_MS: i64 = 100;
/// Later than a deletion can be undone.
const UNDONE_NO_MORE_MS: i64 = 15_000;
/// The calls that are cut once for every good or room.
const ONCE_EACH: [&str; 5] = [
    endpoint::GOODS_ADD.path,
    endpoint::GOODS_UPDATE.path,
    endpoint::GOODS_AUDIT.path,
    endpoint::GOODS_DELETE.path,
    endpoint::ROOM_CREATE.path,
];

/// Where a call is cut.
#[derive(Clone, Copy, Debug)]
enum Cut {
    Request(usize),
    Reply(usize),
}

/// How long a call is, in bytes.
#[derive(Clone, Copy)]
struct Length {
    head: usize,
    request: usize,
    reply: usize,
}

impl Length {
    /// Every cut of it: every byte of the head and the first 4 KiB, then each KiB; then every byte of the reply.
    fn cuts(self, every: usize) -> VecDeque<Cut> {
        let closely = self.request.min(self.head + 4096);
        let up = (0..closely).chain((closely..self.request).step_by(1024)).map(Cut::Request);
        up.chain((0..self.reply).map(Cut::Reply)).step_by(every).collect()
    }
}

/// The cuts that are still to be played, call by call.
type Cuts = BTreeMap<&'static str, VecDeque<Cut>>;

/// Plays cuts: on the first call for each good or room, on an upload always.
fn script(mut cuts: Cuts, played: Arc<AtomicUsize>) -> impl FnMut(&Asked) -> Play + Send + 'static {
    let mut cut_once = BTreeSet::new();
    move |asked| {
        let body = asked.bytes[asked.head()..].to_vec();
        let Some(cuts) = cuts.get_mut(asked.path).filter(|cuts| !cuts.is_empty()) else { return Play::Forward };
        if ONCE_EACH.contains(&asked.path) && !cut_once.insert((asked.path.to_owned(), body)) {
            return Play::Forward;
        }
        played.fetch_add(1, Ordering::SeqCst);
        match cuts.pop_front() {
            Some(Cut::Request(bytes)) => Play::CutRequest(bytes),
            Some(Cut::Reply(bytes)) => Play::CutReply(bytes),
            None => Play::Forward,
        }
    }
}

/// Everything once over a line: goods and rooms come, the goods are rejected, changed, and go. The platform's log is the judge of each.
async fn come_change_and_go(shop: &Shop, address: &str, patience: Duration, what: &str) {
    let desk = shop.open(address).await;
    let console = desk.console().unwrap();
    name(&console, shop, "要驳回的布艺").await;
    // Each looks at another part of the one picture, and so has an upload of its own.
    for (number, id) in shop.goods.iter().enumerate() {
        console.goods_set_focus(*id, Focus::clamped(number as f64 / PER_SHOP as f64, 0.5)).await.unwrap();
    }
    submit(&console, &shop.goods).await;
    for room in &shop.rooms {
        let outcome = console.rooms_submit(*room).await.unwrap();
        assert!(outcome.queued, "{what}: {outcome:?}");
    }
    all_sent(shop, &console, patience, &format!("{what}, coming")).await;
    shop.judge(what);
    for room in &shop.rooms {
        let view = console.rooms_get(*room).await.unwrap();
        let created = accepted(shop, endpoint::ROOM_CREATE.path, |call| call.name == view.draft.name);
        assert_eq!(created, 1, "{what}: '{}' was created {created} times", view.draft.name);
        assert_eq!(view.state, RoomState::NotStarted, "{what}: {view:?}");
    }
    let platform_ids = audited(&console, shop, GoodsState::Rejected, what).await;
    name(&console, shop, "手工布艺").await;
    submit(&console, &shop.goods).await;
    all_sent(shop, &console, patience, &format!("{what}, changing")).await;
    audited(&console, shop, GoodsState::Approved, what).await;
    for id in &platform_ids {
        let changed = accepted(shop, endpoint::GOODS_UPDATE.path, |call| call.id == *id);
        assert!(changed > 0, "{what}: falsely said to be changed: {id}");
        let audits = accepted(shop, endpoint::GOODS_AUDIT.path, |call| call.id == *id);
        assert_eq!(audits, 1, "{what}: {id} was given to the audit {audits} times more");
    }
    console.goods_delete(shop.goods.clone()).await.unwrap();
    shop.clock.turn(UNDONE_NO_MORE_MS);
    all_sent(shop, &console, patience, &format!("{what}, going")).await;
    for id in &platform_ids {
        let deleted = accepted(shop, endpoint::GOODS_DELETE.path, |call| call.id == *id);
        assert_eq!(deleted, 1, "{what}: {id} was deleted {deleted} times");
    }
    desk.close().await;
}

async fn name(console: &Console, shop: &Shop, name: &str) {
    for (number, id) in shop.goods.iter().enumerate() {
        let patch = GoodsPatch { name: Some(format!("{name} {number}")), ..GoodsPatch::default() };
        console.goods_save(*id, patch).await.unwrap();
    }
}

/// Waits until every good is known to have come out of its audit like that; the platform's ids of them.
async fn audited(console: &Console, shop: &Shop, state: GoodsState, what: &str) -> Vec<String> {
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut platform_ids = Vec::new();
    for id in &shop.goods {
        platform_ids.push(loop {
            let view = console.goods_get(*id).await.unwrap();
            if view.state == state {
                break view.platform_id.unwrap().to_string();
            }
            assert!(Instant::now() < deadline, "{what}: not {state:?}: {view:?}");
            pass_time(shop).await;
        });
    }
    platform_ids
}

async fn pass_time(shop: &Shop) {
    shop.clock.turn(TICK_MS);
    tokio::time::sleep(Duration::from_millis(10)).await;
}

fn accepted(shop: &Shop, path: &str, is_it: impl Fn(&kaibo_sandbox::AcceptedCall) -> bool) -> usize {
    shop.platform.accept_log().iter().filter(|call| call.endpoint == path && is_it(call)).count()
}

/// Waits until nothing stands in the outbox any more; nothing may have been refused.
async fn all_sent(shop: &Shop, console: &Console, patience: Duration, what: &str) {
    let deadline = Instant::now() + patience;
    let page = async |filter| {
        let query = OutboxQuery { filter, limit: 1, ..OutboxQuery::default() };
        console.outbox_list(query).await.unwrap().rows
    };
    while let Some(open) = page(OutboxFilter::Open).await.pop() {
        assert!(Instant::now() < deadline, "{what}: {open:?}");
        pass_time(shop).await;
    }
    assert_eq!(page(OutboxFilter::Refused).await, [], "{what}");
}

/// How long each call is on this line: everything once, uncut.
async fn measure() -> BTreeMap<&'static str, Length> {
    let asked: Arc<Mutex<BTreeMap<String, (usize, usize)>>> = Arc::default();
    let noting = asked.clone();
    let shop = Shop::with_rooms(1, 1).await;
    let line = FaultProxy::to(shop.platform.base_url(), move |asked| {
        noting.lock().unwrap().insert(asked.path.to_owned(), (asked.head(), asked.bytes.len()));
        Play::Forward
    })
    .await;
    come_change_and_go(&shop, line.address(), Duration::from_secs(60), "measuring").await;
    let asked = asked.lock().unwrap();
    let length = |path: &'static str| {
        let (head, request) = asked[path];
        (path, Length { head, request, reply: line.longest_reply(path) })
    };
    ONCE_EACH.into_iter().chain([endpoint::MEDIA_UPLOAD.path]).map(length).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_b1_a_cut_at_every_byte() {
    let mut campaign = Campaign::new("B1");
    let every = campaign.count(67, 1, 1);
    let mut cuts: Cuts = measure().await.into_iter().map(|(path, length)| (path, length.cuts(every))).collect();
    // By far the longest of them: a night sees every fourth of its cuts.
    let uploads = cuts.get_mut(endpoint::MEDIA_UPLOAD.path).unwrap();
    *uploads = uploads.iter().copied().step_by(campaign.count(4, 4, 1)).collect();
    let total: usize = cuts.values().map(VecDeque::len).sum();
    for (path, cuts) in &cuts {
        campaign.figure(&format!("cuts of {path}"), cuts.len());
    }

    let played = Arc::new(AtomicUsize::new(0));
    let batches = ONCE_EACH.iter().map(|path| cuts[path].len().div_ceil(PER_SHOP)).max().unwrap();
    for batch in 0..batches {
        let what = format!("batch {batch}");
        let share: Cuts = cuts
            .iter_mut()
            .map(|(path, cuts)| (*path, cuts.drain(..cuts.len().div_ceil(batches - batch)).collect()))
            .collect();
        let of = |path: &str| share[path].len();
        let goods = ONCE_EACH[..4].iter().map(|path| of(path)).max().unwrap();
        let patience = Duration::from_secs(60 + 5 * of(endpoint::MEDIA_UPLOAD.path) as u64);
        let shop = Shop::with_rooms(goods, of(endpoint::ROOM_CREATE.path)).await;
        let line = FaultProxy::to(shop.platform.base_url(), script(share, played.clone())).await;
        come_change_and_go(&shop, line.address(), patience, &what).await;
    }
    assert_eq!(played.load(Ordering::SeqCst), total, "cuts that were played");
    campaign.figure("cuts", total);
    campaign.figure("duplicates", 0);
    campaign.figure("falsely accepted", 0);
}
