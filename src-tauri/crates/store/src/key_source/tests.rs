//! The ways to the key, with a keychain in memory and cheap guesses.

use super::*;
use crate::{Store, keychain::memory::Memory};
use kaibo_domain::ShopId;
use rstest::rstest;
use std::fs;
use tempfile::TempDir;
use uuid::Uuid;

const CHEAP: KdfParams = KdfParams { memory_kib: 8, passes: 1, lanes: 1 };
const PASSPHRASE: &str = "开播台 correct horse";

fn source(dir: &TempDir, keychain: &Memory) -> KeySource {
    KeySource::with(dir.path(), Box::new(keychain.clone()), CHEAP)
}

fn key_file(dir: &TempDir) -> PathBuf {
    dir.path().join("key.json")
}

#[test]
fn the_keychain_gives_back_the_key_it_took() {
    let (dir, keychain) = (TempDir::new().unwrap(), Memory::default());
    let source = source(&dir, &keychain);
    assert_eq!(source.probe().unwrap(), KeyStatus::Absent { keychain: true });
    let root = source.create_in_keychain().unwrap();
    assert_eq!(source.probe().unwrap(), KeyStatus::Keychain);
    assert_eq!(source.open_from_keychain().unwrap().bytes(), root.bytes());
    let file = fs::read_to_string(key_file(&dir)).unwrap();
    assert!(!file.contains(&hex::encode(root.bytes())));
}

#[test]
fn without_a_keychain_nothing_is_made_until_a_passphrase_is_chosen() {
    let dir = TempDir::new().unwrap();
    let source = source(&dir, &Memory::silent());
    assert_eq!(source.probe().unwrap(), KeyStatus::Absent { keychain: false });
    assert!(matches!(source.create_in_keychain(), Err(KeyError::NoKeychain(_))));
    assert!(!key_file(&dir).exists());
    let root = source.create_with_passphrase(PASSPHRASE).unwrap();
    assert_eq!(source.probe().unwrap(), KeyStatus::Passphrase);
    assert_eq!(source.open_with_passphrase(PASSPHRASE).unwrap().bytes(), root.bytes());
    let file = fs::read_to_string(key_file(&dir)).unwrap();
    assert!(!file.contains(&hex::encode(root.bytes())) && !file.contains("horse"));
}

#[test]
fn a_wrong_passphrase_is_told_apart_from_damage() {
    let dir = TempDir::new().unwrap();
    let source = source(&dir, &Memory::silent());
    source.create_with_passphrase(PASSPHRASE).unwrap();
    assert!(matches!(source.open_with_passphrase("开播台 correct Horse"), Err(KeyError::WrongPassphrase)));
    assert!(matches!(source.open_with_passphrase(""), Err(KeyError::WrongPassphrase)));
}

#[test]
fn a_short_passphrase_is_refused() {
    let dir = TempDir::new().unwrap();
    let source = source(&dir, &Memory::silent());
    assert!(matches!(source.create_with_passphrase("七个字的密码啊"), Err(KeyError::ShortPassphrase)));
    source.create_with_passphrase("八个字的密码啊呀").unwrap();
}

#[rstest]
#[case("")]
#[case("{")]
#[case("{\"version\":1}")]
#[case("{\"version\":1,\"id\":\"a\",\"kind\":\"clear\"}")]
#[case("{\"version\":2,\"id\":\"a\",\"kind\":\"keychain\"}")]
fn a_damaged_key_file_is_said_and_never_replaced(#[case] content: &str) {
    let (dir, keychain) = (TempDir::new().unwrap(), Memory::default());
    fs::write(key_file(&dir), content).unwrap();
    let source = source(&dir, &keychain);
    assert!(matches!(source.probe(), Err(KeyError::Damaged)));
    assert!(matches!(source.create_in_keychain(), Err(KeyError::Damaged)));
    assert!(matches!(source.create_with_passphrase(PASSPHRASE), Err(KeyError::Damaged)));
    assert_eq!(fs::read_to_string(key_file(&dir)).unwrap(), content);
}

#[rstest]
#[case("\"salt\": \"", "\"salt\": \"zz")]
#[case("\"memory_kib\": 8", "\"memory_kib\": 4294967295")]
#[case("\"passes\": 1", "\"passes\": 0")]
fn absurd_parameters_are_damage_not_a_long_wait(#[case] from: &str, #[case] to: &str) {
    let dir = TempDir::new().unwrap();
    let source = source(&dir, &Memory::silent());
    source.create_with_passphrase(PASSPHRASE).unwrap();
    let file = fs::read_to_string(key_file(&dir)).unwrap();
    assert!(file.contains(from), "{file}");
    fs::write(key_file(&dir), file.replace(from, to)).unwrap();
    assert!(matches!(source.open_with_passphrase(PASSPHRASE), Err(KeyError::Damaged)));
}

#[test]
fn an_entry_that_is_gone_is_never_made_anew() {
    let (dir, keychain) = (TempDir::new().unwrap(), Memory::default());
    let source = source(&dir, &keychain);
    source.create_in_keychain().unwrap();
    keychain.entries.lock().unwrap().clear();
    assert!(matches!(source.open_from_keychain(), Err(KeyError::KeyGone)));
    assert!(matches!(source.create_in_keychain(), Err(KeyError::Exists)));
    assert!(matches!(source.create_with_passphrase(PASSPHRASE), Err(KeyError::Exists)));
}

#[test]
fn a_keychain_that_stopped_answering_is_told_apart_from_a_lost_key() {
    let (dir, keychain) = (TempDir::new().unwrap(), Memory::default());
    source(&dir, &keychain).create_in_keychain().unwrap();
    let silent = source(&dir, &Memory { silent: true, ..keychain });
    assert_eq!(silent.probe().unwrap(), KeyStatus::Keychain);
    assert!(matches!(silent.open_from_keychain(), Err(KeyError::NoKeychain(_))));
}

#[test]
fn a_keychain_that_forgets_is_not_trusted() {
    let dir = TempDir::new().unwrap();
    let source = source(&dir, &Memory { forgetful: true, ..Default::default() });
    assert!(source.create_in_keychain().is_err());
    assert!(!key_file(&dir).exists());
}

#[test]
fn a_database_without_its_key_file_gets_no_new_key() {
    let (dir, keychain) = (TempDir::new().unwrap(), Memory::default());
    let source = source(&dir, &keychain);
    let root = source.create_in_keychain().unwrap();
    drop(Store::open(dir.path(), &root).unwrap());
    fs::remove_file(key_file(&dir)).unwrap();
    assert!(matches!(source.probe(), Err(KeyError::KeyGone)));
    assert!(matches!(source.create_in_keychain(), Err(KeyError::KeyGone)));
    assert!(matches!(source.create_with_passphrase(PASSPHRASE), Err(KeyError::KeyGone)));
}

#[test]
fn further_shops_without_their_key_file_get_no_new_key() {
    let (dir, keychain) = (TempDir::new().unwrap(), Memory::default());
    let source = source(&dir, &keychain);
    let (root, shop) = (source.create_in_keychain().unwrap(), ShopId::from_uuid(Uuid::from_u128(1)));
    let folders = ShopFolders::of(dir.path());
    folders.begin(&root, shop).unwrap().close();
    folders.finish(shop).unwrap();
    fs::remove_file(key_file(&dir)).unwrap();
    assert!(matches!(source.probe(), Err(KeyError::KeyGone)));
    assert!(matches!(source.create_in_keychain(), Err(KeyError::KeyGone)));
}

#[test]
fn production_guesses_cost_64_mib() {
    let dir = TempDir::new().unwrap();
    let source = KeySource::with(dir.path(), Box::new(Memory::silent()), KdfParams::PRODUCTION);
    source.create_with_passphrase(PASSPHRASE).unwrap();
    assert!(fs::read_to_string(key_file(&dir)).unwrap().contains("\"memory_kib\": 65536"));
    source.open_with_passphrase(PASSPHRASE).unwrap();
}
