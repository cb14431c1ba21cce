//! Sharing a room without a window: the viewers' code over real HTTP, kept for when there is no network, and posters.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::office::Office;
use kaibo_console::view::{PosterWish, RoomState, ShareFile};
use kaibo_domain::{PosterLayout, PosterSheet, RoomId, platform::endpoint};

fn wish(layout: PosterLayout, channel: &str) -> PosterWish {
    PosterWish {
        layout,
        sheet: PosterSheet::Phone,
        channel: channel.into(),
        heading: "直播预告".into(),
        title: "周末上新专场".into(),
        time: "12月12日 周六 20:00".into(),
        anchor: "主播 小开".into(),
        invitation: "微信扫码，进入直播间".into(),
    }
}

async fn room_on_platform(office: &Office) -> RoomId {
    let room = office.draft_room("周末上新专场").await;
    office.console().rooms_submit(room).await.unwrap();
    office.wait_for_room(room, RoomState::NotStarted).await;
    room
}

/// What the QR codes in a picture say.
fn codes(picture: &[u8]) -> Vec<String> {
    let grey = image::load_from_memory(picture).unwrap().into_luma8();
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(grey.width() as usize, grey.height() as usize, |x, y| {
            grey.get_pixel(x as u32, y as u32).0[0]
        });
    prepared.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_fetched_once_and_its_posters_need_no_network() {
    let mut office = Office::open().await;
    let room = room_on_platform(&office).await;
    let console = office.console();
    let before = console.share_view(room, String::new()).await.unwrap();
    assert!(before.on_platform && before.page_path.is_none());
    let refused = console.share_preview(room, wish(PosterLayout::Card, "")).await.unwrap_err();
    assert_eq!(refused.code, "share.no-code");

    let fetched = console.share_fetch(room, String::new()).await.unwrap();
    let path = fetched.page_path.unwrap();
    let group = console.share_fetch(room, " 老客群 ".into()).await.unwrap();
    assert_eq!(group.channels, ["老客群"]);
    assert!(group.page_path.unwrap().starts_with(&format!("{path}&custom_params=")));
    assert_eq!(office.received(endpoint::ROOM_SHARED_CODE.path), 2);

    // The platform is gone, and the program was started anew.
    office.redirect("http://127.0.0.1:9").await;
    let console = office.console();
    assert_eq!(console.share_view(room, String::new()).await.unwrap().page_path.as_deref(), Some(path.as_str()));
    for layout in PosterLayout::ALL {
        for channel in ["", "老客群"] {
            let file = office.folder.path().join("poster.png");
            console.share_save(room, wish(layout, channel), ShareFile::Png, file.clone()).await.unwrap();
            let poster = std::fs::read(file).unwrap();
            assert_eq!(image::load_from_memory(&poster).unwrap().into_rgb8().dimensions(), (1080, 1920));
            assert_eq!(codes(&poster), [path.as_str()], "{layout:?}, {channel}");
        }
    }
    let file = office.folder.path().join("poster.pdf");
    console.share_save(room, wish(PosterLayout::Plain, ""), ShareFile::Pdf, file.clone()).await.unwrap();
    assert!(std::fs::read(file).unwrap().starts_with(b"%PDF-"));
    let failed = console.share_fetch(room, "新渠道".into()).await.unwrap_err();
    assert_eq!(failed.code, "platform.unreachable");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_shared_says_why() {
    let office = Office::open().await;
    let draft = office.draft_room("还没提交").await;
    let console = office.console();
    assert!(!console.share_view(draft, String::new()).await.unwrap().on_platform);
    assert_eq!(console.share_fetch(draft, String::new()).await.unwrap_err().code, "share.not-submitted");

    let room = room_on_platform(&office).await;
    let long = console.share_fetch(room, "渠".repeat(33)).await.unwrap_err();
    assert_eq!((long.code.as_str(), long.field.as_deref()), ("share.channel-too-long", Some("channel")));
    assert_eq!(office.received(endpoint::ROOM_SHARED_CODE.path), 0);
    let named = console.share_file_name(room, &wish(PosterLayout::Card, "a/b"), ShareFile::Pdf).await.unwrap();
    assert_eq!(named, "周末上新专场 a_b 海报.pdf");
}
