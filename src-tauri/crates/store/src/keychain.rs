//! The operating system's keychain, and what stands for it in tests.

use std::sync::Arc;
use zeroize::Zeroizing;

/// The name under which the system shows our entry.
const SERVICE: &str = "app.kaibo.desktop";

/// No keychain answers, or it does not let us in.
#[derive(Debug, thiserror::Error)]
#[error("no keychain answers")]
pub struct NoKeychain(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// A place that keeps a secret for this user. Its calls may wait for the user to unlock it.
pub trait Keychain: Send + Sync {
    /// The secret of that name, if there is one.
    fn get(&self, id: &str) -> Result<Option<Zeroizing<Vec<u8>>>, NoKeychain>;

    /// Keeps a secret under that name.
    fn set(&self, id: &str, secret: &[u8]) -> Result<(), NoKeychain>;
}

/// Keychain on macOS, Credential Manager on Windows, Secret Service on Linux.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemKeychain;

impl Keychain for SystemKeychain {
    fn get(&self, id: &str) -> Result<Option<Zeroizing<Vec<u8>>>, NoKeychain> {
        match keyring::Entry::new(SERVICE, id).and_then(|entry| entry.get_secret()) {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(NoKeychain(Box::new(error))),
        }
    }

    fn set(&self, id: &str, secret: &[u8]) -> Result<(), NoKeychain> {
        let kept = keyring::Entry::new(SERVICE, id).and_then(|entry| entry.set_secret(secret));
        kept.map_err(|error| NoKeychain(Box::new(error)))
    }
}

/// As on a machine where no keychain answers.
#[derive(Clone, Copy, Debug, Default)]
pub struct AbsentKeychain;

impl Keychain for AbsentKeychain {
    fn get(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, NoKeychain> {
        Err(NoKeychain("there is none".into()))
    }

    fn set(&self, _: &str, _: &[u8]) -> Result<(), NoKeychain> {
        Err(NoKeychain("there is none".into()))
    }
}

impl Keychain for Arc<dyn Keychain> {
    fn get(&self, id: &str) -> Result<Option<Zeroizing<Vec<u8>>>, NoKeychain> {
        (**self).get(id)
    }

    fn set(&self, id: &str, secret: &[u8]) -> Result<(), NoKeychain> {
        (**self).set(id, secret)
    }
}

#[cfg(test)]
pub(crate) mod memory;
