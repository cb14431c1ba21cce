//! What staff note of onboarding.

use crate::shop;
use kaibo_domain::{
    eligibility::{EligibilityAnswers, Happened},
    onboarding::{ItemNote, ItemState, OnboardingFacts, PromoterNote},
};
use kaibo_store::{
    eligibility_answers, onboarding_facts, onboarding_items,
    terms_readings::{self, ReadingRow},
};

#[test]
fn answers_and_facts_are_replaced_and_their_revisions_counted() {
    let shop = shop();
    let id = shop.id;
    assert_eq!(shop.read(move |conn| eligibility_answers::get(conn, id)).revision, 0);
    let answers =
        EligibilityAnswers { payment: Happened::Yes, followers: "101".into(), ..EligibilityAnswers::default() };
    let facts = OnboardingFacts {
        chosen: [("entity".to_owned(), "enterprise".to_owned())].into(),
        promoters: vec![PromoterNote { name: "小陈".into(), switched: "2026-05-01".into() }],
    };
    for revision in 1..=2 {
        let (answers, facts) = (answers.clone(), facts.clone());
        let kept = shop.write(move |tx| {
            Ok((eligibility_answers::put(tx, id, &answers, 5)?, onboarding_facts::put(tx, id, &facts, 5)?))
        });
        assert_eq!(kept, (revision, revision));
    }
    assert_eq!(shop.read(move |conn| eligibility_answers::get(conn, id)).draft, answers);
    assert_eq!(shop.read(move |conn| onboarding_facts::get(conn, id)).draft, facts);
}

#[test]
fn each_item_has_a_note_of_its_own() {
    let shop = shop();
    let id = shop.id;
    let note = ItemNote { state: ItemState::Done, day: "2026-11-23".into(), ..ItemNote::default() };
    let first = note.clone();
    shop.write(move |tx| onboarding_items::put(tx, id, "live.menu", &first, 5));
    shop.write(move |tx| onboarding_items::put(tx, id, "sign", &ItemNote::default(), 6));
    assert_eq!(shop.read(move |conn| onboarding_items::get(conn, id, "live.menu")).draft, note);
    assert_eq!(shop.read(move |conn| onboarding_items::get(conn, id, "register")).revision, 0);
    let all = shop.read(move |conn| onboarding_items::all(conn, id));
    assert_eq!(all.keys().collect::<Vec<_>>(), ["live.menu", "sign"]);
    shop.write(move |tx| onboarding_items::put(tx, id, "sign", &ItemNote::default(), 7));
    assert_eq!(shop.read(move |conn| onboarding_items::get(conn, id, "sign")).revision, 2);
}

#[test]
fn readings_of_terms_are_added_and_never_changed() {
    let shop = shop();
    let id = shop.id;
    let reading = |read_ms, reader: &str| ReadingRow {
        item: "live.terms".into(),
        read_ms,
        reader: reader.into(),
        version: "2020".into(),
    };
    for row in [reading(5, "小陈"), reading(9, "小李"), reading(5, "别人")] {
        shop.write(move |tx| terms_readings::add(tx, id, &row));
    }
    assert_eq!(shop.read(move |conn| terms_readings::all(conn, id)), [reading(9, "小李"), reading(5, "小陈")]);
}
