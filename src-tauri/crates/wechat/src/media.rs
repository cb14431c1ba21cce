//! Temporary media (wechat-live-api, section 2): pictures go up before the call that names them.

use crate::{
    classify::Reply,
    client::{Client, outcome, read_file},
    error::CallError,
    lenient,
    transport::{Body, Request},
};
use kaibo_domain::platform::endpoint::{Endpoint, MEDIA_GET, MEDIA_UPLOAD};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A `media_id`; it lives three days from its `created_at` (`domain::platform::limit::MEDIA_LIFETIME_MS`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MediaId(String);

impl MediaId {
    /// Wraps the platform's text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The platform's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MediaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The answer of an upload.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct MediaUploaded {
    /// The new id.
    pub media_id: MediaId,
    /// When it was made, unix seconds by the platform's clock; 0 where the platform does not say.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub created_at: i64,
}

impl Reply for MediaUploaded {
    const CONTENT: &'static [&'static str] = &["media_id"];
}

/// A file to be sent.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Its name in ASCII, with the extension of its format.
    pub name: &'a str,
    /// Its media type, such as `image/jpeg`.
    pub mime: &'a str,
}

impl Client {
    /// `media/upload` with `type=image`: at most `limit::MEDIA_IMAGE_MAX_BYTES`. `file_name` in ASCII, with the
    /// extension of the format; `mime` such as `image/jpeg`. Refused with 40004 to 40006, 41005, 40137.
    pub async fn media_upload(&self, bytes: &[u8], file_name: &str, mime: &str) -> Result<MediaUploaded, CallError> {
        let file = File { bytes, name: file_name, mime };
        self.upload(MEDIA_UPLOAD, vec![("type", "image".to_owned())], &file).await
    }

    /// Sends a file as the part `media` of a form.
    pub(crate) async fn upload<T: Reply>(
        &self,
        endpoint: Endpoint,
        query: Vec<(&'static str, String)>,
        file: &File<'_>,
    ) -> Result<T, CallError> {
        let body = Body::File { bytes: file.bytes.to_vec(), name: file.name.to_owned(), mime: file.mime.to_owned() };
        let request = Request { endpoint, query, body, timeout: self.media_timeout() };
        self.call(&request, |answer| crate::read(outcome(answer))).await
    }

    /// `media/get`: the bytes of a picture that was uploaded. Refused with 40007 when the id is unknown or expired.
    pub async fn media_get(&self, media_id: &MediaId) -> Result<Vec<u8>, CallError> {
        self.download(MEDIA_GET, media_id).await
    }

    /// The file that an answer points to, such as the `cdnUrl` of a viewers' code; needs no token. Elsewhere than at the
    /// platform's own address it is asked for by https only.
    pub async fn linked_file(&self, address: &str) -> Result<Vec<u8>, CallError> {
        read_file(&self.fetch(address).await)
    }

    /// The bytes of an uploaded file.
    pub(crate) async fn download(&self, endpoint: Endpoint, media_id: &MediaId) -> Result<Vec<u8>, CallError> {
        let query = vec![("media_id", media_id.as_str().to_owned())];
        let request = Request { endpoint, query, body: Body::None, timeout: self.media_timeout() };
        self.call(&request, read_file).await
    }
}
