//! What an uploaded file is, by its first bytes: format, and width and height where they decide something.
//!
//! Reads headers only and decodes nothing: a damaged or hostile picture costs no more than its bytes.

use serde::{Deserialize, Serialize};

/// The formats that `media/upload` tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Format {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF.
    Gif,
    /// A picture, but of a format the platform does not take (WebP, BMP, HEIC, TIFF).
    OtherPicture,
    /// MP3.
    Mp3,
    /// AMR.
    Amr,
    /// MP4.
    Mp4,
}

impl Format {
    /// The content type it is served with.
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Format::Png => "image/png",
            Format::Jpeg => "image/jpeg",
            Format::Gif => "image/gif",
            Format::Mp3 => "audio/mpeg",
            Format::Amr => "audio/amr",
            Format::Mp4 => "video/mp4",
            Format::OtherPicture => "application/octet-stream",
        }
    }
}

/// The format of `bytes`, by content; names and declared types are not asked.
pub(crate) fn format(bytes: &[u8]) -> Option<Format> {
    let brand = |brands: &[&[u8]]| bytes.get(4..8) == Some(b"ftyp") && brands.iter().any(|b| bytes[8..].starts_with(b));
    match bytes {
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some(Format::Png),
        [0xFF, 0xD8, 0xFF, ..] => Some(Format::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Format::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Format::OtherPicture),
        [b'B', b'M', ..] | [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Some(Format::OtherPicture),
        _ if brand(&[b"heic", b"heix", b"mif1", b"avif"]) => Some(Format::OtherPicture),
        _ if brand(&[b""]) => Some(Format::Mp4),
        [b'#', b'!', b'A', b'M', b'R', ..] => Some(Format::Amr),
        [b'I', b'D', b'3', ..] | [0xFF, 0xE2..=0xFE, ..] => Some(Format::Mp3),
        _ => None,
    }
}

/// Width and height of a PNG, JPEG or GIF; none when the header is cut short or wrong.
pub(crate) fn pixels(bytes: &[u8]) -> Option<(u32, u32)> {
    match format(bytes)? {
        Format::Png => png_pixels(bytes),
        Format::Jpeg => jpeg_pixels(bytes),
        Format::Gif => Some((le_u16(bytes, 6)?, le_u16(bytes, 8)?)),
        _ => None,
    }
    .filter(|(width, height)| *width > 0 && *height > 0)
}

fn png_pixels(bytes: &[u8]) -> Option<(u32, u32)> {
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    Some((be_u32(bytes, 16)?, be_u32(bytes, 20)?))
}

/// Walks the segments to the frame header (SOF0–SOF15 without DHT, JPG and DAC).
fn jpeg_pixels(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        match *bytes.get(at + 1)? {
            0xFF => at += 1,
            0x01 | 0xD0..=0xD8 => at += 2,
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Some((be_u16(bytes, at + 7)?, be_u16(bytes, at + 5)?));
            }
            0xD9 | 0xDA => return None,
            _ => at += 2 + (be_u16(bytes, at + 2)?.max(2)) as usize,
        }
    }
}

fn be_u32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}

fn be_u16(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_be_bytes).map(u32::from)
}

fn le_u16(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes).map(u32::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x2c\0\0\0\xc8\x08\x02\0\0\0";
    const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc2\0\x0b\x08\x02\x80\x03\x20\x01\x01\x11\0";

    #[rstest]
    #[case(PNG, Some((300, 200)))]
    #[case(&PNG[..22], None)]
    #[case(JPEG, Some((800, 640)))]
    #[case(&JPEG[..12], None)]
    #[case(b"\xff\xd8\xff\xda\0\x02", None)]
    #[case(b"GIF89a\x0a\0\x14\0", Some((10, 20)))]
    #[case(b"", None)]
    fn headers_tell_the_pixels(#[case] bytes: &[u8], #[case] expected: Option<(u32, u32)>) {
        assert_eq!(pixels(bytes), expected);
    }

    #[rstest]
    #[case(b"RIFF\0\0\0\0WEBPVP8 ", Some(Format::OtherPicture))]
    #[case(b"\0\0\0\x18ftypheic", Some(Format::OtherPicture))]
    #[case(b"\0\0\0\x18ftypisom", Some(Format::Mp4))]
    #[case(b"#!AMR\n", Some(Format::Amr))]
    #[case(b"ID3\x04", Some(Format::Mp3))]
    #[case(b"hello", None)]
    fn formats_are_told_by_content(#[case] bytes: &[u8], #[case] expected: Option<Format>) {
        assert_eq!(format(bytes), expected);
    }
}
