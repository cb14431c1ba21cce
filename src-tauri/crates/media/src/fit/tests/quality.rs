//! How near the resize comes to exact arithmetic, before the picture is encoded (image spike, section 2).

use super::*;
use crate::{photograph::photograph, reference};
use std::sync::LazyLock;

/// The least, dB and structural similarity; a full decode reaches 57 dB at almost twice the price, a reduced one with less
/// margin 41 dB.
const LEAST_PSNR: f64 = 50.0;
const LEAST_SSIM: f64 = 0.997;

static PHOTO: LazyLock<RgbImage> = LazyLock::new(|| photograph(3100, 3024, 1));

#[rstest]
#[case::read_at_half(PLAIN, Slot::Cover, 750)]
#[case::without_subsampling(Style { subsamp: Subsamp::None, ..PLAIN }, Slot::Cover, 750)]
#[case::read_at_a_quarter(PLAIN, Slot::Goods, 300)]
fn a_picture_before_encoding_is_near_the_exact_one(#[case] style: Style, #[case] slot: Slot, #[case] side: usize) {
    let source = corpus::jpeg(&PHOTO, style);
    assert_near(&source, slot, &reference::exact_square(&source, side));
}

#[rstest]
#[case(Slot::Cover, 750)]
#[case(Slot::Goods, 300)]
fn a_png_narrowed_row_by_row_is_near_the_exact_one(#[case] slot: Slot, #[case] side: usize) {
    let source = corpus::png(&DynamicImage::ImageRgb8(PHOTO.clone()));
    assert_near(&source, slot, &reference::exact_square_of(PHOTO.as_raw(), (3100, 3024), side));
}

fn assert_near(source: &[u8], slot: Slot, exact: &[f64]) {
    let probe = probe(source).unwrap();
    let part = Part::cropped(probe.stored(), slot.pixels(), Focus::CENTRE);
    let found = render(source, &probe, part, slot.pixels()).unwrap();
    let (psnr, ssim) = (reference::psnr(exact, &found), reference::ssim(exact, &found));
    println!("{} bytes: {psnr:.2} dB, {ssim:.4}", source.len());
    assert!(psnr >= LEAST_PSNR && ssim >= LEAST_SSIM, "{psnr} dB, {ssim}");
}
