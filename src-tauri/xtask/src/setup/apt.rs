//! Debian and Ubuntu: what is installed, and installing the rest.

use std::process::Command;

use super::system::System;
use crate::process::{self, Outcome};

/// Those of the packages that are installed. Foreign names are simply not among them.
pub fn installed(packages: &[&str]) -> Vec<String> {
    let mut command = Command::new("dpkg-query");
    command.args(["--show", "--showformat", "${Package} ${db:Status-Status}\n"]).args(packages);
    // dpkg-query fails when one name is unknown, and still lists the others: the status code says nothing here.
    let listed = command.output().map(|output| output.stdout).unwrap_or_default();
    parse(&String::from_utf8_lossy(&listed))
}

fn parse(listed: &str) -> Vec<String> {
    listed.lines().filter_map(|line| line.strip_suffix(" installed")).map(str::to_owned).collect()
}

/// Installs the packages, as root or through sudo.
pub fn install(packages: &[&str]) -> Outcome {
    let root = super::is_root();
    if !root && !process::on_path("sudo") {
        let line = System::Debian.install_line(packages).unwrap_or_default();
        return Err(format!("only root can install packages. As root, run\n\n  {}\n", line.replace("sudo ", "")));
    }
    let how = if root { "as root" } else { "through sudo" };
    println!("Installing with apt-get {how}: {}", packages.join(" "));
    // Package lists may be absent (containers) or so old that the versions they name are gone.
    let known = process::output(Command::new("apt-cache").args(["show", "--no-all-versions"]).args(packages)).is_some();
    if known && process::run(&mut apt_get(root, "install", packages)).is_ok() {
        return Ok(());
    }
    process::run(&mut apt_get(root, "update", &[]))?;
    process::run(&mut apt_get(root, "install", packages))
}

fn apt_get(root: bool, action: &str, packages: &[&str]) -> Command {
    let mut command = if root {
        Command::new("env")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.arg("env");
        sudo
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", action, "--yes", "--quiet"]);
    if action == "install" {
        command.arg("--no-install-recommends").args(packages);
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removed_package_whose_settings_remain_does_not_count_as_installed() {
        assert_eq!(parse("cmake installed\nnasm config-files\nxvfb not-installed\n"), ["cmake"]);
    }

    #[test]
    fn without_root_apt_runs_through_sudo() {
        let command = apt_get(false, "install", &["cmake"]);
        assert_eq!(command.get_program(), "sudo");
        assert!(command.get_args().any(|word| word == "--no-install-recommends"));
    }
}
