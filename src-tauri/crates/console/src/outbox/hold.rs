//! What a failed call means: for its submission, and for everything else that is to be sent.

use crate::{problem::of_line, view::Problem};
use kaibo_domain::{
    chance::Chance,
    pacing::{BACKOFF_MAX_MS, GIVE_UP_MS, GIVE_UP_TRIES, backoff},
    platform::{
        errcode::{self, is_day_quota, is_pushing},
        shop::errcode::{HOURLY_SUBMITS, is_address_refused},
    },
    time::MINUTE_MS,
};
use kaibo_store::submissions::{Remark, SubmissionRow};
use kaibo_wechat::{CallError, NotSentCause};

/// Why a submission is not sent, or is not to be sent again at once.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Hold {
    /// Goes on by itself at `waiting_until_ms`.
    Later(Remark),
    /// Staff must change something.
    Never(Remark),
    /// Nobody knows whether it was executed: to be looked for at `waiting_until_ms`.
    Look(Remark),
}

/// What a failure says of the way, not of what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Only this submission.
    Alone,
    /// Nothing gets through, or no token is given: everything waits.
    Line,
    /// The endpoint's day is used up (45009, 300012, 10020111).
    Day,
    /// The endpoint's hour is used up (10020066).
    Hour,
    /// The endpoint wants it slower (45011).
    Minute,
}

/// How patient the engine is; the practice platform answers in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// The longest back-off of a submission.
    pub backoff_max_ms: i64,
    /// The longest time without a try of a line that is down: people plug cables in and want to see it.
    pub line_max_ms: i64,
    /// How long after a lost reply the platform is looked at: a call on its way must have had time to arrive.
    pub look_after_ms: i64,
}

impl Patience {
    pub const REAL: Self = Self { backoff_max_ms: BACKOFF_MAX_MS, line_max_ms: MINUTE_MS, look_after_ms: 5_000 };
    pub const PRACTICE: Self = Self { backoff_max_ms: 4_000, line_max_ms: 4_000, look_after_ms: 800 };
}

/// A picture that cannot be fetched by the platform is uploaded anew this often before staff are told.
const IMAGE_TRIES: u32 = 3;
/// What a push in progress keeps from being done is tried again after that long, and that often.
const PUSH_WAIT_MS: i64 = 3_000;
const PUSH_TRIES: u32 = 20;
/// Whether the vault is open is looked at again after that long.
const VAULT_WAIT_MS: i64 = 15_000;
/// The line is left alone at least that long.
const LINE_MIN_MS: i64 = 500;

/// What the failure says of the way.
pub(crate) fn scope(error: &CallError) -> Scope {
    match error {
        CallError::NotSent { cause: NotSentCause::Request(_) } => Scope::Alone,
        CallError::NotSent { .. } => Scope::Line,
        // Whoever is not on the shop's allow-list is refused everything until they are.
        CallError::Rejected { errcode, .. } if is_address_refused(*errcode) => Scope::Line,
        CallError::Rejected { errcode, .. } if is_day_quota(*errcode) => Scope::Day,
        CallError::Rejected { errcode, .. } if *errcode == HOURLY_SUBMITS.errcode => Scope::Hour,
        CallError::Rejected { errcode, .. } if *errcode == errcode::MINUTE_QUOTA.errcode => Scope::Minute,
        CallError::Rejected { .. } | CallError::Unknown { .. } => Scope::Alone,
    }
}

/// When the line is tried again after `tries` failures in a row.
pub(crate) fn line_wait_ms(tries: u32, patience: Patience, chance: &mut Chance) -> i64 {
    LINE_MIN_MS + backoff(tries, patience.line_max_ms - LINE_MIN_MS, chance)
}

/// What the failure means for the submission. `until_ms` is when the way is open again, where the way is the reason.
pub(crate) fn of_failure(
    error: &CallError,
    row: &SubmissionRow,
    until_ms: Option<i64>,
    patience: Patience,
    now_ms: i64,
) -> Hold {
    let remark = Remark { waiting_until_ms: until_ms, forgiven: until_ms.is_some(), ..said(error) };
    match error {
        CallError::Unknown { .. } => Hold::Look(Remark {
            waiting_until_ms: Some(now_ms + patience.look_after_ms),
            cause: Some("platform.unknown-outcome".into()),
            ..Remark::default()
        }),
        CallError::NotSent { cause: NotSentCause::Request(_) } => Hold::Never(remark),
        CallError::NotSent { .. } => Hold::Later(remark),
        CallError::Rejected { .. } if until_ms.is_some() => Hold::Later(remark),
        CallError::Rejected { errcode, .. } if is_stale_picture(*errcode) && row.tries < IMAGE_TRIES => {
            Hold::Later(Remark { waiting_until_ms: Some(now_ms), ..remark })
        }
        CallError::Rejected { errcode, .. } if is_pushing(*errcode) && row.tries < PUSH_TRIES => {
            Hold::Later(Remark { waiting_until_ms: Some(now_ms + PUSH_WAIT_MS), ..remark })
        }
        CallError::Rejected { .. } => Hold::Never(remark),
    }
}

/// What the failure of an upload means for the submission that needs it; uploading twice harms nothing.
pub(crate) fn of_upload(
    error: &CallError,
    row: &SubmissionRow,
    until_ms: Option<i64>,
    (patience, now_ms): (Patience, i64),
    chance: &mut Chance,
) -> Hold {
    match of_failure(error, row, until_ms, patience, now_ms) {
        Hold::Look(_) => {
            let wait = LINE_MIN_MS + backoff(row.tries + 1, patience.backoff_max_ms, chance);
            let cause = Some("platform.unreachable".into());
            Hold::Later(Remark { waiting_until_ms: Some(now_ms + wait), cause, ..Remark::default() })
        }
        hold => hold,
    }
}

/// What follows when it was looked for in vain: sent again after a back-off, or given up after a day.
pub(crate) fn of_not_there(row: &SubmissionRow, patience: Patience, chance: &mut Chance, now_ms: i64) -> Option<Hold> {
    let is_old = row.trying_since_ms.is_some_and(|since| now_ms.saturating_sub(since) >= GIVE_UP_MS);
    if is_old && row.tries >= GIVE_UP_TRIES {
        return Some(never("outbox.gave-up"));
    }
    // The first time at once: most often the line broke once.
    (row.tries > 1).then(|| {
        let until = now_ms + backoff(row.tries, patience.backoff_max_ms, chance);
        let cause = Some("platform.busy".into());
        Hold::Later(Remark { waiting_until_ms: Some(until), cause, ..Remark::default() })
    })
}

/// Goes on once the vault is open; asked again after a while.
pub(crate) fn vault_locked(now_ms: i64) -> Hold {
    let cause = Some("vault.locked".into());
    Hold::Later(Remark { waiting_until_ms: Some(now_ms + VAULT_WAIT_MS), forgiven: true, cause, ..Remark::default() })
}

/// Held until staff change something.
pub(crate) fn never(cause: &str) -> Hold {
    Hold::Never(Remark { cause: Some(cause.to_owned()), ..Remark::default() })
}

/// What holds everything up while the line is down.
pub(crate) fn line_problem(error: &CallError, now_ms: i64) -> Problem {
    of_line(error, now_ms)
}

/// Whether the picture named in the call is not on the platform any more.
pub(crate) fn is_stale_picture(errcode: i64) -> bool {
    errcode == errcode::IMAGE_FETCH.errcode || errcode == errcode::INVALID_MEDIA_ID.errcode
}

fn said(error: &CallError) -> Remark {
    let (cause, errcode, errmsg) = match error {
        CallError::Rejected { errcode, errmsg, .. }
        | CallError::NotSent { cause: NotSentCause::TokenRefused { errcode, errmsg, .. } } => {
            (None, Some(*errcode), Some(errmsg.clone()))
        }
        CallError::NotSent { cause: NotSentCause::Request(_) } => (Some("internal".to_owned()), None, None),
        CallError::NotSent { .. } | CallError::Unknown { .. } => (Some("platform.unreachable".to_owned()), None, None),
    };
    Remark { cause, errcode, errmsg, rid: error.rid().map(str::to_owned), ..Remark::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kaibo_domain::{
        ShopId, SubmissionId,
        outbox::SubmissionState,
        time::{DAY_MS, HOUR_MS},
    };
    use kaibo_store::submissions::{ObjectKind, SubmissionKind};
    use kaibo_wechat::UnknownCause;
    use rstest::rstest;
    use uuid::Uuid;

    const NOW: i64 = 1_795_399_200_000;

    fn row(tries: u32, trying_since_ms: Option<i64>) -> SubmissionRow {
        SubmissionRow {
            id: SubmissionId::from_uuid(Uuid::nil()),
            shop_id: ShopId::from_uuid(Uuid::nil()),
            kind: SubmissionKind::GoodsAdd,
            object_kind: ObjectKind::Goods,
            object_id: "a".into(),
            revision: 1,
            state: SubmissionState::Sending,
            request_hash: String::new(),
            waiting_until_ms: None,
            cause: None,
            errcode: None,
            errmsg: None,
            rid: None,
            payload: None,
            created_ms: NOW,
            updated_ms: NOW,
            version: 1,
            batch_id: None,
            lease_owner: None,
            lease_until_ms: None,
            tries,
            trying_since_ms,
            code_url: None,
        }
    }

    fn rejected(errcode: i64) -> CallError {
        CallError::Rejected { errcode, errmsg: "no".into(), rid: Some("rid".into()), qrcode_url: None }
    }

    #[rstest]
    #[case(rejected(45_009), Scope::Day)]
    #[case(rejected(300_012), Scope::Day)]
    #[case(rejected(10_020_111), Scope::Day)]
    #[case(rejected(10_020_066), Scope::Hour)]
    #[case(rejected(45_011), Scope::Minute)]
    #[case(rejected(61_004), Scope::Line)]
    #[case(rejected(45_035), Scope::Line)]
    #[case(rejected(300_002), Scope::Alone)]
    #[case(CallError::NotSent { cause: NotSentCause::Dns }, Scope::Line)]
    #[case(CallError::NotSent { cause: NotSentCause::Request("a".into()) }, Scope::Alone)]
    #[case(CallError::Unknown { cause: UnknownCause::Timeout }, Scope::Alone)]
    fn what_a_failure_says_of_the_way(#[case] error: CallError, #[case] expected: Scope) {
        assert_eq!(scope(&error), expected);
    }

    #[test]
    fn a_refusal_is_for_staff_and_keeps_what_the_platform_said() {
        let hold = of_failure(&rejected(300_002), &row(1, Some(NOW)), None, Patience::REAL, NOW);
        let Hold::Never(remark) = hold else { panic!("{hold:?}") };
        assert_eq!((remark.errcode, remark.rid.as_deref()), (Some(300_002), Some("rid")));
    }

    #[test]
    fn what_a_quota_or_a_missing_network_cost_is_forgiven() {
        for error in [rejected(45_009), CallError::NotSent { cause: NotSentCause::Dns }] {
            let hold = of_failure(&error, &row(9, Some(0)), Some(NOW + HOUR_MS), Patience::REAL, NOW);
            let Hold::Later(remark) = hold else { panic!("{hold:?}") };
            assert!(remark.forgiven && remark.waiting_until_ms == Some(NOW + HOUR_MS));
        }
    }

    #[test]
    fn a_picture_that_is_gone_is_uploaded_again_three_times_at_most() {
        let hold = |tries| of_failure(&rejected(300_006), &row(tries, Some(NOW)), None, Patience::REAL, NOW);
        assert!(matches!((hold(1), hold(2), hold(3)), (Hold::Later(_), Hold::Later(_), Hold::Never(_))));
    }

    #[test]
    fn what_a_push_keeps_from_being_done_is_tried_again_for_a_minute() {
        let hold = |tries| of_failure(&rejected(300_049), &row(tries, Some(NOW)), None, Patience::REAL, NOW);
        let Hold::Later(remark) = hold(1) else { panic!() };
        assert_eq!(remark.waiting_until_ms, Some(NOW + 3_000));
        assert!(matches!((hold(19), hold(20)), (Hold::Later(_), Hold::Never(_))));
    }

    #[test]
    fn after_a_day_in_vain_staff_are_told() {
        let hold = |tries, since| of_not_there(&row(tries, Some(since)), Patience::REAL, &mut Chance::new(1), NOW);
        assert_eq!(hold(1, NOW - HOUR_MS), None, "the first time at once");
        assert!(matches!(hold(9, NOW - HOUR_MS), Some(Hold::Later(_))));
        assert!(matches!(hold(9, NOW - DAY_MS), Some(Hold::Later(_))), "the computer slept, or its clock was set");
        assert_eq!(hold(20, NOW - DAY_MS), Some(never("outbox.gave-up")));
    }
}
