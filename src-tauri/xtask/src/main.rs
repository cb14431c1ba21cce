//! `cargo xtask`: everything a person does with this repository, in one command each.
//!
//! The tool needs nothing but Rust and a linker, because its first job is to put everything else in place. It must not
//! know how Kaibo works inside: it sets up, builds, starts and checks.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool speaks on stdout and stderr")]

mod bench;
mod bindings;
mod bundle;
mod demo;
mod generate;
mod licences;
mod process;
mod run;
mod scorecard;
mod session;
mod setup;
mod test;
mod tidy;
mod ui;
mod workspace;

use std::process::ExitCode;

use process::Outcome;
use workspace::Workspace;

const HELP: &str = "\
cargo xtask <command>

  run [-- ARGS]        set everything up, build, open Kaibo (with the practice platform inside)
  test [FILTER] [-- ARGS]
                       set everything up, run all tests, the real-window ones under Xvfb too
  demo                 play the main job in a real window without a screen; screenshots in target/demo; then play
                       what else the guide shows, and renew its pictures in docs/guide/images
  bench [-- ARGS]      set everything up, run the benchmarks
  generate-goods COUNT [--data DIR]
                       fill the practice shop that `run` opens, or that of another folder, with so many goods
  scorecard [--level ci|nightly|release] [--seed N] [--check A1,B3] | --mutations
                       run the fault campaigns (or those named), or prove that they notice faults; writes docs/scorecard.md
  setup [test]         only install what building (or testing) needs, and build the interface
  tidy                 check crate edges, file sizes, module heads and what else the compiler does not
  bindings             write ui/src/backend/bindings.ts anew from the shell's commands
  licences             write assets/licences.json.gz anew: the licences of all packages of the program
  bundle [ARGS]        make the installers of this operating system
  bundle --try         install the .deb on a clean Debian, open it from the menu and do the main job in it
  help                 this text

Rust and Node.js are expected to be there. On Debian and Ubuntu missing system packages are installed through apt;
on other systems the line to run is printed.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nxtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Outcome {
    let Some((command, rest)) = arguments.split_first() else {
        println!("{HELP}");
        return Err("which command?".into());
    };
    if matches!(command.as_str(), "help" | "--help" | "-h") {
        println!("{HELP}");
        return Ok(());
    }
    let workspace = Workspace::load()?;
    match command.as_str() {
        "run" => run::run(&workspace, rest),
        "test" => test::run(&workspace, rest),
        "demo" => demo::run(&workspace),
        "bench" => bench::run(&workspace, rest),
        "generate-goods" => generate::run(&workspace, rest),
        "scorecard" => scorecard::run(&workspace, rest),
        "setup" => setup::command(&workspace, rest),
        "tidy" => tidy::run(&workspace),
        "bindings" => bindings::run(&workspace),
        "licences" => licences::run(&workspace),
        "bundle" => bundle::run(&workspace, rest),
        unknown => Err(format!("there is no command '{unknown}'; `cargo xtask help` lists them")),
    }
}
