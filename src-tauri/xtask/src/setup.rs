//! What has to be on the machine before anything is built: checked, and put there where we know how.
//!
//! Rust and Node.js are prerequisites: they are checked, never installed.

mod apt;
mod needs;
mod prerequisites;
mod system;

use std::process::Command;

use crate::process::{self, Outcome};
use crate::ui;
use crate::workspace::Workspace;

use needs::Need;
pub use needs::Stage;
use system::System;

/// `cargo xtask setup [test]`.
pub fn command(workspace: &Workspace, arguments: &[String]) -> Outcome {
    let stage = match arguments {
        [] => Stage::Run,
        [word] if word == "test" => Stage::Test,
        _ => return Err("`cargo xtask setup` takes nothing, or `test`".into()),
    };
    ensure(stage)?;
    ui::build(workspace)
}

/// Makes sure that everything up to `stage` is there, or says what to do.
pub fn ensure(stage: Stage) -> Outcome {
    prerequisites::check()?;
    let system = System::detect();
    let missing = missing(system, stage);
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing on this machine:");
    for need in &missing {
        println!("  {:<24} {}", need.package(system).unwrap_or(need.apt), need.why);
    }
    let packages: Vec<&str> = missing.iter().filter_map(|need| need.package(system)).collect();
    if system == System::Debian {
        return apt::install(&packages);
    }
    match system.install_line(&packages) {
        Some(line) => Err(format!("install what is missing, then run the same command again:\n\n  {line}\n")),
        None => Err("install these with your system's package manager (the names are Debian's), \
                     then run the same command again"
            .into()),
    }
}

/// Makes sure that a program is there of whose name the Debian package is, where one works with `.deb`s.
pub fn also(program: &str) -> Outcome {
    match System::detect() {
        _ if process::on_path(program) => Ok(()),
        System::Debian => apt::install(&[program]),
        _ => Err(format!("{program} is needed, and known on Debian and Ubuntu only")),
    }
}

/// Whether this process may do everything.
pub fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}

fn missing(system: System, stage: Stage) -> Vec<&'static Need> {
    let wanted = || needs::NEEDS.iter().filter(|need| need.stage <= stage && need.applies_to(system));
    let installed = if system == System::Debian {
        apt::installed(&wanted().map(|need| need.apt).collect::<Vec<_>>())
    } else {
        Vec::new()
    };
    // What dpkg does not know may still be there: built by hand, or under another package's name.
    wanted().filter(|need| !installed.iter().any(|name| name == need.apt) && !need.is_met()).collect()
}
