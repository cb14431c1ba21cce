//! The presenter of the start code as the interface sees it.

use super::{Problem, RoomRow};
use kaibo_domain::PictureId;
use serde::{Deserialize, Serialize};
use specta::Type;

/// The start-broadcast presenter for one room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoLiveView {
    /// The room.
    pub room: RoomRow,
    /// Which code can be held up.
    pub code: StartCode,
    /// The WeChat id that may scan; empty where only WeChat knows it.
    pub anchor_wechat: String,
    /// When the live state last changed, UTC milliseconds by the clock of `now_ms`.
    pub live_changed_ms: Option<i64>,
    /// Whether there is a practice phone to be played.
    pub has_phone: bool,
    /// What is to be right before the start.
    pub checks: Vec<Check>,
    /// UTC milliseconds, from which the countdown counts: by the backend's clock, or by the platform's where that one is known
    /// to be wrong.
    pub now_ms: i64,
}

/// The code for the anchor, never a viewer's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum StartCode {
    /// The picture that staff attached to the room.
    Attached(CodePicture),
    /// Rendered by Kaibo for the practice platform.
    Practice,
    /// The room is chosen in the mini program 小程序直播; its code if staff attached that to the shop.
    Official {
        /// The shop's picture of it.
        picture: Option<CodePicture>,
    },
    /// The push address stands in for it.
    Push,
    /// Started in WeChat itself.
    Channels,
    /// None yet: the room is not on the platform, or its plan lacks something.
    NotSubmitted,
    /// None any more: the broadcast is over.
    Over,
}

/// A picture of a code; it is at `picture/<id>/original`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CodePicture {
    /// The picture.
    pub picture: PictureId,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// What became of a picture that was to be a start code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CodeTaken {
    /// It is in the library now.
    pub picture: PictureId,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Why it was not attached yet.
    pub doubt: Option<CodeDoubt>,
    /// The picture in whose place it stands now.
    pub before: Option<PictureId>,
}

/// What speaks against a picture as the start code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum CodeDoubt {
    /// It says the address of a page for viewers.
    Viewers,
    /// It is another room's.
    OtherRoom {
        /// That room's name; empty for one that is not known here.
        name: String,
    },
    /// No code is to be seen, or one of something else.
    NotACode,
}

/// The push address of a room without its key, which is handed out on its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PushAddressView {
    /// The server, up to and with the last slash.
    pub server: String,
    /// When the key lapses, UTC milliseconds; `None` where the address does not say.
    pub expires_ms: Option<i64>,
    /// When it was fetched, UTC milliseconds.
    pub fetched_ms: i64,
}

/// One thing that is to be right before the start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// What.
    pub kind: CheckKind,
    /// Whether it is.
    pub state: CheckState,
    /// How many things lack it, where they are counted.
    pub count: u32,
    /// What the platform said of it.
    pub problem: Option<Problem>,
}

/// What is to be right before the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum CheckKind {
    /// The plan has all it needs.
    Plan,
    /// The platform has the room, as it stands here.
    Submitted,
    /// The anchor is verified by real name.
    Anchor,
    /// The goods of the shelf are approved and stand there.
    Goods,
    /// A code is attached.
    Code,
    /// Buyers see the room in the storefront as it is planned.
    Storefront,
    /// The platform answers.
    Line,
    /// This computer's clock and the platform's agree; its count is the minutes between them.
    Clock,
}

/// Whether something is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum CheckState {
    /// It is.
    Right,
    /// One can start all the same.
    Advice,
    /// One cannot start.
    Wrong,
}
