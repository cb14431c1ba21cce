//! Anchors (主播) as the interface sees them.

use super::MemberState;
use kaibo_domain::{AnchorField, AnchorId, MemberId, PictureId, RealName, Role, Violation};
use serde::{Deserialize, Serialize};
use specta::Type;

/// An anchor whom the shop knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AnchorView {
    /// Id.
    pub id: AnchorId,
    /// Nickname; empty where nobody said it.
    pub name: String,
    /// WeChat id.
    pub wechat: String,
    /// The phone number as it is shown until somebody asks (`anchors_phone`): `138****8000`; empty where there is none.
    pub phone_masked: String,
    /// Their photo.
    pub photo: Option<PictureId>,
    /// Whether the platform takes them as verified by real name.
    pub real_name: RealName,
    /// What they scan to be verified, where the platform sent it.
    pub code: Option<AnchorCode>,
    /// The roles they have there, or are to have.
    pub roles: Vec<AnchorRole>,
}

/// The code by which somebody is verified by real name. The platform does not say that it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AnchorCode {
    /// When its picture was fetched, UTC milliseconds: it is at `anchor-code/<id>`; `None` while it could not be.
    pub fetched_ms: Option<i64>,
}

/// A role of an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AnchorRole {
    /// Which one.
    pub role: Role,
    /// Among the members.
    pub member: MemberId,
    /// Where it stands.
    pub state: MemberState,
    /// Whether it can be taken away.
    pub removable: bool,
}

/// What became of an anchor that was added or changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AnchorSaved {
    /// The anchor; `None` where rules are broken.
    pub id: Option<AnchorId>,
    /// Broken rules.
    pub violations: Vec<Violation<AnchorField>>,
}
