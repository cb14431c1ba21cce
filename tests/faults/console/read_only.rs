//! Data that may not be written. Check A8 of the scorecard.

use crate::support::{
    campaign::Campaign,
    child::{Child, Role},
    shipped::Shipped,
    shop::Shop,
    typist::key,
};
use kaibo_store::{OpenError, Store};
use std::{collections::BTreeMap, fs, iter, os::unix::fs::PermissionsExt, path::Path};

/// Sets the modes of a folder and of everything in it.
fn set_modes(folder: &Path, of_folders: u32, of_files: u32) {
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            set_modes(&entry.path(), of_folders, of_files);
        } else {
            set(&entry.path(), of_files);
        }
    }
    set(folder, of_folders);
}

/// A data folder with one good, readable by everybody up to its door.
async fn open_to_all() -> Shop {
    let shop = Shop::with(1).await;
    set_modes(shop.folder().parent().unwrap(), 0o755, 0o644);
    shop
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_a8_data_that_may_not_be_written() {
    let mut campaign = Campaign::new("A8");
    let looked_at = looked_at().await;
    a_log_that_was_left_is_seen_or_nothing_is().await;
    let named = neither_written_nor_read().await;
    campaign.figure("kinds looked at", looked_at + 1);
    campaign.figure("kinds named", named + 1);
    campaign.figure("files changed", 0);
}

/// What a save, a submission and a reading of the platform are told.
const REFUSED: &str = "store.read-only store.read-only store.read-only: ";

/// What is done to a data folder, and its name.
type Case = (&'static str, fn(&Path));

async fn looked_at() -> usize {
    let cases: [Case; 4] = [
        ("a read-only folder", |data| set_modes(data, 0o555, 0o444)),
        ("somebody else's folder", |data| set_modes(data, 0o755, 0o644)),
        ("a read-only database", |data| {
            set_modes(data, 0o777, 0o666);
            fs::set_permissions(data.join("kaibo.db"), fs::Permissions::from_mode(0o444)).unwrap();
        }),
        ("files of one's own in a read-only folder", |data| set_modes(data, 0o555, 0o666)),
    ];
    for (case, take_away) in cases {
        let shop = open_to_all().await;
        let data = shop.folder();
        take_away(&data);
        let before = fs::read(data.join("kaibo.db")).unwrap();
        let mut child = Child::start_as_nobody(Role::Open, &data);
        let seen = format!("{REFUSED}手工布艺 0");
        assert_eq!(child.line(), seen, "{case}");
        child.retry();
        assert_eq!(child.line(), seen, "{case}: nothing was mended");
        // Whoever may write must not do so meanwhile: what is looked at is taken to stand still.
        assert!(matches!(Store::open(&data, &key()), Err(OpenError::Locked)), "{case}");
        assert!(fs::read(data.join("kaibo.db")).unwrap() == before, "{case}: the database was touched");
        set_modes(&data, 0o777, 0o666);
        child.retry();
        assert_eq!(child.line(), "ready", "{case}: it was mended");
    }
    cases.len()
}

async fn a_log_that_was_left_is_seen_or_nothing_is() {
    let shop = open_to_all().await;
    let data = shop.folder();
    let typist = Child::start(Role::Autosave, &data, shop.platform.base_url(), 8);
    assert_eq!(typist.line(), "ready");
    let first = typist.line();
    let acknowledged: BTreeMap<String, String> = iter::once(first)
        .chain(typist.kill())
        .filter_map(|line| {
            let mut words = line.splitn(4, ' ');
            Some((words.nth(1)?.to_owned(), words.nth(1)?.to_owned()))
        })
        .collect();
    set_modes(&data, 0o555, 0o444);
    let files = || ["kaibo.db", "kaibo.db-wal"].map(|file| fs::read(data.join(file)).unwrap());
    let before = files();
    assert!(!before[1].is_empty(), "the kill left no log");
    let child = Child::start_as_nobody(Role::Open, &data);
    let seen = child.line();
    // What was not acknowledged any more may be there, one step further.
    let lost = acknowledged.values().filter(|name| !seen.contains(*name)).count();
    assert!(seen.starts_with(REFUSED) && lost <= 1, "{seen}: {acknowledged:?}");
    drop(child);
    // Without its index only a writer can read the log; the database alone would be yesterday's.
    fs::remove_file(data.join("kaibo.db-shm")).unwrap();
    assert_eq!(Child::start_as_nobody(Role::Open, &data).line(), "store.no-access");
    assert!(files() == before, "the log or its database was touched");
}

async fn neither_written_nor_read() -> usize {
    let shop = open_to_all().await;
    set_modes(&shop.folder(), 0o755, 0o400);
    assert_eq!(Child::start_as_nobody(Role::Open, &shop.folder()).line(), "store.no-access");
    let empty = shop.beside("empty");
    fs::create_dir(&empty).unwrap();
    set_modes(&empty, 0o555, 0o444);
    assert_eq!(Child::start_as_nobody(Role::Open, &empty).line(), "store.no-access");
    for shipped in Shipped::all() {
        let old = shop.beside(&format!("version-{}", shipped.version()));
        shipped.lay_out(&old, 3);
        set_modes(&old, 0o555, 0o444);
        let before = fs::read(old.join("kaibo.db")).unwrap();
        assert_eq!(Child::start_as_nobody(Role::Open, &old).line(), "store.out-of-date", "{shipped:?}");
        assert!(fs::read(old.join("kaibo.db")).unwrap() == before, "{shipped:?}");
    }
    2 + Shipped::all().len()
}
