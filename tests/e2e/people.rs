//! Anchors in the real window: one who is not verified scans the code on the screen and the room is made; who helps in a
//! room; the shop's own list by keyboard.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]
use crate::support::{
    decoders, phone,
    steps::{desk_and_platform, new_room, retype},
    window::Window,
};
use kaibo_domain::platform::endpoint::{ASSISTANT_ADD, ROLE_ADD, ROOM_CREATE, SUB_ANCHOR_ADD};

/// What the code on the screen says, as two decoders read it there.
async fn scanned(window: &Window, name: &str) -> String {
    window.find("real-name-code").await;
    window.wait_for_pictures().await;
    let place = "
        const box = document.querySelector('[data-testid=real-name-code]').getBoundingClientRect()
        return [box.x, box.y, box.width, box.height].map((px) => Math.round(px * devicePixelRatio))";
    let [x, y, width, height]: [u32; 4] = serde_json::from_value(window.run(place).await).expect("its place");
    let screen = image::load_from_memory(&window.screenshot(name).await).expect("a picture");
    let mut png = std::io::Cursor::new(Vec::new());
    screen.crop_imm(x, y, width, height).write_to(&mut png, image::ImageFormat::Png).expect("a PNG");
    decoders::read(png.get_ref()).expect("the code on the screen can be read")
}

/// Shows what is on the screen in every size and dress.
async fn in_every_dress(window: &Window, name: &str) {
    window.resize(1000, 640).await;
    window.screenshot(&format!("{name}-1000x640")).await;
    window.choose("dark", "en").await;
    window.screenshot(&format!("{name}-dark-en")).await;
    window.choose("system", "zh-CN").await;
    window.resize(1280, 800).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_anchor_scans_the_code_on_the_screen_and_the_room_is_made() {
    let (mut desk, platform) = desk_and_platform().await;
    let window = desk.open().await;
    let executed = |path: &str| platform.accept_log().iter().filter(|call| call.endpoint == path).count();
    window.click("welcome-practice").await;
    window.resize(1280, 800).await;
    new_room(&window, "周三晚八点直播").await;
    retype(&window, "room-anchor-wechat", "unverified_1").await;
    window.click("room-soon").await;
    window.click("room-submit").await;
    window.wait_for_text("room-verify", "扫这个码完成一次实名认证", 30).await;
    let address = scanned(&window, "verify").await;
    window.close().await;

    // Dark, and at twice the pixels, it can be read as well.
    desk.env.push(("GDK_SCALE".into(), "2".into()));
    let window = desk.open().await;
    window.click("nav-rooms").await;
    window.click("room-row").await;
    window.choose("dark", "zh-CN").await;
    assert_eq!(scanned(&window, "verify-dark-200").await, address);
    window.choose("system", "zh-CN").await;
    window.close().await;
    desk.env.pop();

    let window = desk.open().await;
    window.click("nav-rooms").await;
    window.click("room-row").await;
    window.resize(1280, 800).await;
    window.find("real-name-code").await;
    in_every_dress(&window, "verify").await;
    window.resize(1000, 640).await;
    window.click("nav-rooms").await;
    window.click("room-row").await;
    assert_eq!(scanned(&window, "verify-small").await, address, "all of it is to be seen in the least window too");
    window.resize(1280, 800).await;
    phone::verify_real_name(&address).await;
    window.click("room-verified").await;
    window.wait_for_text("room-editor-state", "未开始", 30).await;
    assert_eq!(executed(ROOM_CREATE.path), 1);
    window
        .wait_until("nobody has to scan any more", "return !document.querySelector('[data-testid=room-verify]')", 10)
        .await;

    window.click("room-people").await;
    window.type_into("people-deputy-wechat", "kaibo_anchor2\u{e007}").await;
    window.wait_for_text("people-deputy", "kaibo_anchor2", 20).await;
    window.type_into("assistant-wechat", "nobody_01").await;
    window.type_into("assistant-nickname", "小助\u{e007}").await;
    window.wait_for_fault("assistant-wechat", "平台找不到这个微信号").await;
    window.clear("assistant-wechat").await;
    window.type_into("assistant-wechat", "helper_01\u{e007}").await;
    window.wait_for_text("people-assistants", "小助（helper_01）", 20).await;
    window.screenshot("people").await;
    assert_eq!((executed(SUB_ANCHOR_ADD.path), executed(ASSISTANT_ADD.path)), (1, 1));
    window.click("assistant-remove").await;
    window.wait_for_text("people-assistants", "还没有小助手", 20).await;
    window.click("people-deputy-clear").await;
    window.wait_for_text("people-deputy", "没有副号", 20).await;
    window.click("people-close").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_anchors_is_kept_by_keyboard() {
    let (desk, platform) = desk_and_platform().await;
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.resize(1280, 800).await;
    window.click("nav-rooms").await;
    window.click("to-members").await;
    window.click("members-tab-anchors").await;
    window.find("anchor-row").await;
    window.press("\u{e009}n\u{e000}").await;
    window.type_into("anchor-name", "播播老师\u{e004}unverified_8\u{e004}13800138000\u{e007}").await;
    window.wait_for_text("toast", "已保存“播播老师”", 20).await;
    window.type_into("anchors-search", "bbls").await;
    window
        .wait_until("one is found", "return document.querySelectorAll('[data-testid=anchor-row]').length === 1", 10)
        .await;
    window.wait_for_text("anchor-row", "138****8000", 10).await;
    window.click("anchor-give-role").await;
    window.wait_for_text("anchor-real-name", "未实名认证", 30).await;
    window.click("anchor-code").await;
    let address = scanned(&window, "anchor-code").await;
    phone::verify_real_name(&address).await;
    window.click("code-again").await;
    window.wait_for_text("anchor-real-name", "已实名认证", 30).await;
    window.wait_for_text("anchor-row", "已生效", 30).await;
    assert_eq!(platform.accept_log().iter().filter(|call| call.endpoint == ROLE_ADD.path).count(), 1);
    window.clear("anchors-search").await;
    window
        .wait_until("all are there", "return document.querySelectorAll('[data-testid=anchor-row]').length === 2", 10)
        .await;
    window.screenshot("anchors").await;
    in_every_dress(&window, "anchors").await;

    window.click("anchor-edit").await;
    window.find("anchor-phone").await;
    window.screenshot("anchor-edit").await;
    window.type_into("anchor-phone", "\u{e00c}").await;
    window.click("nav-rooms").await;
    window.click("rooms-new").await;
    window.type_into("room-anchor-name", "bobo").await;
    window.wait_for_text("anchor-suggestion", "播播老师", 10).await;
    window.screenshot("room-anchor").await;
    window.click("anchor-suggestion").await;
    assert_eq!(window.value("room-anchor-wechat").await, "unverified_8");
    window.close().await;
}
