//! The data are moved to another disk: they go on there, all of them; where the disk is away nothing is begun anew.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::office::Office;
use kaibo_console::view::AppState;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A shop with a good, and a disk beside it.
async fn office() -> (Office, TempDir, PathBuf) {
    let office = Office::open().await;
    office.draft_good("搬家的裙子").await;
    let disk = TempDir::new().unwrap();
    let home = office.desk().data_dir();
    (office, disk, home)
}

#[tokio::test(flavor = "multi_thread")]
async fn data_go_on_where_they_were_moved_to_also_after_the_next_start() {
    let (mut office, disk, home) = office().await;
    // Whatever the program keeps in its data folder goes along.
    assert!(office.desk().backup_now().await.unwrap());
    let before = names(&home);
    let place = office.desk().data_place(false).await.unwrap();
    assert!(!place.moved && place.free.is_some_and(|free| free > 0) && place.sizes.iter().any(|size| size.bytes > 0));
    let target = office.desk().data_choose(disk.path().to_owned()).await.unwrap();
    assert!(target.bytes > 0 && target.free > target.bytes && target.folder.ends_with("kaibo-data"));
    assert!(matches!(office.desk().data_move().await.unwrap(), AppState::Ready { .. }));
    let moved = disk.path().join("kaibo-data");
    assert_eq!(office.desk().data_dir(), moved);
    assert_eq!(names(&home), ["moved-to.json"], "of {before:?}");
    assert!(office.goods_names().await.contains(&"搬家的裙子".to_owned()));
    office.draft_good("搬家以后的裙子").await;
    let step = office.desk().data_moving();
    assert!(step.checking && step.done == step.total && step.total > 0);
    let place = office.desk().data_place(false).await.unwrap();
    assert!(place.moved && place.problem.is_none() && place.left.is_empty());
    office.close().await;

    let desk = office.another_desk();
    assert!(matches!(desk.open().await, AppState::Ready { .. }));
    assert_eq!(desk.data_dir(), moved);
    assert!(!desk.backups().await.unwrap().backups.is_empty(), "the backups went along");
    // A second program meets the lock in the new place.
    let second = office.another_desk();
    let AppState::CannotOpen { problem } = second.open().await else { panic!("it opens twice") };
    assert_eq!(problem.code, "store.locked");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_will_not_do_is_refused_and_the_shop_stays_open() {
    let (office, disk, home) = office().await;
    let taken = disk.path().join("taken");
    fs::create_dir_all(taken.join("kaibo-data")).unwrap();
    fs::write(taken.join("kaibo-data").join("mine.txt"), "mine").unwrap();
    for (folder, code) in [
        (home.clone(), "move.same"),
        (home.join("files"), "move.inside-data"),
        (disk.path().join("nowhere"), "move.gone"),
        (taken, "move.not-empty"),
    ] {
        assert_eq!(office.desk().data_choose(folder).await.unwrap_err().code, code);
    }
    // It becomes so between the question and the move.
    let target = disk.path().join("other");
    fs::create_dir(&target).unwrap();
    office.desk().data_choose(target.clone()).await.unwrap();
    fs::remove_dir(&target).unwrap();
    assert_eq!(office.desk().data_move().await.unwrap_err().code, "move.gone");
    assert_eq!(office.desk().data_place(false).await.unwrap().problem.unwrap().code, "move.gone");
    assert!(office.goods_names().await.contains(&"搬家的裙子".to_owned()));
    assert_eq!(office.desk().data_dir(), home);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_disk_is_away_nothing_is_begun_anew() {
    let (mut office, disk, home) = office().await;
    office.desk().data_choose(disk.path().to_owned()).await.unwrap();
    office.desk().data_move().await.unwrap();
    office.close().await;
    let (moved, away) = (disk.path().join("kaibo-data"), disk.path().join("another-name"));
    fs::rename(&moved, &away).unwrap();

    let desk = office.another_desk();
    let gone = AppState::DataGone { folder: Some(moved.display().to_string()), at_home: false };
    assert_eq!(desk.open().await, gone);
    assert_eq!(desk.reopen().await, gone);
    assert_eq!(desk.data_use_home().await.unwrap_err().code, "move.not-at-home");
    let other = disk.path().join("other");
    fs::create_dir(&other).unwrap();
    assert_eq!(desk.data_found(other).await.unwrap_err().code, "move.not-these");
    assert_eq!(desk.state().await, gone);
    assert_eq!(names(&home), ["moved-to.json"], "nothing was made there");
    // The disk has another name now.
    assert!(matches!(desk.data_found(away.clone()).await.unwrap(), AppState::Ready { .. }));
    assert_eq!(desk.data_dir(), away);
    desk.close().await;
    fs::rename(&away, &moved).unwrap();
    let desk = office.another_desk();
    assert!(matches!(desk.open().await, AppState::DataGone { .. }));
    fs::rename(&moved, &away).unwrap();
    assert!(matches!(desk.reopen().await, AppState::Ready { .. }), "plugged in again");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_that_is_stopped_leaves_the_shop_where_it_was() {
    let (office, disk, home) = office().await;
    // Long enough to be stopped in it.
    let picture: Vec<u8> = (0..40_000_000_u32).map(|byte| (byte % 251) as u8).collect();
    fs::write(home.join("files").join("large"), picture).unwrap();
    office.desk().data_choose(disk.path().to_owned()).await.unwrap();
    let stop = async {
        while office.desk().state().await != AppState::Moving || office.desk().data_moving().total == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        office.desk().data_move_stop();
    };
    let (moved, ()) = tokio::join!(office.desk().data_move(), stop);
    assert_eq!(moved.unwrap_err().code, "move.stopped");
    assert_eq!(names(disk.path()), Vec::<String>::new());
    assert_eq!(office.desk().data_dir(), home);
    assert!(office.goods_names().await.contains(&"搬家的裙子".to_owned()));
}
