//! A headless office: a desk on a temporary folder, connected over real HTTP to a practice platform of the test's own.

use kaibo_console::{
    Console, Desk, DeskConfig, KeyAccess,
    view::{GoodsPatch, GoodsQuery, GoodsState, GoodsView, RoomPatch, RoomState, RoomView},
};
use kaibo_domain::{GoodsId, RoomId};
use kaibo_sandbox::{Sandbox, SandboxConfig};
use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tempfile::TempDir;

/// The desk, its folder and the platform.
pub struct Office {
    pub folder: TempDir,
    pub platform: Sandbox,
    desk: Desk,
}

impl Office {
    /// A first start, with the sample shop laid out. Audits take 300 ms.
    pub async fn open() -> Office {
        let folder = tempfile::tempdir().unwrap();
        let config = SandboxConfig { audit_ms: 300, ..SandboxConfig::default() };
        let platform = Sandbox::start(config).await.unwrap();
        let desk = desk(&folder);
        desk.open().await;
        desk.set_practice_address(platform.base_url()).await;
        desk.start_practice().await.unwrap();
        Office { folder, platform, desk }
    }

    /// Ends the program and starts it again on the same folder.
    pub async fn restart(&mut self) {
        self.desk.close().await;
        self.desk = desk(&self.folder);
        self.desk.open().await;
        self.desk.set_practice_address(self.platform.base_url()).await;
    }

    /// Ends the program.
    pub async fn close(&mut self) {
        self.desk.close().await;
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
        let start = now_ms() + 3_600_000;
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
            tokio::time::sleep(Duration::from_millis(20)).await;
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
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Names of all goods.
    pub async fn goods_names(&self) -> Vec<String> {
        let query = GoodsQuery { limit: 200, ..GoodsQuery::default() };
        self.console().goods_list(query).await.unwrap().rows.into_iter().map(|row| row.name).collect()
    }

    /// How often the platform executed a call.
    pub fn executed(&self, path: &str) -> usize {
        self.platform.accept_log().iter().filter(|call| call.endpoint == path).count()
    }
}

fn desk(folder: &TempDir) -> Desk {
    Desk::new(DeskConfig {
        data_dir: folder.path().join("data"),
        key: KeyAccess::Injected("07".repeat(32)),
        on_change: Arc::new(|_| {}),
    })
}

/// UTC milliseconds.
pub fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64
}
