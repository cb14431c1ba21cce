//! Commands of 商品库.

use super::app::{Answer, Shell};
use kaibo_console::view::{GoodsPage, GoodsPatch, GoodsQuery, GoodsView, Saved, SubmitOutcome};
use kaibo_domain::{Focus, GoodsField, GoodsId};
use std::path::PathBuf;
use tauri::State;

/// One page of goods.
#[tauri::command]
#[specta::specta]
pub async fn goods_list(shell: State<'_, Shell>, query: GoodsQuery) -> Answer<GoodsPage> {
    shell.console()?.goods_list(query).await
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

/// Puts goods into the outbox.
#[tauri::command]
#[specta::specta]
pub async fn goods_submit(shell: State<'_, Shell>, ids: Vec<GoodsId>) -> Answer<Vec<SubmitOutcome>> {
    shell.console()?.goods_submit(ids).await
}

/// Withdraws a good from its audit.
#[tauri::command]
#[specta::specta]
pub async fn goods_withdraw(shell: State<'_, Shell>, id: GoodsId) -> Answer<GoodsView> {
    shell.console()?.goods_withdraw(id).await
}

/// Deletes goods; undone by [`goods_restore`].
#[tauri::command]
#[specta::specta]
pub async fn goods_delete(shell: State<'_, Shell>, ids: Vec<GoodsId>) -> Answer<()> {
    shell.console()?.goods_delete(ids).await
}

/// Undoes a deletion.
#[tauri::command]
#[specta::specta]
pub async fn goods_restore(shell: State<'_, Shell>, ids: Vec<GoodsId>) -> Answer<()> {
    shell.console()?.goods_restore(ids).await
}
