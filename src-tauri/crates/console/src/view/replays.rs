//! Replay files of a room as they are listed and downloaded.

use super::Problem;
use kaibo_domain::ReplayId;
use serde::{Deserialize, Serialize};
use specta::Type;

/// The replay of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReplaysView {
    /// Whether the broadcast has ended, so that there can be files.
    pub ended: bool,
    /// Whether replay is switched on.
    pub replay_on: bool,
    /// About when files appear, UTC milliseconds; `None` where the end was not seen.
    pub appear_ms: Option<i64>,
    /// When the platform was last asked, UTC milliseconds.
    pub looked_ms: Option<i64>,
    /// Playlists, then the recordings in the platform's order.
    pub files: Vec<ReplayFile>,
    /// The backend's clock, UTC milliseconds.
    pub now_ms: i64,
}

/// A file of a replay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReplayFile {
    /// Id.
    pub id: ReplayId,
    /// The name it has, or would get; of no use for a playlist.
    pub name: String,
    /// Whether it is only a list of the others, to be played from its address.
    pub playlist: bool,
    /// When it was made, UTC milliseconds.
    pub created_ms: Option<i64>,
    /// When it goes, UTC milliseconds.
    pub expires_ms: Option<i64>,
    /// How long it is, once that is known.
    pub bytes: Option<u64>,
    /// How many bytes of it are here.
    pub done_bytes: u64,
    /// How far it is.
    pub state: ReplayState,
    /// Where it stands once it is saved.
    pub path: Option<String>,
    /// Why it does not go on, or waits.
    pub problem: Option<Problem>,
}

/// How far a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ReplayState {
    /// Nobody wanted it.
    Listed,
    /// It waits for its turn, or for the line.
    Waiting,
    /// It is coming.
    Loading,
    /// Somebody stopped it, or something did; it can go on.
    Stopped,
    /// It stands where it was wanted.
    Saved,
    /// Its time is over, and it was not saved.
    Expired,
}
