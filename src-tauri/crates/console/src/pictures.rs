//! Pictures: brought in from files, kept encrypted, rendered for a slot on demand, listed and taken away.

mod hands;
mod heic;
mod intake;
mod library;

pub use hands::Stop;
pub(crate) use hands::share;
pub(crate) use intake::{Decoding, bytes_of, name_of, problem_at_first_sight};
pub use intake::{PicturesTaken, TakeProgress, TakenPicture};

use crate::{
    Console,
    problem::{internal, of_blob, of_picture},
    view::{PictureView, Problem},
};
use kaibo_domain::{
    AnchorId, Edit, Fill, Focus, GoodsId, PaperId, PictureId, RoomId, Slot, Treatment, storefront::EntranceIcon,
};
use kaibo_media::{PictureError, fit, probe, qr, thumbnail};
use kaibo_store::{
    BlobError,
    pictures::{self, PictureRow},
};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Long side of the whole picture in the focus picker, px.
const WHOLE_PX: u32 = 640;
/// Renderings kept in memory, about 50 KB each.
const CACHED: usize = 400;
/// Renderings made at the same time.
const RENDERED_AT_ONCE: usize = 4;

/// What the picture protocol asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MediaRequest {
    /// A picture fitted to a slot.
    Slot(PictureId, Slot, Treatment),
    /// The whole picture, turned by quarters.
    Whole(PictureId, u8),
    /// A small square for lists.
    Thumb(PictureId, Treatment),
    /// The picture's file as it was brought in: a code must not be scaled or written anew.
    Original(PictureId),
    /// The practice start code of a room.
    StartCode(RoomId),
    /// The push address of a room, once [`Console::push_address`] has fetched it.
    PushCode(RoomId),
    /// The mini-program code of a good's page, once [`Console::goods_page_code`] has fetched it.
    PageCode(GoodsId),
    /// The code by which an anchor is verified, as it was fetched.
    AnchorCode(AnchorId),
    /// A page of a paper, counted from 0, whole or small.
    Paper(PaperId, usize, bool),
    /// A poster, once [`Console::share_preview`] has drawn it; its hash.
    Poster(blake3::Hash),
    /// A drawing for the storefront's entrance.
    EntranceIcon(EntranceIcon),
    /// The viewers' code on that poster, as the platform made it.
    PosterCode(blake3::Hash),
}

impl MediaRequest {
    /// Reads `/picture/<id>/<slot>?x=0.5&y=0.5&turn=1&fill=white&sharpen=1` and its siblings; `None` for anything else.
    pub fn parse(path: &str, query: &str) -> Option<Self> {
        let mut parts = path.trim_start_matches('/').split('/');
        let (kind, id, what) = (parts.next()?, parts.next()?, parts.next());
        if parts.next().is_some() {
            return None;
        }
        match (kind, what) {
            ("start-code", None) => id.parse().ok().map(Self::StartCode),
            ("poster", None) => blake3::Hash::from_hex(id).ok().map(Self::Poster),
            ("storefront-icon", None) => EntranceIcon::from_name(id).map(Self::EntranceIcon),
            ("poster-code", None) => blake3::Hash::from_hex(id).ok().map(Self::PosterCode),
            ("anchor-code", None) => id.parse().ok().map(Self::AnchorCode),
            ("push-code", None) => id.parse().ok().map(Self::PushCode),
            ("page-code", None) => id.parse().ok().map(Self::PageCode),
            ("paper", Some(place)) => Some(Self::Paper(id.parse().ok()?, place.parse().ok()?, query == "small")),
            ("picture", Some("whole")) => Some(Self::Whole(id.parse().ok()?, treatment_of(query).edit.quarters())),
            ("picture", Some("original")) => id.parse().ok().map(Self::Original),
            ("picture", Some("thumb")) => Some(Self::Thumb(id.parse().ok()?, treatment_of(query))),
            ("picture", Some(slot)) => Some(Self::Slot(id.parse().ok()?, Slot::from_name(slot)?, treatment_of(query))),
            _ => None,
        }
    }
}

/// Where the code of a good's page stands among the renderings.
pub(crate) fn page_code_key(good: GoodsId) -> String {
    format!("page-code/{good}")
}

/// `x=0.5&y=0.5&turn=1&fill=white&sharpen=1`; what is missing or makes no sense is as nothing was done.
fn treatment_of(query: &str) -> Treatment {
    let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let fraction = |name: &str| value(name).and_then(|text| text.parse().ok()).unwrap_or(0.5);
    Treatment {
        focus: Focus::clamped(fraction("x"), fraction("y")),
        edit: Edit {
            turn: value("turn").and_then(|text| text.parse().ok()).unwrap_or_default(),
            fill: value("fill").and_then(Fill::from_name).unwrap_or_default(),
            sharpen: value("sharpen") == Some("1"),
        },
    }
}

/// Bytes with their type.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// MIME type.
    pub mime: &'static str,
    /// Bytes.
    pub bytes: Vec<u8>,
}

/// What came of waiting.
pub(crate) enum Turn<'a> {
    /// It is rendered already.
    Kept(Arc<Vec<u8>>),
    /// Nobody else renders it; others may when this ends.
    Ours(SemaphorePermit<'a>),
}

/// The renderings used last, so that a list scrolls without decoding again.
pub(crate) struct RenderCache {
    kept: Mutex<VecDeque<(String, Arc<Vec<u8>>)>>,
    turns: Semaphore,
}

impl Default for RenderCache {
    fn default() -> Self {
        Self { kept: Mutex::default(), turns: Semaphore::new(RENDERED_AT_ONCE) }
    }
}

impl RenderCache {
    /// Waits until few others render, unless it was rendered before or meanwhile: a list asks for all its pictures at
    /// once, and each takes megabytes. To be waited for before anything is read: what waits elsewhere keeps a thread
    /// busy, with memory of its own.
    pub(crate) async fn turn(&self, key: &str) -> Result<Turn<'_>, Problem> {
        if let Some(bytes) = self.get(key) {
            return Ok(Turn::Kept(bytes));
        }
        let turn = self.turns.acquire().await.map_err(|_| internal("render"))?;
        Ok(self.get(key).map_or(Turn::Ours(turn), Turn::Kept))
    }

    pub(crate) fn get(&self, key: &str) -> Option<Arc<Vec<u8>>> {
        let entries = self.kept.lock().ok()?;
        entries.iter().find(|(known, _)| known == key).map(|(_, bytes)| bytes.clone())
    }

    /// Forgets all: a picture that was taken away must not be shown any more.
    pub(crate) fn clear(&self) {
        if let Ok(mut entries) = self.kept.lock() {
            entries.clear();
        }
    }

    pub(crate) fn put(&self, key: String, bytes: Arc<Vec<u8>>) {
        if let Ok(mut entries) = self.kept.lock() {
            entries.retain(|(known, _)| *known != key);
            if entries.len() >= CACHED {
                entries.pop_front();
            }
            entries.push_back((key, bytes));
        }
    }
}

impl Console {
    /// Renders what the protocol asks for; `None` when there is no such thing.
    pub async fn render(&self, wanted: MediaRequest) -> Option<Rendered> {
        let jpeg = |bytes: Arc<Vec<u8>>| Rendered { mime: "image/jpeg", bytes: bytes.to_vec() };
        match wanted {
            MediaRequest::StartCode(room) => {
                let address = self.golive_phone_address(room).await.ok()?;
                drawn(&address)
            }
            MediaRequest::PushCode(room) => drawn(self.push_text(room)?.expose()),
            MediaRequest::Original(id) => self.original(id).await.ok().flatten(),
            MediaRequest::PageCode(good) => {
                let bytes = self.inner.renders.get(&page_code_key(good))?.to_vec();
                // One or the other, as the platform pleases.
                let mime = if bytes.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" };
                Some(Rendered { mime, bytes })
            }
            MediaRequest::AnchorCode(anchor) => {
                let bytes = self.anchor_code(anchor).await?;
                Some(Rendered { mime: mime_of(probe(&bytes).ok()?.format.name()), bytes })
            }
            MediaRequest::PosterCode(name) => {
                let bytes = self.inner.renders.get(&crate::share::poster_code_key(name.to_hex().as_str()))?.to_vec();
                Some(Rendered { mime: mime_of(probe(&bytes).ok()?.format.name()), bytes })
            }
            MediaRequest::EntranceIcon(icon) => {
                let bytes = crate::storefront::drawing(icon).ok()?.as_bytes().to_vec();
                Some(Rendered { mime: "image/svg+xml", bytes })
            }
            MediaRequest::Poster(name) => {
                self.inner.renders.get(&crate::share::poster_key(name.to_hex().as_str())).map(jpeg)
            }
            MediaRequest::Paper(id, place, small) => self.paper_page(id, place, small).await,
            MediaRequest::Slot(id, slot, treatment) => self.fitted(id, slot, treatment).await.ok().map(jpeg),
            MediaRequest::Thumb(id, treatment) => self.fitted(id, Slot::Goods, treatment).await.ok().map(jpeg),
            MediaRequest::Whole(id, quarters) => {
                let whole = move |bytes: &[u8]| thumbnail(bytes, WHOLE_PX, quarters).map(|whole| whole.jpeg);
                self.rendered(id, format!("{id}/whole/{quarters}"), whole).await.ok().map(jpeg)
            }
        }
    }

    /// The picture fitted to `slot`: JPEG bytes within the slot's pixels and byte ceiling.
    pub(crate) async fn fitted(
        &self,
        id: PictureId,
        slot: Slot,
        treatment: Treatment,
    ) -> Result<Arc<Vec<u8>>, Problem> {
        let Treatment { focus, edit } = treatment;
        let how = format!("{}/{}/{}", edit.quarters(), edit.fill.name(), edit.sharpen);
        let key = format!("{id}/{}/{:.4}/{:.4}/{how}", slot.name(), focus.x, focus.y);
        self.rendered(id, key, move |bytes| fit(bytes, slot, treatment).map(|fitted| fitted.jpeg)).await
    }

    async fn original(&self, id: PictureId) -> Result<Option<Rendered>, Problem> {
        let Some(row) = self.read(move |db| pictures::get(db, id)).await? else { return Ok(None) };
        let mime = mime_of(&row.format);
        let blobs = self.inner.store.blobs().clone();
        let read = move || blobs.get(&row.blob).map_err(|error| of_blob(&error));
        let bytes = tokio::task::spawn_blocking(read).await.map_err(|_| internal("original"))??;
        Ok(Some(Rendered { mime, bytes }))
    }

    async fn rendered<F>(&self, id: PictureId, key: String, render: F) -> Result<Arc<Vec<u8>>, Problem>
    where
        F: FnOnce(&[u8]) -> Result<Vec<u8>, PictureError> + Send + 'static,
    {
        let turn = self.inner.renders.turn(&key).await?;
        let _turn = match turn {
            Turn::Kept(bytes) => return Ok(bytes),
            Turn::Ours(turn) => turn,
        };
        let row = self.read(move |db| pictures::get(db, id)).await?;
        let row = row.ok_or_else(|| Problem::new("picture.missing").at_field("picture"))?;
        let blobs = self.inner.store.blobs().clone();
        let work = move || -> Result<Vec<u8>, Problem> {
            let bytes = blobs.get(&row.blob).map_err(|error| match error {
                BlobError::Missing | BlobError::Damaged => {
                    tracing::error!(%error, "a picture file is lost");
                    Problem::new("picture.missing").at_field("picture")
                }
                error => of_blob(&error),
            })?;
            render(&bytes).map_err(|error| of_picture(&error))
        };
        let bytes = tokio::task::spawn_blocking(work).await.map_err(|_| internal("render"))??;
        let bytes = Arc::new(bytes);
        self.inner.renders.put(key, bytes.clone());
        Ok(bytes)
    }
}

/// The MIME type of a picture's format.
fn mime_of(format: &str) -> &'static str {
    match format {
        "jpeg" => "image/jpeg",
        "png" => "image/png",
        "webp" => "image/webp",
        "gif" => "image/gif",
        _ => "image/bmp",
    }
}

/// A QR code that says so.
fn drawn(text: &str) -> Option<Rendered> {
    Some(Rendered { mime: "image/svg+xml", bytes: qr::svg(text).ok()?.into_bytes() })
}

/// A picture's line as the interface sees it; `slots` are those it will be used in.
pub(crate) fn view(row: &PictureRow, slots: &[Slot]) -> PictureView {
    let too_small = |slot: &&Slot| {
        let (width, height) = slot.pixels();
        row.width < width || row.height < height
    };
    PictureView {
        id: row.id,
        name: row.original_name.clone(),
        width: row.width,
        height: row.height,
        too_small_for: slots.iter().filter(too_small).copied().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0197f3a0-0000-7000-8000-000000000001";

    #[test]
    fn addresses_are_read() {
        let id: PictureId = ID.parse().unwrap();
        let slot = MediaRequest::parse(&format!("/picture/{ID}/goods"), "x=0.25&y=2");
        assert_eq!(slot, Some(MediaRequest::Slot(id, Slot::Goods, Focus { x: 0.25, y: 1.0 }.into())));
        assert_eq!(MediaRequest::parse(&format!("/picture/{ID}/whole"), "turn=5"), Some(MediaRequest::Whole(id, 1)));
        assert_eq!(MediaRequest::parse(&format!("/picture/{ID}/original"), ""), Some(MediaRequest::Original(id)));
        let paper = ID.parse().unwrap();
        assert_eq!(MediaRequest::parse(&format!("/paper/{ID}/3"), ""), Some(MediaRequest::Paper(paper, 3, false)));
        assert_eq!(MediaRequest::parse(&format!("/paper/{ID}/0"), "small"), Some(MediaRequest::Paper(paper, 0, true)));
        let edited = MediaRequest::parse(&format!("/picture/{ID}/thumb"), "x=1&turn=3&fill=blur&sharpen=1");
        let edit = Edit { turn: 3, fill: Fill::Blur, sharpen: true };
        assert_eq!(edited, Some(MediaRequest::Thumb(id, Treatment { focus: Focus { x: 1.0, y: 0.5 }, edit })));
    }

    #[test]
    fn other_addresses_are_refused() {
        for path in [
            "/",
            "/picture",
            "/picture/x/goods",
            "/picture/../goods",
            &format!("/picture/{ID}/poster"),
            &format!("/picture/{ID}/goods/x"),
            "/start-code/1",
            "/poster/1",
            &format!("/paper/{ID}"),
            &format!("/paper/{ID}/-1"),
        ] {
            assert_eq!(MediaRequest::parse(path, ""), None, "{path}");
        }
    }
}
