//! What is published: a document that says all of one version, and a small pointer that says which version counts.
//!
//! The format is described in docs/storefront-format.md and by its schema in assets/storefront. Fields are only ever added;
//! what a reader of version 1 must know does not change its meaning.

use super::{ListedState, PageBlock};
use crate::RoomId;
use serde::{Deserialize, Serialize};

/// What a document calls itself.
pub const FORMAT: &str = "kaibo.storefront";
/// What a pointer calls itself.
pub const POINTER_FORMAT: &str = "kaibo.storefront.pointer";
/// The version of the format, not of the storefront.
pub const FORMAT_VERSION: u32 = 1;

/// One version of the storefront.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// [`FORMAT`].
    pub format: String,
    /// [`FORMAT_VERSION`].
    pub format_version: u32,
    /// Counts what was published, from 1; never used twice for different contents.
    pub version: u32,
    /// When it was published, UTC milliseconds.
    pub published_ms: i64,
    /// The same moment by RFC 3339, in Beijing.
    pub published: String,
    /// The shop.
    pub shop: DocumentShop,
    /// The entrance on the home page.
    pub entrance: PublishedEntrance,
    /// The list in order.
    pub rooms: Vec<DocumentRoom>,
    /// Every picture that is named above, once.
    pub pictures: Vec<DocumentPicture>,
}

/// Whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentShop {
    /// The shop's name.
    pub name: String,
    /// The mini program.
    pub app_id: String,
}

/// The entrance as a mini program draws it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublishedEntrance {
    /// Whether it is drawn.
    pub on: bool,
    /// What it is called.
    pub name: String,
    /// The picture beside the name, as [`DocumentPicture::file`].
    pub icon: Option<String>,
    /// How many blocks stand above it.
    pub position: u32,
    /// The home page from top to bottom, the entrance (`live`) included.
    pub page: Vec<PageBlock>,
}

/// A room of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentRoom {
    /// Our id: the same in every version.
    pub id: RoomId,
    /// The platform's room id (`roomid`); `None` for a Channels room.
    pub room_id: Option<i64>,
    /// The room's name.
    pub title: String,
    /// The anchor's nickname.
    pub anchor: String,
    /// Start, UTC milliseconds.
    pub start_ms: Option<i64>,
    /// The same by RFC 3339, in Beijing.
    pub start: Option<String>,
    /// End, UTC milliseconds.
    pub end_ms: Option<i64>,
    /// The same by RFC 3339, in Beijing.
    pub end: Option<String>,
    /// Its state when this was published.
    pub state: ListedState,
    /// Whether it is pinned.
    pub pinned: bool,
    /// The cover, 750×750, as [`DocumentPicture::file`].
    pub cover: Option<String>,
    /// How buyers get in.
    pub entry: Entry,
    /// Its replay.
    pub replay: Replay,
}

/// How buyers get into a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Entry {
    /// By the page of live-player-plugin: `wx.navigateTo({ url: path })`.
    Plugin {
        /// The page with the room's id.
        path: String,
    },
    /// By `wx.openChannelsLive`.
    Channels {
        /// The Channels account; `None` where the room is only announced.
        finder_user_name: Option<String>,
    },
}

/// The replay of a room. Buyers see it in the room itself, once that has ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Replay {
    /// Whether it can be watched.
    pub on: bool,
    /// When the platform deletes it, UTC milliseconds; `None` while that is not known.
    pub until_ms: Option<i64>,
    /// The same by RFC 3339, in Beijing.
    pub until: Option<String>,
}

/// A picture, named by its content: whoever has one of that name has it for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentPicture {
    /// Where it is, from the folder of the pointer: [`picture_path`].
    pub file: String,
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
    /// MIME type.
    pub mime: String,
    /// Width in pixels; `None` for a drawing without a size.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
}

/// Says which version counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pointer {
    /// [`POINTER_FORMAT`].
    pub format: String,
    /// [`FORMAT_VERSION`].
    pub format_version: u32,
    /// The version.
    pub version: u32,
    /// Where its document is: [`document_path`].
    pub document: String,
    /// SHA-256 of the document's bytes, 64 hexadecimal digits.
    pub sha256: String,
}

/// Why something is no document or pointer of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentFault {
    /// It is of a later format.
    #[error("it is of format {found}")]
    Newer {
        /// Its format.
        found: u32,
    },
    /// It is something else, or damaged.
    #[error("it is not of this format: {0}")]
    Malformed(String),
}

/// Where the document of a version is.
pub fn document_path(version: u32) -> String {
    format!("versions/{version}/storefront.json")
}

/// Where the picture of that hash is; `ending` without its dot.
pub fn picture_path(sha256: &str, ending: &str) -> String {
    format!("pictures/{sha256}.{ending}")
}

/// Whether it is a path that [`picture_path`] makes: nothing else is ever opened by its name in a document.
pub fn is_picture_path(path: &str) -> bool {
    let named = path.strip_prefix("pictures/").and_then(|name| name.split_once('.'));
    named.is_some_and(|(hash, ending)| {
        hash.len() == 64
            && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
            && ["jpg", "png", "svg"].contains(&ending)
    })
}

/// Only what every version of the format has.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    format: String,
    format_version: u32,
}

fn read<T: for<'a> Deserialize<'a>>(bytes: &[u8], format: &str) -> Result<T, DocumentFault> {
    let malformed = |error: serde_json::Error| DocumentFault::Malformed(error.to_string());
    let head: Head = serde_json::from_slice(bytes).map_err(malformed)?;
    if head.format != format {
        return Err(DocumentFault::Malformed(format!("it calls itself {}", head.format)));
    }
    if head.format_version > FORMAT_VERSION {
        return Err(DocumentFault::Newer { found: head.format_version });
    }
    serde_json::from_slice(bytes).map_err(malformed)
}

impl Document {
    /// Reads one that stands in a folder, whoever wrote it.
    pub fn read(bytes: &[u8]) -> Result<Self, DocumentFault> {
        let document: Self = read(bytes, FORMAT)?;
        match document.pictures.iter().find(|picture| !is_picture_path(&picture.file)) {
            Some(picture) => Err(DocumentFault::Malformed(format!("a picture at {}", picture.file))),
            None => Ok(document),
        }
    }

    /// The bytes that are published: indented, so that people and their tools can look at it.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Nothing in it can fail to be JSON.
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    /// Whether buyers see the same by both: all but the number and the time of publishing.
    pub fn says_the_same(&self, other: &Document) -> bool {
        let bare = |document: &Document| Document {
            version: 0,
            published_ms: 0,
            published: String::new(),
            ..document.clone()
        };
        bare(self) == bare(other)
    }
}

impl Pointer {
    /// Reads one that stands in a folder, whoever wrote it.
    pub fn read(bytes: &[u8]) -> Result<Self, DocumentFault> {
        let pointer: Self = read(bytes, POINTER_FORMAT)?;
        if pointer.document == document_path(pointer.version) {
            Ok(pointer)
        } else {
            Err(DocumentFault::Malformed(format!("a document at {}", pointer.document)))
        }
    }

    /// The bytes that are published.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }
}

#[cfg(test)]
pub(super) mod tests;
