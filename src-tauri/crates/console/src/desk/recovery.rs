//! The recovery code: made while the data are open, asked for where they do not open.
//!
//! Invariant: the code is handed out once, to be shown, and kept nowhere.

use super::{
    Desk, PASSPHRASE, Phase,
    key::{of_key, source_of},
};
use crate::{
    Console,
    problem::{internal, of_store, read_only},
    view::{AppState, Problem, RecoveryMade, RecoveryView, Topic},
};
use kaibo_domain::time::DAY_MS;
use kaibo_store::{KeySource, Mistyped, RecoveryCode, RecoveryError, settings};
use zeroize::Zeroizing;

/// A real shop that is worked with for so long is reminded to have a code.
const REMIND_AFTER_MS: i64 = 7 * DAY_MS;
/// Set once staff do not want to be reminded any more.
pub(crate) const REMINDED: &str = "recovery.reminded";

impl Desk {
    /// Whether there is a code, and what using it takes; also while the data do not open.
    pub async fn recovery(&self) -> Result<RecoveryView, Problem> {
        let is_open = self.store().is_some();
        let look = move |source: &KeySource| {
            let needs_passphrase = !is_open && source.needs_passphrase()?;
            Ok((source.recovery(), needs_passphrase))
        };
        let (made, needs_passphrase) = self.at_the_source(look).await?;
        let (made_ms, problem) = match made {
            Ok(made_ms) => (made_ms, None),
            Err(error) => (None, Some(of_recovery(&error))),
        };
        let remind = match self.console() {
            Ok(console) if made_ms.is_none() => console.misses_recovery().await?,
            _ => false,
        };
        Ok(RecoveryView { made_ms, problem, needs_passphrase, remind })
    }

    /// Makes a code; an earlier one opens nothing from then on. Where a passphrase guards the data, it is needed.
    ///
    /// # Errors
    /// `key.wrong-passphrase` at the passphrase; `store.read-only`.
    pub async fn recovery_make(&self, passphrase: Option<String>) -> Result<RecoveryMade, Problem> {
        let _turn = self.turn.lock().await;
        if self.console()?.inner.store.is_read_only() {
            return Err(read_only());
        }
        let root = self.root_key(passphrase).await?;
        let (place, backups) = {
            let state = self.locked();
            (state.place, state.backups.clone())
        };
        // A keychain that gives another key by now: a code for that one would open nothing.
        if !backups.is_some_and(|backups| backups.are_of(&place.key(&root))) {
            return Err(internal("recovery key"));
        }
        let made_ms = self.surroundings.clock.now_ms();
        let code = self.at_the_source(move |source| source.make_recovery(&root, made_ms)).await?;
        self.changed(Topic::Backups);
        Ok(RecoveryMade { groups: code.groups(), made_ms })
    }

    /// Opens the data by the code and keeps their key as it was kept before: in the keychain, or under a new passphrase.
    ///
    /// # Errors
    /// `recovery.mistyped`, `recovery.length`, `recovery.wrong`, `recovery.none`, `recovery.damaged`, `recovery.other-data` at the
    /// code; `recovery.needs-passphrase`, `key.too-short` at the passphrase. Nothing was changed.
    pub async fn recover(&self, typed: String, passphrase: Option<String>) -> Result<AppState, Problem> {
        let _turn = self.turn.lock().await;
        if !matches!(self.locked().phase, Phase::CannotOpen(_) | Phase::NeedsPassphrase { create: false }) {
            // Nothing is lost here, or it was recovered a moment ago.
            return Ok(self.state().await);
        }
        let (typed, passphrase) = (Zeroizing::new(typed), passphrase.map(Zeroizing::new));
        let code = RecoveryCode::parse(&typed).map_err(|fault| of_mistyped(&fault))?;
        let kind = if passphrase.is_some() { PASSPHRASE } else { "keychain" };
        let recover = move |source: &KeySource| source.recover(&code, passphrase.as_ref().map(|text| text.as_str()));
        let root = self.at_the_source(recover).await?;
        self.open_with(root, kind).await;
        Ok(self.state().await)
    }

    /// Staff do not want to be reminded of the code any more.
    pub async fn recovery_remind_no_more(&self) -> Result<(), Problem> {
        if let Some(store) = self.store() {
            store.write(|tx| settings::set(tx, REMINDED, "yes")).await.map_err(|error| of_store(&error))?;
        }
        self.changed(Topic::Backups);
        Ok(())
    }

    async fn at_the_source<T: Send + 'static>(
        &self,
        work: impl FnOnce(&KeySource) -> Result<T, RecoveryError> + Send + 'static,
    ) -> Result<T, Problem> {
        let (dir, access) = (self.data_dir(), self.config.key.clone());
        let done = tokio::task::spawn_blocking(move || work(&source_of(&dir, &access))).await;
        done.map_err(|_| internal("recovery"))?.map_err(|error| of_recovery(&error))
    }
}

impl Console {
    async fn misses_recovery(&self) -> Result<bool, Problem> {
        let is_young = self.now() - self.inner.shop.created_ms < REMIND_AFTER_MS;
        if is_young || self.is_practice() || self.inner.store.is_read_only() {
            return Ok(false);
        }
        self.read(|db| Ok(settings::get(db, REMINDED)?.is_none())).await
    }
}

pub(super) fn of_mistyped(fault: &Mistyped) -> Problem {
    let problem = match fault {
        Mistyped::Length { typed } => {
            Problem::new("recovery.length").with("typed", typed).with("chars", RecoveryCode::CHARS)
        }
        Mistyped::Groups(groups) => {
            let groups: Vec<String> = groups.iter().map(ToString::to_string).collect();
            Problem::new("recovery.mistyped").with("groups", groups.join(", "))
        }
    };
    problem.at_field("code")
}

/// Why a recovery code does not help.
pub(crate) fn of_recovery(error: &RecoveryError) -> Problem {
    tracing::warn!(%error, "the recovery code");
    match error {
        RecoveryError::None => Problem::new("recovery.none").at_field("code"),
        RecoveryError::Damaged => Problem::new("recovery.damaged").at_field("code"),
        RecoveryError::WrongCode => Problem::new("recovery.wrong").at_field("code"),
        RecoveryError::OtherData => Problem::new("recovery.other-data").at_field("code"),
        RecoveryError::NeedsPassphrase => Problem::new("recovery.needs-passphrase").at_field("passphrase"),
        RecoveryError::Key(error) => of_key(error),
    }
}
