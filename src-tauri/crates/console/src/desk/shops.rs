//! Several shops: one open at a time, each with data and key of its own.
//!
//! Invariants: what one shop holds is neither read nor changed while another is open, but for its name; a shop that does
//! not open leaves the one before open.

use super::{
    Desk, Phase, close,
    key::{Found, find_key, of_key},
    open_store,
};
use crate::{
    Console,
    practice::SampleShop,
    problem::{cannot_write, internal, of_open, of_store, read_only},
    settings::{CARRIED, carried_from},
    view::{AppState, Problem, ShopLine, ShopNew, Topic},
};
use kaibo_domain::ShopId;
use kaibo_store::{
    FoundShop, KeySource, OpenError, Place, RootKey, ShopFolders, Store, StoreError, settings,
    shops::{self, ShopKind, ShopRow},
};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Characters of a shop's name at most.
const NAME_MAX: usize = 30;

impl Desk {
    /// All shops of this computer, the one in the window among them.
    pub async fn shops(&self) -> Vec<ShopLine> {
        let state = self.locked();
        let mut lines = state.others.clone();
        let current = match &state.phase {
            Phase::Open { console, .. } => Some(line_of(state.place, &console.profile(), true)),
            Phase::CannotOpen(problem) => Some(ShopLine {
                place: named(state.place),
                name: String::new(),
                practice: false,
                app_id: String::new(),
                current: true,
                problem: Some(problem.clone()),
            }),
            _ => None,
        };
        lines.extend(current);
        // The first one first, then in the order they were made: ids begin with the time.
        lines.sort_by_key(|line| (line.place != FIRST, line.place.clone()));
        lines
    }

    /// Makes a shop and opens it. Where a passphrase guards the data, a further shop needs it.
    ///
    /// # Errors
    /// `shop.name-missing`, `shop.name-long` at the name; `key.wrong-passphrase`.
    pub async fn add_shop(&self, new: ShopNew, passphrase: Option<String>) -> Result<AppState, Problem> {
        let _turn = self.turn.lock().await;
        let name = checked_name(&new.name)?;
        let empty = match &self.locked().phase {
            Phase::NoShop(store) => Some(store.clone()),
            Phase::Open { console, .. } if console.inner.store.is_read_only() => return Err(read_only()),
            Phase::Open { .. } => None,
            _ => return Err(internal("not open")),
        };
        let (row, sample) = self.new_row(name, new.practice)?;
        if let Some(store) = empty {
            let console = self.console_of(store, row).await?;
            begin(&console, sample.as_ref()).await?;
            self.enter_shop(console).await;
            return Ok(self.state().await);
        }
        let root = self.root_key(passphrase).await?;
        let (folders, id, chosen) = (self.folders(), row.id, self.choices().await);
        let (made, key) = (folders.clone(), root.clone());
        let store = blocking(move || made.begin(&key, id)).await?.map_err(|error| of_open(&error))?;
        let filled = async {
            let console = self.console_of(store.clone(), row).await?;
            begin(&console, sample.as_ref()).await?;
            carry(&store, chosen).await
        };
        let filled = filled.await;
        let finish = move || {
            store.close();
            match filled {
                Ok(()) => folders.finish(id).map_err(|error| cannot_write(&error)),
                Err(problem) => {
                    folders.give_up(id);
                    Err(problem)
                }
            }
        };
        blocking(finish).await??;
        self.go_to(Place::Further(id), Some(root)).await
    }

    /// Opens another shop in the place of this one. Where it does not open, this one stays.
    pub async fn switch_shop(&self, place: String) -> Result<AppState, Problem> {
        let _turn = self.turn.lock().await;
        let place = self.known(&place).await?;
        if place == self.locked().place && self.console().is_ok() {
            return Ok(self.state().await);
        }
        self.go_to(place, None).await
    }

    /// Gives a shop another name. One that is not open is opened for that alone.
    ///
    /// # Errors
    /// `shop.name-missing`, `shop.name-long`, `shop.rename-ask` at the name; `store.locked` where another program has it
    /// open.
    pub async fn rename_shop(&self, place: String, name: String) -> Result<Vec<ShopLine>, Problem> {
        let name = checked_name(&name)?;
        let _turn = self.turn.lock().await;
        let known = self.known(&place).await?;
        if known == self.locked().place {
            let (console, kept) = (self.console()?, name.clone());
            let shop = console.inner.shop.id;
            console.write(move |tx| shops::rename(tx, shop, &kept)).await?;
            console.inner.profile.lock().unwrap_or_else(std::sync::PoisonError::into_inner).name = name;
            self.changed(Topic::App);
        } else {
            if self.store().is_none_or(|store| store.is_read_only()) {
                return Err(read_only());
            }
            self.rename_closed(known, name.clone()).await?;
            let renamed = |line: &&mut ShopLine| line.place == place;
            self.locked().others.iter_mut().filter(renamed).for_each(|line| line.name.clone_from(&name));
        }
        self.changed(Topic::Shops);
        Ok(self.shops().await)
    }

    async fn rename_closed(&self, place: Place, name: String) -> Result<(), Problem> {
        let (dir, access, folders) = (self.config.data_dir.clone(), self.config.key.clone(), self.folders());
        let work = move || {
            let root = match find_key(&dir, &access) {
                Found::Key(root, _) => root,
                // The passphrase is typed where the shop is opened.
                Found::Ask { .. } => return Err(Problem::new("shop.rename-ask").at_field("name")),
                Found::Nothing(problem) => return Err(problem),
            };
            let store = Store::open(&folders.folder(place), &place.key(&root)).map_err(|error| of_open(&error))?;
            let renamed = store.write_blocking(move |tx| {
                let row = shops::list(tx)?.into_iter().next().ok_or(StoreError::NotFound)?;
                shops::rename(tx, row.id, &name)
            });
            store.close();
            renamed.map_err(|error| of_store(&error))
        };
        blocking(work).await?
    }

    /// Erases a shop with everything it holds. `typed` must be its name.
    ///
    /// # Errors
    /// `shop.name-differs` at the name; `store.locked` where another program has it open.
    pub async fn remove_shop(&self, place: String, typed: String) -> Result<AppState, Problem> {
        let _turn = self.turn.lock().await;
        let known = self.known(&place).await?;
        let line = self.shops().await.into_iter().find(|line| line.place == place);
        let line = line.ok_or_else(|| internal("shop"))?;
        if line.name.is_empty() || typed.trim() != line.name {
            return Err(Problem::new("shop.name-differs").at_field("name"));
        }
        let folders = self.folders();
        let erase = move || folders.erase(known);
        if !line.current {
            blocking(erase).await?.map_err(|error| of_open(&error))?;
            self.locked().others.retain(|line| line.place != place);
            self.changed(Topic::Shops);
            return Ok(self.state().await);
        }
        self.carry_choices().await;
        self.leave().await;
        let erased = blocking(erase).await?.map_err(|error| of_open(&error));
        // Another one is open now, or this one again where it could not be erased.
        let state = self.open().await;
        erased.map(|()| state)
    }

    /// Leaves the shop in the window for that one; the root key is looked for where it is not at hand.
    pub(super) async fn go_to(&self, place: Place, root: Option<RootKey>) -> Result<AppState, Problem> {
        let before = self.locked().place;
        self.carry_choices().await;
        self.leave().await;
        let state = self.open_at(place, root).await?;
        let AppState::CannotOpen { problem } = state else { return Ok(state) };
        if before != place {
            self.leave().await;
            self.open_at(before, None).await?;
        }
        Err(problem)
    }

    async fn open_at(&self, place: Place, root: Option<RootKey>) -> Result<AppState, Problem> {
        let folders = self.folders();
        if let Err(error) = blocking(move || folders.set_current(place)).await? {
            self.open().await;
            return Err(cannot_write(&error));
        }
        let kind = self.locked().key_kind;
        match root {
            Some(root) => {
                self.open_with(root, kind).await;
                Ok(self.state().await)
            }
            None => Ok(self.open().await),
        }
    }

    /// Closes what is open; the window says that it is opening.
    async fn leave(&self) {
        let phase = {
            let mut state = self.locked();
            // The practice platform that runs is this shop's.
            state.practice_address = None;
            std::mem::replace(&mut state.phase, Phase::Opening)
        };
        self.changed(Topic::App);
        close(phase).await;
    }

    /// What the store at the place that is remembered says; which place, and the key that was used.
    pub(super) async fn open_current(
        &self,
        root: RootKey,
    ) -> Result<(Place, Result<Store, OpenError>, RootKey), Problem> {
        let (folders, data) = (self.folders(), self.place_of_data());
        blocking(move || {
            let place = folders.current().unwrap_or(Place::First);
            let mut opened = open_store(&folders.folder(place), &place.key(&root));
            // Moved by another program since they were looked for: what stands here now is not in use any more.
            if let Ok(store) = &opened
                && !data.find().is_ok_and(|found| found == folders.root())
            {
                store.close();
                opened = Err(OpenError::Locked);
            }
            (place, opened, root)
        })
        .await
    }

    /// Looks up the names of the shops that are not open, while the key is at hand, and clears what a crash left.
    pub(super) async fn look_around(&self, root: RootKey) {
        let (folders, data, current) = (self.folders(), self.place_of_data(), self.locked().place);
        let may_clear = self.store().is_some_and(|store| !store.is_read_only());
        let look = move || {
            if may_clear && let Err(error) = folders.clear() {
                tracing::warn!(%error, "what is left of shops could not be cleared");
            }
            if may_clear && let Err(error) = data.settle() {
                tracing::warn!(%error, "what is left of the place before could not be removed");
            }
            let places = folders.list().unwrap_or_default();
            let others = places.into_iter().filter(|place| *place != current);
            others.filter_map(|place| shown(folders.look(place, &root))).collect()
        };
        if let Ok(others) = blocking(look).await {
            self.locked().others = others;
            self.changed(Topic::Shops);
        }
    }

    /// Writes into the open data what was chosen for the whole installation while another shop was open.
    pub(super) async fn settle_choices(&self, store: &Store) {
        let chosen = std::mem::take(&mut self.locked().carried);
        if !store.is_read_only()
            && let Err(problem) = carry(store, chosen).await
        {
            tracing::warn!(code = problem.code, "the settings of the other shop were not carried over");
        }
    }

    async fn carry_choices(&self) {
        let chosen = self.choices().await;
        self.locked().carried = chosen;
    }

    async fn choices(&self) -> Vec<(&'static str, Option<String>)> {
        match self.store() {
            Some(store) => store.read(carried_from).await.unwrap_or_default(),
            None => Vec::new(),
        }
    }

    async fn known(&self, place: &str) -> Result<Place, Problem> {
        let folders = self.folders();
        let there = blocking(move || folders.list()).await?.unwrap_or_default();
        there.into_iter().find(|known| named(*known) == place).ok_or_else(|| Problem::new("shop.gone"))
    }

    pub(super) async fn root_key(&self, passphrase: Option<String>) -> Result<RootKey, Problem> {
        let (dir, access) = (self.data_dir(), self.config.key.clone());
        let passphrase = passphrase.map(Zeroizing::new);
        let work = move || match (find_key(&dir, &access), passphrase) {
            (Found::Key(key, _), _) => Ok(key),
            (Found::Ask { .. }, Some(passphrase)) => {
                KeySource::system(&dir).open_with_passphrase(&passphrase).map_err(|error| of_key(&error))
            }
            (Found::Ask { .. }, None) => Err(Problem::new("key.wrong-passphrase").at_field("passphrase")),
            (Found::Nothing(problem), _) => Err(problem),
        };
        blocking(work).await?
    }

    pub(super) fn folders(&self) -> ShopFolders {
        ShopFolders::of(&self.data_dir())
    }

    /// The folder of the shop in the window.
    pub fn shop_dir(&self) -> std::path::PathBuf {
        let place = self.locked().place;
        self.folders().folder(place)
    }

    fn new_row(&self, name: String, practice: bool) -> Result<(ShopRow, Option<SampleShop>), Problem> {
        let sample = practice.then(SampleShop::shipped).transpose().map_err(|_| internal("sample"))?;
        let now = self.surroundings.clock.now_ms();
        let row = ShopRow {
            id: ShopId::from_uuid(Uuid::now_v7()),
            name,
            kind: if practice { ShopKind::Practice } else { ShopKind::Real },
            app_id: sample.as_ref().map(|sample| sample.app_id.clone()).unwrap_or_default(),
            created_ms: now,
            last_used_ms: now,
        };
        Ok((row, sample))
    }
}

/// Writes what a shop begins with.
async fn begin(console: &Console, sample: Option<&SampleShop>) -> Result<(), Problem> {
    match sample {
        Some(sample) => console.lay_out_samples(sample).await,
        None => {
            let shop = console.inner.shop.clone();
            console.write(move |tx| shops::insert(tx, &shop)).await
        }
    }
}

async fn carry(store: &Store, chosen: Vec<(&'static str, Option<String>)>) -> Result<(), Problem> {
    debug_assert!(chosen.iter().all(|(name, _)| CARRIED.contains(name)));
    let write = store.write(move |tx| {
        chosen.iter().try_for_each(|(name, value)| match value {
            Some(value) => settings::set(tx, name, value),
            None => settings::remove(tx, name),
        })
    });
    write.await.map_err(|error| of_store(&error))
}

const FIRST: &str = "first";

fn named(place: Place) -> String {
    match place {
        Place::First => FIRST.to_owned(),
        Place::Further(shop) => shop.to_string(),
    }
}

fn line_of(place: Place, shop: &ShopRow, current: bool) -> ShopLine {
    ShopLine {
        place: named(place),
        name: shop.name.clone(),
        practice: shop.kind == ShopKind::Practice,
        app_id: shop.app_id.clone(),
        current,
        problem: None,
    }
}

/// A shop that is not open, as a line; `None` where nobody has made one there yet.
fn shown(FoundShop { place, shop }: FoundShop) -> Option<ShopLine> {
    match shop {
        Ok(shop) => shop.map(|shop| line_of(place, &shop, false)),
        Err(error) => Some(ShopLine {
            place: named(place),
            name: String::new(),
            practice: false,
            app_id: String::new(),
            current: false,
            problem: Some(of_open(&error)),
        }),
    }
}

fn checked_name(name: &str) -> Result<String, Problem> {
    let name = name.trim();
    match name.chars().count() {
        0 => Err(Problem::new("shop.name-missing").at_field("name")),
        1..=NAME_MAX => Ok(name.to_owned()),
        _ => Err(Problem::new("shop.name-long").with("max", NAME_MAX).at_field("name")),
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|_| internal("shops"))
}
