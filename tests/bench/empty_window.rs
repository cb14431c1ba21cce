//! The smallest Tauri window of the same lock file: what Kaibo's start and memory are measured against.

use tauri::{WebviewUrl, WebviewWindowBuilder};

/// The page has painted.
#[tauri::command]
#[allow(clippy::print_stdout, reason = "the benchmark reads this line")]
fn ready() {
    println!("ready");
}

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![ready])
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::App("index.html".into()))
                .inner_size(1280.0, 800.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!("tests/bench/empty/tauri.conf.json"))
}
