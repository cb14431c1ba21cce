//! Use cases of 图片库: what pictures there are, where each is used, and taking away those that are not.

use crate::{
    Console,
    problem::{internal, of_blob},
    view::{PictureItem, PicturePage, PictureUse, PicturesDeleted, PicturesQuery, Problem, Topic},
};
use kaibo_domain::PictureId;
use kaibo_store::{
    Connection, StoreError,
    pictures::{self, Erased, PictureCursor, PictureRow},
};

/// Lines of a page at most.
const PAGE_MAX: u32 = 200;
/// Uses named with each picture.
const NAMED: usize = 5;
/// How long what was deleted may come back with its picture: longer than the time of any undo.
const UNDO_MS: i64 = 60_000;

impl Console {
    /// One page of the shop's pictures, newest first.
    pub async fn pictures_list(&self, query: PicturesQuery) -> Result<PicturePage, Problem> {
        let (shop_id, deleted_before_ms) = (self.inner.shop.id, self.now() - UNDO_MS);
        let query = pictures::PictureQuery {
            shop_id,
            unused: query.unused,
            deleted_before_ms,
            after: query.after.as_deref().and_then(read_cursor),
            limit: query.limit.clamp(1, PAGE_MAX),
        };
        self.read(move |db| {
            let page = pictures::list(db, &query)?;
            let counts = pictures::count(db, shop_id, deleted_before_ms)?;
            Ok(PicturePage {
                items: page.rows.into_iter().map(|row| item(db, row)).collect::<Result<_, StoreError>>()?,
                next: page.next.map(|cursor| format!("{}~{}", cursor.created_ms, cursor.id)),
                total: counts.total,
                unused: counts.unused,
                bytes: counts.bytes,
            })
        })
        .await
    }

    /// Takes away pictures that nothing uses, with their files; one that is used by now stays.
    pub async fn pictures_delete(&self, ids: Vec<PictureId>) -> Result<PicturesDeleted, Problem> {
        let deleted_before_ms = self.now() - UNDO_MS;
        let asked = ids.len();
        // Nobody may keep the same file again between the end of its row and the end of its bytes.
        let _files = self.inner.picture_files.write().await;
        let erased: Vec<Erased> = self
            .write(move |tx| {
                let gone = ids.iter().map(|id| pictures::delete(tx, *id, deleted_before_ms));
                gone.filter_map(Result::transpose).collect()
            })
            .await?;
        let deleted = erased.len();
        let blobs = self.inner.store.blobs().clone();
        let erase = move || erased.iter().filter_map(|erased| erased.blob).try_for_each(|blob| blobs.erase(&blob));
        let done = tokio::task::spawn_blocking(erase).await.map_err(|_| internal("erase"))?;
        self.inner.renders.clear();
        self.changed(Topic::Pictures, Vec::new());
        done.map_err(|error| of_blob(&error))?;
        // As many as were asked for at once, which is far below.
        Ok(PicturesDeleted { deleted: deleted as u32, kept: (asked - deleted) as u32 })
    }
}

fn item(db: &Connection, row: PictureRow) -> Result<PictureItem, StoreError> {
    let mut uses = pictures::uses(db, row.id)?;
    let use_count = uses.len() as u32;
    uses.truncate(NAMED);
    Ok(PictureItem {
        id: row.id,
        name: row.original_name,
        width: row.width,
        height: row.height,
        bytes: row.bytes,
        format: row.format,
        focus: row.focus,
        created_ms: row.created_ms,
        uses: uses.into_iter().map(|used| PictureUse { place: used.kind, id: used.id, name: used.name }).collect(),
        use_count,
    })
}

fn read_cursor(text: &str) -> Option<PictureCursor> {
    let (created_ms, id) = text.split_once('~')?;
    Some(PictureCursor { created_ms: created_ms.parse().ok()?, id: id.parse().ok()? })
}
