//! A very large shop.

#[path = "../bench/made/mod.rs"]
mod made;
#[path = "../bench/made/rooms.rs"]
pub mod rooms;
#[path = "../bench/made/shop.rs"]
mod shop;

use kaibo_console::{Desk, DeskConfig, KeyAccess};
use kaibo_sandbox::Sandbox;
use kaibo_store::{RootKey, Store};
use std::{path::Path, sync::Arc};

/// Adds so many goods to the practice shop in a folder that no program has open, and lays those out on the platform that
/// it has; the last one changed at `now_ms` (UTC milliseconds).
pub fn furnish(folder: &Path, key: RootKey, platform: &Sandbox, count: usize, now_ms: i64) {
    tokio::task::block_in_place(|| {
        let store = Store::open(folder, &key).unwrap();
        shop::furnish(&store, platform, count, now_ms, |_| {}).unwrap();
        store.close();
    });
}

/// The practice shop with so many goods, in a new folder, under a key of 64 hexadecimal digits.
pub async fn lay_out(folder: &Path, key: &str, platform: &Sandbox, count: usize, now_ms: i64) {
    let access = KeyAccess::Injected(key.into());
    let desk = Desk::new(DeskConfig { data_dir: folder.to_owned(), key: access, on_change: Arc::new(|_| {}) });
    desk.open().await;
    desk.start_practice().await.unwrap();
    desk.close().await;
    let mut bytes = [0; 32];
    hex::decode_to_slice(key, &mut bytes).unwrap();
    furnish(folder, RootKey::from_bytes(bytes), platform, count, now_ms);
}
