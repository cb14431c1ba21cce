//! A data folder with two shops that is moved from disk to disk, what it holds, and processes that do nothing but move it.

use super::{backups::set_rows, full_disk, random::Random, typist};
use kaibo_domain::ShopId;
use kaibo_store::{Backups, DataPlace, MoveError, MoveProgress, Moved, Place, ShopFolders, Store};
use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};
use uuid::Uuid;

/// Pictures of each shop.
const PICTURES: usize = 12;

fn places() -> [Place; 2] {
    [Place::First, Place::Further(ShopId::from_uuid(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001)))]
}

/// Where the system keeps the data, in a test's folder.
pub fn home(root: &Path) -> PathBuf {
    root.join("home")
}

/// One of two disks.
pub fn disk(root: &Path, number: usize) -> PathBuf {
    root.join(format!("disk-{number}"))
}

/// Makes the data, and the disks.
pub fn lay_out(home: &Path, disks: &[PathBuf]) {
    for place in places() {
        let store = open(home, place);
        set_rows(&store, 0..4, 200_000, 1);
        for number in 0..PICTURES {
            let mut random = Random::of_round(2, number);
            let picture: Vec<u8> = (0..60_000).map(|_| random.number() as u8).collect();
            store.blobs().put(&picture).unwrap();
        }
        store.close();
    }
    fs::write(home.join("key.json"), "{}").unwrap();
    disks.iter().for_each(|disk| fs::create_dir_all(disk).unwrap());
}

fn open(root: &Path, place: Place) -> Store {
    let (folder, deadline) = (ShopFolders::of(root).folder(place), Instant::now() + Duration::from_secs(2));
    loop {
        match Store::open(&folder, &place.key(&typist::key())) {
            // A process that is being started holds copies of a lock that was given back.
            Err(kaibo_store::OpenError::Locked) if Instant::now() < deadline => thread::sleep(Duration::from_millis(1)),
            opened => return opened.unwrap_or_else(|error| panic!("{}: {error:?}", folder.display())),
        }
    }
}

/// Opens what is in use, every shop of it, reads it to the last page and picture, and says what it holds. It is the one folder
/// that [`DataPlace::find`] names.
pub fn in_use(home: &Path, what: &str) -> (PathBuf, Vec<String>) {
    let root = DataPlace::of(home).find().unwrap_or_else(|error| panic!("{what}: {error:?}"));
    let hashes = places().map(|place| {
        let store = open(&root, place);
        assert_eq!(store.check().unwrap(), Vec::<String>::new(), "{what}");
        let pictures = store.blobs().list().unwrap();
        assert_eq!(pictures.len(), PICTURES, "{what}");
        pictures.iter().for_each(|picture| store.blobs().check(picture).unwrap());
        let hash = super::backups::hash(&store);
        store.close();
        hash
    });
    assert!(root.join("key.json").is_file(), "{what}");
    (root, hashes.to_vec())
}

/// Moves the data to a disk, as the desk does.
pub fn carry(home: &Path, to: &Path) -> Result<Moved, MoveError> {
    let place = DataPlace::of(home);
    let backups = Backups::of(&place.find()?, &typist::key());
    place.carry(&place.choose(to)?, &backups, &MoveProgress::default())
}

/// In a child: moves them to the other disk, opens them there, and clears the place before, again and again.
pub fn move_on(root: &Path, random: &mut Random, mark: &str) {
    let (home, place) = (home(root), DataPlace::of(&home(root)));
    println!("\n{mark}ready");
    loop {
        let from = place.find().unwrap();
        let to = [disk(root, 0), disk(root, 1)].into_iter().filter(|disk| !from.starts_with(disk));
        let to: Vec<_> = to.collect();
        match carry(&home, random.pick::<PathBuf>(&to)) {
            Ok(_) => {}
            // The one that was killed may be dying still.
            Err(MoveError::Busy) => continue,
            Err(error) => panic!("{error:?}"),
        }
        let found = place.find().unwrap();
        places().into_iter().for_each(|place| open(&found, place).close());
        place.settle().unwrap();
        println!("{mark}ack {}", found.display());
    }
}

/// In a child: the disk has room when it is judged, and somebody else takes it before all is copied.
pub fn fill(disk: &Path, random: &mut Random) {
    let root = tempfile::tempdir().unwrap();
    let home = home(root.path());
    lay_out(&home, &[]);
    let (_, expected) = in_use(&home, "before");
    let (place, ballast) = (DataPlace::of(&home), disk.join("ballast"));
    for time in 0..full_disk::TIMES {
        let what = format!("time {time}");
        full_disk::leave(random.below(1 << 20) as u64, &ballast);
        let refused = place.choose(disk).unwrap_err();
        assert!(matches!(refused, MoveError::Room { need, free } if need > free), "{what}: {refused:?}");
        fs::remove_file(&ballast).unwrap();
        let target = place.choose(disk).unwrap();
        full_disk::leave(random.below(target.bytes as usize * 9 / 10) as u64, &ballast);
        let backups = Backups::of(&home, &typist::key());
        let refused = place.carry(&target, &backups, &MoveProgress::default()).unwrap_err();
        assert!(matches!(refused, MoveError::Full(_)), "{what}: the message is not clear: {refused:?}");
        fs::remove_file(&ballast).unwrap();
        assert_eq!(fs::read_dir(disk).unwrap().count(), 0, "{what}: nothing is left there");
        assert_eq!(in_use(&home, &what), (home.clone(), expected.clone()));
    }
}
