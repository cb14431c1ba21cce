//! 数据位置: where the data lie, how large they are, and moving them.
//!
//! Invariant: the data are closed while they are moved, and open again afterwards: there, or where they were.

use super::{Desk, Phase, close};
use crate::{
    problem::{internal, no_access, of_open, read_only},
    view::{AppState, DataPlaceView, DataTarget, FolderKind, FolderSize, MoveProgressView, Problem, Topic},
};
use kaibo_store::{DataPlace, LostData, MoveError, MoveProgress, ShopFolders, Target};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

/// A shop's folders and files by kind; what of ours is called otherwise is the rest.
const PLACES: [(&str, FolderKind); 7] = [
    ("kaibo.db", FolderKind::Database),
    ("kaibo.db-wal", FolderKind::Database),
    ("kaibo.db-shm", FolderKind::Database),
    ("files", FolderKind::Pictures),
    ("vault", FolderKind::Papers),
    ("backups", FolderKind::Backups),
    ("aside", FolderKind::Aside),
];
/// The further shops, in the folder of the first.
const OTHER_SHOPS: &str = "shops";

impl Desk {
    /// Where the data lie, how large they are, and how much is free there. `fixed` where the place was set from outside.
    pub async fn data_place(&self, fixed: bool) -> Result<DataPlaceView, Problem> {
        let (place, folder, problem) = (self.place_of_data(), self.data_dir(), self.locked().move_problem.clone());
        let look = move || DataPlaceView {
            moved: place.is_moved(),
            fixed,
            sizes: sizes(&folder),
            free: place.free(),
            left: place.left_behind().iter().map(|folder| folder.display().to_string()).collect(),
            folder: folder.display().to_string(),
            problem,
        };
        blocking(look).await
    }

    /// Judges a folder that the data may be moved to; it is remembered for [`Self::data_move`].
    ///
    /// # Errors
    /// `move.*`: what is wrong with the folder.
    pub async fn data_choose(&self, picked: PathBuf) -> Result<DataTarget, Problem> {
        let (place, looked) = (self.place_of_data(), picked.clone());
        let target = blocking(move || place.choose(&looked)).await?.map_err(|error| of_move(&error))?;
        let mut state = self.locked();
        (state.target, state.move_problem) = (Some(picked), None);
        let Target { folder, bytes, free, same_disk } = target;
        Ok(DataTarget { folder: folder.display().to_string(), bytes, free, same_disk })
    }

    /// Closes the data, moves them to the folder that was chosen, and opens them there. Where that fails they are opened again
    /// where they were, and why is kept for [`Self::data_place`].
    ///
    /// # Errors
    /// As of [`Self::data_choose`], `move.stopped`, and what copying and checking met with.
    pub async fn data_move(&self) -> Result<AppState, Problem> {
        let _turn = self.turn.lock().await;
        let moved = self.carry_data().await;
        self.locked().move_problem = moved.as_ref().err().cloned();
        self.changed(Topic::App);
        moved
    }

    async fn carry_data(&self) -> Result<AppState, Problem> {
        let picked = self.locked().target.take().ok_or_else(|| internal("target"))?;
        let (place, backups, progress) =
            (self.place_of_data(), self.backups_at_hand()?, Arc::<MoveProgress>::default());
        let judge = place.clone();
        let target = blocking(move || judge.choose(&picked)).await?.map_err(|error| of_move(&error))?;
        let phase = {
            let mut state = self.locked();
            state.moving = progress.clone();
            match &state.phase {
                Phase::Open { console, .. } if console.inner.store.is_read_only() => return Err(read_only()),
                // The practice platform that ran is that of the place before.
                Phase::Open { .. } | Phase::NoShop(_) => {
                    state.practice_address = None;
                    std::mem::replace(&mut state.phase, Phase::Moving)
                }
                _ => return Err(internal("not open")),
            }
        };
        self.changed(Topic::App);
        close(phase).await;
        let carry = place.clone();
        let carried = blocking(move || carry.carry(&target, &backups, &progress)).await;
        let state = self.open().await;
        let moved = carried?.map_err(|error| of_move(&error))?;
        let problem = match state {
            AppState::CannotOpen { problem } => problem,
            AppState::DataGone { .. } => of_move(&MoveError::Gone),
            state => return Ok(state),
        };
        blocking(move || place.take_back(&moved)).await?.map_err(|error| of_move(&error.into()))?;
        self.open().await;
        Err(problem)
    }

    /// How far a move is.
    pub fn data_moving(&self) -> MoveProgressView {
        let step = self.locked().moving.step();
        MoveProgressView { done: step.done, total: step.total, checking: step.checking }
    }

    /// Ends a move, unless all is copied and checked; the data stay where they are.
    pub fn data_move_stop(&self) {
        self.locked().moving.stop();
    }

    /// Takes a folder for the one that the data were moved to, and opens them: their disk has another name now.
    ///
    /// # Errors
    /// `move.not-these` where they are not there.
    pub async fn data_found(&self, picked: PathBuf) -> Result<AppState, Problem> {
        let _turn = self.turn.lock().await;
        let place = self.place_of_data();
        let adopted = blocking(move || place.adopt(&picked)).await?;
        adopted.map_err(|error| match error {
            MoveError::OtherData => Problem::new("move.not-these"),
            error => of_move(&error),
        })?;
        Ok(self.reopen().await)
    }

    /// Takes the data at the system's place, where they stand whole, and opens them.
    ///
    /// # Errors
    /// `move.not-at-home`.
    pub async fn data_use_home(&self) -> Result<AppState, Problem> {
        let _turn = self.turn.lock().await;
        let place = self.place_of_data();
        blocking(move || place.use_home()).await?.map_err(|error| match error {
            LostData::Gone { .. } | LostData::Unreadable => Problem::new("move.not-at-home"),
            LostData::Io(error) => of_open(&error.into()),
        })?;
        Ok(self.reopen().await)
    }

    pub(super) fn place_of_data(&self) -> DataPlace {
        DataPlace::of(&self.config.data_dir)
    }

    /// Looks where the data lie; the phase to enter where nobody knows.
    pub(super) async fn find_data(&self) -> Result<(), Phase> {
        let place = self.place_of_data();
        let found = match blocking(move || place.find()).await {
            Ok(found) => found,
            Err(problem) => return Err(Phase::CannotOpen(problem)),
        };
        match found {
            Ok(folder) => {
                self.locked().data_dir = folder;
                Ok(())
            }
            Err(LostData::Gone { folder, at_home }) => {
                tracing::warn!("the folder that the data were moved to is not there");
                Err(Phase::DataGone { folder: Some(folder.display().to_string()), at_home })
            }
            Err(LostData::Unreadable) => Err(Phase::DataGone { folder: None, at_home: false }),
            Err(LostData::Io(error)) => Err(Phase::CannotOpen(of_open(&error.into()))),
        }
    }
}

/// Why the data are not moved.
fn of_move(error: &MoveError) -> Problem {
    tracing::warn!(%error, "the data are not moved");
    match error {
        MoveError::Gone => Problem::new("move.gone").retry_now(),
        MoveError::NoAccess(_) => Problem::new("move.no-access").retry_now(),
        MoveError::Full(_) => Problem::new("move.full").retry_now(),
        MoveError::Room { need, free } => Problem::new("move.room").with("need", need).with("free", free).retry_now(),
        MoveError::Same => Problem::new("move.same"),
        MoveError::InsideData => Problem::new("move.inside-data"),
        MoveError::OtherData => Problem::new("move.other-data"),
        MoveError::NotEmpty => Problem::new("move.not-empty"),
        MoveError::Network => Problem::new("move.network"),
        MoveError::Unfit(_) => Problem::new("move.unfit"),
        MoveError::Name => Problem::new("move.name"),
        MoveError::Linked => Problem::new("move.linked"),
        MoveError::Busy => Problem::new("move.busy").retry_now(),
        MoveError::Stopped => Problem::new("move.stopped").retry_now(),
        MoveError::Differs => Problem::new("move.differs").retry_now(),
        MoveError::NotSound => Problem::new("move.not-sound"),
        MoveError::Lost(LostData::Io(_)) => no_access(),
        MoveError::Source(_) | MoveError::Lost(_) => Problem::new("move.source").retry_now(),
        MoveError::Io(_) => Problem::new("move.failed").retry_now(),
    }
}

/// What lies in the data folder, of all shops. What cannot be read counts nothing: the sizes are for people.
fn sizes(root: &Path) -> Vec<FolderSize> {
    let folders = ShopFolders::of(root);
    let mut shops = vec![root.to_owned()];
    let further = folders.list().unwrap_or_default().into_iter().map(|place| folders.folder(place));
    shops.extend(further.filter(|folder| folder != root));
    let mut sizes: Vec<FolderSize> = Vec::new();
    let names = |shop: &PathBuf| {
        let names = ShopFolders::of(shop).names().unwrap_or_default();
        names.into_iter().map(|name| (shop.join(&name), name)).collect::<Vec<_>>()
    };
    for (path, name) in shops.iter().flat_map(names).filter(|(_, name)| *name != OTHER_SHOPS) {
        let place = PLACES.iter().find(|(place, _)| name == *place);
        let kind = place.map_or(FolderKind::Rest, |(_, kind)| *kind);
        let bytes = size(&path);
        match sizes.iter_mut().find(|size| size.kind == kind) {
            Some(size) => size.bytes += bytes,
            None => sizes.push(FolderSize { kind, bytes }),
        }
    }
    sizes.sort_by_key(|size| size.kind as u8);
    sizes
}

fn size(path: &Path) -> u64 {
    match fs::symlink_metadata(path) {
        Ok(about) if about.is_dir() => {
            fs::read_dir(path).into_iter().flatten().flatten().map(|entry| size(&entry.path())).sum()
        }
        Ok(about) => about.len(),
        Err(_) => 0,
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|_| internal("data place"))
}
