//! The vault's lock: while it is locked, nothing of a paper leaves the console, and the keys of the vault's files are not in
//! memory.
//!
//! Why nothing is locked where there is no passphrase: docs/decisions/0007.

use crate::{
    Console,
    problem::of_store,
    view::{Problem, Topic, VaultGuard, VaultLockView},
};
use kaibo_domain::vault::{LOCK_MINUTES, LOCK_MINUTES_DEFAULT, locks_at};
use kaibo_store::{RootKey, Store, Transaction, settings};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Names of the settings: the minutes, and the root key under the vault's own passphrase.
const MINUTES: &str = "vault-lock-minutes";
const PASSPHRASE: &str = "vault-passphrase";

/// Whether the vault is locked, and when it will be.
pub(crate) struct VaultLock {
    state: Mutex<State>,
    /// Somebody chose other minutes, or unlocked it.
    changed: Notify,
}

#[derive(Clone, Copy)]
struct State {
    view: VaultLockView,
    last_input_ms: i64,
}

impl VaultLock {
    /// As it is at the start: locked where it has a passphrase of its own, which nobody has typed yet.
    pub async fn at_start(store: &Store, has_app_passphrase: bool, now_ms: i64) -> Result<Self, Problem> {
        let read = |db: &kaibo_store::Connection| Ok((settings::get(db, MINUTES)?, settings::get(db, PASSPHRASE)?));
        let (minutes, own) = store.read(read).await.map_err(|error| of_store(&error))?;
        let guard = match own {
            _ if has_app_passphrase => VaultGuard::App,
            Some(_) => VaultGuard::Own,
            None => VaultGuard::None,
        };
        let locked = guard == VaultGuard::Own;
        if locked {
            store.lock_vault();
        }
        let minutes = minutes.and_then(|text| text.parse().ok()).filter(|minutes| LOCK_MINUTES.contains(minutes));
        let view = VaultLockView { guard, locked, minutes: minutes.unwrap_or(LOCK_MINUTES_DEFAULT) };
        Ok(Self { state: Mutex::new(State { view, last_input_ms: now_ms }), changed: Notify::new() })
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        // Nothing panics with the lock held; a poisoned one would still hold a whole state.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// When it locks by itself, if ever.
    fn due_ms(&self) -> Option<i64> {
        let locks = self.view.guard != VaultGuard::None && !self.view.locked;
        locks.then(|| locks_at(self.last_input_ms, self.view.minutes))
    }
}

impl Console {
    /// The lock.
    pub fn vault_lock_state(&self) -> VaultLockView {
        self.lock_if_due();
        self.inner.vault_lock.locked().view
    }

    /// Locks the vault now; nothing happens where nothing would unlock it.
    pub fn vault_lock(&self) {
        let mut state = self.inner.vault_lock.locked();
        if state.view.guard == VaultGuard::None || state.view.locked {
            return;
        }
        state.view.locked = true;
        drop(state);
        self.inner.store.lock_vault();
        // Reduced pages are among them.
        self.inner.renders.clear();
        self.changed(Topic::Vault, Vec::new());
    }

    /// Somebody presses, types or moves something: the time until it locks begins anew.
    pub fn vault_touch(&self) {
        self.lock_if_due();
        let mut state = self.inner.vault_lock.locked();
        state.last_input_ms = self.now();
    }

    /// Chooses after how many minutes it locks.
    ///
    /// # Errors
    /// `vault.locked`, else whoever passes by could choose; an unknown choice changes nothing.
    pub async fn vault_set_lock_minutes(&self, minutes: u32) -> Result<VaultLockView, Problem> {
        self.vault_is_open()?;
        if LOCK_MINUTES.contains(&minutes) {
            self.write(move |tx| settings::set(tx, MINUTES, &minutes.to_string())).await?;
            self.inner.vault_lock.locked().view.minutes = minutes;
            self.inner.vault_lock.changed.notify_one();
            self.changed(Topic::Vault, Vec::new());
        }
        Ok(self.vault_lock_state())
    }

    /// # Errors
    /// `vault.locked` while it is.
    pub(crate) fn vault_is_open(&self) -> Result<(), Problem> {
        if self.vault_lock_state().locked { Err(Problem::new("vault.locked")) } else { Ok(()) }
    }

    /// Unlocks it with the key that a passphrase led to.
    pub(crate) fn vault_unlock(&self, key: &RootKey) -> VaultLockView {
        self.inner.store.unlock_vault(key);
        let mut state = self.inner.vault_lock.locked();
        state.view.locked = false;
        state.last_input_ms = self.now();
        let view = state.view;
        drop(state);
        self.inner.vault_lock.changed.notify_one();
        self.changed(Topic::Vault, Vec::new());
        view
    }

    /// What leads to the root key by the vault's own passphrase, if it has one.
    pub(crate) async fn vault_passphrase(&self) -> Result<Option<String>, Problem> {
        self.read(|db| settings::get(db, PASSPHRASE)).await
    }

    /// Keeps what leads to the root key by the vault's own passphrase, or forgets it.
    pub(crate) async fn vault_keep_passphrase(&self, sealed: Option<String>) -> Result<VaultLockView, Problem> {
        let guard = if sealed.is_some() { VaultGuard::Own } else { VaultGuard::None };
        let keep = move |tx: &Transaction| match sealed {
            Some(sealed) => settings::set(tx, PASSPHRASE, &sealed),
            None => settings::remove(tx, PASSPHRASE),
        };
        self.write(keep).await?;
        let mut state = self.inner.vault_lock.locked();
        (state.view.guard, state.last_input_ms) = (guard, self.now());
        let view = state.view;
        drop(state);
        self.inner.vault_lock.changed.notify_one();
        self.changed(Topic::Vault, Vec::new());
        Ok(view)
    }

    /// Locks it when its time has come, for as long as the program runs.
    pub(crate) async fn watch_lock(&self) {
        let lock = &self.inner.vault_lock;
        loop {
            let due = lock.locked().due_ms().unwrap_or(i64::MAX);
            tokio::select! {
                () = self.inner.clock.wait_until(due) => self.lock_if_due(),
                () = lock.changed.notified() => {}
            }
        }
    }

    fn lock_if_due(&self) {
        let now = self.now();
        let mut state = self.inner.vault_lock.locked();
        // A clock that was turned back must not keep it open.
        state.last_input_ms = state.last_input_ms.min(now);
        let is_due = state.due_ms().is_some_and(|due| now >= due);
        drop(state);
        if is_due {
            self.vault_lock();
        }
    }
}
