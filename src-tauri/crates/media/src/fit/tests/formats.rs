//! Every format and way of writing colour, each on a picture whose corners are known.

use super::*;
use image::{ImageBuffer, Rgb, Rgba, RgbaImage};

/// What inks are printed with to look like this colour, 255 for all of an ink.
fn inks(picture: &RgbImage) -> [Vec<u8>; 4] {
    let plane = |n: usize| picture.pixels().map(|pixel| !pixel.0[n]).collect();
    [plane(0), plane(1), plane(2), vec![0; picture.as_raw().len() / 3]]
}

#[test]
fn the_three_ways_of_writing_inks_come_out_in_their_colours() {
    let picture = corpus::corners(400, 400);
    let plain = inks(&picture);
    let inverted = plain.clone().map(|plane| plane.into_iter().map(|ink| !ink).collect());
    // YCCK is YCbCr of the inverted inks, and black as it is written.
    let mut ycck = Vec::new();
    for pixel in picture.pixels() {
        ycck.extend([pixel.0[0], pixel.0[1], pixel.0[2], 255]);
    }
    let ycck = corpus::packed(&ycck, (400, 400), PixelFormat::CMYK, Style { subsamp: Subsamp::None, ..PLAIN });
    let transform = ycck.windows(5).position(|window| window == b"Adobe").unwrap() + 11;
    assert_eq!(ycck[transform], 2, "libjpeg-turbo writes YCCK");
    for (what, source) in [
        ("CMYK", corpus::planar(&plain, (400, 400))),
        ("CMYK, inverted", corpus::with_segment(&corpus::planar(&inverted, (400, 400)), 0xee, &corpus::adobe(0))),
        ("YCCK, inverted", ycck),
    ] {
        assert_corners(&decoded(&fit(&source, Slot::Goods, Focus::CENTRE).unwrap()), 12, what);
    }
}

#[test]
fn grey_stays_grey() {
    let grey: Vec<u8> = (0..400u32 * 300).map(|n| (n % 400 / 2) as u8).collect();
    let jpeg = corpus::packed(&grey, (400, 300), PixelFormat::GRAY, Style { subsamp: Subsamp::Gray, ..PLAIN });
    let png = corpus::png(&DynamicImage::ImageLuma8(image::GrayImage::from_raw(400, 300, grey).unwrap()));
    for source in [jpeg, png] {
        let picture = decoded(&fit(&source, Slot::Goods, Focus::CENTRE).unwrap());
        let [r, g, b] = picture.get_pixel(150, 150).0;
        assert!(near([r, g, b], [100, 100, 100], 3) && r == g && g == b, "{r} {g} {b}");
    }
}

#[test]
fn colours_in_separate_scans_are_read_right() {
    let source = corpus::in_separate_scans(&corpus::corners(640, 640));
    assert_corners(&decoded(&fit(&source, Slot::Goods, Focus::CENTRE).unwrap()), 12, "separate scans");
}

#[test]
fn transparency_is_laid_on_white_and_sixteen_bits_are_read() {
    let clear = RgbaImage::from_fn(400, 400, |x, _| Rgba([200, 10, 10, if x < 200 { 0 } else { 255 }]));
    let clear = DynamicImage::ImageRgba8(clear);
    let deep = ImageBuffer::from_fn(400, 400, |x, _| Rgba([51_400u16, 2_570, 2_570, if x < 200 { 0 } else { 65_535 }]));
    let deep = DynamicImage::ImageRgba16(deep);
    for source in [corpus::png(&clear), corpus::webp(&clear), corpus::png(&deep)] {
        let picture = decoded(&fit(&source, Slot::Goods, Focus::CENTRE).unwrap());
        assert!(near(picture.get_pixel(40, 150).0, [255, 255, 255], 3));
        assert!(near(picture.get_pixel(260, 150).0, [200, 10, 10], 6), "{:?}", picture.get_pixel(260, 150));
    }
    let deep = DynamicImage::ImageRgb8(corpus::corners(320, 320)).into_rgb16();
    let deep = corpus::png(&DynamicImage::ImageRgb16(deep));
    assert_corners(&decoded(&fit(&deep, Slot::Goods, Focus::CENTRE).unwrap()), 12, "16 bits");
}

#[test]
fn a_lossy_webp_is_read_with_and_without_transparency() {
    // 32×16 of one red, written by libwebp 1.2.4; the second has its left half transparent.
    const RED: [u8; 54] = [
        0x10, 0x03, 0x00, 0x9d, 0x01, 0x2a, 0x20, 0x00, 0x10, 0x00, 0x3e, 0xb5, 0x48, 0x9e, 0x49, 0xa7, 0x24, 0x22,
        0xa1, 0x30, 0x08, 0x00, 0xe0, 0x16, 0x89, 0x40, 0x17, 0x65, 0xd0, 0x00, 0x10, 0x36, 0x00, 0x00, 0xfe, 0xe4,
        0x01, 0x7e, 0xbe, 0x00, 0xa7, 0xaa, 0x3f, 0xfc, 0x6f, 0x1e, 0x05, 0x79, 0x2e, 0xc8, 0x9b, 0x70, 0x00, 0x00,
    ];
    const RIGHT_HALF: [u8; 19] = [
        0x01, 0x0f, 0x30, 0xff, 0x11, 0x11, 0x42, 0x20, 0x90, 0xe4, 0x2f, 0x3d, 0xc0, 0x02, 0x11, 0xfd, 0x0f, 0xea,
        0x05,
    ];
    const CANVAS: [u8; 10] = [0x10, 0, 0, 0, 31, 0, 0, 15, 0, 0];
    let plain = corpus::riff(&[(b"VP8 ", &RED)]);
    let half = corpus::riff(&[(b"VP8X", &CANVAS), (b"ALPH", &RIGHT_HALF), (b"VP8 ", &RED)]);
    for (source, left) in [(plain, [201, 60, 42]), (half, [255, 255, 255])] {
        let picture = decoded(&fit(&source, Slot::Share, Focus { x: 0.45, y: 0.5 }).unwrap());
        assert!(near(picture.get_pixel(60, 300).0, left, 6), "{:?}", picture.get_pixel(60, 300));
        assert!(near(picture.get_pixel(760, 300).0, [201, 60, 42], 6), "{:?}", picture.get_pixel(760, 300));
    }
}

#[test]
fn of_an_animation_the_first_picture_counts() {
    let still = corpus::corners(400, 400);
    let other = RgbImage::from_pixel(400, 400, Rgb([1, 2, 3]));
    for (what, source) in [
        ("GIF", corpus::gif(&[still.clone(), other])),
        ("APNG", corpus::animated_png(&still)),
        ("WebP", corpus::animated_webp(&still, (0, 0), (400, 400))),
    ] {
        assert_corners(&decoded(&fit(&source, Slot::Goods, Focus::CENTRE).unwrap()), 14, what);
        for part in [8, 5, 2] {
            let cut = &source[..source.len() * part / 20];
            assert_eq!(fit(cut, Slot::Goods, Focus::CENTRE), Err(PictureError::Damaged), "{what}, {part}/20");
        }
    }
    // A frame smaller than its canvas stands where it says, on white.
    let source = corpus::animated_webp(&still, (200, 0), (600, 400));
    let whole = decoded(&thumbnail(&source, 600, 0).unwrap());
    assert_eq!(whole.dimensions(), (600, 400));
    assert!(near(whole.get_pixel(100, 200).0, [255; 3], 3) && near(whole.get_pixel(250, 50).0, CORNERS[0], 14));
}

#[test]
fn an_interlaced_png_is_read_and_its_checksums_count() {
    let source = corpus::interlaced_png(&corpus::corners(397, 403));
    assert_corners(&decoded(&fit(&source, Slot::Goods, Focus::CENTRE).unwrap()), 12, "interlaced");
    let mut altered = source.clone();
    altered[source.len() / 2] ^= 1;
    assert!(probe(&altered).is_ok() && !crate::probe::is_whole(&altered, Format::Png));
    assert_eq!(fit(&altered, Slot::Goods, Focus::CENTRE), Err(PictureError::Damaged));
}

#[test]
fn an_altered_png_is_damaged_whatever_the_crop() {
    let sound = corpus::png(&DynamicImage::ImageRgb8(corpus::photo(300, 900, 20)));
    for part in [3, 6, 9] {
        let mut altered = sound.clone();
        altered[sound.len() * part / 10] ^= 1;
        for y in [0.0, 1.0] {
            let found = fit(&altered, Slot::Goods, Focus { x: 0.5, y });
            assert_eq!(found, Err(PictureError::Damaged), "{part}/10, {y}");
        }
    }
}

#[test]
fn bitmaps_are_read_either_way_up() {
    let picture = DynamicImage::ImageRgb8(corpus::corners(400, 400));
    let bottom_up = corpus::bmp(&picture);
    assert_corners(&decoded(&fit(&bottom_up, Slot::Goods, Focus::CENTRE).unwrap()), 12, "bottom up");
    let mut top_down = corpus::bmp(&picture.flipv());
    top_down[22..26].copy_from_slice(&(-400i32).to_le_bytes());
    assert_corners(&decoded(&fit(&top_down, Slot::Goods, Focus::CENTRE).unwrap()), 12, "top down");
    assert_eq!(fit(&bottom_up[..bottom_up.len() / 2], Slot::Goods, Focus::CENTRE), Err(PictureError::Damaged));
}

#[test]
fn of_several_jpegs_in_a_file_the_first_counts() {
    let first = corpus::jpeg(&corpus::corners(400, 400), PLAIN);
    let second = corpus::jpeg(&corpus::photo(160, 120, 5), PLAIN);
    let index = [b"MPF\0MM\0*\0\0\0\x08".as_slice(), &[0; 60]].concat();
    let sound = [corpus::with_segment(&first, 0xe2, &index).as_slice(), &second].concat();
    let fitted = fit(&sound, Slot::Goods, Focus::CENTRE).unwrap();
    assert_corners(&decoded(&fitted), 12, "MPO");
    assert_bare(&fitted.jpeg);
    let cut = [&first[..first.len() / 2], &second].concat();
    assert_eq!(fit(&cut, Slot::Goods, Focus::CENTRE), Err(PictureError::Damaged));
}

#[test]
fn what_else_a_file_is_at_the_same_time_does_not_come_out() {
    let script = b"<script>alert('polyglot')</script>PK\x05\x06%PDF-1.7";
    let picture = corpus::corners(400, 400);
    let whole = DynamicImage::ImageRgb8(picture.clone());
    let jpeg = corpus::jpeg(&picture, PLAIN);
    for (what, source) in [
        ("JPEG, then a page", [jpeg.as_slice(), script].concat()),
        ("JPEG with a page as comment", corpus::with_segment(&jpeg, 0xfe, script)),
        ("PNG, then a page", [corpus::png(&whole).as_slice(), script].concat()),
        ("GIF, then a page", [corpus::gif(&[picture]).as_slice(), script].concat()),
    ] {
        let fitted = fit(&source, Slot::Goods, Focus::CENTRE).unwrap();
        assert_corners(&decoded(&fitted), 14, what);
        assert_bare(&fitted.jpeg);
        assert!(!fitted.jpeg.windows(8).any(|window| window == b"polyglot"), "{what}");
    }
    // What only holds a picture further on is what its beginning says.
    let hidden = [b"%PDF-1.7\n".as_slice(), &jpeg].concat();
    assert_eq!(fit(&hidden, Slot::Goods, Focus::CENTRE), Err(PictureError::Unsupported { format: "PDF" }));
}
