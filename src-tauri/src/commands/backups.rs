//! Commands of 数据与备份, a part of 设置 and of the screen that says why the data do not open.

use super::app::{Answer, Shell, once_open};
use kaibo_console::view::{AppState, BackupsView, DrillView};
use tauri::{AppHandle, State};

/// Where the data lie, and the backups.
#[tauri::command]
#[specta::specta]
pub async fn backups_view(shell: State<'_, Shell>) -> Answer<BackupsView> {
    shell.desk().backups().await
}

/// Takes a backup; `false` when nothing has changed since the last.
#[tauri::command]
#[specta::specta]
pub async fn backups_take(shell: State<'_, Shell>) -> Answer<bool> {
    shell.desk().backup_now().await
}

/// Opens a backup beside the data and counts what is in it; changes nothing.
#[tauri::command]
#[specta::specta]
pub async fn backups_drill(shell: State<'_, Shell>, id: String) -> Answer<DrillView> {
    shell.desk().backup_drill(id).await
}

/// Puts a backup in the place of the data, which are put aside.
#[tauri::command]
#[specta::specta]
pub async fn backups_restore(app: AppHandle, shell: State<'_, Shell>, id: String) -> Answer<AppState> {
    shell.desk().backup_restore(id).await?;
    once_open(&app, &shell).await
}
