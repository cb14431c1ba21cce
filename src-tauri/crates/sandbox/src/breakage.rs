//! Plays armed faults: keeps a call from being executed, or spoils the answer to an executed one.

use crate::{
    diagnosis::Exchange,
    faults::FaultKind,
    pieces,
    reply::{JSON, Outcome, Refusal, typed},
    tokens,
};
use axum::{http::StatusCode, response::Response};
use kaibo_domain::platform::{
    errcode::{self, Code},
    shop,
};
use serde_json::{Value, json};
use std::time::Duration;

/// A page as a broken gateway answers it.
const BROKEN_PAGE: &str = "<html><head><title>502 Bad Gateway</title></head><body>practice fault</body></html>";

/// The faults that keep a call from being executed.
pub(crate) fn refuse(exchange: &Exchange<'_>, fault: Option<FaultKind>) -> Option<Response> {
    let refuse = |code| Some(exchange.respond(Err(Refusal::gateway(code))));
    match fault? {
        FaultKind::DropBefore => {
            exchange.peer.cut.now();
            Some(Response::default())
        }
        FaultKind::Http503 => Some(page(StatusCode::SERVICE_UNAVAILABLE)),
        FaultKind::HttpStatus(status) => Some(page(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY))),
        FaultKind::TokenInvalid => {
            exchange.platform.with_state(|state, now_ms| {
                state.tokens.retire_all(now_ms);
                state.touch();
            });
            refuse(errcode::INVALID_CREDENTIAL)
        }
        FaultKind::QuotaDaily => refuse(errcode::DAILY_QUOTA),
        FaultKind::QuotaMinute => refuse(errcode::MINUTE_QUOTA),
        FaultKind::IpRefused => Some(exchange.respond(Err(tokens::address_refused(exchange.peer.address.ip())))),
        FaultKind::Errcode(errcode) => {
            let code = errcode::find(errcode)
                .or_else(|| shop::errcode::find(errcode))
                .copied()
                .unwrap_or(Code { errcode, errmsg: "practice fault" });
            let is_live = (100_000..10_000_000).contains(&errcode);
            let refusal = if is_live { Refusal::live(code) } else { Refusal::gateway(code) };
            Some(exchange.respond(Err(refusal)))
        }
        FaultKind::LatencyMs(_)
        | FaultKind::DropAfter
        | FaultKind::MinusOneAfter
        | FaultKind::Http502After
        | FaultKind::Truncated
        | FaultKind::Malformed
        | FaultKind::WrongType
        | FaultKind::Huge
        | FaultKind::TrickleMs(_) => None,
    }
}

/// The faults that spoil the answer to an executed call.
pub(crate) fn answer(exchange: &Exchange<'_>, fault: Option<FaultKind>, outcome: Outcome) -> Response {
    match fault {
        Some(FaultKind::DropAfter) => {
            exchange.peer.cut.now();
            Response::default()
        }
        Some(FaultKind::MinusOneAfter) => exchange.respond(Err(Refusal::gateway(errcode::SYSTEM_ERROR))),
        Some(FaultKind::Http502After) => page(StatusCode::BAD_GATEWAY),
        Some(FaultKind::Malformed) => page(StatusCode::OK),
        Some(FaultKind::WrongType) => typed(JSON, mistyped(&exchange.reply(outcome).into_bytes()).into_bytes()),
        Some(FaultKind::Truncated) => {
            let response = exchange.respond(outcome);
            let length = axum::body::HttpBody::size_hint(response.body()).lower();
            exchange.peer.cut.after_body_bytes((length / 2) as usize);
            response
        }
        Some(FaultKind::Huge) => {
            let reply = exchange.reply(outcome);
            let body = pieces::blow_up(&reply.into_bytes());
            typed(JSON, Vec::new()).map(|_| body)
        }
        Some(FaultKind::TrickleMs(ms)) => {
            let reply = exchange.reply(outcome);
            let content_type = reply.content_type();
            let body = pieces::trickle(&reply.into_bytes(), Duration::from_millis(ms));
            typed(content_type, Vec::new()).map(|_| body)
        }
        _ => exchange.respond(outcome),
    }
}

fn page(status: StatusCode) -> Response {
    let mut response = typed("text/html", BROKEN_PAGE.as_bytes().to_vec());
    *response.status_mut() = status;
    response
}

/// The reply with a text where a list belongs and a list where anything else does. errcode and errmsg stay, unless
/// there is nothing else.
fn mistyped(reply: &[u8]) -> String {
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(reply) else { return json!([]).to_string() };
    let is_bare = fields.keys().all(|name| matches!(name.as_str(), "errcode" | "errmsg"));
    for (name, value) in &mut fields {
        if is_bare || !matches!(name.as_str(), "errcode" | "errmsg") {
            *value = if value.is_array() { json!("practice fault") } else { json!([]) };
        }
    }
    Value::Object(fields).to_string()
}
