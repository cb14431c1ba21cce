//! Other programs: found, started, and their failure put into words.

use std::env;
use std::ffi::OsStr;
use std::process::Command;

/// What every step returns: nothing more is needed of a failure here than the sentence a person reads.
pub type Outcome<T = ()> = Result<T, String>;

/// The cargo that started this tool (rustup keeps the toolchain in the environment).
///
/// `cargo run` describes the package *xtask* in the environment. Build scripts that watch those variables would run
/// again each time cargo is called directly and through xtask by turns, so they are taken out.
pub fn cargo() -> Command {
    let mut command = Command::new("cargo");
    for (name, _) in env::vars_os() {
        let of_this_package = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"];
        if name.to_str().is_some_and(|name| of_this_package.iter().any(|prefix| name.starts_with(prefix))) {
            command.env_remove(&name);
        }
    }
    command
}

/// npm, whose name is that of a batch file on Windows.
pub fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// Shows the command, runs it with this process's input and output, and fails when it fails.
pub fn run(command: &mut Command) -> Outcome {
    let line = describe(command);
    println!("$ {line}");
    let status = command.status().map_err(|error| format!("`{line}` could not be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` failed ({status})")) }
}

/// Runs quietly and returns what was printed, or `None` when the program is missing or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program of that name stands on the search path.
pub fn on_path(program: &str) -> bool {
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(&name).is_file()))
}

/// A variable that is set to something.
pub fn is_set(variable: &str) -> bool {
    env::var_os(variable).is_some_and(|value| !value.is_empty())
}

fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(quote).collect::<Vec<_>>().join(" ")
}

fn quote(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    if word.contains([' ', '*', '(']) { format!("'{word}'") } else { word.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_described_command_can_be_pasted_into_a_shell() {
        let mut command = Command::new("cargo");
        command.args(["bench", "--bench", "*"]);
        assert_eq!(describe(&command), "cargo bench --bench '*'");
    }

    #[test]
    fn a_program_that_does_not_exist_is_not_on_the_path() {
        assert!(!on_path("kaibo-no-such-program"));
    }
}
