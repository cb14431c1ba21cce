//! The vault's lock as the interface sees it, and what may be told of papers while it is locked.

use super::PaperRow;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What unlocks the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum VaultGuard {
    /// Nothing: it is open as long as the program is. Staff may choose a passphrase.
    None,
    /// The passphrase that opens the program.
    App,
    /// A passphrase of its own.
    Own,
}

/// The vault's lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VaultLockView {
    /// What unlocks it.
    pub guard: VaultGuard,
    /// Whether it is locked.
    pub locked: bool,
    /// Minutes without input after which it locks.
    pub minutes: u32,
}

/// Papers that have ended, or do soon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PapersEnding {
    /// Those that end first in front; none while the vault is locked.
    pub papers: Vec<PaperRow>,
    /// How many there are in all.
    pub count: u32,
}
