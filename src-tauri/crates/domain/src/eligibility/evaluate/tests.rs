//! The vectors of the pack, and what stands around them.

use super::super::Happened;
use super::*;
use rstest::rstest;
use serde_json::Value;

const SHIPPED: &str = include_str!("../../../../../../assets/rules/eligibility.json");

fn pack() -> EligibilityPack {
    EligibilityPack::read(SHIPPED.as_bytes()).unwrap()
}

fn workdays() -> Workdays {
    serde_json::from_str(include_str!("../../../../../../assets/calendars/prc.json")).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn look(answers: &EligibilityAnswers, today: &str) -> Evaluation {
    evaluate(&pack(), answers, day(today), &workdays())
}

/// Answers that meet each condition, fail it, or leave it open.
fn answers_of(wanted: &dyn Fn(&str) -> Option<bool>) -> EligibilityAnswers {
    let say = |id: &str, yes: &str, no: &str| match wanted(id) {
        Some(true) => yes.to_owned(),
        Some(false) => no.to_owned(),
        None => String::new(),
    };
    let happened = |known: Option<bool>| match known {
        Some(true) => Happened::Yes,
        Some(false) => Happened::No,
        None => Happened::Unknown,
    };
    EligibilityAnswers {
        entity: say("entity", "enterprise", "personal"),
        categories: match wanted("category") {
            Some(true) => vec!["商家自营>食品".into()],
            Some(false) => vec!["政务民生>航空".into()],
            None => Vec::new(),
        },
        all_categories: wanted("category") == Some(false),
        violation: happened(wanted("op1").map(|is_clean| !is_clean)),
        violation_day: "2026-11-01".into(),
        payment: happened(wanted("op2")),
        payment_day: "2026-11-01".into(),
        followers: say("op3", "101", "100"),
        daily_users: say("op4", "101", "100"),
        ad_spend: say("op5", "10000.01", "10000.00"),
    }
}

fn is_met(found: &Evaluation, id: &str) -> Option<bool> {
    let named = |one: &&ConditionFinding| serde_json::to_value(one.id).unwrap() == id;
    found.conditions.iter().find(named).unwrap().holds
}

#[test]
fn every_vector_of_the_logic_comes_out() {
    let source: Value = serde_json::from_str(SHIPPED).unwrap();
    let vectors = source["test_vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 14);
    for vector in vectors {
        let given = &vector["in"];
        let found = look(&answers_of(&|id| given[id].as_bool()), "2026-11-23");
        for id in ["entity", "category", "op1", "op2", "op3", "op4", "op5"] {
            assert_eq!(is_met(&found, id), given[id].as_bool(), "{vector}: {id}");
        }
        assert_eq!(serde_json::to_value(found.verdict).unwrap(), vector["expect"], "{vector}");
        assert_eq!(found.open.is_empty(), found.verdict != Eligibility::Undetermined, "{vector}");
        assert_eq!(found.unmet.is_empty(), found.verdict != Eligibility::NotEligible, "{vector}");
        let is_nothing_to_do = found.verdict == Eligibility::Eligible || vector["name"] == "payment unknown";
        assert_eq!(found.cheapest.is_empty(), is_nothing_to_do, "{vector}");
    }
}

#[test]
fn every_vector_of_the_boundaries_comes_out() {
    let source: Value = serde_json::from_str(SHIPPED).unwrap();
    let vectors = source["boundary_vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 9);
    for vector in vectors {
        let mut answers = EligibilityAnswers::default();
        let value = || vector["value"].as_i64().unwrap();
        match vector["cond"].as_str().unwrap() {
            "op2" => {
                answers.payment = Happened::Yes;
                answers.payment_day = vector["last_payment"].as_str().unwrap().into();
                let today = day(vector["today"].as_str().unwrap());
                assert_eq!(
                    i64::from(day(&answers.payment_day).days_until(today)),
                    vector["days_between"].as_i64().unwrap()
                );
            }
            "op3" => answers.followers = value().to_string(),
            "op4" => answers.daily_users = value().to_string(),
            "op5" => answers.ad_spend = format!("{}.{:02}", value() / 100, value() % 100),
            other => panic!("{other} has no boundary"),
        }
        let today = vector["today"].as_str().unwrap_or("2026-11-23");
        let found = look(&answers, today);
        assert_eq!(is_met(&found, vector["cond"].as_str().unwrap()), vector["expect"].as_bool(), "{vector}");
    }
}

#[rstest]
#[case("2026-05-23", false)]
#[case("2026-05-22", true)]
#[case("2026-11-23", false)]
fn a_violation_is_half_a_year_of_the_calendar_in_the_way(#[case] on: &str, #[case] met: bool) {
    let answers =
        EligibilityAnswers { violation: Happened::Yes, violation_day: on.into(), ..EligibilityAnswers::default() };
    let found = look(&answers, "2026-11-23");
    assert_eq!(is_met(&found, "op1"), Some(met));
    let until = found.conditions[2].until.map(|until| until.to_string());
    assert_eq!(until, (!met).then(|| day(on).plus_months(6).to_string()));
}

#[rstest]
#[case("2026-11-23", Some("2026-11-25"))]
#[case("2026-11-22", Some("2026-11-24"))]
#[case("2026-11-21", None)]
fn a_payment_is_noticed_two_days_later(#[case] on: &str, #[case] noticed: Option<&str>) {
    let answers =
        EligibilityAnswers { payment: Happened::Yes, payment_day: on.into(), ..EligibilityAnswers::default() };
    let payment = look(&answers, "2026-11-23").conditions[3];
    assert_eq!(payment.noticed_on.map(|day| day.to_string()).as_deref(), noticed);
    assert_eq!((payment.holds, payment.until), (Some(true), Some(day(on).plus_days(90))));
}

#[test]
fn only_what_decides_is_asked() {
    use ConditionId::{Category, Entity, Op1, Op2, Op3, Op4, Op5};
    let found = look(&EligibilityAnswers::default(), "2026-11-23");
    assert_eq!(found.open, [Entity, Category, Op1, Op2, Op3, Op4, Op5]);
    assert_eq!(found.cheapest, [Op3], "followers are the cheapest of the three");
    let enough = look(&answers_of(&|id| (id != "op2" && id != "op4").then_some(true)), "2026-11-23");
    assert_eq!(enough.open, [Op2], "one of the three is enough");
    let poor = look(&answers_of(&|id| Some(!["op3", "op4", "op5"].contains(&id))), "2026-11-23");
    assert_eq!((poor.unmet, poor.cheapest), (vec![Op3, Op4, Op5], vec![Op3]));
}

#[test]
fn a_day_that_is_still_to_come_or_unreadable_is_not_known() {
    for typed in ["2026-11-24", "昨天", ""] {
        let answers =
            EligibilityAnswers { payment: Happened::Yes, payment_day: typed.into(), ..EligibilityAnswers::default() };
        assert_eq!(is_met(&look(&answers, "2026-11-23"), "op2"), None, "{typed}");
    }
}
