//! Where the data lies, and what a test hands in instead of the desktop's own answers.

use kaibo_console::{Clock, KeyAccess, SystemClock, Wait};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// The data folder of the program with that identifier (tauri.conf.json), unless staff moved the data from there (see
/// `kaibo_store::DataPlace`): `KAIBO_DATA_DIR` when set, else in the system's place for application data. `None` where the
/// system names no such place.
pub fn data_dir(identifier: &str) -> Option<PathBuf> {
    set_from_outside().or_else(|| dirs::data_local_dir().map(|folder| folder.join(identifier)))
}

/// The folder that `KAIBO_DATA_DIR` names: whoever sets it moves the data themselves.
pub fn set_from_outside() -> Option<PathBuf> {
    std::env::var_os("KAIBO_DATA_DIR").filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

/// The practice platform's state, in the data folder.
pub fn practice_state(data_dir: &Path) -> PathBuf {
    data_dir.join("practice-platform.json")
}

/// Answers that tests hand in by environment. Present in debug builds only: a released program ignores them.
pub struct Automation {
    /// `KAIBO_TEST_KEY`: 64 hexadecimal digits, the root key instead of the keychain's.
    pub key: Option<String>,
    /// `KAIBO_TEST_NO_KEYCHAIN`: behaves as on a machine where no keychain answers.
    pub no_keychain: bool,
    /// `KAIBO_TEST_PICK`: a file that holds, on its first line, the path the next file dialog answers.
    pub pick: Option<PathBuf>,
    /// `KAIBO_TEST_PRACTICE`: address of a practice platform run by the test instead of the built-in one.
    pub practice: Option<String>,
    /// `KAIBO_TEST_CLOCK_AHEAD_MS`: by how much the program's clock is ahead of the machine's.
    pub clock_ahead_ms: i64,
    /// `KAIBO_TEST_AUDIT_MS`: how long the built-in practice platform's audits take.
    pub audit_ms: Option<u64>,
    /// `KAIBO_TEST_NOTICES`: shows notices on the desktop although a test drives the window.
    pub notices: bool,
}

impl Automation {
    /// Reads the environment; all empty in a released program.
    pub fn from_env() -> Self {
        let var = |name: &str| cfg!(debug_assertions).then(|| std::env::var(name).ok()).flatten();
        Self {
            key: var("KAIBO_TEST_KEY"),
            no_keychain: var("KAIBO_TEST_NO_KEYCHAIN").is_some(),
            pick: var("KAIBO_TEST_PICK").map(PathBuf::from),
            practice: var("KAIBO_TEST_PRACTICE"),
            clock_ahead_ms: var("KAIBO_TEST_CLOCK_AHEAD_MS").and_then(|ms| ms.parse().ok()).unwrap_or_default(),
            audit_ms: var("KAIBO_TEST_AUDIT_MS").and_then(|ms| ms.parse().ok()),
            notices: var("KAIBO_TEST_NOTICES").is_some(),
        }
    }

    /// The program's clock.
    pub fn clock(&self) -> Arc<dyn Clock> {
        match self.clock_ahead_ms {
            0 => Arc::new(SystemClock),
            ahead_ms => Arc::new(ClockAhead(ahead_ms)),
        }
    }

    /// Where the key comes from.
    pub fn key_access(&self) -> KeyAccess {
        match (&self.key, self.no_keychain) {
            (Some(key), _) => KeyAccess::Injected(key.clone()),
            (None, true) => KeyAccess::NoKeychain,
            (None, false) => KeyAccess::System,
        }
    }
}

/// The machine's clock, so many milliseconds ahead: the next day comes without waiting for it.
struct ClockAhead(i64);

impl Clock for ClockAhead {
    fn now_ms(&self) -> i64 {
        SystemClock.now_ms() + self.0
    }

    fn wait_until(&self, until_ms: i64) -> Wait<'_> {
        let until_ms = until_ms.saturating_sub(self.0);
        Box::pin(async move { SystemClock.wait_until(until_ms).await })
    }
}
