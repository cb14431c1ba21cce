//! Checks of the scorecard that are no campaigns: tests of the real window, of the whole program, of the interface.

use std::process::Command;
use std::time::Instant;

use serde_json::{Value, json};

use super::{LEVEL, Wish, listen};
use crate::process::{self, Outcome};
use crate::session::Session;
use crate::test;
use crate::workspace::Workspace;

/// Where a test stands.
#[derive(Clone, Copy)]
enum Test {
    /// In the real window: a filter of `tests/e2e`.
    Window(&'static str),
    /// A test target of the whole program, with a filter.
    Program(&'static str, &'static str),
    /// A file of the interface's unit tests.
    Interface(&'static str),
}

/// The tests of each check; it passes when all of them do.
const TESTS: &[(&str, &[Test])] = &[
    ("D1", &[Test::Window("ipc::")]),
    ("D3", &[Test::Window("xss::")]),
    ("D14", &[Test::Window("diagnostics::"), Test::Program("security_logs", "neither_log_nor_bundle_")]),
    ("E4", &[Test::Window("screens::"), Test::Window("displaced::")]),
    ("E5", &[Test::Interface("src/i18n/complete.test.ts")]),
    ("E6", &[Test::Interface("src/backend/destroying.test.ts")]),
    ("E7", &[Test::Window("accessible::")]),
];

/// Whether a check is held here.
pub fn holds(id: &str) -> bool {
    TESTS.iter().any(|(held, _)| *held == id)
}

/// Runs the tests of the checks that are asked for, and reports as a campaign would.
pub fn run(workspace: &Workspace, wish: &Wish) -> Outcome<Vec<Value>> {
    let asked: Vec<_> = TESTS.iter().filter(|(id, _)| wish.includes(id)).collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let session = test::prepare(workspace)?;
    asked.into_iter().map(|(id, tests)| check(workspace, &session, wish, id, tests)).collect()
}

fn check(workspace: &Workspace, session: &Session, wish: &Wish, id: &str, tests: &[Test]) -> Outcome<Value> {
    let begun = Instant::now();
    let (mut figures, mut passed, mut success) = (json!({}), 0, true);
    for test in tests {
        let mut command = session.inside(&command(workspace, *test));
        let heard = listen(command.env(LEVEL, &wish.level))?;
        // No test at all is no success: a renamed one would pass for ever.
        success &= heard.success && heard.passed > 0;
        passed += heard.passed;
        if let Some(own) = heard.reports.into_iter().find(|report| report["id"] == id) {
            figures = own["figures"].clone();
        }
    }
    figures["tests"] = passed.into();
    let seconds = (begun.elapsed().as_secs_f64() * 10.0).round() / 10.0;
    Ok(
        json!({ "id": id, "outcome": if success { "passed" } else { "failed" }, "seconds": seconds, "figures": figures }),
    )
}

fn command(workspace: &Workspace, test: Test) -> Command {
    match test {
        Test::Window(filter) => test::in_window(workspace, &[filter.to_owned()], &["--nocapture".to_owned()]),
        Test::Program(target, filter) => {
            let mut command = process::cargo();
            command.args(["test", "--workspace", "--test", target, filter]).current_dir(&workspace.root);
            command
        }
        Test::Interface(file) => {
            let mut command = process::npm();
            command.args(["run", "test", "--", file]).env("CI", "1").env("NO_COLOR", "1").current_dir(workspace.ui());
            command
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scorecard::CHECKS;

    #[test]
    fn every_test_named_here_exists_and_its_check_stands_in_the_scorecard() {
        let workspace = Workspace::load().unwrap();
        let windows = test::window_files(&workspace).unwrap();
        for (id, tests) in TESTS {
            assert!(CHECKS.iter().any(|(known, _)| known == id), "{id}");
            for test in *tests {
                let is_there = match test {
                    Test::Window(filter) => windows.iter().any(|name| test::tests_of(name) == *filter),
                    Test::Program(target, _) => workspace.targets("test").iter().any(|name| name == target),
                    Test::Interface(file) => workspace.ui().join(file).is_file(),
                };
                assert!(is_there, "{id}");
            }
        }
    }
}
