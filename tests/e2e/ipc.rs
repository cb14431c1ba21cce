//! What a page could say to the program if it were not ours. Check D1 of the scorecard: every command, with arguments that
//! no window of ours sends, answers or refuses with a reason, and the program lives on.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking, and prints its counts")]

use crate::support::window::{Desk, Window};
use serde::Deserialize;
use serde_json::json;
use std::{fs, path::Path};

const ASK: &str = include_str!("ipc.js");
/// Longer than it takes on any machine.
const PATIENCE_S: u64 = 7200;
const SEED: u32 = 20_261_122;

/// Calls of each command, and how long one more string is, in characters.
fn size() -> (usize, usize) {
    match std::env::var("KAIBO_SCORECARD_LEVEL").as_deref() {
        Ok("nightly" | "release") => (10_000, 64 << 20),
        _ => (12, 1 << 16),
    }
}

#[derive(Deserialize, Debug)]
struct Asked {
    calls: usize,
    answered: usize,
    refused: usize,
    bad: Vec<String>,
}

/// Every command that takes something, with the names of what it takes.
fn commands(bindings: &str) -> Vec<(&str, Vec<&str>)> {
    let calls = bindings.split("__TAURI_INVOKE(\"").skip(1).filter_map(|rest| rest.split_once('"'));
    let given = calls.filter_map(|(name, rest)| {
        let inner = rest.strip_prefix(", { ")?.split_once(" }")?.0;
        Some((name, inner.split(", ").map(|argument| argument.split(':').next().unwrap_or(argument)).collect()))
    });
    given.collect()
}

/// The names of all fields.
fn fields(bindings: &str) -> Vec<&str> {
    let lines = bindings.lines().filter_map(|line| line.trim().split_once(": "));
    let mut names: Vec<_> = lines.map(|(name, _)| name.trim_end_matches('?')).collect();
    names.retain(|name| !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_'));
    names.sort_unstable();
    names.dedup();
    names
}

fn logged(data: &Path) -> String {
    let files = fs::read_dir(data.join("logs")).into_iter().flatten().flatten();
    files.map(|file| fs::read_to_string(file.path()).unwrap_or_default()).collect()
}

async fn asked(window: &Window) -> Asked {
    serde_json::from_value(window.run("return window.asked").await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_window_of_ours_says_is_answered_or_refused() {
    let bindings = include_str!("../../ui/src/backend/bindings.ts");
    let (commands, fields) = (commands(bindings), fields(bindings));
    assert!(commands.len() > 150 && fields.len() > 300, "{} and {}", commands.len(), fields.len());
    let desk = Desk::new();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.find("nav-goods").await;
    // Where a dialog would open, this is what was chosen.
    window.answer_dialogs_with(&desk.path().join("chosen.bin"));
    let (calls, large) = size();
    let arguments = json!([commands, fields, calls, SEED, large]);
    window.run(&format!("(function () {{ {ASK} }}).apply(null, {arguments})")).await;
    window.wait_until("everything was asked", "return window.asked?.done", PATIENCE_S).await;
    let asked = asked(&window).await;
    let figures = json!({
        "commands": commands.len(), "calls": asked.calls, "answered": asked.answered, "refused": asked.refused,
        "neither": asked.bad.len(),
    });
    println!("scorecard {}", json!({ "id": "D1", "figures": figures }));
    assert_eq!(asked.bad, [] as [&str; 0]);
    assert_eq!((asked.calls, asked.answered + asked.refused), (commands.len() * (calls + 1), asked.calls));
    window.find("nav-goods").await;
    assert!(!logged(&desk.data()).contains("panicked"), "{}", logged(&desk.data()));
    window.close().await;
}
