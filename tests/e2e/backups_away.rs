//! A copy on another disk in the real window: the folder is chosen, copied to, unplugged; and on a second first start the
//! shop comes back from it by the recovery code.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{
    steps::new_good,
    window::{Desk, Window},
};
use std::fs;

const GOOD: &str = "换了电脑也还在的裙子";
const PASSPHRASE: &str = "九点开播九点开播";
/// Sizes, appearances and languages in which it is looked at.
const DRESSES: [(&str, &str, &str, (u32, u32)); 4] = [
    ("1280", "light", "zh-CN", (1280, 800)),
    ("1000", "light", "zh-CN", (1000, 640)),
    ("dark", "dark", "zh-CN", (1280, 800)),
    ("en", "light", "en", (1000, 640)),
];
const GROUPS: &str =
    "return [...document.querySelectorAll('[data-testid=recovery-code] li')].map((g) => g.textContent).join('-')";
/// A code stands in no picture.
const HIDE: &str =
    "document.querySelectorAll('[data-testid=away-code]').forEach((f) => (f.style.color = 'transparent'))";

async fn first_start(window: &Window) {
    window.type_into("passphrase-input", PASSPHRASE).await;
    window.type_into("passphrase-confirm", PASSPHRASE).await;
    window.click("passphrase-submit").await;
}

async fn show_card(window: &Window) {
    window.click("nav-settings").await;
    window.find("away-settings").await;
    window.run("document.querySelector('[data-testid=away-settings]').scrollIntoView({ block: 'center' })").await;
}

async fn dress(window: &Window, what: &str) {
    for (name, appearance, language, (width, height)) in DRESSES {
        window.choose(appearance, language).await;
        window.resize(width, height).await;
        show_card(window).await;
        window.screenshot(&format!("away-{what}-{name}")).await;
    }
    window.choose("light", "zh-CN").await;
    window.resize(1280, 800).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_is_copied_to_a_stick_and_comes_back_on_another_computer() {
    let mut desk = Desk::new();
    desk.without_keychain = true;
    let stick = desk.path().join("移动硬盘");
    fs::create_dir(&stick).unwrap();
    let window = desk.open().await;
    first_start(&window).await;
    new_good(&window, GOOD).await;
    window.wait_for_text("save-state", "已保存", 10).await;
    show_card(&window).await;
    window.wait_for_text("away-settings", "请先生成", 10).await;
    window.screenshot("away-needs-code").await;
    window.answer_dialogs_with(&stick);
    window.click("away-pick").await;
    window.type_into("recovery-passphrase", PASSPHRASE).await;
    window.click("recovery-make-do").await;
    window.find("recovery-code").await;
    let code = window.run(GROUPS).await.as_str().unwrap().to_owned();
    window.click("recovery-kept").await;
    let is_made = "return !document.querySelector('[data-testid=away-settings]').textContent.includes('请先生成')";
    window.wait_until("the code counts", is_made, 10).await;
    window.answer_dialogs_with(&desk.data());
    window.click("away-pick").await;
    window.wait_for_text("away-fault", "数据文件夹里面", 10).await;
    window.answer_dialogs_with(&stick);
    window.click("away-pick").await;
    window.wait_for_text("away-done", "还没有另存过", 10).await;
    window.click("away-copy").await;
    window.wait_for_text("away-done", "上次成功", 30).await;
    window.wait_for_text("away-same-disk", "同一个磁盘", 10).await;
    dress(&window, "card").await;

    let unplugged = desk.path().join("拔掉的硬盘");
    fs::rename(&stick, &unplugged).unwrap();
    show_card(&window).await;
    window.click("away-copy").await;
    window.wait_for_text("away-failed", "磁盘可能没有插上", 20).await;
    dress(&window, "unplugged").await;
    window.close().await;

    let mut other = Desk::new();
    other.without_keychain = true;
    let window = other.open().await;
    first_start(&window).await;
    window.find("welcome-away").await;
    window.screenshot("away-first-start").await;
    window.click("welcome-away").await;
    window.answer_dialogs_with(other.path());
    window.click("away-find").await;
    window.wait_for_text("away-problem", "没有开播台的备份", 10).await;
    window.answer_dialogs_with(&unplugged);
    window.click("away-find").await;
    window.wait_for_text("away-found", "找到 1 家店", 10).await;
    let (start, rest) = code.split_at(4);
    let wrong = if rest.starts_with('7') { '8' } else { '7' };
    window.type_into("away-code", &format!("{start}{wrong}{}", &rest[1..])).await;
    window.run(HIDE).await;
    window.click("away-arrive-do").await;
    window.wait_for_fault("away-code", "第 1 组").await;
    window.clear("away-code").await;
    window.type_into("away-code", &code).await;
    window.click("away-arrive-do").await;
    window.find("away-shop").await;
    window.wait_for_text("away-version", "个文件", 10).await;
    window.screenshot("away-arrive").await;
    window.type_into("away-passphrase", PASSPHRASE).await;
    window.type_into("away-again", PASSPHRASE).await;
    window.resize(1000, 640).await;
    window.screenshot("away-arrive-1000").await;
    window.click("away-arrive-do").await;
    window.click("nav-goods").await;
    let is_listed = format!("return document.body.textContent.includes('{GOOD}')");
    window.wait_until("the good is there", &is_listed, 30).await;
    window.screenshot("away-arrived").await;
    window.close().await;
    assert!(other.data().join("recovery.json").is_file(), "the code goes on working");
}
