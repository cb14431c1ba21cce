//! Commands of 数据位置, a part of 设置, and of the screen that says that the data are not there.

use super::app::{Answer, Shell, once_open};
use crate::paths;
use kaibo_console::{
    problem::internal,
    view::{AppState, DataPlaceView, DataTarget, MoveProgressView, Problem},
};
use tauri::{AppHandle, State};
use tauri_plugin_opener::OpenerExt;

/// Where the data lie and how large they are.
#[tauri::command]
#[specta::specta]
pub async fn data_view(shell: State<'_, Shell>) -> Answer<DataPlaceView> {
    shell.desk().data_place(paths::set_from_outside().is_some()).await
}

/// Shows the data folder in the system's file manager.
#[tauri::command]
#[specta::specta]
pub async fn data_open_folder(app: AppHandle, shell: State<'_, Shell>) -> Answer<()> {
    let folder = shell.desk().data_dir();
    app.opener().open_path(folder.to_string_lossy(), None::<&str>).map_err(|_| internal("folder"))
}

/// Asks for a folder to move the data to and judges it; nothing when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn data_pick(shell: State<'_, Shell>) -> Answer<Option<DataTarget>> {
    if paths::set_from_outside().is_some() {
        return Err(Problem::new("move.fixed"));
    }
    match shell.pick_folder().await {
        Some(path) => shell.desk().data_choose(path).await.map(Some),
        None => Ok(None),
    }
}

/// Moves the data to the folder that was picked, and opens them there.
#[tauri::command]
#[specta::specta]
pub async fn data_move(app: AppHandle, shell: State<'_, Shell>) -> Answer<AppState> {
    shell.rest_practice().await;
    let moved = shell.desk().data_move().await;
    let opened = once_open(&app, &shell).await;
    moved.and(opened)
}

/// How far that is.
#[tauri::command]
#[specta::specta]
pub async fn data_moving(shell: State<'_, Shell>) -> Answer<MoveProgressView> {
    Ok(shell.desk().data_moving())
}

/// Ends it; the data stay where they are.
#[tauri::command]
#[specta::specta]
pub async fn data_move_stop(shell: State<'_, Shell>) -> Answer<()> {
    shell.desk().data_move_stop();
    Ok(())
}

/// Asks where the folder is that the data were moved to, and opens them there; nothing when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn data_find(app: AppHandle, shell: State<'_, Shell>) -> Answer<Option<AppState>> {
    let Some(path) = shell.pick_folder().await else { return Ok(None) };
    shell.desk().data_found(path).await?;
    once_open(&app, &shell).await.map(Some)
}

/// Opens the data at the system's place, where they stand whole.
#[tauri::command]
#[specta::specta]
pub async fn data_use_home(app: AppHandle, shell: State<'_, Shell>) -> Answer<AppState> {
    shell.desk().data_use_home().await?;
    once_open(&app, &shell).await
}
