//! The cover as exact arithmetic makes it, and how near a picture comes to it: the measure of quality in tests and
//! benchmarks.

use image::RgbImage;
use turbojpeg::PixelFormat;

/// Lobes of the filter.
const LOBES: f64 = 3.0;

/// The square middle of a JPEG (as stored) at `side` pixels, every pixel decoded.
pub(crate) fn exact_square(jpeg: &[u8], side: usize) -> Vec<f64> {
    let whole = turbojpeg::decompress(jpeg, PixelFormat::RGB).unwrap();
    exact_square_of(&whole.pixels, (whole.width, whole.height), side)
}

/// The square middle of rows of RGB at `side` pixels: resized by Lanczos over three lobes in the samples' own (gamma) space,
/// nothing rounded on the way.
pub(crate) fn exact_square_of(rgb: &[u8], (width, height): (usize, usize), side: usize) -> Vec<f64> {
    let square = width.min(height);
    let (left, top) = ((width - square) as f64 / 2.0, (height - square) as f64 / 2.0);
    let across = taps(left, square as f64, side, width);
    let down = taps(top, square as f64, side, height);
    let mut narrow = Vec::with_capacity(height * side * 3);
    for row in rgb.chunks_exact(width * 3) {
        for (first, weights) in &across {
            narrow.extend([0, 1, 2].map(|n| {
                weights
                    .iter()
                    .enumerate()
                    .map(|(at, weight)| f64::from(row[3 * (first + at) + n]) * weight)
                    .sum::<f64>()
            }));
        }
    }
    let mut exact = vec![0.0; side * side * 3];
    for (row, (first, weights)) in exact.chunks_exact_mut(side * 3).zip(&down) {
        for (at, weight) in weights.iter().enumerate() {
            let from = &narrow[(first + at) * side * 3..][..side * 3];
            row.iter_mut().zip(from).for_each(|(sum, value)| *sum += value * weight);
        }
    }
    exact.iter_mut().for_each(|value| *value = value.clamp(0.0, 255.0));
    exact
}

/// For each of `count` results the first sample that has a say in it, and the weights of it and its followers.
fn taps(start: f64, length: f64, count: usize, limit: usize) -> Vec<(usize, Vec<f64>)> {
    let scale = length / count as f64;
    let reach = LOBES * scale.max(1.0);
    let lanczos = |x: f64| match x.abs() {
        x if x < 1e-12 => 1.0,
        x if x < LOBES => {
            let turn = std::f64::consts::PI * x;
            LOBES * turn.sin() * (turn / LOBES).sin() / (turn * turn)
        }
        _ => 0.0,
    };
    let one = |number: usize| {
        let middle = start + (number as f64 + 0.5) * scale;
        let first = (middle - reach).floor().max(0.0) as usize;
        let last = ((middle + reach).ceil() as usize).min(limit);
        let mut weights: Vec<f64> =
            (first..last).map(|at| lanczos((at as f64 + 0.5 - middle) / scale.max(1.0))).collect();
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= sum);
        (first, weights)
    };
    (0..count).map(one).collect()
}

/// Peak signal to noise ratio, dB, over all samples.
pub(crate) fn psnr(exact: &[f64], found: &RgbImage) -> f64 {
    assert_eq!(exact.len(), found.as_raw().len());
    let squares = exact.iter().zip(found.as_raw()).map(|(exact, found)| (exact - f64::from(*found)).powi(2));
    let mean = squares.sum::<f64>() / exact.len() as f64;
    10.0 * (255.0 * 255.0 / mean).log10()
}

/// Structural similarity of luma (Wang et al. 2004: Gaussian window of 11 with sigma 1.5), 1 when equal.
pub(crate) fn ssim(exact: &[f64], found: &RgbImage) -> f64 {
    let luma = |pixel: &[f64]| 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
    let width = found.width() as usize;
    let found: Vec<f64> = found.as_raw().iter().map(|value| f64::from(*value)).collect();
    let a: Vec<f64> = exact.chunks_exact(3).map(luma).collect();
    let b: Vec<f64> = found.chunks_exact(3).map(luma).collect();
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<f64>>();
    let [mean_a, mean_b, aa, bb, ab] =
        [a.clone(), b.clone(), product(&a, &a), product(&b, &b), product(&a, &b)].map(|map| blurred(&map, width));
    let (c1, c2) = ((0.01 * 255.0_f64).powi(2), (0.03 * 255.0_f64).powi(2));
    let similar = |n: usize| {
        let (ma, mb) = (mean_a[n], mean_b[n]);
        let (va, vb, both) = (aa[n] - ma * ma, bb[n] - mb * mb, ab[n] - ma * mb);
        (2.0 * ma * mb + c1) * (2.0 * both + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2))
    };
    (0..mean_a.len()).map(similar).sum::<f64>() / mean_a.len() as f64
}

/// A map under the window, where the window lies inside.
fn blurred(map: &[f64], width: usize) -> Vec<f64> {
    const WINDOW: usize = 11;
    let mut weights = [0.0; WINDOW];
    weights.iter_mut().zip(-5_i32..).for_each(|(weight, at)| *weight = (-f64::from(at * at) / (2.0 * 1.5 * 1.5)).exp());
    let sum: f64 = weights.iter().sum();
    let under = |values: &[f64], step: usize| {
        weights.iter().enumerate().map(|(n, weight)| values[n * step] * weight).sum::<f64>() / sum
    };
    let narrow = width + 1 - WINDOW;
    let rows: Vec<f64> =
        map.chunks_exact(width).flat_map(|row| (0..narrow).map(move |x| under(&row[x..], 1))).collect();
    (0..rows.len() - (WINDOW - 1) * narrow).map(|at| under(&rows[at..], narrow)).collect()
}
