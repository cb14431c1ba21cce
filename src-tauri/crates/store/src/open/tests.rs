//! Opening, refusing and migrating, on real files.

use super::*;
use crate::{RootKey, SCHEMA_VERSION, UNRELEASED, backup};
use rstest::rstest;
use std::{collections::BTreeMap, path::PathBuf};
use tempfile::TempDir;

const CANARY: &str = "canary-in-the-database-0123456789";
/// The schemas as they were released, the first version first.
const FIXTURES: [&str; 6] = [
    include_str!("../../tests/fixtures/schema_v1.sql"),
    include_str!("../../tests/fixtures/schema_v2.sql"),
    include_str!("../../tests/fixtures/schema_v3.sql"),
    include_str!("../../tests/fixtures/schema_v4.sql"),
    include_str!("../../tests/fixtures/schema_v5.sql"),
    include_str!("../../tests/fixtures/schema_v6.sql"),
];

fn key() -> DerivedKey {
    RootKey::from_bytes([1; 32]).database()
}

struct Place {
    dir: TempDir,
    path: PathBuf,
}

fn place() -> Place {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("kaibo.db");
    Place { dir, path }
}

impl Place {
    /// A closed database of version 1 with a canary and some pages.
    fn filled(self) -> Self {
        let connection = database(&self.path, &key()).unwrap();
        for index in 0..300 {
            let name = format!("{index:04} {CANARY} {}", "x".repeat(200));
            connection.execute("INSERT INTO settings (key, value) VALUES (?1, ?1)", [name]).unwrap();
        }
        connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        self
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(&self.path).unwrap()
    }

    fn run(&self, sql: &str) {
        keyed(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE, &key()).unwrap().execute_batch(sql).unwrap();
    }
}

/// Names and statements of everything in the schema, spelt alike.
fn schema(connection: &Connection) -> BTreeMap<String, String> {
    let sql = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).unwrap();
    rows.map(|row| row.map(|(name, sql)| (name, sql.split_whitespace().collect::<Vec<_>>().join(" "))).unwrap())
        .collect()
}

#[test]
fn a_database_opens_again_and_keeps_what_was_written() {
    let place = place().filled();
    let connection = database(&place.path, &key()).unwrap();
    let rows: u32 = connection.query_one("SELECT count(*) FROM settings", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 300);
    assert_eq!(faults(&connection).unwrap(), Vec::<String>::new());
}

#[test]
fn connections_are_set_up_as_promised() {
    let place = place();
    let writer = database(&place.path, &key()).unwrap();
    let text = |pragma: &str| {
        let sql = format!("SELECT CAST({pragma} AS TEXT) FROM pragma_{pragma}");
        writer.query_one(&sql, [], |row| row.get::<_, String>(0)).unwrap()
    };
    assert_eq!(writer.query_one("PRAGMA journal_mode", [], |row| row.get::<_, String>(0)).unwrap(), "wal");
    for (pragma, value) in [
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("secure_delete", "1"),
        ("journal_size_limit", "67108864"),
        ("trusted_schema", "0"),
        ("temp_store", "2"),
        ("cache_size", "-65536"),
        ("fullfsync", "1"),
        ("checkpoint_fullfsync", "1"),
    ] {
        assert_eq!(text(pragma), value, "{pragma}");
    }
    let version: String = writer.query_one("PRAGMA cipher_version", [], |row| row.get(0)).unwrap();
    assert!(version.starts_with("4."), "{version}");
    let reader = reader(&place.path, &key()).unwrap();
    assert!(reader.execute("DELETE FROM settings", []).is_err());
}

#[test]
fn nothing_stands_in_clear_not_even_the_log() {
    let place = place();
    let connection = database(&place.path, &key()).unwrap();
    connection.execute("INSERT INTO settings (key, value) VALUES ('a', ?1)", [CANARY]).unwrap();
    let wal = fs::read(beside(&place.path, "-wal")).unwrap();
    assert!(!wal.is_empty());
    drop(connection);
    for bytes in [place.bytes(), wal] {
        for word in [CANARY, "CREATE TABLE", "SQLite format"] {
            assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
        }
    }
}

#[test]
fn a_wrong_key_is_refused_and_the_file_stays() {
    let place = place().filled();
    let before = place.bytes();
    let wrong = RootKey::from_bytes([2; 32]).database();
    assert!(matches!(database(&place.path, &wrong), Err(OpenError::Unreadable(_))));
    assert_eq!(place.bytes(), before);
    database(&place.path, &key()).unwrap();
}

#[rstest]
#[case(b"".to_vec())]
#[case(b"not a database".to_vec())]
#[case(vec![0; 40_960])]
fn what_is_no_database_is_refused_and_stays(#[case] content: Vec<u8>) {
    let place = place();
    fs::write(&place.path, &content).unwrap();
    assert!(matches!(database(&place.path, &key()), Err(OpenError::Unreadable(_))));
    assert_eq!(place.bytes(), content);
}

#[test]
fn a_plain_database_is_refused() {
    let place = place();
    made_ready().unwrap();
    Connection::open(&place.path).unwrap().execute_batch("CREATE TABLE goods (id)").unwrap();
    assert!(matches!(database(&place.path, &key()), Err(OpenError::Unreadable(_))));
}

#[test]
fn a_database_of_another_program_with_our_key_is_refused() {
    let place = place().filled();
    place.run("PRAGMA application_id = 7");
    assert!(matches!(database(&place.path, &key()), Err(OpenError::Unreadable(None))));
}

#[test]
fn a_folder_in_place_of_the_database_is_refused() {
    let place = place();
    fs::create_dir(&place.path).unwrap();
    assert!(matches!(database(&place.path, &key()), Err(OpenError::Io(_) | OpenError::Unreadable(_))));
}

#[test]
fn a_log_without_its_database_is_not_swallowed() {
    let place = place();
    fs::write(beside(&place.path, "-wal"), b"left").unwrap();
    assert!(matches!(database(&place.path, &key()), Err(OpenError::Unreadable(None))));
    assert!(!place.path.exists());
}

#[test]
fn a_crash_while_the_database_was_made_leaves_nothing_in_the_way() {
    let place = place();
    fs::write(beside(&place.path, ".new"), b"half a database").unwrap();
    database(&place.path, &key()).unwrap();
    assert!(!beside(&place.path, ".new").exists());
}

#[test]
fn one_flipped_bit_on_any_page_is_found() {
    let place = place().filled();
    let whole = place.bytes();
    let pages = whole.len() / 4096;
    assert!(pages > 20, "{pages}");
    for page in 0..pages {
        let mut damaged = whole.clone();
        // Anywhere in the page, its last bytes (the authentication code) included.
        let offset = page * 4096 + (page * 997 + 13) % 4096;
        damaged[offset] ^= 1 << (page % 8);
        fs::write(&place.path, &damaged).unwrap();
        let found = match keyed(&place.path, OpenFlags::SQLITE_OPEN_READ_ONLY, &key()).and_then(|c| faults(&c)) {
            Ok(faults) => !faults.is_empty(),
            Err(_) => true,
        };
        assert!(found, "page {page}");
    }
}

#[test]
fn a_damaged_page_does_not_read_as_something_else() {
    let place = place().filled();
    let mut damaged = place.bytes();
    let pages = damaged.len() / 4096;
    for page in 1..pages {
        damaged[page * 4096 + 100] ^= 1;
    }
    fs::write(&place.path, &damaged).unwrap();
    let opened = database(&place.path, &key());
    match opened {
        Err(error) => assert!(matches!(error, OpenError::Unreadable(_)), "{error:?}"),
        Ok(connection) => {
            let read = connection.query_one("SELECT count(value) FROM settings", [], |row| row.get::<_, u32>(0));
            let error = crate::StoreError::from(read.unwrap_err());
            assert!(matches!(error, crate::StoreError::Damaged(_)), "{error:?}");
        }
    }
}

#[test]
fn a_newer_database_that_may_not_be_written_is_left_untouched() {
    let place = place().filled();
    let (newer, floor) = (SCHEMA_VERSION + 2, SCHEMA_VERSION + 1);
    place.run(&format!(
        "PRAGMA user_version = {newer}; UPDATE meta SET value = {floor} WHERE name = 'compat_floor';
         PRAGMA wal_checkpoint(TRUNCATE)"
    ));
    let before = place.bytes();
    let refused = database(&place.path, &key());
    let is_named = matches!(refused, Err(OpenError::NewerVersion { found, known: SCHEMA_VERSION }) if found == newer);
    assert!(is_named, "{refused:?}");
    assert_eq!(place.bytes(), before);
}

#[test]
fn a_newer_database_that_only_added_is_used_as_it_is() {
    let place = place().filled();
    let newer = SCHEMA_VERSION + 1;
    place.run(&format!("PRAGMA user_version = {newer}; ALTER TABLE goods ADD COLUMN later TEXT"));
    let connection = database(&place.path, &key()).unwrap();
    assert_eq!(connection.query_one("PRAGMA user_version", [], |row| row.get::<_, u32>(0)).unwrap(), newer);
    assert!(!place.dir.path().join("backups").exists());
}

#[test]
fn the_schemas_are_those_that_were_released() {
    for (before, released) in FIXTURES.into_iter().enumerate() {
        let place = place();
        made_ready().unwrap();
        let fixture = Connection::open_in_memory().unwrap();
        fixture.execute_batch(released).unwrap();
        let made = database_with(&place.path, &key(), &MIGRATIONS[..=before]).unwrap();
        assert_eq!(schema(&made), schema(&fixture));
    }
}

/// Makes a version 1 database from the kept fixture, not from today's migrations.
fn fixture_database(place: &Place) {
    shipped_database(place, 1);
}

/// Makes a database of a version that was released from its kept fixture.
fn shipped_database(place: &Place, version: usize) {
    let create = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = keyed(&place.path, create, &key()).unwrap();
    connection.execute_batch(FIXTURES[version - 1]).unwrap();
    let mark = format!(
        "PRAGMA user_version = {version}; PRAGMA application_id = {}; INSERT INTO meta VALUES ('compat_floor', 1);
         INSERT INTO settings VALUES ('kept', 'yes');",
        i32::from_be_bytes(*b"KAIB")
    );
    connection.execute_batch(&mark).unwrap();
}

#[test]
fn a_migrated_database_equals_a_fresh_one() {
    let fresh = place();
    let fresh = schema(&database(&fresh.path, &key()).unwrap());
    for version in 1..=FIXTURES.len() {
        let old = place();
        shipped_database(&old, version);
        assert_eq!(schema(&database(&old.path, &key()).unwrap()), fresh);
    }
    assert_eq!(FIXTURES.len() as u32 + UNRELEASED, SCHEMA_VERSION, "every released schema is kept");
    assert_eq!(migrate::newest(MIGRATIONS), SCHEMA_VERSION);
    assert!(MIGRATIONS.windows(2).all(|pair| pair[0].version + 1 == pair[1].version));
}

#[test]
fn what_was_submitted_and_tried_survives_the_third_version() {
    let place = place();
    shipped_database(&place, 2);
    place.run(
        "INSERT INTO shops VALUES ('s', '演练店铺', 'practice', 'wx', 1, 1);
         INSERT INTO submissions (seq, id, shop_id, kind, object_kind, object_id, revision, state, request_hash, created_ms,
            updated_ms, version)
         VALUES (7, 'one', 's', 'room-create', 'room', 'r', 1, 'unknown', '', 1, 1, 1);
         INSERT INTO attempts (id, submission_id, started_ms, request_hash) VALUES ('a', 'one', 1, '');",
    );
    let connection = database(&place.path, &key()).unwrap();
    let about: String = connection.query_one("SELECT object_kind FROM submissions", [], |row| row.get(0)).unwrap();
    let tried: u32 = connection.query_one("SELECT count(*) FROM attempts", [], |row| row.get(0)).unwrap();
    assert_eq!((about.as_str(), tried), ("room", 1));
    let again = "INSERT INTO submissions (id, shop_id, kind, object_kind, object_id, revision, state, request_hash,
            created_ms, updated_ms, version)
        VALUES ('two', 's', 'role-add', 'member', 'm', 1, 'queued', '', 1, 1, 1) RETURNING seq";
    assert_eq!(connection.query_one(again, [], |row| row.get::<_, u32>(0)).unwrap(), 8, "the order goes on");
    assert_eq!(faults(&connection).unwrap(), Vec::<String>::new());
}

const SECOND: Migration = Migration { version: 2, compat_floor: 1, sql: "ALTER TABLE goods ADD COLUMN note TEXT;" };
const THIRD: Migration = Migration {
    version: 3,
    compat_floor: 3,
    sql: "CREATE TABLE notes (id TEXT NOT NULL PRIMARY KEY) STRICT; INSERT INTO notes VALUES ('one');",
};

#[test]
fn pending_migrations_run_after_a_backup_that_reads() {
    let place = place();
    fixture_database(&place);
    let connection = database_with(&place.path, &key(), &[MIGRATIONS[0], SECOND, THIRD]).unwrap();
    assert_eq!(connection.query_one("PRAGMA user_version", [], |row| row.get::<_, u32>(0)).unwrap(), 3);
    let copy = backup::place(&place.path, 1, 3);
    let files: Vec<_> = fs::read_dir(copy.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files, std::slice::from_ref(&copy));
    let backup = keyed(&copy, OpenFlags::SQLITE_OPEN_READ_ONLY, &key()).unwrap();
    assert_eq!(backup.query_one("PRAGMA user_version", [], |row| row.get::<_, u32>(0)).unwrap(), 1);
    let kept: String = backup.query_one("SELECT value FROM settings WHERE key = 'kept'", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, "yes");
    assert!(!fs::read(&copy).unwrap().windows(4).any(|window| window == b"kept"));
    // The program of version 2 must not write what version 3 made.
    drop(connection);
    let older = database_with(&place.path, &key(), &[MIGRATIONS[0], SECOND]);
    assert!(matches!(older, Err(OpenError::NewerVersion { found: 3, known: 2 })));
}

#[test]
fn an_older_database_that_may_not_be_written_is_not_read_with_todays_eyes() {
    let place = place();
    fixture_database(&place);
    let before = place.bytes();
    let refused = for_reading(&place.path, &key());
    assert!(matches!(refused, Err(OpenError::OutOfDate { found: 1, known: SCHEMA_VERSION })), "{refused:?}");
    assert!(place.bytes() == before);
    for_reading_with(&place.path, &key(), &MIGRATIONS[..1]).unwrap();
}

#[rstest]
#[case("CREATE TABLE notes (id TEXT); SELECT no_such_function();")]
#[case("DELETE FROM settings; CREATE TABLE settings (again TEXT);")]
#[case("INSERT INTO pictures VALUES ('p', 'no such shop', 'b', 'n', 1, 1, 1, 'jpeg', 0);")]
fn a_failing_migration_leaves_the_database_as_it_was(#[case] sql: &'static str) {
    let place = place();
    fixture_database(&place);
    let before = schema(&keyed(&place.path, OpenFlags::SQLITE_OPEN_READ_ONLY, &key()).unwrap());
    let failing = Migration { version: 3, compat_floor: 3, sql };
    let failed = database_with(&place.path, &key(), &[MIGRATIONS[0], SECOND, failing]);
    assert!(matches!(failed, Err(OpenError::Migration { version: 3, .. })), "{failed:?}");
    let connection = database_with(&place.path, &key(), &MIGRATIONS[..1]).unwrap();
    assert_eq!(schema(&connection), before);
    assert_eq!(connection.query_one("PRAGMA user_version", [], |row| row.get::<_, u32>(0)).unwrap(), 1);
    let kept: u32 = connection.query_one("SELECT count(*) FROM settings", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 1);
    assert!(backup::place(&place.path, 1, 3).is_file());
    drop(connection);
    // Mended, the same step works, and its backup takes the place of the first.
    database_with(&place.path, &key(), &[MIGRATIONS[0], SECOND, THIRD]).unwrap();
}

#[test]
fn no_migration_without_a_backup() {
    let place = place();
    fixture_database(&place);
    fs::write(place.dir.path().join("backups"), b"a file where the folder should be").unwrap();
    assert!(database_with(&place.path, &key(), &[MIGRATIONS[0], SECOND]).is_err());
    let connection = database_with(&place.path, &key(), &MIGRATIONS[..1]).unwrap();
    assert_eq!(connection.query_one("PRAGMA user_version", [], |row| row.get::<_, u32>(0)).unwrap(), 1);
}

#[cfg(unix)]
#[test]
fn the_database_is_for_the_user_only() {
    use std::os::unix::fs::PermissionsExt;
    let place = place();
    let connection = database(&place.path, &key()).unwrap();
    connection.execute("INSERT INTO settings VALUES ('a', 'b')", []).unwrap();
    for path in [place.path.clone(), beside(&place.path, "-wal")] {
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
