//! Sharing a room with viewers: its code, its page path, its posters.

use kaibo_domain::{PosterLayout, PosterSheet};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What is known of a room's viewers' code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShareView {
    /// Whether the platform has the room, so that there can be a code.
    pub on_platform: bool,
    /// Page path of the room within a mini program that uses the live plugin, once the code was fetched.
    pub page_path: Option<String>,
    /// When the code was fetched, UTC milliseconds.
    pub fetched_ms: Option<i64>,
    /// Words for which there are codes already.
    pub channels: Vec<String>,
}

/// A poster as staff want it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PosterWish {
    /// How it is laid out.
    pub layout: PosterLayout,
    /// What it is made for.
    pub sheet: PosterSheet,
    /// Which code: where viewers come from, or nothing.
    pub channel: String,
    /// Over the title.
    pub heading: String,
    /// The title.
    pub title: String,
    /// When, in words.
    pub time: String,
    /// Who, in words.
    pub anchor: String,
    /// What to do with the code.
    pub invitation: String,
}

/// What is saved of a room's sharing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ShareFile {
    /// The poster as PNG.
    Png,
    /// The poster on an A4 page.
    Pdf,
    /// The code alone, as the platform gave it.
    Code,
}
