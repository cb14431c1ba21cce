//! A reply's body in pieces: with a pause before each, or without end and without a length.

use axum::body::{Body, Bytes};
use http_body::Frame;
use std::{
    collections::VecDeque,
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::{Sleep, sleep};

/// More than any reply of the platform, and than what Kaibo's client takes (8 MiB).
const HUGE_BYTES: usize = 9 << 20;
/// One piece of it.
static SPACES: [u8; 64 << 10] = [b' '; 64 << 10];

/// What is still to be sent.
struct Pieces {
    left: VecDeque<Bytes>,
    pause: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
}

/// `body` byte by byte, with a pause before each.
pub(crate) fn trickle(body: &[u8], pause: Duration) -> Body {
    let left = body.iter().map(|byte| Bytes::copy_from_slice(&[*byte])).collect();
    Body::new(Pieces { left, pause, waiting: None })
}

/// `body` with white space after its first byte, which leaves JSON what it is.
pub(crate) fn blow_up(body: &[u8]) -> Body {
    let (first, rest) = body.split_at(body.len().min(1));
    let spaces = std::iter::repeat_n(Bytes::from_static(&SPACES), HUGE_BYTES / SPACES.len());
    let left = std::iter::once(Bytes::copy_from_slice(first)).chain(spaces).chain([Bytes::copy_from_slice(rest)]);
    Body::new(Pieces { left: left.collect(), pause: Duration::ZERO, waiting: None })
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.left.is_empty() {
            return Poll::Ready(None);
        }
        if !self.pause.is_zero() {
            let pause = self.pause;
            let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(pause)));
            ready!(waiting.as_mut().poll(cx));
            self.waiting = None;
        }
        Poll::Ready(self.left.pop_front().map(|piece| Ok(Frame::data(piece))))
    }
}
