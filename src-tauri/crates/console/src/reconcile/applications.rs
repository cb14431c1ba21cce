//! Applications for categories: found by category and time of creation. The platform's list has nothing of ours.

use super::{Console, Found};
use crate::{library::Looked, view::Problem};
use kaibo_domain::{
    platform::shop::{endpoint::FLOW_DETAIL, state::FlowStatus},
    time::HOUR_MS,
};
use kaibo_store::{
    applications::{self, FlowFacts},
    submissions::SubmissionRow,
};
use kaibo_wechat::{Client, shop::Flow};

/// So much earlier than the attempt an application may seem to be made and still be ours: the platform's clock is not
/// this computer's. Rather too much than too little: what others applied for stands here already, and too little would
/// apply twice.
const CLOCKS_APART_MS: i64 = HOUR_MS;

/// What the platform says of an application; `None` in a state that we do not know.
pub(crate) fn facts_of(flow: &Flow) -> Option<FlowFacts> {
    let ms = |seconds: i64| (seconds > 0).then(|| seconds.saturating_mul(1000));
    Some(FlowFacts {
        audit_id: flow.audit_id,
        status: flow.state()?,
        reason: flow.audit_reason.clone(),
        applied_ms: ms(flow.create_time),
        audited_ms: ms(flow.audit_time),
    })
}

impl Console {
    pub(super) async fn look_for_application(
        &self,
        client: &Client,
        row: &SubmissionRow,
    ) -> Result<Looked<Found>, Problem> {
        let application = self.application_of(row).await?;
        let since_ms = row.trying_since_ms.unwrap_or(row.created_ms) - CLOCKS_APART_MS;
        let flows = match self.all_flows(client).await? {
            Ok(flows) => flows,
            Err(failure) => return Ok(Err(failure)),
        };
        let (now, shop, id) = (self.now(), self.inner.shop.id, application.id);
        let same =
            |flow: &&Flow| flow.cat_id == application.cat_id && flow.create_time.saturating_mul(1000) >= since_ms;
        let candidates: Vec<_> = flows.iter().filter(same).filter_map(facts_of).collect();
        // One that another row is tied to is not this one.
        let free = self
            .read(move |db| {
                for facts in candidates {
                    if applications::by_audit(db, shop, facts.audit_id)?.is_none() {
                        return Ok(Some(facts));
                    }
                }
                Ok(None)
            })
            .await?;
        Ok(Ok(match free {
            None => Found::NotThere,
            Some(facts) => Found::There(Box::new(move |tx| applications::note(tx, id, &facts, true, now))),
        }))
    }

    pub(super) async fn look_at_application(
        &self,
        client: &Client,
        row: &SubmissionRow,
    ) -> Result<Looked<Found>, Problem> {
        let application = self.application_of(row).await?;
        let Some(audit_id) = application.audit_id else { return Ok(Ok(Found::NotThere)) };
        let flow = match client.shop_flow_detail(audit_id).await {
            Ok(flow) => flow,
            Err(error) => return Ok(Err((FLOW_DETAIL, error))),
        };
        let (now, id) = (self.now(), application.id);
        let cancelled = facts_of(&flow).filter(|facts| facts.status == FlowStatus::Cancelled);
        Ok(Ok(match cancelled {
            None => Found::NotThere,
            Some(facts) => Found::There(Box::new(move |tx| applications::note(tx, id, &facts, false, now))),
        }))
    }
}
