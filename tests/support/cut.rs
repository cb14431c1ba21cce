//! A line to a server that is cut after so many bytes of what the client sends, or goes silent.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{TcpListener, TcpStream},
};

/// No cut.
const WHOLE: i64 = i64::MAX;

#[derive(Default)]
struct State {
    left: AtomicI64,
    seen: AtomicU64,
    silent: AtomicBool,
}

/// The line.
pub struct CutLine {
    /// Where the client connects: the server's address without its path.
    pub address: String,
    state: Arc<State>,
}

impl CutLine {
    /// A whole line to a server on loopback.
    pub async fn to(upstream: &str) -> CutLine {
        let upstream = upstream.trim_start_matches("http://").split('/').next().unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(State { left: AtomicI64::new(WHOLE), ..State::default() });
        tokio::spawn({
            let state = state.clone();
            async move {
                while let Ok((client, _)) = listener.accept().await {
                    let (upstream, state) = (upstream.clone(), state.clone());
                    tokio::spawn(async move { carry(client, &upstream, &state).await });
                }
            }
        });
        CutLine { address, state }
    }

    /// Counts from now on.
    pub fn count(&self) {
        self.state.seen.store(0, Ordering::SeqCst);
    }

    /// Bytes that the client has sent since.
    pub fn counted(&self) -> i64 {
        self.state.seen.load(Ordering::SeqCst) as i64
    }

    /// Lets so many bytes of the client through, over all connections, and then none.
    pub fn cut_after(&self, bytes: i64) {
        self.state.left.store(bytes, Ordering::SeqCst);
    }

    /// Lets everything through again.
    pub fn mend(&self) {
        self.state.left.store(WHOLE, Ordering::SeqCst);
    }

    /// Takes everything and answers nothing.
    pub fn hang(&self) {
        self.state.silent.store(true, Ordering::SeqCst);
    }
}

async fn carry(client: TcpStream, upstream: &str, state: &State) {
    let Ok(server) = TcpStream::connect(upstream).await else { return };
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let there = async {
        let mut buffer = vec![0; 4096];
        loop {
            let Ok(read @ 1..) = from_client.read(&mut buffer).await else { return };
            if state.silent.load(Ordering::SeqCst) {
                std::future::pending::<()>().await;
            }
            state.seen.fetch_add(read as u64, Ordering::SeqCst);
            let before = state.left.load(Ordering::SeqCst);
            let let_through = if before == WHOLE { read } else { before.clamp(0, read as i64) as usize };
            if before != WHOLE {
                state.left.fetch_sub(let_through as i64, Ordering::SeqCst);
            }
            if to_server.write_all(&buffer[..let_through]).await.is_err() || let_through < read {
                return;
            }
        }
    };
    // Whichever side ends first, both connections end.
    tokio::select! {
        () = there => {}
        _ = copy(&mut from_server, &mut to_client) => {}
    }
}
