//! From 'submit' until the platform has accepted 500 goods and all of it is written down, against a bare loop of the same
//! calls: as many on their way at a time, the client's settings, the same bodies, no database. Both sides name a picture
//! that was uploaded before. In turns, each time with a fresh platform that takes 50 ms for a call.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "a benchmark prints and stops")]

#[path = "../faults/support/mod.rs"]
mod support;

use image::ImageFormat;
use kaibo_console::Clock;
use kaibo_domain::{
    goods::with_key,
    platform::endpoint::{GOODS_ADD, STABLE_TOKEN},
};
use kaibo_sandbox::{FaultKind, PRACTICE_APP_ID, PRACTICE_SECRET, Sandbox};
use kaibo_wechat::{Client, ClientConfig, GoodsInfo, MediaId, Route, Secret, Timeouts};
use reqwest::{header, redirect, retry, tls};
use serde_json::{Value, json};
use std::{
    io::Cursor,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use support::shop::{Shop, TurnedClock, settled, submit};
use tokio::task::JoinSet;

const GOODS: usize = 500;
/// What a call takes on the platform, in milliseconds.
const LATENCY_MS: u64 = 50;
/// Calls on their way at the same time: as many as the outbox's.
const CALLS: usize = 8;
const TURNS: usize = 7;

fn main() {
    // `cargo test --benches` and clippy only ask whether it builds.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (mut ours, mut raw, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..TURNS {
        // Whoever comes second finds the machine warm.
        let pair = runtime.block_on(async {
            if turn.is_multiple_of(2) {
                (outbox().await, bare().await)
            } else {
                let bare = bare().await;
                (outbox().await, bare)
            }
        });
        ours.push(pair.0);
        raw.push(pair.1);
        ratios.push(pair.0 / pair.1);
    }
    println!("figure | Kaibo | peer | ratio");
    println!("--- | --- | --- | ---");
    let figure =
        format!("{GOODS} goods from 'submit' to all accepted, {LATENCY_MS} ms a call, medians of {TURNS} pairs");
    let (ours, raw) = (median(&mut ours), median(&mut raw));
    println!("{figure} | {ours:.0} ms | bare reqwest loop: {raw:.0} ms | {:.3}", median(&mut ratios));
}

/// Milliseconds of the outbox.
async fn outbox() -> f64 {
    let shop = Shop::with(GOODS + 1).await;
    let desk = shop.open(shop.platform.base_url()).await;
    let console = desk.console().unwrap();
    // One good goes ahead: token, connection and picture are there afterwards, as they are for the bare loop.
    let (first, goods) = shop.goods.split_first().unwrap();
    submit(&console, &[*first]).await;
    settled(&console, &[*first], "the first").await;
    make_slow(&shop.platform).await;
    let begun = Instant::now();
    submit(&console, goods).await;
    while received(&shop.platform) <= GOODS as u64 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    loop {
        let summary = console.outbox_summary().await.unwrap();
        if summary.queued + summary.sending + summary.waiting + summary.checking == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let took = begun.elapsed();
    desk.close().await;
    shop.judge("benchmark");
    took.as_secs_f64() * 1e3
}

/// Milliseconds of the bare loop.
async fn bare() -> f64 {
    let shop = Shop::with(0).await;
    let client = reqwest::Client::builder()
        .user_agent("Kaibo/bench")
        .tls_backend_native()
        .tls_version_min(tls::Version::TLS_1_2)
        .http1_only()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .pool_idle_timeout(Duration::from_secs(15))
        .connect_timeout(Duration::from_secs(10))
        .no_proxy()
        .build()
        .unwrap();
    let (token, media_id) = prepare(&shop.platform).await;
    let address = format!("{}{}?access_token={token}", shop.platform.base_url(), GOODS_ADD.path);
    call(&client, &address, body(GOODS, &media_id)).await;
    make_slow(&shop.platform).await;
    let next = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let mut workers = JoinSet::new();
    for _ in 0..CALLS {
        let (client, address, media_id, next) = (client.clone(), address.clone(), media_id.clone(), next.clone());
        workers.spawn(async move {
            while let number @ 0..GOODS = next.fetch_add(1, Ordering::Relaxed) {
                call(&client, &address, body(number, &media_id)).await;
            }
        });
    }
    while let Some(done) = workers.join_next().await {
        done.unwrap();
    }
    let took = begun.elapsed();
    assert_eq!(received(&shop.platform), GOODS as u64 + 1);
    took.as_secs_f64() * 1e3
}

/// A token and an uploaded picture.
async fn prepare(platform: &Sandbox) -> (String, MediaId) {
    let config = ClientConfig {
        base_url: platform.base_url().to_owned(),
        app_id: PRACTICE_APP_ID.to_owned(),
        app_secret: Secret::new(PRACTICE_SECRET),
        timeouts: Timeouts::default(),
        route: Route::default(),
    };
    let client = Client::new(config, Arc::new(|| TurnedClock::default().now_ms())).unwrap();
    let mut picture = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(300, 300, image::Rgb([200, 90, 80])).write_to(&mut picture, ImageFormat::Png).unwrap();
    let media_id = client.media_upload(&picture.into_inner(), "goods.png", "image/png").await.unwrap().media_id;
    let wish = json!({ "grant_type": "client_credential", "appid": PRACTICE_APP_ID, "secret": PRACTICE_SECRET });
    let address = format!("{}{}", platform.base_url(), STABLE_TOKEN.path);
    let reply = reqwest::Client::new().post(address).json(&wish).send().await.unwrap();
    let reply: Value = reply.json().await.unwrap();
    (reply["access_token"].as_str().unwrap().to_owned(), media_id)
}

/// What the outbox sends for the good of that number (`support::shop`).
fn body(number: usize, media_id: &MediaId) -> Vec<u8> {
    let info = GoodsInfo {
        cover_img_url: media_id.clone(),
        name: format!("手工布艺 {number}"),
        price_type: 1,
        price: 199.0,
        price2: None,
        url: with_key("pages/goods/index?id=7", &format!("{number:012}")),
        third_party_appid: None,
    };
    serde_json::to_vec(&json!({ "goodsInfo": info })).unwrap()
}

async fn call(client: &reqwest::Client, address: &str, body: Vec<u8>) {
    let request = client.post(address).timeout(Duration::from_secs(30));
    let reply = request.header(header::CONTENT_TYPE, "application/json").body(body).send().await.unwrap();
    let reply: Value = reply.json().await.unwrap();
    assert_eq!(reply["errcode"], 0, "{reply}");
}

/// From now on each call takes its time, and the day's quotas are whole: of the audits, and of the endpoint.
async fn make_slow(platform: &Sandbox) {
    for key in ["goods audits", GOODS_ADD.path] {
        let whole = json!({ "key": key, "used": 0 });
        let address = format!("{}/_practice/quota", platform.base_url());
        reqwest::Client::new().post(address).json(&whole).send().await.unwrap().error_for_status().unwrap();
    }
    platform.faults().arm(GOODS_ADD.path, FaultKind::LatencyMs(LATENCY_MS), u32::MAX);
}

fn received(platform: &Sandbox) -> u64 {
    platform.counts().received.get(GOODS_ADD.path).copied().unwrap_or_default()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
