//! Quotas asked for, cleared and used up within a minute; refused calls looked up.

use crate::desk::{DAY_MS, Desk, MINUTE_MS, code, credentials};
use kaibo_sandbox::Account;
use rstest::rstest;
use serde_json::{Value, json};

const CREATE: &str = "/wxaapi/broadcast/room/create";
const GET: &str = "/cgi-bin/openapi/quota/get";
const CLEAR: &str = "/cgi-bin/clear_quota";
const CLEAR_V2: &str = "/cgi-bin/clear_quota/v2";
const CLEAR_ONE: &str = "/cgi-bin/openapi/quota/clear";
const RID: &str = "/cgi-bin/openapi/rid/get";
const CODE: &str = "/wxa/getwxacodeunlimit";

async fn quota(desk: &Desk, path: &str) -> Value {
    desk.post(GET, json!({ "cgi_path": path })).await
}

#[tokio::test]
async fn a_quota_says_what_is_used_and_left() {
    let desk = Desk::open().await;
    desk.add_room().await;
    let reply = quota(&desk, CREATE).await;
    assert_eq!(reply["quota"], json!({ "daily_limit": 10_000, "used": 1, "remain": 9_999 }));
    assert_eq!((code(&reply), reply.get("rate_limit")), (0, None));
    let reply = quota(&desk, CODE).await;
    assert_eq!(reply["quota"], json!({ "daily_limit": 0, "used": 0, "remain": 0 }));
    assert_eq!(reply["rate_limit"], json!({ "call_count": 5_000, "refresh_second": 60 }));
}

#[tokio::test]
async fn quotas_of_unknown_malformed_and_closed_paths() {
    let desk = Desk::open().await;
    assert_eq!(code(&quota(&desk, "/wxaapi/broadcast/getgoodswarehouse").await), 76021);
    assert_eq!(code(&quota(&desk, "wxaapi/broadcast/room/create").await), 76003);
    assert_eq!(code(&desk.post(GET, json!({})).await), 76003);
    desk.sandbox.set_account(Account { live: false, ..Account::default() });
    assert_eq!(code(&quota(&desk, CREATE).await), 76022);
    assert_eq!(code(&desk.post(CLEAR_ONE, json!({ "cgi_path": CREATE })).await), 76022);
}

#[tokio::test]
async fn clearing_one_quota_leaves_the_others() {
    let desk = Desk::open().await;
    for path in [CREATE, "/wxa/business/getliveinfo"] {
        desk.control("quota", json!({ "key": path, "used": 100_000 })).await;
    }
    assert_eq!(code(&desk.post(CREATE, json!({})).await), 45009);
    assert_eq!(desk.post(CLEAR_ONE, json!({ "cgi_path": CREATE })).await, json!({ "errcode": 0, "errmsg": "ok" }));
    assert_eq!(code(&desk.post(CREATE, json!({})).await), 200002);
    assert_eq!(code(&desk.post("/wxa/business/getliveinfo", json!({})).await), 45009);
}

#[tokio::test]
async fn fifty_single_clears_a_month() {
    let desk = Desk::open().await;
    for _ in 0..50 {
        assert_eq!(code(&desk.post(CLEAR_ONE, json!({ "cgi_path": CREATE })).await), 0);
    }
    assert_eq!(code(&desk.post(CLEAR_ONE, json!({ "cgi_path": CREATE })).await), 48006);
}

#[tokio::test]
async fn ten_clears_a_month_are_shared_and_start_anew_in_december() {
    let mut desk = Desk::open().await;
    let body = json!({ "appid": credentials()["appid"] });
    desk.control("quota", json!({ "key": CREATE, "used": 10_000 })).await;
    desk.control("quota", json!({ "key": "goods audits", "used": 500 })).await;
    for _ in 0..5 {
        assert_eq!(desk.post(CLEAR, body.clone()).await, json!({ "errcode": 0, "errmsg": "ok" }));
        assert_eq!(code(&clear_v2(&desk, json!({})).await), 0);
    }
    assert_eq!(code(&desk.post(CREATE, json!({})).await), 200002);
    assert_eq!(code(&desk.post("/wxaapi/broadcast/goods/add", desk.good("雪纺连衣裙").await).await), 300012);
    assert_eq!(code(&desk.post(CLEAR, body.clone()).await), 48006);
    assert_eq!(code(&clear_v2(&desk, json!({})).await), 48006);
    // NOW_MS is 22 November 20:00 in Beijing; December begins eight days and four hours later.
    desk.sandbox.advance_ms(8 * DAY_MS + 240 * MINUTE_MS - 1);
    desk.renew().await;
    assert_eq!(code(&desk.post(CLEAR, body.clone()).await), 48006);
    desk.sandbox.advance_ms(1);
    assert_eq!(code(&desk.post(CLEAR, body).await), 0);
}

/// clear_quota/v2 without a token, with `changes` to its proper body.
async fn clear_v2(desk: &Desk, changes: Value) -> Value {
    let body = json!({ "appid": credentials()["appid"], "appsecret": credentials()["secret"] });
    desk.send(CLEAR_V2, "", &crate::desk::with(body, changes).to_string()).await
}

#[rstest]
#[case(json!({ "appid": "wxother" }), 40013)]
#[case(json!({ "appid": null }), 41002)]
#[case(json!({ "appsecret": "other" }), 40125)]
#[case(json!({ "appsecret": null }), 41004)]
#[tokio::test]
async fn clears_by_secret_that_are_refused(#[case] changes: Value, #[case] errcode: i64) {
    assert_eq!(code(&clear_v2(&Desk::open().await, changes).await), errcode);
}

#[tokio::test]
async fn a_clear_names_its_own_account() {
    let desk = Desk::open().await;
    assert_eq!(code(&desk.post(CLEAR, json!({ "appid": "wxother" })).await), 40013);
    assert_eq!(code(&desk.post(CLEAR, json!({})).await), 40013);
}

#[tokio::test]
async fn a_minutes_quota_ends_and_begins_with_the_minute() {
    let desk = Desk::open().await;
    let code_of = async || code(&desk.post(CODE, json!({ "scene": "" })).await);
    desk.control("quota", json!({ "key": CODE, "used_in_minute": 5_000 })).await;
    assert_eq!(code_of().await, 45009);
    desk.sandbox.advance_ms(MINUTE_MS - 1);
    assert_eq!(code_of().await, 45009);
    desk.sandbox.advance_ms(1);
    assert_eq!(code_of().await, 40169);
    desk.control("quota", json!({ "key": "/cgi-bin/stable_token", "used_in_minute": 10_000 })).await;
    assert_eq!(code(&desk.send("/cgi-bin/stable_token", "", &credentials().to_string()).await), 45011);
}

fn rid_of(reply: &Value) -> String {
    reply["errmsg"].as_str().unwrap().rsplit_once("rid: ").unwrap().1.to_owned()
}

#[tokio::test]
async fn a_refused_call_is_looked_up_by_its_rid() {
    let desk = Desk::open().await;
    let refused = desk.post(CREATE, json!({ "name": "直播间" })).await;
    let reply = desk.post(RID, json!({ "rid": rid_of(&refused) })).await;
    let call = &reply["request"];
    assert_eq!(
        (code(&reply), &call["invoke_time"], &call["client_ip"]),
        (0, &json!(1_795_348_800), &json!("127.0.0.1"))
    );
    assert_eq!(call["request_body"], r#"{"name":"直播间"}"#);
    assert_eq!(serde_json::from_str::<Value>(call["response_body"].as_str().unwrap()).unwrap(), refused);
    let address = call["request_url"].as_str().unwrap();
    assert_eq!(address, format!("{CREATE}?access_token={}xxxx", &desk.token[..5]));
}

#[tokio::test]
async fn rids_that_are_unknown_malformed_or_old() {
    let mut desk = Desk::open().await;
    let ask = async |desk: &Desk, rid: &str| code(&desk.post(RID, json!({ "rid": rid })).await);
    assert_eq!(ask(&desk, "6b01b640-00000000-00000000").await, 76001);
    assert_eq!(ask(&desk, "6b01b640-00000000").await, 76002);
    assert_eq!(ask(&desk, "6B01B640-00000000-00000000").await, 76002);
    assert_eq!(ask(&desk, "").await, 76002);
    let rid = rid_of(&desk.post(CREATE, json!({})).await);
    desk.sandbox.advance_ms(7 * DAY_MS);
    desk.renew().await;
    assert_eq!(ask(&desk, &rid).await, 0);
    desk.sandbox.advance_ms(1);
    assert_eq!(ask(&desk, &rid).await, 76004);
}

#[tokio::test]
async fn a_secret_in_a_query_is_not_kept() {
    let desk = Desk::open().await;
    let query = "grant_type=client_credential&appid=wxother&secret=my-own-secret";
    let refused = desk.http.get(desk.url(&format!("/cgi-bin/token?{query}"))).send().await.unwrap();
    let rid = rid_of(&serde_json::from_str(&refused.text().await.unwrap()).unwrap());
    let call = desk.post(RID, json!({ "rid": rid })).await["request"].clone();
    assert_eq!(call["request_url"], "/cgi-bin/token?grant_type=client_credential&appid=wxother&secret=my-owxxxx");
}
