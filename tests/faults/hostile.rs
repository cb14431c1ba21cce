//! The pictures of checks C1 and C2, made here: each is a function of its arguments.

use super::*;
use crate::support::random::Random;
use image::codecs::{png::PngEncoder, webp::WebPEncoder};
use turbojpeg::{PixelFormat, Subsamp};

/// What must not come out: where the photo was taken, and what its thumbnail shows.
pub const SECRETS: [&[u8]; 2] = [b"GPS 39.9042 N 116.4074 E", b"thumbnail from before the crop"];

/// Files whose header says that they are not for us, and why.
pub fn refused_by_header() -> Vec<(&'static str, Vec<u8>, PictureError)> {
    let unsupported = |format| PictureError::Unsupported { format };
    let too_many = |width, height| PictureError::TooManyPixels { width, height };
    let mut claimed = corpus::jpeg(&corpus::photo(16, 16, 5), PLAIN);
    let frame = claimed.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    claimed[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let laughs = b"<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\">]><svg>&lol;</svg>";
    vec![
        ("PNG of 50,000 by 50,000", corpus::png_header(50_000, 50_000), too_many(50_000, 50_000)),
        ("PNG of one by 2^31", corpus::png_header(1, 1 << 31), too_many(1, 1 << 31)),
        ("PNG of 2^32 by 2^32", corpus::png_header(u32::MAX, u32::MAX), too_many(u32::MAX, u32::MAX)),
        ("JPEG of 65,500 by 65,500 in few bytes", claimed, too_many(65_500, 65_500)),
        ("GIF of 65,535 by 65,535", b"GIF89a\xff\xff\xff\xff\0\0\0".to_vec(), too_many(65_535, 65_535)),
        (
            "WebP of 16,383 by 16,383",
            corpus::riff(&[(b"VP8 ", &corpus::vp8(16_383, 16_383))]),
            too_many(16_383, 16_383),
        ),
        ("SVG with a script", svg.to_vec(), unsupported("SVG")),
        ("SVG with entities", laughs.to_vec(), unsupported("SVG")),
        ("AVIF", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf".to_vec(), unsupported("AVIF")),
        ("HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), PictureError::Heic),
        ("a video called .jpg", b"\0\0\0\x14ftypqt  \0\0\0\0qt  ".to_vec(), unsupported("MP4")),
        ("a program called .png", b"MZ\x90\0\x03\0\0\0".to_vec(), PictureError::NotAPicture),
        ("an archive called .jpg", b"PK\x03\x04\x14\0\0\0".to_vec(), PictureError::NotAPicture),
        ("64 MiB and a byte", vec![0xff; 64 * 1024 * 1024 + 1], PictureError::TooLarge { bytes: 67_108_865 }),
    ]
}

/// Files whose beginning is sound, and of which something is missing or was altered.
pub fn damaged() -> Vec<(&'static str, Vec<u8>)> {
    let cut = |bytes: &[u8]| bytes[..bytes.len() * 6 / 10].to_vec();
    let photo = corpus::corners(8_064, 6_048);
    let large_png = corpus::png(&DynamicImage::new_rgba8(8_000, 8_000));
    let mut altered_png = large_png.clone();
    altered_png[large_png.len() * 9 / 10] ^= 1;
    // The header is another picture's, and was not sealed anew.
    let mut interlaced = corpus::interlaced_png(&corpus::photo(64, 64, 5));
    interlaced[16..24].copy_from_slice(&[8_000u32, 8_000].map(u32::to_be_bytes).concat());
    vec![
        ("48 MP progressive JPEG, cut", cut(&corpus::jpeg(&photo, Style { progressive: true, ..PLAIN }))),
        ("44 MP upright JPEG, cut", cut(&corpus::jpeg(&corpus::corners(5_760, 7_679), PLAIN))),
        ("random bytes between a JPEG's header and its end", {
            let mut jpeg = corpus::jpeg(&photo, PLAIN);
            let (mut random, end) = (Random::new(1), jpeg.len() - 2);
            // None of them begins a marker.
            jpeg[700..end].iter_mut().for_each(|byte| *byte = random.number() as u8 & 0xfe);
            jpeg
        }),
        ("64 MP PNG with transparency, cut", cut(&large_png)),
        ("64 MP PNG with transparency, altered", altered_png),
        ("64 MP PNG without pixels", corpus::png_header(8_000, 8_000)),
        ("64 MP interlaced PNG, altered", interlaced),
        ("36 MP WebP, cut", cut(&corpus::webp(&DynamicImage::new_rgb8(6_000, 6_000)))),
        ("32 MP GIF, cut", cut(&corpus::gif(&[RgbImage::new(8_000, 4_000)]))),
        ("GIF whose frame is larger than its canvas", large_frame()),
        ("64 MP bitmap, cut", cut(&corpus::bmp(&DynamicImage::new_luma8(8_000, 8_000)))),
        ("JPEG in 300 scans", many_scans(160, 160, 300)),
    ]
}

/// Files within the limits that ask for as much as files may, and the most KiB that each may take.
pub fn heavy() -> Vec<(&'static str, Vec<u8>, u64)> {
    let grey = Style { subsamp: Subsamp::Gray, ..PLAIN };
    let flat = |side: u32| vec![128; side as usize * side as usize];
    let progressive = corpus::jpeg(&corpus::corners(8_064, 6_048), Style { progressive: true, ..PLAIN });
    vec![
        ("200 MP JPEG", corpus::packed(&flat(14_142), (14_142, 14_142), PixelFormat::GRAY, grey), BY_ROWS_KIB),
        ("64 MP PNG with transparency", corpus::png(&DynamicImage::new_rgba8(8_000, 8_000)), BY_ROWS_KIB),
        ("32 MP PNG with transparency of 16 bits", corpus::png(&DynamicImage::new_rgba16(5_600, 5_600)), BY_ROWS_KIB),
        ("48 MP progressive JPEG", progressive, WHOLE_KIB),
        ("53 MP JPEG in 99 empty scans", many_scans(8_160, 6_528, 99), WHOLE_KIB),
        ("36 MP WebP", corpus::webp(&DynamicImage::new_rgb8(6_000, 6_000)), WHOLE_KIB),
        (
            "animated WebP of 16 MP",
            corpus::animated_webp(&RgbImage::new(4_000, 4_000), (0, 0), (4_000, 4_000)),
            WHOLE_KIB,
        ),
    ]
}

/// A progressive JPEG of one grey that says so again and again: each scan is a few bytes, and walks all blocks.
fn many_scans(width: u16, height: u16, scans: usize) -> Vec<u8> {
    // One code each: a direct value of no difference, and the end of 16,384 blocks. All data are zero bits.
    let table = |class: u8, symbol: u8| [&[0xff, 0xc4, 0, 20, class, 1], [0; 15].as_slice(), &[symbol]].concat();
    let mut jpeg = vec![0xff, 0xd8, 0xff, 0xdb, 0, 67, 0];
    jpeg.extend([1; 64]);
    jpeg.extend([0xff, 0xc2, 0, 17, 8]);
    jpeg.extend([height.to_be_bytes(), width.to_be_bytes()].concat());
    jpeg.extend([3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0]);
    jpeg.extend([table(0x00, 0), table(0x10, 0xe0)].concat());
    let units = usize::from(width / 16) * usize::from(height / 16);
    jpeg.extend([0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 0, 0]);
    jpeg.extend(vec![0; (units * 6).div_ceil(8)]);
    for scan in 0..scans - 1 {
        let plane = (scan / 63) as u8;
        let frequency = (scan % 63) as u8 + 1;
        let blocks = if plane == 0 { units * 4 } else { units };
        jpeg.extend([0xff, 0xda, 0, 8, 1, plane % 3 + 1, 0, frequency, frequency, 0]);
        jpeg.extend(vec![0; (blocks.div_ceil(16_384) * 15).div_ceil(8)]);
    }
    jpeg.extend([0xff, 0xd9]);
    jpeg
}

fn large_frame() -> Vec<u8> {
    let mut gif = corpus::gif(&[corpus::photo(64, 64, 5)]);
    let frame = gif.windows(9).position(|window| window == [0x2c, 0, 0, 0, 0, 64, 0, 64, 0]).unwrap();
    gif[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    gif
}

/// A sound file of every format.
pub fn sound() -> Vec<Vec<u8>> {
    let picture = corpus::photo(96, 64, 20);
    let whole = DynamicImage::ImageRgb8(picture.clone());
    let planes = [0, 1, 2, 0].map(|n: usize| picture.pixels().map(|pixel| pixel.0[n]).collect());
    let p3 = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let tagged = corpus::with_segment(&corpus::jpeg(&picture, PLAIN), 0xe2, &corpus::profile_segment(&p3));
    vec![
        corpus::with_segment(&tagged, 0xe1, &corpus::exif(6, true)),
        corpus::jpeg(&picture, Style { progressive: true, ..PLAIN }),
        corpus::in_separate_scans(&picture),
        corpus::with_segment(&corpus::planar(&planes, (96, 64)), 0xee, &corpus::adobe(2)),
        corpus::png(&whole),
        corpus::png(&DynamicImage::ImageRgba16(whole.to_rgba16())),
        corpus::interlaced_png(&picture),
        corpus::animated_png(&picture),
        corpus::webp(&whole),
        corpus::animated_webp(&picture, (2, 2), (128, 128)),
        corpus::gif(&[picture.clone(), picture]),
        corpus::bmp(&whole),
    ]
}

/// One of them with bytes changed, cut off, repeated, or with another's end.
pub fn altered(sound: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = random.pick(sound).clone();
    let reach = if random.chance(50) { bytes.len().min(900) } else { bytes.len() };
    for _ in 0..random.below(12) {
        let at = random.below(reach);
        bytes[at] = match random.below(3) {
            0 => random.number() as u8,
            1 => bytes[at] ^ (1 << random.below(8)),
            _ => *random.pick(&[0, 1, 0x7f, 0x80, 0xff]),
        };
    }
    match random.below(8) {
        0 => bytes.truncate(random.below(bytes.len())),
        1 => {
            let other = random.pick(sound);
            let at = random.below(bytes.len());
            bytes.truncate(at);
            bytes.extend(other.iter().skip(random.below(other.len())));
        }
        2 => {
            let from = random.below(bytes.len());
            let piece = bytes[from..(from + random.below(64)).min(bytes.len())].to_vec();
            let at = random.below(bytes.len());
            bytes.splice(at..at, piece);
        }
        _ => {}
    }
    bytes
}

/// Pictures of four corners that hold all [`SECRETS`], however the camera was turned.
pub fn telling() -> Vec<(String, Vec<u8>)> {
    let p3 = moxcms::ColorProfile::new_srgb().encode().unwrap();
    let profile = corpus::profile_segment(&p3);
    let small = [b"JFXX\0\x10".as_slice(), SECRETS[1]].concat();
    let described = [b"http://ns.adobe.com/xap/1.0/\0".as_slice(), SECRETS[0]].concat();
    let mut samples = Vec::new();
    for exif in 1..=8u8 {
        let stored = corpus::as_stored(&corpus::corners(640, 480), exif);
        let block = corpus::exif(exif.into(), true);
        for subsamp in [Subsamp::None, Subsamp::Sub2x1, Subsamp::Sub2x2, Subsamp::Sub1x2] {
            for progressive in [false, true] {
                let mut jpeg = corpus::jpeg(&stored, Style { subsamp, progressive, ..PLAIN });
                for (marker, body) in
                    [(0xe0, &small), (0xe1, &described), (0xfe, &small), (0xe2, &profile), (0xe1, &block)]
                {
                    jpeg = corpus::with_segment(&jpeg, marker, body);
                }
                samples.push((format!("JPEG {subsamp:?} progressive {progressive} turned {exif}"), jpeg));
            }
        }
        let rgb = DynamicImage::ImageRgb8(stored);
        for picture in [DynamicImage::ImageRgba8(rgb.to_rgba8()), DynamicImage::ImageRgb16(rgb.to_rgb16()), rgb.clone()]
        {
            let mut png = Vec::new();
            let mut encoder = PngEncoder::new(&mut png);
            encoder.set_exif_metadata(block[6..].to_vec()).unwrap();
            picture.write_with_encoder(encoder).unwrap();
            let text = corpus::png_chunk(b"tEXt", &[b"Comment\0".as_slice(), SECRETS[1]].concat());
            png.splice(33..33, text);
            samples.push((format!("PNG {:?} turned {exif}", picture.color()), png));
        }
        for picture in [DynamicImage::ImageRgba8(rgb.to_rgba8()), rgb] {
            let mut webp = Vec::new();
            let mut encoder = WebPEncoder::new_lossless(&mut webp);
            encoder.set_exif_metadata(block[6..].to_vec()).unwrap();
            picture.write_with_encoder(encoder).unwrap();
            let described = u32::try_from(SECRETS[1].len()).unwrap().to_le_bytes();
            webp.extend([b"XMP ".as_slice(), &described, SECRETS[1]].concat());
            let length = u32::try_from(webp.len() - 8).unwrap().to_le_bytes();
            webp[4..8].copy_from_slice(&length);
            samples.push((format!("WebP {:?} turned {exif}", picture.color()), webp));
        }
    }
    samples
}

/// No segment but JFIF's own, the tables and the frame, and nothing after the picture.
pub fn assert_bare(jpeg: &[u8], what: &str) {
    let mut at = 2;
    while jpeg[at + 1] != 0xda {
        assert!(jpeg[at] == 0xff && matches!(jpeg[at + 1], 0xe0 | 0xdb | 0xc0 | 0xc4), "{what}: {:x}", jpeg[at + 1]);
        let length = usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        assert!(jpeg[at + 1] != 0xe0 || length == 16, "{what}: a thumbnail");
        at += 2 + length;
    }
    assert!(jpeg.ends_with(&[0xff, 0xd9]), "{what}");
    for trace in SECRETS.into_iter().chain([b"Exif".as_slice(), b"GPS", b"ICC_PROFILE", b"http://"]) {
        assert!(!jpeg.windows(trace.len()).any(|window| window == trace), "{what}");
    }
}
