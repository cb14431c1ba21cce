//! Native file dialogs behind a trait, so that tests hand in a path.

use std::path::PathBuf;
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;

/// Asks for files.
pub trait Dialogs: Send + Sync {
    /// A picture to read; `None` when staff cancelled.
    fn pick_picture(&self) -> oneshot::Receiver<Option<PathBuf>>;
    /// Several pictures to read; none when staff cancelled.
    fn pick_pictures(&self) -> oneshot::Receiver<Vec<PathBuf>>;
    /// Several papers to read; none when staff cancelled.
    fn pick_papers(&self) -> oneshot::Receiver<Vec<PathBuf>>;
    /// A spreadsheet to read; `None` when staff cancelled.
    fn pick_sheet(&self) -> oneshot::Receiver<Option<PathBuf>>;
    /// A pack of rules to read; `None` when staff cancelled.
    fn pick_pack(&self) -> oneshot::Receiver<Option<PathBuf>>;
    /// A file of a colleague's drafts to read; `None` when staff cancelled.
    fn pick_team_file(&self) -> oneshot::Receiver<Option<PathBuf>>;
    /// A file of certificates to read; `None` when staff cancelled.
    fn pick_certificates(&self) -> oneshot::Receiver<Option<PathBuf>>;
    /// A folder to read from; `None` when staff cancelled.
    fn pick_folder(&self) -> oneshot::Receiver<Option<PathBuf>>;
    /// Where to write a file of that kind, with a suggested name; `None` when staff cancelled.
    fn save(&self, kind: &str, extension: &str, suggested_name: &str) -> oneshot::Receiver<Option<PathBuf>>;
}

/// What the dialogs show as pictures: what is read, and what the system may make readable.
const PICTURES: (&str, &[&str]) = ("图片 / Pictures", &kaibo_domain::picture::FILE_ENDINGS);

/// The system's own dialogs.
pub struct Native(pub AppHandle);

impl Native {
    fn pick_one(&self, kind: &str, endings: &[&str]) -> oneshot::Receiver<Option<PathBuf>> {
        let (answer, receiver) = oneshot::channel();
        self.0.dialog().file().add_filter(kind, endings).pick_file(move |path| {
            let _ = answer.send(path.and_then(|path| path.into_path().ok()));
        });
        receiver
    }

    fn pick_several(&self, kind: &str, endings: &[&str]) -> oneshot::Receiver<Vec<PathBuf>> {
        let (answer, receiver) = oneshot::channel();
        self.0.dialog().file().add_filter(kind, endings).pick_files(move |paths| {
            let paths = paths.unwrap_or_default().into_iter();
            let _ = answer.send(paths.filter_map(|path| path.into_path().ok()).collect());
        });
        receiver
    }
}

impl Dialogs for Native {
    fn pick_picture(&self) -> oneshot::Receiver<Option<PathBuf>> {
        self.pick_one(PICTURES.0, PICTURES.1)
    }

    fn pick_pictures(&self) -> oneshot::Receiver<Vec<PathBuf>> {
        self.pick_several(PICTURES.0, PICTURES.1)
    }

    fn pick_papers(&self) -> oneshot::Receiver<Vec<PathBuf>> {
        let endings = [PICTURES.1, &["pdf"], &kaibo_domain::vault::RECORDING_ENDINGS].concat();
        self.pick_several("图片、PDF 和录屏 / Pictures, PDF, recordings", &endings)
    }

    fn pick_sheet(&self) -> oneshot::Receiver<Option<PathBuf>> {
        self.pick_one("表格 / Spreadsheets", &["xlsx", "xls", "et", "csv", "txt"])
    }

    fn pick_pack(&self) -> oneshot::Receiver<Option<PathBuf>> {
        self.pick_one("规则包 / Packs of rules", &["json"])
    }

    fn pick_team_file(&self) -> oneshot::Receiver<Option<PathBuf>> {
        self.pick_one("开播台草稿 / Kaibo drafts", &["kaibo"])
    }

    fn pick_certificates(&self) -> oneshot::Receiver<Option<PathBuf>> {
        self.pick_one("证书 / Certificates", &["pem", "crt", "cer"])
    }

    fn pick_folder(&self) -> oneshot::Receiver<Option<PathBuf>> {
        let (answer, receiver) = oneshot::channel();
        self.0.dialog().file().pick_folder(move |path| {
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

/// A test's answer: the paths in a file, one on each line, read at every question; the first where one is wanted.
pub struct FromFile(pub PathBuf);

impl FromFile {
    fn paths(&self) -> Vec<PathBuf> {
        let text = std::fs::read_to_string(&self.0).unwrap_or_default();
        text.lines().filter(|line| !line.is_empty()).map(PathBuf::from).collect()
    }

    fn answer(&self) -> oneshot::Receiver<Option<PathBuf>> {
        let (answer, receiver) = oneshot::channel();
        let _ = answer.send(self.paths().into_iter().next());
        receiver
    }
}

impl Dialogs for FromFile {
    fn pick_picture(&self) -> oneshot::Receiver<Option<PathBuf>> {
        self.answer()
    }

    fn pick_pictures(&self) -> oneshot::Receiver<Vec<PathBuf>> {
        let (answer, receiver) = oneshot::channel();
        let _ = answer.send(self.paths());
        receiver
    }

    fn pick_papers(&self) -> oneshot::Receiver<Vec<PathBuf>> {
        self.pick_pictures()
    }

    fn pick_sheet(&self) -> oneshot::Receiver<Option<PathBuf>> {
        self.answer()
    }

    fn pick_pack(&self) -> oneshot::Receiver<Option<PathBuf>> {
        self.answer()
    }

    fn pick_team_file(&self) -> oneshot::Receiver<Option<PathBuf>> {
        self.answer()
    }

    fn pick_certificates(&self) -> oneshot::Receiver<Option<PathBuf>> {
        self.answer()
    }

    fn pick_folder(&self) -> oneshot::Receiver<Option<PathBuf>> {
        self.answer()
    }

    fn save(&self, _: &str, _: &str, _: &str) -> oneshot::Receiver<Option<PathBuf>> {
        self.answer()
    }
}
