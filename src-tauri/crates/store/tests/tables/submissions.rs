//! The outbox: compare-and-set, order per object, what is due.

use crate::{Shop, shop, submission_id};
use kaibo_domain::{AttemptId, SubmissionId, outbox::SubmissionState as S};
use kaibo_store::{
    attempts,
    attempts::{AttemptOutcome, AttemptRow},
    submissions,
    submissions::{ObjectKind, Remark, SubmissionKind, SubmissionRow},
};
use std::{sync::Barrier, thread};
use uuid::Uuid;

fn submit(shop: &Shop, object: &str, state: S, waiting_until_ms: Option<i64>) -> SubmissionRow {
    let row = SubmissionRow {
        id: submission_id(),
        shop_id: shop.id,
        kind: SubmissionKind::GoodsAdd,
        object_kind: ObjectKind::Goods,
        object_id: object.into(),
        revision: 1,
        state,
        request_hash: "hash".into(),
        waiting_until_ms,
        cause: None,
        errcode: None,
        errmsg: None,
        rid: None,
        payload: Some("{\"goods\":[1,2]}".into()),
        // The clock stands still, or goes back: the order is the order of asking.
        created_ms: 5,
        updated_ms: 5,
        version: 1,
    };
    let insert = row.clone();
    shop.write(move |tx| submissions::insert(tx, &insert));
    row
}

fn ids(rows: Vec<SubmissionRow>) -> Vec<SubmissionId> {
    rows.into_iter().map(|row| row.id).collect()
}

fn due(shop: &Shop, now_ms: i64) -> Vec<SubmissionId> {
    let id = shop.id;
    ids(shop.read(move |conn| submissions::list_due(conn, id, now_ms)))
}

fn step(shop: &Shop, id: SubmissionId, version: u32, from: S, to: S) -> bool {
    shop.write(move |tx| submissions::transition(tx, id, version, (from, to), &Remark::default(), 6))
}

#[test]
fn a_move_needs_the_version_and_the_state_that_were_seen() {
    let shop = shop();
    let row = submit(&shop, "a", S::Queued, None);
    let id = row.id;
    assert_eq!(shop.read(move |conn| submissions::get(conn, id)).unwrap(), row);
    assert!(!step(&shop, id, 2, S::Queued, S::Sending));
    assert!(!step(&shop, id, 1, S::Waiting, S::Sending));
    assert!(step(&shop, id, 1, S::Queued, S::Sending));
    assert!(!step(&shop, id, 1, S::Queued, S::Sending));
    let remark = Remark {
        errcode: Some(300002),
        errmsg: Some("name length invalid".into()),
        rid: Some("rid".into()),
        ..Default::default()
    };
    let noted = remark.clone();
    assert!(shop.write(move |tx| submissions::transition(tx, id, 2, (S::Sending, S::Rejected), &noted, 7)));
    let expected = SubmissionRow {
        state: S::Rejected,
        errcode: remark.errcode,
        errmsg: remark.errmsg,
        rid: remark.rid,
        updated_ms: 7,
        version: 3,
        ..row
    };
    assert_eq!(shop.read(move |conn| submissions::get(conn, id)).unwrap(), expected);
}

#[test]
fn of_many_who_move_the_same_row_one_wins() {
    let shop = shop();
    for _ in 0..20 {
        let id = submit(&shop, "a", S::Queued, None).id;
        let (start, store) = (Barrier::new(8), &shop.store);
        let won = thread::scope(|scope| {
            let racers: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| {
                        start.wait();
                        let remark = Remark::default();
                        store
                            .write_blocking(move |tx| {
                                submissions::transition(tx, id, 1, (S::Queued, S::Sending), &remark, 6)
                            })
                            .unwrap()
                    })
                })
                .collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).filter(|won| *won).count()
        });
        assert_eq!(won, 1);
    }
}

#[test]
fn nothing_of_an_object_overtakes() {
    let shop = shop();
    let (first, second) = (submit(&shop, "a", S::Queued, None).id, submit(&shop, "a", S::Queued, None).id);
    let other = submit(&shop, "b", S::Queued, None).id;
    assert_eq!(due(&shop, 10), [first, other]);
    step(&shop, first, 1, S::Queued, S::Sending);
    assert_eq!(due(&shop, 10), [other]);
    step(&shop, first, 2, S::Sending, S::Unknown);
    assert_eq!(due(&shop, 10), [other]);
    step(&shop, first, 3, S::Unknown, S::Accepted);
    assert_eq!(due(&shop, 10), [second, other]);
    let open = shop.read(|conn| submissions::open_for_object(conn, ObjectKind::Goods, "a"));
    assert_eq!(ids(open), [second]);
    let latest = shop.read(|conn| submissions::latest_for_object(conn, ObjectKind::Goods, "a"));
    assert_eq!(latest.unwrap().id, second);
    let page = ["a".to_owned(), "nothing".to_owned(), "b".to_owned()];
    let latest = shop.read(|conn| submissions::latest_for_objects(conn, ObjectKind::Goods, &page));
    assert_eq!(ids(latest), [second, other]);
    assert_eq!(shop.read(|conn| submissions::latest_for_object(conn, ObjectKind::Room, "a")), None);
}

#[test]
fn waits_end_at_their_time_and_causes_outside_do_not_end_by_time() {
    let shop = shop();
    let timed = submit(&shop, "a", S::Waiting, Some(100)).id;
    let offline = submit(&shop, "b", S::Waiting, None).id;
    assert_eq!(due(&shop, 99), []);
    assert_eq!(due(&shop, 100), [timed]);
    let id = shop.id;
    assert_eq!(shop.read(move |conn| submissions::earliest_wait(conn, id)), Some(100));
    assert_eq!(ids(shop.read(move |conn| submissions::list_by_state(conn, id, S::Waiting))), [timed, offline]);
    assert_eq!(ids(shop.read(move |conn| submissions::list_open(conn, id))), [timed, offline]);
}

#[test]
fn interrupted_are_those_that_were_being_sent() {
    let shop = shop();
    let sending = submit(&shop, "a", S::Sending, None).id;
    for (object, state) in [("b", S::Queued), ("c", S::Unknown), ("d", S::Accepted)] {
        submit(&shop, object, state, None);
    }
    assert_eq!(ids(shop.read(submissions::interrupted)), [sending]);
}

#[test]
fn a_new_hash_is_set_under_the_version_that_was_seen() {
    let shop = shop();
    let id = submit(&shop, "a", S::Queued, None).id;
    assert!(shop.write(move |tx| submissions::set_request_hash(tx, id, 1, "other")));
    assert!(!shop.write(move |tx| submissions::set_request_hash(tx, id, 1, "third")));
    let row = shop.read(move |conn| submissions::get(conn, id)).unwrap();
    assert_eq!((row.request_hash.as_str(), row.version), ("other", 2));
}

#[test]
fn an_attempt_ends_once() {
    let shop = shop();
    let submission_id = submit(&shop, "a", S::Sending, None).id;
    let id = AttemptId::from_uuid(Uuid::now_v7());
    let attempt =
        AttemptRow { id, submission_id, started_ms: 5, ended_ms: None, outcome: None, request_hash: "hash".into() };
    let insert = attempt.clone();
    shop.write(move |tx| attempts::insert(tx, &insert));
    assert!(shop.write(move |tx| attempts::finish(tx, id, AttemptOutcome::Unknown, 6)));
    assert!(!shop.write(move |tx| attempts::finish(tx, id, AttemptOutcome::Accepted, 7)));
    let expected = AttemptRow { ended_ms: Some(6), outcome: Some(AttemptOutcome::Unknown), ..attempt };
    assert_eq!(shop.read(move |conn| attempts::list(conn, submission_id)), [expected]);
}
