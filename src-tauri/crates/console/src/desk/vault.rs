//! Unlocking the vault: the desk knows where the root key comes from, the console does not.

use super::{
    Desk,
    key::{Found, find_key, of_key},
};
use crate::{
    Console,
    problem::internal,
    view::{Problem, VaultGuard, VaultLockView},
};
use kaibo_store::{KdfParams, KeyError, KeySource, RootKey, open_vault_passphrase, seal_vault_passphrase};
use zeroize::Zeroizing;

impl Desk {
    /// Unlocks the vault with the passphrase that opens the program, or with its own.
    ///
    /// # Errors
    /// `key.wrong-passphrase`.
    pub async fn vault_unlock(&self, passphrase: String) -> Result<VaultLockView, Problem> {
        let console = self.console()?;
        let key = self.key_under(&console, Zeroizing::new(passphrase)).await?;
        Ok(console.vault_unlock(&key))
    }

    /// Gives the vault a passphrase of its own, or another one in place of `old`. Not where the program has one already.
    ///
    /// # Errors
    /// `key.too-short`, `key.wrong-passphrase`.
    pub async fn vault_choose_passphrase(&self, old: String, new: String) -> Result<VaultLockView, Problem> {
        let console = self.console()?;
        let key = match console.vault_lock_state().guard {
            VaultGuard::App => return Err(internal("vault passphrase")),
            VaultGuard::Own => self.key_under(&console, Zeroizing::new(old)).await?,
            VaultGuard::None => self.key_that_opens().await?,
        };
        let new = Zeroizing::new(new);
        let seal = move || seal_vault_passphrase(&key, &new, KdfParams::PRODUCTION);
        let sealed = tokio::task::spawn_blocking(seal).await.map_err(|_| internal("passphrase"))?;
        console.vault_keep_passphrase(Some(sealed.map_err(|error| of_key(&error))?)).await
    }

    /// Takes the vault's own passphrase away: it is open then as long as the program is.
    ///
    /// # Errors
    /// `key.wrong-passphrase`.
    pub async fn vault_drop_passphrase(&self, old: String) -> Result<VaultLockView, Problem> {
        let console = self.console()?;
        let state = console.vault_lock_state();
        if state.guard != VaultGuard::Own {
            // Another window was first.
            return Ok(state);
        }
        let key = self.key_under(&console, Zeroizing::new(old)).await?;
        console.vault_unlock(&key);
        console.vault_keep_passphrase(None).await
    }

    /// Erases all that the vault holds and takes its own passphrase away: nothing else helps who forgot that.
    ///
    /// # Errors
    /// `vault.no-passphrase` where it has none of its own: nothing is erased.
    pub async fn vault_reset(&self) -> Result<VaultLockView, Problem> {
        let console = self.console()?;
        if console.vault_lock_state().guard != VaultGuard::Own {
            return Err(Problem::new("vault.no-passphrase"));
        }
        let key = self.key_that_opens().await?;
        // First what must not be seen, then what hides it: a program that ends in between leaves it locked and empty.
        console.vault_erase_all().await?;
        console.vault_keep_passphrase(None).await?;
        console.empty_log().await;
        Ok(console.vault_unlock(&key))
    }

    async fn key_under(&self, console: &Console, passphrase: Zeroizing<String>) -> Result<RootKey, Problem> {
        let (dir, kept) = (self.data_dir(), console.vault_passphrase().await?);
        let (is_own, place) = (kept.is_some(), self.locked().place);
        let open = move || match kept {
            Some(kept) => open_vault_passphrase(&kept, &passphrase),
            None => KeySource::system(&dir).open_with_passphrase(&passphrase),
        };
        let key: Result<RootKey, KeyError> =
            tokio::task::spawn_blocking(open).await.map_err(|_| internal("passphrase"))?;
        // What was sealed for this vault alone is this shop's key already.
        key.map(|key| if is_own { key } else { place.key(&key) }).map_err(|error| of_key(&error))
    }

    async fn key_that_opens(&self) -> Result<RootKey, Problem> {
        let (dir, access, place) = (self.data_dir(), self.config.key.clone(), self.locked().place);
        match tokio::task::spawn_blocking(move || find_key(&dir, &access)).await {
            Ok(Found::Key(key, _)) => Ok(place.key(&key)),
            Ok(Found::Nothing(problem)) => Err(problem),
            Ok(Found::Ask { .. }) | Err(_) => Err(internal("key")),
        }
    }
}
