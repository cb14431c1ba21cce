//! The anchor's phone: real-name verification, scan, face verification, start, leave, come back, end.
//!
//! Invariant: every step is checked here, on the state, whatever page or program asks for it.

use crate::{live::room::Room, state::State};
use kaibo_domain::LiveStatus;
use serde::{Deserialize, Serialize};

/// A phone that scanned in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Session {
    /// The room whose code was scanned.
    pub(crate) room_id: i64,
    /// Whether the face was verified.
    pub(crate) verified: bool,
}

/// What a phone asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// 人脸识别.
    Verify,
    /// 开始直播.
    Start,
    /// The phone leaves: the app goes to the background.
    Leave,
    /// The phone comes back.
    Back,
    /// 结束直播.
    End,
}

/// Why a phone is turned away; the page words it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Denied {
    /// There is no such room.
    NoRoom,
    /// No WeChat id was chosen.
    NoWechat,
    /// The WeChat id is neither the room's anchor nor the deputy.
    NotTheAnchor,
    /// The room is over.
    Over,
    /// No phone scanned in under that session.
    NoSession,
    /// The face has not been verified.
    NotVerified,
    /// The room's state does not allow the step.
    WrongState,
}

/// A WeChat id scans the room's start code: the bound anchor and the deputy get a session.
pub(crate) fn scan(state: &mut State, room_id: i64, wechat: &str) -> Result<String, Denied> {
    let room = state.rooms.get(&room_id).ok_or(Denied::NoRoom)?;
    if wechat.is_empty() {
        return Err(Denied::NoWechat);
    }
    if !room.is_broadcast_by(wechat) {
        return Err(Denied::NotTheAnchor);
    }
    if room.status.is_over() {
        return Err(Denied::Over);
    }
    let id = state.random.letters(32);
    state.sessions.insert(id.clone(), Session { room_id, verified: false });
    state.touch();
    Ok(id)
}

/// The owner of a WeChat id proves who they are, once for all rooms (实名认证).
pub(crate) fn verify_real_name(state: &mut State, wechat: &str) {
    state.verified.insert(wechat.to_owned());
    state.touch();
}

/// The session and its room.
pub(crate) fn look<'a>(state: &'a State, session: &str) -> Result<(&'a Session, &'a Room), Denied> {
    let session = state.sessions.get(session).ok_or(Denied::NoSession)?;
    Ok((session, state.rooms.get(&session.room_id).ok_or(Denied::NoRoom)?))
}

/// One step of the phone.
pub(crate) fn take(state: &mut State, id: &str, step: Step, now_ms: i64) -> Result<(), Denied> {
    let (session, room) = look(state, id)?;
    let (room_id, verified, status) = (session.room_id, session.verified, room.status);
    if status.is_over() {
        return Err(Denied::Over);
    }
    if !verified && step != Step::Verify {
        return Err(Denied::NotVerified);
    }
    let next = match (step, status) {
        (Step::Verify, _) => status,
        // On the platform the button opens some minutes before the planned start; practice allows any time before its end.
        (Step::Start, LiveStatus::NotStarted) => LiveStatus::Live,
        (Step::Leave, LiveStatus::Live) => LiveStatus::Abnormal,
        (Step::Back, LiveStatus::Abnormal) => LiveStatus::Live,
        (Step::End, LiveStatus::Live | LiveStatus::Abnormal | LiveStatus::Paused) => LiveStatus::Ended,
        _ => return Err(Denied::WrongState),
    };
    if step == Step::Verify
        && let Some(session) = state.sessions.get_mut(id)
    {
        session.verified = true;
    }
    if let Some(room) = state.rooms.get_mut(&room_id) {
        // Verifying a face must not restart the time for which the anchor has been away.
        if next != status {
            room.turn(next, now_ms);
        }
    }
    state.touch();
    Ok(())
}
