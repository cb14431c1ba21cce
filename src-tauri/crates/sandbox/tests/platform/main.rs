//! The practice platform over real HTTP: every endpoint, every refusal, faults, clock, phone, state file.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy's exception for tests does not reach the helpers beside them"
)]

mod codes;
mod control;
mod crew;
mod desk;
mod faults;
mod goods;
mod media;
mod members;
mod phone;
mod process;
mod quotas;
mod recordings;
mod rooms;
mod shelf;
mod shop;
mod switches;
mod tokens;
