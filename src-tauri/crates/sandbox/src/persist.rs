//! The state file: read once at the start, written whole after changes.
//!
//! Invariant: a file that cannot be read is never written over. Writing goes to a temporary name, is synced and
//! renamed, so that a kill leaves the old state or the new one.

use crate::{
    files::Files,
    state::{State, VERSION},
};
use serde::Deserialize;
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Why a state file is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadStateFile {
    /// Not the JSON it should be.
    #[error("the state file {path} is damaged ({source}). It was not touched; name another file, or move it away.")]
    Damaged {
        /// The file.
        path: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// Written by a newer sandbox.
    #[error("the state file {path} is of version {found}, this sandbox reads version {VERSION}. It was not touched.")]
    Newer {
        /// The file.
        path: String,
        /// Its version.
        found: u32,
    },
}

impl From<BadStateFile> for io::Error {
    fn from(bad: BadStateFile) -> Self {
        io::Error::new(io::ErrorKind::InvalidData, bad)
    }
}

/// The state of `path`, or a new one when there is no such file.
pub(crate) fn load(path: &Path) -> io::Result<State> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    let mut state = match fs::read(path) {
        Ok(bytes) => {
            let shown = || path.display().to_string();
            let damaged = |source| BadStateFile::Damaged { path: shown(), source };
            let Version { version } = serde_json::from_slice(&bytes).map_err(damaged)?;
            if version > VERSION {
                return Err(BadStateFile::Newer { path: shown(), found: version }.into());
            }
            serde_json::from_slice::<State>(&bytes).map_err(damaged)?.of_today()
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => State::default(),
        Err(error) => return Err(io::Error::new(error.kind(), format!("{}: {error}", path.display()))),
    };
    state.files = Files::Folder(beside(path, ".media"));
    Ok(state)
}

/// Writes `json` as the new state.
pub(crate) fn save(path: &Path, json: &[u8]) -> io::Result<()> {
    let temporary = beside(path, ".new");
    let mut file = File::create(&temporary)?;
    file.write_all(json)?;
    file.sync_data()?;
    fs::rename(temporary, path)
}

/// `path` with `suffix` after its whole name.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
