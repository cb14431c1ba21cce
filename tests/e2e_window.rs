//! What goes wrong, in the real window: each with its message where it happened, and what was typed stays.

#![cfg(target_os = "linux")]

mod support;

use kaibo_sandbox::{FaultKind, Sandbox, SandboxConfig};
use std::{
    fs,
    time::{Duration, Instant},
};
use support::window::{Desk, Window};

async fn new_good(window: &Window, name: &str) {
    window.click("welcome-practice").await;
    window.click("nav-goods").await;
    window.find("goods-row").await;
    window.click("goods-new").await;
    window.type_into("goods-name", name).await;
    window.type_into("goods-price", "59.90").await;
    window.type_into("goods-path", "pages/goods/index?id=59").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keychain_the_window_asks_for_a_passphrase() {
    let mut desk = Desk::new();
    desk.without_keychain = true;
    let window = desk.open().await;
    window.type_into("passphrase-input", "九点开播九点开播").await;
    window.type_into("passphrase-confirm", "九点开播九点开播").await;
    window.screenshot("passphrase").await;
    window.click("passphrase-submit").await;
    window.click("welcome-practice").await;
    window.find("nav-goods").await;
    window.close().await;

    let window = desk.open().await;
    window.type_into("passphrase-input", "另外一个口令啊").await;
    window.click("passphrase-submit").await;
    window
        .wait_until("the wrong passphrase is named", "return document.body.innerText.includes('口令不正确')", 20)
        .await;
    window.clear("passphrase-input").await;
    window.type_into("passphrase-input", "九点开播九点开播").await;
    window.click("passphrase-submit").await;
    window.find("nav-goods").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_ends_and_leaves_the_first_at_work() {
    let desk = Desk::new();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.find("nav-goods").await;
    let mut second = desk.start_again();
    let deadline = Instant::now() + Duration::from_secs(20);
    let ended = loop {
        match second.try_wait().unwrap() {
            Some(status) => break status,
            None if Instant::now() > deadline => {
                second.kill().unwrap();
                panic!("the second start goes on");
            }
            None => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    };
    assert!(ended.success(), "the second start ended with {ended}");
    window.click("nav-goods").await;
    window.find("goods-row").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_picture_is_named_next_to_the_picture_and_the_name_stays() {
    let desk = Desk::new();
    let window = desk.open().await;
    new_good(&window, "手工布艺挎包").await;
    let file = desk.path().join("价目表.jpg");
    fs::write(&file, "这不是图片").unwrap();
    window.answer_dialogs_with(&file);
    window.click("goods-pick-picture").await;
    window.wait_until("the message is there", "return document.body.innerText.includes('不是图片')", 20).await;
    window.screenshot("not-a-picture").await;
    assert_eq!(window.value("goods-name").await, "手工布艺挎包");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_submitted_while_the_platform_is_away_leaves_by_itself_later() {
    let platform = Sandbox::start(SandboxConfig { audit_ms: 500, ..SandboxConfig::default() }).await.unwrap();
    let mut desk = Desk::new();
    desk.env.push(("KAIBO_TEST_PRACTICE".into(), platform.base_url().to_owned()));
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.click("nav-goods").await;
    window.click("goods-row").await;
    window.find_css("img[src*='/whole']").await;
    platform.faults().arm("*", FaultKind::DropBefore, u32::MAX);
    window.click("goods-submit").await;
    window.wait_for_text("goods-state", "等待", 20).await;
    window.screenshot("waiting-for-the-platform").await;
    platform.faults().clear();
    window.wait_for_text("goods-state", "已入库", 30).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_good_says_so_and_can_be_changed() {
    let desk = Desk::new();
    let window = desk.open().await;
    new_good(&window, "会被驳回的挎包").await;
    let photo = support::photo::twelve_megapixels(desk.path());
    window.answer_dialogs_with(&photo);
    window.click("goods-pick-picture").await;
    window.wait_for_picked_picture().await;
    window.click("goods-submit").await;
    window.wait_for_text("goods-state", "驳回", 30).await;
    window.screenshot("rejected").await;
    window.clear("goods-name").await;
    window.type_into("goods-name", "重新命名的挎包").await;
    window.click("goods-submit").await;
    window.wait_for_text("goods-state", "已入库", 30).await;
    window.close().await;
}
