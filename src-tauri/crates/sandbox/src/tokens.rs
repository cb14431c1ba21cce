//! Access tokens: `token` retires what it gave before, `stable_token` does not unless forced.
//!
//! Source: wechat-live-api sections 1.1 to 1.3. The two kinds live side by side; neither retires the other's.

use crate::{
    params::Params,
    quota::FORCED_TOKENS,
    reply::{Outcome, Refusal, Reply},
    state::{Call, State},
};
use kaibo_domain::platform::{errcode, limit};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// Forced refreshes a day.
const FORCED_PER_DAY: u32 = 20;
/// Forced refreshes stand at least that far apart.
const FORCED_APART_MS: i64 = 30_000;
/// A retired token of `token` still works that long, so that others on the same AppID can take over.
const HANDOVER_MS: i64 = 5 * 60_000;
/// Length of a token; the platform asks for room for 512 characters.
const LENGTH: usize = 136;

/// One token.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Token {
    value: String,
    /// When it would end by itself.
    expires_ms: i64,
    /// When it was or will be retired, if before.
    retired_ms: Option<i64>,
}

/// All tokens given.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Tokens {
    plain: Vec<Token>,
    stable: Vec<Token>,
    forced_at_ms: Option<i64>,
}

/// Reply of both calls; a success has no errcode.
#[derive(Serialize)]
struct TokenReply<'a> {
    access_token: &'a str,
    expires_in: i64,
}

/// GET /cgi-bin/token.
pub(crate) fn token(state: &mut State, call: &Call<'_>) -> Outcome {
    check_credentials(state, call, call.query)?;
    let now = call.now_ms;
    for earlier in state.tokens.plain.iter_mut().filter(|token| token.retired_ms.is_none()) {
        earlier.retired_ms = Some(now + HANDOVER_MS);
    }
    let token = new_token(state, now);
    state.tokens.plain.push(token.clone());
    state.tokens.forget_ended(now);
    state.touch();
    reply(&token, now)
}

/// POST /cgi-bin/stable_token.
pub(crate) fn stable_token(state: &mut State, call: &Call<'_>) -> Outcome {
    check_credentials(state, call, call.body)?;
    let now = call.now_ms;
    let force = call.body.bit("force_refresh").ok().flatten().unwrap_or_default();
    if force {
        check_force(state, now)?;
        for earlier in &mut state.tokens.stable {
            earlier.retired_ms.get_or_insert(now);
        }
    } else if let Some(current) = state.tokens.stable.last()
        && current.retired_ms.is_none()
        && current.expires_ms - now > limit::TOKEN_RENEWAL_S * 1000
    {
        return reply(&current.clone(), now);
    }
    let token = new_token(state, now);
    state.tokens.stable.push(token.clone());
    state.tokens.forget_ended(now);
    state.touch();
    reply(&token, now)
}

/// Whether the call's token lets it in.
pub(crate) fn check(state: &State, query: &Params, now_ms: i64) -> Result<(), Refusal> {
    let Some(value) = query.text("access_token") else {
        return Err(Refusal::gateway(errcode::TOKEN_MISSING));
    };
    if !value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')) {
        return Err(Refusal::gateway(errcode::INVALID_TOKEN));
    }
    let tokens = &state.tokens;
    let Some(token) = tokens.plain.iter().chain(&tokens.stable).find(|token| token.value == value) else {
        return Err(Refusal::gateway(errcode::INVALID_CREDENTIAL));
    };
    if token.retired_ms.is_some_and(|retired| retired <= now_ms) {
        return Err(Refusal::gateway(errcode::INVALID_CREDENTIAL));
    }
    if token.expires_ms <= now_ms {
        return Err(Refusal::gateway(errcode::TOKEN_EXPIRED));
    }
    Ok(())
}

impl Tokens {
    /// Retires every token given so far.
    pub(crate) fn retire_all(&mut self, now_ms: i64) {
        for token in self.plain.iter_mut().chain(&mut self.stable) {
            token.retired_ms = Some(now_ms);
        }
    }

    /// Keeps ended tokens for a day, so that they are answered 'expired' and not 'unknown'.
    fn forget_ended(&mut self, now_ms: i64) {
        let kept = |token: &Token| now_ms - token.expires_ms < kaibo_domain::time::DAY_MS;
        self.plain.retain(kept);
        self.stable.retain(kept);
    }
}

fn check_credentials(state: &State, call: &Call<'_>, params: &Params) -> Result<(), Refusal> {
    if params.text("grant_type").as_deref() != Some("client_credential") {
        return Err(Refusal::gateway(errcode::INVALID_GRANT_TYPE));
    }
    check_secret(state, call, params, "secret")
}

/// AppID and AppSecret, which stands under the name `secret`, and the caller's address.
pub(crate) fn check_secret(state: &State, call: &Call<'_>, params: &Params, secret: &str) -> Result<(), Refusal> {
    let refuse = |code| Err(Refusal::gateway(code));
    let Some(app_id) = params.text("appid") else { return refuse(errcode::APPID_MISSING) };
    let Some(secret) = params.text(secret) else { return refuse(errcode::SECRET_MISSING) };
    if app_id != call.settings.app_id {
        return refuse(errcode::INVALID_APPID);
    }
    if state.account.secret_frozen {
        return refuse(errcode::SECRET_FROZEN);
    }
    if secret != call.settings.secret {
        return refuse(errcode::INVALID_SECRET);
    }
    if !state.account.ip_allowed {
        return Err(address_refused(call.caller));
    }
    Ok(())
}

/// 40164 with the address that would have to stand on the allow-list.
pub(crate) fn address_refused(ip: IpAddr) -> Refusal {
    let text = format!("invalid ip {ip} ipv6 ::ffff:{ip}, not in whitelist");
    Refusal::gateway(errcode::IP_NOT_ALLOWED).saying(text)
}

fn check_force(state: &mut State, now_ms: i64) -> Result<(), Refusal> {
    if state.tokens.forced_at_ms.is_some_and(|last| now_ms - last < FORCED_APART_MS) {
        return Err(Refusal::gateway(errcode::MINUTE_QUOTA));
    }
    if !state.quota.has_room(FORCED_TOKENS, FORCED_PER_DAY) {
        return Err(Refusal::gateway(errcode::DAILY_QUOTA));
    }
    state.quota.spend(FORCED_TOKENS);
    state.tokens.forced_at_ms = Some(now_ms);
    Ok(())
}

fn new_token(state: &mut State, now_ms: i64) -> Token {
    Token { value: state.random.letters(LENGTH), expires_ms: now_ms + limit::TOKEN_LIFETIME_S * 1000, retired_ms: None }
}

fn reply(token: &Token, now_ms: i64) -> Outcome {
    let expires_in = (token.expires_ms - now_ms).div_euclid(1000);
    Reply::json(&TokenReply { access_token: &token.value, expires_in })
}
