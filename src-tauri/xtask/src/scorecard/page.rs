//! docs/scorecard.md: two parts. A run writes the rows of what it ran, and keeps all others with the date, level and seed
//! of theirs.

use std::fs;
use std::path::PathBuf;

use super::mutations::Proof;
use super::{CHECKS as ALL, Row};
use crate::process::Outcome;
use crate::workspace::Workspace;

const HEAD: &str = "\
# Scorecard

Written by `cargo xtask scorecard`, not by hand. The checks and their figures to pass: what must hold when the process is
killed, the power fails, the disk, the line or the platform misbehaves.
";
const CHECKS: &str = "## Checks\n";
const MUTATIONS: &str = "## Mutations\n";

/// The page.
pub struct Page {
    checks: String,
    mutations: String,
}

impl Page {
    /// As it stands; empty parts when it does not.
    pub fn load(workspace: &Workspace) -> Self {
        Self::read(&fs::read_to_string(place(workspace)).unwrap_or_default())
    }

    fn read(text: &str) -> Self {
        let (rest, mutations) = text.split_once(MUTATIONS).unwrap_or((text, ""));
        let (_, checks) = rest.split_once(CHECKS).unwrap_or((rest, ""));
        Self { checks: checks.trim().to_owned(), mutations: mutations.trim().to_owned() }
    }

    /// With the figures of a run.
    pub fn with_checks(mut self, run: &Run, rows: &[Row]) -> Self {
        let line_of = |(id, _): &(&str, &str)| {
            let kept = || self.checks.lines().find(|line| line.starts_with(&format!("| {id} |")));
            let fresh = rows.iter().find(|row| row.id == *id);
            fresh.map(|row| row.line(run)).or_else(|| kept().map(str::to_owned))
        };
        self.checks = table(ALL.iter().filter_map(line_of)).trim().to_owned();
        self
    }

    /// With the outcome of the mutations.
    pub fn with_mutations(mut self, date: &str, proofs: &[Proof]) -> Self {
        let line = |proof: &Proof| {
            let outcome = if proof.noticed { "noticed" } else { "**unnoticed**" };
            format!("| {} | {} | {outcome} | {} |\n", proof.mutation, proof.campaign, cell(&proof.said))
        };
        let lines: String = proofs.iter().map(line).collect();
        self.mutations = format!(
            "{date}. Each fault is put into a copy of the tree; the campaign must fail there, as it must pass without.\n\n\
             | fault | campaign | | what it said |\n|---|---|---|---|\n{lines}"
        );
        self
    }

    /// Writes it.
    pub fn store(&self, workspace: &Workspace) -> Outcome {
        let place = place(workspace);
        fs::write(&place, self.text()).map_err(|error| format!("{} cannot be written: {error}", place.display()))
    }

    fn text(&self) -> String {
        format!("{HEAD}\n{CHECKS}\n{}\n\n{MUTATIONS}\n{}\n", self.checks.trim(), self.mutations.trim())
    }
}

/// The run that a row comes from.
pub struct Run {
    pub date: String,
    pub level: String,
    pub seed: u64,
}

impl Row {
    /// Its line of the table.
    pub fn line(&self, run: &Run) -> String {
        let (outcome, figures) = (cell(&self.outcome), cell(&self.figures));
        format!(
            "| {} | {} | {outcome} | {figures} | {} | {} | {} | {} |",
            self.id, self.what, self.seconds, run.date, run.level, run.seed
        )
    }
}

/// The checks as a table.
pub fn table(lines: impl Iterator<Item = String>) -> String {
    let lines: String = lines.map(|line| line + "\n").collect();
    format!("| id | check | outcome | figures | s | date | level | seed |\n|---|---|---|---|---|---|---|---|\n{lines}")
}

/// A text that does not end its cell.
fn cell(text: &str) -> String {
    text.replace('|', "/").replace('\n', " ")
}

fn place(workspace: &Workspace) -> PathBuf {
    workspace.root.join("docs/scorecard.md")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_writes_its_rows_and_keeps_the_others() {
        let proof = Proof { mutation: "a", campaign: "b", noticed: true, said: "c | d".into() };
        let page = Page::read("").with_mutations("2026-11-22", &[proof]);
        let row = |id| Row { id, what: "x", outcome: "passed".into(), figures: "y: 1 | 2".into(), seconds: 0.5 };
        let run = |date: &str| Run { date: date.into(), level: "ci".into(), seed: 1 };
        let again = Page::read(&page.text()).with_checks(&run("2026-11-23"), &[row("A3"), row("A3 submit")]);
        assert!(again.text().contains("| a | b | noticed | c / d |"));
        let later = Page::read(&again.text()).with_checks(&run("2026-11-24"), &[row("A1"), row("A3")]);
        let lines: Vec<&str> = later.checks.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                "| A1 | x | passed | y: 1 / 2 | 0.5 | 2026-11-24 | ci | 1 |",
                "| A3 | x | passed | y: 1 / 2 | 0.5 | 2026-11-24 | ci | 1 |",
                "| A3 submit | x | passed | y: 1 / 2 | 0.5 | 2026-11-23 | ci | 1 |",
            ]
        );
        assert_eq!(Page::read(&later.text()).text(), later.text());
    }
}
