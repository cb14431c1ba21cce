//! The token's life: one request for many callers, renewal after a refusal, faults of the token request.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod support;

use axum::{Json, Router, extract::RawQuery, routing::post};
use kaibo_wechat::{CallError, Client, NotSentCause, UnknownCause};
use serde_json::{Value, json};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, AtomicUsize, Ordering},
};
use support::{SECRET, client, client_at};
use tokio::{net::TcpListener, task::JoinSet};

/// A platform whose tokens are numbered; only the token number `valid` is taken.
#[derive(Default)]
struct Platform {
    valid: AtomicUsize,
    tokens: AtomicUsize,
    calls: AtomicUsize,
    /// Answered instead of a token, when set.
    refusal: Mutex<Option<Value>>,
    /// Codes of calls with an invalid token.
    errcode: AtomicI64,
}

impl Platform {
    async fn start(self: &Arc<Self>) -> String {
        self.errcode.store(42001, Ordering::SeqCst);
        let (for_token, for_call) = (self.clone(), self.clone());
        let app = Router::new()
            .route("/cgi-bin/stable_token", post(move |body: Json<Value>| async move { for_token.token(&body).await }))
            .route("/wxa/business/getliveinfo", post(move |RawQuery(query)| async move { for_call.call(query) }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        base
    }

    async fn token(&self, body: &Value) -> Json<Value> {
        assert_eq!(body["force_refresh"], json!(false));
        self.tokens.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        if let Some(refusal) = self.refusal.lock().unwrap().clone() {
            return Json(refusal);
        }
        let number = self.valid.load(Ordering::SeqCst);
        Json(json!({ "access_token": format!("t{number}"), "expires_in": 7200 }))
    }

    fn call(&self, query: Option<String>) -> Json<Value> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let number = self.valid.load(Ordering::SeqCst);
        let errcode = self.errcode.load(Ordering::SeqCst);
        let is_valid = query.as_deref() == Some(&format!("access_token=t{number}"));
        if is_valid && errcode != 40001 {
            Json(json!({ "errcode": 0, "total": 0 }))
        } else {
            Json(json!({ "errcode": errcode, "errmsg": "access_token expired rid: 61725984-6126f6f9-040f19c4" }))
        }
    }

    fn counts(&self) -> (usize, usize) {
        (self.tokens.load(Ordering::SeqCst), self.calls.load(Ordering::SeqCst))
    }
}

async fn fifty(client: &Client) -> Vec<Result<(), CallError>> {
    let mut calls = JoinSet::new();
    for _ in 0..50 {
        let client = client.clone();
        calls.spawn(async move { client.live_info(0, 1).await.map(|_| ()) });
    }
    calls.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_callers_share_one_token_and_one_renewal() {
    let platform = Arc::new(Platform::default());
    let client = client(&platform.start().await);
    assert!(fifty(&client).await.iter().all(Result::is_ok));
    assert_eq!(platform.counts(), (1, 50));
    platform.valid.store(1, Ordering::SeqCst);
    assert!(fifty(&client).await.iter().all(Result::is_ok));
    // One renewal; a call that met the old token was sent exactly once more.
    assert_eq!(platform.counts().0, 2);
    assert!(platform.counts().1 <= 50 + 100, "{:?}", platform.counts());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_callers_share_one_refusal() {
    let platform = Arc::new(Platform::default());
    let client = client(&platform.start().await);
    let errmsg = format!("invalid appsecret {SECRET} rid: 61725984-6126f6f9-040f19c4");
    *platform.refusal.lock().unwrap() = Some(json!({ "errcode": 40125, "errmsg": errmsg }));
    for result in fifty(&client).await {
        let rid = Some("61725984-6126f6f9-040f19c4".into());
        let cause = NotSentCause::TokenRefused { errcode: 40125, errmsg: "invalid appsecret …".into(), rid };
        assert_eq!(result, Err(CallError::NotSent { cause }));
    }
    let (tokens, calls) = platform.counts();
    assert!(tokens <= 3 && calls == 0, "{tokens} {calls}");
}

#[tokio::test]
async fn a_token_is_renewed_five_minutes_before_its_end() {
    let platform = Arc::new(Platform::default());
    let now = Arc::new(AtomicI64::new(0));
    let client = client_at(&platform.start().await, now.clone());
    for (now_ms, tokens) in [(0, 1), (6_899_000, 1), (6_900_000, 2)] {
        now.store(now_ms, Ordering::SeqCst);
        client.check_credentials().await.unwrap();
        assert_eq!(platform.counts().0, tokens);
    }
}

#[tokio::test]
async fn the_same_token_again_is_said_and_not_looped_on() {
    let platform = Arc::new(Platform::default());
    let client = client(&platform.start().await);
    platform.errcode.store(40001, Ordering::SeqCst);
    let error = client.live_info(0, 1).await.unwrap_err();
    let rid = Some("61725984-6126f6f9-040f19c4".into());
    assert_eq!(error, CallError::NotSent { cause: NotSentCause::TokenUnchanged { errcode: 40001, rid } });
    assert_eq!(platform.counts(), (2, 1));
}

#[tokio::test]
async fn a_fresh_token_that_is_refused_too_ends_the_call() {
    let platform = Arc::new(Platform::default());
    let client = client(&platform.start().await);
    client.check_credentials().await.unwrap();
    platform.valid.store(1, Ordering::SeqCst);
    platform.errcode.store(40001, Ordering::SeqCst);
    let error = client.live_info(0, 1).await.unwrap_err();
    assert!(matches!(error, CallError::NotSent { cause: NotSentCause::FreshTokenRefused { errcode: 40001, .. } }));
    assert_eq!(platform.counts(), (2, 2));
}

#[tokio::test]
async fn a_token_request_without_a_usable_answer_means_the_call_was_not_sent() {
    let platform = Arc::new(Platform::default());
    let client = client(&platform.start().await);
    let busy = json!({ "errcode": -1, "errmsg": "system error" });
    for refusal in [busy, json!({}), json!({ "access_token": "", "expires_in": 1 }), json!({ "access_token": "x" })] {
        *platform.refusal.lock().unwrap() = Some(refusal.clone());
        let error = client.live_info(0, 1).await.unwrap_err();
        let CallError::NotSent { cause: NotSentCause::TokenUnavailable(cause) } = error else { panic!("{error:?}") };
        assert_eq!(refusal["errcode"].is_number(), matches!(cause, UnknownCause::Errcode { errcode: -1, .. }));
    }
    assert_eq!(platform.counts(), (4, 0));
}
