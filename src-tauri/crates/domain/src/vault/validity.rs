//! How long a paper is valid, measured by what the platform asks for.
//!
//! Sources: qualification-rules section 3: a trademark must be valid for 30 days more, an authorisation for 7 (2023-09-05),
//! one for liquor for more than a month (wiki/6391). The days of warning are ours.

use super::paper::{MarkState, PaperDraft, PaperKind, Until};
use crate::day::Day;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Days that a trademark must still be valid.
pub const TRADEMARK_DAYS: i32 = 30;
/// Days that an authorisation must still be valid.
pub const AUTHORISATION_DAYS: i32 = 7;
/// Days before its end from which a paper is watched: the first, the second and the last warning.
pub const WATCH_DAYS: [i32; 3] = [60, 30, 7];

/// Where a paper stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It is over.
    Expired,
    /// It is valid, but for too short a time: the platform refuses it.
    TooShort,
    /// It is valid for 60 days at most.
    Ending,
    /// It is valid.
    Valid,
    /// It has no end.
    LongTerm,
    /// Nobody has said, or it cannot be read.
    Unknown,
}

/// Where a paper stands, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Validity {
    /// Where it stands.
    pub standing: Standing,
    /// Days until its last; fewer than none when it is over.
    pub days: Option<i32>,
}

/// How long a paper is valid, seen from `today`.
pub fn validity(paper: &PaperDraft, today: Day) -> Validity {
    let last = match paper.until() {
        None => return Validity { standing: Standing::Unknown, days: None },
        Some(Until::LongTerm) => return Validity { standing: Standing::LongTerm, days: None },
        Some(Until::Day(last)) => last,
    };
    let days = today.days_until(last);
    let is_short = match paper.kind {
        PaperKind::Trademark => paper.mark_state == MarkState::Registered && days < TRADEMARK_DAYS,
        PaperKind::Authorisation if paper.liquor => last <= today.plus_months(1),
        PaperKind::Authorisation => days < AUTHORISATION_DAYS,
        _ => false,
    };
    let standing = match days {
        ..0 => Standing::Expired,
        _ if is_short => Standing::TooShort,
        _ if days <= WATCH_DAYS[0] => Standing::Ending,
        _ => Standing::Valid,
    };
    Validity { standing, days: Some(days) }
}

/// The warning that is due, in days before the end: the last of [`WATCH_DAYS`] that has come.
pub fn warning(validity: Validity) -> Option<i32> {
    let days = validity.days?;
    WATCH_DAYS.into_iter().rev().find(|warned| days <= *warned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::AuthorisationLink;
    use proptest::prelude::*;
    use rstest::rstest;

    fn today() -> Day {
        Day::parse("2026-11-22").unwrap()
    }

    fn paper(kind: PaperKind, expires: &str) -> PaperDraft {
        PaperDraft { kind, expires: expires.into(), ..PaperDraft::default() }
    }

    #[rstest]
    #[case(PaperKind::Licence, "2026-11-21", Standing::Expired)]
    #[case(PaperKind::Licence, "2026-11-22", Standing::Ending)]
    #[case(PaperKind::Licence, "2027-01-21", Standing::Ending)]
    #[case(PaperKind::Licence, "2027-01-22", Standing::Valid)]
    #[case(PaperKind::Licence, "长期", Standing::LongTerm)]
    #[case(PaperKind::Licence, "", Standing::Unknown)]
    #[case(PaperKind::Licence, "明年", Standing::Unknown)]
    #[case(PaperKind::Trademark, "2026-12-21", Standing::TooShort)]
    #[case(PaperKind::Trademark, "2026-12-22", Standing::Ending)]
    #[case(PaperKind::Authorisation, "2026-11-28", Standing::TooShort)]
    #[case(PaperKind::Authorisation, "2026-11-29", Standing::Ending)]
    fn a_paper_stands_by_the_platforms_margins(
        #[case] kind: PaperKind,
        #[case] expires: &str,
        #[case] standing: Standing,
    ) {
        assert_eq!(validity(&paper(kind, expires), today()).standing, standing);
    }

    #[rstest]
    #[case("2026-12-22", Standing::TooShort)]
    #[case("2026-12-23", Standing::Ending)]
    fn liquor_takes_more_than_a_month(#[case] expires: &str, #[case] standing: Standing) {
        let paper = PaperDraft { liquor: true, ..paper(PaperKind::Authorisation, expires) };
        assert_eq!(validity(&paper, today()).standing, standing);
    }

    #[test]
    fn a_mark_that_was_applied_for_has_no_margin() {
        let paper = PaperDraft { mark_state: MarkState::Applied, ..paper(PaperKind::Trademark, "2026-12-01") };
        assert_eq!(validity(&paper, today()).standing, Standing::Ending);
    }

    #[test]
    fn a_chain_is_as_valid_as_its_shortest_link() {
        let link = |expires: &str| AuthorisationLink { expires: expires.into(), ..AuthorisationLink::default() };
        let mut chain = paper(PaperKind::Authorisation, "2028-01-01");
        chain.links = vec![link("长期"), link("2026-11-20"), link("")];
        assert_eq!(validity(&chain, today()), Validity { standing: Standing::Expired, days: Some(-2) });
        chain.links[1].expires = "某天".into();
        assert_eq!(validity(&chain, today()).standing, Standing::Unknown);
    }

    #[rstest]
    #[case("2027-01-22", None)]
    #[case("2027-01-21", Some(60))]
    #[case("2026-12-22", Some(30))]
    #[case("2026-11-29", Some(7))]
    #[case("2026-11-01", Some(7))]
    #[case("长期", None)]
    fn warnings_come_sixty_thirty_and_seven_days_before(#[case] expires: &str, #[case] expected: Option<i32>) {
        assert_eq!(warning(validity(&paper(PaperKind::Licence, expires), today())), expected);
    }

    proptest! {
        #[test]
        fn standing_only_gets_worse_as_days_go_by(
            start in 0i64..2_000_000_000_000, left in -100i64..500, later in 0i64..500, kind in 0usize..PaperKind::ALL.len(), liquor: bool
        ) {
            let at = |days: i64| Day::in_beijing(start + days * crate::time::DAY_MS);
            let kind = PaperKind::ALL[kind];
            let paper = PaperDraft { liquor, ..paper(kind, &at(left).to_string()) };
            prop_assert!(validity(&paper, at(later)).standing <= validity(&paper, at(0)).standing);
        }
    }
}
