//! The access token: `stable_token` in non-forced mode, held until shortly before its end, one request in flight.
//!
//! Non-forced mode retires nothing, so that a mall system on the same AppID keeps its own token
//! (wechat-live-api, section 1.2). `/cgi-bin/token` would retire it and is never called.

use crate::{
    Secret,
    classify::{Reply, read},
    client::{Clock, outcome, unbuildable},
    error::{CallError, NotSentCause},
    lenient,
    transport::{Answer, Body, Http, Request},
};
use kaibo_domain::platform::{endpoint::STABLE_TOKEN, limit::TOKEN_RENEWAL_S};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::Mutex;

/// `POST /cgi-bin/stable_token`.
#[derive(Serialize)]
pub struct StableTokenRequest<'a> {
    /// `client_credential`.
    pub grant_type: &'a str,
    /// AppID.
    pub appid: &'a str,
    /// AppSecret. This struct has no `Debug` on purpose.
    pub secret: &'a str,
    /// Always false: true would retire the token of everyone else.
    pub force_refresh: bool,
}

/// The answer of `stable_token`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TokenReply {
    /// The token.
    #[serde(deserialize_with = "secret")]
    pub access_token: Secret,
    /// What is left of its life, in seconds.
    #[serde(deserialize_with = "lenient::int")]
    pub expires_in: i64,
}

fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<Secret, D::Error> {
    let text = lenient::text(from)?;
    if text.is_empty() { Err(D::Error::custom("empty")) } else { Ok(Secret::new(text)) }
}

impl Reply for TokenReply {
    const CONTENT: &'static [&'static str] = &["access_token"];
}

/// A token that was handed out; two are the same when their text is.
pub(crate) type Token = Arc<Secret>;

/// A call's refusal of a token.
pub(crate) struct Refusal {
    pub token: Token,
    pub errcode: i64,
    pub rid: Option<String>,
}

pub(crate) struct Tokens {
    app_id: String,
    app_secret: Secret,
    timeout: Duration,
    clock: Clock,
    /// See [`crate::Client::clock_ahead_ms`].
    ahead_ms: Arc<AtomicI64>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// The last request that brought nothing, and when it ended: shared with everyone who waited for it.
    failure: Option<(Instant, CallError)>,
}

struct Held {
    token: Token,
    since: Instant,
    since_ms: i64,
    life: Duration,
}

impl Held {
    /// By both clocks: the monotonic one may stand still while the machine sleeps, the other may be set back.
    fn is_alive(&self, now_ms: i64) -> bool {
        let by_wall = Duration::from_millis(now_ms.saturating_sub(self.since_ms).max(0).unsigned_abs());
        self.since.elapsed() < self.life && by_wall < self.life
    }
}

impl Tokens {
    pub(crate) fn new(
        app_id: String,
        app_secret: Secret,
        timeout: Duration,
        (clock, ahead_ms): (Clock, Arc<AtomicI64>),
    ) -> Self {
        Self { app_id, app_secret, timeout, clock, ahead_ms, state: Mutex::default() }
    }

    pub(crate) fn app_id(&self) -> &str {
        &self.app_id
    }

    pub(crate) fn app_secret(&self) -> &Secret {
        &self.app_secret
    }

    /// A token to call with; with `refusal`, another than the refused one. Errors are always `NotSent`: the call
    /// for which the token was wanted did not leave, or was refused for its token.
    pub(crate) async fn get(&self, http: &Http, refusal: Option<&Refusal>) -> Result<Token, CallError> {
        let asked = Instant::now();
        let mut state = self.state.lock().await;
        let is_refused = |token: &Token| refusal.is_some_and(|refusal| refusal.token == *token);
        if let Some(held) = &state.held
            && held.is_alive((self.clock)())
            && !is_refused(&held.token)
        {
            return Ok(held.token.clone());
        }
        if let Some((ended, failure)) = &state.failure
            && *ended > asked
        {
            return Err(failure.clone());
        }
        let fetched = self.fetch(http).await.and_then(|held| match refusal {
            Some(Refusal { errcode, rid, .. }) if is_refused(&held.token) => {
                Err(CallError::not_sent(NotSentCause::TokenUnchanged { errcode: *errcode, rid: rid.clone() }))
            }
            _ => Ok(held),
        });
        match fetched {
            Ok(held) => {
                let token = held.token.clone();
                state.held = Some(held);
                Ok(token)
            }
            Err(error) => {
                state.failure = Some((Instant::now(), error.clone()));
                Err(error)
            }
        }
    }

    async fn fetch(&self, http: &Http) -> Result<Held, CallError> {
        let (since, since_ms) = (Instant::now(), (self.clock)());
        let wish = StableTokenRequest {
            grant_type: "client_credential",
            appid: &self.app_id,
            secret: self.app_secret.expose(),
            force_refresh: false,
        };
        let json = serde_json::to_vec(&wish).map_err(|_| unbuildable("the token request cannot be written as JSON"))?;
        let request =
            Request { endpoint: STABLE_TOKEN, query: Vec::new(), body: Body::Json(json), timeout: self.timeout };
        let answer = http.send(&request, None).await;
        let read: Result<TokenReply, CallError> = read(outcome(&answer));
        // A refusal is the platform's own answer too, and the only one there is while the secret is wrong.
        let is_platforms = read.as_ref().map_or_else(|error| error.errcode().is_some(), |_| true);
        if let (true, Ok(Answer { date_ms: Some(date_ms), .. })) = (is_platforms, &answer) {
            self.ahead_ms.store(date_ms.saturating_sub((self.clock)()), Ordering::Relaxed);
        }
        let reply = read.map_err(|error| not_sent(error.without(&self.app_secret)))?;
        tracing::debug!(path = STABLE_TOKEN.path, expires_in = reply.expires_in, "token obtained");
        Ok(Held { token: Arc::new(reply.access_token), since, since_ms, life: life(reply.expires_in) })
    }
}

/// How long a token is used. The platform hands out the next one [`TOKEN_RENEWAL_S`] before the end of this one and
/// keeps both valid meanwhile; a token with less than that left is used for half of it.
fn life(expires_in: i64) -> Duration {
    let seconds = if expires_in > TOKEN_RENEWAL_S { expires_in - TOKEN_RENEWAL_S } else { expires_in / 2 };
    Duration::from_secs(seconds.max(0).unsigned_abs())
}

/// Whatever became of the token request, the call that wanted the token has not been sent.
fn not_sent(error: CallError) -> CallError {
    CallError::not_sent(match error {
        CallError::Rejected { errcode, errmsg, rid, .. } => NotSentCause::TokenRefused { errcode, errmsg, rid },
        CallError::NotSent { cause } => cause,
        CallError::Unknown { cause } => NotSentCause::TokenUnavailable(cause),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(7200, 6900)]
    #[case(345, 45)]
    #[case(300, 150)]
    #[case(10, 5)]
    #[case(0, 0)]
    #[case(-5, 0)]
    fn lives(#[case] expires_in: i64, #[case] seconds: u64) {
        assert_eq!(life(expires_in), Duration::from_secs(seconds));
    }
}
