//! Files that mean harm, and files that are only broken: checks C3 and C4 of the scorecard. All are made here.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking, and prints what it measured")]

mod archive;
mod bombs;
mod fuzz;
mod memory;
mod text;
