//! Recognising proven on headers made here: formats, limits, lies.

use super::*;
use crate::corpus::{self, PLAIN};
use image::DynamicImage;
use rstest::rstest;

#[rstest]
#[case(b"II*\0\x08\0\0\0", "TIFF")]
#[case(b"MM\0*\0\0\0\x08", "TIFF")]
#[case(b"%PDF-1.7\n", "PDF")]
#[case(b"8BPS\0\x01", "PSD")]
#[case(b"\xff\x0a\x10", "JPEG XL")]
#[case(b"\0\0\x01\0\x01\0", "ICO")]
#[case(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG")]
#[case(b"\xef\xbb\xbf <?xml version=\"1.0\"?>\n<!-- drawn -->\n<svg/>", "SVG")]
#[case(b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", "AVIF")]
#[case(b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "AVIF")]
#[case(b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "MP4")]
fn a_known_format_that_is_not_read_is_named(#[case] bytes: &[u8], #[case] format: &'static str) {
    assert_eq!(probe(bytes), Err(PictureError::Unsupported { format }));
}

#[rstest]
#[case(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")]
#[case(b"\0\0\0\x18ftypheix\0\0\0\0mif1heix")]
#[case(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic")]
#[case(b"\0\0\0\x14ftypmif1\0\0\0\0miaf")]
#[case(b"\0\0\0\x14ftypheic")]
fn heic_is_told_apart(#[case] bytes: &[u8]) {
    assert_eq!(probe(bytes), Err(PictureError::Heic));
}

#[rstest]
#[case(b"", PictureError::Empty)]
#[case(b"hello", PictureError::NotAPicture)]
#[case(b"BMW is a car, not a bitmap", PictureError::NotAPicture)]
#[case(b"<?xml version=\"1.0\"?><html/>", PictureError::NotAPicture)]
#[case(b"\x89PNG", PictureError::NotAPicture)]
#[case(b"PK\x03\x04", PictureError::NotAPicture)]
#[case(b"\xff\xd8\xff", PictureError::Damaged)]
#[case(b"\xff\xd8\xff\xd9", PictureError::Damaged)]
#[case(b"\x89PNG\r\n\x1a\n", PictureError::Damaged)]
#[case(b"RIFF\0\0\0\0WEBP", PictureError::Damaged)]
#[case(b"GIF89a\x10\0", PictureError::Damaged)]
#[case(b"BM\x36\x04\0\0\0\0\0\0\x36\x04\0\0", PictureError::Damaged)]
fn what_is_no_whole_picture_is_refused(#[case] bytes: &[u8], #[case] error: PictureError) {
    assert_eq!(probe(bytes), Err(error));
}

#[test]
fn a_file_beyond_the_byte_limit_is_refused_by_its_length_alone() {
    let bytes = vec![0xff; MAX_BYTES + 1];
    assert_eq!(probe(&bytes), Err(PictureError::TooLarge { bytes: 67_108_865 }));
}

#[test]
fn sides_are_upright_and_the_name_is_the_contents() {
    let picture = corpus::photo(64, 40, 5);
    let turned = corpus::with_segment(&corpus::jpeg(&picture, PLAIN), 0xe1, &corpus::exif(6, false));
    let probe_of = |bytes: &[u8]| probe(bytes).map(|probe| (probe.format.name(), probe.width, probe.height));
    assert_eq!(probe_of(&turned), Ok(("jpeg", 40, 64)));
    assert_eq!(probe_of(&corpus::jpeg(&picture, PLAIN)), Ok(("jpeg", 64, 40)));
    let picture = DynamicImage::ImageRgb8(picture);
    assert_eq!(probe_of(&corpus::png(&picture)), Ok(("png", 64, 40)));
    assert_eq!(probe_of(&corpus::webp(&picture)), Ok(("webp", 64, 40)));
    assert_eq!(probe_of(&corpus::bmp(&picture)), Ok(("bmp", 64, 40)));
    assert_eq!(probe_of(&corpus::gif(&[picture.into_rgb8()])), Ok(("gif", 64, 40)));
}

#[test]
fn a_slot_is_covered_only_both_ways() {
    let of = |width, height| Probe { format: Format::Png, width, height, orientation: Orientation::NoTransforms };
    assert!(of(1080, 1920).covers(Slot::Background));
    assert!(!of(1920, 1080).covers(Slot::Background));
    assert!(!of(4000, 299).covers(Slot::Goods));
}

#[test]
fn bombs_are_refused_by_their_header() {
    let too_many = |width, height| Err(PictureError::TooManyPixels { width, height });
    assert_eq!(probe(&corpus::png_header(65_000, 65_000)), too_many(65_000, 65_000));
    assert_eq!(probe(&corpus::png_header(20_000, 20_000)), too_many(20_000, 20_000));
    assert_eq!(probe(&corpus::png_header(30_001, 1)), too_many(30_001, 1));
    assert_eq!(probe(&corpus::png_header(u32::MAX, u32::MAX)), too_many(u32::MAX, u32::MAX));
    assert!(probe(&corpus::png_header(8_000, 8_000)).is_ok());
    assert_eq!(probe(&corpus::png_header(0, 8)), Err(PictureError::Damaged));
    assert_eq!(probe(&corpus::riff(&[(b"VP8 ", &corpus::vp8(16_383, 16_383))])), too_many(16_383, 16_383));
    assert_eq!(probe(&claiming(65_500, 65_500, 0xc0)), too_many(65_500, 65_500));
    assert_eq!(probe(&claiming(20_000, 10_001, 0xc0)), too_many(20_000, 10_001));
    assert!(probe(&claiming(20_000, 10_000, 0xc0)).is_ok());
    // A progressive one must be held whole.
    assert_eq!(probe(&claiming(10_000, 5_334, 0xc2)), too_many(10_000, 5_334));
    assert!(probe(&claiming(8_064, 6_048, 0xc2)).is_ok());
    // Deep samples take twice the room.
    let mut deep = corpus::png_header(8_000, 8_000);
    deep[24..26].copy_from_slice(&[16, 6]);
    assert_eq!(probe(&deep), too_many(8_000, 8_000));
    assert_eq!(probe(b"GIF89a\xff\xff\xff\xff"), too_many(65_535, 65_535));
    let mut bitmap = corpus::bmp(&DynamicImage::new_rgb8(1, 1));
    bitmap[18..26].copy_from_slice(&[0x40, 0x42, 0x0f, 0, 0xff, 0xff, 0xff, 0xff]);
    assert_eq!(probe(&bitmap), too_many(1_000_000, 1));
}

#[test]
fn jpegs_that_cannot_be_decoded_reduced_are_named() {
    assert_eq!(probe(&claiming(64, 64, 0xc3)), Err(PictureError::Unsupported { format: "lossless JPEG" }));
    let mut twelve = claiming(64, 64, 0xc1);
    let frame = twelve.windows(2).position(|pair| pair == [0xff, 0xc1]).unwrap();
    twelve[frame + 4] = 12;
    assert_eq!(probe(&twelve), Err(PictureError::Unsupported { format: "12-bit JPEG" }));
}

#[test]
fn a_webp_whose_frame_differs_from_its_canvas_is_damaged() {
    let canvas = [0, 0, 0, 0, 63, 0, 0, 39, 0, 0];
    assert!(probe(&corpus::riff(&[(b"VP8X", &canvas), (b"VP8 ", &corpus::vp8(64, 40))])).is_ok());
    let bomb = corpus::riff(&[(b"VP8X", &canvas), (b"VP8 ", &corpus::vp8(16_383, 16_383))]);
    assert_eq!(probe(&bomb), Err(PictureError::Damaged));
    let picture = corpus::photo(64, 40, 5);
    assert!(probe(&corpus::animated_webp(&picture, (0, 0), (64, 40))).is_ok());
    let beyond = corpus::animated_webp(&picture, (2, 0), (64, 40));
    assert_eq!(probe(&beyond), Err(PictureError::Damaged));
    let mut lying = corpus::animated_webp(&picture, (0, 0), (64, 40));
    let frame = lying.windows(4).position(|name| name == b"VP8L").unwrap();
    lying[frame + 10] ^= 0x3f;
    assert_eq!(probe(&lying), Err(PictureError::Damaged));
}

#[test]
fn what_is_cut_off_is_known_without_decoding() {
    let picture = corpus::photo(160, 120, 20);
    let whole = DynamicImage::ImageRgb8(picture.clone());
    let progressive = corpus::jpeg(&picture, corpus::Style { progressive: true, ..PLAIN });
    let small = corpus::jpeg(&corpus::photo(16, 12, 5), PLAIN);
    let with_thumbnail = corpus::with_segment(&progressive, 0xe1, &[b"Exif\0\0".as_slice(), &small].concat());
    for (what, source) in [
        ("progressive", progressive.clone()),
        ("in separate scans", corpus::in_separate_scans(&picture)),
        ("with a thumbnail", with_thumbnail),
        ("PNG", corpus::png(&whole)),
        ("interlaced PNG", corpus::interlaced_png(&picture)),
        ("WebP", corpus::webp(&whole)),
        ("animated WebP", corpus::animated_webp(&picture, (0, 0), (160, 120))),
        ("GIF", corpus::gif(std::slice::from_ref(&picture))),
        ("BMP", corpus::bmp(&whole)),
    ] {
        let format = probe(&source).unwrap().format;
        assert!(is_whole(&source, format), "{what}");
        assert!(is_whole(&[source.as_slice(), b"more", &small].concat(), format), "{what}, and more");
        for length in [source.len() - 3, source.len() * 9 / 10, source.len() / 2] {
            assert!(!is_whole(&source[..length], format), "{what}, {length} of {}", source.len());
        }
    }
    // The end of the next picture is not this one's.
    let cut = [&progressive[..progressive.len() / 2], &small].concat();
    assert!(!is_whole(&cut, Format::Jpeg));
    // One frame is there, the second is not: the first is what counts.
    let two = corpus::gif(&[picture.clone(), picture]);
    assert!(is_whole(&two[..two.len() * 9 / 10], Format::Gif));
}

#[test]
fn a_packed_bitmap_may_be_shorter_than_its_rows() {
    let mut packed = corpus::bmp(&DynamicImage::new_luma8(64, 64));
    packed[30] = 1;
    packed.truncate(packed.len() - 1_000);
    assert!(is_whole(&packed, Format::Bmp));
    packed[30] = 0;
    assert!(!is_whole(&packed, Format::Bmp));
}

/// A small JPEG whose header claims another size and process.
pub(crate) fn claiming(width: u16, height: u16, process: u8) -> Vec<u8> {
    let mut jpeg = corpus::jpeg(&corpus::photo(16, 16, 5), PLAIN);
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 1] = process;
    jpeg[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    jpeg[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    jpeg
}
