//! Copies elsewhere: made by a process that is killed or runs out of room, and what another computer has of them.

use super::{
    backups::{hash, set_pages},
    full_disk,
    random::Random,
    typist,
};
use kaibo_store::{
    AbsentKeychain, Arrival, Away, AwayError, Copied, KdfParams, KeySource, OpenCopy, Place, Present, RecoveryCode,
    ShopFolders, Store, find_copies,
};
use std::{fs, path::Path};

const PASSPHRASE: &str = "九点开播九点开播";
const NAME: &str = "晨光布艺";
const NOW: i64 = 1_790_000_000_000;

fn source(data: &Path) -> KeySource {
    KeySource::with(data, Box::new(AbsentKeychain), KdfParams { memory_kib: 8, passes: 1, lanes: 1 })
}

/// Makes the recovery code of the data.
pub fn make_code(data: &Path) -> RecoveryCode {
    source(data).make_recovery(&typist::key(), NOW).unwrap()
}

/// Copies the open data.
pub fn copy(store: &Store, data: &Path, disk: &Path, now_ms: i64) -> Result<Copied, AwayError> {
    Away::of(disk, store.backups()).copy(store, &ShopFolders::of(data), NAME, now_ms)
}

/// Changes something of everything.
pub fn change(store: &Store, random: &mut Random) {
    set_pages(store, 0..random.below(2) + 1, random.number());
    for blobs in [store.blobs(), store.vault()] {
        let bytes: Vec<u8> = (0..1000 + random.below(200_000)).map(|_| random.number() as u8).collect();
        blobs.put(&bytes).unwrap();
        let kept = blobs.list().unwrap();
        if kept.len() > 8 {
            blobs.erase(random.pick(&kept)).unwrap();
        }
    }
}

/// What another computer has when the newest version was brought there.
pub struct Brought {
    /// When that version was copied, in UTC milliseconds.
    pub taken_ms: i64,
    /// Its content.
    pub hash: String,
    /// Files of pictures and papers, all of them read through.
    pub files: usize,
}

/// Brings the newest version on that disk to another computer. Every version there must be whole.
pub fn bring(disk: &Path, code: &RecoveryCode, what: &str) -> Brought {
    let found = find_copies(disk).unwrap().remove(0);
    let copy = OpenCopy::open(&found.dir, code).unwrap_or_else(|error| panic!("{what}: {error:?}"));
    let versions = copy.versions().unwrap();
    for version in &versions {
        assert!(version.problem.is_none(), "{what}: {version:?}");
    }
    let computer = tempfile::tempdir().unwrap();
    let (dir, source) = (computer.path().join("data"), source(&computer.path().join("data")));
    let root = source.create_with_passphrase(PASSPHRASE).unwrap();
    let (folders, empty) = (ShopFolders::of(&dir), Store::open(&dir, &root).unwrap());
    let present = Present::Nothing { empty: &empty, source: &source, passphrase: Some(PASSPHRASE) };
    let to = Arrival { folders: &folders, present, without_damaged: false };
    let newest = &versions[0];
    let (_, root) = copy.bring(&newest.id, to, NOW).unwrap_or_else(|error| panic!("{what}: {error:?}"));
    let store = Store::open(&folders.folder(Place::First), &root).unwrap();
    let mut files = 0;
    for blobs in [store.blobs(), store.vault()] {
        for id in blobs.list().unwrap() {
            blobs.check(&id).unwrap_or_else(|error| panic!("{what}: {id}: {error:?}"));
            files += 1;
        }
    }
    assert_eq!((copy.shop().as_deref(), files), (Some(NAME), newest.files), "{what}");
    let brought = Brought { taken_ms: newest.taken_ms, hash: hash(&store), files };
    store.close();
    brought
}

/// In a child: changes something and copies it, again and again, a few hours later each time.
pub fn copy_on(folder: &Path, random: &mut Random, mark: &str) {
    let (data, disk) = (folder.join("data"), folder.join("disk"));
    let store = typist::open(&data).unwrap();
    let last = store.backups().list().unwrap().iter().filter_map(|one| Some(one.facts.as_ref().ok()?.taken_ms)).max();
    let mut now = last.unwrap_or(NOW);
    println!("\n{mark}ready");
    loop {
        now += 7 * 3_600_000;
        change(&store, random);
        let content = hash(&store);
        copy(&store, &data, &disk, now).unwrap();
        println!("{mark}ack {now} {content}");
    }
}

/// In a child: copies to the disk until it is full, and frees it, again and again.
pub fn fill(disk: &Path, random: &mut Random) {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let code = make_code(&data);
    let store = typist::open(&data).unwrap();
    let (copies, ballast) = (disk.join("copies"), disk.join("ballast"));
    fs::create_dir(&copies).unwrap();
    for time in 0..full_disk::TIMES {
        let now = NOW + time as i64 * 86_400_000;
        change(&store, random);
        let before = hash(&store);
        copy(&store, &data, &copies, now).unwrap();
        change(&store, random);
        full_disk::leave(random.below(400_000) as u64, &ballast);
        let error = copy(&store, &data, &copies, now + 1000).unwrap_err();
        assert!(matches!(error, AwayError::Full(_)), "time {time}: the message is not clear: {error:?}");
        let there = bring(&copies, &code, &format!("time {time}, full"));
        assert_eq!((there.taken_ms, there.hash), (now, before), "time {time}: the version before is whole");
        fs::remove_file(&ballast).unwrap();
        copy(&store, &data, &copies, now + 2000).unwrap();
        assert_eq!(bring(&copies, &code, &format!("time {time}")).hash, hash(&store), "with room it goes on");
    }
    store.close();
}
