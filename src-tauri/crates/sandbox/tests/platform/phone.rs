//! The anchor's phone, as a browser or a program without scripts uses it.

use crate::desk::{Desk, MINUTE_MS, with};
use kaibo_domain::LiveStatus;
use reqwest::Response;
use rstest::rstest;
use serde_json::json;

const ADD_ROLE: &str = "/wxaapi/broadcast/role/addrole";

/// Scans in as the anchor: the session.
async fn scan_in(desk: &Desk, room_id: i64) -> String {
    let reply = desk.post_form("/phone/scan", &format!("room={room_id}&wechat=kaibo_anchor")).await;
    assert_eq!(reply.status(), 303);
    let location = reply.headers()["location"].to_str().unwrap().to_owned();
    location.strip_prefix("/phone/live?session=").unwrap().to_owned()
}

async fn step(desk: &Desk, step: &str, session: &str) -> Response {
    desk.post_form(&format!("/phone/{step}"), &format!("session={session}")).await
}

async fn page(desk: &Desk, path: &str) -> String {
    desk.http.get(desk.url(path)).send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn the_anchor_scans_verifies_starts_leaves_returns_and_ends() {
    let desk = Desk::open().await;
    let id = desk.add_room().await;
    let scan = desk.http.get(desk.sandbox.phone_url(id)).send().await.unwrap();
    assert_eq!(scan.headers()["content-type"], "text/html; charset=utf-8");
    let policy = scan.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    let html = scan.text().await.unwrap();
    for words in
        ["双十二预热专场", "11月22日 周日 21:00", "value=\"kaibo_anchor\"", "value=\"stranger_phone\"", "计划结束之前"]
    {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert!(!html.contains("checked") && !html.contains("<script") && !html.contains("https://"), "{html}");

    let session = scan_in(&desk, id).await;
    let live = format!("/phone/live?session={session}");
    assert!(page(&desk, &live).await.contains("人脸识别"));
    for (name, status, offered) in [
        ("verify", LiveStatus::NotStarted, "开始直播"),
        ("start", LiveStatus::Live, "结束直播"),
        ("leave", LiveStatus::Abnormal, "回到直播"),
        ("back", LiveStatus::Live, "离开直播"),
        ("end", LiveStatus::Ended, "直播已结束"),
    ] {
        let reply = step(&desk, name, &session).await;
        assert_eq!((reply.status().as_u16(), reply.headers()["location"].to_str().unwrap()), (303, live.as_str()));
        assert_eq!(desk.sandbox.live_status(id), Some(status), "{name}");
        let html = page(&desk, &live).await;
        assert!(html.contains(offered), "{name}: {html}");
        assert!(html.contains(&format!("data-status=\"{}\"", status.wire())));
    }
    assert_eq!(step(&desk, "back", &session).await.status(), 409);
    assert_eq!(desk.post_form("/phone/scan", &format!("room={id}&wechat=kaibo_anchor")).await.status(), 409);
}

#[rstest]
#[case("wechat=stranger_phone", 403, "你不是该直播间的主播")]
#[case("wechat=", 400, "请选择用哪个微信号扫码")]
#[case("", 400, "请选择用哪个微信号扫码")]
#[tokio::test]
async fn others_are_turned_away(#[case] fields: &str, #[case] status: u16, #[case] words: &str) {
    let desk = Desk::open().await;
    let id = desk.add_room().await;
    let reply = desk.post_form("/phone/scan", &format!("room={id}&{fields}")).await;
    assert_eq!(reply.status().as_u16(), status);
    assert!(reply.text().await.unwrap().contains(words));
    assert_eq!(desk.sandbox.live_status(id), Some(LiveStatus::NotStarted));
}

#[tokio::test]
async fn steps_out_of_order_are_refused() {
    let desk = Desk::open().await;
    let id = desk.add_room().await;
    let session = scan_in(&desk, id).await;
    for name in ["start", "leave", "back", "end"] {
        let reply = step(&desk, name, &session).await;
        assert_eq!(reply.status(), 403, "{name}");
        assert!(reply.text().await.unwrap().contains("请先完成人脸识别"));
    }
    step(&desk, "verify", &session).await;
    for name in ["leave", "back", "end"] {
        assert_eq!(step(&desk, name, &session).await.status(), 409, "{name}");
    }
    assert_eq!(desk.sandbox.live_status(id), Some(LiveStatus::NotStarted));
    step(&desk, "start", &session).await;
    assert_eq!(step(&desk, "start", &session).await.status(), 409);
    let stranger = step(&desk, "end", "made-up-session").await;
    assert_eq!(stranger.status(), 404);
    assert_eq!(desk.sandbox.live_status(id), Some(LiveStatus::Live));
    assert_eq!(step(&desk, "dance", &session).await.status(), 404);
}

#[tokio::test]
async fn an_anchor_who_stays_away_fifteen_minutes_has_ended() {
    let desk = Desk::open().await;
    let id = desk.add_room().await;
    let session = scan_in(&desk, id).await;
    for name in ["verify", "start", "leave"] {
        step(&desk, name, &session).await;
    }
    desk.sandbox.advance_ms(15 * MINUTE_MS - 1);
    assert_eq!(desk.sandbox.live_status(id), Some(LiveStatus::Abnormal));
    desk.sandbox.advance_ms(1);
    assert_eq!(desk.sandbox.live_status(id), Some(LiveStatus::Ended));
    assert_eq!(step(&desk, "back", &session).await.status(), 409);
}

#[tokio::test]
async fn an_expired_room_cannot_be_started() {
    let desk = Desk::open().await;
    let id = desk.add_room().await;
    let session = scan_in(&desk, id).await;
    step(&desk, "verify", &session).await;
    desk.sandbox.advance_ms(180 * MINUTE_MS);
    assert_eq!(step(&desk, "start", &session).await.status(), 409);
    assert!(page(&desk, &format!("/phone/live?session={session}")).await.contains("已过期"));
}

#[tokio::test]
async fn rooms_and_sessions_that_do_not_exist_are_404() {
    let desk = Desk::open().await;
    for path in ["/phone", "/phone?room=9", "/phone?room=x", "/phone/live", "/phone/live?session=x"] {
        assert_eq!(desk.http.get(desk.url(path)).send().await.unwrap().status(), 404, "{path}");
    }
    assert_eq!(desk.post_form("/phone/scan", "room=9&wechat=kaibo_anchor").await.status(), 404);
    assert_eq!(desk.http.get(desk.url("/phone/phone.css")).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn what_merchants_typed_is_text_on_the_page() {
    let desk = Desk::open().await;
    let room = with(desk.room().await, json!({ "name": "<b>满减</b>\"'&", "anchorName": "<i>小开</i>" }));
    let id = desk.add_room_of(room).await;
    let session = scan_in(&desk, id).await;
    for path in [format!("/phone?room={id}"), format!("/phone/live?session={session}")] {
        let html = page(&desk, &path).await;
        assert!(html.contains("<h1>&lt;b&gt;满减&lt;/b&gt;&quot;&#39;&amp;</h1>"), "{html}");
        assert!(html.contains("&lt;i&gt;小开&lt;/i&gt;") && !html.contains("<b>") && !html.contains("<i>"));
    }
}

#[tokio::test]
async fn who_scans_the_code_of_a_refusal_is_verified_from_then_on() {
    let desk = Desk::open().await;
    let refused = desk.post(ADD_ROLE, json!({ "username": "unverified_7", "role": 2 })).await;
    let address = refused["codeurl"].as_str().unwrap();
    let picture = desk.http.get(address).send().await.unwrap();
    assert_eq!(picture.headers()["content-type"], "image/png");
    let scanned = "/phone/real-name?wechat=unverified_7";
    assert!(page(&desk, scanned).await.contains("完成实名认证"));
    assert_eq!(desk.post_form("/phone/real-name", "wechat=unverified_7").await.status(), 303);
    assert!(page(&desk, scanned).await.contains("已完成实名认证"));
    for wechat in ["", "小开", "a%22b%20c%3Cd"] {
        assert_eq!(desk.post_form("/phone/real-name", &format!("wechat={wechat}")).await.status(), 400, "{wechat}");
    }
    let given = desk.post(ADD_ROLE, json!({ "username": "unverified_7", "role": 2 })).await;
    assert_eq!(given["errcode"], 0, "{given}");
}
