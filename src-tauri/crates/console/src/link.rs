//! The shop's line to the platform: its client, and whether the platform answered last time.

use crate::{
    Console,
    problem::{not_connected, practice_not_running},
    view::Problem,
};
use kaibo_domain::time::CLOCK_TOLERANCE_MS;
use kaibo_wechat::{Client, ClientConfig, Clock, Route, Secret, Timeouts};
use std::sync::{Mutex, PoisonError};

/// The client and what is known of the line.
#[derive(Default)]
pub(crate) struct Link(Mutex<State>);

impl Console {
    /// The client, or why there is none.
    pub(crate) fn client(&self) -> Result<Client, Problem> {
        let why = if self.is_practice() { practice_not_running } else { not_connected };
        self.inner.link.client().ok_or_else(why)
    }
}

#[derive(Default)]
struct State {
    client: Option<Client>,
    address: Option<String>,
    online: Option<bool>,
}

impl Link {
    /// Points the line at an address of the practice platform; a new address means a new client and a new token.
    pub fn connect(&self, address: &str, app_id: &str, secret: Secret, now_ms: Clock) {
        if self.state().address.as_deref() == Some(address) {
            return;
        }
        let config = ClientConfig {
            base_url: address.to_owned(),
            app_id: app_id.to_owned(),
            app_secret: secret,
            timeouts: Timeouts::default(),
            route: Route::default(),
        };
        match Client::new(config, now_ms) {
            Ok(client) => self.take(client, address),
            Err(error) => tracing::error!(%error, "no client for the shop"),
        }
    }

    /// Calls go through this client from now on; those on their way end with the one they began with.
    pub fn take(&self, client: Client, address: &str) {
        let mut state = self.state();
        state.client = Some(client);
        state.address = Some(address.to_owned());
    }

    /// The client, once there is an address.
    pub fn client(&self) -> Option<Client> {
        self.state().client.clone()
    }

    /// How far the platform's clock is ahead of this computer's, milliseconds; 0 while it is near enough or unknown.
    pub fn clock_ahead_ms(&self) -> i64 {
        let ahead = self.client().and_then(|client| client.clock_ahead_ms());
        ahead.filter(|ahead| ahead.saturating_abs() > CLOCK_TOLERANCE_MS).unwrap_or_default()
    }

    /// Where the platform is, once known.
    pub fn address(&self) -> Option<String> {
        self.state().address.clone()
    }

    /// Notes whether the platform answered; says whether that is news.
    pub fn note(&self, online: bool) -> bool {
        let mut state = self.state();
        let news = state.online != Some(online);
        state.online = Some(online);
        news
    }

    /// Whether the platform answered last time; `None` before the first try.
    pub fn is_online(&self) -> Option<bool> {
        self.state().online
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        // Nothing in here panics with the lock held; a poisoned lock would still hold whole values.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
