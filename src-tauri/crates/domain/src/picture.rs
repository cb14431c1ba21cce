//! The slots a picture goes to, the point of it that must stay in view, and what files of pictures are called.
//!
//! Sources: wechat-live-api section 2 ('Images needed by live calls'); the 750×750 cover is HiMall's buyer list (manual, chapter three).

use serde::{Deserialize, Serialize};
use specta::Type;
use std::path::Path;

/// Endings of files that are offered as pictures: those that are read, and a phone's that the system may make readable.
/// What is in a file counts, not what it is called.
pub const FILE_ENDINGS: [&str; 9] = ["jpg", "jpeg", "png", "webp", "gif", "bmp", "mpo", "heic", "heif"];

/// Whether a file is called as pictures are.
pub fn is_called_picture(file: &Path) -> bool {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    FILE_ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// Where a picture is used on the platform; decides its pixels and its byte ceiling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Slot {
    /// Goods cover (`coverImgUrl`): at most 300×300, a larger one is refused with 300018.
    Goods,
    /// Cover of the buyer's list, 750×750.
    Cover,
    /// Share card (`shareImg`), 800×640, 1 MB.
    Share,
    /// Shopping-channel cover (`feedsImg`), 800×800, 100 KB.
    Feeds,
    /// Room background (`coverImg`), 1080×1920, 2 MB.
    Background,
}

impl Slot {
    /// All slots, in the order the editor shows them.
    pub const ALL: [Slot; 5] = [Slot::Goods, Slot::Cover, Slot::Share, Slot::Feeds, Slot::Background];

    /// The three slots `room/create` takes.
    pub const ROOM: [Slot; 3] = [Slot::Background, Slot::Share, Slot::Feeds];

    /// All slots of a room: what `room/create` takes, and the cover of the buyers' list, which the platform never gets.
    pub const OF_ROOM: [Slot; 4] = [Slot::Background, Slot::Share, Slot::Feeds, Slot::Cover];

    /// Width and height in pixels.
    pub const fn pixels(self) -> (u32, u32) {
        match self {
            Slot::Goods => (300, 300),
            Slot::Cover => (750, 750),
            Slot::Share => (800, 640),
            Slot::Feeds => (800, 800),
            Slot::Background => (1080, 1920),
        }
    }

    /// The most bytes the platform takes. 1 MB is read as 1,000,000 bytes and 100 KB as 100,000, the stricter reading.
    /// Goods and cover have no ceiling of their own: the upload's 2 MB holds.
    pub const fn max_bytes(self) -> usize {
        match self {
            Slot::Feeds => 100_000,
            Slot::Share => 1_000_000,
            Slot::Goods | Slot::Cover | Slot::Background => 2_000_000,
        }
    }

    /// The name in addresses and files, equal to its serialised form.
    pub const fn name(self) -> &'static str {
        match self {
            Slot::Goods => "goods",
            Slot::Cover => "cover",
            Slot::Share => "share",
            Slot::Feeds => "feeds",
            Slot::Background => "background",
        }
    }

    /// The slot of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Slot> {
        Self::ALL.into_iter().find(|slot| slot.name() == name)
    }
}

/// The point of the picture that stays in view when it is cropped: fractions of the upright picture's width and height.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct Focus {
    /// From the left edge, 0 to 1.
    pub x: f64,
    /// From the upper edge, 0 to 1.
    pub y: f64,
}

impl Focus {
    /// The middle.
    pub const CENTRE: Focus = Focus { x: 0.5, y: 0.5 };

    /// A focus with both fractions brought into 0..=1; what is not a number becomes the middle.
    pub fn clamped(x: f64, y: f64) -> Focus {
        let fraction = |value: f64| if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.5 };
        Focus { x: fraction(x), y: fraction(y) }
    }

    /// The largest crop of a `width`×`height` picture that has the slot's proportions and keeps the focus as near
    /// to its middle as the edges allow: `(left, top, width, height)` in pixels, fractional.
    pub fn crop(self, (width, height): (f64, f64), (slot_width, slot_height): (f64, f64)) -> (f64, f64, f64, f64) {
        let scale = (width / slot_width).min(height / slot_height);
        let (crop_width, crop_height) = (slot_width * scale, slot_height * scale);
        let place =
            |focus: f64, whole: f64, part: f64| (focus * whole - part / 2.0).clamp(0.0, (whole - part).max(0.0));
        (place(self.x, width, crop_width), place(self.y, height, crop_height), crop_width, crop_height)
    }
}

/// What becomes of a picture whose proportions are not the slot's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Fill {
    /// It is cropped around the focus.
    #[default]
    Crop,
    /// It stays whole, on white.
    White,
    /// It stays whole, on itself, blurred.
    Blur,
}

impl Fill {
    /// All of them.
    pub const ALL: [Fill; 3] = [Fill::Crop, Fill::White, Fill::Blur];

    /// The name in addresses and columns, equal to its serialised form.
    pub const fn name(self) -> &'static str {
        match self {
            Fill::Crop => "crop",
            Fill::White => "white",
            Fill::Blur => "blur",
        }
    }

    /// The one of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Fill> {
        Self::ALL.into_iter().find(|fill| fill.name() == name)
    }
}

/// What is done to a picture in one use of it, besides where it looks; the picture itself stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
pub struct Edit {
    /// Quarter turns clockwise, 0 to 3; more count from 0 again.
    pub turn: u8,
    /// What becomes of other proportions.
    pub fill: Fill,
    /// Edges are made a little harder.
    pub sharpen: bool,
}

impl Edit {
    /// The quarter turns clockwise, 0 to 3.
    pub const fn quarters(self) -> u8 {
        self.turn % 4
    }

    /// Where a focus stands when this edit takes the place of `before`.
    pub fn carry(self, before: Edit, focus: Focus) -> Focus {
        let more = (4 + self.quarters() - before.quarters()) % 4;
        (0..more).fold(focus, |Focus { x, y }, _| Focus { x: 1.0 - y, y: x })
    }
}

/// How a picture is fitted to a slot.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Treatment {
    /// What stays in view; a point of the picture as the edit turned it.
    pub focus: Focus,
    /// What is done to it.
    pub edit: Edit,
}

impl From<Focus> for Treatment {
    fn from(focus: Focus) -> Self {
        Treatment { focus, edit: Edit::default() }
    }
}

impl Default for Focus {
    fn default() -> Self {
        Self::CENTRE
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_read_back() {
        for slot in Slot::ALL {
            assert_eq!(Slot::from_name(slot.name()), Some(slot));
        }
        assert_eq!(Slot::from_name("poster"), None);
    }

    #[test]
    fn a_focus_stays_on_its_thing_when_the_picture_is_turned() {
        let edit = |turn| Edit { turn, ..Edit::default() };
        let corner = Focus { x: 0.125, y: 0.25 };
        assert_eq!(edit(1).carry(edit(0), corner), Focus { x: 0.75, y: 0.125 });
        assert_eq!(edit(0).carry(edit(3), corner), edit(1).carry(edit(0), corner));
        assert_eq!(edit(3).carry(edit(0), edit(1).carry(edit(0), corner)), corner);
        assert_eq!(edit(6).carry(edit(2), corner), corner);
        for fill in Fill::ALL {
            assert_eq!(Fill::from_name(fill.name()), Some(fill));
        }
    }

    #[test]
    fn a_wide_picture_is_cropped_at_its_sides() {
        assert_eq!(Focus::CENTRE.crop((4000.0, 3000.0), (300.0, 300.0)), (500.0, 0.0, 3000.0, 3000.0));
        assert_eq!(Focus::clamped(0.0, 0.5).crop((4000.0, 3000.0), (300.0, 300.0)).0, 0.0);
        assert_eq!(Focus::clamped(1.0, 0.5).crop((4000.0, 3000.0), (300.0, 300.0)).0, 1000.0);
    }

    proptest! {
        #[test]
        fn the_crop_lies_inside_and_keeps_the_proportions(
            w in 1.0f64..30_000.0, h in 1.0f64..30_000.0, x in -1.0f64..2.0, y in -1.0f64..2.0, pick in 0usize..5,
        ) {
            let (sw, sh) = Slot::ALL[pick].pixels();
            let (left, top, cw, ch) = Focus::clamped(x, y).crop((w, h), (sw.into(), sh.into()));
            prop_assert!(left >= 0.0 && top >= 0.0 && left + cw <= w + 1e-6 && top + ch <= h + 1e-6);
            prop_assert!((cw / ch - f64::from(sw) / f64::from(sh)).abs() < 1e-6);
        }
    }
}
