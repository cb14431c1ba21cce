//! Rooms: rules, states, the shelf, the list, the viewers' code, the push address.

use crate::desk::{Desk, MINUTE_MS, NOW_MS, code, png, with};
use kaibo_domain::LiveStatus;
use kaibo_sandbox::Account;
use rstest::rstest;
use serde_json::{Value, json};

const CREATE: &str = "/wxaapi/broadcast/room/create";
const EDIT: &str = "/wxaapi/broadcast/room/editroom";
const DELETE: &str = "/wxaapi/broadcast/room/deleteroom";
const ADD_GOODS: &str = "/wxaapi/broadcast/room/addgoods";
const LIST: &str = "/wxa/business/getliveinfo";
const SHARED: &str = "/wxaapi/broadcast/room/getsharedcode";
const PUSH: &str = "/wxaapi/broadcast/room/getpushurl";
const START_S: i64 = NOW_MS / 1000;

async fn list(desk: &Desk, start: i64, limit: i64) -> Value {
    desk.post(LIST, json!({ "start": start, "limit": limit })).await
}

#[tokio::test]
async fn a_room_is_listed_with_its_goods_prices_in_fen() {
    let desk = Desk::open().await;
    assert_eq!(code(&list(&desk, 0, 10).await), 9410000);
    let goods_id = desk.approved_good("雪纺连衣裙").await;
    let room_id = desk.add_room().await;
    let added = desk.post(ADD_GOODS, json!({ "ids": [goods_id, goods_id.to_string()], "roomId": room_id })).await;
    assert_eq!(added, json!({ "errcode": 0 }));
    let reply = list(&desk, 0, 10).await;
    assert_eq!((&reply["errcode"], &reply["errmsg"], &reply["total"]), (&json!(0), &json!("ok"), &json!(1)));
    assert_eq!(reply["live_replay"], json!([]));
    let room = &reply["room_info"][0];
    assert_eq!((&room["roomid"], &room["live_status"], &room["live_type"]), (&json!(room_id), &json!(102), &json!(0)));
    assert_eq!((&room["close_replay"], &room["close_kf"], &room["is_feeds_public"]), (&json!(1), &json!(1), &json!(1)));
    assert_eq!(room["name"], "双十二预热专场");
    assert_eq!(room["goods"].as_array().unwrap().len(), 1);
    assert_eq!(room["goods"][0]["price"], 9950);
    for field in ["cover_img", "share_img", "feeds_img"] {
        let picture = desk.http.get(room[field].as_str().unwrap()).send().await.unwrap();
        assert_eq!(picture.status(), 200, "{field}");
    }
    let replay = desk.post(LIST, json!({ "action": "get_replay", "room_id": room_id, "start": 0, "limit": 10 })).await;
    assert_eq!(replay, json!({ "errcode": 0, "errmsg": "ok", "live_replay": [], "total": 0 }));
}

#[tokio::test]
async fn replies_keep_the_platforms_order_of_keys() {
    let desk = Desk::open().await;
    let url = desk.url(&format!("{CREATE}?access_token={}", desk.token));
    let body = desk.room().await.to_string();
    let created = desk.http.post(url).body(body).send().await.unwrap().text().await.unwrap();
    assert_eq!(created, r#"{"roomId":33,"errcode":0}"#);
    let url = desk.url(&format!("{LIST}?access_token={}", desk.token));
    let list = desk.http.post(url).body(r#"{"start":"0","limit":"10"}"#).send().await.unwrap().text().await.unwrap();
    assert!(list.starts_with(r#"{"errcode":0,"errmsg":"ok","total":1,"room_info":[{"name":"#), "{list}");
}

#[rstest]
#[case(json!({}), 0)]
#[case(json!({ "type": "1", "closeLike": "0", "screenType": 0 }), 0)]
#[case(json!({ "subAnchorWechat": "kaibo_deputy", "createrWechat": "kaibo_boss" }), 0)]
#[case(json!({ "name": null }), 200002)]
#[case(json!({ "coverImg": null }), 200002)]
#[case(json!({ "shareImg": "" }), 200002)]
#[case(json!({ "feedsImg": null }), 200002)]
#[case(json!({ "anchorName": null }), 200002)]
#[case(json!({ "anchorWechat": null }), 200002)]
#[case(json!({ "type": null }), 200002)]
#[case(json!({ "type": 2 }), 200002)]
#[case(json!({ "closeLike": null }), 200002)]
#[case(json!({ "closeGoods": 2 }), 200002)]
#[case(json!({ "closeComment": null }), 200002)]
#[case(json!({ "startTime": null }), 200002)]
#[case(json!({ "startTime": START_S + 599 }), 200002)]
#[case(json!({ "startTime": START_S + 600 }), 0)]
#[case(json!({ "startTime": START_S - 1 }), 200002)]
#[case(json!({ "startTime": START_S + 200 * 86_400, "endTime": START_S + 200 * 86_400 + 3600 }), 200002)]
#[case(json!({ "endTime": START_S + 3600 + 1799 }), 200002)]
#[case(json!({ "endTime": START_S + 3600 + 1800 }), 0)]
#[case(json!({ "endTime": START_S + 3600 + 86_400 }), 0)]
#[case(json!({ "endTime": START_S + 3600 + 86_401 }), 200002)]
#[case(json!({ "startTime": i64::MAX, "endTime": i64::MIN }), 200002)]
#[case(json!({ "name": "直播" }), 300002)]
#[case(json!({ "name": "一二三四五六七八九十一二三四五六七八" }), 300002)]
#[case(json!({ "name": "违禁直播间" }), 300028)]
#[case(json!({ "name": "今晚八点🔥" }), 300040)]
#[case(json!({ "anchorName": "违禁主播" }), 300029)]
#[case(json!({ "anchorName": "开" }), 300034)]
#[case(json!({ "anchorWechat": "小开" }), 300030)]
#[case(json!({ "anchorWechat": "nobody_1" }), 300035)]
#[case(json!({ "anchorWechat": "unverified_1" }), 300036)]
#[case(json!({ "coverImg": "gone" }), 300006)]
#[case(json!({ "closeKf": 0 }), 300038)]
#[case(json!({ "subAnchorWechat": "副号" }), 300039)]
#[case(json!({ "subAnchorWechat": "unverified_2" }), 300039)]
#[case(json!({ "subAnchorWechat": "kaibo_anchor" }), 300039)]
#[case(json!({ "createrWechat": "nobody_2" }), 300041)]
#[tokio::test]
async fn rooms(#[case] changes: Value, #[case] errcode: i64) {
    let desk = Desk::open().await;
    let reply = desk.post(CREATE, with(desk.room().await, changes)).await;
    assert_eq!(code(&reply), errcode, "{reply}");
    assert_eq!(desk.sandbox.counts().rooms, usize::from(errcode == 0));
    assert_eq!(reply.get("qrcode_url").is_some(), errcode == 300036);
}

#[rstest]
#[case("coverImg", "违禁.png", 0, 300031)]
#[case("shareImg", "a.png", 1_000_001, 300032)]
#[case("shareImg", "违禁.png", 0, 300032)]
#[case("feedsImg", "a.png", 100_001, 300037)]
#[tokio::test]
async fn room_pictures(#[case] field: &str, #[case] name: &str, #[case] more: usize, #[case] errcode: i64) {
    let desk = Desk::open().await;
    let picture = desk.named_picture(name, png(800, 800, more)).await;
    let room = desk.room().await;
    let id = desk.add_room_of(room.clone()).await;
    let body = with(room, json!({ field: picture }));
    assert_eq!(code(&desk.post(CREATE, body.clone()).await), errcode);
    assert_eq!(code(&desk.post(EDIT, with(body, json!({ "id": id }))).await), errcode);
}

#[tokio::test]
async fn a_voice_is_no_room_cover() {
    let desk = Desk::open().await;
    let voice = desk.upload("voice", "a.mp3", b"ID3\x04".to_vec()).await["media_id"].clone();
    let body = with(desk.room().await, json!({ "coverImg": voice }));
    assert_eq!(code(&desk.post(CREATE, body).await), 300031);
}

#[tokio::test]
async fn missing_parameters_are_named_in_the_servers_spelling() {
    let desk = Desk::open().await;
    let reply = desk.post(CREATE, with(desk.room().await, json!({ "shareImg": null }))).await;
    assert!(reply["errmsg"].as_str().unwrap().starts_with("parameter shareImg must no be null rid: "), "{reply}");
    let reply = desk.post(CREATE, with(desk.room().await, json!({ "endTime": 1 }))).await;
    assert!(
        reply["errmsg"].as_str().unwrap().starts_with("parameter startTime or endTime is invalid rid: "),
        "{reply}"
    );
}

#[tokio::test]
async fn accounts_decide_on_rooms_and_customer_service() {
    let desk = Desk::open().await;
    let (id, body) = (desk.add_room().await, desk.room().await);
    desk.sandbox.set_account(Account { rooms_forbidden: true, ..Account::default() });
    assert_eq!(code(&desk.post(CREATE, body.clone()).await), 300001);
    assert_eq!(code(&desk.post(EDIT, with(body.clone(), json!({ "id": id }))).await), 300001);
    desk.sandbox.set_account(Account { customer_service: true, ..Account::default() });
    assert_eq!(code(&desk.post(CREATE, with(body, json!({ "closeKf": 0 }))).await), 0);
}

#[tokio::test]
async fn an_edit_changes_the_room_and_keeps_its_type() {
    let desk = Desk::open().await;
    let id = desk.add_room().await;
    let edit = |changes: Value| with(json!({ "id": id, "name": "改期的直播间", "type": 1 }), changes);
    let room = desk.room().await;
    assert_eq!(code(&desk.post(EDIT, with(room.clone(), edit(json!({})))).await), 0);
    let listed = list(&desk, 0, 1).await["room_info"][0].clone();
    assert_eq!((&listed["name"], &listed["live_type"]), (&json!("改期的直播间"), &json!(0)));
    assert_eq!(code(&desk.post(EDIT, with(room.clone(), edit(json!({ "name": "改" })))).await), 300002);
    assert_eq!(code(&desk.post(EDIT, with(room.clone(), edit(json!({ "anchorWechat": "主播" })))).await), 300030);
    assert_eq!(code(&desk.post(EDIT, with(room.clone(), edit(json!({ "closeLike": "x" })))).await), 200002);
    assert_eq!(code(&desk.post(EDIT, with(room.clone(), edit(json!({ "id": 999 })))).await), 300022);
    desk.sandbox.advance_ms(55 * MINUTE_MS);
    assert_eq!(code(&desk.post(EDIT, with(room.clone(), edit(json!({})))).await), 0);
    assert_eq!(code(&desk.post(EDIT, with(room, edit(json!({ "startTime": START_S + 3601 })))).await), 200002);
}

/// What each state takes: edit, goods, the viewers' code, the push address, delete.
#[rstest]
#[case(101, 300023, 0, 0, 0, 300023)]
#[case(102, 0, 0, 0, 0, 0)]
#[case(103, 300023, 300023, 0, 300023, 0)]
#[case(104, 300023, 300023, 300023, 300023, 300023)]
#[case(105, 300023, 0, 0, 0, 300023)]
#[case(106, 300023, 0, 0, 0, 300023)]
#[case(107, 300023, 300023, 300023, 300023, 0)]
#[tokio::test]
async fn states(
    #[case] status: i64,
    #[case] edit: i64,
    #[case] goods: i64,
    #[case] shared: i64,
    #[case] push: i64,
    #[case] delete: i64,
) {
    let desk = Desk::open().await;
    let good = desk.approved_good("雪纺连衣裙").await;
    let room = with(desk.room().await, json!({ "type": 1 }));
    let id = desk.add_room_of(room.clone()).await;
    desk.set_live_status(id, status).await;
    assert_eq!(list(&desk, 0, 1).await["room_info"][0]["live_status"], status);
    assert_eq!(code(&desk.post(EDIT, with(room, json!({ "id": id }))).await), edit);
    assert_eq!(code(&desk.post(ADD_GOODS, json!({ "ids": [good], "roomId": id })).await), goods);
    assert_eq!(code(&desk.get(SHARED, &format!("roomId={id}")).await), shared);
    assert_eq!(code(&desk.get(PUSH, &format!("roomId={id}")).await), push);
    assert_eq!(code(&desk.post(DELETE, json!({ "id": id.to_string() })).await), delete);
    assert_eq!(desk.sandbox.counts().rooms, usize::from(delete != 0));
}

#[tokio::test]
async fn the_shelf_refuses_goods_that_are_not_there_not_approved_or_too_many() {
    let desk = Desk::open().await;
    let room_id = desk.add_room().await;
    let (auditing, _) = desk.add_good("雪纺连衣裙").await;
    let put = async |ids: Value| code(&desk.post(ADD_GOODS, json!({ "ids": ids, "roomId": room_id })).await);
    assert_eq!(put(json!([999])).await, 300024);
    assert_eq!(put(json!([auditing])).await, 300025);
    assert_eq!(put(json!([])).await, 200002);
    assert_eq!(put(json!("x")).await, 200002);
    assert_eq!(code(&desk.post(ADD_GOODS, json!({ "ids": [auditing], "roomId": 9 })).await), 300022);
    let mut ids = Vec::new();
    for _ in 0..201 {
        let made = desk.control("goods", json!({ "name": "后台商品", "url": "pages/a" })).await;
        ids.push(made["goods_id"].as_i64().unwrap());
    }
    assert_eq!(put(json!(ids)).await, 300033);
    assert_eq!(put(json!(ids[..200])).await, 0);
    assert_eq!(put(json!(ids[200..])).await, 300033);
}

#[tokio::test]
async fn a_deleted_good_leaves_the_shelf() {
    let desk = Desk::open().await;
    let (good, room) = (desk.approved_good("雪纺连衣裙").await, desk.add_room().await);
    desk.post(ADD_GOODS, json!({ "ids": [good], "roomId": room })).await;
    assert_eq!(code(&desk.post("/wxaapi/broadcast/goods/delete", json!({ "goodsId": good })).await), 0);
    assert_eq!(list(&desk, 0, 1).await["room_info"][0]["goods"], json!([]));
}

#[tokio::test]
async fn the_list_is_paged_latest_start_first() {
    let desk = Desk::open().await;
    let room = desk.room().await;
    for later in [0, 7200, 3600] {
        let start = START_S + 3600 + later;
        desk.add_room_of(with(room.clone(), json!({ "startTime": start, "endTime": start + 3600 }))).await;
    }
    let ids = |reply: Value| {
        let rooms = reply["room_info"].as_array().unwrap().clone();
        rooms.iter().map(|room| room["roomid"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(ids(list(&desk, 0, 2).await), [34, 35]);
    assert_eq!(ids(list(&desk, 2, 2).await), [33]);
    let past = list(&desk, 3, 2).await;
    assert_eq!((code(&past), &past["total"], ids(past.clone())), (0, &json!(3), Vec::new()));
}

#[rstest]
#[case(json!({ "limit": 1 }), 200002)]
#[case(json!({ "start": 0 }), 200002)]
#[case(json!({ "start": -1, "limit": 1 }), 200002)]
#[case(json!({ "start": 0, "limit": 1, "action": "other" }), 200002)]
#[case(json!({ "start": 0, "limit": 1, "action": "get_replay" }), 200002)]
#[case(json!({ "start": 0, "limit": 1, "action": "get_replay", "room_id": 9 }), 300022)]
#[tokio::test]
async fn lists_that_are_refused(#[case] body: Value, #[case] errcode: i64) {
    assert_eq!(code(&Desk::open().await.post(LIST, body).await), errcode);
}

#[tokio::test]
async fn the_viewers_code_can_be_scanned_and_the_poster_says_practice() {
    let desk = Desk::open().await;
    let id = desk.add_room_of(with(desk.room().await, json!({ "name": "满<100>减&20" }))).await;
    let reply = desk.get(SHARED, &format!("roomId={id}&params=%7B%22from%22%3A%22%E6%B5%B7%E6%8A%A5%22%7D")).await;
    assert_eq!(
        reply["pagePath"],
        format!(
            "plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin?room_id={id}&custom_params=%7B%22from%22%3A%22%E6%B5%B7%E6%8A%A5%22%7D"
        )
    );
    let fetch = async |address: &Value| desk.http.get(address.as_str().unwrap()).send().await.unwrap();
    let poster = fetch(&reply["posterUrl"]).await;
    assert_eq!(poster.headers()["content-type"], "image/svg+xml");
    let svg = poster.text().await.unwrap();
    assert!(svg.contains("演练") && svg.contains("满&lt;100&gt;减&amp;20"), "{svg}");
    // What it says is read in the journeys of the whole app.
    let code_of = async |reply: &Value| {
        let picture = fetch(&reply["cdnUrl"]).await;
        assert_eq!(picture.headers()["content-type"], "image/png");
        picture.bytes().await.unwrap()
    };
    let (other, first) = (desk.add_room().await, code_of(&reply).await);
    assert!(first.starts_with(b"\x89PNG"));
    assert_ne!(code_of(&desk.get(SHARED, &format!("roomId={other}")).await).await, first, "each room has its own");
    assert_eq!(code(&desk.get(SHARED, "").await), 1001);
    assert_eq!(code(&desk.get(SHARED, "roomId=x").await), 1001);
    assert_eq!(code(&desk.get(SHARED, &format!("roomId={id}&params=no-json")).await), 1001);
    assert_eq!(code(&desk.get(SHARED, "roomId=999").await), 300022);
}

#[tokio::test]
async fn only_push_rooms_have_a_push_address() {
    let desk = Desk::open().await;
    let phone = desk.add_room().await;
    let push = desk.add_room_of(with(desk.room().await, json!({ "type": 1 }))).await;
    let reply = desk.get(PUSH, &format!("roomId={push}")).await;
    let address = reply["pushAddr"].as_str().unwrap();
    let head = format!("rtmp://wxalivepush.weixin.qq.com/live/wxpractice0000001-{push}?txSecret=");
    let tail = format!("&txTime={:08x}", START_S + 3600 + 7200);
    assert!(address.starts_with(&head) && address.ends_with(&tail), "{address}");
    assert_eq!(address.len(), head.len() + 32 + tail.len());
    assert_eq!(desk.get(PUSH, &format!("roomId={push}")).await, reply);
    assert_eq!(code(&desk.get(PUSH, &format!("roomId={phone}")).await), 300023);
    assert_eq!(code(&desk.get(PUSH, "").await), 300022);
    assert_eq!(code(&desk.get(PUSH, "roomId=999").await), 300022);
}

#[tokio::test]
async fn a_room_that_never_starts_expires_at_its_planned_end() {
    let desk = Desk::open().await;
    let id = desk.add_room().await;
    desk.sandbox.advance_ms(180 * MINUTE_MS - 1);
    assert_eq!(desk.sandbox.live_status(id), Some(LiveStatus::NotStarted));
    desk.sandbox.advance_ms(1);
    assert_eq!(desk.sandbox.live_status(id), Some(LiveStatus::Expired));
}

#[tokio::test]
async fn unknown_rooms_are_not_deleted() {
    let desk = Desk::open().await;
    assert_eq!(code(&desk.post(DELETE, json!({ "id": 9 })).await), 300022);
    assert_eq!(code(&desk.post(DELETE, json!({})).await), 200002);
}
