//! Commands of 数据与备份, a part of 设置 and of the screen that says why the data do not open.

use super::app::{Answer, Shell, once_open};
use kaibo_console::{
    problem::internal,
    view::{AppState, BackupsView, DrillView, RecoveryMade, RecoveryView},
};
use tauri::{AppHandle, State, WebviewWindow};

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

/// Whether there is a recovery code, and what using it takes.
#[tauri::command]
#[specta::specta]
pub async fn recovery_view(shell: State<'_, Shell>) -> Answer<RecoveryView> {
    shell.desk().recovery().await
}

/// Makes a recovery code, to be shown once; an earlier one opens nothing from then on.
#[tauri::command]
#[specta::specta]
pub async fn recovery_make(shell: State<'_, Shell>, passphrase: Option<String>) -> Answer<RecoveryMade> {
    shell.desk().recovery_make(passphrase).await
}

/// Prints what the window shows for it: a code goes from the screen to the printer, and into no file of ours.
#[tauri::command]
#[specta::specta]
pub async fn recovery_print(window: WebviewWindow) -> Answer<()> {
    window.print().map_err(|_| internal("print"))
}

/// Opens the data by the recovery code; with a new passphrase where no keychain keeps the key.
#[tauri::command]
#[specta::specta]
pub async fn recovery_open(
    app: AppHandle,
    shell: State<'_, Shell>,
    code: String,
    passphrase: Option<String>,
) -> Answer<AppState> {
    shell.desk().recover(code, passphrase).await?;
    once_open(&app, &shell).await
}

/// Reminds of the missing recovery code no more.
#[tauri::command]
#[specta::specta]
pub async fn recovery_remind_no_more(shell: State<'_, Shell>) -> Answer<()> {
    shell.desk().recovery_remind_no_more().await
}
