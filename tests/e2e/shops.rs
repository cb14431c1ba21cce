//! Several shops in the real window: a second one is connected to a platform that does not know this computer's address yet,
//! worked in, left and removed.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use crate::support::window::{Desk, Window};
use kaibo_sandbox::{Account, Sandbox, SandboxConfig};
use serde_json::json;
use std::fs;

const APP_ID: &str = "wxreal000000000001";
const SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

/// Waits until a step of the connection test is in that state.
async fn wait_for_step(window: &Window, step: &str, state: &str) {
    let script = format!("return document.querySelector(`[data-testid='step-{step}'][data-state='{state}']`) !== null");
    window.wait_until(&format!("{step} is {state}"), &script, 30).await;
}

async fn names_of_goods(window: &Window) -> String {
    window.click("nav-goods").await;
    window.find("goods-new").await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let script = "return document.querySelector('#content').innerText";
    window.run(script).await.as_str().expect("a text").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_shop_is_connected_worked_in_and_removed() {
    let config = SandboxConfig { app_id: APP_ID.into(), secret: SECRET.into(), ..SandboxConfig::default() };
    let platform = Sandbox::start(config).await.expect("a platform");
    platform.set_account(Account { ip_allowed: false, ..Account::default() });
    let desk = Desk::new();
    let window = desk.open().await;
    window.find("welcome-real").await;
    window.screenshot("first-start").await;
    window.click("welcome-practice").await;
    window.resize(1280, 800).await;

    window.click("shop-switch").await;
    window.click("shops-manage").await;
    window.click("shop-add").await;
    window.type_into("shop-name", "阿芳的小店").await;
    window.screenshot("shop-add").await;
    window.click("shop-add-do").await;
    window.wait_for_text("real-mark", "真实店铺", 30).await;
    window.find("not-connected").await;
    window.type_into("connection-app-id", APP_ID).await;
    window.type_into("connection-secret", SECRET).await;
    window.click("connection-more").await;
    window.type_into("connection-gateway", platform.base_url()).await;

    // Not on the allow-list yet: the message tells which address to add, and where.
    window.click("connection-test").await;
    wait_for_step(&window, "token", "failed").await;
    window.wait_for_text("seen-address", "127.0.0.1", 5).await;
    window.wait_for_text("step-token", "IP 白名单", 5).await;
    let times = "return document.querySelector(`[data-testid='step-token']`).innerText.split('127.0.0.1').length - 1";
    assert_eq!(window.run(times).await, 1, "the address stands there once, to be copied");
    window.screenshot("address-refused").await;
    window.click("copy-address").await;
    let address = format!("{}/_practice/allow-list", platform.base_url());
    let added = reqwest::Client::new().post(address).json(&json!({ "add": "127.0.0.1" })).send().await;
    assert!(added.expect("an answer").status().is_success());
    window.click("connection-test").await;
    for step in ["reach", "clock", "token", "live", "shop", "quota"] {
        wait_for_step(&window, step, "ok").await;
    }
    window.screenshot("connected").await;
    window.click("connection-save").await;
    window.wait_for_text("connection", "已设置", 20).await;
    let shown = window.run("return document.documentElement.outerHTML").await.to_string();
    assert!(!shown.contains(SECRET), "the secret is out of sight once it is saved");
    assert_eq!(window.value("connection-secret").await, "");

    // The dresses: English, dark, narrow.
    window.click("settings-appearance-dark").await;
    window.resize(1000, 800).await;
    window.screenshot("dark").await;
    window.click("settings-language-en").await;
    window.screenshot("english").await;
    window.click("settings-language-zh-CN").await;
    window.click("settings-appearance-light").await;
    window.resize(1280, 800).await;

    // Work in it, and back in the first one nothing of it shows.
    window.click("nav-goods").await;
    window.click("goods-new").await;
    window.type_into("goods-name", "阿芳的围巾").await;
    window.click("shop-switch").await;
    window.screenshot("switcher").await;
    window.click("shop-to-0").await;
    window.wait_for_text("practice-mark", "演练", 30).await;
    let goods = names_of_goods(&window).await;
    assert!(!goods.contains("阿芳的围巾"), "{goods}");
    assert!(goods.contains("6"), "its own are there: {goods}");
    window.click("shop-switch").await;
    window.click("shop-to-1").await;
    window.wait_for_text("real-mark", "真实店铺", 30).await;
    let goods = names_of_goods(&window).await;
    assert!(goods.contains("阿芳的围巾"), "what was typed before switching is kept: {goods}");

    // The first one is renamed from here, without being opened.
    window.click("nav-settings").await;
    window.find("shop-rename").await;
    window.click("shop-rename").await;
    window.clear("shop-new-name").await;
    window.type_into("shop-new-name", "练习用的店").await;
    window.screenshot("rename").await;
    window.click("shop-rename-do").await;
    window.wait_for_text("shop-line", "练习用的店", 20).await;
    window.wait_for_text("connection", "连接“阿芳的小店”", 5).await;
    // A third one with the same account is told so, and may have it.
    window.click("shop-add").await;
    window.type_into("shop-name", "阿芳的分店").await;
    window.click("shop-add-do").await;
    window.wait_for_text("connection", "连接“阿芳的分店”", 30).await;
    window.type_into("connection-app-id", APP_ID).await;
    window.wait_for_text("connection-shared", "这个 AppID 已连接在店铺“阿芳的小店”", 5).await;
    window.screenshot("shared").await;
    window.run("[...document.querySelectorAll(`[data-testid='shop-remove']`)].at(-1).click()").await;
    window.type_into("shop-remove-name", "阿芳的分店").await;
    window.click("shop-remove-do").await;
    window.wait_for_text("practice-mark", "演练", 30).await;
    window.click("shop-switch").await;
    window.click("shop-to-1").await;
    window.wait_for_text("real-mark", "真实店铺", 30).await;

    // Removed, with everything that it held.
    let folders = desk.data().join("shops");
    assert_eq!(fs::read_dir(&folders).expect("a folder").count(), 1);
    window.click("nav-settings").await;
    let last = "[...document.querySelectorAll(`[data-testid='shop-remove']`)].at(-1).click()";
    window.find("shop-remove").await;
    window.run(last).await;
    window.type_into("shop-remove-name", "阿芳的小店").await;
    window.screenshot("shop-remove").await;
    window.click("shop-remove-do").await;
    window.wait_for_text("practice-mark", "演练", 30).await;
    assert_eq!(fs::read_dir(&folders).expect("a folder").count(), 0, "nothing of it is left");
    let lines = "return document.querySelectorAll(`[data-testid='shop-line']`).length === 1";
    window.click("nav-settings").await;
    window.wait_until("one shop is left", lines, 10).await;
}
