//! PNG, row by row: while it is read it is narrowed to the result's width, so that only those narrow rows are held. An
//! interlaced one, whose rows come seven times, is read whole.
//!
//! Invariant: the rows are those the header states ([`probe`](crate::probe())), and the file is read to the end of its
//! pixels, also below a crop: their checksums stand behind them.

use crate::{
    error::PictureError,
    probe::{Probe, is_whole},
    raster::flatten,
    resize::{Part, Raster, Samples, reach, resize},
    scratch,
};
use ::png::{BitDepth, ColorType, Decoder, Limits, Reader, Transformations};
use std::io::Cursor;

/// Memory for compressed extras (colour profile), bytes.
const EXTRAS: usize = 16 * 1024 * 1024;
/// Bytes of rows that are narrowed at once: enough that working out the filter's weights does not count.
const BAND: usize = 4 * 1024 * 1024;

/// What the decoder makes of a pixel.
#[derive(Clone, Copy)]
struct Form {
    samples: Samples,
    has_alpha: bool,
    is_deep: bool,
}

impl Form {
    fn of((colour, bits): (ColorType, BitDepth)) -> Result<Form, PictureError> {
        let is_deep = match bits {
            BitDepth::Eight => false,
            BitDepth::Sixteen => true,
            _ => return Err(PictureError::Damaged),
        };
        let (samples, has_alpha) = match colour {
            ColorType::Grayscale => (Samples::Grey, false),
            ColorType::GrayscaleAlpha => (Samples::Grey, true),
            ColorType::Rgb => (Samples::Rgb, false),
            ColorType::Rgba => (Samples::Rgb, true),
            ColorType::Indexed => return Err(PictureError::Damaged),
        };
        Ok(Form { samples, has_alpha, is_deep })
    }

    /// Makes rows plain samples of eight bits, transparency laid on white, in place.
    fn simplify(self, rows: &mut Vec<u8>) {
        if self.is_deep {
            narrow(rows);
        }
        match (self.has_alpha, self.samples) {
            (true, Samples::Grey) => flatten::<2>(rows),
            (true, _) => flatten::<4>(rows),
            (false, _) => {}
        }
    }
}

/// The samples for `part` of a PNG shown at `target` pixels, the part within them, and the colour profile.
pub(crate) fn decode(
    bytes: &[u8],
    probe: &Probe,
    part: Part,
    target: (u32, u32),
) -> Result<(Raster, Part, Vec<u8>), PictureError> {
    if !is_whole(bytes, probe.format) {
        return Err(PictureError::Damaged);
    }
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: EXTRAS });
    decoder.set_ignore_text_chunk(true);
    // Palettes become colours and fewer bits eight.
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info().map_err(|_| PictureError::Damaged)?;
    let (width, height) = reader.info().size();
    if (width, height) != probe.stored() {
        return Err(PictureError::Damaged);
    }
    let icc = reader.info().icc_profile.as_deref().map(<[u8]>::to_vec).unwrap_or_default();
    let form = Form::of(reader.output_color_type())?;
    if reader.info().interlaced {
        let mut data = scratch::room_for(reader.output_buffer_size().ok_or(PictureError::OutOfMemory)?)?;
        reader.next_frame(&mut data).map_err(|_| PictureError::Damaged)?;
        form.simplify(&mut data);
        return Ok((Raster { width, height, samples: form.samples, data }, part, icc));
    }
    let (rows, first) = narrowed(&mut reader, form, part, target)?;
    let part = Part { left: 0.0, width: target.0.into(), ..part.seen_at(1.0, (0, first)) };
    Ok((rows, part, icc))
}

/// The rows that have a say in the part, narrowed to the result's width, and which is the first of them.
fn narrowed(
    reader: &mut Reader<Cursor<&[u8]>>,
    form: Form,
    part: Part,
    target: (u32, u32),
) -> Result<(Raster, u32), PictureError> {
    let (width, height) = reader.info().size();
    let beyond = reach(part.height, target.1);
    // At most MAX_SIDE plus the reach, and negative ones become 0: no truncation that matters.
    let first = ((part.top - beyond).max(0.0) as u32).min(height - 1);
    let end = ((part.top + part.height + beyond).ceil() as u32).clamp(first + 1, height);
    let line = reader.output_line_size(width).ok_or(PictureError::OutOfMemory)?;
    let at_once = (BAND / line).clamp(1, height as usize);
    let mut rows = Raster { width: target.0, height: end - first, samples: form.samples, data: Vec::new() };
    let narrow_line = target.0 as usize * form.samples.channels();
    rows.data = scratch::room_for(narrow_line * rows.height as usize)?;
    let mut places = rows.data.chunks_mut(narrow_line * at_once);

    let mut band = Vec::with_capacity(line * at_once);
    for row in 0..height {
        let start = band.len();
        band.resize(start + line, 0);
        reader.read_row(&mut band[start..]).ok().flatten().ok_or(PictureError::Damaged)?;
        if !(first..end).contains(&row) {
            band.clear();
        } else if band.len() == line * at_once || row + 1 == end {
            let count = (band.len() / line) as u32;
            form.simplify(&mut band);
            let wide = Raster { width, height: count, samples: form.samples, data: band };
            let across = Part { top: 0.0, height: count.into(), ..part };
            let done = resize(&wide, across, (target.0, count))?;
            places.next().ok_or(PictureError::Damaged)?.copy_from_slice(&done.data);
            band = wide.data;
            band.clear();
        }
    }
    // Behind the last row: the checksum, and no row more.
    match reader.read_row(&mut vec![0; line]) {
        Ok(None) => Ok((rows, first)),
        _ => Err(PictureError::Damaged),
    }
}

/// 16-bit samples, as a PNG writes them, made 8-bit in place.
fn narrow(rows: &mut Vec<u8>) {
    let count = rows.len() / 2;
    for at in 0..count {
        let wide = u32::from(u16::from_be_bytes([rows[2 * at], rows[2 * at + 1]]));
        // 65535 / 257 = 255, rounded to the nearest.
        rows[at] = ((wide + 128) / 257) as u8;
    }
    rows.truncate(count);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_bits_are_rounded() {
        let mut rows: Vec<u8> = [0u16, 65_535, 257, 385, 386].into_iter().flat_map(u16::to_be_bytes).collect();
        narrow(&mut rows);
        assert_eq!(rows, [0, 255, 1, 1, 2]);
    }
}
