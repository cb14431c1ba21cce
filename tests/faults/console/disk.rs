//! The disk fails: power lost, writes torn, calls refused, no space, another program in the way. Checks A3 to A9 and
//! A13 to A15 of the scorecard, on the store itself.

use crate::support::{
    campaign::Campaign,
    child::Role,
    faulty_disk::{Ask, Disk, Fault, Loss, Outage},
    full_disk,
    shipped::{Shipped, schema},
    typist::{Typist, blames_the_disk, open},
};
use kaibo_store::{BlobError, OpenError, StoreError};
use std::{
    path::PathBuf,
    sync::mpsc::RecvTimeoutError,
    time::{Duration, Instant},
};

/// Loses the power again and again, each time going on with what was found.
fn lose_power(mut campaign: Campaign, loss: Loss, times: usize) {
    let place = tempfile::tempdir().unwrap();
    let mut typist = Typist::default();
    let mut disk = Disk::in_folder(&place.path().join("0"));
    for round in 0..times {
        let mut random = campaign.round(round);
        let what = format!("round {round}, {loss:?}");
        let into = place.path().join((round + 1).to_string());
        disk.lose_power(Outage { at: random.below(160) as u64, loss, seed: random.number(), into: into.clone() });
        // Some work a little and close, so that the power also fails while the log is written back.
        while !disk.is_dead() {
            if let Ok(store) = open(disk.folder()) {
                let times = random.below(40);
                let refused = typist.type_on(&store, &mut random, times).is_err();
                store.close();
                assert!(disk.is_dead() || !refused, "{what}: refused without a reason");
            }
        }
        std::fs::remove_dir_all(disk.folder()).unwrap();
        // What is found is the next disk; finding it is done under watch, so that its repair is certain or not, too.
        disk = Disk::in_folder(&into);
        typist.find(disk.folder(), &what).close();
        // Now and then a first start, whose database is being made when the power fails.
        if random.chance(5) {
            typist.start_anew();
            disk = Disk::in_folder(&place.path().join(format!("{round}-anew")));
        }
    }
    campaign.figure("power losses", times);
    campaign.figure("edits acknowledged", typist.acknowledged());
    campaign.figure("acknowledged edits lost", 0);
}

#[test]
fn rel_a3_power_loss_during_autosave() {
    let campaign = Campaign::new("A3");
    let times = campaign.count(60, 1000, 3000);
    lose_power(campaign, Loss::Dropped, times);
}

#[test]
fn rel_a4_power_loss_with_torn_and_reordered_writes() {
    let campaign = Campaign::new("A4");
    let times = campaign.count(60, 1000, 3000);
    lose_power(campaign, Loss::Torn, times);
}

#[cfg(target_os = "linux")]
#[test]
fn rel_a5_a_picture_and_every_new_folder_are_synced() {
    let mut campaign = Campaign::new("A5");
    let times = campaign.count(10, 200, 1000);
    for round in 0..times {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().canonicalize().unwrap();
        let folder = root.join("kaibo/data");
        let store = open(&folder).unwrap();
        let mut random = campaign.round(round);
        let pictures = 1 + random.below(4);
        for _ in 0..pictures {
            let bytes: Vec<u8> = (0..random.below(3000) + 1).map(|_| random.number() as u8).collect();
            store.blobs().put(&bytes).unwrap();
        }
        let synced = crate::support::syncs::synced_in(&root);
        let unnamed = synced.iter().filter(|path| path.starts_with(folder.join("files/unfinished"))).count();
        assert_eq!(unnamed, pictures, "pictures synced before they had their name");
        assert_eq!(crate::support::syncs::names_at_risk(&root), Vec::<PathBuf>::new());
        store.close();
    }
    campaign.figure("data folders", times);
    campaign.figure("names that may be lost", 0);
}

/// Opens, types, keeps pictures and closes under a fault; true when the fault was met.
fn meet(disk: &Disk, typist: &mut Typist, fault: Fault, round: usize, campaign: &Campaign) -> bool {
    let mut random = campaign.round(round);
    disk.fail(Some(fault));
    match open(disk.folder()) {
        Ok(store) => {
            for _ in 0..6 {
                if let Err(error) = typist.type_on(&store, &mut random, 1) {
                    // The cipher has its own words for a page that does not come: damaged, no memory.
                    let of_reading = fault.on == Ask::Read && !matches!(error, StoreError::Panicked);
                    let of_disk = matches!(error, StoreError::Io(_) | StoreError::DiskFull(_) | StoreError::Busy(_));
                    assert!(of_disk || of_reading, "{fault:?}: not an error of the disk: {error:?}");
                }
            }
            for _ in 0..3 {
                let kept = typist.keep_picture(&store, &mut random);
                assert!(
                    matches!(kept, Ok(()) | Err(BlobError::Io(_))),
                    "{fault:?}: not an error of the disk: {kept:?}"
                );
            }
            store.close();
        }
        Err(error) => {
            let of_disk = fault.on == Ask::Read || blames_the_disk(&error);
            assert!(of_disk, "{fault:?}: not an error of the disk: {error:?}");
        }
    }
    let met = disk.asked(fault.on) >= fault.nth;
    disk.fail(None);
    met
}

#[test]
fn rel_a6_every_call_of_the_disk_fails_once_and_for_good() {
    let mut campaign = Campaign::new("A6");
    let step = campaign.count(7, 1, 1);
    let (mut faults, mut past_sqlite) = (0, 0);
    for first_start in [true, false] {
        for on in Ask::ALL {
            for lasting in [false, true] {
                let place = tempfile::tempdir().unwrap();
                let mut typist = Typist::default();
                let mut disk = Disk::in_folder(&place.path().join("data"));
                if !first_start {
                    let store = open(disk.folder()).unwrap();
                    typist.type_on(&store, &mut campaign.round(0), 10).unwrap();
                    store.close();
                }
                let mut nth = 1;
                while meet(&disk, &mut typist, Fault { on, nth, lasting }, faults, &campaign) {
                    faults += 1;
                    past_sqlite += usize::from(matches!(on, Ask::Rename | Ask::SyncFolder));
                    let what = format!("{on:?} number {nth}, lasting: {lasting}, first start: {first_start}");
                    let store = typist.find(disk.folder(), &what);
                    typist.keep_refused_pictures(&store, &what);
                    #[cfg(target_os = "linux")]
                    assert_eq!(crate::support::syncs::names_at_risk(disk.folder()), Vec::<PathBuf>::new(), "{what}");
                    store.close();
                    nth += step as u64;
                    if first_start {
                        typist.start_anew();
                        disk = Disk::in_folder(&place.path().join(format!("data-{nth}")));
                    }
                }
            }
        }
    }
    campaign.figure("faults", faults);
    campaign.figure("of them renames and folder syncs", past_sqlite);
    campaign.figure("invalid databases", 0);
    campaign.figure("half-written pictures", 0);
}

#[test]
fn rel_a7_a_full_disk_loses_nothing_and_goes_on_when_there_is_space() {
    let mut campaign = Campaign::new("A7");
    let children = campaign.count(1, 20, 60);
    match full_disk::fill_real_ones(&campaign, Role::Fill, children) {
        Some(points) => campaign.figure("really full disks", points),
        None => campaign.figure("really full disks", "not permitted here"),
    }
    let place = tempfile::tempdir().unwrap();
    let disk = Disk::in_folder(&place.path().join("data"));
    let mut typist = Typist::default();
    let times = campaign.count(25, 200, 1000);
    let mut refused = 0;
    for round in 0..times {
        let mut random = campaign.round(round);
        let what = format!("round {round}");
        let store = typist.find(disk.folder(), &what);
        disk.limit(Some(disk.used() + random.below(256 * 1024) as u64));
        for _ in 0..2000 {
            match typist.type_on(&store, &mut random, 1) {
                Ok(()) => {}
                Err(StoreError::DiskFull(_)) => break,
                Err(error) => panic!("{what}: the message is not clear: {error:?}"),
            }
        }
        refused += 1;
        typist.hold_against(&store, &format!("{what}, still full"));
        if random.chance(50) {
            store.close();
            let again = open(disk.folder());
            match again {
                Ok(store) => typist.hold_against(&store, &format!("{what}, opened while full")),
                Err(error) => assert!(matches!(error, OpenError::DiskFull(_)), "{what}: {error:?}"),
            }
            disk.limit(None);
        } else {
            disk.limit(None);
            typist.type_on(&store, &mut random, 3).unwrap();
            store.close();
        }
    }
    campaign.figure("full disks", refused);
    campaign.figure("damaged databases", 0);
}

#[test]
fn rel_a9_another_program_holds_the_database() {
    let mut campaign = Campaign::new("A9");
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("data");
    let mut typist = Typist::default();
    let store = typist.find(&folder, "at first");
    typist.type_on(&store, &mut campaign.round(0), 5).unwrap();
    // The same database by another road, past the folder's lock: what a foreign program would be.
    let road = place.path().join("foreign");
    std::fs::create_dir(&road).unwrap();
    std::os::unix::fs::symlink(folder.join("kaibo.db"), road.join("kaibo.db")).unwrap();
    let foreign = open(&road).unwrap();

    let mut longest = 0.0_f64;
    // Shorter and longer than the store's patience of 5 s.
    let holds = [&[300, 5_400][..], &[1_000, 5_000, 60_000]][campaign.count(0, 1, 1)];
    for held_ms in holds.iter().copied() {
        let holder = foreign.clone();
        let (begun, began) = std::sync::mpsc::channel();
        let hold = std::thread::spawn(move || {
            holder.write_blocking(move |_| {
                begun.send(()).unwrap();
                std::thread::sleep(Duration::from_millis(held_ms));
                Ok(())
            })
        });
        began.recv().unwrap();
        let asked = Instant::now();
        let outcome = typist.type_on(&store, &mut campaign.round(1), 1);
        longest = longest.max(asked.elapsed().as_secs_f64());
        match outcome {
            Ok(()) => assert!(asked.elapsed() > Duration::from_millis(held_ms - 100), "it did not wait"),
            Err(error) => {
                let patient = asked.elapsed() > Duration::from_millis(4_900);
                assert!(matches!(error, StoreError::Busy(_)) && patient, "after {:?}: {error:?}", asked.elapsed());
            }
        }
        hold.join().unwrap().unwrap();
        typist.type_on(&store, &mut campaign.round(2), 2).unwrap();
    }
    foreign.close();
    typist.hold_against(&store, "at last");
    let seconds: Vec<f64> = holds.iter().map(|ms| *ms as f64 / 1000.0).collect();
    campaign.figure("holds, s", seconds);
    campaign.figure("longest wait, s", (longest * 10.0).round() / 10.0);
    campaign.figure("edits lost", 0);
}

#[test]
fn rel_a13_every_shipped_schema_comes_up_to_date_whole_or_not_at_all() {
    let mut campaign = Campaign::new("A13");
    let place = tempfile::tempdir().unwrap();
    let fresh = open(&place.path().join("fresh")).unwrap();
    let wanted = schema(&fresh);
    let (mut points, mut longest) = (0, 0.0_f64);
    let large = campaign.count(100_000, 100_000, 100_000);
    for shipped in Shipped::all() {
        let folder = place.path().join(format!("large-{}", shipped.version()));
        shipped.lay_out(&folder, large);
        let begun = Instant::now();
        let store = open(&folder).unwrap();
        longest = longest.max(begun.elapsed().as_secs_f64());
        assert_eq!((schema(&store), shipped.goods_in(&store)), (wanted.clone(), large), "{shipped:?}");
        store.close();

        let mut at = 0;
        loop {
            let mut random = campaign.round(at as usize);
            let disk = Disk::in_folder(&place.path().join(format!("{}-{at}", shipped.version())));
            shipped.lay_out(disk.folder(), 40);
            let into = place.path().join(format!("{}-{at}-found", shipped.version()));
            disk.lose_power(Outage { at, loss: Loss::Torn, seed: random.number(), into: into.clone() });
            let opened = open(disk.folder());
            if !disk.is_dead() {
                break;
            }
            drop(opened);
            let store = open(&into).unwrap_or_else(|error| panic!("{shipped:?}, change {at}: {error:?}"));
            assert_eq!((schema(&store), shipped.goods_in(&store)), (wanted.clone(), 40), "{shipped:?}, change {at}");
            assert_eq!(store.check().unwrap(), Vec::<String>::new(), "{shipped:?}, change {at}");
            points += 1;
            at += campaign.count(5, 1, 1) as u64;
        }
    }
    // On a machine that does much else the small size says nothing of speed.
    let most = campaign.count(60, 5, 5) as f64;
    assert!(longest <= most, "bringing {large} goods up to date took {longest} s");
    campaign.figure("shipped schemas", Shipped::all().len());
    campaign.figure("power losses", points);
    campaign.figure("100,000 goods, s", (longest * 100.0).round() / 100.0);
}

#[test]
fn rel_a14_an_older_program_works_on_or_explains_itself() {
    let mut campaign = Campaign::new("A14");
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("data");
    let mut typist = Typist::default();
    let newer = |floor: Option<u32>| {
        move |tx: &kaibo_store::Transaction| {
            tx.execute_batch("CREATE TABLE IF NOT EXISTS of_the_future (id INTEGER PRIMARY KEY, note TEXT)")?;
            tx.pragma_update(None, "user_version", kaibo_store::SCHEMA_VERSION + 1)?;
            if let Some(floor) = floor {
                tx.execute("UPDATE meta SET value = ?1 WHERE name = 'compat_floor'", [floor])?;
            }
            Ok(())
        }
    };
    let times = campaign.count(3, 30, 100);
    for round in 0..times {
        // A newer version that only adds has been here; this one works on, and the newer one finds all of it.
        let store = typist.find(&folder, &format!("round {round}"));
        store.write_blocking(newer(None)).unwrap();
        store.close();
        let store = typist.find(&folder, &format!("round {round}, after the newer version"));
        typist.type_on(&store, &mut campaign.round(round), 10).unwrap();
        let kept = store.read_blocking(|db| Ok(db.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0))?));
        assert_eq!(kept.unwrap(), kaibo_store::SCHEMA_VERSION + 1, "the newer version's mark is not taken away");
        store.close();
    }
    let store = typist.find(&folder, "at last");
    store.write_blocking(newer(Some(kaibo_store::SCHEMA_VERSION + 1))).unwrap();
    store.close();
    let bytes = || std::fs::read(folder.join("kaibo.db")).unwrap();
    let before = bytes();
    let refused = open(&folder);
    assert!(matches!(refused, Err(OpenError::NewerVersion { .. })), "{refused:?}");
    assert!(bytes() == before, "a database that is not for this version was touched");
    campaign.figure("rounds", times);
}

/// Writes while a reader stays, then without it; the log's greatest length with the reader, and the one after it has gone.
fn log_with_a_stuck_reader(campaign: &Campaign) -> (u64, u64) {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("data");
    let mut typist = Typist::default();
    let store = typist.find(&folder, "at first");
    typist.type_on(&store, &mut campaign.round(0), 5).unwrap();
    let (leave, stays) = std::sync::mpsc::channel::<()>();
    let (here, arrived) = std::sync::mpsc::channel();
    let reader = store.clone();
    let reader = std::thread::spawn(move || {
        reader.read_blocking(|db| {
            // Has no end of its own, and is read slowly.
            let sql =
                "WITH RECURSIVE n (i) AS (SELECT count(*) FROM goods UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
            let mut statement = db.prepare(sql)?;
            let mut rows = statement.query([])?;
            while rows.next()?.is_some()
                && stays.recv_timeout(Duration::from_millis(1)) == Err(RecvTimeoutError::Timeout)
            {
                let _ = here.send(());
            }
            Ok(())
        })
    });
    arrived.recv().unwrap();
    let log = || std::fs::metadata(folder.join("kaibo.db-wal")).map_or(0, |log| log.len());
    let write = |megabytes: usize| {
        let mut longest = 0;
        for number in 0..megabytes {
            // Another text each time: pages that stay as they are would not be written.
            let big = ["长", "短"][number % 2].repeat(1024 * 1024 / 3);
            store.write_blocking(move |tx| kaibo_store::settings::set(tx, "language", &big)).unwrap();
            longest = log().max(longest);
        }
        longest
    };
    let stuck = write(campaign.count(150, 300, 1200));
    // A reader that was shown out has left its end of the line already.
    let _ = leave.send(());
    let left = reader.join().unwrap();
    assert!(matches!(left, Err(StoreError::ShownOut(_))), "{left:?}");
    write(3);
    let after = log();
    typist.hold_against(&store, "after the load");
    (stuck, after)
}

#[test]
fn rel_a15_the_log_stays_small_and_shrinks_again() {
    let mut campaign = Campaign::new("A15");
    let (stuck, after) = log_with_a_stuck_reader(&campaign);
    let megabytes = |bytes: u64| (bytes / 1024 / 1024) as i64;
    campaign.figure("log with a stuck reader, MiB", megabytes(stuck));
    campaign.figure("log after it, MiB", megabytes(after));
    assert!(after <= 64 * 1024 * 1024, "the log has {after} bytes after the reader has gone");
    assert!(stuck <= 128 * 1024 * 1024, "the log has {stuck} bytes with a reader that stays");
}
