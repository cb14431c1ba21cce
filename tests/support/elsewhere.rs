//! What happens on the platform without us: another program edits, a backlog has piled up.

use super::office::Office;
use kaibo_console::view::RoomState;
use kaibo_domain::{Focus, GoodsId, RoomDraft, RoomId, Slot, platform::limit};
use kaibo_store::{
    goods::{self, GoodsRow},
    shops,
};
use kaibo_wechat::{Client, MediaId, RoomInfo, RoomPictures};
use uuid::Uuid;

/// Edits the one room on the platform as another program would.
pub async fn edit_elsewhere(office: &Office, change: impl FnOnce(&mut RoomDraft)) {
    edit_room(&office.other_program(), office.now(), change).await;
}

/// The same through that program's client, at that time (UTC milliseconds).
pub async fn edit_room(other: &Client, now_ms: i64, change: impl FnOnce(&mut RoomDraft)) {
    let room = other.live_info(0, limit::LIVE_INFO_PAGE).await.unwrap().rooms.remove(0);
    let mut photo = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(1080, 1920, image::Rgb([9, 9, 9]))
        .write_to(&mut photo, image::ImageFormat::Png)
        .unwrap();
    let cover = kaibo_media::fit(photo.get_ref(), Slot::Background, Focus::CENTRE).unwrap();
    let share = kaibo_media::fit(photo.get_ref(), Slot::Share, Focus::CENTRE).unwrap();
    let feeds = kaibo_media::fit(photo.get_ref(), Slot::Feeds, Focus::CENTRE).unwrap();
    let upload =
        async |jpeg: &[u8]| -> MediaId { other.media_upload(jpeg, "a.jpg", "image/jpeg").await.unwrap().media_id };
    let pictures = RoomPictures {
        cover: upload(&cover.jpeg).await,
        share: upload(&share.jpeg).await,
        feeds: upload(&feeds.jpeg).await,
    };
    let mut draft = RoomDraft {
        name: room.name.clone(),
        kind: room.live_type().unwrap().into(),
        start_ms: Some(room.start_time * 1000),
        end_ms: Some(room.end_time * 1000),
        anchor_name: room.anchor_name.clone(),
        anchor_wechat: "kaibo_anchor".into(),
        switches: room.switches(Default::default()),
        has_picture: true,
    };
    change(&mut draft);
    let spec = draft.check(now_ms).unwrap();
    other.room_edit(room.roomid, &RoomInfo::from_spec(&spec, &pictures)).await.unwrap();
}

/// A room of ours that the platform has.
pub async fn submitted_room(office: &Office) -> RoomId {
    let room = office.draft_room("两边都改的专场").await;
    office.console().rooms_submit(room).await.unwrap();
    office.wait_for_room(room, RoomState::NotStarted).await;
    room
}

/// Goods that can be submitted, all with the picture of one of the sample's.
pub async fn stock(office: &mut Office, count: usize) -> Vec<GoodsId> {
    let ids: Vec<_> = (0..count).map(|_| Uuid::now_v7()).collect();
    let made = ids.clone();
    let now = office.now();
    office
        .restart_with(move |tx| {
            let shop = shops::list(tx)?.remove(0).id;
            let found = goods::find(tx, &goods::GoodsQuery::all(shop))?;
            let sample = goods::rows(tx, &found.keys)?.remove(0);
            for (number, uuid) in made.into_iter().enumerate() {
                let key = format!("q{number:09}");
                let draft = GoodsRow::draft(GoodsId::from_uuid(uuid), shop, key, now);
                let good = GoodsRow {
                    name: format!("积压的裙子{number:05}号"),
                    price_text: "99".into(),
                    path: format!("pages/goods/index?id={number}"),
                    picture_id: sample.picture_id,
                    ..draft
                };
                goods::insert(tx, &good)?;
            }
            Ok(())
        })
        .await;
    ids.into_iter().map(GoodsId::from_uuid).collect()
}
