//! 图片库 as the interface sees it.

use kaibo_domain::{Focus, PictureId};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What to list of the pictures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PicturesQuery {
    /// Only those that nothing uses.
    pub unused: bool,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Lines at most.
    pub limit: u32,
}

/// One page of pictures, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PicturePage {
    /// The pictures.
    pub items: Vec<PictureItem>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// All pictures of the shop.
    pub total: u32,
    /// Those of them that nothing uses.
    pub unused: u32,
    /// Bytes of all files together.
    pub bytes: i64,
}

/// A picture of the library.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PictureItem {
    /// Id; its address is as in [`super::PictureView`].
    pub id: PictureId,
    /// The file's name.
    pub name: String,
    /// Upright width in pixels.
    pub width: u32,
    /// Upright height in pixels.
    pub height: u32,
    /// Size of the file.
    pub bytes: u32,
    /// `jpeg`, `png`, `webp`, `gif`, `bmp`.
    pub format: String,
    /// Where its subject was found.
    pub focus: Focus,
    /// Brought in, UTC milliseconds.
    pub created_ms: i64,
    /// What shows it, the first few.
    pub uses: Vec<PictureUse>,
    /// How many things show it.
    pub use_count: u32,
}

/// Something that shows a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PictureUse {
    /// `goods` or `rooms`.
    pub place: String,
    /// Its id.
    pub id: String,
    /// Its name; empty while nobody has typed one.
    pub name: String,
}

/// What became of a deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PicturesDeleted {
    /// Taken away, with their files.
    pub deleted: u32,
    /// Left where they are, because something uses them by now.
    pub kept: u32,
}
