//! 诊断 in the real window: what is read is what is saved, and it is there when the data do not open, too.

use crate::support::{steps, window::Desk};
use std::fs;

#[tokio::test(flavor = "multi_thread")]
async fn the_bundle_is_read_in_the_window_and_saved_as_read() {
    let desk = Desk::new();
    let window = desk.open().await;
    steps::new_good(&window, "不该出现在诊断里的挎包").await;
    window.click("nav-settings").await;
    window.click("log-level-debug").await;
    window.click("diagnostics-open").await;
    window.wait_for_text("bundle-database", "check: sound", 20).await;
    window.wait_for_text("bundle-contents", "goods [-]: 7", 5).await;
    window.screenshot("diagnostics").await;
    let parts = "return [...document.querySelectorAll('[data-testid=bundle] pre')].map((part) => part.textContent)";
    let shown: Vec<String> = serde_json::from_value(window.run(parts).await).unwrap();
    let file = desk.path().join("kept.txt");
    window.answer_dialogs_with(&file);
    window.click("bundle-save").await;
    let said = "return document.body.innerText.includes('已保存到')";
    window.wait_until("it says where it was saved", said, 10).await;
    let kept = fs::read_to_string(&file).unwrap();
    let names = ["versions", "settings", "contents", "database", "log"];
    let expected: String = names.iter().zip(&shown).map(|(name, text)| format!("== {name} ==\n{text}\n")).collect();
    assert!(shown.len() == names.len() && kept == expected, "shown:\n{expected}\nsaved:\n{kept}");
    assert!(kept.contains("started version=") && !shown[4].is_empty(), "{kept}");
    assert!(kept.contains("logLevel: debug") && kept.contains("webview: "), "{kept}");
    assert!(!kept.contains("不该出现"), "{kept}");
    window.click("bundle-copy").await;
    window.wait_until("it says that it is copied", "return document.body.innerText.includes('已复制')", 10).await;
    window.close().await;

    let log = fs::read_to_string(desk.path().join("data/logs/kaibo.log")).unwrap();
    assert!(!log.contains("不该出现"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn data_that_do_not_open_still_give_a_bundle() {
    let desk = Desk::new();
    fs::create_dir_all(desk.path().join("data/files")).unwrap();
    let window = desk.open().await;
    window.find("cannot-open").await;
    window.click("diagnostics-open").await;
    window.wait_for_text("bundle-settings", "cannot open (store.unreadable)", 20).await;
    window.wait_for_text("bundle-log", "the data do not open", 5).await;
    window.screenshot("diagnostics-cannot-open").await;
    window.close().await;
}
