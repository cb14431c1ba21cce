//! Photos to the 750×750 cover: processor time, memory and quality, beside sharp and Pillow where they are installed.
//!
//! One process for each, the calls one by one in turns (A B C, A B C …), the ratio of each pair; the middle of a picture's
//! ratios, the geometric mean over pictures. Processor time is that of the whole process. The pictures are made
//! (`photograph.rs`), none is a camera's. `NODE_PATH` says where sharp is.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, reason = "a benchmark prints and stops")]

#[cfg(unix)]
mod compare;
#[cfg(unix)]
#[path = "../../../src-tauri/crates/media/src/corpus.rs"]
#[allow(dead_code, reason = "the crate's own tests use the rest")]
mod corpus;
#[cfg(unix)]
mod engine;
#[cfg(unix)]
mod folder;
#[cfg(unix)]
#[path = "../../../src-tauri/crates/media/src/photograph.rs"]
mod photograph;
#[cfg(unix)]
#[path = "../../../src-tauri/crates/media/src/reference.rs"]
#[allow(dead_code, reason = "the crate's own tests use the rest")]
mod reference;

fn main() {
    // `cargo test --benches` and clippy only ask whether it builds. Processor time is told by Unix systems.
    #[cfg(unix)]
    if !std::env::args().any(|argument| argument == "--test") && !engine::serve() {
        compare::run();
    }
}
