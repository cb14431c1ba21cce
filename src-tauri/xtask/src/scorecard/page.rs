//! docs/scorecard.md: two parts, each written anew by its own run, the other kept.

use std::fs;
use std::path::PathBuf;

use super::Row;
use super::mutations::Proof;
use crate::process::Outcome;
use crate::workspace::Workspace;

const HEAD: &str = "\
# Scorecard

Written by `cargo xtask scorecard`, not by hand. The checks and their figures to pass: what must hold when the process is
killed, the power fails, the disk, the line or the platform misbehaves. A *gap* is a check that is known not to hold yet;
its test fails as soon as it does, so that the mark goes.
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
    pub fn with_checks(mut self, date: &str, level: &str, seed: u64, rows: &[Row]) -> Self {
        self.checks = format!("{date}, level {level}, seed {seed}.\n\n{}", table(rows)).trim().to_owned();
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

/// The checks as a table.
pub fn table(rows: &[Row]) -> String {
    let line = |row: &Row| {
        let outcome = if row.gap.is_empty() { row.outcome.clone() } else { format!("gap: {}", row.gap) };
        format!("| {} | {} | {} | {} | {} |\n", row.id, row.what, cell(&outcome), cell(&row.figures), row.seconds)
    };
    let lines: String = rows.iter().map(line).collect();
    format!("| id | check | outcome | figures | s |\n|---|---|---|---|---|\n{lines}")
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
    fn a_run_writes_its_part_and_keeps_the_other() {
        let proof = Proof { mutation: "a", campaign: "b", noticed: true, said: "c | d".into() };
        let page = Page::read("").with_mutations("2026-11-22", &[proof]);
        let again = Page::read(&page.text()).with_checks("2026-11-23", "ci", 1, &[]);
        assert!(again.text().contains("| a | b | noticed | c / d |"));
        assert!(again.text().contains("2026-11-23, level ci, seed 1."));
        assert_eq!(Page::read(&again.text()).text(), again.text());
    }
}
