//! Replay files as the platform's store of files serves them: with ranges, a version and an address that is signed, and
//! whatever may go wrong with that.
//!
//! Invariant: the bytes follow from room, file and version, so that whoever fetched them can be held against them.

use crate::{platform::Platform, socket::Peer};
use axum::{
    body::{Body, Bytes},
    extract::{ConnectInfo, Path, Query, State as Shared},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use http_body::Frame;
use serde::{Deserialize, Serialize};
use std::{
    collections::VecDeque,
    convert::Infallible,
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
};
use tokio::sync::watch;

/// An MP4 without pictures begins so: its type, and a box of data whose length follows.
const HEAD: &[u8] = b"\0\0\0\x14ftypisom\0\0\0\0isom";
/// Bytes in one piece of an answer.
const PIECE: u64 = 64 << 10;

/// How recordings are and how they are served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recording {
    /// Files of a room.
    pub files: u32,
    /// Bytes of a file.
    pub bytes: u64,
    /// Another version has other bytes.
    pub version: u32,
    /// Addresses that are signed otherwise answer 403.
    pub signature: u32,
    /// Whether parts may be asked for; otherwise a file always comes from its beginning.
    pub ranges: bool,
    /// Whether the length is not said and the end never comes.
    pub endless: bool,
    /// No byte from that one on leaves, until this is changed.
    pub hold_at: Option<u64>,
}

impl Default for Recording {
    fn default() -> Self {
        Self { files: 1, bytes: 1 << 20, version: 1, signature: 1, ranges: true, endless: false, hold_at: None }
    }
}

impl Recording {
    /// Byte `at` of a file, by the room's id and the file's number.
    pub fn byte(&self, room: i64, file: u32, at: u64) -> u8 {
        let size = u32::try_from(self.bytes.saturating_sub(HEAD.len() as u64)).unwrap_or(u32::MAX).to_be_bytes();
        let head = HEAD.iter().chain(&size).chain(b"mdat");
        match usize::try_from(at).ok().and_then(|at| head.copied().nth(at).filter(|_| at < HEAD.len() + 8)) {
            Some(byte) => byte,
            None => {
                let seed = u64::from(self.version) << 40 ^ u64::from(file) << 32 ^ room.unsigned_abs();
                let mixed = (at ^ seed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                (mixed >> 56) as u8
            }
        }
    }

    fn etag(&self, name: &str) -> String {
        format!("\"{name}-{}-{}\"", self.version, self.bytes)
    }
}

/// A file that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Its name.
    pub file: String,
    /// The byte from which the answer began.
    pub from: u64,
    /// HTTP status of the answer.
    pub status: u16,
}

/// The recordings of one sandbox.
#[derive(Clone)]
pub struct Recordings(Arc<Shelf>);

struct Shelf {
    settings: watch::Sender<Recording>,
    cuts: Mutex<VecDeque<u64>>,
    fetched: Mutex<Vec<Fetched>>,
}

impl Default for Recordings {
    fn default() -> Self {
        let settings = watch::Sender::new(Recording::default());
        Self(Arc::new(Shelf { settings, cuts: Mutex::default(), fetched: Mutex::default() }))
    }
}

impl fmt::Debug for Recordings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.settings().fmt(f)
    }
}

impl Recordings {
    /// How they are now.
    pub fn settings(&self) -> Recording {
        self.0.settings.borrow().clone()
    }

    /// Changes how they are, also of files on their way where it stops or releases them.
    pub fn set(&self, change: impl FnOnce(&mut Recording)) {
        self.0.settings.send_modify(change);
    }

    /// The next answer that has not been cut ends after so many bytes of its body.
    pub fn cut_after(&self, bytes: u64) {
        locked(&self.0.cuts).push_back(bytes);
    }

    /// What was asked for (GET), the first first.
    pub fn fetched(&self) -> Vec<Fetched> {
        locked(&self.0.fetched).clone()
    }
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `sign` of an address.
#[derive(Deserialize)]
pub(crate) struct Signed {
    sign: Option<u32>,
}

/// The address of a file of a room.
pub(crate) fn address(base_url: &str, room: i64, file: u32, of: &Recording) -> String {
    format!("{base_url}/_practice/replay/{room}-{file}.mp4?sign={}", of.signature)
}

/// GET /_practice/replay/{room}-{file}.mp4.
pub(crate) async fn serve(
    Shared(platform): Shared<Arc<Platform>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    Path(name): Path<String>,
    Query(signed): Query<Signed>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let numbers = name.strip_suffix(".mp4").and_then(|name| name.split_once('-'));
    let numbers = numbers.and_then(|(room, file)| Some((room.parse::<i64>().ok()?, file.parse::<u32>().ok()?)));
    let recordings = platform.with_state(|state, _| {
        let (room, _) = numbers?;
        state.rooms.contains_key(&room).then(|| state.recordings.clone())
    });
    let (Some((room, file)), Some(recordings)) = (numbers, recordings) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let of = recordings.settings();
    let etag = of.etag(&name);
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let is_same = text(header::IF_RANGE).is_none_or(|known| known == etag);
    let from = text(header::RANGE).and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
    let from: Option<u64> = from.filter(|_| of.ranges && is_same && !of.endless);
    let status = match from {
        _ if signed.sign != Some(of.signature) => StatusCode::FORBIDDEN,
        Some(from) if from >= of.bytes => StatusCode::RANGE_NOT_SATISFIABLE,
        Some(_) => StatusCode::PARTIAL_CONTENT,
        None => StatusCode::OK,
    };
    let from = from.unwrap_or_default();
    if method == Method::GET {
        locked(&recordings.0.fetched).push(Fetched { file: name, from, status: status.as_u16() });
    }
    if !status.is_success() {
        return status.into_response();
    }
    if method == Method::GET
        && let Some(bytes) = locked(&recordings.0.cuts).pop_front()
    {
        peer.cut.after_body_bytes(usize::try_from(bytes).unwrap_or(usize::MAX));
    }
    let changes = recordings.0.settings.subscribe();
    let end = if of.endless { u64::MAX } else { of.bytes };
    let mut response =
        Response::new(Body::new(Pieces { of: of.clone(), room, file, at: from, end, changes, waiting: None }));
    *response.status_mut() = status;
    let mut set = |name: HeaderName, text: &str| {
        if let Ok(value) = HeaderValue::from_str(text) {
            response.headers_mut().insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, "video/mp4");
    set(header::ETAG, &etag);
    if !of.endless {
        set(header::CONTENT_LENGTH, &(of.bytes - from).to_string());
    }
    if status == StatusCode::PARTIAL_CONTENT {
        set(header::CONTENT_RANGE, &format!("bytes {from}-{}/{}", of.bytes - 1, of.bytes));
    }
    response
}

type Waiting = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What is still to be sent of a file.
struct Pieces {
    of: Recording,
    room: i64,
    file: u32,
    at: u64,
    end: u64,
    changes: watch::Receiver<Recording>,
    waiting: Option<Waiting>,
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.at >= self.end {
            return Poll::Ready(None);
        }
        let until = loop {
            if let Some(waiting) = &mut self.waiting {
                ready!(waiting.as_mut().poll(cx));
                self.waiting = None;
            }
            let hold_at = self.changes.borrow_and_update().hold_at.unwrap_or(u64::MAX);
            if self.at < hold_at {
                break self.end.min(hold_at).min(self.at.saturating_add(PIECE));
            }
            let mut changes = self.changes.clone();
            self.waiting = Some(Box::pin(async move {
                // Ends when the sandbox does, too.
                let _ = changes.wait_for(|of| of.hold_at != Some(hold_at)).await;
            }));
        };
        let piece: Vec<u8> = (self.at..until).map(|at| self.of.byte(self.room, self.file, at)).collect();
        self.at = until;
        Poll::Ready(Some(Ok(Frame::data(piece.into()))))
    }
}
