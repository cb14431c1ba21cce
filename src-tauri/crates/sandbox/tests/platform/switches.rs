//! What may be switched in a room that is there, and its replay.

use crate::desk::{Desk, MINUTE_MS, code};
use kaibo_sandbox::Account;
use rstest::rstest;
use serde_json::{Value, json};

const COMMENT: &str = "/wxaapi/broadcast/room/updatecomment";
const FEED: &str = "/wxaapi/broadcast/room/updatefeedpublic";
const SERVICE: &str = "/wxaapi/broadcast/room/updatekf";
const REPLAY: &str = "/wxaapi/broadcast/room/updatereplay";
const LIST: &str = "/wxa/business/getliveinfo";

async fn listed(desk: &Desk) -> Value {
    desk.post(LIST, json!({ "start": 0, "limit": 1 })).await["room_info"][0].clone()
}

#[tokio::test]
async fn switches_show_in_the_list() {
    let desk = Desk::open().await;
    desk.sandbox.set_account(Account { customer_service: true, ..Account::default() });
    let room = desk.add_room().await;
    for (path, field, shown, wire) in [
        (FEED, "isFeedsPublic", "is_feeds_public", 0),
        (SERVICE, "closeKf", "close_kf", 0),
        (REPLAY, "closeReplay", "close_replay", 0),
        (SERVICE, "closeKf", "close_kf", 1),
        (REPLAY, "closeReplay", "close_replay", 1),
        (FEED, "isFeedsPublic", "is_feeds_public", 1),
    ] {
        assert_eq!(desk.post(path, json!({ "roomId": room, field: wire })).await, json!({ "errcode": 0 }));
        assert_eq!(listed(&desk).await[shown], wire, "{path}");
    }
}

#[tokio::test]
async fn everyone_is_muted_under_either_name_of_the_room() {
    let desk = Desk::open().await;
    let room = desk.add_room().await;
    let muted = async || {
        let state = desk.http.get(desk.url("/_practice/state")).send().await.unwrap();
        serde_json::from_str::<Value>(&state.text().await.unwrap()).unwrap()["rooms"][0]["muted"].clone()
    };
    assert_eq!(code(&desk.post(COMMENT, json!({ "id": room, "banComment": "1" })).await), 0);
    assert_eq!(muted().await, true);
    assert_eq!(code(&desk.post(COMMENT, json!({ "roomId": room, "banComment": 0 })).await), 0);
    assert_eq!(muted().await, false);
}

#[rstest]
#[case(COMMENT, "banComment", 300023)]
#[case(FEED, "isFeedsPublic", 300023)]
#[case(SERVICE, "closeKf", 300023)]
#[case(REPLAY, "closeReplay", 0)]
#[tokio::test]
async fn refusals(#[case] path: &str, #[case] field: &str, #[case] when_ended: i64) {
    let desk = Desk::open().await;
    let room = desk.add_room().await;
    let turn = async |room: Value, wire: Value| code(&desk.post(path, json!({ "roomId": room, field: wire })).await);
    assert_eq!(turn(json!(999), json!(1)).await, 300022);
    assert_eq!(turn(Value::Null, json!(1)).await, 200002);
    assert_eq!(turn(json!(room), json!(2)).await, 200002);
    assert_eq!(turn(json!(room), Value::Null).await, 200002);
    desk.set_live_status(room, 103).await;
    assert_eq!(turn(json!(room), json!(1)).await, when_ended);
    for status in [104, 107] {
        desk.set_live_status(room, status).await;
        assert_eq!(turn(json!(room), json!(1)).await, 300023, "{status}");
    }
}

#[tokio::test]
async fn customer_service_must_be_set_up() {
    let desk = Desk::open().await;
    let room = desk.add_room().await;
    assert_eq!(code(&desk.post(SERVICE, json!({ "roomId": room, "closeKf": 0 })).await), 300038);
    assert_eq!(code(&desk.post(SERVICE, json!({ "roomId": room, "closeKf": 1 })).await), 0);
}

#[tokio::test]
async fn a_replay_is_there_ten_minutes_after_the_end_if_it_is_switched_on() {
    let desk = Desk::open().await;
    let room = desk.add_room().await;
    let ask = json!({ "action": "get_replay", "room_id": room, "start": 0, "limit": 10 });
    desk.set_live_status(room, 101).await;
    desk.set_live_status(room, 103).await;
    desk.sandbox.advance_ms(10 * MINUTE_MS - 1);
    assert_eq!(desk.post(LIST, ask.clone()).await["total"], 0);
    desk.sandbox.advance_ms(1);
    assert_eq!(desk.post(LIST, ask.clone()).await["total"], 0);
    desk.post(REPLAY, json!({ "roomId": room, "closeReplay": 0 })).await;
    let reply = desk.post(LIST, ask).await;
    assert_eq!((code(&reply), &reply["total"]), (0, &json!(2)));
    assert_eq!(reply["live_replay"][0]["create_time"], "2026-11-22T12:10:00Z");
    for (at, content_type) in [(0, "application/vnd.apple.mpegurl"), (1, "video/mp4")] {
        let url = reply["live_replay"][at]["media_url"].as_str().unwrap();
        let file = desk.http.get(url).send().await.unwrap();
        assert_eq!((file.status().as_u16(), file.headers()["content-type"].to_str().unwrap()), (200, content_type));
    }
    let second = json!({ "action": "get_replay", "room_id": room, "start": 1, "limit": 1 });
    let page = desk.post(LIST, second).await;
    assert_eq!((&page["total"], page["live_replay"].as_array().unwrap().len()), (&json!(2), 1));
}
