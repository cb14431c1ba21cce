//! Recordings (wechat-live-api, section 3.3: `media_url`): files of any size, fetched piece by piece and from where they
//! were cut off (RFC 9110, sections 13 and 14).
//!
//! Invariant: what comes continues what is there, of the same version and the same length, or is the file from its
//! beginning; a file whose length is not said is not fetched, since nobody could tell whether it is whole.

use crate::{classify::Transport, client::Client, transport::reduce};
use reqwest::{
    Method, Response, StatusCode,
    header::{self, HeaderMap, HeaderName, HeaderValue},
};
use std::time::Duration;
use thiserror::Error;

/// Why a recording does not come; the address is in none of it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RecordingError {
    /// The address is not one from which files are fetched.
    #[error("the address is not one of a file")]
    Address,
    /// Nothing is there (any more), or its signature has run out: the platform may know another address.
    #[error("nothing is there ({status})")]
    Gone {
        /// HTTP status.
        status: u16,
    },
    /// The server does not say how long it is.
    #[error("its length is not said")]
    NoLength,
    /// It cannot be had now; what came so far stays good.
    #[error("the line: {0}")]
    Line(String),
}

/// A recording on its way.
#[derive(Debug)]
pub struct Part {
    /// Where what comes begins: where it was asked for, or 0 where it must begin anew.
    pub from: u64,
    /// How long the whole file is.
    pub bytes: u64,
    /// By what the server tells this version of the file from another: its `ETag`, else its `Last-Modified`.
    pub validator: Option<String>,
    response: Response,
    patience: Duration,
}

impl Part {
    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// Only [`RecordingError::Line`].
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, RecordingError> {
        match tokio::time::timeout(self.patience, self.response.chunk()).await {
            Ok(Ok(piece)) => Ok(piece.map(|piece| piece.to_vec())),
            Ok(Err(fault)) => Err(of_transport(reduce(&fault, false))),
            Err(_) => Err(of_transport(Transport::Timeout)),
        }
    }
}

impl Client {
    /// Begins to fetch a recording from that byte on, of which `known` says how long it was and by what its version is
    /// told. Another version comes from its beginning.
    pub async fn recording(
        &self,
        address: &str,
        from: u64,
        known: Option<(u64, Option<&str>)>,
    ) -> Result<Part, RecordingError> {
        let mut headers = HeaderMap::new();
        // Compressed on its way it would have another length.
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let known = known.filter(|(bytes, _)| (1..*bytes).contains(&from));
        if let Some((_, validator)) = known {
            headers.insert(header::RANGE, value(&format!("bytes={from}-"))?);
            if let Some(validator) = validator {
                headers.insert(header::IF_RANGE, value(validator)?);
            }
        }
        let response = self.http().open(Method::GET, address, headers, self.patience()).await.map_err(of_transport)?;
        let validator = validator(&response);
        match (response.status(), known) {
            (StatusCode::PARTIAL_CONTENT, Some((bytes, version))) => {
                let continues = range(&response) == Some((from, bytes)) && validator.as_deref() == version;
                if !continues {
                    return Box::pin(self.recording(address, 0, None)).await;
                }
                Ok(Part { from, bytes, validator, response, patience: self.patience() })
            }
            // It has become shorter.
            (StatusCode::RANGE_NOT_SATISFIABLE, Some(_)) => Box::pin(self.recording(address, 0, None)).await,
            (StatusCode::OK, _) => {
                let bytes = length(&response).ok_or(RecordingError::NoLength)?;
                Ok(Part { from: 0, bytes, validator, response, patience: self.patience() })
            }
            (status, _) => Err(of_status(status)),
        }
    }

    /// How long a recording is; `None` where the server does not say.
    pub async fn recording_length(&self, address: &str) -> Result<Option<u64>, RecordingError> {
        let answer = self.http().open(Method::HEAD, address, HeaderMap::new(), self.patience()).await;
        let response = answer.map_err(of_transport)?;
        if response.status() == StatusCode::OK { Ok(length(&response)) } else { Err(of_status(response.status())) }
    }
}

fn value(text: &str) -> Result<HeaderValue, RecordingError> {
    HeaderValue::from_str(text).map_err(|_| RecordingError::Address)
}

fn text(response: &Response, name: HeaderName) -> Option<&str> {
    response.headers().get(name).and_then(|value| value.to_str().ok())
}

/// Of the header itself: of an answer to HEAD the body has none.
fn length(response: &Response) -> Option<u64> {
    text(response, header::CONTENT_LENGTH)?.trim().parse().ok()
}

/// A weak one says nothing of single bytes.
fn validator(response: &Response) -> Option<String> {
    let strong = text(response, header::ETAG).filter(|etag| !etag.starts_with("W/"));
    strong.or_else(|| text(response, header::LAST_MODIFIED)).map(str::to_owned)
}

/// First byte and whole length in a `Content-Range` (`bytes 5-9/10`).
fn range(response: &Response) -> Option<(u64, u64)> {
    let (range, bytes) = text(response, header::CONTENT_RANGE)?.strip_prefix("bytes ")?.split_once('/')?;
    let (from, last) = range.split_once('-')?;
    let (from, last, bytes): (u64, u64, u64) = (from.parse().ok()?, last.parse().ok()?, bytes.parse().ok()?);
    (last.checked_add(1) == Some(bytes)).then_some((from, bytes))
}

fn of_status(status: StatusCode) -> RecordingError {
    match status.as_u16() {
        // As the platform's own store of files answers a signature that has run out, and a file that is gone.
        status @ (400 | 401 | 403 | 404 | 410) => RecordingError::Gone { status },
        status => RecordingError::Line(format!("HTTP status {status}")),
    }
}

fn of_transport(fault: Transport) -> RecordingError {
    match fault {
        Transport::Build(_) => RecordingError::Address,
        fault => RecordingError::Line(format!("{fault:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn response(name: HeaderName, text: &str) -> Response {
        let mut response = axum::http::Response::new(Vec::<u8>::new());
        response.headers_mut().insert(name, HeaderValue::from_str(text).unwrap());
        Response::from(response)
    }

    #[rstest]
    #[case("bytes 5-9/10", Some((5, 10)))]
    #[case("bytes 5-8/10", None)]
    #[case("bytes 5-9/*", None)]
    #[case("bytes */10", None)]
    #[case("lines 5-9/10", None)]
    #[case("bytes 0-18446744073709551615/5", None)]
    fn only_a_range_to_the_end_continues_a_file(#[case] text: &str, #[case] read: Option<(u64, u64)>) {
        assert_eq!(range(&response(header::CONTENT_RANGE, text)), read);
    }

    #[rstest]
    #[case(header::ETAG, "\"a\"", Some("\"a\""))]
    #[case(header::ETAG, "W/\"a\"", None)]
    #[case(header::LAST_MODIFIED, "Sun, 22 Nov 2026 12:00:00 GMT", Some("Sun, 22 Nov 2026 12:00:00 GMT"))]
    fn versions(#[case] name: HeaderName, #[case] text: &str, #[case] told: Option<&str>) {
        assert_eq!(validator(&response(name, text)).as_deref(), told);
    }
}
