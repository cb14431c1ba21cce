//! The outbox in the real window, against a practice platform that is out of quota, loses answers, or holds what another
//! program changed: what the drawer says, and what staff do about it there.

use crate::support::{
    elsewhere::edit_room,
    office::{now_ms, other_program},
    steps::{self, desk_and_platform, retype},
    window::Window,
};
use kaibo_domain::platform::{endpoint, limit};
use kaibo_sandbox::{FaultKind, Sandbox};

/// Ctrl+J, released again.
const CTRL_J: &str = "\u{e009}j\u{e000}";

/// All six goods say why they wait, none of them in the colour of failure.
const CALM: &str = "
    const notes = [...document.querySelectorAll('.row__note')];
    return notes.length === 6 && notes.every((note) => !note.classList.contains('row__note--problem'))
";

/// Waits until exactly that many elements of the test id say `text`.
async fn wait_for_count(window: &Window, test_id: &str, text: &str, count: usize) {
    let script = format!(
        "const found = [...document.querySelectorAll(`[data-testid='{test_id}']`)];
        return found.filter((one) => one.innerText.includes('{text}')).length === {count}"
    );
    window.wait_until(&format!("{count} × {test_id}: {text}"), &script, 20).await;
}

/// A first start at the sample goods, none of them open.
async fn at_the_goods(window: &Window) {
    window.click("welcome-practice").await;
    window.click("nav-goods").await;
    window.find("goods-row").await;
    window.resize(1280, 800).await;
}

/// Ticks all six sample goods and submits them at one go.
async fn submit_all(window: &Window) {
    at_the_goods(window).await;
    window.click("goods-select-all").await;
    window.click("goods-submit-selected").await;
}

fn executed(platform: &Sandbox, path: &str) -> usize {
    platform.accept_log().iter().filter(|call| call.endpoint == path).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_without_quota_wait_till_midnight_and_leave_when_tried_again() {
    let (desk, platform) = desk_and_platform().await;
    platform.faults().arm(endpoint::GOODS_ADD.path, FaultKind::QuotaDaily, u32::MAX);
    let window = desk.open().await;
    submit_all(&window).await;
    window.press(CTRL_J).await;
    window.wait_for_text("outbox-hold", "00:00", 20).await;
    wait_for_count(&window, "outbox-row", "", 6).await;
    window.wait_for_text("outbox-indicator", "6 项等待中", 10).await;
    window
        .wait_until("none is promised for today", "return !document.querySelector('[data-testid=batch-plan]')", 10)
        .await;
    window.wait_until("waiting is no failure", CALM, 10).await;
    window.screenshot_both("without-quota").await;

    window.click("outbox-cancel").await;
    wait_for_count(&window, "outbox-row", "", 5).await;
    platform.faults().clear();
    window.click("outbox-retry-all").await;
    wait_for_count(&window, "goods-state", "审核中", 5).await;
    wait_for_count(&window, "goods-state", "草稿", 1).await;
    window.screenshot("tried-again").await;
    wait_for_count(&window, "outbox-row", "", 0).await;
    window.press(CTRL_J).await;
    window.wait_until("the drawer is closed", "return !document.querySelector('.drawer')", 10).await;
    assert_eq!(executed(&platform, endpoint::GOODS_ADD.path), 5, "what was taken back is not sent");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_submitted_while_paused_leaves_when_resumed() {
    let (desk, platform) = desk_and_platform().await;
    let window = desk.open().await;
    at_the_goods(&window).await;
    window.press(CTRL_J).await;
    window.click("outbox-pause").await;
    window.wait_for_text("outbox-paused", "已暂停", 10).await;
    window.click("outbox-close").await;
    window.click("goods-select-all").await;
    window.click("goods-submit-selected").await;
    window.wait_for_text("outbox-indicator", "已暂停，6 项待发送", 10).await;
    window.press(CTRL_J).await;
    wait_for_count(&window, "outbox-row", "发送已暂停", 6).await;
    window.wait_for_text("batch-plan", "已暂停", 10).await;
    let batch_pause = "return document.querySelectorAll('[data-testid=batch-pause]').length === 0";
    window.wait_until("one button resumes everything", batch_pause, 10).await;
    window.wait_until("a pause is no failure", CALM, 10).await;
    window.screenshot("paused").await;
    assert_eq!(platform.counts().received.get(endpoint::GOODS_ADD.path), None, "nothing was sent");
    window.click("outbox-pause").await;
    wait_for_count(&window, "goods-state", "审核中", 6).await;
    window.wait_for_text("outbox-indicator", "发件箱", 10).await;
    assert_eq!(executed(&platform, endpoint::GOODS_ADD.path), 6);
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_whose_answer_was_lost_is_found_on_the_platform_and_not_sent_again() {
    let (desk, platform) = desk_and_platform().await;
    platform.faults().arm(endpoint::GOODS_ADD.path, FaultKind::DropAfter, 1);
    let window = desk.open().await;
    at_the_goods(&window).await;
    window.click("goods-row").await;
    window.click("goods-submit").await;
    window.press(CTRL_J).await;
    window.click("outbox-filter-all").await;
    wait_for_count(&window, "outbox-row", "平台上已存在，已关联", 1).await;
    window.screenshot("adopted").await;
    window.find_css("[data-testid=outbox-row] button").await.click().await.unwrap();
    window.wait_for_text("outbox-attempt", "没有收到答复", 10).await;
    window.screenshot("attempts").await;
    assert_eq!(platform.counts().received[endpoint::GOODS_ADD.path], 1);
    assert_eq!(platform.counts().goods, 1);
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_edit_of_a_room_changed_elsewhere_is_chosen_and_then_sent() {
    let (desk, platform) = desk_and_platform().await;
    let window = desk.open().await;
    window.click("welcome-practice").await;
    steps::submitted_room(&window, "周末上新专场").await;
    window.resize(1280, 800).await;
    window.press(CTRL_J).await;
    window.click("outbox-pause").await;
    window.wait_for_text("outbox-paused", "已暂停", 10).await;
    window.press(CTRL_J).await;
    retype(&window, "room-name", "开播台改的专场").await;
    window.click("room-submit").await;
    window.wait_for_text("outbox-indicator", "已暂停，1 项待发送", 10).await;

    let other = other_program(&platform, now_ms);
    edit_room(&other, now_ms(), |draft| draft.name = "后台改的专场".into()).await;
    window.click("sync-now").await;
    window.find("in-conflict").await;
    window.find("to-conflict").await;
    window.press(CTRL_J).await;
    window.click("outbox-pause").await;
    wait_for_count(&window, "outbox-row", "平台上也改过", 1).await;
    window.screenshot("held-by-conflict").await;
    window.click("outbox-choose").await;
    for text in ["周末上新专场", "开播台改的专场", "后台改的专场"] {
        window.wait_for_text("conflict", text, 10).await;
    }
    window.screenshot_both("conflict").await;
    window.click("conflict-name-mine").await;
    window.click("conflict-apply").await;
    window.wait_until("it is settled", "return !document.querySelector('[data-testid=conflict]')", 10).await;
    wait_for_count(&window, "toast", "会自动发送到平台", 1).await;
    window.screenshot("settled").await;
    window.wait_for_text("outbox-indicator", "发件箱", 20).await;
    let there = other.live_info(0, limit::LIVE_INFO_PAGE).await.unwrap();
    assert_eq!(there.rooms[0].name, "开播台改的专场");
    assert_eq!(executed(&platform, endpoint::ROOM_EDIT.path), 2, "the other program's and ours");
    window.close().await;
}
