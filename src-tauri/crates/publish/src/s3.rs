//! S3-compatible storage: a bucket, keys under a prefix. Every PUT is atomic there, the pointer's included.

use crate::{
    Fault, Patience,
    line::{self, Answer, Line},
    s3_answer::{ListPage, fault, list_page},
    target::Listing,
};
use jiff::Timestamp;
use kaibo_domain::{
    Secret,
    storefront::{BucketStyle, S3Settings},
};
use reqwest::{RequestBuilder, header};
use rusty_s3::{Bucket, Method, UrlStyle, signing::sign};
use std::{collections::BTreeMap, sync::Arc};

/// For how long a signature holds, in seconds: as long as one object may take, and a clock that is off a little.
const SIGNED_SECONDS: u64 = 300;
/// No page of a list and no error is longer.
const PAGE_MAX_BYTES: usize = 4 * 1024 * 1024;
/// Pages of a list at most, of 1000 keys each.
const PAGES_MAX: usize = 20;

/// A bucket that is published to.
#[derive(Clone, Debug)]
pub struct S3 {
    line: Line,
    bucket: Bucket,
    prefix: String,
    access_key: String,
    secret: Secret,
}

impl S3 {
    /// The bucket of these settings.
    pub fn new(settings: &S3Settings, secret: Secret, patience: Patience) -> Result<Self, Fault> {
        let endpoint = line::address(&settings.endpoint)?;
        let style = match settings.style {
            BucketStyle::Host => UrlStyle::VirtualHost,
            BucketStyle::Path => UrlStyle::Path,
        };
        let prefix = settings.prefix.trim().trim_matches('/');
        // Such parts would lead out of the bucket.
        if prefix.split('/').any(|part| [".", ".."].contains(&part)) {
            return Err(Fault::Address);
        }
        let is_a_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        let name = settings.bucket.trim().to_owned();
        if !name.chars().all(is_a_name) || name.starts_with('.') {
            return Err(Fault::NoBucket);
        }
        let line = Line::new(&endpoint, patience)?;
        let bucket = Bucket::new(endpoint, style, name, settings.region.trim().to_owned());
        Ok(Self {
            line,
            bucket: bucket.map_err(|_| Fault::Address)?,
            prefix: if prefix.is_empty() { String::new() } else { format!("{prefix}/") },
            access_key: settings.access_key.trim().to_owned(),
            secret,
        })
    }

    pub(crate) async fn read(&self, path: &str, max: usize) -> Result<Option<Vec<u8>>, Fault> {
        let answer = self.line.send(self.object(Method::Get, path), max).await?;
        match answer.status {
            200 if is_from_storage(&answer) => Ok(Some(answer.body)),
            404 => match fault(&answer) {
                Fault::Refused { code, .. } if code == "NoSuchKey" => Ok(None),
                fault => Err(fault),
            },
            _ => Err(fault(&answer)),
        }
    }

    pub(crate) async fn put(&self, path: &str, bytes: &Arc<Vec<u8>>) -> Result<(), Fault> {
        let answer = self.send_object(path, bytes, false).await?;
        stored(&answer)
    }

    /// Storage that knows no condition is asked without: that the version was not there was seen before.
    pub(crate) async fn put_new(&self, version: u32, path: &str, bytes: &Arc<Vec<u8>>) -> Result<(), Fault> {
        let answer = self.send_object(path, bytes, true).await?;
        match answer.status {
            409 | 412 => Err(Fault::Taken(version)),
            501 => self.put(path, bytes).await,
            _ => stored(&answer),
        }
    }

    pub(crate) async fn list(&self, within: &str) -> Result<Listing, Fault> {
        let prefix = format!("{}{within}", self.prefix);
        let mut listing = Listing::new();
        let mut next = None;
        for _ in 0..PAGES_MAX {
            let ListPage { keys, token } = self.page(&prefix, next.as_deref()).await?;
            let ours = |(key, bytes): (String, u64)| Some((key.strip_prefix(&self.prefix)?.to_owned(), bytes));
            listing.extend(keys.into_iter().filter_map(ours));
            match token {
                Some(token) => next = Some(token),
                None => return Ok(listing),
            }
        }
        Err(Fault::TooLarge)
    }

    pub(crate) async fn remove(&self, path: &str) -> Result<(), Fault> {
        let answer = self.line.send(self.object(Method::Delete, path), PAGE_MAX_BYTES).await?;
        match answer.status {
            200 | 204 if !answer.is_a_page() => Ok(()),
            404 => match fault(&answer) {
                Fault::Refused { code, .. } if code == "NoSuchKey" => Ok(()),
                fault => Err(fault),
            },
            _ => Err(fault(&answer)),
        }
    }

    async fn send_object(&self, path: &str, bytes: &Arc<Vec<u8>>, new: bool) -> Result<Answer, Fault> {
        let mut request = self.object(Method::Put, path).body(bytes.to_vec());
        request = request.header(header::CONTENT_TYPE, mime(path)).header(header::CACHE_CONTROL, caching(path));
        if new {
            request = request.header(header::IF_NONE_MATCH, "*");
        }
        self.line.send(request, PAGE_MAX_BYTES).await
    }

    async fn page(&self, prefix: &str, token: Option<&str>) -> Result<ListPage, Fault> {
        let mut query = BTreeMap::from([("encoding-type", "url"), ("list-type", "2"), ("prefix", prefix)]);
        query.extend(token.map(|token| ("continuation-token", token)));
        let request = self.signed(Method::Get, self.bucket.base_url().clone(), &query);
        let answer = self.line.send(request, PAGE_MAX_BYTES).await?;
        match answer.status {
            200 => list_page(&answer.body).ok_or(Fault::NotAnAnswer),
            _ => Err(fault(&answer)),
        }
    }

    fn object(&self, method: Method, path: &str) -> RequestBuilder {
        self.signed(method, self.bucket.object_url(&format!("{}{path}", self.prefix)), &BTreeMap::new())
    }

    fn signed(&self, method: Method, url: url::Url, query: &BTreeMap<&str, &str>) -> RequestBuilder {
        let (verb, client) = (reqwest_method(method), self.line.client());
        let query = query.iter().map(|(name, value)| (*name, *value));
        let signed = sign(
            &Timestamp::now(),
            method,
            url,
            &self.access_key,
            self.secret.expose(),
            None,
            self.bucket.region(),
            SIGNED_SECONDS,
            query,
            std::iter::empty(),
        );
        client.request(verb, signed)
    }
}

fn reqwest_method(method: Method) -> reqwest::Method {
    match method {
        Method::Put => reqwest::Method::PUT,
        Method::Delete => reqwest::Method::DELETE,
        _ => reqwest::Method::GET,
    }
}

/// What storage stores it answers with the object's tag; a page that says 200 has none.
fn stored(answer: &Answer) -> Result<(), Fault> {
    if answer.status == 200 && is_from_storage(answer) { Ok(()) } else { Err(fault(answer)) }
}

fn is_from_storage(answer: &Answer) -> bool {
    !answer.header(header::ETAG.as_str()).is_empty() && !answer.is_a_page()
}

/// The media type of an object, by its name.
pub(crate) fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("json") => "application/json",
        Some("jpg") => "image/jpeg",
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        _ => "text/plain",
    }
}

/// The pointer is asked for anew each time; nothing else ever changes under its name.
fn caching(path: &str) -> &'static str {
    if path == crate::site::POINTER { "no-cache" } else { "public, max-age=31536000, immutable" }
}
