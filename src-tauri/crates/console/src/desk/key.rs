//! Where the root key of the data comes from, and why there is none.

use crate::{
    problem::{internal, no_access},
    view::Problem,
};
use kaibo_store::{
    AbsentKeychain, KeyError, KeySource, KeyStatus, Keychain, MIN_PASSPHRASE_CHARS, RootKey, SystemKeychain, wiped,
};
use std::{io::ErrorKind, path::Path, sync::Arc};

/// Where the key comes from.
#[derive(Clone)]
pub enum KeyAccess {
    /// The system's keychain, else a passphrase.
    System,
    /// As on a machine where no keychain answers.
    NoKeychain,
    /// That keychain, else a passphrase.
    Kept(Arc<dyn Keychain>),
    /// A test's own: 64 hexadecimal digits.
    Injected(String),
}

/// What was found.
pub(super) enum Found {
    /// The key, and where: `keychain` or `passphrase`.
    Key(RootKey, &'static str),
    /// A passphrase has to be typed, or chosen.
    Ask { create: bool },
    /// None, and why.
    Nothing(Problem),
}

/// The ways to the key of the data folder.
pub(super) fn source_of(dir: &Path, access: &KeyAccess) -> KeySource {
    let keychain: Arc<dyn Keychain> = match access {
        KeyAccess::System => Arc::new(SystemKeychain),
        KeyAccess::Kept(keychain) => keychain.clone(),
        // A key that was handed in is not to reach anybody's keychain.
        KeyAccess::NoKeychain | KeyAccess::Injected(_) => Arc::new(AbsentKeychain),
    };
    KeySource::in_keychain(dir, keychain)
}

/// Looks for the key as far as it goes without asking anyone.
pub(super) fn find_key(dir: &Path, access: &KeyAccess) -> Found {
    if let KeyAccess::Injected(digits) = access {
        let decoded = wiped(|| {
            let mut bytes = [0; 32];
            hex::decode_to_slice(digits, &mut bytes).ok().map(|()| RootKey::from_bytes(bytes))
        });
        return decoded.map_or_else(|| Found::Nothing(internal("injected key")), |key| Found::Key(key, "keychain"));
    }
    let source = source_of(dir, access);
    let found = match source.probe() {
        Ok(KeyStatus::Passphrase) => return Found::Ask { create: false },
        Ok(KeyStatus::Absent { keychain: false }) => return Found::Ask { create: true },
        Ok(KeyStatus::Absent { keychain: true }) => source.create_in_keychain(),
        Ok(KeyStatus::Keychain) => source.open_from_keychain(),
        Err(error) => Err(error),
    };
    match found {
        Ok(key) => Found::Key(key, "keychain"),
        Err(error) => Found::Nothing(of_key(&error)),
    }
}

/// Why there is no key.
pub(super) fn of_key(error: &KeyError) -> Problem {
    tracing::error!(%error, "no key");
    match error {
        KeyError::WrongPassphrase => Problem::new("key.wrong-passphrase").at_field("passphrase"),
        KeyError::ShortPassphrase => {
            Problem::new("key.too-short").with("min", MIN_PASSPHRASE_CHARS).at_field("passphrase")
        }
        KeyError::NoKeychain(_) => Problem::new("key.unavailable").retry_now(),
        KeyError::KeyGone => Problem::new("key.gone"),
        KeyError::Damaged => Problem::new("key.damaged"),
        KeyError::Io(error) if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => {
            no_access()
        }
        _ => Problem::new("store.failed").retry_now(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_that_may_not_be_made_is_a_matter_of_rights() {
        for (kind, code) in [
            (ErrorKind::PermissionDenied, "store.no-access"),
            (ErrorKind::ReadOnlyFilesystem, "store.no-access"),
            (ErrorKind::Other, "store.failed"),
        ] {
            assert_eq!(of_key(&KeyError::Io(kind.into())).code, code);
        }
    }
}
