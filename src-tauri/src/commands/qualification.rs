//! Commands of 类目资质.

use super::app::{Answer, Shell};
use kaibo_console::view::{
    CategoryRow, CategoryView, FaqView, LetterPatch, LetterView, PackLook, RulesView, Saved, WindowPatch, WindowView,
};
use kaibo_domain::{OwnProductId, letter::LetterKind, window::WindowField};
use std::path::PathBuf;
use tauri::{AppHandle, State};
use tauri_plugin_opener::OpenerExt;

/// The categories that what was typed speaks of; all when nothing was typed.
#[tauri::command]
#[specta::specta]
pub async fn categories_search(shell: State<'_, Shell>, typed: String) -> Answer<Vec<CategoryRow>> {
    shell.console()?.categories_search(typed).await
}

/// What a category demands.
#[tauri::command]
#[specta::specta]
pub async fn category_view(shell: State<'_, Shell>, id: String) -> Answer<Option<CategoryView>> {
    shell.console()?.category_view(id).await
}

/// Questions of merchants that what was typed speaks of.
#[tauri::command]
#[specta::specta]
pub async fn faq_search(shell: State<'_, Shell>, typed: String) -> Answer<Vec<FaqView>> {
    shell.console()?.faq_search(typed).await
}

/// The second application of a category, for the shop window.
#[tauri::command]
#[specta::specta]
pub async fn window_view(shell: State<'_, Shell>, id: String) -> Answer<Option<WindowView>> {
    shell.console()?.window_view(id).await
}

/// Saves what was typed of it.
#[tauri::command]
#[specta::specta]
pub async fn window_save(shell: State<'_, Shell>, id: String, patch: WindowPatch) -> Answer<Saved<WindowField>> {
    shell.console()?.window_save(id, patch).await
}

/// The letters that a category demands.
#[tauri::command]
#[specta::specta]
pub async fn letters_view(shell: State<'_, Shell>, id: String) -> Answer<Vec<LetterView>> {
    shell.console()?.letters_view(id).await
}

/// Saves what was typed for a letter; answers with its revision.
#[tauri::command]
#[specta::specta]
pub async fn letter_save(shell: State<'_, Shell>, id: String, kind: LetterKind, patch: LetterPatch) -> Answer<u32> {
    shell.console()?.letter_save(id, kind, patch).await
}

/// Asks where to, and writes what to fill in as pages to print; `None` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn letter_save_file(shell: State<'_, Shell>, id: String, kind: LetterKind) -> Answer<Option<String>> {
    let console = shell.console()?;
    let suggested = console.letter_file_name(id.clone(), kind).await?;
    match shell.save_as(&suggested).await {
        Some(path) => console.letter_export(id, kind, path).await.map(Some),
        None => Ok(None),
    }
}

/// Takes photos of the signed and sealed letter into the vault.
#[tauri::command]
#[specta::specta]
pub async fn letter_take(shell: State<'_, Shell>, id: String, kind: LetterKind, paths: Vec<PathBuf>) -> Answer<()> {
    shell.console()?.letter_take(id, kind, paths).await
}

/// Puts a product on sale.
#[tauri::command]
#[specta::specta]
pub async fn product_listing(shell: State<'_, Shell>, id: OwnProductId) -> Answer<()> {
    shell.console()?.product_listing(id).await
}

/// Takes a product off sale.
#[tauri::command]
#[specta::specta]
pub async fn product_delisting(shell: State<'_, Shell>, id: OwnProductId) -> Answer<()> {
    shell.console()?.product_delisting(id).await
}

/// Asks the platform for the rules of a category's leaves, as far as they are not known.
#[tauri::command]
#[specta::specta]
pub async fn category_read(shell: State<'_, Shell>, id: String) -> Answer<()> {
    shell.console()?.category_read(id).await
}

/// Notes that staff have seen that the rights to a category lapsed.
#[tauri::command]
#[specta::specta]
pub async fn category_settle(shell: State<'_, Shell>, id: String) -> Answer<()> {
    shell.console()?.category_settle(id).await
}

/// Opens the page that says so of one demand, in the system's browser.
#[tauri::command]
#[specta::specta]
pub async fn category_open_source(app: AppHandle, shell: State<'_, Shell>, id: String, demand: String) -> Answer<()> {
    let view = shell.console()?.category_view(id).await?;
    let found = view.and_then(|view| view.demands.into_iter().find(|asked| asked.id == demand)?.address);
    match found {
        Some(address) => {
            app.opener().open_url(address, None::<&str>).map_err(|_| kaibo_console::problem::internal("browser"))
        }
        None => Ok(()),
    }
}

/// Which rules are in force.
#[tauri::command]
#[specta::specta]
pub async fn rules_view(shell: State<'_, Shell>) -> Answer<RulesView> {
    shell.console()?.rules_view().await
}

/// Asks for a pack of rules and looks at it; nothing is taken in yet, and nothing when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn rules_pick(shell: State<'_, Shell>) -> Answer<Option<PackLook>> {
    match shell.pick_pack().await {
        Some(path) => shell.console()?.rules_look(path).await.map(Some),
        None => Ok(None),
    }
}

/// Takes in the pack with that hash.
#[tauri::command]
#[specta::specta]
pub async fn rules_import(shell: State<'_, Shell>, path: PathBuf, sha256: String) -> Answer<RulesView> {
    shell.console()?.rules_import(path, sha256).await
}

/// Goes back to the rules that came with the program.
#[tauri::command]
#[specta::specta]
pub async fn rules_reset(shell: State<'_, Shell>) -> Answer<RulesView> {
    shell.console()?.rules_reset().await
}
