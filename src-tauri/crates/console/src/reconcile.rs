//! Looking before sending again: after a lost reply the platform is read, and what arrived is adopted.

use crate::{Console, outbox::advance, problem::of_call, view::Problem};
use kaibo_domain::{
    AuditStatus, GoodsId, RoomId,
    goods::key_of,
    outbox::{SubmissionEvent, SubmissionState},
    platform::limit,
};
use kaibo_store::{
    StoreError, Transaction,
    goods::{self, Adoption, GoodsRow},
    room_goods::{self, ShelfState},
    rooms::{self, RoomAdoption, RoomRow},
    submissions::{self, Remark, SubmissionKind, SubmissionRow},
};
use kaibo_wechat::{CallError, Client, LiveRoom};

/// How long until the next look when the platform could not be read.
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
        let now = self.now();
        let looked = match self.inner.link.client() {
            Some(client) => self.look(&client, &row).await?,
            None => Err(Problem::new("platform.unreachable")),
        };
        self.write(move |tx| {
            match looked {
                Ok(Found::There(write)) => {
                    if advance(tx, &mut row, SubmissionEvent::FoundThere, &Remark::default(), now)? {
                        write(tx)?;
                    }
                }
                Ok(Found::NotThere) => {
                    advance(tx, &mut row, SubmissionEvent::NotFoundThere, &Remark::default(), now)?;
                }
                Err(problem) => {
                    let remark = Remark {
                        waiting_until_ms: Some(now + LOOK_AGAIN_MS),
                        cause: Some(problem.code),
                        ..Remark::default()
                    };
                    let stays = (SubmissionState::Unknown, SubmissionState::Unknown);
                    submissions::transition(tx, row.id, row.version, stays, &remark, now)?;
                }
            }
            Ok(())
        })
        .await
    }

    async fn look(&self, client: &Client, row: &SubmissionRow) -> Result<Result<Found, Problem>, Problem> {
        let now = self.now();
        let found = match row.kind {
            SubmissionKind::GoodsAdd => self.look_for_added_goods(client, row).await?,
            SubmissionKind::GoodsResubmit | SubmissionKind::GoodsWithdraw | SubmissionKind::GoodsDelete => {
                self.look_at_goods(client, row).await?
            }
            SubmissionKind::RoomCreate | SubmissionKind::RoomEdit | SubmissionKind::RoomDelete => {
                self.look_at_rooms(client, row).await?
            }
            SubmissionKind::RoomAddGoods => self.look_at_shelf(client, row).await?,
        };
        Ok(found.map_err(|error| of_call(&error, now)))
    }

    async fn look_for_added_goods(
        &self,
        client: &Client,
        row: &SubmissionRow,
    ) -> Result<Result<Found, CallError>, Problem> {
        let good = self.goods_of(row).await?;
        let (now, revision, id) = (self.now(), row.revision, good.id);
        Ok(find_by_key(client, &good.short_key).await.map(|found| match found {
            None => Found::NotThere,
            Some((platform_goods_id, audit_status)) => Found::There(Box::new(move |tx| {
                let adoption =
                    Adoption { platform_goods_id, audit_id: None, audit_status, sent_revision: revision, found: true };
                goods::adopt(tx, id, &adoption, now)
            })),
        }))
    }

    async fn look_at_goods(&self, client: &Client, row: &SubmissionRow) -> Result<Result<Found, CallError>, Problem> {
        let good = self.goods_of(row).await?;
        let Some(platform) = good.platform_goods_id else { return Ok(Ok(Found::NotThere)) };
        let (now, kind, revision, shop) = (self.now(), row.kind, row.revision, self.inner.shop.id);
        let listed = match client.goods_warehouse(&[platform]).await {
            Ok(items) => items,
            Err(error) => return Ok(Err(error)),
        };
        let status = listed.iter().find(|item| item.goods_id == platform).and_then(|item| item.status());
        Ok(Ok(match (kind, status) {
            (SubmissionKind::GoodsDelete, None) => Found::There(Box::new(move |tx| goods::detach(tx, good.id, now))),
            (SubmissionKind::GoodsResubmit, Some(status @ (AuditStatus::Auditing | AuditStatus::Approved)))
            | (SubmissionKind::GoodsWithdraw, Some(status @ AuditStatus::NotAudited)) => {
                Found::There(Box::new(move |tx| {
                    goods::note_sent(tx, good.id, revision, now)?;
                    goods::apply_platform_status(tx, shop, platform, status, now).map(|_| ())
                }))
            }
            _ => Found::NotThere,
        }))
    }

    async fn look_at_rooms(&self, client: &Client, row: &SubmissionRow) -> Result<Result<Found, CallError>, Problem> {
        let room = self.room_of(row).await?;
        let (now, revision, shop, id) = (self.now(), row.revision, self.inner.shop.id, room.id);
        let listed = match all_rooms(client).await {
            Ok(rooms) => rooms,
            Err(error) => return Ok(Err(error)),
        };
        let same = |other: &LiveRoom| {
            other.name == room.name.trim()
                && Some(other.start_time) == room.start_ms.map(|ms| ms.div_euclid(1000))
                && other.anchor_name == room.anchor_name.trim()
        };
        if row.kind == SubmissionKind::RoomDelete {
            let there = listed.iter().any(|other| Some(other.roomid) == room.platform_room_id);
            return Ok(Ok(if there {
                Found::NotThere
            } else {
                Found::There(Box::new(move |tx| rooms::detach(tx, id, now)))
            }));
        }
        if row.kind == SubmissionKind::RoomEdit {
            let edited = listed.iter().any(|other| Some(other.roomid) == room.platform_room_id && same(other));
            return Ok(Ok(if edited {
                Found::There(Box::new(move |tx| rooms::note_sent(tx, id, revision, now)))
            } else {
                Found::NotThere
            }));
        }
        // A room that another draft of ours is tied to is not this one.
        let candidates: Vec<_> = listed.into_iter().filter(same).map(|other| (other.roomid, other.status())).collect();
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
                let live_status = status.unwrap_or(kaibo_domain::LiveStatus::NotStarted);
                let adoption = RoomAdoption { platform_room_id, live_status, sent_revision: revision, found: true };
                rooms::adopt(tx, id, &adoption, now)?;
                crate::shelf::enqueue_if_wanted(tx, shop, id, now)
            })),
        }))
    }

    async fn look_at_shelf(&self, client: &Client, row: &SubmissionRow) -> Result<Result<Found, CallError>, Problem> {
        let room = self.room_of(row).await?;
        let (now, id) = (self.now(), room.id);
        let wanted = self.goods_for_shelf(id).await?;
        let listed = match all_rooms(client).await {
            Ok(rooms) => rooms,
            Err(error) => return Ok(Err(error)),
        };
        let shelf = listed.into_iter().find(|other| Some(other.roomid) == room.platform_room_id).map(|room| room.goods);
        let shelf: Vec<_> = shelf.unwrap_or_default().into_iter().map(|goods| goods.goods_id).collect();
        Ok(Ok(if wanted.iter().all(|(_, platform)| shelf.contains(platform)) {
            Found::There(Box::new(move |tx| {
                wanted.iter().try_for_each(|(goods, _)| room_goods::put(tx, id, *goods, ShelfState::OnShelf, now))
            }))
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

/// Looks through the goods library for our key. An audit only moves a good from 'auditing' to one of the later lists,
/// so reading them in this order cannot miss one that moves meanwhile.
async fn find_by_key(
    client: &Client,
    key: &str,
) -> Result<Option<(kaibo_domain::PlatformGoodsId, AuditStatus)>, CallError> {
    let order = [AuditStatus::Auditing, AuditStatus::Approved, AuditStatus::Rejected, AuditStatus::NotAudited];
    for status in order {
        let mut offset = 0;
        loop {
            let page = client.goods_approved(offset, limit::GOODS_PAGE_MAX, status).await?;
            if let Some(item) = page.goods.iter().find(|item| key_of(&item.url) == Some(key)) {
                return Ok(Some((item.goods_id, status)));
            }
            offset += page.goods.len() as u32;
            if page.goods.is_empty() || i64::from(offset) >= page.total {
                break;
            }
        }
    }
    Ok(None)
}

/// All rooms of the account, page by page.
pub(crate) async fn all_rooms(client: &Client) -> Result<Vec<LiveRoom>, CallError> {
    let mut rooms = Vec::new();
    loop {
        let page = client.live_info(rooms.len() as u32, limit::LIVE_INFO_PAGE).await?;
        let (empty, total) = (page.rooms.is_empty(), page.total);
        rooms.extend(page.rooms);
        if empty || rooms.len() as i64 >= total {
            return Ok(rooms);
        }
    }
}
