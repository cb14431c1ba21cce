//! Opening the data: the passphrase where no keychain answers, and every way in which data do not open. Whatever
//! happens, what lies on the disk is not touched.

use crate::support::office::Office;
use kaibo_console::{
    Desk, DeskConfig, KeyAccess,
    view::{AppState, GoodsPatch},
};
use kaibo_store::{RootKey, Store, Transaction};
use std::{fs, path::Path, sync::Arc};

fn desk(folder: &Path, key: KeyAccess) -> Desk {
    Desk::new(DeskConfig { data_dir: folder.to_owned(), key, on_change: Arc::new(|_| {}) })
}

fn problem(state: AppState) -> String {
    match state {
        AppState::CannotOpen { problem } => problem.code,
        other => panic!("it opened: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keychain_a_passphrase_guards_the_data() {
    let folder = tempfile::tempdir().unwrap();
    let first = desk(folder.path(), KeyAccess::NoKeychain);
    assert_eq!(first.open().await, AppState::NeedsPassphrase { create: true });
    assert_eq!(first.create_passphrase("太短".into()).await.unwrap_err().code, "key.too-short");
    assert_eq!(first.create_passphrase("九点开播九点开播".into()).await.unwrap(), AppState::FirstStart);
    first.start_practice().await.unwrap();
    first.close().await;

    let second = desk(folder.path(), KeyAccess::NoKeychain);
    assert_eq!(second.open().await, AppState::NeedsPassphrase { create: false });
    assert_eq!(second.unlock("不是这个口令啊".into()).await.unwrap_err().code, "key.wrong-passphrase");
    assert!(matches!(second.unlock("九点开播九点开播".into()).await.unwrap(), AppState::Ready { .. }));
    assert_eq!(second.settings().await.unwrap().key_kind, "passphrase");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_program_on_the_same_data_is_told_so() {
    let office = Office::open().await;
    let second = desk(&office.folder.path().join("data"), KeyAccess::Injected("07".repeat(32)));
    assert_eq!(problem(second.open().await), "store.locked");
    assert_eq!(office.goods_names().await.len(), 6, "the first goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn data_that_another_program_held_open_once_it_has_ended() {
    let mut office = Office::open().await;
    let second = desk(&office.folder.path().join("data"), KeyAccess::Injected("07".repeat(32)));
    second.open().await;
    assert_eq!(problem(second.reopen().await), "store.locked");
    office.close().await;
    assert!(matches!(second.reopen().await, AppState::Ready { .. }));
    assert!(matches!(second.reopen().await, AppState::Ready { .. }), "once open, nothing is opened again");
}

#[tokio::test(flavor = "multi_thread")]
async fn data_under_another_key_or_damaged_are_left_alone() {
    let mut office = Office::open().await;
    office.close().await;
    let file = office.folder.path().join("data/kaibo.db");
    let sound = fs::read(&file).unwrap();

    let stranger = desk(&office.folder.path().join("data"), KeyAccess::Injected("08".repeat(32)));
    assert_eq!(problem(stranger.open().await), "store.unreadable");
    assert_eq!(fs::read(&file).unwrap(), sound);

    let mut damaged = sound.clone();
    damaged[40] ^= 1;
    fs::write(&file, &damaged).unwrap();
    let ours = desk(&office.folder.path().join("data"), KeyAccess::Injected("07".repeat(32)));
    assert_eq!(problem(ours.open().await), "store.unreadable");
    assert_eq!(fs::read(&file).unwrap(), damaged);
}

#[tokio::test(flavor = "multi_thread")]
async fn data_of_a_newer_version_are_explained_and_left_alone() {
    let mut office = Office::open().await;
    office.close().await;
    let folder = office.folder.path().join("data");
    let store = Store::open(&folder, &RootKey::from_bytes([7; 32])).unwrap();
    let newer = |tx: &Transaction| {
        tx.execute("UPDATE meta SET value = 99 WHERE name = 'compat_floor'", [])?;
        tx.pragma_update(None, "user_version", 99)?;
        Ok(())
    };
    store.write_blocking(newer).unwrap();
    store.close();
    let before = fs::read(folder.join("kaibo.db")).unwrap();

    let ours = desk(&folder, KeyAccess::Injected("07".repeat(32)));
    let AppState::CannotOpen { problem } = ours.open().await else { panic!("it opened") };
    assert_eq!((problem.code.as_str(), problem.params["found"].as_str()), ("store.newer-version", "99"));
    assert_eq!(fs::read(folder.join("kaibo.db")).unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_saved_is_there_after_the_next_start() {
    let mut office = Office::open().await;
    let id = office.console().goods_create().await.unwrap().id;
    let patch = GoodsPatch { name: Some("还没写完的".into()), ..GoodsPatch::default() };
    office.console().goods_save(id, patch).await.unwrap();
    office.restart().await;
    assert_eq!(office.console().goods_get(id).await.unwrap().draft.name, "还没写完的");
}
