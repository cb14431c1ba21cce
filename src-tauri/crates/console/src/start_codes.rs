//! Start codes that staff attach: copied from the platform's web console, kept with the room, shown as they are.
//!
//! Invariant: what looks like a viewer's code, like another room's, or like no code at all is attached only by somebody
//! who was told so.

use crate::{
    Console,
    problem::{internal, of_blob, of_picture},
    view::{CodeDoubt, CodeTaken, Problem, Topic},
};
use kaibo_domain::{PictureId, PlatformRoomId, RoomId, platform::live_page::is_for_viewers};
use kaibo_media::{StartCodeLook, look_for_code};
use kaibo_store::{
    Connection, StoreError,
    pictures::{self, PictureRow},
    rooms, start_codes,
};
use std::path::PathBuf;

/// What a pasted picture is called in the library.
const PASTED: &str = "粘贴的开播码.png";
/// What stands before the room's number in the practice platform's start code.
pub(crate) const PRACTICE_PAGE: &str = "/phone?room=";

impl Console {
    /// Takes a picture file as the start code of a room, or without a room as the shop's own. It is attached unless there
    /// is a doubt; then [`Self::start_code_attach`] does it once staff insist.
    pub async fn start_code_take(&self, room: Option<RoomId>, path: PathBuf) -> Result<CodeTaken, Problem> {
        let picture = self.import_picture(path).await?;
        self.consider(room, picture).await
    }

    /// The same for the bytes of a picture that was pasted.
    pub async fn start_code_paste(&self, room: Option<RoomId>, bytes: Vec<u8>) -> Result<CodeTaken, Problem> {
        let picture = self.import_picture_bytes(PASTED.to_owned(), bytes).await?;
        self.consider(room, picture).await
    }

    async fn consider(&self, room: Option<RoomId>, picture: PictureRow) -> Result<CodeTaken, Problem> {
        let shop = self.inner.shop.id;
        let look = self.look_at(&picture).await?;
        let doubt = self.read(move |db| doubt(db, shop, room, &look)).await?;
        let before = match doubt {
            None => self.start_code_attach(room, picture.id).await?,
            Some(_) => None,
        };
        Ok(CodeTaken { picture: picture.id, width: picture.width, height: picture.height, doubt, before })
    }

    async fn look_at(&self, picture: &PictureRow) -> Result<StartCodeLook, Problem> {
        let (blobs, blob) = (self.inner.store.blobs().clone(), picture.blob);
        let look = move || {
            let bytes = blobs.get(&blob).map_err(|error| of_blob(&error))?;
            look_for_code(&bytes).map_err(|error| of_picture(&error))
        };
        tokio::task::spawn_blocking(look).await.map_err(|_| internal("look"))?
    }

    /// Attaches a picture of the library whatever it shows, and says which stood there before.
    pub async fn start_code_attach(
        &self,
        room: Option<RoomId>,
        picture: PictureId,
    ) -> Result<Option<PictureId>, Problem> {
        let shop = self.inner.shop.id;
        let done = self
            .write(move |tx| {
                let is_here = match room {
                    Some(room) => rooms::get(tx, room)?.is_some_and(|row| row.deleted_ms.is_none()),
                    None => true,
                };
                if !is_here || pictures::get(tx, picture)?.is_none() {
                    return Ok(Err(if is_here { "picture.missing" } else { "room.not-found" }));
                }
                let before = start_codes::get(tx, shop, room)?;
                start_codes::put(tx, shop, room, picture)?;
                Ok(Ok(before))
            })
            .await?;
        self.start_code_changed(room);
        done.map_err(Problem::new)
    }

    /// Detaches the code and says which it was: with [`Self::start_code_attach`] it is there again.
    pub async fn start_code_remove(&self, room: Option<RoomId>) -> Result<Option<PictureId>, Problem> {
        let shop = self.inner.shop.id;
        let before = self
            .write(move |tx| {
                let before = start_codes::get(tx, shop, room)?;
                start_codes::remove(tx, shop, room)?;
                Ok(before)
            })
            .await?;
        self.start_code_changed(room);
        Ok(before)
    }

    fn start_code_changed(&self, room: Option<RoomId>) {
        self.changed(Topic::Rooms, room.map(|room| room.to_string()).into_iter().collect());
        self.changed(Topic::Pictures, Vec::new());
    }
}

/// What speaks against a picture as the start code. The platform's own is round and says nothing to us, so whatever can be
/// read is something else, but for the practice platform's.
fn doubt(
    db: &Connection,
    shop: kaibo_domain::ShopId,
    room: Option<RoomId>,
    look: &StartCodeLook,
) -> Result<Option<CodeDoubt>, StoreError> {
    let text = match look {
        StartCodeLook::Round => return Ok(None),
        StartCodeLook::Neither => return Ok(Some(CodeDoubt::NotACode)),
        StartCodeLook::Qr(text) => text,
    };
    if is_for_viewers(text) {
        return Ok(Some(CodeDoubt::Viewers));
    }
    let named = text.split_once(PRACTICE_PAGE).and_then(|(_, number)| number.parse().ok()).map(PlatformRoomId);
    let Some(named) = named else { return Ok(Some(CodeDoubt::NotACode)) };
    let own = room.map(|room| rooms::get(db, room)).transpose()?.flatten().and_then(|row| row.platform_room_id);
    if own == Some(named) {
        return Ok(None);
    }
    let name = rooms::by_platform_id(db, shop, named)?.map(|row| row.name).unwrap_or_default();
    Ok(Some(CodeDoubt::OtherRoom { name }))
}
