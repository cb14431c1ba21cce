//! Commands of 直播间.

use super::app::{Answer, Shell};
use kaibo_console::view::{RoomPatch, RoomRow, RoomView, Saved, SubmitOutcome};
use kaibo_domain::{Edit, Focus, GoodsId, RoomField, RoomId, Slot};
use std::path::PathBuf;
use tauri::State;

/// Rooms to choose from: those that are not over, then the latest of the others.
#[tauri::command]
#[specta::specta]
pub async fn rooms_list(shell: State<'_, Shell>) -> Answer<Vec<RoomRow>> {
    shell.console()?.rooms_list().await
}

/// One room.
#[tauri::command]
#[specta::specta]
pub async fn rooms_get(shell: State<'_, Shell>, id: RoomId) -> Answer<RoomView> {
    shell.console()?.rooms_get(id).await
}

/// A new draft.
#[tauri::command]
#[specta::specta]
pub async fn rooms_create(shell: State<'_, Shell>) -> Answer<RoomView> {
    shell.console()?.rooms_create().await
}

/// Saves typed fields; answers when they are on disk.
#[tauri::command]
#[specta::specta]
pub async fn rooms_save(shell: State<'_, Shell>, id: RoomId, patch: RoomPatch) -> Answer<Saved<RoomField>> {
    shell.console()?.rooms_save(id, patch).await
}

/// Asks for a picture and attaches it; `None` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn rooms_pick_picture(shell: State<'_, Shell>, id: RoomId) -> Answer<Option<RoomView>> {
    match shell.pick_picture().await {
        Some(path) => shell.console()?.rooms_set_picture(id, path).await.map(Some),
        None => Ok(None),
    }
}

/// Attaches a dropped file.
#[tauri::command]
#[specta::specta]
pub async fn rooms_set_picture(shell: State<'_, Shell>, id: RoomId, path: PathBuf) -> Answer<RoomView> {
    shell.console()?.rooms_set_picture(id, path).await
}

/// Moves the focus of one of the three pictures.
#[tauri::command]
#[specta::specta]
pub async fn rooms_set_focus(shell: State<'_, Shell>, id: RoomId, slot: Slot, focus: Focus) -> Answer<RoomView> {
    shell.console()?.rooms_set_focus(id, slot, focus).await
}

/// Changes what is done to the picture in all slots.
#[tauri::command]
#[specta::specta]
pub async fn rooms_set_edit(shell: State<'_, Shell>, id: RoomId, edit: Edit) -> Answer<RoomView> {
    shell.console()?.rooms_set_edit(id, edit).await
}

/// Puts a room into the outbox.
#[tauri::command]
#[specta::specta]
pub async fn rooms_submit(shell: State<'_, Shell>, id: RoomId) -> Answer<SubmitOutcome> {
    shell.console()?.rooms_submit(id).await
}

/// Deletes rooms; undone by [`rooms_restore`].
#[tauri::command]
#[specta::specta]
pub async fn rooms_delete(shell: State<'_, Shell>, ids: Vec<RoomId>) -> Answer<()> {
    shell.console()?.rooms_delete(ids).await
}

/// Undoes a deletion.
#[tauri::command]
#[specta::specta]
pub async fn rooms_restore(shell: State<'_, Shell>, ids: Vec<RoomId>) -> Answer<()> {
    shell.console()?.rooms_restore(ids).await
}

/// Puts goods on the shelf, each as soon as it is approved.
#[tauri::command]
#[specta::specta]
pub async fn rooms_shelve(shell: State<'_, Shell>, id: RoomId, goods_ids: Vec<GoodsId>) -> Answer<RoomView> {
    shell.console()?.rooms_shelve(id, goods_ids).await
}

/// Takes goods off the shelf; undone by [`rooms_shelf_restore`].
#[tauri::command]
#[specta::specta]
pub async fn rooms_unshelve(shell: State<'_, Shell>, id: RoomId, goods_ids: Vec<GoodsId>) -> Answer<RoomView> {
    shell.console()?.rooms_unshelve(id, goods_ids).await
}

/// Puts back what was taken off the shelf.
#[tauri::command]
#[specta::specta]
pub async fn rooms_shelf_restore(shell: State<'_, Shell>, id: RoomId, goods_ids: Vec<GoodsId>) -> Answer<RoomView> {
    shell.console()?.rooms_shelf_restore(id, goods_ids).await
}

/// Gives the shelf that order.
#[tauri::command]
#[specta::specta]
pub async fn rooms_sort(shell: State<'_, Shell>, id: RoomId, order: Vec<GoodsId>) -> Answer<RoomView> {
    shell.console()?.rooms_sort(id, order).await
}

/// Puts goods of the shelf on sale, or takes them off.
#[tauri::command]
#[specta::specta]
pub async fn rooms_set_on_sale(
    shell: State<'_, Shell>,
    id: RoomId,
    goods_ids: Vec<GoodsId>,
    on: bool,
) -> Answer<RoomView> {
    shell.console()?.rooms_set_on_sale(id, goods_ids, on).await
}
