//! Which screen the window shows.

use super::{Problem, ShopView};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What the window shows when it opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "phase", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum AppState {
    /// Still opening.
    Opening,
    /// No keychain answers: a passphrase guards the data. `create` when there is none yet.
    NeedsPassphrase {
        /// Whether it is to be chosen now.
        create: bool,
    },
    /// The data cannot be opened; nothing was touched.
    CannotOpen {
        /// Why.
        problem: Problem,
    },
    /// The data were moved to a folder that is not there.
    DataGone {
        /// Which; `None` where the note of it does not read.
        folder: Option<String>,
        /// Whether they stand whole in the system's place too.
        at_home: bool,
    },
    /// The data are being moved.
    Moving,
    /// No shop yet: choose how to begin.
    FirstStart,
    /// At work.
    Ready {
        /// The shop in the window.
        shop: ShopView,
        /// Whether the data may only be looked at: nothing is kept, sent or read from the platform.
        read_only: bool,
    },
}
