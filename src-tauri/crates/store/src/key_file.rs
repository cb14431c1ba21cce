//! `key.json`, beside the database: which way leads to the root key. It holds no secret in clear.

use crate::{
    disk::{beside, write_whole},
    passphrase::KdfParams,
};
use serde::{Deserialize, Serialize};
use std::{fs, io, path::Path};

const NAME: &str = "key.json";
pub(crate) const VERSION: u32 = 1;

/// The way to the root key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeyFile {
    /// Form of this file.
    pub version: u32,
    /// Which data this key is for: the name of the keychain's entry.
    pub id: String,
    /// The way.
    #[serde(flatten)]
    pub way: Way,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum Way {
    /// The keychain's entry holds it.
    Keychain,
    /// It is wrapped here.
    Passphrase {
        /// Hexadecimal.
        salt: String,
        /// What a guess costs.
        kdf: KdfParams,
        /// Hexadecimal.
        nonce: String,
        /// Hexadecimal.
        wrapped: String,
    },
}

/// Why the file does not read.
#[derive(Debug)]
pub(crate) enum NotRead {
    Io(io::Error),
    Damaged(serde_json::Error),
    /// A form of a later version.
    Newer,
}

/// The file in `dir`, if there is one.
pub(crate) fn read(dir: &Path) -> Result<Option<KeyFile>, NotRead> {
    let bytes = match fs::read(dir.join(NAME)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(NotRead::Io(error)),
    };
    let file: KeyFile = serde_json::from_slice(&bytes).map_err(NotRead::Damaged)?;
    if file.version == VERSION { Ok(Some(file)) } else { Err(NotRead::Newer) }
}

/// Writes the file durably.
pub(crate) fn write(dir: &Path, file: &KeyFile) -> io::Result<()> {
    let target = dir.join(NAME);
    let temporary = beside(&target, ".new");
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    write_whole(&temporary, &target, &serde_json::to_vec_pretty(file)?)
}
