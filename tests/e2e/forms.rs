//! What is typed or dropped and will not do, in the real window: the message stands at its field, nothing is sent, and
//! what was typed stays.

use crate::support::{
    photo,
    steps::{self, desk_and_platform, from_now, retype},
    window::Desk,
};
use kaibo_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use std::fs;

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_the_platform_would_refuse_is_named_at_its_field_and_stays() {
    let (desk, platform) = desk_and_platform().await;
    let window = desk.open().await;
    window.click("welcome-practice").await;
    steps::new_room(&window, "周末上新专场").await;
    for (start, message) in
        [(-5 * MINUTE_MS, "已经过去"), (5 * MINUTE_MS, "至少要在 10 分钟以后"), (200 * DAY_MS, "不能晚于 6 个月以后")]
    {
        let typed = from_now(&window, start).await;
        retype(&window, "room-start", &typed).await;
        window.wait_for_fault("room-start", message).await;
        assert_eq!(window.value("room-start").await, typed);
        assert_eq!(window.fault("room-end").await, "", "the end follows the start");
    }
    window.screenshot("starts-too-late").await;
    window.click("room-submit").await;
    window.wait_for_text("faults", "开播时间", 10).await;

    let start = from_now(&window, DAY_MS).await;
    retype(&window, "room-start", &start).await;
    window.wait_until_no_fault("room-start").await;
    for (length, message) in
        [(20 * MINUTE_MS, "至少 30 分钟"), (25 * HOUR_MS, "最多 24 小时"), (-HOUR_MS, "结束时间要晚于开播时间")]
    {
        let typed = from_now(&window, DAY_MS + length).await;
        retype(&window, "room-end", &typed).await;
        window.wait_for_fault("room-end", message).await;
        assert_eq!(window.value("room-end").await, typed);
    }
    window.click("room-submit").await;
    window.wait_for_text("faults", "结束时间", 10).await;
    let end = window.value("room-end").await;
    window.click("nav-today").await;
    window.click("nav-rooms").await;
    window.click("room-row").await;
    window.wait_for_fault("room-end", "结束时间要晚于开播时间").await;
    assert_eq!((window.value("room-start").await, window.value("room-end").await), (start, end));

    retype(&window, "room-start", "明天晚上八点").await;
    window.wait_for_fault("room-start", "看不懂这个时间").await;
    window.screenshot("unread-time").await;
    window.click("room-hours-2").await;
    window.wait_until_no_fault("room-end").await;
    window.click("room-submit").await;
    window.wait_for_text("faults", "开播时间", 10).await;
    window.wait_for_text("room-editor-state", "草稿", 10).await;
    assert_eq!(window.value("room-start").await, "明天晚上八点");
    assert_eq!(platform.counts().rooms, 0, "nothing was sent");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_names_of_a_room_are_measured_at_their_fields() {
    let (desk, platform) = desk_and_platform().await;
    let window = desk.open().await;
    window.click("welcome-practice").await;
    steps::new_room(&window, "直播").await;
    window.click("room-soon").await;
    window.wait_for_fault("room-name", "太短：至少 6 个字符（一个汉字算 2 个），现在是 4 个").await;
    let long = "一二三四五六七八九十一二三四五六七八";
    retype(&window, "room-name", long).await;
    window.wait_for_fault("room-name", "太长：最多 34 个字符（一个汉字算 2 个），现在是 36 个").await;
    retype(&window, "room-anchor-name", "开").await;
    window.wait_for_fault("room-anchor-name", "至少 4 个字符").await;
    retype(&window, "room-anchor-wechat", "小开").await;
    window.wait_for_fault("room-anchor-wechat", "不是昵称").await;
    window.click("room-submit").await;
    window
        .wait_until(
            "the first field at fault has the keys",
            "return document.activeElement.dataset.testid === 'room-name'",
            10,
        )
        .await;
    window.screenshot("room-names").await;
    assert_eq!(platform.counts().rooms, 0, "nothing was sent");

    window.click("nav-goods").await;
    window.click("nav-rooms").await;
    window.click("room-row").await;
    window.wait_for_fault("room-name", "太长").await;
    assert_eq!(window.value("room-name").await, long);
    assert_eq!(window.value("room-anchor-wechat").await, "小开");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn name_and_prices_of_a_good_are_judged_at_their_fields() {
    let (desk, platform) = desk_and_platform().await;
    let window = desk.open().await;
    steps::new_good(&window, "裙子").await;
    window.wait_for_fault("goods-name", "太短：至少 6 个字符（一个汉字算 2 个），现在是 4 个").await;
    let long = "一二三四五六七八九十一二三四五";
    retype(&window, "goods-name", long).await;
    window.wait_for_fault("goods-name", "太长：最多 28 个字符（一个汉字算 2 个），现在是 30 个").await;
    for (typed, message) in [("一百九十九", "请填写金额数字"), ("199.999", "最多两位小数"), ("0", "金额要大于 0")]
    {
        retype(&window, "goods-price", typed).await;
        window.wait_for_fault("goods-price", message).await;
    }
    window.click("goods-price-kind-range").await;
    retype(&window, "goods-price", "199").await;
    retype(&window, "goods-price2", "").await;
    window.wait_for_fault("goods-price2", "请填写").await;
    retype(&window, "goods-price2", "99").await;
    window.wait_for_fault("goods-price2", "最高价要大于最低价").await;
    window.screenshot("price-range").await;
    window.click("goods-price-kind-discount").await;
    window.wait_until_no_fault("goods-price2").await;
    retype(&window, "goods-price2", "299").await;
    window.wait_for_fault("goods-price2", "现价要低于原价").await;
    window.click("goods-submit").await;
    window.wait_for_fault("goods-pick-picture", "请选择图片").await;
    window.screenshot("goods-faults").await;
    window.wait_for_text("goods-editor-state", "草稿", 10).await;
    assert_eq!(platform.counts().goods, 0, "nothing was sent");

    window.click("nav-rooms").await;
    window.click("nav-goods").await;
    window.click("goods-row").await;
    window.wait_for_fault("goods-price2", "现价要低于原价").await;
    assert_eq!(window.value("goods-name").await, long);
    assert_eq!(window.value("goods-price").await, "199");
    window.close().await;
}

/// The beginning of a PNG that says it has 65,000 × 65,000 pixels: 12 GB once unpacked.
const HUGE_PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\xfd\xe8\0\0\xfd\xe8\x08\x02\0\0\0\x2d\x35\x4e\x5d";

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_photo_is_fitted_and_what_is_none_is_named_at_the_picture() {
    let desk = Desk::new();
    let photo = photo::twelve_megapixels(desk.path());
    let whole = fs::read(&photo).unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = desk.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let folder = desk.path().join("一整个文件夹");
    fs::create_dir(&folder).unwrap();
    let refused = [
        (folder, "这是一个文件夹"),
        (file("空的.jpg", b""), "0 字节"),
        (file("价目表.jpg", "这不是图片".as_bytes()), "不是图片"),
        (file("太大的.png", HUGE_PNG), "65000×65000"),
        (file("传了一半.jpg", &whole[..whole.len() / 2]), "已损坏"),
    ];
    let window = desk.open().await;
    steps::new_good(&window, "手工布艺挎包").await;
    let inviting = "return document.body.innerText.includes('松开鼠标')";
    let drag = window.drag_files("goods-pick-picture", &[&photo]).await;
    window.wait_until("the picture field invites", inviting, 10).await;
    window.screenshot("dragged-over").await;
    drag.leave();
    window.wait_until("the invitation goes", &inviting.replace("return ", "return !"), 10).await;
    drop(drag);
    for (path, message) in &refused {
        window.drop_files("goods-pick-picture", &[path]).await;
        window.wait_for_fault("goods-pick-picture", message).await;
    }
    window.screenshot("dropped-damaged").await;
    window.drop_files("goods-pick-picture", &[&photo]).await;
    window.wait_for_picked_picture().await;
    window.wait_until_no_fault("goods-pick-picture").await;
    window.screenshot("dropped-photo").await;
    window.drop_files("goods-pick-picture", &[&refused[4].0]).await;
    window.wait_for_fault("goods-pick-picture", "已损坏").await;
    window.find_css("img[src*='/whole']").await;
    assert_eq!(window.value("goods-name").await, "手工布艺挎包");
    window.click("goods-submit").await;
    window.wait_for_text("goods-state", "已入库", 30).await;

    window.click("nav-rooms").await;
    window.click("rooms-new").await;
    window.type_into("room-name", "周末上新专场").await;
    window.drop_files("room-pick-picture", &[&refused[0].0]).await;
    window.wait_for_fault("room-pick-picture", refused[0].1).await;
    window.drop_files("room-pick-picture", &[&photo, &refused[0].0, &refused[1].0]).await;
    window.wait_for_picked_picture().await;
    window.wait_for_text("picture-only-one", "另外 2 个文件没有使用", 10).await;
    window.screenshot("dropped-room-photo").await;
    assert_eq!(window.value("room-name").await, "周末上新专场");
    window.close().await;
}
