//! The main job without a window: every use case over real HTTP, and what is left after a lost reply.

use crate::support::{office::Office, phone::Phone};
use kaibo_console::view::{GoodsPatch, GoodsState, RoomState, ShelfItemState, StartCode};
use kaibo_domain::platform::endpoint;
use kaibo_sandbox::FaultKind;
use rstest::rstest;

#[tokio::test(flavor = "multi_thread")]
async fn a_good_becomes_stored_and_its_room_goes_live() {
    let office = Office::open().await;
    let console = office.console();
    assert_eq!(office.goods_names().await.len(), 6, "the sample shop has six goods");

    let good = office.draft_good("法式雪纺长裙").await;
    let outcomes = console.goods_submit(vec![good]).await.unwrap();
    assert_eq!(outcomes.done, [good], "{outcomes:?}");
    office.wait_for_good(good, GoodsState::Approved).await;

    let room = office.draft_room("周末上新专场").await;
    console.rooms_shelve(room, vec![good]).await.unwrap();
    assert!(console.rooms_submit(room).await.unwrap().queued);
    office.wait_for_room(room, RoomState::NotStarted).await;
    let address = console.golive_phone_address(room).await.unwrap();
    let phone = Phone::scan(&address, "kaibo_anchor").await;
    phone.press("verify").await;
    phone.press("start").await;
    let live = office.wait_for_room(room, RoomState::Live).await;
    assert!(live.shelf.iter().all(|item| item.state == ShelfItemState::OnShelf), "the good stands on the shelf");
    phone.press("end").await;
    office.wait_for_room(room, RoomState::Ended).await;
    assert_eq!(console.golive_view(room).await.unwrap().code, StartCode::Over);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_good_is_changed_and_submitted_again() {
    let office = Office::open().await;
    let console = office.console();
    let good = office.draft_good("会被驳回的裙子").await;
    console.goods_submit(vec![good]).await.unwrap();
    office.wait_for_good(good, GoodsState::Rejected).await;
    let patch = GoodsPatch { name: Some("重新命名的裙子".into()), ..GoodsPatch::default() };
    console.goods_save(good, patch).await.unwrap();
    console.goods_submit(vec![good]).await.unwrap();
    office.wait_for_good(good, GoodsState::Approved).await;
    assert_eq!(office.executed(endpoint::GOODS_ADD.path), 1);
    assert_eq!(office.executed(endpoint::GOODS_AUDIT.path), 1);
}

/// The call is executed, but its answer never arrives: whatever form that takes, there is one good.
#[rstest]
#[case::connection_lost(FaultKind::DropAfter)]
#[case::system_error(FaultKind::MinusOneAfter)]
#[case::malformed(FaultKind::Malformed)]
#[case::truncated(FaultKind::Truncated)]
#[tokio::test(flavor = "multi_thread")]
async fn submit_after_lost_reply_does_not_resend(#[case] fault: FaultKind) {
    let office = Office::open().await;
    let good = office.draft_good("回执丢失的裙子").await;
    office.platform.faults().arm(endpoint::GOODS_ADD.path, fault, 1);
    office.console().goods_submit(vec![good]).await.unwrap();
    let found = office.wait_for_good(good, GoodsState::Approved).await;
    assert!(found.adopted, "it was found on the platform");
    assert_eq!(office.executed(endpoint::GOODS_ADD.path), 1);
}

#[rstest]
#[case::connection_lost(FaultKind::DropAfter)]
#[case::system_error(FaultKind::MinusOneAfter)]
#[tokio::test(flavor = "multi_thread")]
async fn a_room_whose_creation_went_unanswered_is_adopted(#[case] fault: FaultKind) {
    let office = Office::open().await;
    let room = office.draft_room("回执丢失专场").await;
    office.platform.faults().arm(endpoint::ROOM_CREATE.path, fault, 1);
    office.console().rooms_submit(room).await.unwrap();
    let found = office.wait_for_room(room, RoomState::NotStarted).await;
    assert!(found.adopted, "it was found on the platform");
    assert_eq!(office.executed(endpoint::ROOM_CREATE.path), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_never_arrived_is_sent_again_once() {
    let office = Office::open().await;
    let good = office.draft_good("没有送达的裙子").await;
    office.platform.faults().arm(endpoint::GOODS_ADD.path, FaultKind::DropBefore, 2);
    office.console().goods_submit(vec![good]).await.unwrap();
    office.wait_for_good(good, GoodsState::Approved).await;
    assert_eq!(office.executed(endpoint::GOODS_ADD.path), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_submitted_offline_leaves_when_the_platform_is_back() {
    let mut office = Office::open().await;
    let good = office.draft_good("离线提交的裙子").await;
    office.platform.faults().arm("*", FaultKind::DropBefore, 3);
    office.console().goods_submit(vec![good]).await.unwrap();
    office.restart().await;
    office.wait_for_good(good, GoodsState::Approved).await;
    assert_eq!(office.executed(endpoint::GOODS_ADD.path), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_the_platform_is_shown_and_can_be_mended() {
    let office = Office::open().await;
    let console = office.console();
    let room = office.draft_room("主播未认证专场").await;
    let stranger = kaibo_console::view::RoomPatch { anchor_wechat: Some("unverified_01".into()), ..Default::default() };
    console.rooms_save(room, stranger).await.unwrap();
    console.rooms_submit(room).await.unwrap();
    let refused = office.wait_for_room(room, RoomState::Refused).await;
    assert_eq!(refused.problem.unwrap().code, "errcode.300036");
    let known = kaibo_console::view::RoomPatch { anchor_wechat: Some("kaibo_anchor".into()), ..Default::default() };
    console.rooms_save(room, known).await.unwrap();
    console.rooms_submit(room).await.unwrap();
    office.wait_for_room(room, RoomState::NotStarted).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_good_comes_back() {
    let office = Office::open().await;
    let console = office.console();
    let good = office.draft_good("删了又要的裙子").await;
    let deleted = console.goods_delete(vec![good]).await.unwrap();
    assert!(!office.goods_names().await.contains(&"删了又要的裙子".to_owned()));
    console.goods_restore(deleted.deletion.unwrap()).await.unwrap();
    assert!(office.goods_names().await.contains(&"删了又要的裙子".to_owned()));
}

#[rstest]
#[case::empty(b"".as_slice(), "picture.empty")]
#[case::text(b"not a picture at all".as_slice(), "picture.not-a-picture")]
#[case::heic(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".as_slice(), "picture.heic")]
#[case::cut_jpeg(b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0".as_slice(), "picture.damaged")]
#[case::bomb(BOMB, "picture.too-many-pixels")]
#[tokio::test(flavor = "multi_thread")]
async fn a_bad_picture_is_named_and_nothing_is_lost(#[case] bytes: &[u8], #[case] code: &str) {
    let office = Office::open().await;
    let good = office.draft_good("图片有误的裙子").await;
    let file = office.folder.path().join("bad.jpg");
    std::fs::write(&file, bytes).unwrap();
    let problem = office.console().goods_set_picture(good, file).await.unwrap_err();
    assert_eq!(problem.code, code);
    let kept = office.console().goods_get(good).await.unwrap();
    assert_eq!(kept.draft.name, "图片有误的裙子");
    assert!(kept.picture.is_some(), "the picture before is still there");
}

/// The head of a grey PNG that claims 65,000×65,000 pixels.
const BOMB: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\xfd\xe8\0\0\xfd\xe8\x08\0\0\0\0\x87\x3c\x86\xd6";

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_folder_is_named() {
    let office = Office::open().await;
    let good = office.draft_good("拖入文件夹的裙子").await;
    let problem = office.console().goods_set_picture(good, office.folder.path().to_owned()).await.unwrap_err();
    assert_eq!((problem.code.as_str(), problem.field.as_deref()), ("picture.folder", Some("picture")));
}
