//! The recovery code in the real window: it is made and shown once; with the way to the key gone, it opens the data under a new
//! passphrase.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{
    canary::{forms, found},
    steps::new_good,
    window::{Desk, Window},
};
use std::fs;

const GOOD: &str = "口令忘了也还在的裙子";
const OLD: &str = "谁也不记得的口令";
const NEW: &str = "九点开播九点开播";
/// Sizes, appearances and languages in which it is looked at.
const DRESSES: [(&str, &str, &str, (u32, u32)); 4] = [
    ("1280", "light", "zh-CN", (1280, 800)),
    ("1000", "light", "zh-CN", (1000, 640)),
    ("dark", "dark", "zh-CN", (1280, 800)),
    ("en", "light", "en", (1000, 640)),
];
/// A code stands in no picture.
const HIDE: &str =
    "document.querySelectorAll('[data-testid=recovery-code] li').forEach((g) => (g.textContent = '•••••'))";
const GROUPS: &str =
    "return [...document.querySelectorAll('[data-testid=recovery-code] li')].map((g) => g.textContent).join('-')";

async fn show_card(window: &Window) {
    window.click("nav-settings").await;
    window.find("recovery-settings").await;
    window.run("document.querySelector('[data-testid=recovery-settings]').scrollIntoView({ block: 'center' })").await;
}

async fn make(window: &Window, passphrase: &str) {
    show_card(window).await;
    window.click("recovery-make").await;
    window.type_into("recovery-passphrase", passphrase).await;
    window.click("recovery-make-do").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_opens_the_data_whose_way_to_the_key_is_gone() {
    let mut desk = Desk::new();
    desk.without_keychain = true;
    let window = desk.open().await;
    window.type_into("passphrase-input", OLD).await;
    window.type_into("passphrase-confirm", OLD).await;
    window.click("passphrase-submit").await;
    new_good(&window, GOOD).await;
    window.wait_for_text("save-state", "已保存", 10).await;
    show_card(&window).await;
    window.wait_for_text("recovery-state", "还没有恢复码", 10).await;

    make(&window, NEW).await;
    window.wait_for_fault("recovery-passphrase", "口令不正确").await;
    window.clear("recovery-passphrase").await;
    window.type_into("recovery-passphrase", OLD).await;
    window.screenshot("recovery-make").await;
    window.click("recovery-make-do").await;
    window.find("recovery-code").await;
    let code = window.run(GROUPS).await.as_str().unwrap().to_owned();
    assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [5; 8]);
    window.run(HIDE).await;
    window.screenshot("recovery-shown").await;
    window.click("recovery-kept").await;
    window.wait_for_text("recovery-state", "生成", 10).await;
    let is_gone = format!("return !document.documentElement.outerHTML.includes('{}')", &code[..5]);
    window.wait_until("the code is gone from the window", &is_gone, 5).await;
    for (name, appearance, language, (width, height)) in DRESSES {
        window.choose(appearance, language).await;
        window.resize(width, height).await;
        show_card(&window).await;
        window.screenshot(&format!("recovery-card-{name}")).await;
    }
    window.choose("light", "zh-CN").await;
    window.click("recovery-make").await;
    window.wait_for_text("recovery-replaces", "作废", 10).await;
    window.screenshot("recovery-again").await;
    window.close().await;
    let wanted: Vec<_> = [code.clone(), code.replace('-', "")].iter().flat_map(|text| forms(text)).collect();
    assert_eq!(found(desk.path(), &wanted).0, None, "the code stands in no file");

    // As when the folder was copied without it.
    fs::remove_file(desk.data().join("key.json")).unwrap();
    let window = desk.open().await;
    window.find("recover-show").await;
    window.screenshot("recovery-gone").await;
    window.click("recover-show").await;
    let (first, rest) = code.split_at(4);
    let other = if rest.starts_with('7') { '8' } else { '7' };
    window.type_into("recover-code", &format!("{first}{other}{}", &rest[1..])).await;
    window.type_into("recover-passphrase", NEW).await;
    window.type_into("recover-again", NEW).await;
    window.click("recover-do").await;
    window.wait_for_fault("recover-code", "第 1 组").await;
    window.run("document.querySelector('[data-testid=recover-code]').value = '•••••-•••••-•••••-•••••-•••••'").await;
    window.screenshot("recovery-mistyped").await;
    assert!(!desk.data().join("key.json").exists(), "nothing was changed");
    window.clear("recover-code").await;
    window.type_into("recover-code", &code.to_lowercase().replace('-', " ")).await;
    window.click("recover-do").await;
    window.click("nav-goods").await;
    let is_listed = format!("return document.body.textContent.includes('{GOOD}')");
    window.wait_until("the good is there", &is_listed, 20).await;
    window.close().await;

    let window = desk.open().await;
    window.find("recover-show").await;
    window.screenshot("recovery-passphrase").await;
    window.type_into("passphrase-input", NEW).await;
    window.click("passphrase-submit").await;
    window.click("nav-goods").await;
    window.wait_until("the good is there", &is_listed, 20).await;
    window.close().await;
}
