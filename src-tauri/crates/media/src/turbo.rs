//! libjpeg-turbo's C interface behind two safe functions: decode a window at a reduced size, encode.
//!
//! Invariant: all `unsafe` of the crate stands here; a handle is destroyed exactly once, by [`Handle`]; every buffer handed
//! to the library is sized from what the library itself says of the same bytes. Any error *or warning* is a failure: a
//! warning means that pixels were made up.

use crate::{
    error::PictureError,
    resize::{Raster, Samples},
    scratch,
};
use std::ffi::{c_int, c_uchar};
use turbojpeg::raw;

/// More scans than any real progressive file has; without a limit a small file can keep a processor busy for minutes.
const MAX_SCANS: c_int = 100;
/// Memory the library may take for coefficients, MiB: more than the header's check lets through.
const MAX_MEMORY_MIB: c_int = 256;

/// What to decode. Sizes in pixels of the reduced picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    /// The picture is decoded at 1/`reduce` of its size: 1, 2, 4 or 8.
    pub(crate) reduce: u32,
    /// First column wanted; the window may begin a little to the left of it.
    pub(crate) left: u32,
    /// First row wanted.
    pub(crate) top: u32,
    /// Column after the last one wanted.
    pub(crate) right: u32,
    /// Width of the file's coding unit at full size, px: a window begins at a multiple of it.
    pub(crate) unit: u32,
}

/// A decoded window, and where its upper left corner stands in the reduced picture.
pub(crate) struct Decoded {
    pub(crate) raster: Raster,
    pub(crate) left: u32,
    pub(crate) top: u32,
}

/// One instance of the library.
struct Handle(raw::tjhandle);

impl Handle {
    fn new(kind: raw::TJINIT) -> Result<Handle, PictureError> {
        // SAFETY: takes a plain number and returns a new instance, or null.
        let handle = unsafe { raw::tj3Init(kind as c_int) };
        if handle.is_null() { Err(PictureError::OutOfMemory) } else { Ok(Handle(handle)) }
    }

    fn set(&mut self, param: raw::TJPARAM, value: c_int) -> Result<(), PictureError> {
        // SAFETY: the handle is live; the library checks the parameter and its value.
        done(unsafe { raw::tj3Set(self.0, param as c_int, value) })
    }

    fn get(&self, param: raw::TJPARAM) -> c_int {
        // SAFETY: the handle is live; an unknown parameter gives -1.
        unsafe { raw::tj3Get(self.0, param as c_int) }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: the handle came from tj3Init, is not null, and is used by nobody after this.
        unsafe { raw::tj3Destroy(self.0) }
    }
}

fn done(code: c_int) -> Result<(), PictureError> {
    if code == 0 { Ok(()) } else { Err(PictureError::Damaged) }
}

/// Decodes the window of a JPEG, from `window.top` to the picture's lower edge.
///
/// To the lower edge on purpose: the library skips the rows below a crop without reading them, and a file cut off there
/// would pass for whole. `inverted` says how CMYK values are stored. Of a picture with rare sampling factors, for which
/// the library takes no window, all comes back.
pub(crate) fn decode(jpeg: &[u8], window: Window, inverted: bool) -> Result<Decoded, PictureError> {
    let reduce = window.reduce;
    let mut handle = Handle::new(raw::TJINIT_TJINIT_DECOMPRESS)?;
    handle.set(raw::TJPARAM_TJPARAM_SCANLIMIT, MAX_SCANS)?;
    handle.set(raw::TJPARAM_TJPARAM_MAXMEMORY, MAX_MEMORY_MIB)?;
    handle.set(raw::TJPARAM_TJPARAM_SAVEMARKERS, 0)?;
    // SAFETY: the handle is live; pointer and length describe `jpeg`, which outlives the call.
    done(unsafe { raw::tj3DecompressHeader(handle.0, jpeg.as_ptr(), jpeg.len() as raw::size_t) })?;
    let side = |value: c_int| u32::try_from(value).ok().filter(|side| *side > 0).ok_or(PictureError::Damaged);
    let width = side(handle.get(raw::TJPARAM_TJPARAM_JPEGWIDTH))?.div_ceil(reduce);
    let height = side(handle.get(raw::TJPARAM_TJPARAM_JPEGHEIGHT))?.div_ceil(reduce);
    let scale = raw::tjscalingfactor { num: 1, denom: reduce as c_int };
    // SAFETY: the handle is live; the library refuses a factor it does not know.
    done(unsafe { raw::tj3SetScalingFactor(handle.0, scale) })?;

    let (mut left, mut top, mut right) = (0, 0, width);
    if let Some(known) = unit_width(handle.get(raw::TJPARAM_TJPARAM_SUBSAMP)) {
        // The library checks the window against the usual unit, then moves it to the file's own.
        let unit = known.max(window.unit).div_ceil(reduce);
        left = window.left.min(width - 1) / unit * unit;
        top = window.top.min(height - 1);
        right = window.right.clamp(left + 1, width);
        if (left, top, right) != (0, 0, width) {
            let region = raw::tjregion {
                x: left as c_int,
                y: top as c_int,
                w: (right - left) as c_int,
                h: (height - top) as c_int,
            };
            // SAFETY: the handle is live and has read a header; the library checks the region against it.
            done(unsafe { raw::tj3SetCroppingRegion(handle.0, region) })?;
        }
    }

    let (samples, format) = match handle.get(raw::TJPARAM_TJPARAM_COLORSPACE) as raw::TJCS {
        raw::TJCS_TJCS_GRAY => (Samples::Grey, raw::TJPF_TJPF_GRAY),
        raw::TJCS_TJCS_CMYK | raw::TJCS_TJCS_YCCK => (Samples::Cmyk { inverted }, raw::TJPF_TJPF_CMYK),
        _ => (Samples::Rgb, raw::TJPF_TJPF_RGB),
    };
    let (width, height) = (right - left, height - top);
    let pitch = width as usize * samples.channels();
    let bytes = pitch * height as usize;
    let mut data = scratch::space_for(bytes)?;
    // SAFETY: the handle is live and reads the header of the same bytes again, so the size of the picture is the one
    // the region was checked against; `data` has space for the region's rows (or, without one, all rows) at `pitch`
    // samples each, in `format`, and outlives the call.
    let code = unsafe {
        raw::tj3Decompress8(
            handle.0,
            jpeg.as_ptr(),
            jpeg.len() as raw::size_t,
            data.as_mut_ptr(),
            pitch as c_int,
            format as c_int,
        )
    };
    done(code)?;
    // SAFETY: there is space for so many; without an error or a warning the library has written all the rows.
    unsafe { data.set_len(bytes) };
    Ok(Decoded { raster: Raster { width, height, samples, data }, left, top })
}

/// Width of the usual coding unit of that subsampling at full size, px; nothing where the factors are none of the usual.
fn unit_width(subsampling: c_int) -> Option<u32> {
    match subsampling {
        raw::TJSAMP_TJSAMP_UNKNOWN => None,
        raw::TJSAMP_TJSAMP_422 | raw::TJSAMP_TJSAMP_420 => Some(16),
        raw::TJSAMP_TJSAMP_411 => Some(32),
        _ => Some(8),
    }
}

/// An encoder of one RGB picture at many qualities. The space for the output is allocated once.
pub(crate) struct Encoder<'a> {
    handle: Handle,
    rgb: &'a [u8],
    width: u32,
    height: u32,
    buffer: Vec<u8>,
}

impl<'a> Encoder<'a> {
    /// An encoder of `width`×`height` pixels, three bytes each; writes baseline 4:2:0.
    pub(crate) fn new(rgb: &'a [u8], (width, height): (u32, u32)) -> Result<Encoder<'a>, PictureError> {
        if width == 0 || height == 0 || rgb.len() != width as usize * height as usize * 3 {
            return Err(PictureError::Damaged);
        }
        let mut handle = Handle::new(raw::TJINIT_TJINIT_COMPRESS)?;
        handle.set(raw::TJPARAM_TJPARAM_NOREALLOC, 1)?;
        handle.set(raw::TJPARAM_TJPARAM_SUBSAMP, raw::TJSAMP_TJSAMP_420 as c_int)?;
        let subsampling = raw::TJSAMP_TJSAMP_420 as c_int;
        // SAFETY: plain numbers in, a plain number out; 0 for sizes it cannot hold.
        let most = unsafe { raw::tj3JPEGBufSize(width as c_int, height as c_int, subsampling) };
        if most == 0 {
            return Err(PictureError::Damaged);
        }
        Ok(Encoder { handle, rgb, width, height, buffer: scratch::space_for(most as usize)? })
    }

    /// The picture as JPEG at `quality`, 1 to 100. It stays in the encoder until the next call.
    pub(crate) fn encode(&mut self, quality: u8) -> Result<&[u8], PictureError> {
        self.handle.set(raw::TJPARAM_TJPARAM_QUALITY, quality.into())?;
        let mut target: *mut c_uchar = self.buffer.as_mut_ptr();
        // The C side reads and writes a size_t here; the crate's own type for it is 32 bits wide on Windows.
        let mut length: usize = self.buffer.capacity();
        // SAFETY: the handle is live; `rgb` holds height rows of width pixels of three bytes (checked in `new`); with
        // NOREALLOC the library writes at most tj3JPEGBufSize bytes, for which the buffer has space, and neither frees nor
        // replaces the buffer.
        let code = unsafe {
            raw::tj3Compress8(
                self.handle.0,
                self.rgb.as_ptr(),
                self.width as c_int,
                (self.width * 3) as c_int,
                self.height as c_int,
                raw::TJPF_TJPF_RGB as c_int,
                &mut target,
                (&raw mut length).cast(),
            )
        };
        done(code)?;
        // SAFETY: the library has written the first `length` bytes of the buffer's space, and says no more than it had.
        unsafe { self.buffer.set_len(length.min(self.buffer.capacity())) };
        Ok(&self.buffer)
    }
}

impl Drop for Encoder<'_> {
    fn drop(&mut self) {
        scratch::leave(std::mem::take(&mut self.buffer));
    }
}
