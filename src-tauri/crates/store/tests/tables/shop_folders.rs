//! Several shops under one data folder.

use crate::key;
use kaibo_domain::ShopId;
use kaibo_store::{
    OpenError, Place, ShopFolders, Store, connections,
    connections::ConnectionRow,
    shops::{self, ShopKind, ShopRow},
};
use std::{fs, path::Path};
use tempfile::TempDir;
use uuid::Uuid;
use zeroize::Zeroizing;

fn row(number: u128, name: &str) -> ShopRow {
    let id = ShopId::from_uuid(Uuid::from_u128(number));
    ShopRow { id, name: name.into(), kind: ShopKind::Real, app_id: String::new(), created_ms: 1, last_used_ms: 1 }
}

fn add(folders: &ShopFolders, shop: &ShopRow) -> Place {
    let (store, inserted) = (folders.begin(&key(), shop.id).unwrap(), shop.clone());
    store.write_blocking(move |tx| shops::insert(tx, &inserted)).unwrap();
    store.close();
    folders.finish(shop.id).unwrap();
    Place::Further(shop.id)
}

fn files_under(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let names = entries.flat_map(|path| match path.is_dir() {
        true => files_under(&path),
        false => vec![path.display().to_string()],
    });
    names.collect()
}

#[test]
fn each_shop_is_found_where_it_was_made_and_no_key_opens_another() {
    let dir = TempDir::new().unwrap();
    let folders = ShopFolders::of(dir.path());
    assert_eq!((folders.list().unwrap(), folders.current().unwrap()), (vec![], Place::First));
    Store::open(dir.path(), &key()).unwrap().close();
    let (one, other) = (row(1, "一店"), row(2, "二店"));
    let places = [add(&folders, &one), add(&folders, &other)];
    assert_eq!(folders.list().unwrap(), [Place::First, places[0], places[1]]);
    assert_eq!(folders.look(places[1], &key()).shop.unwrap(), Some(other.clone()));
    assert_eq!(folders.look(Place::First, &key()).shop.unwrap(), None);
    let foreign = Store::open(&folders.folder(places[0]), &places[1].key(&key()));
    assert!(matches!(foreign, Err(OpenError::Unreadable(_))));
}

#[test]
fn what_is_remembered_wrongly_leads_to_a_shop_that_is_there() {
    let dir = TempDir::new().unwrap();
    let folders = ShopFolders::of(dir.path());
    let place = add(&folders, &row(1, "一店"));
    assert_eq!(folders.current().unwrap(), place, "the first has no data");
    Store::open(dir.path(), &key()).unwrap().close();
    assert_eq!(folders.current().unwrap(), Place::First);
    folders.set_current(place).unwrap();
    assert_eq!(folders.current().unwrap(), place);
    for nonsense in ["", "nonsense", "00000000-0000-0000-0000-000000000009"] {
        fs::write(dir.path().join("current-shop"), nonsense).unwrap();
        assert_eq!(folders.current().unwrap(), Place::First, "{nonsense}");
    }
}

#[test]
fn a_shop_that_was_not_finished_is_not_shown_and_is_cleared() {
    let dir = TempDir::new().unwrap();
    let folders = ShopFolders::of(dir.path());
    // As after a crash between the folder and its first row.
    for shop in [row(1, "一店"), row(2, "二店")] {
        folders.begin(&key(), shop.id).unwrap().close();
    }
    assert_eq!(folders.list().unwrap(), []);
    folders.give_up(row(1, "").id);
    assert_eq!(files_under(&dir.path().join("shops")).len(), 2, "database and lock of the other");
    folders.clear().unwrap();
    assert_eq!(files_under(&dir.path().join("shops")), Vec::<String>::new());
}

#[test]
fn nothing_of_an_erased_shop_is_left() {
    let dir = TempDir::new().unwrap();
    let folders = ShopFolders::of(dir.path());
    let first = Store::open(dir.path(), &key()).unwrap();
    let place = add(&folders, &row(1, "一店"));
    let further = Store::open(&folders.folder(place), &place.key(&key())).unwrap();
    for store in [&first, &further] {
        store.blobs().put(b"picture").unwrap();
        store.vault().put(b"paper").unwrap();
    }
    assert!(matches!(folders.erase(place), Err(OpenError::Locked)), "it is open");
    further.close();
    folders.erase(place).unwrap();
    assert!(!folders.folder(place).exists());
    first.close();
    fs::write(dir.path().join("key.json"), "{}").unwrap();
    folders.erase(Place::First).unwrap();
    let left = files_under(dir.path());
    assert!(left.iter().all(|path| path.ends_with("key.json") || path.ends_with("kaibo.lock")), "{left:?}");
    assert_eq!(folders.list().unwrap(), []);
    Store::open(dir.path(), &key()).unwrap();
}

#[test]
fn a_connection_is_kept_and_prints_no_secret() {
    let shop = crate::shop();
    let get = || shop.read(|db| connections::get(db, shop.id));
    assert_eq!(get(), None);
    let row = ConnectionRow {
        shop_id: shop.id,
        secret: Zeroizing::new("canary".into()),
        secret_set_ms: 5,
        base_url: Some("https://gateway.example".into()),
        proxy: Some(Zeroizing::new("http://canary@proxy".into())),
        extra_ca: None,
        saved_ms: 6,
    };
    assert!(!format!("{row:?}").contains("canary"));
    let (kept, later) = (row.clone(), ConnectionRow { proxy: None, saved_ms: 9, ..row.clone() });
    shop.write(move |tx| connections::put(tx, &kept));
    assert_eq!(get(), Some(row));
    let kept = later.clone();
    shop.write(move |tx| connections::put(tx, &kept));
    assert_eq!(get(), Some(later));
}
