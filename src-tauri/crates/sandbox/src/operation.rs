//! An endpoint together with what it does, and the areas of the platform that endpoints belong to.

use crate::{
    reply::{Outcome, Refusal},
    state::{Call, State},
};
use kaibo_domain::platform::endpoint::Endpoint;
use std::net::IpAddr;

/// What an operation does with the state.
type Run = fn(&mut State, &Call<'_>) -> Outcome;

/// One call of the platform's API.
pub(crate) struct Operation {
    /// Its verb, paths and quotas.
    pub(crate) endpoint: Endpoint,
    /// Whether it asks for a token; otherwise the call brings AppID and AppSecret.
    pub(crate) needs_token: bool,
    /// Whether its body is a form with a file, not JSON.
    pub(crate) takes_form: bool,
    /// What it does.
    pub(crate) run: Run,
}

impl Operation {
    /// A call with a token, with a query or a JSON body.
    pub(crate) const fn new(endpoint: Endpoint, run: Run) -> Self {
        Self { endpoint, needs_token: true, takes_form: false, run }
    }

    /// A call that brings AppID and AppSecret instead of a token.
    pub(crate) const fn without_token(endpoint: Endpoint, run: Run) -> Self {
        Self { needs_token: false, ..Self::new(endpoint, run) }
    }

    /// A call whose body is a multipart form with the part `media`.
    pub(crate) const fn with_form(endpoint: Endpoint, run: Run) -> Self {
        Self { takes_form: true, ..Self::new(endpoint, run) }
    }
}

/// A part of the platform with a permission of its own.
pub(crate) struct Area {
    /// Its calls.
    pub(crate) operations: &'static [Operation],
    /// Refuses a caller whose token is good but to whom this part is closed; the address is the caller's.
    pub(crate) admit: fn(&State, IpAddr) -> Result<(), Refusal>,
}

/// For parts that are open to everyone with a token.
pub(crate) fn open_to_all(_state: &State, _caller: IpAddr) -> Result<(), Refusal> {
    Ok(())
}
