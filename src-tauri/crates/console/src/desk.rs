//! The desk: from a data folder to an open shop. Key, database, shop, engine, in that order; nothing before it is
//! needed.

mod away;
mod backups;
mod data_place;
mod key;
mod phase;
mod recovery;
mod shops;
mod vault;

pub use key::KeyAccess;
pub(crate) use recovery::{REMINDED, of_recovery};

use crate::{
    Console, Inner, OnChange, Silent, Surroundings, SystemClock,
    engine::Engine,
    import::Imports,
    library::LastKeys,
    link::Link,
    listings::Listings,
    outbox::{CALLS, gate::Gate},
    pictures::{Decoding, RenderCache},
    practice::SampleShop,
    problem::{internal, no_access, of_open, of_store},
    push_address::PushAddresses,
    reconcile::LookedAt,
    replays::Downloads,
    sync::Sync,
    team::Team,
    uploads::Uploads,
    vault::VaultLock,
    view::{AppState, Change, Problem, ShopLine, ShopView, Topic},
};
use kaibo_domain::{ShopId, chance::Chance};
use kaibo_store::{
    Backups, KeyError, KeySource, MoveProgress, Place, RootKey, Store,
    shops::{ShopKind, ShopRow, list as shop_rows},
};
use key::{Found, find_key, of_key};
use phase::{Phase, close, connect, open_store, shop_view, store_of};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{Notify, OnceCell, Semaphore};
use uuid::Uuid;

/// A key that somebody's passphrase led to.
const PASSPHRASE: &str = "passphrase";

/// What the desk needs to know.
pub struct DeskConfig {
    /// Where the data lies, unless it was moved from there.
    pub data_dir: PathBuf,
    /// Where the key comes from.
    pub key: KeyAccess,
    /// Told what changed.
    pub on_change: OnChange,
}

/// The desk. One a process.
pub struct Desk {
    config: DeskConfig,
    surroundings: Surroundings,
    state: Mutex<State>,
    /// Held while a shop is made, left, opened or erased.
    turn: tokio::sync::Mutex<()>,
}

struct State {
    phase: Phase,
    /// Where the data lie, as of the last opening.
    data_dir: PathBuf,
    practice_address: Option<String>,
    key_kind: &'static str,
    /// Where the data stand that are open, or do not open.
    place: Place,
    /// The shops that are not.
    others: Vec<ShopLine>,
    /// Settings of the whole installation on their way from one shop's data to another's.
    carried: Vec<(&'static str, Option<String>)>,
    /// Of the data, be they open or not; `None` before there is a key.
    backups: Option<Backups>,
    /// The folder in which somebody looks for a shop to bring back.
    away_folder: Option<PathBuf>,
    /// Where the data are to be moved.
    target: Option<PathBuf>,
    /// How far that is.
    moving: Arc<MoveProgress>,
    /// Why the last move of this run of the program did not come to its end.
    move_problem: Option<Problem>,
}

impl Desk {
    /// A desk that is not open yet, by the machine's clock; nobody is told the news.
    pub fn new(config: DeskConfig) -> Self {
        let seed = Surroundings::fresh_seed();
        Self::in_surroundings(config, Surroundings { clock: Arc::new(SystemClock), notifier: Arc::new(Silent), seed })
    }

    /// The same with a clock, a notifier and a seed of the caller's.
    pub fn in_surroundings(config: DeskConfig, surroundings: Surroundings) -> Self {
        let state = State {
            phase: Phase::Opening,
            data_dir: config.data_dir.clone(),
            practice_address: None,
            key_kind: "keychain",
            place: Place::First,
            others: Vec::new(),
            carried: Vec::new(),
            backups: None,
            away_folder: None,
            target: None,
            moving: Arc::default(),
            move_problem: None,
        };
        Self { config, surroundings, state: Mutex::new(state), turn: tokio::sync::Mutex::default() }
    }

    /// Where the data lies.
    pub fn data_dir(&self) -> PathBuf {
        self.locked().data_dir.clone()
    }

    /// Opens the data as far as it goes without asking anyone.
    pub async fn open(&self) -> AppState {
        if let Err(lost) = self.find_data().await {
            self.enter(lost);
            return self.state().await;
        }
        let (dir, access) = (self.data_dir(), self.config.key.clone());
        let found = tokio::task::spawn_blocking(move || find_key(&dir, &access)).await;
        match found {
            Ok(Found::Key(key, kind)) => self.open_with(key, kind).await,
            Ok(Found::Ask { create }) => self.enter(Phase::NeedsPassphrase { create }),
            Ok(Found::Nothing(problem)) => self.enter(Phase::CannotOpen(problem)),
            Err(_) => self.enter(Phase::CannotOpen(internal("key"))),
        }
        self.state().await
    }

    /// Opens again what did not open, or not for writing, now that the other program has ended, the keychain is unlocked
    /// or the folder may be written. Anything else stays as it is: a second press must not meet the lock of the first.
    pub async fn reopen(&self) -> AppState {
        let failed = {
            let mut state = self.locked();
            let failed = match &state.phase {
                Phase::CannotOpen(_) | Phase::DataGone { .. } => true,
                Phase::Open { console, .. } => console.inner.store.is_read_only(),
                _ => false,
            };
            failed.then(|| std::mem::replace(&mut state.phase, Phase::Opening))
        };
        match failed {
            Some(phase) => {
                close(phase).await;
                self.open().await
            }
            None => self.state().await,
        }
    }

    /// Chooses the passphrase of a first start and opens.
    pub async fn create_passphrase(&self, passphrase: String) -> Result<AppState, Problem> {
        self.with_passphrase(passphrase, |source, passphrase| source.create_with_passphrase(passphrase)).await
    }

    /// Opens with the passphrase.
    pub async fn unlock(&self, passphrase: String) -> Result<AppState, Problem> {
        self.with_passphrase(passphrase, |source, passphrase| source.open_with_passphrase(passphrase)).await
    }

    async fn with_passphrase(
        &self,
        passphrase: String,
        way: impl FnOnce(&KeySource, &str) -> Result<RootKey, KeyError> + Send + 'static,
    ) -> Result<AppState, Problem> {
        let dir = self.data_dir();
        let work = move || way(&KeySource::system(&dir), &zeroize::Zeroizing::new(passphrase));
        let key = tokio::task::spawn_blocking(work).await.map_err(|_| internal("passphrase"))?;
        self.open_with(key.map_err(|error| of_key(&error))?, PASSPHRASE).await;
        Ok(self.state().await)
    }

    async fn open_with(&self, key: RootKey, kind: &'static str) {
        self.locked().key_kind = kind;
        let (place, opened, key) = match self.open_current(key).await {
            Ok(opened) => opened,
            Err(problem) => return self.enter(Phase::CannotOpen(problem)),
        };
        let backups = match &opened {
            // Whoever takes one and whoever restores one must know of each other.
            Ok(store) => store.backups().clone(),
            Err(_) => Backups::of(&self.folders().folder(place), &place.key(&key)),
        };
        {
            let mut state = self.locked();
            (state.place, state.backups) = (place, Some(backups));
        }
        match opened {
            Ok(store) => self.enter_store(store).await,
            Err(error) => self.enter(Phase::CannotOpen(of_open(&error))),
        }
        self.look_around(key).await;
    }

    async fn enter_store(&self, store: Store) {
        self.settle_choices(&store).await;
        match store.read(shop_rows).await {
            Ok(shops) => match shops.into_iter().next() {
                Some(shop) => match self.console_of(store, shop).await {
                    Ok(console) => self.enter_shop(console).await,
                    Err(problem) => self.enter(Phase::CannotOpen(problem)),
                },
                // A shop cannot be made there either.
                None if store.is_read_only() => self.enter(Phase::CannotOpen(no_access())),
                None => self.enter(Phase::NoShop(store)),
            },
            Err(error) => self.enter(Phase::CannotOpen(of_store(&error))),
        }
    }

    async fn console_of(&self, store: Store, shop: ShopRow) -> Result<Console, Problem> {
        backups::draw_consequences(&store, self.surroundings.clock.now_ms()).await?;
        let has_passphrase = self.locked().key_kind == PASSPHRASE;
        let vault_lock = VaultLock::at_start(&store, has_passphrase, self.surroundings.clock.now_ms()).await?;
        let inner = Inner {
            store,
            profile: Mutex::new(shop.clone()),
            shop,
            clock: self.surroundings.clock.clone(),
            notifier: self.surroundings.notifier.clone(),
            chance: Mutex::new(Chance::new(self.surroundings.seed)),
            on_change: self.config.on_change.clone(),
            link: Link::default(),
            renders: RenderCache::default(),
            picture_files: tokio::sync::RwLock::default(),
            paper_files: tokio::sync::RwLock::default(),
            vault_lock,
            papers_taking: Mutex::default(),
            decoding: Decoding::default(),
            run: Uuid::now_v7().to_string(),
            gate: Gate::default(),
            wire: Semaphore::new(CALLS),
            uploads: Uploads::default(),
            page_upload: Default::default(),
            categories: Default::default(),
            rules: Default::default(),
            push_addresses: PushAddresses::default(),
            downloads: Downloads::default(),
            print_folder: OnceCell::new(),
            storefront: Default::default(),
            sync: Sync::default(),
            imports: Imports::default(),
            team: Team::default(),
            last_keys: LastKeys::default(),
            listings: Listings::default(),
            room_listings: Listings::default(),
            looked_at: LookedAt::default(),
            refused: Mutex::default(),
            backup_problem: Mutex::default(),
            folders: self.folders(),
            away_turn: Default::default(),
            wake: Notify::new(),
            wake_sync: Notify::new(),
            synced: Notify::new(),
            wake_codes: Notify::new(),
        };
        Ok(Console { inner: Arc::new(inner) })
    }

    async fn enter_shop(&self, console: Console) {
        if let Some(address) = self.locked().practice_address.clone() {
            connect(&console, &address);
        }
        if !console.is_practice()
            && let Err(problem) = console.connect_real().await
        {
            tracing::warn!(code = problem.code, "the shop's connection cannot be used");
        }
        self.enter(Phase::Open { _engine: Engine::start(console.clone()), console });
    }

    fn enter(&self, phase: Phase) {
        self.locked().phase = phase;
        self.changed(Topic::App);
    }

    /// What the window shows.
    pub async fn state(&self) -> AppState {
        match &self.locked().phase {
            Phase::Opening | Phase::Closed => AppState::Opening,
            Phase::Moving => AppState::Moving,
            Phase::DataGone { folder, at_home } => AppState::DataGone { folder: folder.clone(), at_home: *at_home },
            Phase::NeedsPassphrase { create } => AppState::NeedsPassphrase { create: *create },
            Phase::CannotOpen(problem) => AppState::CannotOpen { problem: problem.clone() },
            Phase::NoShop(_) => AppState::FirstStart,
            Phase::Open { console, .. } => {
                AppState::Ready { shop: shop_view(console), read_only: console.inner.store.is_read_only() }
            }
        }
    }

    /// The open shop.
    pub fn console(&self) -> Result<Console, Problem> {
        match &self.locked().phase {
            Phase::Open { console, .. } => Ok(console.clone()),
            // The window asked before there was anything to ask for; it asks again when the phase changes.
            _ => Err(Problem::new("internal").retry_now()),
        }
    }

    /// Whether the shop in the window is one of the practice platform's.
    pub async fn wants_practice(&self) -> bool {
        self.console().is_ok_and(|console| console.is_practice())
    }

    /// Tells where the practice platform answers in this run of the program.
    pub async fn set_practice_address(&self, address: impl Into<String>) {
        let address = address.into();
        self.locked().practice_address = Some(address.clone());
        if let Ok(console) = self.console() {
            connect(&console, &address);
            console.inner.wake.notify_one();
            console.inner.wake_sync.notify_one();
        }
    }

    /// Makes the sample shop of the practice platform, unless a shop is there.
    pub async fn start_practice(&self) -> Result<ShopView, Problem> {
        let store = match &self.locked().phase {
            Phase::NoShop(store) => store.clone(),
            Phase::Open { console, .. } => return Ok(shop_view(console)),
            _ => return Err(internal("not open")),
        };
        let (sample, now) = (SampleShop::shipped().map_err(|_| internal("sample"))?, self.surroundings.clock.now_ms());
        let shop = ShopRow {
            id: ShopId::from_uuid(Uuid::now_v7()),
            name: sample.name.clone(),
            kind: ShopKind::Practice,
            app_id: sample.app_id.clone(),
            created_ms: now,
            last_used_ms: now,
        };
        let console = self.console_of(store, shop).await?;
        console.lay_out_samples(&sample).await?;
        self.enter_shop(console.clone()).await;
        Ok(shop_view(&console))
    }

    /// Ends the engine and closes the database.
    pub async fn close(&self) {
        let phase = std::mem::replace(&mut self.locked().phase, Phase::Closed);
        close(phase).await;
    }

    /// Where the practice platform answers, and where the key came from.
    pub(crate) fn facts(&self) -> (Option<String>, &'static str) {
        let state = self.locked();
        (state.practice_address.clone(), state.key_kind)
    }

    /// The open store, be there a shop or not.
    pub(crate) fn store(&self) -> Option<Store> {
        store_of(&self.locked().phase)
    }

    /// Tells the interface what to fetch again.
    pub(crate) fn changed(&self, topic: Topic) {
        (self.config.on_change)(Change { topic, ids: Vec::new() });
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, State> {
        // Nothing panics while it holds the lock; a poisoned one would still hold a whole state.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
