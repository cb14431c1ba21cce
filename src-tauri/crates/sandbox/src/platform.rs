//! The running platform: one locked state, its clock, its faults, and the saving after changes.

use crate::{
    clock::Clock,
    faults::Faults,
    persist,
    reply::{Outcome, Refusal},
    state::{Settings, State},
};
use kaibo_domain::platform::errcode;
use std::{
    io,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

/// Everything the handlers share.
pub(crate) struct Platform {
    /// Armed faults.
    pub(crate) faults: Faults,
    /// Credentials and timing.
    pub(crate) settings: Settings,
    /// `http://127.0.0.1:<port>`.
    pub(crate) base_url: String,
    clock: Clock,
    state: Mutex<State>,
    state_file: Option<PathBuf>,
    /// The generation on disk; held while writing, so that writers follow one another.
    saved: tokio::sync::Mutex<u64>,
}

impl Platform {
    pub(crate) fn new(
        state: State,
        settings: Settings,
        base_url: String,
        clock: Clock,
        state_file: Option<PathBuf>,
    ) -> Self {
        let saved = tokio::sync::Mutex::new(state.generation);
        Self { faults: Faults::default(), settings, base_url, clock, state: Mutex::new(state), state_file, saved }
    }

    /// Runs `act` on the settled state; the second parameter is the sandbox's time in UTC milliseconds.
    pub(crate) fn with_state<T>(&self, act: impl FnOnce(&mut State, i64) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now_ms = self.clock.read_ms().saturating_add(state.clock_offset_ms);
        state.settle(now_ms);
        act(&mut state, now_ms)
    }

    /// Saves what changed; calls that wait here together are saved by one write.
    pub(crate) async fn save(&self) -> io::Result<()> {
        let Some(path) = self.state_file.clone() else { return Ok(()) };
        let mut saved = self.saved.lock().await;
        let change = self
            .with_state(|state, _| (state.generation > *saved).then(|| (state.generation, serde_json::to_vec(state))));
        let Some((generation, json)) = change else { return Ok(()) };
        let json = json?;
        tokio::task::spawn_blocking(move || persist::save(&path, &json)).await.map_err(io::Error::other)??;
        *saved = generation;
        Ok(())
    }

    /// Saves before answering; when that fails, the answer is -1: executed, but not to be relied on.
    pub(crate) async fn saved(&self, outcome: Outcome) -> Outcome {
        match self.save().await {
            Ok(()) => outcome,
            Err(error) => {
                tracing::error!(%error, "the state could not be saved");
                Err(Refusal::gateway(errcode::SYSTEM_ERROR))
            }
        }
    }
}
