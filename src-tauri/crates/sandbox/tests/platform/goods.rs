//! The goods library: rules, audits, states, quotas.

use crate::desk::{DAY_MS, Desk, NOW_MS, code, png, with};
use rstest::rstest;
use serde_json::{Value, json};

const ADD: &str = "/wxaapi/broadcast/goods/add";
const AUDIT: &str = "/wxaapi/broadcast/goods/audit";
const RESET: &str = "/wxaapi/broadcast/goods/resetaudit";
const DELETE: &str = "/wxaapi/broadcast/goods/delete";
const UPDATE: &str = "/wxaapi/broadcast/goods/update";
const WAREHOUSE: &str = "/wxa/business/getgoodswarehouse";
const APPROVED: &str = "/wxaapi/broadcast/goods/getapproved";

async fn status(desk: &Desk, id: i64) -> i64 {
    desk.post(WAREHOUSE, json!({ "goods_ids": [id] })).await["goods"][0]["audit_status"].as_i64().unwrap()
}

#[tokio::test]
async fn a_good_is_audited_in_the_time_set_and_listed_with_fen() {
    let desk = Desk::open().await;
    let (id, audit_id) = desk.add_good("雪纺连衣裙").await;
    assert!(audit_id > i64::from(u32::MAX));
    assert_eq!(status(&desk, id).await, 1);
    desk.sandbox.advance_ms(3999);
    assert_eq!(status(&desk, id).await, 1);
    desk.sandbox.advance_ms(1);
    let reply = desk.post(WAREHOUSE, json!({ "goods_ids": [id.to_string(), 999] })).await;
    assert_eq!((&reply["errcode"], &reply["errmsg"], &reply["total"]), (&json!(0), &json!("ok"), &json!(1)));
    let good = &reply["goods"][0];
    assert_eq!(good["goods_id"], id);
    assert_eq!((&good["price"], &good["price2"], &good["price_type"]), (&json!(9950), &json!(0), &json!(1)));
    assert_eq!((&good["audit_status"], &good["third_party_tag"]), (&json!(2), &json!(1)));
    assert_eq!(good["url"], "pages/goods/index?id=1&kb=k1");

    let listed = desk.get(APPROVED, "offset=0&status=2").await;
    assert_eq!((&listed["errcode"], &listed["total"]), (&json!(0), &json!(1)));
    assert_eq!(listed["goods"][0]["goodsId"], id);
    assert_eq!(listed["goods"][0]["coverImgUrl"], good["cover_img_url"]);
    assert_eq!(desk.get(APPROVED, "offset=0&status=1").await["total"], 0);

    let log = desk.sandbox.accept_log();
    let added: Vec<_> = log.iter().filter(|call| call.endpoint == ADD).collect();
    assert_eq!(added.len(), 1);
    assert_eq!((added[0].id.as_str(), added[0].key.as_deref()), (id.to_string().as_str(), Some("k1")));
}

#[tokio::test]
async fn a_rejected_good_is_mended_and_submitted_again_and_no_reply_says_why() {
    let desk = Desk::open().await;
    let (id, first_audit) = desk.add_good("要驳回的连衣裙").await;
    desk.sandbox.advance_ms(4000);
    let reply = desk.post(WAREHOUSE, json!({ "goods_ids": [id] })).await;
    assert_eq!(reply["goods"][0]["audit_status"], 3);
    assert_eq!(reply["goods"][0].as_object().unwrap().len(), 10);
    assert_eq!(code(&desk.post(UPDATE, json!({ "goodsInfo": { "goodsId": id, "name": "真丝连衣裙" } })).await), 0);
    let again = desk.post(AUDIT, json!({ "goodsId": id })).await;
    assert_eq!(code(&again), 0);
    assert_ne!(again["auditId"], first_audit);
    desk.sandbox.advance_ms(4000);
    assert_eq!(status(&desk, id).await, 2);
}

#[rstest]
#[case(json!({}), None)]
#[case(json!({ "priceType": "1", "price": "79" }), None)]
#[case(json!({ "price": 12.30, "price2": "" }), None)]
#[case(json!({ "priceType": 2, "price": 10, "price2": 20 }), None)]
#[case(json!({ "priceType": 3, "price": "20", "price2": "9.9" }), None)]
#[case(json!({ "name": null }), Some(200002))]
#[case(json!({ "url": null }), Some(200002))]
#[case(json!({ "coverImgUrl": null }), Some(200002))]
#[case(json!({ "priceType": null }), Some(200002))]
#[case(json!({ "priceType": 4 }), Some(200002))]
#[case(json!({ "price": null }), Some(200002))]
#[case(json!({ "name": "裙子" }), Some(300002))]
#[case(json!({ "name": "一二三四五六七八九十一二三四五" }), Some(300002))]
#[case(json!({ "name": "12345678" }), Some(300002))]
#[case(json!({ "name": "连衣裙😀" }), Some(300004))]
#[case(json!({ "name": "违禁连衣裙" }), Some(300004))]
#[case(json!({ "price": 0 }), Some(300003))]
#[case(json!({ "price": "￥9" }), Some(300003))]
#[case(json!({ "price": 9.999 }), Some(300003))]
#[case(json!({ "price": "九块九" }), Some(300003))]
#[case(json!({ "priceType": 2, "price": 9 }), Some(300003))]
#[case(json!({ "priceType": 2, "price": 9, "price2": 8 }), Some(300003))]
#[case(json!({ "priceType": 3, "price": 9, "price2": 10 }), Some(300003))]
#[case(json!({ "coverImgUrl": "unknown" }), Some(300006))]
#[case(json!({ "url": "pages/unreleased/index" }), Some(300007))]
#[case(json!({ "url": "/pages/goods" }), Some(300007))]
#[case(json!({ "url": "https://example.com" }), Some(300007))]
#[case(json!({ "name": "提审失败的裙" }), Some(300021))]
#[tokio::test]
async fn goods(#[case] changes: Value, #[case] errcode: Option<i64>) {
    let desk = Desk::open().await;
    let body = with(desk.good("雪纺连衣裙").await, json!({ "goodsInfo": changes }));
    let reply = desk.post(ADD, body).await;
    assert_eq!(code(&reply), errcode.unwrap_or_default(), "{reply}");
    let is_there = matches!(errcode, None | Some(300021));
    assert_eq!(desk.sandbox.counts().goods, usize::from(is_there));
}

#[tokio::test]
async fn texts_of_refusals_are_the_platforms_own() {
    let desk = Desk::open().await;
    let text = |reply: Value| reply["errmsg"].as_str().unwrap().split(" rid: ").next().unwrap().to_owned();
    assert_eq!(text(desk.post(ADD, json!({})).await), "goodsInfo must not be empty");
    let body = with(desk.good("雪纺连衣裙").await, json!({ "goodsInfo": { "url": null } }));
    assert_eq!(text(desk.post(ADD, body).await), "url must not be empty");
    let url = desk.url(&format!("{ADD}?access_token={}", desk.token));
    let raw = desk.http.post(url).body("{}").send().await.unwrap().text().await.unwrap();
    let rid = format!("rid: {:08x}-", NOW_MS / 1000);
    assert!(raw.starts_with(r#"{"errmsg":""#) && raw.contains(&rid) && raw.ends_with(r#","errcode":200002}"#), "{raw}");
}

#[rstest]
#[case("a.png", png(301, 300, 0), 300018)]
#[case("a.png", png(10, 301, 0), 300018)]
#[case("违禁.png", png(10, 10, 0), 300005)]
#[tokio::test]
async fn goods_pictures(#[case] name: &str, #[case] bytes: Vec<u8>, #[case] errcode: i64) {
    let desk = Desk::open().await;
    let cover = desk.named_picture(name, bytes).await;
    let body = with(desk.good("雪纺连衣裙").await, json!({ "goodsInfo": { "coverImgUrl": cover } }));
    assert_eq!(code(&desk.post(ADD, body).await), errcode);
}

#[tokio::test]
async fn a_picture_older_than_three_days_is_300006() {
    let mut desk = Desk::open().await;
    let body = desk.good("雪纺连衣裙").await;
    desk.sandbox.advance_ms(3 * DAY_MS);
    desk.renew().await;
    assert_eq!(code(&desk.post(ADD, body).await), 300006);
}

/// What each call answers in each state of a good: 0 never audited or withdrawn, 1, 2, 3.
#[rstest]
#[case(0, 0, 0, 0, 300017)]
#[case(1, 300010, 300010, 300014, 0)]
#[case(2, 300010, 300010, 0, 300017)]
#[case(3, 0, 0, 0, 300017)]
#[tokio::test]
async fn states(#[case] state: i64, #[case] audit: i64, #[case] rename: i64, #[case] delete: i64, #[case] reset: i64) {
    let desk = Desk::open().await;
    for (path, errcode) in [(AUDIT, audit), (UPDATE, rename), (DELETE, delete), (RESET, reset)] {
        let (id, audit_id) = desk.add_good(if state == 3 { "驳回的连衣裙" } else { "雪纺连衣裙" }).await;
        if state == 0 {
            assert_eq!(code(&desk.post(RESET, json!({ "goodsId": id, "auditId": audit_id })).await), 0);
        } else if state > 1 {
            desk.sandbox.advance_ms(4000);
        }
        assert_eq!(status(&desk, id).await, state);
        let body = json!({
            "goodsId": id, "auditId": audit_id, "goodsInfo": { "goodsId": id, "name": "真丝连衣裙" }
        });
        assert_eq!(code(&desk.post(path, body).await), errcode, "{path}");
    }
}

#[tokio::test]
async fn an_approved_good_takes_prices_only() {
    let desk = Desk::open().await;
    let id = desk.approved_good("雪纺连衣裙").await;
    let update = async |fields: Value| {
        code(&desk.post(UPDATE, json!({ "goodsInfo": with(json!({ "goodsId": id }), fields) })).await)
    };
    assert_eq!(update(json!({ "price": "88" })).await, 0);
    assert_eq!(update(json!({ "priceType": 3, "price": 88, "price2": 66, "name": "雪纺连衣裙" })).await, 0);
    assert_eq!(update(json!({ "url": "pages/other" })).await, 300010);
    assert_eq!(update(json!({ "price": "1.234" })).await, 300003);
    let good = &desk.post(WAREHOUSE, json!({ "goods_ids": [id] })).await["goods"][0];
    assert_eq!((&good["price"], &good["price2"], &good["audit_status"]), (&json!(8800), &json!(6600), &json!(2)));
}

#[tokio::test]
async fn a_withdrawn_good_takes_a_new_name_picture_and_page() {
    let desk = Desk::open().await;
    let (id, audit_id) = desk.add_good("雪纺连衣裙").await;
    assert_eq!(code(&desk.post(RESET, json!({ "goodsId": id, "auditId": audit_id })).await), 0);
    let large = desk.picture(400, 400).await;
    let update = async |fields: Value| {
        code(&desk.post(UPDATE, json!({ "goodsInfo": with(json!({ "goodsId": id }), fields) })).await)
    };
    assert_eq!(update(json!({ "coverImgUrl": large })).await, 300018);
    assert_eq!(update(json!({ "coverImgUrl": "gone" })).await, 300006);
    assert_eq!(update(json!({ "name": "裙" })).await, 300002);
    assert_eq!(update(json!({ "url": "pages/unreleased" })).await, 300007);
    let fine = desk.picture(200, 200).await;
    assert_eq!(update(json!({ "coverImgUrl": fine, "url": "pages/new", "name": "真丝连衣裙" })).await, 0);
}

#[tokio::test]
async fn ids_that_do_not_fit() {
    let desk = Desk::open().await;
    let (id, audit_id) = desk.add_good("雪纺连衣裙").await;
    assert_eq!(code(&desk.post(RESET, json!({ "goodsId": id, "auditId": audit_id + 1 })).await), 300009);
    assert_eq!(code(&desk.post(RESET, json!({ "goodsId": 9, "auditId": 9 })).await), 300009);
    assert_eq!(code(&desk.post(RESET, json!({ "goodsId": id })).await), 200002);
    assert_eq!(code(&desk.post(AUDIT, json!({ "goodsId": 9 })).await), 300015);
    assert_eq!(code(&desk.post(AUDIT, json!({ "goodsId": "nine" })).await), 200002);
    assert_eq!(code(&desk.post(DELETE, json!({ "goodsId": 9 })).await), 300015);
    assert_eq!(code(&desk.post(UPDATE, json!({ "goodsInfo": { "goodsId": 9 } })).await), 300015);
    assert_eq!(code(&desk.post(UPDATE, json!({ "goodsId": id })).await), 200002);
    assert_eq!(code(&desk.post(WAREHOUSE, json!({ "goods_ids": [] })).await), 200002);
    assert_eq!(code(&desk.post(WAREHOUSE, json!({ "goods_ids": (0..21).collect::<Vec<_>>() })).await), 200002);
}

#[tokio::test]
async fn goods_of_the_console_are_out_of_the_apis_reach() {
    let desk = Desk::open().await;
    let made = desk.control("goods", json!({ "name": "后台商品", "url": "pages/a" })).await;
    let id = made["goods_id"].as_i64().unwrap();
    assert_eq!(code(&desk.post(AUDIT, json!({ "goodsId": id })).await), 300011);
    assert_eq!(code(&desk.post(DELETE, json!({ "goodsId": id })).await), 300011);
    assert_eq!(code(&desk.post(UPDATE, json!({ "goodsInfo": { "goodsId": id, "price": 1 } })).await), 300011);
    let good = &desk.post(WAREHOUSE, json!({ "goods_ids": [id] })).await["goods"][0];
    assert_eq!(good["third_party_tag"], 0);
}

#[rstest]
#[case("status=2", 200002)]
#[case("offset=0", 200002)]
#[case("offset=-1&status=2", 200002)]
#[case("offset=0&status=4", 200002)]
#[case("offset=0&status=2&limit=101", 200002)]
#[case("offset=0&status=2&limit=0", 200002)]
#[case("offset=0&status=2&limit=100", 0)]
#[tokio::test]
async fn pages(#[case] query: &str, #[case] errcode: i64) {
    assert_eq!(code(&Desk::open().await.get(APPROVED, query).await), errcode);
}

#[tokio::test]
async fn pages_are_thirty_goods_newest_first() {
    let desk = Desk::open().await;
    let body = desk.good("雪纺连衣裙").await;
    for _ in 0..31 {
        assert_eq!(code(&desk.post(ADD, body.clone()).await), 0);
    }
    let first = desk.get(APPROVED, "offset=0&status=1").await;
    assert_eq!((&first["total"], first["goods"].as_array().unwrap().len()), (&json!(31), 30));
    assert_eq!(first["goods"][0]["goodsId"], 81);
    let rest = desk.get(APPROVED, "offset=30&status=1&limit=5").await;
    assert_eq!((rest["goods"].as_array().unwrap().len(), &rest["goods"][0]["goodsId"]), (1, &json!(51)));
}

#[tokio::test]
async fn audits_are_five_hundred_a_day_for_add_and_audit_together() {
    let mut desk = Desk::open().await;
    let (id, _) = desk.add_good("驳回的连衣裙").await;
    desk.sandbox.advance_ms(4000);
    desk.control("quota", json!({ "key": "goods audits", "used": 499 })).await;
    assert_eq!(code(&desk.post(AUDIT, json!({ "goodsId": id })).await), 0);
    let body = desk.good("雪纺连衣裙").await;
    assert_eq!(code(&desk.post(ADD, body.clone()).await), 300012);
    desk.sandbox.advance_ms(4 * 3_600_000 - 4001);
    desk.renew().await;
    assert_eq!(code(&desk.post(ADD, body.clone()).await), 300012);
    desk.sandbox.advance_ms(1);
    assert_eq!(code(&desk.post(ADD, body).await), 0);
}

#[tokio::test]
async fn every_endpoints_daily_quota_ends_with_45009_and_starts_anew_at_midnight_in_beijing() {
    for endpoint in kaibo_domain::platform::endpoint::ALL {
        let Some(limit) = endpoint.daily else { continue };
        let mut desk = Desk::open().await;
        desk.control("quota", json!({ "key": endpoint.path, "used": limit })).await;
        let call = async |desk: &Desk| match endpoint.verb {
            kaibo_domain::platform::endpoint::Verb::Get => desk.get(endpoint.path, "").await,
            kaibo_domain::platform::endpoint::Verb::Post => desk.post(endpoint.path, json!({})).await,
        };
        assert_eq!(call(&desk).await["errcode"], 45009, "{}", endpoint.path);
        desk.sandbox.advance_ms(4 * 3_600_000);
        desk.renew().await;
        assert_ne!(call(&desk).await["errcode"], 45009, "{}", endpoint.path);
    }
}
