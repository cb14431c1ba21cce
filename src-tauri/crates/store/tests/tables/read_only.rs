//! A data folder that is looked at only.

use crate::{key, shop};
use kaibo_store::{BlobError, OpenError, RootKey, Store, StoreError, settings};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => drop(found.insert(path.clone(), fs::read(path).unwrap())),
        }
    }
    found
}

fn copy(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        let target = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, bytes).unwrap();
    }
}

#[test]
fn it_reads_and_writes_nothing() {
    let shop = shop();
    shop.write(|tx| settings::set(tx, "language", "en"));
    let blob = shop.store.blobs().put(b"picture").unwrap();
    shop.store.close();
    let away = TempDir::new().unwrap();
    // Names that mean something else in an address.
    let folder = away.path().join("数据 #1?immutable=0&%20");
    copy(shop.dir.path(), &folder);
    let before = files(&folder);

    let store = Store::open_read_only(&folder, &key()).unwrap();
    assert!(store.is_read_only());
    assert_eq!(store.read_blocking(|conn| settings::get(conn, "language")).unwrap().as_deref(), Some("en"));
    assert_eq!(store.blobs().get(&blob).unwrap(), b"picture");
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
    let refused = store.write_blocking(|tx| settings::set(tx, "language", "zh-CN"));
    assert!(matches!(refused, Err(StoreError::ReadOnly(None))), "{refused:?}");
    assert!(matches!(store.blobs().put(b"another picture"), Err(BlobError::ReadOnly)));
    assert_eq!(store.blobs().put(b"picture").unwrap(), blob);
    store.close();
    assert!(matches!(store.read_blocking(|conn| settings::get(conn, "language")), Err(StoreError::Closed)));
    assert!(files(&folder) == before);

    let store = Store::open(&folder, &key()).unwrap();
    assert!(!store.is_read_only());
}

#[test]
fn those_who_look_share_it_and_a_writer_needs_it_alone() {
    let shop = shop();
    assert!(matches!(Store::open_read_only(shop.dir.path(), &key()), Err(OpenError::Locked)));
    shop.store.close();
    let both = [(), ()].map(|()| Store::open_read_only(shop.dir.path(), &key()).unwrap());
    assert!(matches!(Store::open(shop.dir.path(), &key()), Err(OpenError::Locked)));
    both.iter().for_each(Store::close);
    Store::open(shop.dir.path(), &key()).unwrap();
}

#[test]
fn a_log_that_was_left_is_read_with_it() {
    let shop = shop();
    shop.write(|tx| settings::set(tx, "language", "en"));
    // As after a crash: the last words stand in the log.
    let left = TempDir::new().unwrap();
    copy(shop.dir.path(), left.path());
    let database = || ["kaibo.db", "kaibo.db-wal"].map(|name| fs::read(left.path().join(name)).unwrap());
    let before = database();
    assert!(!before[1].is_empty());
    let store = Store::open_read_only(left.path(), &key()).unwrap();
    assert_eq!(store.read_blocking(|conn| settings::get(conn, "language")).unwrap().as_deref(), Some("en"));
    store.close();
    assert!(database() == before);
}

#[test]
fn what_is_not_there_is_not_made_and_what_does_not_read_is_said() {
    let empty = TempDir::new().unwrap();
    for folder in [empty.path(), &empty.path().join("nowhere")] {
        let refused = Store::open_read_only(folder, &key());
        assert!(matches!(refused, Err(OpenError::NoAccess(_))), "{refused:?}");
    }
    assert!(files(empty.path()).is_empty());
    let shop = shop();
    shop.store.close();
    let wrong = RootKey::from_bytes([2; 32]);
    assert!(matches!(Store::open_read_only(shop.dir.path(), &wrong), Err(OpenError::Unreadable(_))));
}
