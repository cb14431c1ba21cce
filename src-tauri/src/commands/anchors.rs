//! Commands of the list of anchors, within 直播间.

use super::app::{Answer, Shell};
use kaibo_console::view::{AnchorSaved, AnchorView};
use kaibo_domain::{AnchorDraft, AnchorId, PictureId};
use tauri::State;

/// The anchors of the list; those whose nickname, its sound, or WeChat id fits what was typed.
#[tauri::command]
#[specta::specta]
pub async fn anchors_list(shell: State<'_, Shell>, search: String) -> Answer<Vec<AnchorView>> {
    shell.console()?.anchors_list(search).await
}

/// Adds an anchor.
#[tauri::command]
#[specta::specta]
pub async fn anchors_add(shell: State<'_, Shell>, draft: AnchorDraft) -> Answer<AnchorSaved> {
    shell.console()?.anchors_add(draft).await
}

/// Changes what is typed of an anchor; without `phone` the number stays.
#[tauri::command]
#[specta::specta]
pub async fn anchors_save(
    shell: State<'_, Shell>,
    id: AnchorId,
    name: String,
    wechat: String,
    phone: Option<String>,
) -> Answer<AnchorSaved> {
    shell.console()?.anchors_save(id, name, wechat, phone).await
}

/// The whole phone number.
#[tauri::command]
#[specta::specta]
pub async fn anchors_phone(shell: State<'_, Shell>, id: AnchorId) -> Answer<String> {
    shell.console()?.anchors_phone(id).await
}

/// Asks for a photo and shows it; `None` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn anchors_pick_photo(shell: State<'_, Shell>, id: AnchorId) -> Answer<Option<PictureId>> {
    match shell.pick_picture().await {
        Some(path) => shell.console()?.anchors_take_photo(id, path).await.map(Some),
        None => Ok(None),
    }
}

/// Shows a picture of the library as the photo, or none.
#[tauri::command]
#[specta::specta]
pub async fn anchors_set_photo(shell: State<'_, Shell>, id: AnchorId, photo: Option<PictureId>) -> Answer<()> {
    shell.console()?.anchors_set_photo(id, photo).await
}

/// Takes anchors off the list; undone by [`anchors_restore`].
#[tauri::command]
#[specta::specta]
pub async fn anchors_delete(shell: State<'_, Shell>, ids: Vec<AnchorId>) -> Answer<()> {
    shell.console()?.anchors_delete(ids).await
}

/// Puts them there again.
#[tauri::command]
#[specta::specta]
pub async fn anchors_restore(shell: State<'_, Shell>, ids: Vec<AnchorId>) -> Answer<()> {
    shell.console()?.anchors_restore(ids).await
}

/// Fetches the picture of somebody's verification code again.
#[tauri::command]
#[specta::specta]
pub async fn anchors_fetch_code(shell: State<'_, Shell>, id: AnchorId) -> Answer<()> {
    shell.console()?.anchors_fetch_code(id).await
}
