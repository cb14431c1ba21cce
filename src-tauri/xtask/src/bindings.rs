//! `cargo xtask bindings`: the interface's view of the shell's commands, written anew.
//!
//! The shell's own test does the writing; without the variable it compares, so that `cargo xtask test` finds stale ones.

use crate::process::{self, Outcome};
use crate::setup::{self, Stage};
use crate::ui;
use crate::workspace::Workspace;

/// Writes ui/src/backend/bindings.ts.
pub fn run(workspace: &Workspace) -> Outcome {
    setup::ensure(Stage::Build)?;
    ui::ensure_placeholder(workspace)?;
    let mut command = process::cargo();
    command.args(["test", "--workspace", "--test", "bindings"]).current_dir(&workspace.root);
    process::run(command.env("KAIBO_WRITE_BINDINGS", "1"))
}
