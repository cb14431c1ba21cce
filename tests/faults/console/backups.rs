//! Backups under attack and by accident: checks A10, A11 and A12 of the scorecard.

use crate::canary::found;
use crate::support::{
    backups::{content, hash, open_backups, set_pages, set_rows, size_of},
    campaign::Campaign,
    child::{Child, Role},
    typist,
};
use kaibo_domain::{retention, time::DAY_MS};
use kaibo_store::{BackupError, BackupId, BackupKind, Store, Taken, settings};
use std::{
    fs::{self, File, OpenOptions},
    os::unix::fs::FileExt,
    path::Path,
    time::{Duration, Instant},
};
use tempfile::TempDir;

const NOW: i64 = 1_790_000_000_000;
const PAGE: u64 = 4096;
/// Rows of the database that is worked on for forty days.
const ROWS: usize = 100;
const CANARY: &str = "备份里的暗号 0123456789";

fn new(taken: Taken) -> BackupId {
    match taken {
        Taken::New(id) => id,
        Taken::Unchanged(id) => panic!("unchanged since {id}"),
    }
}

/// Damages the closed database in one of the ways that disks know; says which.
fn damage(data: &Path, others_log: &[u8], random: &mut crate::support::random::Random) -> &'static str {
    let path = data.join("kaibo.db");
    let length = fs::metadata(&path).unwrap().len();
    let file = OpenOptions::new().read(true).write(true).open(&path).unwrap();
    let at = random.number() % length;
    let mut byte = [0];
    file.read_exact_at(&mut byte, at).unwrap();
    match random.below(6) {
        0 => {
            file.write_all_at(&[byte[0] ^ (1 << random.below(8))], at).unwrap();
            "bit"
        }
        1 => {
            file.write_all_at(&[byte[0].wrapping_add(1 + random.below(254) as u8)], at).unwrap();
            "byte"
        }
        2 => {
            let noise: Vec<u8> = (0..PAGE).map(|_| random.number() as u8).collect();
            file.write_all_at(&noise, at / PAGE * PAGE).unwrap();
            "page"
        }
        3 => {
            file.set_len(at).unwrap();
            "truncation"
        }
        4 => {
            file.write_all_at(&[0; 100], 0).unwrap();
            "header"
        }
        // The log of another database.
        _ => {
            fs::write(data.join("kaibo.db-wal"), others_log).unwrap();
            "log"
        }
    }
}

/// Whether the damage is found: the database does not open, or its check says so.
fn is_found(data: &Path) -> bool {
    match typist::open(data) {
        Err(_) => true,
        Ok(store) => {
            let found = store.check().map_or(true, |faults| !faults.is_empty());
            store.close();
            found
        }
    }
}

#[test]
fn rel_a10_damage_is_found_and_the_backup_restored() {
    let mut campaign = Campaign::new("A10");
    let cases = campaign.count(20, 500, 1000);
    let place = TempDir::new().unwrap();
    let data = place.path().join("data");
    let store = typist::open(&data).unwrap();
    set_pages(&store, 0..4, 1);
    let other = place.path().join("other");
    let others = typist::open(&other).unwrap();
    set_pages(&others, 0..2, 2);
    let others_log = fs::read(other.join("kaibo.db-wal")).unwrap();
    assert!(others_log.len() > 1_000_000);
    others.close();
    let id = new(store.backups().take(&store, NOW).unwrap());
    let good = hash(&store);
    store.close();
    let backups = open_backups(&data);
    let mut kinds = std::collections::BTreeSet::new();
    for case in 0..cases {
        kinds.insert(damage(&data, &others_log, &mut campaign.round(case)));
        assert!(is_found(&data), "case {case} is not noticed");
        let damaged = fs::read(data.join("kaibo.db")).unwrap();
        backups.restore(&id, NOW + case as i64).unwrap();
        let aside = fs::read_dir(data.join("aside")).unwrap().flatten().next().unwrap().path();
        assert!(fs::read(aside.join("kaibo.db")).unwrap() == damaged, "case {case}: the damaged file is kept");
        assert_eq!(content(&data), good, "case {case}");
        fs::remove_dir_all(aside).unwrap();
    }
    campaign.figure("cases", cases);
    campaign.figure("kinds of damage", kinds.len());
    campaign.figure("unnoticed", 0);

    // At full length.
    let megabytes = campaign.count(20, 200, 200);
    let store = typist::open(&data).unwrap();
    set_pages(&store, 0..megabytes, 3);
    let began = Instant::now();
    let id = new(store.backups().take(&store, NOW + DAY_MS).unwrap());
    let taking = began.elapsed();
    store.close();
    let bytes = fs::metadata(data.join("kaibo.db")).unwrap().len();
    File::options().write(true).open(data.join("kaibo.db")).unwrap().write_all_at(&[0; 100], 0).unwrap();
    let began = Instant::now();
    backups.restore(&id, NOW).unwrap();
    typist::open(&data).unwrap().close();
    let restoring = began.elapsed();
    assert!(restoring < Duration::from_secs(10), "{restoring:?} for {bytes} bytes");
    campaign.figure("MB", bytes / 1_000_000);
    campaign.figure("seconds to restore", (restoring.as_secs_f64() * 100.0).round() / 100.0);
    campaign.figure("seconds to take", (taking.as_secs_f64() * 100.0).round() / 100.0);
}

#[test]
fn rel_a11_kill_while_backups_are_taken() {
    let mut campaign = Campaign::new("A11");
    let kills = campaign.count(5, 200, 500);
    let place = TempDir::new().unwrap();
    let data = place.path().join("data");
    let store = typist::open(&data).unwrap();
    set_pages(&store, 0..4, 1);
    store.backups().take(&store, NOW - DAY_MS).unwrap();
    store.close();
    let (mut halves, mut told) = (0, 0);
    for round in 0..kills {
        let mut random = campaign.round(round);
        let child = Child::start(Role::BackUp, &data, "", random.number());
        child.until("ready");
        let first = child.line();
        assert!(first.starts_with("ack "), "{first}");
        // Anywhere within the next backups.
        std::thread::sleep(Duration::from_micros(random.below(1_000_000) as u64));
        told += 1 + child.kill().iter().filter(|line| line.starts_with("ack ")).count();
        let unfinished = data.join("backups").join("unfinished");
        halves += usize::from(fs::read_dir(unfinished).is_ok_and(|mut left| left.next().is_some()));
        let backups = open_backups(&data);
        let listed = backups.list().unwrap();
        assert!(!listed.is_empty(), "round {round}: no backup is left");
        for backup in &listed {
            assert!(backup.facts.is_ok(), "round {round}: {backup:?}");
        }
        // Opened and checked to the last page: all of them now and then, the newest always.
        let many = if round % 20 == 0 { listed.len() } else { 1 };
        for backup in &listed[..many] {
            backups.drill(&backup.id).unwrap_or_else(|error| panic!("round {round}: {}: {error:?}", backup.id));
        }
    }
    campaign.figure("kills", kills);
    campaign.figure("kills that left something unfinished", halves);
    campaign.figure("backups acknowledged", told);
    campaign.figure("rounds without a good backup", 0);

    // Forty days of work, one backup each.
    let data = place.path().join("days");
    let mut store = typist::open(&data).unwrap();
    settings_of(&store, CANARY);
    let bytes = campaign.count(100_000, 400_000, 400_000);
    set_rows(&store, 0..ROWS, bytes, 1);
    let copy = data.join("backups").join("kaibo-v7-before-v8.db");
    let mut taken = Vec::new();
    for day in 0..40 {
        // What a day changes: one row in a hundred.
        let row = day * 37 % ROWS;
        set_rows(&store, row..row + 1, bytes, day as u64 + 2);
        let now = NOW + day as i64 * DAY_MS;
        taken.insert(0, now);
        new(store.backups().take(&store, now).unwrap());
        if day == 0 {
            // As it is made before the database is brought up to date.
            store.close();
            fs::copy(data.join("kaibo.db"), &copy).unwrap();
            store = typist::open(&data).unwrap();
        }
    }
    let listed = store.backups().list().unwrap();
    let rolling = listed.iter().filter(|backup| backup.kind == BackupKind::Rolling);
    let kept: Vec<i64> = rolling.map(|backup| backup.facts.as_ref().unwrap().taken_ms).collect();
    let expected: Vec<i64> =
        taken.iter().zip(retention::kept(&taken)).filter(|(_, stays)| *stays).map(|(ms, _)| *ms).collect();
    assert_eq!(kept, expected);
    assert_eq!(kept.len(), retention::DAILY + retention::WEEKLY);
    assert_eq!(listed.len(), kept.len() + 1, "and the one before the migration");
    for backup in &listed {
        store.backups().drill(&backup.id).unwrap();
    }
    assert_eq!(found(&data.join("backups"), &crate::canary::forms(CANARY)).0, None);
    let database = fs::metadata(data.join("kaibo.db")).unwrap().len();
    let times = size_of(&data.join("backups")) as f64 / database as f64;
    campaign.figure("backups kept", listed.len());
    campaign.figure("of the database changed a day, %", 100 / ROWS);
    campaign.figure("backups on the disk, times the database", (times * 100.0).round() / 100.0);
    assert!(times <= 3.0, "{times} times the database");
    store.close();
}

fn settings_of(store: &Store, word: &'static str) {
    store.write_blocking(move |tx| settings::set(tx, "word", word)).unwrap();
}

#[test]
fn rel_a12_every_kind_of_backup_brings_back_its_moment() {
    let mut campaign = Campaign::new("A12");
    let rounds = campaign.count(3, 30, 60);
    let (mut restored, mut left_behind) = (0, 0);
    for round in 0..rounds {
        let mut random = campaign.round(round);
        let place = TempDir::new().unwrap();
        let data = place.path().join("data");
        let mut store = typist::open(&data).unwrap();
        let mut moments = Vec::new();
        for day in 0..3 {
            set_pages(&store, 0..random.below(6) + 1, random.number());
            let id = new(store.backups().take(&store, NOW + day * DAY_MS).unwrap());
            moments.push((id, hash(&store)));
        }
        let copy = data.join("backups").join("kaibo-v7-before-v8.db");
        store.close();
        fs::copy(data.join("kaibo.db"), &copy).unwrap();
        moments.push(("v7-before-v8".parse().unwrap(), content(&data)));
        store = typist::open(&data).unwrap();
        set_pages(&store, 0..3, random.number());
        store.close();
        let backups = open_backups(&data);
        for (id, moment) in &moments {
            for tail in ["-wal", "-shm"] {
                if random.chance(50) {
                    let noise: Vec<u8> = (0..random.below(20_000)).map(|_| random.number() as u8).collect();
                    fs::write(data.join(format!("kaibo.db{tail}")), noise).unwrap();
                    left_behind += 1;
                }
            }
            backups.restore(id, NOW).unwrap();
            assert_eq!(content(&data), *moment, "round {round}: {id}");
            restored += 1;
        }
        assert!(matches!(backups.restore(&"0-0".parse().unwrap(), NOW), Err(BackupError::NotFound)));
    }
    campaign.figure("restored", restored);
    campaign.figure("logs and indexes left behind", left_behind);
    campaign.figure("contents that differ from the snapshot", 0);
}
