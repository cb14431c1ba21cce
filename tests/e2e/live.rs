//! The shelf and 场控 in the real window: goods chosen and ordered, an event run by keys alone, over real HTTP.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use crate::support::{
    keyboard::Keyboard,
    notifications::Notifications,
    phone::Phone,
    screen::Screen,
    steps,
    window::{Desk, Window},
};
use kaibo_domain::platform::endpoint::{SHELF_ON_SALE, SHELF_PUSH, SHELF_SORT};
use kaibo_sandbox::{FaultKind, Sandbox};
use serde_json::Value;
use std::time::Duration;

const CTRL_ALT_G: &str = "\u{e009}\u{e00a}g\u{e000}";
const ALT_UP: &str = "\u{e00a}\u{e013}\u{e000}";
const DOWN: &str = "\u{e015}";
const ESCAPE: &str = "\u{e00c}";

/// What the platform itself knows of its one room.
async fn there(platform: &Sandbox) -> Value {
    let address = format!("{}/_practice/state", platform.base_url());
    let state: Value = reqwest::get(address).await.expect("the platform answers").json().await.expect("its state");
    state["rooms"][0].clone()
}

/// The names on the shelf, from the top.
async fn names(window: &Window) -> String {
    let script = "return [...document.querySelectorAll('.line__name')].map(name => name.innerText).join(' ')";
    window.run(script).await.as_str().unwrap_or_default().to_owned()
}

/// Drags the line at that place of the shelf over the one at the other.
async fn drag(window: &Window, from: usize, to: usize) {
    let script = format!(
        "const grips = document.querySelectorAll(`[data-testid='shelf-grip']`);
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

/// A desk whose room has all six sample goods on its shelf, three of them approved.
async fn furnished() -> (Desk, Sandbox, Window) {
    let (mut desk, platform) = steps::desk_and_platform().await;
    desk.env.push(("KAIBO_TEST_NOTICES".into(), "1".into()));
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.click("nav-goods").await;
    for place in 1..=3 {
        window.find_css(&format!("[data-testid='goods-row']:nth-child({place}) a")).await.click().await.expect("a row");
        window.find_css("img[src*='/whole']").await;
        window.click("goods-submit").await;
        window.wait_for_text("goods-state", "已入库", 30).await;
        window.click("nav-goods").await;
    }
    steps::submitted_room(&window, "双十二之夜").await;
    (desk, platform, window)
}

/// Chooses shortcuts, one of which another program has, and pushes a good with one while the window is minimised: a push
/// that fails is told by the desktop.
async fn push_from_another_program(desk: &Desk, platform: &Sandbox, window: &Window) {
    let pushes = || platform.accept_log().iter().filter(|call| call.endpoint == SHELF_PUSH.path).count();
    let notifications = Notifications::start().await;
    let keyboard = Keyboard::open();
    assert!(keyboard.take_ctrl_alt('m'));
    window.click("nav-settings").await;
    window.click("settings-keys").await;
    window.click("settings-key-next").await;
    window.find("settings-key-next").await.send_keys(CTRL_ALT_G).await.expect("the button takes keys");
    window.wait_for_text("settings-key-next", "Ctrl+Alt+G", 10).await;
    window.screenshot("settings-keys").await;
    window.click("nav-golive").await;
    window.click("golive-to-live").await;
    window.wait_for_text("live-keys", "Ctrl+Alt+G", 10).await;
    window.wait_for_text("live-keys-fault", "Ctrl+Alt+M", 10).await;
    // The platform takes no second push while it works on the first; what waits for that too has arrived then.
    window.wait_until("the change of sale is through", "return document.body.innerText.includes('已下架')", 20).await;
    window.wait_for_pictures().await;
    window.screenshot("live-keys").await;

    let before = pushes();
    let screen = Screen::open();
    screen.minimise(screen.program().await).await;
    platform.faults().arm(SHELF_PUSH.path, FaultKind::Errcode(47001), 1);
    keyboard.press_ctrl_alt('g');
    let (notice, text) = notifications.wait_for("快捷键没有生效").await;
    assert!(text.contains("双十二之夜"), "{text}");
    notifications.click_until(notice, screen.program()).await;
    screen.minimise(screen.program().await).await;
    assert_eq!(pushes(), before, "it was not pushed later");
    keyboard.press_ctrl_alt('g');
    for _ in 0..100 {
        if pushes() > before {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(pushes() - before, 1, "a good is pushed from whichever program");
    desk.start_again().wait().expect("a second start ends");
    screen.program().await;

    // Elsewhere in the program the keys are everybody's again.
    window.click("nav-goods").await;
    window.find("goods-row").await;
    let mut given_back = keyboard.take_ctrl_alt('g');
    for _ in 0..100 {
        if given_back {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        given_back = keyboard.take_ctrl_alt('g');
    }
    assert!(given_back, "the keys are given back");
    window.click("nav-golive").await;
    window.click("golive-to-live").await;
    window.wait_for_text("live-keys-fault", "Ctrl+Alt+G", 10).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_prepared_and_run_by_keys_alone() {
    let (mut desk, platform, window) = furnished().await;
    let executed = |path: &str| platform.accept_log().iter().filter(|call| call.endpoint == path).count();
    window.resize(1280, 800).await;
    window.click("room-shelf-add").await;
    window.find("shelf-candidate").await;
    let tick = "document.querySelectorAll(`[data-testid='shelf-candidate']`).forEach(box => box.click())";
    window.run(tick).await;
    window.screenshot("shelf-choose").await;
    window.click("shelf-confirm").await;
    let three = "return document.querySelectorAll(`[data-testid='shelf-item'][data-state='on-shelf']`).length === 3";
    window.wait_until("three stand on the shelf", three, 20).await;
    let before = names(&window).await;
    let line = window.find_css("[data-testid='shelf-item']:nth-child(3)").await;
    line.send_keys(ALT_UP).await.expect("the line takes keys");
    drag(&window, 0, 2).await;
    assert_ne!(names(&window).await, before);
    let sorted = executed(SHELF_SORT.path);
    window.wait_for_pictures().await;
    window.run("document.querySelector('.shelf').scrollIntoView({ block: 'center' })").await;
    window.screenshot_both("shelf").await;
    for _ in 0..50 {
        if executed(SHELF_SORT.path) > sorted {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(executed(SHELF_SORT.path) - sorted, 1, "both moves are one call");

    window.click("nav-golive").await;
    window.click("golive-to-live").await;
    window.wait_for_text("live-why", "开播后才能推送", 10).await;
    window.screenshot("live-before").await;
    let room = there(&platform).await["room_id"].clone();
    let phone = Phone::scan(&format!("{}/phone?room={room}", platform.base_url()), "kaibo_anchor").await;
    phone.press("verify").await;
    phone.press("start").await;
    window.wait_for_text("live-state", "直播中", 20).await;
    window.press("n").await;
    window.wait_for_text("live-now", "¥", 10).await;
    window.press(DOWN).await;
    window.press("s").await;
    // The platform takes no change of sale while it pushes; it follows by itself.
    window.wait_for_text("live-next", "已下架", 20).await;
    window.press("m").await;
    window.wait_for_text("live-switch-mute", "开", 10).await;
    window.wait_for_pictures().await;
    window.screenshot("live").await;
    let seen = there(&platform).await;
    assert_eq!((executed(SHELF_PUSH.path), &seen["muted"]), (1, &Value::Bool(true)));
    push_from_another_program(&desk, &platform, &window).await;
    window.resize(1000, 640).await;
    window.screenshot("live-1000").await;
    window.choose("dark", "zh-CN").await;
    window.screenshot("live-dark").await;
    window.choose("light", "en").await;
    window.screenshot("live-en").await;
    window.choose("light", "zh-CN").await;
    window.press(ESCAPE).await;
    window.find("golive-to-live").await;
    for _ in 0..100 {
        if executed(SHELF_ON_SALE.path) == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let off_sale = there(&platform).await["off_sale"].clone();
    assert_eq!(off_sale.as_array().map(Vec::len), Some(1));
    window.close().await;

    desk.env.push(("GDK_SCALE".into(), "2".into()));
    let window = desk.open().await;
    window.click("nav-golive").await;
    window.click("golive-to-live").await;
    window.wait_for_pictures().await;
    window.screenshot("live-200").await;
    phone.press("end").await;
    window.wait_for_text("live-state", "已结束", 20).await;
    window.wait_for_text("live-record", "全员禁言", 10).await;
    window.screenshot("live-over").await;
    window.click("live-item").await;
    window.find("live-video").await;
    window.close().await;
}
