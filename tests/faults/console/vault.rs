//! The vault under attack and by accident: checks A1 (papers), A2 (application), A7 (papers), A17, C8 and D7 to D12 of the scorecard.
//!
//! What is not there yet is not checked: restoring a backup (of C8, D12).

use crate::canary::{files, found};
use crate::support::{
    applying::{begin, fill, furnish},
    campaign::Campaign,
    child::{Child, Role},
    full_disk,
    shop::{copy, open_desk},
    typist,
    vault::{CANARIES, KEY, PASSPHRASE, add, open, scan},
};
use kaibo_console::{
    Console, SystemClock,
    pictures::MediaRequest,
    view::{ApplicationDraftView, ApplicationState, DamagedFile, PapersTake},
};
use kaibo_domain::{
    PaperId,
    platform::shop::endpoint::{CATEGORY_ADD, QUALIFICATION_UPLOAD},
};
use kaibo_sandbox::{Sandbox, SandboxConfig};
use kaibo_store::{
    KdfParams, KeyError, KeySource, KeyStatus, Keychain, NoKeychain, OpenError, RecoveryError, RootKey, Store, papers,
};
use kaibo_wechat::Secret;
use std::{
    collections::HashMap,
    fs::{self, File},
    os::unix::fs::{FileExt, symlink},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tempfile::TempDir;
use zeroize::Zeroizing;

/// Files of the vault.
fn kept(data: &Path) -> Vec<PathBuf> {
    let mut all = files(&data.join("vault"));
    all.sort_unstable();
    all
}

fn markers() -> Vec<Vec<u8>> {
    CANARIES.into_iter().chain([kaibo_sandbox::PRACTICE_SECRET, PASSPHRASE]).flat_map(crate::canary::forms).collect()
}

async fn page(console: &Console, id: PaperId, place: usize, small: bool) -> Option<Vec<u8>> {
    console.render(MediaRequest::Paper(id, place, small)).await.map(|rendered| rendered.bytes)
}

/// Waits until the sweep of this start has left just the pages of papers.
async fn swept(data: &Path, expected: usize) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while kept(data).len() != expected {
        assert!(Instant::now() < deadline, "{} files for {expected} pages", kept(data).len());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_a1_kill_while_papers_are_added() {
    let mut campaign = Campaign::new("A1 papers");
    let rounds = campaign.count(4, 200, 600);
    let place = TempDir::new().unwrap();
    let (data, mut pages, mut scanned) = (place.path().join("data"), HashMap::new(), 0);
    for round in 0..rounds {
        let mut random = campaign.round(round);
        let child = Child::start(Role::Papers, &data, "", random.number());
        child.until("ready");
        let first = child.line();
        // Anywhere within the next papers.
        tokio::time::sleep(Duration::from_micros(random.below(150_000) as u64)).await;
        for line in std::iter::once(first).chain(child.kill()) {
            // The last line may have been cut.
            let mut words = line.split(' ').skip(1);
            if let (Some(Ok(id)), Some(Ok(count))) =
                (words.next().map(str::parse::<PaperId>), words.next().map(str::parse::<usize>))
            {
                pages.insert(id, count);
            }
        }
        let (hit, count) = found(place.path(), &markers());
        assert!(hit.is_none(), "round {round}: {hit:?}");
        scanned += count;

        let desk = open(&data).await;
        let console = desk.console().unwrap();
        let listed = console.papers_list().await.unwrap();
        let whole: usize = listed.iter().map(|row| row.pages as usize).sum();
        swept(&data, whole).await;
        for (id, count) in &pages {
            let row = listed.iter().find(|row| row.id == *id);
            assert_eq!(row.map(|row| row.pages as usize), Some(*count), "round {round}: {id} is not whole");
        }
        for row in &listed {
            assert!(row.pages > 0 && console.papers_check(row.id).await.unwrap().is_empty(), "round {round}");
        }
        pages.extend(listed.iter().map(|row| (row.id, row.pages as usize)));
        desk.close().await;
    }
    campaign.figure("kills", rounds);
    campaign.figure("papers that are whole", pages.len());
    campaign.figure("papers lost or halved", 0);
    campaign.figure("files looked through for what was typed", scanned);
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_a2_kill_while_an_application_is_handed_in() {
    let mut campaign = Campaign::new("A2 application");
    let rounds = campaign.count(3, 100, 300);
    let place = TempDir::new().unwrap();
    let template = place.path().join("template");
    // Nobody answers there: it is filled in offline.
    let desk = open_desk(&template, "http://127.0.0.1:9", Arc::new(SystemClock)).await;
    let console = desk.console().unwrap();
    furnish(&console, place.path()).await;
    let id = begin(&console, "翡翠").await;
    let filled = fill(&console, id, "翡翠吊坠").await;
    let fillings = fillings_of(&filled);
    desk.close().await;
    let (mut kills, mut uploads, mut under_way) = (0, 0, 0);
    for round in 0..rounds {
        let mut random = campaign.round(round);
        let platform = Sandbox::start(SandboxConfig { audit_ms: 100, ..SandboxConfig::default() }).await.unwrap();
        let data = place.path().join(format!("round-{round}"));
        copy(&template, &data);
        let executed = |path: &str| platform.accept_log().iter().filter(|call| call.endpoint == path).count();
        let mut killed = 0;
        for _ in 0..4 {
            let child = Child::start(Role::Apply, &data, platform.base_url(), random.number());
            child.until("ready");
            tokio::time::sleep(Duration::from_micros(random.below(30_000) as u64)).await;
            let handed = child.kill().iter().any(|line| line == "handed");
            killed += 1;
            under_way += usize::from(handed && executed(CATEGORY_ADD.path) == 0);
        }
        let desk = open_desk(&data, platform.base_url(), Arc::new(SystemClock)).await;
        let console = desk.console().unwrap();
        if console.applying_get(id).await.unwrap().line.state.is_none() {
            console.applying_hand_in(id).await.unwrap();
        }
        let deadline = Instant::now() + Duration::from_secs(60);
        let approved = loop {
            let view = console.applying_get(id).await.unwrap();
            if view.line.state == Some(ApplicationState::Approved) {
                break view;
            }
            assert!(Instant::now() < deadline, "round {round}: {:?}, {:?}", view.line.state, view.rounds);
            // Fails while the line is down, which it is not; an earlier one may still be under way.
            let _ = console.sync_now().await;
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        assert_eq!((executed(CATEGORY_ADD.path), approved.line.rounds), (1, 1), "round {round}");
        // One may be on its way at each kill.
        let (sent, pages) = (executed(QUALIFICATION_UPLOAD.path), approved.pages as usize);
        assert!((pages..=pages + killed).contains(&sent), "round {round}: {sent} of {pages} pages");
        assert_eq!(fillings_of(&approved), fillings, "round {round}");
        desk.close().await;
        platform.shutdown().await.unwrap();
        fs::remove_dir_all(&data).unwrap();
        (kills, uploads) = (kills + killed, uploads + sent - pages);
    }
    campaign.figure("applications", rounds);
    campaign.figure("kills", kills);
    campaign.figure("of them after 'hand in', before the application was out", under_way);
    campaign.figure("applications made twice", 0);
    campaign.figure("pages sent twice", uploads);
    campaign.figure("fillings lost", 0);
}

/// What staff put under each demand.
fn fillings_of(view: &ApplicationDraftView) -> Vec<(String, String)> {
    view.cards.iter().map(|card| (card.demand.id.clone(), format!("{:?}", card.filling))).collect()
}

#[test]
fn rel_a7_a_full_disk_takes_no_half_paper() {
    let mut campaign = Campaign::new("A7 papers");
    let children = campaign.count(1, 20, 60);
    match full_disk::fill_real_ones(&campaign, Role::FillPapers, children) {
        Some(times) => campaign.figure("really full disks", times),
        None => campaign.figure("really full disks", "not permitted here"),
    }
    campaign.figure("papers lost or halved", 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_a17_files_gone_changed_or_replaced() {
    let mut campaign = Campaign::new("A17");
    let rounds = campaign.count(30, 500, 1000);
    let place = TempDir::new().unwrap();
    let data = place.path().join("data");
    let desk = open(&data).await;
    let console = desk.console().unwrap();
    let scans = [1, 2].map(|number| scan(place.path(), number));
    let id = add(&console, scans.to_vec()).await;
    let clear = [page(&console, id, 0, false).await.unwrap(), page(&console, id, 1, false).await.unwrap()];
    for round in 0..rounds {
        let mut random = campaign.round(round);
        let victim = random.pick(&kept(&data)).clone();
        let whole = fs::read(&victim).unwrap();
        let elsewhere = place.path().join("elsewhere");
        let kind = round % 6;
        fs::remove_file(&victim).unwrap();
        match kind {
            0 => {}
            1 => {
                let mut changed = whole.clone();
                changed[random.below(whole.len())] ^= 1 << random.below(8);
                fs::write(&victim, changed).unwrap();
            }
            2 => fs::write(&victim, &whole[..random.below(whole.len())]).unwrap(),
            3 => fs::create_dir(&victim).unwrap(),
            4 => {
                fs::write(&elsewhere, &whole).unwrap();
                symlink(&elsewhere, &victim).unwrap();
            }
            _ => {
                let other = kept(&data).into_iter().find(|path| *path != victim).unwrap();
                fs::copy(other, &victim).unwrap();
            }
        }
        let damaged = console.papers_check(id).await.unwrap();
        let [DamagedFile { hash, missing, .. }] = damaged.as_slice() else { panic!("round {round}: {damaged:?}") };
        assert!(victim.to_string_lossy().replace('/', "").ends_with(hash), "round {round}");
        assert_eq!(*missing, kind == 0, "round {round}");
        let shown = [page(&console, id, 0, false).await, page(&console, id, 1, false).await];
        assert_eq!(shown.iter().flatten().count(), 1, "round {round}");
        if kind == 3 {
            // Ours are files: what somebody else put there is not taken away.
            fs::remove_dir(&victim).unwrap();
        }
        let request = PapersTake { paths: scans.to_vec(), kind: None, together: true, consent: true };
        let again = console.papers_take(request, |_| ()).await.unwrap();
        assert!(again.iter().all(|taken| taken.known && taken.paper == Some(id)), "round {round}: {again:?}");
        assert!(console.papers_check(id).await.unwrap().is_empty(), "round {round}");
        for (place, clear) in clear.iter().enumerate() {
            assert_eq!(page(&console, id, place, false).await.as_ref(), Some(clear), "round {round}");
        }
    }
    desk.close().await;
    campaign.figure("files damaged", rounds);
    campaign.figure("kinds of damage", 6);
    campaign.figure("unnoticed", 0);
}

#[test]
fn rel_c8_databases_that_are_not_ours() {
    let mut campaign = Campaign::new("C8");
    let place = TempDir::new().unwrap();
    let ours = place.path().join("ours");
    typist::open(&ours).unwrap().close();
    let other_key = place.path().join("other-key");
    Store::open(&other_key, &RootKey::from_bytes([9; 32])).unwrap().close();
    let plain = |statements: &str| {
        let file = place.path().join("plain.db");
        let _ = fs::remove_file(&file);
        kaibo_store::Connection::open(&file).unwrap().execute_batch(statements).unwrap();
        fs::read(&file).unwrap()
    };
    let hostile = "CREATE TABLE papers (id TEXT); CREATE TABLE said (words TEXT);
        CREATE TRIGGER t AFTER INSERT ON papers BEGIN INSERT INTO said VALUES ('a trigger of theirs'); END;
        CREATE VIEW shops AS SELECT 'a view of theirs' AS id; PRAGMA user_version = 6;";
    let random = |length: usize| (0..length).map(|place| (place.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let genuine = fs::read(ours.join("kaibo.db")).unwrap();
    let kinds: [(&str, Vec<u8>); 4] = [
        ("of another key", fs::read(other_key.join("kaibo.db")).unwrap()),
        ("not encrypted, with triggers and views", plain(hostile)),
        ("not encrypted, large", plain("CREATE TABLE t (x BLOB); INSERT INTO t VALUES (zeroblob(20000000));")),
        ("noise", random(200_000)),
    ];
    for (what, bytes) in &kinds {
        let file = ours.join("kaibo.db");
        fs::write(&file, bytes).unwrap();
        let opened = typist::open(&ours);
        assert!(matches!(opened, Err(OpenError::Unreadable(_))), "{what}: {opened:?}");
        assert_eq!(&fs::read(&file).unwrap(), bytes, "{what} is left as it is");
    }
    fs::write(ours.join("kaibo.db"), &genuine).unwrap();
    assert_eq!(typist::open(&ours).unwrap().check().unwrap(), Vec::<String>::new());
    campaign.figure("kinds refused and left as they are", kinds.len());
    campaign.figure("statements of theirs that ran", 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_d7_nothing_stands_in_clear() {
    let mut campaign = Campaign::new("D7");
    let place = TempDir::new().unwrap();
    let data = place.path().join("data");
    let outside = TempDir::new().unwrap();
    let desk = open(&data).await;
    let console = desk.console().unwrap();
    let mut wanted = markers();
    for number in 0..campaign.count(4, 40, 40) as u64 {
        let id = add(&console, vec![scan(outside.path(), number)]).await;
        let bytes = page(&console, id, 0, false).await.unwrap();
        page(&console, id, 0, true).await.unwrap();
        wanted.push(bytes[bytes.len() / 2..bytes.len() / 2 + 24].to_vec());
    }
    desk.vault_choose_passphrase(String::new(), PASSPHRASE.into()).await.unwrap();
    let code = desk.recovery_make(None).await.unwrap().groups;
    wanted
        .extend([code.concat(), code.join("-"), code[..2].concat()].iter().flat_map(|code| crate::canary::forms(code)));
    let mut scanned = 0;
    for moment in ["open", "locked", "closed"] {
        let (hit, count) = found(place.path(), &wanted);
        assert!(hit.is_none(), "{moment}: {hit:?}");
        scanned += count;
        console.vault_lock();
        if moment == "locked" {
            desk.close().await;
        }
    }
    // The scan sees what it is there for.
    fs::write(place.path().join("note"), CANARIES[0]).unwrap();
    assert!(found(place.path(), &wanted).0.is_some());
    campaign.figure("forms of what must not be found", wanted.len());
    campaign.figure("files looked through", scanned);
    campaign.figure("found", 0);
}

/// Whether the bytes hold one of the needles. Most pages are empty: no key begins there.
fn holds(bytes: &[u8], needles: &[[u8; 32]]) -> bool {
    const PAGE: usize = 4096;
    let firsts = needles.iter().map(|needle| needle[0]).collect::<Vec<_>>();
    (0..bytes.len())
        .step_by(PAGE)
        .filter(|from| bytes[*from..bytes.len().min(from + PAGE)] != [0; PAGE][..bytes.len().min(from + PAGE) - from])
        .any(|from| {
            bytes[from..bytes.len().min(from + PAGE + 31)]
                .windows(32)
                .any(|window| firsts.contains(&window[0]) && needles.iter().any(|needle| window == needle))
        })
}

/// Whether the memory of a process holds one of the needles.
fn memory_holds(process: u32, needles: &[[u8; 32]]) -> bool {
    let memory = File::open(format!("/proc/{process}/mem")).unwrap();
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let mut buffer = vec![0; 4 * 1024 * 1024];
    for line in maps.lines() {
        let (range, rest) = line.split_once(' ').unwrap();
        // What can be written; the rest is the program.
        if !rest.starts_with("rw") {
            continue;
        }
        let (from, until) = range.split_once('-').unwrap();
        let [mut from, until] = [from, until].map(|address| u64::from_str_radix(address, 16).unwrap());
        while from < until {
            let wanted = buffer.len().min((until - from) as usize);
            // A mapping may be gone again, or not be readable at all.
            let Ok(read @ 32..) = memory.read_at(&mut buffer[..wanted], from) else { break };
            if holds(&buffer[..read], needles) {
                return true;
            }
            // A key may lie across the end.
            from += if read == wanted && from + (read as u64) < until { read as u64 - 31 } else { read as u64 };
        }
    }
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_d8_a_locked_program_has_no_key_of_the_vault_in_memory() {
    let mut campaign = Campaign::new("D8");
    let place = TempDir::new().unwrap();
    let mut child = Child::start(Role::Lock, &place.path().join("data"), "", 0);
    // The contexts of the store's keys, and the root key itself.
    let derived = ["app.kaibo.desktop 2026 vault cipher key v1", "app.kaibo.desktop 2026 vault address key v1"]
        .map(|context| blake3::derive_key(context, &KEY));
    let secret = [derived[0], derived[1], KEY];
    let rounds = campaign.count(3, 50, 50);
    for round in 0..rounds {
        child.until("open");
        assert!(
            derived.iter().all(|key| memory_holds(child.id(), &[*key])),
            "the search sees the keys while it is open"
        );
        child.retry();
        child.until("locked");
        let deadline = Instant::now() + Duration::from_secs(2);
        while memory_holds(child.id(), &secret) {
            assert!(Instant::now() < deadline, "round {round}: a key is still in memory");
        }
        child.retry();
    }
    campaign.figure("times locked", rounds);
    campaign.figure("keys found", 0);
}

#[test]
fn rel_d9_secrets_are_not_printed() {
    let mut campaign = Campaign::new("D9");
    let place = TempDir::new().unwrap();
    let store = Store::open(place.path(), &RootKey::from_bytes(KEY)).unwrap();
    let printed = [
        format!("{:?}", RootKey::from_bytes(KEY)),
        format!("{:?}", Secret::new("canary-secret-7f3a")),
        format!("{store:?}"),
        format!("{:?} {:?}", store.blobs(), store.vault()),
    ];
    let hex: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    for said in &printed {
        assert!(!said.contains("canary-secret-7f3a") && !said.contains(&hex[..16]), "{said}");
        assert!(!said.contains("7, 211, 34"), "{said}");
    }
    store.close();
    campaign.figure("types printed", printed.len());
}

/// A keychain with a fault.
#[derive(Clone, Default)]
struct Faulty {
    kept: Arc<Mutex<HashMap<String, Vec<u8>>>>,
    fault: Arc<Mutex<Fault>>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
enum Fault {
    #[default]
    None,
    /// It does not answer: absent, locked, denied.
    Silent,
    /// It knows nothing: another back end, or the item was removed.
    Forgetful,
    /// It gives a part.
    Short,
    /// It gives the key of other data.
    Wrong,
}

impl Keychain for Faulty {
    fn get(&self, id: &str) -> Result<Option<Zeroizing<Vec<u8>>>, NoKeychain> {
        let kept = self.kept.lock().unwrap().get(id).cloned();
        match *self.fault.lock().unwrap() {
            Fault::None => Ok(kept.map(Zeroizing::new)),
            Fault::Silent => Err(NoKeychain("locked".into())),
            Fault::Forgetful => Ok(None),
            Fault::Short => Ok(kept.map(|key| Zeroizing::new(key[..16].to_vec()))),
            Fault::Wrong => Ok(Some(Zeroizing::new(vec![9; 32]))),
        }
    }

    fn set(&self, id: &str, secret: &[u8]) -> Result<(), NoKeychain> {
        if *self.fault.lock().unwrap() == Fault::Silent {
            return Err(NoKeychain("denied".into()));
        }
        self.kept.lock().unwrap().insert(id.to_owned(), secret.to_vec());
        Ok(())
    }
}

#[test]
fn rel_d10_a_keychain_that_fails_loses_nothing_and_nothing_falls_back_to_clear() {
    let mut campaign = Campaign::new("D10");
    let place = TempDir::new().unwrap();
    let data = place.path().join("data");
    let keychain = Faulty::default();
    let kdf = KdfParams { memory_kib: 64, passes: 1, lanes: 1 };
    let source = || KeySource::with(&data, Box::new(keychain.clone()), kdf);
    *keychain.fault.lock().unwrap() = Fault::Silent;
    assert_eq!(source().probe().unwrap(), KeyStatus::Absent { keychain: false });
    assert!(matches!(source().create_in_keychain(), Err(KeyError::NoKeychain(_))));
    assert!(files(&data).is_empty(), "no key and no data were made");
    *keychain.fault.lock().unwrap() = Fault::Forgetful;
    assert!(matches!(source().create_in_keychain(), Err(KeyError::KeyGone)), "one that forgets at once");

    *keychain.fault.lock().unwrap() = Fault::None;
    let key = source().create_in_keychain().unwrap();
    let store = Store::open(&data, &key).unwrap();
    let blob = store.vault().put(b"a page").unwrap();
    store.close();
    let code = source().make_recovery(&key, 1).unwrap();
    let before: Vec<_> = files(&data).into_iter().map(|path| (fs::read(&path).unwrap(), path)).collect();
    for fault in [Fault::Silent, Fault::Forgetful, Fault::Short, Fault::Wrong] {
        *keychain.fault.lock().unwrap() = fault;
        assert_eq!(source().probe().unwrap(), KeyStatus::Keychain, "{fault:?}");
        match source().open_from_keychain() {
            Err(KeyError::NoKeychain(_)) => assert_eq!(fault, Fault::Silent),
            Err(KeyError::KeyGone) => assert!(matches!(fault, Fault::Forgetful | Fault::Short), "{fault:?}"),
            Err(error) => panic!("{fault:?}: {error:?}"),
            Ok(wrong) => assert!(matches!(Store::open(&data, &wrong), Err(OpenError::Unreadable(_))), "{fault:?}"),
        }
        assert!(matches!(source().create_in_keychain(), Err(KeyError::Exists)), "{fault:?}: no key in its place");
        assert!(matches!(source().create_with_passphrase("a long passphrase"), Err(KeyError::Exists)), "{fault:?}");
        for (bytes, path) in &before {
            assert_eq!(&fs::read(path).unwrap(), bytes, "{fault:?}: {path:?} was changed");
        }
    }
    *keychain.fault.lock().unwrap() = Fault::None;
    let store = Store::open(&data, &source().open_from_keychain().unwrap()).unwrap();
    assert_eq!(store.vault().get(&blob).unwrap(), b"a page");
    store.close();

    // Lost, given in part, another one's: the code finds the key, and a keychain that works again keeps it.
    for fault in [Fault::Forgetful, Fault::Short, Fault::Wrong] {
        *keychain.fault.lock().unwrap() = fault;
        assert!(matches!(source().recover(&code, None), Err(RecoveryError::Key(KeyError::KeyGone))), "{fault:?}");
        keychain.kept.lock().unwrap().clear();
        *keychain.fault.lock().unwrap() = Fault::None;
        assert!(matches!(source().open_from_keychain(), Err(KeyError::KeyGone)), "{fault:?}");
        Store::open(&data, &source().recover(&code, None).unwrap()).unwrap().close();
        Store::open(&data, &source().open_from_keychain().unwrap()).unwrap().close();
    }
    *keychain.fault.lock().unwrap() = Fault::Silent;
    assert!(matches!(source().recover(&code, None), Err(RecoveryError::NeedsPassphrase)));
    source().recover(&code, Some("a long passphrase")).unwrap();
    let store = Store::open(&data, &source().open_with_passphrase("a long passphrase").unwrap()).unwrap();
    assert_eq!(store.vault().get(&blob).unwrap(), b"a page");
    store.close();
    campaign.figure("times the recovery code brought the key back", 4);
    campaign.figure("faults of a keychain", 6);
    campaign.figure("data changed", 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_d11_the_window_is_told_numbers_only_when_it_asks() {
    let mut campaign = Campaign::new("D11");
    let place = TempDir::new().unwrap();
    let desk = open(&place.path().join("data")).await;
    let console = desk.console().unwrap();
    let id = add(&console, vec![scan(place.path(), 3)]).await;
    let category = console.categories_search("baijiu".into()).await.unwrap().remove(0).id;
    let mut replies = 0;
    let [identity, bank, phone, _] = CANARIES;
    let mut assert_masked = |said: String| {
        replies += 1;
        for canary in [identity, bank, phone, kaibo_sandbox::PRACTICE_SECRET] {
            assert!(!said.contains(canary), "{canary} in {said}");
        }
    };
    assert_masked(format!("{:?}", console.papers_list().await.unwrap()));
    assert_masked(format!("{:?}", console.papers_get(id, false).await.unwrap()));
    assert_masked(format!("{:?}", console.papers_ending().await.unwrap()));
    assert_masked(format!("{:?}", console.category_view(category.clone()).await.unwrap()));
    assert_masked(format!("{:?}", console.today().await.unwrap()));
    assert_masked(format!("{:?}", desk.settings().await.unwrap()));
    assert!(format!("{:?}", console.papers_get(id, true).await.unwrap()).contains(identity), "who asks is told");
    desk.vault_choose_passphrase(String::new(), PASSPHRASE.into()).await.unwrap();
    console.vault_lock();
    assert_masked(format!("{:?}", console.papers_get(id, true).await));
    assert_masked(format!("{:?}", console.papers_list().await));
    assert_masked(format!("{:?}", console.papers_ending().await));
    assert_masked(format!("{:?}", console.category_view(category).await));
    desk.close().await;
    campaign.figure("replies looked through", replies);
    campaign.figure("numbers in them", 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_d12_an_erased_paper_leaves_nothing() {
    let mut campaign = Campaign::new("D12");
    let rounds = campaign.count(3, 50, 50);
    let place = TempDir::new().unwrap();
    let (data, outside) = (place.path().join("data"), TempDir::new().unwrap());
    for round in 0..rounds {
        let desk = open(&data).await;
        let console = desk.console().unwrap();
        let id = add(&console, vec![scan(outside.path(), campaign.round(round).number())]).await;
        let stood = kept(&data);
        console.papers_remove(vec![id]).await.unwrap();
        console.papers_erase(vec![id]).await.unwrap();
        assert!(stood.iter().all(|path| !path.exists()), "round {round}");
        assert_eq!(fs::metadata(data.join("kaibo.db-wal")).map_or(0, |log| log.len()), 0, "round {round}: the log");
        desk.close().await;
        let store = Store::open(&data, &RootKey::from_bytes(KEY)).unwrap();
        assert!(store.read_blocking(move |db| papers::get(db, id)).unwrap().is_none(), "round {round}");
        assert_eq!(store.vault().list().unwrap(), [], "round {round}");
        store.close();
        let (hit, _) = found(place.path(), &markers());
        assert!(hit.is_none(), "round {round}: {hit:?}");
    }
    campaign.figure("papers erased", rounds);
    campaign.figure("rows, pages and log frames left", 0);
}
