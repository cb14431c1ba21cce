//! A line between the program and the platform that can keep an answer back: the platform has executed the call, the
//! program never hears of it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// The line.
pub struct Line {
    address: String,
    keeps_back: Arc<AtomicBool>,
    kept: Arc<AtomicUsize>,
}

impl Line {
    /// A line to `upstream` (`http://127.0.0.1:port`) which, once told to, keeps back the answers to requests that
    /// begin with `request`, such as `POST /path`.
    pub async fn to(upstream: &str, request: &'static str) -> Line {
        let upstream = upstream.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (keeps_back, kept) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let (keeping, counter) = (keeps_back.clone(), kept.clone());
        tokio::spawn(async move {
            while let Ok((caller, _)) = listener.accept().await {
                let (upstream, keeping, counter) = (upstream.clone(), keeping.clone(), counter.clone());
                tokio::spawn(async move { carry(caller, &upstream, request, &keeping, &counter).await });
            }
        });
        Line { address, keeps_back, kept }
    }

    /// Where the program is to call.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// From now on answers are kept back, or not.
    pub fn keep_back(&self, on: bool) {
        self.keeps_back.store(on, Ordering::SeqCst);
    }

    /// How many answers have been kept back.
    pub fn kept(&self) -> usize {
        self.kept.load(Ordering::SeqCst)
    }
}

async fn carry(caller: TcpStream, upstream: &str, request: &str, keeping: &AtomicBool, kept: &AtomicUsize) {
    let Ok(platform) = TcpStream::connect(upstream).await else { return };
    let (mut from_caller, mut to_caller) = caller.into_split();
    let (mut from_platform, mut to_platform) = platform.into_split();
    let matching = AtomicBool::new(false);
    let there = async {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(read @ 1..) = from_caller.read(&mut buffer).await {
            if keeping.load(Ordering::SeqCst) && buffer[..read].starts_with(request.as_bytes()) {
                matching.store(true, Ordering::SeqCst);
            }
            if to_platform.write_all(&buffer[..read]).await.is_err() {
                break;
            }
        }
    };
    let back = async {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(read @ 1..) = from_platform.read(&mut buffer).await {
            if matching.load(Ordering::SeqCst) {
                kept.fetch_add(1, Ordering::SeqCst);
                continue;
            }
            if to_caller.write_all(&buffer[..read]).await.is_err() {
                break;
            }
        }
    };
    tokio::join!(there, back);
}
