//! The one window: made hidden, shown when the interface has painted (or after three seconds, whatever happens).

use std::time::Duration;
use tauri::{App, AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// The window's label, named by the capability file.
pub const MAIN: &str = "main";

/// Makes the window. Its size is remembered by the window-state plugin; these are the sizes of a first start.
pub fn open(app: &App) -> tauri::Result<WebviewWindow> {
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("开播台 Kaibo")
        .inner_size(1280.0, 800.0)
        .min_inner_size(900.0, 600.0)
        .visible(false)
        .build()?;
    let watchdog = window.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(Duration::from_secs(3)).await;
        show(&watchdog);
    });
    Ok(window)
}

/// Shows the window when the interface has painted its first list. With `KAIBO_MEASURE_START` set it says so on
/// standard output, which is how the start is measured.
#[allow(clippy::print_stdout, reason = "the benchmark reads this line")]
pub fn ready(window: &WebviewWindow) {
    show(window);
    if std::env::var_os("KAIBO_MEASURE_START").is_some() {
        println!("ready");
    }
}

fn show(window: &WebviewWindow) {
    if !window.is_visible().unwrap_or(false) {
        let _ = window.show();
    }
}

/// Brings the window to the front: a second start of the program ends up here.
pub fn raise(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}
