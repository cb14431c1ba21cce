//! Recovery codes on real files: made, replaced, mistyped, of other data, damaged.

use super::*;
use crate::{KdfParams, KeyStatus, Store, Taken, keychain::memory::Memory};
use rstest::rstest;
use std::{collections::BTreeMap, path::PathBuf};
use tempfile::TempDir;

const CHEAP: KdfParams = KdfParams { memory_kib: 8, passes: 1, lanes: 1 };
const PASSPHRASE: &str = "开播台 correct horse";
const NOW: i64 = 1_790_000_000_000;

/// A data folder whose key the keychain keeps, and a code.
struct Place {
    dir: TempDir,
    keychain: Memory,
    root: RootKey,
}

impl Place {
    fn new() -> Place {
        let (dir, keychain) = (TempDir::new().unwrap(), Memory::default());
        let root = KeySource::with(dir.path(), Box::new(keychain.clone()), CHEAP).create_in_keychain().unwrap();
        Store::open(dir.path(), &root).unwrap().close();
        Place { dir, keychain, root }
    }

    fn source(&self) -> KeySource {
        KeySource::with(self.dir.path(), Box::new(self.keychain.clone()), CHEAP)
    }

    /// On another computer, or after the keychain was reset.
    fn forget(&self) {
        self.keychain.entries.lock().unwrap().clear();
    }

    fn code(&self) -> RecoveryCode {
        self.source().make_recovery(&self.root, NOW).unwrap()
    }

    fn recovery_file(&self) -> PathBuf {
        self.dir.path().join(NAME)
    }

    /// Everything that could have been changed; the log and index of a database come and go with whoever reads it.
    fn all(&self) -> (BTreeMap<PathBuf, String>, usize) {
        let entries = fs::read_dir(self.dir.path()).unwrap().map(|entry| entry.unwrap().path());
        let is_lasting = |path: &PathBuf| path.is_file() && !path.to_string_lossy().contains("kaibo.db-");
        let files = entries.filter(is_lasting).map(|path| {
            let hash = blake3::hash(&fs::read(&path).unwrap()).to_string();
            (path, hash)
        });
        (files.collect(), self.keychain.entries.lock().unwrap().len())
    }
}

#[test]
fn a_code_brings_back_the_key_that_the_keychain_lost() {
    let place = Place::new();
    assert!(place.source().recovery().unwrap().is_none());
    let code = place.code();
    assert_eq!(place.source().recovery().unwrap(), Some(NOW));
    place.forget();
    assert!(matches!(place.source().open_from_keychain(), Err(KeyError::KeyGone)));
    assert!(!place.source().needs_passphrase().unwrap());
    let typed = RecoveryCode::parse(&code.groups().join(" ").to_lowercase()).unwrap();
    assert_eq!(place.source().recover(&typed, None).unwrap().bytes(), place.root.bytes());
    assert_eq!(place.source().open_from_keychain().unwrap().bytes(), place.root.bytes());
    assert_eq!(place.source().recovery().unwrap(), Some(NOW), "the code goes on working");
    let file = fs::read_to_string(place.recovery_file()).unwrap();
    assert!(!file.contains(&hex::encode(place.root.bytes())) && !file.contains(&code.groups()[0]));
}

#[test]
fn without_a_keychain_the_code_asks_for_a_new_passphrase() {
    let mut place = Place::new();
    let code = place.code();
    place.keychain = Memory::silent();
    assert!(place.source().needs_passphrase().unwrap());
    let before = place.all();
    assert!(matches!(place.source().recover(&code, None), Err(RecoveryError::NeedsPassphrase)));
    assert!(matches!(place.source().recover(&code, Some("short")), Err(RecoveryError::Key(KeyError::ShortPassphrase))));
    assert_eq!(place.all(), before);
    place.source().recover(&code, Some(PASSPHRASE)).unwrap();
    assert_eq!(place.source().probe().unwrap(), KeyStatus::Passphrase);
    assert_eq!(place.source().open_with_passphrase(PASSPHRASE).unwrap().bytes(), place.root.bytes());
}

#[test]
fn a_forgotten_passphrase_is_replaced_and_never_by_the_keychain_unasked() {
    let dir = TempDir::new().unwrap();
    let source = KeySource::with(dir.path(), Box::new(Memory::default()), CHEAP);
    let root = source.create_with_passphrase("what nobody remembers").unwrap();
    let code = source.make_recovery(&root, NOW).unwrap();
    assert!(matches!(source.recover(&code, None), Err(RecoveryError::NeedsPassphrase)));
    source.recover(&code, Some(PASSPHRASE)).unwrap();
    assert!(matches!(source.open_with_passphrase("what nobody remembers"), Err(KeyError::WrongPassphrase)));
    source.open_with_passphrase(PASSPHRASE).unwrap();
}

#[test]
fn another_code_changes_nothing_and_a_new_one_ends_the_one_before() {
    let place = Place::new();
    let old = place.code();
    let new = place.code();
    place.forget();
    let before = place.all();
    for other in [&old, &RecoveryCode::generate().unwrap()] {
        assert!(matches!(place.source().recover(other, None), Err(RecoveryError::WrongCode)));
    }
    assert_eq!(place.all(), before);
    place.source().recover(&new, None).unwrap();
}

#[test]
fn the_file_of_other_data_gives_them_no_key() {
    let (place, other) = (Place::new(), Place::new());
    let code = other.code();
    fs::copy(other.recovery_file(), place.recovery_file()).unwrap();
    place.forget();
    let before = place.all();
    assert!(matches!(place.source().recover(&code, None), Err(RecoveryError::OtherData)));
    assert_eq!(place.all(), before);
}

#[test]
fn a_damaged_database_with_a_backup_gets_its_key_back() {
    let place = Place::new();
    let code = place.code();
    let store = Store::open(place.dir.path(), &place.root).unwrap();
    assert!(matches!(store.backups().take(&store, NOW).unwrap(), Taken::New(_)));
    store.close();
    let database = place.dir.path().join("kaibo.db");
    let mut bytes = fs::read(&database).unwrap();
    bytes[..4096].fill(0);
    fs::write(&database, bytes).unwrap();
    place.forget();
    place.source().recover(&code, None).unwrap();
    place.source().open_from_keychain().unwrap();
}

#[test]
fn without_its_key_file_the_data_get_a_new_one_and_no_entry_is_overwritten() {
    for damage in [None, Some("{")] {
        let place = Place::new();
        let code = place.code();
        let file = place.dir.path().join("key.json");
        match damage {
            Some(damage) => fs::write(&file, damage).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        }
        let entries = place.keychain.entries.lock().unwrap().clone();
        place.source().recover(&code, None).unwrap();
        place.source().open_from_keychain().unwrap();
        let now = place.keychain.entries.lock().unwrap().clone();
        assert!(entries.iter().all(|(id, secret)| now.get(id) == Some(secret)));
    }
}

#[test]
fn the_key_file_of_a_newer_version_is_left_alone() {
    let place = Place::new();
    let code = place.code();
    let newer = r#"{"version":2,"id":"a","kind":"keychain"}"#;
    fs::write(place.dir.path().join("key.json"), newer).unwrap();
    assert!(matches!(place.source().recover(&code, None), Err(RecoveryError::Key(KeyError::Damaged))));
    assert_eq!(fs::read_to_string(place.dir.path().join("key.json")).unwrap(), newer);
}

#[test]
fn a_keychain_that_forgets_leaves_everything_as_it_was() {
    let mut place = Place::new();
    let code = place.code();
    place.keychain = Memory { forgetful: true, ..Memory::default() };
    let before = place.all();
    assert!(matches!(place.source().recover(&code, None), Err(RecoveryError::Key(KeyError::KeyGone))));
    assert_eq!(place.all(), before);
}

#[rstest]
#[case::empty("", "")]
#[case::newer("\"version\": 1", "\"version\": 2")]
#[case::no_hex("\"nonce\": \"", "\"nonce\": \"zz")]
#[case::huge("{", &" ".repeat(5000))]
fn a_damaged_file_is_said(#[case] from: &str, #[case] to: &str) {
    let place = Place::new();
    let code = place.code();
    let file = fs::read_to_string(place.recovery_file()).unwrap();
    assert!(file.contains(from));
    let changed = if from.is_empty() { String::new() } else { file.replace(from, to) };
    fs::write(place.recovery_file(), changed).unwrap();
    assert!(matches!(place.source().recover(&code, None), Err(RecoveryError::Damaged)));
    // A new code mends it.
    let new = place.code();
    place.source().recover(&new, None).unwrap();
}

#[test]
fn without_a_file_no_code_helps() {
    let place = Place::new();
    let code = RecoveryCode::generate().unwrap();
    assert!(matches!(place.source().recover(&code, None), Err(RecoveryError::None)));
}
