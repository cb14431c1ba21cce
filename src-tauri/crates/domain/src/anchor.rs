//! Anchors (主播) as the shop's own list keeps them.

use crate::{
    platform::limit,
    room::{check_length, is_wechat_id},
    violation::{Rule, Violation},
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Digits of a phone number at least: a number within one's own area.
const PHONE_DIGITS_MIN: usize = 7;
/// Digits of a phone number at most (ITU-T E.164).
const PHONE_DIGITS_MAX: usize = 15;
/// Digits at the end of a phone number that are shown, at the beginning one less.
const PHONE_SHOWN: usize = 4;

/// Whether the platform takes somebody as verified by real name (实名认证).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum RealName {
    /// It has said nothing yet.
    Unknown,
    /// It refused them for that (300036, 400002, 500002).
    Unverified,
    /// It took them as an anchor.
    Verified,
}

impl From<Option<bool>> for RealName {
    fn from(verified: Option<bool>) -> Self {
        match verified {
            None => RealName::Unknown,
            Some(false) => RealName::Unverified,
            Some(true) => RealName::Verified,
        }
    }
}

/// What staff type of an anchor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AnchorDraft {
    /// Nickname as viewers see it.
    pub name: String,
    /// WeChat id.
    pub wechat: String,
    /// Phone number; may be empty.
    pub phone: String,
}

/// The fields of an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AnchorField {
    /// Nickname.
    Name,
    /// WeChat id.
    Wechat,
    /// Phone number.
    Phone,
}

impl AnchorDraft {
    /// The same without what stands before and behind.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        let [name, wechat, phone] = [&self.name, &self.wechat, &self.phone].map(|text| text.trim().to_owned());
        Self { name, wechat, phone }
    }

    /// Everything that is wrong with it; `is_known` says whether another anchor of the list has the WeChat id. The nickname
    /// keeps the length that a room asks for (300034).
    pub fn violations(&self, is_known: bool) -> Vec<Violation<AnchorField>> {
        let mut violations = Vec::new();
        let AnchorDraft { name, wechat, phone } = self.trimmed();
        if wechat.is_empty() {
            violations.push(Violation::new(AnchorField::Wechat, Rule::Required));
        } else if !is_wechat_id(&wechat) {
            violations.push(Violation::new(AnchorField::Wechat, Rule::NotAWechatId));
        } else if is_known {
            violations.push(Violation::new(AnchorField::Wechat, Rule::AnchorKnown));
        }
        let length = (limit::ANCHOR_NAME_MIN, limit::ANCHOR_NAME_MAX);
        check_length(AnchorField::Name, &name, length, &mut violations);
        if !phone.is_empty() && !is_phone(&phone) {
            violations.push(Violation::new(AnchorField::Phone, Rule::NotAPhone));
        }
        violations
    }
}

/// The form of a phone number: digits, a plus before them, spaces, hyphens and brackets between them.
pub fn is_phone(text: &str) -> bool {
    let rest = text.strip_prefix('+').unwrap_or(text);
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    let is_form = rest.bytes().all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'(' | b')'));
    is_form && (PHONE_DIGITS_MIN..=PHONE_DIGITS_MAX).contains(&digits)
}

/// A phone number as it is shown until somebody asks: `138****8000`.
pub fn masked_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < PHONE_DIGITS_MIN {
        return "*".repeat(digits.len());
    }
    let (head, tail) = (&digits[..PHONE_SHOWN - 1], &digits[digits.len() - PHONE_SHOWN..]);
    // Of a short number less is shown, so that never all of it is.
    let head = if digits.len() > 2 * PHONE_SHOWN { head } else { &[] };
    format!("{}****{}", head.iter().collect::<String>(), tail.iter().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(("小开", "kaibo_anchor", ""), false, &[])]
    #[case(("小开", " kaibo_anchor ", "+86 138-0013-8000"), false, &[])]
    #[case(("小开", "kaibo_anchor", ""), true, &[Rule::AnchorKnown])]
    #[case(("", "", ""), false, &[Rule::Required, Rule::Required])]
    #[case(("开", "小开", "一三八"), false, &[Rule::NotAWechatId, Rule::TooShort, Rule::NotAPhone])]
    #[case(("一二三四五六七八九十一二三四五六", "kaibo_anchor", "123"), false, &[Rule::TooLong, Rule::NotAPhone])]
    #[case(("小开", "kaibo_anchor", "1234567890123456"), false, &[Rule::NotAPhone])]
    fn what_is_wrong_with_an_anchor(
        #[case] (name, wechat, phone): (&str, &str, &str),
        #[case] is_known: bool,
        #[case] expected: &[Rule],
    ) {
        let draft = AnchorDraft { name: name.into(), wechat: wechat.into(), phone: phone.into() };
        let rules: Vec<_> = draft.violations(is_known).into_iter().map(|violation| violation.rule).collect();
        assert_eq!(rules, expected);
    }

    #[rstest]
    #[case("13800138000", "138****8000")]
    #[case("+86 138-0013-8000", "861****8000")]
    #[case("8888 6666", "****6666")]
    #[case("123", "***")]
    #[case("", "")]
    fn a_phone_is_never_shown_whole(#[case] phone: &str, #[case] masked: &str) {
        assert_eq!(masked_phone(phone), masked);
    }
}
