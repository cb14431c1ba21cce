//! Commands of 和同事交换草稿, a part of 设置.

use super::app::{Answer, Shell};
use kaibo_console::{
    TeamTold,
    view::{TeamChoice, TeamContents, TeamDrafts, TeamExported, TeamPage, TeamProgress, TeamResult, TeamView},
};
use kaibo_domain::team::RecordState;
use std::{path::PathBuf, sync::Arc};
use tauri::{State, ipc::Channel};

/// A window that is closing hears nothing more; the work goes on all the same.
fn told(progress: Channel<TeamProgress>) -> TeamTold {
    Arc::new(move |done, total| drop(progress.send(TeamProgress { done, total })))
}

/// How many drafts there are to be exchanged.
#[tauri::command]
#[specta::specta]
pub async fn team_drafts(shell: State<'_, Shell>) -> Answer<TeamDrafts> {
    shell.console()?.team_drafts().await
}

/// Asks where to, and writes the drafts there under a passphrase; `None` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn team_export(
    shell: State<'_, Shell>,
    what: TeamContents,
    passphrase: String,
    progress: Channel<TeamProgress>,
) -> Answer<Option<TeamExported>> {
    match shell.save_as("开播台草稿.kaibo").await {
        Some(path) => shell.console()?.team_export(what, passphrase, path, told(progress)).await.map(Some),
        None => Ok(None),
    }
}

/// Asks for a file; `None` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn team_pick(shell: State<'_, Shell>) -> Answer<Option<PathBuf>> {
    Ok(shell.pick_team_file().await)
}

/// Reads a file and puts it beside what stands here; changes nothing.
#[tauri::command]
#[specta::specta]
pub async fn team_open(
    shell: State<'_, Shell>,
    path: PathBuf,
    passphrase: String,
    progress: Channel<TeamProgress>,
) -> Answer<TeamView> {
    shell.console()?.team_open(path, passphrase, told(progress)).await
}

/// The file at hand.
#[tauri::command]
#[specta::specta]
pub async fn team_view(shell: State<'_, Shell>) -> Answer<Option<TeamView>> {
    shell.console()?.team_view().await
}

/// Records of the file at hand.
#[tauri::command]
#[specta::specta]
pub async fn team_records(shell: State<'_, Shell>, state: Option<RecordState>, from: u32) -> Answer<TeamPage> {
    shell.console()?.team_records(state, from).await
}

/// Chooses whose value counts.
#[tauri::command]
#[specta::specta]
pub async fn team_choose(shell: State<'_, Shell>, choice: TeamChoice) -> Answer<TeamView> {
    shell.console()?.team_choose(choice).await
}

/// Takes the file at hand over as chosen, after a backup.
#[tauri::command]
#[specta::specta]
pub async fn team_import(shell: State<'_, Shell>, progress: Channel<TeamProgress>) -> Answer<TeamResult> {
    shell.console()?.team_import(told(progress)).await
}

/// Lays the file at hand away.
#[tauri::command]
#[specta::specta]
pub async fn team_close(shell: State<'_, Shell>) -> Answer<()> {
    shell.console()?.team_close().await
}
