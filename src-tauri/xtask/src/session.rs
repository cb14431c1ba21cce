//! A desktop session of the tests' own: a screen nobody sees (Xvfb) with a window manager, a session bus, a run-time
//! folder.
//!
//! Nothing of the person's own session reaches the tests: not the display, not the bus with its keychain. Only Linux
//! has such a thing; elsewhere commands run as they are and no real-window tests exist.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::process::Outcome;

/// Lives as long as the tests; its screen ends with it.
pub struct Session {
    screen: Option<Screen>,
}

struct Screen {
    /// Keeps the server; ends it when its own input closes, however this process ends.
    keeper: Child,
    /// Kept open: the server would be told off for writing to a closed pipe.
    _output: BufReader<ChildStdout>,
    /// The window manager; it would end by itself with the server.
    manager: Option<Child>,
    display: String,
    runtime: PathBuf,
}

/// Starts the server, waits until its input closes, ends the server by its process id and clears up. It ignores Ctrl-C,
/// which reaches the whole group, because the closing input follows anyway.
const KEEPER: &str = r#"
trap '' INT
Xvfb "$@" &
exec >/dev/null
read -r _
kill -TERM $!
wait
rm -rf -- "$XDG_RUNTIME_DIR"
"#;

/// Windows stand bare, so that a screenshot shows the app and nothing else; no tray takes room from full screen.
const MANAGER: &str = r#"<?xml version="1.0"?>
<JWM>
    <Group><Option>notitle</Option><Option>noborder</Option></Group>
    <FocusModel>click</FocusModel>
</JWM>
"#;

impl Session {
    /// Starts a screen where real-window tests can run.
    pub fn start() -> Outcome<Self> {
        let screen = if cfg!(target_os = "linux") { Some(Screen::start()?) } else { None };
        Ok(Self { screen })
    }

    /// Whether there is a screen of our own.
    pub fn has_screen(&self) -> bool {
        self.screen.is_some()
    }

    /// The same command, inside the session. Each gets a bus of its own, gone when the command ends.
    pub fn inside(&self, command: &Command) -> Command {
        let Some(screen) = &self.screen else { return copy(command, Command::new(command.get_program())) };
        let mut wrapped = Command::new("dbus-run-session");
        wrapped.arg("--").arg(command.get_program());
        let mut wrapped = copy(command, wrapped);
        wrapped
            .env("DISPLAY", &screen.display)
            .env("XDG_RUNTIME_DIR", &screen.runtime)
            .env("XDG_SESSION_TYPE", "x11")
            .env("GDK_BACKEND", "x11")
            // With the default renderer first screenshots were stale, and each took ten times as long.
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS");
        wrapped
    }
}

/// Carries arguments, environment and folder of one command over to another.
fn copy(from: &Command, mut to: Command) -> Command {
    to.args(from.get_args());
    for (name, value) in from.get_envs() {
        match value {
            Some(value) => to.env(name, value),
            None => to.env_remove(name),
        };
    }
    if let Some(folder) = from.get_current_dir() {
        to.current_dir(folder);
    }
    to
}

impl Screen {
    fn start() -> Outcome<Self> {
        let runtime = std::env::temp_dir().join(format!("kaibo-session-{}", std::process::id()));
        create_private(&runtime).map_err(|error| format!("{} cannot be made: {error}", runtime.display()))?;
        // The server picks a free number by itself and writes it to descriptor 1 when it is ready: no race, no waiting.
        let mut keeper = Command::new("sh")
            .args(["-c", KEEPER, "sh", "-displayfd", "1", "-screen", "0", "2600x1700x24"])
            .args(["-nolisten", "tcp", "-noreset"])
            .env("XDG_RUNTIME_DIR", &runtime)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("Xvfb could not be started: {error}"))?;
        let stdout = keeper.stdout.take().ok_or("Xvfb has no output")?;
        let mut output = BufReader::new(stdout);
        let mut number = String::new();
        let read = output.read_line(&mut number);
        let display = format!(":{}", number.trim());
        let mut screen = Self { keeper, _output: output, manager: None, display, runtime };
        match read {
            Ok(_) if number.trim().parse::<u32>().is_ok() => screen.manage()?,
            _ => return Err("Xvfb ended before it was ready; run `Xvfb -displayfd 1` to see why".into()),
        }
        Ok(screen)
    }

    /// Starts the window manager. It takes over windows that are there already: nothing has to wait for it.
    fn manage(&mut self) -> Outcome {
        let settings = self.runtime.join("jwm.xml");
        fs::write(&settings, MANAGER).map_err(|error| format!("{} cannot be written: {error}", settings.display()))?;
        let mut manager = Command::new("jwm");
        manager.args(["-display", &self.display, "-f"]).arg(&settings);
        manager.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.manager = Some(manager.spawn().map_err(|error| format!("jwm could not be started: {error}"))?);
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if let Some(manager) = &mut self.manager {
            let _ = manager.kill();
            let _ = manager.wait();
        }
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// A folder only its owner may enter, as the specification of XDG_RUNTIME_DIR demands.
fn create_private(folder: &std::path::Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_screen_a_command_runs_as_it_is() {
        let session = Session { screen: None };
        let mut command = Command::new("cargo");
        command.args(["test", "--workspace"]).env("A", "1").env_remove("B").current_dir("..");
        assert_eq!(format!("{:?}", session.inside(&command)), format!("{command:?}"));
    }
}
