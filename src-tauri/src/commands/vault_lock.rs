//! Commands of the vault's lock.

use super::app::{Answer, Shell};
use kaibo_console::view::VaultLockView;
use tauri::State;

/// The lock.
#[tauri::command]
#[specta::specta]
pub async fn vault_lock_state(shell: State<'_, Shell>) -> Answer<VaultLockView> {
    Ok(shell.console()?.vault_lock_state())
}

/// Locks it now.
#[tauri::command]
#[specta::specta]
pub async fn vault_lock(shell: State<'_, Shell>) -> Answer<VaultLockView> {
    let console = shell.console()?;
    console.vault_lock();
    Ok(console.vault_lock_state())
}

/// Somebody presses, types or moves something.
#[tauri::command]
#[specta::specta]
pub async fn vault_touch(shell: State<'_, Shell>) -> Answer<()> {
    shell.console()?.vault_touch();
    Ok(())
}

/// Chooses after how many minutes without input it locks.
#[tauri::command]
#[specta::specta]
pub async fn vault_set_lock_minutes(shell: State<'_, Shell>, minutes: u32) -> Answer<VaultLockView> {
    shell.console()?.vault_set_lock_minutes(minutes).await
}

/// Unlocks it.
#[tauri::command]
#[specta::specta]
pub async fn vault_unlock(shell: State<'_, Shell>, passphrase: String) -> Answer<VaultLockView> {
    shell.desk().vault_unlock(passphrase).await
}

/// Gives it a passphrase of its own, or another one.
#[tauri::command]
#[specta::specta]
pub async fn vault_choose_passphrase(shell: State<'_, Shell>, old: String, fresh: String) -> Answer<VaultLockView> {
    shell.desk().vault_choose_passphrase(old, fresh).await
}

/// Takes its own passphrase away.
#[tauri::command]
#[specta::specta]
pub async fn vault_drop_passphrase(shell: State<'_, Shell>, old: String) -> Answer<VaultLockView> {
    shell.desk().vault_drop_passphrase(old).await
}

/// Erases all that it holds, and its own passphrase with it.
#[tauri::command]
#[specta::specta]
pub async fn vault_reset(shell: State<'_, Shell>) -> Answer<VaultLockView> {
    shell.desk().vault_reset().await
}
