//! Every screen at every size and dress: nothing stands beyond the edge, no picture is missing. The screenshots are
//! left in the demo's folder for a person to look at.

use crate::support::{
    steps,
    window::{Desk, Window},
};

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
    if (document.documentElement.scrollWidth > innerWidth + 1) faults.push('the page scrolls sideways');
    return faults.join('\\n');
";

async fn walk(window: &Window, dress: &str) {
    for place in PLACES {
        window.click(&format!("nav-{place}")).await;
        window.wait_for_pictures().await;
        let name = format!("{dress}-{place}");
        let beyond = window.run(BEYOND).await;
        window.screenshot(&name).await;
        assert_eq!(beyond, "", "{name}");
    }
    window.click("nav-goods").await;
    window.click("goods-row").await;
    window.find("goods-name").await;
    window.wait_for_pictures().await;
    window.screenshot(&format!("{dress}-goods-editor")).await;
    assert_eq!(window.run(BEYOND).await, "", "{dress}: goods editor");
    window.click("nav-rooms").await;
    window.click("room-row").await;
    window.find("room-name").await;
    window.wait_for_pictures().await;
    window.screenshot(&format!("{dress}-room-editor")).await;
    assert_eq!(window.run(BEYOND).await, "", "{dress}: room editor");
    window.click("nav-rooms").await;
    window.click("to-members").await;
    window.find("members-super-admin").await;
    window.screenshot(&format!("{dress}-members")).await;
    assert_eq!(window.run(BEYOND).await, "", "{dress}: members");
    window.click("members-tab-anchors").await;
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
    window.choose("system", "zh-CN").await;
    window.close().await;

    desk.env.push(("GDK_SCALE".into(), "2".into()));
    let window = desk.open().await;
    walk(&window, "200").await;
    window.close().await;
}
