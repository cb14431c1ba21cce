//! The window of the program: made hidden, shown when the interface has painted (or after three seconds, whatever happens).

use crate::presenter::PRESENTER;
use kaibo_console::view::REPLY_MAX_BYTES;
use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tauri::{
    App, AppHandle, Manager, Runtime, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
    plugin::TauriPlugin, webview::NewWindowResponse,
};
use tauri_plugin_window_state::StateFlags;

/// The window's label, named by the capability file.
pub const MAIN: &str = "main";

/// Makes the window. Its size is remembered by the window-state plugin; these are the sizes of a first start.
pub fn open(app: &App) -> tauri::Result<WebviewWindow> {
    let mut builder = kept(WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into())));
    if cfg!(debug_assertions) {
        // The interface notes there which replies were longer; the window's tests look.
        builder =
            builder.initialization_script(format!("window.kaiboReplies = {{ max: {REPLY_MAX_BYTES}, long: [] }}"));
    }
    let window =
        builder.title("开播台 Kaibo").inner_size(1280.0, 800.0).min_inner_size(900.0, 600.0).visible(false).build()?;
    let watchdog = window.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(Duration::from_secs(3)).await;
        show(&watchdog);
    });
    close_from_full_screen(&window);
    Ok(window)
}

/// Keeps a window at the program's own pages: what leads elsewhere leads nowhere, and nothing opens a window of its own.
pub fn kept<'a, R: Runtime, M: Manager<R>>(window: WebviewWindowBuilder<'a, R, M>) -> WebviewWindowBuilder<'a, R, M> {
    window.on_navigation(is_ours).on_new_window(|_, _| NewWindowResponse::Deny)
}

fn is_ours(page: &Url) -> bool {
    let host = page.host_str();
    // Windows serves the pages under that name; the interface's own server is there while it is being developed.
    page.scheme() == "tauri" || host == Some("tauri.localhost") || tauri::is_dev() && host == Some("localhost")
}

/// What is remembered of the window from one start to the next: where it stood, nothing else. Full screen would be a
/// trap, for only the start code can leave it; and what was visible must not show before it has painted.
pub fn remembered<R: Runtime>() -> TauriPlugin<R> {
    let flags = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
    tauri_plugin_window_state::Builder::default().with_state_flags(flags).with_denylist(&[PRESENTER]).build()
}

/// A window that is closed in full screen leaves it first, so that its own size is remembered, not the screen's.
fn close_from_full_screen(window: &WebviewWindow) {
    let (closing, watched) = (AtomicBool::new(false), window.clone());
    let is_full = |window: &WebviewWindow| window.is_fullscreen().unwrap_or(false);
    window.on_window_event(move |event| match event {
        // Only once: a window manager that does not answer must not keep the window open.
        WindowEvent::CloseRequested { api, .. } if is_full(&watched) && !closing.swap(true, Ordering::Relaxed) => {
            api.prevent_close();
            let _ = watched.set_fullscreen(false);
        }
        WindowEvent::Resized(_) if closing.load(Ordering::Relaxed) && !is_full(&watched) => {
            let _ = watched.close();
        }
        _ => {}
    });
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

/// Draws all that is in the window so many times its usual size. The other display is not read from a desk.
pub fn draw_at(app: &AppHandle, factor: f64) {
    if let Some(window) = app.get_webview_window(MAIN) {
        let _ = window.set_zoom(factor);
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
