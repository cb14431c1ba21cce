//! What the tests of the whole app share: an office (a headless desk with its practice platform), a driven window,
//! a photo from a phone, the anchor's phone.
#![allow(dead_code, reason = "every test file uses a part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

pub mod applying;
#[cfg(target_os = "linux")]
pub mod awake;
pub mod brand;
pub mod canary;
pub mod clock;
pub mod codes;
pub mod cut;
#[cfg(target_os = "linux")]
pub mod decoders;
#[cfg(target_os = "linux")]
pub mod displays;
#[cfg(target_os = "linux")]
pub mod drag;
pub mod elsewhere;
pub mod junk;
#[cfg(target_os = "linux")]
pub mod keyboard;
pub mod large;
#[cfg(target_os = "linux")]
pub mod notifications;
pub mod office;
#[cfg(target_os = "linux")]
pub mod pdf;
pub mod phone;
pub mod photo;
pub mod photos;
pub mod proxy;
#[cfg(target_os = "linux")]
pub mod read_only;
pub mod receiver;
pub mod s3;
#[cfg(target_os = "linux")]
pub mod screen;
pub mod shop;
#[cfg(target_os = "linux")]
pub mod steps;
#[cfg(target_os = "linux")]
pub mod window;
pub mod workbook;
