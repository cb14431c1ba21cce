//! A backup put in place, interrupted at every rename.

use super::*;
use crate::{RootKey, Taken, settings};
use tempfile::TempDir;

const NOW: i64 = 1_790_000_000_000;

fn key() -> RootKey {
    RootKey::from_bytes([7; 32])
}

fn word(store: &Store) -> String {
    store.read_blocking(|db| settings::get(db, "word")).unwrap().unwrap()
}

fn set(store: &Store, word: &'static str) {
    store.write_blocking(move |tx| settings::set(tx, "word", word)).unwrap();
}

/// A folder in which `restore.json` is written and nothing is renamed yet.
fn about_to_be_restored() -> TempDir {
    let place = TempDir::new().unwrap();
    let store = Store::open(place.path(), &key()).unwrap();
    set(&store, "backup");
    let Taken::New(id) = store.backups().take(&store, NOW).unwrap() else { panic!("nothing taken") };
    set(&store, "present");
    store.close();
    let backups = Backups::of(place.path(), &key());
    backups.put_together(&id, &new_of(place.path())).unwrap();
    let note = Restored { taken_ms: NOW, restored_ms: NOW, aside: "2026-11-23-1".into(), moved: false };
    fs::write(place.path().join(PENDING), serde_json::to_vec(&note).unwrap()).unwrap();
    // A log and an index that were left behind.
    fs::write(place.path().join("kaibo.db-wal"), b"left behind").unwrap();
    fs::write(place.path().join("kaibo.db-shm"), b"left behind").unwrap();
    place
}

/// The renames of `finish`, in its order.
fn step(dir: &Path, number: usize) {
    let aside = dir.join(ASIDE).join("2026-11-23-1");
    match number {
        0 => make_folder(&aside).unwrap(),
        1 => fs::rename(dir.join("kaibo.db-wal"), aside.join("kaibo.db-wal")).unwrap(),
        2 => fs::rename(dir.join("kaibo.db-shm"), aside.join("kaibo.db-shm")).unwrap(),
        3 => fs::rename(dir.join("kaibo.db"), aside.join("kaibo.db")).unwrap(),
        4 => fs::rename(new_of(dir), dir.join("kaibo.db")).unwrap(),
        _ => fs::rename(dir.join(PENDING), dir.join(DONE)).unwrap(),
    }
}

#[test]
fn whoever_opens_after_an_interruption_finds_the_backup_and_the_old_data_aside() {
    for done in 0..=6 {
        let place = about_to_be_restored();
        (0..done).for_each(|number| step(place.path(), number));
        let store = Store::open(place.path(), &key()).unwrap();
        assert_eq!(word(&store), "backup", "interrupted after {done} steps");
        assert!(store.restored().unwrap().is_some(), "interrupted after {done} steps");
        assert!(!is_pending(place.path()).unwrap());
        let aside = place.path().join(ASIDE).join("2026-11-23-1");
        for name in ["kaibo.db", "kaibo.db-wal", "kaibo.db-shm"] {
            assert!(aside.join(name).is_file(), "{name}, interrupted after {done} steps");
        }
        assert_eq!(fs::read(aside.join("kaibo.db-wal")).unwrap(), b"left behind");
    }
}

#[test]
fn data_that_may_only_be_looked_at_are_not_renamed() {
    let place = about_to_be_restored();
    assert!(matches!(Store::open_read_only(place.path(), &key()), Err(crate::OpenError::NoAccess(_))));
    assert!(is_pending(place.path()).unwrap());
}

#[test]
fn a_note_that_names_another_place_is_not_followed() {
    let place = about_to_be_restored();
    fs::write(place.path().join(PENDING), br#"{"taken_ms":1,"restored_ms":1,"aside":"../../elsewhere"}"#).unwrap();
    assert!(Store::open(place.path(), &key()).is_err());
    assert!(new_of(place.path()).is_file());
}

#[test]
fn open_data_are_not_replaced() {
    let place = TempDir::new().unwrap();
    let store = Store::open(place.path(), &key()).unwrap();
    let Taken::New(id) = store.backups().take(&store, NOW).unwrap() else { panic!("nothing taken") };
    assert!(matches!(store.backups().restore(&id, NOW), Err(BackupError::Busy)));
}
