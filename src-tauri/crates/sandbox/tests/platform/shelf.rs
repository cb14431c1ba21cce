//! A room's shelf: sale, order, push, recordings, removal.

use crate::desk::{Desk, MINUTE_MS, code};
use rstest::rstest;
use serde_json::{Value, json};

const ON_SALE: &str = "/wxaapi/broadcast/goods/onsale";
const DELETE: &str = "/wxaapi/broadcast/goods/deleteInRoom";
const PUSH: &str = "/wxaapi/broadcast/goods/push";
const SORT: &str = "/wxaapi/broadcast/goods/sort";
const VIDEO: &str = "/wxaapi/broadcast/goods/getVideo";

/// A live room with that many goods.
async fn live_room(desk: &Desk, count: usize) -> (i64, Vec<i64>) {
    let room = desk.add_room().await;
    let mut goods = Vec::new();
    for _ in 0..count {
        let made = desk.control("goods", json!({ "name": "后台商品", "url": "pages/a" })).await;
        goods.push(made["goods_id"].as_i64().unwrap());
    }
    if count > 0 {
        desk.post("/wxaapi/broadcast/room/addgoods", json!({ "ids": goods, "roomId": room })).await;
    }
    desk.set_live_status(room, 101).await;
    (room, goods)
}

async fn shelf(desk: &Desk) -> Vec<i64> {
    let list = desk.post("/wxa/business/getliveinfo", json!({ "start": 0, "limit": 1 })).await;
    list["room_info"][0]["goods"].as_array().unwrap().iter().map(|good| good["goods_id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn named_goods_come_first_and_the_others_keep_their_order() {
    let desk = Desk::open().await;
    let (room, goods) = live_room(&desk, 4).await;
    let first = json!([{ "goodsId": goods[2].to_string() }, { "goodsId": goods[1] }]);
    assert_eq!(desk.post(SORT, json!({ "roomId": room, "goods": first })).await, json!({ "errcode": 0 }));
    assert_eq!(shelf(&desk).await, [goods[2], goods[1], goods[0], goods[3]]);
    let sort = async |goods: Value| code(&desk.post(SORT, json!({ "roomId": room, "goods": goods })).await);
    assert_eq!(sort(json!([{ "goodsId": goods[0] }, { "goodsId": goods[0] }])).await, 200002);
    assert_eq!(sort(json!([goods[0]])).await, 200002);
    assert_eq!(sort(json!([])).await, 200002);
    assert_eq!(sort(json!([{ "goodsId": 999 }])).await, 300024);
    assert_eq!(shelf(&desk).await, [goods[2], goods[1], goods[0], goods[3]]);
}

#[tokio::test]
async fn what_is_off_sale_is_not_pushed_until_it_is_on_sale_again() {
    let desk = Desk::open().await;
    let (room, goods) = live_room(&desk, 1).await;
    let good = json!({ "roomId": room, "goodsId": goods[0] });
    let sale =
        async |on: Value| code(&desk.post(ON_SALE, json!({ "roomId": room, "goodsId": goods[0], "onSale": on })).await);
    assert_eq!(sale(json!("0")).await, 0);
    assert_eq!(code(&desk.post(PUSH, good.clone()).await), 300052);
    assert_eq!(sale(json!(1)).await, 0);
    assert_eq!(code(&desk.post(PUSH, good).await), 0);
    assert_eq!(sale(json!(2)).await, 200002);
    assert_eq!(sale(Value::Null).await, 200002);
}

#[tokio::test]
async fn during_a_push_nothing_else_is_pushed_sold_or_removed() {
    let desk = Desk::open().await;
    let (room, goods) = live_room(&desk, 2).await;
    let named = |at: usize| json!({ "roomId": room, "goodsId": goods[at], "onSale": 0 });
    assert_eq!(code(&desk.post(PUSH, named(0)).await), 0);
    assert_eq!(code(&desk.post(PUSH, named(1)).await), 300047);
    assert_eq!(code(&desk.post(ON_SALE, named(1)).await), 300049);
    assert_eq!(code(&desk.post(DELETE, named(0)).await), 300047);
    assert_eq!(code(&desk.post(DELETE, named(1)).await), 0);
    desk.sandbox.advance_ms(5_000);
    assert_eq!(code(&desk.post(DELETE, named(0)).await), 0);
    assert_eq!(shelf(&desk).await, Vec::<i64>::new());
}

#[tokio::test]
async fn a_removed_good_stays_in_the_library() {
    let desk = Desk::open().await;
    let (room, goods) = live_room(&desk, 1).await;
    let named = json!({ "roomId": room, "goodsId": goods[0] });
    assert_eq!(code(&desk.post(DELETE, named.clone()).await), 0);
    assert_eq!(desk.sandbox.counts().goods, 1);
    assert_eq!(code(&desk.post(DELETE, named).await), 300053);
}

#[tokio::test]
async fn a_pushed_good_has_a_recording_a_minute_later() {
    let desk = Desk::open().await;
    let (room, goods) = live_room(&desk, 1).await;
    let named = json!({ "roomId": room, "goodsId": goods[0] });
    assert_eq!(code(&desk.post(VIDEO, named.clone()).await), 300044);
    assert_eq!(code(&desk.post(PUSH, named.clone()).await), 0);
    desk.sandbox.advance_ms(MINUTE_MS - 1);
    assert_eq!(code(&desk.post(VIDEO, named.clone()).await), 300045);
    desk.sandbox.advance_ms(1);
    let reply = desk.post(VIDEO, named).await;
    assert_eq!(code(&reply), 0);
    let video = desk.http.get(reply["url"].as_str().unwrap()).send().await.unwrap();
    assert_eq!((video.status().as_u16(), &video.headers()["content-type"]), (200, &"video/mp4".parse().unwrap()));
}

/// Sale, removal, push, order, recording: what each state takes of a good that was never pushed.
#[rstest]
#[case(101, [0, 0, 0, 0, 300044])]
#[case(102, [0, 0, 300023, 0, 300023])]
#[case(103, [300023, 300023, 300023, 300023, 300044])]
#[case(104, [300023, 300023, 300023, 300023, 300044])]
#[case(105, [0, 0, 300023, 0, 300044])]
#[case(106, [0, 0, 300023, 0, 300044])]
#[case(107, [300023, 300023, 300023, 300023, 300023])]
#[tokio::test]
async fn states(#[case] status: i64, #[case] expected: [i64; 5]) {
    let desk = Desk::open().await;
    let (room, goods) = live_room(&desk, 3).await;
    desk.set_live_status(room, status).await;
    let named = |at: usize| json!({ "roomId": room, "goodsId": goods[at], "onSale": 0 });
    let order = json!({ "roomId": room, "goods": [{ "goodsId": goods[1] }] });
    let codes = [
        code(&desk.post(ON_SALE, named(0)).await),
        code(&desk.post(DELETE, named(0)).await),
        code(&desk.post(PUSH, named(1)).await),
        code(&desk.post(SORT, order).await),
        code(&desk.post(VIDEO, named(2)).await),
    ];
    assert_eq!(codes, expected);
}

/// Unknown room, unknown good, good elsewhere, empty shelf, good missing, room missing.
#[rstest]
#[case(ON_SALE, [300022, 300024, 300053, 300048, 200002, 200002])]
#[case(DELETE, [300022, 300024, 300053, 300053, 200002, 200002])]
#[case(PUSH, [300022, 300024, 300053, 300053, 200002, 200002])]
#[case(VIDEO, [300022, 300024, 300053, 300048, 200002, 200002])]
#[tokio::test]
async fn goods_that_cannot_be_named(#[case] path: &str, #[case] expected: [i64; 6]) {
    let desk = Desk::open().await;
    let (room, _) = live_room(&desk, 1).await;
    let (empty, _) = live_room(&desk, 0).await;
    let elsewhere = desk.control("goods", json!({ "name": "后台商品", "url": "pages/a" })).await["goods_id"].clone();
    let mut codes = Vec::new();
    for (room, good) in [
        (json!(999), elsewhere.clone()),
        (json!(room), json!(999)),
        (json!(room), elsewhere.clone()),
        (json!(empty), elsewhere.clone()),
        (json!(room), Value::Null),
        (Value::Null, elsewhere),
    ] {
        codes.push(code(&desk.post(path, json!({ "roomId": room, "goodsId": good, "onSale": 1 })).await));
    }
    assert_eq!(codes, expected);
}

#[tokio::test]
async fn an_empty_shelf_cannot_be_sorted() {
    let desk = Desk::open().await;
    let (room, _) = live_room(&desk, 0).await;
    let body = |room: i64| json!({ "roomId": room, "goods": [{ "goodsId": 51 }] });
    assert_eq!(code(&desk.post(SORT, body(room)).await), 300048);
    assert_eq!(code(&desk.post(SORT, body(999)).await), 300022);
}
