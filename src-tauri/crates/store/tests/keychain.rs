//! The real Secret Service, on a bus and in a home folder of its own: the test starts itself again inside them.
#![cfg(target_os = "linux")]

use kaibo_store::{KeyError, KeySource, KeyStatus};
use std::{env, path::Path, process::Command};
use tempfile::TempDir;

/// What a started copy of a test is to do, and where.
const ROLE: &str = "KAIBO_TEST_ROLE";
const DIR: &str = "KAIBO_TEST_DIR";

/// A command for the test `name` of this program, in a home folder and with a bus that are not the user's.
fn again(name: &str, home: &Path, script: &str) -> Command {
    let program = env::current_exe().unwrap_or_default();
    let mut command = Command::new("dbus-run-session");
    command.args(["--", "sh", "-ec", script, "sh"]).arg(program).arg(name);
    for (variable, folder) in [("HOME", "home"), ("XDG_RUNTIME_DIR", "run"), ("XDG_DATA_HOME", "data"), (DIR, "app")] {
        command.env(variable, home.join(folder));
    }
    for folder in ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL"] {
        command.env_remove(folder);
    }
    command
}

/// How many started copies ran their test: a name that fits none would pass in silence.
fn passed(output: &[u8]) -> usize {
    String::from_utf8_lossy(output).matches(" 1 passed").count()
}

fn role() -> Option<(String, KeySource)> {
    let (role, dir) = (env::var(ROLE).ok()?, env::var_os(DIR)?);
    Some((role, KeySource::system(dir.as_ref())))
}

#[test]
fn the_secret_service_keeps_the_key_for_the_next_process() {
    const NAME: &str = "the_secret_service_keeps_the_key_for_the_next_process";
    match role() {
        Some((role, source)) if role == "make" => {
            assert_eq!(source.probe().unwrap(), KeyStatus::Absent { keychain: true });
            source.create_in_keychain().unwrap();
        }
        Some((_, source)) => {
            assert_eq!(source.probe().unwrap(), KeyStatus::Keychain);
            source.open_from_keychain().unwrap();
        }
        None => {
            let home = TempDir::new().unwrap();
            for folder in ["home", "run", "data"] {
                std::fs::create_dir(home.path().join(folder)).unwrap();
            }
            let script = format!(
                "printf 'pw\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null
                 {ROLE}=make \"$1\" --exact \"$2\"
                 {ROLE}=open \"$1\" --exact \"$2\""
            );
            let output = again(NAME, home.path(), &script).output().expect("dbus-run-session (package dbus) is needed");
            assert!(output.status.success(), "gnome-keyring is needed: {output:?}");
            assert_eq!(passed(&output.stdout), 2);
        }
    }
}

#[test]
fn without_a_bus_no_keychain_answers_and_nothing_hangs() {
    const NAME: &str = "without_a_bus_no_keychain_answers_and_nothing_hangs";
    let Some((_, source)) = role() else {
        let home = TempDir::new().unwrap();
        let script = format!("DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent {ROLE}=none \"$1\" --exact \"$2\"");
        let output = again(NAME, home.path(), &script).output().expect("dbus-run-session (package dbus) is needed");
        assert!(output.status.success(), "{output:?}");
        return assert_eq!(passed(&output.stdout), 1);
    };
    assert_eq!(source.probe().unwrap(), KeyStatus::Absent { keychain: false });
    assert!(matches!(source.create_in_keychain(), Err(KeyError::NoKeychain(_))));
}
