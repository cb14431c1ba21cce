//! A screenshot with a palette of 256 colours: a third of the bytes, and nobody sees the difference.

use color_quant::NeuQuant;
use std::io::Cursor;

const COLOURS: usize = 256;
/// All pixels have a say in the palette, not one in so many.
const SAMPLING: i32 = 1;

/// The same picture, smaller.
pub fn shrink(png: &[u8]) -> Result<Vec<u8>, String> {
    let mut decoder = png::Decoder::new(Cursor::new(png));
    decoder.set_transformations(png::Transformations::ALPHA | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(|error| error.to_string())?;
    let mut pixels = vec![0; reader.output_buffer_size().ok_or("too large")?];
    let frame = reader.next_frame(&mut pixels).map_err(|error| error.to_string())?;
    if frame.color_type != png::ColorType::Rgba {
        return Err("a screenshot has colours".into());
    }
    let palette = NeuQuant::new(SAMPLING, COLOURS, &pixels);
    let places: Vec<u8> = pixels.chunks_exact(4).map(|pixel| palette.index_of(pixel) as u8).collect();
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, frame.width, frame.height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.color_map_rgb());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().map_err(|error| error.to_string())?;
    writer.write_image_data(&places).map_err(|error| error.to_string())?;
    writer.finish().map_err(|error| error.to_string())?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_keeps_its_size_and_its_plain_colours() {
        let mut png = Vec::new();
        let mut encoder = png::Encoder::new(&mut png, 2, 1);
        encoder.set_color(png::ColorType::Rgb);
        encoder.write_header().unwrap().write_image_data(&[255, 255, 255, 0, 187, 96]).unwrap();
        let small = shrink(&png).unwrap();
        let mut decoder = png::Decoder::new(Cursor::new(small));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = [0; 6];
        reader.next_frame(&mut pixels).unwrap();
        assert!(pixels.iter().zip([255u8, 255, 255, 0, 187, 96]).all(|(is, was)| is.abs_diff(was) <= 4), "{pixels:?}");
    }

    #[test]
    fn what_is_no_screenshot_is_refused() {
        assert!(shrink(b"GIF89a").is_err());
    }
}
