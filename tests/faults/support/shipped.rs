//! Databases as versions that were shipped left them: made of the schemas kept with the store's tests, through SQLite
//! itself, because the store makes databases of its own version only.

use kaibo_store::{SCHEMA_VERSION, Store, UNRELEASED};
use libsqlite3_sys as ffi;
use std::{
    ffi::CString,
    fs,
    path::{Path, PathBuf},
    ptr,
};

/// A shipped version of the schema, older than this program's.
#[derive(Debug)]
pub struct Shipped {
    version: u32,
    sql: String,
}

impl Shipped {
    /// All of them.
    pub fn all() -> Vec<Shipped> {
        let versions = (1..SCHEMA_VERSION).take((SCHEMA_VERSION - UNRELEASED) as usize);
        versions.map(|version| Shipped { version, sql: fs::read_to_string(fixture(version)).unwrap() }).collect()
    }

    /// Its number.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Makes a data folder of that version with so many goods.
    pub fn lay_out(&self, folder: &Path, goods: usize) {
        fs::create_dir_all(folder).unwrap();
        let key = blake3::derive_key("app.kaibo.desktop 2026 database key v1", &[7; 32]);
        let version = self.version;
        let shop = "01900000-0000-7000-8000-000000000000";
        run(
            &folder.join("kaibo.db"),
            &format!(
                "PRAGMA key = \"x'{}'\";
                 BEGIN;
                 {}
                 PRAGMA application_id = {};
                 PRAGMA user_version = {version};
                 INSERT INTO meta (name, value) VALUES ('compat_floor', 1);
                 INSERT INTO shops (id, name, kind, app_id, created_ms, last_used_ms)
                 VALUES ('{shop}', '演练店铺', 'practice', 'wxpractice0000001', 1, 1);
                 WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {goods})
                 INSERT INTO goods (id, shop_id, short_key, name, price_kind, price_text, price2_text, path, focus_x,
                    focus_y, revision, adopted, origin, created_ms, updated_ms)
                 SELECT printf('01900000-0000-7000-8000-%012x', i), '{shop}', printf('%08x', i), '手工布艺 ' || i, 1,
                    '199.00', '', 'pages/goods/index?id=' || i, 0.5, 0.5, 1, 0, 'app', i, i
                 FROM n;
                 COMMIT;
                 PRAGMA journal_mode = WAL;",
                hex::encode(key),
                self.sql,
                i32::from_be_bytes(*b"KAIB"),
            ),
        );
    }

    /// How many of its goods are there.
    pub fn goods_in(&self, store: &Store) -> usize {
        let sql = "SELECT count(*) FROM goods WHERE name LIKE '手工布艺 %'";
        let count = store.read_blocking(|db| Ok(db.query_row(sql, [], |row| row.get::<_, i64>(0))?));
        count.unwrap() as usize
    }
}

/// Every table and index, column by column: what a migrated database has to share with a fresh one. The text of a
/// statement differs where a column was added later.
pub fn schema(store: &Store) -> Vec<String> {
    let sql = "SELECT s.type || ' ' || s.name || ' ' || coalesce(c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' '
            || coalesce(c.dflt_value, '') || ' ' || c.pk, '')
        FROM sqlite_schema AS s LEFT JOIN pragma_table_info(s.name) AS c
        WHERE s.name NOT LIKE 'sqlite_%' ORDER BY 1";
    let read = store.read_blocking(|db| {
        let mut statement = db.prepare(sql)?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
        Ok(lines.collect::<Result<Vec<_>, _>>()?)
    });
    read.unwrap()
}

fn fixture(version: u32) -> PathBuf {
    let store = Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/tests/fixtures");
    store.join(format!("schema_v{version}.sql"))
}

/// Runs statements on a database of its own connection.
fn run(path: &Path, sql: &str) {
    let path = CString::new(path.to_str().unwrap()).unwrap();
    let sql = CString::new(sql).unwrap();
    let mut database = ptr::null_mut();
    // SAFETY: both strings live to the end of this function; the handle is closed once, whatever happened.
    unsafe {
        assert_eq!(ffi::sqlite3_open(path.as_ptr(), &mut database), ffi::SQLITE_OK);
        let code = ffi::sqlite3_exec(database, sql.as_ptr(), None, ptr::null_mut(), ptr::null_mut());
        let closed = ffi::sqlite3_close(database);
        assert_eq!((code, closed), (ffi::SQLITE_OK, ffi::SQLITE_OK));
    }
}
