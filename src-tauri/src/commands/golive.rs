//! Commands of 开播.

use super::app::{Answer, Shell};
use kaibo_console::view::GoLiveView;
use kaibo_domain::RoomId;
use tauri::{AppHandle, State};
use tauri_plugin_opener::OpenerExt;

/// The presenter of one room.
#[tauri::command]
#[specta::specta]
pub async fn golive_view(shell: State<'_, Shell>, room_id: RoomId) -> Answer<GoLiveView> {
    shell.console()?.golive_view(room_id).await
}

/// Asks where to, and writes the code as PNG; `None` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn golive_save_png(shell: State<'_, Shell>, room_id: RoomId) -> Answer<Option<String>> {
    let console = shell.console()?;
    let suggested = console.golive_file_name(room_id).await?;
    match shell.save_png(&suggested).await {
        Some(path) => console.golive_save_png(room_id, path).await.map(Some),
        None => Ok(None),
    }
}

/// Opens the practice anchor's phone in the system's browser.
#[tauri::command]
#[specta::specta]
pub async fn golive_open_phone(app: AppHandle, shell: State<'_, Shell>, room_id: RoomId) -> Answer<()> {
    let address = shell.console()?.golive_phone_address(room_id).await?;
    app.opener().open_url(address, None::<&str>).map_err(|_| kaibo_console::problem::internal("browser"))
}
