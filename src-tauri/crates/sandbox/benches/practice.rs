//! How fast the practice platform starts and answers, each as a ratio against a plain axum server in the same run.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "a benchmark prints and stops")]

use axum::{Router, body::Bytes, http::header};
use kaibo_domain::platform::endpoint;
use kaibo_sandbox::{PRACTICE_APP_ID, PRACTICE_SECRET, Sandbox, SandboxConfig};
use serde_json::{Value, json};
use std::{
    future::Future,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// With that argument the benchmark is its own peer: a program that serves one fixed reply.
const AS_PEER: &str = "--peer";
/// Connections that call at the same time.
const CALLERS: usize = 4;
/// How long one round of calls lasts.
const ROUND: Duration = Duration::from_millis(400);
/// Rounds and starts, in turns with the peer.
const TURNS: usize = 9;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.iter().any(|argument| argument == AS_PEER) {
        return one_thread(async {
            let (address, served) = plain_server(Bytes::from_static(b"hello")).await;
            println!("http://{address}");
            served.await;
        });
    }
    // `cargo test --benches` and clippy only ask whether it builds.
    if arguments.iter().any(|argument| argument == "--test") {
        return;
    }
    println!("figure | Kaibo | peer | ratio");
    println!("--- | --- | --- | ---");
    starts();
    calls(3, 5);
    calls(20, 10);
}

/// From starting the program to its first reply.
fn starts() {
    let own = std::env::current_exe().unwrap();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        ours.push(start(&mut Command::new(env!("CARGO_BIN_EXE_kaibo-sandbox"))));
        theirs.push(start(Command::new(&own).arg(AS_PEER)));
    }
    let (ours, theirs) = (median(&mut ours), median(&mut theirs));
    let figure = format!("process start to first reply, median of {TURNS}");
    println!("{figure} | {ours:.1} ms | axum, one fixed reply: {theirs:.1} ms | {:.2}", ours / theirs);
}

/// Milliseconds until the program has answered one request.
fn start(program: &mut Command) -> f64 {
    let begun = Instant::now();
    let mut child = program.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("http://").unwrap().parse().unwrap();
    Caller::new(address, b"GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec()).call();
    let took = begun.elapsed();
    child.kill().unwrap();
    child.wait().unwrap();
    took.as_secs_f64() * 1000.0
}

/// getliveinfo of a shop with that many rooms and goods in each, served by one thread.
fn calls(rooms: usize, goods: usize) {
    let (platform, stop_platform) = serve(async {
        let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
        (sandbox.address(), async move {
            let _running = sandbox;
            std::future::pending::<()>().await;
        })
    });
    let token = one_thread(furnish(platform, rooms, goods));
    let body = json!({ "start": 0, "limit": 100 }).to_string();
    let path = format!("{}?access_token={token}", endpoint::LIVE_INFO.path);
    let head = format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n", body.len());
    let request = format!("{head}{body}").into_bytes();
    let reply = Caller::new(platform, request.clone()).call().to_vec();
    assert!(reply.starts_with(b"{\"errcode\":0,"), "{}", String::from_utf8_lossy(&reply));
    let bytes = reply.len();
    let (peer, stop_peer) = serve(plain_server(Bytes::from(reply)));
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        ours.push(rate(platform, &request));
        theirs.push(rate(peer, &request));
    }
    drop((stop_platform, stop_peer));
    let (ours, theirs) = (median(&mut ours), median(&mut theirs));
    let figure = format!("getliveinfo, {rooms} rooms of {goods} goods ({bytes} bytes), one thread, median of {TURNS}");
    println!("{figure} | {ours:.0} calls/s | axum, the same bytes: {theirs:.0} calls/s | {:.2}", ours / theirs);
}

/// Calls a second in one round.
fn rate(address: SocketAddr, request: &[u8]) -> f64 {
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let mut caller = Caller::new(address, request.to_vec());
            thread::spawn(move || {
                let begun = Instant::now();
                let mut count = 0_u32;
                while begun.elapsed() < ROUND {
                    caller.call();
                    count += 1;
                }
                f64::from(count) / begun.elapsed().as_secs_f64()
            })
        })
        .collect();
    callers.into_iter().map(|caller| caller.join().unwrap()).sum()
}

/// One kept connection on which the same request is sent again and again, and answered with replies of one length.
struct Caller {
    stream: TcpStream,
    request: Vec<u8>,
    reply: Vec<u8>,
    /// Where a reply's body begins, and where it ends; none before the first.
    body: Option<(usize, usize)>,
}

impl Caller {
    fn new(address: SocketAddr, request: Vec<u8>) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, request, reply: vec![0; 1 << 20], body: None }
    }

    /// Sends the request and returns the reply's body.
    fn call(&mut self) -> &[u8] {
        self.stream.write_all(&self.request).unwrap();
        let mut read = 0;
        loop {
            let count = self.stream.read(&mut self.reply[read..]).unwrap();
            assert!(count > 0, "closed within a reply");
            read += count;
            self.body = self.body.or_else(|| body(&self.reply[..read]));
            if let Some((start, end)) = self.body
                && read == end
            {
                return &self.reply[start..end];
            }
        }
    }
}

/// Where the body of a reply begins and ends, once its head is there.
fn body(reply: &[u8]) -> Option<(usize, usize)> {
    let start = reply.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&reply[..start]).to_ascii_lowercase();
    let length: usize = head.split("content-length: ").nth(1)?.lines().next()?.parse().unwrap();
    Some((start, start + length))
}

/// An axum server that answers every request with `reply`.
async fn plain_server(reply: Bytes) -> (SocketAddr, impl Future<Output = ()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let answer = move |_: Bytes| {
        let reply = reply.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], reply) }
    };
    let served = axum::serve(listener, Router::new().fallback(answer));
    (address, async { served.await.unwrap() })
}

/// Runs a server on a thread of its own until the second value is dropped.
fn serve<S: Future<Output = ()>>(
    server: impl Future<Output = (SocketAddr, S)> + Send + 'static,
) -> (SocketAddr, tokio::sync::oneshot::Sender<()>) {
    let (tell, told) = mpsc::channel();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    thread::spawn(move || {
        one_thread(async {
            let (address, serving) = server.await;
            tell.send(address).unwrap();
            tokio::select! {
                () = serving => {}
                _ = stopped => {}
            }
        });
    });
    (told.recv().unwrap(), stop)
}

fn one_thread<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Makes the rooms and their goods over HTTP, and returns a token.
async fn furnish(platform: SocketAddr, rooms: usize, goods: usize) -> String {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let send = async |path: &str, body: Value| -> Value {
        let reply = http.post(format!("http://{platform}{path}")).body(body.to_string()).send().await.unwrap();
        serde_json::from_str(&reply.text().await.unwrap()).unwrap()
    };
    let credentials = json!({ "grant_type": "client_credential", "appid": PRACTICE_APP_ID, "secret": PRACTICE_SECRET });
    let token = send(endpoint::STABLE_TOKEN.path, credentials).await["access_token"].as_str().unwrap().to_owned();
    let with_token = |path: &str| format!("{path}?access_token={token}");
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x0a\0\0\0\x0a".to_vec();
    png.extend([0; 9]);
    let form = reqwest::multipart::Form::new().part("media", reqwest::multipart::Part::bytes(png).file_name("a.png"));
    let url = format!("http://{platform}{}&type=image", with_token(endpoint::MEDIA_UPLOAD.path));
    let upload = http.post(url).multipart(form).send().await.unwrap().text().await.unwrap();
    let picture = serde_json::from_str::<Value>(&upload).unwrap()["media_id"].clone();
    let mut ids = Vec::new();
    for at in 0..goods {
        let good = json!({ "name": format!("雪纺碎花连衣裙{at}"), "url": format!("pages/goods/index?id={at}") });
        ids.push(send("/_practice/goods", good).await["goods_id"].clone());
    }
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let start = now.as_secs() + 3600;
    for _ in 0..rooms {
        let room = json!({
            "name": "双十二预热专场", "coverImg": picture, "shareImg": picture, "feedsImg": picture, "type": 0,
            "startTime": start, "endTime": start + 7200, "anchorName": "小开", "anchorWechat": "kaibo_anchor",
            "closeLike": 0, "closeGoods": 0, "closeComment": 0
        });
        let made = send(&with_token(endpoint::ROOM_CREATE.path), room).await;
        let shelf = json!({ "roomId": made["roomId"], "ids": ids });
        assert_eq!(send(&with_token(endpoint::ROOM_ADD_GOODS.path), shelf).await["errcode"], 0);
    }
    token
}

/// The middle of the values.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
