//! Commands of 数据与备份, a part of 设置 and of the screen that says why the data do not open.

use super::app::{Answer, Shell, once_open};
use kaibo_console::{
    problem::internal,
    view::{AppState, AwayFound, AwayShop, AwayView, AwayWish, BackupsView, DrillView, RecoveryMade, RecoveryView},
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

/// The folder elsewhere that is copied to, and what came of it.
#[tauri::command]
#[specta::specta]
pub async fn away_view(shell: State<'_, Shell>) -> Answer<AwayView> {
    shell.console()?.away_view().await
}

/// Asks for the folder; nothing when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn away_pick(shell: State<'_, Shell>) -> Answer<Option<AwayView>> {
    match shell.pick_folder().await {
        Some(path) => shell.console()?.away_choose(path).await.map(Some),
        None => Ok(None),
    }
}

/// Copies now; `false` when nothing has changed since the last version.
#[tauri::command]
#[specta::specta]
pub async fn away_copy(shell: State<'_, Shell>) -> Answer<bool> {
    shell.console()?.away_copy().await
}

/// Copies to no folder any more; what stands there stays.
#[tauri::command]
#[specta::specta]
pub async fn away_forget(shell: State<'_, Shell>) -> Answer<AwayView> {
    shell.console()?.away_forget().await
}

/// Asks for a folder to bring a shop back from, and looks what is in it; nothing when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn away_find(shell: State<'_, Shell>) -> Answer<Option<AwayFound>> {
    match shell.pick_folder().await {
        Some(path) => shell.desk().away_find(path).await.map(Some),
        None => Ok(None),
    }
}

/// The shops there that the recovery code opens.
#[tauri::command]
#[specta::specta]
pub async fn away_open(shell: State<'_, Shell>, code: String) -> Answer<Vec<AwayShop>> {
    shell.desk().away_open(code).await
}

/// Brings one of them to this computer and opens it.
#[tauri::command]
#[specta::specta]
pub async fn away_bring(app: AppHandle, shell: State<'_, Shell>, wish: AwayWish) -> Answer<AppState> {
    shell.desk().away_bring(wish).await?;
    once_open(&app, &shell).await
}
