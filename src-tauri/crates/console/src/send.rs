//! Sending: a submission becomes a call, the call's yes is written down together with what it changed.

use crate::{Console, outbox::advance, view::Problem};
use kaibo_domain::{
    AuditId, AuditStatus, Focus, GoodsId, LiveStatus, PictureId, PlatformGoodsId, PlatformRoomId, RoomId, Slot,
    goods::with_key,
    outbox::SubmissionEvent,
    platform::errcode,
    time::{MINUTE_MS, next_beijing_midnight},
};
use kaibo_store::{
    StoreError, Transaction,
    attempts::{self, AttemptOutcome},
    goods::{self, Adoption},
    media_ids::{self, MediaKey},
    room_goods::{self, ShelfState},
    rooms::{self, RoomAdoption},
    submissions::{ObjectKind, Remark, SubmissionKind, SubmissionRow},
};
use kaibo_wechat::{CallError, Client, GoodsInfo, GoodsUpdate, MediaId, NotSentCause, RoomInfo, RoomPictures};
use serde::Serialize;

/// Why a submission is not sent, or is not to be sent again at once.
#[derive(Debug)]
pub(crate) enum Hold {
    /// Goes on by itself at `waiting_until_ms`.
    Later(Remark),
    /// Staff must change something.
    Never(Remark),
}

/// A picture that cannot be fetched by the platform is uploaded anew this often before staff are told.
const IMAGE_TRIES: usize = 3;

impl Hold {
    /// What a failed call means for its submission; `None` when nobody knows whether it was executed.
    pub fn of(error: &CallError, tries: usize, practice: bool, now_ms: i64) -> Option<Hold> {
        let later = |until: i64, cause: &str| Remark {
            waiting_until_ms: Some(until),
            cause: Some(cause.to_owned()),
            ..Remark::default()
        };
        let patience = 2_000_i64.saturating_mul(1 << tries.min(7)).min(if practice { 4_000 } else { 5 * MINUTE_MS });
        Some(match error {
            CallError::Unknown { .. } => return None,
            CallError::NotSent { cause: NotSentCause::TokenRefused { errcode, errmsg, rid } } => Hold::Later(Remark {
                waiting_until_ms: Some(now_ms + MINUTE_MS),
                cause: None,
                errcode: Some(*errcode),
                errmsg: Some(errmsg.clone()),
                rid: rid.clone(),
            }),
            CallError::NotSent { .. } => Hold::Later(later(now_ms + patience, "platform.unreachable")),
            CallError::Rejected { errcode, errmsg, rid, .. } => {
                let until = if is_day_quota(*errcode) {
                    Some(next_beijing_midnight(now_ms))
                } else if *errcode == errcode::MINUTE_QUOTA.errcode {
                    Some(now_ms + MINUTE_MS)
                } else if *errcode == errcode::IMAGE_FETCH.errcode && tries < IMAGE_TRIES {
                    Some(now_ms + 1_000)
                } else {
                    None
                };
                let remark = Remark {
                    waiting_until_ms: until,
                    cause: None,
                    errcode: Some(*errcode),
                    errmsg: Some(errmsg.clone()),
                    rid: rid.clone(),
                };
                if until.is_some() { Hold::Later(remark) } else { Hold::Never(remark) }
            }
        })
    }

    fn never(cause: &str) -> Hold {
        Hold::Never(Remark { cause: Some(cause.to_owned()), ..Remark::default() })
    }
}

fn is_day_quota(errcode: i64) -> bool {
    errcode == errcode::DAILY_QUOTA.errcode || errcode == errcode::NO_AUDIT_QUOTA.errcode
}

/// A call ready to leave.
#[derive(Serialize)]
enum Call {
    AddGoods(GoodsInfo),
    ResubmitGoods(GoodsUpdate),
    WithdrawGoods(AuditId, PlatformGoodsId),
    DeleteGoods(PlatformGoodsId),
    CreateRoom(RoomInfo),
    EditRoom(PlatformRoomId, RoomInfo),
    DeleteRoom(PlatformRoomId),
    AddRoomGoods(PlatformRoomId, Vec<(GoodsId, PlatformGoodsId)>),
}

/// What a yes brought.
enum Receipt {
    GoodsAdded(PlatformGoodsId, AuditId),
    AuditBegun(PlatformGoodsId, AuditId),
    RoomCreated(PlatformRoomId),
    Done,
}

enum NotReady {
    Held(Hold),
    Failed(Problem),
}

impl From<Problem> for NotReady {
    fn from(problem: Problem) -> Self {
        NotReady::Failed(problem)
    }
}

impl Console {
    /// Carries one queued submission: prepares the call, writes the attempt, sends, writes the outcome.
    pub(crate) async fn send(&self, row: SubmissionRow) -> Result<(), Problem> {
        let Some(client) = self.inner.link.client() else {
            return self.hold(row, Hold::never("practice.not-running")).await;
        };
        let call = match self.prepare(&client, &row).await {
            Ok(call) => call,
            Err(NotReady::Held(hold)) => return self.hold(row, hold).await,
            // A picture that cannot be read and the like: staff must see it.
            Err(NotReady::Failed(problem)) => return self.hold(row, Hold::never(&problem.code)).await,
        };
        let request = serde_json::to_vec(&call).unwrap_or_default();
        let Some((row, attempt)) = self.begin_attempt(row, blake3::hash(&request).to_hex().to_string()).await? else {
            return Ok(());
        };
        match execute(&client, &call).await {
            Err(error) => {
                if let (CallError::Rejected { errcode, .. }, true) = (&error, call.has_pictures()) {
                    self.forget_pictures_on(*errcode, &call).await?;
                }
                self.end_attempt(row, attempt, error).await
            }
            Ok(receipt) => {
                let now = self.now();
                let shop_id = self.inner.shop.id;
                self.write(move |tx| {
                    let mut row = row;
                    attempts::finish(tx, attempt, AttemptOutcome::Accepted, now)?;
                    if advance(tx, &mut row, SubmissionEvent::Accept, &Remark::default(), now)? {
                        settle(tx, shop_id, &row, &call, &receipt, now)?;
                    }
                    Ok(())
                })
                .await
            }
        }
    }

    async fn prepare(&self, client: &Client, row: &SubmissionRow) -> Result<Call, NotReady> {
        match row.object_kind {
            ObjectKind::Goods => self.prepare_goods(client, row).await,
            ObjectKind::Room => self.prepare_room(client, row).await,
        }
    }

    async fn prepare_goods(&self, client: &Client, row: &SubmissionRow) -> Result<Call, NotReady> {
        let id: GoodsId = row.object_id.parse().map_err(|_| crate::problem::internal("goods id"))?;
        let good = self.goods_row(id).await?;
        let on_platform = || good.platform_goods_id.ok_or(NotReady::Held(Hold::never("goods.not-found")));
        if row.kind == SubmissionKind::GoodsDelete {
            return Ok(Call::DeleteGoods(on_platform()?));
        }
        if row.kind == SubmissionKind::GoodsWithdraw {
            let audit = good.audit_id.ok_or(NotReady::Held(Hold::never("goods.cannot-withdraw")))?;
            return Ok(Call::WithdrawGoods(audit, on_platform()?));
        }
        let draft = crate::goods_view::draft_of(&good);
        let spec = draft.check().map_err(|_| NotReady::Held(Hold::never("goods.has-faults")))?;
        let picture = good.picture_id.ok_or(NotReady::Held(Hold::never("picture.missing")))?;
        let media_id = self.media_id(client, picture, Slot::Goods, good.focus).await?;
        let path = with_key(&spec.path, &good.short_key);
        Ok(match good.platform_goods_id {
            None => Call::AddGoods(GoodsInfo::from_spec(&spec, &path, &media_id)),
            Some(platform) => Call::ResubmitGoods(GoodsUpdate::from_spec(platform, &spec, &path, Some(&media_id))),
        })
    }

    async fn prepare_room(&self, client: &Client, row: &SubmissionRow) -> Result<Call, NotReady> {
        let id: RoomId = row.object_id.parse().map_err(|_| crate::problem::internal("room id"))?;
        let room = self.room_row(id).await?;
        let on_platform = || room.platform_room_id.ok_or(NotReady::Held(Hold::never("room.not-found")));
        match row.kind {
            SubmissionKind::RoomDelete => return Ok(Call::DeleteRoom(on_platform()?)),
            SubmissionKind::RoomAddGoods => {
                let goods = self.goods_for_shelf(id).await?;
                return Ok(Call::AddRoomGoods(on_platform()?, goods));
            }
            _ => {}
        }
        let draft = crate::room_view::draft_of(&room);
        let spec = draft.check(self.now()).map_err(|_| NotReady::Held(Hold::never("room.has-faults")))?;
        let picture = room.picture_id.ok_or(NotReady::Held(Hold::never("picture.missing")))?;
        let pictures = RoomPictures {
            cover: self.media_id(client, picture, Slot::Background, room.focus.background).await?,
            share: self.media_id(client, picture, Slot::Share, room.focus.share).await?,
            feeds: self.media_id(client, picture, Slot::Feeds, room.focus.feeds).await?,
        };
        let info = RoomInfo::from_spec(&spec, &pictures);
        Ok(match room.platform_room_id {
            None => Call::CreateRoom(info),
            Some(platform) => Call::EditRoom(platform, info),
        })
    }

    /// The media_id of a fitted picture: the one the platform still has, else of a new upload. Uploading twice harms
    /// nothing, so an upload needs no attempt of its own.
    async fn media_id(
        &self,
        client: &Client,
        picture_id: PictureId,
        slot: Slot,
        focus: Focus,
    ) -> Result<MediaId, NotReady> {
        let (key, now) = (MediaKey { picture_id, slot, focus }, self.now());
        if let Some(known) = self.read(move |db| media_ids::get_fresh(db, &key, now)).await? {
            return Ok(MediaId::new(known));
        }
        let jpeg = self.fitted(picture_id, slot, focus).await?;
        let name = format!("{}.jpg", slot.name());
        let uploaded = client.media_upload(&jpeg, &name, "image/jpeg").await.map_err(|error| {
            let unsure = || {
                let remark = Remark {
                    waiting_until_ms: Some(now + 2_000),
                    cause: Some("platform.unreachable".into()),
                    ..Remark::default()
                };
                Hold::Later(remark)
            };
            NotReady::Held(Hold::of(&error, 1, self.is_practice(), now).unwrap_or_else(unsure))
        })?;
        let media_id = uploaded.media_id.as_str().to_owned();
        self.write(move |tx| media_ids::put(tx, &key, &media_id, now)).await?;
        Ok(uploaded.media_id)
    }

    /// After 'the picture cannot be fetched' its upload is forgotten, so that the next attempt uploads anew.
    async fn forget_pictures_on(&self, errcode: i64, call: &Call) -> Result<(), Problem> {
        let stale = [errcode::IMAGE_FETCH.errcode, errcode::INVALID_MEDIA_ID.errcode];
        if !stale.contains(&errcode) {
            return Ok(());
        }
        let media_ids = call.pictures();
        self.write(move |tx| media_ids.iter().try_for_each(|media_id| media_ids::forget(tx, media_id))).await
    }
}

impl Call {
    fn pictures(&self) -> Vec<String> {
        let ids: Vec<&MediaId> = match self {
            Call::AddGoods(info) => vec![&info.cover_img_url],
            Call::ResubmitGoods(update) => update.cover_img_url.iter().collect(),
            Call::CreateRoom(info) | Call::EditRoom(_, info) => vec![&info.cover_img, &info.share_img, &info.feeds_img],
            _ => Vec::new(),
        };
        ids.into_iter().map(|id| id.as_str().to_owned()).collect()
    }

    fn has_pictures(&self) -> bool {
        !self.pictures().is_empty()
    }
}

async fn execute(client: &Client, call: &Call) -> Result<Receipt, CallError> {
    Ok(match call {
        Call::AddGoods(info) => {
            let (goods, audit) = client.goods_add(info).await?;
            Receipt::GoodsAdded(goods, audit)
        }
        Call::ResubmitGoods(update) => {
            client.goods_update(update).await?;
            Receipt::AuditBegun(update.goods_id, client.goods_audit(update.goods_id).await?)
        }
        Call::WithdrawGoods(audit, goods) => {
            client.goods_reset_audit(*audit, *goods).await?;
            Receipt::Done
        }
        Call::DeleteGoods(goods) => {
            client.goods_delete(*goods).await?;
            Receipt::Done
        }
        Call::CreateRoom(info) => Receipt::RoomCreated(client.room_create(info).await?.room_id),
        Call::EditRoom(room, info) => {
            client.room_edit(*room, info).await?;
            Receipt::Done
        }
        Call::DeleteRoom(room) => {
            client.room_delete(*room).await?;
            Receipt::Done
        }
        Call::AddRoomGoods(_, goods) if goods.is_empty() => Receipt::Done,
        Call::AddRoomGoods(room, goods) => {
            let ids: Vec<_> = goods.iter().map(|(_, platform)| *platform).collect();
            client.room_add_goods(*room, &ids).await?;
            Receipt::Done
        }
    })
}

/// Writes down what a yes changed, in the same transaction as the yes itself.
fn settle(
    tx: &Transaction,
    shop_id: kaibo_domain::ShopId,
    row: &SubmissionRow,
    call: &Call,
    receipt: &Receipt,
    now_ms: i64,
) -> Result<(), StoreError> {
    let goods_id = || row.object_id.parse::<GoodsId>().map_err(|_| StoreError::NotFound);
    let room_id = || row.object_id.parse::<RoomId>().map_err(|_| StoreError::NotFound);
    match (call, receipt) {
        (_, Receipt::GoodsAdded(platform_goods_id, audit_id) | Receipt::AuditBegun(platform_goods_id, audit_id)) => {
            let adoption = Adoption {
                platform_goods_id: *platform_goods_id,
                audit_id: Some(*audit_id),
                audit_status: AuditStatus::Auditing,
                sent_revision: row.revision,
                found: false,
            };
            goods::adopt(tx, goods_id()?, &adoption, now_ms)
        }
        (_, Receipt::RoomCreated(platform_room_id)) => {
            let adoption = RoomAdoption {
                platform_room_id: *platform_room_id,
                live_status: LiveStatus::NotStarted,
                sent_revision: row.revision,
                found: false,
            };
            rooms::adopt(tx, room_id()?, &adoption, now_ms)?;
            crate::shelf::enqueue_if_wanted(tx, shop_id, room_id()?, now_ms)
        }
        (Call::WithdrawGoods(_, platform), Receipt::Done) => {
            goods::apply_platform_status(tx, shop_id, *platform, AuditStatus::NotAudited, now_ms).map(|_| ())
        }
        (Call::DeleteGoods(_), Receipt::Done) => goods::detach(tx, goods_id()?, now_ms),
        (Call::DeleteRoom(_), Receipt::Done) => rooms::detach(tx, room_id()?, now_ms),
        (Call::EditRoom(..), Receipt::Done) => {
            rooms::note_sent(tx, room_id()?, row.revision, now_ms)?;
            crate::shelf::enqueue_if_wanted(tx, shop_id, room_id()?, now_ms)
        }
        (Call::AddRoomGoods(_, shelved), Receipt::Done) => {
            let room = room_id()?;
            shelved.iter().try_for_each(|(goods, _)| room_goods::put(tx, room, *goods, ShelfState::OnShelf, now_ms))
        }
        (Call::AddGoods(_) | Call::ResubmitGoods(_) | Call::CreateRoom(_), Receipt::Done) => Ok(()),
    }
}
