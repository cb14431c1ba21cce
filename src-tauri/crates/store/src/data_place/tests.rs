//! Data on real folders: moved, interrupted, lost, found again.

use super::{carry::*, *};
use crate::{Backups, Place, RootKey, Store, settings};
use kaibo_domain::ShopId;
use rstest::rstest;
use std::collections::BTreeMap;
use tempfile::TempDir;
use uuid::Uuid;

const PICTURE: &[u8] = b"a picture that goes along";
const SHOP: u128 = 0x0190_0000_0000_7000_8000_0000_0000_0001;

/// A computer whose system names `home`, with two shops in it, and a disk.
struct Computer {
    dir: TempDir,
}

fn key() -> RootKey {
    RootKey::from_bytes([7; 32])
}

fn further() -> Place {
    Place::Further(ShopId::from_uuid(Uuid::from_u128(SHOP)))
}

impl Computer {
    fn new() -> Computer {
        let computer = Computer { dir: TempDir::new().unwrap() };
        for place in [Place::First, further()] {
            let store = computer.open_at(&computer.home(), place);
            store.write_blocking(|tx| settings::set(tx, "typed", "here")).unwrap();
            store.blobs().put(PICTURE).unwrap();
            store.close();
        }
        fs::write(computer.home().join("key.json"), "{}").unwrap();
        fs::create_dir(computer.home().join("logs")).unwrap();
        fs::write(computer.home().join("logs/kaibo.log"), "started").unwrap();
        fs::create_dir(computer.disk()).unwrap();
        computer
    }

    fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    fn disk(&self) -> PathBuf {
        self.dir.path().join("disk")
    }

    fn moved_to(&self) -> PathBuf {
        self.disk().join(FOLDER)
    }

    fn place(&self) -> DataPlace {
        DataPlace::of(&self.home())
    }

    fn open_at(&self, root: &Path, place: Place) -> Store {
        Store::open(&ShopFolders::of(root).folder(place), &place.key(&key())).unwrap()
    }

    fn carry(&self, to: &Path, progress: &MoveProgress) -> Result<Moved, MoveError> {
        let place = self.place();
        let backups = Backups::of(&place.find().unwrap(), &key());
        place.carry(&place.choose(to)?, &backups, progress)
    }

    fn carry_to(&self, to: &Path) -> Moved {
        self.carry(to, &MoveProgress::default()).unwrap()
    }

    /// What is in use: both shops open and hold what was typed.
    fn is_whole_in(&self, root: &Path) {
        assert_eq!(self.place().find().unwrap(), root);
        for place in [Place::First, further()] {
            let store = self.open_at(root, place);
            let typed = store.read_blocking(|db| settings::get(db, "typed")).unwrap();
            assert_eq!(typed.as_deref(), Some("here"), "{place:?} in {root:?}");
            assert_eq!(store.check().unwrap(), Vec::<String>::new());
            assert_eq!(store.blobs().list().unwrap().len(), 1);
            store.close();
        }
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Every file below with its bytes.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => files.extend(tree(&path)),
            path => drop(files.insert(path.clone(), fs::read(path).unwrap())),
        }
    }
    files
}

#[test]
fn what_was_not_moved_is_at_home() {
    let computer = Computer::new();
    assert_eq!(computer.place().find().unwrap(), computer.home());
    assert!(!computer.place().is_moved());
    assert!(computer.place().free().unwrap() > 0);
    assert_eq!(
        DataPlace::of(&computer.dir.path().join("nowhere")).find().unwrap(),
        computer.dir.path().join("nowhere")
    );
}

#[test]
fn all_shops_are_moved_and_the_old_files_go_once_the_new_ones_are_open() {
    let computer = Computer::new();
    let progress = MoveProgress::default();
    computer.carry(&computer.disk(), &progress).unwrap();
    let step = progress.step();
    assert!(step.checking && step.done == step.total && step.total > PICTURE.len() as u64 * 2, "{step:?}");
    computer.is_whole_in(&computer.moved_to());
    assert!(computer.home().join("kaibo.db").is_file(), "not before they are open");
    assert_eq!(computer.place().left_behind(), [computer.home()]);
    computer.place().settle().unwrap();
    assert_eq!(names(&computer.home()), ["logs", "moved-to.json"], "nothing of the data is left");
    assert_eq!(computer.place().left_behind(), Vec::<PathBuf>::new());
    assert!(computer.place().is_moved());
    computer.is_whole_in(&computer.moved_to());
    computer.place().settle().unwrap();
    computer.is_whole_in(&computer.moved_to());
}

#[test]
fn data_are_moved_on_and_home_again() {
    let computer = Computer::new();
    computer.carry_to(&computer.disk());
    computer.place().settle().unwrap();
    let other = computer.dir.path().join("other");
    fs::create_dir(&other).unwrap();
    computer.carry_to(&other);
    computer.place().settle().unwrap();
    assert_eq!(names(&computer.disk()), Vec::<String>::new(), "nothing is left on the disk before");
    computer.is_whole_in(&other.join(FOLDER));
    computer.carry_to(&computer.home());
    computer.place().settle().unwrap();
    assert_eq!(names(&other), Vec::<String>::new());
    computer.is_whole_in(&computer.home().join(FOLDER));
}

#[test]
fn what_somebody_put_beside_the_data_stays() {
    let computer = Computer::new();
    computer.carry_to(&computer.disk());
    computer.place().settle().unwrap();
    fs::write(computer.moved_to().join("of somebody's.txt"), "mine").unwrap();
    let other = computer.dir.path().join("other");
    fs::create_dir(&other).unwrap();
    computer.carry_to(&other);
    computer.place().settle().unwrap();
    assert_eq!(names(&computer.moved_to()), ["of somebody's.txt"]);
}

#[rstest]
#[case::the_data_themselves("home", "Same")]
#[case::within_them("home/logs", "InsideData")]
#[case::not_there("nowhere", "Gone")]
#[case::a_file("a-file", "Gone")]
#[case::other_data("others", "OtherData")]
#[case::the_name_is_taken("taken", "NotEmpty")]
#[case::by_a_file("taken-by-file", "NotEmpty")]
#[case::by_something_unfinished("taken-new", "NotEmpty")]
#[case::other_data_under_the_name("others-moved", "OtherData")]
fn a_folder_that_will_not_do_is_refused_and_left_as_it_is(#[case] picked: &str, #[case] refused: &str) {
    let computer = Computer::new();
    let dir = computer.dir.path();
    fs::write(dir.join("a-file"), "").unwrap();
    Store::open(&dir.join("others"), &key()).unwrap().close();
    Store::open(&dir.join("others-moved").join(FOLDER), &key()).unwrap().close();
    for (folder, name) in [("taken", FOLDER), ("taken-new", "kaibo-data.new")] {
        fs::create_dir_all(dir.join(folder).join(name)).unwrap();
        fs::write(dir.join(folder).join(name).join("mine.txt"), "mine").unwrap();
    }
    fs::create_dir(dir.join("taken-by-file")).unwrap();
    fs::write(dir.join("taken-by-file").join(FOLDER), "mine").unwrap();
    let before = tree(dir);
    let error = computer.place().choose(&dir.join(picked)).unwrap_err();
    assert!(format!("{error:?}").starts_with(refused), "{picked}: {error:?}");
    assert_eq!(tree(dir), before);
}

#[test]
fn a_folder_that_will_do_is_left_without_a_trace() {
    let computer = Computer::new();
    fs::write(computer.disk().join("a film.mp4"), "film").unwrap();
    fs::create_dir(computer.moved_to()).unwrap();
    let target = computer.place().choose(&computer.disk()).unwrap();
    assert_eq!((target.folder, target.same_disk), (computer.moved_to(), true));
    assert!(target.bytes > 0 && target.free > target.bytes);
    assert_eq!(names(&computer.disk()), ["a film.mp4", FOLDER]);
    computer.carry_to(&computer.disk());
    computer.is_whole_in(&computer.moved_to());
}

#[test]
fn a_move_that_is_stopped_leaves_nothing_there() {
    let computer = Computer::new();
    let progress = MoveProgress::default();
    progress.stop();
    let before = tree(&computer.home());
    assert!(matches!(computer.carry(&computer.disk(), &progress), Err(MoveError::Stopped)));
    assert_eq!(names(&computer.disk()), Vec::<String>::new());
    assert_eq!(tree(&computer.home()), before);
}

#[test]
fn what_a_crash_left_is_cleared_by_the_next_try() {
    let computer = Computer::new();
    let new = computer.disk().join("kaibo-data.new");
    copy(&computer.home(), &new, "0123", &MoveProgress::default()).unwrap();
    fs::write(new.join("kaibo.db"), "half of it").unwrap();
    computer.is_whole_in(&computer.home());
    computer.carry_to(&computer.disk());
    computer.is_whole_in(&computer.moved_to());
    assert_eq!(names(&computer.disk()), [FOLDER]);
}

#[rstest]
#[case::changed(|new: &Path| fs::write(new.join("kaibo.db"), "x").unwrap())]
#[case::gone(|new: &Path| fs::remove_file(new.join("key.json")).unwrap())]
#[case::more(|new: &Path| fs::write(new.join("files").join("more"), "x").unwrap())]
fn a_copy_that_differs_is_noticed(#[case] happens: fn(&Path)) {
    let computer = Computer::new();
    let new = computer.disk().join("kaibo-data.new");
    let sums = copy(&computer.home(), &new, "0123", &MoveProgress::default()).unwrap();
    read_back(&new, &sums, &MoveProgress::default()).unwrap();
    happens(&new);
    let error = read_back(&new, &sums, &MoveProgress::default()).unwrap_err();
    assert!(matches!(error, MoveError::Differs | MoveError::Gone), "{error:?}");
}

#[test]
fn a_damaged_database_is_not_moved() {
    let computer = Computer::new();
    let path = computer.home().join("kaibo.db");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
    let before = tree(&computer.home());
    let error = computer.carry(&computer.disk(), &MoveProgress::default()).unwrap_err();
    assert!(matches!(error, MoveError::NotSound), "{error:?}");
    let mut after = tree(&computer.home());
    after.retain(|path, _| !path.ends_with("kaibo.lock"));
    assert!(before.iter().all(|(path, bytes)| path.ends_with("kaibo.lock") || after.get(path) == Some(bytes)));
    assert_eq!(names(&computer.disk()), Vec::<String>::new());
}

#[test]
fn data_that_another_program_has_open_are_not_moved() {
    let computer = Computer::new();
    for place in [Place::First, further()] {
        let store = computer.open_at(&computer.home(), place);
        let error = computer.carry(&computer.disk(), &MoveProgress::default()).unwrap_err();
        assert!(matches!(error, MoveError::Busy), "{place:?}: {error:?}");
        store.close();
    }
    computer.is_whole_in(&computer.home());
}

#[cfg(unix)]
#[test]
fn a_link_among_the_data_is_not_left_behind() {
    let computer = Computer::new();
    std::os::unix::fs::symlink(computer.dir.path(), computer.home().join("files").join("linked")).unwrap();
    assert!(matches!(computer.place().choose(&computer.disk()), Err(MoveError::Linked)));
}

/// After the pointer and before the name: the copy counts, and has its name as soon as somebody looks.
#[test]
fn a_crash_between_pointer_and_name_is_brought_to_its_end() {
    let computer = Computer::new();
    computer.carry_to(&computer.disk());
    fs::rename(computer.moved_to(), computer.disk().join("kaibo-data.new")).unwrap();
    computer.is_whole_in(&computer.moved_to());
    assert_eq!(names(&computer.disk()), [FOLDER]);
}

#[test]
fn a_disk_that_is_not_there_begins_no_empty_data() {
    let computer = Computer::new();
    computer.carry_to(&computer.disk());
    computer.place().settle().unwrap();
    let unplugged = computer.dir.path().join("unplugged");
    fs::rename(computer.disk(), &unplugged).unwrap();
    let is_gone = |at_home: bool| {
        let lost = computer.place().find().unwrap_err();
        assert!(matches!(&lost, LostData::Gone { at_home: here, .. } if *here == at_home), "{lost:?}");
    };
    is_gone(false);
    // Another disk has its name: an empty one, and one with data of its own.
    fs::create_dir(computer.disk()).unwrap();
    is_gone(false);
    Store::open(&computer.moved_to(), &key()).unwrap().close();
    is_gone(false);
    fs::write(computer.moved_to().join(MARK), r#"{"format":1,"token":"another"}"#).unwrap();
    is_gone(false);
    assert!(computer.place().use_home().is_err(), "nothing stands there");
    is_gone(false);
    // It has another name from now on.
    assert!(matches!(computer.place().adopt(&computer.disk()), Err(MoveError::OtherData)));
    computer.place().adopt(&unplugged).unwrap();
    computer.is_whole_in(&unplugged.join(FOLDER));
}

#[test]
fn home_is_offered_only_while_nobody_worked_on_elsewhere() {
    let computer = Computer::new();
    computer.carry_to(&computer.disk());
    let unplugged = computer.dir.path().join("unplugged");
    fs::rename(computer.disk(), &unplugged).unwrap();
    assert!(matches!(computer.place().find(), Err(LostData::Gone { at_home: true, .. })));
    // The new place is opened and the old one cleared; a crash in that leaves some of it.
    fs::rename(&unplugged, computer.disk()).unwrap();
    let kept = fs::read(computer.home().join("kaibo.db")).unwrap();
    computer.place().settle().unwrap();
    fs::write(computer.home().join("kaibo.db"), kept).unwrap();
    fs::rename(computer.disk(), &unplugged).unwrap();
    assert!(matches!(computer.place().find(), Err(LostData::Gone { at_home: false, .. })));
    assert!(computer.place().use_home().is_err());

    let computer = Computer::new();
    computer.carry_to(&computer.disk());
    fs::rename(computer.disk(), computer.dir.path().join("unplugged")).unwrap();
    computer.place().use_home().unwrap();
    computer.is_whole_in(&computer.home());
}

#[test]
fn clearing_that_was_interrupted_goes_on_and_is_never_taken_for_data() {
    let computer = Computer::new();
    computer.carry_to(&computer.disk());
    let mut pointer = computer.place().pointer().unwrap().unwrap();
    pointer.left[0].clearing = true;
    computer.place().write(&pointer).unwrap();
    fs::remove_file(computer.home().join("kaibo.db")).unwrap();
    assert!(!computer.place().stands_at_home(&pointer));
    computer.is_whole_in(&computer.moved_to());
    computer.place().settle().unwrap();
    assert_eq!(names(&computer.home()), ["logs", "moved-to.json"]);
}

#[test]
fn a_move_is_taken_back_whole() {
    let computer = Computer::new();
    let moved = computer.carry_to(&computer.disk());
    computer.place().take_back(&moved).unwrap();
    computer.is_whole_in(&computer.home());
    assert_eq!(names(&computer.disk()), Vec::<String>::new());
    computer.carry_to(&computer.disk());
    computer.place().settle().unwrap();
    let other = computer.dir.path().join("other");
    fs::create_dir(&other).unwrap();
    let moved = computer.carry_to(&other);
    computer.place().take_back(&moved).unwrap();
    computer.is_whole_in(&computer.moved_to());
}

#[rstest]
#[case::cut("{\"format\":1,")]
#[case::of_a_newer_version(r#"{"format":2,"folder":"/x","token":"0","left":[]}"#)]
#[case::something_else("[]")]
fn a_pointer_that_does_not_read_begins_no_empty_data(#[case] text: &str) {
    let computer = Computer::new();
    computer.carry_to(&computer.disk());
    computer.place().settle().unwrap();
    fs::write(computer.home().join(POINTER), text).unwrap();
    assert!(matches!(computer.place().find(), Err(LostData::Unreadable)));
    assert!(computer.place().is_moved());
    computer.place().adopt(&computer.disk()).unwrap();
    computer.is_whole_in(&computer.moved_to());
}

#[cfg(target_os = "linux")]
#[rstest]
#[case("/mnt/nas/开播台", "cifs")]
#[case("/mnt/nas2", "ext4")]
#[case("/media/my disk/x", "vfat")]
#[case("/srv", "nfs4")]
fn the_file_system_is_that_of_the_nearest_mount(#[case] path: &str, #[case] expected: &str) {
    let mounts = "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:44 / /mnt/nas rw shared:1 - cifs //nas/shop rw\n\
        3 1 8:2 / /media/my\\040disk rw - vfat /dev/sdb1 rw\n4 1 8:3 / /srv rw - xfs /dev/sdc rw\n\
        5 1 0:45 / /srv rw - nfs4 nas:/srv rw\n";
    assert_eq!(judge::file_system(mounts, Path::new(path)), Some(expected));
}
