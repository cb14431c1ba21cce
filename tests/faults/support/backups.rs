//! Databases of a certain length and what they hold, to be backed up; and a process that does nothing but that.

use super::{random::Random, typist};
use kaibo_store::{Backups, Store, Taken, settings};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fs, ops::Range, path::Path};

/// Megabyte by megabyte, text that is another for every seed.
pub fn set_pages(store: &Store, megabytes: Range<usize>, seed: u64) {
    set_rows(store, megabytes, 1_000_000, seed);
}

/// The same in rows of that length.
pub fn set_rows(store: &Store, rows: Range<usize>, bytes: usize, seed: u64) {
    for row in rows {
        let mut random = Random::of_round(seed, row);
        let text: String = (0..bytes / 16).map(|_| format!("{:016x}", random.number())).collect();
        store.write_blocking(move |tx| settings::set(tx, &format!("row {row:04}"), &text)).unwrap();
    }
}

/// The backups of a data folder.
pub fn open_backups(data: &Path) -> Backups {
    Backups::of(data, &typist::key())
}

/// All rows of all tables that hold what was typed, hashed.
pub fn content(data: &Path) -> String {
    let store = typist::open(data).unwrap();
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
    let hash = hash(&store);
    store.close();
    hash
}

/// The same of an open store.
pub fn hash(store: &Store) -> String {
    let mut hash = Sha256::new();
    for (_, table) in hash_of_tables(store) {
        hash.update(table);
    }
    hex::encode(hash.finalize())
}

/// The rows of every table, hashed, by the table's name.
pub fn hash_of_tables(store: &Store) -> BTreeMap<String, String> {
    let tables = store.read_blocking(|db| {
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'";
        let mut statement = db.prepare(tables)?;
        let names: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut hashes = BTreeMap::new();
        for name in names {
            let mut hash = Sha256::new();
            let mut statement = db.prepare(&format!("SELECT * FROM \"{name}\""))?;
            let columns = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    hash.update(format!("{:?}|", row.get_ref(column)?));
                }
            }
            hashes.insert(name, hex::encode(hash.finalize()));
        }
        Ok(hashes)
    });
    tables.unwrap()
}

/// Bytes of all files in a folder.
pub fn size_of(folder: &Path) -> u64 {
    let sizes = fs::read_dir(folder).unwrap().flatten().map(|entry| match entry.path() {
        path if path.is_dir() => size_of(&path),
        path => fs::metadata(path).map_or(0, |about| about.len()),
    });
    sizes.sum()
}

/// In a child: changes something and takes a backup, again and again, a few hours later each time.
pub fn back_up_on(data: &Path, random: &mut Random, mark: &str) {
    let store = typist::open(data).unwrap();
    let last = store.backups().list().unwrap().iter().filter_map(|one| Some(one.facts.as_ref().ok()?.taken_ms)).max();
    let mut now = last.unwrap_or(1_790_000_000_000);
    println!("\n{mark}ready");
    loop {
        now += 7 * 3_600_000;
        set_pages(&store, 0..random.below(3) + 1, random.number());
        if let Taken::New(id) = store.backups().take(&store, now).unwrap() {
            println!("{mark}ack {id}");
        }
    }
}
