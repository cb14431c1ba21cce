//! Commands of 商品库.

use super::app::{Answer, Shell};
use kaibo_console::view::{
    GoodsListing, GoodsNotes, GoodsPatch, GoodsQuery, GoodsRow, GoodsStep, GoodsView, RejectNotePatch, Saved,
};
use kaibo_domain::{Edit, Focus, GoodsField, GoodsId};
use std::path::PathBuf;
use tauri::State;

/// Opens the list of what a query shows.
#[tauri::command]
#[specta::specta]
pub async fn goods_open(shell: State<'_, Shell>, query: GoodsQuery) -> Answer<GoodsListing> {
    shell.console()?.goods_open(query).await
}

/// Lines of a listing, at most 200; `None` when it was forgotten.
#[tauri::command]
#[specta::specta]
pub async fn goods_page(shell: State<'_, Shell>, listing: u32, from: u32, limit: u32) -> Answer<Option<Vec<GoodsRow>>> {
    shell.console()?.goods_page(listing, from, limit).await
}

/// Ids of a listing, at most 2,000; `None` when it was forgotten.
#[tauri::command]
#[specta::specta]
pub async fn goods_ids(shell: State<'_, Shell>, listing: u32, from: u32, limit: u32) -> Answer<Option<Vec<GoodsId>>> {
    shell.console()?.goods_ids(listing, from, limit).await
}

/// The place of a good in a listing; `None` when it is not there.
#[tauri::command]
#[specta::specta]
pub async fn goods_position(shell: State<'_, Shell>, listing: u32, id: GoodsId) -> Answer<Option<u32>> {
    shell.console()?.goods_position(listing, id).await
}

/// The filter and the order that were kept for the shop; `None` before there were any.
#[tauri::command]
#[specta::specta]
pub async fn goods_filter_saved(shell: State<'_, Shell>) -> Answer<Option<GoodsQuery>> {
    shell.console()?.goods_filter_saved().await
}

/// Keeps the filter and the order for the next start.
#[tauri::command]
#[specta::specta]
pub async fn goods_filter_save(shell: State<'_, Shell>, query: GoodsQuery) -> Answer<()> {
    shell.console()?.goods_filter_save(query).await
}

/// One good.
#[tauri::command]
#[specta::specta]
pub async fn goods_get(shell: State<'_, Shell>, id: GoodsId) -> Answer<GoodsView> {
    shell.console()?.goods_get(id).await
}

/// A new draft.
#[tauri::command]
#[specta::specta]
pub async fn goods_create(shell: State<'_, Shell>) -> Answer<GoodsView> {
    shell.console()?.goods_create().await
}

/// A new draft with everything of another good.
#[tauri::command]
#[specta::specta]
pub async fn goods_copy(shell: State<'_, Shell>, id: GoodsId) -> Answer<GoodsView> {
    shell.console()?.goods_copy(id).await
}

/// Saves typed fields; answers when they are on disk.
#[tauri::command]
#[specta::specta]
pub async fn goods_save(shell: State<'_, Shell>, id: GoodsId, patch: GoodsPatch) -> Answer<Saved<GoodsField>> {
    shell.console()?.goods_save(id, patch).await
}

/// Asks for a picture and attaches it; `None` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn goods_pick_picture(shell: State<'_, Shell>, id: GoodsId) -> Answer<Option<GoodsView>> {
    match shell.pick_picture().await {
        Some(path) => shell.console()?.goods_set_picture(id, path).await.map(Some),
        None => Ok(None),
    }
}

/// Attaches a dropped file.
#[tauri::command]
#[specta::specta]
pub async fn goods_set_picture(shell: State<'_, Shell>, id: GoodsId, path: PathBuf) -> Answer<GoodsView> {
    shell.console()?.goods_set_picture(id, path).await
}

/// Moves the focus of the picture.
#[tauri::command]
#[specta::specta]
pub async fn goods_set_focus(shell: State<'_, Shell>, id: GoodsId, focus: Focus) -> Answer<GoodsView> {
    shell.console()?.goods_set_focus(id, focus).await
}

/// Changes what is done to the picture.
#[tauri::command]
#[specta::specta]
pub async fn goods_set_edit(shell: State<'_, Shell>, id: GoodsId, edit: Edit) -> Answer<GoodsView> {
    shell.console()?.goods_set_edit(id, edit).await
}

/// Puts a page path right.
#[tauri::command]
#[specta::specta]
pub async fn goods_repair_path(shell: State<'_, Shell>, id: GoodsId) -> Answer<GoodsView> {
    shell.console()?.goods_repair_path(id).await
}

/// What became of a good, first step first.
#[tauri::command]
#[specta::specta]
pub async fn goods_history(shell: State<'_, Shell>, id: GoodsId) -> Answer<Vec<GoodsStep>> {
    shell.console()?.goods_history(id).await
}

/// The notes that concern a good.
#[tauri::command]
#[specta::specta]
pub async fn goods_notes(shell: State<'_, Shell>, id: GoodsId) -> Answer<GoodsNotes> {
    shell.console()?.goods_notes(id).await
}

/// Writes the note on a good's latest rejection; answers when it is on disk.
#[tauri::command]
#[specta::specta]
pub async fn goods_note_save(shell: State<'_, Shell>, id: GoodsId, patch: RejectNotePatch) -> Answer<GoodsNotes> {
    shell.console()?.goods_note_save(id, patch).await
}

/// Fetches the mini-program code of a good's page; it is then at `page-code/<id>`.
#[tauri::command]
#[specta::specta]
pub async fn goods_page_code(shell: State<'_, Shell>, id: GoodsId) -> Answer<()> {
    shell.console()?.goods_page_code(id).await
}
