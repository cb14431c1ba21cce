//! The data are moved to another disk in the real window: refused in words, moved, there after the next start; and the disk is
//! unplugged.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{
    steps::new_good,
    window::{Desk, Window},
};
use std::{fs, path::PathBuf};

const GOOD: &str = "搬到移动硬盘的裙子";
/// Sizes, appearances and languages in which it is looked at.
const DRESSES: [(&str, &str, &str, (u32, u32)); 4] = [
    ("1280", "light", "zh-CN", (1280, 800)),
    ("1000", "light", "zh-CN", (1000, 640)),
    ("dark", "dark", "zh-CN", (1280, 800)),
    ("en", "light", "en", (1000, 640)),
];

/// The program as staff start it: nobody names a place for its data.
fn desk_at_home() -> (Desk, PathBuf) {
    let mut desk = Desk::new();
    desk.env.push(("KAIBO_DATA_DIR".into(), String::new()));
    let home = desk.path().join("share").join("app.kaibo.desktop");
    (desk, home)
}

async fn show_card(window: &Window) {
    window.click("nav-settings").await;
    window.find("data-folder").await;
    window.run("document.querySelector('[data-testid=data-place]').scrollIntoView({ block: 'center' })").await;
}

async fn dress(window: &Window, what: &str) {
    for (name, appearance, language, (width, height)) in DRESSES {
        window.choose(appearance, language).await;
        window.resize(width, height).await;
        show_card(window).await;
        window.screenshot(&format!("moving-{what}-{name}")).await;
    }
    window.choose("light", "zh-CN").await;
    window.resize(1280, 800).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn data_are_moved_to_another_disk_and_are_there_after_the_next_start() {
    let (desk, home) = desk_at_home();
    let (disk, taken) = (desk.path().join("移动硬盘"), desk.path().join("别的硬盘"));
    fs::create_dir(&disk).unwrap();
    fs::create_dir_all(taken.join("kaibo-data")).unwrap();
    fs::write(taken.join("kaibo-data").join("照片.txt"), "照片").unwrap();
    let window = desk.open().await;
    new_good(&window, GOOD).await;
    window.wait_for_text("save-state", "已保存", 10).await;
    show_card(&window).await;
    window.wait_for_text("data-folder", home.to_str().unwrap(), 10).await;
    window.wait_for_text("data-sizes", "数据库", 10).await;
    dress(&window, "card").await;

    show_card(&window).await;
    window.answer_dialogs_with(&taken);
    window.click("data-move").await;
    window.wait_for_text("data-fault", "里面不是空的", 10).await;
    window.screenshot("moving-refused").await;
    window.answer_dialogs_with(&home.join("files"));
    window.click("data-move").await;
    window.wait_for_text("data-fault", "在现在的数据文件夹里面", 10).await;

    window.answer_dialogs_with(&disk);
    window.click("data-move").await;
    window.wait_for_text("data-target", "kaibo-data", 10).await;
    window.screenshot("moving-asks").await;
    window.click("data-move-do").await;
    let moved = disk.join("kaibo-data");
    window.wait_for_text("data-folder", moved.to_str().unwrap(), 60).await;
    window.wait_for_text("data-moved", "接好这个磁盘", 10).await;
    dress(&window, "moved").await;
    assert!(moved.join("kaibo.db").is_file() && home.join("moved-to.json").is_file());
    assert!(!home.join("kaibo.db").exists() && !home.join("files").exists(), "the old files are removed");
    window.close().await;

    let window = desk.open().await;
    window.click("nav-goods").await;
    let is_listed = format!("return document.body.textContent.includes('{GOOD}')");
    window.wait_until("the good is there", &is_listed, 30).await;
    window.close().await;

    let unplugged = desk.path().join("拔掉的硬盘");
    fs::rename(&disk, &unplugged).unwrap();
    let window = desk.open().await;
    window.wait_for_text("data-gone", moved.to_str().unwrap(), 20).await;
    window.screenshot("moving-gone").await;
    window.click("data-gone-again").await;
    window.wait_for_text("data-gone-still", "还是找不到", 10).await;
    window.resize(1000, 640).await;
    window.screenshot("moving-gone-still-1000").await;
    window.answer_dialogs_with(&taken);
    window.click("data-gone-find").await;
    window.wait_for_text("data-gone-fault", "不是移走的那份数据", 10).await;
    window.screenshot("moving-gone-other").await;
    fs::rename(&unplugged, &disk).unwrap();
    window.click("data-gone-again").await;
    window.click("nav-goods").await;
    window.wait_until("the good is there again", &is_listed, 30).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_was_set_from_outside_is_not_moved() {
    let desk = Desk::new();
    let window = desk.open().await;
    new_good(&window, GOOD).await;
    show_card(&window).await;
    window.wait_for_text("data-fixed", "KAIBO_DATA_DIR", 10).await;
    window.wait_until("no button", "return !document.querySelector('[data-testid=data-move]')", 5).await;
    window.screenshot("moving-fixed").await;
    window.close().await;
}
