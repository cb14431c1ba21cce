//! JPEG: which reduced size and window to decode for a given result.
//!
//! Invariant: the reduced picture has at least twice the result's pixels each way (image spike, section 2: at once the
//! result's size costs 10 dB, three times costs a full decode), unless the file itself has fewer.

use crate::{
    error::PictureError,
    probe::{self, Format},
    resize::{Part, Raster, reach},
    turbo::{self, Window},
};

/// Pixels wanted of the decoder for each pixel of the result.
const MARGIN: f64 = 2.0;
/// Bytes of rows for which a file must first be seen to have an end.
const LARGE: u64 = 16 * 1024 * 1024;

/// The pixels for `part` of a JPEG shown at `target` pixels: samples, the part within them, and the colour profile.
pub(crate) fn decode(bytes: &[u8], part: Part, target: (u32, u32)) -> Result<(Raster, Part, Vec<u8>), PictureError> {
    let facts = probe::jpeg_facts(bytes)?;
    let window = Window { unit: facts.unit, ..window(part, target) };
    let height = u64::from(facts.height.div_ceil(window.reduce).saturating_sub(window.top));
    let rows = u64::from(window.right.saturating_sub(window.left)) * height * u64::from(facts.components);
    // Of others one that was cut off is found at little cost, and looking for its end would take a hundredth of its time.
    if (facts.is_held() || rows > LARGE) && !probe::is_whole(bytes, Format::Jpeg) {
        return Err(PictureError::Damaged);
    }
    let decoded = turbo::decode(bytes, window, facts.is_adobe)?;
    let scale = 1.0 / f64::from(window.reduce);
    Ok((decoded.raster, part.seen_at(scale, (decoded.left, decoded.top)), facts.icc))
}

fn window(part: Part, (width, height): (u32, u32)) -> Window {
    let ratio = (part.width / f64::from(width)).min(part.height / f64::from(height));
    let reduce = [8, 4, 2].into_iter().find(|reduce| ratio / f64::from(*reduce) >= MARGIN).unwrap_or(1);
    let seen = part.seen_at(1.0 / f64::from(reduce), (0, 0));
    let (across, down) = (reach(seen.width, width), reach(seen.height, height));
    // All are at most MAX_SIDE plus the reach, and negative ones become 0: no truncation that matters.
    Window {
        reduce,
        unit: 1,
        left: (seen.left - across).max(0.0) as u32,
        top: (seen.top - down).max(0.0) as u32,
        right: (seen.left + seen.width + across).ceil() as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reduced_picture_keeps_twice_the_result() {
        let square = |side: f64| Part { left: 504.0, top: 0.0, width: side, height: side };
        assert_eq!(window(square(3024.0), (750, 750)).reduce, 2);
        assert_eq!(window(square(3000.0), (750, 750)).reduce, 2);
        assert_eq!(window(square(2999.0), (750, 750)).reduce, 1);
        assert_eq!(window(square(6048.0), (750, 750)).reduce, 4);
        assert_eq!(window(square(29_000.0), (300, 300)).reduce, 8);
        assert_eq!(window(square(100.0), (750, 750)).reduce, 1);
    }

    #[test]
    fn the_window_holds_the_filter() {
        let seen = window(Part { left: 504.0, top: 0.0, width: 3024.0, height: 3024.0 }, (750, 750));
        assert_eq!((seen.left, seen.top, seen.right), (244, 0, 1772));
    }
}
