//! What became of a good, from what was written down with it; of goods from before version 4 of the data what their
//! columns still tell.

use crate::{
    Console,
    view::{GoodsStep, GoodsStepKind, Problem},
};
use kaibo_domain::GoodsId;
use kaibo_store::{
    Origin,
    goods::{self, GoodsRow},
    goods_events::{self, GoodsEvent, GoodsEventRow},
};

/// Steps shown at most, the latest ones.
const STEPS: u32 = 200;

impl Console {
    /// The history of a good, first step first.
    pub async fn goods_history(&self, id: GoodsId) -> Result<Vec<GoodsStep>, Problem> {
        let found = self
            .read(move |db| {
                let Some(row) = goods::get(db, id)? else { return Ok(None) };
                Ok(Some(history(&row, goods_events::list(db, id, STEPS)?)))
            })
            .await?;
        found.ok_or_else(|| Problem::new("goods.not-found"))
    }
}

fn history(row: &GoodsRow, events: Vec<GoodsEventRow>) -> Vec<GoodsStep> {
    let mut steps: Vec<_> = events.iter().map(step).collect();
    let knows = |kinds: &[GoodsStepKind]| steps.iter().any(|step| kinds.contains(&step.kind));
    let made = match row.origin {
        Origin::App => GoodsStepKind::Drafted,
        Origin::Console => GoodsStepKind::MadeElsewhere,
    };
    // An import makes goods, and changes others.
    let was_imported = |step: &GoodsStep| step.kind == GoodsStepKind::Imported && step.at_ms == Some(row.created_ms);
    let mut known = Vec::new();
    if !knows(&[GoodsStepKind::Drafted, GoodsStepKind::Copied]) && !steps.iter().any(was_imported) {
        known.push(at(made, Some(row.created_ms)));
    }
    if row.origin == Origin::App
        && row.sent_revision.is_some()
        && !knows(&[GoodsStepKind::Accepted, GoodsStepKind::Adopted])
    {
        known.push(at(if row.adopted { GoodsStepKind::Adopted } else { GoodsStepKind::Accepted }, None));
    }
    let seen = [(GoodsStepKind::Rejected, row.rejected_ms), (GoodsStepKind::Approved, row.approved_ms)];
    for (kind, at_ms) in seen {
        if at_ms.is_some() && !knows(&[kind]) {
            known.push(at(kind, at_ms));
        }
    }
    // What has no time stays behind what it followed.
    known.append(&mut steps);
    known.sort_by_key(|step| step.at_ms.unwrap_or(row.created_ms));
    known
}

fn at(kind: GoodsStepKind, at_ms: Option<i64>) -> GoodsStep {
    GoodsStep { kind, at_ms, from: None, to: None }
}

fn step(row: &GoodsEventRow) -> GoodsStep {
    let kind = match row.event {
        GoodsEvent::Drafted => GoodsStepKind::Drafted,
        GoodsEvent::Copied => GoodsStepKind::Copied,
        GoodsEvent::Imported => GoodsStepKind::Imported,
        GoodsEvent::ImportUndone => GoodsStepKind::ImportUndone,
        GoodsEvent::Submitted => GoodsStepKind::Submitted,
        GoodsEvent::Accepted => GoodsStepKind::Accepted,
        GoodsEvent::Adopted => GoodsStepKind::Adopted,
        GoodsEvent::Approved => GoodsStepKind::Approved,
        GoodsEvent::Rejected => GoodsStepKind::Rejected,
        GoodsEvent::Withdrawn => GoodsStepKind::Withdrawn,
        GoodsEvent::PriceChanged => GoodsStepKind::PriceChanged,
        GoodsEvent::Gone => GoodsStepKind::Gone,
    };
    let detail: Option<serde_json::Value> = row.detail.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let text = |name: &str| Some(detail.as_ref()?.get(name)?.as_str()?.to_owned());
    GoodsStep { from: text("from"), to: text("to"), ..at(kind, Some(row.at_ms)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kaibo_domain::ShopId;
    use uuid::Uuid;

    #[test]
    fn of_a_good_from_before_the_columns_tell_what_they_can() {
        let id = GoodsId::from_uuid(Uuid::nil());
        let old = GoodsRow {
            sent_revision: Some(1),
            rejected_ms: Some(20),
            approved_ms: Some(40),
            ..GoodsRow::draft(id, ShopId::from_uuid(Uuid::nil()), "k".into(), 10)
        };
        let event = |event, at_ms| GoodsEventRow { event, detail: None, at_ms };
        let events = [(GoodsEvent::Imported, 25), (GoodsEvent::Submitted, 30), (GoodsEvent::Approved, 40)];
        let steps = history(&old, events.map(|(what, at_ms)| event(what, at_ms)).into());
        let told: Vec<_> = steps.iter().map(|step| (step.kind, step.at_ms)).collect();
        use GoodsStepKind as K;
        assert_eq!(
            told,
            [
                (K::Drafted, Some(10)),
                (K::Accepted, None),
                (K::Rejected, Some(20)),
                (K::Imported, Some(25)),
                (K::Submitted, Some(30)),
                (K::Approved, Some(40))
            ]
        );
    }
}
