//! Commands of 诊断, a part of 设置.

use super::app::{Answer, Shell};
use crate::diagnostics::{Bundle, Diagnostics};
use kaibo_console::{LogLevel, problem::cannot_write};
use tauri::{AppHandle, Manager, State};

/// The support bundle as it is now, to be read. `user_agent` is what the webview calls itself: it names the system too.
#[tauri::command]
#[specta::specta]
pub async fn diagnostics_bundle(
    shell: State<'_, Shell>,
    diagnostics: State<'_, Diagnostics>,
    user_agent: String,
) -> Answer<Bundle> {
    let webview = format!("{} {user_agent}", tauri::webview_version().unwrap_or_default());
    Ok(diagnostics.bundle(shell.desk(), &webview).await)
}

/// Asks where to, and writes the bundle that was shown last; `None` when cancelled or none was shown.
#[tauri::command]
#[specta::specta]
pub async fn diagnostics_save(
    shell: State<'_, Shell>,
    diagnostics: State<'_, Diagnostics>,
    file_name: String,
) -> Answer<Option<String>> {
    let Some(text) = diagnostics.shown() else { return Ok(None) };
    let Some(path) = shell.save_text(&file_name).await else { return Ok(None) };
    tokio::fs::write(&path, text).await.map_err(|error| cannot_write(&error))?;
    Ok(Some(path.display().to_string()))
}

/// How much is logged.
#[tauri::command]
#[specta::specta]
pub async fn diagnostics_level(shell: State<'_, Shell>) -> Answer<LogLevel> {
    shell.desk().log_level().await
}

/// Chooses how much is logged.
#[tauri::command]
#[specta::specta]
pub async fn diagnostics_set_level(
    shell: State<'_, Shell>,
    diagnostics: State<'_, Diagnostics>,
    level: LogLevel,
) -> Answer<LogLevel> {
    shell.desk().set_log_level(level).await?;
    diagnostics.set_level(level);
    Ok(level)
}

/// Logs as much as was chosen, once the data say how much that is.
pub fn follow_level(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Ok(level) = app.state::<Shell>().desk().log_level().await {
            app.state::<Diagnostics>().set_level(level);
        }
    });
}
