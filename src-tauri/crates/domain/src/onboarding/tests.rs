//! The vectors of the pack, and what stands around them.

use super::*;
use crate::{
    day::Day,
    rule_pack::{Holds, PackError},
    violation::Rule,
    workdays::Workdays,
};
use rstest::rstest;
use serde_json::Value;
use std::collections::BTreeMap;

const SHIPPED: &str = include_str!("../../../../../assets/rules/onboarding.json");

fn pack() -> OnboardingPack {
    OnboardingPack::read(SHIPPED.as_bytes()).unwrap()
}

fn workdays() -> Workdays {
    serde_json::from_str(include_str!("../../../../../assets/calendars/prc.json")).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn chosen(pairs: &[(&str, &str)]) -> Chosen {
    pairs.iter().map(|(dimension, value)| ((*dimension).to_owned(), (*value).to_owned())).collect()
}

fn done_on(day: &str) -> ItemNote {
    ItemNote { state: ItemState::Done, day: day.into(), ..ItemNote::default() }
}

fn due(
    item: &str,
    facts: &[(&str, &str)],
    notes: &[(&str, ItemNote)],
    today: &str,
) -> Option<(String, bool, bool, DueStanding)> {
    let (pack, workdays) = (pack(), workdays());
    let facts = OnboardingFacts { chosen: chosen(facts), promoters: Vec::new() };
    let notes: BTreeMap<_, _> = notes.iter().map(|(id, note)| ((*id).to_owned(), note.clone())).collect();
    let clock = Clock { pack: &pack, notes: &notes, facts: &facts, workdays: &workdays, today: day(today) };
    let due = clock.due(pack.item(item).unwrap())?;
    Some((due.day.to_string(), due.is_certain, due.is_given, due.standing))
}

const ALLIANCE: [(&str, &str); 2] = [("programme", "alliance"), ("entity", "enterprise")];
const PAY: [(&str, &str); 2] = [("programme", "wechat_pay"), ("entity", "enterprise")];
/// Whose account WeChat Pay does not verify.
const PAY_ONESELF: [(&str, &str); 3] =
    [("programme", "wechat_pay"), ("entity", "enterprise"), ("admin", "legal_person")];

#[test]
fn what_is_shipped_has_four_checklists_whose_every_line_says_who_says_so() {
    let pack = pack();
    let names: Vec<_> = pack.checklists.iter().map(|list| list.id.as_str()).collect();
    assert_eq!(names, ["live", "access", "promoter", "account"]);
    for list in &pack.checklists {
        let items = list.sections.iter().map(|section| pack.items_of(&section.id).count());
        assert!(items.clone().all(|count| count > 0) && items.sum::<usize>() >= 5, "{}", list.id);
    }
    assert_eq!((pack.documents(&Chosen::new()).len(), pack.fields.len(), pack.states.len()), (9, 14, 8));
    assert_eq!(pack.items.iter().filter(|item| item.terms.is_some()).count(), 3);
}

#[test]
fn every_vector_of_the_papers_comes_out() {
    let (pack, source) = (pack(), serde_json::from_str::<Value>(SHIPPED).unwrap());
    let vectors = source["test_vectors"]["documents"].as_array().unwrap();
    assert_eq!(vectors.len(), 21);
    for vector in vectors {
        let said = |name: &str| vector[name].as_str().unwrap_or_default();
        let facts = chosen(&[
            ("programme", "alliance"),
            ("entity", said("entity_type")),
            ("residency", said("legal_person_residency")),
            ("admin", said("super_admin_type")),
        ]);
        let found = pack.documents(&facts);
        assert!(found.iter().all(|(_, holds)| *holds == Holds::Yes), "{vector}");
        let found: Vec<_> = found.iter().map(|(item, _)| item.id.as_str()).collect();
        let expected: Vec<_> = vector["expect"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        assert_eq!(found, expected, "{vector}");
    }
}

#[test]
fn every_vector_of_the_days_comes_out() {
    let source = serde_json::from_str::<Value>(SHIPPED).unwrap();
    let vectors = source["test_vectors"]["deadlines"].as_array().unwrap();
    assert_eq!(vectors.len(), 3);
    for vector in vectors {
        let (from, rule) = (vector["from"].as_str().unwrap(), vector["rule"].as_str().unwrap());
        let expected = vector["expect"].as_str().or(vector["expect_last_day"].as_str()).unwrap();
        let found = match rule.split(' ').next().unwrap() {
            "verify_account" => {
                due("verify_account", &ALLIANCE, &[("preliminary_check", done_on(from))], from).unwrap().0
            }
            "platform_review" => {
                due("platform_review", &ALLIANCE, &[("verify_account", done_on(from))], from).unwrap().0
            }
            "rebind" => {
                let promoter = PromoterNote { name: "小陈".into(), switched: from.into() };
                promoter.rebinding(&pack(), day(from), &workdays()).unwrap().earliest.to_string()
            }
            other => panic!("{other} has no clock"),
        };
        assert_eq!(found, expected, "{vector}");
    }
}

#[rstest]
#[case::alliance(&ALLIANCE, "", "2026-10-25", false)]
#[case::pay(&PAY, "", "2026-10-05", false)]
#[case::named(&ALLIANCE, "2026-10-01", "2026-10-01", true)]
#[case::named_later(&PAY, "2026-10-20", "2026-10-20", true)]
#[case::unreadable(&ALLIANCE, "下月", "2026-10-25", false)]
fn the_day_the_platform_names_outweighs_the_programmes(
    #[case] facts: &[(&str, &str)],
    #[case] named: &str,
    #[case] expected: &str,
    #[case] is_given: bool,
) {
    let own = ItemNote { state: ItemState::Doing, due: named.into(), ..ItemNote::default() };
    let notes = [("preliminary_check", done_on("2026-09-25")), ("verify_account", own)];
    let (day, _, given, _) = due("verify_account", facts, &notes, "2026-09-25").unwrap();
    assert_eq!((day.as_str(), given), (expected, is_given));
}

#[rstest]
#[case("2026-10-10", Some(DueStanding::Far))]
#[case("2026-10-11", Some(DueStanding::Near))]
#[case("2026-10-25", Some(DueStanding::Near))]
#[case("2026-10-26", Some(DueStanding::Over))]
fn a_deadline_comes_nearer(#[case] today: &str, #[case] standing: Option<DueStanding>) {
    let notes = [("preliminary_check", done_on("2026-09-25"))];
    assert_eq!(due("verify_account", &ALLIANCE, &notes, today).map(|found| found.3), standing);
}

#[test]
fn a_clock_runs_only_from_what_was_done_to_what_is_open() {
    let begun = ItemNote { state: ItemState::Doing, day: "2026-09-25".into(), ..ItemNote::default() };
    assert_eq!(due("verify_account", &ALLIANCE, &[("preliminary_check", begun)], "2026-09-26"), None);
    let before = ("preliminary_check", done_on("2026-09-25"));
    let settled = [before.clone(), ("verify_account", done_on("2026-09-26"))];
    assert_eq!(due("verify_account", &ALLIANCE, &settled, "2026-09-26"), None);
    let person = [("programme", "alliance"), ("entity", "personal")];
    assert_eq!(due("verify_account", &person, &[before], "2026-09-26"), None, "a person verifies nothing");
    let late = due("platform_review", &PAY, &[("verify_account", done_on("2026-12-30"))], "2026-12-30").unwrap();
    assert_eq!((late.0.as_str(), late.1), ("2027-01-04", false), "holidays of that year are not announced");
}

#[test]
fn a_review_without_a_verification_is_due_from_the_check_before() {
    let checked = ("preliminary_check", done_on("2026-09-30"));
    assert_eq!(due("verify_account", &PAY_ONESELF, std::slice::from_ref(&checked), "2026-09-30"), None);
    let day = |facts: &[(&str, &str)], notes: &[(&str, ItemNote)]| {
        due("platform_review", facts, notes, "2026-09-30").map(|found| found.0)
    };
    // Three working days, of which the first follows the National Day holidays.
    assert_eq!(day(&PAY_ONESELF, std::slice::from_ref(&checked)).as_deref(), Some("2026-10-10"));
    assert_eq!(day(&PAY, std::slice::from_ref(&checked)), None, "an agent verifies first, or perhaps does");
    let spared = ("verify_account", ItemNote { state: ItemState::NotApplicable, ..ItemNote::default() });
    assert_eq!(day(&ALLIANCE, &[checked, spared]).as_deref(), Some("2026-10-09"), "so staff say");
}

#[rstest]
#[case(&PAY_ONESELF, Holds::No)]
#[case(&PAY, Holds::Perhaps)]
#[case(&[("programme", "wechat_pay"), ("entity", "enterprise"), ("admin", "agent")], Holds::Yes)]
#[case(&[("programme", "alliance"), ("entity", "enterprise"), ("admin", "legal_person")], Holds::Yes)]
#[case(&[("programme", "agency")], Holds::No)]
#[case(&[], Holds::Perhaps)]
fn an_account_is_verified_unless_the_programme_spares_it(#[case] facts: &[(&str, &str)], #[case] expected: Holds) {
    let (pack, chosen) = (pack(), chosen(facts));
    assert_eq!(pack.item("verify_account").unwrap().holds(&chosen), expected);
    if expected == Holds::No && facts.len() > 1 {
        assert_eq!(pack.methods_for(&chosen), Some(Vec::new()), "no way to verify is named either");
    }
}

#[test]
fn what_nobody_has_said_leaves_papers_open() {
    let pack = pack();
    let open = pack.documents(&chosen(&[("programme", "alliance"), ("entity", "enterprise"), ("admin", "")]));
    let holds = |id: &str| open.iter().find(|(item, _)| item.id == id).map(|(_, holds)| *holds);
    assert_eq!(holds("business_license"), Some(Holds::Yes));
    assert_eq!((holds("passport"), holds("admin_id_photos")), (Some(Holds::Perhaps), Some(Holds::Perhaps)));
    assert_eq!(pack.documents(&chosen(&[("programme", "agency")])), []);
}

#[rstest]
#[case("alliance", "enterprise", "legal_person", Some(vec!["remittance", "legal_person_scan"]))]
#[case("wechat_pay", "individual_business", "legal_person", Some(vec![]))]
#[case("wechat_pay", "individual_business", "agent", Some(vec!["legal_person_scan"]))]
#[case("wechat_pay", "enterprise", "legal_person", Some(vec![]))]
#[case("wechat_pay", "enterprise", "agent", Some(vec!["remittance", "legal_person_scan"]))]
#[case("alliance", "personal", "", None)]
#[case("agency", "enterprise", "agent", None)]
fn who_may_verify_how(
    #[case] programme: &str,
    #[case] entity: &str,
    #[case] admin: &str,
    #[case] expected: Option<Vec<&str>>,
) {
    let pack = pack();
    let found = pack.methods_for(&chosen(&[("programme", programme), ("entity", entity), ("admin", admin)]));
    let found = found.map(|methods| methods.iter().map(|method| method.id.as_str()).collect::<Vec<_>>());
    assert_eq!(found, expected);
}

#[rstest]
#[case("enterprise", "corporate", false)]
#[case("enterprise", "personal", true)]
#[case("individual_business", "corporate", false)]
#[case("individual_business", "personal", false)]
#[case("personal", "corporate", true)]
#[case("enterprise", "", false)]
fn a_company_is_paid_to_a_corporate_account(#[case] entity: &str, #[case] account: &str, #[case] refused: bool) {
    assert_eq!(pack().account_is_refused(&chosen(&[("entity", entity), ("account", account)])), refused);
}

#[test]
fn every_state_of_the_platform_leads_somewhere() {
    let pack = pack();
    let at: Vec<_> = pack.states.iter().map(|state| state.item.as_deref()).collect();
    let expected = [
        Some("preliminary_check"),
        Some("verify_account"),
        Some("platform_review"),
        Some("submit"),
        Some("sign"),
        Some("bind_bank"),
        None,
        None,
    ];
    assert_eq!(at, expected);
}

#[test]
fn what_comes_first_is_named() {
    let (pack, workdays) = (pack(), workdays());
    let facts = OnboardingFacts { chosen: chosen(&[("association", "promoter")]), promoters: Vec::new() };
    let mut notes = BTreeMap::new();
    let awaited = |notes: &BTreeMap<String, ItemNote>| {
        let clock = Clock { pack: &pack, notes, facts: &facts, workdays: &workdays, today: day("2026-11-23") };
        let items = clock.awaited(pack.item("associate.bind").unwrap());
        items.iter().map(|item| item.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(awaited(&notes), ["access.done"]);
    notes.insert("access.done".to_owned(), done_on("2026-11-01"));
    assert_eq!(awaited(&notes), Vec::<String>::new());
}

#[test]
fn a_promoter_may_switch_from_that_day_on() {
    let promoter = PromoterNote { name: "小陈".into(), switched: "2026-05-31".into() };
    let rebinding = |today: &str| promoter.rebinding(&pack(), day(today), &workdays()).unwrap();
    assert_eq!(rebinding("2026-11-29").earliest.to_string(), "2026-11-30");
    assert!(!rebinding("2026-11-29").is_free && rebinding("2026-11-30").is_free);
    let never = PromoterNote { switched: String::new(), ..promoter };
    assert_eq!(never.rebinding(&pack(), day("2026-11-23"), &workdays()), None);
}

#[test]
fn what_cannot_be_read_is_said_at_its_place() {
    let today = day("2026-11-23");
    let promoters = vec![
        PromoterNote { name: "小陈".into(), switched: "2026-11-24".into() },
        PromoterNote { name: " ".into(), switched: "去年".into() },
    ];
    let facts = OnboardingFacts { promoters, ..OnboardingFacts::default() };
    let broken: Vec<_> =
        facts.violations(today).into_iter().map(|one| (one.field, one.rule, one.params["place"].clone())).collect();
    let expected = [
        (PromoterField::Switched, Rule::StillToCome, "1".to_owned()),
        (PromoterField::Name, Rule::Required, "2".to_owned()),
        (PromoterField::Switched, Rule::NotADay, "2".to_owned()),
    ];
    assert_eq!(broken, expected);
    let note = ItemNote { state: ItemState::Done, due: "x".into(), ..ItemNote::default() };
    let broken: Vec<_> = note.violations(today).into_iter().map(|one| (one.field, one.rule)).collect();
    assert_eq!(broken, [(ItemField::Day, Rule::Required), (ItemField::Due, Rule::NotADay)]);
}

#[rstest]
#[case::section(r#""section": "live.before""#, r#""section": "nowhere""#, "live.terms")]
#[case::from(r#""from": "live.apply""#, r#""from": "live.applied""#, "live.confirm")]
#[case::value(
    r#""hong_kong"
    ]"#,
    r#""hongkong"
    ]"#,
    "permit_hk"
)]
#[case::later(r#""remind_days""#, r#""remind""#, "remind")]
#[case::authority(r#""authority": "official""#, r#""authority": "hearsay""#, "hearsay")]
#[case::evidence(
    r#""papers": [
    "bank"
   ]"#,
    r#""papers": []"#,
    "bind_bank"
)]
#[case::place(r#""where": {"#, r#""here": {"#, "here")]
#[case::spared(
    r#""unless": {
    "programme""#,
    r#""unless": {
    "program""#,
    "verify_account"
)]
#[case::state(r#""item": "sign""#, r#""item": "signed""#, "NEED_SIGN")]
fn what_was_altered_is_found(#[case] from: &str, #[case] to: &str, #[case] said: &str) {
    let altered = SHIPPED.replace(from, to);
    assert!(altered != SHIPPED, "{from} stands in the pack");
    let error: PackError = OnboardingPack::read(altered.as_bytes()).unwrap_err();
    assert!(error.to_string().contains(said), "{error}");
}
