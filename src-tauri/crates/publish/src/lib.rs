//! Publishing the storefront: to a folder, to S3-compatible storage, to a server of the shop's own
//! (docs/storefront-format.md, docs/storefront-targets.md).
//!
//! Invariant, the same for all: whoever reads at any moment finds a whole version. [`site`] writes pictures first, then the
//! version's document, neither ever over something else, and last the one pointer; a [`Target`] does each of these steps
//! whole or not at all. What is read from a target is bounded, and an answer counts only when it shows that it comes from
//! what it should come from. No secret and no address leaves this crate in an error.

mod fault;
mod folder;
mod line;
mod s3;
mod s3_answer;
mod server;
mod site;
mod target;
mod trial;

pub use fault::Fault;
pub use folder::Folder;
pub use line::Patience;
pub use s3::S3;
pub use server::Server;
pub use site::{KEPT, Looked, Made, Progress, go_back, look, missing, publish, read_pointer};
pub use target::Target;
pub use trial::{TrialFault, TrialStep, try_out};

use sha2::{Digest, Sha256};

/// SHA-256 as 64 hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
