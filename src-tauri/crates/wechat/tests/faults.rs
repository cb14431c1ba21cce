//! Faults over real sockets, and what each means; no fault's text shows a token or a secret.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod support;

use kaibo_domain::PlatformGoodsId;
use kaibo_wechat::{CallError, NotSentCause, UnknownCause};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use support::{Fault, Raw, SECRET, TOKEN, client, http};
use tokio::{io::AsyncWriteExt, net::TcpListener};

/// goods/delete against a server with that fault; the error has been checked for canaries.
async fn delete_against(fault: Fault) -> (CallError, usize) {
    let raw = Raw::start(fault).await;
    let error = client(&raw.base).goods_delete(PlatformGoodsId(9)).await.unwrap_err();
    assert_silent(&error);
    (error, raw.calls())
}

fn assert_silent(error: &CallError) {
    for text in [format!("{error:?}"), format!("{error:#?}"), error.to_string()] {
        assert!(!text.contains(TOKEN) && !text.contains(SECRET) && !text.contains("access_token="), "{text}");
    }
}

fn json(body: &str) -> Fault {
    Fault::Bytes(http("200 OK", "application/json", body.as_bytes()))
}

fn is_unreadable(error: &CallError) -> bool {
    matches!(error, CallError::Unknown { cause: UnknownCause::Unreadable { .. } })
}

async fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().to_string()
}

#[tokio::test]
async fn a_refused_connection_is_not_sent() {
    let error = client(&format!("http://{}", closed_port().await)).live_info(0, 1).await.unwrap_err();
    assert_eq!(error, CallError::NotSent { cause: NotSentCause::Refused });
    assert_silent(&error);
}

#[tokio::test]
async fn a_connection_refused_after_the_token_is_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        drop(listener);
        support::serve(socket, Fault::Reset, Default::default()).await;
    });
    let error = client(&base).goods_delete(PlatformGoodsId(9)).await.unwrap_err();
    assert_eq!(error, CallError::NotSent { cause: NotSentCause::Refused });
    assert_silent(&error);
}

/// An address where every connection gets these bytes at once and then waits.
async fn babbling(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        socket.write_all(bytes).await.unwrap();
        tokio::time::sleep(Duration::from_secs(30)).await;
    });
    base
}

#[tokio::test]
async fn a_failed_handshake_is_not_sent() {
    let error = client(&babbling(b"HTTP/1.1 400 Bad Request\r\n\r\n").await).live_info(0, 1).await.unwrap_err();
    assert_eq!(error, CallError::NotSent { cause: NotSentCause::Tls });
    assert_silent(&error);
}

#[tokio::test]
async fn a_handshake_that_does_not_end_is_not_sent() {
    let error = client(&babbling(b"").await).live_info(0, 1).await.unwrap_err();
    assert_eq!(error, CallError::NotSent { cause: NotSentCause::ConnectTimeout });
}

#[tokio::test]
async fn a_name_without_an_address_is_not_sent() {
    // A label of more than 63 letters exists nowhere; the resolver says so without asking the network.
    let error = client(&format!("https://{}.invalid", "x".repeat(64))).live_info(0, 1).await.unwrap_err();
    assert_eq!(error, CallError::NotSent { cause: NotSentCause::Dns });
}

#[tokio::test]
async fn a_reset_after_the_request_is_unknown_and_not_repeated() {
    let (error, calls) = delete_against(Fault::Reset).await;
    assert_eq!(error, CallError::Unknown { cause: UnknownCause::Lost });
    assert_eq!(calls, 1);
}

#[tokio::test]
async fn a_reset_on_a_kept_connection_is_unknown_and_not_repeated() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let calls = Arc::new(AtomicUsize::new(0));
    let count = calls.clone();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            while support::read_request(&mut socket).await.contains("/cgi-bin/stable_token") {
                let body = format!(r#"{{"access_token":"{TOKEN}","expires_in":7200}}"#);
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
                socket.write_all(head.as_bytes()).await.unwrap();
            }
            count.fetch_add(1, Ordering::SeqCst);
            socket.set_zero_linger().unwrap();
        }
    });
    let error = client(&base).goods_delete(PlatformGoodsId(9)).await.unwrap_err();
    assert_eq!(error, CallError::Unknown { cause: UnknownCause::Lost });
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_closed_connection_without_an_answer_is_unknown() {
    let (error, calls) = delete_against(Fault::Bytes(vec![])).await;
    assert_eq!((error, calls), (CallError::Unknown { cause: UnknownCause::Lost }, 1));
}

#[tokio::test]
async fn a_truncated_body_is_unknown() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"errcode\":0".to_vec();
    assert_eq!(delete_against(Fault::Bytes(head)).await.0, CallError::Unknown { cause: UnknownCause::Lost });
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_unknown_in_time() {
    for sent in [&b""[..], b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"errcode\":0"] {
        let begun = Instant::now();
        let (error, _) = delete_against(Fault::Hang(sent.to_vec())).await;
        assert_eq!(error, CallError::Unknown { cause: UnknownCause::Timeout });
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}

#[tokio::test]
async fn nine_mebibytes_are_too_large_with_and_without_a_length() {
    let body = vec![b' '; 9 << 20];
    let chunked = [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".as_slice(), &body].concat();
    for bytes in [http("200 OK", "application/json", &body), chunked] {
        let (error, _) = delete_against(Fault::Bytes(bytes)).await;
        assert_eq!(error, CallError::Unknown { cause: UnknownCause::TooLarge });
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Raw::start(json(r#"{"errcode":0}"#)).await;
    let head = format!("HTTP/1.1 302 Found\r\nLocation: {}/login\r\nContent-Length: 0\r\n\r\n", elsewhere.base);
    let (error, _) = delete_against(Fault::Bytes(head.into_bytes())).await;
    assert_eq!(error, CallError::NotSent { cause: NotSentCause::Redirect { status: 302 } });
    assert_eq!(elsewhere.calls(), 0);
}

#[tokio::test]
async fn what_is_not_the_platforms_json_is_unknown() {
    let portal = Fault::Bytes(http("200 OK", "text/html", b"<html>Welcome to the hotel</html>"));
    assert!(is_unreadable(&delete_against(portal).await.0));
    for body in ["", "{", "[]", "null", "{}", r#"{"message":"blocked"}"#, r#"{"errcode":"many"}"#, "\u{1F4A5}"] {
        assert!(is_unreadable(&delete_against(json(body)).await.0), "{body}");
    }
}

#[tokio::test]
async fn no_empty_list_is_read_out_of_a_gateways_answer() {
    let raw = Raw::start(json(r#"{"message":"no route"}"#)).await;
    assert!(is_unreadable(&client(&raw.base).live_info(0, 1).await.unwrap_err()));
}

#[tokio::test]
async fn a_changed_field_is_named_by_its_path_without_its_value() {
    let body = r#"{"errcode":0,"goods":[{"goods_id":1},{"goods_id":2,"price":"CANARY"}]}"#;
    let raw = Raw::start(json(body)).await;
    let error = client(&raw.base).goods_warehouse(&[PlatformGoodsId(1)]).await.unwrap_err();
    let CallError::Unknown { cause: UnknownCause::Unreadable { path, reason } } = error else { panic!("{error:?}") };
    assert_eq!((path.as_str(), reason.as_str()), ("goods[1].price", "not a whole number"));
}

#[tokio::test]
async fn an_errcode_in_quotes_is_a_refusal() {
    let (error, _) = delete_against(json(r#"{"errcode":"300002","errmsg":"name length invalid"}"#)).await;
    let errmsg = "name length invalid".into();
    assert_eq!(error, CallError::Rejected { errcode: 300_002, errmsg, rid: None, qrcode_url: None });
}

#[tokio::test]
async fn minus_one_is_unknown_and_not_repeated() {
    let body = r#"{"errcode":-1,"errmsg":"system error rid: 5f2cf668-1360d80c-1f98bb7b"}"#;
    let (error, calls) = delete_against(json(body)).await;
    let rid = Some("5f2cf668-1360d80c-1f98bb7b".into());
    let cause = UnknownCause::Errcode { errcode: -1, errmsg: "system error".into(), rid };
    assert_eq!((error, calls), (CallError::Unknown { cause }, 1));
}

#[tokio::test]
async fn server_errors_are_unknown_whatever_they_say() {
    for status in ["500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable"] {
        let body = br#"{"errcode":0,"errmsg":"ok"}"#;
        let (error, calls) = delete_against(Fault::Bytes(http(status, "application/json", body))).await;
        let expected = UnknownCause::Status { status: status[..3].parse().unwrap() };
        assert_eq!((error, calls), (CallError::Unknown { cause: expected }, 1));
    }
}

#[tokio::test]
async fn an_echoed_token_or_secret_is_blanked_out() {
    let body = format!(r#"{{"errcode":300002,"errmsg":"bad {TOKEN} and {SECRET}"}}"#);
    let (error, _) = delete_against(json(&body)).await;
    assert_eq!(error.to_string(), "rejected with 300002: bad … and …");
}

#[tokio::test]
async fn nothing_printable_shows_the_secret() {
    let config = kaibo_wechat::ClientConfig {
        base_url: "https://api.weixin.qq.com".into(),
        app_id: "wxapp".into(),
        app_secret: kaibo_wechat::Secret::new(SECRET),
        timeouts: kaibo_wechat::Timeouts::default(),
        route: kaibo_wechat::Route::default(),
    };
    let shown =
        format!("{config:?} {:?}", kaibo_wechat::Client::new(config.clone(), std::sync::Arc::new(|| 0)).unwrap());
    assert!(!shown.contains(SECRET), "{shown}");
}
