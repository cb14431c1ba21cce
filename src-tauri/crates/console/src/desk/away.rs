//! A shop comes back from a folder elsewhere, by its recovery code: at a first start, or beside shops of the same key.
//!
//! Invariant: nothing here is changed before database and files were fetched and checked; a shop that is here stays.

use super::{
    Desk, PASSPHRASE, Phase,
    key::source_of,
    recovery::{of_mistyped, of_recovery},
};
use crate::{
    away::of_away,
    backups::of_backup,
    problem::{internal, read_only},
    view::{AppState, AwayFound, AwayShop, AwayVersionView, AwayWish, Problem},
};
use kaibo_store::{
    Arrival, AwayError, AwayVersion, OpenCopy, Present, RecoveryCode, RecoveryError, Store, find_copies,
};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

impl Desk {
    /// Looks what is in a folder; it is remembered for what follows.
    ///
    /// # Errors
    /// `away.none` where nothing of ours is there; `away.gone`, `away.no-access`.
    pub async fn away_find(&self, folder: PathBuf) -> Result<AwayFound, Problem> {
        let is_first_start = self.empty_store()?.is_some();
        let (dir, access, looked) = (self.data_dir(), self.config.key.clone(), folder.clone());
        let (copies, needs_passphrase) = blocking(move || {
            let source = source_of(&dir, &access);
            let needs_passphrase = is_first_start && source.needs_passphrase().map_err(|error| of_recovery(&error))?;
            Ok((find_copies(&looked).map_err(|error| of_away(&error))?, needs_passphrase))
        })
        .await?;
        if copies.is_empty() {
            return Err(Problem::new("away.none"));
        }
        let shown = folder.display().to_string();
        self.locked().away_folder = Some(folder);
        let newest_ms = copies.into_iter().map(|copy| copy.newest_ms).collect();
        Ok(AwayFound { folder: shown, newest_ms, needs_passphrase })
    }

    /// The shops there that the code opens, with their versions.
    ///
    /// # Errors
    /// As of [`Desk::recover`], at the code; `away.damaged`, `away.newer`, `away.foreign` where nothing else is there.
    pub async fn away_open(&self, typed: String) -> Result<Vec<AwayShop>, Problem> {
        let (code, folder) = (parsed(typed)?, self.away_folder()?);
        blocking(move || shops_in(&folder, &code).map_err(|error| of_away(&error))).await
    }

    /// Brings a version to this computer, as its shop, and opens it. Whatever fails, everything here is as it was.
    ///
    /// # Errors
    /// As of [`Self::away_open`]; `away.files-damaged`, `away.occupied`; `recovery.needs-passphrase`, `key.too-short` at the
    /// passphrase; `store.disk-full`.
    pub async fn away_bring(&self, wish: AwayWish) -> Result<AppState, Problem> {
        let _turn = self.turn.lock().await;
        let AwayWish { copy, version, code, passphrase, without_damaged } = wish;
        let (code, passphrase) = (parsed(code)?, passphrase.map(Zeroizing::new));
        let version = version.parse().map_err(|error| of_backup(&error))?;
        let (folder, empty, now) = (self.away_folder()?, self.empty_store()?, self.surroundings.clock.now_ms());
        let kind = if passphrase.is_some() { PASSPHRASE } else { "keychain" };
        let (folders, source) = (self.folders(), source_of(&self.data_dir(), &self.config.key));
        let (place, backups) = {
            let state = self.locked();
            (state.place, state.backups.clone())
        };
        let first = empty.clone();
        let brought = blocking(move || {
            let bring = || {
                let found = find_copies(&folder)?.into_iter().find(|found| name_of(&found.dir) == copy);
                let copy = OpenCopy::open(&found.ok_or(AwayError::Gone)?.dir, &code)?;
                let passphrase = passphrase.as_ref().map(|text| text.as_str());
                let present = match (&first, &backups) {
                    (Some(empty), _) => Present::Nothing { empty, source: &source, passphrase },
                    (None, Some(backups)) => Present::Shops { place, backups },
                    (None, None) => return Err(AwayError::Occupied),
                };
                copy.bring(&version, Arrival { folders: &folders, present, without_damaged }, now)
            };
            bring().map_err(|error| of_away(&error))
        })
        .await;
        match (brought, empty) {
            (Ok((_, root)), Some(_)) => self.open_with(root, kind).await,
            (Ok((place, root)), None) => return self.go_to(place, Some(root)).await,
            (Err(problem), empty) => {
                // What the first start made may be closed by then.
                if let Some(empty) = empty
                    && empty.read(|_| Ok(())).await.is_err()
                {
                    self.open().await;
                }
                return Err(problem);
            }
        }
        Ok(self.state().await)
    }

    fn away_folder(&self) -> Result<PathBuf, Problem> {
        self.locked().away_folder.clone().ok_or_else(|| internal("away folder"))
    }

    /// What the first start made; `None` where a shop is open.
    fn empty_store(&self) -> Result<Option<Store>, Problem> {
        match &self.locked().phase {
            Phase::NoShop(store) => Ok(Some(store.clone())),
            Phase::Open { console, .. } if console.inner.store.is_read_only() => Err(read_only()),
            Phase::Open { .. } => Ok(None),
            _ => Err(internal("away")),
        }
    }
}

fn parsed(typed: String) -> Result<RecoveryCode, Problem> {
    RecoveryCode::parse(&Zeroizing::new(typed)).map_err(|fault| of_mistyped(&fault))
}

/// Those that open; where none does, why the first did not. Another shop's code is no reason to say more.
fn shops_in(folder: &Path, code: &RecoveryCode) -> Result<Vec<AwayShop>, AwayError> {
    let (mut shops, mut refused) = (Vec::new(), None);
    for found in find_copies(folder)? {
        let opened = OpenCopy::open(&found.dir, code).and_then(|copy| {
            let versions = copy.versions()?.into_iter().map(shown).collect();
            Ok(AwayShop { copy: name_of(&found.dir), name: copy.shop().unwrap_or_default(), versions })
        });
        match opened {
            Ok(shop) => shops.push(shop),
            Err(error) => {
                if !matches!(refused, Some(AwayError::Recovery(RecoveryError::WrongCode))) {
                    refused = Some(error);
                }
            }
        }
    }
    if shops.is_empty() { Err(refused.unwrap_or(AwayError::Gone)) } else { Ok(shops) }
}

fn shown(version: AwayVersion) -> AwayVersionView {
    AwayVersionView {
        id: version.id.to_string(),
        taken_ms: version.taken_ms,
        bytes: version.bytes,
        files: version.files as u64,
        problem: version.problem.as_ref().map(of_away),
    }
}

fn name_of(dir: &Path) -> String {
    dir.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|_| internal("away"))?
}
