//! Formats that are known and not read, so that staff learn what the file is and what to do.
//!
//! Invariant: only the first kilobyte is looked at.

use crate::error::PictureError;

/// Magic numbers at the start of the file.
const MAGIC: [(&[u8], &str); 10] = [
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"%PDF-", "PDF"),
    (b"8BPS", "PSD"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
    (b"\0\0\x01\0", "ICO"),
    (b"qoif", "QOI"),
];

/// Brands of the ISO container that hold HEVC pictures.
const HEIC_BRANDS: [&[u8]; 8] = [b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs"];
const AVIF_BRANDS: [&[u8]; 2] = [b"avif", b"avis"];
/// Brands that say 'pictures' and not which; Apple's files carry them.
const PICTURE_BRANDS: [&[u8]; 2] = [b"mif1", b"msf1"];

/// Why a file that is none of ours is refused.
pub(super) fn recognise(bytes: &[u8]) -> PictureError {
    let head = bytes.get(..1024).unwrap_or(bytes);
    if let Some((_, format)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return PictureError::Unsupported { format };
    }
    if head.get(4..8) == Some(b"ftyp") {
        return container(head);
    }
    if is_svg(head) {
        return PictureError::Unsupported { format: "SVG" };
    }
    PictureError::NotAPicture
}

fn container(head: &[u8]) -> PictureError {
    let stated = super::be32(head, 0).and_then(|size| usize::try_from(size).ok()).unwrap_or_default();
    let end = stated.min(head.len());
    // The major brand, then (after four bytes of version) the compatible ones.
    let major = head.get(8..12).into_iter();
    let brands: Vec<&[u8]> = major.chain(head.get(16..end).unwrap_or_default().chunks_exact(4)).collect();
    let has = |wanted: &[&[u8]]| brands.iter().any(|brand| wanted.contains(brand));
    if has(&AVIF_BRANDS) {
        PictureError::Unsupported { format: "AVIF" }
    } else if has(&HEIC_BRANDS) || has(&PICTURE_BRANDS) {
        PictureError::Heic
    } else {
        PictureError::Unsupported { format: "MP4" }
    }
}

fn is_svg(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let is_markup = text.starts_with(b"<?xml") || text.starts_with(b"<!--") || text.starts_with(b"<!DOCTYPE svg");
    text.starts_with(b"<svg") || (is_markup && text.windows(4).any(|window| window == b"<svg"))
}
