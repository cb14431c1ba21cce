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
pub(super) mod tests {
    use super::*;
    use crate::time::rfc3339;
    use serde_json::{Value, json};
    use uuid::Uuid;

    pub const SCHEMA: &str = include_str!("../../../../../assets/storefront/storefront.schema.json");
    const PAGE: &str = include_str!("../../../../../docs/storefront-format.md");
    const NOW: i64 = 1_795_000_000_000;

    pub fn document(rooms: Vec<DocumentRoom>) -> Document {
        let icon = picture_path(&"0".repeat(64), "svg");
        Document {
            format: FORMAT.into(),
            format_version: FORMAT_VERSION,
            version: 3,
            published_ms: NOW,
            published: rfc3339(NOW),
            shop: DocumentShop { name: "演练店铺".into(), app_id: "wx0123456789abcdef".into() },
            entrance: PublishedEntrance {
                on: true,
                name: "直播".into(),
                icon: Some(icon.clone()),
                position: 3,
                page: PageBlock::USUAL.to_vec(),
            },
            rooms,
            pictures: vec![DocumentPicture {
                file: icon,
                sha256: "0".repeat(64),
                bytes: 512,
                mime: "image/svg+xml".into(),
                width: None,
                height: None,
            }],
        }
    }

    pub fn room(number: u128, title: &str) -> DocumentRoom {
        DocumentRoom {
            id: RoomId::from_uuid(Uuid::from_u128(number)),
            room_id: Some(number as i64),
            title: title.into(),
            anchor: "小开".into(),
            start_ms: Some(NOW),
            start: Some(rfc3339(NOW)),
            end_ms: Some(NOW + 3_600_000),
            end: Some(rfc3339(NOW + 3_600_000)),
            state: ListedState::Upcoming,
            pinned: false,
            cover: None,
            entry: Entry::Plugin { path: format!("{}?room_id={number}", crate::platform::live_page::LIVE_PAGE) },
            replay: Replay::default(),
        }
    }

    fn schema() -> jsonschema::Validator {
        jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap()
    }

    fn value(document: &Document) -> Value {
        serde_json::from_slice(&document.to_bytes()).unwrap()
    }

    #[test]
    fn what_is_written_fits_the_schema_and_reads_back() {
        let channels = DocumentRoom {
            room_id: None,
            entry: Entry::Channels { finder_user_name: None },
            start_ms: None,
            start: None,
            ..room(2, "视频号专场")
        };
        let document = document(vec![room(1, "双十二"), channels]);
        let faults: Vec<_> = schema().iter_errors(&value(&document)).map(|fault| fault.to_string()).collect();
        assert_eq!(faults, [] as [String; 0]);
        assert_eq!(Document::read(&document.to_bytes()).as_ref(), Ok(&document));
    }

    #[test]
    fn the_schema_refuses_what_readers_could_not_use() {
        let good = value(&document(vec![room(1, "双十二")]));
        for (place, wrong) in [
            ("/rooms/0/state", json!("soon")),
            ("/rooms/0/entry", json!({ "kind": "plugin" })),
            ("/rooms/0/startMs", json!("tonight")),
            ("/entrance/page", json!(["live", "window"])),
            ("/pictures/0/file", json!("../secret.jpg")),
            ("/formatVersion", json!(2)),
        ] {
            let mut bad = good.clone();
            *bad.pointer_mut(place).unwrap() = wrong;
            assert!(!schema().is_valid(&bad), "{place}");
        }
    }

    #[test]
    fn the_example_of_the_page_is_a_document() {
        let example = PAGE.split("```json storefront.json\n").nth(1).unwrap().split("```").next().unwrap();
        let faults: Vec<_> =
            schema().iter_errors(&serde_json::from_str(example).unwrap()).map(|fault| fault.to_string()).collect();
        assert_eq!(faults, [] as [String; 0]);
        let read = Document::read(example.as_bytes()).unwrap();
        assert_eq!(read.published, rfc3339(read.published_ms));
        let pointer = PAGE.split("```json current.json\n").nth(1).unwrap().split("```").next().unwrap();
        assert_eq!(Pointer::read(pointer.as_bytes()).unwrap().version, read.version);
    }

    #[test]
    fn what_is_not_ours_is_refused_by_name() {
        let document = document(vec![]);
        let changed = |place: &str, to: Value| {
            let mut changed = value(&document);
            *changed.pointer_mut(place).unwrap() = to;
            Document::read(changed.to_string().as_bytes())
        };
        assert_eq!(changed("/formatVersion", json!(2)), Err(DocumentFault::Newer { found: 2 }));
        for (place, to) in [
            ("/format", json!("kaibo.goods")),
            ("/rooms", json!([{}])),
            ("/pictures/0/file", json!("pictures/../../passwd")),
            ("/pictures/0/file", json!("pictures/0.svg")),
        ] {
            assert!(matches!(changed(place, to), Err(DocumentFault::Malformed(_))), "{place}");
        }
        assert!(matches!(Document::read(b"<html>"), Err(DocumentFault::Malformed(_))));
        let pointer = Pointer {
            format: POINTER_FORMAT.into(),
            format_version: 1,
            version: 3,
            document: document_path(3),
            sha256: "0".repeat(64),
        };
        assert_eq!(Pointer::read(&pointer.to_bytes()).as_ref(), Ok(&pointer));
        let elsewhere = Pointer { document: "../3/storefront.json".into(), ..pointer };
        assert!(Pointer::read(&elsewhere.to_bytes()).is_err());
    }

    #[test]
    fn the_number_and_the_time_make_no_difference_to_buyers() {
        let one = document(vec![room(1, "双十二")]);
        let two = Document { version: 4, published_ms: NOW + 1, published: "later".into(), ..one.clone() };
        assert!(one.says_the_same(&two));
        assert!(!one.says_the_same(&document(vec![room(1, "双十一")])));
    }
}
