//! Where the data lies, and what a test hands in instead of the desktop's own answers.

use std::path::PathBuf;
use tauri::{AppHandle, Manager};

/// The data folder: `KAIBO_DATA_DIR` when set, else the system's place for application data.
pub fn data_dir(app: &AppHandle) -> tauri::Result<PathBuf> {
    match std::env::var_os("KAIBO_DATA_DIR") {
        Some(folder) if !folder.is_empty() => Ok(PathBuf::from(folder)),
        _ => app.path().app_local_data_dir(),
    }
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
    /// `KAIBO_TEST_AUDIT_MS`: how long the built-in practice platform's audits take.
    pub audit_ms: Option<u64>,
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
            audit_ms: var("KAIBO_TEST_AUDIT_MS").and_then(|ms| ms.parse().ok()),
        }
    }
}
