//! Shelves: the list of rooms tells which goods stand on a shelf, and in which order. Whether one is on sale it does not
//! tell, so that is asked for again, which changes nothing where it arrived.

use super::{Console, Found, LiveRoom};
use crate::{
    library::Looked,
    shelf::{self, ShelfObject},
    view::Problem,
};
use kaibo_domain::{PlatformGoodsId, PlatformRoomId};
use kaibo_store::submissions::{SubmissionKind, SubmissionRow};
use kaibo_wechat::Client;

impl Console {
    pub(super) async fn look_for_shelved(
        &self,
        client: &Client,
        row: &SubmissionRow,
    ) -> Result<Looked<Found>, Problem> {
        let room = self.room_of(row).await?;
        let (now, id, shop) = (self.now(), room.id, self.inner.shop.id);
        let wanted = self.goods_for_shelf(id).await?;
        let there = match self.shelf_there(client, room.platform_room_id).await? {
            Ok(there) => there.unwrap_or_default(),
            Err(failure) => return Ok(Err(failure)),
        };
        if !wanted.iter().all(|(_, platform)| there.contains(platform)) {
            return Ok(Ok(Found::NotThere));
        }
        let shelved: Vec<_> = wanted.into_iter().map(|(goods, _)| goods).collect();
        Ok(Ok(Found::There(Box::new(move |tx| shelf::note_shelved(tx, shop, id, &shelved, now)))))
    }

    pub(super) async fn look_at_shelf(&self, client: &Client, row: &SubmissionRow) -> Result<Looked<Found>, Problem> {
        let at = ShelfObject::of(row).map_err(|_| crate::problem::internal("shelf id"))?;
        if matches!(row.kind, SubmissionKind::ShelfOnSale | SubmissionKind::ShelfOffSale) {
            return Ok(Ok(Found::NotThere));
        }
        let platform = self.room_row(at.room).await?.platform_room_id;
        let there = match self.shelf_there(client, platform).await? {
            Ok(Some(there)) => there,
            Ok(None) => return Ok(Ok(Found::NotThere)),
            Err(failure) => return Ok(Err(failure)),
        };
        Ok(Ok(match at.good {
            None => {
                let order = self.shelf_order(at.room).await?;
                let known: Vec<_> = there.into_iter().filter(|goods| order.contains(goods)).collect();
                if known == order { Found::There(Box::new(|_| Ok(()))) } else { Found::NotThere }
            }
            Some(good) => {
                let gone = self.goods_row(good).await?.platform_goods_id.is_none_or(|goods| !there.contains(&goods));
                let (row, now) = (row.clone(), self.now());
                if gone {
                    Found::There(Box::new(move |tx| shelf::note_deleted(tx, &row, now)))
                } else {
                    Found::NotThere
                }
            }
        }))
    }

    /// What stands on the shelf of that room; `None` if the platform has no such room.
    async fn shelf_there(
        &self,
        client: &Client,
        room: Option<PlatformRoomId>,
    ) -> Result<Looked<Option<Vec<PlatformGoodsId>>>, Problem> {
        let listed = match self.all_rooms(client).await? {
            Ok(rooms) => rooms,
            Err(failure) => return Ok(Err(failure)),
        };
        let there = listed.into_iter().find(|other| Some(other.roomid) == room);
        Ok(Ok(there.map(|LiveRoom { goods, .. }| goods.into_iter().map(|goods| goods.goods_id).collect())))
    }
}
