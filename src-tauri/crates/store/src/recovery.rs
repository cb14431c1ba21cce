//! The way back to the root key by a recovery code: `recovery.json`, beside `key.json`, holds the key once more, wrapped under
//! the code.
//!
//! Invariants: a code that does not fit changes nothing; a new code counts once it was read back; no entry of a keychain is
//! overwritten.

use crate::{
    Backups, KeyError, KeySource, OpenError, RecoveryCode, RootKey, ShopFolders,
    disk::{make_folder, replace_whole},
    key::wiped,
    key_file::{self, KeyFile, NotRead, Way},
    passphrase::NONCE_LEN,
};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use serde::{Deserialize, Serialize};
use std::{fs, io, path::Path};
use zeroize::Zeroizing;

pub(crate) const NAME: &str = "recovery.json";
const FORM: u32 = 1;
/// A longer file is none of ours.
const LONGEST: u64 = 4096;

#[derive(Serialize, Deserialize)]
struct RecoveryFile {
    /// Form of this file.
    version: u32,
    /// When the code was made, in UTC milliseconds.
    made_ms: i64,
    /// Hexadecimal.
    nonce: String,
    /// Hexadecimal.
    wrapped: String,
}

/// Why a recovery code does not help, or none was made. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryError {
    /// No code was made for these data.
    #[error("there is no recovery code")]
    None,
    /// `recovery.json` does not read, or was made by a newer version.
    #[error("recovery.json is damaged or from a newer version")]
    Damaged,
    /// It is another code: an earlier one, or of other data.
    #[error("the recovery code is another one")]
    WrongCode,
    /// The code is right, but the data here are of another key.
    #[error("the data belong to another key")]
    OtherData,
    /// No keychain keeps the key: choose a passphrase.
    #[error("a passphrase is needed")]
    NeedsPassphrase,
    /// The key cannot be kept.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl From<io::Error> for RecoveryError {
    fn from(error: io::Error) -> Self {
        RecoveryError::Key(KeyError::Io(error))
    }
}

impl KeySource {
    /// When the code was made that opens these data, in UTC milliseconds; `None` where there is none.
    pub fn recovery(&self) -> Result<Option<i64>, RecoveryError> {
        Ok(self.recovery_file()?.map(|file| file.made_ms))
    }

    /// Makes a code for the key; an earlier one opens nothing from then on.
    pub fn make_recovery(&self, root: &RootKey, now_ms: i64) -> Result<RecoveryCode, RecoveryError> {
        let code = RecoveryCode::generate().map_err(KeyError::from)?;
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce).map_err(KeyError::from)?;
        let sealed = wiped(|| {
            let cipher = XChaCha20Poly1305::new((&*code.key()).into());
            cipher.encrypt(XNonce::from_slice(&nonce), Payload { msg: root.bytes(), aad: &bound(now_ms) })
        });
        let wrapped = hex::encode(sealed.map_err(|_| RecoveryError::Damaged)?);
        let file = RecoveryFile { version: FORM, made_ms: now_ms, nonce: hex::encode(nonce), wrapped };
        // Before it takes the place of one that opens.
        if unwrap(&file, &code)?.bytes() != root.bytes() {
            return Err(RecoveryError::Damaged);
        }
        write(&self.dir, &serde_json::to_vec_pretty(&file).map_err(io::Error::other)?)?;
        Ok(code)
    }

    /// Whether [`Self::recover`] needs a passphrase: one guarded the data, or no keychain answers. Asks the keychain.
    pub fn needs_passphrase(&self) -> Result<bool, RecoveryError> {
        match key_file::read(&self.dir) {
            Ok(Some(KeyFile { way: Way::Passphrase { .. }, .. })) => Ok(true),
            Ok(_) | Err(NotRead::Damaged(_)) => Ok(!self.has_keychain()?),
            Err(error) => Err(KeyError::from(error).into()),
        }
    }

    /// Finds the key by the code, and has it kept as before: by the keychain, or under that new passphrase. Takes a good part
    /// of a second with one.
    pub fn recover(&self, code: &RecoveryCode, passphrase: Option<&str>) -> Result<RootKey, RecoveryError> {
        let file = self.recovery_file()?.ok_or(RecoveryError::None)?;
        let root = unwrap(&file, code)?;
        if !self.fits(&root)? {
            return Err(RecoveryError::OtherData);
        }
        // Of a newer form, it is not ours to replace.
        let needs = self.needs_passphrase()?;
        match passphrase {
            Some(passphrase) => self.keep_under_passphrase(&root, passphrase)?,
            None if needs => return Err(RecoveryError::NeedsPassphrase),
            None => self.keep_in_keychain(&root)?,
        }
        Ok(root)
    }

    fn recovery_file(&self) -> Result<Option<RecoveryFile>, RecoveryError> {
        read(&self.dir)?.map(|(file, _)| Ok(file)).transpose()
    }

    /// Takes over a key from a copy elsewhere, and the code that leads to it, where no data stand yet.
    pub(crate) fn adopt(&self, root: &RootKey, passphrase: Option<&str>, recovery: &[u8]) -> Result<(), RecoveryError> {
        match passphrase {
            Some(passphrase) => self.keep_under_passphrase(root, passphrase)?,
            None => self.keep_in_keychain(root)?,
        }
        Ok(write(&self.dir, recovery)?)
    }

    /// Whether the key opens what stands here: a database, or where all are damaged a backup. Where nothing stands, any does.
    fn fits(&self, root: &RootKey) -> Result<bool, RecoveryError> {
        let folders = ShopFolders::of(&self.dir);
        let places = folders.list()?;
        let opens = |place| match folders.look(place, root).shop {
            Err(OpenError::Unreadable(_)) => {
                let backups = Backups::of(&folders.folder(place), &place.key(root)).list().unwrap_or_default();
                backups.iter().any(|backup| backup.is_sealed())
            }
            _ => true,
        };
        Ok(places.is_empty() || places.into_iter().any(opens))
    }
}

/// The file in that folder, and its text.
fn read(dir: &Path) -> Result<Option<(RecoveryFile, Vec<u8>)>, RecoveryError> {
    let path = dir.join(NAME);
    let about = match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        about => about?,
    };
    if !about.is_file() || about.len() > LONGEST {
        return Err(RecoveryError::Damaged);
    }
    let text = fs::read(&path)?;
    let file: RecoveryFile = serde_json::from_slice(&text).map_err(|_| RecoveryError::Damaged)?;
    if file.version == FORM { Ok(Some((file, text))) } else { Err(RecoveryError::Damaged) }
}

/// The text of the file in that folder, to be copied: it holds no secret in clear.
pub(crate) fn text_in(dir: &Path) -> Result<Vec<u8>, RecoveryError> {
    read(dir)?.map(|(_, text)| text).ok_or(RecoveryError::None)
}

/// The root key that the code opens in that folder, and the text of the file.
pub(crate) fn root_in(dir: &Path, code: &RecoveryCode) -> Result<(RootKey, Vec<u8>), RecoveryError> {
    let (file, text) = read(dir)?.ok_or(RecoveryError::None)?;
    Ok((unwrap(&file, code)?, text))
}

/// Puts the file's text in that folder.
pub(crate) fn write(dir: &Path, text: &[u8]) -> io::Result<()> {
    make_folder(dir)?;
    replace_whole(&dir.join(NAME), text)
}

fn unwrap(file: &RecoveryFile, code: &RecoveryCode) -> Result<RootKey, RecoveryError> {
    let mut nonce = [0; NONCE_LEN];
    hex::decode_to_slice(&file.nonce, &mut nonce).map_err(|_| RecoveryError::Damaged)?;
    let sealed = hex::decode(&file.wrapped).map_err(|_| RecoveryError::Damaged)?;
    wiped(|| {
        let cipher = XChaCha20Poly1305::new((&*code.key()).into());
        let opened = cipher.decrypt(XNonce::from_slice(&nonce), Payload { msg: &sealed, aad: &bound(file.made_ms) });
        let root = Zeroizing::new(opened.map_err(|_| RecoveryError::WrongCode)?);
        RootKey::from_slice(&root).ok_or(RecoveryError::Damaged)
    })
}

/// What is authenticated with the key.
fn bound(made_ms: i64) -> Vec<u8> {
    format!("{FORM} {made_ms}").into_bytes()
}

#[cfg(test)]
mod tests;
