//! 橱窗: the second application, made by hand in 视频号助手 so that goods of a category can be sold from the shop window.
//!
//! Sources: seed 002, step 7 (what the form asks for, seven working days); where the platform takes the shop's own approval
//! instead, [`MOVED`]. No API applies for it: here is a record of what staff did.

use crate::{
    category::Choice,
    day::Day,
    violation::{Rule, Violation},
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What became of the application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum WindowOutcome {
    /// No answer yet.
    #[default]
    Open,
    /// Approved.
    Approved,
    /// Rejected.
    Rejected,
}

/// The application as staff keep it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct WindowDraft {
    /// 店铺名称.
    pub shop_name: String,
    /// AppID of the shop.
    pub app_id: String,
    /// Whether the filing letter, signed and sealed, went with it.
    pub letter: bool,
    /// When it was handed in (`2026-11-22`); empty before.
    pub handed_in: String,
    /// What became of it.
    pub outcome: WindowOutcome,
    /// Why it was rejected.
    pub reason: String,
}

/// The fields of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum WindowField {
    /// 店铺名称.
    ShopName,
    /// AppID.
    AppId,
    /// The filing letter.
    Letter,
    /// When it was handed in.
    HandedIn,
    /// Why it was rejected.
    Reason,
}

/// Where the application stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum WindowState {
    /// Not handed in.
    Preparing,
    /// Handed in; the answer is due.
    Waiting,
    /// The answer should have come.
    Overdue,
    /// Approved.
    Approved,
    /// Rejected: correct, and hand in again.
    Rejected,
}

/// Categories whose application moved into the shop's back office: the shop's own approval suffices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The category of the first level.
    pub top: u64,
    /// Since when.
    pub since: &'static str,
    /// Where the platform says so.
    pub source: &'static str,
}

/// All that the platform has moved, as far as we know.
pub const MOVED: [Moved; 1] = [Moved {
    // 运动户外.
    top: 10_000_183,
    since: "2025-01-08",
    source: "https://store.weixin.qq.com/chengzhang/webdoc/wiki/7171/e92cc86679694867/growth_center_platform_notice",
}];

/// Whether the application for that category moved into the shop's back office.
pub fn moved(choice: &Choice) -> Option<&'static Moved> {
    MOVED.iter().find(|moved| moved.top == choice.top.cat_id)
}

impl WindowDraft {
    /// Everything that is wrong with it on that day.
    pub fn violations(&self, today: Day) -> Vec<Violation<WindowField>> {
        let mut violations = Vec::new();
        let mut say = |field, rule| violations.push(Violation::new(field, rule));
        if self.shop_name.trim().is_empty() {
            say(WindowField::ShopName, Rule::Required);
        }
        match self.app_id.trim() {
            "" => say(WindowField::AppId, Rule::Required),
            app_id if !is_app_id(app_id) => say(WindowField::AppId, Rule::NotAnAppId),
            _ => {}
        }
        if !self.handed_in.trim().is_empty() {
            match Day::parse(&self.handed_in) {
                None => say(WindowField::HandedIn, Rule::NotADay),
                Some(day) if day > today => say(WindowField::HandedIn, Rule::StillToCome),
                Some(_) if !self.letter => say(WindowField::Letter, Rule::Required),
                Some(_) => {}
            }
        }
        if self.outcome == WindowOutcome::Rejected && self.reason.trim().is_empty() {
            say(WindowField::Reason, Rule::Required);
        }
        violations
    }

    /// Where it stands on `today`, if its answer is due on `due`.
    pub fn state(&self, due: Option<Day>, today: Day) -> WindowState {
        match (self.outcome, due) {
            (WindowOutcome::Approved, _) => WindowState::Approved,
            (WindowOutcome::Rejected, _) => WindowState::Rejected,
            (WindowOutcome::Open, None) => WindowState::Preparing,
            (WindowOutcome::Open, Some(due)) if today > due => WindowState::Overdue,
            (WindowOutcome::Open, Some(_)) => WindowState::Waiting,
        }
    }
}

/// `wx` and sixteen letters and digits.
fn is_app_id(text: &str) -> bool {
    let rest = text.strip_prefix("wx");
    rest.is_some_and(|rest| rest.len() == 16 && rest.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::CategoryTree;
    use rstest::rstest;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn draft() -> WindowDraft {
        WindowDraft {
            shop_name: "小开珠宝".into(),
            app_id: "wx0123456789abcdef".into(),
            letter: true,
            handed_in: "2026-11-20".into(),
            ..WindowDraft::default()
        }
    }

    type Change = fn(&mut WindowDraft);

    #[rstest]
    #[case(|_: &mut WindowDraft| (), &[])]
    #[case(|draft: &mut WindowDraft| *draft = WindowDraft::default(), &[(WindowField::ShopName, Rule::Required), (WindowField::AppId, Rule::Required)])]
    #[case(|draft: &mut WindowDraft| draft.app_id = "小开珠宝".into(), &[(WindowField::AppId, Rule::NotAnAppId)])]
    #[case(|draft: &mut WindowDraft| draft.app_id = "wx0123".into(), &[(WindowField::AppId, Rule::NotAnAppId)])]
    #[case(|draft: &mut WindowDraft| draft.handed_in = "昨天".into(), &[(WindowField::HandedIn, Rule::NotADay)])]
    #[case(|draft: &mut WindowDraft| draft.handed_in = "2026-11-24".into(), &[(WindowField::HandedIn, Rule::StillToCome)])]
    #[case(|draft: &mut WindowDraft| draft.letter = false, &[(WindowField::Letter, Rule::Required)])]
    #[case(|draft: &mut WindowDraft| draft.outcome = WindowOutcome::Rejected, &[(WindowField::Reason, Rule::Required)])]
    fn what_is_wrong_stands_at_its_field(#[case] change: Change, #[case] expected: &[(WindowField, Rule)]) {
        let mut draft = draft();
        change(&mut draft);
        let found: Vec<_> =
            draft.violations(day("2026-11-23")).into_iter().map(|broken| (broken.field, broken.rule)).collect();
        assert_eq!(found, expected);
    }

    #[rstest]
    #[case(WindowOutcome::Open, None, WindowState::Preparing)]
    #[case(WindowOutcome::Open, Some("2026-11-23"), WindowState::Waiting)]
    #[case(WindowOutcome::Open, Some("2026-11-22"), WindowState::Overdue)]
    #[case(WindowOutcome::Approved, Some("2026-11-22"), WindowState::Approved)]
    #[case(WindowOutcome::Rejected, None, WindowState::Rejected)]
    fn where_it_stands(#[case] outcome: WindowOutcome, #[case] due: Option<&str>, #[case] state: WindowState) {
        let draft = WindowDraft { outcome, ..draft() };
        assert_eq!(draft.state(due.map(day), day("2026-11-23")), state);
    }

    #[test]
    fn sports_moved_into_the_back_office_of_the_shop() {
        let tree: CategoryTree =
            serde_json::from_str(include_str!("../../../../assets/rules/categories.json")).unwrap();
        let moved_tops: std::collections::BTreeSet<_> =
            tree.choices().filter(|choice| moved(choice).is_some()).map(|choice| choice.top.name.as_str()).collect();
        assert_eq!(moved_tops.into_iter().collect::<Vec<_>>(), ["运动户外"]);
    }
}
