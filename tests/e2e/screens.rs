//! Every screen at every size and dress: nothing stands beyond the edge, no picture is missing. The screenshots are
//! left in the demo's folder for a person to look at.

use crate::support::{
    steps,
    window::{Desk, Window},
};
use std::time::Duration;

/// The places of the navigation.
pub const PLACES: [&str; 10] =
    ["today", "goods", "pictures", "rooms", "golive", "qualification", "onboarding", "storefront", "vault", "settings"];

/// Elements that stand beyond the right edge of the window, or text that is cut without an ellipsis.
const BEYOND: &str = "
    const faults = [];
    for (const element of document.querySelectorAll('button, h1, h2, h3, label, a, input, [data-testid]')) {
        const box = element.getBoundingClientRect();
        if (!box.width || !element.checkVisibility()) continue;
        if (box.right > innerWidth + 1 || box.left < -1) faults.push(element.outerHTML.slice(0, 120));
    }
    for (const element of document.querySelectorAll('body *')) {
        const says = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
        if (!says || !element.checkVisibility() || element.closest('.visually-hidden')) continue;
        const { overflowX, textOverflow } = getComputedStyle(element);
        if (overflowX !== 'hidden' || textOverflow === 'ellipsis' || element.clientWidth < 3) continue;
        if (element.scrollWidth > element.clientWidth + 1) faults.push('cut: ' + element.outerHTML.slice(0, 120));
    }
    if (document.documentElement.scrollWidth > innerWidth + 1) faults.push('the page scrolls sideways');
    return faults.join('\\n');
";

/// Presses it without the mouse: WebKitWebDriver takes the places of a page that is drawn larger for those of one that is
/// not.
async fn press(window: &Window, test_id: &str) {
    window.find(test_id).await;
    // A row is opened by the link in it.
    let script = "const found = document.querySelector(`[data-testid='TEST_ID']`);
        (found.matches('a, button') ? found : found.querySelector('a') ?? found).click()";
    window.run(&script.replace("TEST_ID", test_id)).await;
    tokio::time::sleep(Duration::from_millis(150)).await;
}

async fn walk(window: &Window, dress: &str) {
    window.wait_until("the window has its size", "return innerWidth > 400", 10).await;
    for place in PLACES {
        press(window, &format!("nav-{place}")).await;
        window.wait_for_pictures().await;
        let name = format!("{dress}-{place}");
        let gone = "return !document.querySelector('[data-testid=toast]')";
        window.wait_until("no notice stands in the picture", gone, 20).await;
        let beyond = window.run(BEYOND).await;
        window.screenshot(&name).await;
        assert_eq!(beyond, "", "{name}");
    }
    press(window, "nav-goods").await;
    press(window, "goods-row").await;
    window.find("goods-name").await;
    window.wait_for_pictures().await;
    window.screenshot(&format!("{dress}-goods-editor")).await;
    assert_eq!(window.run(BEYOND).await, "", "{dress}: goods editor");
    press(window, "nav-rooms").await;
    press(window, "room-row").await;
    window.find("room-name").await;
    window.wait_for_pictures().await;
    window.screenshot(&format!("{dress}-room-editor")).await;
    assert_eq!(window.run(BEYOND).await, "", "{dress}: room editor");
    press(window, "nav-rooms").await;
    press(window, "to-members").await;
    window.find("members-super-admin").await;
    window.screenshot(&format!("{dress}-members")).await;
    assert_eq!(window.run(BEYOND).await, "", "{dress}: members");
    press(window, "members-tab-anchors").await;
    window.find("anchor-row").await;
    window.screenshot(&format!("{dress}-anchors")).await;
    assert_eq!(window.run(BEYOND).await, "", "{dress}: anchors");
}

/// A desk with a submitted room and goods in several states.
pub async fn furnished() -> (Desk, Window) {
    let desk = Desk::new();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.click("nav-goods").await;
    window.click("goods-row").await;
    window.find_css("img[src*='/whole']").await;
    window.click("goods-submit").await;
    window.wait_for_text("goods-state", "已入库", 30).await;
    steps::submitted_room(&window, "周末上新专场").await;
    (desk, window)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_stands_in_every_size_and_dress() {
    let (mut desk, window) = furnished().await;
    window.resize(1280, 800).await;
    walk(&window, "1280x800").await;
    window.resize(1000, 640).await;
    walk(&window, "1000x640").await;
    window.choose("dark", "zh-CN").await;
    window.resize(1280, 800).await;
    walk(&window, "dark").await;
    window.choose("light", "en").await;
    window.resize(1000, 640).await;
    walk(&window, "en").await;
    // Check E4: the largest text, in the narrow window.
    window.choose_text("largest").await;
    walk(&window, "largest-en").await;
    window.choose("light", "zh-CN").await;
    walk(&window, "largest").await;
    window.choose_text("standard").await;
    window.choose("system", "zh-CN").await;
    window.close().await;

    desk.env.push(("GDK_SCALE".into(), "2".into()));
    let window = desk.open().await;
    walk(&window, "200").await;
    window.close().await;
}
