//! The store as the console uses it: real files, an injected key, nothing else.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at once, as tests do")]

mod agreements;
mod application_drafts;
mod applications;
mod categories;
mod diagnostics;
mod goods;
mod goods_list;
mod goods_search;
mod group;
mod imports;
mod members;
mod onboarding;
mod papers;
mod products;
mod quotas;
mod read_only;
mod replay_files;
mod rooms;
mod shop_folders;
mod show_items;
mod start_codes;
mod store;
mod storefront;
mod submissions;
mod team_bases;

use kaibo_domain::{Focus, GoodsId, PictureId, RoomId, ShopId, SubmissionId};
use kaibo_store::{
    RootKey, Store, StoreError,
    goods::GoodsRow,
    pictures::PictureRow,
    shops,
    shops::{ShopKind, ShopRow},
};
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use uuid::Uuid;

/// An open store with one shop.
struct Shop {
    dir: TempDir,
    store: Store,
    id: ShopId,
}

fn key() -> RootKey {
    RootKey::from_bytes([1; 32])
}

fn shop() -> Shop {
    let dir = TempDir::new().unwrap();
    let store = Store::open(dir.path(), &key()).unwrap();
    let id = ShopId::from_uuid(Uuid::now_v7());
    let row = ShopRow {
        id,
        name: "演练店铺".into(),
        kind: ShopKind::Practice,
        app_id: "wx0123456789abcdef".into(),
        created_ms: 1,
        last_used_ms: 1,
    };
    store.write_blocking(move |tx| shops::insert(tx, &row)).unwrap();
    Shop { dir, store, id }
}

impl Shop {
    fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&kaibo_store::Transaction) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.store.write_blocking(work).unwrap()
    }

    fn read<T>(&self, work: impl FnOnce(&kaibo_store::Connection) -> Result<T, StoreError>) -> T {
        self.store.read_blocking(work).unwrap()
    }

    fn picture(&self) -> PictureId {
        let id = PictureId::from_uuid(Uuid::now_v7());
        let blob = self.store.blobs().put(id.to_string().as_bytes()).unwrap();
        let row = PictureRow {
            id,
            shop_id: self.id,
            blob,
            original_name: "裙子.jpg".into(),
            width: 4000,
            height: 3000,
            bytes: 5_000_000,
            format: "jpeg".into(),
            focus: Focus { x: 0.25, y: 0.75 },
            created_ms: 1,
        };
        self.write(move |tx| kaibo_store::pictures::insert(tx, &row));
        id
    }

    /// Adds a good last edited at `now_ms`.
    fn good(&self, name: &str, now_ms: i64) -> GoodsRow {
        let row = GoodsRow { name: name.into(), ..GoodsRow::draft(goods_id(), self.id, short_key(), now_ms) };
        let insert = row.clone();
        self.write(move |tx| kaibo_store::goods::insert(tx, &insert));
        row
    }
}

fn goods_id() -> GoodsId {
    GoodsId::from_uuid(Uuid::now_v7())
}

fn room_id() -> RoomId {
    RoomId::from_uuid(Uuid::now_v7())
}

fn submission_id() -> SubmissionId {
    SubmissionId::from_uuid(Uuid::now_v7())
}

fn short_key() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("k{:09}", NEXT.fetch_add(1, Ordering::Relaxed))
}
