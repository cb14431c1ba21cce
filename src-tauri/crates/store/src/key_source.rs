//! Where the root key comes from: the keychain, or a passphrase where no keychain answers.
//!
//! Invariants: no key ever stands on disk in clear; the passphrase is the caller's choice, never a silent fallback; a
//! new key is never made where data stands that another key opens.

use crate::{
    RootKey, ShopFolders,
    disk::make_folder,
    key::wiped,
    key_file::{self, KeyFile, NotRead, VERSION, Way},
    keychain::{Keychain, NoKeychain, SystemKeychain},
    passphrase::{self, KdfParams, MIN_PASSPHRASE_CHARS, NONCE_LEN, NotUnwrapped, SALT_LEN, Wrapped},
};
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// What leads to the key of a data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStatus {
    /// Nothing yet: a first start.
    Absent {
        /// Whether a keychain answers; if not, a passphrase must be chosen.
        keychain: bool,
    },
    /// The keychain.
    Keychain,
    /// A passphrase.
    Passphrase,
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Ask again.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// Ask for a longer one: at least [`MIN_PASSPHRASE_CHARS`] characters.
    #[error("the passphrase is shorter than {MIN_PASSPHRASE_CHARS} characters")]
    ShortPassphrase,
    /// No keychain answers: have it unlocked and try again, or at the first start choose a passphrase.
    #[error("no keychain answers")]
    NoKeychain(#[source] NoKeychain),
    /// Data stands here, but its key is gone: from the keychain, or `key.json` with the way to it, or the way asked
    /// for is not the one [`KeySource::probe`] names. A new key is never made in its place.
    #[error("the key of this data is gone")]
    KeyGone,
    /// A key stands here already; it is not replaced.
    #[error("there is a key already")]
    Exists,
    /// `key.json` does not read, or was made by a newer version.
    #[error("key.json is damaged or from a newer version")]
    Damaged,
    /// The disk, or the system's randomness, does not do its work.
    #[error("the key file cannot be read or written")]
    Io(#[source] io::Error),
}

impl From<NotRead> for KeyError {
    fn from(error: NotRead) -> Self {
        match error {
            NotRead::Io(error) => KeyError::Io(error),
            NotRead::Damaged(error) => {
                tracing::warn!(%error, "key.json does not read");
                KeyError::Damaged
            }
            NotRead::Newer => KeyError::Damaged,
        }
    }
}

impl From<getrandom::Error> for KeyError {
    fn from(error: getrandom::Error) -> Self {
        KeyError::Io(io::Error::other(error.to_string()))
    }
}

/// The ways to the key of one data folder.
pub struct KeySource {
    pub(crate) dir: PathBuf,
    keychain: Box<dyn Keychain>,
    kdf: KdfParams,
}

impl KeySource {
    /// With the system's keychain.
    pub fn system(dir: &Path) -> Self {
        Self::with(dir, Box::new(SystemKeychain), KdfParams::PRODUCTION)
    }

    /// With another keychain.
    pub fn in_keychain(dir: &Path, keychain: Arc<dyn Keychain>) -> Self {
        Self::with(dir, Box::new(keychain), KdfParams::PRODUCTION)
    }

    /// With another keychain and another price of a guess.
    pub fn with(dir: &Path, keychain: Box<dyn Keychain>, kdf: KdfParams) -> Self {
        KeySource { dir: dir.to_owned(), keychain, kdf }
    }

    /// What leads to the key. Asks the keychain only at a first start.
    pub fn probe(&self) -> Result<KeyStatus, KeyError> {
        match key_file::read(&self.dir)? {
            Some(KeyFile { way: Way::Keychain, .. }) => Ok(KeyStatus::Keychain),
            Some(KeyFile { way: Way::Passphrase { .. }, .. }) => Ok(KeyStatus::Passphrase),
            None if self.has_data()? => Err(KeyError::KeyGone),
            None => Ok(KeyStatus::Absent { keychain: self.has_keychain()? }),
        }
    }

    /// Makes a key and has the keychain keep it.
    pub fn create_in_keychain(&self) -> Result<RootKey, KeyError> {
        self.refuse_if_any()?;
        let root = RootKey::generate()?;
        self.keep_in_keychain(&root)?;
        Ok(root)
    }

    /// Makes a key and wraps it under a passphrase. Takes a good part of a second.
    pub fn create_with_passphrase(&self, passphrase: &str) -> Result<RootKey, KeyError> {
        self.refuse_if_any()?;
        let root = RootKey::generate()?;
        self.keep_under_passphrase(&root, passphrase)?;
        Ok(root)
    }

    /// The key from the keychain.
    pub fn open_from_keychain(&self) -> Result<RootKey, KeyError> {
        let file = key_file::read(&self.dir)?.ok_or(KeyError::KeyGone)?;
        let Way::Keychain = file.way else { return Err(KeyError::KeyGone) };
        let secret = self.keychain.get(&file.id).map_err(KeyError::NoKeychain)?.ok_or(KeyError::KeyGone)?;
        RootKey::from_slice(&secret).ok_or(KeyError::KeyGone)
    }

    /// The key under the passphrase. Takes a good part of a second.
    pub fn open_with_passphrase(&self, passphrase: &str) -> Result<RootKey, KeyError> {
        let file = key_file::read(&self.dir)?.ok_or(KeyError::KeyGone)?;
        wiped(|| root_under(&file, passphrase))
    }

    fn refuse_if_any(&self) -> Result<(), KeyError> {
        match key_file::read(&self.dir)? {
            Some(_) => Err(KeyError::Exists),
            None if self.has_data()? => Err(KeyError::KeyGone),
            None => Ok(()),
        }
    }

    /// Has the keychain keep the key, in an entry of its own.
    pub(crate) fn keep_in_keychain(&self, root: &RootKey) -> Result<(), KeyError> {
        let id = random_id()?;
        self.keychain.set(&id, root.bytes()).map_err(KeyError::NoKeychain)?;
        // A keychain that forgets what it took would lock the data up for ever.
        let kept = self.keychain.get(&id).map_err(KeyError::NoKeychain)?.ok_or(KeyError::KeyGone)?;
        if kept.as_slice() != root.bytes() {
            return Err(KeyError::KeyGone);
        }
        self.write(&KeyFile { version: VERSION, id, way: Way::Keychain })
    }

    pub(crate) fn keep_under_passphrase(&self, root: &RootKey, passphrase: &str) -> Result<(), KeyError> {
        let id = random_id()?;
        let way = wiped(|| way_under(root, passphrase, self.kdf, &id))?;
        self.write(&KeyFile { version: VERSION, id, way })
    }

    pub(crate) fn has_keychain(&self) -> Result<bool, KeyError> {
        Ok(self.keychain.get(&random_id()?).is_ok())
    }

    /// Whether a shop stands here, be it the first or a further one.
    fn has_data(&self) -> Result<bool, KeyError> {
        Ok(!ShopFolders::of(&self.dir).list().map_err(KeyError::Io)?.is_empty())
    }

    fn write(&self, file: &KeyFile) -> Result<(), KeyError> {
        make_folder(&self.dir).and_then(|()| key_file::write(&self.dir, file)).map_err(KeyError::Io)
    }
}

/// The root key under a passphrase of the vault's own, for data that open without one: a text to be kept in the database.
/// Takes a good part of a second.
pub fn seal_vault_passphrase(root: &RootKey, passphrase: &str, kdf: KdfParams) -> Result<String, KeyError> {
    let id = random_id()?;
    let way = wiped(|| way_under(root, passphrase, kdf, &id))?;
    let file = KeyFile { version: VERSION, way, id };
    serde_json::to_string(&file).map_err(|_| KeyError::Damaged)
}

/// The root key from what [`seal_vault_passphrase`] made. Takes a good part of a second.
pub fn open_vault_passphrase(kept: &str, passphrase: &str) -> Result<RootKey, KeyError> {
    let file = serde_json::from_str(kept).map_err(|_| KeyError::Damaged)?;
    wiped(|| root_under(&file, passphrase))
}

fn way_under(root: &RootKey, passphrase: &str, kdf: KdfParams, id: &str) -> Result<Way, KeyError> {
    if passphrase.chars().count() < MIN_PASSPHRASE_CHARS {
        return Err(KeyError::ShortPassphrase);
    }
    let (mut salt, mut nonce) = ([0; SALT_LEN], [0; NONCE_LEN]);
    getrandom::fill(&mut salt)?;
    getrandom::fill(&mut nonce)?;
    let wrapped = passphrase::wrap(root, passphrase, kdf, (salt, nonce), id.as_bytes());
    let wrapped = wrapped.ok_or_else(|| KeyError::Io(io::Error::other("Argon2id refused its parameters")))?;
    Ok(Way::Passphrase {
        salt: hex::encode(wrapped.salt),
        kdf,
        nonce: hex::encode(wrapped.nonce),
        wrapped: hex::encode(wrapped.sealed),
    })
}

fn root_under(file: &KeyFile, passphrase: &str) -> Result<RootKey, KeyError> {
    let Way::Passphrase { salt, kdf, nonce, wrapped } = &file.way else { return Err(KeyError::KeyGone) };
    let wrapped = Wrapped {
        salt: unhex(salt)?,
        nonce: unhex(nonce)?,
        sealed: hex::decode(wrapped).map_err(|_| KeyError::Damaged)?,
    };
    passphrase::unwrap(&wrapped, passphrase, *kdf, file.id.as_bytes()).map_err(|fault| match fault {
        NotUnwrapped::Damaged => KeyError::Damaged,
        NotUnwrapped::WrongPassphrase => KeyError::WrongPassphrase,
    })
}

fn random_id() -> Result<String, KeyError> {
    let mut id = [0; 16];
    getrandom::fill(&mut id)?;
    Ok(hex::encode(id))
}

fn unhex<const N: usize>(text: &str) -> Result<[u8; N], KeyError> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).map(|()| bytes).map_err(|_| KeyError::Damaged)
}

#[cfg(test)]
mod tests;
