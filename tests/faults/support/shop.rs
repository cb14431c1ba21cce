//! A shop with drafts that can be submitted, its practice platform, and the judge: the platform's log of what it
//! executed.

use super::typist::open;
use kaibo_console::{
    Clock, Console, Desk, DeskConfig, KeyAccess, Silent, Surroundings, Wait,
    view::{AppState, GoodsPatch, GoodsQuery, GoodsRow as GoodsLine, GoodsState, GoodsView},
};
use kaibo_domain::{GoodsId, RoomId, platform::endpoint};
use kaibo_sandbox::{PRACTICE_APP_ID, PRACTICE_SECRET, Sandbox, SandboxConfig};
use kaibo_store::{
    goods::{self, GoodsRow},
    rooms::{self, RoomRow},
};
use kaibo_wechat::{Client, ClientConfig, Route, Secret, Timeouts};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;

/// The machine's clock, turned by some milliseconds.
#[derive(Default)]
pub struct TurnedClock(AtomicI64);

impl TurnedClock {
    /// Turns it further.
    pub fn turn(&self, by_ms: i64) {
        self.0.fetch_add(by_ms, Ordering::SeqCst);
    }

    /// By how many milliseconds it is turned.
    pub fn turned_by(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Clock for TurnedClock {
    fn now_ms(&self) -> i64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64;
        now + self.0.load(Ordering::SeqCst)
    }

    fn wait_until(&self, until_ms: i64) -> Wait<'_> {
        Box::pin(look_until(self, until_ms))
    }
}

/// The machine's clock, turned by the milliseconds that stand in a file: how one process turns another's. To be written
/// while nobody reads it.
pub struct FileClock(pub PathBuf);

impl Clock for FileClock {
    fn now_ms(&self) -> i64 {
        let turned = fs::read_to_string(&self.0).ok().map(|by_ms| by_ms.parse::<i64>().unwrap());
        TurnedClock(AtomicI64::new(turned.unwrap_or_default())).now_ms()
    }

    fn wait_until(&self, until_ms: i64) -> Wait<'_> {
        Box::pin(look_until(self, until_ms))
    }
}

/// Looks often: of a turn nobody tells it.
async fn look_until(clock: &dyn Clock, until_ms: i64) {
    let (mut before, mut now) = (i64::MIN, clock.now_ms());
    while (before..until_ms).contains(&now) {
        tokio::time::sleep(Duration::from_millis(10)).await;
        before = std::mem::replace(&mut now, clock.now_ms());
    }
}

/// Where the clock of a child on a data folder is turned.
pub fn clock_file(folder: &Path) -> PathBuf {
    folder.with_extension("clock")
}

/// A shop's data folder, its platform, and what is to become of its goods.
pub struct Shop {
    place: TempDir,
    pub platform: Sandbox,
    pub clock: Arc<TurnedClock>,
    pub goods: Vec<GoodsId>,
    pub rooms: Vec<RoomId>,
    keys: BTreeMap<String, GoodsId>,
}

impl Shop {
    /// A shop with so many drafts. Audits take a tenth of a second.
    pub async fn with(drafts: usize) -> Shop {
        Shop::with_rooms(drafts, 0).await
    }

    /// The same with so many rooms that can be submitted, starting in an hour.
    pub async fn with_rooms(drafts: usize, rooms: usize) -> Shop {
        let place = tempfile::tempdir().unwrap();
        let clock = Arc::new(TurnedClock::default());
        let LaidOut { goods, keys, rooms } = lay_out(&place.path().join("data"), drafts, rooms, clock.now_ms()).await;
        let turned = clock.clone();
        let config = SandboxConfig {
            audit_ms: 100,
            clock: kaibo_sandbox::Clock::from_fn(move || turned.now_ms()),
            ..SandboxConfig::default()
        };
        Shop { place, platform: Sandbox::start(config).await.unwrap(), clock, goods, rooms, keys }
    }

    /// The data folder.
    pub fn folder(&self) -> PathBuf {
        self.place.path().join("data")
    }

    /// A folder beside it.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    /// Turns the clock of the child that works on the data folder.
    pub fn turn_child(&self, by_ms: i64) {
        fs::write(clock_file(&self.folder()), by_ms.to_string()).unwrap();
    }

    /// One number out of the data, which nobody has open.
    pub fn count(&self, sql: &'static str) -> i64 {
        let store = open(&self.folder()).unwrap();
        let found = store.read_blocking(|db| Ok(db.query_row(sql, [], |row| row.get(0))?)).unwrap();
        store.close();
        found
    }

    /// Opens the desk on the data folder, with a line to `address`.
    pub async fn open(&self, address: &str) -> Desk {
        open_desk(&self.folder(), address, self.clock.clone()).await
    }

    /// How often the platform added each good. The judge.
    pub fn added(&self) -> BTreeMap<GoodsId, usize> {
        let mut added: BTreeMap<_, _> = self.goods.iter().map(|id| (*id, 0)).collect();
        for call in self.platform.accept_log().iter().filter(|call| call.endpoint == endpoint::GOODS_ADD.path) {
            let id = call.key.as_ref().and_then(|key| self.keys.get(key));
            *added.entry(*id.unwrap_or_else(|| panic!("not a good of ours: {call:?}"))).or_default() += 1;
        }
        added
    }

    /// Holds the platform against what was submitted: each good once, none twice.
    pub fn judge(&self, what: &str) {
        for (id, times) in self.added() {
            assert_eq!(times, 1, "{what}: {id} was added {times} times");
        }
    }

    /// The same while something is still under way.
    pub fn judge_so_far(&self, what: &str) {
        for (id, times) in self.added() {
            assert!(times <= 1, "{what}: {id} was added {times} times");
        }
    }

    /// The key that the platform shows for a good.
    pub fn key_of(&self, id: GoodsId) -> &str {
        self.keys.iter().find(|(_, of)| **of == id).unwrap().0
    }
}

/// Opens a desk, making the sample shop where there is none, and connects it.
pub async fn open_desk(folder: &Path, address: &str, clock: Arc<dyn Clock>) -> Desk {
    let deadline = Instant::now() + Duration::from_secs(2);
    loop {
        match try_desk(folder, address, clock.clone()).await {
            Ok(desk) => return desk,
            // See `typist::open`.
            Err(code) if code == "store.locked" && Instant::now() < deadline => {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            Err(code) => panic!("the desk does not open: {code}"),
        }
    }
}

/// Opens a desk and connects it, or says by its code why it does not open.
pub async fn try_desk(folder: &Path, address: &str, clock: Arc<dyn Clock>) -> Result<Desk, String> {
    let config = DeskConfig {
        data_dir: folder.to_owned(),
        key: KeyAccess::Injected("07".repeat(32)),
        on_change: Arc::new(|_| {}),
    };
    let desk = Desk::in_surroundings(config, Surroundings { clock, notifier: Arc::new(Silent), seed: 7 });
    match desk.open().await {
        AppState::Ready { .. } => {}
        AppState::FirstStart => drop(desk.start_practice().await.unwrap()),
        AppState::CannotOpen { problem } => return Err(problem.code),
        other => return Err(format!("{other:?}")),
    }
    desk.set_practice_address(address).await;
    Ok(desk)
}

/// A client of its own, which waits so long.
pub fn client(address: &str, call: Duration) -> Client {
    let config = ClientConfig {
        base_url: address.to_owned(),
        app_id: PRACTICE_APP_ID.to_owned(),
        app_secret: Secret::new(PRACTICE_SECRET),
        timeouts: Timeouts { connect: call, call, media: call },
        route: Route::default(),
    };
    let clock = TurnedClock::default();
    Client::new(config, Arc::new(move || clock.now_ms())).unwrap()
}

/// Waits until every good is settled on the platform, and says what became of each.
pub async fn settled(console: &Console, goods: &[GoodsId], what: &str) -> Vec<GoodsView> {
    settled_within(console, goods, Duration::from_secs(60), what).await
}

/// The first lines of the goods list that a search shows, the last change first.
pub async fn listed(console: &Console, search: &str) -> Vec<GoodsLine> {
    let query = GoodsQuery { search: search.into(), ..GoodsQuery::default() };
    let listing = console.goods_open(query).await.unwrap();
    console.goods_page(listing.id, 0, 200).await.unwrap().unwrap()
}

/// The same within a time.
pub async fn settled_within(console: &Console, goods: &[GoodsId], time: Duration, what: &str) -> Vec<GoodsView> {
    let deadline = Instant::now() + time;
    let mut views = Vec::with_capacity(goods.len());
    for id in goods {
        loop {
            let view = console.goods_get(*id).await.unwrap();
            if matches!(view.state, GoodsState::Auditing | GoodsState::Approved) {
                views.push(view);
                break;
            }
            assert!(Instant::now() < deadline, "{what}: not settled in time: {view:?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    views
}

/// Submits them all; everything must stand in the outbox afterwards.
pub async fn submit(console: &Console, goods: &[GoodsId]) {
    let outcome = console.goods_submit(goods.to_vec()).await.unwrap();
    assert_eq!(outcome.done, goods, "{outcome:?}");
}

struct LaidOut {
    goods: Vec<GoodsId>,
    keys: BTreeMap<String, GoodsId>,
    rooms: Vec<RoomId>,
}

/// A data folder with so many drafts. The first start and the picture are made once and copied.
async fn lay_out(folder: &Path, drafts: usize, rooms: usize, now_ms: i64) -> LaidOut {
    static FIRST: OnceCell<(TempDir, GoodsId)> = OnceCell::const_new();
    let (first, draft) = FIRST.get_or_init(first_start).await;
    copy(first.path(), folder);
    let store = open(folder).unwrap();
    let draft = *draft;
    let row = store.read_blocking(move |db| goods::get(db, draft)).unwrap().unwrap();
    let rows: Vec<GoodsRow> = (0..drafts)
        .map(|number| GoodsRow {
            id: GoodsId::from_uuid(Uuid::now_v7()),
            short_key: format!("{number:012}"),
            name: format!("手工布艺 {number}"),
            ..row.clone()
        })
        .collect();
    let goods = rows.iter().map(|row| row.id).collect();
    let keys = rows.iter().map(|row| (row.short_key.clone(), row.id)).collect();
    let start_ms = now_ms + 3_600_000;
    let planned: Vec<RoomRow> = (0..rooms)
        .map(|number| RoomRow {
            name: format!("直播专场 {number}"),
            start_ms: Some(start_ms),
            end_ms: Some(start_ms + 7_200_000),
            anchor_name: "小开".into(),
            anchor_wechat: "kaibo_anchor".into(),
            picture_id: row.picture_id,
            ..RoomRow::draft(RoomId::from_uuid(Uuid::now_v7()), row.shop_id, now_ms)
        })
        .collect();
    let rooms = planned.iter().map(|room| room.id).collect();
    let write = move |tx: &kaibo_store::Transaction| {
        rows.iter().try_for_each(|row| goods::insert(tx, row))?;
        planned.iter().try_for_each(|room| rooms::insert(tx, room))
    };
    store.write_blocking(write).unwrap();
    store.close();
    LaidOut { goods, keys, rooms }
}

async fn first_start() -> (TempDir, GoodsId) {
    let folder = tempfile::tempdir().unwrap();
    let photo = tempfile::Builder::new().suffix(".png").tempfile().unwrap();
    image::RgbImage::from_pixel(640, 480, image::Rgb([200, 90, 80])).save(photo.path()).unwrap();
    let config = DeskConfig {
        data_dir: folder.path().to_owned(),
        key: KeyAccess::Injected("07".repeat(32)),
        on_change: Arc::new(|_| {}),
    };
    let desk = Desk::new(config);
    desk.open().await;
    desk.start_practice().await.unwrap();
    let console = desk.console().unwrap();
    let id = console.goods_create().await.unwrap().id;
    let patch = GoodsPatch {
        name: Some("样板 不提交".into()),
        price: Some("199.00".into()),
        path: Some("pages/goods/index?id=7".into()),
        ..GoodsPatch::default()
    };
    console.goods_save(id, patch).await.unwrap();
    console.goods_set_picture(id, photo.path().to_owned()).await.unwrap();
    desk.close().await;
    (folder, id)
}

/// Copies a folder.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}
