//! Plays armed faults: keeps a call from being executed, or spoils the answer to an executed one.

use crate::{
    diagnosis::Exchange,
    faults::FaultKind,
    reply::{Outcome, Refusal, typed},
};
use axum::{http::StatusCode, response::Response};
use kaibo_domain::platform::errcode::{self, Code};

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
        FaultKind::Http503 => {
            let mut response = typed("text/html", BROKEN_PAGE.as_bytes().to_vec());
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            Some(response)
        }
        FaultKind::TokenInvalid => {
            exchange.platform.with_state(|state, now_ms| {
                state.tokens.retire_all(now_ms);
                state.touch();
            });
            refuse(errcode::INVALID_CREDENTIAL)
        }
        FaultKind::QuotaDaily => refuse(errcode::DAILY_QUOTA),
        FaultKind::QuotaMinute => refuse(errcode::MINUTE_QUOTA),
        FaultKind::Errcode(errcode) => {
            let code = errcode::find(errcode).copied().unwrap_or(Code { errcode, errmsg: "practice fault" });
            let is_gateway = errcode < 100_000;
            let refusal = if is_gateway { Refusal::gateway(code) } else { Refusal::live(code) };
            Some(exchange.respond(Err(refusal)))
        }
        FaultKind::LatencyMs(_)
        | FaultKind::DropAfter
        | FaultKind::MinusOneAfter
        | FaultKind::Truncated
        | FaultKind::Malformed => None,
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
        Some(FaultKind::Malformed) => typed("text/html", BROKEN_PAGE.as_bytes().to_vec()),
        Some(FaultKind::Truncated) => {
            let response = exchange.respond(outcome);
            let length = axum::body::HttpBody::size_hint(response.body()).lower();
            exchange.peer.cut.after_body_bytes((length / 2) as usize);
            response
        }
        _ => exchange.respond(outcome),
    }
}
