//! Diagnostics: a log that stays small and holds no secret, and a support bundle that a person reads before it is kept.
//!
//! Invariants: nothing reaches the log or the bundle but through [`redact`]; logging never makes its caller wait, and a
//! disk that takes nothing stops nobody; nothing is sent anywhere.

mod bundle;
mod flow;
mod journal;
mod layer;
mod panics;
mod redact;

pub use bundle::{Bundle, BundlePart, PartName};

use journal::Journal;
use kaibo_console::LogLevel;
use layer::Recorder;
use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};
use tracing::{Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{EnvFilter, Registry, layer::SubscriberExt, reload};

/// The folder of the log inside the data folder.
const FOLDER: &str = "logs";

/// The log of this process and the bundle last shown.
pub struct Diagnostics {
    journal: Journal,
    filter: reload::Handle<EnvFilter, Registry>,
    /// Whether `KAIBO_LOG` says what is logged.
    filter_is_fixed: bool,
    shown: Mutex<Option<String>>,
}

impl Diagnostics {
    /// Begins to log: into memory, until [`Diagnostics::write_to`] names a place. `KAIBO_LOG` filters, when set, and
    /// what passes goes to standard error too; without it, warnings do.
    pub fn new() -> (Self, impl Subscriber + Send + Sync) {
        let wanted = EnvFilter::try_from_env("KAIBO_LOG").ok();
        let filter_is_fixed = wanted.is_some();
        let echo = if filter_is_fixed { LevelFilter::TRACE } else { LevelFilter::WARN };
        let journal = Journal::start(echo);
        let (filter, handle) = reload::Layer::new(wanted.unwrap_or_else(|| filter_of(LogLevel::default())));
        let subscriber = Registry::default().with(filter).with(Recorder::new(journal.clone()));
        (Self { journal, filter: handle, filter_is_fixed, shown: Mutex::default() }, subscriber)
    }

    /// The same for the whole process, panics included.
    pub fn start() -> Self {
        let (diagnostics, subscriber) = Self::new();
        // Fails only when a test has set a subscriber already.
        let _ = tracing::subscriber::set_global_default(subscriber);
        panics::note_panics(diagnostics.journal.clone());
        tracing::info!(version = env!("CARGO_PKG_VERSION"), "started");
        diagnostics
    }

    /// Keeps the log in the data folder from now on, with what was logged before.
    pub fn write_to(&self, data_dir: &Path) {
        self.journal.write_to(data_dir.join(FOLDER));
    }

    /// How much is logged from now on.
    pub fn set_level(&self, level: LogLevel) {
        if !self.filter_is_fixed {
            // Fails only when the subscriber is gone, and with it the log.
            let _ = self.filter.reload(filter_of(level));
        }
    }

    /// The bundle as it is now, of a window that says so of its webview; [`Diagnostics::shown`] is its text from now on.
    pub async fn bundle(&self, desk: &kaibo_console::Desk, webview: &str) -> Bundle {
        let bundle = bundle::collect(desk, webview, &self.journal).await;
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(bundle.text());
        bundle
    }

    /// The text of the bundle that was shown last: what is saved is what was read.
    pub fn shown(&self) -> Option<String> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Writes what is still on its way.
    pub fn close(&self) {
        let _ = self.journal.tail();
    }
}

/// Ours as chosen; of everything else, which might log addresses or headers, only what went wrong.
fn filter_of(level: LogLevel) -> EnvFilter {
    EnvFilter::new(format!("warn,kaibo={}", level.name()))
}
