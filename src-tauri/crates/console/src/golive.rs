//! The start-broadcast presenter of 开播.
//!
//! No API of the platform returns the anchor's start code (wechat-live-api, section 9). What is held up is, in this order:
//! the code that staff attached to the room; on the practice platform a QR code of our own, labelled as practice; the push
//! address of a push room; the way through the official mini program 小程序直播. A viewer's code is never passed off as
//! the anchor's.

use crate::{
    Console, preflight, rooms,
    start_codes::PRACTICE_PAGE,
    storefront,
    view::{CodePicture, GoLiveView, Problem, RoomState, StartCode},
};
use kaibo_domain::{RoomId, RoomKind, file_name};
use kaibo_media::qr;
use kaibo_store::{Connection, StoreError, anchors, pictures, room_goods, rooms::RoomRow, start_codes};
use std::path::PathBuf;

/// The least width of the saved PNG, px.
const PNG_MIN_PX: u32 = 800;

impl Console {
    /// The presenter of one room.
    pub async fn golive_view(&self, id: RoomId) -> Result<GoLiveView, Problem> {
        let (row, now_ms) = (self.room_row(id).await?, self.now());
        let has_phone = self.phone_address(&row).is_some();
        let (console, online) = (self.clone(), self.inner.link.is_online());
        let clock_ahead_ms = self.inner.link.client().and_then(|client| client.clock_ahead_ms());
        // The platform lets start by its own clock: what is counted down goes by it where this computer's is wrong.
        let ahead_ms = self.inner.link.clock_ahead_ms();
        self.read(move |db| {
            let room = console.room_row_view(db, &row)?;
            let code = console.start_code(db, &row, room.state)?;
            let last = rooms::last_submission(db, row.id)?.map(|last| console.inner.gate.as_shown(last, now_ms));
            let verified = anchors::find(db, row.shop_id, row.anchor_wechat.trim())?.and_then(|anchor| anchor.verified);
            let shelf: Vec<_> = room_goods::list(db, row.id)?.iter().map(|entry| entry.state).collect();
            let known = preflight::Known {
                row: &row,
                last: last.as_ref(),
                verified,
                shelf: &shelf,
                code: &code,
                shown: storefront::shown_of(db, &row)?,
                online,
                now_ms: now_ms.saturating_add(ahead_ms),
                clock_ahead_ms,
            };
            Ok(GoLiveView {
                checks: preflight::checks(&known),
                room,
                code,
                anchor_wechat: row.anchor_wechat.trim().to_owned(),
                live_changed_ms: row.live_changed_ms.map(|changed| changed.saturating_add(ahead_ms)),
                has_phone,
                now_ms: now_ms.saturating_add(ahead_ms),
            })
        })
        .await
    }

    fn start_code(&self, db: &Connection, row: &RoomRow, state: RoomState) -> Result<StartCode, StoreError> {
        let is_planned = row.platform_room_id.is_some() || row.kind == RoomKind::Channels;
        if matches!(state, RoomState::Ended | RoomState::Expired | RoomState::Banned) {
            return Ok(StartCode::Over);
        }
        if !is_planned || state == RoomState::Draft {
            return Ok(StartCode::NotSubmitted);
        }
        if let Some(picture) = self.attached(db, Some(row.id))? {
            return Ok(StartCode::Attached(picture));
        }
        Ok(match row.kind {
            RoomKind::Channels => StartCode::Channels,
            RoomKind::Push => StartCode::Push,
            RoomKind::Phone if self.is_practice() => StartCode::Practice,
            RoomKind::Phone => StartCode::Official { picture: self.attached(db, None)? },
        })
    }

    fn attached(&self, db: &Connection, room: Option<RoomId>) -> Result<Option<CodePicture>, StoreError> {
        let Some(picture) = start_codes::get(db, self.inner.shop.id, room)? else { return Ok(None) };
        let row = pictures::get(db, picture)?;
        Ok(row.map(|row| CodePicture { picture, width: row.width, height: row.height }))
    }

    /// Where the practice anchor's phone is; `None` where there is nothing for it to start.
    fn phone_address(&self, row: &RoomRow) -> Option<String> {
        let is_over = row.live_status.is_none_or(|status| status.is_over());
        let (platform, base) = (row.platform_room_id?, self.inner.link.address()?);
        (self.is_practice() && !is_over).then(|| format!("{base}{PRACTICE_PAGE}{platform}"))
    }

    /// Where the practice anchor's phone is.
    pub async fn golive_phone_address(&self, id: RoomId) -> Result<String, Problem> {
        let row = self.room_row(id).await?;
        self.phone_address(&row).ok_or_else(|| Problem::new("golive.no-code"))
    }

    /// The name suggested for the saved code: the room's, without what file systems refuse.
    pub async fn golive_file_name(&self, id: RoomId) -> Result<String, Problem> {
        let name = self.room_row(id).await?.name;
        Ok(format!("{} 开播码.png", file_name::safe(&name)))
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
