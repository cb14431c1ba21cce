//! Tokens: what is given, what is retired, who is refused.

use crate::desk::{DAY_MS, Desk, MINUTE_MS, code, credentials, value, with};
use kaibo_domain::platform::endpoint::{self, Verb};
use kaibo_sandbox::{Account, PRACTICE_APP_ID, PRACTICE_SECRET};
use rstest::rstest;
use serde_json::{Value, json};

const STABLE: &str = "/cgi-bin/stable_token";
const LIST: &str = "/wxa/business/getliveinfo";

async fn stable(desk: &Desk, force: bool) -> Value {
    desk.send(STABLE, "", &with(credentials(), json!({ "force_refresh": force })).to_string()).await
}

async fn plain(desk: &Desk) -> Value {
    let query = format!("grant_type=client_credential&appid={PRACTICE_APP_ID}&secret={PRACTICE_SECRET}");
    value(desk.http.get(desk.url(&format!("/cgi-bin/token?{query}"))).send().await.unwrap()).await
}

async fn answer_to(desk: &Desk, token: &Value) -> i64 {
    let query = format!("access_token={}", token["access_token"].as_str().unwrap());
    code(&desk.send(LIST, &query, r#"{"start":0,"limit":10}"#).await)
}

#[tokio::test]
async fn a_stable_token_stays_the_same_and_says_how_long_it_still_lives() {
    let desk = Desk::open().await;
    let first = stable(&desk, false).await;
    assert_eq!(first["expires_in"], 7200);
    assert!(first.get("errcode").is_none());
    desk.sandbox.advance_ms(10 * MINUTE_MS);
    let second = stable(&desk, false).await;
    assert_eq!((&second["access_token"], &second["expires_in"]), (&first["access_token"], &json!(6600)));
}

#[tokio::test]
async fn in_the_last_five_minutes_a_new_stable_token_is_given_and_both_work() {
    let desk = Desk::open().await;
    let first = stable(&desk, false).await;
    desk.sandbox.advance_ms(116 * MINUTE_MS);
    let second = stable(&desk, false).await;
    assert_ne!(first["access_token"], second["access_token"]);
    assert_eq!(answer_to(&desk, &first).await, 9410000);
    assert_eq!(answer_to(&desk, &second).await, 9410000);
    desk.sandbox.advance_ms(5 * MINUTE_MS);
    assert_eq!(answer_to(&desk, &first).await, 42001);
}

#[tokio::test]
async fn a_forced_refresh_retires_the_stable_token_but_not_the_plain_one() {
    let desk = Desk::open().await;
    let (old, other) = (stable(&desk, false).await, plain(&desk).await);
    let new = stable(&desk, true).await;
    assert_eq!(answer_to(&desk, &old).await, 40001);
    assert_eq!(answer_to(&desk, &new).await, 9410000);
    assert_eq!(answer_to(&desk, &other).await, 9410000);
}

#[tokio::test]
async fn forced_refreshes_stand_thirty_seconds_apart_and_are_twenty_a_day() {
    let desk = Desk::open().await;
    assert!(stable(&desk, true).await.get("errcode").is_none());
    assert_eq!(code(&stable(&desk, true).await), 45011);
    for _ in 0..19 {
        desk.sandbox.advance_ms(30_000);
        assert!(stable(&desk, true).await.get("errcode").is_none());
    }
    desk.sandbox.advance_ms(30_000);
    assert_eq!(code(&stable(&desk, true).await), 45009);
    desk.sandbox.advance_ms(DAY_MS);
    assert!(stable(&desk, true).await.get("errcode").is_none());
}

#[tokio::test]
async fn a_new_plain_token_retires_the_one_before_after_five_minutes() {
    let desk = Desk::open().await;
    let first = plain(&desk).await;
    let second = plain(&desk).await;
    assert_eq!(answer_to(&desk, &first).await, 9410000);
    desk.sandbox.advance_ms(5 * MINUTE_MS);
    assert_eq!(answer_to(&desk, &first).await, 40001);
    assert_eq!(answer_to(&desk, &second).await, 9410000);
}

#[rstest]
#[case(json!({ "grant_type": null }), 40002)]
#[case(json!({ "grant_type": "other" }), 40002)]
#[case(json!({ "appid": null }), 41002)]
#[case(json!({ "secret": null }), 41004)]
#[case(json!({ "appid": "wx0000000000000000" }), 40013)]
#[case(json!({ "secret": "wrong" }), 40125)]
#[tokio::test]
async fn wrong_credentials(#[case] changes: Value, #[case] errcode: i64) {
    let desk = Desk::open().await;
    let body = with(credentials(), changes);
    assert_eq!(code(&desk.send(STABLE, "", &body.to_string()).await), errcode);
    let query: Vec<(String, String)> =
        body.as_object().unwrap().iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().into())).collect();
    let request = desk.http.get(desk.url("/cgi-bin/token")).query(&query);
    assert_eq!(code(&value(request.send().await.unwrap()).await), errcode);
}

#[rstest]
#[case(Account { secret_frozen: true, ..Account::default() }, 40243, "appsecret has been frozen")]
#[case(Account { ip_allowed: false, ..Account::default() }, 40164, "invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist")]
#[tokio::test]
async fn accounts_that_get_no_token(#[case] account: Account, #[case] errcode: i64, #[case] text: &str) {
    let desk = Desk::open().await;
    desk.sandbox.set_account(account);
    let reply = stable(&desk, false).await;
    assert_eq!(code(&reply), errcode);
    assert!(reply["errmsg"].as_str().unwrap().starts_with(text), "{reply}");
}

#[rstest]
#[case("", 41001)]
#[case("access_token=", 41001)]
#[case("access_token=a%20b", 40014)]
#[case("access_token=never-given", 40001)]
#[tokio::test]
async fn calls_without_a_good_token(#[case] query: &str, #[case] errcode: i64) {
    let desk = Desk::open().await;
    let brings_the_secret = [endpoint::TOKEN, endpoint::STABLE_TOKEN, endpoint::CLEAR_QUOTA_V2];
    for endpoint in endpoint::ALL.iter().filter(|endpoint| !brings_the_secret.contains(endpoint)) {
        let reply = match endpoint.verb {
            Verb::Get => {
                value(desk.http.get(desk.url(&format!("{}?{query}", endpoint.path))).send().await.unwrap()).await
            }
            Verb::Post => desk.send(endpoint.path, query, "{}").await,
        };
        assert_eq!(code(&reply), errcode, "{}", endpoint.path);
    }
}

#[tokio::test]
async fn a_token_ends_after_two_hours() {
    let mut desk = Desk::open().await;
    desk.sandbox.advance_ms(120 * MINUTE_MS - 1);
    assert_eq!(code(&desk.post(LIST, json!({ "start": 0, "limit": 1 })).await), 9410000);
    desk.sandbox.advance_ms(1);
    assert_eq!(code(&desk.post(LIST, json!({ "start": 0, "limit": 1 })).await), 42001);
    desk.renew().await;
    assert_eq!(code(&desk.post(LIST, json!({ "start": 0, "limit": 1 })).await), 9410000);
}

#[tokio::test]
async fn every_endpoint_takes_its_own_verb_only() {
    let desk = Desk::open().await;
    for endpoint in endpoint::ALL.iter().filter(|endpoint| endpoint.also.is_empty()) {
        let url = desk.url(&format!("{}?access_token={}", endpoint.path, desk.token));
        let (wrong, errcode) = match endpoint.verb {
            Verb::Get => (desk.http.post(url), 43001),
            Verb::Post => (desk.http.get(url), 43002),
        };
        assert_eq!(code(&value(wrong.send().await.unwrap()).await), errcode, "{}", endpoint.path);
    }
    assert_eq!(code(&desk.post("/wxaapi/broadcast/getgoodswarehouse", json!({})).await), 40066);
}

#[rstest]
#[case("", 44002)]
#[case("{\"a\":", 47001)]
#[case("[]", 47001)]
#[case("a=1&b=2", 47001)]
#[tokio::test]
async fn bodies_that_are_no_json(#[case] body: &str, #[case] errcode: i64) {
    let desk = Desk::open().await;
    let query = format!("access_token={}", desk.token);
    for path in [LIST, STABLE, "/wxaapi/broadcast/goods/add", "/wxaapi/broadcast/room/create"] {
        assert_eq!(code(&desk.send(path, &query, body).await), errcode, "{path}");
    }
}

#[tokio::test]
async fn without_the_live_feature_every_live_call_is_unauthorised_and_the_rest_works() {
    let desk = Desk::open().await;
    desk.sandbox.set_account(Account { live: false, ..Account::default() });
    for endpoint in endpoint::ALL {
        let is_live = endpoint.path.contains("/broadcast/") || endpoint.path.starts_with("/wxa/business/");
        let reply = match endpoint.verb {
            Verb::Get => desk.get(endpoint.path, "").await,
            Verb::Post => desk.post(endpoint.path, json!({})).await,
        };
        assert_eq!(code(&reply) == 48001, is_live, "{}: {reply}", endpoint.path);
    }
    assert_eq!(desk.picture(10, 10).await.len(), 64);
}
