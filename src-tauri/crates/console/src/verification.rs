//! 实名认证 of anchors: what the platform says of it, and the code that they scan once, fetched and kept so that it can be
//! shown without the network.
//!
//! Invariant: what is kept as a code is a picture of bounded size; whatever else the address answers is no code.

use crate::{Console, anchors as list, outbox::snapshot::Snapshot, problem::of_picture, view::Problem};
use kaibo_domain::{AnchorId, Role, ShopId, platform::limit};
use kaibo_media::{PictureError, probe};
use kaibo_store::{
    StoreError, Transaction,
    anchors::{self, AnchorRow},
    members,
    submissions::{ObjectKind, SubmissionRow},
};

/// A code picture is not wider or higher, px: shown large it needs no more.
const CODE_MAX_PX: u32 = 4_096;

/// What the platform said of somebody's verification.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Told<'a> {
    /// It took them.
    Verified,
    /// It did not, and where the picture is that they scan, if it said so.
    Unverified(Option<&'a str>),
}

/// Notes what the answer to a submission says of the anchor whom it names.
pub(crate) fn note(tx: &Transaction, row: &SubmissionRow, told: Told, now_ms: i64) -> Result<(), StoreError> {
    let (wechat, name) = match row.object_kind {
        ObjectKind::Room => match Snapshot::read(row) {
            Some(Snapshot::Room(sent)) => (sent.draft.anchor_wechat, sent.draft.anchor_name),
            _ => return Ok(()),
        },
        ObjectKind::Member => {
            let id = row.object_id.parse().map_err(|_| StoreError::NotFound)?;
            match members::get(tx, id)? {
                Some(member) if member.role == Role::Anchor => (member.wechat.unwrap_or_default(), member.nickname),
                _ => return Ok(()),
            }
        }
        _ => return Ok(()),
    };
    note_person(tx, row.shop_id, (wechat.trim(), name.trim()), told, now_ms)
}

/// The same of a WeChat id, and the nickname where it is known.
pub(crate) fn note_person(
    tx: &Transaction,
    shop: ShopId,
    (wechat, name): (&str, &str),
    told: Told,
    now_ms: i64,
) -> Result<(), StoreError> {
    if wechat.is_empty() {
        return Ok(());
    }
    let anchor = list::remember(tx, shop, wechat, name, now_ms)?.id;
    match told {
        Told::Verified => anchors::set_verified(tx, anchor, Some(true)),
        Told::Unverified(code_url) => {
            anchors::set_verified(tx, anchor, Some(false))?;
            code_url.map_or(Ok(()), |code_url| anchors::set_code_url(tx, anchor, code_url))
        }
    }
}

impl Console {
    /// Fetches the picture of somebody's code again: the one at hand may have ended.
    pub async fn anchors_fetch_code(&self, id: AnchorId) -> Result<(), Problem> {
        let row = self.anchor_row(id).await?;
        self.fetch_code(&row).await
    }

    /// Fetches the codes that have not been; says whether all are there.
    pub(crate) async fn fetch_codes(&self) -> Result<bool, Problem> {
        let shop = self.inner.shop.id;
        let missing = self.read(move |db| anchors::without_code(db, shop)).await?;
        let mut all = true;
        for row in missing {
            if let Err(problem) = self.fetch_code(&row).await {
                tracing::info!(code = problem.code, "a verification code could not be fetched");
                all = false;
            }
        }
        Ok(all)
    }

    async fn fetch_code(&self, row: &AnchorRow) -> Result<(), Problem> {
        let Some(address) = row.code_url.clone() else { return Err(Problem::new("anchor.no-code")) };
        let client = self.client()?;
        let picture = client.linked_file(&address).await.map_err(|error| {
            tracing::info!(%error, "a verification code was not answered");
            Problem::new("anchor.code-not-fetched").retry_now()
        })?;
        check(&picture).map_err(|error| of_picture(&error))?;
        let (id, now) = (row.id, self.now());
        self.write(move |tx| anchors::put_code(tx, id, &address, &picture, now)).await?;
        self.anchors_changed();
        Ok(())
    }

    /// The picture of somebody's code, as it was fetched.
    pub(crate) async fn anchor_code(&self, id: AnchorId) -> Option<Vec<u8>> {
        self.read(move |db| anchors::code(db, id)).await.ok().flatten()
    }
}

fn check(picture: &[u8]) -> Result<(), PictureError> {
    if picture.len() > limit::MEDIA_IMAGE_MAX_BYTES {
        return Err(PictureError::TooLarge { bytes: picture.len() as u64 });
    }
    let probe = probe(picture)?;
    let (width, height) = (probe.width, probe.height);
    if width.max(height) > CODE_MAX_PX {
        return Err(PictureError::TooManyPixels { width, height });
    }
    Ok(())
}
