//! A copy on another disk: made by the day, brought back on another computer by the recovery code alone, and what is said
//! where the disk is not there.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::{
    recovery::Kept,
    support::{
        canary::{forms, found},
        clock::{MORNING, Notices, TurnedClock},
        office::Office,
        photo::twelve_megapixels,
    },
};
use kaibo_console::{
    Console, Desk, DeskConfig, KeyAccess, Surroundings,
    pictures::MediaRequest,
    view::{AppState, AwayWish, GoodsQuery, GoodsState, NoticeKind, PapersTake, ShopNew, Topic},
};
use kaibo_domain::{
    PaperId,
    outbox::SubmissionState,
    platform::endpoint,
    time::{DAY_MS, HOUR_MS, MINUTE_MS},
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tempfile::TempDir;

const SHOP: &str = "晨光布艺的第二家店";
const PASSPHRASE: &str = "九点开播九点开播";

fn desk(folder: &Path, key: KeyAccess) -> Desk {
    Desk::new(DeskConfig { data_dir: folder.to_owned(), key, on_change: Arc::new(|_| {}) })
}

/// Of the second sort when a shop is there already.
async fn sample_shop(desk: &Desk, name: &str) {
    desk.add_shop(ShopNew { name: name.into(), practice: true }, None).await.unwrap();
}

async fn names(console: &Console) -> Vec<String> {
    let listing = console.goods_open(GoodsQuery::default()).await.unwrap();
    let goods = console.goods_page(listing.id, 0, 200).await.unwrap().unwrap();
    let mut names: Vec<String> = goods.into_iter().map(|good| good.name).collect();
    names.sort();
    names
}

async fn paper(console: &Console, folder: &Path) -> PaperId {
    let paths = vec![twelve_megapixels(folder)];
    let request = PapersTake { paths, kind: None, together: false, consent: true };
    console.papers_take(request, |_| ()).await.unwrap().remove(0).paper.unwrap()
}

async fn page(console: &Console, paper: PaperId) -> Vec<u8> {
    console.render(MediaRequest::Paper(paper, 0, false)).await.unwrap().bytes
}

/// The newest version of the one shop there.
async fn wish(desk: &Desk, code: &str) -> AwayWish {
    let shop = desk.away_open(code.to_owned()).await.unwrap().remove(0);
    let version = shop.versions[0].id.clone();
    AwayWish { copy: shop.copy, version, code: code.to_owned(), passphrase: None, without_damaged: false }
}

/// The one file of that folder's folders.
fn first_file(folder: &Path) -> PathBuf {
    let folders = fs::read_dir(folder).unwrap().flatten().filter(|entry| entry.path().is_dir());
    folders.flat_map(|folder| fs::read_dir(folder.path()).unwrap().flatten()).next().unwrap().path()
}

fn copy_in(disk: &Path) -> PathBuf {
    fs::read_dir(disk).unwrap().flatten().next().unwrap().path()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_computer_has_the_shop_by_the_code_alone() {
    for is_further in [false, true] {
        let (place, disk, keychain) = (TempDir::new().unwrap(), TempDir::new().unwrap(), Kept::default());
        let first = desk(&place.path().join("data"), keychain.access());
        assert_eq!(first.open().await, AppState::FirstStart);
        if is_further {
            sample_shop(&first, "一店").await;
        }
        sample_shop(&first, SHOP).await;
        let console = first.console().unwrap();
        let scan = paper(&console, place.path()).await;
        let (goods, shown) = (names(&console).await, page(&console, scan).await);
        console.away_choose(disk.path().to_owned()).await.unwrap();
        assert_eq!(console.away_copy().await.unwrap_err().code, "away.no-recovery");
        assert_eq!(fs::read_dir(disk.path()).unwrap().count(), 0, "nothing that nobody could open");
        let code = first.recovery_make(None).await.unwrap().groups.concat();
        assert!(console.away_copy().await.unwrap());
        assert!(!console.away_copy().await.unwrap(), "nothing has changed");
        let view = console.away_view().await.unwrap();
        let done = view.done.unwrap();
        assert!(view.is_there && view.failed.is_none() && done.bytes > 100_000 && done.files > 6, "{done:?}");
        for wanted in [SHOP, goods[0].as_str(), code.as_str(), &code[..5]] {
            assert_eq!(found(disk.path(), &forms(wanted)).0, None, "{wanted}");
        }
        first.close().await;
        drop(place);

        // The computer is gone, and with it its keychain.
        let (place, keychain) = (TempDir::new().unwrap(), Kept::default());
        let second = desk(&place.path().join("data"), keychain.access());
        assert_eq!(second.open().await, AppState::FirstStart);
        let there = second.away_find(disk.path().to_owned()).await.unwrap();
        assert_eq!((there.newest_ms.len(), there.needs_passphrase), (1, false));
        let shops = second.away_open(code.to_lowercase()).await.unwrap();
        assert_eq!((shops[0].name.as_str(), shops[0].versions.len()), (SHOP, 1));
        assert_eq!(shops[0].versions[0].bytes, done.bytes);
        let state = second.away_bring(wish(&second, &code).await).await.unwrap();
        assert!(matches!(&state, AppState::Ready { shop, .. } if shop.name == SHOP), "{state:?}");
        let console = second.console().unwrap();
        assert_eq!(names(&console).await, goods);
        assert!(page(&console, scan).await == shown, "the paper is the very same");
        assert_eq!(console.papers_check(scan).await.unwrap(), []);
        assert_eq!(console.away_view().await.unwrap().folder, None, "copying there is the other computer's");
        second.away_find(disk.path().to_owned()).await.unwrap();
        assert_eq!(second.away_bring(wish(&second, &code).await).await.unwrap_err().code, "away.occupied");
        assert_eq!(names(&second.console().unwrap()).await, goods, "it is not replaced");
        second.close().await;
        let again = desk(&place.path().join("data"), keychain.access());
        assert!(matches!(again.open().await, AppState::Ready { .. }), "nobody is asked again");
        sample_shop(&again, "三店").await;
        assert_eq!(again.shops().await.len(), 2, "further shops can be made there");
        again.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_changes_nothing_and_is_told() {
    let (place, disk, keychain) = (TempDir::new().unwrap(), TempDir::new().unwrap(), Kept::default());
    let first = desk(&place.path().join("data"), keychain.access());
    first.open().await;
    sample_shop(&first, SHOP).await;
    let code = first.recovery_make(None).await.unwrap().groups.concat();
    let console = first.console().unwrap();
    console.away_choose(disk.path().to_owned()).await.unwrap();
    console.away_copy().await.unwrap();
    assert_eq!(console.away_choose(place.path().join("data")).await.unwrap_err().code, "away.inside-data");
    assert_eq!(console.away_choose(place.path().join("none")).await.unwrap_err().code, "away.gone");
    let theirs = first.recovery_make(None).await.unwrap().groups.concat();
    first.close().await;

    let (place, keychain) = (TempDir::new().unwrap(), Kept::default());
    let second = desk(&place.path().join("data"), keychain.access());
    second.open().await;
    assert_eq!(second.away_find(place.path().to_owned()).await.unwrap_err().code, "away.none");
    assert_eq!(second.away_find(place.path().join("none")).await.unwrap_err().code, "away.gone");
    second.away_find(disk.path().to_owned()).await.unwrap();
    let wrong = second.away_open(theirs).await.unwrap_err();
    assert_eq!((wrong.code.as_str(), wrong.field.as_deref()), ("recovery.wrong", Some("code")));
    assert_eq!(second.away_open(code[5..].to_owned()).await.unwrap_err().code, "recovery.length");
    let wish = wish(&second, &code).await;
    let file = first_file(&copy_in(disk.path()).join("files"));
    fs::write(&file, "cut").unwrap();
    let refused = second.away_bring(wish.clone()).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.params["count"].as_str()), ("away.files-damaged", "1"));
    assert_eq!(second.state().await, AppState::FirstStart);
    let piece = first_file(&copy_in(disk.path()).join("backups").join("pieces"));
    let kept = fs::read(&piece).unwrap();
    fs::write(&piece, "cut").unwrap();
    let without = AwayWish { without_damaged: true, ..wish };
    assert_eq!(second.away_bring(without.clone()).await.unwrap_err().code, "away.damaged");
    assert_eq!(second.state().await, AppState::FirstStart, "it can be begun with as before");
    fs::write(&piece, kept).unwrap();
    assert!(matches!(second.away_bring(without).await.unwrap(), AppState::Ready { .. }));
    second.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_shops_of_a_computer_come_from_one_folder() {
    let (place, disk, keychain) = (TempDir::new().unwrap(), TempDir::new().unwrap(), Kept::default());
    let first = desk(&place.path().join("data"), keychain.access());
    first.open().await;
    let mut code = String::new();
    for name in ["一店", SHOP] {
        sample_shop(&first, name).await;
        if code.is_empty() {
            code = first.recovery_make(None).await.unwrap().groups.concat();
        }
        let console = first.console().unwrap();
        console.away_choose(disk.path().to_owned()).await.unwrap();
        console.away_copy().await.unwrap();
    }
    first.close().await;
    let (place, keychain) = (TempDir::new().unwrap(), Kept::default());
    let second = desk(&place.path().join("data"), keychain.access());
    second.open().await;
    for _ in 0..2 {
        second.away_find(disk.path().to_owned()).await.unwrap();
        let here: Vec<String> = second.shops().await.into_iter().map(|line| line.name).collect();
        let there = second.away_open(code.clone()).await.unwrap();
        assert_eq!(there.len(), 2);
        let shop = there.into_iter().find(|shop| !here.contains(&shop.name)).unwrap();
        let (copy, version) = (shop.copy, shop.versions[0].id.clone());
        let wish = AwayWish { copy, version, code: code.clone(), passphrase: None, without_damaged: false };
        let state = second.away_bring(wish).await.unwrap();
        assert!(matches!(&state, AppState::Ready { shop: open, .. } if open.name == shop.name), "{state:?}");
    }
    assert_eq!(second.shops().await.len(), 2);
    // Of another key, a shop takes nobody's place and comes beside none.
    let (place, keychain) = (TempDir::new().unwrap(), Kept::default());
    let third = desk(&place.path().join("data"), keychain.access());
    third.open().await;
    sample_shop(&third, "三店").await;
    third.away_find(disk.path().to_owned()).await.unwrap();
    assert_eq!(third.away_bring(wish(&third, &code).await).await.unwrap_err().code, "away.occupied");
    assert!(matches!(third.state().await, AppState::Ready { shop, .. } if shop.name == "三店"));
    second.close().await;
    third.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keychain_the_shop_comes_under_a_passphrase() {
    let (place, disk, keychain) = (TempDir::new().unwrap(), TempDir::new().unwrap(), Kept::default());
    let first = desk(&place.path().join("data"), keychain.access());
    first.open().await;
    sample_shop(&first, SHOP).await;
    let code = first.recovery_make(None).await.unwrap().groups.concat();
    let console = first.console().unwrap();
    console.away_choose(disk.path().to_owned()).await.unwrap();
    console.away_copy().await.unwrap();
    first.close().await;
    let place = TempDir::new().unwrap();
    let second = desk(place.path(), KeyAccess::NoKeychain);
    second.open().await;
    second.create_passphrase("只用这一次的口令".into()).await.unwrap();
    assert!(second.away_find(disk.path().to_owned()).await.unwrap().needs_passphrase);
    let wish = wish(&second, &code).await;
    let asked = second.away_bring(wish.clone()).await.unwrap_err();
    assert_eq!((asked.code.as_str(), asked.field.as_deref()), ("recovery.needs-passphrase", Some("passphrase")));
    let short = AwayWish { passphrase: Some("太短".into()), ..wish.clone() };
    assert_eq!(second.away_bring(short).await.unwrap_err().code, "key.too-short");
    let wish = AwayWish { passphrase: Some(PASSPHRASE.into()), ..wish };
    assert!(matches!(second.away_bring(wish).await.unwrap(), AppState::Ready { .. }));
    second.close().await;
    let again = desk(place.path(), KeyAccess::NoKeychain);
    assert_eq!(again.open().await, AppState::NeedsPassphrase { create: false });
    assert!(matches!(again.unlock(PASSPHRASE.into()).await.unwrap(), AppState::Ready { .. }));
    again.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_copied_every_day_and_a_disk_that_is_away_is_told_once_a_day() {
    let (place, keychain, clock) = (TempDir::new().unwrap(), Kept::default(), TurnedClock::at(MORNING));
    let notices = Notices::default();
    let (data_dir, disk) = (place.path().join("data"), place.path().join("disk"));
    fs::create_dir(&disk).unwrap();
    let config = DeskConfig { data_dir, key: keychain.access(), on_change: Arc::new(|_| {}) };
    let surroundings = Surroundings { clock: Arc::new(clock.clone()), notifier: Arc::new(notices.clone()), seed: 7 };
    let desk = Desk::in_surroundings(config, surroundings);
    desk.open().await;
    sample_shop(&desk, SHOP).await;
    desk.recovery_make(None).await.unwrap();
    let console = desk.console().unwrap();
    let view = console.away_choose(disk.clone()).await.unwrap();
    assert!(view.same_disk && view.is_there && view.done.is_none(), "{view:?}");
    let told = || notices.shown().into_iter().filter(|one| one.kind == NoticeKind::AwayFailed).collect::<Vec<_>>();
    let pass = async |by_ms: i64| {
        tokio::time::sleep(Duration::from_millis(300)).await;
        clock.turn(by_ms);
    };
    let reach = async |what: &str, seen: &dyn Fn(&kaibo_console::view::AwayView) -> bool| {
        for _ in 0..500 {
            let view = console.away_view().await.unwrap();
            if seen(&view) && !view.busy {
                return view;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("not reached: {what}");
    };
    // The daily backup comes first, and may be at work still.
    while console.away_view().await.unwrap().done.is_none() {
        pass(6 * MINUTE_MS).await;
        assert!(clock.now() < MORNING + 2 * HOUR_MS, "it is never copied by itself");
    }
    let first = reach("the first copy", &|view| view.done.is_some()).await.done.unwrap();
    // The stick is unplugged.
    let hidden = place.path().join("hidden");
    fs::rename(&disk, &hidden).unwrap();
    pass(DAY_MS).await;
    let view = reach("the failure", &|view| view.failed.is_some()).await;
    assert_eq!((view.failed.unwrap().problem.code.as_str(), view.is_there), ("away.gone", false));
    assert_eq!(view.done, Some(first), "the last that was well is still told");
    assert!(!disk.exists(), "no folder is made where the stick should be");
    for _ in 0..4 {
        pass(HOUR_MS).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(told().len(), 1, "once a day");
    assert_eq!(told()[0].target.topic, Topic::Backups);
    fs::rename(&hidden, &disk).unwrap();
    pass(HOUR_MS).await;
    let view = reach("the next copy", &|view| view.done.is_some_and(|done| done.at_ms > first.at_ms)).await;
    assert!(view.failed.is_none() && view.is_there);
    assert_eq!(console.away_forget().await.unwrap().folder, None);
    pass(2 * DAY_MS).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(told().len(), 1, "nobody copies there any more");
    assert!(copy_in(&disk).join("copy.json").is_file(), "what was copied stays");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_paper_is_mended_from_the_copy() {
    let (place, disk, keychain) = (TempDir::new().unwrap(), TempDir::new().unwrap(), Kept::default());
    let data = place.path().join("data");
    let desk = desk(&data, keychain.access());
    desk.open().await;
    sample_shop(&desk, SHOP).await;
    desk.recovery_make(None).await.unwrap();
    let console = desk.console().unwrap();
    let scan = paper(&console, place.path()).await;
    let shown = page(&console, scan).await;
    console.away_choose(disk.path().to_owned()).await.unwrap();
    console.away_copy().await.unwrap();
    let hash = {
        let file = first_file(&data.join("vault"));
        fs::write(&file, "noise").unwrap();
        console.papers_check(scan).await.unwrap()
    };
    assert_eq!(hash.len(), 1);
    console.away_copy().await.unwrap();
    assert_eq!(console.papers_mend(scan).await.unwrap(), [], "and the copy was not spoilt by it");
    assert!(page(&console, scan).await == shown);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_since_the_copy_is_found_and_not_sent_again() {
    let (mut office, disk) = (Office::open().await, TempDir::new().unwrap());
    let code = office.desk().recovery_make(None).await.unwrap().groups.concat();
    let console = office.console();
    console.away_choose(disk.path().to_owned()).await.unwrap();
    console.outbox_pause(None).await.unwrap();
    let queued = office.draft_good("另存时在待发送里的裙子").await;
    console.goods_submit(vec![queued]).await.unwrap();
    console.away_copy().await.unwrap();
    console.outbox_resume(None).await.unwrap();
    office.wait_for_good(queued, GoodsState::Approved).await;
    office.close().await;

    let place = TempDir::new().unwrap();
    let second = desk(place.path(), KeyAccess::Injected("07".repeat(32)));
    second.open().await;
    second.set_practice_address(office.platform.base_url()).await;
    second.away_find(disk.path().to_owned()).await.unwrap();
    let wish = AwayWish { passphrase: Some(PASSPHRASE.into()), ..wish(&second, &code).await };
    second.away_bring(wish).await.unwrap();
    let console = second.console().unwrap();
    let rows = console.outbox_list(Default::default()).await.unwrap().rows;
    assert!(rows.iter().all(|row| row.state != SubmissionState::Queued), "it does not leave without a look");
    console.outbox_resume(None).await.unwrap();
    for _ in 0..500 {
        if console.goods_get(queued).await.unwrap().state == GoodsState::Approved {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(console.goods_get(queued).await.unwrap().state, GoodsState::Approved);
    assert_eq!(office.executed(endpoint::GOODS_ADD.path), 1);
    second.close().await;
}
