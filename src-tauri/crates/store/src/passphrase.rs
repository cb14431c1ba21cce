//! The root key under a passphrase, where no keychain answers: Argon2id makes a key of the passphrase, which wraps the
//! root key with XChaCha20-Poly1305.

use crate::key::{KEY_LEN, RootKey};
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The shortest passphrase that is taken, in characters.
pub const MIN_PASSPHRASE_CHARS: usize = 8;

pub(crate) const SALT_LEN: usize = 16;
pub(crate) const NONCE_LEN: usize = 24;

/// What Argon2id spends on one guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KdfParams {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl KdfParams {
    /// RFC 9106, second recommended option, with one lane: 64 MiB, three passes.
    pub const PRODUCTION: KdfParams = KdfParams { memory_kib: 64 * 1024, passes: 3, lanes: 1 };

    /// A damaged file must not make us take all memory, nor wait for hours.
    fn is_sane(self) -> bool {
        self.memory_kib <= 1024 * 1024 && self.passes <= 64 && self.lanes <= 16
    }
}

/// The root key as it stands in `key.json`.
pub(crate) struct Wrapped {
    pub salt: [u8; SALT_LEN],
    pub nonce: [u8; NONCE_LEN],
    pub sealed: Vec<u8>,
}

/// The parameters or the sealed key do not read, or the passphrase is another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotUnwrapped {
    /// No passphrase can help.
    Damaged,
    /// Authentication failed.
    WrongPassphrase,
}

/// Wraps `root`. `bound` is authenticated with it.
pub(crate) fn wrap(
    root: &RootKey,
    passphrase: &str,
    params: KdfParams,
    (salt, nonce): ([u8; SALT_LEN], [u8; NONCE_LEN]),
    bound: &[u8],
) -> Option<Wrapped> {
    let cipher = cipher(passphrase, &salt, params)?;
    let sealed = cipher.encrypt(XNonce::from_slice(&nonce), Payload { msg: root.bytes(), aad: bound }).ok()?;
    Some(Wrapped { salt, nonce, sealed })
}

/// Unwraps what [`wrap`] made.
pub(crate) fn unwrap(
    wrapped: &Wrapped,
    passphrase: &str,
    params: KdfParams,
    bound: &[u8],
) -> Result<RootKey, NotUnwrapped> {
    let cipher = cipher(passphrase, &wrapped.salt, params).ok_or(NotUnwrapped::Damaged)?;
    let payload = Payload { msg: &wrapped.sealed, aad: bound };
    let opened = cipher.decrypt(XNonce::from_slice(&wrapped.nonce), payload);
    let root = Zeroizing::new(opened.map_err(|_| NotUnwrapped::WrongPassphrase)?);
    RootKey::from_slice(&root).ok_or(NotUnwrapped::Damaged)
}

fn cipher(passphrase: &str, salt: &[u8], params: KdfParams) -> Option<XChaCha20Poly1305> {
    let spent = Params::new(params.memory_kib, params.passes, params.lanes, Some(KEY_LEN)).ok();
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, spent.filter(|_| params.is_sane())?);
    let mut key = Zeroizing::new([0; KEY_LEN]);
    argon.hash_password_into(passphrase.as_bytes(), salt, &mut *key).ok()?;
    Some(XChaCha20Poly1305::new((&*key).into()))
}
