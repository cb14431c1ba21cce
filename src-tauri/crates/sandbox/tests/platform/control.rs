//! The control API as another developer's script uses it.

use crate::desk::{DAY_MS, Desk, NOW_MS, code, value};
use kaibo_domain::AuditStatus;
use rstest::rstest;
use serde_json::{Value, json};

async fn get(desk: &Desk, path: &str) -> Value {
    value(desk.http.get(desk.url(&format!("/_practice/{path}"))).send().await.unwrap()).await
}

#[tokio::test]
async fn the_summary_tells_what_there_is() {
    let desk = Desk::open().await;
    let (goods_id, _) = desk.add_good("雪纺连衣裙").await;
    let room_id = desk.add_room().await;
    let state = get(&desk, "state").await;
    assert_eq!((&state["now_ms"], &state["audit_ms"]), (&json!(NOW_MS), &json!(4000)));
    assert_eq!(state["goods"][0]["goods_id"], goods_id);
    assert_eq!(state["rooms"][0]["room_id"], room_id);
    assert_eq!(state["received"]["/wxaapi/broadcast/goods/add"], 1);
    assert_eq!(state["quota"]["used"]["goods audits"], 1);
    assert_eq!(state["quota"]["resets_at_ms"], NOW_MS + 4 * 3_600_000);
    let log = get(&desk, "log").await;
    let calls: Vec<&str> = log.as_array().unwrap().iter().map(|call| call["endpoint"].as_str().unwrap()).collect();
    assert_eq!(
        calls,
        [
            "/cgi-bin/media/upload",
            "/wxaapi/broadcast/goods/add",
            "/cgi-bin/media/upload",
            "/wxaapi/broadcast/room/create"
        ]
    );
}

#[rstest]
#[case(json!({ "kind": "latency_ms", "ms": 10 }))]
#[case(json!({ "kind": "drop_before" }))]
#[case(json!({ "kind": "drop_after" }))]
#[case(json!({ "kind": "minus_one_after" }))]
#[case(json!({ "kind": "http503" }))]
#[case(json!({ "kind": "http_503" }))]
#[case(json!({ "kind": "truncated" }))]
#[case(json!({ "kind": "malformed" }))]
#[case(json!({ "kind": "token_invalid" }))]
#[case(json!({ "kind": "quota_daily" }))]
#[case(json!({ "kind": "quota_minute" }))]
#[case(json!({ "kind": "errcode", "errcode": 300027 }))]
#[case(json!({ "kind": "errcode", "number": -1 }))]
#[case(json!({ "kind": "ip_refused" }))]
#[case(json!({ "kind": "http_status", "status": 500 }))]
#[case(json!({ "kind": "http_502_after" }))]
#[case(json!({ "kind": "wrong_type" }))]
#[case(json!({ "kind": "huge" }))]
#[case(json!({ "kind": "trickle_ms", "ms": 10 }))]
#[tokio::test]
async fn faults_are_armed_and_disarmed(#[case] fault: Value) {
    let desk = Desk::open().await;
    let body = crate::desk::with(fault, json!({ "endpoint": "*", "times": 3 }));
    assert_eq!(desk.control("faults", body).await[0]["times"], 3);
    assert_eq!(desk.sandbox.faults().armed().len(), 1);
    assert_eq!(get(&desk, "faults").await.as_array().unwrap().len(), 1);
    desk.http.delete(desk.url("/_practice/faults")).send().await.unwrap();
    assert!(desk.sandbox.faults().armed().is_empty());
}

#[rstest]
#[case("faults", json!({ "endpoint": "*", "kind": "nonsense" }))]
#[case("faults", json!({ "endpoint": "*", "kind": "latency_ms" }))]
#[case("faults", json!({ "endpoint": "*", "kind": "drop_after", "ms": 5 }))]
#[case("faults", json!({ "kind": "drop_after" }))]
#[case("faults", json!({ "endpoint": "*", "kind": "http_status", "status": 200 }))]
#[case("faults", json!({ "endpoint": "*", "kind": "drop_after", "share": 1.5 }))]
#[case("faults", json!({ "endpoint": "*", "kind": "drop_after", "share": 0.5, "times": 2 }))]
#[case("quota", json!({ "key": "links" }))]
#[case("followers", json!({ "room_id": 9, "count": 1 }))]
#[case("recording", json!({ "files": 101 }))]
#[case("recording", json!({ "size": 1 }))]
#[case("clock", json!({ "advance": 5 }))]
#[case("audit", json!({ "goods_id": 9, "verdict": "approved" }))]
#[case("audit", json!({ "goods_id": 9, "verdict": "auditing" }))]
#[case("room", json!({ "room_id": 9, "live_status": 101 }))]
#[case("room", json!({ "room_id": 9, "live_status": 108 }))]
#[case("account", json!({ "life": true }))]
#[case("quota", json!("x"))]
#[tokio::test]
async fn what_cannot_be_read_is_400_with_the_reason(#[case] path: &str, #[case] body: Value) {
    let desk = Desk::open().await;
    let reply = desk.http.post(desk.url(&format!("/_practice/{path}"))).body(body.to_string()).send().await.unwrap();
    assert_eq!(reply.status(), 400);
    let reply: Value = serde_json::from_str(&reply.text().await.unwrap()).unwrap();
    assert!(!reply["error"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn the_clock_moves_everything_that_waits() {
    let desk = Desk::open().await;
    let (id, _) = desk.add_good("雪纺连衣裙").await;
    assert_eq!(desk.control("clock", json!({ "advance_ms": DAY_MS })).await, json!({ "ok": true }));
    assert_eq!(desk.sandbox.now_ms(), NOW_MS + DAY_MS);
    assert_eq!(desk.sandbox.audit_status(id), Some(AuditStatus::Approved));
}

#[tokio::test]
async fn an_audit_takes_the_verdict_it_is_given() {
    let desk = Desk::open().await;
    let (id, _) = desk.add_good("雪纺连衣裙").await;
    desk.control("audit", json!({ "goods_id": id, "verdict": "rejected" })).await;
    assert_eq!(desk.sandbox.audit_status(id), Some(AuditStatus::Rejected));
    assert!(desk.sandbox.decide_audit(id, AuditStatus::Approved));
    assert!(!desk.sandbox.decide_audit(999, AuditStatus::Approved));
}

#[tokio::test]
async fn an_account_keeps_the_switches_that_are_not_named() {
    let desk = Desk::open().await;
    desk.control("account", json!({ "customer_service": true })).await;
    desk.control("account", json!({ "live": false })).await;
    let account = desk.sandbox.account();
    assert!(account.customer_service && !account.live && account.ip_allowed);
    assert_eq!(code(&desk.post("/wxa/business/getliveinfo", json!({})).await), 48001);
}

#[rstest]
#[case("origin", "https://evil.example", 403)]
#[case("origin", "null", 403)]
#[case("host", "evil.example", 403)]
#[case("host", "evil.example:80", 403)]
#[case("host", "localhost", 200)]
#[tokio::test]
async fn other_sites_cannot_reach_the_control_api(#[case] header: &str, #[case] value: &str, #[case] status: u16) {
    let desk = Desk::open().await;
    let request = desk.http.post(desk.url("/_practice/clock")).header(header, value);
    assert_eq!(request.body(r#"{"advance_ms":1}"#).send().await.unwrap().status().as_u16(), status);
    assert_eq!(desk.sandbox.now_ms() == NOW_MS, status == 403);
}

#[tokio::test]
async fn the_sandboxs_own_pages_may_post() {
    let desk = Desk::open().await;
    let request = desk.http.post(desk.url("/_practice/clock")).header("origin", desk.sandbox.base_url());
    assert_eq!(request.body(r#"{"advance_ms":1}"#).send().await.unwrap().status().as_u16(), 200);
}
