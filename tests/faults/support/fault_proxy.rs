//! A line between the program and the platform that a script plays on: it cuts at a byte, answers in the platform's
//! stead, or falls silent. One HTTP exchange at a time is read whole, so that a cut is counted in bytes.

use kaibo_domain::goods::KEY_PARAMETER;
use std::{
    collections::BTreeMap,
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// A request on its way.
pub struct Asked<'a> {
    /// Path without its query.
    pub path: &'a str,
    /// Head and body.
    pub bytes: &'a [u8],
}

impl Asked<'_> {
    /// Bytes of the head, its empty line included.
    pub fn head(&self) -> usize {
        self.bytes.windows(4).position(|window| window == b"\r\n\r\n").map_or(self.bytes.len(), |end| end + 4)
    }

    /// The key of ours in a good's page path, if the request carries one.
    pub fn key(&self) -> Option<String> {
        let text = String::from_utf8_lossy(self.bytes);
        let (_, key) = text.rsplit_once(&format!("{KEY_PARAMETER}="))?;
        Some(key.chars().take_while(char::is_ascii_alphanumeric).collect())
    }
}

/// What becomes of it.
pub enum Play {
    /// It goes through.
    Forward,
    /// So many bytes of it arrive, then the line is cut.
    CutRequest(usize),
    /// It arrives; so many bytes of the reply come back, then the line is cut.
    CutReply(usize),
    /// It never arrives; this comes back, and then the line is cut.
    Answer(Vec<u8>),
    /// It arrives; this comes back in the reply's stead, and then the line is cut.
    Twist(Vec<u8>),
    /// It never arrives; nothing comes back for so long, then the line is cut.
    Silence(Duration),
    /// It arrives; nothing comes back for so long, then the line is cut.
    Withhold(Duration),
    /// It never arrives; the connection is reset.
    Reset,
    /// It never arrives; so many megabytes come back as fast as they are taken, announced or not.
    Flood { megabytes: usize, announced: bool },
}

type Script = Box<dyn FnMut(&Asked) -> Play + Send>;

/// The line.
pub struct FaultProxy {
    address: String,
    script: Arc<Mutex<Script>>,
    passed: Arc<AtomicUsize>,
    flooded: Arc<AtomicUsize>,
    replies: Replies,
}

/// The longest reply that went through, in bytes, by the path of its call.
type Replies = Arc<Mutex<BTreeMap<String, usize>>>;

impl FaultProxy {
    /// A line to `upstream` (`http://127.0.0.1:port`).
    pub async fn to(upstream: &str, script: impl FnMut(&Asked) -> Play + Send + 'static) -> FaultProxy {
        let upstream = upstream.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let script: Arc<Mutex<Script>> = Arc::new(Mutex::new(Box::new(script)));
        let (passed, flooded) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let replies = Replies::default();
        let (playing, counting, flooding, noting) = (script.clone(), passed.clone(), flooded.clone(), replies.clone());
        tokio::spawn(async move {
            while let Ok((caller, _)) = listener.accept().await {
                let (upstream, script) = (upstream.clone(), playing.clone());
                let (passed, flooded, replies) = (counting.clone(), flooding.clone(), noting.clone());
                // A cut line ends with an error: that is what it is for.
                tokio::spawn(async move { carry(caller, &upstream, &script, &passed, &flooded, &replies).await });
            }
        });
        FaultProxy { address, script, passed, flooded, replies }
    }

    /// Where the program is to call.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Another script from now on.
    pub fn play(&self, script: impl FnMut(&Asked) -> Play + Send + 'static) {
        *self.script.lock().unwrap_or_else(PoisonError::into_inner) = Box::new(script);
    }

    /// Requests seen.
    pub fn seen(&self) -> usize {
        self.passed.load(Ordering::SeqCst)
    }

    /// Bytes of the longest reply that went through to calls of a path.
    pub fn longest_reply(&self, path: &str) -> usize {
        self.replies.lock().unwrap_or_else(PoisonError::into_inner).get(path).copied().unwrap_or_default()
    }

    /// Megabytes of floods that were taken.
    pub fn flooded(&self) -> usize {
        self.flooded.load(Ordering::SeqCst)
    }
}

async fn carry(
    mut caller: TcpStream,
    upstream: &str,
    script: &Mutex<Script>,
    passed: &AtomicUsize,
    flooded: &AtomicUsize,
    replies: &Mutex<BTreeMap<String, usize>>,
) -> io::Result<()> {
    while let Some(request) = message(&mut caller).await? {
        let text = String::from_utf8_lossy(&request);
        let path = text.split(' ').nth(1).unwrap_or_default().split('?').next().unwrap_or_default().to_owned();
        passed.fetch_add(1, Ordering::SeqCst);
        let play = {
            let mut script = script.lock().unwrap_or_else(PoisonError::into_inner);
            script(&Asked { path: &path, bytes: &request })
        };
        match play {
            Play::Forward => {
                let reply = exchange(upstream, &request).await?;
                {
                    let mut replies = replies.lock().unwrap_or_else(PoisonError::into_inner);
                    let longest = replies.entry(path).or_default();
                    *longest = reply.len().max(*longest);
                }
                caller.write_all(&reply).await?;
            }
            Play::CutRequest(bytes) if bytes < request.len() => {
                let mut platform = TcpStream::connect(upstream).await?;
                return platform.write_all(&request[..bytes]).await;
            }
            Play::CutRequest(_) => {
                exchange(upstream, &request).await?;
                return Ok(());
            }
            Play::CutReply(bytes) => {
                let reply = exchange(upstream, &request).await?;
                return caller.write_all(&reply[..bytes.min(reply.len())]).await;
            }
            Play::Answer(bytes) => return caller.write_all(&bytes).await,
            Play::Twist(bytes) => {
                exchange(upstream, &request).await?;
                return caller.write_all(&bytes).await;
            }
            Play::Withhold(time) => {
                exchange(upstream, &request).await?;
                tokio::time::sleep(time).await;
                return Ok(());
            }
            Play::Silence(time) => {
                tokio::time::sleep(time).await;
                return Ok(());
            }
            Play::Reset => return caller.set_zero_linger(),
            Play::Flood { megabytes, announced } => {
                let length = if announced { format!("content-length: {}\r\n", megabytes << 20) } else { String::new() };
                caller.write_all(format!("HTTP/1.1 200 OK\r\n{length}\r\n").as_bytes()).await?;
                let chunk = vec![b' '; 1024 * 1024];
                for _ in 0..megabytes {
                    caller.write_all(&chunk).await?;
                    flooded.fetch_add(1, Ordering::SeqCst);
                }
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The request as it came, on a connection of its own; the reply as it came.
async fn exchange(upstream: &str, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut platform = TcpStream::connect(upstream).await?;
    platform.write_all(request).await?;
    Ok(message(&mut platform).await?.unwrap_or_default())
}

/// A head, and the body that it announces; `None` when the other side has hung up.
async fn message(from: &mut TcpStream) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let mut length = None;
    loop {
        if length.is_none() {
            let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
            length = end.map(|end| end + 4 + announced(&bytes[..end]));
        }
        if length.is_some_and(|length| bytes.len() >= length) {
            return Ok(Some(bytes));
        }
        if from.read_buf(&mut bytes).await? == 0 {
            return Ok((!bytes.is_empty()).then_some(bytes));
        }
    }
}

fn announced(head: &[u8]) -> usize {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let line = head.lines().find_map(|line| line.strip_prefix("content-length:").map(str::trim).map(str::parse));
    line.and_then(Result::ok).unwrap_or_default()
}

/// A reply of the platform's form with any body.
pub fn reply(body: &[u8]) -> Vec<u8> {
    let mut reply =
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len())
            .into_bytes();
    reply.extend(body);
    reply
}
