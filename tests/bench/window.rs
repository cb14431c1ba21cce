//! From the start of the process to the first interactive list, and the memory of all its processes, against an empty
//! Tauri window built from the same lock file. In turns, a fresh profile each time.

use crate::{line, median, memory};
use kaibo_console::{Desk, DeskConfig, KeyAccess};
use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

const TURNS: usize = 9;
const KEY: &str = "0707070707070707070707070707070707070707070707070707070707070707";
/// How long a window is left alone before its memory is read.
const SETTLE: Duration = Duration::from_secs(2);

pub fn run() {
    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("desk");
    lay_out(&desk);
    let empty = built_beside("examples/empty-window");
    let (mut ours, mut theirs) = (Figures::default(), Figures::default());
    for turn in 0..TURNS {
        let profile = |name: &str| folder.path().join(format!("{name}-{turn}"));
        ours.add(start(Path::new(env!("CARGO_BIN_EXE_kaibo")), &profile("kaibo"), &desk));
        theirs.add(start(&empty, &profile("empty"), &desk));
    }
    let peer = "empty Tauri window";
    line("start to first interactive list", (median(&mut ours.start), "ms"), (peer, median(&mut theirs.start)));
    line("resident memory (PSS), all processes", (median(&mut ours.memory), "MB"), (peer, median(&mut theirs.memory)));
}

#[derive(Default)]
struct Figures {
    start: Vec<f64>,
    memory: Vec<f64>,
}

impl Figures {
    fn add(&mut self, (start, memory): (f64, f64)) {
        self.start.push(start);
        self.memory.push(memory);
    }
}

/// The sample shop, as after a first day.
fn lay_out(folder: &Path) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let config = DeskConfig {
            data_dir: folder.to_owned(),
            key: KeyAccess::Injected(KEY.into()),
            on_change: Arc::new(|_| {}),
        };
        let desk = Desk::new(config);
        desk.open().await;
        desk.start_practice().await.unwrap();
        desk.close().await;
    });
}

fn built_beside(name: &str) -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_kaibo"));
    let found = program.parent().unwrap().join(name);
    assert!(found.exists(), "{} is not built: cargo build --profile bench --example empty-window", found.display());
    found
}

/// Milliseconds until the program says `ready`, and megabytes a while later.
fn start(program: &Path, profile: &Path, desk: &Path) -> (f64, f64) {
    fs::create_dir_all(profile).unwrap();
    let mut command = Command::new(program);
    for name in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
        command.env(name, profile);
    }
    command.env("KAIBO_DATA_DIR", desk).env("KAIBO_TEST_KEY", KEY).env("KAIBO_MEASURE_START", "1");
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line == "ready"), "{} never got ready", program.display());
    let elapsed = begun.elapsed().as_secs_f64() * 1e3;
    std::thread::sleep(SETTLE);
    let memory = memory::of_family_mib(child.id());
    end(&mut child);
    (elapsed, memory)
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
    // Its web processes notice and end by themselves.
    std::thread::sleep(Duration::from_millis(500));
}
