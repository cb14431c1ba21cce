//! A room's row as the interface sees it.

use crate::{
    channels,
    goods_view::is_refusal,
    outbox::problem_of,
    pictures,
    sync::fields,
    view::{Editable, Problem, RoomFocus, RoomRow as RowView, RoomState, RoomView, ShelfItem, shown},
};
use kaibo_domain::{
    LiveStatus, RoomDraft, RoomKind, Slot, merge::Fields, outbox::SubmissionState, platform::limit, text::wide_len,
    time::MINUTE_MS,
};
use kaibo_store::{
    Origin,
    agreements::AgreementRow,
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
    if row.kind == RoomKind::Channels {
        return channels::said_of(row);
    }
    let last = last.filter(|last| last.kind != SubmissionKind::RoomAddGoods);
    // An edit that waits does not hide that the room is live.
    let has_begun = row.live_status.is_some_and(|status| !status.allows_edit());
    let last = last.filter(|last| !(has_begun && last.kind == SubmissionKind::RoomEdit));
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

/// The state of a room at that moment: of a Channels room only the clock knows more than what was said of it.
fn state_at(row: &RoomRow, last: Option<&SubmissionRow>, now_ms: i64) -> RoomState {
    match state_of(row, last) {
        said if row.kind == RoomKind::Channels => channels::by_the_clock(row, said, now_ms),
        state => state,
    }
}

/// What may be changed in that state: everything before the start (room/editroom). What is on its way left as it was, an
/// edit is a newer revision.
pub(crate) fn editable(row: &RoomRow, state: RoomState) -> Editable {
    let before_start = row.live_status.is_none_or(LiveStatus::allows_edit);
    match state {
        _ if is_read_only(row) || !before_start => Editable::Nothing,
        // Its time passed without a word: it may be planned anew.
        RoomState::Ended if row.kind == RoomKind::Channels => Editable::All,
        RoomState::Draft
        | RoomState::Refused
        | RoomState::NotStarted
        | RoomState::Submitting
        | RoomState::Checking
        | RoomState::Waiting => Editable::All,
        _ => Editable::Nothing,
    }
}

/// Whether it was made elsewhere.
pub(crate) fn is_read_only(row: &RoomRow) -> bool {
    row.origin == Origin::Console
}

/// Whether it was changed since the revision that is on its way or that the platform has.
pub(crate) fn changed_since(row: &RoomRow, last: Option<&SubmissionRow>) -> bool {
    let sends_draft =
        |last: &&SubmissionRow| matches!(last.kind, SubmissionKind::RoomCreate | SubmissionKind::RoomEdit);
    let on_its_way = last.filter(sends_draft).filter(|last| !last.state.is_settled()).map(|last| last.revision);
    on_its_way.or(row.sent_revision).is_some_and(|sent| row.revision > sent)
}

/// The moment by which a draft's times are checked: the start that the platform has already may be near, a new one may
/// not.
pub(crate) fn checked_at(draft: &RoomDraft, agreed: Option<&Fields>, now_ms: i64) -> i64 {
    let unchanged =
        fields::of_room(draft).get("start").is_some_and(|start| agreed.and_then(|a| a.get("start")) == Some(start));
    match draft.start_ms {
        Some(start) if unchanged => now_ms.min(start.saturating_sub(limit::ROOM_LEAD_MINUTES * MINUTE_MS)),
        _ => now_ms,
    }
}

/// Whether the room breaks no rule at that moment.
pub(crate) fn can_be_sent(row: &RoomRow, at_ms: i64) -> bool {
    draft_of(row).violations(at_ms).is_empty()
}

fn problem(state: RoomState, row: &RoomRow, last: Option<&SubmissionRow>, now_ms: i64) -> Option<Problem> {
    let refused = |last: &SubmissionRow| match last.kind {
        SubmissionKind::RoomAddGoods => is_refusal(last),
        SubmissionKind::RoomEdit => is_refusal(last) && last.revision == row.revision,
        _ => false,
    };
    if row.kind == RoomKind::Channels {
        return None;
    }
    if state == RoomState::Draft && row.gone_room_id.is_some() {
        return Some(Problem::new("room.gone"));
    }
    if !matches!(state, RoomState::Refused | RoomState::Waiting) && !last.is_some_and(refused) {
        return None;
    }
    problem_of(last?, now_ms).map(|problem| match problem.code.as_str() {
        "room.has-faults" => problem.with("count", draft_of(row).violations(now_ms).len()),
        _ => problem,
    })
}

/// A line of the list.
pub(crate) fn row_view(row: &RoomRow, last: Option<&SubmissionRow>, goods: u32, now_ms: i64) -> RowView {
    let state = state_at(row, last, now_ms);
    RowView {
        id: row.id,
        name: shown(&row.name),
        kind: row.kind,
        start_ms: row.start_ms,
        end_ms: row.end_ms,
        anchor_name: shown(&row.anchor_name),
        picture: row.picture_id,
        focus: row.focus.share,
        edit: row.edit,
        state,
        problem: problem(state, row, last, now_ms),
        faults: match (editable(row, state), row.platform_room_id) {
            (Editable::All, None) => draft_of(row).violations(now_ms).len() as u32,
            // Its editor says what an edit breaks.
            _ => 0,
        },
        goods,
        adopted: row.adopted,
        changed_since: changed_since(row, last),
        read_only: is_read_only(row),
        clash: None,
        updated_ms: row.updated_ms,
    }
}

/// A room in its editor.
pub(crate) fn view(
    row: &RoomRow,
    picture: Option<&PictureRow>,
    last: Option<&SubmissionRow>,
    shelf: Vec<ShelfItem>,
    agreed: Option<&AgreementRow>,
    now_ms: i64,
) -> RoomView {
    let (state, draft) = (state_at(row, last, now_ms), draft_of(row));
    RoomView {
        id: row.id,
        picture: picture.map(|picture| pictures::view(picture, &Slot::OF_ROOM)),
        focus: RoomFocus {
            background: row.focus.background,
            share: row.focus.share,
            feeds: row.focus.feeds,
            cover: row.focus.cover,
        },
        edit: row.edit,
        revision: row.revision,
        name_units: wide_len(row.name.trim()),
        state,
        editable: editable(row, state),
        problem: problem(state, row, last, now_ms),
        violations: match editable(row, state) {
            Editable::All => draft.violations(checked_at(&draft, agreed.map(|agreed| &agreed.fields), now_ms)),
            Editable::Prices | Editable::Nothing => Vec::new(),
        },
        draft,
        platform_id: row.platform_room_id.map(|id| id.0),
        adopted: row.adopted,
        changed_since: changed_since(row, last),
        read_only: is_read_only(row),
        clash: None,
        length_ms: row.length_ms,
        in_conflict: agreed.is_some_and(|agreed| !agreed.theirs.is_empty()),
        shelf,
    }
}
