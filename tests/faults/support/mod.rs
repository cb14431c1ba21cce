//! The fault rig: a disk that fails, a line that cuts, a child that is killed, and the book in which figures are kept.
#![allow(dead_code, reason = "every fault test uses a part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a test fails by panicking")]

#[path = "../../support/applying.rs"]
pub mod applying;
pub mod away;
pub mod backups;
pub mod campaign;
pub mod child;
pub mod fault_proxy;
pub mod faulty_disk;
pub mod faulty_vfs;
pub mod full_disk;
pub mod moving;
pub mod random;
#[path = "../../support/receiver.rs"]
pub mod receiver;
#[path = "../../support/s3.rs"]
pub mod s3;
pub mod shipped;
pub mod shop;
pub mod storefront;
#[cfg(target_os = "linux")]
pub mod syncs;
pub mod typist;
pub mod vault;
