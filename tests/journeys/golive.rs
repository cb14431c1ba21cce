//! 开播: the code that staff attach, the push address, what is to be right before the start.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{clock::MORNING, codes, office::Office, phone::Phone};
use kaibo_console::{
    Console, LogLevel,
    pictures::MediaRequest,
    view::{CheckKind, CheckState, CodeDoubt, NoticeKind, PicturesQuery, RoomPatch, RoomState, StartCode},
};
use kaibo_domain::{
    RoomId, RoomKind,
    platform::endpoint::ROOM_PUSH_URL,
    time::{HOUR_MS, MINUTE_MS},
};
use kaibo_lib::diagnostics::Diagnostics;
use kaibo_sandbox::FaultKind;
use serde_json::json;
use std::fs;

async fn submitted(office: &Office, name: &str, kind: RoomKind) -> RoomId {
    let id = office.draft_room(name).await;
    office.console().rooms_save(id, RoomPatch { kind: Some(kind), ..RoomPatch::default() }).await.unwrap();
    assert!(office.console().rooms_submit(id).await.unwrap().queued);
    office.wait_for_room(id, RoomState::NotStarted).await;
    id
}

async fn code(console: &Console, id: RoomId) -> StartCode {
    console.golive_view(id).await.unwrap().code
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attached_code_is_shown_as_it_is_replaced_and_removed() {
    let office = Office::open().await;
    let (console, folder) = (office.console(), office.folder.path());
    let id = submitted(&office, "双十二预热专场", RoomKind::Phone).await;
    assert_eq!(code(&console, id).await, StartCode::Practice);

    let file = codes::round(folder, 1);
    let taken = console.start_code_take(Some(id), file.clone()).await.unwrap();
    assert_eq!((taken.doubt.clone(), taken.before), (None, None));
    let StartCode::Attached(shown) = code(&console, id).await else { panic!("it is not shown") };
    assert_eq!((shown.picture, shown.width, shown.height), (taken.picture, 430, 430));
    let original = console.render(MediaRequest::Original(shown.picture)).await.unwrap();
    assert_eq!((original.mime, original.bytes), ("image/png", fs::read(file).unwrap()));

    // What a code needs is not to be taken away in the library.
    let unused = PicturesQuery { unused: true, after: None, limit: 200 };
    let is_unused = async || {
        let page = console.pictures_list(unused.clone()).await.unwrap();
        page.items.iter().any(|item| item.id == taken.picture)
    };
    assert!(!is_unused().await);
    assert_eq!(console.pictures_delete(vec![taken.picture]).await.unwrap().kept, 1);

    let other = fs::read(codes::round(folder, 2)).unwrap();
    let pasted = console.start_code_paste(Some(id), other).await.unwrap();
    assert_eq!((pasted.doubt, pasted.before), (None, Some(taken.picture)));
    assert!(is_unused().await);
    assert_eq!(console.start_code_remove(Some(id)).await.unwrap(), Some(pasted.picture));
    assert_eq!(code(&console, id).await, StartCode::Practice);
    // Its undo.
    console.start_code_attach(Some(id), pasted.picture).await.unwrap();
    assert!(matches!(code(&console, id).await, StartCode::Attached(shown) if shown.picture == pasted.picture));
    assert_eq!(console.pictures_delete(vec![taken.picture]).await.unwrap().deleted, 1);

    let refused = console.start_code_paste(Some(id), b"not a picture".to_vec()).await.unwrap_err();
    assert_eq!(refused.code, "picture.not-a-picture");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_of_something_else_is_never_taken_silently() {
    let office = Office::open().await;
    let (console, folder) = (office.console(), office.folder.path());
    let id = submitted(&office, "双十二预热专场", RoomKind::Phone).await;
    let other = submitted(&office, "周末特卖专场", RoomKind::Phone).await;
    let [own_address, other_address] =
        [console.golive_phone_address(id).await.unwrap(), console.golive_phone_address(other).await.unwrap()];
    let viewers = "plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin?room_id=6209";
    let elsewhere = CodeDoubt::OtherRoom { name: "周末特卖专场".into() };
    for (text, doubt) in [
        (viewers, Some(CodeDoubt::Viewers)),
        (other_address.as_str(), Some(elsewhere)),
        ("http://127.0.0.1:1/phone?room=999", Some(CodeDoubt::OtherRoom { name: String::new() })),
        ("https://example.com/", Some(CodeDoubt::NotACode)),
        (own_address.as_str(), None),
    ] {
        let taken = console.start_code_take(Some(id), codes::qr(folder, text)).await.unwrap();
        assert_eq!(taken.doubt, doubt, "{text}");
        let is_shown = matches!(code(&console, id).await, StartCode::Attached(shown) if shown.picture == taken.picture);
        assert_eq!(is_shown, doubt.is_none(), "{text}");
        console.start_code_remove(Some(id)).await.unwrap();
    }
    let photo = crate::support::photo::twelve_megapixels(folder);
    let taken = console.start_code_take(Some(id), photo).await.unwrap();
    assert_eq!(taken.doubt, Some(CodeDoubt::NotACode));
    assert_eq!(code(&console, id).await, StartCode::Practice);
    // Staff insist.
    console.start_code_attach(Some(id), taken.picture).await.unwrap();
    assert!(matches!(code(&console, id).await, StartCode::Attached(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_room_has_an_address_whose_key_stays_in_memory() {
    let diagnostics = Diagnostics::start();
    diagnostics.set_level(LogLevel::Debug);
    let mut office = Office::open_at(MORNING).await;
    diagnostics.write_to(&office.folder.path().join("data"));
    let console = office.console();
    let phone = submitted(&office, "手机直播专场", RoomKind::Phone).await;
    assert_eq!(console.push_address(phone, false).await.unwrap_err().code, "errcode.300023");
    let id = submitted(&office, "推流直播专场", RoomKind::Push).await;
    assert_eq!(code(&console, id).await, StartCode::Push);
    assert_eq!(console.push_key(id).unwrap_err().code, "golive.no-push-address");
    assert!(console.render(MediaRequest::PushCode(id)).await.is_none());

    let asked = office.received(ROOM_PUSH_URL.path);
    let address = console.push_address(id, false).await.unwrap();
    assert_eq!(address.server, "rtmp://wxalivepush.weixin.qq.com/live/");
    let end_ms = console.rooms_get(id).await.unwrap().draft.end_ms.unwrap();
    assert_eq!(address.expires_ms, Some(end_ms / 1000 * 1000), "the practice platform's lapses with the room");
    let key = console.push_key(id).unwrap();
    let secret = key.split_once("?txSecret=").unwrap().1.split('&').next().unwrap();
    assert_eq!(secret.len(), 32);
    assert!(console.render(MediaRequest::PushCode(id)).await.unwrap().bytes.starts_with(b"<?xml"));
    // At hand until somebody wants another.
    console.push_address(id, false).await.unwrap();
    assert_eq!(office.received(ROOM_PUSH_URL.path), asked + 1);
    office.platform.faults().arm(ROOM_PUSH_URL.path, FaultKind::QuotaDaily, 1);
    assert_eq!(console.push_address(id, true).await.unwrap_err().code, "platform.daily-quota");
    assert_eq!(console.push_key(id).unwrap(), key, "the one at hand is still good");
    console.push_address(id, true).await.unwrap();

    let said = office.bundle(&diagnostics).await.text();
    assert!(said.contains("getpushurl") && !said.contains(secret), "{said}");
    office.restart().await;
    assert_eq!(office.console().push_key(id).unwrap_err().code, "golive.no-push-address");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_before_the_start_is_named() {
    let office = Office::open().await;
    let console = office.console();
    let state = async |id: RoomId, kind: CheckKind| {
        let checks = console.golive_view(id).await.unwrap().checks;
        checks.into_iter().find(|check| check.kind == kind).map(|check| (check.state, check.problem.map(|p| p.code)))
    };
    let empty = console.rooms_create().await.unwrap().id;
    assert_eq!(state(empty, CheckKind::Plan).await, Some((CheckState::Wrong, None)));
    assert_eq!(state(empty, CheckKind::Code).await, Some((CheckState::Wrong, None)));

    let id = office.draft_room("双十二预热专场").await;
    let unverified = RoomPatch { anchor_wechat: Some("unverified_1".into()), ..RoomPatch::default() };
    console.rooms_save(id, unverified).await.unwrap();
    assert_eq!(state(id, CheckKind::Anchor).await, Some((CheckState::Advice, None)));
    assert!(console.rooms_submit(id).await.unwrap().queued);
    office.wait_for_room(id, RoomState::Refused).await;
    assert_eq!(state(id, CheckKind::Anchor).await, Some((CheckState::Wrong, Some("errcode.300036".into()))));

    let verified = RoomPatch { anchor_wechat: Some("kaibo_anchor".into()), ..RoomPatch::default() };
    console.rooms_save(id, verified).await.unwrap();
    assert!(console.rooms_submit(id).await.unwrap().queued);
    office.wait_for_room(id, RoomState::NotStarted).await;
    for kind in [CheckKind::Plan, CheckKind::Submitted, CheckKind::Anchor, CheckKind::Code, CheckKind::Line] {
        assert_eq!(state(id, kind).await, Some((CheckState::Right, None)), "{kind:?}");
    }
    assert_eq!(state(id, CheckKind::Goods).await, Some((CheckState::Advice, None)), "an empty shelf");
    for (minutes, clock) in [(0, CheckState::Right), (1, CheckState::Right), (119, CheckState::Wrong)] {
        office.turn_platform("clock", json!({ "advance_ms": minutes * MINUTE_MS })).await;
        console.sync_now().await.unwrap();
        assert_eq!(state(id, CheckKind::Clock).await, Some((clock, None)), "{minutes} minutes more");
    }
    office.turn_platform("clock", json!({ "advance_ms": -120 * MINUTE_MS })).await;
    console.sync_now().await.unwrap();
    assert_eq!(state(id, CheckKind::Clock).await, Some((CheckState::Right, None)));

    let address = console.golive_phone_address(id).await.unwrap();
    let phone = Phone::scan(&address, "kaibo_anchor").await;
    phone.press("verify").await;
    phone.press("start").await;
    office.wait_for_room(id, RoomState::Live).await;
    phone.press("end").await;
    office.wait_for_room(id, RoomState::Ended).await;
    assert_eq!(code(&console, id).await, StartCode::Over);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broadcast_that_does_not_begin_is_told_of_once_and_then_expires() {
    let office = Office::open_at(MORNING).await;
    let (console, clock) = (office.console(), office.clock.clone().unwrap());
    let id = submitted(&office, "双十二预热专场", RoomKind::Phone).await;
    let told = |kind| office.notices.shown().iter().filter(|notice| notice.kind == kind).count();
    clock.turn_to(MORNING + HOUR_MS);
    console.sync_now().await.unwrap();
    assert_eq!(told(NoticeKind::RoomLate), 0, "a moment's grace");
    for minutes in [2, 5] {
        clock.turn_to(MORNING + HOUR_MS + minutes * MINUTE_MS);
        console.sync_now().await.unwrap();
        assert_eq!(told(NoticeKind::RoomLate), 1, "after {minutes} minutes");
    }
    clock.turn_to(MORNING + 3 * HOUR_MS + MINUTE_MS);
    console.sync_now().await.unwrap();
    assert_eq!(console.rooms_get(id).await.unwrap().state, RoomState::Expired);
    assert_eq!(told(NoticeKind::RoomExpired), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_countdown_goes_by_the_platforms_clock_where_the_computers_is_wrong() {
    let office = Office::open_at(MORNING).await;
    let id = submitted(&office, "钟慢了的专场", RoomKind::Phone).await;
    let ahead = async |office: &Office| office.console().golive_view(id).await.unwrap().now_ms - office.now();
    assert_eq!(ahead(&office).await, 0);
    office.platform.advance_ms(MINUTE_MS);
    office.console().sync_now().await.unwrap();
    assert_eq!(ahead(&office).await, 0, "a minute is near enough");
    office.platform.advance_ms(29 * MINUTE_MS);
    office.console().sync_now().await.unwrap();
    // An answer says the second only.
    office
        .wait_for("it is half an hour later there", async |_| (ahead(&office).await - 30 * MINUTE_MS).abs() <= 1_000)
        .await;
    let checks = office.console().golive_view(id).await.unwrap().checks;
    assert!(checks.iter().any(|check| check.kind == CheckKind::Clock && check.state != CheckState::Right));
}
