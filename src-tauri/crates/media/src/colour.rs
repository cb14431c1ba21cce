//! Whatever the samples mean, made sRGB.
//!
//! Invariant: works on the small result only, and never fails: a broken profile, or one for another kind of samples, counts as none.

use crate::resize::{Raster, Samples};
use image::RgbImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// The picture in sRGB; `icc` is the file's colour profile, empty when it has none.
pub(crate) fn to_srgb(raster: Raster, icc: &[u8]) -> RgbImage {
    let Raster { width, height, samples, mut data } = raster;
    if let Samples::Cmyk { inverted: true } = samples {
        data.iter_mut().for_each(|value| *value = !*value);
    }
    let rgb = with_profile(&data, samples, icc).unwrap_or_else(|| without_profile(data, samples));
    // The lengths agree by Raster's invariant; an empty picture stands in if they ever did not.
    RgbImage::from_raw(width, height, rgb).unwrap_or_default()
}

fn with_profile(data: &[u8], samples: Samples, icc: &[u8]) -> Option<Vec<u8>> {
    if icc.is_empty() {
        return None;
    }
    let profile = ColorProfile::new_from_slice(icc).ok()?;
    let (space, layout) = match samples {
        Samples::Grey => (DataColorSpace::Gray, Layout::Gray),
        Samples::Rgb => (DataColorSpace::Rgb, Layout::Rgb),
        Samples::Cmyk { .. } => (DataColorSpace::Cmyk, Layout::Rgba),
    };
    if profile.color_space != space {
        return None;
    }
    let srgb = ColorProfile::new_srgb();
    let transform = profile.create_transform_8bit(layout, &srgb, Layout::Rgb, TransformOptions::default()).ok()?;
    let mut rgb = vec![0; data.len() / samples.channels() * 3];
    transform.transform(data, &mut rgb).ok()?;
    Some(rgb)
}

fn without_profile(data: Vec<u8>, samples: Samples) -> Vec<u8> {
    match samples {
        Samples::Rgb => data,
        Samples::Grey => data.iter().flat_map(|value| [*value; 3]).collect(),
        Samples::Cmyk { .. } => data.chunks_exact(4).flat_map(|ink| [0, 1, 2].map(|n| paper(ink[n], ink[3]))).collect(),
    }
}

/// The light left by a colour's ink and black together, 0 to 255.
fn paper(ink: u8, black: u8) -> u8 {
    let light = u16::from(!ink) * u16::from(!black);
    // Rounded, and at most 255: no truncation.
    ((light + 127) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(samples: Samples, data: &[u8], icc: &[u8]) -> [u8; 3] {
        to_srgb(Raster { width: 1, height: 1, samples, data: data.to_vec() }, icc).get_pixel(0, 0).0
    }

    #[test]
    fn display_p3_is_converted_and_a_broken_profile_ignored() {
        let p3 = ColorProfile::new_display_p3().encode().unwrap();
        // A P3 colour inside sRGB: by the matrices of both spaces (200, 120, 100) is about (212, 117, 94).
        let [r, g, b] = one(Samples::Rgb, &[200, 120, 100], &p3);
        assert!(r.abs_diff(212) <= 2 && g.abs_diff(117) <= 2 && b.abs_diff(94) <= 2, "{r} {g} {b}");
        assert_eq!(one(Samples::Rgb, &[200, 120, 100], &p3[..p3.len() / 2]), [200, 120, 100]);
        assert_eq!(one(Samples::Rgb, &[200, 120, 100], b"no profile"), [200, 120, 100]);
    }

    #[test]
    fn a_profile_for_other_samples_is_ignored() {
        let p3 = ColorProfile::new_display_p3().encode().unwrap();
        assert_eq!(one(Samples::Grey, &[80], &p3), [80, 80, 80]);
        let grey = ColorProfile::new_gray_with_gamma(2.2).encode().unwrap();
        assert_eq!(one(Samples::Rgb, &[1, 2, 3], &grey), [1, 2, 3]);
    }

    #[test]
    fn ink_becomes_light_in_both_conventions() {
        assert_eq!(one(Samples::Cmyk { inverted: false }, &[0, 0, 0, 0], &[]), [255, 255, 255]);
        assert_eq!(one(Samples::Cmyk { inverted: false }, &[255, 0, 0, 0], &[]), [0, 255, 255]);
        assert_eq!(one(Samples::Cmyk { inverted: true }, &[0, 255, 255, 255], &[]), [0, 255, 255]);
        assert_eq!(one(Samples::Cmyk { inverted: true }, &[255, 255, 255, 0], &[]), [0, 0, 0]);
    }
}
