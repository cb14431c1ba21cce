//! What staff do again and again in the window.

use super::{
    window::{Desk, Window},
    workbook::FaultyRow,
};
use fantoccini::actions::{InputSource, MouseActions, PointerAction, WheelAction, WheelActions};
use kaibo_domain::time::HOUR_MS;
use kaibo_sandbox::{Sandbox, SandboxConfig};
use std::{path::Path, time::Duration};

/// A first start: the sample shop on the practice platform, its goods in view, and a new good with all its text.
pub async fn new_good(window: &Window, name: &str) {
    window.click("welcome-practice").await;
    window.click("nav-goods").await;
    window.find("goods-row").await;
    window.click("goods-new").await;
    window.type_into("goods-name", name).await;
    window.type_into("goods-price", "59.90").await;
    window.type_into("goods-path", "pages/goods/index?id=59").await;
}

/// A new room that lacks nothing but a time.
pub async fn new_room(window: &Window, name: &str) {
    window.answer_dialogs_with(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/practice/room.jpg"));
    window.click("nav-rooms").await;
    window.click("rooms-new").await;
    window.type_into("room-name", name).await;
    window.type_into("room-anchor-name", "小开").await;
    window.type_into("room-anchor-wechat", "kaibo_anchor").await;
    window.click("room-pick-picture").await;
    window.wait_for_picked_picture().await;
}

/// A room on the platform that starts soon.
pub async fn submitted_room(window: &Window, name: &str) {
    new_room(window, name).await;
    window.click("room-soon").await;
    window.click("room-submit").await;
    window.wait_for_text("room-state", "未开始", 20).await;
}

/// A desk on a practice platform of the test's own, where one can see what was sent.
pub async fn desk_and_platform() -> (Desk, Sandbox) {
    let platform = Sandbox::start(SandboxConfig::default()).await.expect("a practice platform");
    let mut desk = Desk::new();
    desk.env.push(("KAIBO_TEST_PRACTICE".into(), platform.base_url().to_owned()));
    (desk, platform)
}

/// Writes something else into a field and leaves it.
pub async fn retype(window: &Window, field: &str, text: &str) {
    window.clear(field).await;
    window.type_into(field, &format!("{text}\u{e004}")).await;
}

/// Mends the faulty rows of the import at hand, each with the keyboard, until none is left.
pub async fn mend(window: &Window, faulty: &[FaultyRow]) {
    window.click("import-filter-faulty").await;
    for FaultyRow { row, field, said, mended } in faulty {
        let cell = format!("import-{field}-{row}");
        assert_eq!(&window.value(&cell).await, said);
        retype(window, &cell, mended).await;
    }
    window.wait_for_text("import-counts", "没有需要修改的行", 20).await;
}

/// Turns the wheel over an element, down by so many pixels.
pub async fn wheel(window: &Window, test_id: &str, pixels: i64) {
    let (x, y, ..) = window.find(test_id).await.rectangle().await.expect("its place");
    let (x, y) = (x as i64 + 100, y as i64 + 100);
    let scroll = WheelAction::Scroll { x, y, delta_x: 0, delta_y: pixels, duration: None };
    let turned = window.client.perform_actions(WheelActions::new("wheel".into()).then(scroll)).await;
    turned.expect("the wheel turns");
}

/// Takes hold of an element near its upper left corner and lets it go so many pixels away.
pub async fn drag_by(window: &Window, css: &str, (x, y): (i64, i64)) {
    let element = window.find_css(css).await;
    window.run(&format!("document.querySelector(`{css}`).scrollIntoView({{ block: 'center' }})")).await;
    let (left, top, ..) = element.rectangle().await.expect("its place");
    let (left, top) = (left as i64 + 20, top as i64 + 8);
    let to = |x: i64, y: i64| {
        let duration = Some(Duration::from_millis(50));
        PointerAction::MoveTo { duration, x: x as f64, y: y as f64 }
    };
    let drag = MouseActions::new("mouse".into())
        .then(to(left, top))
        .then(PointerAction::Down { button: 0 })
        .then(to(left + x / 2, top + y / 2))
        .then(to(left + x, top + y))
        .then(PointerAction::Up { button: 0 });
    window.client.perform_actions(drag).await.expect("the mouse moves");
}

/// As a clerk writes the moment so many milliseconds from now, in Beijing.
pub async fn from_now(window: &Window, ms: i64) -> String {
    let script = format!("return new Date(Date.now() + {} + {ms}).toISOString().slice(0, 16)", 8 * HOUR_MS);
    window.run(&script).await.as_str().expect("a moment").replace('T', " ")
}
