//! The editor of goods and what is done with many of them, in the real window.

use crate::support::{
    steps::{desk_and_platform, new_good, retype},
    window::{Desk, Window},
};
use kaibo_domain::platform::endpoint;
use kaibo_sandbox::Sandbox;
use std::path::Path;

fn executed(platform: &Sandbox, path: &str) -> usize {
    platform.accept_log().iter().filter(|call| call.endpoint == path).count()
}

/// Elements of the editor or a dialog that stand beyond the edge of the window.
const BEYOND: &str = "
    const beyond = [];
    for (const element of document.querySelectorAll('.editor button, .editor input, dialog[open] *, [data-testid]')) {
        const box = element.getBoundingClientRect();
        if (!box.width || !element.checkVisibility()) continue;
        if (box.right > innerWidth + 1 || box.left < -1) beyond.push(element.outerHTML.slice(0, 120));
    }
    return beyond.join('\\n')
";

/// The window in a normal and a narrow size, light and dark, and in English.
async fn look(window: &Window, name: &str) {
    for (width, height, appearance, language) in [
        (1280, 800, "light", "zh-CN"),
        (1000, 640, "light", "zh-CN"),
        (1280, 800, "dark", "zh-CN"),
        (1000, 640, "light", "en"),
    ] {
        window.resize(width, height).await;
        window.choose(appearance, language).await;
        window.screenshot(&format!("{name}-{width}-{appearance}-{language}")).await;
        assert_eq!(window.run(BEYOND).await, "", "{name} {width} {appearance} {language}");
    }
    window.resize(1280, 800).await;
    window.choose("light", "zh-CN").await;
}

async fn scroll_to(window: &Window, test_id: &str) {
    window.find(test_id).await;
    let script = format!("document.querySelector(`[data-testid='{test_id}']`).scrollIntoView({{ block: 'center' }})");
    window.run(&script).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_good_is_noted_mended_approved_and_takes_another_price() {
    let (mut desk, platform) = desk_and_platform().await;
    let window = desk.open().await;
    new_good(&window, "会被驳回的裙子").await;
    window.answer_dialogs_with(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/practice/room.jpg"));
    window.click("goods-pick-picture").await;
    window.wait_for_picked_picture().await;
    window.click("goods-submit").await;
    window.wait_for_text("goods-editor-state", "驳回", 30).await;

    retype(&window, "goods-note-reason", "名称里有违规的词").await;
    retype(&window, "goods-note-fix", "换了名称").await;
    look(&window, "rejected").await;
    retype(&window, "goods-path", "/pages/goods/裙子").await;
    window.click("goods-path-repair").await;
    window.wait_until_no_fault("goods-path").await;
    assert_eq!(window.value("goods-path").await, "pages/goods/%E8%A3%99%E5%AD%90");
    retype(&window, "goods-name", "换好名称的裙子").await;
    retype(&window, "goods-code", "KB-001").await;
    window.click("goods-submit").await;
    window.wait_for_text("goods-editor-state", "已入库", 30).await;
    assert_eq!(executed(&platform, endpoint::GOODS_AUDIT.path), 1);

    window.wait_for_text("goods-only-price", "只能改价格", 10).await;
    retype(&window, "goods-price", "49.90").await;
    let seen = "return document.querySelector('[data-testid=goods-card]').innerText.includes('49.90')";
    window.wait_until("the card shows the price", seen, 10).await;
    scroll_to(&window, "goods-card").await;
    look(&window, "other-price").await;
    window.click("goods-submit").await;
    scroll_to(&window, "goods-history").await;
    window.find_css("[data-testid=goods-history] summary").await.click().await.unwrap();
    window.wait_for_text("goods-history", "59.90 → 49.90", 30).await;
    window.wait_for_text("goods-editor-state", "已入库", 5).await;
    assert_eq!(executed(&platform, endpoint::GOODS_UPDATE.path), 2, "mended once, another price once");
    scroll_to(&window, "goods-history").await;
    look(&window, "history").await;

    window.click("goods-copy").await;
    window.wait_for_text("goods-editor-state", "草稿", 10).await;
    window.wait_for_text("goods-similar-picture", "名称里有违规的词", 10).await;
    look(&window, "copied").await;
    window.close().await;

    desk.env.push(("GDK_SCALE".into(), "2".into()));
    twice_as_large(&desk).await;
}

async fn twice_as_large(desk: &Desk) {
    let window = desk.open().await;
    window.click("nav-goods").await;
    window.click("goods-row").await;
    window.find("goods-card").await;
    window.screenshot("editor-200").await;
    assert_eq!(window.run(BEYOND).await, "", "200");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_goods_take_other_prices_and_paths_and_those_that_cannot_are_listed() {
    let (desk, platform) = desk_and_platform().await;
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.click("nav-goods").await;
    window.click("goods-row").await;
    window.find_css("img[src*='/whole']").await;
    window.click("goods-submit").await;
    window.wait_for_text("goods-editor-state", "已入库", 30).await;
    window.click("nav-goods").await;
    window.resize(1280, 800).await;
    window.click("goods-select-all").await;
    window.click("goods-change-selected").await;
    window.type_into("goods-reprice-value", "-10").await;
    window.find_css("[data-testid=goods-rounding-nine]").await.click().await.unwrap();
    window.wait_for_text("goods-preview", ".90", 10).await;
    look(&window, "prices").await;
    window.click("goods-change-run").await;
    let sent = "return document.querySelector('[data-testid=goods-submit-selected]') === null";
    window.wait_until("the prices are changed", sent, 10).await;
    let nines = "
        const prices = [...document.querySelectorAll('[data-testid=goods-row] .goods-col--price')];
        return prices.length === 6 && prices.every((price) => price.innerText.includes('.90'))
    ";
    window.wait_until("each ends in .90", nines, 10).await;
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while executed(&platform, endpoint::GOODS_UPDATE.path) == 0 {
        assert!(std::time::Instant::now() < deadline, "the price of the approved good was not sent");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }

    window.click("goods-select-all").await;
    window.click("goods-change-selected").await;
    window.find_css("[data-testid=goods-change-paths]").await.click().await.unwrap();
    window.type_into("goods-path-pattern", "pages/sku?c={code}").await;
    window.wait_for_text("goods-preview", "没有填写商家编码", 10).await;
    window.click("goods-change-run").await;
    window.wait_for_text("goods-refused", "没有填写商家编码", 10).await;
    window.wait_for_text("goods-refused", "只能改价格", 10).await;
    look(&window, "refused").await;
    window.click("goods-refused-close").await;
    window.click("goods-row").await;
    window.click("goods-select-all").await;
    look(&window, "beside-an-editor").await;
    window.close().await;
}
