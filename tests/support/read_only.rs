//! A data folder that a program may not write. Root may write whatever the modes say, so for root the folder is mounted
//! read-only, in the view of the disk of that program alone; for anybody else its modes are enough.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    process::Command,
};

/// Takes the folder away and starts the rest.
const MOUNTED: &str = r#"
data=$1 && shift &&
mount --bind "$data" "$data" &&
mount -o remount,ro,bind "$data" &&
exec "$@"
"#;

fn is_root() -> bool {
    fs::metadata("/proc/self").expect("a process has an owner").uid() == 0
}

/// Whether this machine lets a folder be taken away from a program: root in a container may not mount.
pub fn is_permitted() -> bool {
    let mut trial = Command::new("unshare");
    trial.args(["--mount", "mount", "--bind", "/tmp", "/tmp"]);
    !is_root() || trial.status().is_ok_and(|status| status.success())
}

/// A command that starts a program without the right to write the folder, in one process.
pub fn command(program: &str, data: &Path) -> Command {
    if !is_root() {
        set_modes(data, 0o500, 0o400);
        return Command::new(program);
    }
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", MOUNTED, "sh"]).arg(data).arg(program);
    command
}

/// Gives the folder back to the program that was started so.
pub fn give_back(process: u32, data: &Path) {
    if !is_root() {
        return set_modes(data, 0o700, 0o600);
    }
    let mut command = Command::new("nsenter");
    command.args(["--mount", "--target", &process.to_string(), "mount", "-o", "remount,rw,bind"]).arg(data);
    assert!(command.status().expect("nsenter starts").success(), "the folder is not given back");
}

fn set_modes(folder: &Path, of_folders: u32, of_files: u32) {
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("modes");
    set(folder, 0o700);
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        match entry.path() {
            path if path.is_dir() => set_modes(&path, of_folders, of_files),
            path => set(&path, of_files),
        }
    }
    set(folder, of_folders);
}
