//! 资料库 under lock in the real window: a passphrase is chosen, the vault locks by button, key and at the start, and opens
//! again; what ends stands on 今日; a recording is kept, looked at and missed.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

#[path = "../../src-tauri/crates/media/src/film.rs"]
mod film;
use crate::support::window::{Desk, Window};
use film::{Film, film};
use image::{Rgb, RgbImage};
use kaibo_domain::{day::Day, time::DAY_MS};
use std::{
    fs,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

const WORDS: &str = "资料库的密码一二三";
/// Sizes, appearances and languages in which it is looked at.
const DRESSES: [(&str, &str, &str, (u32, u32)); 4] = [
    ("1280", "light", "zh-CN", (1280, 800)),
    ("1000", "light", "zh-CN", (1000, 640)),
    ("dark", "dark", "zh-CN", (1280, 800)),
    ("en", "light", "en", (1000, 640)),
];
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

/// Adds a file through the system's dialog.
async fn add(window: &Window, file: &Path) {
    window.answer_dialogs_with(file);
    window.click("papers-add").await;
    window.find("paper-add-kind").await;
    window.click("paper-add-confirm").await;
    window.find("paper-editor").await;
}

async fn unlock(window: &Window) {
    window.type_into("vault-passphrase", WORDS).await;
    window.click("vault-unlock").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_vault_locks_and_opens_and_what_ends_is_told_on_the_first_page() {
    let (mut desk, folder) = (Desk::new(), tempfile::tempdir().unwrap());
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.click("nav-vault").await;
    let scan = folder.path().join("品牌授权书.png");
    RgbImage::from_fn(620, 877, |x, y| Rgb([250, 245, if (x / 40 + y / 60) % 4 == 0 { 90 } else { 210 }]))
        .save(&scan)
        .unwrap();
    add(&window, &scan).await;
    let soon = Day::in_beijing(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64 + 20 * DAY_MS);
    window.type_into("paper-expires", &format!("{soon}\u{e004}")).await;
    window.wait_for_text("save-state", "已保存", 10).await;
    let recording = folder.path().join("带货流水.mp4");
    fs::write(&recording, film(&Film { seconds: 75, sound_bytes: 300_000, ..Film::default() })).unwrap();
    add(&window, &recording).await;
    window.wait_for_text("paper-recording", "1:15 · 1080×1920", 10).await;
    window.screenshot("recording").await;

    // A passphrase of the vault's own.
    window.click("vault-lock-settings").await;
    window.click("vault-choose").await;
    window.type_into("vault-new", WORDS).await;
    window.type_into("vault-again", WORDS).await;
    window.screenshot("lock-choose").await;
    window.click("vault-keep").await;
    window.find("vault-minutes-10").await;
    window.screenshot("lock-settings").await;
    window.click("nav-vault").await;
    window.click("vault-lock").await;
    window.find("vault-locked").await;
    let said = window.run("return document.body.innerText").await;
    assert!(!said.as_str().unwrap().contains("授权书"), "{said}");
    window.type_into("vault-passphrase", "不是这个密码啊啊").await;
    window.click("vault-unlock").await;
    window.wait_for_text("vault-locked", "口令不正确", 20).await;
    for (name, appearance, language, (width, height)) in DRESSES {
        window.choose(appearance, language).await;
        window.resize(width, height).await;
        window.click("nav-vault").await;
        window.find("vault-locked").await;
        window.screenshot(&format!("locked-{name}")).await;
        assert_eq!(window.run(BEYOND).await, "", "{name}: locked");
        window.click("nav-today").await;
        window.find("paper-ending").await;
        window.screenshot(&format!("ending-locked-{name}")).await;
        assert_eq!(window.run(BEYOND).await, "", "{name}: today");
    }
    window.choose("light", "zh-CN").await;
    window.close().await;

    // Nobody has typed it yet after a start.
    desk.env.push(("GDK_SCALE".into(), "2".into()));
    let window = desk.open().await;
    window.find("paper-ending").await;
    window.screenshot("ending-locked-200").await;
    window.click("paper-ending-open").await;
    window.find("vault-locked").await;
    window.screenshot("locked-200").await;
    unlock(&window).await;
    window.find("paper-row").await;
    window.screenshot("unlocked-200").await;
    window.click("nav-today").await;
    window.find("paper-ending").await;
    // Read from the page: a line that may be cut short is not always told by the driver.
    let named = "return document.querySelector('[data-testid=paper-ending]').textContent.includes('品牌授权书')";
    window.wait_until("what ends is named", named, 10).await;
    window.screenshot("ending-200").await;

    // Forgotten, it is emptied by those who mean it, and takes papers again.
    window.click("nav-vault").await;
    window.click("vault-lock").await;
    window.click("vault-forgot").await;
    window.type_into("vault-reset-word", "清空").await;
    window.screenshot("forgotten-200").await;
    window.click("vault-reset-confirm").await;
    window.wait_for_text("vault", "还没有材料", 20).await;
    window.screenshot("emptied-200").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_whose_file_is_gone_is_named_and_mended() {
    let (desk, folder) = (Desk::new(), tempfile::tempdir().unwrap());
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.click("nav-vault").await;
    let recording = folder.path().join("带货流水.mp4");
    fs::write(&recording, film(&Film { seconds: 75, sound_bytes: 300_000, ..Film::default() })).unwrap();
    add(&window, &recording).await;
    window.find("paper-recording").await;
    let kept = fs::read_dir(desk.data().join("vault")).unwrap().flatten();
    let files = kept.flat_map(|folder| fs::read_dir(folder.path()).unwrap().flatten());
    files.for_each(|file| fs::remove_file(file.path()).unwrap());
    window.click("nav-today").await;
    window.click("nav-vault").await;
    window.click("paper-row").await;
    window.wait_for_text("paper-damaged", "不在了", 10).await;
    for (name, appearance, language, (width, height)) in DRESSES {
        window.choose(appearance, language).await;
        window.resize(width, height).await;
        window.click("nav-vault").await;
        window.click("paper-row").await;
        window.find("paper-damaged").await;
        window.screenshot(&format!("damaged-{name}")).await;
        assert_eq!(window.run(BEYOND).await, "", "{name}: damaged");
    }
    window.choose("light", "zh-CN").await;
    window.resize(1280, 800).await;
    window.click("nav-vault").await;
    add(&window, &recording).await;
    let mended = "return !document.querySelector(`[data-testid='paper-damaged']`)";
    window.wait_until("the file is there again", mended, 10).await;
    let copy = folder.path().join("copy.mp4");
    window.answer_dialogs_with(&copy);
    window.click("paper-row").await;
    window.click("recording-save").await;
    window.wait_for_text("toast", "没有加密", 10).await;
    assert_eq!(fs::read(copy).unwrap(), fs::read(recording).unwrap());
    window.close().await;
}
