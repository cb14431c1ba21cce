//! Commands of reading the platform, and of the conflicts that come to light.

use super::app::{Answer, Shell};
use kaibo_console::view::{ConflictChoice, ConflictView, SyncView};
use tauri::State;

/// Reads the platform at once.
#[tauri::command]
#[specta::specta]
pub async fn sync_now(shell: State<'_, Shell>) -> Answer<()> {
    shell.console()?.sync_now().await
}

/// Where reading the platform stands.
#[tauri::command]
#[specta::specta]
pub async fn sync_state(shell: State<'_, Shell>) -> Answer<SyncView> {
    shell.console()?.sync_state().await
}

/// What was changed here and on the platform.
#[tauri::command]
#[specta::specta]
pub async fn conflicts_list(shell: State<'_, Shell>) -> Answer<Vec<ConflictView>> {
    shell.console()?.conflicts_list().await
}

/// Decides a conflict, field by field.
#[tauri::command]
#[specta::specta]
pub async fn conflict_resolve(shell: State<'_, Shell>, choice: ConflictChoice) -> Answer<()> {
    shell.console()?.conflict_resolve(choice).await
}
