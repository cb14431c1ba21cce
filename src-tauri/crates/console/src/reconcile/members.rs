//! Members: a role is had or not. The platform masks WeChat ids, so whoever is not known by openid is searched by their
//! WeChat id; where several fit, it is asked for again, and the platform's 'has it already' or 'no such member' decides.

use super::{Console, Found};
use crate::{library::Looked, view::Problem};
use kaibo_domain::role::fits_mask;
use kaibo_store::{
    members::{self, MemberRow, Person},
    submissions::{SubmissionKind, SubmissionRow},
};
use kaibo_wechat::{Client, Member};

/// A person as the store keeps them.
pub(crate) fn person_of(member: &Member) -> Person {
    Person { openid: member.openid.clone(), masked: member.username.clone(), nickname: member.nickname.clone() }
}

/// Those of the listed who may be the person of that row.
pub(crate) fn fitting<'a>(listed: &'a [Member], row: &MemberRow) -> Vec<&'a Member> {
    let fits = |member: &&Member| match (&row.openid, &row.wechat) {
        (Some(openid), _) => member.openid == *openid,
        (None, Some(wechat)) => fits_mask(wechat, &member.username),
        (None, None) => false,
    };
    listed.iter().filter(fits).collect()
}

impl Console {
    pub(super) async fn look_at_role(&self, client: &Client, row: &SubmissionRow) -> Result<Looked<Found>, Problem> {
        let member = self.member_of(row).await?;
        let listed = match self.all_members(client, Some(member.role), member.wechat.as_deref()).await? {
            Ok(listed) => listed,
            Err(failure) => return Ok(Err(failure)),
        };
        let having =
            fitting(&listed, &member).into_iter().filter(|other| other.roles().any(|role| role == member.role));
        let having: Vec<_> = having.map(person_of).collect();
        let now = self.now();
        Ok(Ok(match (row.kind, having.as_slice()) {
            (SubmissionKind::RoleAdd, [person]) => {
                let person = person.clone();
                Found::There(Box::new(move |tx| {
                    members::link(tx, &member, &person)?;
                    members::set_listed(tx, member.id, true, true, now)
                }))
            }
            (SubmissionKind::RoleRemove, []) => {
                Found::There(Box::new(move |tx| members::set_listed(tx, member.id, false, false, now)))
            }
            _ => Found::NotThere,
        }))
    }
}
