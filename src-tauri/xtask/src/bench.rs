//! `cargo xtask bench`: the benchmarks, with everything they compare against at hand.

use crate::process::{self, Outcome};
use crate::test;
use crate::workspace::Workspace;

/// Sets up and runs every benchmark; arguments after `--` go to them.
pub fn run(workspace: &Workspace, arguments: &[String]) -> Outcome {
    if workspace.targets("bench").is_empty() {
        return Err("the workspace has no benchmarks".into());
    }
    let session = test::prepare(workspace)?;
    // The peer of the start-up figures is an example, which `cargo bench` leaves out; built with the same selection, so
    // that nothing is compiled twice.
    let mut peers = process::cargo();
    peers.args(["build", "--profile", "bench", "--workspace", "--bench", "*", "--bin", "kaibo"]);
    peers.args(["--example", "empty-window"]);
    process::run(&mut session.inside(peers.current_dir(&workspace.root)))?;
    let mut command = process::cargo();
    command.args(["bench", "--workspace", "--bench", "*"]).args(arguments).current_dir(&workspace.root);
    process::run(&mut session.inside(&command))
}
