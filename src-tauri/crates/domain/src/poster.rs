//! Posters of a live room: the ways they are laid out, the sheets they are made for.

use serde::{Deserialize, Serialize};
use specta::Type;

/// How a poster is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum PosterLayout {
    /// 大图: the cover over most of the sheet, the title on it.
    #[default]
    Cover,
    /// 卡片: cover, title and code on a card, on the brand's green.
    Card,
    /// 简洁: words and a large code on white; for printers.
    Plain,
}

impl PosterLayout {
    /// All of them, in the order they are offered.
    pub const ALL: [PosterLayout; 3] = [PosterLayout::Cover, PosterLayout::Card, PosterLayout::Plain];

    /// The name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            PosterLayout::Cover => "cover",
            PosterLayout::Card => "card",
            PosterLayout::Plain => "plain",
        }
    }

    /// The layout of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.name() == name)
    }
}

/// What a poster is made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum PosterSheet {
    /// A phone's screen, 1080×1920.
    #[default]
    Phone,
    /// A4 upright at 300 dpi, 2480×3508.
    A4,
}

impl PosterSheet {
    /// Both, in the order they are offered.
    pub const ALL: [PosterSheet; 2] = [PosterSheet::Phone, PosterSheet::A4];

    /// Width and height in pixels.
    pub const fn pixels(self) -> (u32, u32) {
        match self {
            PosterSheet::Phone => (1080, 1920),
            PosterSheet::A4 => (2480, 3508),
        }
    }

    /// The name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            PosterSheet::Phone => "phone",
            PosterSheet::A4 => "a4",
        }
    }

    /// The sheet of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sheet| sheet.name() == name)
    }
}
