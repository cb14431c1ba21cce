//! `cargo xtask demo`: the main job, played in a real window that nobody has to see.

use std::fs;
use std::path::Path;

use crate::process::{self, Outcome};
use crate::test;
use crate::workspace::Workspace;

/// The test that plays it; with KAIBO_DEMO_DIR set it leaves numbered screenshots there.
const MAIN_JOB: &str = "e2e_main_job";

/// Plays it and names the screenshots.
pub fn run(workspace: &Workspace) -> Outcome {
    if !cfg!(target_os = "linux") {
        return Err("the demo drives the window through WebKitWebDriver, which exists on Linux only. \
                    `cargo xtask run` opens the window here."
            .into());
    }
    let session = test::prepare(workspace)?;
    // Where the README says, whatever CARGO_TARGET_DIR is.
    let folder = workspace.root.join("target/demo");
    clear(&folder).map_err(|error| format!("{} cannot be emptied: {error}", folder.display()))?;
    let mut command = test::in_window(workspace, MAIN_JOB, &[], &["--nocapture".into()]);
    process::run(&mut session.inside(command.env("KAIBO_DEMO_DIR", &folder)))?;
    let shots = screenshots(&folder);
    if shots.is_empty() {
        return Err(format!("the main job passed but left no screenshots in {}", folder.display()));
    }
    println!("\nThe main job, step by step:");
    shots.iter().for_each(|shot| println!("  {shot}"));
    Ok(())
}

/// Screenshots of an earlier run would pass for this one's.
fn clear(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    screenshots(folder).iter().try_for_each(fs::remove_file)
}

fn screenshots(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut shots: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "png"))
        .map(|path| path.display().to_string())
        .collect();
    shots.sort();
    shots
}
