//! The shop's own list of anchors (主播), with the roles that they have on the platform.

use crate::{
    Console,
    members::{last_submission, view as member_view},
    view::{AnchorCode, AnchorRole, AnchorSaved, AnchorView, Problem, Topic},
};
use kaibo_domain::{AnchorDraft, AnchorId, PictureId, ShopId, anchor::masked_phone, search};
use kaibo_store::{
    Connection, StoreError, Transaction,
    anchors::{self, AnchorRow, AnchorText},
    members,
};
use std::{collections::BTreeMap, path::PathBuf};
use uuid::Uuid;

impl Console {
    /// The anchors of the list; those whose nickname, its sound, or WeChat id fits what was typed.
    pub async fn anchors_list(&self, search: String) -> Result<Vec<AnchorView>, Problem> {
        let (console, shop, now) = (self.clone(), self.inner.shop.id, self.now());
        self.read(move |db| {
            let mut rows = anchors::list(db, shop)?;
            rows.retain(|row| search::is_found(&[&row.name, &row.wechat], &search));
            let mut roles = roles(&console, db, shop, now)?;
            Ok(rows.into_iter().map(|row| view(&row, roles.remove(&row.wechat).unwrap_or_default())).collect())
        })
        .await
    }

    /// Adds an anchor, or puts back who was taken off the list; what is wrong with it is said at once.
    pub async fn anchors_add(&self, draft: AnchorDraft) -> Result<AnchorSaved, Problem> {
        let (shop, now, draft) = (self.inner.shop.id, self.now(), draft.trimmed());
        let saved = self
            .write(move |tx| {
                let known = anchors::find(tx, shop, &draft.wechat)?;
                let violations = draft.violations(known.as_ref().is_some_and(|row| row.deleted_ms.is_none()));
                if !violations.is_empty() {
                    return Ok(AnchorSaved { id: None, violations });
                }
                let id = match known {
                    Some(row) => row.id,
                    None => insert(tx, shop, &draft.wechat, &draft.name, now)?.id,
                };
                anchors::set_deleted(tx, id, None)?;
                anchors::update(tx, id, text(&draft))?;
                Ok(AnchorSaved { id: Some(id), violations })
            })
            .await?;
        self.anchors_changed();
        Ok(saved)
    }

    /// Changes what is typed of an anchor; without `phone` the number stays as it is. With another WeChat id nothing is
    /// known of their verification any more.
    pub async fn anchors_save(
        &self,
        id: AnchorId,
        name: String,
        wechat: String,
        phone: Option<String>,
    ) -> Result<AnchorSaved, Problem> {
        let saved = self
            .write(move |tx| {
                let Some(row) = anchors::get(tx, id)?.filter(|row| row.deleted_ms.is_none()) else { return Ok(None) };
                let draft = AnchorDraft { name, wechat, phone: phone.unwrap_or(row.phone) }.trimmed();
                let other = anchors::find(tx, row.shop_id, &draft.wechat)?.filter(|other| other.id != id);
                let violations = draft.violations(other.is_some());
                if !violations.is_empty() {
                    return Ok(Some(AnchorSaved { id: None, violations }));
                }
                if draft.wechat != row.wechat {
                    anchors::set_verified(tx, id, None)?;
                }
                anchors::update(tx, id, text(&draft))?;
                Ok(Some(AnchorSaved { id: Some(id), violations }))
            })
            .await?;
        self.anchors_changed();
        saved.ok_or_else(|| Problem::new("anchor.not-found"))
    }

    /// The whole phone number: somebody asked for it.
    pub async fn anchors_phone(&self, id: AnchorId) -> Result<String, Problem> {
        Ok(self.anchor_row(id).await?.phone)
    }

    /// Takes a picture file as the photo of an anchor.
    pub async fn anchors_take_photo(&self, id: AnchorId, path: PathBuf) -> Result<PictureId, Problem> {
        self.anchor_row(id).await?;
        let photo = self.import_picture(path).await?.id;
        self.anchors_set_photo(id, Some(photo)).await?;
        Ok(photo)
    }

    /// Shows a picture of the library as the photo of an anchor, or none.
    pub async fn anchors_set_photo(&self, id: AnchorId, photo: Option<PictureId>) -> Result<(), Problem> {
        self.anchor_row(id).await?;
        self.write(move |tx| anchors::set_photo(tx, id, photo)).await?;
        self.anchors_changed();
        self.changed(Topic::Pictures, Vec::new());
        Ok(())
    }

    /// Takes anchors off the list; undone by [`Self::anchors_restore`]. Their rooms and roles stay as they are.
    pub async fn anchors_delete(&self, ids: Vec<AnchorId>) -> Result<(), Problem> {
        self.anchors_set_deleted(ids, Some(self.now())).await
    }

    /// Puts them there again.
    pub async fn anchors_restore(&self, ids: Vec<AnchorId>) -> Result<(), Problem> {
        self.anchors_set_deleted(ids, None).await
    }

    async fn anchors_set_deleted(&self, ids: Vec<AnchorId>, deleted_ms: Option<i64>) -> Result<(), Problem> {
        self.write(move |tx| ids.into_iter().try_for_each(|id| anchors::set_deleted(tx, id, deleted_ms))).await?;
        self.anchors_changed();
        Ok(())
    }

    pub(crate) async fn anchor_row(&self, id: AnchorId) -> Result<AnchorRow, Problem> {
        let row = self.read(move |db| anchors::get(db, id)).await?;
        row.ok_or_else(|| Problem::new("anchor.not-found"))
    }

    pub(crate) fn anchors_changed(&self) {
        self.changed(Topic::Members, Vec::new());
    }
}

/// Adds an anchor of whom no more is known.
pub(crate) fn insert(
    tx: &Transaction,
    shop: ShopId,
    wechat: &str,
    name: &str,
    now_ms: i64,
) -> Result<AnchorRow, StoreError> {
    let row = AnchorRow::new(AnchorId::from_uuid(Uuid::now_v7()), shop, wechat, name, now_ms);
    anchors::insert(tx, &row)?;
    Ok(row)
}

/// Keeps somebody who broadcasts, so that the next room can suggest them; a name that is said replaces the one before.
pub(crate) fn remember(
    tx: &Transaction,
    shop: ShopId,
    wechat: &str,
    name: &str,
    now_ms: i64,
) -> Result<AnchorRow, StoreError> {
    let Some(row) = anchors::find(tx, shop, wechat)? else { return insert(tx, shop, wechat, name, now_ms) };
    if row.deleted_ms.is_some() {
        anchors::set_deleted(tx, row.id, None)?;
    }
    if !name.is_empty() && row.name != name {
        anchors::update(tx, row.id, AnchorText { name, wechat, phone: &row.phone })?;
    }
    Ok(row)
}

fn text(draft: &AnchorDraft) -> AnchorText<'_> {
    AnchorText { name: &draft.name, wechat: &draft.wechat, phone: &draft.phone }
}

/// The roles of everybody whose whole WeChat id is known, by it.
fn roles(
    console: &Console,
    db: &Connection,
    shop: ShopId,
    now_ms: i64,
) -> Result<BTreeMap<String, Vec<AnchorRole>>, StoreError> {
    let mut roles: BTreeMap<String, Vec<AnchorRole>> = BTreeMap::new();
    for row in members::list(db, shop)?.into_iter().filter(|row| row.deleted_ms.is_none()) {
        let Some(wechat) = row.wechat.clone() else { continue };
        let last = last_submission(db, row.id)?.map(|last| console.inner.gate.as_shown(last, now_ms));
        let Some(member) = member_view(row, last.as_ref(), None, now_ms) else { continue };
        let role =
            AnchorRole { role: member.role, member: member.id, state: member.state, removable: member.removable };
        roles.entry(wechat).or_default().push(role);
    }
    Ok(roles)
}

fn view(row: &AnchorRow, roles: Vec<AnchorRole>) -> AnchorView {
    AnchorView {
        id: row.id,
        name: row.name.clone(),
        wechat: row.wechat.clone(),
        phone_masked: masked_phone(&row.phone),
        photo: row.photo,
        real_name: row.verified.into(),
        code: row.code_url.as_ref().map(|_| AnchorCode { fetched_ms: row.code_fetched_ms }),
        roles,
    }
}
