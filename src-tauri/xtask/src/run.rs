//! `cargo xtask run`: from a fresh checkout to the open window.

use std::env::consts::EXE_SUFFIX;
use std::process::Command;

use crate::process::{self, Outcome};
use crate::setup::{self, Stage};
use crate::ui;
use crate::workspace::Workspace;

/// Sets up, builds, opens the app; arguments after `--` go to it.
pub fn run(workspace: &Workspace, arguments: &[String]) -> Outcome {
    if cfg!(target_os = "linux") && !process::is_set("DISPLAY") && !process::is_set("WAYLAND_DISPLAY") {
        return Err("there is no display here, so no window can open.\n\
                    `cargo xtask demo` plays the main job in a real window without a screen and leaves screenshots in \
                    target/demo."
            .into());
    }
    setup::ensure(Stage::Run)?;
    ui::build(workspace)?;
    process::run(&mut build(workspace))?;
    let program = workspace.target.join("debug").join(format!("kaibo{EXE_SUFFIX}"));
    let arguments = arguments.iter().skip_while(|word| *word == "--");
    process::run(Command::new(program).args(arguments))
}

/// Builds the program with the feature set of the tests, so that `run` and `test` share every artifact.
///
/// Cargo unites the features that all selected packages ask of a dependency, and counts dev-dependencies in as soon as
/// one test is among the targets. `cargo build` alone therefore builds more than a hundred crates a second time with
/// other features than `cargo test`. Naming the whole workspace and one small test here gives the tests' set without
/// linking all the tests.
pub fn build(workspace: &Workspace) -> Command {
    let mut command = process::cargo();
    command.args(["build", "--workspace", "--bin", "kaibo", "--test", "bindings"]).current_dir(&workspace.root);
    command
}
