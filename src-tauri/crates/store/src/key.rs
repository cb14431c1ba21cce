//! The root key, and the keys derived from it. They are wiped from memory when dropped and never printed.

use kaibo_domain::ShopId;
use std::{fmt, sync::Arc};
use zeroize::{Zeroize, Zeroizing};

/// Length of every key.
pub(crate) const KEY_LEN: usize = 32;

// A context names one use of a key for ever; changing one loses the data.
const DATABASE: &str = "app.kaibo.desktop 2026 database key v1";
const FILE_CIPHER: &str = "app.kaibo.desktop 2026 file cipher key v1";
const FILE_ADDRESS: &str = "app.kaibo.desktop 2026 file address key v1";
const VAULT_CIPHER: &str = "app.kaibo.desktop 2026 vault cipher key v1";
const FURTHER_SHOP: &str = "app.kaibo.desktop 2026 further shop root key v1";
const VAULT_ADDRESS: &str = "app.kaibo.desktop 2026 vault address key v1";
const BACKUP_SEAL: &str = "app.kaibo.desktop 2026 backup seal key v1";
const TEAM_FILE: &str = "app.kaibo.desktop 2026 team file cipher key v1";
const BACKUP_NAME: &str = "app.kaibo.desktop 2026 backup key name v1";

/// The key that opens everything: 32 random bytes. It lives in the keychain, or wrapped under a passphrase.
///
/// Its bytes have one place: who hands it on leaves no copy behind.
#[derive(Clone)]
pub struct RootKey(Box<[u8; KEY_LEN]>);

impl Drop for RootKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl RootKey {
    /// A new key from the operating system's randomness.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut key = RootKey(Box::new([0; KEY_LEN]));
        getrandom::fill(&mut *key.0)?;
        Ok(key)
    }

    /// The key of these bytes.
    pub fn from_bytes(bytes: [u8; KEY_LEN]) -> Self {
        RootKey(Box::new(bytes))
    }

    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut key = RootKey(Box::new([0; KEY_LEN]));
        (bytes.len() == KEY_LEN).then(|| key.0.copy_from_slice(bytes)).map(|()| key)
    }

    pub(crate) fn bytes(&self) -> &[u8; KEY_LEN] {
        &self.0
    }

    /// The key that opens the data of a further shop; the first shop's is this one itself. One never tells another.
    pub fn of_shop(&self, shop: ShopId) -> RootKey {
        wiped(|| {
            let mut material = Zeroizing::new([0; KEY_LEN + 16]);
            material[..KEY_LEN].copy_from_slice(&*self.0);
            material[KEY_LEN..].copy_from_slice(shop.uuid().as_bytes());
            let derived: DerivedKey = Zeroizing::new(blake3::derive_key(FURTHER_SHOP, &*material));
            let mut key = RootKey(Box::new([0; KEY_LEN]));
            key.0.copy_from_slice(&*derived);
            key
        })
    }

    fn derive(&self, context: &str) -> DerivedKey {
        Zeroizing::new(blake3::derive_key(context, &*self.0))
    }

    pub(crate) fn database(&self) -> DerivedKey {
        self.derive(DATABASE)
    }

    /// Of backups.
    pub(crate) fn backups(&self) -> Arc<BackupKeys> {
        let name = hex::encode(&self.derive(BACKUP_NAME)[..8]);
        wiped(|| Arc::new(BackupKeys { database: self.database(), seal: self.derive(BACKUP_SEAL), name }))
    }

    /// Of the picture files.
    pub(crate) fn files(&self) -> Arc<BlobKeys> {
        wiped(|| Arc::new(BlobKeys { cipher: self.derive(FILE_CIPHER), address: self.derive(FILE_ADDRESS) }))
    }

    /// Of a file for colleagues, whose own root key this is.
    pub(crate) fn team_file(&self) -> DerivedKey {
        wiped(|| self.derive(TEAM_FILE))
    }

    /// Of the vault's files: keys of their own, which are forgotten while it is locked.
    pub(crate) fn vault(&self) -> Arc<BlobKeys> {
        wiped(|| Arc::new(BlobKeys { cipher: self.derive(VAULT_CIPHER), address: self.derive(VAULT_ADDRESS) }))
    }
}

impl fmt::Debug for RootKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootKey(<redacted>)")
    }
}

/// Does `work` and wipes what its calls left on the stack: ciphers copy their keys about, and a thread that waits keeps its
/// stack as it is. What comes out must not hold a key itself, only point to one.
pub fn wiped<T>(work: impl FnOnce() -> T) -> T {
    let outcome = called(work);
    wipe_stack();
    outcome
}

#[inline(never)]
fn called<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// Deeper than any call of a cipher, a hash or the disk goes.
#[inline(never)]
fn wipe_stack() {
    let mut below = [0xff_u8; 64 * 1024];
    below.zeroize();
}

/// A key for one use.
pub(crate) type DerivedKey = Zeroizing<[u8; KEY_LEN]>;

/// The keys of a database's backups.
pub(crate) struct BackupKeys {
    /// Opens what is restored.
    pub database: DerivedKey,
    /// Seals the lists of pieces.
    pub seal: DerivedKey,
    /// Tells backups of this key from those of another; nothing of the key can be learnt from it.
    pub name: String,
}

/// The keys of a folder of files.
pub(crate) struct BlobKeys {
    /// Seals them.
    pub cipher: DerivedKey,
    /// Makes their addresses.
    pub address: DerivedKey,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_key_does_not_print_itself() {
        assert_eq!(format!("{:?}", RootKey::from_bytes([7; KEY_LEN])), "RootKey(<redacted>)");
    }

    #[test]
    fn derived_keys_differ_from_each_other_and_from_the_root() {
        let root = RootKey::from_bytes([7; KEY_LEN]);
        let (files, vault) = (root.files(), root.vault());
        let keys = [*root.bytes(), *root.database(), *files.cipher, *files.address, *vault.cipher, *vault.address];
        for (index, key) in keys.iter().enumerate() {
            assert!(!keys[..index].contains(key));
        }
    }

    #[test]
    fn every_further_shop_has_a_key_of_its_own() {
        let root = RootKey::from_bytes([7; KEY_LEN]);
        let [one, other] = [1, 2].map(|number| root.of_shop(ShopId::from_uuid(Uuid::from_u128(number))));
        let keys = [*root.bytes(), *one.bytes(), *other.bytes(), *root.database(), *one.database(), *other.database()];
        for (index, key) in keys.iter().enumerate() {
            assert!(!keys[..index].contains(key));
        }
        assert_eq!(
            hex::encode(one.bytes()),
            hex::encode(root.of_shop(ShopId::from_uuid(Uuid::from_u128(1))).bytes()),
            "the same one the next time"
        );
    }

    /// A changed derivation would lock every merchant out of their data.
    #[test]
    fn derivation_never_changes() {
        let root = RootKey::from_bytes([7; KEY_LEN]);
        assert_eq!(hex::encode(*root.database()), "4920cb35be7926dea48831566d09134d4de4e029f061ae92e4de2cb3dab2526b");
        assert_eq!(
            hex::encode(*root.files().cipher),
            "844b2d5b1884e2126b90020127ca809a8b38b6da2b54053d10e073c1e4f62ce6"
        );
        assert_eq!(
            hex::encode(*root.files().address),
            "a2128264c929236833059803102483a010af7c667df6077c62f6d77fcd4e61bd"
        );
    }
}
