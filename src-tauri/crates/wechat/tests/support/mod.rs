//! Servers for the client's tests: one that expects exact requests, and one over a raw socket that misbehaves.
#![allow(dead_code, reason = "each test file uses its part")]

use axum::{
    Router,
    body::to_bytes,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kaibo_wechat::{Client, ClientConfig, Route, Secret, Timeouts};
use serde_json::Value;
use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

pub const SECRET: &str = "canary-secret-0f3a";
pub const TOKEN: &str = "canary-token-77c1";

/// A client of `base` with a canary secret and short timeouts.
pub fn client(base: &str) -> Client {
    client_at(base, Arc::new(AtomicI64::new(1_795_000_000_000)))
}

/// The same with a clock that the test sets.
pub fn client_at(base: &str, now_ms: Arc<AtomicI64>) -> Client {
    let timeouts = Timeouts {
        connect: Duration::from_millis(700),
        call: Duration::from_millis(1500),
        media: Duration::from_millis(1500),
    };
    let config = ClientConfig {
        base_url: base.into(),
        app_id: "wxapp".into(),
        app_secret: Secret::new(SECRET),
        timeouts,
        route: Route::default(),
    };
    Client::new(config, Arc::new(move || now_ms.load(Ordering::SeqCst))).unwrap()
}

/// One request the mock waits for, and its answer.
#[derive(Debug)]
pub struct Expect {
    method: &'static str,
    /// Path with its query, after the token was taken out.
    target: &'static str,
    /// The JSON body, if one must come.
    body: Option<Value>,
    status: u16,
    reply: String,
}

pub fn expect(method: &'static str, target: &'static str, reply: impl Into<String>) -> Expect {
    Expect { method, target, body: None, status: 200, reply: reply.into() }
}

impl Expect {
    pub fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

/// The raw requests that reached the mock, as text.
type Seen = Arc<Mutex<Vec<String>>>;

/// A server that answers expected calls in order, tokens on its own, and fails the test on anything else.
pub struct Mock {
    pub base: String,
    pub seen: Seen,
    script: Arc<Script>,
}

#[derive(Default)]
struct Script {
    waiting: Mutex<VecDeque<Expect>>,
    faults: Mutex<Vec<String>>,
    seen: Seen,
}

impl Mock {
    pub async fn start(expected: Vec<Expect>) -> Self {
        let script = Arc::new(Script { waiting: Mutex::new(expected.into()), ..Default::default() });
        let app = Router::new().fallback(answer).with_state(script.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { base, seen: script.seen.clone(), script }
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(*self.script.faults.lock().unwrap(), Vec::<String>::new());
            assert!(self.script.waiting.lock().unwrap().is_empty(), "not called: {:?}", self.script.waiting);
        }
    }
}

async fn answer(State(script): State<Arc<Script>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 16 << 20).await.unwrap();
    let body_text = String::from_utf8_lossy(&body).into_owned();
    script.seen.lock().unwrap().push(format!("{head:?}\n{body_text}"));
    if head.uri.path() == "/cgi-bin/stable_token" {
        let sent: Value = serde_json::from_slice(&body).unwrap();
        let wish = serde_json::json!({
            "grant_type": "client_credential", "appid": "wxapp", "secret": SECRET, "force_refresh": false
        });
        assert_eq!((head.method.as_str(), head.uri.query(), &sent), ("POST", None, &wish));
        return format!(r#"{{"access_token":"{TOKEN}","expires_in":7200}}"#).into_response();
    }
    let fault = |text: String| {
        script.faults.lock().unwrap().push(text);
        (StatusCode::IM_A_TEAPOT, "unexpected").into_response()
    };
    let query = head.uri.query().unwrap_or_default();
    let Some(rest) = query.strip_prefix(&format!("access_token={TOKEN}")) else {
        return fault(format!("no token: {} {}", head.method, head.uri));
    };
    let target = format!("{}{}", head.uri.path(), rest.replacen('&', "?", 1));
    let Some(next) = script.waiting.lock().unwrap().pop_front() else {
        return fault(format!("unexpected: {} {target} {body_text}", head.method));
    };
    let json = serde_json::from_slice::<Value>(&body).ok();
    if head.method.as_str() != next.method || target != next.target {
        return fault(format!("{} {target} instead of {} {}", head.method, next.method, next.target));
    }
    if next.body.is_some() && json != next.body {
        return fault(format!("{target}: body {body_text} instead of {:?}", next.body));
    }
    (StatusCode::from_u16(next.status).unwrap(), next.reply).into_response()
}

/// How the raw server treats the call after it has read the whole request.
#[derive(Clone)]
pub enum Fault {
    /// Sends these bytes and closes.
    Bytes(Vec<u8>),
    /// Resets the connection.
    Reset,
    /// Sends these bytes, then nothing, and keeps the connection.
    Hang(Vec<u8>),
}

/// A raw server: tokens are answered, every other request meets the fault.
pub struct Raw {
    pub base: String,
    /// How many calls arrived, tokens not counted.
    pub calls: Arc<AtomicUsize>,
}

impl Raw {
    pub async fn start(fault: Fault) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let calls = Arc::new(AtomicUsize::new(0));
        let count = calls.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, fault.clone(), count.clone()));
            }
        });
        Self { base, calls }
    }

    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

/// Answers one connection.
pub async fn serve(mut socket: TcpStream, fault: Fault, calls: Arc<AtomicUsize>) {
    let request = read_request(&mut socket).await;
    if request.contains("/cgi-bin/stable_token") {
        let body = format!(r#"{{"access_token":"{TOKEN}","expires_in":7200}}"#);
        let _ = socket.write_all(&http("200 OK", "application/json", body.as_bytes())).await;
        return;
    }
    calls.fetch_add(1, Ordering::SeqCst);
    match fault {
        // A client that has seen enough closes first: the rest of a large body does not matter.
        Fault::Bytes(bytes) => drop(socket.write_all(&bytes).await),
        Fault::Reset => socket.set_zero_linger().unwrap(),
        Fault::Hang(bytes) => {
            let _ = socket.write_all(&bytes).await;
            tokio::time::sleep(Duration::from_secs(30)).await;
        }
    }
}

/// Reads head and body of one request.
pub async fn read_request(socket: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 8192];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().unwrap())
            });
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        match socket.read(&mut buffer).await {
            Ok(0) | Err(_) => return text,
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
        }
    }
}

/// A whole HTTP answer.
pub fn http(status: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}
