//! The run of show in the real window, by keys alone: planned, printed, followed on air, and what was done of it.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use crate::support::{
    phone::Phone,
    steps,
    window::{Desk, Window},
};
use kaibo_domain::platform::endpoint::SHELF_PUSH;
use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const DOWN: &str = "\u{e015}";
const ALT_UP: &str = "\u{e00a}\u{e013}\u{e000}";
const DELETE: &str = "\u{e017}";

/// Types into whatever has the focus.
async fn keys(window: &Window, keys: &str) {
    let focused = window.find_css(":focus").await;
    focused.send_keys(keys).await.expect("it takes keys");
}

/// Presses a button by its key.
async fn enter(window: &Window, button: &str) {
    window.type_into(button, ENTER).await;
}

async fn wait_for_plan(window: &Window, kinds: &str) {
    let script = format!(
        "return [...document.querySelectorAll(`[data-testid='show-item']`)].map(line => line.dataset.kind).join(' ') === '{kinds}'"
    );
    window.wait_until(kinds, &script, 10).await;
}

/// Drags the line at that place over the one at the other.
async fn drag(window: &Window, from: usize, to: usize) {
    let script = format!(
        "const grips = document.querySelectorAll(`[data-testid='show-grip']`);
        const middle = (grip) => {{ const box = grip.getBoundingClientRect(); return box.top + box.height / 2 }};
        const at = (target, type, y) => target.dispatchEvent(
            new PointerEvent(type, {{ bubbles: true, clientX: 20, clientY: y, button: 0 }}));
        at(grips[{from}], 'pointerdown', middle(grips[{from}]));
        at(window, 'pointermove', middle(grips[{to}]));"
    );
    window.run(&script).await;
    // Lines move with the frames.
    tokio::time::sleep(Duration::from_millis(150)).await;
    window.run("window.dispatchEvent(new PointerEvent('pointerup'))").await;
}

/// Presses the button, and waits for the file that it writes.
async fn saved(window: &Window, button: &str, file: &Path) -> Vec<u8> {
    window.answer_dialogs_with(file);
    enter(window, button).await;
    let told = format!(
        "return [...document.querySelectorAll(`[data-testid='toast']`)].some(toast => toast.innerText.includes('{}'))",
        file.display()
    );
    window.wait_until("it is said where the file is", &told, 30).await;
    fs::read(file).expect("the file that was said to be saved")
}

/// A room on the platform with three approved goods on its shelf.
async fn furnish(window: &Window) {
    window.click("welcome-practice").await;
    window.click("nav-goods").await;
    for place in 1..=3 {
        window.find_css(&format!("[data-testid='goods-row']:nth-child({place}) a")).await.click().await.expect("a row");
        window.find_css("img[src*='/whole']").await;
        window.click("goods-submit").await;
        window.wait_for_text("goods-state", "已入库", 30).await;
        window.click("nav-goods").await;
    }
    steps::submitted_room(window, "双十二之夜").await;
    window.click("room-shelf-add").await;
    window.find("shelf-candidate").await;
    let tick = "[...document.querySelectorAll(`[data-testid='shelf-candidate']`)].forEach(box => box.click())";
    window.run(tick).await;
    window.click("shelf-confirm").await;
    let three = "return document.querySelectorAll(`[data-testid='shelf-item'][data-state='on-shelf']`).length === 3";
    window.wait_until("three stand on the shelf", three, 20).await;
    let rest = "document.querySelectorAll(`[data-testid='shelf-item'][data-state='wanted'] [data-testid='shelf-remove']`).forEach(button => button.click())";
    window.run(rest).await;
    let only = "return document.querySelectorAll(`[data-testid='shelf-item']`).length === 3";
    window.wait_until("only they stand there", only, 20).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_show_is_planned_printed_and_run_by_keys_alone() {
    let (mut desk, platform): (Desk, _) = steps::desk_and_platform().await;
    let window = desk.open().await;
    furnish(&window).await;
    window.resize(1280, 800).await;
    enter(&window, "room-show").await;
    window.find("show-fill").await;
    window.screenshot("show-empty").await;
    enter(&window, "show-fill").await;
    wait_for_plan(&window, "good good good").await;

    // The words of the first good, then a draw behind it.
    window.find("show-item").await.send_keys(ENTER).await.expect("the line takes keys");
    keys(&window, "6").await;
    window.type_into("show-cue", "日常 299，今晚 199").await;
    window.type_into("show-notes", "雪纺不透，显瘦；小个子也能穿").await;
    keys(&window, ESCAPE).await;
    enter(&window, "show-add-draw").await;
    wait_for_plan(&window, "good draw good good").await;
    keys(&window, "3").await;
    window.type_into("show-title", "丝巾").await;
    window.type_into("show-count", "10").await;
    window.type_into("show-notes", "评论区发“喜欢”参加，主播倒数后截屏").await;
    keys(&window, ESCAPE).await;
    enter(&window, "show-add-break").await;
    wait_for_plan(&window, "good draw break good good").await;
    window.type_into("show-title", "换装").await;
    keys(&window, ESCAPE).await;
    keys(&window, ALT_UP).await;
    wait_for_plan(&window, "good break draw good good").await;
    keys(&window, DELETE).await;
    wait_for_plan(&window, "good draw good good").await;
    drag(&window, 1, 2).await;
    wait_for_plan(&window, "good good draw good").await;
    drag(&window, 2, 1).await;
    wait_for_plan(&window, "good draw good good").await;
    window.wait_for_text("show-sum", "共 19 分钟", 10).await;
    window.wait_for_pictures().await;
    window.screenshot("show-plan").await;

    let folder = desk.path();
    let sheet = saved(&window, "show-save-plan", &folder.join("plan.xlsx")).await;
    assert!(sheet.starts_with(b"PK"));
    let print = folder.join("plan.pdf");
    saved(&window, "show-save-print", &print).await;
    let drawn = Command::new("pdftoppm").args(["-png", "-r", "60"]).args([&print, &folder.join("page")]).status();
    assert!(drawn.expect("pdftoppm").success() && folder.join("page-1.png").exists());
    if let Ok(pages) = std::env::var("KAIBO_DEMO_DIR") {
        fs::copy(folder.join("page-1.png"), Path::new(&pages).join("show-page.png")).expect("a copy");
    }
    window.resize(1000, 640).await;
    window.screenshot("show-plan-1000").await;
    window.choose("dark", "en").await;
    window.wait_for_text("show-add-draw", "Add draw", 10).await;
    window.screenshot("show-plan-dark-en").await;
    window.choose("light", "zh-CN").await;
    window.wait_for_text("show-add-draw", "加抽奖", 10).await;
    window.resize(1280, 800).await;

    window.click("nav-golive").await;
    enter(&window, "golive-to-live").await;
    window.find("live-plan-item").await;
    let state = format!("{}/_practice/state", platform.base_url());
    let state: Value = reqwest::get(state).await.expect("the platform answers").json().await.expect("its state");
    let room = &state["rooms"][0]["room_id"];
    let phone = Phone::scan(&format!("{}/phone?room={room}", platform.base_url()), "kaibo_anchor").await;
    phone.press("verify").await;
    phone.press("start").await;
    window.wait_for_text("live-state", "直播中", 20).await;
    window.wait_for_text("live-next", "今晚 199", 10).await;
    window.press("n").await;
    window.wait_for_text("live-now", "显瘦", 20).await;
    window.wait_for_text("live-due", "丝巾 ×10", 10).await;
    window.wait_for_pictures().await;
    window.screenshot("show-live").await;
    window.press("d").await;
    let marked = "return !document.querySelector(`[data-testid='live-due']`)";
    window.wait_until("the draw is done", marked, 10).await;
    // A good is left out by choosing the one behind it.
    window.press(DOWN).await;
    window.press(DOWN).await;
    window.press("t").await;
    let last = "return document.querySelectorAll(`[data-testid='live-plan-item']`)[3]?.getAttribute('aria-current') === 'true'";
    // The platform refuses while it still shows the one before (300053).
    let deadline = Instant::now() + Duration::from_secs(30);
    while window.run(last).await != Value::Bool(true) {
        assert!(Instant::now() < deadline, "the last good is not on");
        window.press("p").await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    window.resize(1000, 640).await;
    window.screenshot("show-live-1000").await;
    window.choose("dark", "en").await;
    window.screenshot("show-live-dark-en").await;
    window.choose("light", "zh-CN").await;
    window.close().await;

    desk.env.push(("GDK_SCALE".into(), "2".into()));
    let window = desk.open().await;
    window.click("nav-golive").await;
    enter(&window, "golive-to-live").await;
    window.find("live-plan-item").await;
    window.wait_for_pictures().await;
    window.screenshot("show-live-200").await;
    phone.press("end").await;
    window.wait_for_text("live-state", "已结束", 20).await;
    let left = "return [...document.querySelectorAll(`[data-testid='live-plan-item']`)].map(line => line.innerText.includes('未进行')).join(' ') === 'false false true false'";
    window.wait_until("what was left out is said", left, 10).await;
    window.screenshot("show-over").await;
    let record = saved(&window, "live-save-record", &desk.path().join("record.xlsx")).await;
    let book = kaibo_sheet::read(std::io::Cursor::new(record)).expect("a sheet");
    let results: Vec<_> = book.sheets[0].rows().skip(1).map(|row| row.cell(5).to_owned()).collect();
    assert_eq!(results, ["已完成", "已完成", "未进行", "已完成"]);
    let pushes = platform.accept_log().iter().filter(|call| call.endpoint == SHELF_PUSH.path).count();
    assert_eq!(pushes, 2);
    window.close().await;
}
