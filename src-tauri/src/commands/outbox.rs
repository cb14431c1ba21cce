//! Commands of the outbox.

use super::app::{Answer, Shell};
use kaibo_console::view::{AttemptView, OutboxPage, OutboxQuery, OutboxSummary, QuotaView};
use kaibo_domain::{BatchId, SubmissionId};
use tauri::State;

/// One page of submissions, the latest first.
#[tauri::command]
#[specta::specta]
pub async fn outbox_list(shell: State<'_, Shell>, query: OutboxQuery) -> Answer<OutboxPage> {
    shell.console()?.outbox_list(query).await
}

/// The outbox in numbers, its batches, and what holds it up.
#[tauri::command]
#[specta::specta]
pub async fn outbox_summary(shell: State<'_, Shell>) -> Answer<OutboxSummary> {
    shell.console()?.outbox_summary().await
}

/// The attempts of a submission, first one first.
#[tauri::command]
#[specta::specta]
pub async fn outbox_attempts(shell: State<'_, Shell>, id: SubmissionId) -> Answer<Vec<AttemptView>> {
    shell.console()?.outbox_attempts(id).await
}

/// Pauses a batch, or the whole outbox; kept over a restart.
#[tauri::command]
#[specta::specta]
pub async fn outbox_pause(shell: State<'_, Shell>, batch: Option<BatchId>) -> Answer<()> {
    shell.console()?.outbox_pause(batch).await
}

/// Lets a batch, or the whole outbox, go on.
#[tauri::command]
#[specta::specta]
pub async fn outbox_resume(shell: State<'_, Shell>, batch: Option<BatchId>) -> Answer<()> {
    shell.console()?.outbox_resume(batch).await
}

/// Sends a refused or held-up submission again.
#[tauri::command]
#[specta::specta]
pub async fn outbox_retry(shell: State<'_, Shell>, id: SubmissionId) -> Answer<()> {
    shell.console()?.outbox_retry(id).await
}

/// Sends everything again that waits or was refused, or that of one batch; says how many.
#[tauri::command]
#[specta::specta]
pub async fn outbox_retry_all(shell: State<'_, Shell>, batch: Option<BatchId>) -> Answer<u32> {
    shell.console()?.outbox_retry_all(batch).await
}

/// Takes back what has not been sent.
#[tauri::command]
#[specta::specta]
pub async fn outbox_cancel(shell: State<'_, Shell>, id: SubmissionId) -> Answer<()> {
    shell.console()?.outbox_cancel(id).await
}

/// Takes back whatever of a batch has not been sent; says how many.
#[tauri::command]
#[specta::specta]
pub async fn outbox_cancel_batch(shell: State<'_, Shell>, batch: BatchId) -> Answer<u32> {
    shell.console()?.outbox_cancel_batch(batch).await
}

/// The platform's daily quotas as counted here.
#[tauri::command]
#[specta::specta]
pub async fn quotas(shell: State<'_, Shell>) -> Answer<Vec<QuotaView>> {
    shell.console()?.quotas().await
}
