//! Ids as types, so that a room's id never stands where a good's belongs.
//!
//! Ours are UUIDv7 (time-ordered, made offline). The platform's keep the platform's own form:
//! numbers that exceed 32 bits for audits, plain integers elsewhere.

use serde::{Deserialize, Serialize};
use specta::Type;
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! own_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID made by the caller; the domain makes none itself.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID inside.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0.hyphenated())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0.hyphenated())
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

own_id! {
    /// A shop profile.
    ShopId,
    /// A good of ours, drafted or on the platform.
    GoodsId,
    /// A live room of ours, drafted or on the platform.
    RoomId,
    /// An anchor (主播) of the shop.
    AnchorId,
    /// One person's one role (成员管理).
    MemberId,
    /// An application for a category as it is prepared.
    ApplicationDraftId,
    /// An application for a category (类目申请).
    ApplicationId,
    /// A product of the shop (小店商品).
    OwnProductId,
    /// A picture that staff brought in.
    PictureId,
    /// A paper of the vault (资料库).
    PaperId,
    /// A note of staff on a rejection.
    RejectNoteId,
    /// An item of a run of show (流程).
    ShowItemId,
    /// A file of a replay (回放).
    ReplayId,
    /// One thing to be carried to the platform.
    SubmissionId,
    /// Things submitted in one go.
    BatchId,
    /// One try to carry it there.
    AttemptId,
    /// A table of goods that was brought in.
    ImportId,
}

macro_rules! platform_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    )+};
}

platform_id! {
    /// `goodsId` of the live goods library.
    PlatformGoodsId,
    /// `auditId` of a goods audit; exceeds 32 bits.
    AuditId,
    /// `roomId` of a live room.
    PlatformRoomId,
}
