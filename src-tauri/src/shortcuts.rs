//! Keys of 场控 that work while another program has the keyboard: taken from the desktop only while staff wish it and a
//! control view is open.
//!
//! Under X11, Windows and macOS; Wayland gives no program another's keys.

use crate::commands::LivePressed;
use kaibo_domain::hotkey::{Chord, LiveAction, LiveKeys};
use tauri::{AppHandle, Manager};
use tauri_plugin_global_shortcut::{Code, GlobalShortcut, Modifiers, Shortcut, ShortcutState};
use tauri_specta::Event;

/// Whether a program can have keys of the whole desktop here.
pub fn supported() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY")
}

/// Listens for the keys, and for none but them; answers with those that another program has.
pub async fn listen(app: &AppHandle, keys: &LiveKeys) -> Vec<LiveAction> {
    let wanted = keys.chords().map(|(action, chord)| (action, shortcut(chord)));
    let wanted: Vec<_> = wanted.collect();
    let handle = app.clone();
    // Taking keys waits for the window's thread: not on a thread that serves other commands.
    let taken = tauri::async_runtime::spawn_blocking(move || {
        let Some(all) = loaded(&handle) else { return wanted.into_iter().map(|(action, _)| action).collect() };
        give_back(&all);
        let refused = |(action, shortcut): (LiveAction, Option<Shortcut>)| {
            let Some(shortcut) = shortcut else { return Some(action) };
            let pressed = move |app: &AppHandle, _: &Shortcut, event: tauri_plugin_global_shortcut::ShortcutEvent| {
                if event.state == ShortcutState::Pressed {
                    // Fails only while the window is closing.
                    let _ = LivePressed(action).emit(app);
                }
            };
            let answer = all.on_shortcut(shortcut, pressed);
            answer.inspect_err(|error| tracing::info!(%error, "a shortcut could not be had")).err().map(|_| action)
        };
        wanted.into_iter().filter_map(refused).collect()
    });
    taken.await.unwrap_or_default()
}

/// Gives all keys back.
pub async fn stop(app: &AppHandle) {
    let handle = app.clone();
    let stopped = tauri::async_runtime::spawn_blocking(move || {
        if let Some(all) = handle.try_state::<GlobalShortcut<tauri::Wry>>() {
            give_back(&all);
        }
    });
    // Fails only where its thread ended at once, with the program.
    let _ = stopped.await;
}

fn give_back(all: &GlobalShortcut<tauri::Wry>) {
    // Under X11 the last of them stays ours until something is asked of the display (tauri-apps/global-hotkey, pull
    // request 197); giving back a key that never was asks.
    let never_ours = Shortcut::new(None, Code::KeyA);
    if let Err(error) = all.unregister_all().and_then(|()| all.unregister(never_ours)) {
        tracing::warn!(%error, "shortcuts could not be given back");
    }
}

/// What takes keys from the desktop, loaded when it is first needed: it looks for keys twenty times a second.
fn loaded(app: &AppHandle) -> Option<tauri::State<'_, GlobalShortcut<tauri::Wry>>> {
    if app.try_state::<GlobalShortcut<tauri::Wry>>().is_none() {
        let (tell, told) = std::sync::mpsc::channel();
        let handle = app.clone();
        // Windows and macOS want it made on the window's thread.
        let made = app.run_on_main_thread(move || {
            let _ = tell.send(handle.plugin(tauri_plugin_global_shortcut::Builder::new().build()));
        });
        match made.and_then(|()| told.recv().unwrap_or(Err(tauri::Error::FailedToReceiveMessage))) {
            Ok(()) => {}
            Err(error) => tracing::warn!(%error, "no shortcuts of the whole desktop"),
        }
    }
    app.try_state()
}

/// The keys as the desktop names them; `None` for a key it does not know.
fn shortcut(chord: &Chord) -> Option<Shortcut> {
    let held = [
        (chord.ctrl, Modifiers::CONTROL),
        (chord.alt, Modifiers::ALT),
        (chord.shift, Modifiers::SHIFT),
        (chord.meta, Modifiers::SUPER),
    ];
    let modifiers = held.into_iter().filter(|(held, _)| *held).map(|(_, modifier)| modifier).collect();
    let code: Code = chord.code.parse().ok()?;
    Some(Shortcut::new(Some(modifiers), code))
}
