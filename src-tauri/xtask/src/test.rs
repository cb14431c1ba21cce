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

/// Tests that open the real window carry this in their file's name.
const WINDOW: &str = "e2e_";

/// Sets up and tests. A filter and what follows `--` go to the Rust tests; the interface's run only without them.
pub fn run(workspace: &Workspace, arguments: &[String]) -> Outcome {
    let session = prepare(workspace)?;
    let (filter, runner) = split(arguments);
    if arguments.is_empty() {
        ui::test(workspace)?;
    }
    // Compile everything first: a mistake shows in seconds, not after a stage of tests.
    process::run(session.inside(&cargo(workspace, &["--no-run"])).stdin(std::process::Stdio::null()))?;
    let (window, headless): (Vec<&str>, Vec<&str>) =
        workspace.targets("test").into_iter().partition(|name| name.starts_with(WINDOW));

    let mut plain = cargo(workspace, &["--no-fail-fast", "--lib", "--bins"]);
    plain.args(headless.iter().flat_map(|name| ["--test", name])).args(filter).arg("--").args(runner);
    let mut documentation = cargo(workspace, &["--doc"]);
    documentation.args(filter).arg("--").args(runner);
    for stage in [documentation, plain] {
        process::run(&mut session.inside(&stage))?;
    }
    if session.has_screen() {
        return in_windows(&window, |name| {
            process::run(&mut session.inside(&in_window(workspace, name, filter, runner)))
        });
    }
    if !window.is_empty() {
        println!("The real-window tests ({}) run on Linux only: not run here.", window.join(", "));
    }
    Ok(())
}

/// Runs every real-window test file; those that fail, once more at the end. A real display, window manager and web
/// engine stand between test and program; what fails twice is the program's fault, and what failed once is named.
fn in_windows(tests: &[&str], mut run: impl FnMut(&str) -> Outcome) -> Outcome {
    let failed: Vec<&str> = tests.iter().copied().filter(|name| run(name).is_err()).collect();
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

/// A file of real-window tests, one at a time: a second instance of the app would raise the first one's window.
pub fn in_window(workspace: &Workspace, test: &str, filter: &[String], runner: &[String]) -> Command {
    let mut command = cargo(workspace, &["--no-fail-fast", "--test", test]);
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
        let command = in_window(&workspace, "e2e_a", &words("live"), &[]);
        let line: Vec<_> = command.get_args().map(|word| word.to_string_lossy()).collect();
        assert_eq!(line.join(" "), "test --workspace --no-fail-fast --test e2e_a live -- --test-threads=1");
    }

    #[test]
    fn a_real_window_test_may_fail_once_and_not_twice() {
        let run_where = |passes: &[bool]| {
            let (mut runs, mut answers) = (Vec::new(), passes.iter());
            let outcome = in_windows(&["e2e_a", "e2e_b", "e2e_c"], |name| {
                runs.push(name.to_owned());
                if *answers.next().unwrap() { Ok(()) } else { Err(format!("{name} failed")) }
            });
            (runs.join(" "), outcome)
        };
        assert_eq!(run_where(&[true, true, true]), ("e2e_a e2e_b e2e_c".into(), Ok(())));
        assert_eq!(run_where(&[false, true, true, true]), ("e2e_a e2e_b e2e_c e2e_a".into(), Ok(())));
        let both = ("e2e_a e2e_b e2e_c e2e_a e2e_c".into(), Err("e2e_a failed".into()));
        assert_eq!(run_where(&[false, true, false, false, true]), both);
    }
}
