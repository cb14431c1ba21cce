//! What the real-window tests share: a driven window, a photo from a phone, a QR reader, the anchor's phone.
#![allow(dead_code, reason = "every test file uses a part of it")]

pub mod phone;
pub mod photo;
pub mod window;
