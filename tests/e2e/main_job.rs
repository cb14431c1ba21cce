//! The main job in the real window: a good from a photo, its audit, a room, the start code, live, ended.
//! Every step is a clerk's own: keys and presses in the window, the anchor's phone over HTTP.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{
    phone::Phone,
    photo,
    window::{Desk, Window, read_code},
};
use std::time::{Duration, Instant};

const PASSPHRASE: &str = "九点开播九点开播";

#[tokio::test]
async fn a_clerk_prepares_a_good_and_a_room_and_the_anchor_goes_live() {
    let begun = Instant::now();
    let desk = Desk::new();
    let photo = photo::twelve_megapixels(desk.path());
    let window = desk.open().await;
    main_job(&window, async |field| {
        window.answer_dialogs_with(&photo);
        window.click(field).await;
    })
    .await;
    window.close().await;
    assert!(begun.elapsed() < Duration::from_secs(180), "the main job took {:?}", begun.elapsed());
    eprintln!("the main job took {:.1} s", begun.elapsed().as_secs_f32());
}

/// As it is installed it takes no answers from a test, and nothing here needs them: the key comes by a passphrase, the photo
/// is dropped. `cargo xtask bundle --try` runs this with the installed program on a clean system.
#[tokio::test]
async fn the_program_by_itself_does_the_main_job() {
    let mut desk = Desk::new();
    desk.without_keychain = true;
    let photo = photo::twelve_megapixels(desk.path());
    let window = desk.open().await;
    window.type_into("passphrase-input", PASSPHRASE).await;
    window.type_into("passphrase-confirm", PASSPHRASE).await;
    window.click("passphrase-submit").await;
    main_job(&window, async |field| window.drop_files(field, &[&photo]).await).await;
    window.close().await;
    // What was done is there at the next start.
    let window = desk.open().await;
    window.type_into("passphrase-input", PASSPHRASE).await;
    window.click("passphrase-submit").await;
    window.click("nav-rooms").await;
    let listed = "return document.querySelector(`[data-testid='room-row']`)?.closest('main')?.innerText.includes('周末上新专场')";
    window.wait_until("the room is listed", listed, 20).await;
    window.screenshot("again").await;
    window.close().await;
}

/// From the first choice to the end of a live room; `pick` brings the photo to a field of pictures.
async fn main_job(window: &Window, pick: impl AsyncFn(&str)) {
    window.find("welcome-practice").await;
    window.screenshot_both("welcome").await;
    window.click("welcome-practice").await;
    window.find("nav-goods").await;
    window.screenshot("today").await;

    window.click("nav-goods").await;
    window.find("goods-row").await;
    window.click("goods-new").await;
    window.type_into("goods-name", "法式雪纺长裙").await;
    window.type_into("goods-price", "199.00").await;
    window.type_into("goods-path", "pages/goods/index?id=2001").await;
    pick("goods-pick-picture").await;
    window.wait_for_picked_picture().await;
    window.wait_for_text("save-state", "已保存", 10).await;
    window.screenshot("goods-draft").await;
    window.click("goods-submit").await;
    window.wait_for_text("goods-state", "审核中", 20).await;
    window.screenshot("goods-auditing").await;
    window.wait_for_text("goods-state", "已入库", 20).await;
    window.screenshot("goods-approved").await;

    window.click("nav-rooms").await;
    window.click("rooms-new").await;
    window.type_into("room-name", "周末上新专场").await;
    window.click("room-soon").await;
    window.type_into("room-anchor-name", "小开").await;
    window.type_into("room-anchor-wechat", "kaibo_anchor").await;
    pick("room-pick-picture").await;
    window.wait_for_picked_picture().await;
    window.wait_for_text("save-state", "已保存", 10).await;
    window.click("room-shelf-add").await;
    window.click("shelf-candidate").await;
    window.click("shelf-confirm").await;
    window.screenshot("room-draft").await;
    window.click("room-submit").await;
    window.wait_for_text("room-state", "未开始", 20).await;
    window.screenshot("room-submitted").await;

    window.click("nav-golive").await;
    window.find("golive-code").await;
    window.wait_for_pictures().await;
    let shown = window.screenshot("golive-code").await;
    let address = read_code(&shown).expect("the start code reads from the screen");
    let phone = Phone::scan(&address, "kaibo_anchor").await;
    phone.press("verify").await;
    phone.press("start").await;
    window.wait_for_text("golive-state", "直播中", 10).await;
    window.screenshot("golive-live").await;
    phone.press("end").await;
    window.wait_for_text("golive-state", "已结束", 10).await;
    window.screenshot("golive-ended").await;
}
