//! Reading the platform as the interface sees it: when it was last read, and what both sides changed.

use super::Problem;
use kaibo_domain::merge::Side;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// Where reading the platform stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SyncView {
    /// Whether the platform is being read now.
    pub running: bool,
    /// When it was last read to the end, UTC milliseconds.
    pub last_ms: Option<i64>,
    /// When it is read next by itself, UTC milliseconds.
    pub next_ms: Option<i64>,
    /// Whether the platform answered last time; `None` before the first try.
    pub online: Option<bool>,
    /// Why the last reading failed.
    pub problem: Option<Problem>,
    /// Objects that both sides changed.
    pub conflicts: u32,
    /// How far the platform's clock is ahead of this computer's, milliseconds; 0 while it is near enough or unknown.
    pub clock_ahead_ms: i64,
}

/// Something that was changed here and on the platform, each in another way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConflictView {
    /// `goods` or `room`.
    pub object_kind: String,
    /// The good's or room's id.
    pub object_id: String,
    /// Its name here.
    pub name: String,
    /// The fields, side by side.
    pub fields: Vec<ConflictField>,
    /// When it was noticed, UTC milliseconds.
    pub seen_ms: i64,
}

/// A field that both sides changed. Values are texts: names as they are, `price` as `199.00`, `99.00-199.00` (range) or
/// `199.00>99.00` (discount), times in UTC milliseconds, switches `true` or `false`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConflictField {
    /// `name`, `price`, `path`; `start`, `end`, `anchorName`, `like`, `shelf`, `comment`, `replay`, `service`, `feed`.
    pub field: String,
    /// What both had last.
    pub base: String,
    /// What stands here.
    pub mine: String,
    /// What stands on the platform.
    pub theirs: String,
}

/// Whose value counts, field by field; fields left out stay in conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConflictChoice {
    /// `goods` or `room`.
    pub object_kind: String,
    /// The good's or room's id.
    pub object_id: String,
    /// By field.
    pub choices: BTreeMap<String, Side>,
}
