//! Clocks that jump, leap, or stand in another zone. Check B7 of the scorecard.

use crate::{
    support::{
        campaign::Campaign,
        shop::{Shop, TurnedClock, open_desk, settled_within, submit},
    },
    zones,
};
use kaibo_console::{Clock, Console, Wait, view::GoodsState};
use kaibo_domain::{
    GoodsId,
    platform::endpoint,
    time::{DAY_MS, HOUR_MS},
};
use kaibo_sandbox::FaultKind;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

const YEAR_MS: i64 = 365 * DAY_MS;

#[tokio::test(flavor = "multi_thread")]
async fn rel_b7_clocks_that_jump() {
    let mut campaign = Campaign::new("B7");
    let items = campaign.count(6, 30, 60);
    let on = [("ten years on", vec![0, 10 * YEAR_MS]), ("hour by hour on", vec![HOUR_MS; 6])];
    for (what, jumps) in &on {
        jump(items, jumps, Duration::from_secs(40), what).await;
    }
    let back = [("turned back", vec![9 * HOUR_MS, -18 * HOUR_MS]), ("to and fro", [HOUR_MS, -HOUR_MS].repeat(6))];
    for (what, jumps) in &back {
        jump(items, jumps, Duration::from_secs(20), what).await;
    }
    for leap_ms in (40..=400).step_by(campaign.count(20, 10, 2)) {
        hurry(leap_ms).await;
    }
    campaign.figure("time zones and changes to summer time", zones::park_until_midnight_in_beijing().await);
    let count = |rows: &[(&str, Vec<i64>)]| rows.iter().map(|(_, jumps)| jumps.len()).sum::<usize>();
    campaign.figure("jumps on", count(&on));
    campaign.figure("jumps to and fro", count(&back));
    campaign.figure("duplicates", 0);
}

/// The clock of the merchant's computer jumps: once before anything is submitted, then each time something waits.
async fn jump(items: usize, jumps: &[i64], patience: Duration, what: &str) {
    let shop = Shop::with(items).await;
    let faults = shop.platform.faults();
    faults.arm(endpoint::GOODS_ADD.path, FaultKind::DropAfter, items as u32);
    faults.arm(endpoint::MEDIA_UPLOAD.path, FaultKind::DropBefore, 2);
    let own = Arc::new(TurnedClock::default());
    let desk = open_desk(&shop.folder(), shop.platform.base_url(), own.clone()).await;
    let console = desk.console().unwrap();
    let (first, later) = jumps.split_first().unwrap();
    own.turn(*first);
    submit(&console, &shop.goods).await;
    for by_ms in later {
        let deadline = Instant::now() + Duration::from_secs(2);
        while !anything_waits(&console, &shop.goods).await && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        own.turn(*by_ms);
    }
    settled_within(&console, &shop.goods, patience, what).await;
    desk.close().await;
    shop.judge(what);
}

/// A clock that leaps at every look, as on a machine that does much else between two lines of ours.
struct LeapingClock {
    now_ms: AtomicI64,
    leap_ms: i64,
}

impl Clock for LeapingClock {
    fn now_ms(&self) -> i64 {
        self.now_ms.fetch_add(self.leap_ms, Ordering::SeqCst)
    }

    fn wait_until(&self, until_ms: i64) -> Wait<'_> {
        Box::pin(async move {
            while self.now_ms.load(Ordering::SeqCst) < until_ms {
                tokio::time::sleep(Duration::from_millis(1)).await;
                self.now_ms.fetch_add(1, Ordering::SeqCst);
            }
        })
    }
}

/// What comes due between two looks at the clock is not forgotten.
async fn hurry(leap_ms: i64) {
    let what = format!("{leap_ms} ms from look to look");
    let shop = Shop::with(1).await;
    shop.platform.faults().arm(endpoint::GOODS_ADD.path, FaultKind::DropAfter, 1);
    let own = LeapingClock { now_ms: AtomicI64::new(shop.platform.now_ms()), leap_ms };
    let desk = open_desk(&shop.folder(), shop.platform.base_url(), Arc::new(own)).await;
    let console = desk.console().unwrap();
    submit(&console, &shop.goods).await;
    settled_within(&console, &shop.goods, Duration::from_secs(20), &what).await;
    desk.close().await;
    shop.judge(&what);
}

async fn anything_waits(console: &Console, goods: &[GoodsId]) -> bool {
    for id in goods {
        let state = console.goods_get(*id).await.unwrap().state;
        if matches!(state, GoodsState::Checking | GoodsState::Waiting) {
            return true;
        }
    }
    false
}
