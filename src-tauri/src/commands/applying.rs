//! Commands of an application for a category as it is prepared.

use super::app::{Answer, Shell};
use kaibo_console::view::{
    ApplicationDraftView, ApplicationLine, ApplicationPatch, ExportForm, FillingPatch, PaperUse,
};
use kaibo_domain::{ApplicationDraftId, ApplicationId, PaperId, platform::office::Office};
use tauri::{AppHandle, State};
use tauri_plugin_opener::OpenerExt;

/// Makes an application for each of the categories.
#[tauri::command]
#[specta::specta]
pub async fn applying_create(shell: State<'_, Shell>, categories: Vec<String>) -> Answer<Vec<ApplicationDraftId>> {
    shell.console()?.applying_create(categories).await
}

/// All applications.
#[tauri::command]
#[specta::specta]
pub async fn applying_list(shell: State<'_, Shell>) -> Answer<Vec<ApplicationLine>> {
    shell.console()?.applying_list().await
}

/// One application.
#[tauri::command]
#[specta::specta]
pub async fn applying_get(shell: State<'_, Shell>, id: ApplicationDraftId) -> Answer<ApplicationDraftView> {
    shell.console()?.applying_get(id).await
}

/// The leaves of its category, by name; none where the platform cannot be asked.
#[tauri::command]
#[specta::specta]
pub async fn applying_leaves(shell: State<'_, Shell>, id: ApplicationDraftId) -> Answer<Vec<String>> {
    shell.console()?.applying_leaves(id).await
}

/// Saves what was typed, and says the revision.
#[tauri::command]
#[specta::specta]
pub async fn applying_save(shell: State<'_, Shell>, id: ApplicationDraftId, patch: ApplicationPatch) -> Answer<u32> {
    shell.console()?.applying_save(id, patch).await
}

/// Changes what stands at a demand, and says the revision.
#[tauri::command]
#[specta::specta]
pub async fn applying_fill(
    shell: State<'_, Shell>,
    id: ApplicationDraftId,
    demand: String,
    patch: FillingPatch,
) -> Answer<u32> {
    shell.console()?.applying_fill(id, demand, patch).await
}

/// Puts fitting papers of the vault wherever nothing stands, and says at how many demands.
#[tauri::command]
#[specta::specta]
pub async fn applying_fill_all(shell: State<'_, Shell>, id: ApplicationDraftId) -> Answer<u32> {
    shell.console()?.applying_fill_all(id).await
}

/// Hands an application in.
#[tauri::command]
#[specta::specta]
pub async fn applying_hand_in(shell: State<'_, Shell>, id: ApplicationDraftId) -> Answer<ApplicationId> {
    shell.console()?.applying_hand_in(id).await
}

/// Withdraws the last round.
#[tauri::command]
#[specta::specta]
pub async fn applying_withdraw(shell: State<'_, Shell>, id: ApplicationDraftId) -> Answer<()> {
    shell.console()?.applying_withdraw(id).await
}

/// Notes which demands the last rejection is about.
#[tauri::command]
#[specta::specta]
pub async fn applying_assign(shell: State<'_, Shell>, id: ApplicationDraftId, demands: Vec<String>) -> Answer<()> {
    shell.console()?.applying_assign(id, demands).await
}

/// Takes an application out of sight; undone by [`applying_restore`].
#[tauri::command]
#[specta::specta]
pub async fn applying_remove(shell: State<'_, Shell>, id: ApplicationDraftId) -> Answer<()> {
    shell.console()?.applying_remove(id).await
}

/// Brings an application back.
#[tauri::command]
#[specta::specta]
pub async fn applying_restore(shell: State<'_, Shell>, id: ApplicationDraftId) -> Answer<()> {
    shell.console()?.applying_restore(id).await
}

/// Asks for a folder, writes the hand part into it, and says where; nothing when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn applying_save_folder(shell: State<'_, Shell>, id: ApplicationDraftId) -> Answer<Option<String>> {
    match shell.pick_folder().await {
        Some(folder) => shell.console()?.applying_save_folder(id, folder).await.map(Some),
        None => Ok(None),
    }
}

/// Asks where, binds an application and its papers into a PDF, and says where it is; nothing when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn applying_save_dossier(shell: State<'_, Shell>, id: ApplicationDraftId) -> Answer<Option<String>> {
    let console = shell.console()?;
    match shell.save_as(&console.applying_dossier_name(id).await?).await {
        Some(path) => console.applying_dossier(id, path).await.map(Some),
        None => Ok(None),
    }
}

/// Asks where, writes all applications into a spreadsheet, and says where it is; nothing when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn applying_save_list(shell: State<'_, Shell>) -> Answer<Option<String>> {
    match shell.save_sheet(ExportForm::Xlsx, "类目资质申请").await {
        Some(path) => shell.console()?.applying_export(path).await.map(Some),
        None => Ok(None),
    }
}

/// The applications that a paper stands in.
#[tauri::command]
#[specta::specta]
pub async fn papers_uses(shell: State<'_, Shell>, id: PaperId) -> Answer<Vec<PaperUse>> {
    shell.console()?.papers_uses(id).await
}

/// Opens the back office where the hand part is handed in, in the system's browser.
#[tauri::command]
#[specta::specta]
pub async fn applying_open_page(app: AppHandle, office: Office) -> Answer<()> {
    app.opener().open_url(office.url(), None::<&str>).map_err(|_| kaibo_console::problem::internal("browser"))
}
