//! Use cases of the applications for categories (类目申请): handing one in, withdrawing it, where each stands.

use crate::{
    Console,
    goods_view::is_refusal,
    outbox::{self, Order, problem_of},
    view::{ApplicationState, ApplicationView, Problem},
};
use kaibo_domain::{
    ApplicationId, ShopId,
    outbox::SubmissionState,
    platform::shop::{id::CatId, state::FlowStatus},
};
use kaibo_store::{
    Connection, Origin, StoreError, Transaction,
    applications::{self, ApplicationRow},
    submissions::{self, ObjectKind, SubmissionKind, SubmissionRow},
};
use kaibo_wechat::shop::CategoryInfo;
use uuid::Uuid;

impl Console {
    /// Hands in an application for the category that staff read as `name`; the files it names have been uploaded. It is
    /// kept as it is now. One at a time for a category: the platform would take a second.
    pub async fn application_submit(&self, name: String, info: CategoryInfo) -> Result<ApplicationId, Problem> {
        let cat_id =
            info.cats_v2.last().map(|leaf| leaf.cat_id).ok_or_else(|| Problem::new("application.no-category"))?;
        let request = serde_json::to_string(&info).map_err(|_| crate::problem::internal("application"))?;
        let (shop_id, now) = (self.inner.shop.id, self.now());
        let id = ApplicationId::from_uuid(Uuid::now_v7());
        let done = self
            .write(move |tx| {
                if is_under_way(tx, shop_id, cat_id)? {
                    return Ok(false);
                }
                insert(tx, (shop_id, id), (name, cat_id, request), now)?;
                Ok(true)
            })
            .await?;
        if !done {
            return Err(Problem::new("application.already-submitted"));
        }
        self.application_changed(id);
        Ok(id)
    }

    /// Withdraws an application: takes it back where it has not left, else asks the platform to end its audit.
    pub async fn application_cancel(&self, id: ApplicationId) -> Result<(), Problem> {
        let now = self.now();
        let done = self
            .write(move |tx| {
                let Some(row) = applications::get(tx, id)? else { return Ok(false) };
                let last = last_submission(tx, id)?;
                if let Some(mut last) = last.clone().filter(|last| !last.state.is_settled()) {
                    return Ok(last.kind == SubmissionKind::CategoryApply && outbox::cancel(tx, &mut last, now)?);
                }
                if state_of(&row, last.as_ref()) != ApplicationState::Auditing {
                    return Ok(false);
                }
                enqueue(tx, &row, SubmissionKind::CategoryCancel, now)?;
                Ok(true)
            })
            .await?;
        if !done {
            return Err(Problem::new("application.cannot-cancel"));
        }
        self.application_changed(id);
        Ok(())
    }

    /// All applications, the latest first.
    pub async fn applications_list(&self) -> Result<Vec<ApplicationView>, Problem> {
        let (console, shop, now) = (self.clone(), self.inner.shop.id, self.now());
        self.read(move |db| {
            let rows = applications::list(db, shop)?.into_iter().map(|row| {
                let last = last_submission(db, row.id)?.map(|last| console.inner.gate.as_shown(last, now));
                Ok(view(row, last.as_ref(), now))
            });
            rows.collect()
        })
        .await
    }

    pub(crate) async fn application_of(&self, row: &SubmissionRow) -> Result<ApplicationRow, Problem> {
        let id: ApplicationId = row.object_id.parse().map_err(|_| crate::problem::internal("application id"))?;
        let row = self.read(move |db| applications::get(db, id)).await?;
        row.ok_or_else(|| Problem::new("application.not-found"))
    }

    pub(crate) fn application_changed(&self, id: ApplicationId) {
        self.changed_object(ObjectKind::Application, id.to_string());
        self.inner.wake.notify_one();
    }
}

pub(crate) fn last_submission(db: &Connection, id: ApplicationId) -> Result<Option<SubmissionRow>, StoreError> {
    submissions::latest_for_object(db, ObjectKind::Application, &id.to_string())
}

/// Whether one for that category is on its way or under audit.
pub(crate) fn is_under_way(db: &Connection, shop: ShopId, cat_id: CatId) -> Result<bool, StoreError> {
    for row in applications::list(db, shop)?.iter().filter(|row| row.cat_id == cat_id) {
        let is_open = last_submission(db, row.id)?.is_some_and(|last| !last.state.is_settled());
        if is_open || row.status == Some(FlowStatus::Auditing) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Keeps an application for a category, by its name, number and what is handed in, and puts it into the outbox.
pub(crate) fn insert(
    tx: &Transaction,
    (shop_id, id): (ShopId, ApplicationId),
    (name, cat_id, request): (String, CatId, String),
    now_ms: i64,
) -> Result<(), StoreError> {
    let row = ApplicationRow {
        id,
        shop_id,
        name,
        cat_id,
        request,
        audit_id: None,
        status: None,
        reason: String::new(),
        adopted: false,
        applied_ms: None,
        audited_ms: None,
        synced_ms: None,
        origin: Origin::App,
        created_ms: now_ms,
    };
    applications::insert(tx, &row)?;
    enqueue(tx, &row, SubmissionKind::CategoryApply, now_ms)
}

fn enqueue(tx: &Transaction, row: &ApplicationRow, kind: SubmissionKind, now_ms: i64) -> Result<(), StoreError> {
    let order = Order {
        shop_id: row.shop_id,
        kind,
        object: (ObjectKind::Application, row.id.to_string()),
        revision: 1,
        snapshot: None,
        batch: None,
        not_before_ms: None,
    };
    outbox::enqueue(tx, order, now_ms)
}

fn state_of(row: &ApplicationRow, last: Option<&SubmissionRow>) -> ApplicationState {
    match (last.map(|last| (last.state, last.kind)), row.status) {
        (Some((SubmissionState::Unknown, _)), _) => ApplicationState::Checking,
        (Some((SubmissionState::Waiting, _)), _) => ApplicationState::Waiting,
        (Some((SubmissionState::Queued | SubmissionState::Sending, SubmissionKind::CategoryCancel)), _) => {
            ApplicationState::Withdrawing
        }
        (Some((SubmissionState::Queued | SubmissionState::Sending, _)), _) => ApplicationState::Submitting,
        (_, Some(FlowStatus::Auditing)) => ApplicationState::Auditing,
        (_, Some(FlowStatus::Rejected)) => ApplicationState::Rejected,
        (_, Some(FlowStatus::Approved)) => ApplicationState::Approved,
        (_, Some(FlowStatus::Cancelled)) => ApplicationState::Cancelled,
        (_, None) if last.is_some_and(is_refusal) => ApplicationState::Refused,
        (_, None) => ApplicationState::Cancelled,
    }
}

pub(crate) fn view(row: ApplicationRow, last: Option<&SubmissionRow>, now_ms: i64) -> ApplicationView {
    let state = state_of(&row, last);
    let problem = match state {
        ApplicationState::Refused | ApplicationState::Waiting => last.and_then(|last| problem_of(last, now_ms)),
        // Its withdrawal was refused.
        ApplicationState::Auditing => last.filter(|last| is_refusal(last)).and_then(|last| problem_of(last, now_ms)),
        _ => None,
    };
    ApplicationView {
        id: row.id,
        name: row.name,
        cat_id: row.cat_id.to_string(),
        state,
        problem,
        reason: row.reason,
        adopted: row.adopted,
        elsewhere: row.origin == Origin::Console,
        applied_ms: row.applied_ms,
        audited_ms: row.audited_ms,
        created_ms: row.created_ms,
    }
}
