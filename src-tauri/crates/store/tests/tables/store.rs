//! Opening twice, closing, panics, snapshots, threads.

use crate::{key, shop};
use kaibo_store::{BlobError, OpenError, RootKey, Store, StoreError, anchors, pictures, settings, shops};
use std::{fs, path::Path, sync::mpsc, thread};
use tempfile::TempDir;

#[test]
fn what_was_written_is_there_after_reopening() {
    let shop = shop();
    shop.write(|tx| settings::set(tx, "language", "zh-CN"));
    shop.write(|tx| settings::set(tx, "language", "en"));
    let blob = shop.store.blobs().put(b"picture").unwrap();
    shop.store.close();
    let store = Store::open(shop.dir.path(), &key()).unwrap();
    assert_eq!(store.read_blocking(|conn| settings::get(conn, "language")).unwrap().as_deref(), Some("en"));
    assert_eq!(store.blobs().get(&blob).unwrap(), b"picture");
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
    store.write_blocking(|tx| settings::remove(tx, "language")).unwrap();
    assert_eq!(store.read_blocking(|conn| settings::get(conn, "language")).unwrap(), None);
}

#[test]
fn a_second_handle_finds_the_folder_locked() {
    let shop = shop();
    assert!(matches!(Store::open(shop.dir.path(), &key()), Err(OpenError::Locked)));
    let copy = shop.store.clone();
    drop(shop.store);
    assert!(matches!(Store::open(shop.dir.path(), &key()), Err(OpenError::Locked)));
    drop(copy);
    Store::open(shop.dir.path(), &key()).unwrap();
}

#[test]
fn another_key_opens_neither_rows_nor_files() {
    let shop = shop();
    let blob = shop.store.blobs().put(b"picture").unwrap();
    shop.store.close();
    let wrong = RootKey::from_bytes([2; 32]);
    assert!(matches!(Store::open(shop.dir.path(), &wrong), Err(OpenError::Unreadable(_))));
    let other = TempDir::new().unwrap();
    let store = Store::open(other.path(), &wrong).unwrap();
    assert!(matches!(store.blobs().get(&blob), Err(BlobError::Missing)));
}

#[test]
fn a_database_that_was_taken_away_is_not_replaced_by_an_empty_one() {
    let shop = shop();
    shop.store.close();
    let (path, away) = (shop.dir.path().join("kaibo.db"), shop.dir.path().join("away"));
    fs::rename(&path, &away).unwrap();
    assert!(matches!(Store::open(shop.dir.path(), &key()), Err(OpenError::Unreadable(None))));
    fs::rename(&away, &path).unwrap();
    Store::open(shop.dir.path(), &key()).unwrap();
}

#[test]
fn a_full_disk_is_said_and_nothing_is_half_written() {
    let shop = shop();
    // SQLite's own ceiling stands for the disk's: the error is the same.
    let full = shop.store.write_blocking(|tx| {
        tx.execute_batch("PRAGMA max_page_count = 1")?;
        settings::set(tx, "small", "x")?;
        settings::set(tx, "large", &"x".repeat(1_000_000))
    });
    assert!(matches!(full, Err(StoreError::DiskFull(_))), "{full:?}");
    assert_eq!(shop.read(|conn| settings::get(conn, "small")), None);
    shop.write(|tx| {
        tx.execute_batch("PRAGMA max_page_count = 1000000")?;
        settings::set(tx, "large", &"x".repeat(1_000_000))
    });
}

#[test]
fn closing_writes_the_log_back_and_answers_everything_else() {
    let shop = shop();
    shop.write(|tx| settings::set(tx, "a", "b"));
    let copy = shop.store.clone();
    shop.store.close();
    assert!(matches!(copy.write_blocking(|tx| settings::set(tx, "a", "c")), Err(StoreError::Closed)));
    assert!(matches!(copy.read_blocking(|conn| settings::get(conn, "a")), Err(StoreError::Closed)));
    assert!(!shop.dir.path().join("kaibo.db-wal").exists());
}

#[test]
fn an_error_rolls_everything_back() {
    let shop = shop();
    let failed: Result<(), _> = shop.store.write_blocking(|tx| {
        settings::set(tx, "a", "b")?;
        Err(StoreError::NotFound)
    });
    assert!(matches!(failed, Err(StoreError::NotFound)));
    assert_eq!(shop.read(|conn| settings::get(conn, "a")), None);
}

#[test]
fn a_panic_rolls_back_and_the_writer_goes_on() {
    let shop = shop();
    let panicked: Result<(), _> = shop.store.write_blocking(|tx| {
        settings::set(tx, "a", "b")?;
        panic!("on purpose")
    });
    assert!(matches!(panicked, Err(StoreError::Panicked)));
    let panicked: Result<(), _> = shop.store.read_blocking(|_| panic!("on purpose"));
    assert!(matches!(panicked, Err(StoreError::Panicked)));
    assert_eq!(shop.read(|conn| settings::get(conn, "a")), None);
    shop.write(|tx| settings::set(tx, "a", "c"));
    assert_eq!(shop.read(|conn| settings::get(conn, "a")).as_deref(), Some("c"));
}

#[test]
fn a_read_sees_one_moment() {
    let shop = shop();
    shop.write(|tx| settings::set(tx, "a", "before"));
    let (seen, wait) = (mpsc::channel::<()>(), mpsc::channel::<()>());
    let store = shop.store.clone();
    let (tell, go_on) = (seen.0, wait.1);
    let reading = thread::spawn(move || {
        store.read_blocking(|conn| {
            let first = settings::get(conn, "a")?;
            tell.send(()).unwrap();
            go_on.recv().unwrap();
            Ok((first, settings::get(conn, "a")?))
        })
    });
    seen.1.recv().unwrap();
    shop.write(|tx| settings::set(tx, "a", "after"));
    wait.0.send(()).unwrap();
    let (first, second) = reading.join().unwrap().unwrap();
    assert_eq!(first.as_deref(), Some("before"));
    assert_eq!(second, first);
}

#[tokio::test]
async fn async_calls_wait_without_blocking() {
    let shop = shop();
    let writes = (0..50).map(|index| {
        let store = shop.store.clone();
        tokio::spawn(async move { store.write(move |tx| settings::set(tx, &index.to_string(), "x")).await })
    });
    for write in writes.collect::<Vec<_>>() {
        write.await.unwrap().unwrap();
    }
    let reads = (0..50).map(|index| {
        let store = shop.store.clone();
        tokio::spawn(async move { store.read(move |conn| settings::get(conn, &index.to_string())).await })
    });
    for read in reads.collect::<Vec<_>>() {
        assert_eq!(read.await.unwrap().unwrap().as_deref(), Some("x"));
    }
}

#[tokio::test]
async fn work_whose_caller_went_away_is_done_all_the_same() {
    let shop = shop();
    drop(tokio::time::timeout(std::time::Duration::ZERO, shop.store.write(|tx| settings::set(tx, "a", "b"))).await);
    shop.store.write(|_| Ok(())).await.unwrap();
    assert_eq!(shop.store.read(|conn| settings::get(conn, "a")).await.unwrap().as_deref(), Some("b"));
}

#[tokio::test]
async fn the_last_copy_may_be_dropped_by_its_own_work() {
    let shop = shop();
    let (copy, (go_on, wait)) = (shop.store.clone(), mpsc::channel::<()>());
    let work = move |tx: &kaibo_store::Transaction| {
        wait.recv().unwrap();
        drop(copy);
        settings::set(tx, "a", "b")
    };
    drop(tokio::time::timeout(std::time::Duration::ZERO, shop.store.write(work)).await);
    drop(shop.store);
    assert!(matches!(Store::open(shop.dir.path(), &key()), Err(OpenError::Locked)));
    go_on.send(()).unwrap();
    let store = loop {
        match Store::open(shop.dir.path(), &key()) {
            Err(OpenError::Locked) => thread::yield_now(),
            opened => break opened.unwrap(),
        }
    };
    assert_eq!(store.read_blocking(|conn| settings::get(conn, "a")).unwrap().as_deref(), Some("b"));
}

#[test]
fn the_folder_holds_nothing_in_clear() {
    const CANARY: &str = "canary-0123456789-in-every-table";
    let shop = shop();
    shop.good(CANARY, 1);
    shop.write(|tx| settings::set(tx, CANARY, CANARY));
    shop.store.blobs().put(CANARY.as_bytes()).unwrap();
    search(shop.dir.path(), CANARY);
    shop.store.close();
    search(shop.dir.path(), CANARY);
}

fn search(folder: &Path, word: &str) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search(&path, word);
        } else {
            let bytes = fs::read(&path).unwrap();
            assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{path:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, b"").unwrap();
    assert!(matches!(Store::open(&file.join("data"), &key()), Err(OpenError::Io(_))));
    let locked = dir.path().join("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o500)).unwrap();
    // Root may write everywhere.
    if fs::write(locked.join("probe"), b"").is_err() {
        assert!(matches!(Store::open(&locked, &key()), Err(OpenError::ReadOnly(_))));
    }
}

#[test]
fn shops_pictures_and_anchors_read_back() {
    let shop = shop();
    let id = shop.id;
    shop.write(move |tx| shops::touch(tx, id, 9));
    assert_eq!(shop.read(shops::list)[0].last_used_ms, 9);
    assert_eq!(shop.read(move |conn| shops::get(conn, id)).unwrap().name, "演练店铺");
    let picture = shop.picture();
    let row = shop.read(move |conn| pictures::get(conn, picture)).unwrap();
    assert_eq!(shop.read(move |conn| pictures::find(conn, id, row.blob)).unwrap().id, picture);
    assert_eq!(shop.store.blobs().get(&row.blob).unwrap(), picture.to_string().as_bytes());
    let new_id = || kaibo_domain::AnchorId::from_uuid(uuid::Uuid::now_v7());
    let anchor = anchors::AnchorRow::new(new_id(), id, "kaibo_anchor", "小开", 1);
    let (first, second) = (anchor.clone(), anchor.clone());
    shop.write(move |tx| anchors::insert(tx, &first));
    assert!(matches!(
        shop.store.write_blocking(move |tx| anchors::insert(tx, &anchors::AnchorRow { id: new_id(), ..second })),
        Err(StoreError::Taken(_))
    ));
    let anchor_id = anchor.id;
    let text = anchors::AnchorText { name: "小播", wechat: "kaibo_anchor", phone: "13800138000" };
    shop.write(move |tx| {
        anchors::update(tx, anchor_id, text)?;
        anchors::set_photo(tx, anchor_id, Some(picture))?;
        anchors::set_verified(tx, anchor_id, Some(true))
    });
    let read = shop.read(move |conn| anchors::find(conn, id, "kaibo_anchor")).unwrap();
    let (name, phone) = ("小播".into(), "13800138000".into());
    assert_eq!(read, anchors::AnchorRow { name, phone, photo: Some(picture), verified: Some(true), ..anchor });
    let uses = shop.read(move |conn| pictures::uses(conn, picture));
    assert_eq!((uses[0].kind.as_str(), uses[0].name.as_str(), uses.len()), ("anchors", "小播", 1));
    assert_eq!(shop.read(move |conn| anchors::list(conn, id)), [read]);
    shop.write(move |tx| anchors::set_deleted(tx, anchor_id, Some(2)));
    assert_eq!(shop.read(move |conn| anchors::list(conn, id)), []);
    let erased = shop.store.write_blocking(move |tx| pictures::delete(tx, picture, 3)).unwrap();
    assert!(erased.is_some(), "the undo is over");
    assert_eq!(shop.read(move |conn| anchors::get(conn, anchor_id)).unwrap().photo, None);
}

#[test]
fn a_code_is_kept_until_its_owner_is_verified() {
    let shop = shop();
    let (shop_id, id) = (shop.id, kaibo_domain::AnchorId::from_uuid(uuid::Uuid::now_v7()));
    let code = || shop.read(move |conn| anchors::code(conn, id));
    shop.write(move |tx| {
        anchors::insert(tx, &anchors::AnchorRow::new(id, shop_id, "kaibo_anchor", "", 1))?;
        anchors::set_verified(tx, id, Some(false))?;
        anchors::set_code_url(tx, id, "https://a/1")
    });
    assert_eq!(shop.read(move |conn| anchors::without_code(conn, shop_id)).len(), 1);
    shop.write(move |tx| anchors::put_code(tx, id, "https://a/0", b"late", 2));
    assert_eq!(code(), None, "of an address that is no longer the code's");
    shop.write(move |tx| anchors::put_code(tx, id, "https://a/1", b"code", 3));
    shop.write(move |tx| anchors::set_code_url(tx, id, "https://a/1"));
    assert_eq!(code().unwrap(), b"code");
    assert_eq!(shop.read(move |conn| anchors::without_code(conn, shop_id)), []);
    shop.write(move |tx| anchors::set_code_url(tx, id, "https://a/2"));
    assert_eq!(code(), None);
    shop.write(move |tx| anchors::put_code(tx, id, "https://a/2", b"code", 4));
    shop.write(move |tx| anchors::set_verified(tx, id, Some(true)));
    let row = shop.read(move |conn| anchors::get(conn, id)).unwrap();
    assert_eq!((code(), row.code_url, row.code_fetched_ms), (None, None, None));
}
