//! Every way an error of the crates below reaches a person: one mapping, to codes the interface words.
//!
//! Invariant: no text of the platform, the system or a path stands in a problem unless it was made to be shown.

use crate::view::{Problem, Retry};
use kaibo_domain::{
    GoodsField, Violation,
    platform::{errcode, shop},
    time::{MINUTE_MS, next_beijing_midnight, next_hour},
};
use kaibo_media::PictureError;
use kaibo_store::{BlobError, OpenError, StoreError};
use kaibo_wechat::{CallError, NotSentCause, UnknownCause};
use serde::Serialize;
use std::{collections::BTreeMap, net::IpAddr};

impl Problem {
    /// A problem that goes away when staff change something.
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), params: BTreeMap::new(), field: None, retry: Retry::AfterChange }
    }

    /// The same with one parameter more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// The same, worth trying again by hand.
    #[must_use]
    pub fn retry_now(mut self) -> Self {
        self.retry = Retry::Now;
        self
    }

    /// The same, tried again by itself at `ms`.
    #[must_use]
    pub fn retry_at(mut self, ms: i64) -> Self {
        self.retry = Retry::At { ms };
        self
    }

    /// The same, next to a field.
    #[must_use]
    pub fn at_field(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }
}

/// Why a good cannot be submitted: the rule that its draft breaks, by name if it is one, else how many there are.
pub(crate) fn of_goods_faults(faults: &[Violation<GoodsField>]) -> Problem {
    match faults {
        [Violation { field, rule, params }] => {
            let fault = Problem { params: params.clone(), ..Problem::new("goods.has-fault") };
            fault.with("rule", named(rule)).at_field(&named(field))
        }
        faults => Problem::new("goods.has-faults").with("count", faults.len()),
    }
}

/// A name as the interface knows it.
pub(crate) fn named(name: &impl Serialize) -> String {
    // Names of an enum: nothing in them can fail.
    serde_json::to_value(name).ok().and_then(|name| Some(name.as_str()?.to_owned())).unwrap_or_default()
}

/// Something that should not happen; `place` says where, for the diagnostics.
pub fn internal(place: &str) -> Problem {
    tracing::error!(place, "internal problem");
    Problem::new("internal").retry_now()
}

/// A file that staff wanted could not be written.
pub fn cannot_write(error: &std::io::Error) -> Problem {
    tracing::warn!(%error, "a file could not be written");
    Problem::new("file.cannot-write").retry_now()
}

/// A real shop that was never connected.
pub(crate) fn not_connected() -> Problem {
    Problem::new("shop.not-connected")
}

/// The practice platform could not be started.
pub fn practice_not_running() -> Problem {
    Problem::new("practice.not-running").retry_now()
}

/// Why a call to the platform did not end in a yes, as staff read it.
pub fn of_call(error: &CallError, now_ms: i64) -> Problem {
    match error {
        CallError::Rejected { errcode, errmsg, .. } => of_errcode(*errcode, errmsg, now_ms),
        CallError::NotSent { .. } => Problem::new("platform.unreachable").retry_now(),
        CallError::Unknown { .. } => Problem::new("platform.unknown-outcome").retry_now(),
    }
}

/// Why nothing at all gets through, as staff read it.
pub fn of_line(error: &CallError, now_ms: i64) -> Problem {
    let cause = match error {
        CallError::NotSent { cause } => cause,
        CallError::Rejected { errcode, errmsg, .. } => return addressed(of_errcode(*errcode, errmsg, now_ms), errmsg),
        CallError::Unknown { .. } => return Problem::new("platform.unreachable").retry_now(),
    };
    match cause {
        NotSentCause::TokenRefused { errcode, errmsg, .. } => addressed(of_errcode(*errcode, errmsg, now_ms), errmsg),
        NotSentCause::Tls => Problem::new("line.tls").with("at", now_ms).retry_now(),
        NotSentCause::Proxy => Problem::new("line.proxy").retry_now(),
        NotSentCause::ProxyRefused => Problem::new("line.proxy-refused"),
        NotSentCause::Redirect { .. } => Problem::new("line.portal").retry_now(),
        NotSentCause::TokenUnavailable(UnknownCause::Unreadable { .. }) => Problem::new("line.portal").retry_now(),
        NotSentCause::TokenUnavailable(UnknownCause::Status { status }) => {
            Problem::new("line.status").with("status", status).retry_now()
        }
        _ => Problem::new("platform.unreachable").retry_now(),
    }
}

/// With the address that must stand on the allow-list, where the platform says which it saw.
pub(crate) fn addressed(problem: Problem, errmsg: &str) -> Problem {
    match errmsg.split([' ', ',']).find_map(|word| word.parse::<IpAddr>().ok()) {
        Some(address) if matches!(problem.code.as_str(), "errcode.40164" | "errcode.45035" | "errcode.61004") => {
            problem.with("ip", address)
        }
        _ => problem,
    }
}

/// What an `errcode` means; a known one has words of its own in the interface.
pub fn of_errcode(errcode: i64, errmsg: &str, now_ms: i64) -> Problem {
    if errcode::is_day_quota(errcode) {
        let at = next_beijing_midnight(now_ms);
        return Problem::new("platform.daily-quota").with("at", at).retry_at(at);
    }
    if errcode == shop::errcode::HOURLY_SUBMITS.errcode {
        let at = next_hour(now_ms);
        return Problem::new("platform.hourly-quota").with("at", at).retry_at(at);
    }
    if errcode == errcode::MINUTE_QUOTA.errcode {
        return Problem::new("platform.minute-quota").retry_at(now_ms + MINUTE_MS);
    }
    match errcode::find(errcode).or_else(|| shop::errcode::find(errcode)) {
        Some(_) => Problem::new(&format!("errcode.{errcode}")),
        None => Problem::new("platform.refused").with("errcode", errcode).with("errmsg", errmsg),
    }
}

/// Why a picture was not taken.
pub fn of_picture(error: &PictureError) -> Problem {
    let problem = match error {
        PictureError::Empty => Problem::new("picture.empty"),
        PictureError::NotAPicture => Problem::new("picture.not-a-picture"),
        PictureError::Heic => Problem::new("picture.heic"),
        PictureError::Unsupported { format } => Problem::new("picture.unsupported").with("format", format),
        PictureError::TooManyPixels { width, height } => {
            Problem::new("picture.too-many-pixels").with("width", width).with("height", height)
        }
        PictureError::TooLarge { bytes } => Problem::new("picture.too-large").with("megabytes", bytes / 1_000_000),
        PictureError::Damaged => Problem::new("picture.damaged"),
        _ => Problem::new("picture.unreadable"),
    };
    problem.at_field("picture")
}

/// The data may not be written; what was to be kept is not.
pub(crate) fn read_only() -> Problem {
    Problem::new("store.read-only").retry_now()
}

/// The data may be neither written nor looked at.
pub(crate) fn no_access() -> Problem {
    Problem::new("store.no-access").retry_now()
}

/// Why the store did not do what it was asked.
pub fn of_store(error: &StoreError) -> Problem {
    tracing::error!(%error, "the store refused");
    match error {
        StoreError::DiskFull(_) => Problem::new("store.disk-full").retry_now(),
        StoreError::ReadOnly(_) => read_only(),
        StoreError::Busy(_) => Problem::new("store.locked").retry_now(),
        StoreError::Damaged(_) => Problem::new("store.unreadable"),
        _ => Problem::new("store.failed").retry_now(),
    }
}

/// Why a picture file could not be kept or read.
pub fn of_blob(error: &BlobError) -> Problem {
    tracing::error!(%error, "a picture file could be neither kept nor read");
    match error {
        BlobError::DiskFull(_) => Problem::new("store.disk-full").retry_now(),
        BlobError::ReadOnly => read_only(),
        BlobError::Locked => Problem::new("vault.locked"),
        _ => Problem::new("store.failed").retry_now(),
    }
}

/// Why the data do not open.
pub fn of_open(error: &OpenError) -> Problem {
    tracing::error!(%error, "the data do not open");
    match error {
        OpenError::NewerVersion { found, known } => {
            Problem::new("store.newer-version").with("found", found).with("known", known)
        }
        OpenError::Unreadable(_) => Problem::new("store.unreadable"),
        OpenError::Locked => Problem::new("store.locked").retry_now(),
        OpenError::OutOfDate { found, known } => {
            Problem::new("store.out-of-date").with("found", found).with("known", known).retry_now()
        }
        OpenError::ReadOnly(_) | OpenError::NoAccess(_) => no_access(),
        OpenError::DiskFull(_) => Problem::new("store.disk-full").retry_now(),
        _ => Problem::new("store.failed").retry_now(),
    }
}
