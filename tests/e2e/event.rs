//! An event of twenty goods in the real window, by keys alone: each pushed, the shelf ordered anew twice, one taken off
//! sale, everybody muted; and the record holds exactly that.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use crate::support::{phone::Phone, steps, window::Window};
use kaibo_domain::{
    AuditStatus, Fen, Price, PriceKind,
    platform::endpoint::{SHELF_ON_SALE, SHELF_PUSH, SHELF_SORT},
};
use kaibo_sandbox::{Sandbox, StockedGood};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const GOODS: i64 = 20;
/// How long the platform takes to push a good, by its clock.
const PUSH_MS: i64 = 5_000;
const ALT_UP: &str = "\u{e00a}\u{e013}\u{e000}";
const DOWN: &str = "\u{e015}";

fn name(number: i64) -> String {
    format!("专场商品{number:02}")
}

/// What the platform itself knows of its one room.
async fn there(platform: &Sandbox) -> Value {
    let address = format!("{}/_practice/state", platform.base_url());
    let state: Value = reqwest::get(address).await.unwrap().json().await.unwrap();
    state["rooms"][0].clone()
}

async fn wait_for(what: &str, mut seen: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !seen().await {
        assert!(Instant::now() < deadline, "not within 30 s: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The names that the script finds, from the top.
async fn names(window: &Window, of: &str) -> Vec<String> {
    let script = format!("return [...document.querySelectorAll(`{of}`)].map(one => one.innerText)");
    let texts: Vec<String> = serde_json::from_value(window.run(&script).await).unwrap();
    let name_in = |text: &String| (1..=GOODS).map(name).find(|name| text.contains(name));
    texts.iter().filter_map(name_in).collect()
}

/// A room on the platform with all twenty on its shelf.
async fn furnish(window: &Window, platform: &Sandbox) {
    platform.stock((1..=GOODS).map(|number| StockedGood {
        id: 1000 + number,
        name: name(number),
        price: Price::new(PriceKind::Single, Fen(1990), None).unwrap(),
        url: format!("pages/goods/index?id={number}"),
        status: AuditStatus::Approved,
        by_api: true,
    }));
    window.click("welcome-practice").await;
    steps::submitted_room(window, "二十件的专场").await;
    window.click("room-shelf-add").await;
    let tick = "const boxes = [...document.querySelectorAll(`[data-testid='shelf-candidate']`)]
        .filter(box => box.closest('label').innerText.includes('专场商品'))
        boxes.filter(box => !box.checked).forEach(box => box.click())
        return boxes.length === 20";
    window.wait_until("all twenty are chosen", tick, 30).await;
    window.click("shelf-confirm").await;
    let twenty = "return document.querySelectorAll(`[data-testid='shelf-item'][data-state='on-shelf']`).length === 20";
    window.wait_until("twenty stand on the shelf", twenty, 30).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_twenty_goods_is_run_by_keys_and_its_record_matches() {
    let (desk, platform) = steps::desk_and_platform().await;
    let executed = |path: &str| platform.accept_log().iter().filter(|call| call.endpoint == path).count();
    let window = desk.open().await;
    furnish(&window, &platform).await;
    let shelf = "[data-testid='shelf-item']";
    // Two orders, each on the platform before the next.
    for (at, sorts) in [(20, 1), (10, 2)] {
        let before = names(&window, shelf).await;
        let line = window.find_css(&format!("{shelf}:nth-child({at})")).await;
        line.send_keys(ALT_UP).await.unwrap();
        wait_for("the order is the platform's", async || executed(SHELF_SORT.path) >= sorts).await;
        assert_ne!(names(&window, shelf).await, before);
    }
    let order = names(&window, shelf).await;
    assert_eq!(order.len(), 20);

    window.click("nav-golive").await;
    window.click("golive-to-live").await;
    let room = there(&platform).await["room_id"].clone();
    let phone = Phone::scan(&format!("{}/phone?room={room}", platform.base_url()), "kaibo_anchor").await;
    phone.press("verify").await;
    phone.press("start").await;
    window.wait_for_text("live-state", "直播中", 20).await;
    for good in &order {
        window.press("n").await;
        window.wait_for_text("live-now", good, 20).await;
        platform.advance_ms(PUSH_MS);
    }
    // The second from the top.
    let first = window.find_css("[data-testid='live-item']").await;
    first.click().await.unwrap();
    window.press(DOWN).await;
    window.press("s").await;
    wait_for("one is off sale", async || executed(SHELF_ON_SALE.path) == 1).await;
    window.press("m").await;
    window.wait_for_text("live-switch-mute", "开", 10).await;
    window.resize(1280, 800).await;
    window.wait_for_pictures().await;
    window.screenshot("event-twenty").await;
    let seen = there(&platform).await;
    phone.press("end").await;
    window.wait_for_text("live-state", "已结束", 20).await;

    let goods = |names: &[String]| {
        let id = |one: &String| (1..=GOODS).find(|number| name(*number) == *one).map(|number| 1000 + number);
        json!(names.iter().map(id).collect::<Vec<_>>())
    };
    assert_eq!(executed(SHELF_PUSH.path), 20, "each was pushed once");
    assert_eq!((&seen["explained"], &seen["goods"]), (&goods(&order), &goods(&order)));
    assert_eq!((&seen["off_sale"], &seen["muted"]), (&goods(&order[1..2]), &json!(true)));
    let record = "return [...document.querySelectorAll(`[data-testid='live-record'] li`)].map(step => step.innerText)";
    let mut steps: Vec<String> = serde_json::from_value(window.run(record).await).unwrap();
    steps.reverse();
    let expected: Vec<_> = std::iter::once("开始直播".to_owned())
        .chain(order.iter().map(|name| format!("推送讲解 · {name}")))
        .chain([format!("下架 · {}", order[1]), "开启全员禁言".to_owned(), "直播结束".to_owned()])
        .collect();
    assert_eq!(steps.len(), expected.len(), "{steps:#?}");
    for (step, expected) in steps.iter().zip(&expected) {
        assert!(step.contains(expected.as_str()), "{step}: {expected}");
    }
    window.screenshot("event-record").await;
    window.close().await;
}
