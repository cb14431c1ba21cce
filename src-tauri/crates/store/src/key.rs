//! The root key, and the keys derived from it. They are wiped from memory when dropped and never printed.

use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Length of every key.
pub(crate) const KEY_LEN: usize = 32;

// A context names one use of a key for ever; changing one loses the data.
const DATABASE: &str = "app.kaibo.desktop 2026 database key v1";
const FILE_CIPHER: &str = "app.kaibo.desktop 2026 file cipher key v1";
const FILE_ADDRESS: &str = "app.kaibo.desktop 2026 file address key v1";

/// The key that opens everything: 32 random bytes. It lives in the keychain, or wrapped under a passphrase.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct RootKey([u8; KEY_LEN]);

impl RootKey {
    /// A new key from the operating system's randomness.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut key = RootKey([0; KEY_LEN]);
        getrandom::fill(&mut key.0)?;
        Ok(key)
    }

    /// The key of these bytes.
    pub const fn from_bytes(bytes: [u8; KEY_LEN]) -> Self {
        RootKey(bytes)
    }

    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(RootKey)
    }

    pub(crate) const fn bytes(&self) -> &[u8; KEY_LEN] {
        &self.0
    }

    fn derive(&self, context: &str) -> DerivedKey {
        Zeroizing::new(blake3::derive_key(context, &self.0))
    }

    pub(crate) fn database(&self) -> DerivedKey {
        self.derive(DATABASE)
    }

    pub(crate) fn file_cipher(&self) -> DerivedKey {
        self.derive(FILE_CIPHER)
    }

    pub(crate) fn file_address(&self) -> DerivedKey {
        self.derive(FILE_ADDRESS)
    }
}

impl fmt::Debug for RootKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootKey(<redacted>)")
    }
}

/// A key for one use.
pub(crate) type DerivedKey = Zeroizing<[u8; KEY_LEN]>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_does_not_print_itself() {
        assert_eq!(format!("{:?}", RootKey::from_bytes([7; KEY_LEN])), "RootKey(<redacted>)");
    }

    #[test]
    fn derived_keys_differ_from_each_other_and_from_the_root() {
        let root = RootKey::from_bytes([7; KEY_LEN]);
        let keys = [*root.bytes(), *root.database(), *root.file_cipher(), *root.file_address()];
        for (index, key) in keys.iter().enumerate() {
            assert!(!keys[..index].contains(key));
        }
    }

    /// A changed derivation would lock every merchant out of their data.
    #[test]
    fn derivation_never_changes() {
        let root = RootKey::from_bytes([7; KEY_LEN]);
        assert_eq!(hex::encode(*root.database()), "4920cb35be7926dea48831566d09134d4de4e029f061ae92e4de2cb3dab2526b");
        assert_eq!(
            hex::encode(*root.file_cipher()),
            "844b2d5b1884e2126b90020127ca809a8b38b6da2b54053d10e073c1e4f62ce6"
        );
        assert_eq!(
            hex::encode(*root.file_address()),
            "a2128264c929236833059803102483a010af7c667df6077c62f6d77fcd4e61bd"
        );
    }
}
