//! The outbox as the interface sees it: what waits, why, until when; batches; attempts; quotas.

use super::Problem;
use kaibo_domain::{AttemptId, BatchId, SubmissionId, outbox::SubmissionState};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Something on its way to the platform, or arrived, or refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OutboxItem {
    /// Id.
    pub id: SubmissionId,
    /// `goods-add`, `room-create` …
    pub kind: String,
    /// `goods` or `room`: where `object_id` leads.
    pub object_kind: String,
    /// Name of the good or room as it was submitted.
    pub name: String,
    /// The good's or room's id.
    pub object_id: String,
    /// The batch it was submitted in.
    pub batch: Option<BatchId>,
    /// State.
    pub state: SubmissionState,
    /// Why it waits or was refused: `outbox.paused`, `platform.unreachable`, `platform.daily-quota`, `errcode.…`.
    pub problem: Option<Problem>,
    /// When it goes on by itself, UTC milliseconds; `None` where that depends on a person or on what is before it.
    pub until_ms: Option<i64>,
    /// Attempts that count since the last quiet start.
    pub tries: u32,
    /// Whether it was found on the platform after a lost reply (平台上已存在, 已关联).
    pub adopted: bool,
    /// Whether staff took it back.
    pub cancelled: bool,
    /// Whether it can be sent at once by hand.
    pub can_retry: bool,
    /// Whether it can still be taken back: it has certainly not been sent.
    pub can_cancel: bool,
    /// Submitted, UTC milliseconds.
    pub created_ms: i64,
    /// Last change, UTC milliseconds.
    pub updated_ms: i64,
}

/// Which submissions to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum OutboxFilter {
    /// Not settled: queued, being sent, waiting, in doubt.
    #[default]
    Open,
    /// Refused, and not submitted again since.
    Refused,
    /// Everything, settled ones too.
    All,
}

/// What to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OutboxQuery {
    /// Which.
    pub filter: OutboxFilter,
    /// Only those of a batch.
    pub batch: Option<BatchId>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Lines, at most 200.
    pub limit: u32,
}

/// One page of submissions, the latest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OutboxPage {
    /// The lines.
    pub rows: Vec<OutboxItem>,
    /// Hand it back as `after` for the next page; `None` at the end.
    pub next: Option<String>,
}

/// The outbox in numbers, its batches, and what holds it up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OutboxSummary {
    /// Whether staff paused the whole outbox.
    pub paused: bool,
    /// To be sent.
    pub queued: u32,
    /// Being sent.
    pub sending: u32,
    /// Waiting.
    pub waiting: u32,
    /// In doubt: being looked for on the platform.
    pub checking: u32,
    /// Refused, and not submitted again since.
    pub refused: u32,
    /// What holds more than one submission up: no network, a used-up quota, a slower pace.
    pub holds: Vec<OutboxHold>,
    /// Batches that are not done, and those done in the last day; the latest first.
    pub batches: Vec<BatchView>,
    /// The backend's clock, UTC milliseconds.
    pub now_ms: i64,
}

/// Something that holds submissions up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OutboxHold {
    /// The endpoint's path; `None` for everything (no network).
    pub endpoint: Option<String>,
    /// Why.
    pub problem: Problem,
    /// When it is tried again, UTC milliseconds.
    pub until_ms: i64,
}

/// Things submitted in one go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchView {
    /// Id.
    pub id: BatchId,
    /// `goods-add` …
    pub kind: String,
    /// How many things it holds.
    pub total: u32,
    /// Taken by the platform.
    pub accepted: u32,
    /// Refused.
    pub refused: u32,
    /// Taken back.
    pub cancelled: u32,
    /// Still to come, those in doubt included.
    pub open: u32,
    /// Whether staff paused it.
    pub paused: bool,
    /// How many days, today included, the daily quota makes the rest take; 0 when done, `None` without a quota.
    pub days: Option<u32>,
    /// The daily quota that counts for it.
    pub daily_quota: Option<u32>,
    /// Submitted, UTC milliseconds.
    pub created_ms: i64,
}

/// One try to carry a submission to the platform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AttemptView {
    /// Id.
    pub id: AttemptId,
    /// Began, UTC milliseconds.
    pub started_ms: i64,
    /// Ended; `None` while it is open.
    pub ended_ms: Option<i64>,
    /// `accepted`, `rejected`, `not-sent`, `unknown`; `None` while it is open.
    pub outcome: Option<String>,
    /// What the platform said.
    pub errcode: Option<i64>,
    /// The platform's id of the request, for its support.
    pub rid: Option<String>,
}

/// A daily quota of the platform as counted here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QuotaView {
    /// The endpoint's path; goods/add stands for goods/add and goods/audit, which share theirs.
    pub endpoint: String,
    /// Calls made from here since the last reset; other programs on the same AppID are not in it.
    pub used: u32,
    /// Calls a day.
    pub limit: u32,
    /// When the count starts anew: the next 00:00 in Beijing, UTC milliseconds.
    pub resets_ms: i64,
    /// Until when the endpoint is parked because the platform said 45009; `None` when it is not.
    pub parked_until_ms: Option<i64>,
}
