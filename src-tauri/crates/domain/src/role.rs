//! Roles of the shop's live members (成员管理; role-management pages): who may create rooms, and who may broadcast.

use crate::{
    platform::limit,
    room::is_wechat_id,
    violation::{Rule, Violation},
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A role of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 0, 超级管理员: only in replies; it can neither be given nor taken through the API.
    SuperAdmin,
    /// 1, 管理员.
    Admin,
    /// 2, 主播: must be verified by real name (400002).
    Anchor,
    /// 3, 运营者.
    Operator,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 4] = [Role::SuperAdmin, Role::Admin, Role::Anchor, Role::Operator];

    /// The wire's number.
    pub const fn wire(self) -> i64 {
        match self {
            Role::SuperAdmin => 0,
            Role::Admin => 1,
            Role::Anchor => 2,
            Role::Operator => 3,
        }
    }

    /// The role of the wire's number.
    pub fn from_wire(role: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.wire() == role)
    }

    /// How many members may have it (400003); none through the API for the super administrator.
    pub const fn max(self) -> usize {
        match self {
            Role::SuperAdmin => 0,
            Role::Admin => limit::ROLE_ADMINS_MAX,
            Role::Anchor => limit::ROLE_ANCHORS_MAX,
            Role::Operator => limit::ROLE_OPERATORS_MAX,
        }
    }
}

/// A role that staff want to give somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MemberDraft {
    /// WeChat id as typed.
    pub wechat: String,
    /// The role.
    pub role: Role,
}

/// The fields of a new member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum MemberField {
    /// WeChat id.
    Wechat,
    /// Role.
    Role,
}

impl MemberDraft {
    /// Everything that is wrong with it, where `having` members have or are to have the role already, and `is_one` says
    /// whether this is one of them. The platform says the same with 400001, 400003 and 400004.
    pub fn violations(&self, having: usize, is_one: bool) -> Vec<Violation<MemberField>> {
        let mut violations = Vec::new();
        let wechat = self.wechat.trim();
        if wechat.is_empty() {
            violations.push(Violation::new(MemberField::Wechat, Rule::Required));
        } else if !is_wechat_id(wechat) {
            violations.push(Violation::new(MemberField::Wechat, Rule::NotAWechatId));
        } else if is_one {
            violations.push(Violation::new(MemberField::Wechat, Rule::RoleDuplicate));
        }
        if !is_one && having >= self.role.max() {
            violations.push(Violation::new(MemberField::Role, Rule::RoleFull).with("max", self.role.max()));
        }
        violations
    }
}

/// Whether a WeChat id may be the one that getrolelist shows masked: `o0****0o` stands for what begins with `o0` and ends
/// with `0o`. What comes without a star is whole.
pub fn fits_mask(wechat: &str, masked: &str) -> bool {
    match (masked.split_once('*'), masked.rsplit_once('*')) {
        (Some((head, _)), Some((_, tail))) => {
            let rest = wechat.strip_prefix(head);
            rest.is_some_and(|rest| rest.ends_with(tail))
        }
        _ => wechat == masked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn wire_numbers_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_wire(role.wire()), Some(role));
        }
        assert_eq!(Role::from_wire(-1), None);
    }

    #[rstest]
    #[case("kaibo_anchor", "ka****or", true)]
    #[case("kaibo_clerk", "ka****or", false)]
    #[case("kaibo_anchor", "kaibo_anchor", true)]
    #[case("kaibo_anchor", "kaibo", false)]
    #[case("ka", "ka****a", false)]
    fn a_mask_shows_both_ends(#[case] wechat: &str, #[case] masked: &str, #[case] fits: bool) {
        assert_eq!(fits_mask(wechat, masked), fits);
    }

    #[rstest]
    #[case("kaibo_anchor", Role::Admin, 9, false, &[])]
    #[case("kaibo_anchor", Role::Admin, 10, false, &[Rule::RoleFull])]
    #[case("kaibo_anchor", Role::Anchor, 499, false, &[])]
    #[case("kaibo_anchor", Role::Anchor, 500, false, &[Rule::RoleFull])]
    #[case("kaibo_anchor", Role::Operator, 500, false, &[Rule::RoleFull])]
    #[case("kaibo_anchor", Role::SuperAdmin, 0, false, &[Rule::RoleFull])]
    #[case("kaibo_anchor", Role::Admin, 10, true, &[Rule::RoleDuplicate])]
    #[case(" ", Role::Admin, 0, false, &[Rule::Required])]
    #[case("小开老师", Role::Admin, 0, false, &[Rule::NotAWechatId])]
    fn what_is_wrong_with_a_new_member(
        #[case] wechat: &str,
        #[case] role: Role,
        #[case] having: usize,
        #[case] is_one: bool,
        #[case] expected: &[Rule],
    ) {
        let draft = MemberDraft { wechat: wechat.into(), role };
        let rules: Vec<_> = draft.violations(having, is_one).into_iter().map(|violation| violation.rule).collect();
        assert_eq!(rules, expected);
    }
}
