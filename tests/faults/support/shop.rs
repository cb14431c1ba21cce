//! A shop with drafts that can be submitted, its practice platform, and the judge: the platform's log of what it
//! executed.

use super::typist::key;
use kaibo_console::{
    Clock, Console, Desk, DeskConfig, KeyAccess, Silent, Surroundings, Wait,
    view::{AppState, GoodsPatch, GoodsState, GoodsView},
};
use kaibo_domain::{GoodsId, platform::endpoint};
use kaibo_sandbox::{Sandbox, SandboxConfig};
use kaibo_store::{
    Store,
    goods::{self, GoodsRow},
};
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
}

impl Clock for TurnedClock {
    fn now_ms(&self) -> i64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64;
        now + self.0.load(Ordering::SeqCst)
    }

    fn wait_until(&self, until_ms: i64) -> Wait<'_> {
        // Looks often: of a turn nobody tells it.
        Box::pin(async move {
            let (mut before, mut now) = (i64::MIN, self.now_ms());
            while (before..until_ms).contains(&now) {
                tokio::time::sleep(Duration::from_millis(10)).await;
                before = std::mem::replace(&mut now, self.now_ms());
            }
        })
    }
}

/// A shop's data folder, its platform, and what is to become of its goods.
pub struct Shop {
    place: TempDir,
    pub platform: Sandbox,
    pub clock: Arc<TurnedClock>,
    pub goods: Vec<GoodsId>,
    keys: BTreeMap<String, GoodsId>,
}

impl Shop {
    /// A shop with so many drafts. Audits take a tenth of a second.
    pub async fn with(drafts: usize) -> Shop {
        let place = tempfile::tempdir().unwrap();
        let clock = Arc::new(TurnedClock::default());
        let (goods, keys) = lay_out(&place.path().join("data"), drafts).await;
        let turned = clock.clone();
        let config = SandboxConfig {
            audit_ms: 100,
            clock: kaibo_sandbox::Clock::from_fn(move || turned.now_ms()),
            ..SandboxConfig::default()
        };
        Shop { place, platform: Sandbox::start(config).await.unwrap(), clock, goods, keys }
    }

    /// The data folder.
    pub fn folder(&self) -> PathBuf {
        self.place.path().join("data")
    }

    /// A folder beside it.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
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

/// Opens a desk and connects it.
pub async fn open_desk(folder: &Path, address: &str, clock: Arc<dyn Clock>) -> Desk {
    let config = DeskConfig {
        data_dir: folder.to_owned(),
        key: KeyAccess::Injected("07".repeat(32)),
        on_change: Arc::new(|_| {}),
    };
    let desk = Desk::in_surroundings(config, Surroundings { clock, notifier: Arc::new(Silent), seed: 7 });
    match desk.open().await {
        AppState::Ready { .. } => desk.set_practice_address(address).await,
        other => panic!("the desk does not open: {other:?}"),
    }
    desk
}

/// Waits until every good is settled on the platform, and says what became of each.
pub async fn settled(console: &Console, goods: &[GoodsId], what: &str) -> Vec<GoodsView> {
    settled_within(console, goods, Duration::from_secs(60), what).await
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
    for outcome in console.goods_submit(goods.to_vec()).await.unwrap() {
        assert!(outcome.queued, "{outcome:?}");
    }
}

/// A data folder with so many drafts. The first start and the picture are made once and copied.
async fn lay_out(folder: &Path, drafts: usize) -> (Vec<GoodsId>, BTreeMap<String, GoodsId>) {
    static FIRST: OnceCell<(TempDir, GoodsId)> = OnceCell::const_new();
    let (first, draft) = FIRST.get_or_init(first_start).await;
    copy(first.path(), folder);
    let store = Store::open(folder, &key()).unwrap();
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
    let ids = rows.iter().map(|row| row.id).collect();
    let keys = rows.iter().map(|row| (row.short_key.clone(), row.id)).collect();
    store.write_blocking(move |tx| rows.iter().try_for_each(|row| goods::insert(tx, row))).unwrap();
    store.close();
    (ids, keys)
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
