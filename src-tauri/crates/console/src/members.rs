//! Use cases of the members (成员管理), in 直播间: who has which role, giving and taking one.

use crate::{
    Console,
    goods_view::is_refusal,
    outbox::{self, CANCELLED, Order, problem_of},
    view::{MemberAdded, MemberState, MemberView, Problem, Topic},
};
use kaibo_domain::{MemberDraft, MemberId, Role, outbox::SubmissionState, role::fits_mask};
use kaibo_store::{
    Connection, StoreError, Transaction,
    anchors::{self, AnchorRow},
    members::{self, MemberRow},
    submissions::{self, ObjectKind, SubmissionKind, SubmissionRow},
};
use uuid::Uuid;

/// How long a removal waits before it is carried to the platform: the time of its undo.
const UNDO_MS: i64 = 12_000;

impl Console {
    /// Everybody's roles: as the platform lists them, and as they are wished for here.
    pub async fn members_list(&self) -> Result<Vec<MemberView>, Problem> {
        let (console, shop, now) = (self.clone(), self.inner.shop.id, self.now());
        self.read(move |db| {
            let mut views = Vec::new();
            for row in members::list(db, shop)?.into_iter().filter(|row| row.deleted_ms.is_none()) {
                let last = last_submission(db, row.id)?.map(|last| console.inner.gate.as_shown(last, now));
                let anchor = match &row.wechat {
                    Some(wechat) => anchors::find(db, shop, wechat)?,
                    None => None,
                };
                views.extend(view(row, last.as_ref(), anchor.as_ref(), now));
            }
            Ok(views)
        })
        .await
    }

    /// Wishes for a role of somebody; what is wrong with it is said at once.
    pub async fn members_add(&self, draft: MemberDraft) -> Result<MemberAdded, Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        let draft = MemberDraft { wechat: draft.wechat.trim().to_owned(), role: draft.role };
        let added = self
            .write(move |tx| {
                let known = members::find(tx, shop, draft.role, &draft.wechat)?;
                let is_one = known.as_ref().map_or(Ok(false), |known| has_or_is_to_have(tx, known))?;
                let mut having = 0;
                for row in members::list(tx, shop)?.iter().filter(|row| row.role == draft.role) {
                    having += usize::from(has_or_is_to_have(tx, row)?);
                }
                let violations = draft.violations(having, is_one);
                if !violations.is_empty() {
                    return Ok(MemberAdded { id: None, violations });
                }
                let row = match known {
                    Some(known) => known,
                    None => {
                        let id = MemberId::from_uuid(Uuid::now_v7());
                        let row = MemberRow::wanted(id, shop, draft.role, draft.wechat, now);
                        members::insert(tx, &row)?;
                        row
                    }
                };
                members::set_deleted(tx, row.id, None)?;
                // Whoever is only about to be removed simply stays.
                if !(row.listed && cancel_unsent(tx, row.id, now)?) {
                    enqueue(tx, &row, SubmissionKind::RoleAdd, None, now)?;
                }
                Ok(MemberAdded { id: Some(row.id), violations })
            })
            .await?;
        self.members_changed();
        Ok(added)
    }

    /// Takes a role away; undone by [`Self::members_restore`] while it has not left for the platform. Where only the
    /// masked WeChat id is known, `wechat` says the whole one: the platform removes by nothing else.
    pub async fn members_remove(&self, id: MemberId, wechat: Option<String>) -> Result<(), Problem> {
        let now = self.now();
        let done = self
            .write(move |tx| {
                let Some(row) = members::get(tx, id)?.filter(|row| row.deleted_ms.is_none()) else {
                    return Ok(Err(Problem::new("member.not-found")));
                };
                let last = last_submission(tx, id)?;
                if !removable(&row, last.as_ref()) {
                    return Ok(Err(Problem::new("member.cannot-remove")));
                }
                cancel_unsent(tx, id, now)?;
                if !row.listed {
                    return members::set_deleted(tx, id, Some(now)).map(Ok);
                }
                if row.wechat.is_none() {
                    let whole = wechat.as_deref().map(str::trim).filter(|whole| !whole.is_empty());
                    let Some(whole) = whole else {
                        return Ok(Err(Problem::new("member.wechat-missing").at_field("wechat")));
                    };
                    let taken = members::find(tx, row.shop_id, row.role, whole)?.is_some();
                    if taken || !fits_mask(whole, &row.masked) {
                        return Ok(Err(Problem::new("member.other-wechat")
                            .with("masked", row.masked)
                            .at_field("wechat")));
                    }
                    members::set_wechat(tx, id, whole)?;
                }
                enqueue(tx, &row, SubmissionKind::RoleRemove, Some(now + UNDO_MS), now)?;
                Ok(Ok(()))
            })
            .await?;
        self.members_changed();
        done
    }

    /// Undoes a removal.
    pub async fn members_restore(&self, ids: Vec<MemberId>) -> Result<(), Problem> {
        let now = self.now();
        self.write(move |tx| {
            for id in ids {
                let Some(row) = members::get(tx, id)? else { continue };
                members::set_deleted(tx, id, None)?;
                let last = last_submission(tx, id)?;
                let wish = last.filter(|last| last.kind == SubmissionKind::RoleAdd && is_cancelled(last));
                match (row.listed, wish) {
                    (true, _) => cancel_unsent(tx, id, now).map(|_| ())?,
                    (false, Some(_)) => enqueue(tx, &row, SubmissionKind::RoleAdd, None, now)?,
                    (false, None) => {}
                }
            }
            Ok(())
        })
        .await?;
        self.members_changed();
        Ok(())
    }

    pub(crate) async fn member_of(&self, row: &SubmissionRow) -> Result<MemberRow, Problem> {
        let id: MemberId = row.object_id.parse().map_err(|_| crate::problem::internal("member id"))?;
        let row = self.read(move |db| members::get(db, id)).await?;
        row.ok_or_else(|| Problem::new("member.not-found"))
    }

    fn members_changed(&self) {
        self.changed(Topic::Members, Vec::new());
        self.changed(Topic::Outbox, Vec::new());
        self.inner.wake.notify_one();
    }
}

pub(crate) fn last_submission(db: &Connection, id: MemberId) -> Result<Option<SubmissionRow>, StoreError> {
    submissions::latest_for_object(db, ObjectKind::Member, &id.to_string())
}

fn is_cancelled(last: &SubmissionRow) -> bool {
    last.state == SubmissionState::Rejected && last.cause.as_deref() == Some(CANCELLED)
}

/// Whether they have the role and keep it, or are to have it.
fn has_or_is_to_have(db: &Connection, row: &MemberRow) -> Result<bool, StoreError> {
    let open = last_submission(db, row.id)?.filter(|last| !last.state.is_settled());
    Ok(open.map_or(row.listed, |open| open.kind == SubmissionKind::RoleAdd))
}

/// Takes back what has not been sent of a member; says whether that was something.
fn cancel_unsent(tx: &Transaction, id: MemberId, now_ms: i64) -> Result<bool, StoreError> {
    let mut done = false;
    for mut row in submissions::open_for_object(tx, ObjectKind::Member, &id.to_string())? {
        done |= outbox::cancel(tx, &mut row, now_ms)?;
    }
    Ok(done)
}

fn enqueue(
    tx: &Transaction,
    row: &MemberRow,
    kind: SubmissionKind,
    not_before_ms: Option<i64>,
    now_ms: i64,
) -> Result<(), StoreError> {
    let order = Order {
        shop_id: row.shop_id,
        kind,
        object: (ObjectKind::Member, row.id.to_string()),
        revision: 1,
        snapshot: None,
        batch: None,
        not_before_ms,
    };
    outbox::enqueue(tx, order, now_ms)
}

/// The state; `None` for what neither is nor is to be.
fn state_of(row: &MemberRow, last: Option<&SubmissionRow>) -> Option<MemberState> {
    let removes = last.is_some_and(|last| last.kind == SubmissionKind::RoleRemove);
    Some(match last.map(|last| last.state) {
        Some(SubmissionState::Unknown) => MemberState::Checking,
        // A removal that waits to be undone is on its way.
        Some(SubmissionState::Waiting) if last.is_some_and(|last| last.errcode.is_some() || last.cause.is_some()) => {
            MemberState::Waiting
        }
        Some(SubmissionState::Queued | SubmissionState::Sending | SubmissionState::Waiting) if removes => {
            MemberState::Removing
        }
        Some(SubmissionState::Queued | SubmissionState::Sending | SubmissionState::Waiting) => MemberState::Adding,
        // What the platform has meanwhile is no refusal any more.
        Some(SubmissionState::Rejected) if last.is_some_and(is_refusal) && row.listed == removes => {
            MemberState::Refused
        }
        _ if row.listed => MemberState::Active,
        _ => return None,
    })
}

/// Whether it can be removed: not the super administrator, and not what has left already.
fn removable(row: &MemberRow, last: Option<&SubmissionRow>) -> bool {
    let is_unsent_wish = last.is_some_and(|last| {
        let is_unsent = matches!(last.state, SubmissionState::Queued | SubmissionState::Waiting);
        last.kind == SubmissionKind::RoleAdd && is_unsent
    });
    let settled = matches!(state_of(row, last), Some(MemberState::Active | MemberState::Refused));
    row.role != Role::SuperAdmin && (settled || is_unsent_wish)
}

/// A row as the interface sees it; `anchor` is what is known of the person. `None` for what neither is nor is to be.
pub(crate) fn view(
    row: MemberRow,
    last: Option<&SubmissionRow>,
    anchor: Option<&AnchorRow>,
    now_ms: i64,
) -> Option<MemberView> {
    let state = state_of(&row, last)?;
    let problem = match state {
        MemberState::Refused | MemberState::Waiting => last.and_then(|last| problem_of(last, now_ms)),
        MemberState::Active => last.filter(|last| last.code_url.is_some()).and_then(|last| problem_of(last, now_ms)),
        _ => None,
    };
    Some(MemberView {
        state,
        code_of: anchor.filter(|anchor| anchor.code_url.is_some()).map(|anchor| anchor.id),
        problem,
        removable: removable(&row, last),
        id: row.id,
        role: row.role,
        wechat: row.wechat,
        masked: row.masked,
        nickname: row.nickname,
        adopted: row.adopted,
    })
}
