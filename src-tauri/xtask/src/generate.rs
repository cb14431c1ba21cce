//! `cargo xtask generate-goods`: a shop of any size to look at. The program that fills it knows how Kaibo keeps goods;
//! this tool only builds and starts it.

use std::env::consts::EXE_SUFFIX;
use std::process::Command;

use crate::process::{self, Outcome};
use crate::run;
use crate::setup::{self, Stage};
use crate::ui;
use crate::workspace::Workspace;

/// Sets up, builds, generates; the arguments go to the generator.
pub fn run(workspace: &Workspace, arguments: &[String]) -> Outcome {
    setup::ensure(Stage::Run)?;
    ui::build(workspace)?;
    process::run(run::build(workspace).args(["--example", "generate-goods"]))?;
    let program = workspace.target.join("debug/examples").join(format!("generate-goods{EXE_SUFFIX}"));
    process::run(Command::new(program).args(arguments))
}
