//! What is to be right before the start of a broadcast: looked at in what is known here, without asking the platform.

use crate::{
    outbox::problem_of,
    problem::of_errcode,
    room_view::{changed_since, draft_of},
    storefront::Shown,
    view::{Check, CheckKind, CheckState, Problem, StartCode},
};
use kaibo_domain::{
    RoomKind,
    platform::errcode,
    time::{CLOCK_TOLERANCE_MS, MINUTE_MS},
};
use kaibo_store::{room_goods::ShelfState, rooms::RoomRow, submissions::SubmissionRow};

/// What is known of a room.
pub(crate) struct Known<'a> {
    pub row: &'a RoomRow,
    pub last: Option<&'a SubmissionRow>,
    /// Whether the platform took the anchor as verified; `None` where it has said nothing of them.
    pub verified: Option<bool>,
    pub shelf: &'a [ShelfState],
    pub code: &'a StartCode,
    pub shown: Shown,
    pub online: Option<bool>,
    pub now_ms: i64,
    /// How far the platform's clock is ahead, milliseconds; `None` before it was heard.
    pub clock_ahead_ms: Option<i64>,
}

/// The list, in the order in which one sees to it.
pub(crate) fn checks(known: &Known) -> Vec<Check> {
    let is_sent = known.row.kind != RoomKind::Channels;
    let mut checks = vec![plan(known)];
    if is_sent {
        checks.extend([submitted(known), anchor(known), goods(known)]);
    }
    checks.extend([code(known), storefront(known)]);
    if is_sent {
        let state = if known.online == Some(false) { CheckState::Advice } else { CheckState::Right };
        checks.push(check(CheckKind::Line, state, 0));
        checks.extend(known.clock_ahead_ms.map(clock));
    }
    checks
}

fn check(kind: CheckKind, state: CheckState, count: u32) -> Check {
    Check { kind, state, count, problem: None }
}

/// What the platform has passed its rules already.
fn plan(known: &Known) -> Check {
    let faults = match known.row.platform_room_id {
        Some(_) => 0,
        None => draft_of(known.row).violations(known.now_ms).len() as u32,
    };
    check(CheckKind::Plan, if faults == 0 { CheckState::Right } else { CheckState::Wrong }, faults)
}

fn submitted(known: &Known) -> Check {
    let state = match known.row.platform_room_id {
        None => CheckState::Wrong,
        Some(_) if changed_since(known.row, known.last) => CheckState::Advice,
        Some(_) => CheckState::Right,
    };
    let problem = known.last.filter(|_| state == CheckState::Wrong).and_then(|last| problem_of(last, known.now_ms));
    Check { problem, ..check(CheckKind::Submitted, state, 0) }
}

/// room/create takes no anchor who is not verified (300036), or says so with the code that they scan.
fn anchor(known: &Known) -> Check {
    match (known.verified, known.row.platform_room_id) {
        (Some(false), _) => {
            let problem = Some(of_errcode(errcode::ANCHOR_UNVERIFIED.errcode, "", known.now_ms));
            Check { problem, ..check(CheckKind::Anchor, CheckState::Wrong, 0) }
        }
        (Some(true), _) | (None, Some(_)) => check(CheckKind::Anchor, CheckState::Right, 0),
        (None, None) => check(CheckKind::Anchor, CheckState::Advice, 0),
    }
}

fn goods(known: &Known) -> Check {
    let missing = known.shelf.iter().filter(|state| **state != ShelfState::OnShelf).count();
    let is_right = missing == 0 && !known.shelf.is_empty();
    // At most 200 goods stand on a shelf.
    check(CheckKind::Goods, if is_right { CheckState::Right } else { CheckState::Advice }, missing as u32)
}

fn code(known: &Known) -> Check {
    let state = match known.code {
        StartCode::Attached(_) | StartCode::Practice | StartCode::Push => CheckState::Right,
        StartCode::Official { .. } | StartCode::Channels => CheckState::Advice,
        StartCode::NotSubmitted | StartCode::Over => CheckState::Wrong,
    };
    check(CheckKind::Code, state, 0)
}

/// Buyers find the room in the list; one can start without.
fn storefront(known: &Known) -> Check {
    let code = match known.shown {
        Shown::AsPlanned => return check(CheckKind::Storefront, CheckState::Right, 0),
        Shown::Otherwise => "storefront.room-otherwise",
        Shown::Missing => "storefront.room-missing",
        Shown::Hidden => "storefront.room-hidden",
        Shown::NothingPublished => "storefront.nothing-published",
    };
    Check { problem: Some(Problem::new(code)), ..check(CheckKind::Storefront, CheckState::Advice, 0) }
}

/// Whoever goes by a wrong clock comes late, or too early; so does the countdown.
fn clock(ahead_ms: i64) -> Check {
    let apart_ms = ahead_ms.saturating_abs();
    let minutes = u32::try_from(apart_ms / MINUTE_MS).unwrap_or(u32::MAX);
    check(CheckKind::Clock, if apart_ms > CLOCK_TOLERANCE_MS { CheckState::Wrong } else { CheckState::Right }, minutes)
}
