//! The start-broadcast presenter of 开播.
//!
//! No API of the platform returns the anchor's start code (wechat-live-api, section 9). On the practice platform the
//! code is a QR code of our own, labelled as practice; a viewer's code is never passed off as the anchor's.

use crate::{
    Console, rooms,
    view::{GoLiveView, Problem, StartCode},
};
use kaibo_domain::RoomId;
use kaibo_media::qr;
use kaibo_store::rooms::RoomRow;
use std::path::PathBuf;

/// The least width of the saved PNG, px.
const PNG_MIN_PX: u32 = 800;

impl Console {
    /// The presenter of one room.
    pub async fn golive_view(&self, id: RoomId) -> Result<GoLiveView, Problem> {
        let (row, now_ms) = (self.room_row(id).await?, self.now());
        let code = self.start_code(&row);
        let anchor_wechat = row.anchor_wechat.trim().to_owned();
        let console = self.clone();
        let room = self.read(move |db| rooms::row_view(db, &row, &console.inner.gate, now_ms)).await?;
        Ok(GoLiveView { room, code, anchor_wechat, now_ms })
    }

    fn start_code(&self, row: &RoomRow) -> StartCode {
        match (row.platform_room_id, row.live_status, self.inner.link.address()) {
            (Some(_), Some(status), _) if status.is_over() => StartCode::Over,
            (Some(platform), _, Some(base)) if self.is_practice() => {
                StartCode::Practice { address: format!("{base}/phone?room={platform}") }
            }
            _ => StartCode::NotSubmitted,
        }
    }

    /// Where the practice anchor's phone is.
    pub async fn golive_phone_address(&self, id: RoomId) -> Result<String, Problem> {
        match self.start_code(&self.room_row(id).await?) {
            StartCode::Practice { address } => Ok(address),
            StartCode::NotSubmitted | StartCode::Over => Err(Problem::new("golive.no-code")),
        }
    }

    /// The name suggested for the saved code: the room's, without what file systems refuse.
    pub async fn golive_file_name(&self, id: RoomId) -> Result<String, Problem> {
        let name = self.room_row(id).await?.name;
        let safe: String = name
            .trim()
            .chars()
            .map(|c| {
                if c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') {
                    '_'
                } else {
                    c
                }
            })
            .collect();
        Ok(format!("{safe} 开播码.png"))
    }

    /// Writes the code as PNG and says where.
    pub async fn golive_save_png(&self, id: RoomId, path: PathBuf) -> Result<String, Problem> {
        let address = self.golive_phone_address(id).await?;
        let png = qr::png(&address, PNG_MIN_PX).map_err(|_| crate::problem::internal("qr"))?;
        let shown = path.display().to_string();
        tokio::fs::write(&path, png).await.map_err(|error| crate::problem::cannot_write(&error))?;
        Ok(shown)
    }
}
