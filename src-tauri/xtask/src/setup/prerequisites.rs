//! Rust and Node.js: not ours to install, but a clear word when one is missing or too old.

use std::process::Command;

use crate::process::{self, Outcome};

/// The oldest Node.js the interface's tools run on.
const NODE: u32 = 20;
/// The oldest Rust, as every manifest of the workspace states it.
const RUST: &str = env!("CARGO_PKG_RUST_VERSION");

/// Fails with where to get what is missing.
pub fn check() -> Outcome {
    check_rust(process::output(Command::new("rustc").arg("--version")).as_deref())?;
    check_node(process::output(Command::new("node").arg("--version")).as_deref())?;
    if process::output(process::npm().arg("--version")).is_none() {
        return Err("npm is missing. It comes with Node.js from https://nodejs.org; some systems pack it apart \
                    (package 'npm')."
            .into());
    }
    Ok(())
}

fn check_rust(version: Option<&str>) -> Outcome {
    let found = version.and_then(|text| numbers(text.strip_prefix("rustc ")?));
    match (found, numbers(RUST)) {
        (Some(found), Some(wanted)) if found < wanted => Err(format!(
            "Kaibo needs Rust {RUST} or newer; here is {}.{}. Run `rustup update`, or install it from https://rustup.rs",
            found.0, found.1
        )),
        (None, _) => Err(format!("Kaibo needs Rust {RUST} or newer: install it from https://rustup.rs")),
        _ => Ok(()),
    }
}

fn check_node(version: Option<&str>) -> Outcome {
    match version.and_then(|text| numbers(text.strip_prefix('v')?)) {
        Some((major, _)) if major >= NODE => Ok(()),
        Some((major, _)) => Err(format!(
            "Kaibo needs Node.js {NODE} or newer; here is {major}. Install a newer one from https://nodejs.org"
        )),
        None => Err(format!("Kaibo needs Node.js {NODE} or newer, with npm: install it from https://nodejs.org")),
    }
}

/// Major and minor number at the start of a version.
fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim().split(|character: char| !character.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_can_build_kaibo() {
        assert_eq!(check_rust(process::output(Command::new("rustc").arg("--version")).as_deref()), Ok(()));
    }

    #[test]
    fn an_old_or_missing_tool_is_named_with_where_to_get_it() {
        assert!(check_rust(Some("rustc 1.70.0 (90c541806 2023-05-31)")).unwrap_err().contains("here is 1.70"));
        assert!(check_rust(None).unwrap_err().contains("rustup.rs"));
        assert!(check_node(Some("v18.19.0\n")).unwrap_err().contains("here is 18"));
        assert!(check_node(None).unwrap_err().contains("nodejs.org"));
    }

    #[test]
    fn a_new_enough_tool_passes() {
        assert_eq!(check_node(Some("v20.20.2\n")), Ok(()));
        assert_eq!(check_node(Some("v24.1.0\n")), Ok(()));
        assert_eq!(check_rust(Some("rustc 9.1.0-nightly (0000 2030-01-01)")), Ok(()));
    }
}
