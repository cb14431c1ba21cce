//! Reading the platform: states of goods, rooms, what was changed or made elsewhere.
//!
//! Invariant: what was read before something of ours came to an end says nothing about it; a field that both sides
//! changed is a conflict for a person, never decided here.

mod applications;
mod broadcasts;
mod categories;
mod conflicts;
pub(crate) mod fields;
mod goods;
mod members;
mod products;
mod products_elsewhere;
mod rooms;
mod shelves;

use crate::{
    Console,
    call::Failure,
    outbox::hold::line_problem,
    problem::of_call,
    view::{Problem, SyncView, Topic},
};
use kaibo_domain::{
    PlatformGoodsId, PlatformRoomId, RoomId,
    platform::{errcode, shop::id::CatId},
};
use kaibo_store::{
    StoreError, Transaction, agreements, settings,
    submissions::{self, ObjectKind},
};
use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// How far the last reading got, and when.
#[derive(Default)]
pub(crate) struct Sync {
    state: Mutex<State>,
    /// One reading at a time.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    running: bool,
    last_ms: Option<i64>,
    next_ms: Option<i64>,
    /// Whether the last reading found what is expected to change soon; `None` if it failed.
    in_flux: Option<bool>,
    problem: Option<Problem>,
    /// When everything is read next.
    library_ms: i64,
    /// The categories are not asked for before: the last time they were refused.
    categories_ms: i64,
    /// What the last reading of a whole list did not find there any more. Only what two in a row do not find is gone.
    missed_rooms: BTreeSet<PlatformRoomId>,
    missed_goods: BTreeSet<PlatformGoodsId>,
    missed_categories: BTreeSet<CatId>,
    missed_shelf: shelves::Missed,
    /// Rooms that should have begun when the last reading ended.
    late_rooms: BTreeSet<RoomId>,
}

/// Setting that keeps when a shop was last read; the shop's id follows.
pub(crate) const LAST_SETTING: &str = "sync.last.";

impl Sync {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics with the lock held; a poisoned one would still hold whole values.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the platform was last read to the end.
    pub fn last_ms(&self) -> Option<i64> {
        self.state().last_ms
    }

    /// Whether the last reading found what is expected to change soon; `None` if it failed.
    pub fn in_flux(&self) -> Option<bool> {
        self.state().in_flux
    }

    /// Notes when the platform is read next by itself.
    pub fn note_next(&self, next_ms: i64) {
        self.state().next_ms = Some(next_ms);
    }
}

/// How much is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// What may have changed: rooms, goods under audit.
    Watch,
    /// The whole goods library, the members, applications that are decided, and products too.
    Everything,
}

impl Console {
    /// Reads the platform at once, all of it.
    pub async fn sync_now(&self) -> Result<(), Problem> {
        let now = self.now();
        if self.inner.gate.is_line_down(now) {
            // Somebody asks: that is a reason to try.
            self.inner.gate.try_line_at(now, now);
        }
        let read = self.sync(Extent::Everything).await;
        self.inner.wake.notify_one();
        self.inner.synced.notify_one();
        read
    }

    /// Where reading the platform stands.
    pub async fn sync_state(&self) -> Result<SyncView, Problem> {
        let shop = self.inner.shop.id;
        let conflicts = self.read(move |db| agreements::in_conflict(db, shop)).await?.len() as u32;
        let online = self.inner.link.is_online();
        let state = self.inner.sync.state();
        Ok(SyncView {
            running: state.running,
            last_ms: state.last_ms,
            next_ms: state.next_ms,
            online,
            problem: state.problem.clone(),
            conflicts,
            clock_ahead_ms: self.inner.link.clock_ahead_ms(),
        })
    }

    /// When the platform was read by an earlier run of the program.
    pub(crate) async fn sync_recover(&self) -> Result<(), Problem> {
        let setting = format!("{LAST_SETTING}{}", self.inner.shop.id);
        let last = self.read(move |db| settings::get(db, &setting)).await?;
        self.inner.sync.state().last_ms = last.and_then(|last| last.parse().ok());
        Ok(())
    }

    /// Reads the platform.
    pub(crate) async fn sync(&self, extent: Extent) -> Result<(), Problem> {
        if self.inner.store.is_read_only() {
            return Err(crate::problem::read_only());
        }
        let client = self.client()?;
        let _turn = self.inner.sync.turn.lock().await;
        let begun_ms = self.now();
        let is_due = begun_ms >= self.inner.sync.state().library_ms;
        let extent = if is_due { Extent::Everything } else { extent };
        self.inner.sync.state().running = true;
        self.changed(Topic::Sync, Vec::new());
        let read = async {
            // An account may have live without a shop, or a shop without live; what it has is read.
            let live = async {
                let auditing = self.sync_goods(&client, extent, begun_ms).await?;
                let upcoming = self.sync_rooms(&client, begun_ms).await?;
                if extent == Extent::Everything {
                    self.sync_members(&client, begun_ms).await?;
                }
                Ok(auditing || upcoming)
            };
            let shop = async {
                let applied = self.sync_applications(&client, extent, begun_ms).await?;
                let handed_in = self.sync_products(&client, extent, begun_ms).await?;
                self.sync_categories(&client, extent, begun_ms).await?;
                self.bring_in_products(&client, extent, begun_ms).await?;
                Ok(applied || handed_in)
            };
            let live = if_opened(live.await)?;
            if live.is_none() && client.shop_info().await.is_err_and(|error| is_not_opened(&error)) {
                return Err(not_opened());
            }
            let shop = if_opened(shop.await)?;
            Ok(live.unwrap_or_default() || shop.unwrap_or_default())
        };
        let read = read.await;
        {
            let mut state = self.inner.sync.state();
            state.running = false;
            state.problem = read.as_ref().err().cloned();
            state.in_flux = read.as_ref().ok().copied();
            if read.is_ok() {
                state.last_ms = Some(begun_ms);
            }
        }
        if read.is_ok() {
            let setting = format!("{LAST_SETTING}{}", self.inner.shop.id);
            self.write(move |tx| settings::set(tx, &setting, &begun_ms.to_string())).await?;
        }
        self.changed(Topic::Sync, Vec::new());
        if read.is_ok() {
            self.storefront_after_sync().await;
        }
        read.map(|_| ())
    }

    /// A reading that failed: what it says of the way, and what staff read.
    async fn unread(&self, (endpoint, error): Failure) -> Problem {
        tracing::info!(%error, "the platform could not be read");
        let now = self.now();
        match self.note_failure(&endpoint, &error).await {
            Ok(Some(until)) => line_problem_or(&error, now).with("at", until).retry_at(until),
            Ok(None) => of_call(&error, now),
            Err(problem) => problem,
        }
    }
}

/// The problem of an account that has not got what was asked for.
fn not_opened() -> Problem {
    Problem::new(&format!("errcode.{}", errcode::API_UNAUTHORIZED.errcode))
}

fn is_not_opened(error: &kaibo_wechat::CallError) -> bool {
    error.errcode() == Some(errcode::API_UNAUTHORIZED.errcode)
}

/// `None` of what the account has not got.
fn if_opened<T>(read: Result<T, Problem>) -> Result<Option<T>, Problem> {
    match read {
        Err(problem) if problem.code == not_opened().code => Ok(None),
        read => read.map(Some),
    }
}

fn line_problem_or(error: &kaibo_wechat::CallError, now_ms: i64) -> Problem {
    match error {
        kaibo_wechat::CallError::NotSent { .. } => line_problem(error, now_ms),
        _ => of_call(error, now_ms),
    }
}

/// Whether something of ours that the platform does not list was deleted there: it stood there before the list was read,
/// and nothing of ours about it is open.
fn may_be_gone(
    tx: &Transaction,
    (kind, object): (ObjectKind, &str),
    synced_ms: Option<i64>,
    begun_ms: i64,
) -> Result<bool, StoreError> {
    let was_there = synced_ms.is_none_or(|synced| synced < begun_ms);
    Ok(was_there && submissions::open_for_object(tx, kind, object)?.is_empty())
}
