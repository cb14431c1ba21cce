//! `cargo xtask bundle`: the installers of this operating system.

use std::process::Command;

use crate::process::{self, Outcome};
use crate::setup::{self, Stage};
use crate::ui;
use crate::workspace::Workspace;

/// The Tauri command line's own version line; its npm package lacks the programs of some systems in some registries, so
/// it is built from its crate.
const TOOL: &str = "^2";

/// Runs the Tauri command line at the root, where tauri.conf.json stands; it builds the interface and the program. At
/// the first time the command line itself is built, into `target/tools`.
pub fn run(workspace: &Workspace, arguments: &[String]) -> Outcome {
    setup::ensure(Stage::Build)?;
    ui::install(workspace)?;
    let tools = workspace.root.join("target/tools");
    let program = tools.join("bin").join(if cfg!(windows) { "cargo-tauri.exe" } else { "cargo-tauri" });
    if !program.exists() {
        let mut install = Command::new("cargo");
        install.args(["install", "--locked", "tauri-cli", "--version", TOOL, "--root"]).arg(&tools);
        process::run(install.current_dir(&workspace.root))?;
    }
    process::run(Command::new(program).arg("build").args(arguments).current_dir(&workspace.root))
}
