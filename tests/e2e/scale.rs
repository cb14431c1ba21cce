//! A very large shop in the real window: found, scrolled, and a thousand of its goods submitted over two days.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking, and prints how long it took")]

use crate::support::{
    large,
    steps::wheel,
    window::{Desk, TEST_KEY, Window},
};
use kaibo_console::{Clock as _, SystemClock};
use kaibo_domain::{
    platform::{endpoint::GOODS_ADD, limit::GOODS_AUDITS_PER_DAY},
    time::{DAY_MS, HOUR_MS, next_beijing_midnight},
};
use kaibo_sandbox::{Clock, Sandbox, SandboxConfig};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

/// How many goods one wants to submit at a time.
const CHOSEN: usize = 1_000;

/// Goods in the shop: as many as make a thousand drafts, or with the scorecard's larger levels all that the list is
/// built for.
fn size() -> usize {
    match std::env::var("KAIBO_SCORECARD_LEVEL").as_deref() {
        Ok("nightly" | "release") => 100_000,
        _ => 15_000,
    }
}

/// Prints how long each step took.
struct Steps(Instant);

impl Steps {
    fn done(&mut self, what: &str) {
        println!("{what}: {:.0} ms", self.0.elapsed().as_secs_f64() * 1e3);
        self.0 = Instant::now();
    }
}

/// Waits until the first line that is drawn is one that `script` accepts, and no line is still to come.
async fn wait_for_lines(window: &Window, what: &str, script: &str) {
    let script = format!(
        "const lines = [...document.querySelectorAll('[data-testid=goods-row]')];
        const says = (line, text) => line.innerText.includes(text);
        return lines.length > 0 && document.querySelector('.pick-list__coming') === null && ({script})"
    );
    window.wait_until(what, &script, 30).await;
}

fn sent(platform: &Sandbox) -> usize {
    platform.accept_log().iter().filter(|call| call.endpoint == GOODS_ADD.path).count()
}

async fn wait_for_sent(platform: &Sandbox, count: usize) {
    let deadline = Instant::now() + Duration::from_secs(300);
    while sent(platform) < count {
        assert!(Instant::now() < deadline, "{} of {count} are sent", sent(platform));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Waits until the platform was read for the first time: it has everything that stands here.
async fn wait_for_sync(window: &Window) {
    let read =
        "return window.__TAURI_INTERNALS__.invoke('sync_state').then((sync) => !sync.running && sync.lastMs !== null)";
    window.wait_until("the platform was read", read, 600).await;
}

/// Where the platform is, and what time it is.
fn environment(platform: &Sandbox, ahead: &AtomicI64) -> Vec<(String, String)> {
    vec![
        ("KAIBO_TEST_PRACTICE".into(), platform.base_url().to_owned()),
        ("KAIBO_TEST_CLOCK_AHEAD_MS".into(), ahead.load(Ordering::Relaxed).to_string()),
    ]
}

async fn open_goods(desk: &Desk) -> Window {
    let window = desk.open().await;
    window.click("nav-goods").await;
    wait_for_lines(&window, "the list stands", "true").await;
    window
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_of_very_many_goods_are_found_and_sent_in_the_two_days_that_were_said() {
    // Ten in the morning in Beijing, whenever the test runs: the day must not end in its middle.
    let now = SystemClock.now_ms();
    let ahead = Arc::new(AtomicI64::new(next_beijing_midnight(now) - 14 * HOUR_MS - now));
    let read = ahead.clone();
    let clock = Clock::from_fn(move || SystemClock.now_ms() + read.load(Ordering::Relaxed));
    let platform = Sandbox::start(SandboxConfig { clock, ..SandboxConfig::default() }).await.unwrap();
    let mut desk = Desk::new();
    let mut steps = Steps(Instant::now());
    large::lay_out(&desk.data(), TEST_KEY, &platform, size(), now + ahead.load(Ordering::Relaxed)).await;
    steps.done(&format!("{} goods made", size()));

    desk.env = environment(&platform, &ahead);
    let window = open_goods(&desk).await;
    steps.done("window opened, list there");
    window.screenshot("scale-list").await;
    window.type_into("goods-search", "lyq").await;
    let found = "lines.every((line) => says(line, '连衣裙'))";
    wait_for_lines(&window, "initials find the dresses", found).await;
    steps.done("initials typed, dresses found");
    window.click("goods-search-clear").await;
    // The counts in the filter grow and move what is to be pressed.
    wait_for_lines(&window, "all are there again", "!lines.every((line) => says(line, '连衣裙'))").await;
    window.click("goods-filter-draft").await;
    wait_for_lines(&window, "the drafts are there", "lines.every((line) => says(line, '草稿'))").await;
    steps.done("state chosen, drafts there");
    window.click("goods-filter-all").await;
    wait_for_lines(&window, "all are there again", "!lines.every((line) => says(line, '草稿'))").await;
    look_around(&window).await;
    steps.done("scrolled to the end and back");
    wait_for_sync(&window).await;
    steps.done("platform read meanwhile");

    window.click("goods-filter-draft").await;
    wait_for_lines(&window, "the drafts are there", "lines.every((line) => says(line, '草稿'))").await;
    choose_a_thousand(&window).await;
    steps.done("1,000 drafts chosen");
    window.click("goods-submit-selected").await;
    window.wait_for_text("goods-forecast", "今天送 500 个", 30).await;
    let later = later(&window).await;
    assert!((400..=500).contains(&later), "some names break a rule: {later} are left for the next day");
    window.wait_until("it says two days", "return document.body.innerText.includes('需要 2 天送完')", 5).await;
    window.screenshot("scale-forecast").await;
    steps.done("forecast shown");
    window.click("goods-forecast-confirm").await;
    window.wait_for_text("goods-refused", "“商品名称”", 120).await;
    window.screenshot("scale-refused").await;
    window.click("goods-refused-close").await;
    steps.done("1,000 submitted");
    wait_for_sent(&platform, GOODS_AUDITS_PER_DAY as usize).await;
    steps.done("a day's quota sent");
    let parked = "
        return window.__TAURI_INTERNALS__.invoke('outbox_summary').then((outbox) =>
            outbox.sending === 0 && outbox.holds.some((hold) => hold.problem.code === 'platform.daily-quota'))
    ";
    window.wait_until("the rest waits for the next day", parked, 60).await;
    window.screenshot("scale-parked").await;
    window.close().await;
    assert_eq!(sent(&platform), GOODS_AUDITS_PER_DAY as usize);

    // The next day.
    ahead.fetch_add(DAY_MS, Ordering::Relaxed);
    desk.env = environment(&platform, &ahead);
    let mut steps = Steps(Instant::now());
    let window = open_goods(&desk).await;
    wait_for_sent(&platform, GOODS_AUDITS_PER_DAY as usize + later).await;
    steps.done("the next day: window opened, the rest sent");
    window.screenshot("scale-sent").await;
    window.close().await;
    assert_eq!(sent(&platform), GOODS_AUDITS_PER_DAY as usize + later, "each once");
}

/// How many the forecast leaves for the next day.
async fn later(window: &Window) -> usize {
    let script =
        "return Number(/其余 (\\d+) 个/.exec(document.querySelector('[data-testid=goods-forecast]').innerText)[1])";
    window.run(script).await.as_u64().unwrap() as usize
}

/// To the last line by key, some way back by wheel, and to the first line.
async fn look_around(window: &Window) {
    let place = "const box = document.querySelector('[data-testid=goods-scroll]');";
    window.find_css("[data-testid=goods-row] a").await.send_keys("\u{e010}").await.unwrap();
    let at_end = format!("{place} return box.scrollTop + box.clientHeight >= box.scrollHeight - 1");
    window.wait_until("the last line is in view", &at_end, 10).await;
    wait_for_lines(window, "the last lines are drawn", "true").await;
    wheel(window, "goods-scroll", -3_000).await;
    let went = format!("{place} return box.scrollTop + box.clientHeight < box.scrollHeight - 1000");
    window.wait_until("the wheel moved the list", &went, 10).await;
    wait_for_lines(window, "the lines are drawn", "true").await;
    window.find_css("[data-testid=goods-row] a").await.send_keys("\u{e011}").await.unwrap();
    window.wait_until("the first line is in view", &format!("{place} return box.scrollTop === 0"), 10).await;
}

/// The first one by its box, the last one with Shift.
async fn choose_a_thousand(window: &Window) {
    window.find_css("[data-testid=goods-row] input[type=checkbox]").await.click().await.unwrap();
    let last = CHOSEN - 1;
    let line = format!("document.querySelector('[data-testid=goods-row][data-index=\"{last}\"]')");
    window
        .run(&format!("const box = document.querySelector('[data-testid=goods-scroll]'); box.scrollTop = {last} * 64"))
        .await;
    window.wait_until("the thousandth is drawn", &format!("return {line} !== null"), 10).await;
    window.run(&format!("{line}.dispatchEvent(new MouseEvent('click', {{ shiftKey: true, bubbles: true }}))")).await;
    window.wait_for_text("goods-chosen", "1,000", 10).await;
}
