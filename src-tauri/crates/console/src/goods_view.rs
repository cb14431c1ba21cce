//! A good's row as the interface sees it: its state in one word, its price, what may be changed.

use crate::{
    goods_price,
    outbox::{CANCELLED, problem_of},
    pictures,
    problem::of_goods_faults,
    view::{Editable, GoodsRow as RowView, GoodsState, GoodsView, Problem, shown},
};
use kaibo_domain::{
    AuditStatus, Fen, GoodsDraft, GoodsField, PriceKind, Slot, outbox::SubmissionState, text::wide_len,
    violation::Violation,
};
use kaibo_store::{
    Origin,
    goods::GoodsRow,
    pictures::PictureRow,
    submissions::{SubmissionKind, SubmissionRow},
};

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
    // A price on its way leaves the good where it is.
    let last = last.filter(|last| last.kind != SubmissionKind::GoodsUpdatePrice);
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
        GoodsState::Auditing => Editable::Nothing,
        GoodsState::Approved => Editable::Prices,
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

/// The broken rules of what may still be changed.
pub(crate) fn violations(row: &GoodsRow, last: Option<&SubmissionRow>) -> Vec<Violation<GoodsField>> {
    match editable(row, state_of(row, last)) {
        Editable::All => draft_of(row).violations(),
        Editable::Prices => draft_of(row).price().err().unwrap_or_default(),
        Editable::Nothing => Vec::new(),
    }
}

/// Whether another price is in the outbox.
fn price_on_its_way(last: Option<&SubmissionRow>) -> bool {
    goods_price::under_way(last).is_some_and(|last| !last.state.is_settled())
}

fn problem(state: GoodsState, row: &GoodsRow, last: Option<&SubmissionRow>, now_ms: i64) -> Option<Problem> {
    match state {
        GoodsState::Refused | GoodsState::Waiting => {
            problem_of(last?, now_ms).map(|problem| match problem.code.as_str() {
                "goods.has-faults" => of_goods_faults(&draft_of(row).violations()),
                _ => problem,
            })
        }
        GoodsState::Approved => {
            let price = goods_price::under_way(last)?;
            // A refusal stands until staff change something.
            let stands = !price.state.is_settled() || price.revision == row.revision;
            problem_of(price, now_ms).filter(|_| stands)
        }
        GoodsState::Draft if row.gone_goods_id.is_some() => Some(Problem::new("goods.gone")),
        _ => None,
    }
}

/// A line of the list; `rooms` are the names of the first rooms it stands in, and how many there are.
pub(crate) fn row_view(
    row: &GoodsRow,
    last: Option<&SubmissionRow>,
    (rooms, room_count): (Vec<String>, u32),
    now_ms: i64,
) -> RowView {
    let state = state_of(row, last);
    let faults = violations(row, last).len() as u32;
    RowView {
        id: row.id,
        name: shown(&row.name),
        code: shown(&row.code),
        price_kind: row.price_kind,
        price: Fen::parse_yuan(&row.price_text).ok(),
        price2: match row.price_kind {
            PriceKind::Single => None,
            PriceKind::Range | PriceKind::Discount => Fen::parse_yuan(&row.price2_text).ok(),
        },
        picture: row.picture_id,
        focus: row.focus,
        edit: row.edit,
        state,
        problem: problem(state, row, last, now_ms),
        faults,
        adopted: row.adopted,
        changed_since: changed_since(row, last),
        price_on_its_way: price_on_its_way(last),
        read_only: is_read_only(row),
        rooms: rooms.iter().map(|name| shown(name)).collect(),
        room_count,
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
        edit: row.edit,
        revision: row.revision,
        name_units: wide_len(row.name.trim()),
        state,
        editable: editable(row, state),
        problem: problem(state, row, last, now_ms),
        violations: violations(row, last),
        draft,
        code: row.code.clone(),
        platform_id: row.platform_goods_id.map(|id| id.0),
        adopted: row.adopted,
        changed_since: changed_since(row, last),
        price_on_its_way: price_on_its_way(last),
        read_only: is_read_only(row),
        in_conflict,
    }
}
