//! The data are moved to another disk, and the program is killed, the disk gets full, fails or loses its power meanwhile: check
//! A19 of the scorecard. At any moment one whole data folder is in use.

use crate::support::{
    campaign::Campaign,
    child::{Child, Role},
    full_disk,
    moving::{disk, home, in_use, lay_out},
};
use std::{fs, path::Path, time::Duration};
use tempfile::TempDir;

/// Whether something of ours stands on one of the disks that is not in use.
fn leftovers(root: &Path, used: &Path) -> usize {
    let disks = [disk(root, 0), disk(root, 1)];
    let entries = disks.iter().flat_map(|disk| fs::read_dir(disk).unwrap().flatten());
    entries.filter(|entry| entry.path() != used).count()
}

#[test]
fn rel_a19_kill_while_the_data_are_moved() {
    let mut campaign = Campaign::new("A19");
    let kills = campaign.count(12, 300, 1000);
    let place = TempDir::new().unwrap();
    let root = place.path();
    lay_out(&home(root), &[disk(root, 0), disk(root, 1)]);
    let (mut used, expected) = in_use(&home(root), "before");
    let (mut unfinished, mut changed, mut moves) = (0, 0, 0);
    for round in 0..kills {
        let mut random = campaign.round(round);
        let child = Child::start(Role::Move, root, "", random.number());
        child.until("ready");
        // Anywhere within the next moves.
        std::thread::sleep(Duration::from_micros(random.below(1_200_000) as u64));
        moves += child.kill().iter().filter(|line| line.starts_with("ack ")).count();
        let what = format!("round {round}");
        let (found, holds) = in_use(&home(root), &what);
        assert_eq!(holds, expected, "{what}: all that was typed is there");
        unfinished += usize::from(leftovers(root, &found) > 0);
        changed += usize::from(found != used);
        used = found;
    }
    assert!(moves > 0 && changed > 0, "{moves} moves");
    campaign.figure("kills", kills);
    campaign.figure("moves that came to their end", moves);
    campaign.figure("kills that left something unfinished", unfinished);
    campaign.figure("kills after which the data were elsewhere", changed);
    campaign.figure("kills without one whole data folder in use", 0);
}

#[test]
fn rel_a19_the_disk_gets_full_while_the_data_are_moved() {
    let mut campaign = Campaign::new("A19 full");
    let children = campaign.count(1, 4, 10);
    // Where nobody may mount one there is none to fill: the line says so.
    let full = full_disk::fill_real_ones(&campaign, Role::FillTarget, children);
    campaign.figure("full disks", full.map_or_else(|| "no disk may be mounted here".into(), |times| times.to_string()));
}

#[cfg(target_os = "linux")]
mod flushed {
    use super::*;
    use crate::support::{
        faulty_disk::{Ask, Disk, Fault},
        moving::carry,
        syncs::{names_at_risk, synced_in},
    };
    use kaibo_store::DataPlace;
    use std::path::PathBuf;

    /// What the pointer leads to is on the disk before the pointer is, names and bytes.
    #[test]
    fn rel_a19_the_pointer_is_set_after_all_is_flushed() {
        let place = TempDir::new().unwrap();
        let root = place.path().canonicalize().unwrap();
        lay_out(&home(&root), &[disk(&root, 0)]);
        carry(&home(&root), &disk(&root, 0)).unwrap();
        let synced = synced_in(&root);
        let pointer = synced.iter().position(|path| path.ends_with("moved-to.json.new")).unwrap();
        let new = disk(&root, 0).join("kaibo-data.new");
        let mut files = Vec::new();
        below(&disk(&root, 0).join("kaibo-data"), &mut files);
        assert!(files.len() > 20, "{files:?}");
        for path in files {
            let within = path.strip_prefix(disk(&root, 0).join("kaibo-data")).unwrap();
            let at = synced.iter().position(|synced| *synced == new.join(within));
            assert!(at.is_some_and(|at| at < pointer), "{} before the pointer", within.display());
        }
        for folder in [home(&root), disk(&root, 0)] {
            assert_eq!(names_at_risk(&folder), Vec::<PathBuf>::new());
        }
    }

    /// Files and folders that are to be found after a loss of power.
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let name = entry.file_name();
            // Made where the database is opened; the mark is flushed under the name that it had first.
            if ["kaibo.lock", "kaibo.db-shm", "data-place.json"].iter().any(|made| name == *made) {
                continue;
            }
            found.push(entry.path());
            if entry.path().is_dir() {
                below(&entry.path(), found);
            }
        }
    }

    #[test]
    fn rel_a19_every_call_of_the_disks_fails_while_the_data_are_moved() {
        let mut campaign = Campaign::new("A19 disk");
        let step = campaign.count(5, 1, 1) as u64;
        let (mut faults, mut refused, mut moved) = (0, 0, 0);
        for on in [Ask::Sync, Ask::Rename, Ask::SyncFolder] {
            for lasting in [false, true] {
                let place = TempDir::new().unwrap();
                let watched = Disk::in_folder(&place.path().join("all"));
                let root = watched.folder().to_owned();
                lay_out(&home(&root), &[disk(&root, 0), disk(&root, 1)]);
                let (mut used, expected) = in_use(&home(&root), "before");
                let mut nth = 1;
                loop {
                    let what = format!("{on:?} number {nth}, lasting: {lasting}");
                    let to = disk(&root, usize::from(used.starts_with(disk(&root, 0))));
                    watched.fail(Some(Fault { on, nth, lasting }));
                    let outcome = carry(&home(&root), &to);
                    let met = watched.asked(on) >= nth;
                    watched.fail(None);
                    let (found, holds) = in_use(&home(&root), &what);
                    assert_eq!(holds, expected, "{what}");
                    assert!(outcome.is_err() || found.starts_with(&to), "{what}: moved, it says");
                    DataPlace::of(&home(&root)).settle().unwrap();
                    used = found;
                    (refused, moved) = (refused + usize::from(outcome.is_err()), moved + usize::from(outcome.is_ok()));
                    if !met {
                        break;
                    }
                    // What a fault left behind is in nobody's way.
                    for number in 0..2 {
                        let _ = fs::remove_dir_all(disk(&root, number).join("kaibo-data.new"));
                    }
                    faults += 1;
                    nth += step;
                }
            }
        }
        assert!(faults > 10 && refused > 0);
        campaign.figure("faults met", faults);
        campaign.figure("moves refused", refused);
        campaign.figure("moves that came to their end", moved);
        campaign.figure("faults without one whole data folder in use", 0);
    }
}
