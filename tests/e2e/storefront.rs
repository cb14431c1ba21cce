//! The storefront in the real window: laid out, looked at on the phone, published to a folder after its changes were read,
//! taken back; and what the list before a start says of it.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use crate::support::{
    steps,
    window::{Desk, Window},
};
use serde_json::Value;
use std::{fs, path::Path};

const ALT_UP: &str = "\u{e00a}\u{e013}\u{e000}";

/// What the mini program reads: the version that counts.
fn read(site: &Path) -> Value {
    let json = |path: &Path| -> Value { serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON") };
    let pointer = json(&site.join("current.json"));
    json(&site.join(pointer["document"].as_str().expect("a path")))
}

fn titles(document: &Value) -> Vec<&str> {
    let rooms = document["rooms"].as_array().expect("rooms");
    rooms.iter().filter_map(|room| room["title"].as_str()).collect()
}

/// Waits until the lines of the list are these, in this order.
async fn wait_for_rooms(window: &Window, names: &[&str]) {
    let script = format!(
        "return [...document.querySelectorAll(`[data-testid='storefront-room'][data-line] .line__name`)]
            .map(name => name.innerText).join('|') === '{}'",
        names.join("|")
    );
    window.wait_until(&names.join(", "), &script, 10).await;
}

/// Opens the plan, checks what it says, and publishes it.
async fn publish(window: &Window, said: &str, version: u32) {
    window.click("storefront-publish").await;
    window.wait_for_text("storefront-plan", said, 20).await;
    window.screenshot(&format!("plan-{version}")).await;
    window.click("storefront-confirm").await;
    window.wait_for_text("storefront-published", &format!("第 {version} 版"), 20).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storefront_is_laid_out_published_and_taken_back() {
    let desk = Desk::new();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.resize(1280, 800).await;
    window.click("nav-storefront").await;
    window.find("storefront-rooms").await;
    window.screenshot("storefront-empty").await;
    for name in ["双十二预热", "双十二之夜"] {
        steps::submitted_room(&window, name).await;
    }
    window.click("nav-storefront").await;
    wait_for_rooms(&window, &["双十二预热", "双十二之夜"]).await;

    // The entrance: its name on the phone as it is typed, its place by keys.
    steps::retype(&window, "storefront-name", "今晚看直播").await;
    window.wait_for_text("phone-entrance", "今晚看直播", 5).await;
    window.click("storefront-icon-play").await;
    window.type_into("block-live", ALT_UP).await;
    let second_to_last =
        "return [...document.querySelectorAll('.blocks > *')].map(block => block.dataset.testid).join(' ')
        === 'block-search block-banner block-live block-nav block-goods'";
    window.wait_until("the entrance stands above the navigation", second_to_last, 10).await;
    window.wait_for_pictures().await;
    window.screenshot("storefront-home").await;
    let width = window.run("return document.querySelector('.phone').clientWidth").await;
    assert_eq!(width, 375, "the phone is 375 points wide");

    let site = desk.path().join("site");
    fs::create_dir(&site).expect("a folder");
    window.answer_dialogs_with(&site);
    window.click("storefront-choose").await;
    window.wait_for_text("storefront-folder", "site", 10).await;
    publish(&window, "第一次发布：2 场直播", 1).await;
    let first = read(&site);
    assert_eq!(titles(&first), ["双十二预热", "双十二之夜"]);
    assert_eq!((&first["entrance"]["name"], &first["entrance"]["position"]), (&"今晚看直播".into(), &2.into()));
    for picture in first["pictures"].as_array().expect("pictures") {
        let file = site.join(picture["file"].as_str().expect("a path"));
        assert_eq!(fs::metadata(&file).expect("a picture").len(), picture["bytes"], "{}", file.display());
    }

    // The second one is pinned: the list, the phone and the plan say so.
    let pin = "document.querySelectorAll(`[data-testid='storefront-pin']`)[1].click()";
    window.run(pin).await;
    wait_for_rooms(&window, &["双十二之夜", "双十二预热"]).await;
    window.click("storefront-page-list").await;
    window.find("phone-room").await;
    window.wait_for_pictures().await;
    window.screenshot("storefront-list").await;
    let on_phone = "return document.querySelector(`[data-testid='phone-room'] .title`).innerText === '双十二之夜'";
    window.wait_until("the phone shows the same order", on_phone, 10).await;
    publish(&window, "置顶：否 → 是", 2).await;
    assert_eq!(titles(&read(&site)), ["双十二之夜", "双十二预热"]);
    window.click("storefront-publish").await;
    window.find("storefront-nothing").await;
    window.press("\u{e00c}").await;

    window.click("storefront-history").await;
    window.click("storefront-back").await;
    window.screenshot("storefront-back").await;
    window.click("storefront-back-confirm").await;
    window.wait_for_text("storefront-published", "第 1 版", 20).await;
    assert_eq!(read(&site), first, "the very same");

    // Before the start: what buyers see of the room.
    window.click("nav-golive").await;
    window.wait_for_text("check-storefront", "店面里能看到这场直播", 20).await;
    let right = "return document.querySelector(`[data-testid='check-storefront']`).dataset.state";
    assert_eq!(window.run(right).await, "right");
    window.click("nav-storefront").await;
    let hide = "document.querySelectorAll(`[data-testid='storefront-hide']`).forEach(button => button.click())";
    window.run(hide).await;
    window.find("storefront-rooms").await;
    window.click("nav-golive").await;
    window.click("check-storefront-go").await;
    window.find("storefront-absent").await;

    // A folder that is gone: said in words, and the old version is where it was.
    fs::rename(&site, desk.path().join("away")).expect("moved");
    window.click("storefront-publish").await;
    let said = "return document.querySelector('dialog[open]')?.innerText.includes('找不到发布的文件夹')";
    window.wait_until("it is said that the folder is gone", said, 20).await;
    window.press("\u{e00c}").await;
    assert_eq!(read(&desk.path().join("away")), first);

    for (width, appearance, language) in [(1000, "light", "zh-CN"), (1280, "dark", "zh-CN"), (1000, "light", "en")] {
        window.choose(appearance, language).await;
        window.resize(width, 720).await;
        window.click("nav-storefront").await;
        window.wait_for_pictures().await;
        window.screenshot(&format!("storefront-{width}-{appearance}-{language}")).await;
        let sideways = window.run("return document.documentElement.scrollWidth > innerWidth + 1").await;
        assert_eq!(sideways, false, "{width} {appearance} {language}");
    }
    window.close().await;
}

/// The colour in the middle of the only published cover.
fn middle_of_cover(site: &Path) -> [u8; 3] {
    let document = read(site);
    let cover = document["rooms"][0]["cover"].as_str().expect("a cover");
    let bytes = fs::read(site.join(cover)).expect("a file");
    let drawn = turbojpeg::decompress(&bytes, turbojpeg::PixelFormat::RGB).expect("a picture");
    assert_eq!((drawn.width, drawn.height), (750, 750));
    let middle = 375 * drawn.pitch + 375 * 3;
    [drawn.pixels[middle], drawn.pixels[middle + 1], drawn.pixels[middle + 2]]
}

/// Waits until the phone's first cover is the picture that will be published, not the whole one cropped in the window.
async fn wait_for_phone(window: &Window) {
    let script = "return document.querySelector(`[data-testid='phone-room'] .crop__real`)?.offsetParent != null";
    window.wait_until("the phone shows the cover", script, 20).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cover_is_dropped_on_its_row_aimed_and_published() {
    let desk = Desk::new();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.resize(1280, 900).await;
    steps::submitted_room(&window, "双十二之夜").await;
    let (photo, text) = (desk.path().join("cover.png"), desk.path().join("prices.txt"));
    let halves = |x: u32| if x < 600 { image::Rgb([200, 30, 40]) } else { image::Rgb([30, 60, 200]) };
    image::RgbImage::from_fn(1200, 800, |x, _| halves(x)).save(&photo).expect("a picture");
    fs::write(&text, "199.00").expect("a file");
    window.click("nav-storefront").await;
    wait_for_rooms(&window, &["双十二之夜"]).await;

    let drag = window.drag_files("storefront-room", &[&text]).await;
    let held = "return document.querySelector('.line--over')?.innerText.includes('松开鼠标，用作封面')";
    window.wait_until("the row is where it would be dropped", held, 10).await;
    window.screenshot("cover-held").await;
    drag.let_go();
    window.wait_for_text("storefront-own", "不是图片", 20).await;
    window.screenshot("cover-refused").await;
    // Beside every row nothing is taken, and that is said.
    window.drop_files("storefront-phone", &[&photo]).await;
    let said = "return document.body.innerText.includes('没有使用这张图片')";
    window.wait_until("it is said that the picture was not used", said, 10).await;
    window.drop_files("storefront-room", &[&photo]).await;
    window.find("picture-focus").await;
    wait_for_phone(&window).await;
    let at = |percent: u8| {
        format!("document.querySelector(`[data-testid='picture-focus']`).ariaValueText === '{percent}%, 50%'")
    };

    // By keys to the left, where it is red; the phone follows before anything is saved.
    let before =
        window.run("return document.querySelector(`[data-testid='phone-room'] .crop__whole`).style.left").await;
    let to_the_left =
        "\u{e008}\u{e012}\u{e012}\u{e012}\u{e012}\u{e012}\u{e012}\u{e012}\u{e012}\u{e012}\u{e012}\u{e000}";
    window.type_into("picture-focus", to_the_left).await;
    window.wait_until("the focus is at the left", &format!("return {}", at(0)), 10).await;
    let after = window.run("return document.querySelector(`[data-testid='phone-room'] .crop__whole`).style.left").await;
    assert_ne!(before, after);
    assert_eq!(after, "0%");
    wait_for_phone(&window).await;
    window.screenshot("cover-aimed").await;

    let site = desk.path().join("site");
    fs::create_dir(&site).expect("a folder");
    window.answer_dialogs_with(&site);
    window.click("storefront-choose").await;
    window.wait_for_text("storefront-folder", "site", 10).await;
    publish(&window, "第一次发布", 1).await;
    let [red, _, blue] = middle_of_cover(&site);
    assert!(red > 150 && blue < 90, "{red} {blue}");
    // By the mouse to the right, where it is blue.
    steps::drag_by(&window, "[data-testid='picture-focus']", (350, 100)).await;
    let right = "return document.querySelector(`[data-testid='picture-focus']`).ariaValueNow > 90";
    window.wait_until("the focus is at the right", right, 10).await;
    publish(&window, "封面已更改", 2).await;
    let [red, _, blue] = middle_of_cover(&site);
    assert!(blue > 150 && red < 90, "{red} {blue}");

    // With larger text the row under the hand is still the row that gets it.
    window.choose_text("largest").await;
    window.drop_files("storefront-room", &[&text]).await;
    window.wait_for_text("storefront-own", "不是图片", 20).await;
    window.screenshot("cover-largest").await;
    window.choose_text("standard").await;
    window.drop_files("storefront-icon-bag", &[&photo]).await;
    window.wait_for_text("storefront-own", "自己的入口图标", 10).await;
    window.find("picture-focus").await;
    window.wait_for_pictures().await;
    window.screenshot("icon-aimed").await;
    window.click("storefront-cover").await;
    for (width, appearance, language) in [(1000, "light", "zh-CN"), (1280, "dark", "zh-CN"), (1000, "light", "en")] {
        window.choose(appearance, language).await;
        window.resize(width, 760).await;
        window.find("picture-focus").await;
        window.wait_for_pictures().await;
        window.screenshot(&format!("cover-{width}-{appearance}-{language}")).await;
        let sideways = window.run("return document.documentElement.scrollWidth > innerWidth + 1").await;
        assert_eq!(sideways, false, "{width} {appearance} {language}");
    }
    window.type_into("storefront-own-done", "\u{e00c}").await;
    let closed = "return document.querySelector(`[data-testid='storefront-own']`) === null
        && document.activeElement.dataset.testid === 'storefront-room'";
    window.wait_until("Escape leads back to the row", closed, 10).await;
    window.close().await;
}
