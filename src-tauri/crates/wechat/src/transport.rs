//! One HTTP exchange: limits, timeouts, TLS; faults reduced to [`Transport`] so that no URL leaves this module.

use crate::{
    Secret,
    classify::Transport,
    client::{Route, Timeouts},
    error::ConfigError,
};
use kaibo_domain::{
    platform::endpoint::{Endpoint, Verb},
    time::parse_http_date,
};
use reqwest::{
    Certificate, Method, Proxy, RequestBuilder, Response, Url, header,
    multipart::{Form, Part},
    redirect, retry, tls,
};
use std::{error::Error, io, net::IpAddr, time::Duration};

/// No answer of the platform is larger; more is a fault or an attack.
pub(crate) const BODY_MAX_BYTES: usize = 8 * 1024 * 1024;
/// Below the idle time after which servers close, so that few requests meet a connection that is going away.
const POOL_IDLE: Duration = Duration::from_secs(15);

/// What a request carries.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    None,
    /// JSON in UTF-8.
    Json(Vec<u8>),
    /// The one part `media` of an upload.
    File {
        bytes: Vec<u8>,
        name: String,
        mime: String,
    },
}

/// A request without its token.
pub(crate) struct Request {
    pub endpoint: Endpoint,
    pub query: Vec<(&'static str, String)>,
    pub body: Body,
    /// Whole call, from connecting to the last byte of the body.
    pub timeout: Duration,
}

/// A whole answer.
pub(crate) struct Answer {
    pub status: u16,
    pub content_type: String,
    /// When the platform says it answered, UTC milliseconds.
    pub date_ms: Option<i64>,
    pub body: Vec<u8>,
}

/// The connections to one platform address.
pub(crate) struct Http {
    client: reqwest::Client,
    base: Url,
    /// Whether a proxy of the merchant's stands in between.
    proxied: bool,
}

impl Http {
    pub(crate) fn new(base_url: &str, timeouts: &Timeouts, route: &Route) -> Result<Self, ConfigError> {
        let base = Url::parse(base_url).map_err(|_| ConfigError::BaseUrl)?;
        let host = base.host_str().ok_or(ConfigError::BaseUrl)?;
        let is_bare = base.query().is_none() && base.fragment().is_none() && base.username().is_empty();
        if !is_bare || base.path() != "/" || !matches!(base.scheme(), "http" | "https") {
            return Err(ConfigError::BaseUrl);
        }
        let loopback = is_loopback(host);
        if base.scheme() == "http" && !loopback {
            return Err(ConfigError::Insecure);
        }
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("Kaibo/", env!("CARGO_PKG_VERSION")))
            .tls_backend_native()
            .tls_version_min(tls::Version::TLS_1_2)
            .http1_only()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .pool_idle_timeout(POOL_IDLE)
            .connect_timeout(timeouts.connect);
        match &route.proxy {
            Some(proxy) => builder = builder.proxy(proxy_of(proxy, base.scheme() == "https")?),
            None if loopback => builder = builder.no_proxy(),
            None => {}
        }
        if let Some(pem) = &route.extra_ca {
            builder = builder.tls_certs_merge(certificates(pem)?);
        }
        let client = builder.build().map_err(|_| ConfigError::Tls)?;
        Ok(Self { client, base, proxied: route.proxy.is_some() })
    }

    /// Sends once; `token` goes into the query.
    pub(crate) async fn send(&self, request: &Request, token: Option<&str>) -> Result<Answer, Transport> {
        read(self.build(request, token)?, self.proxied).await
    }

    /// Fetches what an answer of the platform points to, without a token. From elsewhere than the platform's own address
    /// only by https: an address that says http is asked so too.
    pub(crate) async fn fetch(&self, address: &str, timeout: Duration) -> Result<Answer, Transport> {
        read(self.client.get(self.file_url(address)?).timeout(timeout), self.proxied).await
    }

    /// Begins to fetch such a file, with these headers; its body comes piece by piece, however long that takes. `patience`
    /// is until the head of the answer is there.
    pub(crate) async fn open(
        &self,
        method: Method,
        address: &str,
        headers: header::HeaderMap,
        patience: Duration,
    ) -> Result<Response, Transport> {
        let request = self.client.request(method, self.file_url(address)?).headers(headers);
        match tokio::time::timeout(patience, request.send()).await {
            Ok(answer) => answer.map_err(|fault| reduce(&fault, self.proxied)),
            Err(_) => Err(Transport::Timeout),
        }
    }

    fn file_url(&self, address: &str) -> Result<Url, Transport> {
        let refused = || Transport::Build("not an address of a file".into());
        let mut url = Url::parse(address).map_err(|_| refused())?;
        if url.origin() != self.base.origin() {
            if url.scheme() == "http" {
                url.set_scheme("https").map_err(|()| refused())?;
            }
            if url.scheme() != "https" || url.host_str().is_none_or(is_loopback) {
                return Err(refused());
            }
        }
        Ok(url)
    }

    fn build(&self, request: &Request, token: Option<&str>) -> Result<RequestBuilder, Transport> {
        let method = match request.endpoint.verb {
            Verb::Get => Method::GET,
            Verb::Post => Method::POST,
        };
        let builder = self.client.request(method, self.url(request, token)).timeout(request.timeout);
        Ok(match &request.body {
            Body::None => builder,
            Body::Json(json) => builder.header(header::CONTENT_TYPE, "application/json").body(json.clone()),
            Body::File { bytes, name, mime } => {
                let part = Part::bytes(bytes.clone()).file_name(name.clone());
                let part = part.mime_str(mime).map_err(|_| Transport::Build("not a media type".into()))?;
                builder.multipart(Form::new().part("media", part))
            }
        })
    }

    fn url(&self, request: &Request, token: Option<&str>) -> Url {
        let mut url = self.base.clone();
        url.set_path(request.endpoint.path);
        if token.is_none() && request.query.is_empty() {
            return url;
        }
        let pairs = request.query.iter().map(|(name, value)| (*name, value.as_str()));
        url.query_pairs_mut().extend_pairs(token.map(|token| ("access_token", token))).extend_pairs(pairs);
        // The platform asks for encodeURIComponent, where a space is %20; a real plus is %2B by now.
        let query = url.query().unwrap_or_default().replace('+', "%20");
        url.set_query(Some(&query));
        url
    }
}

/// Sends the request once and reads the whole answer.
async fn read(request: RequestBuilder, proxied: bool) -> Result<Answer, Transport> {
    let mut response = request.send().await.map_err(|fault| reduce(&fault, proxied))?;
    let status = response.status().as_u16();
    let content_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or_default().to_ascii_lowercase();
    let date = response.headers().get(header::DATE).and_then(|value| value.to_str().ok());
    let date_ms = date.and_then(parse_http_date);
    if response.content_length().is_some_and(|length| length > BODY_MAX_BYTES as u64) {
        return Err(Transport::TooLarge);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|fault| reduce(&fault, proxied))? {
        if body.len() + chunk.len() > BODY_MAX_BYTES {
            return Err(Transport::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, content_type, date_ms, body })
}

fn is_loopback(host: &str) -> bool {
    let literal = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || literal.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The kind of a fault, without its text: the text holds the URL, the URL holds the token.
pub(crate) fn reduce(fault: &reqwest::Error, proxied: bool) -> Transport {
    if fault.is_builder() {
        return Transport::Build("the request is malformed".into());
    }
    if !fault.is_connect() {
        return if fault.is_timeout() { Transport::Timeout } else { Transport::Lost };
    }
    if proxied && let Some(said) = proxy_fault(fault) {
        return said;
    }
    if fault.is_dns() {
        return Transport::Dns;
    }
    match io_kind(fault) {
        Some(io::ErrorKind::ConnectionRefused) => Transport::Refused,
        Some(io::ErrorKind::TimedOut) => Transport::ConnectTimeout,
        Some(_) => Transport::Connect,
        None if fault.is_timeout() => Transport::ConnectTimeout,
        // The connector's only step with errors of its own kind is the handshake.
        None => Transport::Tls,
    }
}

/// What a fault before the connection stood says of the proxy. Its own connections fail as any other; what it says of the
/// platform is a text of the connector's (`hyper_util`), without an error type that could be named.
fn proxy_fault(fault: &reqwest::Error) -> Option<Transport> {
    let mut source = fault.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        if text.contains("proxy authorization required") || text.contains("SOCKS error: credentials not accepted") {
            return Some(Transport::ProxyRefused);
        }
        if text.starts_with("tunnel error") || text.starts_with("SOCKS error") {
            return Some(Transport::Proxy);
        }
        source = cause.source();
    }
    // Nobody but the proxy is connected to; what is no matter of the socket is the platform's handshake.
    (fault.is_dns() || fault.is_timeout() || io_kind(fault).is_some()).then_some(Transport::Proxy)
}

/// The proxy of that address. To a platform without TLS (this computer's own) only a proxy on this computer, too.
fn proxy_of(proxy: &Secret, to_https: bool) -> Result<Proxy, ConfigError> {
    let url = Url::parse(proxy.expose().trim()).map_err(|_| ConfigError::Proxy)?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(ConfigError::Proxy)?;
    let is_bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    let is_known = matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h");
    if !is_bare || !is_known || !(to_https || is_loopback(host)) {
        return Err(ConfigError::Proxy);
    }
    Proxy::all(url).map_err(|_| ConfigError::Proxy)
}

/// The address of a proxy with user and password in it.
///
/// # Errors
/// [`ConfigError::Proxy`]: it is not an address, or holds a user already.
pub fn proxy_with_login(address: &str, user: &str, password: &Secret) -> Result<Secret, ConfigError> {
    let mut url = Url::parse(address.trim()).map_err(|_| ConfigError::Proxy)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(ConfigError::Proxy);
    }
    if !user.is_empty() {
        url.set_username(user)
            .and_then(|()| url.set_password(Some(password.expose())))
            .map_err(|()| ConfigError::Proxy)?;
    }
    Ok(Secret::new(url))
}

/// The address of a proxy as it may be shown, and whether it has a user.
pub fn proxy_shown(proxy: &Secret) -> (String, bool) {
    let Ok(mut url) = Url::parse(proxy.expose()) else { return (String::new(), false) };
    let has_login = !url.username().is_empty();
    // Cannot fail where there is a host.
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    (url.as_str().trim_end_matches('/').to_owned(), has_login)
}

fn certificates(pem: &str) -> Result<Vec<Certificate>, ConfigError> {
    let certificates = Certificate::from_pem_bundle(pem.as_bytes()).map_err(|_| ConfigError::Certificates)?;
    if certificates.is_empty() { Err(ConfigError::Certificates) } else { Ok(certificates) }
}

fn io_kind(fault: &reqwest::Error) -> Option<io::ErrorKind> {
    let mut source = fault.source();
    while let Some(cause) = source {
        if let Some(error) = cause.downcast_ref::<io::Error>() {
            return Some(error.kind());
        }
        source = cause.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use kaibo_domain::platform::endpoint;
    use rstest::rstest;

    #[rstest]
    #[case("https://api.weixin.qq.com", None)]
    #[case("https://api.weixin.qq.com/", None)]
    #[case("http://127.0.0.1:8080", None)]
    #[case("http://[::1]:8080", None)]
    #[case("http://localhost:1", None)]
    #[case("http://api.weixin.qq.com", Some(ConfigError::Insecure))]
    #[case("http://127.0.0.1.example.com", Some(ConfigError::Insecure))]
    #[case("https://user@api.weixin.qq.com", Some(ConfigError::BaseUrl))]
    #[case("https://api.weixin.qq.com/path", Some(ConfigError::BaseUrl))]
    #[case("https://api.weixin.qq.com/?a=b", Some(ConfigError::BaseUrl))]
    #[case("file:///etc/passwd", Some(ConfigError::BaseUrl))]
    #[case("", Some(ConfigError::BaseUrl))]
    fn base_addresses(#[case] base: &str, #[case] fault: Option<ConfigError>) {
        assert_eq!(Http::new(base, &Timeouts::default(), &Route::default()).err(), fault);
    }

    #[rstest]
    #[case("http://proxy.example:8080", "https://api.weixin.qq.com", None)]
    #[case("socks5://user:word@proxy.example:1080", "https://api.weixin.qq.com", None)]
    #[case("http://127.0.0.1:8080", "http://127.0.0.1:1", None)]
    #[case("http://proxy.example:8080", "http://127.0.0.1:1", Some(ConfigError::Proxy))]
    #[case("ftp://proxy.example", "https://api.weixin.qq.com", Some(ConfigError::Proxy))]
    #[case("proxy.example:8080", "https://api.weixin.qq.com", Some(ConfigError::Proxy))]
    #[case("http://proxy.example/path", "https://api.weixin.qq.com", Some(ConfigError::Proxy))]
    #[case("", "https://api.weixin.qq.com", Some(ConfigError::Proxy))]
    fn proxies(#[case] proxy: &str, #[case] base: &str, #[case] fault: Option<ConfigError>) {
        let route = Route { proxy: Some(Secret::new(proxy)), extra_ca: None };
        assert_eq!(Http::new(base, &Timeouts::default(), &route).err(), fault);
    }

    #[rstest]
    #[case("")]
    #[case("not a certificate")]
    #[case("-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n")]
    fn what_is_no_certificate_is_refused(#[case] pem: &str) {
        let route = Route { proxy: None, extra_ca: Some(pem.to_owned()) };
        let made = Http::new("https://api.weixin.qq.com", &Timeouts::default(), &route);
        assert_eq!(made.err(), Some(ConfigError::Certificates));
    }

    #[test]
    fn query_values_are_encoded_as_uri_components() {
        let http = Http::new("https://api.weixin.qq.com", &Timeouts::default(), &Route::default()).unwrap();
        let query = vec![("params", r#"{"a":"b c+d"}"#.to_owned())];
        let timeout = Duration::from_secs(1);
        let request = Request { endpoint: endpoint::ROOM_SHARED_CODE, query, body: Body::None, timeout };
        let url = http.url(&request, Some("T"));
        assert_eq!(url.query(), Some("access_token=T&params=%7B%22a%22%3A%22b%20c%2Bd%22%7D"));
    }
}
