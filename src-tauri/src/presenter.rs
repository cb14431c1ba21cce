//! The presenter's own window: the code large on the other display, as long as there is one.

use crate::{
    commands::PresenterClosed,
    window::{MAIN, kept},
};
use kaibo_domain::RoomId;
use std::{sync::Mutex, time::Duration};
use tauri::{AppHandle, Manager, Monitor, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tauri_specta::Event;

/// The window's label, named by its capability file.
pub const PRESENTER: &str = "presenter";
/// How often is looked whether its display is still there; no event tells.
const LOOK: Duration = Duration::from_millis(500);

/// The room whose code stands on the other display.
#[derive(Default)]
pub struct Presented(Mutex<Option<RoomId>>);

impl Presented {
    fn set(&self, room: RoomId) {
        if let Ok(mut presented) = self.0.lock() {
            *presented = Some(room);
        }
    }

    fn take(&self) -> Option<RoomId> {
        self.0.lock().ok()?.take()
    }
}

/// Shows the room's code on the display on which the program's window does not stand; says whether there is one.
pub fn present(app: &AppHandle, room: RoomId) -> tauri::Result<bool> {
    let Some(display) = other_display(app)? else { return Ok(false) };
    let place = format!("/presenter/{room}");
    app.state::<Presented>().set(room);
    if let Some(open) = app.get_webview_window(PRESENTER) {
        let mut url = open.url()?;
        url.set_fragment(Some(&place));
        open.navigate(url)?;
        fill(&open, &display)?;
        return Ok(true);
    }
    let url = WebviewUrl::App(format!("index.html#{place}").into());
    let window = kept(WebviewWindowBuilder::new(app, PRESENTER, url)).title("开播码 Kaibo").visible(false).build()?;
    fill(&window, &display)?;
    window.show()?;
    // Some window managers place a window only when it is shown.
    fill(&window, &display)?;
    tauri::async_runtime::spawn(watch(app.clone()));
    Ok(true)
}

/// Waits for the window to close, and says so. It is closed once its display is gone: otherwise it would cover the
/// program's own.
async fn watch(app: AppHandle) {
    let mut lost = false;
    while app.get_webview_window(PRESENTER).is_some() {
        lost = matches!(other_display(&app), Ok(None));
        if lost {
            let _ = close(&app);
        }
        tokio::time::sleep(LOOK).await;
    }
    if let Some(room_id) = app.state::<Presented>().take() {
        let _ = PresenterClosed { room_id, lost }.emit(&app);
    }
}

/// Closes it, where it is open.
pub fn close(app: &AppHandle) -> tauri::Result<()> {
    app.get_webview_window(PRESENTER).map_or(Ok(()), |window| window.close())
}

fn fill(window: &WebviewWindow, display: &Monitor) -> tauri::Result<()> {
    window.set_position(*display.position())?;
    window.set_size(*display.size())?;
    window.set_fullscreen(true)
}

fn other_display(app: &AppHandle) -> tauri::Result<Option<Monitor>> {
    let Some(main) = app.get_webview_window(MAIN) else { return Ok(None) };
    let Some(here) = main.current_monitor()? else { return Ok(None) };
    let displays = main.available_monitors()?;
    Ok(displays.into_iter().find(|display| display.position() != here.position()))
}
