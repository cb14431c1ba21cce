//! Rooms on the practice platform by the thousand, made by another program on the same AppID.

use kaibo_domain::{LiveType, PlatformRoomId, RoomSpec, RoomSwitches, platform::limit, time::HOUR_MS};
use kaibo_wechat::{Client, LiveRoom, RoomInfo, RoomPictures};
use tokio::task::JoinSet;

/// Calls on their way at the same time.
const LANES: usize = 8;
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x0a\0\0\0\x0a\x08\x02\0\0\0";

/// Creates so many rooms, the first one starting an hour after `now_ms`, each an hour after the one before.
pub async fn create(client: &Client, count: usize, now_ms: i64) {
    let rooms = (0..count).map(|number| {
        let start_s = (now_ms + HOUR_MS) / 1000 + number as i64 * 3600;
        (None, spec(format!("多年老店专场{number}"), start_s, start_s + 1800))
    });
    write(client, rooms.collect()).await;
}

/// Gives all of them a name of that time.
pub async fn rename(client: &Client, time: usize) {
    let other = |room: LiveRoom| {
        let name = format!("第{time}次改名{}", room.roomid);
        (Some(room.roomid), spec(name, room.start_time, room.end_time))
    };
    write(client, read_all(client).await.into_iter().map(other).collect()).await;
}

/// Reads all of them.
pub async fn read_all(client: &Client) -> Vec<LiveRoom> {
    let mut rooms = Vec::new();
    loop {
        let page = client.live_info(rooms.len() as u32, limit::LIVE_INFO_PAGE).await.unwrap();
        let ends = page.rooms.is_empty();
        rooms.extend(page.rooms);
        if ends || rooms.len() as i64 >= page.total {
            return rooms;
        }
    }
}

fn spec(name: String, start_s: i64, end_s: i64) -> RoomSpec {
    RoomSpec {
        name,
        live_type: LiveType::Phone,
        start_s,
        end_s,
        anchor_name: "小开".into(),
        anchor_wechat: "kaibo_anchor".into(),
        switches: RoomSwitches::default(),
    }
}

/// Creates those without an id, and edits the others.
async fn write(client: &Client, rooms: Vec<(Option<PlatformRoomId>, RoomSpec)>) {
    let picture = client.media_upload(PICTURE, "a.png", "image/png").await.unwrap().media_id;
    let pictures = RoomPictures { cover: picture.clone(), share: picture.clone(), feeds: picture };
    let mut lanes = JoinSet::new();
    for part in rooms.chunks(rooms.len().div_ceil(LANES)) {
        let (client, pictures, part) = (client.clone(), pictures.clone(), part.to_vec());
        lanes.spawn(async move {
            for (id, spec) in part {
                let info = RoomInfo::from_spec(&spec, &pictures);
                match id {
                    Some(id) => client.room_edit(id, &info).await.unwrap(),
                    None => drop(client.room_create(&info).await.unwrap()),
                }
            }
        });
    }
    lanes.join_all().await;
}
