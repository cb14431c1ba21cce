//! The workspace as cargo sees it: packages, their declared dependencies and targets, the target directory.

use std::env;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::process::{self, Outcome};

/// The workspace this tool works on.
pub struct Workspace {
    /// The folder that holds the root manifest.
    pub root: PathBuf,
    /// Where cargo puts what it builds; CARGO_TARGET_DIR and configuration included.
    pub target: PathBuf,
    /// Its members.
    pub packages: Vec<Package>,
}

/// A member of the workspace.
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its manifest, relative to the root.
    pub manifest: String,
    /// What its manifest declares.
    pub dependencies: Vec<Dependency>,
    /// Libraries, programs, tests, benchmarks.
    pub targets: Vec<Target>,
}

/// One declared dependency.
pub struct Dependency {
    /// The package depended on.
    pub name: String,
    /// For what it is needed.
    pub kind: Kind,
}

/// For what a dependency is needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// By the code itself.
    Normal,
    /// By tests and benchmarks only.
    Dev,
    /// By the build script only.
    Build,
}

/// A thing cargo can build.
pub struct Target {
    /// Its name.
    pub name: String,
    /// `lib`, `bin`, `test`, `bench` ...
    pub kind: String,
}

impl Workspace {
    /// Reads it from cargo, starting at the current folder.
    pub fn load() -> Outcome<Self> {
        let root = find_root(&env::current_dir().map_err(|error| format!("no current folder: {error}"))?)?;
        let mut command = process::cargo();
        command.args(["metadata", "--no-deps", "--format-version", "1", "--offline"]).current_dir(&root);
        let output = command.output().map_err(|error| format!("cargo could not be started: {error}"))?;
        if !output.status.success() {
            return Err(format!("cargo metadata failed:\n{}", String::from_utf8_lossy(&output.stderr)));
        }
        let metadata: Value = serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("what cargo metadata printed could not be read: {error}"))?;
        let target = metadata["target_directory"].as_str().ok_or("cargo metadata names no target directory")?;
        let packages = list(&metadata["packages"]).iter().map(|package| Package::read(package, &root)).collect();
        Ok(Self { target: PathBuf::from(target), root, packages })
    }

    /// Names of all targets of a kind, sorted.
    pub fn targets(&self, kind: &str) -> Vec<&str> {
        let targets = self.packages.iter().flat_map(|package| &package.targets);
        let mut names: Vec<_> = targets.filter(|target| target.kind == kind).map(|target| &*target.name).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The folder of the interface.
    pub fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }
}

impl Package {
    fn read(package: &Value, root: &Path) -> Self {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap_or_default());
        let manifest = manifest.strip_prefix(root).unwrap_or(manifest).to_string_lossy().replace('\\', "/");
        let dependencies = list(&package["dependencies"]).iter().map(|dependency| Dependency {
            name: text(&dependency["name"]),
            kind: match dependency["kind"].as_str() {
                Some("dev") => Kind::Dev,
                Some("build") => Kind::Build,
                _ => Kind::Normal,
            },
        });
        let targets = list(&package["targets"])
            .iter()
            .map(|target| Target { name: text(&target["name"]), kind: text(&target["kind"][0]) });
        Self {
            name: text(&package["name"]),
            manifest,
            dependencies: dependencies.collect(),
            targets: targets.collect(),
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// tauri.conf.json stands at the root and nowhere else.
fn find_root(start: &Path) -> Outcome<PathBuf> {
    start
        .ancestors()
        .find(|folder| folder.join("tauri.conf.json").is_file())
        .map(Path::to_path_buf)
        .ok_or_else(|| "run this inside the Kaibo repository".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_is_found_from_a_folder_inside_it() {
        let workspace = Workspace::load().unwrap();
        assert!(workspace.root.join("Cargo.toml").is_file());
        let xtask = workspace.packages.iter().find(|package| package.name == "xtask").unwrap();
        assert_eq!(xtask.manifest, "src-tauri/xtask/Cargo.toml");
        assert!(xtask.dependencies.iter().any(|dependency| dependency.name == "serde_json"));
    }

    #[test]
    fn outside_the_repository_the_message_says_so() {
        let outside = env::temp_dir();
        assert!(find_root(&outside).unwrap_err().contains("inside the Kaibo repository"));
    }
}
