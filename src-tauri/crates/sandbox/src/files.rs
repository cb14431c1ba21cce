//! The bytes of uploaded files: in memory, or in a folder beside the state file.
//!
//! Invariant: names are media ids made by the sandbox, so no caller chooses a path.

use std::{collections::HashMap, fs, io, path::PathBuf};

/// Where the bytes are.
#[derive(Debug)]
pub(crate) enum Files {
    /// Gone when the sandbox stops.
    Memory(HashMap<String, Vec<u8>>),
    /// One file per media id.
    Folder(PathBuf),
}

impl Default for Files {
    fn default() -> Self {
        Files::Memory(HashMap::new())
    }
}

impl Files {
    /// Keeps the bytes of a new file.
    pub(crate) fn put(&mut self, media_id: &str, bytes: &[u8]) -> io::Result<()> {
        match self {
            Files::Memory(files) => {
                files.insert(media_id.to_owned(), bytes.to_vec());
                Ok(())
            }
            Files::Folder(folder) => {
                fs::create_dir_all(&*folder)?;
                fs::write(folder.join(media_id), bytes)
            }
        }
    }

    /// The bytes, if they are still there.
    pub(crate) fn get(&self, media_id: &str) -> Option<Vec<u8>> {
        match self {
            Files::Memory(files) => files.get(media_id).cloned(),
            Files::Folder(folder) => fs::read(folder.join(media_id)).ok(),
        }
    }

    /// Forgets a file that nothing shows any more.
    pub(crate) fn remove(&mut self, media_id: &str) {
        match self {
            Files::Memory(files) => {
                files.remove(media_id);
            }
            Files::Folder(folder) => {
                if let Err(error) = fs::remove_file(folder.join(media_id)) {
                    tracing::debug!(%error, "an expired file was not removed");
                }
            }
        }
    }
}
