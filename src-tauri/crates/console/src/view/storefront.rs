//! The storefront as its place shows it.

use super::{PictureView, Problem};
use kaibo_domain::{
    Edit, Focus, PictureId, RoomId, RoomKind, Violation,
    storefront::{
        Absence, EndedRooms, EntranceIcon, ListOrder, ListedState, PageBlock, S3Settings, ServerSettings,
        StorefrontDiff, StorefrontDraft, StorefrontField, TargetField, TargetKind,
    },
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The storefront.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StorefrontView {
    /// As laid out.
    pub draft: StorefrontDraft,
    /// Counts changes.
    pub revision: u32,
    /// Broken rules.
    pub violations: Vec<Violation<StorefrontField>>,
    /// The shop's own picture for the entrance.
    pub icon: Option<StorefrontCover>,
    /// What buyers see, in order.
    pub rooms: Vec<StorefrontRoom>,
    /// What they do not see, and why: first what staff could change, at most 100.
    pub absent: Vec<StorefrontRoom>,
    /// The shop's name.
    pub shop: String,
    /// Where it is published.
    pub target: TargetView,
    /// What counts there as far as is known here.
    pub published: Option<StorefrontVersion>,
    /// Why the last publishing by itself failed.
    pub problem: Option<Problem>,
    /// The backend's clock, UTC milliseconds.
    pub now_ms: i64,
}

/// Where it is published, and what is known of the other targets. Of secrets only whether they are there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TargetView {
    /// Which one counts.
    pub kind: TargetKind,
    /// The folder.
    pub folder: Option<String>,
    /// The storage.
    pub s3: S3Settings,
    /// Whether its secret key is kept.
    pub s3_secret_set: bool,
    /// The server.
    pub server: ServerSettings,
    /// Whether the secret shared with it is kept.
    pub server_secret_set: bool,
    /// What the one that counts still lacks.
    pub missing: Option<TargetField>,
}

/// What is changed of the target; absent fields stay.
#[derive(Clone, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct TargetPatch {
    /// Which one counts.
    pub kind: Option<TargetKind>,
    /// The storage.
    pub s3: Option<S3Settings>,
    /// Its secret key; empty takes it away.
    pub s3_secret: Option<String>,
    /// The server.
    pub server: Option<ServerSettings>,
    /// The secret shared with it; empty takes it away.
    pub server_secret: Option<String>,
}

impl std::fmt::Debug for TargetPatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TargetPatch(…)")
    }
}

/// A step of trying a target out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum TargetStep {
    /// It is reached, and what stands there is ours or nothing.
    Reach,
    /// An object can be written.
    Write,
    /// It reads back the same.
    Read,
    /// Buyers' own address serves it.
    Public,
    /// It can be removed.
    Remove,
}

/// How trying a target out went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TargetTrial {
    /// Steps that went well.
    pub done: Vec<TargetStep>,
    /// The one that did not.
    pub failed: Option<TargetStep>,
    /// Why not.
    pub problem: Option<Problem>,
}

/// How far publishing has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PublishProgress {
    /// Objects that are there.
    pub done: u32,
    /// Objects in all; 0 while nothing is being published.
    pub all: u32,
}

/// A room as the storefront shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StorefrontRoom {
    /// Id.
    pub id: RoomId,
    /// Name.
    pub name: String,
    /// The anchor's nickname.
    pub anchor_name: String,
    /// How it is broadcast.
    pub kind: RoomKind,
    /// Start, UTC milliseconds.
    pub start_ms: Option<i64>,
    /// As buyers see it; `None` for what they could not enter.
    pub state: Option<ListedState>,
    /// Whether it has a replay.
    pub replay: bool,
    /// When the replay goes, UTC milliseconds.
    pub replay_until_ms: Option<i64>,
    /// Whether it is pinned.
    pub pinned: bool,
    /// Its cover; `None` shows a placeholder.
    pub cover: Option<StorefrontCover>,
    /// Why it is not in the list.
    pub absence: Option<Absence>,
}

/// A picture of the storefront.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StorefrontCover {
    /// The picture.
    pub picture: PictureId,
    /// Where it looks.
    pub focus: Focus,
    /// What is done to it.
    pub edit: Edit,
    /// The storefront's own picture, whose focus is chosen here; `None` for the room's photo.
    pub own: Option<PictureView>,
}

/// What is changed of the layout; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct StorefrontPatch {
    /// Whether buyers see the entrance.
    pub on: Option<bool>,
    /// What it is called.
    pub name: Option<String>,
    /// What stands beside the name.
    pub icon: Option<EntranceIcon>,
    /// The home page from top to bottom.
    pub page: Option<Vec<PageBlock>>,
    /// In which order rooms stand.
    pub order: Option<ListOrder>,
    /// The order of staff.
    pub by_hand: Option<Vec<RoomId>>,
    /// Rooms above all others.
    pub pinned: Option<Vec<RoomId>>,
    /// Rooms that buyers do not see.
    pub hidden: Option<Vec<RoomId>>,
    /// What becomes of rooms that ended.
    pub ended: Option<EndedRooms>,
    /// For how many days they stay.
    pub ended_days: Option<u32>,
    /// The Channels account.
    pub finder_user_name: Option<String>,
    /// Whether it is published by itself.
    pub automatic: Option<bool>,
}

/// What publishing would change, to be read before it is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StorefrontPlan {
    /// The version that would be published.
    pub version: u32,
    /// The version that counts there now.
    pub base: Option<u32>,
    /// Whether another program published that one.
    pub elsewhere: bool,
    /// Whether that one is damaged, so that everything counts as new.
    pub damaged: bool,
    /// What changes.
    pub diff: StorefrontDiff,
    /// Rooms of the new version.
    pub rooms: u32,
    /// Pictures that are not there yet.
    pub new_pictures: u32,
    /// Their bytes together.
    pub new_bytes: u32,
    /// Names this very plan: what is published is what was read.
    pub digest: String,
}

/// A published version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StorefrontVersion {
    /// Its number.
    pub version: u32,
    /// When it was published, UTC milliseconds.
    pub published_ms: i64,
    /// Rooms in it.
    pub rooms: u32,
    /// The name of the entrance; empty where it was off.
    pub entrance: String,
    /// Whether it counts now.
    pub current: bool,
    /// Whether another program published it.
    pub elsewhere: bool,
    /// Whether the target still has it, so that one can go back to it.
    pub there: bool,
}

/// The versions that are known, and what keeps one from going back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StorefrontHistory {
    /// The newest first.
    pub versions: Vec<StorefrontVersion>,
    /// Why the target could not be looked at.
    pub problem: Option<Problem>,
}
