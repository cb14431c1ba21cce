//! Pictures fitted to the platform's slots, thumbnails, QR codes, and posters.
//!
//! Pure CPU: bytes in, bytes out; no files but the system's fonts, no async, no clock, nothing left between calls but memory
//! to use again. Only a PDF is looked into by a program of its own ([`drawing`]). Every
//! function may be called from any thread, and from `spawn_blocking` rather than from an async task: a large photo takes
//! tens to hundreds of milliseconds.
//!
//! Invariants:
//! - Limits on bytes, sides and pixels are checked on the header, before anything is allocated for pixels ([`probe`]).
//! - A file that was cut off is refused before memory is taken for all of its pixels.
//! - JPEG is read by libjpeg-turbo alone: the `image` crate decodes some legal files to garbage and accepts cut ones.
//! - What comes out carries no metadata (EXIF, GPS, colour profile, thumbnail): it is upright sRGB with a JFIF header.
//! - No input makes these functions panic; a panic inside a decoder library is reported as a damaged picture.

mod colour;
pub mod dossier;
mod encode;
mod error;
mod fit;
mod focus;
mod jpeg;
pub mod memory;
mod orientation;
mod pad;
mod page;
mod pdf;
mod png;
pub mod poster;
mod probe;
pub mod qr;
mod raster;
mod recording;
mod resize;
pub mod run_sheet;
mod scratch;
mod sharpen;
mod start_code;
mod turbo;

pub use error::PictureError;
pub use fit::{Fitted, fit, thumbnail};
pub use focus::focus;
pub use page::{LEGIBLE_PX, PAGE_BYTES, page};
pub use pdf::{PDF_PAGES_MAX, Pages, PdfError, drawing, is_pdf};
pub use probe::{Format, MAX_BYTES, MAX_JPEG_PIXELS, MAX_SIDE, MAX_WHOLE_PIXELS, Probe, probe};
pub use recording::{Container, Recording, RecordingError, inspect};
pub use start_code::{StartCodeLook, look_for_code};

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod film;
#[cfg(test)]
mod photograph;
#[cfg(test)]
mod reference;
