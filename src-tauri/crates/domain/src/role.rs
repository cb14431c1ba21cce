//! Roles of the shop's live members (成员管理; role-management pages): who may create rooms, and who may broadcast.

use crate::platform::limit;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_numbers_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_wire(role.wire()), Some(role));
        }
        assert_eq!(Role::from_wire(-1), None);
    }
}
