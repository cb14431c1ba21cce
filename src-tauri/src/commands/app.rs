//! What the shell holds, and the commands that belong to no place of their own: opening, 今日, 设置.

use super::{Changed, diagnostics::follow_level};
use crate::{
    dialogs::{Dialogs, FromFile, Native},
    notices::DesktopNotices,
    paths::{self, Automation},
    window,
};
use kaibo_console::{
    Console, Desk, DeskConfig, Silent, Surroundings,
    pictures::{MediaRequest, Rendered},
    view::{AppState, Change, ExportForm, Problem, SettingsPatch, SettingsView, ShopView, TextSize, TodayView, Topic},
};
use kaibo_domain::{hotkey::LiveKeys, quiet::QuietHours};
use kaibo_sandbox::{Sandbox, SandboxConfig};
use std::{path::PathBuf, sync::Arc};
use tauri::{AppHandle, Manager, State, WebviewWindow};
use tauri_specta::Event;
use tokio::sync::Mutex;

/// What a command answers.
pub type Answer<T> = Result<T, Problem>;

/// Everything the commands need.
pub struct Shell {
    desk: Desk,
    dialogs: Box<dyn Dialogs>,
    automation: Automation,
    /// With the folder of the shop that it is for.
    practice: Mutex<Option<(PathBuf, Sandbox)>>,
}

impl Shell {
    /// Prepares, but opens nothing yet.
    pub fn new(app: &AppHandle, data_dir: PathBuf) -> Self {
        let automation = Automation::from_env();
        let handle = app.clone();
        let config = DeskConfig {
            data_dir,
            key: automation.key_access(),
            on_change: Arc::new(move |change: Change| {
                if change.topic == Topic::App {
                    follow_level(&handle);
                }
                if matches!(change.topic, Topic::App | Topic::Settings) {
                    follow_text_size(&handle);
                }
                // Fails only while the window is closing.
                let _ = Changed(change).emit(&handle);
            }),
        };
        let dialogs: Box<dyn Dialogs> = match &automation.pick {
            Some(file) => Box::new(FromFile(file.clone())),
            None => Box::new(Native(app.clone())),
        };
        let surroundings = Surroundings {
            clock: automation.clock(),
            // A driven window leaves the desktop of whoever runs the test alone.
            notifier: match automation.key {
                Some(_) if !automation.notices => Arc::new(Silent),
                _ => Arc::new(DesktopNotices(app.clone())),
            },
            seed: Surroundings::fresh_seed(),
        };
        let desk = Desk::in_surroundings(config, surroundings);
        Self { desk, dialogs, automation, practice: Mutex::new(None) }
    }

    /// The desk.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// The open console, or the problem that it is not open.
    pub fn console(&self) -> Answer<Console> {
        self.desk.console()
    }

    /// What staff chose.
    pub async fn settings(&self) -> Answer<SettingsView> {
        self.desk.settings().await
    }

    /// A picture or code of the protocol.
    pub async fn render(&self, wanted: MediaRequest) -> Option<Rendered> {
        self.desk.console().ok()?.render(wanted).await
    }

    /// Asks for a picture.
    pub async fn pick_picture(&self) -> Option<PathBuf> {
        self.dialogs.pick_picture().await.ok().flatten()
    }

    /// Asks for several pictures; none when cancelled.
    pub async fn pick_pictures(&self) -> Vec<PathBuf> {
        self.dialogs.pick_pictures().await.unwrap_or_default()
    }

    /// Asks for several papers; none when cancelled.
    pub async fn pick_papers(&self) -> Vec<PathBuf> {
        self.dialogs.pick_papers().await.unwrap_or_default()
    }

    /// Asks for a spreadsheet.
    pub async fn pick_sheet(&self) -> Option<PathBuf> {
        self.dialogs.pick_sheet().await.ok().flatten()
    }

    /// Asks for a pack of rules.
    pub async fn pick_pack(&self) -> Option<PathBuf> {
        self.dialogs.pick_pack().await.ok().flatten()
    }

    /// Asks for a file of a colleague's drafts.
    pub async fn pick_team_file(&self) -> Option<PathBuf> {
        self.dialogs.pick_team_file().await.ok().flatten()
    }

    /// Asks for a file of certificates.
    pub async fn pick_certificates(&self) -> Option<PathBuf> {
        self.dialogs.pick_certificates().await.ok().flatten()
    }

    /// Asks for a folder.
    pub async fn pick_folder(&self) -> Option<PathBuf> {
        self.dialogs.pick_folder().await.ok().flatten()
    }

    /// Asks where to write a spreadsheet of that form, with a suggested name without its ending.
    pub async fn save_sheet(&self, form: ExportForm, suggested_name: &str) -> Option<PathBuf> {
        let (kind, extension) = match form {
            ExportForm::Xlsx => ("Excel", "xlsx"),
            ExportForm::Csv => ("CSV", "csv"),
        };
        let suggested = format!("{suggested_name}.{extension}");
        self.dialogs.save(kind, extension, &suggested).await.ok().flatten()
    }

    /// Asks where to write a file of the kind that its suggested name ends with.
    pub async fn save_as(&self, suggested_name: &str) -> Option<PathBuf> {
        let extension = suggested_name.rsplit('.').next().unwrap_or_default();
        let kind = extension.to_ascii_uppercase();
        self.dialogs.save(&kind, extension, suggested_name).await.ok().flatten()
    }

    /// Asks where to write a plain text.
    pub async fn save_text(&self, suggested_name: &str) -> Option<PathBuf> {
        self.dialogs.save("文本 / Text", "txt", suggested_name).await.ok().flatten()
    }

    /// Starts the practice platform beside the app, once, and tells the desk its address.
    async fn run_practice(&self) -> Answer<()> {
        if let Some(address) = &self.automation.practice {
            self.desk.set_practice_address(address.clone()).await;
            return Ok(());
        }
        let mut practice = self.practice.lock().await;
        let folder = self.desk.shop_dir();
        if practice.as_ref().is_some_and(|(of, _)| *of != folder) {
            end(practice.take()).await;
        }
        if practice.is_none() {
            let mut config =
                SandboxConfig { state_file: Some(paths::practice_state(&folder)), ..SandboxConfig::default() };
            if let Some(audit_ms) = self.automation.audit_ms {
                config.audit_ms = audit_ms;
            }
            let started = Sandbox::start(config).await.map_err(|error| {
                tracing::warn!(%error, "the practice platform did not start");
                kaibo_console::problem::practice_not_running()
            })?;
            *practice = Some((folder, started));
        }
        if let Some((_, running)) = &*practice {
            self.desk.set_practice_address(running.base_url()).await;
        }
        Ok(())
    }

    /// Ends the engine, closes the database, ends the practice platform.
    pub async fn close(&self) {
        self.desk.close().await;
        end(self.practice.lock().await.take()).await;
    }

    /// Ends the practice platform while the data are moved: it keeps its state among them.
    pub async fn rest_practice(&self) {
        end(self.practice.lock().await.take()).await;
    }

    /// Ends the practice platform of a shop that is to be erased: it keeps its state among that shop's files.
    pub async fn let_go_of_practice(&self, place: &str) {
        if self.desk.shops().await.iter().any(|line| line.current && line.place == place) {
            end(self.practice.lock().await.take()).await;
        }
    }
}

async fn end(practice: Option<(PathBuf, Sandbox)>) {
    if let Some((_, practice)) = practice
        && let Err(error) = practice.shutdown().await
    {
        tracing::warn!(%error, "the practice platform's state was not written");
    }
}

/// Opens the data while the window is being drawn.
pub fn open_in_background(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let shell = app.state::<Shell>();
        shell.desk.open().await;
        if shell.desk.wants_practice().await {
            let _ = shell.run_practice().await;
        }
    });
}

/// The interface has painted its first list: show the window.
#[tauri::command]
#[specta::specta]
pub async fn window_ready(window: WebviewWindow) -> Answer<()> {
    window::ready(&window);
    Ok(())
}

/// What the window shows.
#[tauri::command]
#[specta::specta]
pub async fn app_state(shell: State<'_, Shell>) -> Answer<AppState> {
    Ok(shell.desk.state().await)
}

/// Tries again to open data that did not open.
#[tauri::command]
#[specta::specta]
pub async fn reopen(app: AppHandle, shell: State<'_, Shell>) -> Answer<AppState> {
    shell.desk.reopen().await;
    once_open(&app, &shell).await
}

/// Chooses the passphrase that guards the data.
#[tauri::command]
#[specta::specta]
pub async fn create_passphrase(app: AppHandle, shell: State<'_, Shell>, passphrase: String) -> Answer<AppState> {
    shell.desk.create_passphrase(passphrase).await?;
    once_open(&app, &shell).await
}

/// Opens the data with the passphrase.
#[tauri::command]
#[specta::specta]
pub async fn unlock(app: AppHandle, shell: State<'_, Shell>, passphrase: String) -> Answer<AppState> {
    shell.desk.unlock(passphrase).await?;
    once_open(&app, &shell).await
}

/// Draws the window as large as was chosen, once the data say how large that is.
fn follow_text_size(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Ok(settings) = app.state::<Shell>().settings().await {
            window::draw_at(&app, settings.text_size.factor());
        }
    });
}

/// Runs the practice platform where the shop that is open wants it.
pub async fn once_open(app: &AppHandle, shell: &Shell) -> Answer<AppState> {
    if shell.desk.wants_practice().await {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            let _ = app.state::<Shell>().run_practice().await;
        });
    } else {
        end(shell.practice.lock().await.take()).await;
    }
    Ok(shell.desk.state().await)
}

/// Begins with the practice platform and its sample shop.
#[tauri::command]
#[specta::specta]
pub async fn start_practice(shell: State<'_, Shell>) -> Answer<ShopView> {
    shell.run_practice().await?;
    shell.desk.start_practice().await
}

/// The first page.
#[tauri::command]
#[specta::specta]
pub async fn today(shell: State<'_, Shell>) -> Answer<TodayView> {
    shell.console()?.today().await
}

/// The settings.
#[tauri::command]
#[specta::specta]
pub async fn settings_get(shell: State<'_, Shell>) -> Answer<SettingsView> {
    shell.settings().await
}

/// Changes settings; absent ones stay.
#[tauri::command]
#[specta::specta]
pub async fn settings_set(
    shell: State<'_, Shell>,
    language: Option<String>,
    appearance: Option<String>,
    text_size: Option<TextSize>,
) -> Answer<SettingsView> {
    shell.desk.set_settings(SettingsPatch { language, appearance, text_size, ..SettingsPatch::default() }).await
}

/// Chooses whether desktop notices are shown, and when not; two equal ends for no quiet hours.
#[tauri::command]
#[specta::specta]
pub async fn settings_set_notices(
    shell: State<'_, Shell>,
    notices: Option<bool>,
    quiet_hours: Option<QuietHours>,
) -> Answer<SettingsView> {
    shell.desk.set_settings(SettingsPatch { notices, quiet_hours, ..SettingsPatch::default() }).await
}

/// Chooses the shortcuts of the control view.
#[tauri::command]
#[specta::specta]
pub async fn settings_set_live_keys(shell: State<'_, Shell>, keys: LiveKeys) -> Answer<SettingsView> {
    shell.desk.set_settings(SettingsPatch { live_keys: Some(keys), ..SettingsPatch::default() }).await
}
