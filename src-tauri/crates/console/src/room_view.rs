//! A room's row as the interface sees it.

use crate::{
    goods_view::is_refusal,
    outbox::problem_of,
    pictures,
    view::{Editable, Problem, RoomFocus, RoomRow as RowView, RoomState, RoomView, ShelfItem},
};
use kaibo_domain::{LiveStatus, RoomDraft, Slot, outbox::SubmissionState, text::wide_len};
use kaibo_store::{
    pictures::PictureRow,
    rooms::RoomRow,
    submissions::{SubmissionKind, SubmissionRow},
};

/// The draft in a row.
pub(crate) fn draft_of(row: &RoomRow) -> RoomDraft {
    RoomDraft {
        name: row.name.clone(),
        kind: row.kind,
        start_ms: row.start_ms,
        end_ms: row.end_ms,
        anchor_name: row.anchor_name.clone(),
        anchor_wechat: row.anchor_wechat.clone(),
        switches: row.switches,
        has_picture: row.picture_id.is_some(),
    }
}

/// The state of a room. Work on its shelf does not change it: only creating, editing and deleting do.
pub(crate) fn state_of(row: &RoomRow, last: Option<&SubmissionRow>) -> RoomState {
    let last = last.filter(|last| last.kind != SubmissionKind::RoomAddGoods);
    match last.map(|last| last.state) {
        Some(SubmissionState::Queued | SubmissionState::Sending) => return RoomState::Submitting,
        Some(SubmissionState::Unknown) => return RoomState::Checking,
        Some(SubmissionState::Waiting) => return RoomState::Waiting,
        _ => {}
    }
    if row.live_status.is_none() && last.is_some_and(|last| is_refusal(last) && last.revision == row.revision) {
        return RoomState::Refused;
    }
    match row.live_status {
        None => RoomState::Draft,
        Some(LiveStatus::NotStarted) => RoomState::NotStarted,
        Some(LiveStatus::Live) => RoomState::Live,
        Some(LiveStatus::Ended) => RoomState::Ended,
        Some(LiveStatus::Banned) => RoomState::Banned,
        Some(LiveStatus::Paused) => RoomState::Paused,
        Some(LiveStatus::Abnormal) => RoomState::Abnormal,
        Some(LiveStatus::Expired) => RoomState::Expired,
    }
}

/// What may be changed in that state.
pub(crate) fn editable(state: RoomState) -> Editable {
    match state {
        RoomState::Draft | RoomState::Refused => Editable::All,
        _ => Editable::Nothing,
    }
}

fn problem(state: RoomState, row: &RoomRow, last: Option<&SubmissionRow>, now_ms: i64) -> Option<Problem> {
    let shelf_refused = last.is_some_and(|last| last.kind == SubmissionKind::RoomAddGoods && is_refusal(last));
    if !matches!(state, RoomState::Refused | RoomState::Waiting) && !shelf_refused {
        return None;
    }
    problem_of(last?, now_ms).map(|problem| match problem.code.as_str() {
        "room.has-faults" => problem.with("count", draft_of(row).violations(now_ms).len()),
        _ => problem,
    })
}

/// A line of the list.
pub(crate) fn row_view(row: &RoomRow, last: Option<&SubmissionRow>, goods: u32, now_ms: i64) -> RowView {
    let state = state_of(row, last);
    RowView {
        id: row.id,
        name: row.name.clone(),
        kind: row.kind,
        start_ms: row.start_ms,
        end_ms: row.end_ms,
        anchor_name: row.anchor_name.clone(),
        picture: row.picture_id,
        focus: row.focus.share,
        state,
        problem: problem(state, row, last, now_ms),
        faults: match editable(state) {
            Editable::All => draft_of(row).violations(now_ms).len() as u32,
            Editable::Nothing => 0,
        },
        goods,
        updated_ms: row.updated_ms,
    }
}

/// A room in its editor.
pub(crate) fn view(
    row: &RoomRow,
    picture: Option<&PictureRow>,
    last: Option<&SubmissionRow>,
    shelf: Vec<ShelfItem>,
    now_ms: i64,
) -> RoomView {
    let (state, draft) = (state_of(row, last), draft_of(row));
    RoomView {
        id: row.id,
        picture: picture.map(|picture| pictures::view(picture, &Slot::ROOM)),
        focus: RoomFocus { background: row.focus.background, share: row.focus.share, feeds: row.focus.feeds },
        revision: row.revision,
        name_units: wide_len(row.name.trim()),
        state,
        editable: editable(state),
        problem: problem(state, row, last, now_ms),
        violations: match editable(state) {
            Editable::All => draft.violations(now_ms),
            Editable::Nothing => Vec::new(),
        },
        draft,
        platform_id: row.platform_room_id.map(|id| id.0),
        adopted: row.adopted,
        shelf,
    }
}
