//! The platform's API over HTTP: finds the call, plays the faults that are armed for it, has it run.

use crate::{
    account,
    admission::{self, Incoming},
    breakage, codes,
    diagnosis::Exchange,
    faults::Taken,
    live,
    operation::{Area, Operation},
    platform::Platform,
    reply::{Refusal, Reply},
    shop,
    socket::Peer,
};
use axum::{
    extract::{ConnectInfo, Request, State as Shared},
    http::{HeaderValue, header},
    response::Response,
};
use kaibo_domain::{platform::errcode, time::http_date};
use std::{sync::Arc, time::Duration};

/// Every part of the platform.
const AREAS: [&Area; 4] = [&account::AREA, &live::AREA, &shop::AREA, &codes::AREA];

/// Answers one request to the platform's API.
pub(crate) async fn answer(
    Shared(platform): Shared<Arc<Platform>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
) -> Response {
    let Some((area, operation)) = find(request.uri().path()) else {
        let refusal = Refusal::gateway(errcode::INVALID_URL);
        let body = platform.with_state(|state, now_ms| refusal.body(&state.random.rid(now_ms)));
        return Reply::Json(body).into_response();
    };
    let endpoint = &operation.endpoint;
    platform.with_state(|state, _| state.receive(endpoint.path));
    let faults = platform.faults.take(endpoint);
    let incoming = Incoming::read(operation, request).await;
    if faults.latency_ms == 0 {
        return execute(platform, peer, area, operation, incoming, faults).await;
    }
    // A task of its own: a caller who gives up waiting does not stop the platform from executing the call.
    let executed = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(faults.latency_ms)).await;
        execute(platform, peer, area, operation, incoming, faults).await
    });
    executed.await.unwrap_or_else(|error| {
        tracing::error!(%error, "a call was not executed");
        Response::default()
    })
}

/// Says the platform's time in the answer, as every server does (RFC 9110, 6.6.1).
pub(crate) async fn dated(Shared(platform): Shared<Arc<Platform>>, mut response: Response) -> Response {
    let now_ms = platform.with_state(|_, now_ms| now_ms);
    if let Ok(date) = HeaderValue::from_str(&http_date(now_ms)) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

async fn execute(
    platform: Arc<Platform>,
    peer: Peer,
    area: &'static Area,
    operation: &'static Operation,
    incoming: Incoming,
    faults: Taken,
) -> Response {
    let exchange = Exchange { platform: &platform, peer: &peer, incoming: &incoming, cost_ms: faults.latency_ms };
    if let Some(response) = breakage::refuse(&exchange, faults.kind) {
        return response;
    }
    let outcome = admission::run(&platform, &peer, area, operation, &incoming);
    let outcome = platform.saved(outcome).await;
    breakage::answer(&exchange, faults.kind, outcome)
}

/// The call that answers `path`; its verb is checked when it is let in.
pub(crate) fn find(path: &str) -> Option<(&'static Area, &'static Operation)> {
    let in_area = |area: &&'static Area| {
        let operation = area.operations.iter().find(|operation| operation.endpoint.has_path(path))?;
        Some((*area, operation))
    };
    AREAS.iter().find_map(in_area)
}
