//! Commands of 资料库.

use super::app::{Answer, Shell};
use kaibo_console::view::{
    DamagedFile, EntityPatch, EntityView, PaperPatch, PaperRow, PaperView, PapersEnding, PapersProgress, PapersTake,
    Saved, TakenPaper,
};
use kaibo_domain::{
    PaperId,
    vault::{EntityField, PaperField, PaperKind},
};
use std::path::PathBuf;
use tauri::{State, ipc::Channel};

/// Who the merchant is.
#[tauri::command]
#[specta::specta]
pub async fn vault_entity(shell: State<'_, Shell>) -> Answer<EntityView> {
    shell.console()?.vault_entity().await
}

/// Saves typed fields of the merchant.
#[tauri::command]
#[specta::specta]
pub async fn vault_entity_save(shell: State<'_, Shell>, patch: EntityPatch) -> Answer<Saved<EntityField>> {
    shell.console()?.vault_entity_save(patch).await
}

/// All papers.
#[tauri::command]
#[specta::specta]
pub async fn papers_list(shell: State<'_, Shell>) -> Answer<Vec<PaperRow>> {
    shell.console()?.papers_list().await
}

/// One paper.
#[tauri::command]
#[specta::specta]
pub async fn papers_get(shell: State<'_, Shell>, id: PaperId, revealed: bool) -> Answer<PaperView> {
    shell.console()?.papers_get(id, revealed).await
}

/// Saves typed fields of a paper.
#[tauri::command]
#[specta::specta]
pub async fn papers_save(shell: State<'_, Shell>, id: PaperId, patch: PaperPatch) -> Answer<Saved<PaperField>> {
    shell.console()?.papers_save(id, patch).await
}

/// Asks for files; none when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn papers_pick(shell: State<'_, Shell>) -> Answer<Vec<PathBuf>> {
    Ok(shell.pick_papers().await)
}

/// What kind of paper a file's name speaks of.
#[tauri::command]
#[specta::specta]
pub async fn papers_guess(path: PathBuf) -> Answer<PaperKind> {
    Ok(PaperKind::guess(&path.file_name().unwrap_or_default().to_string_lossy()))
}

/// Makes papers of files; how far it has come is told as it goes.
#[tauri::command]
#[specta::specta]
pub async fn papers_take(
    shell: State<'_, Shell>,
    request: PapersTake,
    progress: Channel<PapersProgress>,
) -> Answer<Vec<TakenPaper>> {
    // A window that is closing hears nothing more; the files are taken all the same.
    shell.console()?.papers_take(request, move |step| drop(progress.send(step))).await
}

/// Ends taking files: what was taken stays.
#[tauri::command]
#[specta::specta]
pub async fn papers_stop(shell: State<'_, Shell>) -> Answer<()> {
    shell.console()?.papers_stop();
    Ok(())
}

/// The files of a paper that are gone or changed on the disk.
#[tauri::command]
#[specta::specta]
pub async fn papers_check(shell: State<'_, Shell>, id: PaperId) -> Answer<Vec<DamagedFile>> {
    shell.console()?.papers_check(id).await
}

/// Mends the damaged files of a paper from the copy elsewhere; says those that are damaged still.
#[tauri::command]
#[specta::specta]
pub async fn papers_mend(shell: State<'_, Shell>, id: PaperId) -> Answer<Vec<DamagedFile>> {
    shell.console()?.papers_mend(id).await
}

/// Asks where to, and writes a copy of a recording there; `None` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn recording_save(shell: State<'_, Shell>, id: PaperId) -> Answer<Option<String>> {
    let console = shell.console()?;
    let suggested = console.recording_file_name(id).await?;
    match shell.save_as(&suggested).await {
        Some(path) => console.recording_save(id, path).await.map(Some),
        None => Ok(None),
    }
}

/// Notes that the person of an identity paper has agreed to it being kept.
#[tauri::command]
#[specta::specta]
pub async fn papers_agree(shell: State<'_, Shell>, id: PaperId) -> Answer<()> {
    shell.console()?.papers_agree(id).await
}

/// Takes papers out of sight; undone by [`papers_restore`].
#[tauri::command]
#[specta::specta]
pub async fn papers_remove(shell: State<'_, Shell>, ids: Vec<PaperId>) -> Answer<()> {
    shell.console()?.papers_remove(ids).await
}

/// Brings papers back.
#[tauri::command]
#[specta::specta]
pub async fn papers_restore(shell: State<'_, Shell>, ids: Vec<PaperId>) -> Answer<()> {
    shell.console()?.papers_restore(ids).await
}

/// Erases papers that are out of sight, for good.
#[tauri::command]
#[specta::specta]
pub async fn papers_erase(shell: State<'_, Shell>, ids: Vec<PaperId>) -> Answer<()> {
    shell.console()?.papers_erase(ids).await
}

/// Papers that have ended, or do soon.
#[tauri::command]
#[specta::specta]
pub async fn papers_ending(shell: State<'_, Shell>) -> Answer<PapersEnding> {
    shell.console()?.papers_ending().await
}
