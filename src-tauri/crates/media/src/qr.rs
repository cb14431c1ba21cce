//! QR codes, dark on white with the quiet zone of four modules that scanners need.
//!
//! Invariant: error correction is level M, so that a code shown on a screen and filmed at an angle is still read.

use image::{ExtendedColorType, ImageEncoder, Luma, codecs::png::PngEncoder};
use qrcode::{EcLevel, QrCode, render::svg};
use thiserror::Error;

/// The widest picture made, px.
const MAX_WIDTH: u32 = 8_000;

/// Why there is no code.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum QrError {
    /// The text is longer than any code holds: 2,331 bytes of UTF-8.
    #[error("the text is too long for a QR code")]
    TooLong,
    /// The picture asked for is wider than any screen or sheet needs.
    #[error("the QR code would be too large a picture")]
    TooWide,
    /// The picture could not be written.
    #[error("the QR code could not be written as a picture")]
    NotWritten,
}

/// The code of `text` as SVG, one unit a module; it scales to any size.
///
/// # Errors
/// [`QrError::TooLong`].
pub fn svg(text: &str) -> Result<String, QrError> {
    Ok(code(text)?.render::<svg::Color<'_>>().quiet_zone(true).module_dimensions(1, 1).build())
}

/// The code of `text` as a grey PNG at least `min_side` pixels wide; every module is a whole number of pixels.
///
/// # Errors
/// [`QrError::TooLong`], [`QrError::TooWide`].
pub fn png(text: &str, min_side: u32) -> Result<Vec<u8>, QrError> {
    if min_side > MAX_WIDTH {
        return Err(QrError::TooWide);
    }
    let code = code(text)?;
    let mut drawing = code.render::<Luma<u8>>();
    let picture = drawing.quiet_zone(true).module_dimensions(1, 1).min_dimensions(min_side, min_side).build();
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::L8)
        .map_err(|_| QrError::NotWritten)?;
    Ok(png)
}

fn code(text: &str) -> Result<QrCode, QrError> {
    QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| QrError::TooLong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn read(png: &[u8]) -> String {
        let picture = image::load_from_memory(png).unwrap().into_luma8();
        let mut prepared =
            rqrr::PreparedImage::prepare_from_greyscale(picture.width() as usize, picture.height() as usize, |x, y| {
                picture.get_pixel(x as u32, y as u32).0[0]
            });
        let grids = prepared.detect_grids();
        assert_eq!(grids.len(), 1);
        grids[0].decode().unwrap().1
    }

    /// Draws the SVG's rectangles, four pixels a unit.
    fn drawn(svg: &str) -> Vec<u8> {
        let between = |from: &str, to: &str| svg.split_once(from).unwrap().1.split_once(to).unwrap().0.to_owned();
        let side: u32 = between("viewBox=\"0 0 ", " ").parse().unwrap();
        let mut picture = image::GrayImage::from_pixel(side * 4, side * 4, Luma([255]));
        for rect in between(" d=\"", "\"").split('M').filter(|rect| !rect.is_empty()) {
            let numbers: Vec<u32> = rect
                .split(|c: char| !c.is_ascii_digit())
                .filter(|n| !n.is_empty())
                .map(|n| n.parse().unwrap())
                .collect();
            let (left, top, width, height) = (numbers[0], numbers[1], numbers[2], numbers[3]);
            for y in top * 4..(top + height) * 4 {
                for x in left * 4..(left + width) * 4 {
                    picture.put_pixel(x, y, Luma([0]));
                }
            }
        }
        let mut png = Vec::new();
        PngEncoder::new(&mut png).write_image(picture.as_raw(), side * 4, side * 4, ExtendedColorType::L8).unwrap();
        png
    }

    #[rstest]
    #[case("http://127.0.0.1:41873/phone?room=12&code=3Zq-_x")]
    #[case("开播台:双十一直播间,今晚八点")]
    #[case("a")]
    fn a_code_reads_back(#[case] text: &str) {
        assert_eq!(read(&png(text, 300).unwrap()), text);
        assert_eq!(read(&drawn(&svg(text).unwrap())), text);
    }

    #[test]
    fn the_quiet_zone_is_four_white_modules() {
        let picture = image::load_from_memory(&png("kaibo", 1).unwrap()).unwrap().into_luma8();
        let first_dark = picture.enumerate_pixels().find(|(_, _, pixel)| pixel.0 == [0]).unwrap();
        assert_eq!((first_dark.0, first_dark.1), (4, 4));
        assert_eq!(picture.get_pixel(picture.width() - 5, 4).0, [0]);
        assert_eq!(picture.width(), 21 + 8);
        assert!(svg("kaibo").unwrap().contains("viewBox=\"0 0 29 29\""));
    }

    #[test]
    fn a_code_is_at_least_as_wide_as_asked() {
        let picture = image::load_from_memory(&png("kaibo", 500).unwrap()).unwrap();
        assert!(picture.width() >= 500 && picture.width().is_multiple_of(29), "{}", picture.width());
        assert_eq!(png("kaibo", 100_000), Err(QrError::TooWide));
    }

    #[test]
    fn too_long_a_text_is_an_error() {
        assert!(svg(&"a".repeat(2331)).is_ok());
        assert_eq!(svg(&"a".repeat(2332)), Err(QrError::TooLong));
        assert_eq!(png(&"直".repeat(778), 100), Err(QrError::TooLong));
    }
}
