//! Commands of sharing, within 直播间.

use super::app::{Answer, Shell};
use kaibo_console::view::{PosterWish, Problem, ShareFile, ShareView};
use kaibo_domain::RoomId;
use tauri::{AppHandle, State};
use tauri_plugin_opener::OpenerExt;

/// What is known of the room's viewers' code for that channel.
#[tauri::command]
#[specta::specta]
pub async fn share_view(shell: State<'_, Shell>, room_id: RoomId, channel: String) -> Answer<ShareView> {
    shell.console()?.share_view(room_id, channel).await
}

/// Fetches the code from the platform and keeps it.
#[tauri::command]
#[specta::specta]
pub async fn share_fetch(shell: State<'_, Shell>, room_id: RoomId, channel: String) -> Answer<ShareView> {
    shell.console()?.share_fetch(room_id, channel).await
}

/// Draws the poster small; it is then at `kaibo-media://poster/<the answer>`.
#[tauri::command]
#[specta::specta]
pub async fn share_preview(shell: State<'_, Shell>, room_id: RoomId, wish: PosterWish) -> Answer<String> {
    shell.console()?.share_preview(room_id, wish).await
}

/// Asks where to, and writes the poster or the code; `None` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn share_save(
    shell: State<'_, Shell>,
    room_id: RoomId,
    wish: PosterWish,
    file: ShareFile,
) -> Answer<Option<String>> {
    let console = shell.console()?;
    let suggested = console.share_file_name(room_id, &wish, file).await?;
    match shell.save_as(&suggested).await {
        Some(path) => console.share_save(room_id, wish, file, path).await.map(Some),
        None => Ok(None),
    }
}

/// Opens the page to print in the system's viewer of PDF files, which prints as staff are used to.
#[tauri::command]
#[specta::specta]
pub async fn share_print(app: AppHandle, shell: State<'_, Shell>, room_id: RoomId, wish: PosterWish) -> Answer<()> {
    let page = shell.console()?.share_print(room_id, wish).await?;
    app.opener().open_path(page.display().to_string(), None::<&str>).map_err(|_| Problem::new("share.no-viewer"))
}
