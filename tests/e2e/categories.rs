//! What the platform says of categories in the real window: its demands before ours, a change, a lapse with its goods; the
//! second application for the shop window and goods put on sale, by mouse and keys.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{
    office::{now_ms, other_program},
    shop::{apply_for, product_for},
    steps::{desk_and_platform, retype},
    window::Window,
};
use kaibo_domain::platform::shop::state::ProductStatus;
use kaibo_sandbox::Sandbox;
use kaibo_wechat::shop::ProductInfo;
use serde_json::json;

/// 服饰内衣 › 女装 › 连衣裙: targeted admission.
const DRESSES: &str = "连衣裙";
const DRESSES_LEAF: u64 = 6091;
const TITLE: &str = "雪纺碎花连衣裙";
/// Elements that stand beyond the right edge of the window.
const BEYOND: &str = "
    const faults = [];
    for (const element of document.querySelectorAll('button, h1, h2, h3, label, a, input, [data-testid]')) {
        const box = element.getBoundingClientRect();
        if (!box.width || !element.checkVisibility()) continue;
        if (box.right > innerWidth + 1 || box.left < -1) faults.push(element.outerHTML.slice(0, 120));
    }
    return faults.join('\\n');
";

/// Scrolls to step 7, and nothing else.
const TO_WINDOW_STEP: &str = "
    const body = document.querySelector('.demands__body');
    body.scrollTop = document.querySelector(`[data-testid='letters']`).offsetTop - body.offsetTop;
";

async fn turn(platform: &Sandbox, what: &str, body: serde_json::Value) {
    let address = format!("{}/_practice/shop/{what}", platform.base_url());
    let answer = reqwest::Client::new().post(address).json(&body).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
}

/// Opens what categories demand: the place itself lists the applications.
async fn open_categories(window: &Window) {
    window.click("nav-qualification").await;
    window.click("categories-link").await;
}

/// Reads the platform and shows 女装.
async fn open_dresses(window: &Window) {
    open_categories(window).await;
    window.clear("category-search").await;
    window.type_into("category-search", "nvzhuang").await;
    let one = "return document.querySelectorAll(`[data-testid='category-row']`).length === 1";
    window.wait_until("one category is found", one, 20).await;
    window.click("category-row").await;
    window.find("platform-says").await;
}

/// Reads the platform until `test_id` says `text`.
async fn read_until(window: &Window, test_id: &str, text: &str) {
    for _ in 0..30 {
        window.click("sync-now").await;
        let is_said = format!(
            "return document.querySelector(`[data-testid='{test_id}']`)?.innerText.includes(`{text}`) ?? false"
        );
        window
            .wait_until(
                "the platform was read",
                "return !document.querySelector(`[data-testid='sync-now'].t-is-loading`)",
                30,
            )
            .await;
        if window.run(&is_said).await == true {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    window.wait_for_text(test_id, text, 5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_category_is_read_applied_for_in_the_window_sold_in_and_lapses() {
    let (mut desk, platform) = desk_and_platform().await;
    let client = other_program(&platform, now_ms);
    let audit_id = apply_for(&client, DRESSES).await;
    turn(&platform, "audit", json!({ "audit_id": audit_id })).await;
    let draft = ProductInfo { listing: 0, ..product_for(&client, DRESSES, TITLE).await };
    client.shop_product_add(&draft).await.unwrap();

    let window = desk.open().await;
    window.click("welcome-practice").await;
    open_categories(&window).await;
    read_until(&window, "qualification", "平台未列出").await;
    open_dresses(&window).await;
    window.wait_for_text("platform-group", "羽绒、真丝、皮草", 20).await;
    window.wait_for_text("platform-group", "保证金 ¥2,000", 20).await;
    window.wait_for_text("category-held", DRESSES, 20).await;
    window.screenshot("category-platform").await;

    // The second application, by hand.
    retype(&window, "window-app-id", "wx0123").await;
    window.wait_for_fault("window-app-id", "wx 开头").await;
    retype(&window, "window-app-id", "wx0123456789abcdef").await;
    window.wait_until_no_fault("window-app-id").await;
    window.click("window-letter").await;
    window.click("window-hand-in").await;
    window.wait_for_text("window-state", "审核中", 10).await;
    window.wait_for_text("window-due", "出结果", 10).await;
    window.find("window-outcome-approved").await;
    window.run("document.querySelector(`[data-testid='window-outcome-approved']`).click()").await;
    window.wait_for_text("window-state", "已通过", 10).await;

    // Its goods are put on sale.
    window.wait_for_text("window-good", TITLE, 20).await;
    window.click("window-list").await;
    window.wait_for_text("window-good", "审核中", 20).await;
    window.screenshot("window-listing").await;
    // Until its audit has passed it counts as never listed.
    let product_id = client.shop_product_list(Some(ProductStatus::Initial), 10, "").await.unwrap().product_ids[0];
    turn(&platform, "audit", json!({ "product_id": product_id })).await;
    read_until(&window, "window-good", "已上架").await;

    // The platform changes its mind.
    turn(&platform, "category", json!({ "cat_id": DRESSES_LEAF, "tips": "1、行业资质<br>2、<b>质检报告</b>" })).await;
    turn(&platform, "relation", json!({ "cat_id": DRESSES_LEAF, "reason": "类目调整" })).await;
    read_until(&window, "category-lapsed", "类目调整").await;
    window.wait_for_text("lapsed-goods", TITLE, 10).await;
    read_until(&window, "platform-says", "2、质检报告").await;
    for (name, appearance, language, (width, height)) in [
        ("1280", "light", "zh-CN", (1280, 800)),
        ("1000", "light", "zh-CN", (1000, 640)),
        ("dark", "dark", "zh-CN", (1280, 800)),
        ("en", "light", "en", (1000, 640)),
    ] {
        window.choose(appearance, language).await;
        window.resize(width, height).await;
        open_dresses(&window).await;
        window.find("category-lapsed").await;
        window.screenshot(&format!("category-lapsed-{name}")).await;
        assert_eq!(window.run(BEYOND).await, "", "{name}");
        window.run(TO_WINDOW_STEP).await;
        window.screenshot(&format!("category-window-{name}")).await;
        assert_eq!(window.run(BEYOND).await, "", "{name}: window");
    }
    window.choose("light", "zh-CN").await;
    window.click("nav-today").await;
    // The driver leaves the name out of the text: it may be cut short.
    window.wait_for_text("attention", "1 件商品会下架", 10).await;
    let named = format!("return document.querySelector(`[data-testid='attention']`).textContent.includes('{DRESSES}')");
    assert_eq!(window.run(&named).await, true);
    window.screenshot("today-lapsed").await;
    open_dresses(&window).await;
    window.click("category-settle").await;
    let settled = "return !document.querySelector(`[data-testid='category-settle']`)";
    window.wait_until("it was seen to", settled, 10).await;
    window.close().await;

    desk.env.push(("GDK_SCALE".into(), "2".into()));
    let window = desk.open().await;
    open_dresses(&window).await;
    window.wait_for_text("window-state", "已通过", 10).await;
    window.screenshot("category-200").await;
    window.close().await;
}
