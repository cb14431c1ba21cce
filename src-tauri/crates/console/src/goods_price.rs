//! Another price for an approved good: all that the platform still takes of it (wechat-live-api, section 4). The good
//! stays 已入库 while its price is on its way.

use crate::{
    goods_view::{changed_since, draft_of},
    outbox::{self, CANCELLED, Order, snapshot::Snapshot},
    problem::of_goods_faults,
    sync::fields::of_goods,
    view::Problem,
};
use kaibo_domain::{GoodsId, outbox::SubmissionState};
use kaibo_store::{
    StoreError, Transaction,
    agreements::{self, AgreementRow},
    goods::{self, GoodsRow},
    goods_events::{self, GoodsEvent},
    submissions::{ObjectKind, SubmissionKind, SubmissionRow},
};

/// The name of the price among the fields that both sides can say.
const PRICE: &str = "price";

/// The last submission, if it is about the price alone and the platform has not taken it.
pub(crate) fn under_way(last: Option<&SubmissionRow>) -> Option<&SubmissionRow> {
    last.filter(|last| {
        let is_over = last.state == SubmissionState::Accepted || last.cause.as_deref() == Some(CANCELLED);
        last.kind == SubmissionKind::GoodsUpdatePrice && !is_over
    })
}

/// Puts the price of an approved good into the outbox; one that is still to be sent is replaced, one that is on its way is
/// followed.
pub(crate) fn submit(
    tx: &Transaction,
    row: &GoodsRow,
    last: Option<&SubmissionRow>,
    order: impl FnOnce(SubmissionKind) -> Result<Order, StoreError>,
    now_ms: i64,
) -> Result<Option<Problem>, StoreError> {
    let draft = draft_of(row);
    if let Err(faults) = draft.price() {
        return Ok(Some(of_goods_faults(&faults)));
    }
    let open = last.filter(|last| !last.state.is_settled());
    let known = match open.and_then(Snapshot::read) {
        Some(sent) => Some(sent.fields()),
        None => agreements::get(tx, ObjectKind::Goods, &row.id.to_string())?.map(|agreed| agreed.fields),
    };
    let is_new = match known {
        Some(known) => known.get(PRICE) != of_goods(&draft).get(PRICE),
        None => changed_since(row, last),
    };
    if !is_new {
        let code = if changed_since(row, last) { "goods.only-price" } else { "goods.already-submitted" };
        return Ok(Some(Problem::new(code)));
    }
    if let Some(open) = open {
        outbox::replace(tx, open, now_ms)?;
    }
    outbox::enqueue(tx, order(SubmissionKind::GoodsUpdatePrice)?, now_ms)?;
    Ok(None)
}

/// Writes down that the platform has the price that was sent; whatever else was changed here it does not have.
pub(crate) fn settle(tx: &Transaction, row: &SubmissionRow, id: GoodsId, now_ms: i64) -> Result<(), StoreError> {
    let (Some(sent), Some(good)) = (Snapshot::read(row), goods::get(tx, id)?) else { return Ok(()) };
    let sent = sent.fields();
    let agreed = agreements::get(tx, ObjectKind::Goods, &row.object_id)?;
    let before = agreed.as_ref().and_then(|agreed| agreed.fields.get(PRICE).cloned());
    let mut fields = agreed.map_or_else(|| sent.clone(), |agreed| agreed.fields);
    let price = sent.get(PRICE).cloned().unwrap_or_default();
    fields.insert(PRICE.to_owned(), price.clone());
    let revision = if fields == sent { row.revision } else { good.sent_revision.unwrap_or_default() };
    let agreement = AgreementRow {
        shop_id: row.shop_id,
        object_kind: ObjectKind::Goods,
        object_id: row.object_id.clone(),
        fields,
        theirs: Default::default(),
        written_ms: now_ms,
    };
    agreements::put(tx, &agreement)?;
    goods::note_sent(tx, id, revision, now_ms)?;
    let detail = serde_json::json!({ "from": before, "to": price });
    goods_events::add(tx, id, GoodsEvent::PriceChanged, Some(&detail.to_string()), now_ms)
}
