//! Drawings in place of mini-program codes: rings, struck through, so that nobody takes them for one; and a QR code that
//! says what a viewers' code would.
//!
//! Written as a PNG of one bit a pixel, uncompressed: no encoder is needed for it.

use qrcode::{Color, QrCode};

/// Pixels of a QR code's module.
const MODULE_PX: u32 = 8;
/// Modules left white around it (ISO/IEC 18004).
const QUIET: u32 = 4;

/// A PNG of `side` by `side` pixels.
pub(crate) fn rings(side: u32) -> Vec<u8> {
    let middle = f64::from(side) / 2.0;
    let is_dark = |x: u32, y: u32| {
        let (x, y) = (f64::from(x) + 0.5 - middle, f64::from(y) + 0.5 - middle);
        let ring = (x.hypot(y) / middle * 8.0) as u32;
        // Seven rings, every other one dark; a light stroke from corner to corner.
        ring < 7 && ring % 2 == 1 && (x - y).abs() > middle / 8.0
    };
    drawn(side, is_dark)
}

/// A QR code as a PNG; `None` where the text is longer than any holds.
pub(crate) fn qr(text: &str) -> Option<Vec<u8>> {
    let code = QrCode::new(text).ok()?;
    let (modules, width) = (code.to_colors(), code.width() as u32);
    let is_dark = |x: u32, y: u32| {
        let at = |pixel: u32| (pixel / MODULE_PX).checked_sub(QUIET).filter(|module| *module < width);
        at(x).zip(at(y)).is_some_and(|(x, y)| modules[(y * width + x) as usize] == Color::Dark)
    };
    Some(drawn((width + 2 * QUIET) * MODULE_PX, is_dark))
}

/// A PNG of `side` by `side` pixels, black where it is dark.
fn drawn(side: u32, is_dark: impl Fn(u32, u32) -> bool) -> Vec<u8> {
    let mut rows = Vec::new();
    for y in 0..side {
        rows.push(0);
        for byte in 0..side.div_ceil(8) {
            // What lies beyond the side in the last byte is not shown.
            let bit = |at: u32| u8::from(!is_dark((byte * 8 + at).min(side - 1), y)) << (7 - at);
            rows.push((0..8).map(bit).fold(0, |all, bit| all | bit));
        }
    }
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    // Width, height, one bit a pixel, grey, and the only compression, filter and order of rows there are.
    let header = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[1, 0, 0, 0, 0]].concat();
    chunk(&mut png, b"IHDR", &header);
    chunk(&mut png, b"IDAT", &stored(&rows));
    chunk(&mut png, b"IEND", &[]);
    png
}

/// One chunk: length, kind, content, check sum.
fn chunk(png: &mut Vec<u8>, kind: &[u8; 4], content: &[u8]) {
    let checked = [kind, content].concat();
    png.extend((content.len() as u32).to_be_bytes());
    png.extend(&checked);
    png.extend(crc32(&checked).to_be_bytes());
}

/// A zlib stream of stored blocks (RFC 1950, RFC 1951 section 3.2.4).
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let blocks = bytes.chunks(0xFFFF);
    let last = blocks.len() - 1;
    for (at, block) in blocks.enumerate() {
        let length = block.len() as u16;
        stream.push(u8::from(at == last));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    stream.extend(adler32(bytes).to_be_bytes());
    stream
}

fn crc32(bytes: &[u8]) -> u32 {
    let next = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    };
    !bytes.iter().fold(u32::MAX, next)
}

fn adler32(bytes: &[u8]) -> u32 {
    let (low, high) = bytes.iter().fold((1, 0), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    (high << 16) | low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_sums_are_those_of_their_specifications() {
        assert_eq!(crc32(b"IEND"), 0xAE42_6082);
        assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398);
    }

    #[test]
    fn a_drawing_is_a_whole_png_of_the_size_asked_for() {
        for side in [280, 430, 1280] {
            let png = rings(side);
            assert_eq!(crate::picture::pixels(&png), Some((side, side)));
            // IHDR and IEND with their frames, the frame of IDAT, zlib's frame, and five bytes a block.
            let rows = side as usize * (side.div_ceil(8) as usize + 1);
            assert_eq!(png.len(), 8 + 25 + 12 + 12 + 6 + rows + 5 * rows.div_ceil(0xFFFF));
            assert!(png.ends_with(b"IEND\xAE\x42\x60\x82"));
        }
    }

    #[test]
    fn a_code_is_whole_modules_in_a_white_frame() {
        let png = qr("plugin-private://page?room_id=1").unwrap();
        let (side, _) = crate::picture::pixels(&png).unwrap();
        assert!(side.is_multiple_of(MODULE_PX) && side > (21 + 2 * QUIET) * MODULE_PX, "{side}");
        // Signature, header, and the head of the only block: then the first row, all white.
        let rows = 8 + 25 + 8 + 2 + 5;
        assert!(png[rows + 1..rows + 1 + side as usize / 8].iter().all(|byte| *byte == 0xFF));
        assert_eq!(qr(&"x".repeat(8_000)), None);
    }
}
