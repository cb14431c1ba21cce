//! Staff at the keyboard, straight on the store: new goods, edits, submissions with their attempts, pictures; and the
//! memory of what was acknowledged, against which whatever is found later is held.

use super::{faulty_disk::files_in, random::Random};
use kaibo_domain::{GoodsId, ShopId};
use kaibo_store::{
    BlobError, BlobId, OpenError, RootKey, Store, StoreError, Transaction,
    goods::{self, GoodsPatch, GoodsRow},
    shops::{self, ShopKind, ShopRow},
};
use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};
use uuid::Uuid;

/// The key of every test's data.
pub fn key() -> RootKey {
    RootKey::from_bytes([7; 32])
}

/// Opens the data. A process that is just being started holds copies of all that is open here, and with them a lock that
/// was given back, until it is another program: that is waited out.
pub fn open(folder: &Path) -> Result<Store, OpenError> {
    let deadline = Instant::now() + Duration::from_secs(2);
    loop {
        match Store::open(folder, &key()) {
            Err(OpenError::Locked) if Instant::now() < deadline => thread::sleep(Duration::from_millis(1)),
            opened => return opened,
        }
    }
}

/// What is known of a good.
#[derive(Clone, PartialEq, Eq)]
struct Entry {
    revision: u32,
    name: String,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "revision {} '{}'", self.revision, self.name.trim_end_matches('长'))
    }
}

/// One person at one keyboard: one thing after the other.
#[derive(Default)]
pub struct Typist {
    shop: Option<ShopId>,
    acknowledged: BTreeMap<GoodsId, Entry>,
    /// Submissions whose attempt was begun.
    sending: Vec<String>,
    /// What was asked for last and not acknowledged: may be there or not.
    in_flight: Option<(GoodsId, Entry)>,
    typed: u64,
    pictures: BTreeMap<BlobId, Vec<u8>>,
    /// Pictures that were refused: there whole, or not at all.
    refused: Vec<Vec<u8>>,
}

impl Typist {
    /// How many edits were acknowledged.
    pub fn acknowledged(&self) -> u64 {
        self.typed
    }

    /// Types until the store refuses or `times` are over; says what it refused with.
    pub fn type_on(&mut self, store: &Store, random: &mut Random, times: usize) -> Result<(), StoreError> {
        for _ in 0..times {
            let shop = match self.shop {
                Some(shop) => shop,
                None => self.open_shop(store)?,
            };
            match random.below(10) {
                0 | 1 => self.add(store, shop)?,
                2 if !self.acknowledged.is_empty() => self.submit(store, shop, random)?,
                _ if self.acknowledged.is_empty() => self.add(store, shop)?,
                _ => self.edit(store, random)?,
            }
            self.typed += 1;
        }
        Ok(())
    }

    fn open_shop(&mut self, store: &Store) -> Result<ShopId, StoreError> {
        if let Some(found) = store.read_blocking(shops::list)?.first() {
            return Ok(*self.shop.insert(found.id));
        }
        let id = ShopId::from_uuid(Uuid::now_v7());
        let row = ShopRow {
            id,
            name: "演练店铺".into(),
            kind: ShopKind::Practice,
            app_id: "wxpractice0000001".into(),
            created_ms: 1,
            last_used_ms: 1,
        };
        store.write_blocking(move |tx| shops::insert(tx, &row))?;
        Ok(*self.shop.insert(id))
    }

    fn add(&mut self, store: &Store, shop: ShopId) -> Result<(), StoreError> {
        let uuid = Uuid::now_v7();
        let short_key = format!("{:012x}", uuid.as_u128() & 0xffff_ffff_ffff);
        let mut row = GoodsRow::draft(GoodsId::from_uuid(uuid), shop, short_key, 1);
        row.name = format!("新品 {}", self.typed);
        self.keep(store, row.id, Entry { revision: 1, name: row.name.clone() }, move |tx| goods::insert(tx, &row))
    }

    fn edit(&mut self, store: &Store, random: &mut Random) -> Result<(), StoreError> {
        let (id, before) = self.any_good(random);
        // Long enough that a transaction is more than a page now and then.
        let name = format!("手工布艺 {} {}", self.typed, "长".repeat(random.below(900)));
        let patch = GoodsPatch { name: Some(name.clone()), ..GoodsPatch::default() };
        let entry = Entry { revision: before.revision + 1, name };
        self.keep(store, id, entry, move |tx| goods::update(tx, id, &patch, 2).map(drop))
    }

    /// A submission with its attempt, in one transaction, as the outbox begins one. In SQL, because the rows of the
    /// outbox have more to them in every version, and these are the columns that stay.
    fn submit(&mut self, store: &Store, shop: ShopId, random: &mut Random) -> Result<(), StoreError> {
        let (object, entry) = self.any_good(random);
        let id = Uuid::now_v7().to_string();
        let (submission, attempt) = (id.clone(), Uuid::now_v7().to_string());
        store.write_blocking(move |tx| {
            tx.execute(
                "INSERT INTO submissions (id, shop_id, kind, object_kind, object_id, revision, state, request_hash,
                    created_ms, updated_ms, version)
                 VALUES (?1, ?2, 'goods-add', 'goods', ?3, ?4, 'sending', '', 3, 3, 1)",
                (&submission, shop.to_string(), object.to_string(), entry.revision),
            )?;
            let sql = "INSERT INTO attempts (id, submission_id, started_ms, request_hash) VALUES (?1, ?2, 3, '')";
            tx.execute(sql, (&attempt, &submission))?;
            Ok(())
        })?;
        self.sending.push(id);
        Ok(())
    }

    /// Keeps a picture nobody has seen before.
    pub fn keep_picture(&mut self, store: &Store, random: &mut Random) -> Result<(), BlobError> {
        let bytes = (0..random.below(3000) + 8).map(|_| random.number() as u8).collect();
        self.put(store, bytes)
    }

    /// Keeps those that were refused once more, which must succeed now.
    pub fn keep_refused_pictures(&mut self, store: &Store, what: &str) {
        for bytes in std::mem::take(&mut self.refused) {
            self.put(store, bytes).unwrap_or_else(|error| panic!("{what}: a picture is refused again: {error:?}"));
        }
    }

    fn put(&mut self, store: &Store, bytes: Vec<u8>) -> Result<(), BlobError> {
        match store.blobs().put(&bytes) {
            Ok(id) => {
                self.pictures.insert(id, bytes);
                Ok(())
            }
            Err(error) => {
                self.refused.push(bytes);
                Err(error)
            }
        }
    }

    fn keep(
        &mut self,
        store: &Store,
        id: GoodsId,
        entry: Entry,
        work: impl FnOnce(&Transaction) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        self.in_flight = Some((id, entry.clone()));
        store.write_blocking(work)?;
        self.in_flight = None;
        self.acknowledged.insert(id, entry);
        Ok(())
    }

    fn any_good(&self, random: &mut Random) -> (GoodsId, Entry) {
        let (id, entry) = self.acknowledged.iter().nth(random.below(self.acknowledged.len())).unwrap();
        (*id, entry.clone())
    }

    /// Opens what is found and holds it against what was acknowledged; afterwards the typist knows what is there.
    /// Gives the store back, open and sound.
    pub fn find(&mut self, folder: &Path, what: &str) -> Store {
        let open = || open(folder).unwrap_or_else(|error| panic!("{what}: does not open: {error:?}"));
        // The check reads the pages of the file itself: the log has to be written back first, which closing does.
        open().close();
        let store = open();
        self.hold_against(&store, what);
        let unfinished = folder.join("files/unfinished");
        assert_eq!(files_in(&unfinished), Vec::<PathBuf>::new(), "{what}: left half-written");
        let files = folder.join("files");
        for file in files_in(&files) {
            let name: String = file.strip_prefix(&files).unwrap().iter().filter_map(|part| part.to_str()).collect();
            store.blobs().get(&name.parse().unwrap()).unwrap_or_else(|error| panic!("{what}: {name}: {error:?}"));
        }
        store
    }

    /// The same with an open store.
    pub fn hold_against(&mut self, store: &Store, what: &str) {
        assert_eq!(store.check().unwrap(), Vec::<String>::new(), "{what}: the database is damaged");
        let counted = "SELECT shop, state, count(*) FROM goods_lines WHERE state IS NOT NULL GROUP BY shop, state";
        let kept = "SELECT shop, state, goods FROM goods_counts WHERE goods <> 0";
        for (one, other) in [(counted, kept), (kept, counted)] {
            let sql = format!("SELECT EXISTS (SELECT * FROM ({one}) EXCEPT SELECT * FROM ({other}))");
            let differ = store.read_blocking(move |db| Ok(db.query_one(&sql, [], |row| row.get::<_, bool>(0))?));
            assert!(!differ.unwrap(), "{what}: a state's count is not that of its goods");
        }
        let in_flight = self.in_flight.take();
        for (id, entry) in &mut self.acknowledged {
            let id = *id;
            let row = store.read_blocking(move |db| goods::get(db, id)).unwrap();
            let row = row.unwrap_or_else(|| panic!("{what}: an acknowledged good is lost: {entry:?}"));
            let found = Entry { revision: row.revision, name: row.name };
            let unanswered = in_flight.as_ref().filter(|(of, _)| *of == id).map(|(_, entry)| entry);
            assert!(found == *entry || Some(&found) == unanswered, "{what}: {entry:?} was acknowledged, not {found:?}");
            *entry = found;
        }
        if let Some((id, entry)) = in_flight
            && !self.acknowledged.contains_key(&id)
            && store.read_blocking(move |db| goods::get(db, id)).unwrap().is_some()
        {
            self.acknowledged.insert(id, entry);
        }
        for (id, bytes) in &self.pictures {
            let found = store.blobs().get(id);
            assert!(found.as_ref().is_ok_and(|found| found == bytes), "{what}: a picture is lost: {id}: {found:?}");
        }
        for id in &self.sending {
            let sql = "SELECT count(*) FROM submissions JOIN attempts ON submission_id = submissions.id
                WHERE submissions.id = ?1 AND state = 'sending'";
            let begun = store.read_blocking(|db| Ok(db.query_row(sql, [id], |row| row.get::<_, i64>(0))?)).unwrap();
            assert_eq!(begun, 1, "{what}: an acknowledged submission or its attempt is lost");
        }
    }

    /// Forgets everything: the next folder is empty.
    pub fn start_anew(&mut self) {
        *self = Typist { typed: self.typed, ..Typist::default() };
    }
}

/// Whether an error says that the disk, and nothing else, is at fault.
pub fn blames_the_disk(error: &OpenError) -> bool {
    matches!(error, OpenError::Io(_) | OpenError::DiskFull(_) | OpenError::ReadOnly(_) | OpenError::Backup(_))
}
