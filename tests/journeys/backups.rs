//! Backups over real HTTP: taken by the day, drilled, put back; what was sent since is found and not sent again.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{clock::MORNING, office::Office};
use kaibo_console::{
    Desk, DeskConfig, KeyAccess,
    view::{
        AppState, BackupsView, FolderKind, GoodsState, NoticeKind, OutboxFilter, OutboxQuery, RoomState, SettingsPatch,
        Topic,
    },
};
use kaibo_domain::{
    outbox::SubmissionState,
    platform::endpoint,
    quiet::QuietHours,
    time::{DAY_MS, HOUR_MS, MINUTE_MS},
};
use kaibo_sandbox::FaultKind;
use kaibo_store::{RootKey, Store};
use std::{fs, path::PathBuf, sync::Arc, time::Duration};

async fn newest(desk: &Desk) -> String {
    desk.backups().await.unwrap().backups[0].id.clone()
}

async fn wait_for_backups(office: &Office, count: usize) -> BackupsView {
    for _ in 0..500 {
        let view = office.desk().backups().await.unwrap();
        if view.backups.len() == count {
            return view;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("there are never {count} backups");
}

fn data(office: &Office) -> PathBuf {
    office.desk().data_dir().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_since_the_backup_is_found_and_not_sent_again() {
    let office = Office::open().await;
    let console = office.console();
    console.outbox_pause(None).await.unwrap();
    let queued = office.draft_good("备份时在待发送里的裙子").await;
    console.goods_submit(vec![queued]).await.unwrap();
    let draft = office.draft_good("备份后才提交的裙子").await;
    let room = office.draft_room("备份后才创建的专场").await;
    assert!(office.desk().backup_now().await.unwrap());
    console.outbox_resume(None).await.unwrap();
    office.wait_for_good(queued, GoodsState::Approved).await;
    console.goods_submit(vec![draft]).await.unwrap();
    office.wait_for_good(draft, GoodsState::Approved).await;
    console.rooms_submit(room).await.unwrap();
    office.wait_for_room(room, RoomState::NotStarted).await;
    assert_eq!((office.executed(endpoint::GOODS_ADD.path), office.executed(endpoint::ROOM_CREATE.path)), (2, 1));

    let id = newest(office.desk()).await;
    assert!(matches!(office.desk().backup_restore(id).await.unwrap(), AppState::Ready { .. }));
    let console = office.console();
    let all = OutboxQuery { filter: OutboxFilter::All, limit: 50, ..OutboxQuery::default() };
    let rows = console.outbox_list(all).await.unwrap().rows;
    assert_eq!(rows.len(), 1, "only what stood there then");
    assert_ne!(rows[0].state, SubmissionState::Queued, "it does not leave without a look");
    console.outbox_resume(None).await.unwrap();
    office.wait_for_good(queued, GoodsState::Approved).await;
    // Whether reading the platform or submitting comes first, each is there once.
    console.goods_submit(vec![draft]).await.unwrap();
    office.wait_for_good(draft, GoodsState::Approved).await;
    let _ = console.rooms_submit(room).await;
    office.wait_for_room(room, RoomState::NotStarted).await;
    assert_eq!((office.executed(endpoint::GOODS_ADD.path), office.executed(endpoint::ROOM_CREATE.path)), (2, 1));

    // What is made from now on goes its usual way.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let new = office.draft_good("恢复以后的新裙子").await;
    console.goods_submit(vec![new]).await.unwrap();
    assert!(!office.wait_for_good(new, GoodsState::Approved).await.adopted);
    assert_eq!(office.executed(endpoint::GOODS_ADD.path), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_being_sent_is_in_doubt_after_a_restart_in_the_middle() {
    let mut office = Office::open().await;
    let console = office.console();
    let good = office.draft_good("备份时正在发送的裙子").await;
    office.platform.faults().arm(endpoint::GOODS_ADD.path, FaultKind::LatencyMs(1_500), 1);
    console.goods_submit(vec![good]).await.unwrap();
    let all = || OutboxQuery { filter: OutboxFilter::All, limit: 50, ..OutboxQuery::default() };
    office
        .wait_for("it is being sent", async |console| {
            console.outbox_list(all()).await.unwrap().rows[0].state == SubmissionState::Sending
        })
        .await;
    assert!(office.desk().backup_now().await.unwrap());
    office.wait_for_good(good, GoodsState::Approved).await;
    let id = newest(office.desk()).await;
    office.close().await;
    // Put back while the program is not running, as a crash between the two steps would leave it.
    let dir = data(&office);
    let restore = move || {
        let backups = kaibo_store::Backups::of(&dir, &RootKey::from_bytes([7; 32]));
        backups.restore(&id.parse().unwrap(), 1).unwrap();
    };
    tokio::task::spawn_blocking(restore).await.unwrap();
    office.restart().await;
    office.wait_for_good(good, GoodsState::Approved).await;
    assert_eq!(office.executed(endpoint::GOODS_ADD.path), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_opens_again_from_its_newest_backup() {
    let mut office = Office::open().await;
    let good = office.draft_good("不能丢的裙子").await;
    assert!(office.desk().backup_now().await.unwrap());
    let id = newest(office.desk()).await;
    let drill = office.desk().backup_drill(id.clone()).await.unwrap();
    let goods = drill.counts.iter().find(|count| count.what == "goods").unwrap();
    assert!(goods.backed_up > 0 && goods.now == Some(goods.backed_up));
    office.close().await;
    let database = data(&office).join("kaibo.db");
    let mut bytes = fs::read(&database).unwrap();
    bytes[..4096].fill(0);
    fs::write(&database, &bytes).unwrap();

    let desk = office.another_desk();
    let AppState::CannotOpen { problem } = desk.open().await else { panic!("it opens") };
    assert_eq!(problem.code, "store.unreadable");
    let view = desk.backups().await.unwrap();
    assert!(view.backups[0].problem.is_none());
    let place = desk.data_place(false).await.unwrap();
    assert!(place.sizes.iter().any(|size| size.kind == FolderKind::Database && size.bytes > 0));
    let drill = desk.backup_drill(id.clone()).await.unwrap();
    assert!(drill.counts.iter().all(|count| count.now.is_none()));
    assert!(matches!(desk.backup_restore(id).await.unwrap(), AppState::Ready { .. }));
    assert_eq!(desk.console().unwrap().goods_get(good).await.unwrap().draft.name, "不能丢的裙子");
    let aside: Vec<_> = fs::read_dir(data(&office).join("aside")).unwrap().flatten().collect();
    assert_eq!(fs::read(aside[0].path().join("kaibo.db")).unwrap(), bytes, "the damaged file is kept");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_cannot_be_restored_says_why_and_the_data_open_as_they_were() {
    let office = Office::open().await;
    let good = office.draft_good("一直在的裙子").await;
    assert!(office.desk().backup_now().await.unwrap());
    let id = newest(office.desk()).await;
    let list = data(&office).join("backups").join(format!("{id}.json"));
    let text = fs::read_to_string(&list).unwrap();
    let (seal, body) = text.split_once('\n').unwrap();
    let mut value: serde_json::Value = serde_json::from_str(body).unwrap();
    value["taken_ms"] = 1.into();
    let changed = format!("{seal}\n{value}");
    value["key"] = "0011223344556677".into();
    let foreign = format!("{seal}\n{value}");
    value["format"] = 9.into();
    let newer = format!("{seal}\n{value}");
    for (text, code) in [(changed, "backup.damaged"), (foreign, "backup.foreign"), (newer, "backup.newer")] {
        fs::write(&list, text).unwrap();
        assert_eq!(office.desk().backup_drill(id.clone()).await.unwrap_err().code, code);
        assert_eq!(office.desk().backup_restore(id.clone()).await.unwrap_err().code, code);
        assert_eq!(office.desk().backups().await.unwrap().backups[0].problem.as_ref().unwrap().code, code);
        assert_eq!(office.console().goods_get(good).await.unwrap().draft.name, "一直在的裙子");
    }
    for id in ["../kaibo", "0000000000000-00000000"] {
        assert_eq!(office.desk().backup_restore(id.into()).await.unwrap_err().code, "backup.gone");
    }
    assert!(!data(&office).join("aside").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_vault_is_not_opened_by_going_back_to_before_it_had_a_passphrase() {
    let office = Office::open().await;
    assert!(office.desk().backup_now().await.unwrap());
    let id = newest(office.desk()).await;
    office.desk().vault_choose_passphrase(String::new(), "资料库的密码一二三".into()).await.unwrap();
    office.console().vault_lock();
    assert_eq!(office.desk().backup_restore(id.clone()).await.unwrap_err().code, "vault.locked");
    assert!(office.console().vault_lock_state().locked);
    office.desk().vault_unlock("资料库的密码一二三".into()).await.unwrap();
    assert!(matches!(office.desk().backup_restore(id).await.unwrap(), AppState::Ready { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_backup_a_day_is_taken_by_itself() {
    let office = Office::open_at(MORNING).await;
    let clock = office.clock.clone().unwrap();
    assert_eq!(office.desk().backups().await.unwrap().backups, []);
    // The engine must wait before time passes.
    tokio::time::sleep(Duration::from_millis(300)).await;
    clock.turn(6 * MINUTE_MS);
    wait_for_backups(&office, 1).await;
    office.draft_good("第二天的裙子").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    clock.turn(DAY_MS);
    let view = wait_for_backups(&office, 2).await;
    assert!(view.problem.is_none() && view.backups[0].taken_ms > view.backups[1].taken_ms);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_fails_is_told_once_a_day_outside_quiet_hours() {
    let office = Office::open_at(MORNING).await;
    let clock = office.clock.clone().unwrap();
    let told =
        || office.notices.shown().into_iter().filter(|one| one.kind == NoticeKind::BackupFailed).collect::<Vec<_>>();
    let problem = async || office.desk().backups().await.unwrap().problem;
    // Time passes in steps; after each the engine waits again.
    let pass = async |by_ms: i64| {
        tokio::time::sleep(Duration::from_millis(300)).await;
        clock.turn(by_ms);
        tokio::time::sleep(Duration::from_millis(300)).await;
    };
    // Until noon.
    let quiet_hours = Some(QuietHours { from_minute: 600, until_minute: 720 });
    office.desk().set_settings(SettingsPatch { quiet_hours, ..SettingsPatch::default() }).await.unwrap();
    let in_the_way = data(&office).join("backups").join("pieces");
    fs::create_dir(data(&office).join("backups")).unwrap();
    fs::write(&in_the_way, "not a folder").unwrap();
    pass(6 * MINUTE_MS).await;
    office.wait_for("the try failed", async |_| problem().await.is_some()).await;
    assert_eq!(problem().await.unwrap().code, "backup.failed");
    assert_eq!(told(), [], "it is quiet");
    for _ in 0..4 {
        pass(HOUR_MS).await;
    }
    assert_eq!(told().len(), 1, "once a day");
    assert_eq!((told()[0].target.topic, told()[0].name.as_str()), (Topic::Backups, ""));
    pass(DAY_MS).await;
    assert_eq!(told().len(), 2, "and the next day again");
    fs::remove_file(&in_the_way).unwrap();
    pass(HOUR_MS).await;
    assert!(wait_for_backups(&office, 1).await.problem.is_none());
    assert_eq!(told().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn data_of_another_key_find_no_backup_of_theirs() {
    let mut office = Office::open().await;
    assert!(office.desk().backup_now().await.unwrap());
    office.close().await;
    let config =
        DeskConfig { data_dir: data(&office), key: KeyAccess::Injected("09".repeat(32)), on_change: Arc::new(|_| {}) };
    let desk = Desk::new(config);
    assert!(matches!(desk.open().await, AppState::CannotOpen { .. }));
    let id = newest(&desk).await;
    assert_eq!(desk.backups().await.unwrap().backups[0].problem.as_ref().unwrap().code, "backup.foreign");
    assert_eq!(desk.backup_restore(id).await.unwrap_err().code, "backup.foreign");
    Store::open(&data(&office), &RootKey::from_bytes([7; 32])).unwrap().close();
}
