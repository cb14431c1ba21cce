//! Native file dialogs behind a trait, so that tests hand in a path.

use std::path::PathBuf;
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;

/// Asks for files.
pub trait Dialogs: Send + Sync {
    /// A picture to read; `None` when staff cancelled.
    fn pick_picture(&self) -> oneshot::Receiver<Option<PathBuf>>;
    /// Where to write a file of that kind, with a suggested name; `None` when staff cancelled.
    fn save(&self, kind: &str, extension: &str, suggested_name: &str) -> oneshot::Receiver<Option<PathBuf>>;
}

/// The system's own dialogs.
pub struct Native(pub AppHandle);

impl Dialogs for Native {
    fn pick_picture(&self) -> oneshot::Receiver<Option<PathBuf>> {
        let (answer, receiver) = oneshot::channel();
        let dialog = self.0.dialog().file().add_filter("图片 / Pictures", &["jpg", "jpeg", "png", "webp"]);
        dialog.pick_file(move |path| {
            let _ = answer.send(path.and_then(|path| path.into_path().ok()));
        });
        receiver
    }

    fn save(&self, kind: &str, extension: &str, suggested_name: &str) -> oneshot::Receiver<Option<PathBuf>> {
        let (answer, receiver) = oneshot::channel();
        let dialog = self.0.dialog().file().add_filter(kind, &[extension]).set_file_name(suggested_name);
        dialog.save_file(move |path| {
            let _ = answer.send(path.and_then(|path| path.into_path().ok()));
        });
        receiver
    }
}

/// A test's answer: the path on the first line of a file, read at every question.
pub struct FromFile(pub PathBuf);

impl FromFile {
    fn answer(&self) -> oneshot::Receiver<Option<PathBuf>> {
        let (answer, receiver) = oneshot::channel();
        let text = std::fs::read_to_string(&self.0).unwrap_or_default();
        let path = text.lines().next().filter(|line| !line.is_empty()).map(PathBuf::from);
        let _ = answer.send(path);
        receiver
    }
}

impl Dialogs for FromFile {
    fn pick_picture(&self) -> oneshot::Receiver<Option<PathBuf>> {
        self.answer()
    }

    fn save(&self, _: &str, _: &str, _: &str) -> oneshot::Receiver<Option<PathBuf>> {
        self.answer()
    }
}
