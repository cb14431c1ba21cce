//! Sharing a room in the real window: the code is fetched, the poster shown, saved and printed, the texts copied. What is
//! saved is read back by two decoders.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]
use crate::support::{
    decoders,
    steps::{desk_and_platform, retype, submitted_room},
    window::{Desk, Window},
};
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

/// Presses the button, and waits for the file that it writes.
async fn saved(window: &Window, button: &str, file: &Path) -> Vec<u8> {
    window.answer_dialogs_with(file);
    window.click(button).await;
    window.wait_for_text("toast", &file.display().to_string(), 30).await;
    fs::read(file).expect("the file that was said to be saved")
}

/// Stands in for the system's viewer, and notes what it is to open.
fn viewer(desk: &mut Desk) -> PathBuf {
    let (folder, opened) = (desk.path().join("viewer"), desk.path().join("opened"));
    fs::create_dir(&folder).expect("a folder");
    let program = folder.join("xdg-open");
    fs::write(&program, format!("#!/bin/sh\ncp -- \"$1\" '{}'\n", opened.display())).expect("a program");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a program");
    let path = std::env::var("PATH").unwrap_or_default();
    desk.env.push(("PATH".into(), format!("{}:{path}", folder.display())));
    opened
}

#[tokio::test]
async fn a_poster_is_made_saved_and_printed() {
    let (mut desk, _platform) = desk_and_platform().await;
    let opened = viewer(&mut desk);
    let window = desk.open().await;
    window.click("welcome-practice").await;
    submitted_room(&window, "周末上新专场").await;
    window.click("room-share").await;
    window.wait_for_text("share-path", "room_id=", 20).await;
    window.wait_for_pictures().await;
    window.screenshot_both("share-cover").await;
    let path = window.find("share-path").await.text().await.expect("the path");
    let folder = desk.path();
    for layout in ["cover", "card", "plain"] {
        window.click(&format!("share-layout-{layout}")).await;
        let file = folder.join(format!("{layout}.png"));
        let poster = saved(&window, "share-save-png", &file).await;
        assert_eq!(decoders::read(&poster).as_ref(), Ok(&path), "{layout}");
    }
    retype(&window, "share-poster-title", "双十二预热专场 冬装五折起").await;
    window.click("share-sheet-a4").await;
    window.wait_for_pictures().await;
    window.screenshot("share-plain-a4").await;
    let page = folder.join("page.pdf");
    saved(&window, "share-save-pdf", &page).await;
    window.click("share-print").await;
    let deadline = Instant::now() + Duration::from_secs(20);
    let size = |file: &Path| fs::metadata(file).map_or(0, |known| known.len());
    while size(&opened) != size(&page) {
        assert!(Instant::now() < deadline, "the viewer has not got the page");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(fs::read(&opened).expect("the page that was opened"), fs::read(&page).expect("the page"));
    let (print, printed) = (folder.join("printed"), folder.join("printed.png"));
    let drawn = Command::new("pdftoppm").args(["-png", "-singlefile", "-r", "150"]).args([&page, &print]).status();
    assert!(drawn.expect("pdftoppm").success());
    assert_eq!(decoders::read(&fs::read(&printed).expect("the page")).as_ref(), Ok(&path), "printed");

    let code = folder.join("code.png");
    assert_eq!(decoders::read(&saved(&window, "share-save-code", &code).await).as_ref(), Ok(&path));
    window.type_into("share-channel", "老客群\u{e004}").await;
    window.wait_for_text("share-path", "custom_params=", 20).await;
    window.resize(1000, 700).await;
    window.choose("dark", "en").await;
    window.wait_for_pictures().await;
    window.screenshot("share-dark-en-1000").await;
    window.close().await;
}
