//! What the log and the support bundle hold, and what they must not: no secret, no flood, no way to stop the program.
//!
//! A program of its own: the log is the process's, and other tests would write into it.

mod support;

use kaibo_console::{LogLevel, view::GoodsState};
use kaibo_lib::diagnostics::{Diagnostics, PartName};
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};
use support::{canary::forms, office::Office};
use tempfile::TempDir;
use tracing::subscriber::with_default;

fn log_bytes(data: &Path) -> u64 {
    fs::read_dir(data.join("logs"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|file| file.metadata().map_or(0, |about| about.len()))
        .sum()
}

fn log_text(data: &Path) -> String {
    let files = fs::read_dir(data.join("logs")).into_iter().flatten().flatten();
    files.map(|file| fs::read_to_string(file.path()).unwrap_or_default()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_log_nor_bundle_holds_a_canary_after_the_main_job() {
    let diagnostics = Diagnostics::start();
    diagnostics.set_level(LogLevel::Debug);
    let office = Office::open().await;
    let data = office.folder.path().join("data");
    diagnostics.write_to(&data);

    // The job, with what must not be told in the fields and in the platform's refusals.
    let console = office.console();
    let good = office.draft_good("金丝雀标记连衣裙").await;
    console.goods_submit(vec![good]).await.unwrap();
    office.wait_for_good(good, GoodsState::Approved).await;
    let token = "92_vK3xQ7fZpL0aTb8mYcN2wRdHs6JgUe4iOk1lPq9nXzCv5BtAyE";
    let secrets = [
        ("token", token),
        ("app secret", "0f1e2d3c4b5a69788796a5b4c3d2e1f0"),
        ("phone", "13800138000"),
        ("identity number", "11010119900307889X"),
        ("bank card", "6222021234567890123"),
    ];
    for (what, secret) in secrets {
        tracing::error!("the platform said of the {what}: {secret}, and once more {secret:?}");
        tracing::warn!(error = %format!("error sending request for url (https://a.cn/b?key={secret})"), "lost");
        tracing::info!(target: "kaibo_test", anchor_wechat = "kaibo_anchor_7f3a", session_key = secret, what, "named");
        let panicked = std::thread::spawn(move || panic!("a fault in the middle of {secret}")).join();
        assert!(panicked.is_err());
    }

    let bundle = office.bundle(&diagnostics).await;
    let (text, log) = (bundle.text(), log_text(&data));
    assert_eq!(diagnostics.shown().as_ref(), Some(&text), "what is kept is what was shown");
    for (name, expected) in [
        (PartName::Versions, "Kaibo: 0."),
        (PartName::Settings, "practice shop"),
        (PartName::Contents, "submissions [accepted]: 1"),
        (PartName::Database, "check: sound"),
        (PartName::Log, "tests/security_logs.rs"),
    ] {
        let part = bundle.parts.iter().find(|part| part.name == name).unwrap();
        assert!(part.text.contains(expected), "{name:?} lacks {expected:?}: {}", part.text);
    }
    assert!(log.contains("anchor_wechat=*** session_key=***"), "what is named so is taken out: {log}");
    assert!(log.contains("panicked: a fault in the middle of ***"), "panics are logged: {log}");
    assert!(log.contains("DEBUG kaibo_wechat"), "calls are logged where that was chosen: {log}");
    let named = ["金丝雀标记", "kaibo_anchor_7f3a", "kaibo_anchor"].into_iter();
    for canary in named.chain(secrets.map(|(_, secret)| secret)) {
        for form in forms(canary) {
            for (place, held) in [("bundle", &text), ("log", &log)] {
                let hit = held.as_bytes().windows(form.len()).any(|window| window == form.as_slice());
                assert!(!hit, "the {place} holds {canary} as {:?}", String::from_utf8_lossy(&form));
            }
        }
    }
}

#[test]
fn a_million_faults_leave_a_small_log_and_are_counted() {
    let (diagnostics, subscriber) = Diagnostics::new();
    let data = TempDir::new().unwrap();
    diagnostics.write_to(data.path());
    let began = Instant::now();
    with_default(subscriber, || {
        for number in 0..500_000 {
            tracing::info!(target: "kaibo_storm", number, "the storm");
            tracing::info!(target: "kaibo_storm", "the same again");
        }
    });
    let took = began.elapsed();
    diagnostics.close();
    let log = log_text(data.path());
    let windows = usize::try_from(took.as_secs() / 10).unwrap() + 1;
    assert!(log.lines().count() <= 110 * windows, "{} lines in {took:?}", log.lines().count());
    assert_eq!(log.matches("the same again").count(), windows, "a repeated line stands once a window");
    let told: u64 =
        log.lines().filter_map(|line| line.split_once('(')?.1.split_once(" more like it")?.0.parse::<u64>().ok()).sum();
    let written = log.matches("the s").count() as u64;
    assert_eq!(written + told, 1_000_000, "what is held back is counted");
    assert!(took < Duration::from_secs(60), "a million faults held the program up for {took:?}");
    println!("1,000,000 events: {took:?}, {} B", log_bytes(data.path()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_written_stops_nothing_and_is_told() {
    let office = Office::open().await;
    let data = TempDir::new().unwrap();
    // A file where the folder would be: refused to whoever runs the test, the administrator too.
    fs::write(data.path().join("logs"), "in the way").unwrap();
    let (diagnostics, subscriber) = Diagnostics::new();
    diagnostics.write_to(data.path());
    with_default(subscriber, || tracing::error!("still told"));
    let bundle = office.bundle(&diagnostics).await;
    let log = &bundle.parts.iter().find(|part| part.name == PartName::Log).unwrap().text;
    assert!(log.starts_with("not written to disk: ") && log.contains("still told"), "{log}");
    assert_eq!(fs::read_to_string(data.path().join("logs")).unwrap(), "in the way");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_start_still_shows_what_came_before_a_crash() {
    let data = TempDir::new().unwrap();
    let (first, subscriber) = Diagnostics::new();
    first.write_to(data.path());
    with_default(subscriber, || tracing::error!("the last words"));
    first.close();
    let (second, subscriber) = Diagnostics::new();
    with_default(subscriber, || {
        for number in 0..50 {
            tracing::error!(number, "before the folder is known");
        }
    });
    second.write_to(data.path());
    second.close();
    let log = log_text(data.path());
    assert!(log.find("the last words").unwrap() < log.find("before the folder is known").unwrap(), "{log}");
    let office = Office::open().await;
    let text = office.bundle(&second).await.text();
    assert!(text.contains("the last words") && text.contains("number=49"), "{text}");
}

#[test]
fn the_chosen_level_counts_from_then_on() {
    let (diagnostics, subscriber) = Diagnostics::new();
    let data = TempDir::new().unwrap();
    diagnostics.write_to(data.path());
    with_default(subscriber, || {
        tracing::debug!(target: "kaibo_console", "too early");
        diagnostics.set_level(LogLevel::Debug);
        tracing::debug!(target: "kaibo_console", "in time");
        tracing::info!(target: "hyper", "not ours");
    });
    diagnostics.close();
    let log = log_text(data.path());
    assert!(log.contains("in time") && !log.contains("too early") && !log.contains("not ours"), "{log}");
}
