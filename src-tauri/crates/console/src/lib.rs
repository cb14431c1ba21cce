//! The use cases, one function per intent, and the engine that carries what was submitted to the platform and brings
//! the platform's answers back.
//!
//! Invariants: what staff do is durable before it is acknowledged; nothing is sent without a durable attempt; nothing
//! in doubt is sent again before the platform was looked at. No window and no HTTP in here: the platform is reached
//! through `kaibo-wechat`, the practice platform exactly like the real one.

mod anchors;
mod applications;
mod applying;
mod away;
mod backups;
mod call;
mod categories;
mod channels;
mod clock;
mod connection;
mod desk;
mod diagnostics;
mod eligibility;
mod engine;
mod export;
mod golive;
mod goods;
mod goods_batch;
mod goods_change;
mod goods_forecast;
mod goods_history;
mod goods_list;
mod goods_notes;
mod goods_page;
mod goods_price;
mod goods_send;
mod goods_shelve;
mod goods_view;
mod import;
mod letters;
mod library;
mod link;
mod listings;
mod live;
mod members;
mod morning;
mod onboarding;
mod outbox;
pub mod packages;
pub mod pictures;
mod practice;
mod preflight;
pub mod problem;
mod products;
mod push_address;
mod qualification;
mod reconcile;
mod replays;
mod room_copy;
mod room_list;
mod room_people;
mod room_view;
mod rooms;
mod rules;
mod send;
mod settings;
mod share;
mod shelf;
mod shelf_change;
mod show;
mod show_export;
mod show_view;
mod start_codes;
mod storefront;
mod sync;
mod team;
mod today;
mod uploads;
mod vault;
mod verification;
pub mod view;
mod watch;
mod window;

pub use clock::{Clock, Notifier, Silent, Surroundings, SystemClock, Wait};
pub use connection::{StepTold, Typed};
pub use desk::{Desk, DeskConfig, KeyAccess};
pub use diagnostics::{LogLevel, Report};
pub use goods_batch::{Batch, Told};
pub use kaibo_media::{drawing, memory};
pub use team::Told as TeamTold;
pub use vault::RecordingPart;

use kaibo_domain::{RoomId, chance::Chance};
use kaibo_store::{
    Connection, ShopFolders, Store, StoreError, Transaction, shops::ShopRow, submissions::SubmissionRow,
};
use link::Link;
use listings::Listings;
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::TempDir;
use tokio::sync::{Notify, OnceCell, RwLock, Semaphore};
use view::{Change, Problem, Topic};

/// Ids in one piece of news at most: it goes into one message.
const IDS_TOLD: usize = 200;

/// Told what changed.
pub type OnChange = Arc<dyn Fn(Change) + Send + Sync>;

/// One open shop: cheap to clone, all use cases hang on it.
#[derive(Clone)]
pub struct Console {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub store: Store,
    /// As it was when it was opened; what may change of it since stands in `profile`.
    pub shop: ShopRow,
    pub profile: Mutex<ShopRow>,
    pub clock: Arc<dyn Clock>,
    pub on_change: OnChange,
    pub link: Link,
    pub renders: pictures::RenderCache,
    /// Held for reading while a picture's file is put and its row written, for writing while both are taken away.
    pub picture_files: RwLock<()>,
    /// The same for the pages of papers.
    pub paper_files: RwLock<()>,
    pub vault_lock: vault::VaultLock,
    /// Ends the taking of papers that goes on.
    pub papers_taking: Mutex<pictures::Stop>,
    pub decoding: pictures::Decoding,
    pub notifier: Arc<dyn Notifier>,
    /// What is left to chance.
    pub chance: Mutex<Chance>,
    /// Names this run of the program in the leases of what it sends.
    pub run: String,
    pub gate: outbox::gate::Gate,
    /// As many calls of the outbox are on their way at the same time.
    pub wire: Semaphore,
    pub uploads: uploads::Uploads,
    /// Held while a page of a paper is being uploaded.
    pub page_upload: tokio::sync::Mutex<()>,
    /// What the platform said of its categories.
    pub categories: send::CategoriesRead,
    pub rules: rules::Rules,
    pub push_addresses: push_address::PushAddresses,
    pub downloads: replays::Downloads,
    /// Where pages to print stand while the program runs.
    pub print_folder: OnceCell<TempDir>,
    pub storefront: storefront::Storefront,
    pub sync: sync::Sync,
    pub imports: import::Imports,
    pub team: team::Team,
    pub last_keys: library::LastKeys,
    pub listings: Listings<i64>,
    pub room_listings: Listings<RoomId>,
    pub looked_at: reconcile::LookedAt,
    /// Refusals of this round, to be told together.
    pub refused: Mutex<Vec<SubmissionRow>>,
    /// Why the last try made no backup.
    pub backup_problem: Mutex<Option<Problem>>,
    /// Those of all shops.
    pub folders: ShopFolders,
    /// Held while the shop is copied elsewhere.
    pub away_turn: tokio::sync::Mutex<()>,
    /// Wakes the carrier: something was queued, or may leave now.
    pub wake: Notify,
    /// Wakes the reader: the platform is to be read at once.
    pub wake_sync: Notify,
    /// Tells the reader that somebody else has just read the platform.
    pub synced: Notify,
    /// Wakes who fetches the codes of anchors that are not verified.
    pub wake_codes: Notify,
}

impl Console {
    /// The shop with its name and AppID of now.
    pub(crate) fn profile(&self) -> ShopRow {
        self.inner.profile.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// UTC milliseconds.
    pub(crate) fn now(&self) -> i64 {
        self.inner.clock.now_ms()
    }

    /// UTC milliseconds as the platform counts them: what it says of starts goes by its own clock.
    pub(crate) fn platform_now(&self) -> i64 {
        self.now().saturating_add(self.inner.link.clock_ahead_ms())
    }

    /// Reads from the store.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.inner.store.read(work).await.map_err(|error| problem::of_store(&error))
    }

    /// Writes to the store, durably.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction) -> Result<T, StoreError> + Send + 'static,
    {
        self.inner.store.write(work).await.map_err(|error| problem::of_store(&error))
    }

    /// Tells the interface what to fetch again.
    pub(crate) fn changed(&self, topic: Topic, mut ids: Vec<String>) {
        if ids.len() > IDS_TOLD {
            ids.clear();
        }
        (self.inner.on_change)(Change { topic, ids });
    }
}
