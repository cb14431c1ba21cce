//! Rooms on the practice platform by the thousand, made by another program on the same AppID.

use kaibo_domain::{LiveType, RoomSpec, RoomSwitches, time::HOUR_MS};
use kaibo_wechat::{Client, RoomInfo, RoomPictures};
use tokio::task::JoinSet;

/// Calls on their way at the same time.
const LANES: usize = 8;
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x0a\0\0\0\x0a\x08\x02\0\0\0";

/// Creates so many rooms, the first one starting an hour after `now_ms`, each an hour after the one before.
pub async fn create(client: Client, count: usize, now_ms: i64) {
    let picture = client.media_upload(PICTURE, "a.png", "image/png").await.unwrap().media_id;
    let mut lanes = JoinSet::new();
    for lane in 0..LANES {
        let (client, picture) = (client.clone(), picture.clone());
        lanes.spawn(async move {
            let pictures = RoomPictures { cover: picture.clone(), share: picture.clone(), feeds: picture };
            for number in (lane..count).step_by(LANES) {
                let start_s = (now_ms + HOUR_MS) / 1000 + number as i64 * 3600;
                let spec = RoomSpec {
                    name: format!("多年老店专场{number}"),
                    live_type: LiveType::Phone,
                    start_s,
                    end_s: start_s + 1800,
                    anchor_name: "小开".into(),
                    anchor_wechat: "kaibo_anchor".into(),
                    switches: RoomSwitches::default(),
                };
                client.room_create(&RoomInfo::from_spec(&spec, &pictures)).await.unwrap();
            }
        });
    }
    lanes.join_all().await;
}
