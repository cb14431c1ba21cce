//! The window as a window (full screen, a second start), and what goes wrong around it: no keychain, the data held by
//! another program, the platform away.

use crate::support::{
    screen::{Place, Screen},
    steps,
    window::{Desk, read_code},
};
use kaibo_sandbox::{FaultKind, Sandbox, SandboxConfig};
use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keychain_the_window_asks_for_a_passphrase() {
    let mut desk = Desk::new();
    desk.without_keychain = true;
    let window = desk.open().await;
    window.type_into("passphrase-input", "九点开播九点开播").await;
    window.type_into("passphrase-confirm", "九点开播九点开播").await;
    window.screenshot("passphrase").await;
    window.click("passphrase-submit").await;
    window.click("welcome-practice").await;
    window.find("nav-goods").await;
    window.close().await;

    let window = desk.open().await;
    window.type_into("passphrase-input", "另外一个口令啊").await;
    window.click("passphrase-submit").await;
    window
        .wait_until("the wrong passphrase is named", "return document.body.innerText.includes('口令不正确')", 20)
        .await;
    window.clear("passphrase-input").await;
    window.type_into("passphrase-input", "九点开播九点开播").await;
    window.click("passphrase-submit").await;
    window.find("nav-goods").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_raises_the_first_window_and_ends() {
    let desk = Desk::new();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.find("nav-goods").await;
    let screen = Screen::open();
    let first = screen.program().await;
    screen.minimise(first).await;
    let mut second = desk.start_again();
    let deadline = Instant::now() + Duration::from_secs(20);
    let ended = loop {
        match second.try_wait().unwrap() {
            Some(status) => break status,
            None if Instant::now() > deadline => {
                second.kill().unwrap();
                panic!("the second start goes on");
            }
            None => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    };
    assert!(ended.success(), "the second start ended with {ended}");
    screen.wait_until_active(first).await;
    window.click("nav-goods").await;
    window.find("goods-row").await;
    window.screenshot("raised").await;
    window.close().await;
}

/// Without a session bus a second start cannot find the first: it meets the lock on the data.
#[tokio::test(flavor = "multi_thread")]
async fn the_window_stays_at_its_own_pages_and_opens_no_others() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let address = format!("http://{}/", elsewhere.local_addr().unwrap());
    let desk = Desk::new();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.find("nav-goods").await;
    window.run(&format!("window.here = true; location.href = '{address}'")).await;
    let link = "const link = document.createElement('a'); link.target = '_blank'; document.body.append(link)";
    window.run(&format!("{link}; link.href = '{address}'; link.click()")).await;
    let opened = window.run(&format!("return window.open('{address}') !== null")).await;
    assert_eq!(opened, false);
    // Time for whoever would ask.
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(window.run("return window.here").await, true, "the page is another one");
    window.find("nav-goods").await;
    assert!(elsewhere.accept().is_err(), "a page elsewhere was asked for");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_program_on_the_same_data_says_who_holds_it_and_opens_once_it_is_free() {
    let mut desk = Desk::new();
    let first = desk.open().await;
    first.click("welcome-practice").await;
    first.find("nav-goods").await;
    desk.env.push(("DBUS_SESSION_BUS_ADDRESS".into(), "unix:path=/nonexistent".into()));
    let second = desk.open().await;
    second.wait_until("the lock is named", "return document.body.innerText.includes('另一个开播台窗口')", 20).await;
    second.screenshot("locked").await;
    first.click("nav-goods").await;
    first.find("goods-row").await;
    first.close().await;
    // The first program may still be closing its data; whoever tries again then reads so, and tries once more.
    let again = "const again = document.querySelector('[data-testid=cannot-open] button');
        if (again && !again.disabled) again.click();
        return !!document.querySelector(`[data-testid='nav-goods']`)";
    second.find_css("[data-testid=cannot-open] button").await.click().await.unwrap();
    second.wait_until("it opens", again, 20).await;
    second.click("nav-goods").await;
    second.find("goods-row").await;
    second.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f_fills_the_screen_with_the_code_and_f_or_escape_gives_the_window_back() {
    let desk = Desk::new();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    steps::submitted_room(&window, "周末上新专场").await;
    window.click("nav-golive").await;
    window.find("golive-code").await;
    window.wait_for_pictures().await;
    let screen = Screen::open();
    let program = screen.program().await;
    let before = screen.place(program);
    let (width, height) = screen.size;
    let whole = Place { x: 0, y: 0, width, height };
    let large = format!(
        "const code = document.querySelector(`[data-testid='golive-code']`).getBoundingClientRect();
        return innerWidth * devicePixelRatio === {width} && code.height > innerHeight * 0.75"
    );
    for leave in ["f", "\u{e00c}"] {
        window.press("f").await;
        screen.wait_for_place(program, whole).await;
        window.wait_until("the code is large", &large, 10).await;
        let shown = window.screenshot("fullscreen").await;
        let address = read_code(&shown).expect("the start code reads from the screen");
        assert!(address.contains("/phone?room="), "{address}");
        window.press(leave).await;
        screen.wait_for_place(program, before).await;
        window.wait_until("the place is back", "return !document.querySelector('.sheet--full')", 10).await;
    }
    window.screenshot("back-from-fullscreen").await;
    window.press("f").await;
    screen.wait_for_place(program, whole).await;
    screen.close(program);
    window.gone().await;

    let window = desk.open().await;
    window.find("nav-golive").await;
    let place = screen.place(screen.program().await);
    assert_eq!((place.width, place.height), (before.width, before.height), "closed in full screen, opened as before");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_submitted_while_the_platform_is_away_leaves_by_itself_later() {
    let platform = Sandbox::start(SandboxConfig { audit_ms: 500, ..SandboxConfig::default() }).await.unwrap();
    let mut desk = Desk::new();
    desk.env.push(("KAIBO_TEST_PRACTICE".into(), platform.base_url().to_owned()));
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.click("nav-goods").await;
    window.click("goods-row").await;
    window.find_css("img[src*='/whole']").await;
    platform.faults().arm("*", FaultKind::DropBefore, u32::MAX);
    window.click("goods-submit").await;
    window.wait_for_text("goods-state", "等待", 20).await;
    window.screenshot("waiting-for-the-platform").await;
    platform.faults().clear();
    window.wait_for_text("goods-state", "已入库", 30).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_good_says_so_and_can_be_changed() {
    let desk = Desk::new();
    let window = desk.open().await;
    steps::new_good(&window, "会被驳回的挎包").await;
    let photo = crate::support::photo::twelve_megapixels(desk.path());
    window.answer_dialogs_with(&photo);
    window.click("goods-pick-picture").await;
    window.wait_for_picked_picture().await;
    window.click("goods-submit").await;
    window.wait_for_text("goods-state", "驳回", 30).await;
    window.screenshot("rejected").await;
    window.clear("goods-name").await;
    window.type_into("goods-name", "重新命名的挎包").await;
    window.click("goods-submit").await;
    window.wait_for_text("goods-state", "已入库", 30).await;
    window.close().await;
}
