//! 资料库 under lock: nothing of a paper leaves the console, the keys are gone, and a passphrase brings all of it back.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{
    applying::begin,
    canary::files,
    clock::{MORNING, Notices, TurnedClock},
    office::Office,
};
use image::{ImageFormat, Rgb, RgbImage};
use kaibo_console::{
    Console, Desk, DeskConfig, KeyAccess, Surroundings,
    pictures::MediaRequest,
    view::{AppState, EntityPatch, NoticeKind, PaperPatch, PapersTake, VaultGuard},
};
use kaibo_domain::{
    PaperId,
    time::{DAY_MS, MINUTE_MS},
    vault::{LOCK_MINUTES_DEFAULT, PaperKind, Standing},
};
use std::{fs, path::PathBuf, sync::Arc};
use tempfile::TempDir;

const WORDS: &str = "资料库的密码一二三";

async fn paper(console: &Console, name: &str, colour: u8, expires: &str) -> PaperId {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    let lined = |x: u32, y: u32| Rgb(if (x + y) % 9 < 2 { [0; 3] } else { [255, 255 - colour, 200] });
    RgbImage::from_fn(400, 600, lined).save_with_format(&path, ImageFormat::Png).unwrap();
    let id = take(console, path).await.unwrap();
    let patch = PaperPatch {
        number: Some("330106199001011234".into()),
        expires: Some(expires.into()),
        ..PaperPatch::default()
    };
    console.papers_save(id, patch).await.unwrap();
    id
}

async fn take(console: &Console, path: PathBuf) -> Result<PaperId, String> {
    let request = PapersTake { paths: vec![path], kind: Some(PaperKind::Identity), together: false, consent: true };
    let taken = console.papers_take(request, |_| ()).await.map_err(|problem| problem.code)?.remove(0);
    taken.problem.map_or(Ok(taken.paper.unwrap()), |problem| Err(problem.code))
}

/// Everything that a window can ask of the vault is refused.
async fn assert_locked(console: &Console, id: PaperId) {
    let locked = |code: String| assert_eq!(code, "vault.locked");
    locked(console.papers_list().await.unwrap_err().code);
    locked(console.papers_get(id, false).await.unwrap_err().code);
    locked(console.papers_get(id, true).await.unwrap_err().code);
    locked(console.papers_save(id, PaperPatch::default()).await.unwrap_err().code);
    locked(console.papers_agree(id).await.unwrap_err().code);
    locked(console.papers_remove(vec![id]).await.unwrap_err().code);
    locked(console.papers_restore(vec![id]).await.unwrap_err().code);
    locked(console.papers_erase(vec![id]).await.unwrap_err().code);
    locked(console.vault_entity().await.unwrap_err().code);
    locked(console.vault_entity_save(EntityPatch::default()).await.unwrap_err().code);
    locked(take(console, PathBuf::from("nowhere.png")).await.unwrap_err());
    locked(console.vault_set_lock_minutes(60).await.unwrap_err().code);
    for small in [false, true] {
        assert!(console.render(MediaRequest::Paper(id, 0, small)).await.is_none());
    }
    let category = console.categories_search("baijiu".into()).await.unwrap().remove(0);
    let category = console.category_view(category.id).await.unwrap().unwrap();
    assert!(category.vault_locked && category.demands.iter().all(|demand| demand.papers.is_empty()));
    let ending = console.papers_ending().await.unwrap();
    assert_eq!((ending.papers.len(), ending.count), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_vault_says_nothing_of_a_paper_until_its_passphrase_is_typed() {
    let mut office = Office::open_at(MORNING).await;
    let console = office.console();
    let id = paper(&console, "身份证正面.png", 40, "2026-12-20").await;
    console.render(MediaRequest::Paper(id, 0, true)).await.unwrap();
    let lock = console.vault_lock_state();
    assert_eq!((lock.guard, lock.locked, lock.minutes), (VaultGuard::None, false, LOCK_MINUTES_DEFAULT));
    console.vault_lock();
    assert!(!console.vault_lock_state().locked, "nothing would unlock it");

    let short = office.desk().vault_choose_passphrase(String::new(), "短".into()).await.unwrap_err();
    assert_eq!(short.code, "key.too-short");
    let chosen = office.desk().vault_choose_passphrase(String::new(), WORDS.into()).await.unwrap();
    assert_eq!((chosen.guard, chosen.locked), (VaultGuard::Own, false));
    console.vault_lock();
    assert_locked(&console, id).await;
    let wrong = office.desk().vault_unlock("不是这个密码啊啊".into()).await.unwrap_err();
    assert_eq!((wrong.code.as_str(), wrong.field.as_deref()), ("key.wrong-passphrase", Some("passphrase")));
    assert_locked(&console, id).await;
    assert!(!office.desk().vault_unlock(WORDS.into()).await.unwrap().locked);
    assert_eq!(console.papers_get(id, true).await.unwrap().draft.number, "330106199001011234");
    assert!(console.render(MediaRequest::Paper(id, 0, true)).await.is_some());

    // Nobody has typed it yet after a start.
    office.restart().await;
    let console = office.console();
    assert_locked(&console, id).await;
    assert!(office.desk().vault_drop_passphrase("不是这个密码啊啊".into()).await.is_err());
    let dropped = office.desk().vault_drop_passphrase(WORDS.into()).await.unwrap();
    assert_eq!((dropped.guard, dropped.locked), (VaultGuard::None, false));
    office.restart().await;
    assert!(office.console().papers_get(id, false).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_locks_after_the_chosen_minutes_without_input() {
    let office = Office::open_at(MORNING).await;
    let (console, clock) = (office.console(), office.clock.clone().unwrap());
    office.desk().vault_choose_passphrase(String::new(), WORDS.into()).await.unwrap();
    let ten = i64::from(LOCK_MINUTES_DEFAULT) * MINUTE_MS;
    clock.turn(ten - 1);
    console.vault_touch();
    clock.turn(ten - 1);
    assert!(!console.vault_lock_state().locked, "somebody typed in between");
    clock.turn(1);
    assert!(console.papers_list().await.is_err());
    office.desk().vault_unlock(WORDS.into()).await.unwrap();
    assert_eq!(console.vault_set_lock_minutes(30).await.unwrap().minutes, 30);
    assert_eq!(console.vault_set_lock_minutes(7).await.unwrap().minutes, 30, "no such choice");
    clock.turn(ten);
    assert!(console.papers_list().await.is_ok());
    // Input that comes when its time is over does not keep it open, nor does a clock that is turned back.
    clock.turn(2 * ten);
    console.vault_touch();
    assert!(console.vault_lock_state().locked);
    office.desk().vault_unlock(WORDS.into()).await.unwrap();
    clock.turn(-10 * DAY_MS);
    assert!(!console.vault_lock_state().locked);
    clock.turn(3 * ten);
    assert!(console.vault_lock_state().locked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_passphrase_costs_the_papers_and_nothing_else() {
    let mut office = Office::open_at(MORNING).await;
    let console = office.console();
    assert!(office.desk().vault_reset().await.is_err(), "nothing is erased where no passphrase can be forgotten");
    let id = paper(&console, "身份证正面.png", 40, "2026-12-20").await;
    let merchant = EntityPatch { name: Some("杭州小开贸易有限公司".into()), ..EntityPatch::default() };
    console.vault_entity_save(merchant).await.unwrap();
    let good = office.draft_good("手工布艺").await;
    let application = begin(&console, "翡翠").await;
    office.desk().vault_choose_passphrase(String::new(), WORDS.into()).await.unwrap();
    office.restart().await;
    let console = office.console();
    assert_locked(&console, id).await;
    let lock = office.desk().vault_reset().await.unwrap();
    assert_eq!((lock.guard, lock.locked), (VaultGuard::None, false));
    assert_eq!(console.papers_list().await.unwrap(), []);
    assert_eq!(console.vault_entity().await.unwrap().draft.name, "");
    let data = office.folder.path().join("data");
    assert_eq!(files(&data.join("vault")), [] as [PathBuf; 0], "no file of a paper is left");
    assert_eq!(fs::metadata(data.join("kaibo.db-wal")).map_or(0, |log| log.len()), 0, "the log holds no older page");
    // Everything else is as it was, and papers can be added again.
    assert!(console.goods_get(good).await.is_ok() && console.applying_get(application).await.is_ok());
    paper(&console, "身份证正面.png", 40, "2026-12-20").await;
    office.restart().await;
    assert_eq!(office.console().papers_list().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_passphrase_opens_the_program_the_same_unlocks_the_vault() {
    let folder = TempDir::new().unwrap();
    let desk = Desk::in_surroundings(
        DeskConfig { data_dir: folder.path().join("data"), key: KeyAccess::NoKeychain, on_change: Arc::new(|_| {}) },
        Surroundings { clock: Arc::new(TurnedClock::at(MORNING)), notifier: Arc::new(Notices::default()), seed: 7 },
    );
    assert_eq!(desk.open().await, AppState::NeedsPassphrase { create: true });
    desk.create_passphrase(WORDS.into()).await.unwrap();
    desk.start_practice().await.unwrap();
    let console = desk.console().unwrap();
    let lock = console.vault_lock_state();
    assert_eq!((lock.guard, lock.locked), (VaultGuard::App, false), "it was typed a moment ago");
    let id = paper(&console, "身份证正面.png", 40, "2026-12-20").await;
    console.vault_lock();
    assert_locked(&console, id).await;
    assert_eq!(desk.vault_unlock("不是这个密码啊啊".into()).await.unwrap_err().code, "key.wrong-passphrase");
    desk.vault_unlock(WORDS.into()).await.unwrap();
    assert!(console.papers_get(id, false).await.is_ok());
    assert!(desk.vault_choose_passphrase(WORDS.into(), "另一个密码一二三".into()).await.is_err());
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_is_listed_for_the_first_page_and_told_without_its_name_while_locked() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    paper(&console, "许可证.png", 40, "2027-02-20").await;
    let soon = paper(&console, "授权书.png", 90, "2026-12-01").await;
    let over = paper(&console, "商标.png", 130, "2026-11-01").await;
    let gone = paper(&console, "旧证.png", 170, "2026-11-02").await;
    paper(&console, "执照.png", 210, "长期").await;
    console.papers_remove(vec![gone]).await.unwrap();
    let ending = console.papers_ending().await.unwrap();
    let listed: Vec<_> = ending.papers.iter().map(|row| (row.id, row.validity.standing)).collect();
    assert_eq!(listed, [(over, Standing::Expired), (soon, Standing::Ending)]);

    office.desk().vault_choose_passphrase(String::new(), WORDS.into()).await.unwrap();
    console.vault_lock();
    office.clock.as_ref().unwrap().turn(40 * DAY_MS);
    let told = || office.notices.shown().into_iter().filter(|notice| notice.kind == NoticeKind::PaperEnding);
    office.wait_for("told of all three that end", async |_| told().any(|notice| notice.count == 3)).await;
    assert!(told().all(|notice| notice.name.is_empty()));
}
