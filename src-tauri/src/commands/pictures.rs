//! Commands of 图片库.

use super::app::{Answer, Shell};
use kaibo_console::{
    pictures::{PicturesTaken, Stop, TakeProgress},
    view::{PicturePage, PicturesDeleted, PicturesQuery},
};
use kaibo_domain::PictureId;
use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};
use tauri::{State, ipc::Channel};

/// What ends the files being taken at the moment.
#[derive(Default)]
pub struct Taking(Mutex<Stop>);

impl Taking {
    /// A new go; what ended the one before does not end this.
    pub(super) fn begin(&self) -> Stop {
        let stop = Stop::default();
        stop.clone_into(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
        stop
    }

    pub(super) fn stop(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).stop();
    }
}

/// One page of the library.
#[tauri::command]
#[specta::specta]
pub async fn pictures_list(shell: State<'_, Shell>, query: PicturesQuery) -> Answer<PicturePage> {
    shell.console()?.pictures_list(query).await
}

/// Takes away pictures that nothing uses, with their files.
#[tauri::command]
#[specta::specta]
pub async fn pictures_delete(shell: State<'_, Shell>, ids: Vec<PictureId>) -> Answer<PicturesDeleted> {
    shell.console()?.pictures_delete(ids).await
}

/// Asks for files, or with `folder` for a folder of them; none when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn pictures_pick(shell: State<'_, Shell>, folder: bool) -> Answer<Vec<PathBuf>> {
    Ok(if folder { shell.pick_folder().await.into_iter().collect() } else { shell.pick_pictures().await })
}

/// Takes files, and those in folders, into the library; what became of each is told as it goes, and at the end of all.
#[tauri::command]
#[specta::specta]
pub async fn pictures_take(
    shell: State<'_, Shell>,
    taking: State<'_, Taking>,
    paths: Vec<PathBuf>,
    progress: Channel<TakeProgress>,
) -> Answer<PicturesTaken> {
    let stop = taking.begin();
    // A window that is closing hears nothing more; the files are taken all the same.
    let tell = move |step| drop(progress.send(step));
    shell.console()?.take_pictures(paths, tell, &stop).await.map(PicturesTaken::from)
}

/// Ends taking files: what was taken stays.
#[tauri::command]
#[specta::specta]
pub async fn pictures_stop(taking: State<'_, Taking>) -> Answer<()> {
    taking.stop();
    Ok(())
}
