//! How far a data folder is open, and what opening and closing its store takes.

use crate::{
    Console,
    engine::Engine,
    view::{Problem, ShopView},
};
use kaibo_store::{OpenError, RootKey, Store};
use kaibo_wechat::Secret;
use std::{path::Path, sync::Arc};

pub(super) enum Phase {
    Opening,
    NeedsPassphrase {
        create: bool,
    },
    CannotOpen(Problem),
    /// The folder that the data were moved to, where it can be read which, is not there.
    DataGone {
        folder: Option<String>,
        at_home: bool,
    },
    /// The data are closed while they are moved.
    Moving,
    NoShop(Store),
    Open {
        console: Console,
        _engine: Engine,
    },
    Closed,
}

/// Opens the data, to be looked at only where they may not be written.
pub(super) fn open_store(dir: &Path, key: &RootKey) -> Result<Store, OpenError> {
    match Store::open(dir, key) {
        Err(OpenError::ReadOnly(error)) => {
            tracing::warn!(%error, "the data may not be written");
            Store::open_read_only(dir, key)
        }
        opened => opened,
    }
}

/// Ends the engine and closes the database.
pub(super) async fn close(phase: Phase) {
    if let Some(store) = store_of(&phase) {
        drop(phase);
        // Joins the writer's thread; ends with the process anyway.
        let _ = tokio::task::spawn_blocking(move || store.close()).await;
    }
}

pub(super) fn store_of(phase: &Phase) -> Option<Store> {
    match phase {
        Phase::NoShop(store) => Some(store.clone()),
        Phase::Open { console, .. } => Some(console.inner.store.clone()),
        _ => None,
    }
}

pub(super) fn connect(console: &Console, address: &str) {
    if console.is_practice() {
        let clock = console.inner.clock.clone();
        let secret = Secret::new(crate::practice::PRACTICE_SECRET);
        console.inner.link.connect(address, &console.inner.shop.app_id, secret, Arc::new(move || clock.now_ms()));
    }
}

pub(super) fn shop_view(console: &Console) -> ShopView {
    let (online, synced_ms) = (console.inner.link.is_online(), console.inner.sync.last_ms());
    let (shop, connected) = (console.profile(), console.inner.link.client().is_some());
    ShopView { id: shop.id, name: shop.name, practice: console.is_practice(), connected, online, synced_ms }
}
