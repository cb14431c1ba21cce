//! Campaigns against the console and all below it: one program for all files, so that it is linked once.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "steps that campaigns share stop at once, as tests do")]

#[path = "../../support/canary.rs"]
mod canary;
#[path = "../support/mod.rs"]
mod support;

mod away;
mod backups;
mod boundary;
mod clocks;
mod cuts;
mod disk;
mod engine;
mod import;
mod line;
mod moving;
mod read_only;
mod replies;
mod storefront;
mod team;
#[cfg(target_os = "linux")]
mod tls;
#[cfg(target_os = "linux")]
mod vault;
mod wake;
mod zones;
