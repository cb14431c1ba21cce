//! 回放 in the real window: the files of a broadcast that has ended appear, come into a folder, are stopped and go on.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use crate::support::{phone::Phone, steps, window::Window};
use kaibo_domain::{platform::limit::REPLAY_DELAY_MS, time::MINUTE_MS};
use serde_json::Value;
use std::fs;

const BYTES: u64 = 3_000_000;

/// Waits until the files, the playlist not among them, are so far.
async fn wait_for_files(window: &Window, states: &str) {
    let script = format!(
        "return [...document.querySelectorAll(`[data-testid='replay-file']`)].slice(1).map(file => file.dataset.state).join(' ') === '{states}'"
    );
    window.wait_until(states, &script, 40).await;
}

/// The page of the one room.
async fn to_room(window: &Window) {
    window.click("nav-rooms").await;
    window.find_css("[data-testid='room-row'] a").await.click().await.unwrap();
}

/// What the control view of the room keeps of its broadcast.
async fn to_record(window: &Window) {
    to_room(window).await;
    window.click("room-golive").await;
    window.click("golive-to-live").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_is_listed_after_the_event_and_downloaded() {
    let (mut desk, platform) = steps::desk_and_platform().await;
    let recordings = platform.recordings();
    recordings.set(|of| (of.files, of.bytes) = (3, BYTES));
    let window = desk.open().await;
    window.click("welcome-practice").await;
    steps::submitted_room(&window, "双十二之夜").await;
    window.click("nav-golive").await;
    window.click("golive-to-live").await;
    let state = format!("{}/_practice/state", platform.base_url());
    let state: Value = reqwest::get(state).await.unwrap().json().await.unwrap();
    let room = &state["rooms"][0]["room_id"];
    let phone = Phone::scan(&format!("{}/phone?room={room}", platform.base_url()), "kaibo_anchor").await;
    phone.press("verify").await;
    phone.press("start").await;
    window.wait_for_text("live-state", "直播中", 20).await;
    window.click("live-switch-replay").await;
    window.wait_for_text("live-switch-replay", "开", 10).await;
    phone.press("end").await;
    window.wait_for_text("replay-none", "约 10 分钟后出现", 20).await;
    window.resize(1280, 800).await;
    window.screenshot("replay-soon").await;
    window.close().await;

    // Ten minutes later, for both.
    let later = REPLAY_DELAY_MS + MINUTE_MS;
    platform.advance_ms(later);
    desk.env.push(("KAIBO_TEST_CLOCK_AHEAD_MS".into(), later.to_string()));
    let window = desk.open().await;
    to_record(&window).await;
    wait_for_files(&window, "listed listed listed").await;
    window.screenshot("replay-listed").await;

    let folder = desk.path().join("回放");
    fs::create_dir(&folder).unwrap();
    window.answer_dialogs_with(&folder);
    recordings.set(|of| of.hold_at = Some(1_200_000));
    window.click("replay-all").await;
    wait_for_files(&window, "loading loading waiting").await;
    let share = "return document.querySelector(`[data-testid='replay'] [role='progressbar']`)?.getAttribute('aria-valuenow') === '40'";
    window.wait_until("two fifths are here", share, 20).await;
    window.screenshot("replay-loading").await;
    window.click("replay-stop").await;
    wait_for_files(&window, "stopped loading loading").await;
    window.resize(1000, 640).await;
    window.screenshot("replay-1000").await;
    window.choose("dark", "en").await;
    window.wait_for_text("replay-resume", "Continue", 10).await;
    window.screenshot("replay-dark-en").await;
    window.choose("light", "zh-CN").await;
    window.click("replay-resume").await;
    recordings.set(|of| of.hold_at = None);
    wait_for_files(&window, "saved saved saved").await;
    let sizes: Vec<u64> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).collect();
    assert_eq!(sizes, [BYTES; 3], "whole, and nothing else stands there");

    // The page of the room shows the same.
    window.resize(1280, 800).await;
    to_room(&window).await;
    wait_for_files(&window, "saved saved saved").await;
    window.screenshot("replay-room").await;
    window.close().await;

    desk.env.push(("GDK_SCALE".into(), "2".into()));
    let window = desk.open().await;
    to_record(&window).await;
    wait_for_files(&window, "saved saved saved").await;
    window.screenshot("replay-200").await;
    window.close().await;
}
