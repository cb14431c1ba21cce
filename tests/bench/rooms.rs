//! A shop of 2,000 rooms: reading all of them from the platform, with and without changes, against the bare calls; and
//! what the window asks for, beside a shop of 100 rooms.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints and stops")]

#[path = "made/rooms.rs"]
mod rooms;

use kaibo_console::{Clock, Console, Desk, DeskConfig, KeyAccess, SystemClock, view::RoomQuery};
use kaibo_domain::platform::{endpoint::LIVE_INFO, limit};
use kaibo_sandbox::{PRACTICE_APP_ID, PRACTICE_SECRET, Sandbox, SandboxConfig};
use kaibo_wechat::{Client, ClientConfig, Secret, Timeouts};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// The smaller shop and the larger.
const SIZES: [usize; 2] = [100, 2_000];
/// Rounds of every figure.
const ROUNDS: usize = 9;

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
    rooms::create(client.clone(), count, SystemClock.now_ms()).await;
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
    let first = timed(async || console.sync_now().await.unwrap()).await;
    let calls = |platform: &Sandbox| platform.counts().received.get(LIVE_INFO.path).copied().unwrap_or_default();
    let before = calls(&platform);
    let again = median(async || console.sync_now().await.unwrap()).await;
    let made = (calls(&platform) - before) as f64 / ROUNDS as f64;
    let bare = median(async || read_all(&client).await).await;
    let figures = vec![
        ("calls of a sync that is asked for, with the reader's own round behind it", made),
        ("first sync, ms", first),
        ("sync where nothing changed, ms", again),
        ("the bare calls of it, ms", bare),
        ("the list opened, ms", median(async || drop(console.rooms_open(RoomQuery::default()).await.unwrap())).await),
        ("its first page, ms", median(async || first_page(&console).await).await),
        ("the first page of the window, ms", median(async || drop(console.today().await.unwrap())).await),
    ];
    desk.close().await;
    figures
}

async fn first_page(console: &Console) {
    let listing = console.rooms_open(RoomQuery::default()).await.unwrap();
    assert!(!console.rooms_page(listing.id, 0, 100).await.unwrap().unwrap().is_empty());
}

async fn read_all(client: &Client) {
    let mut read = 0;
    loop {
        let page = client.live_info(read, limit::LIVE_INFO_PAGE).await.unwrap();
        read += page.rooms.len() as u32;
        if page.rooms.is_empty() || i64::from(read) >= page.total {
            break;
        }
    }
}

fn other_program(platform: &Sandbox) -> Client {
    let config = ClientConfig {
        base_url: platform.base_url().to_owned(),
        app_id: PRACTICE_APP_ID.to_owned(),
        app_secret: Secret::new(PRACTICE_SECRET),
        timeouts: Timeouts::default(),
    };
    Client::new(config, Arc::new(|| SystemClock.now_ms())).unwrap()
}

/// Milliseconds, the middle one of several rounds.
async fn median(mut work: impl AsyncFnMut()) -> f64 {
    let mut took = Vec::new();
    for _ in 0..ROUNDS {
        took.push(timed(&mut work).await);
    }
    took.sort_by(f64::total_cmp);
    took[took.len() / 2]
}

async fn timed(mut work: impl AsyncFnMut()) -> f64 {
    let begun = Instant::now();
    work().await;
    let took: Duration = begun.elapsed();
    took.as_secs_f64() * 1e3
}
