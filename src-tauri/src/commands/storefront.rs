//! Commands of 店面.

use super::app::{Answer, Shell};
use kaibo_console::view::{
    PublishProgress, StorefrontHistory, StorefrontPatch, StorefrontPlan, StorefrontView, TargetPatch, TargetTrial,
};
use kaibo_domain::{Focus, RoomId};
use std::path::PathBuf;
use tauri::{AppHandle, State};
use tauri_plugin_opener::OpenerExt;

/// The storefront.
#[tauri::command]
#[specta::specta]
pub async fn storefront_view(shell: State<'_, Shell>) -> Answer<StorefrontView> {
    shell.console()?.storefront_view().await
}

/// Saves what is laid out; answers when it is on disk.
#[tauri::command]
#[specta::specta]
pub async fn storefront_save(shell: State<'_, Shell>, patch: StorefrontPatch) -> Answer<StorefrontView> {
    shell.console()?.storefront_save(patch).await
}

/// Asks for a picture: the cover of a room, or, without a room, the entrance's icon; `None` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn storefront_pick_picture(shell: State<'_, Shell>, room: Option<RoomId>) -> Answer<Option<StorefrontView>> {
    match shell.pick_picture().await {
        Some(path) => shell.console()?.storefront_set_picture(room, path).await.map(Some),
        None => Ok(None),
    }
}

/// Takes a picture file that was dropped: the cover of a room, or, without a room, the entrance's icon.
#[tauri::command]
#[specta::specta]
pub async fn storefront_set_picture(
    shell: State<'_, Shell>,
    room: Option<RoomId>,
    path: PathBuf,
) -> Answer<StorefrontView> {
    shell.console()?.storefront_set_picture(room, path).await
}

/// Moves the focus of a picture of the storefront's own; answers when it is on disk.
#[tauri::command]
#[specta::specta]
pub async fn storefront_set_focus(
    shell: State<'_, Shell>,
    room: Option<RoomId>,
    focus: Focus,
) -> Answer<StorefrontView> {
    shell.console()?.storefront_set_focus(room, focus).await
}

/// Takes a picture of the storefront's own away.
#[tauri::command]
#[specta::specta]
pub async fn storefront_remove_picture(shell: State<'_, Shell>, room: Option<RoomId>) -> Answer<StorefrontView> {
    shell.console()?.storefront_remove_picture(room).await
}

/// Asks for the folder that is published to; `None` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn storefront_pick_folder(shell: State<'_, Shell>) -> Answer<Option<StorefrontView>> {
    match shell.pick_folder().await {
        Some(path) => shell.console()?.storefront_choose_folder(path).await.map(Some),
        None => Ok(None),
    }
}

/// Shows the folder.
#[tauri::command]
#[specta::specta]
pub async fn storefront_open_folder(app: AppHandle, shell: State<'_, Shell>) -> Answer<()> {
    let folder = shell.console()?.storefront_folder().await?;
    app.opener().reveal_item_in_dir(folder).map_err(|_| kaibo_console::problem::internal("folder"))
}

/// What publishing would change.
#[tauri::command]
#[specta::specta]
pub async fn storefront_plan(shell: State<'_, Shell>) -> Answer<StorefrontPlan> {
    shell.console()?.storefront_plan().await
}

/// Publishes the plan of that digest.
#[tauri::command]
#[specta::specta]
pub async fn storefront_publish(shell: State<'_, Shell>, digest: String) -> Answer<StorefrontView> {
    shell.console()?.storefront_publish(digest).await
}

/// The versions that are known.
#[tauri::command]
#[specta::specta]
pub async fn storefront_history(shell: State<'_, Shell>) -> Answer<StorefrontHistory> {
    shell.console()?.storefront_history().await
}

/// Makes an earlier version count again.
#[tauri::command]
#[specta::specta]
pub async fn storefront_roll_back(shell: State<'_, Shell>, version: u32) -> Answer<StorefrontView> {
    shell.console()?.storefront_roll_back(version).await
}

/// Keeps where it is published; answers when it is on disk.
#[tauri::command]
#[specta::specta]
pub async fn storefront_set_target(shell: State<'_, Shell>, patch: TargetPatch) -> Answer<StorefrontView> {
    shell.console()?.storefront_set_target(patch).await
}

/// Tries the target out.
#[tauri::command]
#[specta::specta]
pub async fn storefront_try(shell: State<'_, Shell>) -> Answer<TargetTrial> {
    shell.console()?.storefront_try().await
}

/// How far publishing has come.
#[tauri::command]
#[specta::specta]
pub async fn storefront_progress(shell: State<'_, Shell>) -> Answer<PublishProgress> {
    Ok(shell.console()?.storefront_progress())
}

/// Stops publishing or trying out.
#[tauri::command]
#[specta::specta]
pub async fn storefront_stop(shell: State<'_, Shell>) -> Answer<()> {
    shell.console()?.storefront_stop();
    Ok(())
}
