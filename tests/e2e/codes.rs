//! Codes in the real window, read back from the screen by two decoders, at every scale and on the second display; and
//! what staff do with them: attach, be warned, replace, remove.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
use crate::support::{
    awake::ScreenSaver,
    codes, decoders,
    displays::{self, TwoDisplays},
    keyboard::Keyboard,
    screen::{Place, Screen},
    steps,
    window::{Desk, Window},
};
use image::ImageFormat;
use kaibo_domain::time::HOUR_MS;
use std::{
    fs,
    io::Cursor,
    time::{Duration, Instant},
};

/// How large staff see the window: as it is, with the system's text half as large again, on a display of twice the
/// density.
const SCALES: [(&str, &str, &str); 3] =
    [("100", "GDK_DPI_SCALE", "1"), ("150", "GDK_DPI_SCALE", "1.5"), ("200", "GDK_SCALE", "2")];

/// Presses it by script: the driver misses where the text is larger.
async fn press(window: &Window, test_id: &str) {
    window.find(test_id).await;
    window.run(&format!("document.querySelector(`[data-testid='{test_id}']`).click()")).await;
}

/// Brings a picture into view and answers where it stands, in pixels of the window.
const CODE_PLACE: &str = "
    const picture = document.querySelector(`[data-testid='ID']`)
    picture.scrollIntoView({ block: 'nearest' })
    const { x, y, width, height } = picture.getBoundingClientRect()
    const ratio = devicePixelRatio * Math.max(1, outerWidth / innerWidth)
    return [x, y, width, height].map((pixels) => Math.round(pixels * ratio))
";

/// Reads the code to start with on the screen, which is large enough for a phone held up to it.
async fn read_shown(window: &Window, name: &str) -> String {
    read_picture(window, "golive-code", 300, name).await
}

/// Reads a code on the screen by both decoders: its picture of at least that width, and nothing of what stands around it.
async fn read_picture(window: &Window, test_id: &str, least: u32, name: &str) -> String {
    window.find(test_id).await;
    window.wait_for_pictures().await;
    let place = window.run(&CODE_PLACE.replace("ID", test_id)).await;
    let shown = image::load_from_memory(&window.screenshot(name).await).unwrap();
    let [x, y, width, height]: [u32; 4] = serde_json::from_value(place).unwrap();
    let is_whole = x + width <= shown.width() && y + height <= shown.height();
    assert!(is_whole && width >= least, "{name}: {width}x{height} at {x},{y} of {:?}", (shown.width(), shown.height()));
    let mut code = Cursor::new(Vec::new());
    shown.crop_imm(x, y, width, height).write_to(&mut code, ImageFormat::Png).unwrap();
    decoders::read(&code.into_inner()).unwrap_or_else(|why| panic!("{name}: {why}"))
}

/// The room that is open, as the address has it.
async fn open_room(window: &Window) -> String {
    let id = window.run("return location.hash.split('/').at(-1)").await;
    id.as_str().unwrap().to_owned()
}

async fn go_live(window: &Window, room: &str) {
    window.run(&format!("location.hash = '#/golive/{room}'")).await;
}

/// A push room on the platform that starts soon.
async fn push_room(window: &Window, name: &str) -> String {
    steps::new_room(window, name).await;
    window.click("room-kind-push").await;
    window.click("room-soon").await;
    window.click("room-submit").await;
    window.wait_for_text("room-state", "未开始", 20).await;
    open_room(window).await
}

/// A room that waits for its anchor to scan a code.
async fn room_of_an_unverified_anchor(window: &Window, name: &str) -> String {
    steps::new_room(window, name).await;
    steps::retype(window, "room-anchor-wechat", "unverified_1").await;
    window.click("room-soon").await;
    window.click("room-submit").await;
    window.find("real-name-code").await;
    open_room(window).await
}

async fn open(window: &Window, room: &str) {
    window.run(&format!("location.hash = '#/rooms/{room}'")).await;
    let opened =
        format!("return location.hash.endsWith('{room}') && !!document.querySelector('[data-testid=room-name]')");
    window.wait_until("the room is open", &opened, 10).await;
}

/// Shows the code of the push address; answers the address, which the code must say.
async fn show_push_code(window: &Window) -> String {
    let masked = window.find("push-key").await.text().await.unwrap();
    assert!(!masked.contains("txSecret"), "the key stands in the open: {masked}");
    press(window, "push-show").await;
    window.wait_for_text("push-key", "txSecret=", 10).await;
    let said = async |part: &str| window.find(part).await.text().await.unwrap();
    let address = said("push-server").await + &said("push-key").await;
    press(window, "push-show").await;
    press(window, "push-code").await;
    window.find("golive-code").await;
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn every_code_reads_back_at_every_scale() {
    let (mut desk, platform) = steps::desk_and_platform().await;
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.resize(1280, 800).await;
    steps::submitted_room(&window, "周末上新专场").await;
    let practice = open_room(&window).await;
    let push = push_room(&window, "推流直播专场").await;
    steps::submitted_room(&window, "已有开播码的专场").await;
    let attached = open_room(&window).await;
    go_live(&window, &attached).await;
    window.find("golive-code").await;
    let own = read_shown(&window, "own").await;
    window.answer_dialogs_with(&codes::qr(desk.path(), &own));
    window.click("code-pick").await;
    window.find_css(".code--attached").await;
    let verify = room_of_an_unverified_anchor(&window, "等实名认证的专场").await;
    let real_name = read_picture(&window, "real-name-code", 150, "real-name").await;
    assert!(real_name.starts_with(platform.base_url()), "{real_name}");
    window.close().await;

    let start = format!("{}/phone?room=", platform.base_url());
    for (scale, name, value) in SCALES {
        desk.env.truncate(1);
        desk.env.push((name.into(), value.into()));
        let window = desk.open().await;
        window.wait_until("it is shown", "return innerWidth > 0", 10).await;
        for appearance in ["light", "dark"] {
            window.choose(appearance, "zh-CN").await;
            go_live(&window, &practice).await;
            window.wait_for_text("golive-state", "未开始", 10).await;
            window.find_css(".code--drawn").await;
            let address = read_shown(&window, &format!("{scale}-{appearance}-practice")).await;
            assert!(address.starts_with(&start) && address != own, "{address}");
            press(&window, "golive-full").await;
            window.find_css(".sheet--full").await;
            assert_eq!(read_shown(&window, &format!("{scale}-{appearance}-full")).await, address);
            window.press("f").await;
            window.wait_until("it is left", "return !document.querySelector('.sheet--full')", 10).await;
            go_live(&window, &attached).await;
            window.find_css(".code--attached").await;
            assert_eq!(read_shown(&window, &format!("{scale}-{appearance}-attached")).await, own);
            go_live(&window, &push).await;
            let address = show_push_code(&window).await;
            assert!(address.starts_with("rtmp://wxalivepush.weixin.qq.com/live/"), "{address}");
            assert_eq!(read_shown(&window, &format!("{scale}-{appearance}-push")).await, address);
            open(&window, &verify).await;
            let shown = read_picture(&window, "real-name-code", 150, &format!("{scale}-{appearance}-real-name")).await;
            assert_eq!(shown, real_name);
            open(&window, &practice).await;
            press(&window, "room-share").await;
            window.wait_for_text("share-path", "room_id=", 20).await;
            let path = window.find("share-path").await.text().await.unwrap();
            // Each is another than the one before: that of the first round is the one a poster has at first.
            for layout in ["card", "plain", "cover"] {
                window.run("window.before = document.querySelector(`[data-testid='share-preview']`)?.src").await;
                press(&window, &format!("share-layout-{layout}")).await;
                let drawn = "const now = document.querySelector(`[data-testid='share-preview']`)?.src;
                    return !!now && now !== window.before";
                window.wait_until("the layout is drawn", drawn, 20).await;
                press(&window, "share-enlarge").await;
                let name = format!("{scale}-{appearance}-poster-{layout}");
                assert_eq!(read_picture(&window, "share-code", 150, &name).await, path);
                window.press("\u{e00c}").await;
                window.wait_until("it is small again", "return !document.querySelector('.large')", 10).await;
            }
            window.press("\u{e00c}").await;
        }
        window.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_attach_a_code_and_are_warned_of_others() {
    let (desk, _platform) = steps::desk_and_platform().await;
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.resize(1280, 800).await;
    steps::submitted_room(&window, "周末上新专场").await;
    window.click("nav-golive").await;
    window.find("golive-code").await;

    window.answer_dialogs_with(&codes::round(desk.path(), 1));
    window.click("code-pick").await;
    window.find_css(".code--attached").await;
    window.wait_for_pictures().await;
    window.screenshot("attached").await;
    // Each of its pixels is a whole number of the screen's.
    let measure = "const code = document.querySelector('.code--attached');
        return code.getBoundingClientRect().width * devicePixelRatio / code.naturalWidth";
    let times = window.run(measure).await;
    let times = times.as_f64().unwrap();
    assert!(times >= 1.0 && times.fract() == 0.0, "{times}");

    let viewers = "plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin?room_id=6209";
    window.drop_files("golive-sheet", &[&codes::qr(desk.path(), viewers)]).await;
    window.wait_for_text("code-doubt", "看起来是观众码", 10).await;
    window.wait_for_pictures().await;
    window.screenshot("doubt").await;
    window.click("code-decline").await;
    window.find_css(".code--attached").await;

    let png = fs::read(codes::round(desk.path(), 2)).unwrap();
    window.run(&format!("window.pasted = {png:?}")).await;
    let paste = "const file = new File([new Uint8Array(window.pasted)], 'image.png', { type: 'image/png' });
        const data = new DataTransfer();
        data.items.add(file);
        document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
        window.before = document.querySelector('.code--attached').src";
    window.run(paste).await;
    let replaced = "return document.querySelector('.code--attached')?.src !== window.before";
    window.wait_until("what was pasted is shown", replaced, 10).await;
    window.click("code-remove").await;
    window.find_css(".code--drawn").await;
    window.screenshot("removed").await;
    window.wait_until("it can be undone", "return document.body.innerText.includes('已移除开播码图片')", 10).await;
    window.run("[...document.querySelectorAll(`[data-testid='toast-action']`)].at(-1).click()").await;
    window.find_css(".code--attached").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channels_room_is_planned_presented_and_marked() {
    let desk = Desk::new();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.resize(1280, 800).await;
    window.click("nav-rooms").await;
    window.click("rooms-new").await;
    window.click("room-kind-channels").await;
    window.type_into("room-name", "视频号年货专场").await;
    window.click("room-soon").await;
    window.wait_for_text("room-state", "未开始", 10).await;
    window.screenshot("channels-editor").await;
    window.click("room-golive").await;
    window.find("golive-way").await;
    window.screenshot("channels-way").await;
    window.click("channels-live").await;
    window.wait_for_text("golive-state", "直播中", 10).await;
    window.screenshot("channels-live").await;
    window.click("channels-ended").await;
    window.wait_for_text("golive-state", "已结束", 10).await;
    window.close().await;
}

/// Waits until one of the windows stands at that display and shows the code there.
async fn read_at(screen: &Screen, wanted: Place, expected: &str) {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let seen: Vec<_> = screen.shown().into_iter().map(|window| (screen.place(window), window)).collect();
        let found = seen.iter().rfind(|(place, _)| *place == wanted);
        let read = found.map(|(_, window)| decoders::read(&screen.capture_of(*window)));
        if read == Some(Ok(expected.to_owned())) {
            return;
        }
        assert!(Instant::now() < deadline, "{seen:?}: at {wanted:?} {read:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_stands_on_the_second_display_until_it_is_unplugged() {
    let (mut desk, platform) = steps::desk_and_platform().await;
    let displays = TwoDisplays::start(desk.path());
    let saver = ScreenSaver::start().await;
    let (width, height) = displays::SIZE;
    desk.env.push(("DISPLAY".into(), displays.name.clone()));
    let screen = Screen::named(Some(&displays.name));
    let window = desk.open().await;
    window.click("welcome-practice").await;
    steps::submitted_room(&window, "明晚返场专场").await;
    let other = open_room(&window).await;
    steps::submitted_room(&window, "周末上新专场").await;
    let room = open_room(&window).await;
    saver.wait_until_held(false).await;
    go_live(&window, &other).await;
    let second = read_shown(&window, "second-other").await;
    go_live(&window, &room).await;
    let shown =
        |room: &str| format!("return !!document.querySelector(`[data-testid='golive-code']`)?.src.includes('{room}')");
    window.wait_until("the room's code is shown", &shown(&room), 10).await;
    let address = read_shown(&window, "second-before").await;
    assert_ne!(second, address);
    assert!(address.starts_with(platform.base_url()), "{address}");
    let stands = screen.place(screen.largest());
    window.click("golive-present").await;
    let both = [0, width as i16].map(|x| Place { x, y: 0, width, height });
    let [here, there] = if stands.x < width as i16 { both } else { [both[1], both[0]] };
    read_at(&screen, there, &address).await;
    window.screenshot_both("second-display").await;
    saver.wait_until_held(true).await;

    // The code of another room takes its place; Esc there ends it, and the displays may go dark again.
    go_live(&window, &other).await;
    window.wait_until("the other room's code is shown", &shown(&other), 10).await;
    window.click("golive-present").await;
    read_at(&screen, there, &second).await;
    // The window itself shows no code any more: what keeps the displays awake is the other one.
    window.click("nav-rooms").await;
    window.find("room-row").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    saver.wait_until_held(true).await;
    Keyboard::on(&displays.name).press_escape_at(there);
    let gone = || screen.shown().into_iter().all(|window| screen.place(window) != there);
    let deadline = Instant::now() + Duration::from_secs(10);
    while !gone() {
        assert!(Instant::now() < deadline, "the second display still shows the code");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    saver.wait_until_held(false).await;
    go_live(&window, &room).await;
    window.wait_until("the room's code is shown", &shown(&room), 10).await;
    window.click("golive-present").await;
    read_at(&screen, there, &address).await;
    saver.wait_until_held(true).await;

    // There is no second display any more: the code fills the one that is left.
    displays.unplug();
    window.find_css(".sheet--full").await;
    window.wait_for_text("toast", "第二块屏幕已断开", 10).await;
    read_at(&screen, Place { x: 0, ..here }, &address).await;
    window.screenshot("unplugged").await;
    window.press("\u{e00c}").await;
    window.wait_until("it is left", "return !document.querySelector('.sheet--full')", 10).await;

    // Asked for without one, it is said and shown here.
    window.click("golive-present").await;
    window.find_css(".sheet--full").await;
    window.wait_for_text("toast", "只找到一块屏幕", 10).await;
    window.press("\u{e00c}").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_wrong_by_hours_is_told_of_above_and_before_the_start() {
    let (desk, platform) = steps::desk_and_platform().await;
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.resize(1280, 800).await;
    steps::submitted_room(&window, "周末上新专场").await;
    window.click("nav-golive").await;
    window.wait_for_text("check-clock", "电脑时间准确", 10).await;
    // Nothing of the list lies below the window's edge.
    let below = "const list = document.querySelector(`[data-testid='check-clock']`).getBoundingClientRect();
        return list.bottom <= innerHeight";
    assert_eq!(window.run(below).await, true);
    window.screenshot("preflight").await;

    platform.advance_ms(-HOUR_MS);
    window.click("sync-now").await;
    window.wait_for_text("clock-banner", "电脑时间比平台快 1 小时", 20).await;
    window.wait_for_text("check-clock", "相差 60 分钟", 10).await;
    window.screenshot("clock-wrong").await;
    window.choose("dark", "en").await;
    window.resize(1000, 640).await;
    window.screenshot("clock-wrong-dark-en").await;
    window.close().await;
}
