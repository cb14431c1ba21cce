//! Sending: a submission becomes a call, the call's yes is written down together with what it changed.

mod handed;

pub(crate) use handed::CategoriesRead;

use crate::{
    Console,
    call::{Call, settle},
    outbox::{
        advance,
        hold::{self, Hold, never},
        snapshot,
    },
    shelf::ShelfObject,
    view::{Problem, Retry},
};
use kaibo_domain::{
    AttemptId, GoodsId, PictureId, RoomDraft, RoomId, Slot, Treatment,
    goods::with_key,
    outbox::{SubmissionEvent, SubmissionState},
    platform::{endpoint, shop::errcode::PARAMETER},
    quota,
    time::next_beijing_midnight,
};
use kaibo_store::{
    agreements, application_drafts,
    attempts::{self, AttemptOutcome},
    media_ids::{self, MediaKey},
    quotas,
    submissions::{self, ObjectKind, Remark, SubmissionKind, SubmissionRow},
    uploaded_pages,
};
use kaibo_wechat::{CallError, Client, GoodsInfo, GoodsUpdate, MediaId, RoomInfo, RoomPictures, shop::ProductInfo};

enum NotReady {
    /// The gate was shut meanwhile: it stays where it is.
    Shut,
    Held(Hold),
    Failed(Problem),
}

impl From<Problem> for NotReady {
    fn from(problem: Problem) -> Self {
        NotReady::Failed(problem)
    }
}

impl Console {
    /// Carries one submission: prepares the call, writes the attempt, sends, writes the outcome.
    pub(crate) async fn send(&self, row: SubmissionRow) -> Result<(), Problem> {
        let client = self.client()?;
        let call = match self.prepare(&client, &row).await {
            Ok(call) => call,
            Err(NotReady::Shut) => return Ok(()),
            Err(NotReady::Held(hold)) => return self.hold(row, hold).await,
            // A read that failed, because the program is closing or the disk is at fault: it stays where it is.
            Err(NotReady::Failed(problem)) if problem.retry == Retry::Now => return Err(problem),
            // A damaged picture and the like: staff must see it.
            Err(NotReady::Failed(problem)) => return self.hold(row, never(&problem.code)).await,
        };
        let request = serde_json::to_vec(&call).unwrap_or_default();
        let Some(leave) = self.leave(Some(row.kind)) else { return Ok(()) };
        let Some((row, attempt)) = self.begin_attempt(row, blake3::hash(&request).to_hex().to_string()).await? else {
            return Ok(());
        };
        let Some(wire) = self.wire(leave).await else { return self.withhold(row, attempt).await };
        let answer = call.execute(&client).await;
        match answer {
            Ok(receipt) => {
                self.note_success(&call.endpoint()).await?;
                drop(wire);
                let now = self.now();
                let has_code = receipt.has_code();
                self.write(move |tx| {
                    attempts::finish(tx, attempt, &AttemptOutcome::Accepted.into(), now)?;
                    let Some(mut row) = submissions::get(tx, row.id)? else { return Ok(()) };
                    // A yes that comes late is a yes all the same.
                    let event = match row.state {
                        SubmissionState::Unknown => SubmissionEvent::FoundThere,
                        _ => SubmissionEvent::Accept,
                    };
                    if advance(tx, &mut row, event, &receipt.remark(), now)? {
                        settle(tx, &row, &call, &receipt, now)?;
                    }
                    Ok(())
                })
                .await?;
                if has_code {
                    self.inner.wake_codes.notify_one();
                }
                Ok(())
            }
            Err(failure) => self.failed(row, attempt, &call, failure).await,
        }
    }

    async fn failed(
        &self,
        row: SubmissionRow,
        attempt: AttemptId,
        call: &Call,
        failure: (endpoint::Endpoint, CallError),
    ) -> Result<(), Problem> {
        // After 'the picture cannot be fetched' its upload is forgotten, so that the next attempt uploads anew.
        if failure.1.errcode().is_some_and(hold::is_stale_picture) {
            let media_ids = call.pictures();
            self.write(move |tx| media_ids.iter().try_for_each(|media_id| media_ids::forget(tx, media_id))).await?;
        }
        // The platform does not say which parameter is wrong: a page that it has lost is uploaded anew next time.
        if let (Call::Apply(info), Some(code)) = (call, failure.1.errcode())
            && code == PARAMETER.errcode
        {
            let files: Vec<_> = info.files().map(|file| file.0.clone()).collect();
            self.write(move |tx| files.iter().try_for_each(|file| uploaded_pages::forget(tx, file))).await?;
        }
        self.end_attempt(row, attempt, failure).await
    }

    async fn prepare(&self, client: &Client, row: &SubmissionRow) -> Result<Call, NotReady> {
        match row.object_kind {
            ObjectKind::Goods => self.prepare_goods(client, row).await,
            ObjectKind::Room => self.prepare_room(client, row).await,
            ObjectKind::Shelf => self.prepare_shelf(row).await,
            ObjectKind::Member => self.prepare_member(row).await,
            ObjectKind::Application => self.prepare_application(client, row).await,
            ObjectKind::Product => self.prepare_product(row).await,
        }
    }

    async fn prepare_goods(&self, client: &Client, row: &SubmissionRow) -> Result<Call, NotReady> {
        let id: GoodsId = row.object_id.parse().map_err(|_| crate::problem::internal("goods id"))?;
        let good = self.goods_row(id).await?;
        let on_platform = || good.platform_goods_id.ok_or(NotReady::Held(never("goods.not-found")));
        match row.kind {
            SubmissionKind::GoodsDelete => return Ok(Call::DeleteGoods(on_platform()?)),
            SubmissionKind::GoodsWithdraw => {
                let audit = good.audit_id.ok_or(NotReady::Held(never("goods.cannot-withdraw")))?;
                return Ok(Call::WithdrawGoods(audit, on_platform()?));
            }
            // Added twice would be two: the kind was chosen when the good was not there yet.
            SubmissionKind::GoodsAdd if good.platform_goods_id.is_some() => {
                return Err(NotReady::Held(never("goods.already-submitted")));
            }
            _ => {}
        }
        self.must_not_be_in_conflict(row).await?;
        let sent = snapshot::goods(row, &good);
        if row.kind == SubmissionKind::GoodsUpdatePrice {
            let price = sent.draft.price().map_err(|_| NotReady::Held(never("goods.has-faults")))?;
            return Ok(Call::UpdatePrice(GoodsUpdate::price(on_platform()?, price)));
        }
        let spec = sent.draft.check().map_err(|_| NotReady::Held(never("goods.has-faults")))?;
        let picture = sent.picture.ok_or(NotReady::Held(never("picture.missing")))?;
        let media_id = self
            .media_id(client, row, (picture, Slot::Goods, Treatment { focus: sent.focus, edit: sent.edit }))
            .await?;
        let path = with_key(&spec.path, &good.short_key);
        Ok(match row.kind {
            SubmissionKind::GoodsAdd => Call::AddGoods(GoodsInfo::from_spec(&spec, &path, &media_id)),
            _ => Call::ResubmitGoods(GoodsUpdate::from_spec(on_platform()?, &spec, &path, Some(&media_id))),
        })
    }

    async fn prepare_room(&self, client: &Client, row: &SubmissionRow) -> Result<Call, NotReady> {
        let id: RoomId = row.object_id.parse().map_err(|_| crate::problem::internal("room id"))?;
        let room = self.room_row(id).await?;
        // What was refused before it became a Channels room is tried again in vain: no API makes those.
        if room.kind.live_type().is_none() {
            return Err(NotReady::Held(never("room.channels")));
        }
        // An edit that followed a creation which was refused has nothing to edit.
        let on_platform = || room.platform_room_id.ok_or(NotReady::Held(never("outbox.before-refused")));
        match row.kind {
            SubmissionKind::RoomDelete => return Ok(Call::DeleteRoom(on_platform()?)),
            SubmissionKind::RoomAddGoods => {
                let goods = self.goods_for_shelf(id).await?;
                return Ok(Call::AddRoomGoods(on_platform()?, goods));
            }
            // Created twice would be two.
            SubmissionKind::RoomCreate if room.platform_room_id.is_some() => {
                return Err(NotReady::Held(never("room.already-submitted")));
            }
            _ => {}
        }
        self.must_not_be_in_conflict(row).await?;
        let sent = snapshot::room(row, &room);
        let at_ms = self.room_checked_at(row, &sent.draft).await?;
        let spec = sent.draft.check(at_ms).map_err(|_| NotReady::Held(never("room.has-faults")))?;
        let picture = sent.picture.ok_or(NotReady::Held(never("picture.missing")))?;
        let treated = |focus| Treatment { focus, edit: sent.edit };
        let pictures = RoomPictures {
            cover: self.media_id(client, row, (picture, Slot::Background, treated(sent.focus.background))).await?,
            share: self.media_id(client, row, (picture, Slot::Share, treated(sent.focus.share))).await?,
            feeds: self.media_id(client, row, (picture, Slot::Feeds, treated(sent.focus.feeds))).await?,
        };
        let info = Box::new(RoomInfo::from_spec(&spec, &pictures));
        Ok(match row.kind {
            SubmissionKind::RoomCreate => Call::CreateRoom(info),
            _ => Call::EditRoom(on_platform()?, info),
        })
    }

    async fn prepare_shelf(&self, row: &SubmissionRow) -> Result<Call, NotReady> {
        let at = ShelfObject::of(row).map_err(|_| crate::problem::internal("shelf id"))?;
        let room = self.room_row(at.room).await?.platform_room_id;
        let room = room.ok_or(NotReady::Held(never("outbox.before-refused")))?;
        // The order as it stands when it leaves, so that one call carries however many moves.
        let Some(good) = at.good else { return Ok(Call::SortShelf(room, self.shelf_order(at.room).await?)) };
        let good = self.goods_row(good).await?.platform_goods_id;
        let good = good.ok_or(NotReady::Held(never("goods.not-found")))?;
        Ok(match row.kind {
            SubmissionKind::ShelfDelete => Call::DeleteFromShelf(room, good),
            kind => Call::PutOnSale(room, good, kind == SubmissionKind::ShelfOnSale),
        })
    }

    async fn prepare_member(&self, row: &SubmissionRow) -> Result<Call, NotReady> {
        let member = self.member_of(row).await?;
        let wechat = member.wechat.ok_or(NotReady::Held(never("member.wechat-missing")))?;
        Ok(match row.kind {
            SubmissionKind::RoleRemove => Call::RemoveRole(wechat, member.role),
            _ => Call::AddRole(wechat, member.role),
        })
    }

    async fn prepare_application(&self, client: &Client, row: &SubmissionRow) -> Result<Call, NotReady> {
        let application = self.application_of(row).await?;
        if row.kind == SubmissionKind::CategoryCancel {
            let audit = application.audit_id.ok_or(NotReady::Held(never("outbox.before-refused")))?;
            return Ok(Call::CancelApplication(audit));
        }
        // Applied for twice would be two.
        if application.audit_id.is_some() {
            return Err(NotReady::Held(never("application.already-submitted")));
        }
        let id = application.id;
        if let Some(draft) = self.read(move |db| application_drafts::of_round(db, id)).await? {
            return self.prepare_handed(client, row, (draft, &application.request)).await;
        }
        let info = serde_json::from_str(&application.request).map_err(|_| crate::problem::internal("application"))?;
        Ok(Call::Apply(Box::new(info)))
    }

    async fn prepare_product(&self, row: &SubmissionRow) -> Result<Call, NotReady> {
        let product = self.product_of(row).await?;
        let on_platform = || product.product_id.ok_or(NotReady::Held(never("outbox.before-refused")));
        match row.kind {
            SubmissionKind::ProductListing => return Ok(Call::ListProduct(on_platform()?)),
            SubmissionKind::ProductDelisting => return Ok(Call::DelistProduct(on_platform()?)),
            // Added twice would be two.
            SubmissionKind::ProductAdd if product.product_id.is_some() => {
                return Err(NotReady::Held(never("product.already-submitted")));
            }
            _ => {}
        }
        let info: ProductInfo =
            serde_json::from_str(&product.request).map_err(|_| crate::problem::internal("product"))?;
        Ok(match row.kind {
            SubmissionKind::ProductAdd => Call::AddProduct(Box::new(info)),
            _ => Call::UpdateProduct(Box::new(ProductInfo { product_id: Some(on_platform()?), ..info })),
        })
    }

    /// The moment by which a room's times are checked: a start that the platform has already may be near.
    async fn room_checked_at(&self, row: &SubmissionRow, draft: &RoomDraft) -> Result<i64, Problem> {
        let (now, object) = (self.now(), row.object_id.clone());
        let agreed = self.read(move |db| agreements::get(db, ObjectKind::Room, &object)).await?;
        Ok(crate::room_view::checked_at(draft, agreed.map(|agreement| agreement.fields).as_ref(), now))
    }

    /// What both sides changed is not sent over the other's before somebody chose.
    async fn must_not_be_in_conflict(&self, row: &SubmissionRow) -> Result<(), NotReady> {
        let (kind, object) = (row.object_kind, row.object_id.clone());
        let agreed = self.read(move |db| agreements::get(db, kind, &object)).await?;
        if agreed.is_some_and(|agreement| !agreement.theirs.is_empty()) {
            let remark = Remark { cause: Some("outbox.in-conflict".into()), ..Remark::default() };
            return Err(NotReady::Held(Hold::Later(remark)));
        }
        Ok(())
    }

    /// The media_id of a fitted picture: the one the platform still has, else of a new upload. Uploading twice harms
    /// nothing, so an upload needs no attempt of its own.
    async fn media_id(
        &self,
        client: &Client,
        row: &SubmissionRow,
        (picture_id, slot, treatment): (PictureId, Slot, Treatment),
    ) -> Result<MediaId, NotReady> {
        let key = MediaKey { picture_id, slot, treatment };
        if let Some(known) = self.uploaded(key).await? {
            return Ok(known);
        }
        let turn = self.inner.uploads.turn(&key);
        let _turn = turn.lock().await;
        if let Some(known) = self.uploaded(key).await? {
            return Ok(known);
        }
        let jpeg = self.fitted(picture_id, slot, treatment).await?;
        let name = format!("{}.jpg", slot.name());
        let wire = self.wire_for_look().await.ok_or(NotReady::Shut)?;
        let uploaded = match client.media_upload(&jpeg, &name, "image/jpeg").await {
            Ok(uploaded) => uploaded,
            Err(error) => {
                let until = self.note_failure(&endpoint::MEDIA_UPLOAD, &error).await?;
                let when = (self.patience(), self.now());
                return Err(NotReady::Held(hold::of_upload(&error, row, until, when, &mut self.chance())));
            }
        };
        self.note_success(&endpoint::MEDIA_UPLOAD).await?;
        drop(wire);
        let (media_id, shop, now) = (uploaded.media_id.as_str().to_owned(), self.inner.shop.id, self.now());
        self.write(move |tx| {
            let counted = quota::key(&endpoint::MEDIA_UPLOAD);
            quotas::count(tx, shop, counted, 1, (now, next_beijing_midnight(now)))?;
            media_ids::put(tx, &key, &media_id, now)
        })
        .await?;
        Ok(uploaded.media_id)
    }

    /// The media_id of a picture that the platform still has.
    async fn uploaded(&self, key: MediaKey) -> Result<Option<MediaId>, Problem> {
        let now = self.now();
        Ok(self.read(move |db| media_ids::get_fresh(db, &key, now)).await?.map(MediaId::new))
    }
}
