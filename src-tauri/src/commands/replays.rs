//! Commands of 回放, within 直播间.

use super::app::{Answer, Shell};
use kaibo_console::view::ReplaysView;
use kaibo_domain::{ReplayId, RoomId};
use tauri::{AppHandle, State};
use tauri_plugin_opener::OpenerExt;

/// What is known of a room's replay.
#[tauri::command]
#[specta::specta]
pub async fn replays_view(shell: State<'_, Shell>, room_id: RoomId) -> Answer<ReplaysView> {
    shell.console()?.replays_view(room_id).await
}

/// Asks the platform for the files now.
#[tauri::command]
#[specta::specta]
pub async fn replays_fetch(shell: State<'_, Shell>, room_id: RoomId) -> Answer<ReplaysView> {
    shell.console()?.replays_fetch(room_id).await
}

/// Asks for a folder, and brings these files there; `false` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn replays_download(shell: State<'_, Shell>, room_id: RoomId, files: Vec<ReplayId>) -> Answer<bool> {
    let console = shell.console()?;
    match shell.pick_folder().await {
        Some(folder) => console.replays_download(room_id, files, folder).await.map(|()| true),
        None => Ok(false),
    }
}

/// Lets a download go on.
#[tauri::command]
#[specta::specta]
pub async fn replays_resume(shell: State<'_, Shell>, file: ReplayId) -> Answer<()> {
    shell.console()?.replays_resume(file).await
}

/// Stops a download; what came stays.
#[tauri::command]
#[specta::specta]
pub async fn replays_stop(shell: State<'_, Shell>, file: ReplayId) -> Answer<()> {
    shell.console()?.replays_stop(file).await
}

/// Gives a download up: what came of it goes.
#[tauri::command]
#[specta::specta]
pub async fn replays_discard(shell: State<'_, Shell>, file: ReplayId) -> Answer<()> {
    shell.console()?.replays_discard(file).await
}

/// Shows a saved file in its folder.
#[tauri::command]
#[specta::specta]
pub async fn replays_show(app: AppHandle, shell: State<'_, Shell>, file: ReplayId) -> Answer<()> {
    let path = shell.console()?.replays_path(file).await?;
    app.opener().reveal_item_in_dir(path).map_err(|_| kaibo_console::problem::internal("folder"))
}

/// The address of a playlist, for a player.
#[tauri::command]
#[specta::specta]
pub async fn replays_address(shell: State<'_, Shell>, file: ReplayId) -> Answer<String> {
    shell.console()?.replays_address(file).await
}
