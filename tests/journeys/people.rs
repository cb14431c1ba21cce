//! Anchors over real HTTP: who is not verified by real name, who does not exist, the shop's own list.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{clock::MORNING, junk::Junk, office::Office, phone, window::read_code};
use kaibo_console::{
    Console,
    pictures::MediaRequest,
    view::{AnchorView, CheckKind, CheckState, MemberState, RoomPatch, RoomState},
};
use kaibo_domain::{
    AnchorDraft, AnchorId, MemberDraft, RealName, Role, RoomId, Rule,
    platform::endpoint::{ASSISTANT_ADD, ROLE_ADD, ROOM_CREATE, SUB_ANCHOR_ADD, SUB_ANCHOR_DELETE, SUB_ANCHOR_MODIFY},
};
use kaibo_sandbox::FaultKind;
use kaibo_store::anchors;
use std::path::Path;

async fn find(console: &Console, wechat: &str) -> Option<AnchorView> {
    console.anchors_list(String::new()).await.unwrap().into_iter().find(|anchor| anchor.wechat == wechat)
}

/// A room that is wanted with that anchor, in the outbox.
async fn room_with(office: &Office, wechat: &str) -> RoomId {
    let id = office.draft_room("周三晚八点直播").await;
    name_anchor(office, id, wechat).await;
    assert!(office.console().rooms_submit(id).await.unwrap().queued);
    id
}

async fn name_anchor(office: &Office, id: RoomId, wechat: &str) {
    let patch = RoomPatch { anchor_wechat: Some(wechat.into()), ..RoomPatch::default() };
    office.console().rooms_save(id, patch).await.unwrap();
}

/// The anchor's code, once it was fetched.
async fn code_of(office: &Office, wechat: &str) -> (AnchorId, Vec<u8>) {
    let is_there = async |console: &Console| {
        let code = find(console, wechat).await.and_then(|anchor| anchor.code);
        code.is_some_and(|code| code.fetched_ms.is_some())
    };
    office.wait_for("the code was fetched", is_there).await;
    let id = find(&office.console(), wechat).await.unwrap().id;
    let shown = office.console().render(MediaRequest::AnchorCode(id)).await.unwrap();
    assert_eq!(shown.mime, "image/png");
    (id, shown.bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_anchor_who_is_not_verified_scans_once_and_the_room_is_made_once() {
    let mut office = Office::open_at(MORNING).await;
    let id = room_with(&office, "unverified_1").await;
    let refused = office.wait_for_room(id, RoomState::Refused).await;
    assert_eq!(refused.problem.unwrap().code, "errcode.300036");
    let anchor = find(&office.console(), "unverified_1").await.unwrap();
    assert_eq!((anchor.real_name, anchor.name.as_str()), (RealName::Unverified, "小开"));
    let (anchor, code) = code_of(&office, "unverified_1").await;

    // The code is there without the platform too, also after a restart.
    let platform = office.platform.base_url().to_owned();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    office.redirect(&format!("http://{nobody}")).await;
    office.restart().await;
    assert_eq!(office.console().render(MediaRequest::AnchorCode(anchor)).await.unwrap().bytes, code);
    office.redirect(&platform).await;

    let again = office.console().rooms_submit(id).await.unwrap();
    assert!(again.queued, "{again:?}");
    office.wait_for("refused once more", async |_| office.received(ROOM_CREATE.path) == 2).await;
    office.wait_for_room(id, RoomState::Refused).await;
    phone::verify_real_name(&read_code(&code).unwrap()).await;
    assert!(office.console().rooms_submit(id).await.unwrap().queued);
    office.wait_for_room(id, RoomState::NotStarted).await;
    assert_eq!((office.received(ROOM_CREATE.path), office.executed(ROOM_CREATE.path)), (3, 1));
    let verified = find(&office.console(), "unverified_1").await.unwrap();
    assert_eq!((verified.real_name, verified.code), (RealName::Verified, None));
    assert!(office.console().render(MediaRequest::AnchorCode(anchor)).await.is_none(), "nobody needs it any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_anchor_who_does_not_exist_is_corrected() {
    let office = Office::open_at(MORNING).await;
    let id = room_with(&office, "nobody_1").await;
    let refused = office.wait_for_room(id, RoomState::Refused).await;
    assert_eq!(refused.problem.unwrap().code, "errcode.300035");
    let unknown = find(&office.console(), "nobody_1").await.unwrap();
    assert_eq!((unknown.real_name, unknown.code), (RealName::Unknown, None));
    name_anchor(&office, id, "kaibo_anchor").await;
    assert!(office.console().rooms_submit(id).await.unwrap().queued);
    office.wait_for_room(id, RoomState::NotStarted).await;
    assert_eq!(office.executed(ROOM_CREATE.path), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_who_is_not_verified_scans_the_same_code_and_has_the_role_then() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let wanted = MemberDraft { wechat: "unverified_2".into(), role: Role::Anchor };
    let id = console.members_add(wanted.clone()).await.unwrap().id.unwrap();
    let (anchor, code) = code_of(&office, "unverified_2").await;
    let member = console.members_list().await.unwrap().into_iter().find(|member| member.id == id).unwrap();
    assert_eq!((member.state, member.code_of), (MemberState::Refused, Some(anchor)));
    phone::verify_real_name(&read_code(&code).unwrap()).await;
    assert_eq!(console.members_add(wanted).await.unwrap().id, Some(id));
    let has_role = async |console: &Console| {
        let roles = find(console, "unverified_2").await.unwrap().roles;
        roles.iter().any(|role| (role.role, role.state) == (Role::Anchor, MemberState::Active))
    };
    office.wait_for("the role is had", has_role).await;
    assert_eq!(find(&console, "unverified_2").await.unwrap().real_name, RealName::Verified);
    assert_eq!(office.executed(ROLE_ADD.path), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_no_code_is_not_kept_as_one() {
    let mut office = Office::open_at(MORNING).await;
    let junk = Junk::start();
    office.redirect(junk.address()).await;
    let address = format!("{}/code.png", junk.address());
    let id = find(&office.console(), "kaibo_anchor").await.unwrap().id;
    let known = address.clone();
    office
        .restart_with(move |tx| {
            anchors::set_verified(tx, id, Some(false))?;
            anchors::set_code_url(tx, id, &known)
        })
        .await;
    let console = office.console();
    let png = |side: u32| {
        let mut bytes = kaibo_media::qr::png("code", 200).unwrap();
        bytes[16..24].copy_from_slice(&[side.to_be_bytes(), side.to_be_bytes()].concat());
        bytes
    };
    let other = Junk::start();
    other.say("200 OK", &kaibo_media::qr::png("elsewhere", 200).unwrap());
    let moved = format!("302 Found\r\nLocation: {}/code.png", other.address());
    for (head, body, code) in [
        ("200 OK", Vec::new(), "anchor.code-not-fetched"),
        ("200 OK", b"<html><script>alert(1)</script></html>".to_vec(), "picture.not-a-picture"),
        ("200 OK", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(), "picture.unsupported"),
        ("200 OK", vec![7; 9_000_000], "anchor.code-not-fetched"),
        ("200 OK", [kaibo_media::qr::png("code", 200).unwrap(), vec![0; 2_000_000]].concat(), "picture.too-large"),
        ("200 OK", png(5_000), "picture.too-many-pixels"),
        ("200 OK", br#"{"errcode":-1,"errmsg":"system error"}"#.to_vec(), "anchor.code-not-fetched"),
        ("500 Oops", b"oops".to_vec(), "anchor.code-not-fetched"),
        (&moved, Vec::new(), "anchor.code-not-fetched"),
    ] {
        junk.say(head, &body);
        let problem = console.anchors_fetch_code(id).await.unwrap_err();
        assert_eq!(problem.code, code, "{head} with {} bytes", body.len());
        assert_eq!(find(&console, "kaibo_anchor").await.unwrap().code.unwrap().fetched_ms, None);
        assert!(console.render(MediaRequest::AnchorCode(id)).await.is_none());
    }
    let code = kaibo_media::qr::png("code", 200).unwrap();
    junk.say("200 OK", &code);
    console.anchors_fetch_code(id).await.unwrap();
    assert_eq!(console.render(MediaRequest::AnchorCode(id)).await.unwrap().bytes, code);
    junk.say("200 OK", b"nothing");
    assert!(console.anchors_fetch_code(id).await.is_err());
    assert_eq!(console.render(MediaRequest::AnchorCode(id)).await.unwrap().bytes, code, "the one at hand stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_keeps_who_broadcasts() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let draft = |name: &str, wechat: &str, phone: &str| AnchorDraft {
        name: name.into(),
        wechat: wechat.into(),
        phone: phone.into(),
    };
    let broken = console.anchors_add(draft("", "kaibo_anchor", "12")).await.unwrap();
    let rules: Vec<_> = broken.violations.iter().map(|fault| fault.rule).collect();
    assert_eq!((broken.id, rules), (None, vec![Rule::AnchorKnown, Rule::Required, Rule::NotAPhone]));
    let id = console.anchors_add(draft("播播老师", " bobo_2026 ", "138 0013 8000")).await.unwrap().id.unwrap();
    let photo = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/practice/room.jpg");
    let shown = console.anchors_take_photo(id, photo).await.unwrap();
    for typed in ["播播", "bobo", "bobolao", "bbls", "BOBO_2"] {
        let found = console.anchors_list(typed.into()).await.unwrap();
        assert_eq!(found.iter().map(|anchor| anchor.id).collect::<Vec<_>>(), [id], "{typed}");
    }
    let anchor = find(&console, "bobo_2026").await.unwrap();
    assert_eq!((anchor.phone_masked.as_str(), anchor.photo), ("138****8000", Some(shown)));
    assert!(console.pictures_delete(vec![shown]).await.unwrap().deleted == 0, "it is shown");
    let saved = console.anchors_save(id, "播播".into(), "bobo_2027".into(), None).await.unwrap();
    assert_eq!((saved.id, console.anchors_phone(id).await.unwrap().as_str()), (Some(id), "138 0013 8000"));
    let taken = console.anchors_save(id, "播播".into(), "kaibo_anchor".into(), None).await.unwrap();
    assert_eq!((taken.id, taken.violations[0].rule), (None, Rule::AnchorKnown));
    console.anchors_delete(vec![id]).await.unwrap();
    assert_eq!(find(&console, "bobo_2027").await, None);
    console.anchors_restore(vec![id]).await.unwrap();
    assert_eq!(find(&console, "bobo_2027").await.unwrap().photo, Some(shown));
    console.anchors_delete(vec![id]).await.unwrap();
    let back = console.anchors_add(draft("播播老师", "bobo_2027", "")).await.unwrap();
    assert_eq!(back.id, Some(id), "the same person, the same row");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_wechat_id_is_another_person_to_the_platform() {
    let office = Office::open_at(MORNING).await;
    let id = find(&office.console(), "kaibo_anchor").await.unwrap().id;
    office.console().anchors_save(id, "小开".into(), "other_anchor".into(), None).await.unwrap();
    assert_eq!(find(&office.console(), "other_anchor").await.unwrap().real_name, RealName::Unknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_is_named_changed_and_taken_away() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let id = office.draft_room("周三晚八点直播").await;
    assert_eq!(console.room_people(id).await.unwrap_err().code, "live.not-submitted");
    console.rooms_submit(id).await.unwrap();
    office.wait_for_room(id, RoomState::NotStarted).await;
    assert_eq!(console.room_people(id).await.unwrap().sub_anchor, None);
    let named = async |wechat: &str| console.room_set_sub_anchor(id, wechat.into()).await;
    for (wechat, code) in [
        ("小开", "people.not-a-wechat-id"),
        ("kaibo_anchor", "errcode.500005"),
        ("nobody_1", "errcode.300039"),
        ("unverified_3", "errcode.500002"),
    ] {
        let problem = named(wechat).await.unwrap_err();
        assert_eq!((problem.code.as_str(), problem.field.as_deref()), (code, Some("wechat")));
    }
    assert_eq!(find(&console, "unverified_3").await.unwrap().real_name, RealName::Unverified);
    for wechat in [" deputy_01 ", "deputy_02", "deputy_02"] {
        assert_eq!(named(wechat).await.unwrap().sub_anchor.as_deref(), Some(wechat.trim()));
    }
    assert_eq!((office.executed(SUB_ANCHOR_ADD.path), office.executed(SUB_ANCHOR_MODIFY.path)), (1, 1));
    assert_eq!(find(&console, "deputy_02").await.unwrap().real_name, RealName::Verified);
    assert_eq!(named("").await.unwrap().sub_anchor, None);
    assert_eq!(named("").await.unwrap().sub_anchor, None);
    assert_eq!(office.executed(SUB_ANCHOR_DELETE.path), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn assistants_are_added_renamed_and_removed_within_the_limit_until_the_end() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let id = office.draft_room("周三晚八点直播").await;
    console.rooms_submit(id).await.unwrap();
    let platform = office.wait_for_room(id, RoomState::NotStarted).await.platform_id.unwrap();
    let set = async |wechat: &str, nickname: &str| console.room_set_assistant(id, wechat.into(), nickname.into()).await;
    for (wechat, nickname, code, field) in [
        ("小助", "小助", "people.not-a-wechat-id", "wechat"),
        ("helper_01", " ", "people.nickname-missing", "nickname"),
        ("nobody_01", "小助", "people.no-such-wechat", "wechat"),
    ] {
        let problem = set(wechat, nickname).await.unwrap_err();
        assert_eq!((problem.code.as_str(), problem.field.as_deref()), (code, Some(field)));
    }
    for n in 1..=10 {
        assert_eq!(set(&format!("helper_{n:02}"), "小助").await.unwrap().assistants.len(), n);
    }
    let full = set("helper_11", "小助").await.unwrap_err();
    assert_eq!((full.code.as_str(), full.params["max"].as_str()), ("people.assistants-full", "10"));
    let renamed = set("helper_10", "大助").await.unwrap();
    assert_eq!((renamed.assistants.len(), renamed.assistants[9].nickname.as_str()), (10, "大助"));
    let left = console.room_remove_assistant(id, "helper_10".into()).await.unwrap();
    assert_eq!((left.assistants.len(), left.assistants_max, left.open), (9, 10, true));
    assert_eq!((office.executed(ASSISTANT_ADD.path), office.received(ASSISTANT_ADD.path)), (10, 11));

    office.turn_platform("room", serde_json::json!({ "room_id": platform, "live_status": 103 })).await;
    office.clock.as_ref().unwrap().turn(1_000);
    console.sync_now().await.unwrap();
    assert!(!console.room_people(id).await.unwrap().open, "it is over: they can be looked at");
    assert_eq!(set("helper_12", "小助").await.unwrap_err().code, "people.over");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_answered_is_said_and_can_be_looked_at() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let id = office.draft_room("周三晚八点直播").await;
    console.rooms_submit(id).await.unwrap();
    office.wait_for_room(id, RoomState::NotStarted).await;
    office.platform.faults().arm(ASSISTANT_ADD.path, FaultKind::DropAfter, 1);
    let lost = console.room_set_assistant(id, "helper_01".into(), "小助".into()).await.unwrap_err();
    assert_eq!(lost.code, "live.unanswered");
    assert_eq!(console.room_people(id).await.unwrap().assistants.len(), 1);
    console.room_set_assistant(id, "helper_01".into(), "小助".into()).await.unwrap();
    assert_eq!(office.executed(ASSISTANT_ADD.path), 1, "who is there is not added again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_that_is_taken_with_a_code_waits_for_its_anchor() {
    let mut office = Office::open_at(MORNING).await;
    let id = office.draft_room("周三晚八点直播").await;
    // As the page of room/create documents it: a room id and the code in one reply. It answers the token and the uploads too.
    let junk = Junk::start();
    let reply = serde_json::json!({
        "errcode": 0, "access_token": "token", "expires_in": 7200, "media_id": "media", "roomId": 77,
        "qrcode_url": format!("{}/code.png", junk.address()),
    });
    junk.say("200 OK", reply.to_string().as_bytes());
    office.redirect(junk.address()).await;
    assert!(office.console().rooms_submit(id).await.unwrap().queued);
    let is_told = async |console: &Console| find(console, "kaibo_anchor").await.is_some_and(|one| one.code.is_some());
    office.wait_for("the code is known", is_told).await;
    assert_eq!(find(&office.console(), "kaibo_anchor").await.unwrap().real_name, RealName::Unverified);
    assert_eq!(office.console().rooms_get(id).await.unwrap().platform_id, Some(77));
    let checks = office.console().golive_view(id).await.unwrap().checks;
    let anchor = checks.iter().find(|check| check.kind == CheckKind::Anchor).unwrap();
    assert_eq!(anchor.state, CheckState::Wrong, "nobody is to find that out at the start");
}
