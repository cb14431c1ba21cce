//! 和同事交换草稿 in the real window: two desks exchange a file, and what both changed is chosen with the keyboard.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{
    steps::new_good,
    window::{Desk, Window},
};
use std::path::Path;

const NAME: &str = "王家的碎花连衣裙";
const PASSPHRASE: &str = "wang-and-li-2026";
/// Sizes, appearances and languages in which it is looked at.
const DRESSES: [(&str, &str, &str, (u32, u32)); 4] = [
    ("1280", "light", "zh-CN", (1280, 800)),
    ("1000", "light", "zh-CN", (1000, 640)),
    ("dark", "dark", "zh-CN", (1280, 800)),
    ("en", "light", "en", (1000, 640)),
];

async fn saved(window: &Window) {
    window.wait_for_text("save-state", "已保存", 10).await;
}

async fn export(window: &Window, path: &Path) {
    window.click("nav-settings").await;
    window.answer_dialogs_with(path);
    window.click("team-export").await;
    window.type_into("team-export-passphrase", PASSPHRASE).await;
    window.type_into("team-export-again", PASSPHRASE).await;
    window.screenshot("team-export").await;
    window.click("team-export-do").await;
    let gone = "return document.querySelector('[data-testid=team-export-do]') === null";
    window.wait_until("it is exported", gone, 30).await;
    assert!(path.is_file());
}

/// Opens the file; the passphrase is sent with Enter.
async fn open(window: &Window, path: &Path) {
    window.click("nav-settings").await;
    window.answer_dialogs_with(path);
    window.click("team-import").await;
    window.type_into("team-open-passphrase", PASSPHRASE).await;
    window.type_into("team-open-passphrase", "\u{e007}").await;
    window.find("team-record").await;
}

/// Takes over what was chosen, to its end.
async fn apply(window: &Window) {
    window.click("team-apply").await;
    let gone = "return document.querySelector('[data-testid=team-apply]') === null";
    window.wait_until("it is taken over", gone, 30).await;
}

/// Opens the good of that name in its editor.
async fn edit(window: &Window) {
    window.click("nav-goods").await;
    window.clear("goods-search").await;
    window.type_into("goods-search", NAME).await;
    let row = format!(
        "const rows = document.querySelectorAll('[data-testid=goods-row]')
        return rows.length === 1 && rows[0].textContent.includes('{NAME}')"
    );
    window.wait_until("the good is listed alone", &row, 20).await;
    window.click("goods-row").await;
    window.find("goods-price").await;
}

async fn reprice(window: &Window, price: &str) {
    edit(window).await;
    window.clear("goods-price").await;
    window.type_into("goods-price", price).await;
    saved(window).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_is_chosen_with_the_keyboard() {
    let (wang, li) = (Desk::new(), Desk::new());
    let (there, back) = (wang.path().join("wang.kaibo"), wang.path().join("li.kaibo"));
    let window = wang.open().await;
    new_good(&window, NAME).await;
    saved(&window).await;
    export(&window, &there).await;
    window.close().await;

    // Li: a wrong passphrase first, then everything is new.
    let window = li.open().await;
    new_good(&window, "李家的商品").await;
    saved(&window).await;
    window.click("nav-settings").await;
    window.answer_dialogs_with(&there);
    window.click("team-import").await;
    window.type_into("team-open-passphrase", "not this one").await;
    window.click("team-open-do").await;
    window.wait_for_fault("team-open-passphrase", "口令不对").await;
    window.screenshot("team-wrong-passphrase").await;
    window.clear("team-open-passphrase").await;
    window.type_into("team-open-passphrase", PASSPHRASE).await;
    window.click("team-open-do").await;
    window.find("team-record").await;
    window.screenshot("team-new").await;
    apply(&window).await;
    reprice(&window, "88").await;
    export(&window, &back).await;
    window.close().await;

    // Wang changed the price as well.
    let window = wang.open().await;
    reprice(&window, "99").await;
    open(&window, &back).await;
    window.wait_for_text("team-record", "两边都改过", 10).await;
    for (name, appearance, language, (width, height)) in DRESSES {
        window.choose(appearance, language).await;
        window.resize(width, height).await;
        window.screenshot(&format!("team-conflict-{name}")).await;
    }
    window.choose("light", "zh-CN").await;
    // Mine is chosen; one arrow to the right chooses the file's.
    window.type_into("team-price-mine", "\u{e014}").await;
    let chosen = "return document.querySelector('[data-testid=team-price-theirs]').checked
        && document.activeElement?.dataset.testid === 'team-price-theirs'";
    window.wait_until("the file's is chosen, and the focus is with it", chosen, 10).await;
    apply(&window).await;
    edit(&window).await;
    assert_eq!(window.value("goods-price").await, "88");
    // The same file once more: nothing to do.
    open(&window, &back).await;
    window.wait_for_text("team-apply", "不改动", 10).await;
    window.screenshot("team-nothing-to-do").await;
    window.click("team-close").await;
    window.find("team-settings").await;
    for (name, appearance, language, (width, height)) in DRESSES {
        window.choose(appearance, language).await;
        window.resize(width, height).await;
        window.run("document.querySelector('[data-testid=team-settings]').scrollIntoView({ block: 'center' })").await;
        window.screenshot(&format!("team-card-{name}")).await;
    }
    window.close().await;
}
