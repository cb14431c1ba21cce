//! Commands of 开播.

use super::app::{Answer, Shell};
use crate::presenter;
use kaibo_console::view::{ChannelsMark, CodeTaken, GoLiveView, PushAddressView};
use kaibo_domain::{PictureId, RoomId};
use std::path::PathBuf;
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
    match shell.save_as(&suggested).await {
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

/// Asks for the picture of a start code, of a room or, without one, of the shop; `None` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn golive_pick_code(shell: State<'_, Shell>, room_id: Option<RoomId>) -> Answer<Option<CodeTaken>> {
    match shell.pick_picture().await {
        Some(path) => shell.console()?.start_code_take(room_id, path).await.map(Some),
        None => Ok(None),
    }
}

/// Takes a dropped picture as the start code.
#[tauri::command]
#[specta::specta]
pub async fn golive_take_code(shell: State<'_, Shell>, room_id: Option<RoomId>, path: PathBuf) -> Answer<CodeTaken> {
    shell.console()?.start_code_take(room_id, path).await
}

/// Attaches a picture of the library as the start code, whatever it shows; says which stood there before.
#[tauri::command]
#[specta::specta]
pub async fn golive_attach_code(
    shell: State<'_, Shell>,
    room_id: Option<RoomId>,
    picture: PictureId,
) -> Answer<Option<PictureId>> {
    shell.console()?.start_code_attach(room_id, picture).await
}

/// Detaches the start code; says which it was.
#[tauri::command]
#[specta::specta]
pub async fn golive_remove_code(shell: State<'_, Shell>, room_id: Option<RoomId>) -> Answer<Option<PictureId>> {
    shell.console()?.start_code_remove(room_id).await
}

/// The push address without its key: the one at hand, or a fresh one of the platform's.
#[tauri::command]
#[specta::specta]
pub async fn golive_push_address(shell: State<'_, Shell>, room_id: RoomId, fresh: bool) -> Answer<PushAddressView> {
    shell.console()?.push_address(room_id, fresh).await
}

/// The stream key of an address that was fetched.
#[tauri::command]
#[specta::specta]
pub async fn golive_push_key(shell: State<'_, Shell>, room_id: RoomId) -> Answer<String> {
    shell.console()?.push_key(room_id)
}

/// Notes what staff say of a Channels room.
#[tauri::command]
#[specta::specta]
pub async fn golive_mark(shell: State<'_, Shell>, room_id: RoomId, mark: ChannelsMark) -> Answer<()> {
    shell.console()?.channels_mark(room_id, mark).await
}

/// Shows the code on the other display; says whether there is one.
#[tauri::command]
#[specta::specta]
pub async fn golive_present(app: AppHandle, room_id: RoomId) -> Answer<bool> {
    presenter::present(&app, room_id).map_err(|_| kaibo_console::problem::internal("presenter"))
}

/// Closes the window on the other display.
#[tauri::command]
#[specta::specta]
pub async fn golive_close_presenter(app: AppHandle) -> Answer<()> {
    presenter::close(&app).map_err(|_| kaibo_console::problem::internal("presenter"))
}
