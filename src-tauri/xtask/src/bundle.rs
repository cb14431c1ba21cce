//! `cargo xtask bundle`: the installers of this operating system, and a `.deb` tried where nothing else is installed.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{self, Outcome};
use crate::setup::{self, Stage};
use crate::test;
use crate::ui;
use crate::workspace::Workspace;

/// The Tauri command line, fetched when it is first needed: compiling it would take longer than the program itself.
const TOOL: &str = "@tauri-apps/cli@2.12.5";

/// What is done in the installed program, a file of `tests/e2e` and a test in it.
const MAIN_JOB: &str = "main_job::the_program_by_itself";
/// Largest installer, in bytes: an hour's patience on a slow line is not needed for it.
const MOST_BYTES: u64 = 20_000_000;

/// Runs the Tauri command line at the root, where tauri.conf.json stands; it builds the interface and the program.
pub fn run(workspace: &Workspace, arguments: &[String]) -> Outcome {
    if arguments == ["--try"] {
        return try_deb(workspace);
    }
    setup::ensure(Stage::Build)?;
    ui::install(workspace)?;
    let mut tool = Command::new(if cfg!(windows) { "npx.cmd" } else { "npx" });
    tool.args(["--yes", TOOL, "build"]).args(arguments);
    process::run(tool.current_dir(&workspace.root))?;
    match newest_deb(workspace) {
        Some((deb, _)) if process::on_path("dpkg-deb") => compress(&deb),
        _ => Ok(()),
    }
}

/// Packs a `.deb` anew as Debian's own are, by xz: the Tauri command line knows gzip only, which takes a third more.
fn compress(deb: &Path) -> Outcome {
    let folder = deb.with_extension("unpacked");
    let _ = std::fs::remove_dir_all(&folder);
    process::run(Command::new("dpkg-deb").arg("--raw-extract").arg(deb).arg(&folder))?;
    process::run(Command::new("dpkg-deb").args(["--root-owner-group", "-Zxz", "--build"]).arg(&folder).arg(deb))?;
    std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))
}

/// Installs the `.deb` on a clean Debian, opens it from the applications menu and does the main job in it, as root and in
/// name spaces of its own (`tests/installer/clean-system.sh`).
fn try_deb(workspace: &Workspace) -> Outcome {
    let (deb, bytes) = newest_deb(workspace).ok_or("there is no .deb yet: cargo xtask bundle")?;
    println!("{}: {:.1} MB", deb.display(), bytes as f64 / 1e6);
    if bytes > MOST_BYTES {
        return Err(format!("an installer has at most {} MB", MOST_BYTES / 1_000_000));
    }
    setup::ensure(Stage::Test)?;
    setup::also("debootstrap")?;
    ui::build(workspace)?;
    let mut runner = vec!["unshare", "--mount", "--pid", "--fork", "sh"];
    if !setup::is_root() {
        runner.insert(0, "sudo");
    }
    let script = workspace.root.join("tests/installer/clean-system.sh");
    let folder = workspace.root.join("target/installer");
    let words = runner.into_iter().map(PathBuf::from).chain([script, deb, folder]);
    let runner: Vec<String> = words.map(|word| format!("{:?}", word.to_string_lossy())).collect();
    let mut command = process::cargo();
    command.arg(format!("--config=target.'cfg(unix)'.runner=[{}]", runner.join(",")));
    command.args(test::in_window(workspace, &[MAIN_JOB.into()], &["--nocapture".into()]).get_args());
    process::run(command.current_dir(&workspace.root))
}

/// The `.deb` made last, and its length.
fn newest_deb(workspace: &Workspace) -> Option<(PathBuf, u64)> {
    let entries = std::fs::read_dir(workspace.root.join("target/release/bundle/deb")).ok()?;
    let debs = entries.flatten().filter(|entry| entry.path().extension().is_some_and(|kind| kind == "deb"));
    let dated = debs.filter_map(|entry| Some((entry.metadata().ok()?, entry.path())));
    let (about, path) = dated.max_by_key(|(about, _)| about.modified().ok())?;
    Some((path, about.len()))
}
