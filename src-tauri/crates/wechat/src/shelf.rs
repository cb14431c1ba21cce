//! A room's shelf (wechat-live-api, sections 3.4 and 3.5): import, sale, order, push, recordings, removal.

use crate::{
    classify::{Done, Reply},
    client::Client,
    error::CallError,
};
use kaibo_domain::{
    PlatformGoodsId, PlatformRoomId,
    platform::endpoint::{ROOM_ADD_GOODS, SHELF_DELETE, SHELF_ON_SALE, SHELF_PUSH, SHELF_SORT, SHELF_VIDEO},
};
use serde::{Deserialize, Serialize};

/// The body of room/addgoods.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RoomAddGoodsBody<'a> {
    /// Which goods.
    pub ids: &'a [PlatformGoodsId],
    /// Onto the shelf of which room.
    pub room_id: PlatformRoomId,
}

/// The body of deleteInRoom, push and getVideo.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShelfGoodsBody {
    /// In which room.
    pub room_id: PlatformRoomId,
    /// Which good.
    pub goods_id: PlatformGoodsId,
}

/// The body of onsale.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OnSaleBody {
    /// In which room.
    pub room_id: PlatformRoomId,
    /// Which good.
    pub goods_id: PlatformGoodsId,
    /// 1 on sale, 0 off.
    pub on_sale: i64,
}

/// The body of sort.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SortBody {
    /// In which room.
    pub room_id: PlatformRoomId,
    /// The goods in their new order.
    pub goods: Vec<SortedGoods>,
}

/// One good of a new order.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SortedGoods {
    /// Which good, as text: the table says number, the official examples send text.
    pub goods_id: String,
}

impl SortBody {
    /// The body for that order.
    pub fn new(room_id: PlatformRoomId, order: &[PlatformGoodsId]) -> Self {
        Self { room_id, goods: order.iter().map(|id| SortedGoods { goods_id: id.to_string() }).collect() }
    }
}

/// The answer of getVideo.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct GoodsVideo {
    /// Address of the recording.
    pub url: String,
}

impl Reply for GoodsVideo {
    const CONTENT: &'static [&'static str] = &["url"];
}

impl Client {
    /// room/addgoods: puts stored goods on the shelf.
    pub async fn room_add_goods(&self, room_id: PlatformRoomId, ids: &[PlatformGoodsId]) -> Result<(), CallError> {
        self.post(ROOM_ADD_GOODS, &RoomAddGoodsBody { ids, room_id }).await.map(|Done {}| ())
    }

    /// goods/onsale: puts a good of the shelf on sale or takes it off; refused with 300049 during a push.
    pub async fn shelf_on_sale(
        &self,
        room_id: PlatformRoomId,
        goods_id: PlatformGoodsId,
        on_sale: bool,
    ) -> Result<(), CallError> {
        let body = OnSaleBody { room_id, goods_id, on_sale: i64::from(on_sale) };
        self.post(SHELF_ON_SALE, &body).await.map(|Done {}| ())
    }

    /// goods/deleteInRoom: takes a good off the shelf, not out of the library; refused with 300047 while it is pushed.
    pub async fn shelf_delete(&self, room_id: PlatformRoomId, goods_id: PlatformGoodsId) -> Result<(), CallError> {
        self.post(SHELF_DELETE, &ShelfGoodsBody { room_id, goods_id }).await.map(|Done {}| ())
    }

    /// goods/push: shows a good to the viewers now. Refused with 300023 when the room is not live, 300047 while another
    /// is pushed, 300052 when it is off sale.
    pub async fn shelf_push(&self, room_id: PlatformRoomId, goods_id: PlatformGoodsId) -> Result<(), CallError> {
        self.post(SHELF_PUSH, &ShelfGoodsBody { room_id, goods_id }).await.map(|Done {}| ())
    }

    /// goods/sort: the order of the shelf.
    pub async fn shelf_sort(&self, room_id: PlatformRoomId, order: &[PlatformGoodsId]) -> Result<(), CallError> {
        self.post(SHELF_SORT, &SortBody::new(room_id, order)).await.map(|Done {}| ())
    }

    /// goods/getVideo: address of the recording of a good being explained. Refused with 300044 when there is none,
    /// 300045 while it is being made.
    pub async fn shelf_video(&self, room_id: PlatformRoomId, goods_id: PlatformGoodsId) -> Result<String, CallError> {
        let video: GoodsVideo = self.post(SHELF_VIDEO, &ShelfGoodsBody { room_id, goods_id }).await?;
        Ok(video.url)
    }
}
