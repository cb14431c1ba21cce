//! Quotas, refused calls, codes and links: one test per endpoint, with method, path and body.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod support;

use kaibo_domain::platform::endpoint;
use kaibo_wechat::{CallError, CodeStyle, LinkEnd, LinkTarget, RateLimit, UnknownCause, WxacodeUnlimitBody};
use serde_json::json;
use support::{Fault, Mock, Raw, SECRET, client, expect, http};

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("samples/", $name, ".json"))
    };
}

#[tokio::test]
async fn a_quota_is_asked_for_by_path() {
    let path = "/cgi-bin/openapi/quota/get";
    let plain = r#"{"errcode":0,"errmsg":"ok","quota":{"daily_limit":0,"used":0,"remain":0}}"#;
    let body = json!({ "cgi_path": "/wxaapi/broadcast/room/create" });
    let replies = [sample!("api_quota"), plain];
    let mock = Mock::start(replies.map(|reply| expect("POST", path, reply).body(body.clone())).into()).await;
    let client = client(&mock.base);
    let found = client.api_quota(endpoint::ROOM_CREATE).await.unwrap();
    assert_eq!((found.quota.daily_limit, found.quota.used, found.quota.remain), (10_000, 9_990, 10));
    assert_eq!(found.rate_limit, Some(RateLimit { call_count: 5_000, refresh_second: 60 }));
    assert_eq!(client.api_quota(endpoint::ROOM_CREATE).await.unwrap().rate_limit, None);
}

#[tokio::test]
async fn one_quota_is_cleared() {
    let expected = expect("POST", "/cgi-bin/openapi/quota/clear", sample!("done"))
        .body(json!({ "cgi_path": "/wxa/business/getliveinfo" }));
    let mock = Mock::start(vec![expected]).await;
    client(&mock.base).api_quota_clear(endpoint::LIVE_INFO).await.unwrap();
}

#[tokio::test]
async fn all_quotas_are_cleared_until_the_month_is_used_up() {
    let path = "/cgi-bin/clear_quota";
    let refusal = r#"{"errcode":48006,"errmsg":"forbid to clear quota because of reaching the limit"}"#;
    let replies = [sample!("done"), refusal];
    let expected = replies.map(|reply| expect("POST", path, reply).body(json!({ "appid": "wxapp" })));
    let mock = Mock::start(expected.into()).await;
    let client = client(&mock.base);
    client.clear_quota().await.unwrap();
    assert_eq!(client.clear_quota().await.unwrap_err().errcode(), Some(48_006));
}

#[tokio::test]
async fn quotas_are_cleared_by_secret_and_no_token_is_asked_for() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(&format!("http://{}", listener.local_addr().unwrap()));
    let served = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let request = support::read_request(&mut socket).await;
        let reply = http("200 OK", "application/json", sample!("done").as_bytes());
        tokio::io::AsyncWriteExt::write_all(&mut socket, &reply).await.unwrap();
        request
    });
    client.clear_quota_v2().await.unwrap();
    let request = served.await.unwrap();
    assert!(request.starts_with("POST /cgi-bin/clear_quota/v2 HTTP/1.1\r\n"), "{request}");
    assert!(request.ends_with(&format!(r#"{{"appid":"wxapp","appsecret":"{SECRET}"}}"#)), "{request}");
}

#[tokio::test]
async fn a_refused_clear_by_secret_is_sent_once_and_echoes_no_secret() {
    let refusal = format!(r#"{{"errcode":40125,"errmsg":"invalid appsecret {SECRET}"}}"#);
    let raw = Raw::start(Fault::Bytes(http("200 OK", "application/json", refusal.as_bytes()))).await;
    let error = client(&raw.base).clear_quota_v2().await.unwrap_err();
    assert!(error.errcode() == Some(40_125) && !format!("{error:?}").contains(SECRET), "{error:?}");
    assert_eq!(raw.calls(), 1);
}

#[tokio::test]
async fn a_refused_call_is_looked_up_and_not_printed() {
    let expected = expect("POST", "/cgi-bin/openapi/rid/get", sample!("rid_get"))
        .body(json!({ "rid": "61725984-6126f6f9-040f19c4" }));
    let mock = Mock::start(vec![expected]).await;
    let call = client(&mock.base).rid_info("61725984-6126f6f9-040f19c4").await.unwrap();
    assert_eq!((call.invoke_time, call.cost_in_ms, call.client_ip.as_str()), (1_635_156_704, 30, "203.0.113.7"));
    assert_eq!((call.request_body.as_str(), call.response_body.as_str()), (r#"{"start":0}"#, r#"{"errcode":45009}"#));
    assert_eq!(format!("{call:?}"), "RefusedCall { invoke_time: 1635156704, .. }");
}

fn code<'a>() -> WxacodeUnlimitBody<'a> {
    let style = CodeStyle { width: Some(600), ..CodeStyle::default() };
    WxacodeUnlimitBody { scene: "room=33", page: Some("pages/live/index"), check_path: false, style }
}

#[tokio::test]
async fn a_code_is_bytes_or_the_refusal() {
    let refusal = r#"{"errcode":41030,"errmsg":"invalid page rid: 61725984-6126f6f9-040f19c4"}"#;
    let unlimit = json!({ "scene": "room=33", "page": "pages/live/index", "check_path": false, "width": 600 });
    let mock = Mock::start(vec![
        expect("POST", "/wxa/getwxacodeunlimit", refusal).body(unlimit),
        expect("POST", "/wxa/getwxacode", r#"{"errcode":0}"#).body(json!({ "path": "pages/live/index?room=33" })),
    ])
    .await;
    let asking = client(&mock.base);
    assert_eq!(asking.wxacode_unlimit(&code()).await.unwrap_err().errcode(), Some(41_030));
    let error = asking.wxacode("pages/live/index?room=33", CodeStyle::default()).await.unwrap_err();
    assert!(matches!(error, CallError::Unknown { cause: UnknownCause::Unreadable { .. } }), "{error:?}");

    let raw = Raw::start(Fault::Bytes(http("200 OK", "image/jpeg", b"\xFF\xD8jpeg"))).await;
    assert_eq!(client(&raw.base).wxacode_unlimit(&code()).await.unwrap(), b"\xFF\xD8jpeg");
    assert_eq!(client(&raw.base).wxacode("p", CodeStyle::default()).await.unwrap(), b"\xFF\xD8jpeg");
}

#[tokio::test]
async fn what_an_answer_points_to_is_fetched_without_a_token_and_only_from_the_platform_or_by_https() {
    let raw = Raw::start(Fault::Bytes(http("200 OK", "image/jpeg", b"\xFF\xD8jpeg"))).await;
    let asking = client(&raw.base);
    assert_eq!(asking.linked_file(&format!("{}/share/1.png", raw.base)).await.unwrap(), b"\xFF\xD8jpeg");
    let other = Raw::start(Fault::Bytes(http("200 OK", "image/jpeg", b"\xFF\xD8jpeg"))).await;
    for address in [format!("{}/1.png", other.base), "file:///etc/passwd".into(), "no address".into()] {
        let error = asking.linked_file(&address).await.unwrap_err();
        assert!(matches!(error, CallError::NotSent { .. }), "{address}: {error:?}");
    }
}

#[tokio::test]
async fn a_scheme_wraps_its_target_and_a_link_does_not() {
    let target = LinkTarget { path: "pages/live/index".into(), query: "room=33".into() };
    let mock = Mock::start(vec![
        expect("POST", "/wxa/generatescheme", sample!("generate_scheme")).body(json!({
            "jump_wxa": { "path": "pages/live/index", "query": "room=33" },
            "expire_type": 0, "expire_time": 1_795_400_000
        })),
        expect("POST", "/wxa/generate_urllink", sample!("generate_urllink")).body(json!({
            "path": "pages/live/index", "query": "room=33", "expire_type": 1, "expire_interval": 7
        })),
    ])
    .await;
    let client = client(&mock.base);
    let scheme = client.generate_scheme(&target, LinkEnd::At(1_795_400_000)).await.unwrap();
    assert_eq!(scheme, "weixin://dl/business/?t=XTSkBZlzqmn");
    let link = client.generate_urllink(&target, LinkEnd::AfterDays(7)).await.unwrap();
    assert_eq!(link, "https://wxaurl.cn/BQZRrcFCPvg");
}
