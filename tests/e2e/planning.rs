//! Planning in the real window: a week made with mouse and keyboard, an anchor wanted twice, rooms repeated, submitted
//! together and created once; both views in every size and dress.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use crate::support::{
    steps::{desk_and_platform, drag_by, from_now, new_room, retype},
    window::{Desk, Window},
};
use kaibo_domain::{
    platform::endpoint,
    time::{DAY_MS, HOUR_MS},
};
use std::time::Duration;

/// Shift with an arrow key, and without it again.
const SHIFT_DOWN: &str = "\u{e008}\u{e015}\u{e000}";
const SHIFT_RIGHT: &str = "\u{e008}\u{e014}\u{e000}";
const PAGE_DOWN: &str = "\u{e00f}";
const ENTER: &str = "\u{e007}";
const LEFT: &str = "\u{e012}";

/// Elements that stand beyond the edge of the window.
const BEYOND: &str = "
    const beyond = [];
    for (const element of document.querySelectorAll('.place-split button, .place-split input, dialog[open] *, h1, h2')) {
        const box = element.getBoundingClientRect();
        if (!box.width || !element.checkVisibility()) continue;
        if (box.right > innerWidth + 1 || box.left < -1) beyond.push(element.outerHTML.slice(0, 120));
    }
    if (document.documentElement.scrollWidth > innerWidth + 1) beyond.push('the page scrolls sideways');
    return beyond.join('\\n')
";

/// The window in a normal and a narrow size, light and dark, and in English.
async fn look(window: &Window, name: &str) {
    for (width, height, appearance, language) in [
        (1280, 800, "light", "zh-CN"),
        (1000, 640, "light", "zh-CN"),
        (1280, 800, "dark", "zh-CN"),
        (1000, 640, "light", "en"),
    ] {
        window.resize(width, height).await;
        window.choose(appearance, language).await;
        window.screenshot(&format!("{name}-{width}-{appearance}-{language}")).await;
        assert_eq!(window.run(BEYOND).await, "", "{name} {width} {appearance} {language}");
    }
    window.resize(1280, 800).await;
    window.choose("light", "zh-CN").await;
}

/// Where the block of that room begins, minutes after midnight, and in which of the seven days.
async fn place_of(window: &Window, name: &str) -> (i64, i64) {
    let script = format!(
        "const block = [...document.querySelectorAll('[data-testid=week-room]')].find((one) => one.innerText.includes('{name}'));
        const [hours, minutes] = block.querySelector('.block__time').innerText.split('–')[0].split(':').map(Number);
        return [Number(block.dataset.day), hours * 60 + minutes]"
    );
    serde_json::from_value(window.run(&script).await).expect("a place in the week")
}

async fn wait_for_place(window: &Window, name: &str, place: (i64, i64)) {
    let deadline = std::time::Instant::now() + Duration::from_secs(10);
    loop {
        let seen = place_of(window, name).await;
        if seen == place {
            return;
        }
        assert!(std::time::Instant::now() < deadline, "{name} stands at {seen:?}, not {place:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn open_week(window: &Window) {
    window.click("nav-rooms").await;
    window.find_css("[data-testid=rooms-view-week]").await.click().await.unwrap();
    window.find("week-title").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_is_planned_by_mouse_and_keys_and_submitted_once() {
    let (mut desk, platform) = desk_and_platform().await;
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.resize(1280, 800).await;
    new_room(&window, "周三上新专场").await;
    window.click("room-tomorrow").await;
    window.click("room-save-template").await;

    // An empty hour of next week by the mouse, another by keys.
    open_week(&window).await;
    window.press(PAGE_DOWN).await;
    window.find_css("[data-hour='2-20']").await.click().await.unwrap();
    window.find("room-name").await;
    retype(&window, "room-name", "鼠标新建的专场").await;
    retype(&window, "room-anchor-name", "小开").await;
    retype(&window, "room-anchor-wechat", "kaibo_anchor").await;
    window.click("nav-rooms").await;
    wait_for_place(&window, "鼠标新建", (2, 20 * 60)).await;
    let cell = window.find_css("[data-hour='2-20']").await;
    cell.send_keys(LEFT).await.unwrap();
    window.find_css("[data-hour='1-20']:focus").await.send_keys(ENTER).await.unwrap();
    window.find("room-name").await;
    retype(&window, "room-name", "键盘新建的专场").await;
    retype(&window, "room-anchor-name", "小开").await;
    retype(&window, "room-anchor-wechat", "kaibo_anchor").await;
    window.click("nav-rooms").await;

    // Moved by keys onto the other's time: the anchor would have to be in both.
    wait_for_place(&window, "键盘新建", (1, 20 * 60)).await;
    let block = "[data-testid=week-room][aria-label*='· 键盘新建']";
    window.find_css(block).await.send_keys(SHIFT_DOWN).await.unwrap();
    wait_for_place(&window, "键盘新建", (1, 20 * 60 + 15)).await;
    window.find_css(block).await.send_keys(SHIFT_RIGHT).await.unwrap();
    wait_for_place(&window, "键盘新建", (2, 20 * 60 + 15)).await;
    window.find("week-clash").await;
    // Above the notes at the foot of the window.
    window.run("document.querySelector('[data-testid=week-scroll]').scrollTop = 10_000").await;
    look(&window, "week").await;
    window.find_css(block).await.click().await.unwrap();
    window.wait_for_text("room-clash-note", "鼠标新建的专场", 10).await;
    look(&window, "clash").await;
    window.click("nav-rooms").await;
    // One day and two hours away, at 44 pixels an hour.
    let width = window.run("return document.querySelector('.week__day').clientWidth").await.as_i64().unwrap();
    drag_by(&window, block, (width, 88)).await;
    wait_for_place(&window, "键盘新建", (3, 22 * 60 + 15)).await;
    let clashes = "return document.querySelectorAll('[data-testid=week-clash]').length === 0";
    window.wait_until("no anchor is wanted twice", clashes, 10).await;

    // From a template: repeated, and all of them submitted together.
    window.click("rooms-from-template").await;
    let template = "return document.querySelector('[data-testid=room-template]')?.innerText.includes('周三上新专场')";
    window.wait_until("the template is listed", template, 10).await;
    window.screenshot("templates").await;
    window.click("room-template-use").await;
    window.wait_for_text("room-editor-state", "草稿", 10).await;
    retype(&window, "room-start", &from_now(&window, 3 * DAY_MS + HOUR_MS).await).await;
    window.click("room-repeat").await;
    window.clear("room-repeat-weeks").await;
    window.type_into("room-repeat-weeks", "3").await;
    window.screenshot("repeat").await;
    window.click("room-repeat-run").await;
    window.click("nav-rooms").await;
    window.find_css("[data-testid=rooms-view-list]").await.click().await.unwrap();
    let seven = "return document.querySelectorAll('[data-testid=room-row]').length === 7";
    window.wait_until("all rooms are listed", seven, 10).await;
    look(&window, "list").await;
    window.click("rooms-select-all").await;
    window.wait_for_text("rooms-chosen", "7 / 7", 10).await;
    window.click("rooms-submit-selected").await;
    let refused = "return document.querySelector('[data-testid=rooms-refused]')?.innerText.includes('鼠标新建的专场')";
    window.wait_until("the refused are named", refused, 10).await;
    window.screenshot("refused").await;
    window.click("rooms-refused-close").await;
    let five =
        "return document.querySelector('[data-testid=rooms-filter-planned]').parentElement.innerText.includes('5')";
    window.wait_until("five rooms are on the platform", five, 30).await;
    let created = platform.accept_log().iter().filter(|call| call.endpoint == endpoint::ROOM_CREATE.path).count();
    assert_eq!(created, 5);
    window.find_css("[data-testid=rooms-filter-draft]").await.click().await.unwrap();
    let two = "return document.querySelectorAll('[data-testid=room-row]').length === 2";
    window.wait_until("only the drafts are listed", two, 10).await;
    open_week(&window).await;
    window.screenshot("this-week").await;
    window.close().await;

    desk.env.push(("GDK_SCALE".into(), "2".into()));
    twice_as_large(&desk).await;
}

async fn twice_as_large(desk: &Desk) {
    let window = desk.open().await;
    window.click("nav-rooms").await;
    // The view is remembered.
    window.find("week-title").await;
    window.press(PAGE_DOWN).await;
    window.screenshot("week-200").await;
    assert_eq!(window.run(BEYOND).await, "", "200");
    window.close().await;
}
