//! The recovery code: the keychain loses the key, the data go to another computer, the passphrase is forgotten, and the code
//! brings them back; a wrong one changes nothing.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{
    canary,
    clock::{MORNING, Notices, TurnedClock},
};
use kaibo_console::{
    Desk, DeskConfig, KeyAccess, Surroundings,
    view::{AppState, Problem, ShopNew},
};
use kaibo_domain::time::DAY_MS;
use kaibo_store::{Keychain, NoKeychain};
use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};
use tempfile::TempDir;
use zeroize::Zeroizing;

const PASSPHRASE: &str = "九点开播九点开播";

/// A keychain of this test's own.
#[derive(Clone, Default)]
pub struct Kept(Arc<Mutex<HashMap<String, Vec<u8>>>>);

impl Keychain for Kept {
    fn get(&self, id: &str) -> Result<Option<Zeroizing<Vec<u8>>>, NoKeychain> {
        Ok(self.0.lock().unwrap().get(id).cloned().map(Zeroizing::new))
    }

    fn set(&self, id: &str, secret: &[u8]) -> Result<(), NoKeychain> {
        self.0.lock().unwrap().insert(id.to_owned(), secret.to_owned());
        Ok(())
    }
}

impl Kept {
    pub fn access(&self) -> KeyAccess {
        KeyAccess::Kept(Arc::new(self.clone()))
    }
}

fn desk(folder: &Path, key: KeyAccess) -> Desk {
    Desk::new(DeskConfig { data_dir: folder.to_owned(), key, on_change: Arc::new(|_| {}) })
}

fn shop(name: &str) -> ShopNew {
    ShopNew { name: name.into(), practice: false }
}

fn name_of(state: AppState) -> String {
    match state {
        AppState::Ready { shop, .. } => shop.name,
        other => panic!("it did not open: {other:?}"),
    }
}

fn problem_of(state: AppState) -> String {
    match state {
        AppState::CannotOpen { problem } => problem.code,
        other => panic!("it opened: {other:?}"),
    }
}

fn at_code(problem: &Problem) -> &str {
    assert_eq!(problem.field.as_deref(), Some("code"));
    &problem.code
}

/// What lies in the folder.
fn content(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    canary::files(folder).into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// A folder with two shops whose key is in that keychain, and their code; nothing is open.
async fn two_shops(folder: &Path, keychain: &Kept) -> Vec<String> {
    let desk = desk(folder, keychain.access());
    assert_eq!(desk.open().await, AppState::FirstStart);
    desk.add_shop(shop("一店"), None).await.unwrap();
    desk.add_shop(shop("二店"), None).await.unwrap();
    assert_eq!(desk.recovery().await.unwrap().made_ms, None);
    let made = desk.recovery_make(None).await.unwrap();
    let view = desk.recovery().await.unwrap();
    assert_eq!((view.made_ms, view.needs_passphrase), (Some(made.made_ms), false));
    assert!(!format!("{made:?}").contains(&made.groups[0]), "it does not print itself");
    desk.close().await;
    made.groups
}

fn with_one_wrong(groups: &[String]) -> String {
    let mut wrong = groups.to_vec();
    let last = if wrong[2].ends_with('7') { '8' } else { '7' };
    wrong[2].pop();
    wrong[2].push(last);
    wrong.join("-")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_the_keychain_lost_comes_back_by_the_code() {
    let (folder, keychain) = (TempDir::new().unwrap(), Kept::default());
    let groups = two_shops(folder.path(), &keychain).await;
    keychain.0.lock().unwrap().clear();

    let again = desk(folder.path(), keychain.access());
    assert_eq!(problem_of(again.open().await), "key.gone");
    assert!(again.recovery().await.unwrap().made_ms.is_some());
    let before = content(folder.path());
    let other: Vec<String> = two_shops(TempDir::new().unwrap().path(), &Kept::default()).await;
    let mistyped = again.recover(with_one_wrong(&groups), None).await.unwrap_err();
    assert_eq!((at_code(&mistyped), mistyped.params["groups"].as_str()), ("recovery.mistyped", "3"));
    let short = again.recover(groups[1..].concat(), None).await.unwrap_err();
    assert_eq!((at_code(&short), short.params["typed"].as_str()), ("recovery.length", "35"));
    assert_eq!(at_code(&again.recover(other.concat(), None).await.unwrap_err()), "recovery.wrong");
    assert!(content(folder.path()) == before, "a wrong code changes nothing");
    assert!(keychain.0.lock().unwrap().is_empty());
    assert_eq!(problem_of(again.state().await), "key.gone");

    let typed = groups.join(" ").to_lowercase();
    assert_eq!(name_of(again.recover(typed.clone(), None).await.unwrap()), "二店");
    assert_eq!(name_of(again.recover("anything".into(), None).await.unwrap()), "二店", "asked twice, it is open");
    let first = again.shops().await[0].place.clone();
    assert_eq!(name_of(again.switch_shop(first).await.unwrap()), "一店", "every shop opens by it");
    again.close().await;
    let next = desk(folder.path(), keychain.access());
    assert_eq!(name_of(next.open().await), "一店", "nobody is asked again");
    next.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_another_computer_without_a_keychain_the_code_opens_under_a_new_passphrase() {
    let (folder, keychain) = (TempDir::new().unwrap(), Kept::default());
    let groups = two_shops(folder.path(), &keychain).await;
    let copied = desk(folder.path(), KeyAccess::NoKeychain);
    assert_eq!(problem_of(copied.open().await), "key.unavailable");
    assert!(copied.recovery().await.unwrap().needs_passphrase);
    let asked = copied.recover(groups.concat(), None).await.unwrap_err();
    assert_eq!((asked.code.as_str(), asked.field.as_deref()), ("recovery.needs-passphrase", Some("passphrase")));
    let short = copied.recover(groups.concat(), Some("太短".into())).await.unwrap_err();
    assert_eq!((short.code.as_str(), short.field.as_deref()), ("key.too-short", Some("passphrase")));
    assert_eq!(name_of(copied.recover(groups.concat(), Some(PASSPHRASE.into())).await.unwrap()), "二店");
    assert_eq!(copied.settings().await.unwrap().key_kind, "passphrase");
    copied.close().await;
    let next = desk(folder.path(), KeyAccess::NoKeychain);
    assert_eq!(next.open().await, AppState::NeedsPassphrase { create: false });
    assert_eq!(name_of(next.unlock(PASSPHRASE.into()).await.unwrap()), "二店");
    next.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_forgot_the_passphrase_chooses_another_by_the_code() {
    let folder = TempDir::new().unwrap();
    let first = desk(folder.path(), KeyAccess::NoKeychain);
    first.open().await;
    first.create_passphrase("谁也不记得的口令".into()).await.unwrap();
    first.add_shop(shop("一店"), None).await.unwrap();
    for wrong in [None, Some("不是这个口令啊".to_owned())] {
        let refused = first.recovery_make(wrong).await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("key.wrong-passphrase", Some("passphrase")));
    }
    assert_eq!(first.recovery().await.unwrap().made_ms, None);
    let made = first.recovery_make(Some("谁也不记得的口令".into())).await.unwrap();
    first.close().await;

    let again = desk(folder.path(), KeyAccess::NoKeychain);
    again.open().await;
    assert!(again.recovery().await.unwrap().needs_passphrase);
    assert_eq!(name_of(again.recover(made.groups.concat(), Some(PASSPHRASE.into())).await.unwrap()), "一店");
    again.close().await;
    let next = desk(folder.path(), KeyAccess::NoKeychain);
    next.open().await;
    assert_eq!(next.unlock("谁也不记得的口令".into()).await.unwrap_err().code, "key.wrong-passphrase");
    next.unlock(PASSPHRASE.into()).await.unwrap();
    next.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_code_ends_the_one_before_and_none_stands_in_clear() {
    let (folder, keychain) = (TempDir::new().unwrap(), Kept::default());
    let old = two_shops(folder.path(), &keychain).await;
    let present = desk(folder.path(), keychain.access());
    present.open().await;
    let new = present.recovery_make(None).await.unwrap().groups;
    present.close().await;
    for code in [&old, &new] {
        let forms: Vec<Vec<u8>> = [code.concat(), code.join("-"), code.join(" "), code[..2].concat()]
            .iter()
            .flat_map(|text| canary::forms(text))
            .collect();
        assert_eq!(canary::found(folder.path(), &forms).0, None);
    }
    keychain.0.lock().unwrap().clear();
    let again = desk(folder.path(), keychain.access());
    again.open().await;
    assert_eq!(at_code(&again.recover(old.concat(), None).await.unwrap_err()), "recovery.wrong");
    again.recover(new.concat(), None).await.unwrap();
    again.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_code_or_with_its_file_damaged_that_is_said() {
    let (folder, keychain) = (TempDir::new().unwrap(), Kept::default());
    let groups = two_shops(folder.path(), &keychain).await;
    keychain.0.lock().unwrap().clear();
    let again = desk(folder.path(), keychain.access());
    again.open().await;
    fs::write(folder.path().join("recovery.json"), "{").unwrap();
    let view = again.recovery().await.unwrap();
    assert_eq!((view.made_ms, view.problem.unwrap().code.as_str()), (None, "recovery.damaged"));
    assert_eq!(at_code(&again.recover(groups.concat(), None).await.unwrap_err()), "recovery.damaged");
    fs::remove_file(folder.path().join("recovery.json")).unwrap();
    assert_eq!(at_code(&again.recover(groups.concat(), None).await.unwrap_err()), "recovery.none");
    assert_eq!(problem_of(again.state().await), "key.gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_shop_without_a_code_is_reminded_after_a_week_until_that_is_not_wanted() {
    let (folder, keychain, clock) = (TempDir::new().unwrap(), Kept::default(), TurnedClock::at(MORNING));
    let open = async || {
        let config =
            DeskConfig { data_dir: folder.path().to_owned(), key: keychain.access(), on_change: Arc::new(|_| {}) };
        let surroundings =
            Surroundings { clock: Arc::new(clock.clone()), notifier: Arc::new(Notices::default()), seed: 7 };
        let desk = Desk::in_surroundings(config, surroundings);
        desk.open().await;
        desk
    };
    let desk = open().await;
    desk.add_shop(shop("一店"), None).await.unwrap();
    let reminds = async |desk: &Desk| desk.recovery().await.unwrap().remind;
    clock.turn(7 * DAY_MS - 1);
    assert!(!reminds(&desk).await, "not in the first week");
    clock.turn(1);
    assert!(reminds(&desk).await);
    desk.recovery_remind_no_more().await.unwrap();
    assert!(!reminds(&desk).await);
    desk.add_shop(shop("二店"), None).await.unwrap();
    clock.turn(30 * DAY_MS);
    assert!(!reminds(&desk).await, "nor for another shop of this computer");
    desk.close().await;
    let desk = open().await;
    assert!(!reminds(&desk).await);
    desk.close().await;

    let (folder, keychain) = (TempDir::new().unwrap(), Kept::default());
    let config = DeskConfig { data_dir: folder.path().to_owned(), key: keychain.access(), on_change: Arc::new(|_| {}) };
    let surroundings = Surroundings { clock: Arc::new(clock.clone()), notifier: Arc::new(Notices::default()), seed: 7 };
    let desk = Desk::in_surroundings(config, surroundings);
    desk.open().await;
    desk.add_shop(ShopNew { name: "演练".into(), practice: true }, None).await.unwrap();
    clock.turn(30 * DAY_MS);
    assert!(!reminds(&desk).await, "practice data are nobody's loss");
    desk.add_shop(shop("三店"), None).await.unwrap();
    clock.turn(30 * DAY_MS);
    assert!(reminds(&desk).await);
    desk.recovery_make(None).await.unwrap();
    assert!(!reminds(&desk).await, "there is one now");
    desk.close().await;
}
