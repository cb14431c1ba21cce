//! Writing a file for a colleague.

use super::{
    Told,
    contents::{Contents, Entry, Picture, of_file},
    ours::{self, Hashes, Ours},
};
use crate::{
    Console, goods, goods_view,
    problem::internal,
    room_view, rooms,
    view::{Editable, GoodsState, Problem, TeamContents, TeamDrafts, TeamExported},
};
use kaibo_domain::{PictureId, RoomKind, ShopId};
use kaibo_store::{
    Blobs, Connection, KdfParams, StoreError, TeamFileError, TeamFileWriter,
    pictures::{self, PictureRow},
    team_bases,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
    path::{Path, PathBuf},
};

/// What goes into a file: the drafts, and the pictures they use.
struct Bundle {
    ours: Vec<Ours>,
    pictures: Vec<PictureRow>,
}

impl Console {
    /// How many drafts there are to be exchanged.
    pub async fn team_drafts(&self) -> Result<TeamDrafts, Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        let count = |ours: Vec<Ours>| ours.len() as u32;
        self.read(move |db| {
            let none = Hashes::new();
            Ok(TeamDrafts {
                goods: count(goods_drafts(db, shop, &none)?),
                rooms: count(room_drafts(db, shop, &none, now)?),
            })
        })
        .await
    }

    /// Writes the drafts into a file under that passphrase, and says what is in it. The file is whole, or as it was before.
    pub async fn team_export(
        &self,
        what: TeamContents,
        passphrase: String,
        path: PathBuf,
        told: Told,
    ) -> Result<TeamExported, Problem> {
        // Until all is written nobody takes picture files away.
        let _files = self.inner.picture_files.read().await;
        let (shop, now) = (self.profile(), self.now());
        let (id, blobs) = (shop.id, self.inner.store.blobs().clone());
        let pictures = self.read(move |db| bundle(db, id, what, &Hashes::new(), now)).await?.pictures;
        let total = pictures.len() as u32;
        let (hashed, files) = (pictures.clone(), blobs.clone());
        let hashes = tokio::task::spawn_blocking(move || hashes_of(&files, &hashed)).await;
        let hashes = hashes.map_err(|_| internal("team"))??;
        let known = hashes.clone();
        let bundle = self.read(move |db| bundle(db, id, what, &known, now)).await?;
        if bundle.ours.is_empty() {
            return Err(Problem::new("team.nothing"));
        }
        let shared: Vec<_> = bundle.ours.iter().map(|ours| (ours.entry.kind(), ours.entry.object())).collect();
        // From now on they may submit it: noted before they can have it.
        self.write(move |tx| shared.iter().try_for_each(|(kind, object)| team_bases::share(tx, *kind, object, now)))
            .await?;
        let (goods, rooms) = counted(&bundle.ours);
        let shown = path.display().to_string();
        let work = move || {
            let bundle = sealed(bundle, &hashes, shop.name, now)?;
            write(&path, &passphrase, &bundle, &blobs, &told)
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| internal("team"))??;
        Ok(TeamExported { path: shown, goods, rooms, pictures: total })
    }
}

/// What is written, and where the bytes of its pictures are.
struct Sealed {
    contents: Contents,
    rows: Vec<PictureRow>,
}

fn counted(ours: &[Ours]) -> (u32, u32) {
    let rooms = ours.iter().filter(|ours| ours.entry.kind() == kaibo_store::submissions::ObjectKind::Room).count();
    ((ours.len() - rooms) as u32, rooms as u32)
}

/// Goods that the platform does not have, nor may have.
fn goods_drafts(db: &Connection, shop: ShopId, hashes: &Hashes) -> Result<Vec<Ours>, StoreError> {
    let mut drafts = Vec::new();
    for row in kaibo_store::goods::drafts(db, shop)? {
        let state = goods_view::state_of(&row, goods::last_submission(db, row.id)?.as_ref());
        if matches!(state, GoodsState::Draft | GoodsState::Refused) {
            drafts.push(ours::of_goods(db, &row, hashes)?);
        }
    }
    Ok(drafts)
}

/// Rooms that the platform does not have, nor may have; of those that it never gets, what is not over.
fn room_drafts(db: &Connection, shop: ShopId, hashes: &Hashes, now_ms: i64) -> Result<Vec<Ours>, StoreError> {
    let mut drafts = Vec::new();
    for row in kaibo_store::rooms::drafts(db, shop)? {
        let last = rooms::last_submission(db, row.id)?;
        let is_under_way = last.as_ref().is_some_and(|last| !last.state.is_settled());
        let is_over = row.kind == RoomKind::Channels && row.end_ms.is_some_and(|end| end < now_ms);
        let is_open = room_view::editable(&row, room_view::state_of(&row, last.as_ref())) == Editable::All;
        if is_open && !is_under_way && !is_over {
            drafts.push(ours::of_room(db, &row, hashes)?);
        }
    }
    Ok(drafts)
}

fn bundle(
    db: &Connection,
    shop: ShopId,
    what: TeamContents,
    hashes: &Hashes,
    now_ms: i64,
) -> Result<Bundle, StoreError> {
    let mut ours = if what.goods { goods_drafts(db, shop, hashes)? } else { Vec::new() };
    if what.rooms {
        ours.extend(room_drafts(db, shop, hashes, now_ms)?);
    }
    let used: BTreeSet<PictureId> = ours.iter().filter_map(|ours| ours.picture).collect();
    let rows = used.into_iter().map(|id| pictures::get(db, id));
    let pictures = rows.filter_map(Result::transpose).collect::<Result<_, _>>()?;
    Ok(Bundle { ours, pictures })
}

/// The content of these pictures. A file that is gone or damaged is named: without it the colleague would see a picture
/// taken away.
pub(super) fn hashes_of(blobs: &Blobs, pictures: &[PictureRow]) -> Result<Hashes, Problem> {
    let hash = |row: &PictureRow| {
        let bytes = blobs.get(&row.blob).map_err(|_| lost(row))?;
        Ok((row.id, blake3::hash(&bytes).to_hex().to_string()))
    };
    pictures.iter().map(hash).collect()
}

fn lost(row: &PictureRow) -> Problem {
    Problem::new("team.picture-lost").with("name", &row.original_name)
}

fn sealed(bundle: Bundle, hashes: &Hashes, shop: String, made_ms: i64) -> Result<Sealed, Problem> {
    // The same content once, whatever it is called.
    let by_hash: BTreeMap<&String, PictureRow> =
        bundle.pictures.into_iter().filter_map(|row| Some((hashes.get(&row.id)?, row))).collect();
    let pictures = by_hash.iter().map(|(hash, row)| Picture {
        hash: (*hash).clone(),
        name: row.original_name.clone(),
        bytes: u64::from(row.bytes),
    });
    let pictures: Vec<Picture> = pictures.collect();
    let entries: Vec<Entry> = bundle.ours.into_iter().map(|ours| ours.entry).collect();
    // Attached since the pictures were looked at.
    let listed: BTreeSet<&str> = pictures.iter().map(|picture| picture.hash.as_str()).collect();
    if entries.iter().any(|entry| entry.picture.as_ref().is_some_and(|used| !listed.contains(used.hash.as_str()))) {
        return Err(Problem::new("team.changed-here").retry_now());
    }
    Ok(Sealed { contents: Contents { shop, made_ms, entries, pictures }, rows: by_hash.into_values().collect() })
}

fn write(path: &Path, passphrase: &str, sealed: &Sealed, blobs: &Blobs, told: &Told) -> Result<(), Problem> {
    let kdf = KdfParams::PRODUCTION;
    let mut file = TeamFileWriter::create(path, passphrase, kdf).map_err(|error| of_file(&error))?;
    sealed.contents.write(&mut file)?;
    let total = sealed.rows.len() as u32;
    for (done, (row, picture)) in sealed.rows.iter().zip(&sealed.contents.pictures).enumerate() {
        let bytes = blobs.get(&row.blob).map_err(|_| lost(row))?;
        if bytes.len() as u64 != picture.bytes {
            return Err(lost(row));
        }
        file.write_all(&bytes).map_err(|error| of_file(&TeamFileError::of_stream(error)))?;
        told(done as u32 + 1, total);
    }
    file.finish().map_err(|error| of_file(&error))
}
