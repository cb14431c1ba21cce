//! Fitting proven on pictures made here: pixels, ceilings, orientation, colour, damage.

mod formats;
mod quality;

use super::*;
use crate::corpus::{self, CORNERS, Dice, PLAIN, Style};
use image::DynamicImage;
use kaibo_domain::{Edit, Focus, Slot};
use proptest::prelude::*;
use rstest::rstest;
use turbojpeg::{PixelFormat, Subsamp};

fn decoded(fitted: &Fitted) -> RgbImage {
    let picture = turbojpeg::decompress(&fitted.jpeg, PixelFormat::RGB).unwrap();
    assert_eq!((picture.width as u32, picture.height as u32), (fitted.width, fitted.height));
    RgbImage::from_raw(fitted.width, fitted.height, picture.pixels).unwrap()
}

fn near(found: [u8; 3], wanted: [u8; 3], slack: u8) -> bool {
    found.iter().zip(wanted).all(|(found, wanted)| found.abs_diff(wanted) <= slack)
}

/// Mean difference of two pictures' samples.
fn distance(a: &RgbImage, b: &RgbImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    let sum: u64 = a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / a.as_raw().len() as f64
}

fn assert_corners(picture: &RgbImage, slack: u8, what: &str) {
    let (width, height) = picture.dimensions();
    for (n, wanted) in CORNERS.into_iter().enumerate() {
        let x = if n % 2 == 0 { width / 8 } else { width - 1 - width / 8 };
        let y = if n / 2 == 0 { height / 8 } else { height - 1 - height / 8 };
        let found = picture.get_pixel(x, y).0;
        assert!(near(found, wanted, slack), "{what}, corner {n}: {found:?} for {wanted:?}");
    }
}

/// No segment but JFIF's own, the tables and the frame: nothing of the source's metadata.
fn assert_bare(jpeg: &[u8]) {
    let mut at = 2;
    while jpeg[at + 1] != 0xda {
        assert_eq!(jpeg[at], 0xff);
        assert!(matches!(jpeg[at + 1], 0xe0 | 0xdb | 0xc0 | 0xc4), "segment {:x}", jpeg[at + 1]);
        if jpeg[at + 1] == 0xe0 {
            assert_eq!(jpeg[at + 2..at + 4], [0, 16], "JFIF without a thumbnail");
        }
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    for trace in [b"Exif".as_slice(), b"GPS", b"ICC_PROFILE", b"http://ns.adobe.com"] {
        assert!(!jpeg.windows(trace.len()).any(|window| window == trace));
    }
}

#[rstest]
fn a_twelve_megapixel_photo_gets_exact_pixels_within_each_ceiling(#[values(3, 40)] roughness: u8) {
    let source = corpus::jpeg(&corpus::photo(4032, 3024, roughness), PLAIN);
    for slot in Slot::ALL {
        let fitted = fit(&source, slot, Focus::CENTRE).unwrap();
        assert_eq!((fitted.width, fitted.height), slot.pixels());
        assert_eq!(decoded(&fitted).dimensions(), slot.pixels());
        assert!(fitted.jpeg.len() <= slot.max_bytes(), "{slot:?}: {}", fitted.jpeg.len());
        assert_bare(&fitted.jpeg);
        let probe = probe(&source).unwrap();
        assert!(probe.covers(slot));
    }
}

#[test]
fn heavy_noise_holds_every_ceiling() {
    for slot in Slot::ALL {
        let (width, height) = slot.pixels();
        let source = corpus::png(&DynamicImage::ImageRgb8(corpus::noise(width, height)));
        let fitted = fit(&source, slot, Focus::CENTRE).unwrap();
        assert_eq!((fitted.width, fitted.height), slot.pixels());
        assert!(fitted.jpeg.len() <= slot.max_bytes(), "{slot:?}: {}", fitted.jpeg.len());
    }
}

#[rstest]
#[case(1, 1)]
#[case(1, 900)]
#[case(900, 1)]
#[case(7, 5)]
#[case(299, 301)]
fn a_small_picture_is_enlarged_to_the_exact_pixels(#[case] width: u32, #[case] height: u32) {
    let picture = corpus::photo(width, height, 5);
    let png = corpus::png(&DynamicImage::ImageRgb8(picture.clone()));
    for source in [corpus::jpeg(&picture, PLAIN), png] {
        for slot in Slot::ALL {
            let fitted = fit(&source, slot, Focus::clamped(0.9, 0.1)).unwrap();
            assert_eq!(decoded(&fitted).dimensions(), slot.pixels());
            assert!(!probe(&source).unwrap().covers(slot));
        }
    }
}

#[rstest]
fn every_orientation_comes_out_upright(#[values(1, 2, 3, 4, 5, 6, 7, 8)] exif: u8) {
    let stored = corpus::as_stored(&corpus::corners(900, 700), exif);
    let source = corpus::with_segment(&corpus::jpeg(&stored, PLAIN), 0xe1, &corpus::exif(exif.into(), true));
    let probe = probe(&source).unwrap();
    assert_eq!((probe.width, probe.height), (900, 700));
    for slot in Slot::ALL {
        let fitted = fit(&source, slot, Focus::CENTRE).unwrap();
        assert_corners(&decoded(&fitted), 12, &format!("{slot:?} {exif}"));
        assert_bare(&fitted.jpeg);
    }
    let whole = thumbnail(&source, 300, 0).unwrap();
    assert_eq!((whole.width, whole.height), (300, 233));
    assert_corners(&decoded(&whole), 12, "thumbnail");
    assert_bare(&whole.jpeg);
    // The focus is given on the upright picture: its upper left corner is the first colour, however it is stored.
    for (n, (x, y)) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].into_iter().enumerate() {
        let upright = corpus::as_stored(&corpus::corners(1600, 400), exif);
        let wide = corpus::with_segment(&corpus::jpeg(&upright, PLAIN), 0xe1, &corpus::exif(exif.into(), false));
        let fitted = decoded(&fit(&wide, Slot::Goods, Focus { x, y }).unwrap());
        let found = fitted.get_pixel(150, if n / 2 == 0 { 30 } else { 270 }).0;
        assert!(near(found, CORNERS[n], 12), "orientation {exif}, corner {n}: {found:?}");
    }
}

#[test]
fn the_orientation_of_png_and_webp_counts_too() {
    let picture = DynamicImage::ImageRgb8(corpus::as_stored(&corpus::corners(90, 60), 6));
    let tiff = &corpus::exif(6, false)[6..];
    let mut png = Vec::new();
    let mut encoder = image::codecs::png::PngEncoder::new(&mut png);
    image::ImageEncoder::set_exif_metadata(&mut encoder, tiff.to_vec()).unwrap();
    picture.write_with_encoder(encoder).unwrap();
    let mut webp = Vec::new();
    let mut encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut webp);
    image::ImageEncoder::set_exif_metadata(&mut encoder, tiff.to_vec()).unwrap();
    picture.write_with_encoder(encoder).unwrap();
    for source in [png, webp] {
        let whole = thumbnail(&source, 1000, 0).unwrap();
        assert_eq!((whole.width, whole.height), (90, 60));
        assert_corners(&decoded(&whole), 14, "turned");
    }
}

#[rstest]
fn the_reduced_window_equals_the_full_decode(
    #[values(Subsamp::None, Subsamp::Sub2x1, Subsamp::Sub2x2, Subsamp::Sub1x2, Subsamp::Sub4x1)] subsamp: Subsamp,
    #[values(false, true)] progressive: bool,
    #[values(0.0, 0.37, 1.0)] focus: f64,
) {
    for (width, height) in [(2003, 1301), (1301, 2003)] {
        let source = corpus::jpeg(&corpus::photo(width, height, 8), Style { subsamp, progressive, ..PLAIN });
        let fitted = fit(&source, Slot::Goods, Focus { x: focus, y: focus }).unwrap();
        let full = turbojpeg::decompress(&source, PixelFormat::RGB).unwrap();
        let full = crate::resize::Raster { width, height, samples: crate::resize::Samples::Rgb, data: full.pixels };
        let side = f64::from(width.min(height));
        let (left, top, part_width, part_height) =
            Focus { x: focus, y: focus }.crop((width.into(), height.into()), (300.0, 300.0));
        assert!((part_width - side).abs() < 1e-6);
        let part = Part { left, top, width: part_width, height: part_height };
        let reference = RgbImage::from_raw(300, 300, resize(&full, part, (300, 300)).unwrap().data).unwrap();
        let apart = distance(&decoded(&fitted), &reference);
        assert!(apart < 2.0, "{subsamp:?} {width}×{height}: {apart}");
    }
}

#[test]
fn the_focus_moves_the_crop() {
    let source = corpus::jpeg(&corpus::corners(1600, 400), PLAIN);
    let at = |x| decoded(&fit(&source, Slot::Goods, Focus { x, y: 0.5 }).unwrap()).get_pixel(150, 30).0;
    assert!(near(at(0.0), CORNERS[0], 12) && near(at(1.0), CORNERS[1], 12));
    assert!(near(at(f64::NAN), at(0.5), 0));
}

#[rstest]
fn an_edit_turns_pads_and_sharpens_within_the_slot(#[values(1, 3, 6, 7)] exif: u8, #[values(0, 1, 2, 3)] turn: u8) {
    let upright = corpus::corners(1200, 400);
    let stored = corpus::as_stored(&upright, exif);
    let source = corpus::with_segment(&corpus::jpeg(&stored, PLAIN), 0xe1, &corpus::exif(exif.into(), false));
    let mut wanted = DynamicImage::ImageRgb8(upright);
    (0..turn).for_each(|_| wanted = wanted.rotate90());
    let wanted = wanted.into_rgb8();
    let whole = decoded(&thumbnail(&source, 1200, turn).unwrap());
    assert!(whole.dimensions() == wanted.dimensions() && distance(&whole, &wanted) < 4.0);
    for fill in [Fill::White, Fill::Blur] {
        let edit = Edit { turn, fill, sharpen: true };
        let fitted = fit(&source, Slot::Feeds, Treatment { focus: Focus::CENTRE, edit }).unwrap();
        assert!(fitted.jpeg.len() <= Slot::Feeds.max_bytes());
        let picture = decoded(&fitted);
        assert_eq!(picture.dimensions(), Slot::Feeds.pixels());
        // All of it is there: each corner of the picture, inside the slot.
        let (width, height) = wanted.dimensions();
        for (x, y) in [(0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)] {
            let original = wanted.get_pixel((x * f64::from(width)) as u32, (y * f64::from(height)) as u32).0;
            let (inner, slot) = (pad::inside((width, height), (800, 800)), 800.0);
            let place = |at: f64, side: u32| ((slot - f64::from(side)) / 2.0 + at * f64::from(side)) as u32;
            let found = picture.get_pixel(place(x, inner.0), place(y, inner.1)).0;
            assert!(near(found, original, 14), "{fill:?} {turn}: {found:?} for {original:?}");
        }
        let ground = picture.get_pixel(if width > height { 400 } else { 20 }, if width > height { 20 } else { 400 }).0;
        assert_eq!(near(ground, [255; 3], 6), fill == Fill::White, "{ground:?}");
    }
}

#[test]
fn display_p3_looks_different_from_untagged() {
    let picture = RgbImage::from_pixel(900, 900, image::Rgb([200, 120, 100]));
    let untagged = corpus::jpeg(&picture, Style { subsamp: Subsamp::None, quality: 98, ..PLAIN });
    let p3 = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let tagged = corpus::with_segment(&untagged, 0xe2, &corpus::profile_segment(&p3));
    let broken = corpus::with_segment(&untagged, 0xe2, &corpus::profile_segment(&p3[..p3.len() / 3]));
    let middle = |source: &[u8]| {
        let fitted = fit(source, Slot::Cover, Focus::CENTRE).unwrap();
        assert_bare(&fitted.jpeg);
        decoded(&fitted).get_pixel(300, 300).0
    };
    assert!(near(middle(&untagged), [200, 120, 100], 3));
    assert!(near(middle(&tagged), [212, 117, 94], 4), "{:?}", middle(&tagged));
    assert_eq!(middle(&broken), middle(&untagged));
    // In two segments, the second first.
    let (head, tail) = p3.split_at(p3.len() / 2);
    let part = |number: u8, bytes: &[u8]| [b"ICC_PROFILE\0".as_slice(), &[number, 2], bytes].concat();
    let split = corpus::with_segment(&untagged, 0xe2, &part(1, head));
    assert_eq!(middle(&split), middle(&untagged), "a missing part counts as no profile");
    let split = corpus::with_segment(&split, 0xe2, &part(2, tail));
    assert_eq!(middle(&split), middle(&tagged));
}

#[rstest]
fn a_jpeg_cut_or_altered_is_damaged_whatever_the_crop(#[values(false, true)] progressive: bool) {
    // Upright, so that a crop at the top needs none of what is missing at the bottom.
    let sound = corpus::jpeg(&corpus::photo(900, 2400, 8), Style { progressive, ..PLAIN });
    let cut = sound[..sound.len() * 6 / 10].to_vec();
    let barely_cut = sound[..sound.len() - 2].to_vec();
    let mut altered = sound.clone();
    let mut dice = Dice::new(11);
    let start = sound.len() / 2;
    for n in 0..40 {
        altered[start + n * (sound.len() - start - 8) / 40] = dice.roll();
    }
    let header = sound[..300].to_vec();
    for focus in [0.0, 0.5, 1.0] {
        let focus = Focus { x: 0.5, y: focus };
        assert!(fit(&sound, Slot::Cover, focus).is_ok());
        for (what, source) in [("cut", &cut), ("end missing", &barely_cut), ("altered", &altered), ("header", &header)]
        {
            assert_eq!(fit(source, Slot::Cover, focus), Err(PictureError::Damaged), "{what} {focus:?}");
        }
    }
    assert_eq!(thumbnail(&cut, 640, 0), Err(PictureError::Damaged));
}

#[test]
fn a_cut_png_or_webp_is_damaged() {
    let picture = DynamicImage::ImageRgb8(corpus::photo(200, 200, 20));
    for sound in [corpus::png(&picture), corpus::webp(&picture)] {
        assert!(fit(&sound, Slot::Goods, Focus::CENTRE).is_ok());
        for part in [6, 3] {
            assert_eq!(fit(&sound[..sound.len() * part / 10], Slot::Goods, Focus::CENTRE), Err(PictureError::Damaged));
        }
    }
}

#[test]
fn refusals_of_the_probe_are_refusals_of_the_fit() {
    let bomb = corpus::png_header(65_000, 65_000);
    let refusal = PictureError::TooManyPixels { width: 65_000, height: 65_000 };
    assert_eq!(fit(&bomb, Slot::Goods, Focus::CENTRE), Err(refusal.clone()));
    assert_eq!(thumbnail(&bomb, 640, 0), Err(refusal));
    assert_eq!(fit(&[], Slot::Goods, Focus::CENTRE), Err(PictureError::Empty));
    // Within the limits and empty behind the header.
    assert_eq!(fit(&corpus::png_header(8_000, 8_000), Slot::Goods, Focus::CENTRE), Err(PictureError::Damaged));
}

#[test]
fn a_thumbnail_is_whole_and_never_enlarged() {
    let source = corpus::jpeg(&corpus::corners(1000, 500), PLAIN);
    let sides = |max| thumbnail(&source, max, 0).map(|whole| (whole.width, whole.height, whole.quality));
    assert_eq!(sides(640), Ok((640, 320, 80)));
    assert_eq!(sides(5000), Ok((1000, 500, 80)));
    assert_eq!(sides(0), Ok((1, 1, 80)));
    assert_corners(&decoded(&thumbnail(&source, 640, 0).unwrap()), 12, "thumbnail");
}

#[test]
fn the_interface_can_be_used_from_any_thread() {
    fn sendable<T: Send + Sync + 'static>() {}
    sendable::<Fitted>();
    sendable::<Probe>();
    sendable::<PictureError>();
}

fn sound_files() -> &'static [Vec<u8>] {
    static FILES: std::sync::OnceLock<Vec<Vec<u8>>> = std::sync::OnceLock::new();
    FILES.get_or_init(|| {
        let picture = corpus::photo(96, 64, 20);
        let p3 = moxcms::ColorProfile::new_display_p3().encode().unwrap();
        let tagged = corpus::with_segment(&corpus::jpeg(&picture, PLAIN), 0xe2, &corpus::profile_segment(&p3));
        let whole = DynamicImage::ImageRgb8(picture.clone());
        vec![
            corpus::with_segment(&tagged, 0xe1, &corpus::exif(6, true)),
            corpus::jpeg(&picture, Style { progressive: true, ..PLAIN }),
            corpus::png(&whole),
            corpus::png(&DynamicImage::ImageRgba16(whole.to_rgba16())),
            corpus::webp(&whole),
            corpus::animated_webp(&picture, (0, 0), (96, 64)),
            corpus::animated_png(&picture),
            corpus::gif(&[picture.clone(), picture]),
            corpus::bmp(&whole),
        ]
    })
}

/// Whatever comes back, it is not a panic, and a success keeps the promise.
fn survives(bytes: &[u8]) {
    let _ = probe(bytes);
    for fitted in [fit_uncontained(bytes, Slot::Goods), thumbnail(bytes, 64, 0)].into_iter().flatten() {
        assert!(fitted.jpeg.len() <= 2_000_000 && fitted.width <= 300);
    }
}

/// The same as [`fit`] without its net, so that a panic of ours shows.
fn fit_uncontained(bytes: &[u8], slot: Slot) -> Result<Fitted, PictureError> {
    let probe = probe(bytes)?;
    let picture = render(bytes, &probe, Part::whole(probe.stored()), slot.pixels())?;
    finished(&picture, encode::within(&picture, slot.max_bytes())?)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), magic in 0usize..8) {
        let starts: [&[u8]; 8] = [b"GIF89a", b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0",
            b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", b"RIFF\0\x02\0\0WEBPVP8 ",
            b"RIFF\0\x02\0\0WEBPVP8X\x0a\0\0\0", b"\0\0\0\x20ftyp"];
        survives(&[starts[magic], &bytes].concat());
    }

    #[test]
    fn altered_pictures_never_panic(
        which in 0usize..9,
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..12),
        in_header in any::<bool>(),
        cut in any::<proptest::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = sound_files()[which].clone();
        let reach = if in_header { bytes.len().min(900) } else { bytes.len() };
        for (at, value) in changes {
            bytes[at.index(reach)] = value;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        survives(&bytes);
    }
}
