//! Taking a file over: pictures are checked and kept first, then everything stands in one transaction, or nothing does.
//!
//! Pictures that were kept for a file that was not taken over are files that nothing names; they take room, nothing else.

mod goods;
mod rooms;

use super::{
    CHANGED_HERE, Told,
    contents::{Contents, Entry, Picture, of_file},
    ours::Hashes,
    session::{Record, is_room},
};
use crate::{
    Console,
    problem::internal,
    view::{Problem, TeamResult, Topic},
};
use kaibo_domain::{PictureId, ShopId, team::RecordState};
use kaibo_store::{
    StoreError, TeamFileReader, Transaction,
    pictures::{self, PictureRow},
    team_bases,
};
use std::collections::{BTreeSet, HashMap};
use tokio::sync::mpsc;

/// Pictures that could not be used, named at most.
const LOST_MAX: usize = 100;

/// What everything in the transaction needs.
struct Ground {
    shop: ShopId,
    now_ms: i64,
    /// Since when the colleague may have submitted it: they had it when the file was made.
    shared_ms: i64,
    records: Vec<(Entry, Record)>,
    hashes: Hashes,
    bad: HashMap<String, Problem>,
    kept: HashMap<String, PictureRow>,
}

/// Pictures that are kept by now, by their content, and the names of those that will not do.
type Kept = (HashMap<String, PictureRow>, Vec<String>);

impl Console {
    /// Takes the file at hand over as chosen, after a backup. When something fails nothing of it is here, and it is still at
    /// hand.
    pub async fn team_import(&self, told: Told) -> Result<TeamResult, Problem> {
        let file = self.inner.team.edit(|session| session.file.take())?.ok_or_else(|| Problem::new("team.busy"))?;
        let (file, outcome) = self.take_over(file, told).await;
        match (&outcome, file) {
            (Err(problem), Some(file)) => {
                let is_outdated = problem.code == CHANGED_HERE;
                self.inner.team.edit(|session| session.file = Some(file))?;
                if is_outdated {
                    // What was changed here meanwhile is shown before anything is decided.
                    self.team_look_again().await?;
                }
            }
            _ => self.inner.team.put(None),
        }
        for topic in [Topic::Goods, Topic::Rooms, Topic::Pictures] {
            self.changed(topic, Vec::new());
        }
        outcome
    }

    async fn take_over(
        &self,
        file: TeamFileReader,
        told: Told,
    ) -> (Option<TeamFileReader>, Result<TeamResult, Problem>) {
        if let Err(problem) = self.back_up().await {
            return (Some(file), Err(problem));
        }
        // Until their rows stand, nobody takes the files away.
        let _files = self.inner.picture_files.read().await;
        let (file, kept) = self.keep_pictures(file, told).await;
        let outcome = match kept {
            Ok(kept) => self.stand(kept).await,
            Err(problem) => Err(problem),
        };
        (file, outcome)
    }

    /// Checks and keeps the pictures that are taken over; one is in memory at a time, and the next.
    async fn keep_pictures(
        &self,
        mut file: TeamFileReader,
        told: Told,
    ) -> (Option<TeamFileReader>, Result<Kept, Problem>) {
        let wanted = self.inner.team.edit(|session| session.wanted_pictures());
        let wanted: BTreeSet<String> = match wanted {
            Ok(wanted) => wanted.into_iter().collect(),
            Err(problem) => return (Some(file), Err(problem)),
        };
        let (hands_over, mut comes) = mpsc::channel::<(Picture, Vec<u8>)>(1);
        let reading = tokio::task::spawn_blocking(move || {
            let read = read_wanted(&mut file, &wanted, &told, |picture, bytes| {
                // Whoever takes them has given up, and says why.
                hands_over.blocking_send((picture.clone(), bytes)).map_err(|_| internal("team"))
            });
            (file, read)
        });
        let taken = self.check_pictures(&mut comes).await;
        drop(comes);
        match reading.await {
            Ok((file, read)) => (Some(file), taken.and_then(|taken| read.map(|()| taken))),
            Err(_) => (None, Err(internal("team"))),
        }
    }

    async fn check_pictures(&self, comes: &mut mpsc::Receiver<(Picture, Vec<u8>)>) -> Result<Kept, Problem> {
        let (mut kept, mut lost) = Kept::default();
        while let Some((Picture { hash, name, .. }, bytes)) = comes.recv().await {
            match self.check_picture(name.clone(), bytes).await {
                Ok(row) => drop(kept.insert(hash, row)),
                Err(problem) if problem.code.starts_with("picture.") => lost.push(name),
                Err(problem) => return Err(problem),
            }
        }
        lost.truncate(LOST_MAX);
        Ok((kept, lost))
    }

    async fn stand(&self, (kept, lost): Kept) -> Result<TeamResult, Problem> {
        let (shop, now_ms) = (self.inner.shop.id, self.now());
        let ground = self.inner.team.edit(|session| Ground {
            shop,
            now_ms,
            shared_ms: now_ms.min(session.contents.made_ms),
            records: session.contents.entries.iter().cloned().zip(session.records.iter().cloned()).collect(),
            hashes: session.hashes.clone(),
            bad: session.bad.clone(),
            kept,
        })?;
        let result = self.write(move |tx| stand(tx, &ground)).await??;
        Ok(TeamResult { lost_pictures: lost, ..result })
    }
}

fn read_wanted(
    file: &mut TeamFileReader,
    wanted: &BTreeSet<String>,
    told: &Told,
    mut take: impl FnMut(&Picture, Vec<u8>) -> Result<(), Problem>,
) -> Result<(), Problem> {
    file.rewind().map_err(|error| of_file(&error))?;
    let length = file.length();
    let contents = Contents::read(file, length)?;
    let (mut done, total) = (0, contents.pictures.len() as u32);
    contents.read_pictures(file, |picture, bytes| {
        if wanted.contains(&picture.hash) {
            take(picture, bytes)?;
        }
        done += 1;
        told(done, total);
        Ok(())
    })
}

/// The one transaction. Everything is looked at before anything is written.
fn stand(tx: &Transaction, ground: &Ground) -> Result<Result<TeamResult, Problem>, StoreError> {
    let doing: Vec<_> = ground.records.iter().filter(|(_, record)| record.does_something()).collect();
    for (entry, record) in &doing {
        let now = Record::of(tx, ground.shop, entry, &ground.hashes, &ground.bad)?;
        if now.ours != record.ours || now.locked != record.locked {
            return Ok(Err(Problem::new(CHANGED_HERE)));
        }
    }
    let mut result = TeamResult { kept: (ground.records.len() - doing.len()) as u32, ..TeamResult::default() };
    let mut pictures = Pictures { ground, rows: HashMap::new() };
    // From the end, so that the first record becomes the newest and stands first in the list.
    for (entry, record) in doing.into_iter().rev() {
        let taken: Vec<String> = match record.is_taken_whole() {
            true => entry.fields().into_keys().filter(|field| !record.locks.contains_key(field)).collect(),
            false => record.taken().into_iter().map(str::to_owned).collect(),
        };
        match record.state {
            RecordState::New => result.made += 1,
            RecordState::Deleted => result.brought_back += 1,
            _ => result.changed += 1,
        }
        if is_room(entry) {
            rooms::take(tx, &mut pictures, entry, record, &taken)?;
        } else {
            goods::take(tx, &mut pictures, entry, record, &taken)?;
        }
    }
    for (entry, record) in &ground.records {
        // Whatever was chosen, they had this when it was looked at here: the next difference is a new one.
        if record.is_taken_whole() || !matches!(record.state, RecordState::New | RecordState::Deleted) {
            team_bases::put(tx, entry.kind(), &entry.object(), &entry.fields(), ground.shared_ms)?;
        }
    }
    Ok(Ok(result))
}

/// The rows of the pictures that are taken over, each inserted with its first use.
pub(super) struct Pictures<'a> {
    ground: &'a Ground,
    rows: HashMap<String, PictureId>,
}

impl Pictures<'_> {
    pub fn now_ms(&self) -> i64 {
        self.ground.now_ms
    }

    pub fn shop(&self) -> ShopId {
        self.ground.shop
    }

    /// The picture of that content, if it was kept.
    pub fn of(&mut self, tx: &Transaction, hash: &str) -> Result<Option<PictureId>, StoreError> {
        if let Some(id) = self.rows.get(hash) {
            return Ok(Some(*id));
        }
        let Some(row) = self.ground.kept.get(hash) else { return Ok(None) };
        let id = match pictures::find(tx, row.shop_id, row.blob)? {
            Some(there) => there.id,
            None => {
                pictures::insert(tx, row)?;
                row.id
            }
        };
        self.rows.insert(hash.to_owned(), id);
        Ok(Some(id))
    }
}
