//! Sharing a room: the viewers' code with its page path, kept when it was fetched once, and posters that carry it.

use crate::{
    Console,
    problem::{cannot_write, internal, of_call, of_picture},
    view::{PosterWish, Problem, ShareFile, ShareView, Topic},
};
use kaibo_domain::{Focus, RoomId, Treatment, file_name, platform::endpoint::ROOM_SHARED_CODE};
use kaibo_media::poster::{self, Poster, PosterError};
use kaibo_store::{pictures, rooms::RoomRow, shared_codes, shared_codes::SharedCodeRow};
use std::{path::PathBuf, sync::Arc};

/// Characters that say where viewers come from: encoded in the page path they stay far below what `custom_params` holds.
const CHANNEL_MAX: usize = 32;
/// Width of the poster that is looked at, px: sharp on a display of twice the density.
const PREVIEW_PX: u32 = 720;

impl Console {
    /// What is known of the room's code for that channel.
    pub async fn share_view(&self, id: RoomId, channel: String) -> Result<ShareView, Problem> {
        let row = self.room_row(id).await?;
        let code = self.shared_code(&row, channel.trim().to_owned()).await?;
        let channels = self.read(move |db| shared_codes::channels(db, id)).await?;
        Ok(ShareView {
            on_platform: row.platform_room_id.is_some(),
            fetched_ms: code.as_ref().map(|code| code.fetched_ms),
            page_path: code.map(|code| code.page_path),
            channels,
        })
    }

    /// Fetches the code from the platform and keeps it. `channel` says in words where its viewers come from; the mini
    /// program receives it as `custom_params` (`{"channel":"…"}`).
    pub async fn share_fetch(&self, id: RoomId, channel: String) -> Result<ShareView, Problem> {
        let channel = channel.trim().to_owned();
        if channel.chars().count() > CHANNEL_MAX {
            let problem = Problem::new("share.channel-too-long").with("max", CHANNEL_MAX);
            return Err(problem.at_field("channel"));
        }
        let row = self.room_row(id).await?;
        let platform_room_id = row.platform_room_id.ok_or_else(|| Problem::new("share.not-submitted"))?;
        let client = self.client()?;
        let params = (!channel.is_empty()).then(|| serde_json::json!({ "channel": channel }).to_string());
        let shared = match client.room_shared_code(platform_room_id, params.as_deref()).await {
            Ok(shared) => shared,
            Err(error) => {
                self.note_failure(&ROOM_SHARED_CODE, &error).await?;
                return Err(of_call(&error, self.now()));
            }
        };
        self.note_success(&ROOM_SHARED_CODE).await?;
        let picture = client.linked_file(&shared.cdn_url).await.map_err(|error| of_call(&error, self.now()))?;
        kaibo_media::probe(&picture).map_err(|error| of_picture(&error))?;
        let code = SharedCodeRow { platform_room_id, page_path: shared.page_path, picture, fetched_ms: self.now() };
        let kept = channel.clone();
        self.write(move |tx| shared_codes::put(tx, id, &kept, &code)).await?;
        self.changed(Topic::Rooms, vec![id.to_string()]);
        self.share_view(id, channel).await
    }

    /// Draws the poster small; it is then at `poster/<the answer>`, and its code at `poster-code/<the answer>`.
    pub async fn share_preview(&self, id: RoomId, wish: PosterWish) -> Result<String, Problem> {
        let (sheet, channel) = (wish.sheet, wish.channel.trim().to_owned());
        let code = self.kept_code(&self.room_row(id).await?, channel).await?.picture;
        let jpeg = self.drawn(id, wish, move |poster| poster::preview(poster, sheet, PREVIEW_PX)).await?;
        let name = blake3::hash(&jpeg).to_hex().to_string();
        self.inner.renders.put(poster_key(&name), Arc::new(jpeg));
        self.inner.renders.put(poster_code_key(&name), Arc::new(code));
        Ok(name)
    }

    /// A name for the file, with its ending.
    pub async fn share_file_name(&self, id: RoomId, wish: &PosterWish, file: ShareFile) -> Result<String, Problem> {
        let row = self.room_row(id).await?;
        let name = file_name::safe(&row.name);
        let channel = file_name::safe(&wish.channel);
        let of = if channel.is_empty() { name } else { format!("{name} {channel}") };
        Ok(match file {
            ShareFile::Png => format!("{of} 海报.png"),
            ShareFile::Pdf => format!("{of} 海报.pdf"),
            ShareFile::Code => {
                let code = self.kept_code(&row, wish.channel.trim().to_owned()).await?;
                format!("{of} 观众码.{}", if is_png(&code.picture) { "png" } else { "jpg" })
            }
        })
    }

    /// Writes the poster or the code, and says where.
    pub async fn share_save(
        &self,
        id: RoomId,
        wish: PosterWish,
        file: ShareFile,
        path: PathBuf,
    ) -> Result<String, Problem> {
        let sheet = wish.sheet;
        let bytes = match file {
            ShareFile::Png => self.drawn(id, wish, move |poster| poster::png(poster, sheet)).await?,
            ShareFile::Pdf => self.drawn(id, wish, poster::pdf).await?,
            ShareFile::Code => {
                let row = self.room_row(id).await?;
                self.kept_code(&row, wish.channel.trim().to_owned()).await?.picture
            }
        };
        let shown = path.display().to_string();
        tokio::fs::write(&path, bytes).await.map_err(|error| cannot_write(&error))?;
        Ok(shown)
    }

    /// Writes the page to print into a folder that goes with this run of the program, and says where.
    pub async fn share_print(&self, id: RoomId, wish: PosterWish) -> Result<PathBuf, Problem> {
        let name = self.share_file_name(id, &wish, ShareFile::Pdf).await?;
        let make = || tempfile::Builder::new().prefix("kaibo-print-").tempdir();
        let made = self.inner.print_folder.get_or_try_init(|| async { make() }).await;
        let path = made.map_err(|error| cannot_write(&error))?.path().join(name);
        self.share_save(id, wish, ShareFile::Pdf, path.clone()).await?;
        Ok(path)
    }

    async fn drawn<F>(&self, id: RoomId, wish: PosterWish, draw: F) -> Result<Vec<u8>, Problem>
    where
        F: FnOnce(&Poster) -> Result<Vec<u8>, PosterError> + Send + 'static,
    {
        let row = self.room_row(id).await?;
        let code = self.kept_code(&row, wish.channel.trim().to_owned()).await?.picture;
        let photo = self.photo_of(&row).await?;
        let poster = Poster {
            layout: wish.layout,
            heading: wish.heading,
            title: wish.title,
            time: wish.time,
            anchor: wish.anchor,
            invitation: wish.invitation,
            cover: photo,
            code,
        };
        let drawn = tokio::task::spawn_blocking(move || draw(&poster)).await.map_err(|_| internal("poster"))?;
        drawn.map_err(|error| match error {
            PosterError::NoFont => Problem::new("share.no-font"),
            PosterError::Picture(error) => of_picture(&error),
            PosterError::NotDrawn => internal("poster"),
        })
    }

    /// The room's photo as it was brought in, looking where its background does.
    async fn photo_of(&self, row: &RoomRow) -> Result<Option<(Vec<u8>, Treatment)>, Problem> {
        let Some(picture) = row.picture_id else { return Ok(None) };
        let Some(known) = self.read(move |db| pictures::get(db, picture)).await? else { return Ok(None) };
        let blobs = self.inner.store.blobs().clone();
        let read = tokio::task::spawn_blocking(move || blobs.get(&known.blob)).await.map_err(|_| internal("poster"))?;
        let bytes = read.map_err(|error| crate::problem::of_blob(&error))?;
        let focus = Focus::clamped(row.focus.background.x, row.focus.background.y);
        Ok(Some((bytes, Treatment { focus, edit: row.edit })))
    }

    async fn kept_code(&self, row: &RoomRow, channel: String) -> Result<SharedCodeRow, Problem> {
        self.shared_code(row, channel).await?.ok_or_else(|| Problem::new("share.no-code"))
    }

    /// The code that was fetched for the room as the platform has it now.
    async fn shared_code(&self, row: &RoomRow, channel: String) -> Result<Option<SharedCodeRow>, Problem> {
        let (id, platform) = (row.id, row.platform_room_id);
        let code = self.read(move |db| shared_codes::get(db, id, &channel)).await?;
        Ok(code.filter(|code| Some(code.platform_room_id) == platform))
    }
}

/// Where a poster that was drawn small stands among the renderings.
pub(crate) fn poster_key(name: &str) -> String {
    format!("poster/{name}")
}

/// Where its code stands.
pub(crate) fn poster_code_key(name: &str) -> String {
    format!("poster-code/{name}")
}

fn is_png(picture: &[u8]) -> bool {
    picture.starts_with(b"\x89PNG")
}
