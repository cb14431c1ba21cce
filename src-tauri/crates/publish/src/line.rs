//! One HTTP exchange with a target: limits, time, TLS of the system, no redirects.

use crate::Fault;
use reqwest::{
    Client, RequestBuilder,
    header::{CONTENT_TYPE, HeaderMap},
    redirect, retry, tls,
};
use std::{error::Error, io, net::IpAddr, time::Duration};
use url::{Host, Url};

/// How long a target is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Until the connection stands.
    pub connect: Duration,
    /// Until the next bytes come.
    pub idle: Duration,
    /// For one object.
    pub whole: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), idle: Duration::from_secs(20), whole: Duration::from_secs(90) }
    }
}

/// A whole answer.
pub(crate) struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// The connections to one target.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    client: Client,
    patience: Patience,
}

/// The address of a target, `/` at its end. Without encryption only within the house: what is sent could be changed on its way.
pub(crate) fn address(text: &str) -> Result<Url, Fault> {
    let text = text.trim().trim_end_matches('/');
    let url = Url::parse(&format!("{text}/")).map_err(|_| Fault::Address)?;
    let is_bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if !is_bare || url.password().is_some() || url.host().is_none() {
        return Err(Fault::Address);
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if url.host().is_some_and(|host| is_within_the_house(&host)) => Ok(url),
        "http" => Err(Fault::Insecure),
        _ => Err(Fault::Address),
    }
}

fn is_within_the_house(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => !name.contains('.') || name.ends_with(".local") || name.ends_with(".lan"),
        Host::Ipv4(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local(),
        Host::Ipv6(ip) => ip.is_loopback() || ip.is_unique_local(),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let literal = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || literal.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl Line {
    /// A line to whatever stands at that address.
    pub fn new(to: &Url, patience: Patience) -> Result<Self, Fault> {
        let mut builder = Client::builder()
            .user_agent(concat!("Kaibo/", env!("CARGO_PKG_VERSION")))
            .tls_backend_native()
            .tls_version_min(tls::Version::TLS_1_2)
            .http1_only()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .connect_timeout(patience.connect)
            .read_timeout(patience.idle);
        if is_loopback(to) {
            builder = builder.no_proxy();
        }
        Ok(Self { client: builder.build().map_err(|_| Fault::Tls)?, patience })
    }

    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Sends once and reads the answer, of which no more than `max` bytes are taken.
    pub async fn send(&self, request: RequestBuilder, max: usize) -> Result<Answer, Fault> {
        let mut response = request.timeout(self.patience.whole).send().await.map_err(|fault| reduce(&fault))?;
        let status = response.status().as_u16();
        if response.content_length().is_some_and(|length| length > max as u64) {
            return Err(too_large(status, response.headers()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|fault| reduce(&fault))? {
            if body.len() + chunk.len() > max {
                return Err(too_large(status, response.headers()));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, headers: response.headers().clone(), body })
    }
}

impl Answer {
    /// The text of a header.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Whether it calls itself a page.
    pub fn is_a_page(&self) -> bool {
        self.header(CONTENT_TYPE.as_str()).to_ascii_lowercase().starts_with("text/html")
    }

    /// What else it says by its status.
    pub fn refusal(&self, code: &str) -> Fault {
        let is_a_word = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
        match self.status {
            300..=399 => Fault::Redirected,
            200..=299 => Fault::NotAnAnswer,
            408 | 504 => Fault::Timeout,
            507 => Fault::Full,
            status => Fault::Refused { status, code: code.chars().filter(is_a_word).take(64).collect() },
        }
    }
}

fn too_large(status: u16, headers: &HeaderMap) -> Fault {
    let page = headers.get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    match status {
        300..=399 => Fault::Redirected,
        _ if page => Fault::NotAnAnswer,
        _ => Fault::TooLarge,
    }
}

/// The kind of a fault, without its text: the text holds the address, the address holds the signature.
fn reduce(fault: &reqwest::Error) -> Fault {
    if fault.is_builder() {
        return Fault::Address;
    }
    if !fault.is_connect() {
        return if fault.is_timeout() { Fault::Timeout } else { Fault::Lost };
    }
    if fault.is_dns() {
        return Fault::Dns;
    }
    let mut source = fault.source();
    while let Some(cause) = source {
        if cause.downcast_ref::<io::Error>().is_some() {
            return Fault::Unreachable;
        }
        source = cause.source();
    }
    // The connector's only other step with errors of its own kind is the handshake.
    if fault.is_timeout() { Fault::Unreachable } else { Fault::Tls }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use std::time::Instant;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    #[rstest]
    #[case("https://cos.ap-shanghai.myqcloud.com", "https://cos.ap-shanghai.myqcloud.com/")]
    #[case(" https://shop.example/live/ ", "https://shop.example/live/")]
    #[case("http://192.168.1.20:9000", "http://192.168.1.20:9000/")]
    #[case("http://nas.local", "http://nas.local/")]
    #[case("http://[::1]:9000", "http://[::1]:9000/")]
    #[case("http://shop.example", "insecure")]
    #[case("http://127.0.0.1.example.com", "insecure")]
    #[case("https://user@shop.example", "none")]
    #[case("https://shop.example/?a=b", "none")]
    #[case("file:///etc/passwd", "none")]
    #[case("shop.example", "none")]
    #[case("", "none")]
    fn addresses(#[case] text: &str, #[case] expected: &str) {
        let said = match address(text) {
            Ok(url) => url.to_string(),
            Err(Fault::Insecure) => "insecure".into(),
            Err(_) => "none".into(),
        };
        assert_eq!(said, expected);
    }

    /// Answers with a head, and then a byte now and then, for ever; or with nothing at all.
    async fn slow(drips: bool) -> Url {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            if !drips {
                return std::future::pending().await;
            }
            // An answer to what was not asked yet is none.
            socket.read_u8().await.unwrap();
            socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n").await.unwrap();
            while socket.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        super::address(&address).unwrap()
    }

    #[rstest]
    #[case::silent(false)]
    #[case::dripping(true)]
    #[tokio::test]
    async fn what_is_too_slow_ends_in_time(#[case] drips: bool) {
        let whole = Duration::from_millis(600);
        let patience = Patience { connect: whole, idle: Duration::from_millis(300), whole };
        let url = slow(drips).await;
        let line = Line::new(&url, patience).unwrap();
        let begun = Instant::now();
        let answer = line.send(line.client().get(url), 1_000_000).await;
        assert!(matches!(answer, Err(Fault::Timeout)));
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}
