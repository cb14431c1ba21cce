//! News for staff who look elsewhere: shown by the desktop, worded by whoever shows it.

use super::Topic;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// Goods passed their audit.
    GoodsApproved,
    /// Goods did not pass their audit.
    GoodsRejected,
    /// A room went live.
    RoomLive,
    /// A broadcast is disturbed.
    RoomAbnormal,
    /// A room was banned.
    RoomBanned,
    /// A broadcast should have begun.
    RoomLate,
    /// A room was not started before its end.
    RoomExpired,
    /// A shortcut that was pressed in another program did nothing.
    LiveKeyFailed,
    /// Goods or rooms of ours were deleted on the platform by somebody else.
    Gone,
    /// Submissions were refused, or given up after a day of trying.
    OutboxRefused,
    /// A daily quota is nearly used up; `name` is the endpoint's path.
    QuotaNearlyUsed,
    /// A daily quota is used up: the rest goes on after 00:00; `name` is the endpoint's path.
    QuotaUsedUp,
    /// Both sides changed the same thing.
    Conflict,
    /// Papers end soon, or have ended.
    PaperEnding,
    /// What the platform demands of a category changed.
    CategoryChanged,
    /// The right to a category lapsed.
    CategoryLapsed,
    /// An application for a category was approved.
    ApplicationApproved,
    /// An application for a category was rejected.
    ApplicationRejected,
    /// An application is not answered in time.
    ApplicationOverdue,
    /// Deadlines of onboarding near, or are over.
    OnboardingDue,
    /// The daily backup could not be taken.
    BackupFailed,
    /// The daily copy on another disk could not be made.
    AwayFailed,
}

/// One notice. Things of one kind that happen together make one notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// What happened.
    pub kind: NoticeKind,
    /// With how many things.
    pub count: u32,
    /// The name of the first.
    pub name: String,
    /// Where a click leads.
    pub target: Target,
}

/// A place in the window, and the thing there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// Which place.
    pub topic: Topic,
    /// The good or room; `None` for the place itself.
    pub id: Option<String>,
}
