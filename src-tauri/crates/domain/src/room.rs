//! Live rooms (直播间): the draft as typed, the rules, the switches, the live status.
//!
//! Source of the rules: wechat-live-api section 3.1 (room/create) and 3.6 (live_status).

use crate::{
    LiveType, RoomKind,
    platform::limit,
    text::{is_special, wide_len},
    time::{HOUR_MS, MINUTE_MS, plus_months},
    violation::{Rule, Violation},
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What viewers may do. `true` means on; the wire counts the other way round (`close…` 0 is on).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RoomSwitches {
    /// 点赞 (`closeLike`); once the room has started it cannot be turned on.
    pub like: bool,
    /// 货架 (`closeGoods`); once started it cannot be turned on.
    pub shelf: bool,
    /// 评论 (`closeComment`); once started it cannot be turned on.
    pub comment: bool,
    /// 回放 (`closeReplay`), off by default; may be turned on later.
    pub replay: bool,
    /// 分享 (`closeShare`); cannot change after the start.
    pub share: bool,
    /// 客服 (`closeKf`), off by default; needs customer service set up in the console (300038).
    pub service: bool,
    /// 官方收录 (`isFeedsPublic`).
    pub feed: bool,
}

impl Default for RoomSwitches {
    /// The platform's own defaults, comments, likes and shelf on.
    fn default() -> Self {
        Self { like: true, shelf: true, comment: true, replay: false, share: true, service: false, feed: true }
    }
}

/// A room as staff type it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RoomDraft {
    /// Name.
    pub name: String,
    /// How it is broadcast.
    pub kind: RoomKind,
    /// Planned start, UTC milliseconds.
    pub start_ms: Option<i64>,
    /// Planned end, UTC milliseconds.
    pub end_ms: Option<i64>,
    /// The anchor's nickname as viewers see it.
    pub anchor_name: String,
    /// The anchor's WeChat id.
    pub anchor_wechat: String,
    /// Switches.
    pub switches: RoomSwitches,
    /// Whether the one photo of the three pictures is attached.
    pub has_picture: bool,
}

/// The fields of a room that staff fill in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RoomField {
    /// Name.
    Name,
    /// Start.
    Start,
    /// End.
    End,
    /// Anchor's nickname.
    AnchorName,
    /// Anchor's WeChat id.
    AnchorWechat,
    /// Pictures.
    Picture,
}

/// A room that the platform will take, pictures aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomSpec {
    /// Name, trimmed.
    pub name: String,
    /// How it is broadcast.
    pub live_type: LiveType,
    /// Start, unix seconds.
    pub start_s: i64,
    /// End, unix seconds.
    pub end_s: i64,
    /// The anchor's nickname, trimmed.
    pub anchor_name: String,
    /// The anchor's WeChat id, trimmed.
    pub anchor_wechat: String,
    /// Switches.
    pub switches: RoomSwitches,
}

impl RoomDraft {
    /// Reads the draft as something that can be sent at `now_ms`, or says everything that is wrong with it: nothing
    /// where it is a sound Channels room, which is never sent.
    pub fn check(&self, now_ms: i64) -> Result<RoomSpec, Vec<Violation<RoomField>>> {
        let violations = self.violations(now_ms);
        match (self.kind.live_type(), self.start_ms, self.end_ms) {
            (Some(live_type), Some(start_ms), Some(end_ms)) if violations.is_empty() => Ok(RoomSpec {
                name: self.name.trim().to_owned(),
                live_type,
                start_s: start_ms.div_euclid(1000),
                end_s: end_ms.div_euclid(1000),
                anchor_name: self.anchor_name.trim().to_owned(),
                anchor_wechat: self.anchor_wechat.trim().to_owned(),
                switches: self.switches,
            }),
            _ => Err(violations),
        }
    }

    /// Everything that is wrong with the draft at `now_ms`; empty when it can be sent, or presented where nothing is
    /// sent.
    pub fn violations(&self, now_ms: i64) -> Vec<Violation<RoomField>> {
        let mut violations = Vec::new();
        let (name, anchor_name, anchor_wechat) = (self.name.trim(), self.anchor_name.trim(), self.anchor_wechat.trim());
        let is_sent = self.kind.live_type().is_some();
        if is_sent || name.is_empty() {
            check_length(RoomField::Name, name, (limit::ROOM_NAME_MIN, limit::ROOM_NAME_MAX), &mut violations);
        }
        if is_sent && let Some(character) = name.chars().find(|c| is_special(*c)) {
            violations.push(Violation::new(RoomField::Name, Rule::SpecialCharacter).with("character", character));
        }
        check_start(self.start_ms, is_sent.then_some(now_ms), &mut violations);
        check_end(self.start_ms, self.end_ms, is_sent, &mut violations);
        if is_sent {
            let anchor_length = (limit::ANCHOR_NAME_MIN, limit::ANCHOR_NAME_MAX);
            check_length(RoomField::AnchorName, anchor_name, anchor_length, &mut violations);
        }
        if anchor_wechat.is_empty() && is_sent {
            violations.push(Violation::new(RoomField::AnchorWechat, Rule::Required));
        } else if !anchor_wechat.is_empty() && !is_wechat_id(anchor_wechat) {
            violations.push(Violation::new(RoomField::AnchorWechat, Rule::NotAWechatId));
        }
        if is_sent && !self.has_picture {
            violations.push(Violation::new(RoomField::Picture, Rule::PictureMissing));
        }
        violations
    }
}

/// A text that must be there, of so many units at least and at most.
pub(crate) fn check_length<F>(field: F, text: &str, (min, max): (u32, u32), violations: &mut Vec<Violation<F>>) {
    let units = wide_len(text);
    let fault = match units {
        0 => Violation::new(field, Rule::Required),
        short if short < min => Violation::new(field, Rule::TooShort).with("min", min).with("units", units),
        long if long > max => Violation::new(field, Rule::TooLong).with("max", max).with("units", units),
        _ => return,
    };
    violations.push(fault);
}

/// The start of a room: there, and for what is sent at `sent_ms` between 10 minutes and 6 months from then.
fn check_start(start: Option<i64>, sent_ms: Option<i64>, violations: &mut Vec<Violation<RoomField>>) {
    let Some(start) = start else { return violations.push(Violation::new(RoomField::Start, Rule::Required)) };
    let Some(now) = sent_ms else { return };
    if start < now {
        violations.push(Violation::new(RoomField::Start, Rule::StartsInThePast));
    } else if start.saturating_sub(now) < limit::ROOM_LEAD_MINUTES * MINUTE_MS {
        let fault = Violation::new(RoomField::Start, Rule::StartsTooSoon);
        violations.push(fault.with("minutes", limit::ROOM_LEAD_MINUTES));
    } else if start > plus_months(now, limit::ROOM_AHEAD_MONTHS) {
        let fault = Violation::new(RoomField::Start, Rule::StartsTooLate);
        violations.push(fault.with("months", limit::ROOM_AHEAD_MONTHS));
    }
}

/// The end of a room: after the start, and for what is sent between 30 minutes and 24 hours after it.
fn check_end(start: Option<i64>, end: Option<i64>, is_sent: bool, violations: &mut Vec<Violation<RoomField>>) {
    let Some(end) = end else { return violations.push(Violation::new(RoomField::End, Rule::Required)) };
    let Some(length) = start.map(|start| end.saturating_sub(start)) else { return };
    if length <= 0 {
        violations.push(Violation::new(RoomField::End, Rule::EndsBeforeStart));
    } else if is_sent && length < limit::ROOM_MIN_MINUTES * MINUTE_MS {
        violations.push(Violation::new(RoomField::End, Rule::TooBrief).with("minutes", limit::ROOM_MIN_MINUTES));
    } else if is_sent && length > limit::ROOM_MAX_HOURS * HOUR_MS {
        violations.push(Violation::new(RoomField::End, Rule::TooLasting).with("hours", limit::ROOM_MAX_HOURS));
    }
}

/// The form of a WeChat id: so many letters, digits, underscores or hyphens, a letter first.
/// Ids given before 2012 and phone numbers bound as ids also occur, so digits first are let pass.
pub fn is_wechat_id(text: &str) -> bool {
    let length = limit::WECHAT_ID_MIN as usize..=limit::WECHAT_ID_MAX as usize;
    length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// `live_status` of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum LiveStatus {
    /// 101 直播中.
    Live,
    /// 102 未开始.
    NotStarted,
    /// 103 已结束: ended by the anchor, or by the system after 15 abnormal minutes.
    Ended,
    /// 104 禁播.
    Banned,
    /// 105 暂停, from the console.
    Paused,
    /// 106 异常: the anchor left or the network broke.
    Abnormal,
    /// 107 已过期: never started.
    Expired,
}

impl LiveStatus {
    /// All states.
    pub const ALL: [LiveStatus; 7] = [
        LiveStatus::Live,
        LiveStatus::NotStarted,
        LiveStatus::Ended,
        LiveStatus::Banned,
        LiveStatus::Paused,
        LiveStatus::Abnormal,
        LiveStatus::Expired,
    ];

    /// The wire's number.
    pub const fn wire(self) -> i64 {
        match self {
            LiveStatus::Live => 101,
            LiveStatus::NotStarted => 102,
            LiveStatus::Ended => 103,
            LiveStatus::Banned => 104,
            LiveStatus::Paused => 105,
            LiveStatus::Abnormal => 106,
            LiveStatus::Expired => 107,
        }
    }

    /// The state of the wire's number.
    pub fn from_wire(status: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.wire() == status)
    }

    /// Whether editroom is taken: only before the start.
    pub const fn allows_edit(self) -> bool {
        matches!(self, LiveStatus::NotStarted)
    }

    /// Whether deleteroom is taken.
    pub const fn allows_delete(self) -> bool {
        matches!(self, LiveStatus::NotStarted | LiveStatus::Ended | LiveStatus::Expired)
    }

    /// Whether goods may be put on the shelf, sorted, put on sale or taken off it. Our reading: no source names the
    /// states.
    pub const fn allows_goods(self) -> bool {
        matches!(self, LiveStatus::NotStarted | LiveStatus::Live | LiveStatus::Paused | LiveStatus::Abnormal)
    }

    /// Whether a good may be pushed: only while viewers watch.
    pub const fn allows_push(self) -> bool {
        matches!(self, LiveStatus::Live)
    }

    /// Whether there has been anything to record, so that goods/getVideo answers.
    pub const fn has_begun(self) -> bool {
        !matches!(self, LiveStatus::NotStarted | LiveStatus::Expired)
    }

    /// Whether the replay switch may be turned: also after the end, unless there is or will be no replay.
    pub const fn allows_replay_switch(self) -> bool {
        !matches!(self, LiveStatus::Banned | LiveStatus::Expired)
    }

    /// Whether the broadcast is over for good.
    pub const fn is_over(self) -> bool {
        matches!(self, LiveStatus::Ended | LiveStatus::Banned | LiveStatus::Expired)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::next_beijing_midnight;
    use proptest::prelude::*;
    use rstest::rstest;

    const NOW: i64 = 1_795_000_000_000;

    fn room() -> RoomDraft {
        RoomDraft {
            name: "双十二预热专场".into(),
            start_ms: Some(NOW + HOUR_MS),
            end_ms: Some(NOW + 3 * HOUR_MS),
            anchor_name: "小开".into(),
            anchor_wechat: "kaibo_anchor".into(),
            has_picture: true,
            ..Default::default()
        }
    }

    fn rules(draft: &RoomDraft) -> Vec<(RoomField, Rule)> {
        draft.violations(NOW).into_iter().map(|violation| (violation.field, violation.rule)).collect()
    }

    #[test]
    fn a_proper_room_passes() {
        assert_eq!(room().check(NOW).unwrap().start_s, (NOW + HOUR_MS) / 1000);
    }

    #[rstest]
    #[case(-1, 60, Some((RoomField::Start, Rule::StartsInThePast)))]
    #[case(9, 60, Some((RoomField::Start, Rule::StartsTooSoon)))]
    #[case(10, 60, None)]
    #[case(200 * 24 * 60, 60, Some((RoomField::Start, Rule::StartsTooLate)))]
    #[case(60, 29, Some((RoomField::End, Rule::TooBrief)))]
    #[case(60, 30, None)]
    #[case(60, 24 * 60, None)]
    #[case(60, 24 * 60 + 1, Some((RoomField::End, Rule::TooLasting)))]
    #[case(60, 0, Some((RoomField::End, Rule::EndsBeforeStart)))]
    fn windows(#[case] lead: i64, #[case] length: i64, #[case] fault: Option<(RoomField, Rule)>) {
        let start = NOW + lead * MINUTE_MS;
        let draft = RoomDraft { start_ms: Some(start), end_ms: Some(start + length * MINUTE_MS), ..room() };
        assert_eq!(rules(&draft).first().copied(), fault);
    }

    #[test]
    fn the_last_start_is_six_calendar_months_ahead_to_the_millisecond() {
        let last = plus_months(NOW, limit::ROOM_AHEAD_MONTHS);
        let starting = |start| RoomDraft { start_ms: Some(start), end_ms: Some(start + HOUR_MS), ..room() };
        assert_eq!(rules(&starting(last)), []);
        assert_eq!(rules(&starting(last + 1)), [(RoomField::Start, Rule::StartsTooLate)]);
    }

    #[test]
    fn a_room_may_run_over_midnight() {
        let start = next_beijing_midnight(NOW) - HOUR_MS;
        let over = RoomDraft { start_ms: Some(start), end_ms: Some(start + 3 * HOUR_MS), ..room() };
        assert_eq!(over.violations(start - HOUR_MS), []);
    }

    #[rstest]
    #[case("直播", Some(Rule::TooShort))]
    #[case("直播间", None)]
    #[case("一二三四五六七八九十一二三四五六七", None)]
    #[case("一二三四五六七八九十一二三四五六七八", Some(Rule::TooLong))]
    #[case("今晚八点🔥开播", Some(Rule::SpecialCharacter))]
    fn names(#[case] name: &str, #[case] rule: Option<Rule>) {
        assert_eq!(rules(&RoomDraft { name: name.into(), ..room() }).first().map(|(_, rule)| *rule), rule);
    }

    #[rstest]
    #[case("kaibo_anchor", true)]
    #[case("abc", false)]
    #[case("小开", false)]
    #[case("a b c d e f", false)]
    #[case("13800138000", true)]
    fn wechat_ids(#[case] text: &str, #[case] valid: bool) {
        assert_eq!(is_wechat_id(text), valid);
    }

    #[test]
    fn wire_numbers_read_back() {
        for status in LiveStatus::ALL {
            assert_eq!(LiveStatus::from_wire(status.wire()), Some(status));
        }
        assert_eq!(LiveStatus::from_wire(108), None);
    }

    #[test]
    fn a_channels_room_needs_a_name_and_times_and_is_never_sent() {
        let channels = RoomDraft { kind: RoomKind::Channels, ..RoomDraft::default() };
        let missing = [RoomField::Name, RoomField::Start, RoomField::End].map(|field| (field, Rule::Required));
        assert_eq!(rules(&channels), missing);
        let brief = RoomDraft { start_ms: Some(NOW), end_ms: Some(NOW + MINUTE_MS), name: "🔥".into(), ..channels };
        assert_eq!(brief.check(NOW + HOUR_MS), Err(Vec::new()));
        let wrong = RoomDraft { anchor_wechat: "小开".into(), end_ms: brief.start_ms, ..brief };
        let faults = [(RoomField::End, Rule::EndsBeforeStart), (RoomField::AnchorWechat, Rule::NotAWechatId)];
        assert_eq!(rules(&wrong), faults);
    }

    proptest! {
        #[test]
        fn a_window_passes_only_inside_the_rules(lead in -100_000i64..400_000, length in -2000i64..3000) {
            let start = NOW + lead * MINUTE_MS;
            let end = start + length * MINUTE_MS;
            let draft = RoomDraft { start_ms: Some(start), end_ms: Some(end), ..room() };
            let inside = lead >= 10 && start <= plus_months(NOW, 6) && (30..=24 * 60).contains(&length);
            prop_assert_eq!(draft.check(NOW).is_ok(), inside);
        }

        #[test]
        fn no_times_overflow(start in any::<i64>(), end in any::<i64>(), now in any::<i64>()) {
            let draft = RoomDraft { start_ms: Some(start), end_ms: Some(end), ..room() };
            let _ = draft.violations(now);
        }
    }
}
