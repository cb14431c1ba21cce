//! One client per shop: the call with its token, and the one repetition after a token error.

use crate::{
    Secret,
    classify::{Outcome, Reply, Transport, classify, read},
    error::{CallError, ConfigError, NotSentCause},
    token::{Refusal, Token, Tokens},
    transport::{Answer, Body, Http, Request},
};
use kaibo_domain::platform::{endpoint::Endpoint, errcode::is_token_error};
use serde::Serialize;
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

/// The time now, in UTC milliseconds.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// How long to wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the connection stands.
    pub connect: Duration,
    /// A whole call, from connecting to the last byte of the answer.
    pub call: Duration,
    /// A whole upload or download of a picture.
    pub media: Duration,
}

impl Default for Timeouts {
    /// 10 s, 30 s, 90 s: a 2 MB picture passes at 25 KB/s.
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), call: Duration::from_secs(30), media: Duration::from_secs(90) }
    }
}

/// What a client needs to know of its shop.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// `https://host[:port]` without a path; `http` only to this machine. See [`crate::PLATFORM_BASE_URL`].
    pub base_url: String,
    /// AppID of the mini program.
    pub app_id: String,
    /// AppSecret of the mini program.
    pub app_secret: Secret,
    /// How long to wait.
    pub timeouts: Timeouts,
    /// What stands between this computer and the platform.
    pub route: Route,
}

/// What stands between this computer and the platform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// `http://`, `https://`, `socks5://` or `socks5h://` with host and port, perhaps user and password. Without one, as the
    /// system says.
    pub proxy: Option<Secret>,
    /// Certificates in PEM that are trusted besides the system's.
    pub extra_ca: Option<String>,
}

/// The client of one shop. Cloning is cheap and shares connections and token.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    http: Http,
    tokens: Tokens,
    timeouts: Timeouts,
    clock: Clock,
    /// How far the platform's clock is ahead of ours, milliseconds; [`UNHEARD`] before the first answer.
    ahead_ms: Arc<AtomicI64>,
}

/// No answer has said the platform's time yet.
const UNHEARD: i64 = i64::MIN;

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

impl Client {
    /// Makes a client; nothing is sent yet. `clock` tells the time in UTC milliseconds.
    pub fn new(config: ClientConfig, clock: Clock) -> Result<Self, ConfigError> {
        if config.app_id.trim().is_empty() || config.app_secret.expose().trim().is_empty() {
            return Err(ConfigError::Credentials);
        }
        let http = Http::new(config.base_url.trim(), &config.timeouts, &config.route)?;
        let ahead_ms = Arc::new(AtomicI64::new(UNHEARD));
        let tokens =
            Tokens::new(config.app_id, config.app_secret, config.timeouts.call, (clock.clone(), ahead_ms.clone()));
        Ok(Self { inner: Arc::new(Inner { http, tokens, timeouts: config.timeouts, clock, ahead_ms }) })
    }

    /// Obtains a token if none is held: tells whether AppID, AppSecret and allow-list are in order.
    pub async fn check_credentials(&self) -> Result<(), CallError> {
        self.inner.tokens.get(&self.inner.http, None).await.map(|_| ())
    }

    /// How far the platform's clock is ahead of this computer's, in milliseconds, to the second: by the last answer that
    /// was read as the platform's. `None` before the first.
    pub fn clock_ahead_ms(&self) -> Option<i64> {
        Some(self.inner.ahead_ms.load(Ordering::Relaxed)).filter(|ahead| *ahead != UNHEARD)
    }

    pub(crate) async fn post<T: Reply>(&self, endpoint: Endpoint, body: &impl Serialize) -> Result<T, CallError> {
        self.call(&self.json(endpoint, body)?, read_answer).await
    }

    /// For the few calls that bring AppID and AppSecret instead of a token.
    pub(crate) async fn post_without_token<T: Reply>(
        &self,
        endpoint: Endpoint,
        body: &impl Serialize,
    ) -> Result<T, CallError> {
        let answer = self.inner.http.send(&self.json(endpoint, body)?, None).await;
        let done = read_answer(&answer).map_err(|error| error.without(self.app_secret()));
        report(endpoint, &done);
        done
    }

    /// For calls that answer a file, or a refusal as JSON.
    pub(crate) async fn post_for_file(&self, endpoint: Endpoint, body: &impl Serialize) -> Result<Vec<u8>, CallError> {
        let request = Request { timeout: self.inner.timeouts.media, ..self.json(endpoint, body)? };
        self.call(&request, read_file).await
    }

    fn json(&self, endpoint: Endpoint, body: &impl Serialize) -> Result<Request, CallError> {
        let json = serde_json::to_vec(body).map_err(|_| unbuildable("the request cannot be written as JSON"))?;
        Ok(Request { endpoint, query: Vec::new(), body: Body::Json(json), timeout: self.inner.timeouts.call })
    }

    /// A POST with a query beside its body.
    pub(crate) async fn post_with<T: Reply>(
        &self,
        endpoint: Endpoint,
        query: Vec<(&'static str, String)>,
        body: &impl Serialize,
    ) -> Result<T, CallError> {
        self.call(&Request { query, ..self.json(endpoint, body)? }, read_answer).await
    }

    pub(crate) async fn get<T: Reply>(
        &self,
        endpoint: Endpoint,
        query: Vec<(&'static str, String)>,
    ) -> Result<T, CallError> {
        let request = Request { endpoint, query, body: Body::None, timeout: self.inner.timeouts.call };
        self.call(&request, read_answer).await
    }

    pub(crate) async fn fetch(&self, address: &str) -> Result<Answer, Transport> {
        self.inner.http.fetch(address, self.inner.timeouts.media).await
    }

    pub(crate) fn http(&self) -> &Http {
        &self.inner.http
    }

    /// How long nothing at all may come.
    pub(crate) fn patience(&self) -> Duration {
        self.inner.timeouts.call
    }

    pub(crate) fn app_id(&self) -> &str {
        self.inner.tokens.app_id()
    }

    pub(crate) fn app_secret(&self) -> &Secret {
        self.inner.tokens.app_secret()
    }

    pub(crate) fn media_timeout(&self) -> Duration {
        self.inner.timeouts.media
    }

    /// Sends with a token. A token error did certainly not execute: the token is renewed and the call sent once more.
    pub(crate) async fn call<T>(
        &self,
        request: &Request,
        interpret: impl Fn(&Result<Answer, Transport>) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        let token = self.inner.tokens.get(&self.inner.http, None).await?;
        let refusal = match self.send(request, &token, &interpret).await {
            Err(CallError::Rejected { errcode, rid, .. }) if is_token_error(errcode) => Refusal { token, errcode, rid },
            done => return done,
        };
        let fresh = self.inner.tokens.get(&self.inner.http, Some(&refusal)).await?;
        match self.send(request, &fresh, &interpret).await {
            Err(CallError::Rejected { errcode, rid, .. }) if is_token_error(errcode) => {
                Err(CallError::not_sent(NotSentCause::FreshTokenRefused { errcode, rid }))
            }
            done => done,
        }
    }

    async fn send<T>(
        &self,
        request: &Request,
        token: &Token,
        interpret: impl Fn(&Result<Answer, Transport>) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        let answer = self.inner.http.send(request, Some(token.expose())).await;
        let done = interpret(&answer).map_err(|error| error.without(token).without(self.app_secret()));
        // Somebody in between (a portal) may have any clock; what reads as the platform's answer is its own.
        if let (Ok(_), Ok(Answer { date_ms: Some(date_ms), .. })) = (&done, &answer) {
            self.inner.ahead_ms.store(date_ms.saturating_sub((self.inner.clock)()), Ordering::Relaxed);
        }
        report(request.endpoint, &done);
        done
    }
}

/// What an exchange means before its content is read.
pub(crate) fn outcome(answer: &Result<Answer, Transport>) -> Outcome<'_> {
    match answer {
        Ok(answer) => Outcome::Answered { status: answer.status, body: &answer.body },
        Err(fault) => Outcome::Failed(fault),
    }
}

fn read_answer<T: Reply>(answer: &Result<Answer, Transport>) -> Result<T, CallError> {
    read(outcome(answer))
}

/// The bytes of a file, or the refusal that came in its place.
pub(crate) fn read_file(answer: &Result<Answer, Transport>) -> Result<Vec<u8>, CallError> {
    match answer {
        Ok(file) if file.status == 200 && is_file(&file.content_type, &file.body) => Ok(file.body.clone()),
        // Anything but a file is an error, even when it reads as a success.
        other => classify(outcome(other)).and(Err(CallError::unreadable(".", "not a file"))),
    }
}

/// The platform answers a refusal as JSON under the status of a success, and a portal answers a page.
fn is_file(content_type: &str, body: &[u8]) -> bool {
    let is_text = content_type.contains("json") || content_type.starts_with("text/");
    !is_text && !body.is_empty() && !body.starts_with(b"{")
}

fn report<T>(endpoint: Endpoint, done: &Result<T, CallError>) {
    match done {
        Ok(_) => tracing::debug!(path = endpoint.path, "call done"),
        Err(error) => tracing::info!(path = endpoint.path, %error, rid = error.rid(), "call failed"),
    }
}

pub(crate) fn unbuildable(reason: &str) -> CallError {
    CallError::not_sent(NotSentCause::Request(reason.to_owned()))
}
