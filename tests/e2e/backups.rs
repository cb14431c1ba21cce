//! 数据与备份 in the real window: a backup is taken, drilled and restored; and data that are damaged at the start come back
//! from the backup that is offered.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{
    steps::new_good,
    window::{Desk, Window},
};
use std::fs;

const BEFORE: &str = "备份之前的名字";
const AFTER: &str = "备份之后的名字";
/// Sizes, appearances and languages in which it is looked at.
const DRESSES: [(&str, &str, &str, (u32, u32)); 4] = [
    ("1280", "light", "zh-CN", (1280, 800)),
    ("1000", "light", "zh-CN", (1000, 640)),
    ("dark", "dark", "zh-CN", (1280, 800)),
    ("en", "light", "en", (1000, 640)),
];

async fn show_card(window: &Window) {
    window.click("nav-settings").await;
    window.find("backup-settings").await;
    window.run("document.querySelector('[data-testid=backup-settings]').scrollIntoView({ block: 'start' })").await;
}

/// Whether a good of that name stands in the list.
fn listed(name: &str) -> String {
    format!("return document.body.textContent.includes('{name}')")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_after_a_backup_is_undone_by_restoring_it() {
    let desk = Desk::new();
    let window = desk.open().await;
    new_good(&window, BEFORE).await;
    window.wait_for_text("save-state", "已保存", 10).await;
    show_card(&window).await;
    window.wait_for_text("backups-empty", "还没有备份", 10).await;
    window.click("backup-now").await;
    window.find("backup").await;

    window.click("nav-goods").await;
    window.click("goods-new").await;
    window.type_into("goods-name", AFTER).await;
    window.wait_for_text("save-state", "已保存", 10).await;
    show_card(&window).await;
    window.click("backup-drill").await;
    window.wait_for_text("drill-counts", "商品", 20).await;
    window.screenshot("backups-drill").await;
    window.click("drill-close").await;
    window.click("backup-restore").await;
    window.find("backup-restore-confirm").await;
    window.screenshot("backups-confirm").await;
    window.click("backup-restore-confirm").await;
    window.wait_until("it says that it is restored", &listed("已恢复到"), 30).await;
    window.click("nav-goods").await;
    window.wait_until("the old good is there", &listed(BEFORE), 20).await;
    let later = window.run(&listed(AFTER)).await;
    assert_eq!(later, false, "what was made later is gone");
    assert_eq!(fs::read_dir(desk.data().join("aside")).unwrap().count(), 1, "and kept aside");
    for (name, appearance, language, (width, height)) in DRESSES {
        window.choose(appearance, language).await;
        window.resize(width, height).await;
        show_card(&window).await;
        window.screenshot(&format!("backups-{name}")).await;
    }
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_data_are_restored_from_the_backup_that_is_offered() {
    let desk = Desk::new();
    let window = desk.open().await;
    new_good(&window, BEFORE).await;
    window.wait_for_text("save-state", "已保存", 10).await;
    show_card(&window).await;
    window.click("backup-now").await;
    window.find("backup").await;
    window.close().await;
    let database = desk.data().join("kaibo.db");
    let mut bytes = fs::read(&database).unwrap();
    bytes[..4096].fill(0);
    fs::write(&database, bytes).unwrap();

    let window = desk.open().await;
    window.find("backup-offer").await;
    window.screenshot("backups-offer").await;
    window.click("backup-restore").await;
    window.click("backup-restore-confirm").await;
    window.click("nav-goods").await;
    window.wait_until("the good is there", &listed(BEFORE), 20).await;
    window.close().await;
}
