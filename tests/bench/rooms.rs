//! A shop of 2,000 rooms: reading all of them from the platform, with and without changes, against the bare calls; and
//! what the window asks for, beside a shop of 100 rooms.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints and stops")]

#[path = "made/rooms.rs"]
mod rooms;

use kaibo_console::{Clock, Console, Desk, DeskConfig, KeyAccess, SystemClock, view::RoomQuery};
use kaibo_domain::platform::endpoint::LIVE_INFO;
use kaibo_sandbox::{PRACTICE_APP_ID, PRACTICE_SECRET, Sandbox, SandboxConfig};
use kaibo_wechat::{Client, ClientConfig, Route, Secret, Timeouts};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// The smaller shop and the larger.
const SIZES: [usize; 2] = [100, 2_000];
/// Rounds of every figure.
const ROUNDS: usize = 9;
/// How often every room gets another name: the platform takes 10,000 edits a day.
const RENAMINGS: usize = 3;
/// The reader's own round behind another one is over by then.
const SETTLES: Duration = Duration::from_millis(500);

fn main() {
    // `cargo test --benches` and clippy only ask whether it builds.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    println!("figure | {} rooms | {} rooms", SIZES[0], SIZES[1]);
    println!("--- | --- | ---");
    let [small, large] = SIZES.map(|count| runtime.block_on(measure(count)));
    for ((figure, small), (_, large)) in small.into_iter().zip(large) {
        println!("{figure} | {small:.1} | {large:.1}");
    }
}

async fn measure(count: usize) -> Vec<(&'static str, f64)> {
    let platform = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let client = other_program(&platform);
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::new(DeskConfig {
        data_dir: folder.path().join("data"),
        key: KeyAccess::Injected("07".repeat(32)),
        on_change: Arc::new(|_| {}),
    });
    desk.open().await;
    desk.set_practice_address(platform.base_url()).await;
    desk.start_practice().await.unwrap();
    let console = desk.console().unwrap();
    let sync = async || {
        console.sync_now().await.unwrap();
        // The reader's own round comes behind it; the next one is minutes away.
        while console.sync_state().await.unwrap().running {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    sync().await;
    tokio::time::sleep(SETTLES).await;
    let none = median(sync).await;
    rooms::create(&client, count, SystemClock.now_ms()).await;
    let found = timed(sync).await;
    tokio::time::sleep(SETTLES).await;
    let calls = || platform.counts().received.get(LIVE_INFO.path).copied().unwrap_or_default();
    let before = calls();
    console.sync_now().await.unwrap();
    let made = (calls() - before) as f64;
    tokio::time::sleep(SETTLES).await;
    let same = median(sync).await;
    let mut changed = Vec::new();
    for time in 0..RENAMINGS {
        rooms::rename(&client, time).await;
        changed.push(timed(sync).await);
    }
    let bare = median(async || drop(rooms::read_all(&client).await)).await;
    let reading = tokio::spawn({
        let console = console.clone();
        async move {
            loop {
                console.sync_now().await.unwrap();
            }
        }
    });
    let beside = median(async || first_page(&console).await).await;
    reading.abort();
    let _ = reading.await;
    let figures = vec![
        ("calls of one reading", made),
        ("the bare calls, ms", bare),
        ("a reading of a shop without rooms, ms", none),
        ("reading, nothing changed, ms", same),
        ("reading, every room renamed elsewhere, ms", middle(changed)),
        ("reading, every room new, ms (once)", found),
        ("the list opened, ms", median(async || drop(console.rooms_open(RoomQuery::default()).await.unwrap())).await),
        ("its first page, ms", median(async || first_page(&console).await).await),
        ("its first page while the platform is read on and on, ms", beside),
        ("the first page of the window, ms", median(async || drop(console.today().await.unwrap())).await),
    ];
    desk.close().await;
    figures
}

async fn first_page(console: &Console) {
    let listing = console.rooms_open(RoomQuery::default()).await.unwrap();
    assert!(!console.rooms_page(listing.id, 0, 100).await.unwrap().unwrap().is_empty());
}

fn other_program(platform: &Sandbox) -> Client {
    let config = ClientConfig {
        base_url: platform.base_url().to_owned(),
        app_id: PRACTICE_APP_ID.to_owned(),
        app_secret: Secret::new(PRACTICE_SECRET),
        timeouts: Timeouts::default(),
        route: Route::default(),
    };
    Client::new(config, Arc::new(|| SystemClock.now_ms())).unwrap()
}

/// Milliseconds, the middle one of several rounds.
async fn median(mut work: impl AsyncFnMut()) -> f64 {
    let mut took = Vec::new();
    for _ in 0..ROUNDS {
        took.push(timed(&mut work).await);
    }
    middle(took)
}

fn middle(mut took: Vec<f64>) -> f64 {
    took.sort_by(f64::total_cmp);
    took[took.len() / 2]
}

async fn timed(mut work: impl AsyncFnMut()) -> f64 {
    let begun = Instant::now();
    work().await;
    let took: Duration = begun.elapsed();
    took.as_secs_f64() * 1e3
}
