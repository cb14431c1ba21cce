//! Pictures for the tests, made rather than kept: each is a function of its arguments.

use image::{DynamicImage, ImageEncoder, Rgb, RgbImage, metadata::Orientation};
use turbojpeg::{Compressor, Image, PixelFormat, Subsamp};

/// The colours of [`corners`]: upper left, upper right, lower left, lower right.
pub(crate) const CORNERS: [[u8; 3]; 4] = [[220, 30, 30], [30, 180, 30], [30, 30, 220], [230, 210, 40]];

/// A generator of the same bytes for the same seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn roll(&mut self) -> u8 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) as u8
    }
}

/// Every sample random: the worst a JPEG encoder can meet.
pub(crate) fn noise(width: u32, height: u32) -> RgbImage {
    let mut dice = Dice::new(7);
    RgbImage::from_fn(width, height, |_, _| Rgb([dice.roll(), dice.roll(), dice.roll()]))
}

/// Slopes, waves, edges and `roughness` (0 to 127) of sensor noise.
pub(crate) fn photo(width: u32, height: u32, roughness: u8) -> RgbImage {
    let mut dice = Dice::new(3);
    RgbImage::from_fn(width, height, |x, y| {
        let (u, v) = (f64::from(x) / f64::from(width), f64::from(y) / f64::from(height));
        let wave = ((u * 19.0).sin() + (v * 23.0 + u * 7.0).cos()) * 25.0;
        let edge = if (u * 8.0) as u32 % 2 == (v * 6.0) as u32 % 2 { 35.0 } else { 0.0 };
        let mut grain = || (f64::from(dice.roll()) / 127.5 - 1.0) * f64::from(roughness);
        let base = [60.0 + 110.0 * u, 50.0 + 100.0 * v, 150.0 - 80.0 * u * v];
        Rgb(base.map(|value| (value + wave + edge + grain()).clamp(0.0, 255.0) as u8))
    })
}

/// Four fields of one colour each, upright.
pub(crate) fn corners(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(
        width,
        height,
        |x, y| Rgb(CORNERS[usize::from(x >= width / 2) + 2 * usize::from(y >= height / 2)]),
    )
}

/// How a JPEG is written.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) subsamp: Subsamp,
    pub(crate) progressive: bool,
    pub(crate) quality: i32,
}

pub(crate) const PLAIN: Style = Style { subsamp: Subsamp::Sub2x2, progressive: false, quality: 92 };

pub(crate) fn jpeg(picture: &RgbImage, style: Style) -> Vec<u8> {
    packed(picture.as_raw(), picture.dimensions(), PixelFormat::RGB, style)
}

/// A JPEG of rows of any pixel format.
pub(crate) fn packed(pixels: &[u8], (width, height): (u32, u32), format: PixelFormat, style: Style) -> Vec<u8> {
    let mut compressor = Compressor::new().unwrap();
    compressor.set_quality(style.quality).unwrap();
    compressor.set_subsamp(style.subsamp).unwrap();
    compressor.set_progressive(style.progressive).unwrap();
    let (width, height) = (width as usize, height as usize);
    compressor.compress_to_vec(Image { pixels, width, pitch: width * format.size(), height, format }).unwrap()
}

/// The JPEG with a segment more, right after its start.
pub(crate) fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, body, &jpeg[2..]].concat()
}

/// An EXIF segment's body: orientation, and coordinates when `gps`.
pub(crate) fn exif(orientation: u16, gps: bool) -> Vec<u8> {
    let mut body = b"Exif\0\0MM\0*\0\0\0\x08".to_vec();
    body.extend(if gps { [0, 2] } else { [0, 1] });
    body.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1]);
    body.extend(orientation.to_be_bytes());
    body.extend([0, 0]);
    if gps {
        body.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0");
        body.extend(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0");
        body.extend(b"GPS 39.9042 N 116.4074 E");
    } else {
        body.extend([0; 4]);
    }
    body
}

/// A colour profile as the body of a JPEG's only profile segment.
pub(crate) fn profile_segment(icc: &[u8]) -> Vec<u8> {
    [b"ICC_PROFILE\0\x01\x01".as_slice(), icc].concat()
}

/// The picture as a camera that was turned stores it: upright again after `exif` is applied.
pub(crate) fn as_stored(upright: &RgbImage, exif: u8) -> RgbImage {
    // All but the quarter turns undo themselves.
    let back = match exif {
        6 => 8,
        8 => 6,
        other => other,
    };
    let mut picture = DynamicImage::ImageRgb8(upright.clone());
    picture.apply_orientation(Orientation::from_exif(back).unwrap());
    picture.into_rgb8()
}

pub(crate) fn png(picture: &DynamicImage) -> Vec<u8> {
    let mut out = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut out);
    encoder.write_image(picture.as_bytes(), picture.width(), picture.height(), picture.color().into()).unwrap();
    out
}

/// A lossless WebP.
pub(crate) fn webp(picture: &DynamicImage) -> Vec<u8> {
    let mut out = Vec::new();
    let encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut out);
    encoder.write_image(picture.as_bytes(), picture.width(), picture.height(), picture.color().into()).unwrap();
    out
}

/// A PNG's signature and header, sealed, then an empty pixel chunk.
pub(crate) fn png_header(width: u32, height: u32) -> Vec<u8> {
    let sides = [width, height].map(u32::to_be_bytes).concat();
    let header = png_chunk(b"IHDR", &[sides.as_slice(), &[8, 0, 0, 0, 0]].concat());
    [b"\x89PNG\r\n\x1a\n".as_slice(), &header, &png_chunk(b"IDAT", b"")].concat()
}

/// An interlaced PNG, its rows neither filtered nor packed.
pub(crate) fn interlaced_png(picture: &RgbImage) -> Vec<u8> {
    const PASSES: [[u32; 4]; 7] =
        [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];
    let (width, height) = picture.dimensions();
    let mut rows = Vec::new();
    for [left, top, across, down] in PASSES.into_iter().filter(|pass| pass[0] < width && pass[1] < height) {
        for y in (top..height).step_by(down as usize) {
            rows.push(0);
            rows.extend((left..width).step_by(across as usize).flat_map(|x| picture.get_pixel(x, y).0));
        }
    }
    let mut packed = vec![0x78, 0x01];
    let mut blocks = rows.chunks(65_535).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap();
        packed.push(blocks.peek().is_none().into());
        packed.extend([length.to_le_bytes(), (!length).to_le_bytes()].concat());
        packed.extend(block);
    }
    let (a, b) = rows.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    packed.extend((b << 16 | a).to_be_bytes());
    let sides = [width, height].map(u32::to_be_bytes).concat();
    let header = png_chunk(b"IHDR", &[sides.as_slice(), &[8, 2, 0, 0, 1]].concat());
    [b"\x89PNG\r\n\x1a\n".as_slice(), &header, &png_chunk(b"IDAT", &packed), &png_chunk(b"IEND", b"")].concat()
}

/// A chunk of a PNG, sealed.
pub(crate) fn png_chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let sealed = [name, body].concat();
    [&u32::try_from(body.len()).unwrap().to_be_bytes(), sealed.as_slice(), &crc32(&sealed).to_be_bytes()].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

/// A RIFF file of WebP chunks.
pub(crate) fn riff(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (name, content) in chunks {
        body.extend(*name);
        body.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
        body.extend(*content);
        body.extend(vec![0; content.len() % 2]);
    }
    [b"RIFF".as_slice(), &u32::try_from(body.len()).unwrap().to_le_bytes(), &body].concat()
}

/// The header of a lossy WebP frame.
pub(crate) fn vp8(width: u16, height: u16) -> Vec<u8> {
    [&[0x10, 0, 0, 0x9d, 0x01, 0x2a], width.to_le_bytes().as_slice(), &height.to_le_bytes(), &[0; 10]].concat()
}

/// A baseline JPEG whose three colours stand in three scans: legal, and read as garbage by some decoders.
pub(crate) fn in_separate_scans(picture: &RgbImage) -> Vec<u8> {
    let plane = |weights: [f64; 3], offset: f64| -> Vec<u8> {
        let value = |pixel: &Rgb<u8>| (0..3).map(|n| weights[n] * f64::from(pixel.0[n])).sum::<f64>() + offset;
        picture.pixels().map(|pixel| value(pixel).round().clamp(0.0, 255.0) as u8).collect()
    };
    let planes = [
        plane([0.299, 0.587, 0.114], 0.0),
        plane([-0.168_736, -0.331_264, 0.5], 128.0),
        plane([0.5, -0.418_688, -0.081_312], 128.0),
    ];
    planar(&planes, picture.dimensions())
}

/// A baseline JPEG of planes as they are, each in a scan of its own. Made of grey JPEGs that share their tables.
pub(crate) fn planar(planes: &[Vec<u8>], size: (u32, u32)) -> Vec<u8> {
    let grey = Style { subsamp: Subsamp::Gray, ..PLAIN };
    let count = u8::try_from(planes.len()).unwrap();
    let mut out = Vec::new();
    for (number, plane) in (1..=count).zip(planes) {
        let grey = packed(plane, size, PixelFormat::GRAY, grey);
        let frame = grey.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
        let scan = grey.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
        let after_frame = frame + 2 + usize::from(u16::from_be_bytes([grey[frame + 2], grey[frame + 3]]));
        if number == 1 {
            // Without JFIF's segment, which would say that three planes are YCbCr.
            out.extend([0xff, 0xd8]);
            out.extend(&grey[20..frame]);
            out.extend([0xff, 0xc0, 0, 8 + 3 * count]);
            out.extend(&grey[frame + 4..frame + 9]);
            out.push(count);
            out.extend((1..=count).flat_map(|plane| [plane, 0x11, 0]));
            out.extend(&grey[after_frame..scan]);
        }
        out.extend([0xff, 0xda, 0, 8, 1, number, 0, 0, 63, 0]);
        out.extend(&grey[scan + 10..grey.len() - 2]);
    }
    out.extend([0xff, 0xd9]);
    out
}

/// Adobe's segment: `transform` is 0 for planes as they are, 1 for YCbCr, 2 for YCCK.
pub(crate) fn adobe(transform: u8) -> Vec<u8> {
    [b"Adobe\0\x64\0\0\0\0".as_slice(), &[transform]].concat()
}

/// A GIF of these pictures, one after the other.
pub(crate) fn gif(pictures: &[RgbImage]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut out);
    for picture in pictures {
        encoder.encode_frame(image::Frame::new(DynamicImage::ImageRgb8(picture.clone()).into_rgba8())).unwrap();
    }
    drop(encoder);
    out
}

/// A Windows bitmap.
pub(crate) fn bmp(picture: &DynamicImage) -> Vec<u8> {
    let mut out = Vec::new();
    picture.write_with_encoder(image::codecs::bmp::BmpEncoder::new(&mut out)).unwrap();
    out
}

/// A PNG whose still is the first of two frames, the second of one colour.
pub(crate) fn animated_png(still: &RgbImage) -> Vec<u8> {
    let (width, height) = still.dimensions();
    let control = |number: u32| {
        let words = [number, width, height, 0, 0].map(u32::to_be_bytes).concat();
        png_chunk(b"fcTL", &[&words, [0, 1, 0, 10, 0, 0].as_slice()].concat())
    };
    let first = png(&DynamicImage::ImageRgb8(still.clone()));
    let second = png(&DynamicImage::ImageRgb8(RgbImage::from_pixel(width, height, Rgb([1, 2, 3]))));
    // The second's pixels follow their sequence number.
    let pixels = second.windows(4).position(|name| name == b"IDAT").unwrap();
    let length = u32::from_be_bytes(second[pixels - 4..pixels].try_into().unwrap()) as usize;
    let pixels = [2u32.to_be_bytes().as_slice(), &second[pixels + 4..pixels + 4 + length]].concat();
    let (header, body) = first.split_at(33);
    let (body, end) = body.split_at(body.len() - 12);
    let animation = png_chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]);
    [header, &animation, &control(0), body, &control(1), &png_chunk(b"fdAT", &pixels), end].concat()
}

/// A lossless animated WebP of that one frame at `left`, `top` (even) of its canvas.
pub(crate) fn animated_webp(frame: &RgbImage, (left, top): (u32, u32), canvas: (u32, u32)) -> Vec<u8> {
    let three = |number: u32| number.to_le_bytes()[..3].to_vec();
    let whole = webp(&DynamicImage::ImageRgb8(frame.clone()));
    let (width, height) = frame.dimensions();
    let place = [left / 2, top / 2, width - 1, height - 1, 100].map(three).concat();
    let frame = [place.as_slice(), &[0], &whole[12..]].concat();
    let head = [vec![0x12, 0, 0, 0], three(canvas.0 - 1), three(canvas.1 - 1)].concat();
    riff(&[(b"VP8X", &head), (b"ANIM", &[0; 6]), (b"ANMF", &frame)])
}
