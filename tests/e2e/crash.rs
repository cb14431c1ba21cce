//! Kill -9 in the real window: what was acknowledged is there, and what was sent is there once.

use crate::support::{photo, proxy::Line, window::Desk};
use kaibo_domain::platform::endpoint;
use kaibo_sandbox::{Sandbox, SandboxConfig};
use std::time::{Duration, Instant};

/// Rounds of typing and killing.
const ROUNDS: usize = 3;

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_keystroke_survives_a_kill_while_typing() {
    let desk = Desk::new();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.click("nav-goods").await;
    window.click("goods-new").await;
    window.type_into("goods-name", "手").await;
    window.wait_for_text("save-state", "已保存", 10).await;
    let mut acknowledged = window.value("goods-name").await;
    window.kill().await;

    for round in 0..ROUNDS {
        let window = desk.open().await;
        window.click("nav-goods").await;
        window.click("goods-row").await;
        window.find("goods-name").await;
        let found = window.value("goods-name").await;
        assert!(
            found.starts_with(&acknowledged),
            "round {round}: {acknowledged:?} was acknowledged, {found:?} is there"
        );
        window.type_into("goods-name", "工布").await;
        window.wait_for_text("save-state", "已保存", 10).await;
        acknowledged = window.value("goods-name").await;
        assert_eq!(acknowledged, format!("{found}工布"));
        // More keys, and the end in the middle of them.
        window.type_into("goods-name", "艺").await;
        window.kill().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_between_sent_and_reply_leaves_exactly_one_good() {
    let platform = Sandbox::start(SandboxConfig { audit_ms: 500, ..SandboxConfig::default() }).await.unwrap();
    let line = Line::to(platform.base_url(), "POST /wxaapi/broadcast/goods/add").await;
    let mut desk = Desk::new();
    desk.env.push(("KAIBO_TEST_PRACTICE".into(), line.address().to_owned()));
    let photo = photo::twelve_megapixels(desk.path());

    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.click("nav-goods").await;
    window.find("goods-row").await;
    window.click("goods-new").await;
    window.type_into("goods-name", "只能有一件的裙子").await;
    window.type_into("goods-price", "88").await;
    window.type_into("goods-path", "pages/goods/index?id=88").await;
    window.answer_dialogs_with(&photo);
    window.click("goods-pick-picture").await;
    window.wait_for_picked_picture().await;
    line.keep_back(true);
    window.click("goods-submit").await;
    let deadline = Instant::now() + Duration::from_secs(20);
    while line.kept() == 0 {
        assert!(Instant::now() < deadline, "the call did not reach the platform");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(platform.counts().goods, 1, "the platform has it, the program does not know");
    window.kill().await;
    line.keep_back(false);
    let window = desk.open().await;
    window.click("nav-goods").await;
    window.click("goods-row").await;
    window.wait_for_text("goods-state", "已入库", 30).await;
    window.close().await;
    let executed = platform.accept_log().iter().filter(|call| call.endpoint == endpoint::GOODS_ADD.path).count();
    assert_eq!((platform.counts().goods, executed), (1, 1), "exactly one good on the platform");
}
