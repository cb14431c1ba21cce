//! The camera's orientation (EXIF 1 to 8): found in the file, applied to the small result, and used to carry a focus
//! given on the upright picture over to the stored one.
//!
//! Invariant: pixels are turned only after the resize, when few are left.

use image::{DynamicImage, RgbImage, metadata::Orientation};
use kaibo_domain::Focus;

/// What an EXIF block begins with in a JPEG segment, and in some WebP files too.
const EXIF_HEADER: &[u8] = b"Exif\0\0";

/// The orientation an EXIF block states; `None` when it is not EXIF or states none that exists.
pub(crate) fn of_exif(block: &[u8]) -> Option<Orientation> {
    Orientation::from_exif_chunk(block.strip_prefix(EXIF_HEADER).unwrap_or(block))
}

/// Whether the segment is EXIF at all.
pub(crate) fn is_exif(segment: &[u8]) -> bool {
    segment.starts_with(EXIF_HEADER)
}

/// Width and height after, or equally before, the turn.
pub(crate) fn turned(orientation: Orientation, (width, height): (u32, u32)) -> (u32, u32) {
    match orientation {
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH => {
            (height, width)
        }
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => (width, height),
    }
}

/// The orientation that leads to the same picture and then turns it clockwise by quarters.
pub(crate) fn turned_on(orientation: Orientation, quarters: u8) -> Orientation {
    (0..quarters % 4).fold(orientation, |orientation, _| match orientation {
        Orientation::NoTransforms => Orientation::Rotate90,
        Orientation::Rotate90 => Orientation::Rotate180,
        Orientation::Rotate180 => Orientation::Rotate270,
        Orientation::Rotate270 => Orientation::NoTransforms,
        Orientation::FlipHorizontal => Orientation::Rotate270FlipH,
        Orientation::Rotate270FlipH => Orientation::FlipVertical,
        Orientation::FlipVertical => Orientation::Rotate90FlipH,
        Orientation::Rotate90FlipH => Orientation::FlipHorizontal,
    })
}

/// The point of the stored picture that stands at `focus` once it is upright.
pub(crate) fn stored_focus(orientation: Orientation, focus: Focus) -> Focus {
    let Focus { x, y } = Focus::clamped(focus.x, focus.y);
    let (x, y) = match orientation {
        Orientation::NoTransforms => (x, y),
        Orientation::FlipHorizontal => (1.0 - x, y),
        Orientation::Rotate180 => (1.0 - x, 1.0 - y),
        Orientation::FlipVertical => (x, 1.0 - y),
        Orientation::Rotate90FlipH => (y, x),
        Orientation::Rotate90 => (y, 1.0 - x),
        Orientation::Rotate270FlipH => (1.0 - y, 1.0 - x),
        Orientation::Rotate270 => (1.0 - y, x),
    };
    Focus { x, y }
}

/// Turns a picture upright.
pub(crate) fn upright(picture: RgbImage, orientation: Orientation) -> RgbImage {
    let mut picture = DynamicImage::ImageRgb8(picture);
    picture.apply_orientation(orientation);
    picture.into_rgb8()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_focus_lands_on_the_same_pixel_after_the_turn() {
        let (width, height) = (16u32, 10u32);
        for exif in 1..=8 {
            let orientation = Orientation::from_exif(exif).unwrap();
            let mut stored = RgbImage::new(width, height);
            let (upright_width, upright_height) = turned(orientation, (width, height));
            let focus = Focus { x: 2.5 / f64::from(upright_width), y: 3.5 / f64::from(upright_height) };
            let on_stored = stored_focus(orientation, focus);
            let (x, y) = (on_stored.x * f64::from(width), on_stored.y * f64::from(height));
            stored.put_pixel(x as u32, y as u32, image::Rgb([255, 0, 0]));
            assert_eq!(upright(stored, orientation).get_pixel(2, 3).0, [255, 0, 0], "orientation {exif}");
        }
    }

    #[test]
    fn turning_on_is_turning_the_upright_picture() {
        let stored = crate::corpus::photo(5, 3, 40);
        for exif in 1..=8 {
            let orientation = Orientation::from_exif(exif).unwrap();
            let mut turned = DynamicImage::ImageRgb8(upright(stored.clone(), orientation));
            for quarters in 0..5 {
                assert_eq!(
                    upright(stored.clone(), turned_on(orientation, quarters)),
                    turned.to_rgb8(),
                    "{exif} {quarters}"
                );
                turned = turned.rotate90();
            }
        }
    }

    #[test]
    fn an_orientation_that_does_not_exist_is_none() {
        assert_eq!(of_exif(&crate::corpus::exif(9, false)), None);
        assert_eq!(of_exif(b"Exif\0\0"), None);
        assert_eq!(of_exif(b"MM"), None);
        assert_eq!(of_exif(&crate::corpus::exif(6, true)), Some(Orientation::Rotate90));
    }
}
