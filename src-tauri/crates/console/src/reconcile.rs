//! Looking before sending again: after a lost reply the platform is read, and what arrived is adopted.

mod applications;
mod members;
mod products;
mod shelf;

pub(crate) use applications::facts_of;
pub(crate) use members::{fitting, person_of};
pub(crate) use products::{LookedAt, standing_of};

use crate::{
    Console,
    call::agree,
    goods_price,
    library::Looked,
    outbox::{
        ADOPTED, advance,
        hold::{self, Hold, line_problem},
        snapshot,
    },
    sync::fields,
    view::Problem,
};
use kaibo_domain::{
    AuditStatus, GoodsId, LiveStatus, RoomId,
    outbox::{SubmissionEvent, SubmissionState},
    platform::endpoint,
};
use kaibo_store::{
    StoreError, Transaction, agreements,
    goods::{self, Adoption, GoodsRow},
    rooms::{self, RoomAdoption, RoomRow},
    submissions::{self, ObjectKind, Remark, SubmissionKind, SubmissionRow},
};
use kaibo_wechat::{Client, LiveRoom};

/// How long until the next look when the platform answered something that cannot be read.
const LOOK_AGAIN_MS: i64 = 3_000;

/// What was found.
enum Found {
    /// It arrived; write that down.
    There(Write),
    /// It did not: send it again.
    NotThere,
}

type Write = Box<dyn FnOnce(&Transaction) -> Result<(), StoreError> + Send>;

impl Console {
    /// Finds out whether a doubtful submission arrived, and moves it to `accepted` or back to `queued`.
    pub(crate) async fn reconcile(&self, mut row: SubmissionRow) -> Result<(), Problem> {
        let client = self.client()?;
        // Shut: it is looked for when the line is back.
        let Some(wire) = self.wire_for_look().await else { return Ok(()) };
        let looked = self.look(&client, &row).await?;
        drop(wire);
        let now = self.now();
        let next = match looked {
            Ok(Found::There(write)) => Ok(Some(write)),
            Ok(Found::NotThere) => {
                let hold = hold::of_not_there(&row, self.patience(), &mut self.chance(), now);
                let given_up = matches!(hold, Some(Hold::Never(_))).then(|| row.clone());
                self.write(move |tx| {
                    if !advance(tx, &mut row, SubmissionEvent::NotFoundThere, &Remark::default(), now)? {
                        return Ok(());
                    }
                    match hold {
                        Some(Hold::Later(remark)) => advance(tx, &mut row, SubmissionEvent::Postpone, &remark, now)?,
                        Some(Hold::Never(remark)) => advance(tx, &mut row, SubmissionEvent::Reject, &remark, now)?,
                        Some(Hold::Look(_)) | None => true,
                    };
                    Ok(())
                })
                .await?;
                given_up.into_iter().for_each(|row| self.note_refusal(row));
                return Ok(());
            }
            Err((endpoint, error)) => {
                let until = self.note_failure(&endpoint, &error).await?;
                Err((until.unwrap_or(now + LOOK_AGAIN_MS), line_problem(&error, now)))
            }
        };
        self.write(move |tx| {
            match next {
                Ok(write) => {
                    let remark = Remark { cause: Some(ADOPTED.into()), ..Remark::default() };
                    if advance(tx, &mut row, SubmissionEvent::FoundThere, &remark, now)?
                        && let Some(write) = write
                    {
                        write(tx)?;
                        agree_if_sent(tx, &row, now)?;
                    }
                }
                Err((until, problem)) => {
                    let remark =
                        Remark { waiting_until_ms: Some(until), cause: Some(problem.code), ..Remark::default() };
                    let stays = (SubmissionState::Unknown, SubmissionState::Unknown);
                    submissions::transition(tx, row.id, row.version, stays, &remark, now)?;
                }
            }
            Ok(())
        })
        .await
    }

    async fn look(&self, client: &Client, row: &SubmissionRow) -> Result<Looked<Found>, Problem> {
        match row.kind {
            SubmissionKind::GoodsAdd => self.look_for_added_goods(client, row).await,
            SubmissionKind::GoodsResubmit
            | SubmissionKind::GoodsUpdatePrice
            | SubmissionKind::GoodsWithdraw
            | SubmissionKind::GoodsDelete => self.look_at_goods(client, row).await,
            SubmissionKind::RoomCreate => self.look_for_created_room(client, row).await,
            SubmissionKind::RoomEdit | SubmissionKind::RoomDelete => self.look_at_room(client, row).await,
            SubmissionKind::RoomAddGoods => self.look_for_shelved(client, row).await,
            SubmissionKind::ShelfSort
            | SubmissionKind::ShelfOnSale
            | SubmissionKind::ShelfOffSale
            | SubmissionKind::ShelfDelete => self.look_at_shelf(client, row).await,
            SubmissionKind::RoleAdd | SubmissionKind::RoleRemove => self.look_at_role(client, row).await,
            SubmissionKind::CategoryApply => self.look_for_application(client, row).await,
            SubmissionKind::CategoryCancel => self.look_at_application(client, row).await,
            SubmissionKind::ProductAdd => self.look_for_product(client, row).await,
            SubmissionKind::ProductUpdate | SubmissionKind::ProductListing | SubmissionKind::ProductDelisting => {
                self.look_at_product(client, row).await
            }
        }
    }

    async fn look_for_added_goods(&self, client: &Client, row: &SubmissionRow) -> Result<Looked<Found>, Problem> {
        let good = self.goods_of(row).await?;
        // What was never sent is there as it was before: the revision here is still to be submitted.
        let sent_revision = if row.tries == 0 { 0 } else { row.revision };
        let (now, id, shop) = (self.now(), good.id, self.inner.shop.id);
        let found = self.find_by_key(client, &good.short_key, row.waiting_until_ms.unwrap_or(row.updated_ms)).await?;
        Ok(found.map(|found| match found {
            None => Found::NotThere,
            Some((platform_goods_id, audit_status)) => Found::There(Box::new(move |tx| {
                let adoption = Adoption { platform_goods_id, audit_id: None, audit_status, sent_revision, found: true };
                goods::adopt(tx, id, &adoption, now)?;
                match audit_status {
                    AuditStatus::Approved => crate::shelf::enqueue_where_wanted(tx, shop, id, now),
                    _ => Ok(()),
                }
            })),
        }))
    }

    async fn look_at_goods(&self, client: &Client, row: &SubmissionRow) -> Result<Looked<Found>, Problem> {
        let good = self.goods_of(row).await?;
        let Some(platform) = good.platform_goods_id else { return Ok(Ok(Found::NotThere)) };
        let (now, kind, revision, shop) = (self.now(), row.kind, row.revision, self.inner.shop.id);
        let listed = match client.goods_warehouse(&[platform]).await {
            Ok(items) => items,
            Err(error) => return Ok(Err((endpoint::GOODS_WAREHOUSE, error))),
        };
        self.count_calls(&endpoint::GOODS_WAREHOUSE, 1).await?;
        let item = listed.iter().find(|item| item.goods_id == platform);
        if kind == SubmissionKind::GoodsUpdatePrice {
            let sent = snapshot::goods(row, &good).draft.price().ok();
            let arrived = sent.is_some() && item.and_then(|item| item.price_form()) == sent;
            let row = row.clone();
            let write: Write = Box::new(move |tx| goods_price::settle(tx, &row, good.id, now));
            return Ok(Ok(if arrived { Found::There(write) } else { Found::NotThere }));
        }
        let status = item.and_then(|item| item.status());
        Ok(Ok(match (kind, status) {
            (SubmissionKind::GoodsDelete, None) => Found::There(Box::new(move |tx| {
                agreements::remove(tx, ObjectKind::Goods, &good.id.to_string())?;
                goods::detach(tx, good.id, now)
            })),
            (SubmissionKind::GoodsResubmit, Some(status @ (AuditStatus::Auditing | AuditStatus::Approved)))
            | (SubmissionKind::GoodsWithdraw, Some(status @ AuditStatus::NotAudited)) => {
                Found::There(Box::new(move |tx| {
                    if kind == SubmissionKind::GoodsResubmit {
                        goods::note_sent(tx, good.id, revision, now)?;
                    }
                    goods::apply_platform_status(tx, shop, platform, status, now).map(|_| ())
                }))
            }
            _ => Found::NotThere,
        }))
    }

    async fn look_for_created_room(&self, client: &Client, row: &SubmissionRow) -> Result<Looked<Found>, Problem> {
        let room = self.room_of(row).await?;
        let sent = snapshot::room(row, &room).draft;
        let (now, revision, shop, id) = (self.now(), row.revision, self.inner.shop.id, room.id);
        let listed = match self.all_rooms(client).await? {
            Ok(rooms) => rooms,
            Err(failure) => return Ok(Err(failure)),
        };
        let same = |other: &LiveRoom| {
            other.name == sent.name.trim()
                && Some(other.start_time) == sent.start_ms.map(|ms| ms.div_euclid(1000))
                && other.anchor_name == sent.anchor_name.trim()
        };
        let candidates: Vec<_> = listed.into_iter().filter(same).map(|other| (other.roomid, other.status())).collect();
        // A room that another draft of ours is tied to is not this one.
        let free = self
            .read(move |db| {
                for (platform, status) in candidates {
                    if rooms::by_platform_id(db, shop, platform)?.is_none() {
                        return Ok(Some((platform, status)));
                    }
                }
                Ok(None)
            })
            .await?;
        Ok(Ok(match free {
            None => Found::NotThere,
            Some((platform_room_id, status)) => Found::There(Box::new(move |tx| {
                let live_status = status.unwrap_or(LiveStatus::NotStarted);
                let adoption = RoomAdoption { platform_room_id, live_status, sent_revision: revision, found: true };
                rooms::adopt(tx, id, &adoption, now)?;
                crate::shelf::enqueue_if_wanted(tx, shop, id, now)
            })),
        }))
    }

    async fn look_at_room(&self, client: &Client, row: &SubmissionRow) -> Result<Looked<Found>, Problem> {
        let room = self.room_of(row).await?;
        let (now, revision, id) = (self.now(), row.revision, room.id);
        let listed = match self.all_rooms(client).await? {
            Ok(rooms) => rooms,
            Err(failure) => return Ok(Err(failure)),
        };
        let there = listed.iter().find(|other| Some(other.roomid) == room.platform_room_id);
        if row.kind == SubmissionKind::RoomDelete {
            return Ok(Ok(match there {
                Some(_) => Found::NotThere,
                None => Found::There(Box::new(move |tx| {
                    agreements::remove(tx, ObjectKind::Room, &id.to_string())?;
                    rooms::detach(tx, id, now)
                })),
            }));
        }
        let object = row.object_id.clone();
        let agreed = self.read(move |db| agreements::get(db, ObjectKind::Room, &object)).await?;
        let sent = fields::of_room(&snapshot::room(row, &room).draft);
        // An edit of pictures alone does not show in the list; sending it again leaves the same room.
        let shows = agreed.is_none_or(|agreement| agreement.fields != sent);
        let arrived = there
            .is_some_and(|there| fields::of_live_room(there).iter().all(|(name, value)| sent.get(name) == Some(value)));
        Ok(Ok(if shows && arrived {
            Found::There(Box::new(move |tx| rooms::note_sent(tx, id, revision, now)))
        } else {
            Found::NotThere
        }))
    }

    async fn goods_of(&self, row: &SubmissionRow) -> Result<GoodsRow, Problem> {
        let id: GoodsId = row.object_id.parse().map_err(|_| crate::problem::internal("goods id"))?;
        self.goods_row(id).await
    }

    async fn room_of(&self, row: &SubmissionRow) -> Result<RoomRow, Problem> {
        let id: RoomId = row.object_id.parse().map_err(|_| crate::problem::internal("room id"))?;
        self.room_row(id).await
    }
}

/// What arrived is what both sides have, where the kind sends a draft.
fn agree_if_sent(tx: &Transaction, row: &SubmissionRow, now_ms: i64) -> Result<(), StoreError> {
    match row.kind {
        _ if row.tries == 0 => Ok(()),
        SubmissionKind::GoodsAdd
        | SubmissionKind::GoodsResubmit
        | SubmissionKind::RoomCreate
        | SubmissionKind::RoomEdit => agree(tx, row, now_ms),
        _ => Ok(()),
    }
}
