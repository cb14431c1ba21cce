//! `cargo xtask bundle`: the installers of this operating system.

use std::process::Command;

use crate::process::{self, Outcome};
use crate::setup::{self, Stage};
use crate::ui;
use crate::workspace::Workspace;

/// Runs the Tauri command line at the root, where tauri.conf.json stands; it builds the interface and the program.
pub fn run(workspace: &Workspace, arguments: &[String]) -> Outcome {
    setup::ensure(Stage::Build)?;
    ui::install(workspace)?;
    let tauri = if cfg!(windows) { "tauri.cmd" } else { "tauri" };
    let program = workspace.ui().join("node_modules/.bin").join(tauri);
    process::run(Command::new(program).arg("build").args(arguments).current_dir(&workspace.root))
}
