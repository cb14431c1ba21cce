//! Why a picture is not taken: one variant for each thing the caller does next.
//!
//! Invariant: no variant carries bytes of the picture or text of a library.

use thiserror::Error;

/// Why a picture cannot be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PictureError {
    /// The file has no bytes: choose another, or copy it again.
    #[error("the file is empty")]
    Empty,
    /// The content is no picture at all, whatever the file is called.
    #[error("the file is not a picture")]
    NotAPicture,
    /// An iPhone's HEIC: not read here; the system's own decoder may make it JPEG.
    #[error("HEIC pictures cannot be read; export the picture as JPEG")]
    Heic,
    /// A known format that is not read: save it as JPEG, PNG or WebP.
    #[error("{format} files cannot be read; save the picture as JPEG, PNG or WebP")]
    Unsupported {
        /// The format's usual name, such as `TIFF`.
        format: &'static str,
    },
    /// More pixels than are decoded: save a smaller version. Sides in pixels, as the header states them.
    #[error("the picture has {width}×{height} pixels, too many to read")]
    TooManyPixels {
        /// Width in pixels, as stored.
        width: u32,
        /// Height in pixels, as stored.
        height: u32,
    },
    /// More bytes than are read: save a smaller version.
    #[error("the file has {bytes} bytes, too many to read")]
    TooLarge {
        /// Size of the file.
        bytes: u64,
    },
    /// Recognised, and broken: cut off or altered. Get the original again.
    #[error("the picture is damaged")]
    Damaged,
    /// The computer has no memory left for it now: close something and try again.
    #[error("not enough memory to read the picture")]
    OutOfMemory,
}
