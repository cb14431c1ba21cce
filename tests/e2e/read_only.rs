//! A data folder that may not be written, in the real window: everything can be looked at, nothing can be typed, and it
//! is said why; once it is mended, work goes on without a restart.

use crate::support::{
    read_only, steps,
    window::{Desk, Window, read_code},
};
use std::{fs, path::Path};

/// Inputs and buttons of the place that would take something, were it not read-only: by test id.
const OPEN: &str = "
    const changing = ['goods-new', 'goods-select-all', 'goods-name', 'goods-price', 'goods-path', 'sync-now'];
    return changing.filter((id) => {
        const found = document.querySelector(`[data-testid='${id}']`);
        return found && !found.disabled && !found.readOnly;
    }).join(' ');
";
/// Elements that stand beyond the right edge of the window.
const BEYOND: &str = "
    return [...document.querySelectorAll('button, h1, h2, code, input, [data-testid]')].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width && element.checkVisibility() && (box.right > innerWidth + 1 || box.left < -1);
    }).map((element) => element.outerHTML.slice(0, 100)).join('\\n');
";

fn database(data: &Path) -> Vec<Vec<u8>> {
    ["kaibo.db", "key.json"].map(|name| fs::read(data.join(name)).unwrap_or_default()).into()
}

async fn look(window: &Window, dress: &str) {
    for place in ["today", "goods", "rooms", "golive", "settings"] {
        window.click(&format!("nav-{place}")).await;
        window.wait_for_pictures().await;
        window.screenshot(&format!("{dress}-{place}")).await;
        assert_eq!(window.run(BEYOND).await, "", "{dress}: {place}");
    }
    window.click("nav-goods").await;
    window.click("goods-row").await;
    window.find("goods-name").await;
    window.wait_for_pictures().await;
    window.screenshot(&format!("{dress}-editor")).await;
    assert_eq!(window.run(OPEN).await, "", "{dress}: something can still be changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn data_that_may_not_be_written_are_looked_at_until_that_is_mended() {
    if !read_only::is_permitted() {
        println!("Root may not mount here: not run. The headless check (A8) takes the right to write away by modes.");
        return;
    }
    let mut desk = Desk::new();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    steps::submitted_room(&window, "周末上新专场").await;
    window.close().await;
    let data = desk.data();
    let before = database(&data);

    desk.read_only = true;
    let window = desk.open().await;
    window.wait_for_text("read-only-banner", "数据文件夹不能写入", 20).await;
    window.click("nav-goods").await;
    window.resize(1280, 800).await;
    look(&window, "1280x800").await;
    window.resize(1000, 640).await;
    look(&window, "1000x640").await;
    window.wait_for_text("save-state", "只能查看", 10).await;
    window.click("nav-golive").await;
    window.find("golive-code").await;
    window.wait_for_pictures().await;
    let address = read_code(&window.screenshot("code").await).expect("the start code reads from the screen");
    assert!(address.contains("/phone?room="), "{address}");
    window.click("read-only-retry").await;
    window.wait_for_text("read-only-banner", "还是不能写入", 20).await;
    assert!(database(&data) == before, "the data were touched");

    window.give_back(&data);
    window.click("read-only-retry").await;
    window
        .wait_until("the banner is gone", "return !document.querySelector('[data-testid=read-only-banner]')", 20)
        .await;
    window.click("nav-goods").await;
    window.click("goods-row").await;
    steps::retype(&window, "goods-name", "又能写的商品").await;
    window.wait_for_text("save-state", "已保存", 10).await;
    window.screenshot("mended").await;
    window.choose("dark", "en").await;
    window.close().await;

    let window = desk.open().await;
    window.wait_for_text("read-only-banner", "The data folder cannot be written", 20).await;
    window.click("nav-goods").await;
    window.resize(1000, 640).await;
    look(&window, "dark-en").await;
    assert_eq!(window.value("goods-name").await, "又能写的商品");
    window.close().await;
}
