//! The list of what Kaibo needs from the operating system, each with why, how to see that it is there, and its name in
//! the package managers we know.
//!
//! RPM systems are asked by capability (a pkg-config module, a file, a font's language) rather than by package name:
//! those are the same on Fedora and openSUSE and do not change with a release.

use std::path::Path;
use std::process::Command;

use super::system::System;
use crate::process;

/// For what something is needed; a later stage needs all of the earlier ones too.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    /// To compile.
    Build,
    /// To show the window.
    Run,
    /// To test in a real window without a screen.
    Test,
}

/// How to see that something is there.
#[derive(Debug)]
pub enum Probe {
    /// A program on the search path.
    Program(&'static str),
    /// A module known to pkg-config.
    Library(&'static str),
    /// A font with Chinese characters.
    ChineseFont,
    /// A driver of the X server.
    XDriver(&'static str),
}

/// One thing needed.
#[derive(Debug)]
pub struct Need {
    /// Shown when it is missing.
    pub why: &'static str,
    /// From which stage on.
    pub stage: Stage,
    /// How to see that it is there.
    pub probe: Probe,
    /// Debian, Ubuntu and their kin.
    pub apt: &'static str,
    rpm: &'static str,
    arch: &'static str,
    brew: Option<&'static str>,
    winget: Option<&'static str>,
}

impl Need {
    /// What to ask this system's package manager for; `None` where the system brings it along.
    pub fn package(&self, system: System) -> Option<&'static str> {
        match system {
            System::Debian | System::OtherLinux => Some(self.apt),
            System::Dnf | System::Zypper => Some(self.rpm),
            System::Arch => Some(self.arch),
            System::Mac => self.brew,
            System::Windows => self.winget,
        }
    }

    /// Whether it has to be looked for on this system at all.
    pub fn applies_to(&self, system: System) -> bool {
        self.package(system).is_some()
    }

    /// Looks for it.
    pub fn is_met(&self) -> bool {
        match self.probe {
            Probe::Program(name) => process::on_path(name),
            Probe::Library(module) => process::output(Command::new("pkg-config").args(["--exists", module])).is_some(),
            Probe::ChineseFont => process::output(Command::new("fc-list").args([":lang=zh-cn", "file"]))
                .is_some_and(|fonts| !fonts.trim().is_empty()),
            Probe::XDriver(name) => ["/usr/lib/xorg", "/usr/lib64/xorg"]
                .iter()
                .any(|folder| Path::new(folder).join(format!("modules/drivers/{name}_drv.so")).is_file()),
        }
    }
}

/// Everything, in the order in which it is listed to the user.
pub const NEEDS: &[Need] = &[
    Need {
        why: "C and C++ compilers, for the database and the picture codecs",
        stage: Stage::Build,
        probe: Probe::Program("c++"),
        apt: "build-essential",
        rpm: "gcc-c++",
        arch: "base-devel",
        brew: None,
        winget: None,
    },
    Need {
        why: "runs the C builds",
        stage: Stage::Build,
        probe: Probe::Program("make"),
        apt: "make",
        rpm: "make",
        arch: "make",
        brew: None,
        winget: None,
    },
    Need {
        why: "finds the libraries below",
        stage: Stage::Build,
        probe: Probe::Program("pkg-config"),
        apt: "pkg-config",
        rpm: "/usr/bin/pkg-config",
        arch: "pkgconf",
        brew: None,
        winget: None,
    },
    Need {
        why: "builds libjpeg-turbo",
        stage: Stage::Build,
        probe: Probe::Program("cmake"),
        apt: "cmake",
        rpm: "cmake",
        arch: "cmake",
        brew: Some("cmake"),
        winget: Some("Kitware.CMake"),
    },
    Need {
        why: "assembles the fast paths of libjpeg-turbo",
        stage: Stage::Build,
        probe: Probe::Program("nasm"),
        apt: "nasm",
        rpm: "nasm",
        arch: "nasm",
        brew: Some("nasm"),
        winget: Some("NASM.NASM"),
    },
    Need {
        why: "configures OpenSSL, which is built along where the system has none",
        stage: Stage::Build,
        probe: Probe::Program("perl"),
        apt: "perl",
        rpm: "perl",
        arch: "perl",
        brew: Some("perl"),
        winget: Some("StrawberryPerl.StrawberryPerl"),
    },
    Need {
        why: "the web view that shows the window",
        stage: Stage::Build,
        probe: Probe::Library("webkit2gtk-4.1"),
        apt: "libwebkit2gtk-4.1-dev",
        rpm: "pkgconfig(webkit2gtk-4.1)",
        arch: "webkit2gtk-4.1",
        brew: None,
        winget: None,
    },
    Need {
        why: "TLS, and the cipher of the database",
        stage: Stage::Build,
        probe: Probe::Library("openssl"),
        apt: "libssl-dev",
        rpm: "pkgconfig(openssl)",
        arch: "openssl",
        brew: None,
        winget: None,
    },
    Need {
        why: "speaks to the keychain (Secret Service)",
        stage: Stage::Build,
        probe: Probe::Library("dbus-1"),
        apt: "libdbus-1-dev",
        rpm: "pkgconfig(dbus-1)",
        arch: "dbus",
        brew: None,
        winget: None,
    },
    Need {
        why: "Chinese characters on screen",
        stage: Stage::Run,
        probe: Probe::ChineseFont,
        apt: "fonts-noto-cjk",
        rpm: "font(:lang=zh-cn)",
        arch: "noto-fonts-cjk",
        brew: None,
        winget: None,
    },
    Need {
        why: "drives the window in tests",
        stage: Stage::Test,
        probe: Probe::Program("WebKitWebDriver"),
        apt: "webkit2gtk-driver",
        rpm: "/usr/bin/WebKitWebDriver",
        arch: "webkitgtk-6.0",
        brew: None,
        winget: None,
    },
    Need {
        why: "a screen that nobody sees",
        stage: Stage::Test,
        probe: Probe::Program("Xvfb"),
        apt: "xvfb",
        rpm: "/usr/bin/Xvfb",
        arch: "xorg-server-xvfb",
        brew: None,
        winget: None,
    },
    Need {
        why: "makes windows full screen and raises them on that screen",
        stage: Stage::Test,
        probe: Probe::Program("jwm"),
        apt: "jwm",
        rpm: "/usr/bin/jwm",
        arch: "jwm",
        brew: None,
        winget: None,
    },
    Need {
        why: "an X server with a second display in memory",
        stage: Stage::Test,
        probe: Probe::XDriver("dummy"),
        apt: "xserver-xorg-video-dummy",
        rpm: "/usr/lib64/xorg/modules/drivers/dummy_drv.so",
        arch: "xf86-video-dummy",
        brew: None,
        winget: None,
    },
    Need {
        why: "plugs and unplugs displays",
        stage: Stage::Test,
        probe: Probe::Program("xrandr"),
        apt: "x11-xserver-utils",
        rpm: "/usr/bin/xrandr",
        arch: "xorg-xrandr",
        brew: None,
        winget: None,
    },
    Need {
        why: "reads codes back, beside our own reader",
        stage: Stage::Test,
        probe: Probe::Program("zbarimg"),
        apt: "zbar-tools",
        rpm: "/usr/bin/zbarimg",
        arch: "zbar",
        brew: None,
        winget: None,
    },
    Need {
        why: "draws pages that were made to be printed",
        stage: Stage::Test,
        probe: Probe::Program("pdftoppm"),
        apt: "poppler-utils",
        rpm: "/usr/bin/pdftoppm",
        arch: "poppler",
        brew: None,
        winget: None,
    },
    Need {
        why: "a session bus of the tests' own",
        stage: Stage::Test,
        probe: Probe::Program("dbus-run-session"),
        apt: "dbus",
        rpm: "/usr/bin/dbus-run-session",
        arch: "dbus",
        brew: None,
        winget: None,
    },
    Need {
        why: "a keychain of the tests' own",
        stage: Stage::Test,
        probe: Probe::Program("gnome-keyring-daemon"),
        apt: "gnome-keyring",
        rpm: "/usr/bin/gnome-keyring-daemon",
        arch: "gnome-keyring",
        brew: None,
        winget: None,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn testing_needs_all_that_running_needs() {
        let count = |stage| NEEDS.iter().filter(|need| need.stage <= stage).count();
        assert!(count(Stage::Build) < count(Stage::Run) && count(Stage::Run) < count(Stage::Test));
        assert_eq!(count(Stage::Test), NEEDS.len());
    }

    #[test]
    fn a_mac_is_not_asked_for_a_web_view() {
        let web_view = NEEDS.iter().find(|need| need.apt == "libwebkit2gtk-4.1-dev").unwrap();
        assert!(!web_view.applies_to(System::Mac));
        assert!(web_view.applies_to(System::Arch));
    }

    #[test]
    fn a_library_that_does_not_exist_is_not_met() {
        let need = Need { probe: Probe::Library("kaibo-no-such-library"), ..copy(&NEEDS[0]) };
        assert!(!need.is_met());
    }

    fn copy(need: &Need) -> Need {
        Need { probe: Probe::ChineseFont, ..*need }
    }
}
