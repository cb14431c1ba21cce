//! Which operating system this is, as far as installing packages is concerned.

use std::fs;

/// A family of systems that share a package manager.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum System {
    /// Debian, Ubuntu and what is made from them.
    Debian,
    /// Fedora and its kin.
    Dnf,
    /// openSUSE.
    Zypper,
    /// Arch and its kin.
    Arch,
    /// A Linux we have no package names for.
    OtherLinux,
    /// macOS.
    Mac,
    /// Windows.
    Windows,
}

impl System {
    /// The one we run on.
    pub fn detect() -> Self {
        if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::Mac
        } else {
            Self::of_release(&fs::read_to_string("/etc/os-release").unwrap_or_default())
        }
    }

    /// From the text of os-release: first the system's own id, then those it says it is like.
    fn of_release(release: &str) -> Self {
        let value = |key: &str| {
            let line = release.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
            line.unwrap_or_default().trim_matches('"').to_ascii_lowercase()
        };
        let ids = format!("{} {}", value("ID"), value("ID_LIKE"));
        let known = ids.split_whitespace().find_map(|id| match id {
            "debian" | "ubuntu" => Some(Self::Debian),
            "fedora" | "rhel" | "centos" => Some(Self::Dnf),
            "arch" => Some(Self::Arch),
            id if id.contains("suse") => Some(Self::Zypper),
            _ => None,
        });
        known.unwrap_or(Self::OtherLinux)
    }

    /// The line that installs the packages; `None` where we do not know the package manager.
    pub fn install_line(self, packages: &[&str]) -> Option<String> {
        let (command, separator) = match self {
            Self::Debian => ("sudo apt-get install --no-install-recommends", " "),
            Self::Dnf => ("sudo dnf install", " "),
            Self::Zypper => ("sudo zypper install", " "),
            Self::Arch => ("sudo pacman -S --needed", " "),
            Self::Mac => ("brew install", " "),
            Self::Windows => ("winget install", " && winget install "),
            Self::OtherLinux => return None,
        };
        let packages: Vec<_> = packages.iter().map(|package| quote(package)).collect();
        Some(format!("{command} {}", packages.join(separator)))
    }
}

fn quote(package: &str) -> String {
    if package.contains('(') { format!("'{package}'") } else { package.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_known_by_their_own_id_or_by_what_they_are_like() {
        let cases = [
            ("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n", System::Debian),
            ("ID=ubuntu\nID_LIKE=debian\n", System::Debian),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", System::Debian),
            ("ID=fedora\nVERSION_ID=42\n", System::Dnf),
            ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", System::Dnf),
            ("ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\n", System::Zypper),
            ("ID=manjaro\nID_LIKE=arch\n", System::Arch),
            ("ID=nixos\n", System::OtherLinux),
            ("", System::OtherLinux),
        ];
        for (release, system) in cases {
            assert_eq!(System::of_release(release), system, "{release}");
        }
    }

    #[test]
    fn the_line_can_be_pasted_into_a_shell() {
        let line = System::Dnf.install_line(&["cmake", "pkgconfig(openssl)"]).unwrap();
        assert_eq!(line, "sudo dnf install cmake 'pkgconfig(openssl)'");
        let line = System::Windows.install_line(&["Kitware.CMake", "NASM.NASM"]).unwrap();
        assert_eq!(line, "winget install Kitware.CMake && winget install NASM.NASM");
        assert_eq!(System::OtherLinux.install_line(&["cmake"]), None);
    }
}
