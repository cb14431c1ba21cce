//! A good's row as the interface sees it: its state in one word, its price, what may be changed.

use crate::{
    outbox::{CANCELLED, problem_of},
    pictures,
    view::{Editable, GoodsRow as RowView, GoodsState, GoodsView, Problem},
};
use kaibo_domain::{AuditStatus, Fen, GoodsDraft, PriceKind, Slot, outbox::SubmissionState, text::wide_len};
use kaibo_store::{goods::GoodsRow, pictures::PictureRow, submissions::SubmissionRow};

/// The draft in a row.
pub(crate) fn draft_of(row: &GoodsRow) -> GoodsDraft {
    GoodsDraft {
        name: row.name.clone(),
        price_kind: row.price_kind,
        price: row.price_text.clone(),
        price2: row.price2_text.clone(),
        path: row.path.clone(),
        has_picture: row.picture_id.is_some(),
    }
}

/// The state of a good, from what the platform said and from its last submission.
pub(crate) fn state_of(row: &GoodsRow, last: Option<&SubmissionRow>) -> GoodsState {
    match last.map(|last| last.state) {
        Some(SubmissionState::Queued | SubmissionState::Sending) => return GoodsState::Submitting,
        Some(SubmissionState::Unknown) => return GoodsState::Checking,
        Some(SubmissionState::Waiting) => return GoodsState::Waiting,
        _ => {}
    }
    // A refusal stands until staff change something.
    if last.is_some_and(|last| is_refusal(last) && last.revision == row.revision) {
        return GoodsState::Refused;
    }
    match row.audit_status {
        None => GoodsState::Draft,
        Some(AuditStatus::NotAudited) => GoodsState::Withdrawn,
        Some(AuditStatus::Auditing) => GoodsState::Auditing,
        Some(AuditStatus::Approved) => GoodsState::Approved,
        Some(AuditStatus::Rejected) => GoodsState::Rejected,
    }
}

pub(crate) fn is_refusal(last: &SubmissionRow) -> bool {
    last.state == SubmissionState::Rejected && last.cause.as_deref() != Some(CANCELLED)
}

/// What may be changed in that state.
pub(crate) fn editable(state: GoodsState) -> Editable {
    match state {
        GoodsState::Draft | GoodsState::Refused | GoodsState::Rejected | GoodsState::Withdrawn => Editable::All,
        _ => Editable::Nothing,
    }
}

fn problem(state: GoodsState, row: &GoodsRow, last: Option<&SubmissionRow>, now_ms: i64) -> Option<Problem> {
    let faults = || draft_of(row).violations().len();
    match state {
        GoodsState::Refused | GoodsState::Waiting => {
            problem_of(last?, now_ms).map(|problem| match problem.code.as_str() {
                "goods.has-faults" => problem.with("count", faults()),
                _ => problem,
            })
        }
        _ => None,
    }
}

/// A line of the list.
pub(crate) fn row_view(row: &GoodsRow, last: Option<&SubmissionRow>, now_ms: i64) -> RowView {
    let state = state_of(row, last);
    let faults = match editable(state) {
        Editable::All => draft_of(row).violations().len() as u32,
        Editable::Nothing => 0,
    };
    RowView {
        id: row.id,
        name: row.name.clone(),
        price_kind: row.price_kind,
        price: Fen::parse_yuan(&row.price_text).ok(),
        price2: match row.price_kind {
            PriceKind::Single => None,
            PriceKind::Range | PriceKind::Discount => Fen::parse_yuan(&row.price2_text).ok(),
        },
        picture: row.picture_id,
        focus: row.focus,
        state,
        problem: problem(state, row, last, now_ms),
        faults,
        updated_ms: row.updated_ms,
    }
}

/// A good in its editor.
pub(crate) fn view(
    row: &GoodsRow,
    picture: Option<&PictureRow>,
    last: Option<&SubmissionRow>,
    now_ms: i64,
) -> GoodsView {
    let (state, draft) = (state_of(row, last), draft_of(row));
    GoodsView {
        id: row.id,
        picture: picture.map(|picture| pictures::view(picture, &[Slot::Goods])),
        focus: row.focus,
        revision: row.revision,
        name_units: wide_len(row.name.trim()),
        state,
        editable: editable(state),
        problem: problem(state, row, last, now_ms),
        violations: match editable(state) {
            Editable::All => draft.violations(),
            Editable::Nothing => Vec::new(),
        },
        draft,
        platform_id: row.platform_goods_id.map(|id| id.0),
        adopted: row.adopted,
    }
}
