//! Commands of the run of show, within 直播间.

use super::app::{Answer, Shell};
use kaibo_console::view::{ShowFile, ShowNew, ShowPatch, ShowView};
use kaibo_domain::{RoomId, ShowItemId};
use tauri::{AppHandle, State};
use tauri_plugin_opener::OpenerExt;

/// The run of show of a room.
#[tauri::command]
#[specta::specta]
pub async fn show_view(shell: State<'_, Shell>, room_id: RoomId) -> Answer<ShowView> {
    shell.console()?.show_view(room_id).await
}

/// Puts items behind that one, or at the end.
#[tauri::command]
#[specta::specta]
pub async fn show_add(
    shell: State<'_, Shell>,
    room_id: RoomId,
    items: Vec<ShowNew>,
    behind: Option<ShowItemId>,
) -> Answer<ShowView> {
    shell.console()?.show_add(room_id, items, behind).await
}

/// Puts what the shelf has besides at the end, each for so many minutes.
#[tauri::command]
#[specta::specta]
pub async fn show_fill(shell: State<'_, Shell>, room_id: RoomId, minutes: u32) -> Answer<ShowView> {
    shell.console()?.show_fill(room_id, minutes).await
}

/// Saves what is typed of an item; answers when it is on disk.
#[tauri::command]
#[specta::specta]
pub async fn show_save(
    shell: State<'_, Shell>,
    room_id: RoomId,
    item: ShowItemId,
    patch: ShowPatch,
) -> Answer<ShowView> {
    shell.console()?.show_save(room_id, item, patch).await
}

/// Gives the plan that order.
#[tauri::command]
#[specta::specta]
pub async fn show_sort(shell: State<'_, Shell>, room_id: RoomId, order: Vec<ShowItemId>) -> Answer<ShowView> {
    shell.console()?.show_sort(room_id, order).await
}

/// Takes items out; undone by [`show_restore`].
#[tauri::command]
#[specta::specta]
pub async fn show_remove(shell: State<'_, Shell>, room_id: RoomId, items: Vec<ShowItemId>) -> Answer<ShowView> {
    shell.console()?.show_remove(room_id, items).await
}

/// Puts back what was taken out.
#[tauri::command]
#[specta::specta]
pub async fn show_restore(shell: State<'_, Shell>, room_id: RoomId, items: Vec<ShowItemId>) -> Answer<ShowView> {
    shell.console()?.show_restore(room_id, items).await
}

/// Says that an item was done now, or that it was not.
#[tauri::command]
#[specta::specta]
pub async fn show_mark(shell: State<'_, Shell>, room_id: RoomId, item: ShowItemId, done: bool) -> Answer<ShowView> {
    shell.console()?.show_mark(room_id, item, done).await
}

/// Asks where to, and writes the plan, its pages to print or its record; `None` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn show_save_file(shell: State<'_, Shell>, room_id: RoomId, file: ShowFile) -> Answer<Option<String>> {
    let console = shell.console()?;
    let suggested = console.show_file_name(room_id, file).await?;
    match shell.save_as(&suggested).await {
        Some(path) => console.show_export(room_id, file, path).await.map(Some),
        None => Ok(None),
    }
}

/// Opens the platform's console in the system's browser, where draws and coupons are made.
#[tauri::command]
#[specta::specta]
pub async fn show_open_console(app: AppHandle, shell: State<'_, Shell>) -> Answer<()> {
    let address = shell.console()?.show_console_address()?;
    app.opener().open_url(address, None::<&str>).map_err(|_| kaibo_console::problem::internal("browser"))
}
