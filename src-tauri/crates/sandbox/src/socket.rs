//! A TCP connection that can be cut: before the first byte of a reply, or in the middle of its body.
//!
//! hyper gives up a connection whose socket refuses to write, so a cut here is a real one: the caller sees the
//! connection end, never a reply.

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

/// What a connection still lets through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Passage {
    /// Everything.
    #[default]
    Open,
    /// The next reply's head and that many bytes of its body.
    Body(usize),
    /// That many bytes.
    Bytes(usize),
}

/// The handle by which a handler cuts its own connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cut(Arc<Mutex<Passage>>);

impl Cut {
    /// Nothing more is written: the connection ends without a reply.
    pub(crate) fn now(&self) {
        self.set(Passage::Bytes(0));
    }

    /// The connection ends after `count` bytes of the reply's body.
    pub(crate) fn after_body_bytes(&self, count: usize) {
        self.set(Passage::Body(count));
    }

    fn set(&self, passage: Passage) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = passage;
    }

    /// How many bytes of `buffer` may be written; none means that the connection is cut.
    fn allowance(&self, buffer: &[u8]) -> Option<usize> {
        let mut passage = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Passage::Body(count) = *passage {
            let head = buffer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
            *passage = Passage::Bytes(head + count);
        }
        match *passage {
            Passage::Bytes(0) => None,
            Passage::Bytes(left) => Some(left.min(buffer.len())),
            Passage::Open | Passage::Body(_) => Some(buffer.len()),
        }
    }

    fn written(&self, count: usize) {
        let mut passage = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Passage::Bytes(left) = *passage {
            *passage = Passage::Bytes(left.saturating_sub(count));
        }
    }
}

/// One accepted connection.
pub(crate) struct Socket {
    stream: TcpStream,
    cut: Cut,
}

impl AsyncRead for Socket {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        let Some(allowed) = self.cut.allowance(buffer) else {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::ConnectionAborted, "cut by an armed fault")));
        };
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &buffer[..allowed]))?;
        self.cut.written(written);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// The listening side.
pub(crate) struct Door(pub(crate) TcpListener);

impl Listener for Door {
    type Io = Socket;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Socket, SocketAddr) {
        loop {
            match self.0.accept().await {
                Ok((stream, address)) => {
                    if let Err(error) = stream.set_nodelay(true) {
                        tracing::debug!(%error, "TCP_NODELAY was refused");
                    }
                    return (Socket { stream, cut: Cut::default() }, address);
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// What a handler knows of its connection.
#[derive(Clone)]
pub(crate) struct Peer {
    /// The caller's address.
    pub(crate) address: SocketAddr,
    /// How to cut the connection.
    pub(crate) cut: Cut,
}

impl Connected<IncomingStream<'_, Door>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        Peer { address: *stream.remote_addr(), cut: stream.io().cut.clone() }
    }
}
