//! The receiver that comes with the kit, run by Node.js as a shop would run it.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

pub const SECRET: &str = "canary-server-secret";
const RECEIVER: &str = "assets/storefront-receiver/receiver.js";

/// A running receiver; killed when dropped.
pub struct Receiver {
    /// Where it takes and serves the storefront.
    pub address: String,
    place: TempDir,
    process: Child,
}

impl Receiver {
    /// Starts one on loopback.
    pub fn start() -> Receiver {
        let place = tempfile::tempdir().unwrap();
        let (process, address) = run(place.path());
        Receiver { address, place, process }
    }

    /// Kills it and starts it again on the same folder.
    pub fn restart(&mut self) {
        self.stop();
        (self.process, self.address) = run(self.place.path());
    }

    /// Where it keeps what is published.
    pub fn folder(&self) -> PathBuf {
        self.place.path().join("site")
    }

    pub fn stop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn run(place: &Path) -> (Child, String) {
    let secret = place.join("secret");
    std::fs::write(&secret, SECRET).unwrap();
    // The fault rig hangs on a package below the root.
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let path = above.map(|folder| folder.join(RECEIVER)).find(|path| path.is_file()).unwrap();
    let mut node = Command::new("node");
    node.arg(path).env("KAIBO_FOLDER", place.join("site")).env("KAIBO_SECRET_FILE", secret);
    node.env("KAIBO_BASE", "/live/").env("KAIBO_PORT", "0").stdout(Stdio::piped());
    let mut process = node.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let host = line.trim().strip_prefix("listening on ").unwrap();
    (process, format!("http://{host}/live"))
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.stop();
    }
}
