//! A headless office: a desk on a temporary folder, connected over real HTTP to a practice platform of the test's own.

use super::clock::{Notices, TurnedClock};
use kaibo_console::{
    Console, Desk, DeskConfig, KeyAccess, Surroundings, SystemClock,
    view::{AppState, GoodsPatch, GoodsQuery, GoodsRow, GoodsState, GoodsView, RoomPatch, RoomState, RoomView},
};
use kaibo_domain::{GoodsId, RoomId};
use kaibo_lib::diagnostics::{Bundle, Diagnostics};
use kaibo_sandbox::{PRACTICE_APP_ID, PRACTICE_SECRET, Sandbox, SandboxConfig};
use kaibo_store::{RootKey, Store, StoreError, Transaction};
use kaibo_wechat::{Client, ClientConfig, Route, Secret, Timeouts};
use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tempfile::TempDir;

/// The desk, its folder and the platform.
pub struct Office {
    pub folder: TempDir,
    pub platform: Sandbox,
    pub notices: Notices,
    /// The clock of desk and platform; the machine's when there is none.
    pub clock: Option<TurnedClock>,
    address: String,
    desk: Desk,
}

/// Virtual time that passes while a test waits for something, each time it looks.
const TICK_MS: i64 = 100;
/// How long an audit takes.
const AUDIT_MS: u64 = 300;

impl Office {
    /// A first start, with the sample shop laid out. Audits take 300 ms.
    pub async fn open() -> Office {
        Self::furnish(None, AUDIT_MS, |_| ()).await
    }

    /// The same by a clock that the test turns.
    pub async fn open_at(now_ms: i64) -> Office {
        Self::furnish(Some(TurnedClock::at(now_ms)), AUDIT_MS, |_| ()).await
    }

    /// The same on a platform that was changed before the first call.
    pub async fn open_on(now_ms: i64, change: impl FnOnce(&Sandbox)) -> Office {
        Self::furnish(Some(TurnedClock::at(now_ms)), AUDIT_MS, change).await
    }

    /// The same, where no audit ends while a test runs.
    pub async fn open_with_slow_audits(now_ms: i64) -> Office {
        Self::furnish(Some(TurnedClock::at(now_ms)), 24 * 3_600_000, |_| ()).await
    }

    async fn furnish(clock: Option<TurnedClock>, audit_ms: u64, change: impl FnOnce(&Sandbox)) -> Office {
        let folder = tempfile::tempdir().unwrap();
        let mut config = SandboxConfig { audit_ms, ..SandboxConfig::default() };
        if let Some(clock) = clock.clone() {
            config.clock = kaibo_sandbox::Clock::from_fn(move || clock.now());
        }
        let platform = Sandbox::start(config).await.unwrap();
        change(&platform);
        let notices = Notices::default();
        let desk = desk(&folder, clock.as_ref(), &notices);
        let opened = desk.open().await;
        assert_eq!(opened, AppState::FirstStart);
        desk.set_practice_address(platform.base_url()).await;
        desk.start_practice().await.unwrap();
        let address = platform.base_url().to_owned();
        Office { folder, platform, notices, clock, address, desk }
    }

    /// Ends the program and starts it again on the same folder.
    pub async fn restart(&mut self) {
        self.restart_with(|_| Ok(())).await;
    }

    /// The same, with something done to the data while the program is closed.
    pub async fn restart_with(&mut self, work: impl FnOnce(&Transaction) -> Result<(), StoreError> + Send + 'static) {
        self.desk.close().await;
        let folder = self.folder.path().join("data");
        let write = move || {
            let store = Store::open(&folder, &RootKey::from_bytes([7; 32])).unwrap();
            store.write_blocking(work).unwrap();
            store.close();
        };
        tokio::task::spawn_blocking(write).await.unwrap();
        self.desk = desk(&self.folder, self.clock.as_ref(), &self.notices);
        self.desk.open().await;
        self.desk.set_practice_address(self.address.clone()).await;
    }

    /// From now on the platform is reached there.
    pub async fn redirect(&mut self, address: &str) {
        address.clone_into(&mut self.address);
        self.desk.set_practice_address(address).await;
    }

    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Another program on the same data.
    pub fn another_desk(&self) -> Desk {
        desk(&self.folder, self.clock.as_ref(), &self.notices)
    }

    /// Another program that uses the same AppID, such as the merchant's mall system.
    pub fn other_program(&self) -> Client {
        let clock = self.clock.clone();
        let now = move || clock.as_ref().map_or_else(now_ms, TurnedClock::now);
        other_program(&self.platform, now)
    }

    /// The time by which the office lives.
    pub fn now(&self) -> i64 {
        self.clock.as_ref().map_or_else(now_ms, TurnedClock::now)
    }

    /// Looks until `seen` says so, while time passes.
    pub async fn wait_for(&self, what: &str, mut seen: impl AsyncFnMut(&Console) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(60);
        let console = self.console();
        while !seen(&console).await {
            assert!(Instant::now() < deadline, "not reached: {what}");
            self.tick().await;
        }
    }

    async fn tick(&self) {
        if let Some(clock) = &self.clock {
            clock.turn(TICK_MS);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }

    /// How often the platform was called there, refused and lost calls included.
    pub fn received(&self, path: &str) -> u64 {
        self.platform.counts().received.get(path).copied().unwrap_or_default()
    }

    /// Turns something of the platform from outside.
    pub async fn turn_platform(&self, what: &str, body: serde_json::Value) {
        let address = format!("{}/_practice/{what}", self.platform.base_url());
        let answer = reqwest::Client::new().post(address).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    /// Ends the program.
    pub async fn close(&mut self) {
        self.desk.close().await;
    }

    /// The support bundle as it is now.
    pub async fn bundle(&self, diagnostics: &Diagnostics) -> Bundle {
        diagnostics.bundle(&self.desk, "none").await
    }

    pub fn console(&self) -> Console {
        self.desk.console().unwrap()
    }

    /// A good that can be submitted.
    pub async fn draft_good(&self, name: &str) -> GoodsId {
        let console = self.console();
        let photo = self.folder.path().join("photo.png");
        if !photo.exists() {
            image::RgbImage::from_pixel(640, 480, image::Rgb([200, 90, 80])).save(&photo).unwrap();
        }
        let id = console.goods_create().await.unwrap().id;
        let patch = GoodsPatch {
            name: Some(name.into()),
            price: Some("199.00".into()),
            path: Some("pages/goods/index?id=7".into()),
            ..GoodsPatch::default()
        };
        console.goods_save(id, patch).await.unwrap();
        console.goods_set_picture(id, photo).await.unwrap();
        id
    }

    /// A room that can be submitted, starting in an hour.
    pub async fn draft_room(&self, name: &str) -> RoomId {
        let console = self.console();
        let photo = self.folder.path().join("room.png");
        image::RgbImage::from_pixel(1200, 2000, image::Rgb([90, 90, 160])).save(&photo).unwrap();
        let id = console.rooms_create().await.unwrap().id;
        let start = self.now() + 3_600_000;
        let patch = RoomPatch {
            name: Some(name.into()),
            start_ms: Some(start),
            end_ms: Some(start + 7_200_000),
            anchor_name: Some("小开".into()),
            anchor_wechat: Some("kaibo_anchor".into()),
            ..RoomPatch::default()
        };
        console.rooms_save(id, patch).await.unwrap();
        console.rooms_set_picture(id, photo).await.unwrap();
        id
    }

    /// Waits until the good is in that state.
    pub async fn wait_for_good(&self, id: GoodsId, state: GoodsState) -> GoodsView {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let good = self.console().goods_get(id).await.unwrap();
            if good.state == state {
                return good;
            }
            assert!(Instant::now() < deadline, "{state:?} was not reached: {good:?}");
            self.tick().await;
        }
    }

    /// Waits until the room is in that state.
    pub async fn wait_for_room(&self, id: RoomId, state: RoomState) -> RoomView {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let room = self.console().rooms_get(id).await.unwrap();
            if room.state == state {
                return room;
            }
            assert!(Instant::now() < deadline, "{state:?} was not reached: {room:?}");
            self.tick().await;
        }
    }

    /// Names of all goods.
    pub async fn goods_names(&self) -> Vec<String> {
        self.goods("").await.into_iter().map(|row| row.name).collect()
    }

    /// The first lines of the list that a search shows, the last change first.
    pub async fn goods(&self, search: &str) -> Vec<GoodsRow> {
        let console = self.console();
        let listing = console.goods_open(GoodsQuery { search: search.into(), ..GoodsQuery::default() }).await.unwrap();
        console.goods_page(listing.id, 0, 200).await.unwrap().unwrap()
    }

    /// How often the platform executed a call.
    pub fn executed(&self, path: &str) -> usize {
        self.platform.accept_log().iter().filter(|call| call.endpoint == path).count()
    }
}

/// Another program that uses the same AppID on that platform, by that clock (UTC milliseconds).
pub fn other_program(platform: &Sandbox, now: impl Fn() -> i64 + Send + Sync + 'static) -> Client {
    let config = ClientConfig {
        base_url: platform.base_url().to_owned(),
        app_id: PRACTICE_APP_ID.to_owned(),
        app_secret: Secret::new(PRACTICE_SECRET),
        timeouts: Timeouts::default(),
        route: Route::default(),
    };
    Client::new(config, Arc::new(now)).unwrap()
}

fn desk(folder: &TempDir, clock: Option<&TurnedClock>, notices: &Notices) -> Desk {
    let config = DeskConfig {
        data_dir: folder.path().join("data"),
        key: KeyAccess::Injected("07".repeat(32)),
        on_change: Arc::new(|_| {}),
    };
    let surroundings = Surroundings {
        clock: clock.map_or_else(|| Arc::new(SystemClock) as _, |clock| Arc::new(clock.clone()) as _),
        notifier: Arc::new(notices.clone()),
        seed: 7,
    };
    Desk::in_surroundings(config, surroundings)
}

/// UTC milliseconds.
pub fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64
}
