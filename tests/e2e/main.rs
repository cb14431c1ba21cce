//! The whole app in its real window: one program for all files, so that it is linked once. `cargo xtask test` runs
//! one file after the other.
#![cfg(target_os = "linux")]

#[path = "../support/mod.rs"]
mod support;

mod accessible;
mod backups;
mod backups_away;
mod categories;
mod codes;
mod crash;
mod diagnostics;
mod displaced;
mod evening;
mod event;
mod forms;
mod goods;
mod import;
mod ipc;
mod live;
mod lock;
mod main_job;
mod members;
mod moving;
mod onboarding;
mod outbox;
mod papers;
mod people;
mod pictures;
mod planning;
mod qualification;
mod read_only;
mod recovery;
mod replay;
mod scale;
mod screens;
mod settings;
mod share;
mod shops;
mod show;
mod storefront;
mod storefront_targets;
mod team;
mod today;
mod window;
mod xss;
