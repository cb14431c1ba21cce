//! `cargo xtask scorecard`: the fault campaigns at one of three sizes, their figures in docs/scorecard.md, and the proof
//! that the campaigns notice what they are there for.
//!
//! It starts the tests and reads what they print; what a campaign does, and when it passes, is theirs to know. Some checks
//! are no campaigns: they stand in the real window, or in the interface's own tests ([`elsewhere`]).

mod elsewhere;
mod mutations;
mod page;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::process::{self, Outcome};
use crate::workspace::Workspace;
use page::{Page, Run};

/// Test targets that hold campaigns carry this in their name.
const CAMPAIGNS: &str = "fault_";
/// Names of the environment and the mark of a line; `tests/faults/support/campaign.rs` has the other end.
const LEVEL: &str = "KAIBO_SCORECARD_LEVEL";
const SEED: &str = "KAIBO_SCORECARD_SEED";
const MARK: &str = "scorecard {";

/// The checks of the scorecard that are held here, in its order.
const CHECKS: &[(&str, &str)] = &[
    ("A1", "kill -9 while typing"),
    ("A2", "kill -9 while submitting"),
    ("A3", "power loss while typing"),
    ("A3 submit", "power loss while submitting"),
    ("A3 import", "power loss while a table is brought in"),
    ("A3 team", "power loss while a colleague's drafts are taken over"),
    ("A4", "power loss with torn, reordered writes"),
    ("A5", "pictures and new folders synced before they are acknowledged"),
    ("A6", "every call of the disk fails, renames and folder syncs too, once and for good"),
    ("A6 submit", "the disk fails as answers come"),
    ("A7", "full disk, simulated and real"),
    ("A7 papers", "full disk while papers are added"),
    ("A8", "data that may not be written"),
    ("A9", "database held by another program"),
    ("A10", "damaged databases found, and restored from a backup"),
    ("A11", "kill -9 while backups are taken; what is kept, and what it costs"),
    ("A11 away", "kill -9 and a full disk while copies on another disk are made"),
    ("A12", "restored from every kind of backup, logs left behind"),
    ("A13", "every shipped schema brought up to date, power loss at every change"),
    ("A14", "an older program on newer data"),
    ("A15", "length of the log under a stuck reader"),
    ("A16", "two programs that send, started at once"),
    ("A1 papers", "kill -9 while papers are added, and what stands in clear afterwards"),
    ("A2 application", "kill -9 while an application is handed in"),
    ("A17", "pages of papers gone, changed, cut, replaced by folders or links"),
    ("A18", "machine suspended while submitting, longer than answers are awaited"),
    ("A19", "kill -9 while the data are moved to another disk"),
    ("A19 full", "the new disk gets full while the data are moved"),
    ("A19 disk", "the disks fail while the data are moved"),
    ("B1", "connection cut at every byte of six calls and their replies"),
    ("B2", "stalls, resets, captive portals, no such name, no TLS or a faulty certificate"),
    ("B3", "replies that are none, or damaged; a body without end"),
    ("B4", "redirects"),
    ("B5", "token that ends under 50 workers, two programs, a batch"),
    ("B6", "storms of 45009, 45011, -1, 429"),
    ("B7", "clocks that jump, other time zones, summer time"),
    ("B8", "random work against a reference model"),
    ("B9", "a month offline, then everything"),
    ("B10", "the first reply is always lost"),
    ("B11", "every code of the platform, known and unknown"),
    ("C1", "hostile pictures: bombs, cut and altered files, other formats"),
    ("C2", "what a picture tells besides its pixels"),
    ("C3", "hostile workbooks: bombs, links, entities, macros, altered files"),
    ("C4", "hostile texts: encodings, endless lines, altered files"),
    ("C5", "no exported cell is a live formula"),
    ("C6", "no name leads out of the folder of pictures"),
    ("C8", "databases of others, older, newer and hostile ones in place of ours"),
    ("D1", "every command asked for what no window of ours asks"),
    ("D2", "what the windows may ask of the program and of the system"),
    ("D3", "texts that a page could run, in every field"),
    ("D4", "what the page may load"),
    ("D5", "nothing typed is read as SQL"),
    ("D6", "nothing searched for is read as the search's language"),
    ("D7", "nothing typed and no page stands in clear, after work and after a crash"),
    ("D8", "the vault's keys in the memory of a locked program"),
    ("D9", "secrets are not printed"),
    ("D10", "keychains that are absent, locked, lying or forgetful"),
    ("D11", "what the window is told of a paper, masked and locked"),
    ("D12", "what an erased paper leaves behind"),
    ("D14", "what a support bundle holds"),
    ("E4", "largest text, every size; a display that is gone"),
    ("E5", "nothing untranslated, every error worded"),
    ("E6", "whatever destroys is asked about, can be undone, or loses nothing"),
    ("E7", "nothing serious found by axe in any place"),
    ("P1", "kill -9 while the storefront is published, under a reader's eyes"),
    ("P2", "the storefront's folder full or not to be written"),
    ("P3", "kill -9 while the storefront is published to an S3 server, under a reader's eyes"),
    ("P4", "kill -9 while the storefront is published to the shop's own server, under a reader's eyes"),
];

/// Runs the campaigns, or the mutations, and writes the page.
pub fn run(workspace: &Workspace, arguments: &[String]) -> Outcome {
    let wish = Wish::read(arguments)?;
    if wish.mutations {
        let proofs = mutations::run(workspace)?;
        Page::load(workspace).with_mutations(&today(), &proofs).store(workspace)?;
        let missed = proofs.iter().filter(|proof| !proof.noticed).count();
        return if missed == 0 { Ok(()) } else { Err(format!("{missed} mutations went unnoticed")) };
    }
    let seed = wish.seed.unwrap_or_else(|| if wish.level == "ci" { FIXED_SEED } else { random_seed() });
    println!("level {}, seed {seed}", wish.level);
    let mut reports = Vec::new();
    if CHECKS.iter().any(|(id, _)| wish.includes(id) && !elsewhere::holds(id)) {
        let mut command = campaigns(workspace, &["--no-fail-fast"]);
        command.args(["--", "--nocapture", "--test-threads=2"]).args(wish.tests());
        command.env(LEVEL, &wish.level).env(SEED, seed.to_string());
        // A campaign that failed has said so itself; one that did not even report is found missing.
        reports = listen(&mut command)?.reports;
    }
    reports.extend(elsewhere::run(workspace, &wish)?);
    let rows = rows(&wish, &reports);
    let run = Run { date: today(), level: wish.level, seed };
    print!("{}", page::table(rows.iter().map(|row| row.line(&run))));
    Page::load(workspace).with_checks(&run, &rows).store(workspace)?;
    let failed = rows.iter().filter(|row| row.outcome != "passed").count();
    if failed == 0 { Ok(()) } else { Err(format!("{failed} checks failed; seed {seed} brings them back")) }
}

/// The seed of the small size, the same every time; `tests/faults/support/campaign.rs` has it too.
const FIXED_SEED: u64 = 20_261_122;

struct Wish {
    level: String,
    seed: Option<u64>,
    /// Checks without what follows their first word (`A3` is `A3 submit` too); none means all.
    checks: Vec<String>,
    mutations: bool,
}

impl Wish {
    fn read(arguments: &[String]) -> Outcome<Self> {
        let mut wish = Wish { level: "ci".to_owned(), seed: None, checks: Vec::new(), mutations: false };
        let mut words = arguments.iter().map(String::as_str);
        while let Some(word) = words.next() {
            match (word, words.next()) {
                ("--mutations", None) => wish.mutations = true,
                ("--level", Some(level @ ("ci" | "nightly" | "release"))) => wish.level = level.to_owned(),
                ("--seed", Some(seed)) => wish.seed = Some(seed.parse().map_err(|_| "a seed is a number")?),
                ("--check", Some(checks)) => wish.checks = checks.split(',').map(str::to_owned).collect(),
                _ => {
                    return Err(
                        "scorecard [--level ci|nightly|release] [--seed N] [--check A1,B3] | --mutations".into()
                    );
                }
            }
        }
        let is_known = |check: &String| CHECKS.iter().any(|(id, _)| first_word(id) == check);
        match wish.checks.iter().find(|check| !is_known(check)) {
            Some(unknown) => Err(format!("there is no check '{unknown}'")),
            None => Ok(wish),
        }
    }

    fn includes(&self, id: &str) -> bool {
        self.checks.is_empty() || self.checks.iter().any(|check| check == first_word(id))
    }

    /// What the names of the tests asked for contain: a test carries the id of its check.
    fn tests(&self) -> impl Iterator<Item = String> {
        self.checks.iter().map(|check| format!("rel_{}_", check.to_lowercase()))
    }
}

fn first_word(id: &str) -> &str {
    id.split(' ').next().unwrap_or(id)
}

/// What a campaign reported.
pub struct Row {
    id: &'static str,
    what: &'static str,
    /// `passed`, `failed`, or `missing` when the campaign said nothing.
    outcome: String,
    figures: String,
    seconds: f64,
}

/// The tests with campaigns in them. Always the whole workspace, see `test::cargo`.
fn campaigns(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut command = process::cargo();
    command.args(["test", "--workspace"]).args(arguments).current_dir(&workspace.root);
    let targets = workspace.targets("test").into_iter().filter(|name| name.starts_with(CAMPAIGNS));
    command.args(targets.flat_map(|name| ["--test", name]));
    command
}

/// What a command said and how it ended.
struct Heard {
    /// The lines that are for the scorecard.
    reports: Vec<Value>,
    /// Tests that passed, as their runner counts them.
    passed: u64,
    success: bool,
}

/// Runs a command and shows what it prints.
fn listen(command: &mut Command) -> Outcome<Heard> {
    let program = command.get_program().display().to_string();
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| format!("{program}: {error}"))?;
    let (mut reports, mut passed) = (Vec::new(), 0);
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            println!("{line}");
            let report = line.split_once(MARK).and_then(|(_, json)| serde_json::from_str(&format!("{{{json}")).ok());
            reports.extend(report);
            passed += tests_passed(&line);
        }
    }
    let status = child.wait().map_err(|error| format!("{program}: {error}"))?;
    Ok(Heard { reports, passed, success: status.success() })
}

/// The tests of a runner's closing line: `test result: ok. 2 passed; …`, or `Tests  5 passed (5)`.
fn tests_passed(line: &str) -> u64 {
    let closing = line.starts_with("test result:") || line.trim_start().starts_with("Tests ");
    let words: Vec<&str> = if closing { line.split_whitespace().collect() } else { Vec::new() };
    let at = words.iter().position(|word| word.starts_with("passed"));
    at.and_then(|at| words.get(at.checked_sub(1)?)?.parse().ok()).unwrap_or(0)
}

fn rows(wish: &Wish, reports: &[Value]) -> Vec<Row> {
    let row = |(id, what): &(&'static str, &'static str)| {
        let report = reports.iter().find(|report| report["id"] == *id);
        let outcome = report.map_or("missing", |report| report["outcome"].as_str().unwrap_or_default());
        let figures = report.and_then(|report| report["figures"].as_object()).into_iter().flatten();
        let figures: Vec<String> = figures.map(|(name, value)| format!("{name}: {value}")).collect();
        Row {
            id,
            what,
            outcome: outcome.to_owned(),
            figures: figures.join("; "),
            seconds: report.and_then(|report| report["seconds"].as_f64()).unwrap_or_default(),
        }
    };
    CHECKS.iter().filter(|(id, _)| wish.includes(id)).map(row).collect()
}

fn since_1970() -> std::time::Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn random_seed() -> u64 {
    u64::from(since_1970().subsec_nanos()) ^ (since_1970().as_secs() << 20)
}

fn today() -> String {
    date(since_1970().as_secs() / 86_400)
}

/// The date of a day counted from 1970-01-01 (Hinnant, 'chrono-compatible low-level date algorithms', civil_from_days).
fn date(days: u64) -> String {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn days_have_dates() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(19_782), "2024-02-29");
        assert_eq!(date(20_779), "2026-11-22");
    }

    #[test]
    fn what_is_asked_for_is_understood_or_refused() {
        let wish = Wish::read(&words("--level nightly --seed 7")).unwrap();
        assert_eq!((wish.level.as_str(), wish.seed, wish.mutations), ("nightly", Some(7), false));
        assert!(Wish::read(&words("--mutations")).unwrap().mutations);
        assert!(Wish::read(&words("--level weekly")).is_err());
        assert!(Wish::read(&words("--check A1,Z9")).is_err());
    }

    #[test]
    fn a_check_is_asked_for_by_the_first_word_of_its_id() {
        let wish = Wish::read(&words("--check A3,B1")).unwrap();
        let ids: Vec<&str> = rows(&wish, &[]).iter().map(|row| row.id).collect();
        assert_eq!(ids, ["A3", "A3 submit", "A3 import", "A3 team", "B1"]);
        assert_eq!(wish.tests().collect::<Vec<_>>(), ["rel_a3_", "rel_b1_"]);
    }

    #[test]
    fn a_runners_closing_line_says_how_many_passed() {
        assert_eq!(tests_passed("test result: ok. 2 passed; 0 failed; 0 ignored"), 2);
        assert_eq!(tests_passed("      Tests  5 passed (5)"), 5);
        assert_eq!(tests_passed("      Tests  1 failed | 4 passed (5)"), 4);
        assert_eq!(tests_passed("7 passed are no closing line"), 0);
    }

    #[test]
    fn a_campaign_that_says_nothing_is_missing() {
        let reports = [json!({ "id": "A3", "outcome": "passed", "seconds": 2.5, "figures": { "power losses": 60 } })];
        let rows = rows(&Wish::read(&[]).unwrap(), &reports);
        let found = rows.iter().find(|row| row.id == "A3").unwrap();
        assert_eq!((found.outcome.as_str(), found.figures.as_str()), ("passed", "power losses: 60"));
        assert!(rows.iter().filter(|row| row.id != "A3").all(|row| row.outcome == "missing"));
    }
}
