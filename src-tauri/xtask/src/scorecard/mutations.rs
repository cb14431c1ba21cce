//! Faults put into a copy of the tree, to see whether the campaigns notice.
//!
//! A suite that stays green without its fsync proves nothing (reliability: a process that is killed keeps the page
//! cache; only a lost disk shows what was not synced).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{self, Outcome};
use crate::workspace::Workspace;

/// The program of the campaigns against console and store.
const CONSOLE: &str = "fault_console";

/// One fault.
struct Mutation {
    name: &'static str,
    file: &'static str,
    /// What is replaced, everywhere in the file, and by what.
    edits: &'static [(&'static str, &'static str)],
    /// The test in `tests/faults/console` that has to notice.
    campaign: &'static str,
}

const MUTATIONS: &[Mutation] = &[
    Mutation {
        name: "synchronous=OFF",
        file: "src-tauri/crates/store/src/open.rs",
        edits: &[("synchronous = FULL", "synchronous = OFF")],
        campaign: "disk::rel_a3_power_loss_during_autosave",
    },
    Mutation {
        name: "an answer before the commit",
        file: "src-tauri/crates/store/src/group.rs",
        edits: &[("Ok(tx.commit()?)", "done.drain(..).for_each(|job| job.answer(None));\n    Ok(tx.commit()?)")],
        campaign: "disk::rel_a3_power_loss_during_autosave",
    },
    Mutation {
        name: "a picture without its fsync",
        file: "src-tauri/crates/store/src/disk.rs",
        edits: &[("file.sync_all()?;\n        drop(file);", "drop(file);")],
        campaign: "disk::rel_a5_a_picture_and_every_new_folder_are_synced",
    },
    Mutation {
        name: "no look before sending again",
        file: "src-tauri/crates/console/src/reconcile.rs",
        edits: &[("self.look(&client, &row).await?;", "self.look(&client, &row).await?.and(Ok(Found::NotThere));")],
        campaign: "engine::rel_b10_the_first_reply_is_always_lost",
    },
    Mutation {
        name: "the attempt's row after sending",
        file: "src-tauri/crates/console/src/send.rs",
        edits: &[
            ("call.execute(&client).await", "executed"),
            (
                "let Some((row, attempt)) = self.begin_attempt(",
                "let executed = call.execute(&client).await;\n        let Some((row, attempt)) = self.begin_attempt(",
            ),
        ],
        campaign: "engine::rel_a2_kill_during_submit",
    },
];

/// Whether a fault was noticed.
pub struct Proof {
    pub mutation: &'static str,
    pub campaign: &'static str,
    pub noticed: bool,
    /// The first line of the failure.
    pub said: String,
}

/// Tries all of them.
pub fn run(workspace: &Workspace) -> Outcome<Vec<Proof>> {
    let copy = workspace.target.join("mutations");
    lay_out(workspace, &copy)?;
    for mutation in MUTATIONS {
        if !test(workspace, &copy, mutation)?.0 {
            return Err(format!("{} fails without any fault", mutation.campaign));
        }
    }
    MUTATIONS.iter().map(|mutation| prove(workspace, &copy, mutation)).collect()
}

fn prove(workspace: &Workspace, copy: &Path, mutation: &Mutation) -> Outcome<Proof> {
    let file = copy.join(mutation.file);
    let sound = read(&file)?;
    write(&file, &mutated(mutation, &sound)?)?;
    let outcome = test(workspace, copy, mutation);
    write(&file, &sound)?;
    let (passed, said) = outcome?;
    Ok(Proof { mutation: mutation.name, campaign: mutation.campaign, noticed: !passed, said })
}

fn mutated(mutation: &Mutation, sound: &str) -> Outcome<String> {
    mutation.edits.iter().try_fold(sound.to_owned(), |text, (from, to)| {
        let fits = text.contains(from);
        fits.then(|| text.replace(from, to))
            .ok_or_else(|| format!("'{}' does not fit {}", mutation.name, mutation.file))
    })
}

/// Builds, which must succeed, and runs the campaign; says whether it passed, and what it said if not.
fn test(workspace: &Workspace, copy: &Path, mutation: &Mutation) -> Outcome<(bool, String)> {
    let command = |last: &[&str]| {
        let mut command = process::cargo();
        command.args(["test", "--quiet", "--workspace", "--test", CONSOLE]).args(last);
        command.current_dir(copy).env("CARGO_TARGET_DIR", &workspace.target).env("RUST_BACKTRACE", "0");
        command
    };
    process::run(&mut command(&["--no-run"]))?;
    println!("{}: {}", mutation.name, mutation.campaign);
    let output = command(&["--", "--exact", mutation.campaign]).output();
    let output = output.map_err(|error| format!("cargo could not be started: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    // The line after the place of the panic; the last one is the test's own.
    let mut lines = said.lines().skip_while(|line| !line.contains("panicked at"));
    Ok((output.status.success(), lines.nth(1).unwrap_or_default().chars().take(160).collect()))
}

/// The tree as git knows it, in a folder of its own; files that are the same already stay, so that cargo builds little.
///
/// It shares the target folder for the sake of the registry's crates. Cargo tells workspaces apart by versions and not by
/// folders, so the copy gets a version of its own: nobody must link what was built of a fault.
fn lay_out(workspace: &Workspace, copy: &Path) -> Outcome {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(&workspace.root);
    let listed = process::output(&mut git).ok_or("git did not list the files of this folder")?;
    for path in listed.split('\0').filter(|path| !path.is_empty()) {
        let (from, to) = (workspace.root.join(path), copy.join(path));
        // Deleted files are still listed.
        let Ok(mut bytes) = fs::read(&from) else { continue };
        if path == "Cargo.toml" {
            bytes = of_a_version_of_its_own(&read(&from)?)?.into_bytes();
        }
        if fs::read(&to).is_ok_and(|there| there == bytes) {
            continue;
        }
        let folder = to.parent().map(PathBuf::from).unwrap_or_default();
        fs::create_dir_all(folder).and_then(|()| fs::write(&to, bytes)).map_err(|error| failed(&to, &error))?;
    }
    Ok(())
}

fn of_a_version_of_its_own(manifest: &str) -> Outcome<String> {
    let (before, version) = manifest.split_once("\nversion = \"").ok_or("the root manifest names no version")?;
    Ok(format!("{before}\nversion = \"9999.0.0-{version}"))
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| failed(path, &error))
}

fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(|error| failed(path, &error))
}

fn failed(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mutation_fits_the_tree_and_changes_it() {
        let workspace = Workspace::load().unwrap();
        for mutation in MUTATIONS {
            let sound = read(&workspace.root.join(mutation.file)).unwrap();
            assert_ne!(mutated(mutation, &sound).unwrap(), sound, "{}", mutation.name);
        }
    }

    #[test]
    fn the_copy_is_another_version() {
        let manifest = "[workspace.package]\nversion = \"0.1.0\"\nedition = \"2024\"\n";
        let own = of_a_version_of_its_own(manifest).unwrap();
        assert_eq!(own, "[workspace.package]\nversion = \"9999.0.0-0.1.0\"\nedition = \"2024\"\n");
    }

    #[test]
    fn every_campaign_of_a_mutation_exists() {
        let workspace = Workspace::load().unwrap();
        for mutation in MUTATIONS {
            let (file, test) = mutation.campaign.split_once("::").unwrap();
            let text = read(&workspace.root.join(format!("tests/faults/console/{file}.rs"))).unwrap();
            assert!(text.contains(&format!("fn {test}(")), "{}", mutation.campaign);
        }
    }
}
