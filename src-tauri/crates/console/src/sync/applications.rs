//! Applications for categories: where each stands. A shop that has none here is not asked: it may have no shop at all.

use super::Extent;
use crate::{
    Console,
    reconcile::facts_of,
    view::{NoticeKind, Problem, Topic},
};
use kaibo_domain::{
    ApplicationDraftId, ApplicationId, ShopId, outbox::SubmissionState, platform::shop::state::FlowStatus,
};
use kaibo_store::{
    Origin, StoreError, Transaction, application_drafts,
    applications::{self, ApplicationRow, FlowFacts},
    submissions::{self, ObjectKind, SubmissionKind},
};
use kaibo_wechat::{Client, shop::Flow};
use uuid::Uuid;

impl Console {
    /// Reads applications while one is under audit, and all of them now and then; says whether one is under audit.
    pub(super) async fn sync_applications(
        &self,
        client: &Client,
        extent: Extent,
        begun_ms: i64,
    ) -> Result<bool, Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        let known = self.read(move |db| applications::list(db, shop)).await?;
        let is_auditing = known.iter().any(|row| row.status == Some(FlowStatus::Auditing));
        if known.is_empty() || !(is_auditing || extent == Extent::Everything) {
            return Ok(false);
        }
        let flows = match self.all_flows(client).await? {
            Ok(flows) => flows,
            Err(failure) => return Err(self.unread(failure).await),
        };
        let (touched, decided) = self
            .write(move |tx| {
                let (mut touched, mut decided) = (Vec::new(), Vec::new());
                // The oldest first, so that those made elsewhere stand in their order.
                for flow in flows.iter().rev() {
                    let Some(id) = take_in(tx, shop, flow, (begun_ms, now))? else { continue };
                    let was = known.iter().find(|row| row.id == id).and_then(|row| row.status);
                    let row =
                        applications::get(tx, id)?.filter(|row| was == Some(FlowStatus::Auditing) && row.status != was);
                    decided.extend(
                        row.map(|row| Ok::<_, StoreError>((application_drafts::of_round(tx, id)?, row))).transpose()?,
                    );
                    touched.push(id);
                }
                Ok((touched, decided))
            })
            .await?;
        if !touched.is_empty() {
            self.changed(Topic::Applications, touched.iter().map(ApplicationId::to_string).collect());
        }
        self.tell_of_decided(NoticeKind::ApplicationApproved, FlowStatus::Approved, &decided).await;
        self.tell_of_decided(NoticeKind::ApplicationRejected, FlowStatus::Rejected, &decided).await;
        Ok(is_auditing)
    }

    async fn tell_of_decided(&self, kind: NoticeKind, status: FlowStatus, decided: &[Decided]) {
        let told: Vec<_> = decided.iter().filter(|(_, row)| row.status == Some(status)).collect();
        let Some((draft, first)) = told.first() else { return };
        let id = draft.filter(|_| told.len() == 1).map(|draft| draft.to_string());
        // As many as a shop applies for.
        self.tell(kind, told.len() as u32, first.name.clone(), (Topic::Applications, id)).await;
    }
}

/// An application that the platform has decided on, and what it was made of, where that was here.
type Decided = (Option<ApplicationDraftId>, ApplicationRow);

/// Notes what the platform says of one; its id when that is news.
fn take_in(
    tx: &Transaction,
    shop: ShopId,
    flow: &Flow,
    (begun_ms, now_ms): (i64, i64),
) -> Result<Option<ApplicationId>, StoreError> {
    let Some(facts) = facts_of(flow) else { return Ok(None) };
    let Some(row) = applications::by_audit(tx, shop, facts.audit_id)? else {
        if submissions::may_be_in_doubt(tx, shop, &[SubmissionKind::CategoryApply], begun_ms)? {
            return Ok(None);
        }
        return bring_in(tx, shop, flow, facts, now_ms).map(Some);
    };
    let open = submissions::open_for_object(tx, ObjectKind::Application, &row.id.to_string())?;
    let in_doubt = open.iter().any(|row| matches!(row.state, SubmissionState::Sending | SubmissionState::Unknown));
    let is_dated = facts.applied_ms.is_some() && row.applied_ms != facts.applied_ms;
    let is_news = row.status != Some(facts.status) || row.reason != facts.reason || is_dated;
    if in_doubt || !is_news || row.synced_ms.is_some_and(|synced| synced >= begun_ms) {
        return Ok(None);
    }
    applications::note(tx, row.id, &facts, false, now_ms)?;
    Ok(Some(row.id))
}

/// An application that was made elsewhere.
fn bring_in(
    tx: &Transaction,
    shop_id: ShopId,
    flow: &Flow,
    facts: FlowFacts,
    now_ms: i64,
) -> Result<ApplicationId, StoreError> {
    let row = ApplicationRow {
        id: ApplicationId::from_uuid(Uuid::now_v7()),
        shop_id,
        name: String::new(),
        cat_id: flow.cat_id,
        request: serde_json::to_string(&flow.audit_info).unwrap_or_default(),
        audit_id: Some(facts.audit_id),
        status: Some(facts.status),
        reason: facts.reason,
        adopted: false,
        applied_ms: facts.applied_ms,
        audited_ms: facts.audited_ms,
        synced_ms: Some(now_ms),
        origin: Origin::Console,
        created_ms: facts.applied_ms.unwrap_or(now_ms),
    };
    applications::insert(tx, &row)?;
    Ok(row.id)
}
