//! Several databases opened at once as the very first thing a process does: the test starts itself again, since a
//! process is new only once.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use kaibo_store::{RootKey, Store};
use std::{
    env,
    process::Command,
    sync::{Arc, Barrier},
    thread,
};
use tempfile::TempDir;

const ROLE: &str = "KAIBO_TEST_ROLE";
const PROCESSES: usize = 20;
const THREADS: usize = 8;

#[test]
fn databases_are_opened_at_once_by_a_new_process() {
    const NAME: &str = "databases_are_opened_at_once_by_a_new_process";
    if env::var_os(ROLE).is_some() {
        return open_at_once();
    }
    for _ in 0..PROCESSES {
        let again =
            Command::new(env::current_exe().unwrap()).args(["--exact", NAME]).env(ROLE, "child").output().unwrap();
        assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stdout));
        assert!(String::from_utf8_lossy(&again.stdout).contains(" 1 passed"));
    }
}

fn open_at_once() {
    let start = Arc::new(Barrier::new(THREADS));
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let start = start.clone();
            thread::spawn(move || {
                let dir = TempDir::new().unwrap();
                start.wait();
                Store::open(dir.path(), &RootKey::from_bytes([1; 32])).unwrap();
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}
