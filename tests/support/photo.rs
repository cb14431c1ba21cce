//! Pictures as they come from phones and web shops, made here so that none is anyone's.

use std::path::{Path, PathBuf};

/// A 4032×3024 (12 megapixel) JPEG with grain, about the size a phone writes.
pub fn twelve_megapixels(folder: &Path) -> PathBuf {
    let (width, height) = (4032_usize, 3024_usize);
    let mut pixels = Vec::with_capacity(width * height * 3);
    let mut noise = 0x2545_f491_u32;
    for y in 0..height {
        for x in 0..width {
            noise ^= noise << 13;
            noise ^= noise >> 17;
            noise ^= noise << 5;
            let grain = (noise & 15) as u8;
            let inside = (x as i64 - 2016).pow(2) + (y as i64 - 1400).pow(2) < 900 * 900;
            let (red, green, blue) = if inside { (214, 84, 92) } else { (236, (200 + y * 40 / height) as u8, 205) };
            pixels.extend_from_slice(&[red - grain, green - grain, blue - grain]);
        }
    }
    let path = folder.join("手机照片 连衣裙.jpg");
    std::fs::write(&path, encoded(&pixels, (width, height), 90)).expect("the photo can be written");
    path
}

/// RGB pixels of that width and height as JPEG.
pub(super) fn encoded(pixels: &[u8], (width, height): (usize, usize), quality: i32) -> Vec<u8> {
    let image = turbojpeg::Image { pixels, width, pitch: width * 3, height, format: turbojpeg::PixelFormat::RGB };
    turbojpeg::compress(image, quality, turbojpeg::Subsamp::Sub2x2).expect("a photo can be encoded").to_vec()
}
