//! Commands of 场控, in 开播.

use super::app::{Answer, Shell};
use crate::shortcuts;
use kaibo_console::view::LiveView;
use kaibo_domain::{
    GoodsId, LiveSwitch, RoomId,
    hotkey::{LiveAction, LiveKeys},
};
use serde::Serialize;
use specta::Type;
use tauri::{AppHandle, State};
use tauri_plugin_opener::OpenerExt;

/// The control view of one room.
#[tauri::command]
#[specta::specta]
pub async fn live_view(shell: State<'_, Shell>, room_id: RoomId) -> Answer<LiveView> {
    shell.console()?.live_view(room_id).await
}

/// Shows a good to the viewers now.
#[tauri::command]
#[specta::specta]
pub async fn live_push(shell: State<'_, Shell>, room_id: RoomId, goods_id: GoodsId) -> Answer<()> {
    shell.console()?.live_push(room_id, goods_id).await
}

/// Turns a switch of the room.
#[tauri::command]
#[specta::specta]
pub async fn live_switch(shell: State<'_, Shell>, room_id: RoomId, which: LiveSwitch, on: bool) -> Answer<()> {
    shell.console()?.live_switch(room_id, which, on).await
}

/// Tells staff, who work in another program, that a shortcut did nothing.
#[tauri::command]
#[specta::specta]
pub async fn live_key_failed(shell: State<'_, Shell>, room_id: RoomId) -> Answer<()> {
    shell.console()?.live_key_failed(room_id).await
}

/// Opens the recording of a good being explained in the system's browser.
#[tauri::command]
#[specta::specta]
pub async fn live_open_video(
    app: AppHandle,
    shell: State<'_, Shell>,
    room_id: RoomId,
    goods_id: GoodsId,
) -> Answer<()> {
    let address = shell.console()?.live_video(room_id, goods_id).await?;
    app.opener().open_url(address, None::<&str>).map_err(|_| kaibo_console::problem::internal("browser"))
}

/// Which shortcuts work in whichever program.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LiveListening {
    /// What staff chose.
    pub keys: LiveKeys,
    /// Whether this desktop gives a program the keys pressed in others.
    pub supported: bool,
    /// Those whose keys another program has.
    pub refused: Vec<LiveAction>,
}

/// Listens for the shortcuts of the control view in every program, where staff wish it.
#[tauri::command]
#[specta::specta]
pub async fn live_listen(app: AppHandle, shell: State<'_, Shell>) -> Answer<LiveListening> {
    let keys = shell.settings().await?.live_keys;
    let supported = shortcuts::supported();
    let refused = if keys.on && supported { shortcuts::listen(&app, &keys).await } else { Vec::new() };
    Ok(LiveListening { keys, supported, refused })
}

/// Whether this desktop gives a program the keys pressed in others.
#[tauri::command]
#[specta::specta]
pub async fn live_keys_supported() -> Answer<bool> {
    Ok(shortcuts::supported())
}

/// Gives the shortcuts back to the other programs.
#[tauri::command]
#[specta::specta]
pub async fn live_unlisten(app: AppHandle) -> Answer<()> {
    shortcuts::stop(&app).await;
    Ok(())
}
