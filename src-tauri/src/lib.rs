//! The shell: window, dialogs, picture protocol, and commands of a few lines each.
//!
//! Invariants: only this crate knows `tauri`; a command parses, calls one use case and hands its answer on; nothing
//! here blocks the window's thread.

mod commands;
pub mod diagnostics;
mod dialogs;
mod notices;
pub mod paths;
mod presenter;
mod protocol;
mod shortcuts;
mod window;

use commands::app::Shell;
use diagnostics::Diagnostics;
use kaibo_console::{drawing, memory};
use tauri::Manager;

/// Every command and event of the window, in one list; the bindings are generated from it.
pub fn specta() -> tauri_specta::Builder<tauri::Wry> {
    commands::builder()
}

/// Opens the window and runs until it closes; or draws PDFs for the program that has the window, where it asks for that.
pub fn run() {
    if std::env::args_os().nth(1).is_some_and(|argument| argument == drawing::ARGUMENT) {
        return drawing::serve();
    }
    memory::give_back();
    let diagnostics = Diagnostics::start();
    match std::env::current_exe() {
        Ok(program) => drawing::draw_in(program),
        Err(error) => tracing::warn!(%error, "PDFs are drawn without limits"),
    }
    let builder = specta();
    let app = tauri::Builder::default()
        // Must be the first plugin: a second start raises the first window and ends here.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| window::raise(app)))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(window::remembered())
        .register_asynchronous_uri_scheme_protocol(protocol::SCHEME, protocol::serve)
        .invoke_handler(builder.invoke_handler())
        .setup(move |app| {
            builder.mount_events(app);
            let data_dir = paths::data_dir(&app.config().identifier).ok_or(tauri::Error::UnknownPath)?;
            diagnostics.write_to(&data_dir);
            app.manage(diagnostics);
            app.manage(Shell::new(app.handle(), data_dir));
            app.manage(presenter::Presented::default());
            app.manage(commands::pictures::Taking::default());
            app.manage(commands::goods_batch::TakingForGoods::default());
            window::open(app)?;
            commands::app::open_in_background(app.handle());
            Ok(())
        })
        .build(tauri::generate_context!());
    match app {
        Ok(app) => app.run(|handle, event| {
            if let tauri::RunEvent::Exit = event {
                tauri::async_runtime::block_on(handle.state::<Shell>().close());
                handle.state::<Diagnostics>().close();
            }
        }),
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            std::process::exit(1);
        }
    }
}
