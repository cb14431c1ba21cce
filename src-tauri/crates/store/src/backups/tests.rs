//! Backups on real files: taken, shared, let go of, damaged and hostile.

use super::*;
use crate::{Transaction, settings};
use kaibo_domain::retention;
use rstest::rstest;
use std::thread;
use tempfile::TempDir;

const NOW: i64 = 1_790_000_000_000;

fn key() -> RootKey {
    RootKey::from_bytes([7; 32])
}

struct Place(TempDir);

impl Place {
    fn new() -> Place {
        Place(TempDir::new().unwrap())
    }

    fn open(&self) -> Store {
        Store::open(self.0.path(), &key()).unwrap()
    }

    fn backups(&self) -> Backups {
        Backups::of(self.0.path(), &key())
    }

    fn folder(&self) -> PathBuf {
        self.0.path().join(FOLDER)
    }

    fn pieces(&self) -> Vec<PathBuf> {
        let folders = fs::read_dir(self.folder().join("pieces")).unwrap().map(|entry| entry.unwrap().path());
        folders.flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path()).collect()
    }
}

fn note(store: &Store, key: &'static str, value: &str) {
    let value = value.to_owned();
    store.write_blocking(move |tx: &Transaction| settings::set(tx, key, &value)).unwrap();
}

fn noted(store: &Store, key: &'static str) -> Option<String> {
    store.read_blocking(move |db| settings::get(db, key)).unwrap()
}

fn new(taken: Taken) -> BackupId {
    match taken {
        Taken::New(id) => id,
        Taken::Unchanged(id) => panic!("unchanged since {id}"),
    }
}

#[test]
fn what_was_backed_up_comes_back_and_what_was_there_is_kept() {
    let place = Place::new();
    let store = place.open();
    note(&store, "word", "before");
    let id = new(store.backups().take(&store, NOW).unwrap());
    note(&store, "word", "after");
    store.close();
    let facts = place.backups().restore(&id, NOW + 1).unwrap();
    assert_eq!((facts.taken_ms, facts.schema), (NOW, crate::SCHEMA_VERSION));
    let store = place.open();
    assert_eq!(noted(&store, "word").as_deref(), Some("before"));
    let restored = store.restored().unwrap().unwrap();
    assert_eq!((restored.taken_ms, restored.restored_ms), (NOW, NOW + 1));
    let aside = place.0.path().join("aside").join(&restored.aside);
    store.forget_restored().unwrap();
    assert_eq!(store.restored().unwrap(), None);
    let old = Store::open(&aside, &key()).unwrap();
    assert_eq!(noted(&old, "word").as_deref(), Some("after"));
}

#[test]
fn a_store_is_written_while_it_is_copied_and_the_copy_is_of_one_moment() {
    let place = Place::new();
    let store = place.open();
    for value in 0..50 {
        note(&store, "many", &format!("{value}{}", "x".repeat(100_000)));
    }
    note(&store, "one", "0");
    note(&store, "two", "0");
    let frozen = store.freeze().unwrap();
    let before = frozen.read(0, 1 << 30).unwrap();
    for value in 1..2_000 {
        let value = value.to_string();
        store
            .write_blocking(move |tx| settings::set(tx, "one", &value).and_then(|()| settings::set(tx, "two", &value)))
            .unwrap();
    }
    assert!(frozen.read(0, 1 << 30).unwrap() == before, "the file was changed");
    drop(frozen);
    thread::scope(|scope| {
        let writing = scope.spawn(|| (0..300).for_each(|value| note(&store, "one", &value.to_string())));
        for round in 0..5 {
            let id = match store.backups().take(&store, NOW + round).unwrap() {
                Taken::New(id) | Taken::Unchanged(id) => id,
            };
            assert!(store.backups().drill(&id).unwrap().iter().any(|count| count.what == "goods"));
        }
        writing.join().unwrap();
    });
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

#[test]
fn what_did_not_change_is_kept_once_and_what_nobody_names_is_swept() {
    let place = Place::new();
    let store = place.open();
    note(&store, "long", &"x".repeat(2_000_000));
    let first = new(store.backups().take(&store, NOW).unwrap());
    let pieces = place.pieces().len();
    assert_eq!(store.backups().take(&store, NOW + 1).unwrap(), Taken::Unchanged(first.clone()));
    note(&store, "word", "changed");
    let second = new(store.backups().take(&store, NOW + 2).unwrap());
    // Of the same day, the first is let go of, with what it alone had.
    let ids: Vec<_> = store.backups().list().unwrap().into_iter().map(|backup| backup.id).collect();
    assert_eq!(ids, [second]);
    assert!(place.pieces().len() <= pieces + 1, "{} pieces after {pieces}", place.pieces().len());
    assert!(matches!(store.backups().drill(&first), Err(BackupError::NotFound)));
}

#[test]
fn backups_that_take_too_much_go_early_the_oldest_first_and_three_stay() {
    let place = Place::new();
    let store = place.open();
    let mut most = 0;
    for day in 0..12 {
        // Nearly every page is another one: little is shared.
        note(&store, "long", &format!("{day:02}").repeat(1_500_000));
        new(store.backups().take(&store, NOW + day * 86_400_000).unwrap());
        let kept = store.backups().list().unwrap();
        let database = kept[0].facts.as_ref().unwrap().bytes;
        let on_disk: u64 = place.pieces().iter().map(|path| fs::metadata(path).unwrap().len()).sum();
        assert!(kept.len() <= retention::LEAST || on_disk <= 3 * database, "day {day}: {on_disk} bytes of {database}");
        assert!(kept.len() >= retention::LEAST.min(day as usize + 1), "day {day}: {} are left", kept.len());
        assert_eq!(kept[0].facts.as_ref().unwrap().taken_ms, NOW + day * 86_400_000, "the newest is there");
        most = most.max(kept.len());
    }
    assert!(most < retention::DAILY, "it was about letting go early");
    for backup in store.backups().list().unwrap() {
        store.backups().drill(&backup.id).unwrap();
    }
}

#[test]
fn a_database_that_is_not_sound_replaces_no_backup() {
    let place = Place::new();
    let store = place.open();
    note(&store, "long", &"x".repeat(500_000));
    let good = new(store.backups().take(&store, NOW).unwrap());
    note(&store, "word", "changed");
    store.close();
    let path = place.0.path().join("kaibo.db");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let store = place.open();
    assert!(matches!(store.backups().take(&store, NOW + 1), Err(BackupError::NotSound)));
    assert_eq!(store.backups().list().unwrap().len(), 1);
    store.backups().drill(&good).unwrap();
    assert_eq!(fs::read_dir(place.folder().join("unfinished")).unwrap().count(), 0);
}

#[rstest]
#[case::cut(|list: &mut Vec<u8>| list.truncate(100))]
#[case::empty(|list: &mut Vec<u8>| list.clear())]
#[case::flipped(|list: &mut Vec<u8>| { let at = list.len() - 30; list[at] ^= 1 })]
#[case::a_path(|list: &mut Vec<u8>| {
    let text = String::from_utf8(list.clone()).unwrap();
    let at = text.find("\"pieces\":[\"").unwrap() + 11;
    list.splice(at..at + 64, b"../../../../../../../../../../../../../../../../../../etc/passwd".iter().copied());
})]
#[case::huge(|list: &mut Vec<u8>| {
    let text = String::from_utf8(list.clone()).unwrap();
    *list = text.replace("\"bytes\":", "\"bytes\":9999999").into_bytes();
})]
fn a_list_that_was_changed_is_damaged_and_nothing_is_touched(#[case] change: fn(&mut Vec<u8>)) {
    let place = Place::new();
    let store = place.open();
    let id = new(store.backups().take(&store, NOW).unwrap());
    store.close();
    let list = place.backups().list_of(&id);
    let mut bytes = fs::read(&list).unwrap();
    change(&mut bytes);
    fs::write(&list, bytes).unwrap();
    let before = fs::read(place.0.path().join("kaibo.db")).unwrap();
    assert!(matches!(place.backups().restore(&id, NOW), Err(BackupError::Damaged)));
    assert_eq!(fs::read(place.0.path().join("kaibo.db")).unwrap(), before);
    assert!(!place.0.path().join("aside").exists() && !place.0.path().join("kaibo.db.restore").exists());
    place.open().close();
}

#[test]
fn others_and_newer_ones_are_told_apart() {
    let place = Place::new();
    let store = place.open();
    let id = new(store.backups().take(&store, NOW).unwrap());
    store.close();
    let others = Backups::of(place.0.path(), &RootKey::from_bytes([8; 32]));
    assert!(matches!(others.restore(&id, NOW), Err(BackupError::Foreign)));
    let list = place.backups().list_of(&id);
    let text = fs::read_to_string(&list).unwrap();
    fs::write(&list, text.replace("\"format\":1", "\"format\":2")).unwrap();
    assert!(matches!(place.backups().restore(&id, NOW), Err(BackupError::Newer)));
    // Neither is ours to let go of.
    let (store, pieces) = (place.open(), place.pieces().len());
    note(&store, "word", "changed");
    store.backups().take(&store, NOW + 1).unwrap();
    assert!(place.pieces().len() > pieces && list.exists());
}

#[cfg(unix)]
#[test]
fn no_link_is_followed() {
    let place = Place::new();
    let store = place.open();
    let id = new(store.backups().take(&store, NOW).unwrap());
    let piece = place.pieces().remove(0);
    let elsewhere = place.0.path().join("elsewhere");
    fs::rename(&piece, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &piece).unwrap();
    assert!(matches!(store.backups().drill(&id), Err(BackupError::Damaged)));
    // The next backup mends it.
    note(&store, "word", "changed");
    let next = new(store.backups().take(&store, NOW + 1).unwrap());
    store.backups().drill(&next).unwrap();
}

#[rstest]
#[case("")]
#[case("..")]
#[case("a/b")]
#[case("a\\b")]
#[case("备份")]
fn no_name_leads_out_of_the_folder(#[case] name: &str) {
    assert!(name.parse::<BackupId>().is_err());
}

#[test]
fn of_the_copies_before_migrations_the_last_is_kept_and_restored() {
    let place = Place::new();
    let store = place.open();
    note(&store, "word", "of the copy");
    store.close();
    make_folder(&place.folder()).unwrap();
    for name in ["kaibo-v6-before-v7.db", "kaibo-v7-before-v8.db"] {
        fs::copy(place.0.path().join("kaibo.db"), place.folder().join(name)).unwrap();
    }
    let store = place.open();
    note(&store, "word", "later");
    store.backups().take(&store, i64::MAX / 2).unwrap();
    let listed = store.backups().list().unwrap();
    let copies: Vec<_> = listed.iter().filter(|one| one.kind == BackupKind::Migration).map(|one| &one.id).collect();
    assert_eq!(copies.iter().map(ToString::to_string).collect::<Vec<_>>(), ["v7-before-v8"]);
    let id = copies[0].clone();
    store.close();
    place.backups().restore(&id, NOW).unwrap();
    assert_eq!(noted(&place.open(), "word").as_deref(), Some("of the copy"));
}
