//! `cargo xtask test`: everything, from the interface's unit tests to the main job in a real window.
//!
//! Stages stop at the first one that fails, so that the last lines on screen are those of the runner that failed, or
//! of the last runner when all is well.

use std::process::Command;

use crate::process::{self, Outcome};
use crate::session::Session;
use crate::setup::{self, Stage};
use crate::ui;
use crate::workspace::Workspace;

/// The program of the tests that open the real window; its files stand in `tests/e2e`.
const WINDOW: &str = "e2e";

/// Sets up and tests. A filter and what follows `--` go to the Rust tests; the interface's run only without them.
pub fn run(workspace: &Workspace, arguments: &[String]) -> Outcome {
    let session = prepare(workspace)?;
    let (filter, runner) = split(arguments);
    if arguments.is_empty() {
        ui::test(workspace)?;
    }
    // Compile everything first: a mistake shows in seconds, not after a stage of tests.
    process::run(session.inside(&cargo(workspace, &["--no-run"])).stdin(std::process::Stdio::null()))?;
    let targets = workspace.targets("test");
    let headless = targets.iter().filter(|name| **name != WINDOW);

    let mut plain = cargo(workspace, &["--no-fail-fast", "--lib", "--bins"]);
    plain.args(headless.flat_map(|name| ["--test", name])).args(filter).arg("--").args(runner);
    let mut documentation = cargo(workspace, &["--doc"]);
    documentation.args(filter).arg("--").args(runner);
    for stage in [documentation, plain] {
        process::run(&mut session.inside(&stage))?;
    }
    if !session.has_screen() {
        println!("The real-window tests (tests/e2e) run on Linux only: not run here.");
        return Ok(());
    }
    if !filter.is_empty() {
        return process::run(&mut session.inside(&in_window(workspace, filter, runner)));
    }
    in_windows(&window_files(workspace)?, |name| {
        process::run(&mut session.inside(&in_window(workspace, &[tests_of(name)], runner)))
    })
}

/// Runs every real-window test file; those that fail, once more at the end. A real display, window manager and web
/// engine stand between test and program; what fails twice is the program's fault, and what failed once is named.
fn in_windows(files: &[String], mut run: impl FnMut(&str) -> Outcome) -> Outcome {
    let failed: Vec<&str> = files.iter().map(String::as_str).filter(|name| run(name).is_err()).collect();
    if !failed.is_empty() {
        println!("FAILED ONCE, run again: {}", failed.join(", "));
    }
    failed.iter().filter_map(|name| run(name).err()).last().map_or(Ok(()), Err)
}

/// System packages, the built interface and a screen.
pub fn prepare(workspace: &Workspace) -> Outcome<Session> {
    setup::ensure(Stage::Test)?;
    ui::build(workspace)?;
    Session::start()
}

/// Names of the files of real-window tests, sorted.
pub fn window_files(workspace: &Workspace) -> Outcome<Vec<String>> {
    let folder = workspace.root.join("tests").join(WINDOW);
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let files = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let names = files.filter_map(|file| file.strip_suffix(".rs").map(str::to_owned));
    let mut names: Vec<_> = names.filter(|name| name != "main").collect();
    names.sort();
    Ok(names)
}

/// The filter that leaves only the tests of a file.
pub fn tests_of(file: &str) -> String {
    format!("{file}::")
}

/// Real-window tests, one at a time: a second instance of the app would raise the first one's window.
pub fn in_window(workspace: &Workspace, filter: &[String], runner: &[String]) -> Command {
    let mut command = cargo(workspace, &["--no-fail-fast", "--test", WINDOW]);
    command.args(filter).args(["--", "--test-threads=1"]).args(runner);
    command
}

/// Always the whole workspace: another selection of packages means other features, and minutes of building.
fn cargo(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut command = process::cargo();
    command.args(["test", "--workspace"]).args(arguments).current_dir(&workspace.root);
    command
}

fn split(arguments: &[String]) -> (&[String], &[String]) {
    match arguments.iter().position(|word| word == "--") {
        Some(at) => (&arguments[..at], &arguments[at + 1..]),
        None => (arguments, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_filter_stands_before_the_dashes_and_the_runners_words_after() {
        let arguments = words("goods -- --nocapture");
        assert_eq!(split(&arguments), (&words("goods")[..], &words("--nocapture")[..]));
        assert_eq!(split(&words("goods")).0, words("goods"));
        assert!(split(&[]).1.is_empty());
    }

    #[test]
    fn real_window_tests_run_one_at_a_time() {
        let workspace = Workspace::load().unwrap();
        let command = in_window(&workspace, &[tests_of("live")], &[]);
        let line: Vec<_> = command.get_args().map(|word| word.to_string_lossy()).collect();
        assert_eq!(line.join(" "), "test --workspace --no-fail-fast --test e2e live:: -- --test-threads=1");
    }

    #[test]
    fn a_files_filter_leaves_out_the_other_files() {
        let files = window_files(&Workspace::load().unwrap()).unwrap();
        assert!(files.contains(&"main_job".to_owned()), "{files:?}");
        for file in &files {
            let left: Vec<_> = files.iter().filter(|it| tests_of(it).contains(&tests_of(file))).collect();
            assert_eq!(left, [file]);
        }
    }

    #[test]
    fn a_real_window_test_may_fail_once_and_not_twice() {
        let run_where = |passes: &[bool]| {
            let (mut runs, mut answers) = (Vec::new(), passes.iter());
            let outcome = in_windows(&["a", "b", "c"].map(str::to_owned), |name| {
                runs.push(name.to_owned());
                if *answers.next().unwrap() { Ok(()) } else { Err(format!("{name} failed")) }
            });
            (runs.join(" "), outcome)
        };
        assert_eq!(run_where(&[true, true, true]), ("a b c".into(), Ok(())));
        assert_eq!(run_where(&[false, true, true, true]), ("a b c a".into(), Ok(())));
        let both = ("a b c a c".into(), Err("a failed".into()));
        assert_eq!(run_where(&[false, true, false, false, true]), both);
    }
}
