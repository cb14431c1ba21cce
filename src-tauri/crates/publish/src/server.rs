//! A server of the shop's own, by the protocol of docs/storefront-targets.md: every request is signed, every answer says what
//! was stored.

use crate::{
    Fault, Patience,
    line::{self, Answer, Line},
    s3::mime,
    sha256,
    target::Listing,
};
use hmac::{Hmac, Mac};
use jiff::Timestamp;
use kaibo_domain::{Secret, storefront::ServerSettings};
use reqwest::{Method, header};
use serde::Deserialize;
use sha2::Sha256;
use std::sync::Arc;
use url::Url;

/// What is signed begins with it, so that a signature is good for nothing else.
const SCHEME: &str = "KAIBO-STOREFRONT-1";
/// When the request was made, UTC milliseconds.
const TIME: &str = "kaibo-time";
/// 32 hexadecimal digits, used once.
const NONCE: &str = "kaibo-nonce";
/// SHA-256 of the body, of the request and of an object that is answered.
const CONTENT: &str = "kaibo-content-sha256";
/// The signature, hexadecimal.
const SIGNATURE: &str = "kaibo-signature";
/// No answer but an object is longer.
const SAID_MAX_BYTES: usize = 4 * 1024 * 1024;

/// A server that is published to.
#[derive(Clone, Debug)]
pub struct Server {
    line: Line,
    base: Url,
    secret: Secret,
}

/// What the server says of an object that it stored.
#[derive(Deserialize)]
struct Stored {
    stored: String,
    sha256: String,
}

#[derive(Deserialize)]
struct Removed {
    removed: String,
}

#[derive(Deserialize)]
struct Listed {
    objects: Vec<ListedObject>,
}

#[derive(Deserialize)]
struct ListedObject {
    path: String,
    bytes: u64,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

impl Server {
    /// The server of these settings.
    pub fn new(settings: &ServerSettings, secret: Secret, patience: Patience) -> Result<Self, Fault> {
        let base = line::address(&settings.address)?;
        Ok(Self { line: Line::new(&base, patience)?, base, secret })
    }

    pub(crate) async fn read(&self, path: &str, max: usize) -> Result<Option<Vec<u8>>, Fault> {
        let answer = self.send(Method::GET, path, None, max).await?;
        match answer.status {
            200 if answer.header(CONTENT) == sha256(&answer.body) => Ok(Some(answer.body)),
            404 if refused(&answer).as_deref() == Some("not-found") => Ok(None),
            _ => Err(fault(&answer)),
        }
    }

    pub(crate) async fn put(&self, path: &str, bytes: &Arc<Vec<u8>>) -> Result<(), Fault> {
        let answer = self.send(Method::PUT, path, Some(bytes), SAID_MAX_BYTES).await?;
        let stored: Stored = said(&answer)?;
        if stored.stored == path && stored.sha256 == sha256(bytes) { Ok(()) } else { Err(Fault::NotAnAnswer) }
    }

    /// Nothing but the pointer is ever replaced there: the server says so itself.
    pub(crate) async fn put_new(&self, version: u32, path: &str, bytes: &Arc<Vec<u8>>) -> Result<(), Fault> {
        match self.put(path, bytes).await {
            Err(Fault::Refused { code, .. }) if code == "taken" => Err(Fault::Taken(version)),
            done => done,
        }
    }

    pub(crate) async fn list(&self, within: &str) -> Result<Listing, Fault> {
        let answer = self.send(Method::GET, within, None, SAID_MAX_BYTES).await?;
        let listed: Listed = said(&answer)?;
        let ours = listed.objects.into_iter().filter(|object| object.path.starts_with(within));
        Ok(ours.map(|object| (object.path, object.bytes)).collect())
    }

    pub(crate) async fn remove(&self, path: &str) -> Result<(), Fault> {
        let answer = self.send(Method::DELETE, path, None, SAID_MAX_BYTES).await?;
        let removed: Removed = said(&answer)?;
        if removed.removed == path { Ok(()) } else { Err(Fault::NotAnAnswer) }
    }

    async fn send(&self, method: Method, path: &str, body: Option<&Arc<Vec<u8>>>, max: usize) -> Result<Answer, Fault> {
        let url = self.base.join(path).map_err(|_| Fault::Address)?;
        let content = sha256(body.map_or(&[][..], |body| body.as_slice()));
        let time = Timestamp::now().as_millisecond().to_string();
        let nonce = nonce()?;
        let signature = signature(&self.secret, method.as_str(), path, &time, &nonce, &content);
        let request = self.line.client().request(method, url);
        let request = request.header(TIME, time).header(NONCE, nonce).header(CONTENT, content);
        let request = request.header(SIGNATURE, signature).header(header::CACHE_CONTROL, "no-cache");
        let request = match body {
            Some(body) => request.header(header::CONTENT_TYPE, mime(path)).body(body.to_vec()),
            None => request,
        };
        self.line.send(request, max).await
    }
}

/// The signature over all that a request says.
fn signature(secret: &Secret, method: &str, path: &str, time: &str, nonce: &str, content: &str) -> String {
    let signed = [SCHEME, method, path, time, nonce, content].join("\n");
    // A key of any length will do.
    Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes())
        .map(|mac| hex::encode(mac.chain_update(signed).finalize().into_bytes()))
        .unwrap_or_default()
}

pub(crate) fn nonce() -> Result<String, Fault> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| Fault::Io(std::io::ErrorKind::Other.into()))?;
    Ok(hex::encode(bytes))
}

fn said<T: for<'a> Deserialize<'a>>(answer: &Answer) -> Result<T, Fault> {
    match answer.status {
        200 | 201 => serde_json::from_slice(&answer.body).map_err(|_| Fault::NotAnAnswer),
        _ => Err(fault(answer)),
    }
}

fn refused(answer: &Answer) -> Option<String> {
    serde_json::from_slice::<Refusal>(&answer.body).ok().map(|refusal| refusal.error)
}

fn fault(answer: &Answer) -> Fault {
    match refused(answer).as_deref() {
        Some("signature") => Fault::Denied,
        Some("time") => Fault::Clock,
        Some("full") => Fault::Full,
        Some("too-large") => Fault::TooLarge,
        Some(code) => answer.refusal(code),
        None if (400..500).contains(&answer.status) && answer.is_a_page() => Fault::NotAnAnswer,
        None => answer.refusal(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of docs/storefront-targets.md.
    #[test]
    fn the_documented_signature() {
        let secret = Secret::new("kaibo-example-secret");
        let content = sha256(b"{}");
        let nonce = "00112233445566778899aabbccddeeff";
        let signature = signature(&secret, "PUT", "current.json", "1795348800000", nonce, &content);
        let page = include_str!("../../../../docs/storefront-targets.md");
        assert!(page.contains(&content) && page.contains(&signature), "{content} {signature}");
    }
}
