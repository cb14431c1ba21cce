//! `cargo xtask generate-goods`: fills the practice shop with goods by the hundred thousand, as a large shop has them, to
//! be looked at in the window.
#![allow(clippy::print_stdout, reason = "a command line tool speaks on stdout")]

mod made;
#[path = "made/shop.rs"]
mod shop;

use kaibo_console::{
    Clock, Desk, DeskConfig, KeyAccess, SystemClock,
    view::{AppState, Problem},
};
use kaibo_lib::paths::{self, Automation};
use kaibo_sandbox::{Sandbox, SandboxConfig};
use kaibo_store::{KeySource, KeyStatus, RootKey, Store};
use std::{
    error::Error,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

/// Goods between two lines of progress.
const TOLD_EVERY: usize = 10_000;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome {
    let (count, folder) = read_arguments()?;
    println!("{count} goods into {}", folder.display());
    let access = Automation::from_env().key_access();
    let passphrase = open_once(&folder, access.clone()).await?;
    let key = find_key(&folder, &access, passphrase.as_deref())?;
    let store = Store::open(&folder, &key)?;
    let config = SandboxConfig { state_file: Some(paths::practice_state(&folder)), ..SandboxConfig::default() };
    let platform = Sandbox::start(config).await?;
    let begun = Instant::now();
    shop::furnish(&store, &platform, count, SystemClock.now_ms(), |made| {
        if made == count || made % TOLD_EVERY == 0 {
            println!("{made} of {count}, {:.0} s", begun.elapsed().as_secs_f64());
        }
    })?;
    store.close();
    platform.shutdown().await?;
    println!("Done. `cargo xtask run` opens them.");
    Ok(())
}

fn read_arguments() -> Outcome<(usize, PathBuf)> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (count, folder) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [count] => {
            let program: serde_json::Value = serde_json::from_str(include_str!("../../tauri.conf.json"))?;
            let identifier = program["identifier"].as_str().ok_or("tauri.conf.json names no identifier")?;
            (count, paths::data_dir(identifier).ok_or("this system names no folder for data; name one with --data")?)
        }
        [count, "--data", folder] | ["--data", folder, count] => (count, PathBuf::from(folder)),
        _ => return Err("how many? generate-goods COUNT [--data DIR]".into()),
    };
    match count.parse() {
        Ok(count @ 1..) => Ok((count, folder)),
        _ => Err(format!("'{count}' is not a number of goods").into()),
    }
}

/// Opens the data as the program does and lays the sample shop out where there is none; says by which passphrase, if one
/// was needed. Refuses a shop that is not the practice platform's.
async fn open_once(folder: &Path, key: KeyAccess) -> Outcome<Option<String>> {
    let config = DeskConfig { data_dir: folder.to_owned(), key, on_change: Arc::new(|_| {}) };
    let desk = Desk::new(config);
    let mut state = desk.open().await;
    let mut passphrase = None;
    if let AppState::NeedsPassphrase { create } = state {
        let typed = ask(if create { "A passphrase for the new data: " } else { "The passphrase of the data: " })?;
        let opened = match create {
            true => desk.create_passphrase(typed.clone()).await,
            false => desk.unlock(typed.clone()).await,
        };
        state = opened.map_err(of_problem)?;
        passphrase = Some(typed);
    }
    let shop = match state {
        AppState::FirstStart => desk.start_practice().await.map_err(of_problem)?,
        AppState::Ready { shop, read_only: false } => shop,
        AppState::Ready { .. } => return Err("the folder may not be written".into()),
        AppState::CannotOpen { problem } => return Err(of_problem(problem)),
        _ => return Err("the data did not open".into()),
    };
    desk.close().await;
    match shop.practice {
        true => Ok(passphrase),
        false => Err("the shop there is a real one: only a practice shop is filled".into()),
    }
}

fn find_key(folder: &Path, access: &KeyAccess, passphrase: Option<&str>) -> Outcome<RootKey> {
    if let KeyAccess::Injected(digits) = access {
        let mut bytes = [0; 32];
        hex::decode_to_slice(digits, &mut bytes)?;
        return Ok(RootKey::from_bytes(bytes));
    }
    let source = KeySource::system(folder);
    Ok(match source.probe()? {
        KeyStatus::Passphrase => source.open_with_passphrase(passphrase.unwrap_or_default())?,
        _ => source.open_from_keychain()?,
    })
}

/// A line typed; what is typed can be seen.
fn ask(question: &str) -> io::Result<String> {
    print!("{question}");
    io::stdout().flush()?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn of_problem(problem: Problem) -> Box<dyn Error> {
    match problem.code.as_str() {
        "store.locked" => "Kaibo has this folder open: close it first".into(),
        code => format!("the data did not open ({code})").into(),
    }
}
