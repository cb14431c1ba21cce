//! Each fault as the caller sees it, and what was executed all the same.

use crate::desk::{Desk, code};
use kaibo_sandbox::FaultKind;
use rstest::rstest;
use serde_json::json;
use std::time::{Duration, Instant};

const CREATE: &str = "/wxaapi/broadcast/room/create";

async fn try_create(desk: &Desk) -> reqwest::Result<(u16, String)> {
    let url = desk.url(&format!("{CREATE}?access_token={}", desk.token));
    let response = desk.http.post(url).body(desk.room().await.to_string()).send().await?;
    Ok((response.status().as_u16(), response.text().await?))
}

fn created(desk: &Desk) -> usize {
    desk.sandbox.accept_log().iter().filter(|call| call.endpoint == CREATE).count()
}

#[rstest]
#[case(FaultKind::DropBefore, 0)]
#[case(FaultKind::DropAfter, 1)]
#[case(FaultKind::Truncated, 1)]
#[tokio::test]
async fn cut_connections(#[case] kind: FaultKind, #[case] executed: usize) {
    let desk = Desk::open().await;
    desk.sandbox.faults().arm(CREATE, kind, 1);
    let error = try_create(&desk).await.unwrap_err();
    assert!(!error.is_timeout() && !error.is_connect(), "{error:?}");
    assert_eq!(created(&desk), executed);
    assert_eq!(desk.sandbox.counts().rooms, executed);
    assert_eq!(try_create(&desk).await.unwrap().0, 200);
}

#[tokio::test]
async fn a_truncated_reply_has_its_head_and_half_its_body() {
    use std::io::{Read, Write};
    let desk = Desk::open().await;
    desk.sandbox.faults().arm("*", FaultKind::Truncated, 1);
    let address = desk.sandbox.address();
    let reply = tokio::task::spawn_blocking(move || {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        write!(stream, "GET /cgi-bin/media/get HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        reply
    });
    let reply = reply.await.unwrap();
    let (head, body) = reply.split_once("\r\n\r\n").unwrap();
    let length: usize = head.split("content-length: ").nth(1).unwrap().split("\r\n").next().unwrap().parse().unwrap();
    assert_eq!(body.len(), length / 2);
    assert!(body.starts_with(r#"{"errcode":41001"#), "{body}");
}

#[tokio::test]
async fn a_kept_connection_is_dropped_too() {
    let desk = Desk::open().await;
    let kept = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = desk.url("/cgi-bin/media/get");
    kept.get(&url).send().await.unwrap().text().await.unwrap();
    desk.sandbox.faults().arm("*", FaultKind::DropAfter, 1);
    assert!(kept.get(&url).send().await.is_err());
}

#[rstest]
#[case(FaultKind::MinusOneAfter, -1, 1)]
#[case(FaultKind::TokenInvalid, 40001, 0)]
#[case(FaultKind::QuotaDaily, 45009, 0)]
#[case(FaultKind::QuotaMinute, 45011, 0)]
#[case(FaultKind::Errcode(1007), 1007, 0)]
#[case(FaultKind::Errcode(300027), 300027, 0)]
#[case(FaultKind::Errcode(99), 99, 0)]
#[tokio::test]
async fn refusals_on_demand(#[case] kind: FaultKind, #[case] errcode: i64, #[case] executed: usize) {
    let mut desk = Desk::open().await;
    let old = desk.token.clone();
    desk.sandbox.faults().arm(CREATE, kind, 1);
    let (_, body) = try_create(&desk).await.unwrap();
    assert_eq!(code(&serde_json::from_str(&body).unwrap()), errcode);
    assert_eq!(created(&desk), executed);
    desk.renew().await;
    assert_eq!(desk.token != old, kind == FaultKind::TokenInvalid);
    assert!(try_create(&desk).await.unwrap().1.contains("roomId"));
}

#[rstest]
#[case(FaultKind::Http503, 503, 0)]
#[case(FaultKind::HttpStatus(500), 500, 0)]
#[case(FaultKind::HttpStatus(404), 404, 0)]
#[case(FaultKind::Http502After, 502, 1)]
#[case(FaultKind::Malformed, 200, 1)]
#[tokio::test]
async fn pages_in_place_of_replies(#[case] kind: FaultKind, #[case] status: u16, #[case] executed: usize) {
    let desk = Desk::open().await;
    desk.sandbox.faults().arm(CREATE, kind, 1);
    let (seen, body) = try_create(&desk).await.unwrap();
    assert_eq!((seen, body.starts_with("<html>"), created(&desk)), (status, true, executed));
}

#[tokio::test]
async fn a_mistyped_reply_is_json_and_the_call_is_executed() {
    let desk = Desk::open().await;
    desk.sandbox.faults().arm("*", FaultKind::WrongType, 1);
    assert_eq!(desk.post("/wxa/business/getliveinfo", json!({ "start": 0, "limit": 1 })).await["errcode"], json!([]));
    let body = desk.room().await;
    desk.sandbox.faults().arm("*", FaultKind::WrongType, 2);
    assert_eq!(desk.post(CREATE, body).await, json!({ "roomId": [], "errcode": 0 }));
    assert_eq!(created(&desk), 1);
    let list = desk.post("/wxa/business/getliveinfo", json!({ "start": 0, "limit": 1 })).await;
    assert_eq!((&list["room_info"], &list["total"], code(&list)), (&json!("practice fault"), &json!([]), 0));
}

#[tokio::test]
async fn a_huge_reply_has_no_length_and_is_still_json() {
    let desk = Desk::open().await;
    desk.sandbox.faults().arm("*", FaultKind::Huge, 1);
    let url = desk.url(&format!("/wxa/business/getliveinfo?access_token={}", desk.token));
    let response = desk.http.post(url).body(r#"{"start":0,"limit":1}"#).send().await.unwrap();
    assert_eq!((response.status().as_u16(), response.content_length()), (200, None));
    let body = response.text().await.unwrap();
    assert!(body.len() > 8 << 20, "{}", body.len());
    assert_eq!(code(&serde_json::from_str(&body).unwrap()), 9410000);
}

#[tokio::test]
async fn a_trickling_reply_comes_byte_by_byte() {
    let desk = Desk::open().await;
    let room = desk.add_room().await;
    desk.sandbox.faults().arm("*", FaultKind::TrickleMs(10), 1);
    let begun = Instant::now();
    let reply = desk.post("/wxaapi/broadcast/room/deleteroom", json!({ "id": room })).await;
    assert_eq!(reply, json!({ "errcode": 0 }));
    assert!(begun.elapsed() >= Duration::from_millis(10 * r#"{"errcode":0}"#.len() as u64));
    assert_eq!(desk.sandbox.counts().rooms, 0);
}

#[tokio::test]
async fn a_refused_address_is_named() {
    let desk = Desk::open().await;
    desk.sandbox.faults().arm("/cgi-bin/stable_token", FaultKind::IpRefused, 1);
    let reply = desk.send("/cgi-bin/stable_token", "", &crate::desk::credentials().to_string()).await;
    assert_eq!(code(&reply), 40164);
    let text = reply["errmsg"].as_str().unwrap();
    assert!(text.starts_with("invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist rid: "), "{text}");
}

/// Which of forty calls met a fault of one half, drawn by that seed.
async fn drawn(seed: u64) -> Vec<bool> {
    let desk = Desk::open().await;
    let fault = json!({ "endpoint": "*", "kind": "quota_minute", "share": 0.5, "seed": seed });
    assert_eq!(desk.control("faults", fault).await[0]["share"], 0.5);
    let mut met = Vec::new();
    for _ in 0..40 {
        met.push(code(&desk.post("/wxa/business/getliveinfo", json!({ "start": 0, "limit": 1 })).await) == 45011);
    }
    assert_eq!(desk.sandbox.faults().armed().len(), 1);
    met
}

#[tokio::test]
async fn a_share_of_all_calls_fails_by_its_seed() {
    let (first, again, other) = (drawn(7).await, drawn(7).await, drawn(8).await);
    assert_eq!(first, again);
    assert_ne!(first, other);
    assert!(first.contains(&true) && first.contains(&false));
}

#[tokio::test]
async fn latency_comes_before_execution_and_combines() {
    let desk = Desk::open().await;
    desk.sandbox.faults().arm(CREATE, FaultKind::LatencyMs(200), 2);
    desk.sandbox.faults().arm(CREATE, FaultKind::DropAfter, 1);
    let begun = Instant::now();
    assert!(try_create(&desk).await.is_err());
    assert!(begun.elapsed() >= Duration::from_millis(200));
    let url = desk.url(&format!("{CREATE}?access_token={}", desk.token));
    let hasty = desk.http.post(url).timeout(Duration::from_millis(50)).body(desk.room().await.to_string());
    assert!(hasty.send().await.unwrap_err().is_timeout());
    assert_eq!(created(&desk), 1);
}

#[tokio::test]
async fn a_fault_of_another_endpoint_does_not_touch_this_one() {
    let desk = Desk::open().await;
    desk.sandbox.faults().arm("/wxa/business/getliveinfo", FaultKind::Http503, 1);
    assert_eq!(try_create(&desk).await.unwrap().0, 200);
    assert_eq!(desk.sandbox.faults().armed().len(), 1);
    desk.sandbox.faults().clear();
    assert_eq!(code(&desk.post("/wxa/business/getliveinfo", json!({ "start": 0, "limit": 1 })).await), 0);
}
