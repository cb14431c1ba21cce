//! The practice platform over real HTTP: every endpoint, every refusal, faults, clock, phone, state file.

mod control;
mod desk;
mod faults;
mod goods;
mod media;
mod phone;
mod process;
mod rooms;
mod tokens;
