//! A good's row as the interface sees it: its state in one word, its price, what may be changed.

use crate::{
    outbox::{CANCELLED, problem_of},
    pictures,
    view::{Editable, GoodsRow as RowView, GoodsState, GoodsView, Problem},
};
use kaibo_domain::{AuditStatus, Fen, GoodsDraft, PriceKind, Slot, outbox::SubmissionState, text::wide_len};
use kaibo_store::{Origin, goods::GoodsRow, pictures::PictureRow, submissions::SubmissionRow};

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

/// What may be changed in that state. What is on its way may be edited: it left as it was, the edit is a newer revision.
/// Under audit the platform takes nothing, afterwards only another price.
pub(crate) fn editable(row: &GoodsRow, state: GoodsState) -> Editable {
    match state {
        _ if is_read_only(row) => Editable::Nothing,
        GoodsState::Auditing | GoodsState::Approved => Editable::Nothing,
        _ => Editable::All,
    }
}

/// Whether it can be deleted; under audit it cannot (300014), and what is on its way must arrive first.
pub(crate) fn deletable(row: &GoodsRow, state: GoodsState) -> bool {
    let settled = matches!(
        state,
        GoodsState::Draft | GoodsState::Refused | GoodsState::Rejected | GoodsState::Withdrawn | GoodsState::Approved
    );
    settled && !is_read_only(row)
}

/// Whether it was made elsewhere.
pub(crate) fn is_read_only(row: &GoodsRow) -> bool {
    row.origin == Origin::Console
}

/// Whether it was changed since the revision that is on its way or that the platform has.
pub(crate) fn changed_since(row: &GoodsRow, last: Option<&SubmissionRow>) -> bool {
    let on_its_way = last.filter(|last| !last.state.is_settled()).map(|last| last.revision);
    on_its_way.or(row.sent_revision).is_some_and(|sent| row.revision > sent)
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
        GoodsState::Draft if row.gone_goods_id.is_some() => Some(Problem::new("goods.gone")),
        _ => None,
    }
}

/// A line of the list.
pub(crate) fn row_view(row: &GoodsRow, last: Option<&SubmissionRow>, now_ms: i64) -> RowView {
    let state = state_of(row, last);
    let faults = match editable(row, state) {
        Editable::All => draft_of(row).violations().len() as u32,
        Editable::Nothing => 0,
    };
    RowView {
        id: row.id,
        name: row.name.clone(),
        code: row.code.clone(),
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
        adopted: row.adopted,
        changed_since: changed_since(row, last),
        read_only: is_read_only(row),
        updated_ms: row.updated_ms,
    }
}

/// A good in its editor.
pub(crate) fn view(
    row: &GoodsRow,
    picture: Option<&PictureRow>,
    last: Option<&SubmissionRow>,
    in_conflict: bool,
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
        editable: editable(row, state),
        problem: problem(state, row, last, now_ms),
        violations: match editable(row, state) {
            Editable::All => draft.violations(),
            Editable::Nothing => Vec::new(),
        },
        draft,
        code: row.code.clone(),
        platform_id: row.platform_goods_id.map(|id| id.0),
        adopted: row.adopted,
        changed_since: changed_since(row, last),
        read_only: is_read_only(row),
        in_conflict,
    }
}
