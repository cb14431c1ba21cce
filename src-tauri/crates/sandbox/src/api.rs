//! The platform's API over HTTP: finds the call, plays the faults that are armed for it, has it run.

use crate::{
    account, admission, breakage, live,
    operation::{Area, Operation},
    platform::Platform,
    reply::{Outcome, Refusal, Reply},
    socket::Peer,
};
use axum::{
    extract::{ConnectInfo, Request, State as Shared},
    response::Response,
};
use kaibo_domain::platform::errcode;
use std::{sync::Arc, time::Duration};

/// Every part of the platform.
const AREAS: [&Area; 2] = [&account::AREA, &live::AREA];

/// Answers one request to the platform's API.
pub(crate) async fn answer(
    Shared(platform): Shared<Arc<Platform>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
) -> Response {
    let path = request.uri().path();
    let Some((area, operation)) = find(path) else {
        return respond(&platform, Err(Refusal::gateway(errcode::INVALID_URL)));
    };
    let endpoint = &operation.endpoint;
    platform.with_state(|state, _| *state.received.entry(endpoint.path.to_owned()).or_default() += 1);
    let faults = platform.faults.take(endpoint);
    if faults.latency_ms > 0 {
        tokio::time::sleep(Duration::from_millis(faults.latency_ms)).await;
    }
    if let Some(response) = breakage::refuse(&platform, &peer, faults.kind) {
        return response;
    }
    let outcome = admission::run(&platform, &peer, area, operation, request).await;
    let outcome = platform.saved(outcome).await;
    breakage::answer(&platform, &peer, faults.kind, outcome)
}

/// The call that answers `path`; its verb is checked when it is let in.
fn find(path: &str) -> Option<(&'static Area, &'static Operation)> {
    let in_area = |area: &&'static Area| {
        let operation = area.operations.iter().find(|operation| operation.endpoint.has_path(path))?;
        Some((*area, operation))
    };
    AREAS.iter().find_map(in_area)
}

/// The platform's response with that outcome.
pub(crate) fn respond(platform: &Platform, outcome: Outcome) -> Response {
    match outcome {
        Ok(reply) => reply.into_response(),
        Err(refusal) => {
            let body = platform.with_state(|state, now_ms| refusal.body(&mut state.random, now_ms));
            Reply::Json(body).into_response()
        }
    }
}
