//! Members and their roles (成员管理) as the interface sees them.

use super::Problem;
use kaibo_domain::{AnchorId, MemberField, MemberId, Role, Violation};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Where one person's one role stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum MemberState {
    /// 添加中.
    Adding,
    /// 移除中; undone by `members_restore` while it has not left.
    Removing,
    /// 核对中.
    Checking,
    /// 等待中.
    Waiting,
    /// 没有成功.
    Refused,
    /// 已生效.
    Active,
}

/// One person's one role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MemberView {
    /// Id.
    pub id: MemberId,
    /// The role.
    pub role: Role,
    /// The whole WeChat id; `None` where the role was given elsewhere and nobody here has said it.
    pub wechat: Option<String>,
    /// The WeChat id as the platform lists it (`o0****0o`); empty before it did.
    pub masked: String,
    /// Nickname; empty before the platform listed them.
    pub nickname: String,
    /// State.
    pub state: MemberState,
    /// What stands in the way.
    pub problem: Option<Problem>,
    /// The anchor whose code they must scan to be verified by real name, where there is one.
    pub code_of: Option<AnchorId>,
    /// Whether it was found on the platform (平台上已存在, 已关联).
    pub adopted: bool,
    /// Whether it can be removed.
    pub removable: bool,
}

/// What became of a wish for a new member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MemberAdded {
    /// The member, in the outbox now; `None` where rules are broken.
    pub id: Option<MemberId>,
    /// Broken rules.
    pub violations: Vec<Violation<MemberField>>,
}
