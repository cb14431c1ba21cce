//! Who works in a room: the anchor's deputy and the assistants.

use crate::desk::{Desk, code, value, with};
use rstest::rstest;
use serde_json::{Value, json};

const ADD: &str = "/wxaapi/broadcast/room/addsubanchor";
const MODIFY: &str = "/wxaapi/broadcast/room/modifysubanchor";
const DELETE: &str = "/wxaapi/broadcast/room/deletesubanchor";
const GET: &str = "/wxaapi/broadcast/room/getsubanchor";
const ADD_ASSISTANT: &str = "/wxaapi/broadcast/room/addassistant";
const MODIFY_ASSISTANT: &str = "/wxaapi/broadcast/room/modifyassistant";
const REMOVE_ASSISTANT: &str = "/wxaapi/broadcast/room/removeassistant";
const ASSISTANTS: &str = "/wxaapi/broadcast/room/getassistantlist";

#[tokio::test]
async fn a_deputy_is_added_replaced_and_deleted() {
    let desk = Desk::open().await;
    let room = desk.add_room().await;
    let query = format!("roomId={room}");
    assert_eq!(desk.get(GET, &query).await, json!({ "username": "", "errcode": 0 }));
    assert_eq!(desk.post(ADD, json!({ "roomId": room, "username": "deputy_1" })).await, json!({ "errcode": 0 }));
    assert_eq!(desk.get(GET, &query).await, json!({ "username": "deputy_1", "errcode": 0 }));
    assert_eq!(code(&desk.post(ADD, json!({ "roomId": room, "username": "deputy_2" })).await), 500004);
    assert_eq!(code(&desk.post(MODIFY, json!({ "roomId": room, "username": "deputy_1" })).await), 500004);
    assert_eq!(code(&desk.post(MODIFY, json!({ "roomId": room, "username": "deputy_2" })).await), 0);
    assert_eq!(desk.get(GET, &query).await["username"], "deputy_2");
    for _ in 0..2 {
        assert_eq!(code(&desk.post(DELETE, json!({ "roomId": room })).await), 0);
    }
    assert_eq!(desk.get(GET, &query).await["username"], "");
}

#[rstest]
#[case(json!({ "username": "kaibo_anchor" }), 500005)]
#[case(json!({ "username": "unverified_2" }), 500002)]
#[case(json!({ "username": "nobody_2" }), 300039)]
#[case(json!({ "username": "副号" }), 300039)]
#[case(json!({ "username": null }), 200002)]
#[case(json!({ "roomId": null }), 200002)]
#[case(json!({ "roomId": 999 }), 300022)]
#[tokio::test]
async fn deputies_that_cannot_be(#[case] changes: Value, #[case] errcode: i64) {
    let desk = Desk::open().await;
    let body = with(json!({ "roomId": desk.add_room().await, "username": "deputy_1" }), changes);
    for path in [ADD, MODIFY] {
        assert_eq!(code(&desk.post(path, body.clone()).await), errcode, "{path}");
    }
}

#[tokio::test]
async fn the_deputys_phone_may_start_the_broadcast() {
    let desk = Desk::open().await;
    let room = desk.add_room_of(with(desk.room().await, json!({ "subAnchorWechat": "deputy_1" }))).await;
    let page = desk.http.get(desk.sandbox.phone_url(room)).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("主播副号的手机（微信号 deputy_1）"), "{page}");
    let scan =
        async |wechat: &str| desk.post_form("/phone/scan", &format!("room={room}&wechat={wechat}")).await.status();
    assert_eq!((scan("deputy_1").await, scan("deputy_2").await), (303.try_into().unwrap(), 403.try_into().unwrap()));
}

fn user(username: &str) -> Value {
    json!({ "username": username, "nickname": format!("昵称{username}") })
}

async fn names(desk: &Desk, room: i64) -> Vec<String> {
    let reply = desk.get(ASSISTANTS, &format!("roomId={room}")).await;
    let list = reply["list"].as_array().unwrap();
    assert_eq!((&reply["count"], &reply["maxCount"]), (&json!(list.len()), &json!(10)));
    list.iter().map(|one| one["nickname"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn assistants_are_added_renamed_and_removed() {
    let desk = Desk::open().await;
    let room = desk.add_room().await;
    let users = json!([user("helper_1"), user("helper_2")]);
    assert_eq!(code(&desk.post(ADD_ASSISTANT, json!({ "roomId": room, "users": users })).await), 0);
    let renamed = json!({ "roomId": room, "username": "helper_1", "nickname": "小美" });
    assert_eq!(code(&desk.post(MODIFY_ASSISTANT, renamed).await), 0);
    assert_eq!(names(&desk, room).await, ["小美", "昵称helper_2"]);
    for _ in 0..2 {
        let body = json!({ "roomId": room, "username": "helper_1" });
        assert_eq!(code(&desk.post(REMOVE_ASSISTANT, body).await), 0);
    }
    assert_eq!(names(&desk, room).await, ["昵称helper_2"]);
    let listed = desk.get(ASSISTANTS, &format!("roomId={room}")).await["list"][0].clone();
    assert_eq!(listed["alias"], "helper_2");
    assert_eq!(listed["openid"].as_str().unwrap().len(), 28);
    assert!(listed["timestamp"].is_i64() && listed["headimg"].is_string());
}

#[tokio::test]
async fn the_list_of_assistants_answers_both_verbs() {
    let desk = Desk::open().await;
    let room = desk.add_room().await;
    desk.post(ADD_ASSISTANT, json!({ "roomId": room, "users": [user("helper_1")] })).await;
    let by_get = desk.get(ASSISTANTS, &format!("roomId={room}")).await;
    assert_eq!(by_get["count"], 1);
    assert_eq!(desk.post(ASSISTANTS, json!({ "roomId": room })).await, by_get);
    let query = format!("access_token={}&roomId={room}", desk.token);
    assert_eq!(desk.send(ASSISTANTS, &query, "").await, by_get);
    // The body of a GET is not read.
    let url = desk.url(&format!("{ASSISTANTS}?access_token={}", desk.token));
    let body = json!({ "roomId": room }).to_string();
    assert_eq!(code(&value(desk.http.get(url).body(body).send().await.unwrap()).await), 300022);
}

#[tokio::test]
async fn a_room_has_ten_assistants_at_most() {
    let desk = Desk::open().await;
    let room = desk.add_room().await;
    let users: Vec<Value> = (0..11).map(|at| user(&format!("helper_{at}"))).collect();
    let add = async |users: &[Value]| code(&desk.post(ADD_ASSISTANT, json!({ "roomId": room, "users": users })).await);
    assert_eq!(add(&users).await, 200002);
    assert_eq!(names(&desk, room).await.len(), 0);
    assert_eq!(add(&users[..10]).await, 0);
    assert_eq!(add(&users[10..]).await, 200002);
    assert_eq!(add(&users[..1]).await, 0);
    assert_eq!(names(&desk, room).await.len(), 10);
}

#[rstest]
#[case(ADD_ASSISTANT, json!({ "users": [] }), 200002)]
#[case(ADD_ASSISTANT, json!({ "users": "helper_1" }), 200002)]
#[case(ADD_ASSISTANT, json!({ "users": [{ "username": "helper_1" }] }), 200002)]
#[case(ADD_ASSISTANT, json!({ "users": [{ "username": "小助手", "nickname": "小美" }] }), 200002)]
#[case(ADD_ASSISTANT, json!({ "users": [{ "username": "nobody_3", "nickname": "小美" }] }), 200002)]
#[case(ADD_ASSISTANT, json!({ "users": [user("helper_1")], "roomId": 999 }), 300022)]
#[case(MODIFY_ASSISTANT, json!({ "username": "helper_9", "nickname": "小美" }), 200002)]
#[case(MODIFY_ASSISTANT, json!({ "username": "helper_9" }), 200002)]
#[case(MODIFY_ASSISTANT, json!({ "username": "helper_9", "nickname": "小美", "roomId": 999 }), 300022)]
#[case(REMOVE_ASSISTANT, json!({}), 200002)]
#[case(REMOVE_ASSISTANT, json!({ "username": "helper_9", "roomId": 999 }), 300022)]
#[tokio::test]
async fn assistants_that_cannot_be(#[case] path: &str, #[case] changes: Value, #[case] errcode: i64) {
    let desk = Desk::open().await;
    let body = with(json!({ "roomId": desk.add_room().await }), changes);
    assert_eq!(code(&desk.post(path, body).await), errcode);
}

#[tokio::test]
async fn a_room_that_is_over_changes_nobody_and_still_lists_them() {
    let desk = Desk::open().await;
    let room = desk.add_room().await;
    desk.set_live_status(room, 103).await;
    let body = json!({ "roomId": room, "username": "helper_1", "nickname": "小美", "users": [user("helper_1")] });
    for path in [ADD, MODIFY, DELETE, ADD_ASSISTANT, MODIFY_ASSISTANT, REMOVE_ASSISTANT] {
        assert_eq!(code(&desk.post(path, body.clone()).await), 300023, "{path}");
    }
    for path in [GET, ASSISTANTS] {
        assert_eq!(code(&desk.get(path, &format!("roomId={room}")).await), 0, "{path}");
        assert_eq!(code(&desk.get(path, "roomId=999").await), 300022, "{path}");
    }
}
