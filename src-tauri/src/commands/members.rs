//! Commands of 成员, within 直播间.

use super::app::{Answer, Shell};
use kaibo_console::view::{MemberAdded, MemberView};
use kaibo_domain::{MemberDraft, MemberId};
use tauri::State;

/// Everybody's roles.
#[tauri::command]
#[specta::specta]
pub async fn members_list(shell: State<'_, Shell>) -> Answer<Vec<MemberView>> {
    shell.console()?.members_list().await
}

/// Wishes for a role of somebody.
#[tauri::command]
#[specta::specta]
pub async fn members_add(shell: State<'_, Shell>, draft: MemberDraft) -> Answer<MemberAdded> {
    shell.console()?.members_add(draft).await
}

/// Takes a role away; undone by [`members_restore`].
#[tauri::command]
#[specta::specta]
pub async fn members_remove(shell: State<'_, Shell>, id: MemberId, wechat: Option<String>) -> Answer<()> {
    shell.console()?.members_remove(id, wechat).await
}

/// Undoes removals.
#[tauri::command]
#[specta::specta]
pub async fn members_restore(shell: State<'_, Shell>, ids: Vec<MemberId>) -> Answer<()> {
    shell.console()?.members_restore(ids).await
}
