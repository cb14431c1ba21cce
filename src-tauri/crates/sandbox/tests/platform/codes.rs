//! Mini-program codes and links to a page.

use crate::desk::{DAY_MS, Desk, MINUTE_MS, NOW_MS, code, with};
use kaibo_sandbox::Account;
use rstest::rstest;
use serde_json::{Value, json};

const UNLIMIT: &str = "/wxa/getwxacodeunlimit";
const CODE: &str = "/wxa/getwxacode";
const SCHEME: &str = "/wxa/generatescheme";
const LINK: &str = "/wxa/generate_urllink";
const NOW_S: i64 = NOW_MS / 1000;

/// Width of the picture, or the code of the refusal.
async fn width(desk: &Desk, path: &str, body: Value) -> Result<u32, i64> {
    let url = desk.url(&format!("{path}?access_token={}", desk.token));
    let reply = desk.http.post(url).body(body.to_string()).send().await.unwrap();
    let is_picture = reply.headers()["content-type"] == "image/png";
    let bytes = reply.bytes().await.unwrap();
    if !is_picture {
        return Err(code(&serde_json::from_slice(&bytes).unwrap()));
    }
    Ok(u32::from_be_bytes(bytes[16..20].try_into().unwrap()))
}

#[rstest]
#[case(json!({}), Ok(430))]
#[case(json!({ "page": null }), Ok(430))]
#[case(json!({ "width": 280, "is_hyaline": true }), Ok(280))]
#[case(json!({ "width": "1280" }), Ok(1280))]
#[case(json!({ "width": 279 }), Err(40097))]
#[case(json!({ "width": 1281 }), Err(40097))]
#[case(json!({ "width": "wide" }), Err(40097))]
#[case(json!({ "env_version": "trial" }), Ok(430))]
#[case(json!({ "env_version": "beta" }), Err(40097))]
#[case(json!({ "scene": null }), Err(40169))]
#[case(json!({ "scene": "" }), Err(40169))]
#[case(json!({ "scene": "a".repeat(32) }), Ok(430))]
#[case(json!({ "scene": "a".repeat(33) }), Err(40169))]
#[case(json!({ "scene": "!#$&'()*+,/:;=?@-._~" }), Ok(430))]
#[case(json!({ "scene": "room%3D33" }), Err(40129))]
#[case(json!({ "scene": "直播" }), Err(40129))]
#[case(json!({ "scene": "scancode_time=1" }), Err(85096))]
#[case(json!({ "page": "/pages/live" }), Err(41030))]
#[case(json!({ "page": "pages/live?room=33" }), Err(41030))]
#[case(json!({ "page": "pages/unreleased/live" }), Err(41030))]
#[case(json!({ "page": "pages/unreleased/live", "check_path": false }), Ok(430))]
#[tokio::test]
async fn codes_without_limit(#[case] changes: Value, #[case] expected: Result<u32, i64>) {
    let body = with(json!({ "scene": "room=33", "page": "pages/live/index" }), changes);
    assert_eq!(width(&Desk::open().await, UNLIMIT, body).await, expected);
}

#[rstest]
#[case(json!({}), Ok(430))]
#[case(json!({ "path": null }), Err(40159))]
#[case(json!({ "path": "a".repeat(1024) }), Ok(430))]
#[case(json!({ "path": "a".repeat(1025) }), Err(40159))]
#[case(json!({ "path": "pages/live?scancode_time=1" }), Err(85096))]
#[case(json!({ "width": 10 }), Err(40097))]
#[tokio::test]
async fn codes_of_a_path(#[case] changes: Value, #[case] expected: Result<u32, i64>) {
    let body = with(json!({ "path": "pages/live/index?room=33" }), changes);
    assert_eq!(width(&Desk::open().await, CODE, body).await, expected);
}

#[tokio::test]
async fn codes_of_a_path_are_limited_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let mut state: Value = serde_json::from_str(include_str!("state_v1.json")).unwrap();
    state["wxacodes"] = json!(99_999);
    std::fs::write(&file, state.to_string()).unwrap();
    let config = kaibo_sandbox::SandboxConfig { state_file: Some(file), ..Default::default() };
    let desk = Desk::at(kaibo_sandbox::Sandbox::start(config).await.unwrap()).await;
    assert_eq!(width(&desk, CODE, json!({ "path": "pages/live" })).await, Ok(430));
    assert_eq!(width(&desk, CODE, json!({ "path": "pages/live" })).await, Err(45029));
    assert_eq!(width(&desk, UNLIMIT, json!({ "scene": "a" })).await, Ok(430));
}

#[rstest]
#[case(json!({}), 0)]
#[case(json!({ "expire_type": 0, "expire_time": NOW_S + 59 }), 85401)]
#[case(json!({ "expire_type": 0, "expire_time": NOW_S + 60 }), 0)]
#[case(json!({ "expire_time": NOW_S + 30 * DAY_MS / 1000 }), 0)]
#[case(json!({ "expire_time": NOW_S + 30 * DAY_MS / 1000 + 1 }), 85401)]
#[case(json!({ "expire_time": i64::MIN }), 85401)]
#[case(json!({ "expire_type": 1, "expire_interval": 30 }), 0)]
#[case(json!({ "expire_type": 1, "expire_interval": 31 }), 85401)]
#[case(json!({ "expire_type": 1, "expire_interval": 0 }), 85401)]
#[case(json!({ "expire_type": 1 }), 85401)]
#[case(json!({ "expire_type": "soon" }), 47001)]
#[tokio::test]
async fn ends_of_links(#[case] body: Value, #[case] errcode: i64) {
    let desk = Desk::open().await;
    for path in [SCHEME, LINK] {
        assert_eq!(code(&desk.post(path, body.clone()).await), errcode, "{path}");
    }
}

#[rstest]
#[case(json!({}), 0)]
#[case(json!({ "path": "/pages/live" }), 0)]
#[case(json!({ "path": "pages/live?a=1" }), 40165)]
#[case(json!({ "path": "/pages/unreleased/live" }), 40165)]
#[case(json!({ "query": "a".repeat(1024) }), 0)]
#[case(json!({ "query": "a".repeat(1025) }), 40212)]
#[case(json!({ "query": "from=海报" }), 40212)]
#[case(json!({ "query": "from=%E6%B5%B7" }), 0)]
#[case(json!({ "env_version": "beta" }), 85402)]
#[tokio::test]
async fn targets_of_links(#[case] changes: Value, #[case] errcode: i64) {
    let desk = Desk::open().await;
    let target = with(json!({ "path": "pages/live/index", "query": "room=33" }), changes);
    let scheme = desk.post(SCHEME, json!({ "jump_wxa": target })).await;
    let link = desk.post(LINK, target).await;
    assert_eq!((code(&scheme), code(&link)), (errcode, errcode));
    if errcode == 0 {
        assert!(scheme["openlink"].as_str().unwrap().starts_with("weixin://dl/business/?t="), "{scheme}");
        assert!(link["url_link"].as_str().unwrap().starts_with("https://wxaurl.cn/"), "{link}");
    }
}

#[tokio::test]
async fn links_share_their_day() {
    let mut desk = Desk::open().await;
    desk.control("quota", json!({ "key": "links", "used": 499_999 })).await;
    assert_eq!(code(&desk.post(SCHEME, json!({})).await), 0);
    assert_eq!(code(&desk.post(LINK, json!({})).await), 44993);
    desk.sandbox.advance_ms(4 * 60 * MINUTE_MS);
    desk.renew().await;
    assert_eq!(code(&desk.post(LINK, json!({})).await), 0);
}

#[tokio::test]
async fn before_the_first_release_there_are_no_links() {
    let desk = Desk::open().await;
    desk.control("account", json!({ "released": false, "live": false })).await;
    assert_eq!(desk.sandbox.account(), Account { released: false, live: false, ..Account::default() });
    assert_eq!(code(&desk.post(SCHEME, json!({})).await), 85079);
    assert_eq!(code(&desk.post(LINK, json!({})).await), 85079);
    assert_eq!(width(&desk, UNLIMIT, json!({ "scene": "a" })).await, Err(41030));
    assert_eq!(width(&desk, UNLIMIT, json!({ "scene": "a", "check_path": false })).await, Ok(430));
}
