//! Members: the whole list; who was given a role here is tied to whom the platform lists.

use crate::{
    Console,
    reconcile::{fitting, person_of},
    view::{Problem, Topic},
};
use kaibo_domain::{MemberId, Role, ShopId, outbox::SubmissionState};
use kaibo_store::{
    StoreError, Transaction,
    members::{self, MemberRow, Person},
    submissions::{self, ObjectKind, SubmissionKind},
};
use kaibo_wechat::{Client, Member};
use uuid::Uuid;

/// Searches of one reading at most.
const SEARCHES: usize = 20;

impl Console {
    /// Reads all members.
    pub(super) async fn sync_members(&self, client: &Client, begun_ms: i64) -> Result<(), Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        let listed = match self.all_members(client, None, None).await? {
            Ok(listed) => listed,
            Err(failure) => return Err(self.unread(failure).await),
        };
        let known = self.read(move |db| members::list(db, shop)).await?;
        let mut searched = Vec::new();
        for row in known.into_iter().filter(|row| row.listed && row.openid.is_none()).take(SEARCHES) {
            let found = match self.all_members(client, None, row.wechat.as_deref()).await? {
                Ok(found) => found,
                Err(failure) => return Err(self.unread(failure).await),
            };
            let fitting: Vec<_> = fitting(&found, &row).into_iter().map(person_of).collect();
            searched.push((row, fitting));
        }
        let changed = self
            .write(move |tx| {
                let mut changed = false;
                for (row, fitting) in searched {
                    changed |= tie(tx, &row, &fitting, (begun_ms, now))?;
                }
                Ok(take_in(tx, shop, &listed, (begun_ms, now))? || changed)
            })
            .await?;
        if changed {
            self.changed(Topic::Members, Vec::new());
        }
        Ok(())
    }
}

/// Ties a row to the one person who fits. With nobody there, the role was taken elsewhere before they were ever listed.
fn tie(tx: &Transaction, row: &MemberRow, fitting: &[Person], times: (i64, i64)) -> Result<bool, StoreError> {
    match fitting {
        [person] => members::link(tx, row, person).map(|()| true),
        [] => note(tx, row, false, times),
        _ => Ok(false),
    }
}

/// Notes what the list says; `true` when that is news.
fn take_in(
    tx: &Transaction,
    shop: ShopId,
    listed: &[Member],
    times @ (begun_ms, now_ms): (i64, i64),
) -> Result<bool, StoreError> {
    let kinds = [SubmissionKind::RoleAdd, SubmissionKind::RoleRemove];
    let may_bring_in = !submissions::may_be_in_doubt(tx, shop, &kinds, begun_ms)?;
    let (mut changed, known) = (false, members::list(tx, shop)?);
    for member in listed {
        let person = person_of(member);
        for role in member.roles() {
            match members::by_openid(tx, shop, role, &person.openid)? {
                Some(row) => {
                    if row.masked != person.masked || row.nickname != person.nickname {
                        members::link(tx, &row, &person)?;
                        changed = true;
                    }
                    changed |= note(tx, &row, true, times)?;
                }
                None if may_bring_in => {
                    bring_in(tx, shop, &known, role, person.clone(), now_ms)?;
                    changed = true;
                }
                None => {}
            }
        }
    }
    for row in known.iter().filter(|row| row.listed) {
        let Some(openid) = &row.openid else { continue };
        let has = |member: &&Member| member.openid == *openid && member.roles().any(|role| role == row.role);
        if !listed.iter().any(|member| has(&member)) {
            changed |= note(tx, row, false, times)?;
        }
    }
    Ok(changed)
}

/// A role that was given elsewhere.
fn bring_in(
    tx: &Transaction,
    shop: ShopId,
    known: &[MemberRow],
    role: Role,
    person: Person,
    now_ms: i64,
) -> Result<(), StoreError> {
    // By another of their roles it may be known here who that is.
    let same = known.iter().find(|row| row.openid.as_deref() == Some(&person.openid) && row.wechat.is_some());
    let wechat = same.and_then(|row| row.wechat.clone());
    if let Some(wechat) = &wechat
        && let Some(row) = members::find(tx, shop, role, wechat)?
    {
        members::link(tx, &row, &person)?;
        return members::set_listed(tx, row.id, true, false, now_ms);
    }
    let id = MemberId::from_uuid(Uuid::now_v7());
    let row = MemberRow {
        wechat,
        openid: Some(person.openid),
        masked: person.masked,
        nickname: person.nickname,
        listed: true,
        synced_ms: Some(now_ms),
        ..MemberRow::wanted(id, shop, role, String::new(), now_ms)
    };
    members::insert(tx, &row)
}

/// Notes whether the platform has it, unless something of ours is on its way or came to an end since the reading began.
fn note(tx: &Transaction, row: &MemberRow, listed: bool, (begun_ms, now_ms): (i64, i64)) -> Result<bool, StoreError> {
    let open = submissions::open_for_object(tx, ObjectKind::Member, &row.id.to_string())?;
    let in_doubt = open.iter().any(|row| matches!(row.state, SubmissionState::Sending | SubmissionState::Unknown));
    if row.listed == listed || in_doubt || row.synced_ms.is_some_and(|synced| synced >= begun_ms) {
        return Ok(false);
    }
    members::set_listed(tx, row.id, listed, false, now_ms).map(|()| true)
}
