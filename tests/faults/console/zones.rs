//! The computer believes it is elsewhere, and its clock is put forward or back for summer: Beijing's midnight stays where
//! it is. Part of check B7 of the scorecard.

use crate::support::{
    child::{self, Child, Role},
    shop::Shop,
};
use kaibo_console::Clock;
use kaibo_domain::{
    platform::endpoint,
    time::{HOUR_MS, next_beijing_midnight},
};
use kaibo_sandbox::FaultKind;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Zone of the computer, and UTC milliseconds. New York goes to summer time at 2026-03-08 07:00 UTC and back at
/// 2026-11-01 06:00 UTC; the night of either lies between each moment and the midnight in Beijing after it.
const PLACES: [(&str, i64); 4] = [
    ("America/New_York", 1_772_953_190_000),
    ("America/New_York", 1_793_512_790_000),
    ("Asia/Kathmandu", 1_793_512_790_000),
    ("Asia/Shanghai", 1_793_512_790_000),
];

/// A used-up quota parks submissions until midnight in Beijing, and they go out then. In how many places this was so.
pub async fn park_until_midnight_in_beijing() -> usize {
    let mut running = JoinSet::new();
    PLACES.into_iter().for_each(|(zone, moment)| drop(running.spawn(park_and_go_on(zone, moment))));
    running.join_all().await.len()
}

async fn park_and_go_on(zone: &'static str, moment: i64) {
    let what = format!("{zone}, {moment}");
    let shop = Shop::with(2).await;
    shop.clock.turn(moment - shop.clock.now_ms());
    shop.platform.faults().arm(endpoint::GOODS_ADD.path, FaultKind::QuotaDaily, 1_000_000);
    let start = || {
        shop.turn_child(shop.clock.turned_by());
        let mut command = child::command(Role::Submit, &shop.folder(), shop.platform.base_url(), 0);
        command.env("TZ", zone);
        let child = Child::run(command);
        assert_eq!(child.line(), "ready", "{what}");
        child
    };
    let calls = || shop.platform.counts().received.get(endpoint::GOODS_ADD.path).copied().unwrap_or_default();
    let deadline = Instant::now() + Duration::from_secs(30);
    // Killed after the refusal was sent; most often it was written down by then.
    while shop.count("SELECT count(*) FROM parked_endpoints") == 0 {
        let (child, before) = (start(), calls());
        while calls() == before {
            assert!(Instant::now() < deadline, "{what}: nothing was sent");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        child.kill();
    }
    let until = shop.count("SELECT min(until_ms) FROM parked_endpoints");
    let midnight = next_beijing_midnight(moment);
    assert!((midnight..midnight + HOUR_MS).contains(&until), "{what}: parked until {until}, not {midnight}");
    shop.platform.faults().clear();
    shop.clock.turn(until - shop.clock.now_ms());
    let child = start();
    child.until("settled");
    child.kill();
    shop.judge(&what);
}
