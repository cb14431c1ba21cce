//! Copies elsewhere on real files: made, brought to another computer, and folders that are cut, altered or hostile.

use super::*;
use crate::{
    Arrival, KdfParams, KeySource, OpenCopy, OpenError, Present, RecoveryCode, RootKey, Transaction, find_copies,
    keychain::memory::Memory,
    settings,
    shops::{self, ShopKind, ShopRow},
};
use kaibo_domain::ShopId;
use rstest::rstest;
use std::{collections::BTreeMap, io::Write};
use tempfile::TempDir;
use uuid::Uuid;

const CHEAP: KdfParams = KdfParams { memory_kib: 8, passes: 1, lanes: 1 };
const NOW: i64 = 1_790_000_000_000;
const DAY: i64 = 86_400_000;
const NAME: &str = "晨光布艺的店";
const CANARY: &[u8] = b"canary-in-a-paper-0123456789";

/// A computer with a data folder and a keychain.
struct Computer {
    dir: TempDir,
    keychain: Memory,
}

impl Computer {
    /// After the first start: a key, and no shop.
    fn new() -> Computer {
        let computer = Computer { dir: TempDir::new().unwrap(), keychain: Memory::default() };
        computer.source().create_in_keychain().unwrap();
        computer.open(Place::First).close();
        computer
    }

    fn source(&self) -> KeySource {
        KeySource::with(self.dir.path(), Box::new(self.keychain.clone()), CHEAP)
    }

    fn root(&self) -> RootKey {
        self.source().open_from_keychain().unwrap()
    }

    fn folders(&self) -> ShopFolders {
        ShopFolders::of(self.dir.path())
    }

    fn open(&self, place: Place) -> Store {
        Store::open(&self.folders().folder(place), &place.key(&self.root())).unwrap()
    }

    /// Takes the newest version of what stands in the folder.
    fn bring(&self, folder: &Path, code: &RecoveryCode, without_damaged: bool) -> Result<(), AwayError> {
        let found = find_copies(folder)?;
        let copy = OpenCopy::open(&found.first().ok_or(AwayError::Gone)?.dir, code)?;
        let newest = copy.versions()?.remove(0);
        if let Some(problem) = newest.problem {
            return Err(problem);
        }
        let (folders, source, empty) = (self.folders(), self.source(), self.open(Place::First));
        let present = Present::Nothing { empty: &empty, source: &source, passphrase: None };
        let to = Arrival { folders: &folders, present, without_damaged };
        let brought = copy.bring(&newest.id, to, NOW + DAY).map(drop);
        empty.close();
        brought
    }

    fn is_as_at_first(&self) -> bool {
        let store = self.open(Place::First);
        let is_empty = store.read_blocking(shops::list).unwrap().is_empty();
        let files = store.blobs().list().unwrap().len() + store.vault().list().unwrap().len();
        store.close();
        is_empty && files == 0 && self.folders().list().unwrap() == [Place::First]
    }
}

/// A shop with a picture, a paper and a recovery code, and a folder for its copies.
struct Shop {
    computer: Computer,
    place: Place,
    code: RecoveryCode,
    disk: TempDir,
    picture: BlobId,
    paper: BlobId,
}

impl Shop {
    fn at(place: Place) -> Shop {
        let computer = Computer::new();
        let code = computer.source().make_recovery(&computer.root(), NOW).unwrap();
        let store = computer.open(place);
        let shop = ShopRow {
            id: ShopId::from_uuid(Uuid::from_u128(5)),
            name: NAME.into(),
            kind: ShopKind::Real,
            app_id: String::new(),
            created_ms: NOW,
            last_used_ms: NOW,
        };
        store.write_blocking(move |tx| shops::insert(tx, &shop)).unwrap();
        let picture = store.blobs().put(&[CANARY, &vec![3; 300_000]].concat()).unwrap();
        let paper = store.vault().put(CANARY).unwrap();
        store.close();
        Shop { computer, place, code, disk: TempDir::new().unwrap(), picture, paper }
    }

    fn first() -> Shop {
        Shop::at(Place::First)
    }

    fn store(&self) -> Store {
        self.computer.open(self.place)
    }

    fn away(&self, store: &Store) -> Away {
        Away::of(self.disk.path(), store.backups())
    }

    fn copy(&self, now_ms: i64) -> Result<Copied, AwayError> {
        let store = self.store();
        let copied = self.away(&store).copy(&store, &self.computer.folders(), NAME, now_ms);
        store.close();
        copied
    }

    fn dir(&self) -> PathBuf {
        find_copies(self.disk.path()).unwrap().remove(0).dir
    }

    fn list(&self) -> PathBuf {
        let lists = fs::read_dir(self.dir().join("backups")).unwrap().map(|entry| entry.unwrap().path());
        lists.filter(|path| path.extension().is_some_and(|ending| ending == "json")).max().unwrap()
    }

    fn note(&self, value: &'static str) {
        let store = self.store();
        store.write_blocking(move |tx: &Transaction| settings::set(tx, "word", value)).unwrap();
        store.close();
    }
}

fn word(store: &Store) -> Option<String> {
    store.read_blocking(|db| settings::get(db, "word")).unwrap()
}

fn all(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(all(&path)) } else { drop(found.insert(path.clone(), fs::read(path).unwrap())) }
    }
    found
}

fn a_further() -> Place {
    Place::Further(ShopId::from_uuid(Uuid::from_u128(7)))
}

#[rstest]
#[case(Place::First)]
#[case(a_further())]
fn another_computer_has_it_all_by_the_code_alone(#[case] place: Place) {
    let shop = Shop::at(place);
    shop.note("of the copy");
    let copied = shop.copy(NOW).unwrap();
    assert_eq!((copied.files, copied.damaged, copied.is_new), (2, 0, true));
    shop.note("later");
    let (other, found) = (Computer::new(), find_copies(shop.disk.path()).unwrap());
    assert_eq!((found.len(), found[0].newest_ms), (1, Some(NOW)));
    let copy = OpenCopy::open(&found[0].dir, &shop.code).unwrap();
    assert_eq!(copy.shop().as_deref(), Some(NAME));
    let versions = copy.versions().unwrap();
    assert_eq!((versions.len(), versions[0].taken_ms, versions[0].bytes), (1, NOW, copied.bytes));
    other.bring(shop.disk.path(), &shop.code, false).unwrap();
    assert_eq!(other.folders().list().unwrap(), [place]);
    let store = other.open(place);
    assert_eq!(word(&store).as_deref(), Some("of the copy"));
    assert!(store.blobs().get(&shop.picture).unwrap().starts_with(CANARY));
    assert_eq!(store.vault().get(&shop.paper).unwrap(), CANARY);
    let note = store.restored().unwrap().unwrap();
    assert_eq!((note.moved, note.taken_ms), (true, NOW));
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
    store.close();
    assert_eq!(other.source().recovery().unwrap(), Some(NOW), "the code goes on working there");
    assert!(
        matches!(other.bring(shop.disk.path(), &shop.code, false), Err(AwayError::Occupied)) || place != Place::First
    );
}

#[test]
fn nothing_stands_there_in_clear_and_without_a_code_nothing_is_copied() {
    let shop = Shop::first();
    let recovery = shop.computer.dir.path().join(recovery::NAME);
    let text = fs::read(&recovery).unwrap();
    fs::remove_file(&recovery).unwrap();
    assert!(matches!(shop.copy(NOW), Err(AwayError::NoRecovery)));
    assert!(all(shop.disk.path()).is_empty());
    fs::write(&recovery, text).unwrap();
    shop.copy(NOW).unwrap();
    let root = shop.computer.root();
    let wanted = [CANARY, NAME.as_bytes(), root.bytes(), hex::encode(root.bytes()).as_bytes()].map(<[u8]>::to_vec);
    for (path, bytes) in all(shop.disk.path()) {
        for wanted in &wanted {
            assert!(!bytes.windows(wanted.len()).any(|window| window == wanted), "{}", path.display());
        }
    }
}

#[test]
fn each_file_is_copied_once_and_goes_with_the_last_version_that_names_it() {
    let shop = Shop::first();
    assert!(shop.copy(NOW).unwrap().is_new);
    let before = all(shop.disk.path());
    assert!(!shop.copy(NOW + 1).unwrap().is_new);
    assert!(all(shop.disk.path()) == before, "nothing is written where nothing has changed");
    let store = shop.store();
    store.blobs().erase(&shop.picture).unwrap();
    store.close();
    let path = shop.dir().join("files").join(&shop.picture.to_string()[..2]).join(&shop.picture.to_string()[2..]);
    assert!(shop.copy(NOW + 2).unwrap().is_new, "the database is the same, the files are not");
    assert!(!path.exists(), "the one version of that day does not name it any more");
    let written =
        fs::metadata(shop.dir().join("vault").join(&shop.paper.to_string()[..2])).unwrap().modified().unwrap();
    for day in 1..25 {
        shop.note(Box::leak(format!("day {day}").into_boxed_str()));
        shop.copy(NOW + day * DAY).unwrap();
    }
    let copy = OpenCopy::open(&shop.dir(), &shop.code).unwrap();
    let versions = copy.versions().unwrap();
    assert!((3..=11).contains(&versions.len()), "{}", versions.len());
    let again = fs::metadata(shop.dir().join("vault").join(&shop.paper.to_string()[..2])).unwrap().modified().unwrap();
    assert_eq!(written, again, "the paper was written once");
}

#[test]
fn a_damaged_file_of_the_data_spoils_no_copy_and_is_mended_from_it() {
    let shop = Shop::first();
    shop.copy(NOW).unwrap();
    let store = shop.store();
    let path = store.vault().path(&shop.paper);
    fs::write(&path, b"noise").unwrap();
    let late = store.vault().put(b"late").unwrap();
    fs::write(store.vault().path(&late), b"noise").unwrap();
    let away = shop.away(&store);
    let copied = away.copy(&store, &shop.computer.folders(), NAME, NOW + DAY).unwrap();
    assert_eq!((copied.files, copied.damaged), (2, 1), "the late one never was whole");
    away.mend(store.vault(), &shop.paper, true).unwrap();
    assert_eq!(store.vault().get(&shop.paper).unwrap(), CANARY);
    fs::remove_file(&path).unwrap();
    away.mend(store.vault(), &shop.paper, true).unwrap();
    assert_eq!(store.vault().get(&shop.paper).unwrap(), CANARY);
    assert!(matches!(away.mend(store.vault(), &late, true), Err(AwayError::Damaged)));
    store.close();
}

#[test]
fn with_the_vault_locked_papers_are_copied_as_they_stand() {
    let shop = Shop::first();
    let store = shop.store();
    store.lock_vault();
    shop.away(&store).copy(&store, &shop.computer.folders(), NAME, NOW).unwrap();
    store.close();
    let other = Computer::new();
    other.bring(shop.disk.path(), &shop.code, false).unwrap();
    let store = other.open(Place::First);
    assert_eq!(store.vault().get(&shop.paper).unwrap(), CANARY);
    store.close();
}

fn change(path: &Path, with: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    with(&mut bytes);
    fs::write(path, bytes).unwrap();
}

fn replace(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replace(from, to)).unwrap();
}

fn file_in(folder: &Path) -> PathBuf {
    all(folder).into_keys().next().unwrap()
}

/// Every case is refused by that answer, and the other computer is as at its first start.
#[rstest]
#[case::empty_folder("Gone", |shop: &Shop| fs::remove_dir_all(shop.dir()).unwrap())]
#[case::head_gone("Gone", |shop: &Shop| fs::remove_file(shop.dir().join(HEAD)).unwrap())]
#[case::head_cut("Damaged", |shop: &Shop| change(&shop.dir().join(HEAD), |head| head.truncate(20)))]
#[case::head_newer("Newer", |shop: &Shop| replace(&shop.dir().join(HEAD), "\"format\": 1", "\"format\": 2"))]
#[case::head_huge("Foreign", |shop: &Shop| change(&shop.dir().join(HEAD), |head| head.resize(1 << 20, b' ')))]
#[case::head_of_a_path("Damaged", |shop: &Shop| replace(&shop.dir().join(HEAD), "\"first\"", "\"../../../tmp\""))]
#[case::head_of_another_place("Recovery(OtherData)", |shop: &Shop| {
    replace(&shop.dir().join(HEAD), "\"first\"", "\"0192d4c5-0000-7000-8000-000000000001\"");
})]
#[case::renamed("Foreign", |shop: &Shop| fs::rename(shop.dir(), shop.disk.path().join("kaibo-0123456789abcdef")).unwrap())]
#[case::code_gone("Recovery(None)", |shop: &Shop| fs::remove_file(shop.dir().join("recovery.json")).unwrap())]
#[case::code_cut("Recovery(Damaged)", |shop: &Shop| change(&shop.dir().join("recovery.json"), |text| text.truncate(50)))]
#[case::code_huge("Recovery(Damaged)", |shop: &Shop| {
    change(&shop.dir().join("recovery.json"), |text| text.resize(1 << 20, b' '));
})]
#[case::list_cut("Damaged", |shop: &Shop| change(&shop.list(), |list| list.truncate(200)))]
#[case::list_empty("Damaged", |shop: &Shop| change(&shop.list(), Vec::clear))]
#[case::list_altered("Damaged", |shop: &Shop| replace(&shop.list(), "\"schema\":", "\"schema\":1"))]
#[case::list_of_huge_files("Damaged", |shop: &Shop| replace(&shop.list(), "\"vault\":[{\"name\":", "\"vault\":[{\"bytes\":9999999999999,\"name\":"))]
#[case::list_of_a_path("Damaged", |shop: &Shop| {
    let name = shop.paper.to_string();
    replace(&shop.list(), &name, &format!("{:/>64}", "../etc/passwd"));
})]
#[case::list_newer("Newer", |shop: &Shop| replace(&shop.list(), "{\"format\":1", "{\"format\":2"))]
#[case::list_of_another_key("Foreign", |shop: &Shop| {
    let key = shop.dir().file_name().unwrap().to_str().unwrap()[PREFIX.len()..].to_owned();
    replace(&shop.list(), &key, "0123456789abcdef");
})]
#[case::list_without_files("Damaged", |shop: &Shop| {
    let lists = fs::read_dir(shop.computer.dir.path().join("backups")).unwrap().map(|entry| entry.unwrap().path());
    fs::copy(lists.filter(|path| path.is_file()).max().unwrap(), shop.list()).unwrap();
})]
#[case::piece_gone("Damaged", |shop: &Shop| fs::remove_file(file_in(&shop.dir().join("backups/pieces"))).unwrap())]
#[case::piece_cut("Damaged", |shop: &Shop| change(&file_in(&shop.dir().join("backups/pieces")), |piece| piece.truncate(9)))]
#[case::piece_altered("Damaged", |shop: &Shop| change(&file_in(&shop.dir().join("backups/pieces")), |piece| piece[9] ^= 1))]
#[case::piece_huge("Damaged", |shop: &Shop| {
    fs::File::options().write(true).open(file_in(&shop.dir().join("backups/pieces"))).unwrap().set_len(1 << 40).unwrap();
})]
#[case::file_gone("FilesDamaged(1)", |shop: &Shop| fs::remove_file(file_in(&shop.dir().join("files"))).unwrap())]
#[case::file_altered("FilesDamaged(1)", |shop: &Shop| change(&file_in(&shop.dir().join("files")), |file| file[99] ^= 1))]
#[case::file_huge("FilesDamaged(1)", |shop: &Shop| {
    fs::File::options().write(true).open(file_in(&shop.dir().join("vault"))).unwrap().set_len(1 << 40).unwrap();
})]
#[case::both_gone("FilesDamaged(2)", |shop: &Shop| {
    fs::remove_dir_all(shop.dir().join("files")).unwrap();
    fs::remove_dir_all(shop.dir().join("vault")).unwrap();
})]
#[cfg_attr(unix, case::file_a_link("FilesDamaged(1)", |shop: &Shop| link(&file_in(&shop.dir().join("files")))))]
#[cfg_attr(unix, case::piece_a_link("Damaged", |shop: &Shop| link(&file_in(&shop.dir().join("backups/pieces")))))]
#[cfg_attr(unix, case::list_a_link("Damaged", |shop: &Shop| link(&shop.list())))]
#[cfg_attr(unix, case::code_a_link("Recovery(Damaged)", |shop: &Shop| link(&shop.dir().join("recovery.json"))))]
#[cfg_attr(unix, case::head_a_link("Foreign", |shop: &Shop| link(&shop.dir().join(HEAD))))]
#[cfg_attr(unix, case::files_a_link("Foreign", |shop: &Shop| link(&shop.dir().join("files"))))]
#[cfg_attr(unix, case::folder_of_files_a_link("Foreign", |shop: &Shop| {
    link(file_in(&shop.dir().join("files")).parent().unwrap());
}))]
#[cfg_attr(unix, case::copy_a_link("Gone", |shop: &Shop| link(&shop.dir())))]
fn folders_that_are_not_what_was_copied_bring_nothing(#[case] answer: &str, #[case] spoil: fn(&Shop)) {
    let (shop, other) = (Shop::first(), Computer::new());
    shop.copy(NOW).unwrap();
    spoil(&shop);
    let refused = other.bring(shop.disk.path(), &shop.code, false).unwrap_err();
    assert!(format!("{refused:?}").starts_with(answer), "{refused:?}");
    assert!(other.is_as_at_first());
    if let AwayError::FilesDamaged(damaged) = refused {
        other.bring(shop.disk.path(), &shop.code, true).unwrap();
        let store = other.open(Place::First);
        let there = [store.blobs().get(&shop.picture).is_ok(), store.vault().get(&shop.paper).is_ok()];
        assert_eq!(there.iter().filter(|is_there| !**is_there).count(), damaged);
        store.close();
    }
}

/// Moves it out of the copy and leaves a link to it.
#[cfg(unix)]
fn link(path: &Path) {
    let elsewhere = TempDir::new().unwrap().keep();
    fs::rename(path, elsewhere.join("it")).unwrap();
    std::os::unix::fs::symlink(elsewhere.join("it"), path).unwrap();
}

#[test]
fn what_lies_there_besides_is_left_alone() {
    let shop = Shop::first();
    fs::write(shop.disk.path().join("note.txt"), "of somebody").unwrap();
    fs::create_dir(shop.disk.path().join("kaibo-pictures")).unwrap();
    shop.copy(NOW).unwrap();
    fs::write(shop.dir().join("read me.txt"), "of somebody").unwrap();
    fs::write(shop.dir().join("files").join("desktop.ini"), "of a system").unwrap();
    shop.note("changed");
    shop.copy(NOW + DAY).unwrap();
    for kept in
        [shop.disk.path().join("note.txt"), shop.dir().join("read me.txt"), shop.dir().join("files/desktop.ini")]
    {
        assert!(kept.is_file(), "{}", kept.display());
    }
    Computer::new().bring(shop.disk.path(), &shop.code, false).unwrap();
}

#[test]
fn a_list_that_nobody_reads_keeps_what_it_may_name() {
    let shop = Shop::first();
    shop.copy(NOW).unwrap();
    replace(&shop.list(), "{\"format\":1", "{\"format\":2");
    let before = all(shop.disk.path()).len();
    let store = shop.store();
    store.blobs().erase(&shop.picture).unwrap();
    store.close();
    shop.note("changed");
    shop.copy(NOW + DAY).unwrap();
    assert!(all(shop.disk.path()).len() > before);
}

#[test]
fn a_wrong_code_and_a_computer_with_a_shop_bring_nothing() {
    let (shop, other) = (Shop::first(), Shop::first());
    shop.copy(NOW).unwrap();
    let refused = Computer::new().bring(shop.disk.path(), &other.code, false).unwrap_err();
    assert!(matches!(refused, AwayError::Recovery(RecoveryError::WrongCode)));
    let refused = other.computer.bring(shop.disk.path(), &shop.code, false).unwrap_err();
    assert!(matches!(refused, AwayError::Occupied));
    let store = other.store();
    assert_eq!(store.vault().get(&other.paper).unwrap(), CANARY);
    store.close();
}

/// A second shop of the same computer comes beside the first; neither takes the other's place.
#[rstest]
#[case(Place::First, a_further())]
#[case(a_further(), Place::First)]
fn shops_of_one_root_key_come_one_after_the_other(#[case] one: Place, #[case] then: Place) {
    let mut shop = Shop::at(one);
    shop.copy(NOW).unwrap();
    let first = shop.dir();
    let store = shop.computer.open(then);
    Away::of(shop.disk.path(), store.backups()).copy(&store, &shop.computer.folders(), "other", NOW).unwrap();
    store.close();
    let both = find_copies(shop.disk.path()).unwrap();
    let second = both.into_iter().find(|found| found.dir != first).unwrap();
    fs::rename(&second.dir, shop.computer.dir.path().join(second.dir.file_name().unwrap())).unwrap();
    let other = Computer::new();
    other.bring(shop.disk.path(), &shop.code, false).unwrap();
    let (store, folders) = (other.open(one), other.folders());
    let bring = |dir: &Path| {
        let copy = OpenCopy::open(dir, &shop.code).unwrap();
        let present = Present::Shops { place: one, backups: store.backups() };
        let to = Arrival { folders: &folders, present, without_damaged: false };
        copy.bring(&copy.versions().unwrap()[0].id, to, NOW).map(|(place, _)| place)
    };
    assert!(matches!(bring(&first), Err(AwayError::Occupied)), "it is there already");
    assert_eq!(bring(&shop.computer.dir.path().join(second.dir.file_name().unwrap())).unwrap(), then);
    assert_eq!(folders.list().unwrap(), [Place::First, a_further()]);
    assert!(store.blobs().get(&shop.picture).is_ok());
    store.close();
    other.open(then).close();
    shop = Shop::first();
    shop.copy(NOW).unwrap();
    let (store, copy) = (other.open(one), OpenCopy::open(&shop.dir(), &shop.code).unwrap());
    let present = Present::Shops { place: one, backups: store.backups() };
    let to = Arrival { folders: &folders, present, without_damaged: false };
    let refused = copy.bring(&copy.versions().unwrap()[0].id, to, NOW).map(drop);
    assert!(matches!(refused, Err(AwayError::Occupied)), "it is of another key");
    store.close();
}

#[test]
fn without_a_keychain_a_passphrase_is_needed_before_anything_is_changed() {
    let shop = Shop::first();
    shop.copy(NOW).unwrap();
    let mut other = Computer::new();
    let (folders, empty) = (other.folders(), other.open(Place::First));
    other.keychain = Memory::silent();
    let source = other.source();
    let copy = OpenCopy::open(&shop.dir(), &shop.code).unwrap();
    let id = copy.versions().unwrap().remove(0).id;
    for (passphrase, answer) in [(None, "NeedsPassphrase"), (Some("short"), "ShortPassphrase")] {
        let present = Present::Nothing { empty: &empty, source: &source, passphrase };
        let to = Arrival { folders: &folders, present, without_damaged: false };
        let refused = copy.bring(&id, to, NOW).unwrap_err();
        assert!(format!("{refused:?}").contains(answer), "{refused:?}");
    }
    let passphrase = Some("nine in the morning");
    let present = Present::Nothing { empty: &empty, source: &source, passphrase };
    let to = Arrival { folders: &folders, present, without_damaged: false };
    let (_, root) = copy.bring(&id, to, NOW).unwrap();
    assert_eq!(source.open_with_passphrase("nine in the morning").unwrap().bytes(), root.bytes());
    Store::open(other.dir.path(), &root).unwrap().close();
}

/// As each step leaves the folder, whoever starts next finds a first start or the whole shop.
#[rstest]
fn an_arrival_that_is_interrupted_is_whole(#[values(0, 1, 2, 3, 4)] steps: usize) {
    let (shop, other) = (Shop::first(), Computer::new());
    shop.copy(NOW).unwrap();
    other.bring(shop.disk.path(), &shop.code, false).unwrap();
    let (dir, arriving) = (other.dir.path(), other.folders().arriving(Place::First));
    let restore = "kaibo.db.restore";
    let moves = [
        (arriving.join(VAULT), dir.join(VAULT)),
        (arriving.join(FILES), dir.join(FILES)),
        (arriving.join(restore), dir.join(restore)),
        (dir.join(restore), dir.join("kaibo.db")),
    ];
    moves[..steps].iter().for_each(|(from, to)| fs::rename(from, to).unwrap());
    assert_eq!(other.folders().list().unwrap(), [Place::First]);
    let store = other.open(Place::First);
    assert_eq!(store.vault().get(&shop.paper).unwrap(), CANARY);
    assert!(store.blobs().get(&shop.picture).is_ok());
    assert_eq!(store.read_blocking(shops::list).unwrap()[0].name, NAME);
    assert!(store.restored().unwrap().unwrap().moved);
    store.close();
}

#[test]
fn what_was_fetched_and_has_not_arrived_is_nobodys() {
    let other = Computer::new();
    let arriving = other.folders().arriving(Place::First);
    make_folder(&arriving).unwrap();
    fs::File::create(arriving.join("kaibo.db.restore")).unwrap().write_all(b"half").unwrap();
    assert!(other.is_as_at_first());
    other.folders().clear().unwrap();
    assert!(!arriving.exists());
}

#[rstest]
#[case::gone("Gone", |shop: &Shop| fs::remove_dir(shop.disk.path()).unwrap())]
#[case::a_file_under_our_name("Foreign", |shop: &Shop| fs::write(shop.dir_to_be(), "of somebody").unwrap())]
#[case::a_file_in_a_folders_place("Foreign", |shop: &Shop| {
    fs::create_dir(shop.dir_to_be()).unwrap();
    fs::write(shop.dir_to_be().join("files"), "of somebody").unwrap();
})]
#[cfg_attr(unix, case::a_link_under_our_name("Foreign", |shop: &Shop| {
    std::os::unix::fs::symlink(shop.computer.dir.path(), shop.dir_to_be()).unwrap();
}))]
fn folders_that_cannot_be_copied_to_are_told_apart(#[case] answer: &str, #[case] spoil: fn(&Shop)) {
    let shop = Shop::first();
    spoil(&shop);
    let refused = shop.copy(NOW).unwrap_err();
    assert!(format!("{refused:?}").starts_with(answer), "{refused:?}");
    let store = shop.store();
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
    store.close();
}

impl Shop {
    fn dir_to_be(&self) -> PathBuf {
        self.disk.path().join(folder_of(&self.computer.root().backups().name))
    }
}

#[test]
fn a_folder_is_chosen_with_care() {
    let shop = Shop::first();
    let store = shop.store();
    let (folders, backups) = (shop.computer.folders(), store.backups().clone());
    let choose = |folder: &Path| Away::choose(folder, &folders, &backups);
    assert!(matches!(choose(&shop.disk.path().join("none")), Err(AwayError::Gone)));
    assert!(matches!(choose(shop.computer.dir.path()), Err(AwayError::InsideData)));
    assert!(matches!(
        choose(&shop.computer.dir.path().join("backups/..")),
        Err(AwayError::Gone | AwayError::InsideData)
    ));
    let chosen = choose(shop.disk.path()).unwrap();
    assert_eq!(chosen, shop.disk.path());
    assert!(all(shop.disk.path()).is_empty(), "choosing leaves nothing there");
    shop.away(&store).copy(&store, &folders, NAME, NOW).unwrap();
    assert_eq!(choose(&shop.dir()).unwrap(), chosen, "the copy itself means the folder that it is in");
    let other = Shop::first();
    let theirs = Away::choose(&shop.dir(), &other.computer.folders(), other.store().backups());
    assert!(matches!(theirs, Err(AwayError::Foreign)));
    assert_eq!(is_same_disk(shop.disk.path(), shop.disk.path()), Some(true));
    store.close();
}

#[test]
fn what_a_disk_says_is_told_apart() {
    use std::io::{Error, ErrorKind};
    let of = |kind: ErrorKind| AwayError::from(Error::from(kind));
    assert!(matches!(of(ErrorKind::StorageFull), AwayError::Full(_)));
    assert!(matches!(of(ErrorKind::ReadOnlyFilesystem), AwayError::NoAccess(_)));
    assert!(matches!(of(ErrorKind::PermissionDenied), AwayError::NoAccess(_)));
    assert!(matches!(of(ErrorKind::NotFound), AwayError::Gone));
    assert!(matches!(AwayError::from(BackupError::Io(ErrorKind::ReadOnlyFilesystem.into())), AwayError::NoAccess(_)));
    let full = BlobError::from(Error::from(ErrorKind::StorageFull));
    assert!(matches!(AwayError::from(full), AwayError::Data(OpenError::DiskFull(_))), "that is the disk here");
}
