//! Members and their roles, subscribers, widget keys.

use crate::desk::{DAY_MS, Desk, code, with};
use rstest::rstest;
use serde_json::{Value, json};

const ADD: &str = "/wxaapi/broadcast/role/addrole";
const DELETE: &str = "/wxaapi/broadcast/role/deleterole";
const LIST: &str = "/wxaapi/broadcast/role/getrolelist";
const FOLLOWERS: &str = "/wxa/business/get_wxa_followers";
const PUSH: &str = "/wxa/business/push_message";

async fn give(desk: &Desk, username: &str, role: i64) -> i64 {
    code(&desk.post(ADD, json!({ "username": username, "role": role })).await)
}

async fn take(desk: &Desk, username: &str, role: i64) -> i64 {
    code(&desk.post(DELETE, json!({ "username": username, "role": role })).await)
}

#[tokio::test]
async fn members_are_listed_masked_last_changed_first() {
    let desk = Desk::open().await;
    assert_eq!(give(&desk, "kaibo_anchor", 2).await, 0);
    desk.sandbox.advance_ms(1000);
    assert_eq!(give(&desk, "kaibo_clerk", 3).await, 0);
    desk.sandbox.advance_ms(1000);
    assert_eq!(give(&desk, "kaibo_anchor", 3).await, 0);
    let reply = desk.get(LIST, "").await;
    assert_eq!((code(&reply), &reply["total"]), (0, &json!(3)));
    let first = &reply["list"][0];
    assert_eq!((&first["username"], &first["roleList"]), (&json!("ka****or"), &json!([2, 3])));
    assert_eq!(first["updateTimestamp"], "1795348802");
    assert_eq!(first["openid"].as_str().unwrap().len(), 28);
    assert_eq!((&reply["list"][1]["username"], &reply["list"][2]["roleList"]), (&json!("ka****rk"), &json!([0])));
    let count = async |query: &str| {
        let reply = desk.get(LIST, query).await;
        (reply["total"].as_i64().unwrap(), reply["list"].as_array().unwrap().len())
    };
    assert_eq!(count("role=3").await, (2, 2));
    assert_eq!(count("role=-1&offset=1&limit=1").await, (3, 1));
    assert_eq!(count("keyword=clerk").await, (1, 1));
    assert_eq!(count("keyword=anchor&role=0").await, (0, 0));
}

#[rstest]
#[case("role=4")]
#[case("limit=31")]
#[case("limit=0")]
#[case("offset=-1")]
#[tokio::test]
async fn lists_that_are_refused(#[case] query: &str) {
    assert_eq!(code(&Desk::open().await.get(LIST, query).await), 200002);
}

#[rstest]
#[case(json!({ "role": 0 }), 200002, 200002)]
#[case(json!({ "role": 4 }), 200002, 200002)]
#[case(json!({ "role": null }), 200002, 200002)]
#[case(json!({ "username": null }), 200002, 200002)]
#[case(json!({ "username": "小开" }), 400001, 400001)]
#[case(json!({ "username": "nobody_4" }), 400001, 2003)]
#[case(json!({ "username": "unverified_4" }), 400002, 2003)]
#[case(json!({ "username": "unverified_4", "role": 3 }), 0, 0)]
#[tokio::test]
async fn roles_that_cannot_be(#[case] changes: Value, #[case] add: i64, #[case] delete: i64) {
    let desk = Desk::open().await;
    let body = with(json!({ "username": "kaibo_anchor", "role": 2 }), changes);
    let reply = desk.post(ADD, body.clone()).await;
    assert_eq!(code(&reply), add);
    assert_eq!(reply.get("codeurl").is_some(), add == 400002, "{reply}");
    assert_eq!(code(&desk.post(DELETE, body).await), delete);
}

#[tokio::test]
async fn a_role_is_given_once_and_taken_once() {
    let desk = Desk::open().await;
    assert_eq!(give(&desk, "kaibo_anchor", 1).await, 0);
    assert_eq!(give(&desk, "kaibo_anchor", 1).await, 400004);
    assert_eq!(take(&desk, "kaibo_anchor", 2).await, 2003);
    assert_eq!(take(&desk, "kaibo_anchor", 1).await, 0);
    assert_eq!(take(&desk, "kaibo_anchor", 1).await, 2003);
    assert_eq!(desk.get(LIST, "").await["total"], 1);
}

#[tokio::test]
async fn there_are_ten_administrators_at_most() {
    let desk = Desk::open().await;
    for at in 0..10 {
        assert_eq!(give(&desk, &format!("admin_{at}"), 1).await, 0);
    }
    assert_eq!(give(&desk, "admin_10", 1).await, 400003);
    assert_eq!(give(&desk, "admin_10", 3).await, 0);
    assert_eq!(take(&desk, "admin_3", 1).await, 0);
    assert_eq!(give(&desk, "admin_10", 1).await, 0);
}

#[tokio::test]
async fn an_anchor_with_a_room_to_come_stays_one() {
    let desk = Desk::open().await;
    let room = desk.add_room().await;
    assert_eq!(give(&desk, "kaibo_anchor", 2).await, 0);
    assert_eq!(take(&desk, "kaibo_anchor", 2).await, 400005);
    desk.set_live_status(room, 103).await;
    assert_eq!(take(&desk, "kaibo_anchor", 2).await, 0);
}

#[tokio::test]
async fn subscribers_come_page_by_page() {
    let desk = Desk::open().await;
    let room = desk.add_room().await;
    assert_eq!(desk.post(FOLLOWERS, json!({})).await["followers"], json!([]));
    assert_eq!(desk.control("followers", json!({ "room_id": room, "count": 250 })).await, json!({ "ok": true }));
    let first = desk.post(FOLLOWERS, json!({})).await;
    assert_eq!((code(&first), first["followers"].as_array().unwrap().len()), (0, 200));
    let one = &first["followers"][0];
    assert_eq!(
        (&one["room_id"], &one["room_status"], &one["subscribe_time"]),
        (&json!(room), &json!(102), &json!(1_795_348_800))
    );
    let second = desk.post(FOLLOWERS, json!({ "limit": 2000, "page_break": first["page_break"] })).await;
    assert_eq!(second["followers"].as_array().unwrap().len(), 50);
    assert_ne!(second["followers"][0]["openid"], one["openid"]);
    let last = desk.post(FOLLOWERS, json!({ "page_break": second["page_break"] })).await;
    assert_eq!(last["followers"], json!([]));
    for body in [json!({ "limit": 2001 }), json!({ "limit": 0 }), json!({ "page_break": -1 })] {
        assert_eq!(code(&desk.post(FOLLOWERS, body).await), 200002);
    }
    let unknown = desk.http.post(desk.url("/_practice/followers")).body(r#"{"room_id":9,"count":1}"#);
    assert_eq!(unknown.send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn one_live_room_a_day_is_announced() {
    let mut desk = Desk::open().await;
    let (first, second) = (desk.add_room().await, desk.add_room().await);
    let push = async |desk: &Desk, room: i64| {
        let reply = desk.post(PUSH, json!({ "room_id": room, "user_openid": ["openid1"] })).await;
        (code(&reply), reply["message_id"].is_string())
    };
    assert_eq!(push(&desk, first).await, (9410006, false));
    desk.set_live_status(first, 101).await;
    desk.set_live_status(second, 101).await;
    assert_eq!(push(&desk, first).await, (0, true));
    assert_eq!(push(&desk, first).await, (0, true));
    assert_eq!(push(&desk, second).await, (9410005, false));
    assert_eq!(push(&desk, 999).await, (300022, false));
    desk.sandbox.advance_ms(DAY_MS);
    desk.renew().await;
    assert_eq!(push(&desk, second).await, (0, true));
}

#[tokio::test]
async fn an_announcement_goes_to_two_thousand_at_most() {
    let desk = Desk::open().await;
    let room = desk.add_room().await;
    desk.set_live_status(room, 101).await;
    let push = async |openids: Value| code(&desk.post(PUSH, json!({ "room_id": room, "user_openid": openids })).await);
    assert_eq!(push(json!(vec!["openid"; 2001])).await, 200002);
    assert_eq!(push(json!(vec!["openid"; 2000])).await, 0);
    assert_eq!(push(json!([])).await, 200002);
    assert_eq!(push(json!("openid")).await, 200002);
    assert_eq!(push(json!([1])).await, 200002);
}

#[tokio::test]
async fn widget_keys_are_kept() {
    let desk = Desk::open().await;
    let get = async || desk.get("/wxaapi/broadcast/goods/getkey", "").await;
    assert_eq!(get().await, json!({ "errcode": 0, "vendorGoodsKey": [] }));
    let set = async |keys: Value| code(&desk.post("/wxaapi/broadcast/goods/setkey", json!({ "goodsKey": keys })).await);
    assert_eq!(set(json!(["a", "b"])).await, 0);
    assert_eq!(set(json!("a")).await, 200002);
    assert_eq!(get().await["vendorGoodsKey"], json!(["a", "b"]));
}
