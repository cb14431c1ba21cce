//! Texts that a page would run if it took them for its own. Check D3 of the scorecard: none is run, none even reaches what
//! the page's policy forbids, and all are shown as they were typed.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::window::{Desk, Window};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs, time::Duration};

const PUT: &str = include_str!("xss.js");
const PLACES: [&str; 10] =
    ["today", "goods", "pictures", "rooms", "golive", "qualification", "onboarding", "storefront", "vault", "settings"];
const ROWS: &str =
    "return [...document.querySelectorAll('[data-testid=goods-row] .row__title')].map(name => name.textContent)";

/// Letters of a text that a list is given.
const SHOWN: usize = 60;

fn texts(value: &Value) -> Vec<String> {
    serde_json::from_value(value.clone()).unwrap()
}

/// A row of a list has room for so much of a text.
fn in_a_row(text: &str) -> String {
    text.trim().chars().take(SHOWN).collect()
}

/// What the list of goods says, row after row.
async fn listed(window: &Window, wanted: &[String]) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for _ in 0..100 {
        seen.extend(texts(&window.run(ROWS).await).iter().map(|name| name.trim().to_owned()));
        if wanted.iter().all(|text| seen.contains(&in_a_row(text))) {
            break;
        }
        window.run("document.querySelector('[data-testid=goods-scroll]').scrollBy(0, 400)").await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_shown_and_never_run() {
    let desk = Desk::new();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.find("nav-goods").await;
    window.run(PUT).await;
    window.wait_until("all is saved", "return window.hostile.done", 120).await;
    for place in PLACES {
        window.click(&format!("nav-{place}")).await;
        window.wait_for_pictures().await;
        window.screenshot(place).await;
    }
    window.click("nav-rooms").await;
    window.click("room-row").await;
    window.find("room-name").await;
    window.screenshot("room").await;
    window.click("nav-goods").await;
    let wanted = texts(&window.run("return window.hostile.texts").await);
    window.find("goods-row").await;
    let seen = listed(&window, &wanted).await;
    let missing: Vec<_> = wanted.iter().filter(|text| !seen.contains(&in_a_row(text))).collect();
    assert_eq!((wanted.len(), missing), (200, vec![]), "{} seen: {:?}", seen.len(), seen.first());
    window.click("goods-row").await;
    assert!(wanted.contains(&window.value("goods-name").await));
    window.screenshot("good").await;
    // A file's name is shown, too.
    let photo = desk.path().join("<img src=x onerror=hit(1)>.png");
    let picture = image::RgbImage::from_pixel(400, 400, image::Rgb([200, 30, 30]));
    picture.save(&photo).unwrap();
    window.click("nav-pictures").await;
    window.answer_dialogs_with(&photo);
    window.click("pictures-add").await;
    window.find("picture-card").await;
    window.wait_for_pictures().await;
    window.screenshot("pictures-after").await;
    assert!(fs::metadata(&photo).is_ok());
    assert_eq!(window.run("return [window.hostile.hits, window.hostile.violations]").await, json!([[], []]));
    window.close().await;
}
