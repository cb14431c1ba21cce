//! The process and the line fail under the engine: killed, stopped, started twice, cut off in the middle of a call.
//! Checks A1, A2, A3 and A6 (while submitting), A8 (in `read_only`), A16, A18, B1 (in `cuts`) and B10 of the scorecard.
//! The platform's log is the judge.

use crate::support::{
    campaign::Campaign,
    child::{Child, Role},
    fault_proxy::{FaultProxy, Play},
    faulty_disk::{Ask, Disk, Fault, Loss},
    shop::{Shop, TurnedClock, open_desk, settled, submit},
    typist::open,
};
use kaibo_console::view::GoodsState;
use kaibo_domain::{GoodsId, platform::endpoint};
use kaibo_sandbox::FaultKind;
use kaibo_store::goods;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::{Duration, Instant},
};

/// Submissions that the engine has under way at a time at most: what one kill may leave in doubt.
const UNDER_WAY_MAX: i64 = 16;

#[tokio::test(flavor = "multi_thread")]
async fn rel_a1_kill_during_autosave() {
    let mut campaign = Campaign::new("A1");
    let shop = Shop::with(20).await;
    let mut acknowledged: BTreeMap<String, (u32, String)> = BTreeMap::new();
    let (kills, mut edits) = (campaign.count(12, 1000, 3000), 0);
    for round in 0..kills {
        let mut random = campaign.round(round);
        let child = Child::start(Role::Autosave, &shop.folder(), shop.platform.base_url(), random.number());
        if random.chance(90) {
            assert_eq!(child.line(), "ready");
        }
        std::thread::sleep(Duration::from_micros(random.below(40_000) as u64));
        for line in child.kill() {
            let mut words = line.splitn(4, ' ');
            if let (Some("ack"), Some(id), Some(revision), Some(name)) =
                (words.next(), words.next(), words.next(), words.next())
            {
                acknowledged.insert(id.to_owned(), (revision.parse().unwrap(), name.to_owned()));
                edits += 1;
            }
        }
        open(&shop.folder()).unwrap().close();
        let store = open(&shop.folder()).unwrap();
        assert_eq!(store.check().unwrap(), Vec::<String>::new(), "kill {round}");
        for (id, (revision, name)) in &mut acknowledged {
            let id: GoodsId = id.parse().unwrap();
            let row = store.read_blocking(move |db| goods::get(db, id)).unwrap().unwrap();
            // What was not acknowledged any more may be there, one step further.
            let kept = row.revision == *revision && row.name == *name || row.revision == *revision + 1;
            assert!(
                kept,
                "kill {round}: revision {revision} '{name}' was acknowledged, not {} '{}'",
                row.revision, row.name
            );
            (*revision, *name) = (row.revision, row.name);
        }
        store.close();
    }
    assert!(edits > 0, "nobody typed");
    campaign.figure("kills", kills);
    campaign.figure("edits acknowledged", edits);
    campaign.figure("acknowledged edits lost", 0);
}

/// Submissions whose attempt was open when the process ended.
fn in_doubt(shop: &Shop) -> i64 {
    shop.count("SELECT count(*) FROM submissions WHERE state = 'sending'")
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_a2_kill_during_submit() {
    let mut campaign = Campaign::new("A2");
    let runs = campaign.count(1, 50, 150);
    let (items, kills) = (campaign.count(12, 50, 50), campaign.count(8, 20, 20));
    // At the small size each call takes long enough for one of few kills to meet it.
    let latency_ms = campaign.count(60, 15, 15) as u64;
    let mut most_in_doubt = 0;
    for run in 0..runs {
        let shop = Shop::with(items).await;
        shop.platform.faults().arm(endpoint::GOODS_ADD.path, FaultKind::LatencyMs(latency_ms), 1_000_000);
        let line = FaultProxy::to(shop.platform.base_url(), |_| Play::Forward).await;
        let mut acknowledged = BTreeSet::new();
        for kill in 0..kills {
            let mut random = campaign.round(run * kills + kill);
            let child = Child::start(Role::Submit, &shop.folder(), line.address(), 0);
            assert_eq!(child.line(), "ready");
            // Some calls further, and in the middle of one.
            let (seen, patience) = (line.seen() + random.below(8), Instant::now() + Duration::from_millis(1500));
            while line.seen() < seen && Instant::now() < patience {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            tokio::time::sleep(Duration::from_micros(random.below(40_000) as u64)).await;
            let said = child.kill();
            acknowledged.extend(said.iter().filter_map(|line| line.strip_prefix("ack ").map(str::to_owned)));
            let doubtful = in_doubt(&shop);
            assert!(doubtful <= UNDER_WAY_MAX, "run {run}, kill {kill}: {doubtful} in doubt");
            most_in_doubt = most_in_doubt.max(doubtful);
            shop.judge_so_far(&format!("run {run}, kill {kill}"));
        }
        let what = format!("run {run}");
        let desk = shop.open(shop.platform.base_url()).await;
        let console = desk.console().unwrap();
        for id in &shop.goods {
            let view = console.goods_get(*id).await.unwrap();
            let lost = view.state == GoodsState::Draft && acknowledged.contains(&id.to_string());
            assert!(!lost, "{what}: an acknowledged submission is lost: {view:?}");
            if view.state == GoodsState::Draft {
                submit(&console, &[*id]).await;
            }
        }
        settled(&console, &shop.goods, &what).await;
        shop.judge(&what);
        desk.close().await;
    }
    assert!(most_in_doubt > 0, "no kill met a submission under way");
    campaign.figure("kills", runs * kills);
    campaign.figure("items", runs * items);
    campaign.figure("most in doubt after a kill", most_in_doubt);
    campaign.figure("duplicates", 0);
    campaign.figure("lost", 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_a3_power_loss_during_submit() {
    let mut campaign = Campaign::new("A3 submit");
    let (runs, losses) = (campaign.count(2, 50, 150), campaign.count(6, 20, 20));
    let items = campaign.count(16, 50, 50);
    for run in 0..runs {
        let shop = Shop::with(items).await;
        shop.platform.faults().arm(endpoint::GOODS_ADD.path, FaultKind::LatencyMs(10), 1_000_000);
        let clock = Arc::new(TurnedClock::default());
        let mut disk = Disk::in_folder(&shop.folder());
        for loss in 0..=losses {
            let mut random = campaign.round(run * losses + loss);
            let what = format!("run {run}, power loss {loss}");
            let desk = open_desk(disk.folder(), shop.platform.base_url(), clock.clone()).await;
            let console = desk.console().unwrap();
            for id in &shop.goods {
                if console.goods_get(*id).await.unwrap().state == GoodsState::Draft {
                    submit(&console, &[*id]).await;
                }
            }
            if loss == losses {
                settled(&console, &shop.goods, &what).await;
                shop.judge(&what);
                desk.close().await;
                break;
            }
            tokio::time::sleep(Duration::from_micros(random.below(150_000) as u64)).await;
            let into = shop.beside(&format!("found-{loss}"));
            let kind = *random.pick(&[Loss::Dropped, Loss::Torn]);
            disk.lose_power_now(kind, random.number(), &into, || {});
            desk.close().await;
            shop.judge_so_far(&what);
            disk = Disk::in_folder(&into);
        }
    }
    campaign.figure("power losses", runs * losses);
    campaign.figure("items", runs * items);
    campaign.figure("duplicates", 0);
    campaign.figure("lost", 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_a6_the_disk_fails_as_answers_come() {
    let mut campaign = Campaign::new("A6 submit");
    let times = campaign.count(3, 40, 120);
    for round in 0..times {
        let (mut random, what) = (campaign.round(round), format!("round {round}"));
        let shop = Shop::with(10).await;
        shop.platform.faults().arm(endpoint::GOODS_ADD.path, FaultKind::LatencyMs(30), 1_000_000);
        let disk = Disk::in_folder(&shop.folder());
        let desk = open_desk(disk.folder(), shop.platform.base_url(), shop.clock.clone()).await;
        let console = desk.console().unwrap();
        submit(&console, &shop.goods).await;
        while shop.added().values().sum::<usize>() == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let on = *random.pick(&[Ask::Write, Ask::Sync]);
        disk.fail(Some(Fault { on, nth: 1 + random.below(6) as u64, lasting: true }));
        tokio::time::sleep(Duration::from_millis(150 + random.below(150) as u64)).await;
        disk.fail(None);
        // Within two minutes, before any lease ends, nothing lies about.
        let (begun, mut passed_ms) = (Instant::now(), 0);
        let open = async || {
            let open = console.outbox_summary().await.unwrap();
            open.queued + open.sending + open.waiting + open.checking
        };
        while open().await > 0 {
            assert!(passed_ms < 120_000 && begun.elapsed() < Duration::from_secs(60), "{what}: something lies about");
            shop.clock.turn(1_000);
            passed_ms += 1_000;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        settled(&console, &shop.goods, &what).await;
        desk.close().await;
        shop.judge(&what);
    }
    campaign.figure("failing disks", times);
    campaign.figure("duplicates", 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_a16_two_programs_started_at_once() {
    let mut campaign = Campaign::new("A16");
    let times = campaign.count(6, 100, 300);
    let shop = Shop::with(2 * times).await;
    shop.platform.faults().arm(endpoint::GOODS_ADD.path, FaultKind::LatencyMs(15), 1_000_000);
    let start = || Child::start(Role::Submit, &shop.folder(), shop.platform.base_url(), 0);
    let mut later_first = 0;
    for round in 0..times {
        let mut random = campaign.round(round);
        let both = [start(), start()];
        let said = both.each_ref().map(Child::line);
        let later_is_first = said == ["store.locked", "ready"];
        assert!(later_is_first || said == ["ready", "store.locked"], "start {round}: {said:?}");
        later_first += usize::from(later_is_first);
        std::thread::sleep(Duration::from_millis(random.below(40) as u64));
        both.into_iter().for_each(|child| drop(child.kill()));
        shop.judge_so_far(&format!("start {round}"));
    }
    // One more while submissions are under way: it must not send.
    let sender = start();
    assert_eq!(sender.line(), "ready");
    assert_eq!(start().line(), "store.locked");
    sender.until("settled");
    sender.kill();
    shop.judge("two programs");
    campaign.figure("starts", times);
    campaign.figure("won by the one started later", later_first);
    campaign.figure("senders at a time", 1);
    campaign.figure("duplicates", 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_a18_a_suspended_machine_does_not_send_twice() {
    let mut campaign = Campaign::new("A18");
    let times = campaign.count(2, 20, 60);
    // Longer than any answer is awaited; the other one longer than a token lives, too.
    let asleep_ms = [600_000, 3 * 3_600_000];
    let mut given_up = 0;
    for round in 0..times {
        let mut random = campaign.round(round);
        let what = format!("round {round}");
        let shop = Shop::with(6).await;
        shop.platform.faults().arm(endpoint::GOODS_ADD.path, FaultKind::LatencyMs(40), 1_000_000);
        // Every other machine loses its network just before: its calls arrive, and no answer ever comes.
        let half_open = round.is_multiple_of(2);
        let line = FaultProxy::to(shop.platform.base_url(), move |asked| match asked.path {
            path if half_open && path == endpoint::GOODS_ADD.path => Play::Withhold(Duration::from_secs(300)),
            _ => Play::Forward,
        })
        .await;
        let child = Child::start(Role::Submit, &shop.folder(), line.address(), 0);
        assert_eq!(child.line(), "ready");
        if half_open {
            let deadline = Instant::now() + Duration::from_secs(30);
            while shop.added().values().sum::<usize>() == 0 {
                assert!(Instant::now() < deadline, "{what}: nothing was sent");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
        std::thread::sleep(Duration::from_millis(random.below(150) as u64));
        child.signal("STOP");
        // Meanwhile the platform goes on, and the network of a sleeping machine drops its connections.
        line.play(|_| Play::Reset);
        shop.turn_child(*random.pick(&asleep_ms));
        tokio::time::sleep(Duration::from_millis(200 + random.below(800) as u64)).await;
        line.play(|_| Play::Forward);
        let resumed = Instant::now();
        child.signal("CONT");
        child.until("settled");
        // The call's own time-out, which a sleeping machine's clock does not move, has not helped.
        assert!(resumed.elapsed() < Duration::from_secs(25), "{what}: {:?} until all was settled", resumed.elapsed());
        child.kill();
        shop.judge(&what);
        if half_open {
            let found = shop.count("SELECT count(*) FROM goods WHERE adopted");
            assert!(found > 0, "{what}: no submission was given up by its lease and found on the platform");
            given_up += found;
        }
    }
    campaign.figure("suspensions", times);
    campaign.figure("given up by the lease, found on the platform", given_up);
    campaign.figure("duplicates", 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_b10_the_first_reply_is_always_lost() {
    let mut campaign = Campaign::new("B10");
    let items = campaign.count(20, 400, 400);
    let shop = Shop::with(items).await;
    let mut seen = BTreeSet::new();
    let line = FaultProxy::to(shop.platform.base_url(), move |asked| match asked.key() {
        Some(key) if asked.path == endpoint::GOODS_ADD.path && seen.insert(key.clone()) => Play::CutReply(0),
        _ => Play::Forward,
    })
    .await;
    let desk = shop.open(line.address()).await;
    let console = desk.console().unwrap();
    submit(&console, &shop.goods).await;
    let patience = Duration::from_secs(60 + items as u64);
    let views = crate::support::shop::settled_within(&console, &shop.goods, patience, "B10").await;
    let adopted = views.iter().filter(|view| view.adopted).count();
    let sent = shop.platform.counts().received[endpoint::GOODS_ADD.path];
    shop.judge("B10");
    assert_eq!((adopted, sent), (items, items as u64), "each found on the platform, none sent again");
    desk.close().await;
    campaign.figure("replies lost", items);
    campaign.figure("found on the platform", adopted);
    campaign.figure("sent again", 0);
}
