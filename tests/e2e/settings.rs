//! 设置: how large everything is drawn, and what the program is made of.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::window::{Desk, Window};

/// CSS pixels across the window: fewer, the larger everything is drawn.
async fn width(window: &Window) -> f64 {
    window.run("return innerWidth").await.as_f64().expect("a width")
}

async fn wait_for_width(window: &Window, pixels: f64) {
    let script = format!("return Math.abs(innerWidth - {pixels}) <= 2");
    window.wait_until(&format!("the window is {pixels} CSS pixels wide"), &script, 10).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_text_size_is_applied_at_once_remembered_and_changed_by_keys() {
    let desk = Desk::new();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.click("nav-settings").await;
    let usual = width(&window).await;
    window.click("settings-text-size-largest").await;
    wait_for_width(&window, usual / 1.3).await;
    window.screenshot("text-largest").await;
    // Ctrl −, Ctrl 0 and Ctrl +: what they choose is the setting.
    window.press("\u{e009}-\u{e000}").await;
    wait_for_width(&window, usual / 1.15).await;
    window.press("\u{e009}0\u{e000}").await;
    wait_for_width(&window, usual).await;
    window.press("\u{e009}=\u{e000}").await;
    wait_for_width(&window, usual / 1.15).await;
    window
        .wait_until(
            "it is chosen",
            "return document.querySelector(`[data-testid='settings-text-size-large']`).checked",
            10,
        )
        .await;
    window.close().await;

    let window = desk.open().await;
    window.find("nav-settings").await;
    wait_for_width(&window, usual / 1.15).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_licences_of_all_packages_are_there_to_read() {
    let desk = Desk::new();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.click("nav-settings").await;
    window.wait_for_text("about-folder", desk.data().to_str().expect("a readable path"), 10).await;
    window.screenshot("about").await;
    window.click("about-packages").await;
    window.wait_for_text("packages-count", "共 8", 10).await;
    window.screenshot("packages").await;
    window.type_into("packages-search", "sqlcipher-src").await;
    window.wait_for_text("packages-count", "共 1 个", 10).await;
    window.click("package").await;
    window.wait_for_text("licence-text", "ZETETIC", 10).await;
    window.screenshot("licence").await;
    window.click("packages-close").await;
    window.close().await;
}
