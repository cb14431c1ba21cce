//! `cargo xtask tidy`: what holds the architecture together and no compiler checks.
//!
//! Each rule is a function from sources (or manifests) to findings, so that it can be tested on a few lines. This part
//! reads the tree and prints; the rules do neither.

mod edges;
mod heads;
mod invariants;
mod layout;
mod portable;
mod purity;
mod size;
mod source;
mod words;

use std::process::Command;

use crate::process::{self, Outcome};
use crate::workspace::Workspace;
use source::Source;

/// Something a rule found.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Path from the root.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub message: String,
    /// Whether it fails the run.
    pub weight: Weight,
}

/// Whether a finding fails the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Has to be mended.
    Fault,
    /// Is only said.
    Warning,
}

impl Finding {
    fn fault(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, message: message.into(), weight: Weight::Fault }
    }

    fn warning(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self { weight: Weight::Warning, ..Self::fault(file, line, message) }
    }
}

/// Checks the tree; fails when a rule is broken.
pub fn run(workspace: &Workspace) -> Outcome {
    let sources = read_tree(workspace)?;
    let mut findings = check(&sources);
    findings.extend(edges::check(&workspace.packages, &sources));
    findings.extend(invariants::check(&sources));
    findings.sort();
    for Finding { file, line, message, weight } in &findings {
        let weight = if *weight == Weight::Fault { "error" } else { "warning" };
        println!("{file}:{line}: {weight}: {message}");
    }
    let faults = findings.iter().filter(|finding| finding.weight == Weight::Fault).count();
    println!("{}, {faults} faults, {} warnings", size::summary(&sources), findings.len() - faults);
    if faults == 0 { Ok(()) } else { Err("the tree is not tidy".into()) }
}

fn check(sources: &[Source]) -> Vec<Finding> {
    let rules = [heads::check, layout::check, portable::check, purity::check, size::check, words::check];
    sources.iter().flat_map(|source| rules.iter().flat_map(|rule| rule(source))).collect()
}

/// All text files that git tracks or would track.
fn read_tree(workspace: &Workspace) -> Outcome<Vec<Source>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(&workspace.root);
    let listed = process::output(&mut git).ok_or("git did not list the files of this folder")?;
    let paths = listed.split('\0').filter(|path| !path.is_empty());
    // Deleted files are still listed; what is no text has nothing to check but its place.
    let existing = paths.filter(|path| workspace.root.join(path).is_file());
    Ok(existing
        .map(|path| Source::new(path, &std::fs::read_to_string(workspace.root.join(path)).unwrap_or_default()))
        .collect())
}
