//! A disk that is really full: a small file system of a child's own, in a mount namespace that ends with it.

use super::{
    campaign::Campaign,
    child::{self, Role},
    random::Random,
    typist::{Typist, open},
};
use kaibo_store::{BlobError, OpenError, Store, StoreError};
use std::{
    fs::{self, File},
    io::{ErrorKind, Write},
    path::Path,
    process::{Command, Stdio},
};

/// How often a child fills its disk.
pub const TIMES: usize = 10;
/// Room for a database, its log and some pictures.
const MIB: usize = 12;
/// The same besides what a move wants to stay free.
const MIB_TO_MOVE: usize = 84;

/// Has children of that role fill disks of theirs; how many were full, or `None` where nobody may mount one.
pub fn fill_real_ones(campaign: &Campaign, role: Role, children: usize) -> Option<usize> {
    let place = tempfile::tempdir().unwrap();
    // Root may have a namespace; others may where they may be root in one of their own.
    let ways = [&["--mount"][..], &["--user", "--map-root-user", "--mount"]];
    let mounts = |way: &&&[&str]| {
        let mut trial = Command::new("unshare");
        trial.args(**way).args(["mount", "-t", "tmpfs", "none"]).arg(place.path()).stderr(Stdio::null());
        trial.status().is_ok_and(|ended| ended.success())
    };
    let way = ways.iter().find(mounts)?;
    let mib = if role == Role::FillTarget { MIB_TO_MOVE } else { MIB };
    for number in 0..children {
        let seed = campaign.round(number).number();
        let child = child::command(role, place.path(), "", seed);
        let mut command = Command::new("unshare");
        let mount = format!("mount -t tmpfs -o size={mib}m none \"$0\" && exec \"$@\"");
        command.args(*way).args(["sh", "-c", &mount]).arg(place.path()).arg(child.get_program()).args(child.get_args());
        command.envs(child.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = command.output().unwrap();
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
        assert!(output.status.success() && said.contains("child full"), "child {number}, seed {seed}: {said}");
    }
    Some(children * TIMES)
}

/// In the child: fills the disk again and again, and frees it.
pub fn play(disk: &Path, random: &mut Random) {
    let (folder, ballast) = (disk.join("data"), disk.join("ballast"));
    let mut typist = Typist::default();
    for time in 0..TIMES {
        let what = format!("time {time}");
        let store = typist.find(&folder, &what);
        leave(random.below(256 * 1024) as u64, &ballast);
        type_until_full(&mut typist, &store, random, &what);
        typist.hold_against(&store, &format!("{what}, still full"));
        if random.chance(50) {
            store.close();
            match open(&folder) {
                Ok(store) => {
                    typist.hold_against(&store, &format!("{what}, opened while full"));
                    store.close();
                }
                Err(error) => assert!(matches!(error, OpenError::DiskFull(_)), "{what}: {error:?}"),
            }
            fs::remove_file(&ballast).unwrap();
        } else {
            fs::remove_file(&ballast).unwrap();
            typist.type_on(&store, random, 3).unwrap();
            typist.keep_refused_pictures(&store, &what);
            store.close();
        }
    }
}

/// Takes all room but so many bytes.
pub fn leave(room: u64, ballast: &Path) {
    let mut file = File::create(ballast).unwrap();
    let full = loop {
        if let Err(error) = file.write_all(&[1; 4096]) {
            break error;
        }
    };
    assert_eq!(full.kind(), ErrorKind::StorageFull);
    let taken = file.metadata().unwrap().len();
    file.set_len(taken.saturating_sub(room)).unwrap();
}

/// Types and keeps pictures until there is no room; both must say so.
fn type_until_full(typist: &mut Typist, store: &Store, random: &mut Random, what: &str) {
    let (mut no_room_to_type, mut no_room_for_a_picture) = (false, false);
    for _ in 0..2000 {
        match typist.type_on(store, random, 1) {
            Ok(()) => {}
            Err(StoreError::DiskFull(_)) => no_room_to_type = true,
            Err(error) => panic!("{what}: the message is not clear: {error:?}"),
        }
        match typist.keep_picture(store, random) {
            Ok(()) => {}
            Err(BlobError::DiskFull(_)) => no_room_for_a_picture = true,
            Err(error) => panic!("{what}: the message is not clear: {error:?}"),
        }
        if no_room_to_type && no_room_for_a_picture {
            return;
        }
    }
    panic!("{what}: the disk does not get full");
}
