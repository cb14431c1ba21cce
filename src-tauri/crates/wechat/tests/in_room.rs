//! The calls around a room that is there: one test per endpoint, with method, path, query and body.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod support;

use kaibo_domain::{PlatformGoodsId, PlatformRoomId};
use kaibo_wechat::{Client, NewAssistant};
use serde_json::{Value, json};
use support::{Mock, client, expect};

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("samples/", $name, ".json"))
    };
}

const ROOM: PlatformRoomId = PlatformRoomId(6474);
const GOOD: PlatformGoodsId = PlatformGoodsId(1);

/// A client of a mock that waits for one call with that body, and answers with success.
async fn post(path: &'static str, body: Value) -> (Mock, Client) {
    let mock = Mock::start(vec![expect("POST", path, sample!("done")).body(body)]).await;
    let client = client(&mock.base);
    (mock, client)
}

#[tokio::test]
async fn the_deputy_is_asked_for_by_query() {
    let path = "/wxaapi/broadcast/room/getsubanchor?roomId=6474";
    let none = r#"{"username":"","errcode":0}"#;
    let mock = Mock::start([sample!("sub_anchor"), none].map(|reply| expect("GET", path, reply)).into()).await;
    let client = client(&mock.base);
    assert_eq!(client.sub_anchor(ROOM).await, Ok(Some("kaibo_deputy".into())));
    assert_eq!(client.sub_anchor(ROOM).await, Ok(None));
}

#[tokio::test]
async fn a_deputy_is_added() {
    let body = json!({ "roomId": 6474, "username": "kaibo_deputy" });
    let (_mock, client) = post("/wxaapi/broadcast/room/addsubanchor", body).await;
    client.sub_anchor_add(ROOM, "kaibo_deputy").await.unwrap();
}

#[tokio::test]
async fn a_deputy_is_modified() {
    let body = json!({ "roomId": 6474, "username": "kaibo_deputy" });
    let (_mock, client) = post("/wxaapi/broadcast/room/modifysubanchor", body).await;
    client.sub_anchor_modify(ROOM, "kaibo_deputy").await.unwrap();
}

#[tokio::test]
async fn a_deputy_is_deleted() {
    let (_mock, client) = post("/wxaapi/broadcast/room/deletesubanchor", json!({ "roomId": 6474 })).await;
    client.sub_anchor_delete(ROOM).await.unwrap();
}

#[tokio::test]
async fn assistants_are_listed_by_get() {
    let path = "/wxaapi/broadcast/room/getassistantlist?roomId=6474";
    let mock = Mock::start(vec![expect("GET", path, sample!("assistant_list"))]).await;
    let found = client(&mock.base).assistants(ROOM).await.unwrap();
    assert_eq!((found.max_count, found.list.len()), (10, 1));
    assert_eq!((found.list[0].alias.as_str(), found.list[0].nickname.as_str()), ("kaibo_helper", "小美"));
    assert_eq!(found.list[0].timestamp, 1_601_199_369);
}

fn helper() -> NewAssistant {
    NewAssistant { username: "kaibo_helper".into(), nickname: "小美".into() }
}

#[tokio::test]
async fn assistants_are_added_as_a_list() {
    let body = json!({ "roomId": 6474, "users": [{ "username": "kaibo_helper", "nickname": "小美" }] });
    let (_mock, client) = post("/wxaapi/broadcast/room/addassistant", body).await;
    client.assistant_add(ROOM, &[helper()]).await.unwrap();
}

#[tokio::test]
async fn an_assistant_is_modified() {
    let body = json!({ "roomId": 6474, "username": "kaibo_helper", "nickname": "小美" });
    let (_mock, client) = post("/wxaapi/broadcast/room/modifyassistant", body).await;
    client.assistant_modify(ROOM, &helper()).await.unwrap();
}

#[tokio::test]
async fn an_assistant_is_removed() {
    let body = json!({ "roomId": 6474, "username": "kaibo_helper" });
    let (_mock, client) = post("/wxaapi/broadcast/room/removeassistant", body).await;
    client.assistant_remove(ROOM, "kaibo_helper").await.unwrap();
}

#[tokio::test]
async fn a_good_is_taken_off_sale() {
    let body = json!({ "roomId": 6474, "goodsId": 1, "onSale": 0 });
    let (_mock, client) = post("/wxaapi/broadcast/goods/onsale", body).await;
    client.shelf_on_sale(ROOM, GOOD, false).await.unwrap();
}

#[tokio::test]
async fn a_good_is_removed_from_the_room() {
    let (_mock, client) = post("/wxaapi/broadcast/goods/deleteInRoom", json!({ "roomId": 6474, "goodsId": 1 })).await;
    client.shelf_delete(ROOM, GOOD).await.unwrap();
}

#[tokio::test]
async fn a_good_is_pushed() {
    let (_mock, client) = post("/wxaapi/broadcast/goods/push", json!({ "roomId": 6474, "goodsId": 1 })).await;
    client.shelf_push(ROOM, GOOD).await.unwrap();
}

#[tokio::test]
async fn the_order_of_the_shelf_is_sent_as_texts() {
    let body = json!({ "roomId": 6474, "goods": [{ "goodsId": "123" }, { "goodsId": "234" }] });
    let (_mock, client) = post("/wxaapi/broadcast/goods/sort", body).await;
    client.shelf_sort(ROOM, &[PlatformGoodsId(123), PlatformGoodsId(234)]).await.unwrap();
}

#[tokio::test]
async fn a_recording_has_an_address_or_a_reason() {
    let path = "/wxaapi/broadcast/goods/getVideo";
    let refusal = r#"{"errmsg":"explain video is not generated yet","errcode":300045}"#;
    let mock = Mock::start(vec![
        expect("POST", path, sample!("goods_video")).body(json!({ "roomId": 6474, "goodsId": 1 })),
        expect("POST", path, refusal),
    ])
    .await;
    let client = client(&mock.base);
    assert_eq!(client.shelf_video(ROOM, GOOD).await.as_deref(), Ok("https://practice.example/explain.mp4"));
    assert_eq!(client.shelf_video(ROOM, GOOD).await.unwrap_err().errcode(), Some(300_045));
}

#[tokio::test]
async fn everyone_is_muted() {
    let (_mock, client) =
        post("/wxaapi/broadcast/room/updatecomment", json!({ "roomId": 6474, "banComment": 1 })).await;
    client.room_update_comment(ROOM, true).await.unwrap();
}

#[tokio::test]
async fn official_listing_is_switched() {
    let body = json!({ "roomId": 6474, "isFeedsPublic": 1 });
    let (_mock, client) = post("/wxaapi/broadcast/room/updatefeedpublic", body).await;
    client.room_update_feed_public(ROOM, true).await.unwrap();
}

#[tokio::test]
async fn customer_service_counts_zero_as_on() {
    let (_mock, client) = post("/wxaapi/broadcast/room/updatekf", json!({ "roomId": 6474, "closeKf": 0 })).await;
    client.room_update_kf(ROOM, true).await.unwrap();
}

#[tokio::test]
async fn replay_counts_zero_as_on() {
    let (_mock, client) =
        post("/wxaapi/broadcast/room/updatereplay", json!({ "roomId": 6474, "closeReplay": 0 })).await;
    client.room_update_replay(ROOM, true).await.unwrap();
}

#[tokio::test]
async fn replays_have_times_as_text_or_number() {
    let path = "/wxa/business/getliveinfo";
    let numbers = r#"{"live_replay":[{"expire_time":0,"create_time":0,"media_url":""}],"errcode":0,"total":1}"#;
    let body = json!({ "action": "get_replay", "room_id": 6474, "start": 0, "limit": 10 });
    let replies = [sample!("live_replay"), numbers];
    let mock = Mock::start(replies.map(|reply| expect("POST", path, reply).body(body.clone())).into()).await;
    let client = client(&mock.base);
    let page = client.live_replay(ROOM, 0, 10).await.unwrap();
    assert_eq!((page.total, page.files[0].create_time.as_str()), (1, "2026-11-11T03:49:55Z"));
    assert_eq!(page.files[0].media_url, "http://practice.example/replay.m3u8");
    assert_eq!(client.live_replay(ROOM, 0, 10).await.unwrap().files[0].create_time, "0");
}
