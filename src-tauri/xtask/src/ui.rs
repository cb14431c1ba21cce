//! The interface: its packages, its build, its tests.
//!
//! Both the packages and the build carry a stamp, so that a second run costs nothing. Stamps are made of contents, not
//! of times: a checkout or a branch switch changes times without changing anything.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::process::{self, Outcome};
use crate::workspace::Workspace;

/// Installs exactly what package-lock.json says, unless that is what is there.
pub fn install(workspace: &Workspace) -> Outcome {
    let ui = workspace.ui();
    let stamp = ui.join("node_modules/.kaibo-packages");
    let wanted = digest(&[ui.join("package-lock.json")])?;
    if is_current(&stamp, &wanted) {
        return Ok(());
    }
    process::run(process::npm().args(["ci", "--no-audit", "--no-fund"]).current_dir(&ui))?;
    write(&stamp, &wanted)
}

/// Builds ui/dist, unless the one that is there was made from these sources.
pub fn build(workspace: &Workspace) -> Outcome {
    install(workspace)?;
    let ui = workspace.ui();
    // The stamp stands outside ui/dist, all of which goes into the program.
    let stamp = ui.join("node_modules/.kaibo-build");
    if dist(&ui).is_file() && is_current(&stamp, &state(workspace)?) {
        return Ok(());
    }
    process::run(process::npm().args(["run", "build"]).current_dir(&ui))?;
    write(&stamp, &state(workspace)?)
}

/// Runs the interface's own tests once.
pub fn test(workspace: &Workspace) -> Outcome {
    // CI=1: no watching, no questions.
    process::run(process::npm().args(["run", "test"]).env("CI", "1").current_dir(workspace.ui()))
}

/// The shell does not compile without ui/dist, and the interface does not compile without the shell's bindings. Where
/// neither exists this empty page breaks the circle; the next [`build`] replaces it.
pub fn ensure_placeholder(workspace: &Workspace) -> Outcome {
    let page = dist(&workspace.ui());
    if page.is_file() { Ok(()) } else { write(&page, "<!doctype html>\n") }
}

fn dist(ui: &Path) -> PathBuf {
    ui.join("dist/index.html")
}

/// Sources and result together: a build made by hand from other sources, or a placeholder, does not pass for this one.
fn state(workspace: &Workspace) -> Outcome<String> {
    let ui = workspace.ui();
    let mut files = vec![dist(&ui)];
    collect(&ui, &["node_modules", "dist", "dist-fake"], &mut files)?;
    collect(&workspace.root.join("assets"), &[], &mut files)?;
    files.sort();
    digest(&files)
}

fn collect(folder: &Path, but: &[&str], files: &mut Vec<PathBuf>) -> Outcome {
    let unreadable = |error| format!("{} cannot be read: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let path = entry.path();
        if but.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        if path.is_dir() { collect(&path, but, files)? } else { files.push(path) }
    }
    Ok(())
}

/// Paths and contents in one number. Only ever compared with one made by the same tool.
fn digest(files: &[PathBuf]) -> Outcome<String> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        fs::read(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?.hash(&mut hasher);
    }
    Ok(format!("{:016x}\n", hasher.finish()))
}

fn is_current(stamp: &Path, wanted: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|found| found == wanted)
}

fn write(file: &Path, text: &str) -> Outcome {
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(file, text))
        .map_err(|error| format!("{} cannot be written: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder that is gone when the test ends.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("kaibo-xtask-{}-{name}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_digest_follows_contents_and_not_times() {
        let folder = Folder::new("digest");
        let file = folder.0.join("package-lock.json");
        write(&file, "{}").unwrap();
        let first = digest(std::slice::from_ref(&file)).unwrap();
        write(&file, "{}").unwrap();
        assert_eq!(digest(std::slice::from_ref(&file)).unwrap(), first);
        write(&file, "{ }").unwrap();
        assert_ne!(digest(std::slice::from_ref(&file)).unwrap(), first);
    }

    #[test]
    fn what_is_built_or_installed_is_no_source() {
        let folder = Folder::new("collect");
        for file in ["src/main.ts", "dist/index.html", "node_modules/vue/index.js"] {
            write(&folder.0.join(file), "x").unwrap();
        }
        let mut files = Vec::new();
        collect(&folder.0, &["node_modules", "dist"], &mut files).unwrap();
        assert_eq!(files, [folder.0.join("src/main.ts")]);
    }

    #[test]
    fn a_missing_lock_file_is_named() {
        let missing = PathBuf::from("no/such/package-lock.json");
        assert!(digest(&[missing]).unwrap_err().contains("package-lock.json cannot be read"));
    }
}
