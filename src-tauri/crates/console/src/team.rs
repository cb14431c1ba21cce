//! Drafts exchanged with a colleague by one file: written here, looked at there field by field, taken over as chosen.
//!
//! Invariants: nothing of a file is kept before staff say so; what both sides changed stays as it is here unless a person
//! chooses otherwise; a file is taken over as a whole or not at all; what a colleague may have as well is looked for on the
//! platform before it is submitted (`outbox`).

mod carry;
mod contents;
mod export;
mod ours;
mod session;

use crate::{
    Console,
    pictures::name_of,
    problem::{internal, of_picture},
    view::{Problem, TeamChoice, TeamPage, TeamView},
};
use contents::{Contents, of_file};
use kaibo_domain::{ShopId, team::RecordState};
use kaibo_media::probe;
use kaibo_store::{Connection, StoreError, TeamFileReader, pictures};
use ours::Hashes;
use session::{Record, Session};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// What stands here is not what was looked at.
const CHANGED_HERE: &str = "team.changed-here";

/// Told how many pictures are dealt with, of how many.
pub type Told = Arc<dyn Fn(u32, u32) + Send + Sync>;

/// The file at hand: one window, one file.
#[derive(Default)]
pub(crate) struct Team(Mutex<Option<Session>>);

impl Team {
    fn edit<T>(&self, work: impl FnOnce(&mut Session) -> T) -> Result<T, Problem> {
        let mut session = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        session.as_mut().map(work).ok_or_else(|| Problem::new("team.none"))
    }

    fn put(&self, session: Option<Session>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = session;
    }

    /// Whether the file at hand is being taken over.
    fn is_busy(&self) -> bool {
        self.edit(|session| session.file.is_none()).unwrap_or(false)
    }
}

/// A file that was read to its end.
struct Opened {
    file: TeamFileReader,
    contents: Contents,
    /// Pictures that will not do, by their content.
    bad: HashMap<String, Problem>,
}

impl Console {
    /// Reads a file to its end and puts it beside what stands here, in place of the one at hand. Changes nothing.
    pub async fn team_open(&self, path: PathBuf, passphrase: String, told: Told) -> Result<TeamView, Problem> {
        if self.inner.team.is_busy() {
            return Err(Problem::new("team.busy"));
        }
        let file_name = name_of(&path);
        let opened = tokio::task::spawn_blocking(move || opened(&path, &passphrase, &told)).await;
        let Opened { file, contents, bad } = opened.map_err(|_| internal("team"))??;
        let session = Session {
            file_name,
            file: Some(file),
            contents,
            records: Vec::new(),
            bad,
            names: HashMap::new(),
            hashes: Hashes::new(),
            shop: self.profile().name,
        };
        let session = self.looked_at(session).await?;
        let view = session.view();
        self.inner.team.put(Some(session));
        Ok(view)
    }

    /// The file at hand.
    pub async fn team_view(&self) -> Result<Option<TeamView>, Problem> {
        Ok(self.inner.team.edit(|session| session.view()).ok())
    }

    /// Records of the file at hand, those of one state or all, from that place on.
    pub async fn team_records(&self, state: Option<RecordState>, from: u32) -> Result<TeamPage, Problem> {
        self.inner.team.edit(|session| session.page(state, from))
    }

    /// Chooses whose value counts.
    pub async fn team_choose(&self, choice: TeamChoice) -> Result<TeamView, Problem> {
        if self.inner.team.is_busy() {
            return Err(Problem::new("team.busy"));
        }
        self.inner.team.edit(|session| {
            session.choose(&choice);
            session.view()
        })
    }

    /// Lays the file at hand away; not while it is being taken over.
    pub async fn team_close(&self) -> Result<(), Problem> {
        if !self.inner.team.is_busy() {
            self.inner.team.put(None);
        }
        Ok(())
    }

    /// Puts the file at hand beside what stands here by now; what was chosen is forgotten.
    async fn team_look_again(&self) -> Result<(), Problem> {
        let session = self.inner.team.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(session) = session {
            self.inner.team.put(Some(self.looked_at(session).await?));
        }
        Ok(())
    }

    /// Puts every record beside what stands here.
    async fn looked_at(&self, mut session: Session) -> Result<Session, Problem> {
        let (shop, blobs) = (self.inner.shop.id, self.inner.store.blobs().clone());
        let (mut session, rows) = self
            .read(move |db| {
                let rows = used_pictures(db, shop, &session)?;
                session.names.clear();
                Ok((session, rows))
            })
            .await?;
        let hash = move || {
            // One whose file is gone is like no other.
            let known =
                rows.iter().filter_map(|row| Some((row, export::hashes_of(&blobs, std::slice::from_ref(row)).ok()?)));
            let known: Vec<_> = known.map(|(row, hashes)| (row.original_name.clone(), hashes)).collect();
            for (name, hashes) in known {
                session.names.extend(hashes.values().map(|hash| (hash.clone(), name.clone())));
                session.hashes.extend(hashes);
            }
            session
        };
        let mut session = tokio::task::spawn_blocking(hash).await.map_err(|_| internal("team"))?;
        self.read(move |db| {
            let entries = session.contents.entries.iter();
            let records = entries.map(|entry| Record::of(db, shop, entry, &session.hashes, &session.bad));
            session.records = records.collect::<Result<_, StoreError>>()?;
            Ok(session)
        })
        .await
    }
}

/// The pictures of what is here as well.
fn used_pictures(db: &Connection, shop: ShopId, session: &Session) -> Result<Vec<pictures::PictureRow>, StoreError> {
    let mut rows = Vec::new();
    for entry in &session.contents.entries {
        let used = ours::look(db, shop, entry, &Hashes::new())?.and_then(|ours| ours.picture);
        if let Some(row) = used.map(|id| pictures::get(db, id)).transpose()?.flatten() {
            rows.push(row);
        }
    }
    Ok(rows)
}

/// Reads a file to its end: what was cut or changed is found before anything of it is shown.
fn opened(path: &Path, passphrase: &str, told: &Told) -> Result<Opened, Problem> {
    let mut file = TeamFileReader::open(path, passphrase).map_err(|error| of_file(&error))?;
    let length = file.length();
    let contents = Contents::read(&mut file, length)?;
    let (mut bad, mut done, total) = (HashMap::new(), 0, contents.pictures.len() as u32);
    contents.read_pictures(&mut file, |picture, bytes| {
        if let Err(error) = probe(&bytes) {
            bad.insert(picture.hash.clone(), of_picture(&error));
        }
        done += 1;
        told(done, total);
        Ok(())
    })?;
    Ok(Opened { file, contents, bad })
}
