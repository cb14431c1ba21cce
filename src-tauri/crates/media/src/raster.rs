//! WebP, GIF and BMP through the `image` crate: the first picture of the file, decoded whole, transparency laid on white.
//!
//! Invariant: the header's size was checked by [`probe`](crate::probe()) first, and the decoder must state the same one before
//! anything is allocated, because `image`'s own allocation limit does not hold when a decoder is used directly (spike, section 5).

use crate::{
    error::PictureError,
    probe::{Format, Probe, is_whole},
    resize::{Raster, Samples},
    scratch,
};
use image::{
    ColorType, ImageDecoder, ImageError, Limits,
    codecs::{bmp::BmpDecoder, gif::GifDecoder, webp::WebPDecoder},
};
use std::io::Cursor;

/// The samples of a WebP, GIF or BMP and its colour profile, empty when it has none.
pub(crate) fn decode(bytes: &[u8], probe: &Probe) -> Result<(Raster, Vec<u8>), PictureError> {
    if !is_whole(bytes, probe.format) {
        return Err(PictureError::Damaged);
    }
    let source = Cursor::new(bytes);
    let stored = probe.stored();
    match probe.format {
        Format::WebP => read(WebPDecoder::new(source).map_err(reason)?, stored),
        Format::Gif => {
            let mut decoder = GifDecoder::new(source).map_err(reason)?;
            // Room for one frame as large as the canvas: a file may claim larger ones.
            let mut limits = Limits::no_limits();
            limits.max_alloc = Some(u64::from(stored.0) * u64::from(stored.1) * 4);
            decoder.set_limits(limits).map_err(reason)?;
            read(decoder, stored)
        }
        Format::Bmp => read(BmpDecoder::new(source).map_err(reason)?, stored),
        Format::Jpeg | Format::Png => Err(PictureError::Damaged),
    }
}

fn read(mut decoder: impl ImageDecoder, stored: (u32, u32)) -> Result<(Raster, Vec<u8>), PictureError> {
    let (width, height) = decoder.dimensions();
    if (width, height) != stored {
        return Err(PictureError::Damaged);
    }
    let colour = decoder.color_type();
    // A profile that cannot be unpacked counts as none.
    let icc = decoder.icc_profile().ok().flatten().unwrap_or_default();
    let bytes = usize::try_from(decoder.total_bytes()).map_err(|_| PictureError::OutOfMemory)?;
    let mut data = scratch::room_for(bytes)?;
    decoder.read_image(&mut data).map_err(reason)?;
    match colour {
        ColorType::Rgb8 => {}
        ColorType::Rgba8 => flatten::<4>(&mut data),
        _ => return Err(PictureError::Damaged),
    }
    if data.len() != width as usize * height as usize * 3 {
        return Err(PictureError::Damaged);
    }
    Ok((Raster { width, height, samples: Samples::Rgb, data }, icc))
}

fn reason(error: ImageError) -> PictureError {
    match error {
        ImageError::Unsupported(_) => PictureError::Unsupported { format: "this kind of WebP, GIF or BMP" },
        _ => PictureError::Damaged,
    }
}

/// Pixels of `N` bytes, the last one alpha, laid on white in place: `N - 1` bytes each remain.
pub(crate) fn flatten<const N: usize>(data: &mut Vec<u8>) {
    let count = data.len() / N;
    for at in 0..count {
        let alpha = u16::from(data[at * N + N - 1]);
        for channel in 0..N - 1 {
            let value = u16::from(data[at * N + channel]);
            data[at * (N - 1) + channel] = ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
        }
    }
    data.truncate(count * (N - 1));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transparency_shows_white() {
        let mut data = vec![10, 20, 30, 0, 10, 20, 30, 255, 0, 0, 0, 128];
        flatten::<4>(&mut data);
        assert_eq!(data, [255, 255, 255, 10, 20, 30, 127, 127, 127]);
    }
}
