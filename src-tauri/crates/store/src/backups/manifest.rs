//! What a backup consists of: a list of pieces, sealed with the key of the data.
//!
//! Nothing of a list is believed before its seal is: names, lengths and numbers in it are the console's own then.

use super::{BackupError, BackupId, PIECE};
use crate::key::BackupKeys;
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    io::Read,
    path::Path,
};

/// The form of these files.
const FORMAT: u32 = 1;
/// The longest list that is read, in bytes: of a database of 60 GB.
const LONGEST: u64 = 64 << 20;
/// Length of a seal, in hexadecimal digits.
const SEAL: usize = 64;

/// A backup's list of pieces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    format: u32,
    /// Whose key opens it, without saying anything of the key.
    key: String,
    /// UTC milliseconds.
    pub taken_ms: i64,
    /// Version of the schema.
    pub schema: u32,
    /// Length of the database.
    pub bytes: u64,
    /// BLAKE3 of the database's file, in hexadecimal.
    pub whole: String,
    /// BLAKE3 of its pieces, in their order.
    pub pieces: Vec<String>,
    /// What a copy in a folder elsewhere has besides the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub away: Option<AwayList>,
}

/// Whose copy it is, and the files that belong to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AwayList {
    /// The shop's name, sealed, in hexadecimal.
    pub shop: String,
    /// Pictures.
    pub files: Vec<FileEntry>,
    /// Files of papers.
    pub vault: Vec<FileEntry>,
}

/// An encrypted file as it stands in the copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileEntry {
    /// Its address.
    pub name: String,
    /// Its length, encrypted.
    pub bytes: u64,
    /// BLAKE3 of what stands on the disk, in hexadecimal: it is checked without its key.
    pub hash: String,
}

impl FileEntry {
    fn is_named_well(&self) -> bool {
        [&self.name, &self.hash].into_iter().all(|name| blake3::Hash::from_hex(name).is_ok())
    }
}

/// As much as a list of another program's or key's is read.
#[derive(Deserialize)]
struct Head {
    format: u32,
    #[serde(default)]
    key: String,
}

impl Manifest {
    pub fn new(keys: &BackupKeys, taken_ms: i64, bytes: u64, whole: String, pieces: Vec<String>) -> Manifest {
        Manifest { format: FORMAT, key: keys.name.clone(), taken_ms, schema: 0, bytes, whole, pieces, away: None }
    }

    /// As it stands in its file: the seal, a line's end, the list.
    pub fn sealed(&self, keys: &BackupKeys) -> Result<Vec<u8>, BackupError> {
        let body = serde_json::to_vec(self).map_err(|_| BackupError::Damaged)?;
        let mut file = seal(keys, &body).into_bytes();
        file.push(b'\n');
        file.extend(body);
        Ok(file)
    }

    /// Reads the list of a backup.
    pub fn read(path: &Path, keys: &BackupKeys) -> Result<Manifest, BackupError> {
        let about = fs::symlink_metadata(path)?;
        if !about.is_file() || about.len() > LONGEST {
            return Err(BackupError::Damaged);
        }
        let mut file = Vec::new();
        File::open(path)?.take(LONGEST).read_to_end(&mut file)?;
        let (given, body) = file.split_at_checked(SEAL + 1).ok_or(BackupError::Damaged)?;
        let head: Head = serde_json::from_slice(body).map_err(|_| BackupError::Damaged)?;
        if head.format > FORMAT {
            return Err(BackupError::Newer);
        }
        if head.key != keys.name {
            return Err(BackupError::Foreign);
        }
        // Not a comparison that whoever has the file could time: nobody else calls this.
        if given != format!("{}\n", seal(keys, body)).as_bytes() {
            return Err(BackupError::Damaged);
        }
        let manifest: Manifest = serde_json::from_slice(body).map_err(|_| BackupError::Damaged)?;
        let fits = manifest.bytes.div_ceil(PIECE as u64) == manifest.pieces.len() as u64 && manifest.bytes > 0;
        let are_names = manifest.pieces.iter().all(|name| blake3::Hash::from_hex(name).is_ok());
        let mut files = manifest.away.iter().flat_map(|away| away.files.iter().chain(&away.vault));
        if fits && are_names && files.all(FileEntry::is_named_well) { Ok(manifest) } else { Err(BackupError::Damaged) }
    }

    /// Its pieces and how many bytes each has.
    pub fn sizes(&self) -> impl Iterator<Item = (&str, u64)> {
        let mut left = self.bytes;
        self.pieces.iter().map(move |name| {
            let size = left.min(PIECE as u64);
            left -= size;
            (name.as_str(), size)
        })
    }

    /// Where the list of the backup of that id stands in the folder of backups.
    pub fn file_name(id: &BackupId) -> String {
        format!("{id}.json")
    }
}

fn seal(keys: &BackupKeys, body: &[u8]) -> String {
    blake3::keyed_hash(&keys.seal, body).to_hex().to_string()
}
